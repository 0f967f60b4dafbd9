"""The open book takes the file's place: same findings, same letters, same figures, nothing else touched."""

from __future__ import annotations

import shutil
from datetime import date
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from automation import jobs
from automation.commands.dashboard import document as compiled_document
from tests.live.comparing import TODAY, differences
from workbook.cells import Area
from workbook.live.hand import Hand
from workbook.live.open_book import LiveBook
from workbook.live.opened import OpenBookReader
from workbook.live.troubles import BookGoneError, BookNotWritableError, BookUnsavedError
from workbook.package.ownership import owned_sheets
from workbook.package.parts import Package
from workbook.reading.raw import read_book
from workbook.sheets import Block, Formula, Link, Name, Note, Sheet, SheetTable, Style, TableColumn
from workbook.writing.file_book import FileBook

if TYPE_CHECKING:
    from pathlib import Path

OWNED = ("Prüfbericht", "Dashboard", "Dashboard 2", "Dashboard 3", "Fakten", "Postausgang")

NAME = 5
"""The column of `Prüfbericht` that says by formula whom a row is about; „Spalte“ stands beside it."""


@pytest.fixture
def path(demo, tmp_path) -> Path:
    return shutil.copy(demo, tmp_path / demo.name)


@pytest.fixture
def opened(app, path):
    """The demo office open in LibreOffice."""
    book = app.books.open(path)
    yield book
    app.screen_updating = True
    for left in list(app.books):
        left.close()


def test_the_jobs_give_the_same_on_the_open_book_as_on_its_file(opened, path, tmp_path):
    other = shutil.copy(path, tmp_path / "Datei.xlsx")
    with read_book(path) as file, OpenBookReader(opened) as live:
        assert live.sheets == file.sheets
        # Which columns are calculated only a file is asked for, when two of them are compared.
        tables = [replace(table, calculated=frozenset()) for table in file.tables]
        assert sorted(live.tables, key=str) == sorted(tables, key=str)
        assert differences(file, live, file.sheets) == []
        assert [live.marks(sheet).errors for sheet in live.sheets] == [
            file.marks(sheet).errors for sheet in file.sheets
        ]
    by_file = jobs.run(FileBook(other), TODAY, out=tmp_path / "eins", pdf=False)

    by_hand = jobs.run(LiveBook(opened), TODAY, out=tmp_path / "zwei", pdf=False)

    assert by_file.checked.findings
    assert by_hand.checked.findings == by_file.checked.findings
    assert [letter.reference for letter in by_hand.posted.written] == [
        letter.reference for letter in by_file.posted.written
    ]
    figures = [compiled_document(replace(ran.compiled, report=None)) for ran in (by_hand, by_file)]
    assert figures[0] == figures[1]
    with read_book(path) as before, read_book(other) as file, OpenBookReader(opened) as live:
        assert differences(before, live, [sheet for sheet in before.sheets if sheet not in OWNED]) == []
        told = differences(file, live, ["Prüfbericht", "Dashboard", "Dashboard 2", "Dashboard 3", "Fakten"])
        # A name that is typed oddly stands clean in the file until the formula beside it looks it up as typed.
        odd = {each for each in told if each[0] == "Prüfbericht" and each[2] == NAME}
        assert [each for each in told if each not in odd] == []
        assert {file.grid("Prüfbericht")[row - 1][NAME] for _, row, _ in odd} <= {"Nachname", "Vorname"}
        assert live.owned == file.owned


def test_hidden_rows_merged_cells_and_errors_are_seen(sheet):
    sheet["A1"].value = [["Kopf", "Wert"], *([f"Zeile {row}", row] for row in range(2, 12))]
    sheet["7:8"].rows.hidden = True
    sheet["B9:B10"].merge()
    sheet["A11"].formula = "=1/0"
    with OpenBookReader(sheet.book) as live:
        marks = live.marks(sheet.name)
        assert marks.hidden_rows == {7, 8}
        assert marks.merged == (Area(9, 2, 10, 2),)
        assert marks.errors == {"A11": "#DIV/0!"}
        assert live.grid(sheet.name)[10] == ["", 11]


def test_what_was_written_open_is_known_again_in_the_file(opened, tmp_path):
    jobs.check(LiveBook(opened), TODAY)
    jobs.compile_dashboard(LiveBook(opened), TODAY)
    saved = tmp_path / "Gespeichert.xlsx"
    opened.save(saved)
    opened.app.books[saved.name].close()
    with Package(saved) as package:
        assert owned_sheets(package) == {
            name: name for name in ("Prüfbericht", "Dashboard", "Dashboard 2", "Dashboard 3", "Fakten")
        }
    checked = jobs.check(FileBook(saved), TODAY)
    assert checked.report.replaced == ("Prüfbericht",)


