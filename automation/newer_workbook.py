"""A workbook of an earlier version → a new one with everything new, from the old values; the old file stays."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from msgspec import Struct, structs

from automation import jobs
from automation.dashboard.page_comments import read_remarks
from automation.dashboard.verify import PAGE
from automation.desk.changes_sheet import changes_sheet
from automation.desk.corrections import SHEET as CHANGES
from automation.figures.closing.trust import ensure_nothing_lost
from automation.letters.log_lookups import Answers, letters_in_words
from automation.letters.logbook import SHEET as LOG_SHEET
from automation.letters.logbook import TABLE as LOG_TABLE
from automation.letters.logbook import build_log, read_log
from automation.report import SHEET as REPORT
from automation.report import build_report, read_last_report
from workbook.cells import Area, address, as_written, text_of
from workbook.creating import create_workbook
from workbook.creating.carrying_over import read_earlier
from workbook.creating.left_behind import (
    beside_lotses,
    beside_the_tables,
    drawings_left,
    formulas_left,
    links_left,
    lists_left,
    names_left,
    notes_left,
    pinned_left,
    staff_tables,
    start_left,
)
from workbook.errors import LotseError, UnsupportedFormatError
from workbook.german import counted
from workbook.package.features import features
from workbook.package.parts import Package
from workbook.reading.raw import read_book, read_own_table
from workbook.reading.records import read_office
from workbook.schema import HEADER_ROW, TABLES, VERSION
from workbook.writing.changing import Safety
from workbook.writing.file_book import FileBook
from workbook.writing.saving import Backups

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from automation.letters.dispatch import DispatchLog
    from automation.material import Checked
    from automation.report import LastReport
    from workbook.creating.carrying_over import Earlier
    from workbook.findings import Finding

_LOST_TOLD = 10


class Upgraded(Struct, frozen=True):
    """What became of a workbook: the rows carried over by sheet, what else came along, and what did not."""

    workbook: Path
    version: str
    rows: dict[str, int]
    acknowledged: int
    letters: int
    comments: int
    own_columns: int
    sheets: tuple[str, ...]
    left: tuple[str, ...]


class NotTheSameError(LotseError):
    """The new workbook does not give back what the old one holds, and was thrown away (`sheet`, `column`)."""

    def __init__(self, sheet: str, column: str) -> None:
        self.sheet, self.column = sheet, column
        super().__init__(
            f"Die neue Mappe gab auf dem Blatt „{sheet}“ die Spalte „{column}“ nicht genau wieder und wurde "
            "verworfen; die alte ist unverändert. Bitte melden Sie das der Betreuung von Lotse."
        )


def upgrade(book: FileBook, target: Path, *, today: date) -> Upgraded:
    """Write a new workbook from the values, acknowledgements, log, own columns and closed quarters of an old one.

    Raises:
        FileExistsAlreadyError: there is a file of the new name.
        FigureError: a sheet of closings or releases has gone, and the new workbook would know nothing of it.
        NotTheSameError: the new workbook, read again, does not hold what the old one does; it is gone again.
        WorkbookError: the old one cannot be read, or the new one cannot be written.
    """
    with book.read() as raw:
        earlier, version = read_earlier(raw, today), raw.version
        dispatch = read_own_table(raw, LOG_SHEET, LOG_TABLE)
        reckoned, remarks = PAGE in raw.owned, read_remarks(raw)
        changes = [changes_sheet(raw)] if CHANGES in raw.owned else []
        last = read_last_report(raw)
    reached = jobs.days_of_families(book, today) if reckoned else None
    before = jobs.check(book, today, write=False)
    ensure_nothing_lost(before.findings)
    report = build_report(before.findings, rows=before.rows, today=today, last_report=last)
    sheets = [report, *earlier.sheets, *changes]
    log = _moved(read_log(dispatch), book.path, target)
    if dispatch is not None:
        sheets.append(build_log(log, today=today, answers=Answers(office=earlier.office)))
    create_workbook(
        target,
        office=earlier.office,
        today=today,
        owned=sheets,
        raw=earlier.kept,
        reached=reached,
        letters=letters_in_words(log.newest_first),
        own=earlier.own,
        like=book.path,
    )
    try:
        _prove(earlier, target)
        acknowledged, lost = _acknowledged(before, target, earlier, today)
        if reckoned:
            jobs.compile_dashboard(_unsaved(target), today, remarks=remarks)
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    return Upgraded(
        workbook=target,
        version=version,
        rows={record.spec.sheet: count for record, count in earlier.rows.items()},
        acknowledged=acknowledged,
        letters=len(log.rows),
        comments=len(remarks),
        own_columns=sum(map(len, earlier.own.values())),
        sheets=tuple(sheet.name for sheet in earlier.sheets),
        left=(*earlier.left, *lost, *_of_settled(last, target), *_furniture(book, target)),
    )


def _unsaved(target: Path) -> FileBook:
    """Return the new workbook, to be written without a backup: it is only just being made."""
    return FileBook(target, Safety(Backups(keep=0)))


def _moved(log: DispatchLog, old: Path, new: Path) -> DispatchLog:
    """Return the log with the letters' folders as they are seen from where the new workbook lies."""

    def seen(folder: str, file_name: str) -> str:
        usual = old.absolute().parent / jobs.LETTERS_FOLDER / file_name
        if not folder and file_name and usual.is_file():  # version 0.1 kept the folder in the link alone
            folder = jobs.LETTERS_FOLDER
        if not folder or PurePosixPath(folder).is_absolute() or Path(folder).is_absolute():
            return folder
        there = old.absolute().parent / folder
        try:
            return Path(os.path.relpath(there, new.absolute().parent)).as_posix()
        except ValueError:  # another drive of Windows
            return there.as_posix()

    return log.with_rows(replace(row, folder=seen(row.folder, row.file_name)) for row in log.rows)


