"""One safe change of a workbook file: locks, draft, new file, check, replacement.

Every way in which Lotse changes a workbook goes through here: putting its sheets in, and taking itself out.
"""

from __future__ import annotations

import os
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import IO, TYPE_CHECKING

from msgspec import Struct, field

from workbook.errors import FileMissingError, NotAFileError, WorkbookChangedError
from workbook.reading.passwords import Keys, encrypt
from workbook.writing.saving import (
    Backups,
    check_nobody_has_it,
    check_permission,
    exclusive,
    remove_stray_files,
    replace_file,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from workbook.package.draft import Draft
    from workbook.package.longer_table import Growth
    from workbook.package.parts import Package


_LINKED = (
    "Die Datei liegt unter mehreren Namen auf dem Laufwerk (harte Verknüpfungen); unter den anderen bleibt die "
    "bisherige Fassung."
)


class Change(Struct, frozen=True):
    """What a workbook is to become; `sheets` are read back from the new file before it counts.

    `spliced` names, by part, the cells of the staff's sheets that differ on purpose, `inserted` what was put in,
    `grown` which tables get longer in a table's part and in that of its sheet.
    """

    draft: Draft
    sheets: Sequence[str] = ()
    spliced: Mapping[str, Collection[str]] = field(default_factory=dict)
    inserted: Mapping[str, bytes] = field(default_factory=dict)
    grown: Mapping[str, tuple[Growth, ...]] = field(default_factory=dict)


class Changed(Struct, frozen=True):
    """A change that was made: the backup, `None` where none is kept, and German warnings about the workbook."""

    backup: Path | None
    warnings: tuple[str, ...]


class Safety(Struct, frozen=True):
    """How a change is made safe: how many backups are kept, how long to wait for another Lotse, and the clock.

    `despite_reservation` writes even if the workbook is marked as final or has a password to modify. A `trial`
    writes into a copy that nobody keeps: nothing of the staff's goes, and nothing has to be told.
    """

    backups: Backups = field(default_factory=Backups)
    patience: float = 15.0
    despite_reservation: bool = False
    trial: bool = False
    now: Callable[[], datetime] = lambda: datetime.now().astimezone()


def change_workbook(
    path: Path,
    prepare: Callable[[Package], Change],
    *,
    digest: str | None = None,
    safety: Safety,
    keys: Keys | None = None,
) -> Changed:
    """Change the workbook as `prepare` drafts it.

    One with a password gets the same again; its content is never written in the clear, not even for a moment.
    `digest` is what the content must still be; a symbolic link stays one, and the file that it leads to changes.

    Raises:
        WorkbookError: the workbook is as it was; the class says why (see `workbook.errors`).
    """
    # Whoever only reads a workbook says how it would be saved, and need not wait for this.
    from workbook.package.comparing import check_unharmed
    from workbook.package.readable import check_readable
    from workbook.package.refusals import check_writable

    real = Path(os.path.realpath(path))
    if not real.exists():
        raise FileMissingError(path)
    if real.is_dir():
        raise NotAFileError(path)
    check_permission(real)
    keys = keys or Keys()
    with exclusive(real, safety.patience):
        for place in {path, real}:
            check_nobody_has_it(place)
        remove_stray_files(real)
        since = real.stat()
        with keys.open(real) as package:
            if digest is not None and package.digest() != digest:
                raise WorkbookChangedError(path)
            warnings = check_writable(package, despite_reservation=safety.despite_reservation)
            if since.st_nlink > 1:
                warnings.append(_LINKED)
            change = prepare(package)

            def check(written: Path) -> None:
                with keys.open(written, named=real) as new:
                    check_unharmed(path, package, new, change.spliced, change.inserted, change.grown)
                    check_readable(path, new, change.sheets, package, change.draft.in_stretches)

            def write(file: IO[bytes]) -> None:
                password = keys.of(real)
                if password is None:
                    change.draft.write(file)
                    return
                content = BytesIO()
                change.draft.write(content)
                encrypt(content, password, file, keys.scheme_of(real))

            backup = replace_file(
                real, write, check, backups=safety.backups, now=safety.now(), since=since, let_go=package.close
            )
            return Changed(backup, tuple(warnings))
