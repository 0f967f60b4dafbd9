"""The book that is open in a spreadsheet program, as the jobs see it.

The same interface as a file (`workbook.writing.file_book.Book`), through xlwings: in Excel on Windows and macOS, in
LibreOffice through our own engine. Only Lotse's sheets are written. Nothing is saved: that is the user's to decide.
"""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from xlwings import XlwingsError

from workbook.live.excelhand import ExcelHand
from workbook.live.going import going
from workbook.live.hand import Hand
from workbook.live.libreoffice.faults import OfficeBusyError, OfficeError, OfficeGoneError
from workbook.live.officehand import OfficeHand
from workbook.live.opened import OpenBookReader, counts_from_1904
from workbook.live.owned_names import choose_live_names, outdated_names
from workbook.live.painting import draw, paint
from workbook.live.troubles import (
    BookGoneError,
    BookNotWritableError,
    BookUnsavedError,
    ProgramBusyError,
    SheetGoneError,
    com_errors,
    is_busy,
)
from workbook.package.comments import CellComment, comments_told
from workbook.package.ownership import marker
from workbook.package.written_cells import name_of_cells
from workbook.writing.file_book import WriteReport
from workbook.writing.renaming import Renaming
from workbook.writing.staff_beside import cells_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date

    import xlwings as xw

    from workbook.sheets import Sheet


