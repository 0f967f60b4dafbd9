"""Closing a quarter as staff do it: what is refused, what survives on the sheet, what a later change looks like."""

import json
import shutil

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.table import TableColumn

from automation.cli import main

SHEET = "Quartalsabschlüsse"
LATER = ("--as-of", "15.08.2019")


@pytest.fixture(scope="module")
def once_closed(office, tmp_path_factory):
    path = shutil.copy(office, tmp_path_factory.mktemp("zu") / "Mappe.xlsx")
    assert main(["dashboard", str(path), "--close", "2019-Q1", "--by", "mka", "--as-of", "30.06.2019"]) == 0
    return path


@pytest.fixture
def closed(once_closed, tmp_path):
    return shutil.copy(once_closed, tmp_path / "Mappe.xlsx")


def rows_of(path, table):
    sheet = load_workbook(path)[SHEET]
    header, *rows = [[cell.value for cell in row] for row in sheet[sheet.tables[table].ref]]
    return [dict(zip(header, row, strict=True)) for row in rows if any(row)]


def test_a_closed_quarter_says_who_when_and_every_value(closed):
    [row] = rows_of(closed, "tblQuartalsabschlüsse")

    assert (row["Quartal"], row["Stand"], row["geschlossen von"]) == ("2019-Q1", "abgeschlossen", "MKA")
    values = {row["Kennung"]: row for row in rows_of(closed, "tblAbschlusswerte")}
    assert values["2019-Q1|V||"]["zuerst veröffentlicht"] == values["2019-Q1|V||"]["mit Nachmeldungen"] == 38
    fact = rows_of(closed, "tblAbschlussfakten")[0]
    assert fact["Schlüssel"]
    assert len(fact["Prüfwert"]) == 16


def test_twice_is_refused_and_a_reason_reopens(lotse, closed):
    before = closed.read_bytes()
    again = lotse("dashboard", closed, "--close", "2019-Q1", "--by", "MKA", *LATER)

    assert (again.code, again.out) == (2, "")
    assert "schon abgeschlossen, am 30.06.2019 von MKA" in again.err
    assert closed.read_bytes() == before

    assert (
        lotse("dashboard", closed, "--reopen", "Vertrag fehlte", "--quarter", "2019-Q1", "--by", "AOS", *LATER).code
        == 0
    )
    [row] = rows_of(closed, "tblQuartalsabschlüsse")
    assert (row["Stand"], row["Grund"], row["wieder geöffnet von"]) == ("wieder geöffnet", "Vertrag fehlte", "AOS")
    done = lotse("dashboard", closed, "--close", "2019-Q1", "--by", "MKA", *LATER)
    assert done.code == 0
    assert "Davor noch offen: 2018-Q3, 2018-Q4." in done.out
    assert [row["Stand"] for row in rows_of(closed, "tblQuartalsabschlüsse")] == [
        "wieder geöffnet",
        "abgeschlossen",
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--close", "2019-Q1", "--by", "MKX"), "Ist „MKA“ gemeint?"),
        (("--close", "2019-Q1"), "--by KÜRZEL"),
        (("--close", "2019-Q1", "--by", "rwe"), "ist RWE nur bis 31.12.2018 aktiv. Bitte das Kürzel von jemandem"),
        (("--close", "2019-Q3", "--by", "MKA"), "läuft noch"),
        (("--reopen", "Grund", "--by", "MKA"), "Welches Quartal?"),
        (("--reopen", " ", "--by", "MKA", "--quarter", "2019-Q1"), "nicht abgeschlossen"),
    ],
)
def test_what_cannot_be_closed_changes_nothing(lotse, workbook, words, said):
    before = workbook.read_bytes()

    done = lotse("dashboard", workbook, *words, *LATER)

    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert workbook.read_bytes() == before


