"""Workbooks that version 0.1 made: they lack nothing, and everything works as before."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment

from automation import jobs
from workbook.creating import create_workbook
from workbook.package.comments import LOTSE
from workbook.reading.locating import locate_all
from workbook.reading.raw import read_book
from workbook.reading.records import read_office
from workbook.schema import FIRST_VERSION, TABLES, VERSION
from workbook.trial.verdict import try_on_copy
from workbook.writing.file_book import FileBook

KEPT = Path(__file__).parents[1] / "data" / "versions"
TODAY = date(2019, 6, 30)


@pytest.fixture
def old(tmp_path):
    """The demo office as version 0.1 left it, letters, dashboard and all."""
    return shutil.copy(KEPT / "0.1-demo.xlsx", tmp_path / "Alt.xlsx")


def told_missing(path):
    with read_book(path) as raw:
        return [finding for finding in read_office(raw)[1] if finding.rule == "F-18"]


@pytest.mark.parametrize("name", ["0.1-demo.xlsx", "0.1-leer.xlsx"])
def test_nothing_is_missing_that_came_later(name):
    with read_book(KEPT / name) as raw:
        assert raw.version == FIRST_VERSION

    assert told_missing(KEPT / name) == []


def test_a_new_workbook_says_its_version_and_then_a_column_may_be_missing(tmp_path):
    path = tmp_path / "Neu.xlsx"
    create_workbook(path, today=TODAY)
    with read_book(path) as raw:
        assert raw.version == VERSION
    assert told_missing(path) == []

    book = openpyxl.load_workbook(path)
    header = next(cell for row in book["Klienten"].iter_rows() for cell in row if cell.value == "Land")
    header.value = "Eigenes"
    book["Klienten"].tables["tblKlienten"].tableColumns[header.column - 1].name = "Eigenes"
    book.save(path)

    assert [(found.column, found.severity.value) for found in told_missing(path)] == [("Land", "H")]


class Without:
    """A workbook from which staff have taken out one sheet."""

    def __init__(self, book, sheet):
        self._book, self._sheet = book, sheet
        self.sheets = [each for each in book.sheets if each != sheet]
        self.tables = [each for each in book.tables if each.sheet != sheet]

    def __getattr__(self, name):
        return getattr(self._book, name)


def test_no_sheet_of_lotse_is_taken_for_one_that_staff_took_out(old):
    specs = [record.spec for record in TABLES]
    with read_book(old) as raw:
        assert "Postausgang" in raw.owned
        for spec in specs:
            assert {place.sheet for place in locate_all(Without(raw, spec.sheet), specs)} == {
                other.sheet for other in specs if other is not spec
            }


def test_no_column_that_came_later_is_ever_required():
    later = [column for record in TABLES for column in record.spec.columns if column.since != FIRST_VERSION]

    assert [column.label for column in later if not column.known_to(VERSION)] == []
    assert any(column.since == VERSION for column in later), "VERSION is the latest of them"
    assert [column.label for column in later if column.required or column.unique] == []


def test_an_old_workbook_is_checked_written_and_reckoned_with_as_it_is(old, tmp_path):
    ran = jobs.run(FileBook(old), TODAY, out=tmp_path / "Briefe", pdf=False)

    assert [each.rule for each in ran.checked.findings if each.rule == "F-18"] == []
    assert ran.checked.rows > 1000
    assert ran.report is not None
    assert {"Prüfbericht", "Dashboard", "Fakten", "Postausgang"} <= set(ran.report.replaced)
    assert ran.report.warnings == ()
    assert strange_notes(old) == []


def strange_notes(path):
    """Notes on Lotse's sheets that are none of its help."""
    with read_book(path) as raw:
        return [
            each.text for name in raw.owned.values() for each in raw.comments(name).values() if each.author != LOTSE
        ]


def test_the_help_of_an_earlier_version_gives_way_and_is_nobodys_note(old):
    """Was: what help said once stayed beside what it says now, as if staff had written it."""
    book = openpyxl.load_workbook(old)
    helped = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.comment]
    for cell in helped:
        cell.comment.author = " "  # as LibreOffice saves it
    book.save(old)

    ran = jobs.check(FileBook(old), TODAY)

    assert len(helped) > 10
    assert ran.report.warnings == ()
    book = openpyxl.load_workbook(old)
    assert "Wer das entschieden hat." not in {cell.comment.text for cell in book["Prüfbericht"][6] if cell.comment}


def test_a_trial_loses_no_note_that_a_run_would_keep(old):
    """Was: told as lost, though only a copy had been tried, with invented findings in place of the real ones."""
    book = openpyxl.load_workbook(old)
    book["Prüfbericht"]["G8"].comment = Comment("Bitte mit der Leitung klären", "MKA")
    book.save(old)

    tried = try_on_copy(Path(old), today=TODAY)

    assert (tried.trusted, tried.warnings) == (True, ())