class LiveBook:
    """An open book."""

    def __init__(self, book: xw.Book, hand: Hand | None = None) -> None:
        """Take a book of xlwings; `hand` is chosen by the program unless given.

        Raises:
            BookGoneError: the book was closed meanwhile.
        """
        with told(book):
            self._book = book
            self.name: str = book.name
            self.hand = hand or _hand(book)

    saves = False
    patience = 15.0

    def expire_backups(self, days: int | None) -> None:
        """Do nothing: whoever saves an open book is its user, and backups are none of ours."""

    @property
    def folder(self) -> Path:
        """The folder that the book was opened from; letters go there.

        Raises:
            BookUnsavedError: it was never saved, or lies on a server.
        """
        return self.path.parent

    @property
    def path(self) -> Path:
        """The file that the book was opened from.

        Raises:
            BookUnsavedError: it was never saved, or lies on a server.
        """
        fullname = self._fullname
        if fullname is None or "://" in fullname:
            raise BookUnsavedError(self.name, online=True)
        path = Path(fullname)
        if not path.is_absolute():
            raise BookUnsavedError(self.name, online=False)
        return path

    @property
    def turn(self) -> str:
        """What tells this book from others while a run works in it: its path, address or title."""
        return self._fullname or self.name

    @property
    def _fullname(self) -> str | None:
        try:
            return str(self._book.fullname)
        except OfficeError:
            raise
        except XlwingsError:
            # Windows: xlwings found no folder that is synchronised with the address in OneDrive or SharePoint.
            return None

    def read(self) -> OpenBookReader:
        """Return the content as it is on the screen, saved or not.

        Raises:
            BookGoneError: the book was closed meanwhile.
            ProgramBusyError: somebody is typing into a cell, or a dialog is open.
        """
        with told(self._book):
            self.status("Lotse liest die Mappe …")
            return OpenBookReader(self._book)

    def write(self, sheets: Sequence[Sheet], *, today: date) -> WriteReport:
        """Put Lotse's sheets in, or in the place of the former ones; no other sheet is touched.

        Selection, active sheet and what the windows show stay; while it is written, nothing moves on the screen.

        Raises:
            BookNotWritableError: opened for reading only, or one of Lotse's sheets or the structure is protected.
            BookGoneError: the book was closed meanwhile.
            ProgramBusyError: somebody is typing into a cell, or a dialog is open.
        """
        del today
        # A pivot table is made in a file only; one that is there reads the new rows when the book is opened again.
        written = [sheet for sheet in sheets if not sheet.pivots]
        with told(self._book):
            return self.hand.exchange(lambda: self._write(written))

    def _write(self, sheets: Sequence[Sheet]) -> WriteReport:
        if self.hand.read_only:
            raise BookNotWritableError(self.name, "Sie ist nur zum Lesen geöffnet.")
        naming = choose_live_names(self._book, sheets)
        chosen = set(naming.sheets.values())
        if locked := chosen & set(self.hand.protected):
            raise BookNotWritableError(self.name, f"Das Blatt „{min(locked)}“ ist geschützt.")
        there = {sheet.name for sheet in self._book.sheets}
        if not chosen <= there and self.hand.fixed:
            raise BookNotWritableError(self.name, "Ihr Aufbau ist geschützt, Blätter lassen sich nicht hinzufügen.")
        contents = Renaming(naming.sheets, naming.identifiers).all(sheets)
        told = (*self._comments_lost(contents, there), *going(self._book, sheets, naming.sheets, there))
        warnings = (*naming.warnings, *self.hand.precautions(), *told)
        with self._quiet():
            self._paint(sheets, contents, there)
            for name in outdated_names(self._book, sheets, naming):
                name.delete()
        renamed = {key: name for key, name in naming.sheets.items() if key != name}
        added = tuple(content.name for content in contents if content.name not in there)
        replaced = tuple(content.name for content in contents if content.name in there)
        return WriteReport(added, replaced, renamed, warnings)

    def _comments_lost(self, contents: Sequence[Sheet], there: set[str]) -> Iterator[str]:
        """Yield a sentence for each sheet on which staff have notes that its new content does not hold."""
        for content in contents:
            if content.name in there:
                helps = [about.help for table in content.tables for about in table.columns if about.help]
                before = [CellComment(note.text) for note in self._book.sheets[content.name].notes]
                after = [*content.comments.values(), *map(CellComment, helps)]
                yield from comments_told(content.name, before, after, "sie sind mit dem Neuschreiben gegangen")

    def _paint(self, sheets: Sequence[Sheet], contents: Sequence[Sheet], there: set[str]) -> None:
        """Write the sheets: first those with tables, since formulas of the others refer to these; charts last."""
        epoch_1904 = counts_from_1904(self._book)
        for source, content in zip(sheets, contents, strict=True):
            self.hand.mark(self._sheet(content.name, fresh=content.name not in there), marker(source.name))
            self.hand.remember(name_of_cells(source.name), cells_of(source).constant())
        for content in sorted(contents, key=lambda content: not content.tables):
            self.status(f"Lotse schreibt „{content.name}“ …")
            fresh = content.name not in there
            paint(self.hand, self._book.sheets[content.name], content, fresh=fresh, date_1904=epoch_1904)
        self._book.app.calculate()
        for content in contents:
            draw(self.hand, self._book.sheets[content.name], content)

    def status(self, text: str | None) -> None:
        """Show a text in the status line, or give the line back.

        Raises:
            BookGoneError: the book was closed meanwhile.
        """
        with told(self._book):
            self._book.app.status_bar = text or False

    def progress(self, doing: str) -> Callable[[int, int], None]:
        """Return what shows in the status line how many of how many are done."""
        return lambda done, count: self.status(f"{doing}: {done} von {count}")

    def selected_rows(self) -> tuple[str, frozenset[int]]:
        """Return the sheet in front and the rows that are selected on it.

        Raises:
            BookGoneError: the book was closed meanwhile.
        """
        with told(self._book):
            return self.hand.selected()

    def say(self, text: str) -> None:
        """Show a message over the book and wait until it is read."""
        with told(self._book):
            self.hand.say(text)

    def _sheet(self, name: str, *, fresh: bool) -> xw.Sheet:
        if not fresh:
            return self._book.sheets[name]
        return self._book.sheets.add(name, after=self._book.sheets[-1])

    @contextmanager
    def _quiet(self) -> Iterator[None]:
        """Keep the screen still, and put everything back as the user had it."""
        app = self._book.app
        front = self._book.sheets.active.name
        selection = self._book.selection
        where = None if selection is None else (selection.sheet.name, selection.address)
        updating, calculation = app.screen_updating, app.calculation
        self.hand.begin()
        app.screen_updating = False
        app.calculation = "manual"
        try:
            yield
        finally:
            # Whatever fails here, the screen must come back.
            try:
                self.hand.end()
                app.calculation = calculation
                self._book.sheets[front].activate()
                now = self._book.selection
                if where is not None and where[0] == front and (now is None or now.address != where[1]):
                    self._book.sheets[front].range(where[1]).select()
            finally:
                app.screen_updating = updating
                app.status_bar = False


def _hand(book: xw.Book) -> Hand:
    if hasattr(book.impl, "document"):
        return OfficeHand(book)
    return ExcelHand(book) if sys.platform == "win32" else Hand(book)


@contextmanager
def told(book: xw.Book) -> Iterator[None]:
    """Turn what xlwings raises into sentences for staff: the book is gone, or the program is busy.

    Raises:
        BookGoneError: the book was closed meanwhile.
        SheetGoneError: the book is open, but a sheet that was spoken to is gone.
        ProgramBusyError: somebody is typing into a cell, or a dialog is open.
    """
    try:
        yield
    except OfficeBusyError as error:
        raise ProgramBusyError from error
    except OfficeError as error:
        if not _is_open(book):
            raise BookGoneError from error
        if isinstance(error, OfficeGoneError):
            raise SheetGoneError from error
        raise
    except com_errors() as error:
        if is_busy(error):
            raise ProgramBusyError from error
        raise


def _is_open(book: xw.Book) -> bool:
    """Tell whether a book of our engine is still open."""
    document = book.impl.document
    try:
        return any(found.uid == document.uid for found in document.office.documents())
    except OfficeError:
        return False