def test_a_later_change_stands_beside_what_was_published_and_staffs_words_survive(lotse, closed):
    book = load_workbook(closed)
    sheet = book["Vermittlungen"]
    header = {cell.value: cell.column for cell in sheet[4]}
    published = [row for row in rows_of(closed, "tblAbschlussfakten") if row["Kennzahl"] == "V"]
    key = next(row["Schlüssel"] for row in published if row["Datum"].year == 2019)
    row = next(row for row in range(5, sheet.max_row + 1) if sheet.cell(row, header["VermittlungID"]).value == key)
    sheet.cell(row, header["Beginn"]).value = sheet.cell(row, header["Beginn"]).value.replace(year=2018, month=12)
    own = book[SHEET]
    own.cell(7, 12).value = "Im Beirat vorgestellt"
    own.cell(6, 18).value = "Aktenzeichen"
    own.cell(7, 18).value = "QB 7/19"
    own.cell(2, 20).value = "Rückfrage an Frau K."
    table = own.tables["tblQuartalsabschlüsse"]
    own.cell(6, 16).value = "Ablage"
    own.cell(7, 16).value = "Ordner 3"
    table.ref = "A6:P7"
    table.autoFilter.ref = table.ref
    table.tableColumns.append(TableColumn(id=16, name="Ablage"))
    book.save(closed)

    assert lotse("dashboard", closed, "--quarter", "2019-Q1", *LATER).code == 0
    told = lotse("dashboard", closed, "--quarter", "2019-Q1", *LATER)
    assert told.code == 0

    late = [each for each in rows_of(closed, "tblNachmeldungen") if each["Schlüssel"] == key]
    assert "2019-Q1" in {each["Quartal"] for each in late}
    assert "Vermittlungen −1" in late[0]["Wirkung"]
    assert f"{len(rows_of(closed, 'tblNachmeldungen'))} Nachmeldung" in told.out
    assert late[0]["vorher"].startswith("Beginn: ")
    value = next(row for row in rows_of(closed, "tblAbschlusswerte") if row["Kennung"] == "2019-Q1|V||")
    assert (value["zuerst veröffentlicht"], value["mit Nachmeldungen"]) == (38, 37)
    [row] = rows_of(closed, "tblQuartalsabschlüsse")
    assert (row["Notiz"], row["Ablage"]) == ("Im Beirat vorgestellt", "Ordner 3")
    loose = [cell for row in load_workbook(closed)[SHEET].iter_rows(values_only=True) for cell in row]
    assert {"Aktenzeichen", "QB 7/19", "Rückfrage an Frau K."} <= set(loose)
    assert loose.count("QB 7/19") == 1

    page = load_workbook(closed, data_only=True)["Dashboard"]
    rows = list(page.iter_rows(values_only=True))
    block = rows[next(place for place, row in enumerate(rows) if "Abgeschlossen und heute" in row) :]
    shown = {row[1]: tuple(cell for cell in row[2:] if cell is not None)[:2] for row in reversed(block)}
    assert shown["Vermittlungen"] == (38, 37)
    found = json.loads(lotse("check", closed, "--no-write", "--json", *LATER).out)["findings"]
    assert next(each["key"] for each in found if each["rule"] == "T-12") == key


def test_a_new_workbook_of_the_next_version_keeps_what_is_closed(lotse, closed, tmp_path):
    new = tmp_path / "Neu.xlsx"
    assert lotse("adopt", closed, "--upgrade", "-o", new, *LATER).code == 0
    done = lotse("dashboard", new, "--quarter", "2019-Q1", *LATER)

    assert (done.code, "steht nicht mehr" in done.out) == (0, False)
    assert rows_of(new, "tblAbschlusssiegel") == rows_of(closed, "tblAbschlusssiegel")
    assert rows_of(new, "tblNachmeldungen") == []
    assert [row["Quartal"] for row in rows_of(new, "tblQuartalsabschlüsse")] == ["2019-Q1"]
    assert rows_of(new, "tblAbschlussfakten") == rows_of(closed, "tblAbschlussfakten")


@pytest.mark.parametrize(
    ("label", "value"), [("Quartal", "Hallo"), ("geschlossen am", "gestern"), ("Abschluss", None)]
)
def test_a_closing_that_somebody_overwrote_is_told_and_does_not_open_its_quarter(lotse, closed, label, value):
    book = load_workbook(closed)
    own = book[SHEET]
    header = {cell.value: cell.column for cell in own[6]}
    own.cell(7, header[label]).value = value
    book.save(closed)
    before = closed.read_bytes()

    done = lotse("dashboard", closed, *LATER)

    assert (done.code, done.out, closed.read_bytes() == before) == (2, "", True)
    assert f"Auf „{SHEET}“ ist ein Abschluss nicht mehr zu lesen" in done.err
    assert f"{label} „{value or ''}“" in done.err


def test_a_line_of_the_staffs_own_among_the_closings_is_no_closing(lotse, closed):
    book = load_workbook(closed)
    own = book[SHEET]
    own.cell(8, 12).value = "Die Zahlen gingen am 3.8. an den Beirat"
    own.tables["tblQuartalsabschlüsse"].ref = "A6:O8"
    own.tables["tblQuartalsabschlüsse"].autoFilter.ref = "A6:O8"
    book.save(closed)

    assert lotse("dashboard", closed, *LATER).code == 0
    assert [row["Notiz"] for row in rows_of(closed, "tblQuartalsabschlüsse")][1].startswith("Die Zahlen")


