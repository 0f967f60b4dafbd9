"""A plan of letters → files beside the workbook, and the rows of the log with what was written.

The files come through a `Delivery`: they stand once the workbook that names them is written, and not before.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from automation.letters.dispatch import DispatchLog
from automation.letters.docx import Stationery
from automation.letters.pdf import PdfPress

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from automation.letters.delivery.transaction import Delivery
    from automation.letters.dispatch import Dispatch
    from automation.letters.planning import LetterPlan, PlannedLetter


@dataclass(frozen=True, slots=True)
class WrittenLetter:
    """A letter that lies in the folder: its number and kind, whom it goes to, its files."""

    reference: str
    kind: str
    key: str
    recipient: str
    files: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Written:
    """What a run wrote, and the log as it is to be kept in the workbook."""

    letters: tuple[WrittenLetter, ...]
    log: DispatchLog
    folder: Path


def write_letters(
    plan: LetterPlan,
    folder: Path,
    templates: Path,
    delivery: Delivery,
    *,
    pdf: bool = True,
    progress: Callable[[int], None] | None = None,
) -> Written:
    """Write the plan's letters as Word files and, unless told not to, as PDF; return what lies in the folder now.

    `templates` holds the stationery and `letter.typ`; `progress` is called with the number of letters done.

    Raises:
        StationeryError: the office's `letterhead.docx` cannot be used.
        PdfError: a letter cannot be set.
        LetterError: a file of that name is there already.
        WorkbookNotWrittenError: the folder or the disk does not take the files.
    """
    log = DispatchLog(plan.log.rows)
    if not plan.letters:
        return Written((), log, folder)
    stationery = Stationery.open(templates / "letterhead.docx")
    press = PdfPress(templates) if pdf else None
    written: list[WrittenLetter] = []
    rows: list[Dispatch] = []
    for number, planned in enumerate(plan.letters, start=1):
        contents = {".docx": stationery.write(planned.letter)}
        if press is not None:
            contents[".pdf"] = press.print(planned.letter)
        row = _delivered(delivery, planned, contents, folder)
        if row is not None:
            rows.append(row)
            place = delivery.places.folder(row.folder)
            written.append(_entry(row, tuple(place / f"{planned.stem}{ending}" for ending in contents)))
        if progress is not None:
            progress(number)
    delivery.flush()
    log.put(rows)
    return Written(tuple(written), log, folder)


def _delivered(
    delivery: Delivery, planned: PlannedLetter, contents: dict[str, bytes], folder: Path
) -> Dispatch | None:
    if planned.again:
        return delivery.rewrite(planned.row, contents)
    return delivery.create(planned.row, contents, folder)


def _entry(row: Dispatch, files: tuple[Path, ...]) -> WrittenLetter:
    return WrittenLetter(row.reference, row.kind, row.source, row.recipient, files)
