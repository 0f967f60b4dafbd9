"""The former versions of a workbook beside it: where they lie, how they are called, which there are."""

from __future__ import annotations

import contextlib
import os
import re
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from workbook.writing.disk import tag_of

BACKUP_FOLDER = "Sicherungen"
_LONGEST_NAME = 255
"""Bytes that the name of a file may have on the usual drives of Linux; Windows and macOS count more kindly."""
_MOMENT = "%Y-%m-%d %H%M%S"


class Backup(Struct, frozen=True):
    """A former version: its file, when it was replaced, its size in bytes, and which of that second it is."""

    path: Path
    moment: datetime
    size: int
    again: int = 1


def backups_of(path: Path) -> tuple[Backup, ...]:
    """Return the backups of a workbook, newest first; none where the folder cannot be listed.

    Those of a symbolic link lie beside the file that it leads to.
    """
    path = Path(os.path.realpath(path))
    stem, suffix = re.escape(backup_stem(path)), re.escape(path.suffix)
    pattern = re.compile(stem + r" (\d{4}-\d\d-\d\d \d{6})(?:-(\d+))?" + suffix)
    found = []
    with contextlib.suppress(OSError):
        for each in (path.parent / BACKUP_FOLDER).iterdir():
            match = pattern.fullmatch(each.name)
            if match is None:
                continue
            with contextlib.suppress(OSError, ValueError):  # gone meanwhile; 31 February
                moment = datetime.strptime(match[1], _MOMENT)  # noqa: DTZ007 - the clock on the office's wall
                found.append(Backup(each, moment, each.stat().st_size, int(match[2] or 1)))
    return tuple(sorted(found, key=lambda each: (each.moment, each.again), reverse=True))


def backup_path(path: Path, now: datetime, again: int = 1) -> Path:
    """Return where a backup of that second comes; the second of a second has a number."""
    number = "" if again == 1 else f"-{again}"
    return path.parent / BACKUP_FOLDER / f"{backup_stem(path)} {now:{_MOMENT}}{number}{path.suffix}"


def backup_stem(path: Path) -> str:
    """Return what the names of a workbook's backups begin with: its own name, unless that leaves no room."""
    room = _LONGEST_NAME - len(f" 2019-06-30 120000-100{path.suffix}".encode())
    name = path.stem.encode("utf-8", "surrogateescape")
    if len(name) <= room:
        return path.stem
    return f"{name[: room - 13].decode('utf-8', 'ignore')}~{tag_of(path)}"