def _prove(earlier: Earlier, target: Path) -> None:
    """Read the new workbook and compare every value with the old one.

    Raises:
        NotTheSameError: one is another.
    """
    with read_book(target) as raw:
        office, _ = read_office(raw)
    for record in TABLES:
        old, new = earlier.office[record], office[record]
        for column in record.spec.columns:
            if column.formula is None and not _same(old.column(column.name), new.column(column.name)):
                raise NotTheSameError(record.spec.sheet, column.label)


def _same(old: Sequence[Any], new: Sequence[Any]) -> bool:
    """Tell whether a column holds the same; rows without any value at its end are not read again."""
    longer = max(len(old), len(new))
    one, other = ([*values, *[None] * (longer - len(values))] for values in (old, new))
    return all((left or None) == (right or None) for left, right in zip(one, other, strict=True))


def _acknowledged(before: Checked, target: Path, earlier: Earlier, today: date) -> tuple[int, list[str]]:
    """Check the new workbook; return how many acknowledgements hold there, and those whose finding is not known.

    A row without a key is known by its number, which may be another one in the new workbook.
    """
    new = _unsaved(target)
    after = jobs.check(new, today)
    known = {finding.fingerprint for finding in after.findings if finding.acknowledged is not None}
    missing = [each for each in before.findings if each.acknowledged and each.fingerprint not in known]
    found = {_place(each, _row(each)): each for each in after.findings if each.acknowledged is None}
    answers = {}
    for finding in missing:
        again = found.get(_place(finding, _new_row(finding, earlier)))
        if again is not None:
            answers[again.fingerprint] = finding.acknowledged
    if answers:
        findings = [
            structs.replace(each, acknowledged=answers.get(each.fingerprint, each.acknowledged))
            for each in after.findings
        ]
        with new.read() as raw:
            last = read_last_report(raw)
        new.write([build_report(findings, rows=after.rows, today=today, last_report=last)], today=today)
    open_still = {(each.rule, each.table, each.column, each.value) for each in after.findings if each.blocks}
    lost = [
        f"„Bewusst so“ zu {each.rule} an {each.sheet}!{each.cell}: Bitte im neuen Prüfbericht neu begründen."
        for each in missing
        if each.fingerprint not in answers and (each.rule, each.table, each.column, each.value) in open_still
    ]
    more = [f"und {len(lost) - _LOST_TOLD} weitere Begründungen."] if len(lost) > _LOST_TOLD else []
    return len(known) + len(answers), lost[:_LOST_TOLD] + more


def _place(finding: Finding, row: int) -> tuple[str, str, str, int, str]:
    return finding.rule, finding.table, finding.column, row, finding.message


