"""Whatever comes between: staff read a sentence, nothing hangs, and no sheet is left half-written."""

from __future__ import annotations

import functools
import http.server
import shutil
import signal
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest
import xlwings as xw

from automation import jobs, macros
from tests.live.comparing import TODAY
from workbook.live.libreoffice import bridge
from workbook.live.libreoffice.faults import OfficeBusyError
from workbook.live.officehand import OfficeHand
from workbook.live.open_book import LiveBook
from workbook.live.troubles import BookGoneError, BookNotWritableError, ProgramBusyError
from workbook.writing.file_book import FileBook

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_REASON = "So vereinbart"


@pytest.fixture
def path(demo: Path, tmp_path: Path) -> Path:
    return shutil.copy(demo, tmp_path / demo.name)


@pytest.fixture
def checked(app: xw.App, path: Path) -> Iterator[xw.Book]:
    """The demo office, checked, with a reason and initials that somebody wrote beside a finding."""
    jobs.check(FileBook(path), TODAY)
    book = app.books.open(path)
    reason_cell(book).value = _REASON
    reason_cell(book).offset(0, 1).value = "MKA"
    yield book
    app.screen_updating = True
    for left in list(app.books):
        left.close()


def reason_cell(book: xw.Book) -> xw.Range:
    table = next(iter(book.sheets["Prüfbericht"].tables))
    column = [each.name for each in table.columns].index("Bewusst so (Grund)")
    return table.data_body_range[0, column]


class Stumbling(OfficeHand):
    """A hand that stops in the middle of writing."""

    def write(self, sheet, grid):
        raise ZeroDivisionError(sheet.name, len(grid))


def test_a_defect_in_the_middle_of_writing_loses_nothing_and_frees_the_screen(checked):
    before = checked.sheets["Prüfbericht"].used_range.value
    with pytest.raises(ZeroDivisionError):
        jobs.check(LiveBook(checked, Stumbling(checked)), TODAY)
    assert checked.sheets["Prüfbericht"].used_range.value == before
    assert not checked.api.hasControllersLocked()
    assert not checked.api.UndoManager.isLocked()
    assert (checked.app.screen_updating, checked.app.calculation) == (True, "automatic")


