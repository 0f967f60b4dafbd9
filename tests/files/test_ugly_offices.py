"""Offices that kept their workbooks for years: adopted, checked and carried over, with the right cells named."""

from __future__ import annotations

import json
import shutil
import zipfile
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import msoffcrypto
import openpyxl
import pytest
import xlwings

from automation.cli import main
from tests.conftest import missing
from tests.ugly import exports, lists, markup, spellings
from tests.ugly.people import PEOPLE
from workbook.reading.raw import read_book
from workbook.reading.records import read_office
from workbook.schema import Client, Household, Partner, Placement, table_of

TODAY = ("--as-of", "2019-06-30")
LAYOUT = {"F-18", "F-19", "F-20", "F-21"}
"""What is said of how a table lies on its sheet; in a new workbook it lies well."""
OFFICES = (
    lists.client_list_with_titles_filter_and_hidden_columns,
    lists.placements_under_a_header_of_two_rows,
    lists.four_tables_on_one_sheet,
    lists.sums_and_repeated_headers_between_the_rows,
    exports.pandas_dump_with_its_index,
    exports.days_counted_from_1904,
    exports.columns_in_english_turkish_and_short,
    exports.clients_split_by_year_with_formulas_and_errors,
    markup.open_document_that_libreoffice_converted,
    markup.markup_by_hand_without_addresses,
    markup.macro_workbook_with_another_client_sheet,
    spellings.every_spelling_that_people_type,
)


@pytest.fixture(scope="session", params=OFFICES, ids=lambda build: build.__name__)
def built(request, tmp_path_factory):
    """Each of the offices in turn, built once; no test changes it."""
    path = tmp_path_factory.mktemp("Büro") / "Bestand.xlsx"
    if request.param is exports.pandas_dump_with_its_index and find_spec("pandas") is None:
        missing("pandas fehlt. Bitte installieren: pip install pandas")
    if request.param is markup.open_document_that_libreoffice_converted:
        return request.param(path, request.getfixturevalue("libreoffice"))
    if request.param is markup.macro_workbook_with_another_client_sheet:
        return request.param(path.with_suffix(".xlsm"), Path(xlwings.__file__).with_name("quickstart.xlsm"))
    return request.param(path)


@pytest.fixture
def office(built, tmp_path):
    """A copy of each office, alone in its folder."""
    folder = tmp_path / "Büro"
    folder.mkdir()
    return replace(built, path=shutil.copy(built.path, folder / built.path.name))


@pytest.fixture
def lotse(capsys):
    """Run `lotse` and return what it said."""

    def run(*words, code=(0, 1)):
        assert main([*map(str, words), *TODAY]) in code
        return capsys.readouterr().out

    return run


@pytest.fixture
def findings(lotse):
    """The findings of a workbook."""
    return lambda path: json.loads(lotse("check", path, "--json", "--no-write"))["findings"]


def columns_of(table):
    return {column["column"] for column in table["columns"]} - {None}


def test_each_planted_problem_is_named_at_its_cell_and_no_other_is(office, lotse, findings):
    lotse("adopt", office.path, "--yes")

    found = {(f["rule"], f["sheet"], f["cell"]) for f in findings(office.path) if f["rule"] != "F-18"}

    assert found == office.planted


def test_tables_are_proposed_where_they_stand_with_their_rows(office, lotse):
    told = json.loads(lotse("adopt", office.path, "--json"))

    assert {t["table"]: (t["sheet"], t["header_row"]) for t in told["tables"]} == office.tables
    assert {t["table"]: t["rows"] for t in told["tables"]} == office.rows
    assert tuple(t["sheet"] for t in told["further"]) == office.further
    unmapped = {c["header"] for t in told["tables"] for c in t["columns"] if c["column"] is None}
    assert unmapped == office.own


def test_what_is_missing_is_told_with_what_the_office_gains_by_it(office, lotse):
    told = json.loads(lotse("adopt", office.path, "--json"))

    for table in told["tables"]:
        spec = table_of(table["table"]).spec
        gained = {gain["column"] for gain in table["gains"]}
        assert gained.isdisjoint(columns_of(table))
        assert gained | columns_of(table) >= {c.label for c in spec.columns if c.formula is None}
    here = {table["table"] for table in told["tables"]}
    assert {gain["table"] for gain in told["missing_tables"]}.isdisjoint(here)
    assert "Einwilligungen" in {gain["table"] for gain in told["missing_tables"]}


def test_no_name_number_or_address_of_anybody_is_shown(office, lotse):
    shown = lotse("adopt", office.path, "--yes")
    with read_book(office.path) as book:
        shown += " ".join(str(value) for row in book.grid("Zuordnung") for value in row)

    for _, _, last, first, born, street, _, phone in PEOPLE:
        for secret in (last, street, phone, f"{born:%d.%m.%Y}", *([first] if len(first) > 4 else [])):
            assert secret not in shown


