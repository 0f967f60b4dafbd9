"""May Lotse be trusted with this workbook? A trial on a copy; and Lotse taken out of a workbook again."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from workbook.book import FileBook
from workbook.changing import Change, Safety, change_workbook
from workbook.errors import LotseError
from workbook.package.comparing import check_unharmed
from workbook.package.features import features
from workbook.package.ownership import has_traces, ownerships
from workbook.package.parts import Package
from workbook.package.removal import take_out
from workbook.saving import Backups
from workbook.trial_sheets import trial_sheets

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True)
class Trial:
    """How a workbook came through: `trusted`, or the German sentence why not; what was seen in it.

    `steps` are those that went well: `eingefügt`, `erneuert`, `entfernt`. `parts` is the number of parts that were
    compared byte for byte, `kept` the copies if they were asked for.
    """

    name: str
    trusted: bool
    problem: str = ""
    seen: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    parts: int = 0
    kept: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Removal:
    """What was taken out of a workbook, and the backup of the version with it."""

    sheets: tuple[str, ...] = ()
    backup: Path | None = None


@dataclass(slots=True)
class _Course:
    """A trial under way."""

    seen: tuple[str, ...] = ()
    warnings: dict[str, None] = field(default_factory=dict)
    steps: list[str] = field(default_factory=list)
    parts: int = 0
    kept: list[Path] = field(default_factory=list)


def try_on_copy(path: Path, *, today: date, keep: Path | None = None) -> Trial:
    """Put Lotse's sheets into a copy of the workbook, again, and take them out; compare every part each time.

    The workbook itself is only read. `keep` is a folder for the copy after each step.
    """
    course = _Course()
    problem = ""
    try:
        with tempfile.TemporaryDirectory(prefix="lotse-") as folder:
            _run(path, Path(folder) / path.name, today, keep, course)
    except LotseError as error:
        problem = str(error)
    except MemoryError:
        problem = f"„{path.name}“ ist zu groß für diesen Rechner."
    return Trial(
        name=path.name,
        trusted=not problem,
        problem=problem,
        seen=course.seen,
        warnings=tuple(course.warnings),
        steps=tuple(course.steps),
        parts=course.parts,
        kept=tuple(course.kept),
    )


def _run(path: Path, copy: Path, today: date, keep: Path | None, course: _Course) -> None:
    with Package(path) as original:
        course.seen = features(original)
        course.parts = len(original.names())
        shutil.copyfile(path, copy)
        book = FileBook(copy, Safety(Backups(keep=0)))
        for step in ("eingefügt", "erneuert"):
            course.warnings.update(dict.fromkeys(book.write(trial_sheets(), today=today).warnings))
            _finish(step, path, copy, original, keep, course)
        remove_lotse(copy, Safety(Backups(keep=0)))
        _finish("entfernt", path, copy, original, keep, course)


def _finish(step: str, path: Path, copy: Path, original: Package, keep: Path | None, course: _Course) -> None:
    if keep is not None:
        kept = keep / f"{path.stem} ({step}){path.suffix}"
        keep.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(copy, kept)
        course.kept.append(kept)
    with Package(copy) as now:
        check_unharmed(path, original, now)
    course.steps.append(step)


def remove_lotse(path: Path, safety: Safety | None = None) -> Removal:
    """Take Lotse's sheets, names and properties out of a workbook; every part of the staff's stays as it is.

    Raises:
        WorkbookError: the workbook is as it was; the class says why (see `workbook.errors`).
    """
    with Package(path) as package:
        sheets = tuple(each.sheet.name for each in ownerships(package).values())
        if not has_traces(package):
            return Removal()
    changed = change_workbook(path, lambda opened: Change(take_out(opened)), safety=safety or Safety())
    return Removal(sheets, changed.backup)
