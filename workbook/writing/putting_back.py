"""A former version put in the place of a workbook; the present one is kept as a backup like any other."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import IO, TYPE_CHECKING

from msgspec.structs import replace

from workbook.errors import NotAFileError
from workbook.reading.passwords import Keys
from workbook.writing.disk import sync_folder, writing_error
from workbook.writing.saving import (
    check_nobody_has_it,
    check_permission,
    exclusive,
    remove_stray_files,
    replace_file,
    temporary_file,
)

if TYPE_CHECKING:
    from workbook.writing.changing import Safety

_ALL = 1_000_000


def put_back(path: Path, version: Path, safety: Safety, keys: Keys | None = None) -> Path | None:
    """Put a former version in the place of a workbook and return the backup of the present one.

    `None` where there is no present one, or where it is that version already. No backup is thinned out.

    Raises:
        WorkbookInUseError: it is open somewhere else.
        WorkbookNotReadError: the version is damaged; the workbook is as it was.
        WorkbookNotWrittenError: the disk, the folder or the rights do not allow writing.
    """
    real = Path(os.path.realpath(path))
    if real.is_dir():
        raise NotAFileError(path)
    keys = keys or Keys()
    with keys.open(version) as package:
        package.digest()
    if not real.exists():
        _bring(real, version, safety)
        return None
    check_permission(real)
    # Whoever is looking for the right version must not lose another one by trying.
    backups = replace(safety.backups, keep=_ALL, limit=sys.maxsize)
    with exclusive(real, safety.patience):
        for place in {path, real}:
            check_nobody_has_it(place)
        remove_stray_files(real)
        since = real.stat()

        def write(file: IO[bytes]) -> None:
            with version.open("rb") as source:
                shutil.copyfileobj(source, file)

        def check(written: Path) -> None:
            with keys.open(version) as one, keys.open(written, named=version) as other:
                if one.digest() != other.digest():
                    raise OSError("the copy is not what was copied")

        return replace_file(real, write, check, backups=backups, now=safety.now(), since=since)


def _bring(real: Path, version: Path, safety: Safety) -> None:
    """Copy a version to where the workbook is missing; it is there whole or not at all."""
    temporary = temporary_file(real)
    with exclusive(real, safety.patience):
        check_nobody_has_it(real)
        try:
            shutil.copy2(version, temporary)
            with temporary.open("rb+") as file:
                os.fsync(file.fileno())
            os.utime(temporary)
            temporary.replace(real)
            sync_folder(real.parent)
        except OSError as error:
            raise writing_error(real, error) from error
        finally:
            temporary.unlink(missing_ok=True)