@pytest.fixture(scope="module")
def once_small(tmp_path_factory):
    """An office of few clients whose first quarter of 2019 is closed: what asks many commands needs no more."""
    path = tmp_path_factory.mktemp("klein") / "Mappe.xlsx"
    assert main(["new", str(path), "--demo", "--rows", "12", "--as-of", "30.06.2019"]) == 0
    assert main(["dashboard", str(path), "--close", "2019-Q1", "--by", "mka", "--as-of", "30.06.2019"]) == 0
    return path


@pytest.fixture
def small(once_small, tmp_path):
    return shutil.copy(once_small, tmp_path / "Mappe.xlsx")


def place_of(sheet, table, column, key):
    """The cell of a table's column in the row with a key."""
    header, *rows = sheet[sheet.tables[table].ref]
    row = next(row for row in rows if key in [cell.value for cell in row])
    return row[[cell.value for cell in header].index(column)]


def told(lotse, path):
    found = json.loads(lotse("check", path, "--no-write", "--json", *LATER).out)["findings"]
    return [each for each in found if each["rule"] in {"T-15", "T-16"}]


def test_a_value_changed_by_hand_is_told_at_its_cell_and_nothing_goes_out_on_it(lotse, small, tmp_path):
    assert told(lotse, small) == []
    book, form = load_workbook(small), Workbook()
    cell = place_of(book[SHEET], "tblAbschlusswerte", "zuerst veröffentlicht", "2019-Q1|V||")
    cell.value = 99
    book.save(small)
    form.active["A1"] = "{{ V im Quartal }}"
    form.save(tmp_path / "Formular.xlsx")
    before = small.read_bytes()

    [found] = told(lotse, small)

    assert (found["rule"], found["sheet"], found["cell"]) == ("T-15", SHEET, cell.coordinate)
    assert "des Abschlusses 2019-Q1 hat Lotse nicht so geschrieben (V)" in found["message"]
    assert "lotse restore" in found["suggestion"]
    assert "--quarter 2019-Q1 --reopen" in found["suggestion"]
    for words in (
        ("dashboard", small, "--close", "2019-Q2", "--by", "MKA", *LATER),
        ("dashboard", small, "--form", tmp_path / "Formular.xlsx", "-o", tmp_path / "voll.xlsx", *LATER),
        ("handin", small, "-o", tmp_path / "Abgabe.xlsx", *LATER),
        ("publish", small, "--quarter", "2019-Q1", "--quick", *LATER),
    ):
        done = lotse(*words)
        assert (done.code, done.out, found["message"] in done.err) == (2, "", True)
    assert small.read_bytes() == before
    assert {each.name for each in tmp_path.iterdir()} == {"Mappe.xlsx", "Formular.xlsx"}
    done = lotse("dashboard", small, "--quarter", "2019-Q1", *LATER)
    assert f"Auf „{SHEET}“ steht nicht mehr, was Lotse geschrieben hat (Zelle {cell.coordinate})" in done.out
    page = [str(cell.value) for row in load_workbook(small)["Dashboard"].iter_rows() for cell in row]
    assert any("von Hand geändert" in text for text in page)
    done = lotse("dashboard", small, "--reopen", "Wert war falsch", "--close", "2019-Q1", "--by", "MKA", *LATER)
    assert (done.code, told(lotse, small)) == (0, [])


def test_a_deleted_sheet_is_told_until_somebody_says_why(lotse, small):
    book = load_workbook(small)
    del book[SHEET]
    book.save(small)
    close = ("dashboard", small, "--close", "2019-Q1", "--by", "MKA", *LATER)

    [found] = [
        each
        for each in json.loads(lotse("check", small, "--json", *LATER).out)["findings"]
        if each["rule"] in {"T-15", "T-16"}
    ]

    assert (found["rule"], found["sheet"], found["severity"]) == ("T-16", "Einstellungen", "F")
    assert f"Das Blatt „{SHEET}“ fehlt" in found["message"]
    newer = ("adopt", small, "--upgrade", "-o", small.with_name("Neu.xlsx"), *LATER)
    for words in (close, newer):  # a workbook made anew would know nothing of what it once had
        refused = lotse(*words)
        assert (refused.code, found["message"] in refused.err) == (2, True)
    assert not small.with_name("Neu.xlsx").exists()
    book = load_workbook(small)
    lines = [*book["Prüfbericht"].iter_rows()]
    header = next(line for line in lines if "Kürzel" in [cell.value for cell in line])
    row = next(line for line in lines if "T-16" in [cell.value for cell in line])
    for cell, head in zip(row, header, strict=True):
        if head.value in {"Bewusst so (Grund)", "Kürzel"}:
            cell.value = "MKA"
    book.save(small)
    assert lotse(*close).code == 0
    assert told(lotse, small) == []