def _row(finding: Finding) -> int:
    area = Area.parse(finding.cell)
    return area.first_row if area is not None else 0


def _new_row(finding: Finding, earlier: Earlier) -> int:
    table = next((earlier.office[record] for record in TABLES if record.spec.sheet == finding.table), None)
    row = _row(finding)
    return HEADER_ROW + 1 + table.rows.index(row) if table is not None and row in table.rows else row


def _of_settled(last: LastReport, target: Path) -> Iterator[str]:
    """Yield what staff wrote beside findings that the new workbook does not have."""
    with read_book(target) as raw:
        there = {text_of(value) for row in raw.grid(raw.owned[REPORT]) for value in row}
    lost = [
        address(row, last.beside.places[label])
        for label, values in last.beside.columns.items()
        for row, value in values.items()
        if text_of(as_written(value)) not in there
    ]
    if lost:
        more = f" und {len(lost) - _LOST_TOLD} weitere" if len(lost) > _LOST_TOLD else ""
        cells = ", ".join(lost[:_LOST_TOLD])
        yield f"Blatt „{REPORT}“: Was Sie zu erledigten Befunden geschrieben haben ({cells}{more})."


def _furniture(book: FileBook, target: Path) -> Iterator[str]:
    """Yield what else the old workbook holds and the new one does not."""
    with book.read() as before, read_book(target) as after:
        yield from beside_the_tables(before, after)
        yield from formulas_left(before)
        yield from lists_left(before, after)
        yield from start_left(before, after)
        staffs = {place.sheet for place in staff_tables(before)}
        rebuilt = {*before.owned.values(), *staffs}
        try:
            with book.keys.open(book.path) as old, Package(target) as new:
                gone = [word for word in features(old) if word not in features(new)]
                notes = [*links_left(old, staffs), *notes_left(old, new, rebuilt), *names_left(old, new)]
                notes += drawings_left(old, staffs)
                notes += beside_lotses(before, after, old, new)
                secret = book.keys.of(book.path) is not None
        except UnsupportedFormatError:  # .ods, .xls and .xlsb are no packages
            gone, notes, secret = [], [*pinned_left(before)], False
    yield from notes
    if gone:
        yield f"Was sonst in der Mappe steckt: {', '.join(gone)}."
    if secret:
        yield "Kennwort: Die neue Mappe hat keines. Bitte in Excel unter „Datei“, „Informationen“ wieder setzen."


def told(done: Upgraded) -> str:
    """Return in German what came over and what did not."""
    rows = sum(done.rows.values())
    pieces = [counted(rows, "Zeile", "Zeilen")]
    if done.acknowledged:
        pieces.append(f"{counted(done.acknowledged, 'Begründung', 'Begründungen')} „bewusst so“")
    pieces += [f"{counted(done.letters, 'Zeile', 'Zeilen')} des Postausgangs"] if done.letters else []
    pieces += [f"{counted(done.comments, 'Kommentar', 'Kommentare')} der Auswertung"] if done.comments else []
    pieces += [counted(done.own_columns, "eigene Spalte", "eigene Spalten")] if done.own_columns else []
    pieces += [f"Blatt „{sheet}“" for sheet in done.sheets]
    lines = [
        f"Angelegt: {done.workbook} (Stand {VERSION}, aus einer Mappe vom Stand {done.version}).",
        f"Übernommen und nachgelesen: {', '.join(pieces)}. Schreibweisen sind dabei die üblichen geworden.",
    ]
    if done.left:
        lines += ["", "Nicht übernommen:", *(f"  {each}" for each in done.left)]
    lines += ["", "Farben, Spaltenbreiten und Druckeinstellungen sind die einer neuen Mappe."]
    lines += ["", "Die alte Mappe ist unverändert."]
    return "\n".join(lines)


def upgraded_document(done: Upgraded) -> dict[str, Any]:
    """Return what came over and what did not, as plain data for JSON."""
    return {
        "workbook": str(done.workbook),
        "version": {"before": done.version, "now": VERSION},
        "rows": done.rows,
        "acknowledged": done.acknowledged,
        "letters": done.letters,
        "comments": done.comments,
        "own_columns": done.own_columns,
        "sheets": list(done.sheets),
        "left": list(done.left),
    }