def test_a_second_run_replaces_and_keeps_what_staff_wrote_beside_the_findings(opened):
    book = LiveBook(opened)
    jobs.check(book, TODAY)
    table = next(table for table in opened.sheets["Prüfbericht"].tables)
    first = table.data_body_range.row
    reason = [column.name for column in table.columns].index("Bewusst so (Grund)") + 1
    opened.sheets["Prüfbericht"].range((first, reason)).value = ["So vereinbart", "MKA"]
    opened.sheets["Prüfbericht"].range((first, 1), (first, 3)).column_width = 30

    again = jobs.check(book, TODAY)

    assert again.report.replaced == ("Prüfbericht",)
    assert sum(finding.acknowledged is not None for finding in again.findings) == 1
    assert opened.sheets["Prüfbericht"].range((first, 1)).column_width == 30
    assert len(opened.sheets["Prüfbericht"].tables) == 1


def small() -> Sheet:
    bold = Style(bold=True, size=14, fill="#F4F1EA", border=True)
    return Sheet(
        name="Probe",
        blocks=[
            Block(1, 1, [["'Kopf", "=kein Befehl", "01454"]], bold),
            Block(6, 5, [[1.5, True, date(2019, 6, 30), None]], Style(number_format="General")),
            Block(7, 5, [[Formula("=SUM(tblProbe[Zahl])", 3.0), Link("Sprung", "Probe", "A1")]], Style()),
        ],
        notes=[Note(Area(2, 1, 2, 3), "Ein langer Satz")],
        tables=[
            SheetTable(
                "tblProbe",
                4,
                1,
                [
                    TableColumn("Zahl", 10, Style(number_format="0.00")),
                    TableColumn("Doppelt", 10, formula="=[@Zahl]*2"),
                ],
                [[1.0, 2.0], [2.0, 4.0]],
            )
        ],
        names=[Name("lst_Probe", "'Probe'!$A$5:$A$6")],
        freeze=(5, 2),
    )


@pytest.mark.parametrize("plain", [True, False], ids=["through xlwings alone", "through LibreOffice's own means"])
def test_a_sheet_looks_and_calculates_as_described(book, plain):
    live = LiveBook(book, Hand(book) if plain else None)
    live.write([small()], today=TODAY)
    live.write([small()], today=TODAY)

    sheet = book.sheets["Probe"]
    assert sheet["A1:C1"].value == ["'Kopf", "=kein Befehl", "01454"]
    assert sheet["A1"].font.bold
    assert sheet["C1"].color == (0xF4, 0xF1, 0xEA)
    assert sheet["B1"].borders["edge_bottom"].line_style == "continuous"
    assert sheet["E6:H6"].value == [1.5, True, 43646.0, None]
    assert sheet["B5:B6"].value == [2, 4]
    assert sheet["E7"].value == 3
    assert sheet["F7"].value == "Sprung"
    assert sheet["A2"].merge_area.address == "$A$2:$C$2"
    assert sheet.tables["tblProbe"].range.address == "$A$4:$B$6"
    assert book.names["lst_Probe"].refers_to_range.address == "$A$5:$A$6"
    assert [found.name for found in book.sheets] == ["Sheet1", "Probe"]


def test_a_book_never_saved_has_no_folder_for_letters(book):
    with pytest.raises(BookUnsavedError, match="zuerst in einem Ordner speichern"):
        _ = LiveBook(book).folder


def test_where_the_user_was_the_user_stays(book, sheet):
    sheet["C7:D9"].select()
    other = book.sheets.add("Anderes", after=sheet)
    other["B2"].select()
    sheet.activate()
    sheet["C7:D9"].select()

    LiveBook(book).write([small()], today=TODAY)

    assert book.sheets.active.name == sheet.name
    assert book.selection.address == "$C$7:$D$9"
    assert (book.app.screen_updating, book.app.status_bar) == (True, False)
    assert not book.api.hasControllersLocked()
    assert not book.api.UndoManager.isLocked()


def test_a_sheet_that_staff_happen_to_call_like_lotses_stays_theirs(book, sheet):
    sheet.name = "Probe"
    sheet["A1"].value = "meins"
    report = LiveBook(book).write([small()], today=TODAY)
    assert report.renamed == {"Probe": "Probe (Lotse)"}
    assert any("gehört Ihnen" in warning for warning in report.warnings)
    assert sheet["A1"].value == "meins"
    assert book.sheets["Probe (Lotse)"]["F7"].value == "Sprung"
    assert LiveBook(book).write([small()], today=TODAY).replaced == ("Probe (Lotse)",)


