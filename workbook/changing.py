"""One safe change of a workbook file: locks, draft, new file, check, replacement.

Every way in which Lotse changes a workbook goes through here: putting its sheets in, and taking itself out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from workbook.errors import FileMissingError, NotAFileError, WorkbookChangedError
from workbook.package.comparing import check_readable, check_unharmed
from workbook.package.parts import Package
from workbook.saving import (
    Backups,
    check_nobody_has_it,
    check_permission,
    exclusive,
    remove_stray_files,
    replace_file,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from workbook.package.draft import Draft


@dataclass(frozen=True, slots=True)
class Change:
    """What a workbook is to become; `sheets` are read back from the new file before it counts."""

    draft: Draft
    sheets: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Safety:
    """How a change is made safe: how many backups are kept, how long to wait for another Lotse, and the clock."""

    backups: Backups = field(default_factory=Backups)
    patience: float = 15.0
    now: Callable[[], datetime] = lambda: datetime.now().astimezone()


def change_workbook(
    path: Path, prepare: Callable[[Package], Change], *, digest: str | None = None, safety: Safety
) -> Path | None:
    """Change the workbook as `prepare` drafts it, and return the backup, `None` where none is kept.

    `digest` is what the content must still be; a symbolic link stays one, and the file that it leads to changes.

    Raises:
        WorkbookError: the workbook is as it was; the class says why (see `workbook.errors`).
    """
    real = path.resolve()
    if not real.exists():
        raise FileMissingError(path)
    if real.is_dir():
        raise NotAFileError(path)
    check_permission(real)
    with exclusive(real, safety.patience):
        for place in {path, real}:
            check_nobody_has_it(place)
        remove_stray_files(real)
        with Package(real) as package:
            if digest is not None and package.digest() != digest:
                raise WorkbookChangedError(path)
            change = prepare(package)

            def check(written: Path) -> None:
                with Package(written) as new:
                    check_unharmed(path, package, new)
                check_readable(path, written, change.sheets, package)

            return replace_file(real, change.draft.write, check, backups=safety.backups, now=safety.now())
