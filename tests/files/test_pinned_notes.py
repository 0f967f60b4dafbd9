"""What staff write around Lotse's tables, and pin to cells, goes with what it was put on, or is told."""

from datetime import date, timedelta

import pytest
from openpyxl import load_workbook
from openpyxl.comments import Comment

from automation import jobs
from automation.desk.looking import look_at_today
from automation.desk.sheet import SHEET as TODAYS
from automation.report import HEADER
from automation.report import SHEET as REPORT
from tests.letter_office import TODAY
from tests.letter_workbook import make_workbook
from workbook.cells import Area
from workbook.reading.raw import FileBookReader
from workbook.writing.file_book import FileBook

BELOW = 3


@pytest.fixture
def office(tmp_path):
    """An office of three people, the second without a postcode and the third with an odd phone number."""
    path = make_workbook(tmp_path / "Büro.xlsx", 3)
    spoil(path, {"PLZ": {2: None}, "Telefon": {3: "12"}})
    jobs.check(FileBook(path), TODAY)
    return path


def spoil(path, changes):
    """Type values into rows of „Klienten“, by header and number of the row."""
    book = load_workbook(path)
    sheet = book["Klienten"]
    labels = {cell.value: cell for row in sheet.iter_rows(max_row=6) for cell in row if cell.value}
    for label, rows in changes.items():
        head = labels[label]
        for number, value in rows.items():
            sheet.cell(head.row + number, head.column).value = value
    book.save(path)


def pinned(path, name):
    """The notes on a sheet: the whole row's texts, and the note."""
    sheet = load_workbook(path)[name]
    return {
        cell.comment.text: (cell.row, cell.column, [each.value for each in sheet[cell.row]])
        for row in sheet
        for cell in row
        if cell.comment
    }


def pin(path, name, notes):
    book = load_workbook(path)
    for cell, text in notes.items():
        book[name][cell].comment = Comment(text, "MKA")
    book.save(path)


def row_of(path, name, text):
    sheet = load_workbook(path)[name]
    return next(cell.row for row in sheet for cell in row if str(cell.value) == text)


def test_a_note_goes_with_its_finding_and_is_told_when_that_is_solved(office):
    postcode, phone = row_of(office, REPORT, "PLZ"), row_of(office, REPORT, "Telefon")
    last = load_workbook(office)[REPORT].max_row
    helped = set(pinned(office, REPORT))
    notes = {
        f"G{postcode}": "beim Vermieter erfragt",
        f"E{phone}": "ruft zurück",
        "A2": "montags durchgehen",
        f"A{HEADER}": "Ampel",
    }
    pin(office, REPORT, notes)
    spoil(office, {"Vorname": {1: None}, "Straße": {1: "k. A."}})  # new errors above

    first = jobs.check(FileBook(office), TODAY).report

    found = pinned(office, REPORT)
    assert first.warnings == ()
    assert found.keys() - helped == set(notes.values())
    assert "PLZ" in found["beim Vermieter erfragt"][2]
    assert "Telefon" in found["ruft zurück"][2]
    assert found["beim Vermieter erfragt"][1] == 7
    assert found["montags durchgehen"][:2] == (2, 1)
    assert found["Ampel"][:2] == (HEADER, 1)
    assert last > HEADER

    spoil(office, {"PLZ": {2: "45884"}})

    (told,) = jobs.check(FileBook(office), TODAY + timedelta(days=1)).report.warnings
    assert told.startswith(f"Auf Blatt „{REPORT}“ ließ sich nicht alles wieder anheften (1 Notiz)")
    assert "erfragt" not in told
    assert pinned(office, REPORT).keys() - helped == set(notes.values()) - {"beim Vermieter erfragt"}


def test_a_note_stays_though_the_value_was_changed_in_vain(office):
    pin(office, REPORT, {f"F{row_of(office, REPORT, 'Telefon')}": "ruft zurück"})
    spoil(office, {"Telefon": {3: "123"}})

    assert jobs.check(FileBook(office), TODAY).report.warnings == ()
    assert "Telefon" in pinned(office, REPORT)["ruft zurück"][2]