_KILLED = """
import os, signal, sys
from datetime import date
from automation import jobs
from workbook.live.open_book import LiveBook
from workbook.live.libreoffice.engine import attach
from workbook.live.officehand import OfficeHand

class Killed(OfficeHand):
    def write(self, sheet, grid):
        os.kill(os.getpid(), signal.SIGKILL)

(book,) = attach(sys.argv[1]).books
jobs.check(LiveBook(book, Killed(book)), date(2019, 6, 30))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows kennt kein SIGKILL.")
def test_lotse_killed_in_the_middle_of_writing_loses_nothing_and_the_next_run_mends_it(checked):
    accept = checked.app.impl.office.accept
    killed = subprocess.run([sys.executable, "-c", _KILLED, accept], check=False, timeout=180)
    assert killed.returncode == -signal.SIGKILL
    assert reason_cell(checked).value == _REASON
    assert checked.api.hasControllersLocked()

    again = jobs.check(LiveBook(checked), TODAY)

    assert sum(finding.acknowledged is not None for finding in again.findings) == 1
    assert _REASON in str(checked.sheets["Prüfbericht"].used_range.value)
    assert not checked.api.hasControllersLocked()
    assert not checked.api.UndoManager.isLocked()


def test_libreoffice_killed_in_the_middle_of_writing_is_told(app, path):
    second = xw.App(visible=False, add_book=False)
    book = second.books.open(path)

    class Killing(OfficeHand):
        def write(self, sheet, grid):
            second.impl.office.process.stop()
            super().write(sheet, grid)

    with pytest.raises(BookGoneError, match="geschlossen"):
        jobs.check(LiveBook(book, Killing(book)), TODAY)
    second.kill()
    app.activate()


def test_a_protected_structure_is_told_before_anything_is_written(checked):
    checked.impl.api.protect("geheim")
    sheets = [sheet.name for sheet in checked.sheets]
    with pytest.raises(BookNotWritableError, match="Ihr Aufbau ist geschützt"):
        jobs.compile_dashboard(LiveBook(checked), TODAY)
    assert [sheet.name for sheet in checked.sheets] == sheets
    # A sheet that is there already may be written.
    assert jobs.check(LiveBook(checked), TODAY).report.replaced == ("Prüfbericht",)


def test_a_book_that_was_never_saved_can_be_checked_but_has_no_folder_for_letters(app, path):
    app.impl.office.load(bridge.url_of(path), Hidden=True, AsTemplate=True)
    (book,) = app.books
    assert "Zeilen geprüft" in macros.run(macros.JOBS["check"], book, TODAY)
    assert "Bitte zuerst in einem Ordner speichern" in macros.run(macros.JOBS["letters"], book, TODAY)
    book.close()


def test_a_book_on_a_server_is_told(app, path):
    quiet = type("Quiet", (http.server.SimpleHTTPRequestHandler,), {"log_message": lambda *_: None})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(quiet, directory=path.parent))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    app.impl.office.load(f"http://127.0.0.1:{server.server_port}/B%C3%BCro.xlsx", Hidden=True)
    (book,) = app.books
    assert "Sie liegt in OneDrive oder SharePoint" in macros.run(macros.JOBS["letters"], book, TODAY)
    assert "Zeilen geprüft" in macros.run(macros.JOBS["check"], book, TODAY)
    book.close()
    server.shutdown()
    server.server_close()


class Unsynchronised(xw.Book):
    """A book as xlwings finds it on Windows: on a server, and no folder here is synchronised with that."""

    @property
    def fullname(self):
        raise xw.XlwingsError("Couldn't find your local OneDrive for Business")


def test_a_book_on_a_server_without_a_folder_here_is_told_and_can_be_checked(app, path):
    book = Unsynchronised(impl=app.books.open(path).impl)
    assert "Sie liegt in OneDrive oder SharePoint" in macros.run(macros.JOBS["letters"], book, TODAY)
    assert "Zeilen geprüft" in macros.run(macros.JOBS["check"], book, TODAY)
    book.close()


def test_a_table_without_its_header_is_told(checked):
    table = next(table for table in checked.sheets["Klienten"].tables)
    table.header_row_range.clear_contents()
    text = macros.run(macros.JOBS["check"], checked, TODAY)
    assert text.startswith("Blatt „Klienten“")
    assert reason_cell(checked).value == _REASON


def test_a_busy_libreoffice_is_told_and_what_came_too_late_never_happens(app, book):
    office = app.impl.office
    busy, free, late = threading.Event(), threading.Event(), threading.Event()

    def occupy() -> None:
        office.on_main_thread(lambda: (busy.set(), free.wait(30)))

    occupied = threading.Thread(target=occupy)
    occupied.start()
    assert busy.wait(30)
    with pytest.raises(OfficeBusyError):
        office.on_main_thread(late.set, seconds=1)
    free.set()
    occupied.join()
    assert office.on_main_thread(lambda: office.on_main_thread(lambda: "fertig")) == "fertig"
    assert not late.is_set()

    def waiting(_live: LiveBook, _today: object) -> str:
        raise OfficeBusyError

    assert macros.run(waiting, book, TODAY) == str(ProgramBusyError())


def test_a_sheet_deleted_while_lotse_reads_is_told(book, sheet):
    gone = book.sheets.add("Weg", after=sheet)

    def reading(live: LiveBook, _today: object) -> str:
        with live.read() as raw:
            gone.delete()
            return str(raw.grid("Weg"))

    assert macros.run(reading, book, TODAY).startswith("Während Lotse las, wurde in der Mappe ein Blatt gelöscht")
