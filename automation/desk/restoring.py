"""The backups of a workbook: which there are and what differs in them; one of them put back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from automation.desk.comparing_versions import NoBackupError, find_backup, same_sheets
from automation.desk.difference_told import how_much
from automation.desk.differing import differences
from workbook.errors import FileMissingError, LotseError, WorkbookError
from workbook.german import counted
from workbook.own_sheets import COMPARISON_TABLE, HELD
from workbook.reading.raw import FileBookReader, read_book
from workbook.reading.records import read_office
from workbook.schema import Client
from workbook.writing.backups import backups_of
from workbook.writing.erased_keys import ErasedListError, erased_in
from workbook.writing.putting_back import put_back

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from workbook.reading.raw import RawBook
    from workbook.writing.backups import Backup
    from workbook.writing.changing import Safety
    from workbook.writing.erased_keys import ErasedKey
    from workbook.writing.file_book import FileBook

LARGE = 5_000_000
"""Above so many bytes a list of backups names the sheets that differ and does not compare their cells."""


class Version(Struct, frozen=True):
    """A backup with its number, the newest being 1, and what differs in it from the workbook as it is."""

    number: int
    backup: Backup
    differs: str


class Restored(Struct, frozen=True):
    """The backup that was put back, and where the workbook of before lies now (`None` where there was none)."""

    version: Backup
    kept: Path | None


def versions(book: FileBook, progress: Callable[[int, int], None] | None = None) -> tuple[Version, ...]:
    """Return the backups of a workbook, newest first, with what differs in each.

    Raises:
        NoBackupError: there is none.
    """
    known = backups_of(book.path)
    if not known:
        if not book.path.exists():
            raise FileMissingError(book.path)
        raise NoBackupError(book.path)
    try:
        present = book.read()
    except WorkbookError as error:
        reason = "die Mappe fehlt" if isinstance(error, FileMissingError) else "die Mappe ist nicht lesbar"
        return tuple(Version(number, each, reason) for number, each in enumerate(known, 1))
    found = []
    with present:
        for number, each in enumerate(known, 1):
            found.append(Version(number, each, _differs(book, each, present)))
            if progress is not None:
                progress(number, len(known))
    return tuple(found)


def _differs(book: FileBook, backup: Backup, present: RawBook) -> str:
    try:
        with read_book(backup.path, book.keys) as old:
            if same_sheets(old, present):
                return "nur Blätter von Lotse" if old.digest != present.digest else "nichts"
            if backup.size > LARGE:
                return _sheets_told(old, present)
            return how_much(differences(old, present))
    except LotseError:
        return "nicht lesbar"


def _sheets_told(old: RawBook, new: RawBook) -> str:
    if not (isinstance(old, FileBookReader) and isinstance(new, FileBookReader)):
        return "anders gespeichert"
    names = [
        sheet
        for sheet in dict.fromkeys((*old.sheets, *new.sheets))
        if sheet not in {*old.owned.values(), *new.owned.values()}
        and (sheet not in old.sheets or sheet not in new.sheets or old.content_of(sheet) != new.content_of(sheet))
    ]
    return f"gespeichert wurde seitdem: {', '.join(names)}"


def lost_by(book: FileBook, backup: Backup) -> tuple[str, ...]:
    """Return what Lotse has recorded since a backup and is not in it, as „Postausgang: 3 Zeilen“."""
    try:
        with book.read() as new, read_book(backup.path, book.keys) as old:
            before, now = _held(old), _held(new)
    except LotseError:
        return ()
    more = {sheet: now[sheet] - before.get(sheet, 0) for sheet in now}
    return tuple(f"{sheet}: {counted(rows, 'Zeile', 'Zeilen')}" for sheet, rows in more.items() if rows > 0)


def erased_since(book: FileBook, backup: Backup) -> tuple[ErasedKey, ...]:
    """Return who was erased from the workbook and would be there again with a backup.

    Raises:
        ErasedListError: the list of erased people cannot be read.
    """
    try:
        with read_book(backup.path, book.keys) as old:
            return erased_in(book.path, old)
    except ErasedListError:
        raise
    except LotseError:  # whoever puts it back is told what is wrong with it
        return ()


def given_again(book: FileBook, erased: Iterable[ErasedKey]) -> frozenset[str]:
    """Return those of their keys that clients have in the workbook as it is, perhaps somebody else."""
    try:
        with book.read() as present:
            clients = read_office(present, (Client,))[0][Client]
    except LotseError:
        return frozenset()
    return frozenset(each.key for each in erased if each.key in clients.positions)


def _held(book: RawBook) -> dict[str, int]:
    names = {name: sheet for sheet, name in book.owned.items() if sheet in HELD}
    found: dict[str, int] = {}
    for table in book.tables:
        if table.sheet in names and table.body is not None and not table.name.startswith(COMPARISON_TABLE):
            sheet = names[table.sheet]
            rows = book.grid(table.sheet)[table.body.first_row - 1 : table.body.last_row]
            filled = sum(any(value not in {"", None} for value in row) for row in rows)
            found[sheet] = found.get(sheet, 0) + filled
    return found


def restore(book: FileBook, wanted: str, safety: Safety) -> Restored:
    """Put a backup in the place of the workbook; the present one is kept as a backup.

    Raises:
        NoBackupError: there is no such backup.
        WorkbookError: the workbook is as it was; the class says why.
    """
    backup = find_backup(book.path, wanted)
    return Restored(backup, put_back(book.path, backup.path, safety, book.keys))