def test_a_column_of_their_own_goes_with_the_findings_and_remarks_keep_their_place(office):
    postcode, phone = row_of(office, REPORT, "PLZ"), row_of(office, REPORT, "Telefon")
    book = load_workbook(office)
    sheet = book[REPORT]
    beside, last = len(sheet.tables["tblPrüfbericht"].tableColumns) + 1, sheet.max_row
    for row, text in {HEADER: "regel", postcode: "Frau Yıldız fragt", phone: date(2019, 7, 1)}.items():
        sheet.cell(row, beside).value = text
    sheet["J2"], sheet.cell(last + BELOW, 2).value = "bis Freitag", "Rückfragen an die Leitung"
    book.save(office)
    spoil(office, {"Vorname": {1: None}, "Straße": {1: "k. A."}})  # new errors above

    for _ in range(2):
        assert jobs.check(FileBook(office), TODAY).report.warnings == ()
        sheet = load_workbook(office)[REPORT]
        heads = [cell.value for cell in sheet[HEADER]]
        own = heads.index("regel (Büro)")
        rows = {cells[heads.index("Spalte")]: cells[own] for cells in sheet.values if cells[own]}
        grown = sheet.tables["tblPrüfbericht"]
        assert rows == {"Spalte": "regel (Büro)", "PLZ": "Frau Yıldız fragt", "Telefon": "01.07.2019"}
        assert grown.column_names[-1] == "regel (Büro)"
        assert sheet["J2"].value == "bis Freitag"
        end = Area.parse(grown.ref).last_row
        assert sheet.cell(end + BELOW, 2).value == "Rückfragen an die Leitung"
    spoil(office, {"PLZ": {2: "45884"}})

    report = jobs.check(FileBook(office), TODAY).report

    (told,) = report.warnings
    assert told.startswith(f"Auf Blatt „{REPORT}“ ist erledigt, wozu Sie etwas geschrieben hatten (P")
    assert f"Sicherung „{report.backup.name}“" in told


def test_a_note_goes_with_what_is_due(office):
    look_at_today(FileBook(office), TODAY)
    line = row_of(office, TODAYS, "KT-000002")
    pin(
        office, TODAYS, {f"C{line}": "Raum 2", "A1": "aushängen", f"F{row_of(office, TODAYS, 'KT-000001')}": "fort"}
    )
    book = load_workbook(office)
    contacts = book["Kontakte"]
    head = next(cell for row in contacts.iter_rows(max_row=6) for cell in row if cell.value == "Nächster Termin")
    contacts.cell(head.row + 1, head.column).value = None  # the first appointment is struck
    book.save(office)

    report = look_at_today(FileBook(office), TODAY + timedelta(days=1)).report

    found = pinned(office, TODAYS)
    assert "KT-000002" in found["Raum 2"][2]
    assert found["aushängen"][:2] == (1, 1)
    (told,) = report.warnings
    assert f"Auf Blatt „{TODAYS}“" in told
    assert "1 Notiz" in told


def test_notes_on_the_dashboard_survive_its_next_run(tmp_path):
    path = make_workbook(tmp_path / "Büro.xlsx", 3)
    jobs.compile_dashboard(FileBook(path), TODAY)
    facts = load_workbook(path)["Fakten"].max_row
    pin(path, "Dashboard", {"F6": "mit Team besprochen"})
    pin(path, "Fakten", {f"I{facts}": "stimmt so", "A4": "eigene Hilfe"})

    report = jobs.compile_dashboard(FileBook(path), TODAY + timedelta(days=1)).report

    assert report.warnings == ()
    assert pinned(path, "Dashboard")["mit Team besprochen"][:2] == (6, 6)
    assert pinned(path, "Fakten")["stimmt so"][1] == 9
    assert pinned(path, "Fakten")["eigene Hilfe"][:2] == (4, 1)


def test_nobody_reads_the_facts_of_the_last_run_to_find_that_no_note_is_on_them(office, monkeypatch):
    jobs.compile_dashboard(FileBook(office), TODAY)
    read, parsed = set(), FileBookReader._parsed
    monkeypatch.setattr(FileBookReader, "_parsed", lambda book, sheet: read.add(sheet) or parsed(book, sheet))

    jobs.compile_dashboard(FileBook(office), TODAY)

    assert {"Klienten", "Dashboard"} <= read
    assert "Fakten" not in read
