"""A workbook and a former version of it → what differs, and on request the sheet `Änderungen`."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from automation.desk.changes_sheet import changes_sheet
from automation.desk.difference_told import comparison_of
from automation.desk.differing import differences
from automation.desk.elsewhere import alone, who_has_it, write_unless_open
from workbook.errors import FileMissingError, LotseError
from workbook.german import shown_moment, typed_file
from workbook.reading.raw import FileBookReader, read_book
from workbook.reading.staff_sheets import staff_sheets
from workbook.writing.backups import BACKUP_FOLDER, backups_of
from workbook.writing.erased_keys import erased_in

if TYPE_CHECKING:
    from datetime import date

    from automation.desk.differing import Difference
    from automation.desk.elsewhere import Elsewhere
    from workbook.reading.raw import RawBook
    from workbook.writing.backups import Backup
    from workbook.writing.file_book import FileBook, WriteReport


class NoBackupError(LotseError):
    """The workbook has no such backup; `wanted` is what was asked for, empty where none was."""

    def __init__(self, path: Path, wanted: str = "", known: int = 0) -> None:
        self.path, self.wanted = path, wanted
        if not known:
            super().__init__(
                f"Zu „{path.name}“ gibt es im Ordner „{BACKUP_FOLDER}“ noch keine Sicherung. Lotse legt eine an, "
                "sobald es in die Mappe schreibt. Vergleichen lässt sie sich auch mit einer älteren Datei: "
                "lotse diff ALT MAPPE."
            )
            return
        super().__init__(
            f"Die Sicherung „{wanted}“ gibt es nicht. „lotse restore {typed_file(path.name)}“ zeigt alle {known}; "
            "gemeint ist die Nummer oder der Dateiname."
        )


class Compared(Struct, frozen=True):
    """What differs from what, and what was written, if anything was; `elsewhere` says who has the workbook open."""

    difference: Difference
    with_what: str
    old: Path
    report: WriteReport | None = None
    elsewhere: Elsewhere | None = None


def compare(book: FileBook, today: date, old: str = "", *, write: bool = False) -> Compared:
    """Return what differs between a former version and a workbook; with `write`, put it on `Änderungen` as well.

    `old` is a file, or the number or name of a backup; without it, the last backup in which staff's sheets are
    others counts.

    Raises:
        NoBackupError: there is no such backup.
        ErasedListError: what would be written may be about people who were erased, and their list cannot be read.
        WorkbookError: one of the two cannot be read.
    """
    with alone(book) if write else nullcontext():
        with book.read() as new:
            path, with_what, difference = _against(book, new, old)
            sheet = None
            if write:
                with read_book(path, book.keys) as former:
                    erased = bool(erased_in(book.path, former))
                sheet = changes_sheet(new, comparison=comparison_of(difference, with_what, erased=erased))
        if sheet is None:
            return Compared(difference, with_what, path, elsewhere=who_has_it(book))
        return Compared(difference, with_what, path, *write_unless_open(book, [sheet], today))


def find_backup(path: Path, wanted: str) -> Backup:
    """Return a backup by its number (1 is the newest) or its file's name.

    Raises:
        NoBackupError: there is none.
    """
    known = backups_of(path)
    for number, each in enumerate(known, 1):
        if wanted in {str(number), each.path.name, each.path.stem}:
            return each
    raise NoBackupError(path, wanted, len(known))


def said_of(backup: Backup) -> str:
    """Return a backup as a sentence names it."""
    return f"der Sicherung vom {shown_moment(backup.moment, ', ')}"


def _against(book: FileBook, new: RawBook, wanted: str) -> tuple[Path, str, Difference]:
    if wanted and Path(wanted).exists():
        path = Path(wanted)
        with read_book(path, book.keys) as old:
            return path, f"„{path.name}“", differences(old, new)
    if wanted:
        if Path(wanted).suffix and not backups_of(book.path):
            raise FileMissingError(Path(wanted))
        chosen = [find_backup(book.path, wanted)]
    else:
        chosen = list(backups_of(book.path))
    if not chosen:
        raise NoBackupError(book.path)
    for backup in chosen:
        with read_book(backup.path, book.keys) as old:
            if backup is chosen[-1] or not same_sheets(old, new):
                return backup.path, said_of(backup), differences(old, new)
    raise NoBackupError(book.path)


def same_sheets(old: RawBook, new: RawBook) -> bool:
    """Tell whether the staff's sheets are stored alike: such a backup was made by a run of Lotse alone."""
    if not (isinstance(old, FileBookReader) and isinstance(new, FileBookReader)):
        return False
    theirs = [staff_sheets(book.sheets, book.owned) for book in (old, new)]
    return theirs[0] == theirs[1] and all(
        (content := old.content_of(sheet)) is not None and content == new.content_of(sheet) for sheet in theirs[0]
    )
