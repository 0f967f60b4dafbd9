"""Workbooks in the formats that Lotse reads but never writes: .xlsb by hand, .xls and .ods by LibreOffice."""

from __future__ import annotations

import json
import os
import shutil
from contextlib import suppress
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from automation.cli import main
from tests.ugly.binary import Sheet, save
from tests.ugly.people import LABELS, PEOPLE, person, put, under
from workbook.adoption.proposal import propose
from workbook.errors import PasswordProtectedError, StrayCellError, UnreadableCellsError, WorkbookError
from workbook.reading.passwords import Keys, encrypt
from workbook.reading.raw import read_book
from workbook.reading.records import read_office
from workbook.schema import Client

NAMES = {"Klient-Nr.": "KlientID"} | {label: label for label in (*LABELS[1:], "Bemerkung")}
PEOPLE_HERE = [
    person(1),
    person(2, Ort="#N/A"),
    person(3, PLZ=1067),
    person(4, Geburtsdatum="17.1.58"),
    person(5),
]
ROWS = [["Unsere Leute"], [], *under(NAMES, PEOPLE_HERE)]
PLANTED = {
    ("F-16", "Liste", "J5"),
    ("F-03", "Liste", "I6"),
    ("F-19", "Liste", "A6"),
    ("F-02", "Liste", "E7"),
    ("F-20", "Liste", "Q7"),
}


@pytest.fixture(params=["xlsb", "xls", "ods"])
def grown(request, tmp_path):
    """The same list in each of the formats: two rows above it, a hidden row, merged cells, an error."""
    if request.param == "xlsb":
        sheets = {"Anderes": Sheet([["x"]]), "Liste": Sheet(ROWS, frozenset({6}), (6, 7, 16, 16))}
        return save(tmp_path / "Bestand.xlsb", sheets)
    book = openpyxl.Workbook()
    book.active.title = "Anderes"
    page = book.create_sheet("Liste")
    put(page, [["=NA()" if value == "#N/A" else value for value in row] for row in ROWS])
    page.row_dimensions[6].hidden = True
    page.merge_cells("Q7:Q8")
    book.save(tmp_path / "a.xlsx")
    (tmp_path / "neu").mkdir()
    return request.getfixturevalue("libreoffice").convert(tmp_path / "a.xlsx", request.param, tmp_path / "neu")


def test_errors_hidden_rows_and_merged_cells_are_named_in_each_format(grown):
    with read_book(grown) as book:
        _, findings = read_office(book, mappings=propose(book).mappings)

    assert {(f.rule, f.sheet, f.cell) for f in findings if f.rule != "F-18"} == PLANTED


def test_the_list_is_carried_over_but_its_own_file_is_never_written(grown, tmp_path, capsys):
    before, new = grown.read_bytes(), tmp_path / "Neu.xlsx"

    refused = main(["adopt", str(grown), "--yes"])
    said = capsys.readouterr().err
    carried = main(["adopt", str(grown), "--export", str(new)])
    capsys.readouterr()
    main(["check", str(new), "--no-write", "--json", "--as-of", "2019-06-30"])
    findings = json.loads(capsys.readouterr().out)["findings"]

    assert (refused, carried) == (2, 0)
    assert "schreibt nur in .xlsx und .xlsm" in said
    assert grown.read_bytes() == before
    with read_book(new) as book:
        clients = list(read_office(book)[0][Client])
    assert [c.birth_date for c in clients] == [known[4] for known in PEOPLE[:5]]
    assert [c.postcode for c in clients] == ["45884", "45884", "01067", "45884", "45884"]
    assert {(f["rule"], f["key"], f["column"]) for f in findings} == {("P-01", "K-00002", "Ort")}


def test_libreoffice_sees_the_same_cells_in_the_workbook_by_hand(tmp_path, libreoffice):
    rows = [["a", "b"], ["#N/A", "Şahin"], [3.5, "#REF!"], ["x"]]
    path = save(tmp_path / "a.xlsb", {"Blatt": Sheet(rows, frozenset({3}), (0, 1, 1, 1))})

    page = openpyxl.load_workbook(libreoffice.convert(path, "xlsx", tmp_path), data_only=True)["Blatt"]
    with read_book(path) as book:
        marks = book.marks("Blatt")

    assert [[cell.value for cell in row] for row in page["A2:A4"]] == [["#N/A"], [3.5], ["x"]]
    assert marks.errors == {"A2": "#N/A", "B3": page["B3"].value}
    assert marks.hidden_rows == {row for row in range(1, 5) if page.row_dimensions[row].hidden}
    assert [area.reference for area in marks.merged] == [str(area) for area in page.merged_cells.ranges]


def test_days_counted_from_1904_mean_the_same_days_in_an_xlsb(tmp_path):
    path = save(tmp_path / "a.xlsb", {"Blatt": Sheet([[date(2019, 6, 30)]])}, date_1904=True)

    with read_book(path) as book:
        assert book.grid("Blatt") == [[date(2019, 6, 30)]]
        assert book.date_1904


