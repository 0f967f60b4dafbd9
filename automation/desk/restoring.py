"""The backups of a workbook: which there are and what differs in them; one put back; one correction taken back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from automation.desk.changes_sheet import OURS, changes_sheet
from automation.desk.comparing_versions import NoBackupError, find_backup, same_sheets
from automation.desk.corrections import COLLECTED, EXTENDED, TAKEN_BACK, Correction, read_corrections
from automation.desk.difference_told import how_much
from automation.desk.differing import differences
from automation.desk.table_rows import key_text
from workbook.cells import CellValue, address
from workbook.errors import CellNotCorrectedError, FileMissingError, LotseError, WorkbookError
from workbook.findings import Fix
from workbook.german import shown
from workbook.reading.locating import locate_all
from workbook.reading.raw import FileBookReader, read_book
from workbook.schema import TABLES
from workbook.writing.backups import backups_of
from workbook.writing.erased_keys import ErasedListError, erased_in
from workbook.writing.putting_back import put_back
from workbook.writing.stored_now import cells_now

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from workbook.reading.raw import RawBook
    from workbook.writing.backups import Backup
    from workbook.writing.changing import Safety
    from workbook.writing.erased_keys import ErasedKey
    from workbook.writing.file_book import FileBook

LARGE = 5_000_000
"""Above so many bytes a list of backups names the sheets that differ and does not compare their cells."""
_HELD = ("Postausgang", "Quartalsabschlüsse", "Veröffentlichungen", "Änderungen")
"""Sheets of Lotse's that hold what is nowhere else."""


@dataclass(frozen=True, slots=True)
class Version:
    """A backup with its number, the newest being 1, and what differs in it from the workbook as it is."""

    number: int
    backup: Backup
    differs: str


@dataclass(frozen=True, slots=True)
class Restored:
    """The backup that was put back, and where the workbook of before lies now (`None` where there was none)."""

    version: Backup
    kept: Path | None


class NotTakenBackError(LotseError):
    """A correction cannot be taken back; `number` is what was asked for."""

    def __init__(self, number: int, reason: str) -> None:
        self.number = number
        super().__init__(f"Berichtigung Nr. {number}: {reason}")


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
    return tuple(f"{sheet}: {_rows_told(rows)}" for sheet, rows in more.items() if rows > 0)


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


def _rows_told(rows: int) -> str:
    return "1 Zeile" if rows == 1 else f"{rows} Zeilen"


def _held(book: RawBook) -> dict[str, int]:
    names = {name: sheet for sheet, name in book.owned.items() if sheet in _HELD}
    found: dict[str, int] = {}
    for table in book.tables:
        if table.sheet in names and table.body is not None and not table.name.startswith("tblVergleich"):
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


@dataclass(frozen=True, slots=True)
class TakingBack:
    """A correction that can be taken back, and the cell where it stands now."""

    correction: Correction
    cell: str

    @property
    def told(self) -> str:
        """What would be done, for staff, without a value."""
        of = f" ({self.correction.key})" if self.correction.key else ""
        return (
            f"{self.correction.sheet}!{self.cell}{of}, Spalte „{self.correction.column}“: wieder das, was vor der "
            f"Berichtigung Nr. {self.correction.number} vom {shown(self.correction.day)} "
            f"({self.correction.rule}) dastand."
        )


def plan_taking_back(book: FileBook, number: int) -> TakingBack:
    """Return how a correction can be taken back.

    Raises:
        NotTakenBackError: there is no such correction, it is taken back already, or the cell has changed since.
        CellNotCorrectedError: the cell cannot be written (a formula, a protected sheet).
    """
    with book.read() as raw:
        known = read_corrections(raw, OURS)
        correction = known.numbered(number)
        if correction is None:
            last = max((row.number for row in known.rows), default=0)
            cure = f"Die letzte ist Nr. {last}." if last else "Auf „Änderungen“ steht noch keine."
            raise NotTakenBackError(number, f"Die gibt es nicht. {cure}")
        _refuse(correction)
        cell = _present_cell(raw, correction)
        now = cells_now(raw, {correction.sheet: [cell]})[correction.sheet, cell]
    if not _same(now.value, correction.after):
        raise NotTakenBackError(
            number,
            f"In {correction.sheet}!{cell} steht seitdem etwas anderes. Es wurde nichts geändert; bitte von Hand "
            "berichtigen, was vorher dastand, zeigt das Blatt „Änderungen“.",
        )
    taking = TakingBack(correction, cell)
    for (sheet, where), reason in book.obstacles(_fixes(taking)).items():
        raise CellNotCorrectedError(sheet, where, reason)
    return taking


