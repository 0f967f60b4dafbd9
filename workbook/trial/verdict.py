"""May Lotse be trusted with this workbook? A trial on a copy; and Lotse taken out of a workbook again."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections import Counter
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from workbook.errors import LotseError, ReadOtherwiseError, ReservedWorkbookError
from workbook.package.comments import cell_comments
from workbook.package.comparing import check_unharmed
from workbook.package.features import features
from workbook.package.ownership import has_traces, ownerships
from workbook.package.parts import Package
from workbook.package.removal import take_out
from workbook.reading.passwords import Keys
from workbook.reading.witness import first_difference, read_independently
from workbook.trial.samples import trial_sheets
from workbook.writing.changing import Change, Safety, change_workbook
from workbook.writing.disk import give_rights, writing_error
from workbook.writing.file_book import FileBook
from workbook.writing.saving import Backups

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from workbook.reading.witness import Reading
    from workbook.sheets import Sheet


class Verdict(StrEnum):
    """What a trial comes to, as staff read it."""

    UNHARMED = "bleibt unversehrt"
    ASK = "erst fragen"
    LEAVE = "lieber nicht"


class Trial(Struct, frozen=True):
    """How a workbook came through: `trusted`, or the German sentence why not; what was seen in it.

    `reserved` says that somebody asked for it to stay as it is, and nothing else is in the way. `steps` are those
    that went well: `eingefügt`, `erneuert`, `entfernt`. `parts` is the number of parts that were compared byte for
    byte, `kept` the copies if they were asked for, `seconds` what all of it took. `confirmed` if
    another reader (openpyxl) finds the staff's sheets the same.
    """

    name: str
    trusted: bool
    problem: str = ""
    reserved: bool = False
    seconds: float = 0.0
    seen: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    parts: int = 0
    kept: tuple[Path, ...] = ()
    confirmed: bool = False

    @property
    def verdict(self) -> Verdict:
        """May Lotse be trusted with this workbook?"""
        return Verdict.UNHARMED if self.trusted else Verdict.ASK if self.reserved else Verdict.LEAVE


class Removal(Struct, frozen=True):
    """What was taken out of a workbook, and the backup of the version with it."""

    sheets: tuple[str, ...] = ()
    backup: Path | None = None


class _Course(Struct):
    """A trial under way."""

    seen: tuple[str, ...] = ()
    warnings: dict[str, None] = field(default_factory=dict)
    steps: list[str] = field(default_factory=list)
    parts: int = 0
    kept: list[Path] = field(default_factory=list)
    confirmed: bool = False


def try_all(
    paths: Sequence[Path],
    *,
    today: date,
    keep: Path | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> list[Trial]:
    """Return the trial of each workbook; those of one name are told apart by their paths.

    Of a single workbook the password is asked for; whoever hands over many is not kept busy with that.
    """
    keys = Keys() if len(paths) == 1 else Keys(ask=lambda _: None)
    names = Counter(path.name for path in paths)
    trials = []
    for number, path in enumerate(paths, 1):
        single = names[path.name] == 1
        folder = keep if keep is None or single else keep / str(number)
        trial = try_on_copy(path, today=today, keep=folder, keys=keys, witness=True)
        trials.append(trial if single else replace(trial, name=str(path)))
        if progress is not None:
            progress(number, len(paths))
    return trials


def try_on_copy(
    path: Path, *, today: date, keep: Path | None = None, keys: Keys | None = None, witness: bool = False
) -> Trial:
    """Put Lotse's sheets into a copy of the workbook, again, and take them out; compare every part each time.

    The workbook itself is only read. `keep` is a folder for the copy after each step. With a `witness`, another
    reader says as well whether the staff's sheets are the same.
    """
    begin = time.monotonic()
    course = _Course()
    problem, reserved = "", False
    try:
        with tempfile.TemporaryDirectory(prefix="lotse-") as folder:
            _run(path, Path(folder) / path.name, today, keep, keys or Keys(), course, witness=witness)
    except LotseError as error:
        problem, reserved = str(error), isinstance(error, ReservedWorkbookError)
    except OSError as error:
        problem = str(writing_error(path, error))
    except MemoryError:
        problem = f"„{path.name}“ ist zu groß für diesen Rechner."
    return Trial(
        name=path.name,
        trusted=not problem,
        problem=problem,
        reserved=reserved,
        seconds=time.monotonic() - begin,
        seen=course.seen,
        warnings=tuple(course.warnings),
        steps=tuple(course.steps),
        parts=course.parts,
        kept=tuple(course.kept),
        confirmed=course.confirmed,
    )


def _run(
    path: Path, copy: Path, today: date, keep: Path | None, keys: Keys, course: _Course, *, witness: bool
) -> None:
    with keys.open(path) as original:
        course.seen = features(original)
        course.parts = len(original.names())
        shutil.copyfile(path, copy)
        # Whoever has typed the password for the workbook is not asked again for its copy.
        same = Keys({}, lambda _: keys.of(path))
        safety = Safety(Backups(keep=0), trial=True)
        book = FileBook(copy, safety, same)

        def finish(step: str) -> None:
            if keep is not None:
                course.kept.append(_kept(path, copy, keep / f"{path.stem} ({step}){path.suffix}"))
            with same.open(copy) as now:
                check_unharmed(path, original, now)
            course.steps.append(step)

        before = read_independently(path) if witness else None
        for step in ("eingefügt", "erneuert"):
            course.warnings.update(dict.fromkeys(book.write(_sheets_for(copy, same), today=today).warnings))
            finish(step)
        if before is not None:
            _confirm(path, before, copy)
            course.confirmed = True
        remove_lotse(copy, safety, same)
        finish("entfernt")


def _sheets_for(copy: Path, keys: Keys) -> list[Sheet]:
    """Return the trial's sheets with the notes that stand on those before them: a run pins them again."""
    with keys.open(copy) as package:
        notes = {name: cell_comments(package, each.sheet.part) for name, each in ownerships(package).items()}
    return [replace(sheet, comments=notes.get(sheet.name, {})) for sheet in trial_sheets()]


def _confirm(path: Path, before: Reading, copy: Path) -> None:
    """Let another reader compare the staff's sheets in the copy with the original.

    Raises:
        ReadOtherwiseError: it reads something else, or nothing any more.
    """
    after = read_independently(copy)
    if after is None:
        raise ReadOtherwiseError(path, next(iter(before), ""), "")
    with Package(copy) as package:
        owned = {each.sheet.name for each in ownerships(package).values()}
    staffs = {name: cells for name, cells in before.items() if name not in owned}
    if different := first_difference(staffs, after):
        raise ReadOtherwiseError(path, *different)


def _kept(path: Path, copy: Path, place: Path) -> Path:
    """Keep a copy for whoever looks into it; only those who may read the workbook may read that."""
    place.parent.mkdir(parents=True, exist_ok=True)
    place.touch()
    give_rights(place, path)
    shutil.copyfile(copy, place)
    return place


def remove_lotse(path: Path, safety: Safety | None = None, keys: Keys | None = None) -> Removal:
    """Take Lotse's sheets, names and properties out of a workbook; every part of the staff's stays as it is.

    Raises:
        WorkbookError: the workbook is as it was; the class says why (see `workbook.errors`).
    """
    keys = keys or Keys()
    with keys.open(path) as package:
        sheets = tuple(each.sheet.name for each in ownerships(package).values())
        if not has_traces(package):
            return Removal()
    changed = change_workbook(path, lambda opened: Change(take_out(opened)), safety=safety or Safety(), keys=keys)
    return Removal(sheets, changed.backup)