def test_an_xlsb_knows_which_sheets_are_lotses_and_which_has_gone(tmp_path):
    page = Sheet([["a"]])
    names = {"_Lotse_Fakten": 2, "_Lotse_Dashboard__2": 0, "_Lotse_Heute": -1, "Fremdes": 1}

    path = save(tmp_path / "a.xlsb", {"Übersicht": page, "Heute": page, "Zahlen": page}, names=names)

    with read_book(path) as book:
        assert book.owned == {"Fakten": "Zahlen", "Dashboard 2": "Übersicht"}
        assert book.lost == {"Heute"}


def test_cells_that_would_be_read_as_empty_ones_are_no_silent_loss(tmp_path):
    path = save(tmp_path / "a.xlsb", {"Blatt": Sheet([["a", "b"]], short=True)})

    with pytest.raises(UnreadableCellsError, match=r"Blatt „Blatt“.*Werte gingen verloren.*als .*xlsx.* speichern"):
        read_book(path)


@pytest.mark.parametrize(("far", "cell"), [((1_048_575, 16_383), "XFD1048576"), ((1_048_575, 900), "AHQ1048576")])
def test_a_forgotten_cell_far_out_does_not_eat_the_memory(tmp_path, far, cell):
    path = save(tmp_path / "a.xlsb", {"Blatt": Sheet([["a"]], far=far)})

    with read_book(path) as book, pytest.raises(StrayCellError, match=cell):
        book.grid("Blatt")


@pytest.fixture(scope="module")
def whole(tmp_path_factory, libreoffice):
    """A workbook in each binary format, as bytes."""
    folder = tmp_path_factory.mktemp("ganz")
    book = openpyxl.Workbook()
    put(book.active, ROWS)
    book.save(folder / "a.xlsx")
    xls = libreoffice.convert(folder / "a.xlsx", "xls", folder)
    return {".xls": xls.read_bytes(), ".xlsb": save(folder / "a.xlsb", {"Blatt": Sheet(ROWS)}).read_bytes()}


@settings(max_examples=int(os.environ.get("LOTSE_SPOILED_FILES", "30")), deadline=None)
@given(data=st.data(), ending=st.sampled_from([".xls", ".xlsb"]))
def test_a_damaged_file_is_a_sentence_and_never_a_crash(whole, tmp_path_factory, data, ending):
    content = bytearray(whole[ending])
    for place in data.draw(st.lists(st.integers(0, len(content) - 1), max_size=4)):
        content[place] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.mktemp("kaputt") / f"a{ending}"
    path.write_bytes(content[: data.draw(st.integers(len(content) // 2, len(content)))])

    with suppress(WorkbookError), read_book(path) as book:
        for sheet in book.sheets:
            assert isinstance(book.grid(sheet), list)


DATA = Path(__file__).parents[1] / "data"
"""`kennwort.xls` and `kennwort.ods`: two of the people, saved by LibreOffice 7.4 with the password „Sommer2019“."""


def keys_of(password):
    return Keys({"LOTSE_PASSWORD": password}, ask=lambda _: None)


def test_an_xls_with_a_password_is_read_with_it_and_never_decrypted_onto_the_disk(tmp_path):
    path = shutil.copy(DATA / "kennwort.xls", tmp_path / "a.xls")

    with read_book(path, keys_of("Sommer2019")) as book:
        office, findings = read_office(book)

    assert [client.last_name for client in office[Client]] == ["Şahin", "Nowak"]
    assert ("F-03", "I3") in {(finding.rule, finding.cell) for finding in findings}
    assert [file.name for file in tmp_path.iterdir()] == ["a.xls"]


def test_an_xlsb_with_a_password_is_read_with_it(tmp_path):
    path = tmp_path / "a.xlsb"
    sheets = {"Klienten": Sheet(under({label: label for label in LABELS}, [person(1)]))}
    sheets |= {f"Blatt {number}": Sheet([[number]]) for number in range(40)}  # no real workbook has less than 4 KB
    content = save(tmp_path / "offen.xlsb", sheets)
    with content.open("rb") as source, path.open("wb") as target:
        encrypt(source, "Sommer2019", target)

    with read_book(path, keys_of("Sommer2019")) as book:
        (client,) = read_office(book)[0][Client]

    assert client.birth_date == date(1980, 2, 29)


@pytest.mark.parametrize(
    ("name", "password", "cure"),
    [
        ("kennwort.xls", "falsch", "LOTSE_PASSWORD"),
        ("kennwort.xls", "", "LOTSE_PASSWORD"),
        ("kennwort.ods", "Sommer2019", r"als „Excel-Arbeitsmappe \(\.xlsx\)“ speichern"),
    ],
)
def test_a_password_that_does_not_open_is_told_with_the_cure(name, password, cure):
    with pytest.raises(PasswordProtectedError, match=rf"mit einem Kennwort verschlüsselt.*{cure}"):
        read_book(DATA / name, keys_of(password))