def take_back(book: FileBook, taking: TakingBack, today: date, by: str) -> Path | None:
    """Put back what stood in the cell before a correction, note it on `Änderungen`, and return the backup.

    Raises:
        WorkbookError: the workbook is as it was; the class says why.
    """
    was, cell = taking.correction, taking.cell
    with book.read() as raw:
        now = cells_now(raw, {was.sheet: [cell]})[was.sheet, cell]
        undone = replace(
            was,
            cell=cell,
            before=was.after,
            after=was.before,
            rule=f"{TAKEN_BACK} Nr. {was.number}",
            by=by,
            day=today,
            number_format=now.number_format,
            own=(),
        )
        sheet = changes_sheet(raw, corrections=[undone], taken_back=(was.number, today))
    return book.correct(_fixes(taking), sheets=[sheet], today=today).backup


def _refuse(correction: Correction) -> None:
    """Refuse what cannot be taken back cell by cell."""
    number = correction.number
    if correction.taken_back:
        raise NotTakenBackError(number, f"Sie ist schon zurückgenommen ({correction.taken_back}).")
    if correction.column == EXTENDED:
        raise NotTakenBackError(
            number,
            "Eine Tabelle, die länger wurde, machen Sie bitte in Excel an ihrer unteren Ecke wieder kürzer.",
        )
    if correction.rule.startswith(COLLECTED):
        raise NotTakenBackError(
            number,
            "Die ganze Zeile kam mit einem Eingang. Bitte löschen Sie sie in der Mappe, oder holen Sie mit „lotse "
            "restore“ die Sicherung davor zurück.",
        )


def _fixes(taking: TakingBack) -> dict[str, dict[str, Fix]]:
    was = taking.correction
    value = was.before if was.before != "" else None
    usual = "@" if isinstance(value, str) else "dd.mm.yyyy" if isinstance(value, date) else "General"
    if isinstance(value, datetime):
        usual = "dd.mm.yyyy hh:mm"
    fix = Fix(value, was.number_format or usual, back=True)  # type: ignore[arg-type]  # read back as one of these
    return {was.sheet: {taking.cell: fix}}


def _present_cell(book: RawBook, correction: Correction) -> str:
    """Return where the corrected cell stands now: in the row with its key, wherever that is.

    Raises:
        NotTakenBackError: the sheet or the row is gone, or the key stands twice.
    """
    number = correction.number
    if correction.sheet not in book.sheets:
        raise NotTakenBackError(number, f"Das Blatt „{correction.sheet}“ gibt es nicht mehr.")
    if not correction.key:
        return correction.cell
    places = list(_cells_of(book, correction))
    if len(places) == 1:
        return places[0]
    where = "Mehrere Zeilen haben" if places else "Keine Zeile hat mehr"
    raise NotTakenBackError(number, f"{where} auf „{correction.sheet}“ die Kennung {correction.key}.")


def _cells_of(book: RawBook, correction: Correction) -> Iterator[str]:
    """Yield the cells of the correction's column in rows with its key."""
    for located in locate_all(book, [record.spec for record in TABLES]):
        spec = located.spec
        column = next((name for name in located.columns if spec.column(name).label == correction.column), None)
        if located.sheet != correction.sheet or column is None or spec.key is None:
            continue
        key = located.columns[spec.key] - 1
        for number, row in enumerate(book.rows(located.sheet), 1):
            if number > located.header_row and key < len(row) and _is_key(row[key], correction.key):
                yield address(number, located.columns[column])


def _is_key(value: CellValue, key: str) -> bool:
    return key_text(value) == key.casefold()


def _same(now: CellValue, then: CellValue) -> bool:
    """Tell whether a cell still holds what was put in; text and number are not the same."""
    if now in {None, ""} or then in {None, ""}:
        return now in {None, ""} and then in {None, ""}
    return now == then and isinstance(now, str) is isinstance(then, str)