def test_the_offices_own_parts_stay_byte_for_byte(office, lotse, streams, unharmed):
    before = streams(office.path)

    lotse("adopt", office.path, "--yes")
    lotse("check", office.path)
    lotse("check", office.path)

    unharmed(before, office.path)


def test_a_new_workbook_has_every_row_and_asks_again_only_for_what_nobody_can_read(
    office, lotse, findings, tmp_path
):
    new = tmp_path / "Neu.xlsx"
    before = office.path.read_bytes()
    lotse("adopt", office.path, "--export", new)

    with read_book(new) as book:
        there, _ = read_office(book)

    assert office.path.read_bytes() == before
    for record in (Client, Household, Partner, Placement):
        more = office.below + (4 if office.further else 0) if record is Client else 0
        assert len(there[record]) == office.rows.get(record.spec.sheet, 0) + more
    for client in there[Client]:
        known = next(person for person in PEOPLE if person[0] == client.client_id)
        assert client.first_name == known[3]
        assert client.last_name in {known[2], None}
        assert client.birth_date in {known[4], None}
    again = {(f["rule"], f["key"]) for f in findings(new) if f["rule"].startswith("F-") and f["rule"] not in LAYOUT}
    assert again == office.unreadable


def test_the_new_workbook_has_the_same_findings_but_for_what_was_put_right(office, lotse, findings, tmp_path):
    lotse("adopt", office.path, "--yes")
    old = findings(office.path)
    lotse("adopt", office.path, "--export", tmp_path / "Neu.xlsx")

    new = {(f["rule"], f["key"]) for f in findings(tmp_path / "Neu.xlsx")}

    stays = {(f["rule"], f["key"]) for f in old if not f["rule"].startswith("F-")}
    assert stays <= new
    # A required column that the office does not keep is missing in each row of the new workbook; so is an error.
    # There is a column for the follow-up as well now, and nobody has entered one (T-04).
    assert {rule for rule, _ in new - stays - office.unreadable} <= {"P-01", "T-04"}
    assert {rule for rule, _ in stays} <= {rule for rule, _, _ in office.planted} | {"P-01"}


@pytest.fixture
def password(monkeypatch):
    """A password that Lotse finds where it looks."""
    monkeypatch.setenv("LOTSE_PASSWORD", "Sommer2019")
    return "Sommer2019"


@pytest.mark.parametrize("name", ["poi-spreadsheet__57181.xlsm", "closedxml-TryToLoad__LO__xlsm__tdf111974.xlsm"])
def test_a_protected_macro_workbook_with_other_sheets_keeps_them_and_its_password(
    name, corpus, tmp_path, password, lotse, look_inside
):
    office = markup.macro_workbook_with_another_client_sheet(tmp_path / "offen.xlsm", corpus / name)
    path = tmp_path / "Bestand.xlsm"
    with office.path.open("rb") as source, path.open("wb") as target:
        msoffcrypto.OfficeFile(source).encrypt(password, target)

    lotse("adopt", path, "--yes")
    lotse("check", path)

    assert not zipfile.is_zipfile(path)
    found = json.loads(lotse("check", path, "--json", "--no-write"))["findings"]
    assert {(f["rule"], f["sheet"], f["cell"]) for f in found if f["rule"] != "F-18"} == office.planted
    look_inside(path, password, office.path)


@pytest.fixture
def look_inside(streams, unharmed, tmp_path):
    """Check that a protected workbook holds the parts of another one as they were."""

    def look(path, password, before):
        opened = tmp_path / "offen gelegt.xlsm"
        with path.open("rb") as source, opened.open("wb") as target:
            protected = msoffcrypto.OfficeFile(source)
            protected.load_key(password=password)
            protected.decrypt(target)
        unharmed(streams(before), opened)

    return look


def test_rows_without_a_key_are_numbered_in_the_new_workbook_only(lotse, tmp_path):
    path, new = tmp_path / "Bestand.xlsx", tmp_path / "Neu.xlsx"
    years = {"2018": PEOPLE[:3], "2019": PEOPLE[3:5]}
    book = openpyxl.Workbook()
    for year, people in years.items():
        page = book.create_sheet(year)
        page.append(["Anrede", "Nachname", "Vorname", "geb. am", "Straße", "Nr.", "PLZ", "Ort", "Erstkontakt"])
        for _, gender, last, first, born, street, number, _ in people:
            page.append([gender, last, first, born, street, number, "45884", "Gelsenkirchen", born])
        page.append(["Summe", len(people)])
    book.save(path)

    told = lotse("adopt", path, "--yes")
    lotse("adopt", path, "--export", new)

    assert "Die Spalte „KlientID“ fehlt" in told
    assert "Zuordnung" not in openpyxl.load_workbook(path).sheetnames
    with read_book(new) as read:
        clients = list(read_office(read)[0][Client])
    assert [(c.client_id, c.last_name) for c in clients] == [
        (f"K-0000{number}", person[2]) for number, person in enumerate(PEOPLE[:5], 1)
    ]