def test_a_sheet_of_lotses_that_somebody_deletes_is_missed_in_the_open_book_and_in_its_file(book, tmp_path):
    LiveBook(book).write([small()], today=TODAY)
    before = OpenBookReader(book)
    assert (set(before.owned), before.lost) == ({"Probe"}, frozenset())

    book.sheets["Probe"].delete()

    assert (OpenBookReader(book).owned, OpenBookReader(book).lost) == ({}, {"Probe"})
    for ending in ("xlsx", "ods"):
        book.save(tmp_path / f"Gespeichert.{ending}")
        with read_book(tmp_path / f"Gespeichert.{ending}") as raw:
            assert (raw.owned, raw.lost) == ({}, {"Probe"})


def test_a_name_that_gave_way_to_one_of_the_staffs_is_the_same_in_every_run(book):
    book.names.add("lst_Probe", "=Sheet1!$A$1")
    LiveBook(book).write([small()], today=TODAY)
    for left in (2, 3):  # as an earlier version left them behind
        book.names.add(f"lst_Probe_Lotse{left}", "=Probe!$A$5:$A$6")

    again = LiveBook(book).write([small()], today=TODAY)

    names = {name.name: name.refers_to for name in book.names if "lst" in name.name}
    assert sorted(names) == ["lst_Probe", "lst_Probe_Lotse"]
    assert "Sheet1" in names["lst_Probe"]
    assert any("Lotse nimmt „lst_Probe_Lotse“" in warning for warning in again.warnings)


def test_what_staff_put_beside_is_told_when_the_sheet_is_written_anew_in_the_book_and_in_its_file(book, tmp_path):
    assert LiveBook(book).write([small()], today=TODAY).warnings == ()
    assert LiveBook(book).write([small()], today=TODAY).warnings == ()
    for cell, value in {"A3": "mein Satz", "L5": "eigene Spalte", "L6": 7}.items():
        book.sheets["Probe"][cell].value = value
    book.save(tmp_path / "Gespeichert.xlsx")

    (told,) = LiveBook(book).write([small()], today=TODAY).warnings

    assert told.startswith("Auf Blatt „Probe“ stand etwas von Ihnen (A3, L5:L6).")
    assert "in der Datei, bis Sie speichern" in told
    assert LiveBook(book).write([small()], today=TODAY).warnings == ()
    written = FileBook(tmp_path / "Gespeichert.xlsx")
    (of_file,) = written.write([small()], today=TODAY).warnings
    assert "(A3, L5:L6)" in of_file
    assert written.write([small()], today=TODAY).warnings == ()


def test_a_protected_sheet_of_lotses_is_told_and_nothing_is_written(book):
    LiveBook(book).write([small()], today=TODAY)
    book.sheets["Probe"]["A1"].value = "vorher"
    book.sheets["Probe"].impl.api.protect("")
    with pytest.raises(BookNotWritableError, match="geschützt"):
        LiveBook(book).write([small()], today=TODAY)
    assert book.sheets["Probe"]["A1"].value == "vorher"


def test_a_book_opened_for_reading_only_is_told(app, book, tmp_path):
    path = tmp_path / "Nur lesen.xlsx"
    book.save(path)
    book.close()
    opened = app.books.open(path, read_only=True)
    with pytest.raises(BookNotWritableError, match="nur zum Lesen"):
        LiveBook(opened).write([small()], today=TODAY)
    opened.close()


def test_a_book_closed_during_the_run_is_told(book):
    live = LiveBook(book)
    book.impl.api.close(True)
    with pytest.raises(BookGoneError, match="geschlossen"):
        live.read()
    with pytest.raises(BookGoneError, match="geschlossen"):
        live.write([small()], today=TODAY)


def test_an_excel_file_is_kept_before_libreoffice_may_save_over_it(opened, path):
    report = jobs.check(LiveBook(opened), TODAY).report
    kept = path.with_name("Büro (Original aus Excel).xlsx")
    before = kept.read_bytes()
    assert before == path.read_bytes()
    assert any("das Original liegt daneben" in warning for warning in report.warnings)
    opened.save()
    again = jobs.check(LiveBook(opened), TODAY).report
    assert again.warnings == ()
    assert kept.read_bytes() == before
