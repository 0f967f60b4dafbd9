"""A plan of letters → files beside the workbook, and the rows of the log with what was written.

Each file appears whole or not at all: it is written under another name and then renamed. The log goes into the
workbook afterwards; if that fails, `Written.discard` takes the files away, so the next run begins as this one.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from automation.letters.dispatch import DispatchLog
from automation.letters.docx import Stationery
from automation.letters.pdf import PdfPress
from workbook.writing.saving import writing_error

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

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

    def discard(self) -> None:
        """Remove the files again, because the log that names them could not be kept."""
        for letter in self.letters:
            for file in letter.files:
                file.unlink(missing_ok=True)


def references_in(folder: Path) -> tuple[str, ...]:
    """Return the reference numbers of the letters that lie in a folder, whether or not a log knows them."""
    if not folder.is_dir():
        return ()
    return tuple(sorted({path.name.partition("_")[0] for path in folder.glob("*_*.docx")}))


def write_letters(
    plan: LetterPlan,
    folder: Path,
    templates: Path,
    *,
    pdf: bool = True,
    progress: Callable[[int], None] | None = None,
) -> Written:
    """Write the plan's letters as Word files and, unless told not to, as PDF; return what lies in the folder now.

    `templates` holds the stationery and `letter.typ`; `progress` is called with the number of letters done.

    Raises:
        StationeryError: the office's `letterhead.docx` cannot be used.
        PdfError: a letter cannot be set.
        WorkbookNotWrittenError: the folder or the disk does not take the files.
    """
    if not plan.letters:
        return Written((), plan.log, folder)
    stationery = Stationery.open(templates / "letterhead.docx")
    press = PdfPress(templates) if pdf else None
    written: list[WrittenLetter] = []
    digests: dict[str, str] = {}
    try:
        _make(folder)
        for number, planned in enumerate(plan.letters, start=1):
            contents = {".docx": stationery.write(planned.letter)}
            if press is not None:
                contents[".pdf"] = press.print(planned.letter)
            digests[planned.row.reference] = hashlib.sha256(contents[".docx"]).hexdigest()
            files = tuple(folder / f"{planned.stem}{ending}" for ending in contents)
            written.append(_entry(planned, files))
            for file, content in zip(files, contents.values(), strict=True):
                _put(file, content)
            if progress is not None:
                progress(number)
    except BaseException:  # also when staff stop the run: no letter may lie there that no log knows
        Written(tuple(written), plan.log, folder).discard()
        raise
    return Written(tuple(written), _with_digests(plan.log, digests), folder)


def _entry(planned: PlannedLetter, files: tuple[Path, ...]) -> WrittenLetter:
    row = planned.row
    return WrittenLetter(row.reference, row.kind, row.source, row.recipient, files)


def _with_digests(log: DispatchLog, digests: dict[str, str]) -> DispatchLog:
    return DispatchLog(
        replace(row, digest=digests[row.reference]) if row.reference in digests else row for row in log.rows
    )


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise writing_error(folder, error) from error


def _put(file: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    half = file.with_name(f"{file.name}.unfertig")
    try:
        half.write_bytes(content)
        half.replace(file)
    except OSError as error:
        half.unlink(missing_ok=True)
        raise writing_error(file, error) from error
