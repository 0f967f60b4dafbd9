"""A file comes whole, never in the place of another, and with the rights of the workbook."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import shutil
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from workbook.writing.disk import give_rights, office_marks, writing_error

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_NO_LINKS = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK}
"""What drives without hard links answer (FAT, some shares)."""

_AT_ONCE = 16
"""So many files are brought to the disk at once; a disk takes them together."""


def digest_of(content: bytes) -> str:
    """Return the SHA-256 of a content."""
    return hashlib.sha256(content).hexdigest()


def digest_in(file: Path) -> str | None:
    """Return the SHA-256 of what a file holds, `None` if there is no such file or it cannot be read."""
    try:
        with file.open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest()
    except OSError:
        return None


def make_folder(folder: Path, like: Path) -> None:
    """Make a folder with those above it that are missing, with the rights of the workbook.

    Raises:
        WorkbookNotWrittenError: it cannot be made.
    """
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise writing_error(folder, error) from error
    for each in missing:
        give_rights(each, like)


def half_of(file: Path, run: str) -> Path:
    """Return where a run builds a file before it gets its name."""
    return file.with_name(f".{file.name}.{run}.unfertig")


def former_of(file: Path, run: str) -> Path:
    """Return where a run keeps what a file held before, until the workbook is written."""
    return file.with_name(f".{file.name}.{run}.vorher")


def write_halves(contents: Mapping[Path, bytes], run: str, like: Path) -> None:
    """Write each content beside its place, down to the disk: all of them take it hardly longer than one."""
    halves = [half_of(file, run) for file in contents]
    for half, content in zip(halves, contents.values(), strict=True):
        handle = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(handle, "wb") as opened:
            opened.write(content)
        give_rights(half, like)
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for _ in pool.map(_sync, halves):
            pass


def _sync(file: Path) -> None:
    handle = os.open(file, os.O_RDWR | getattr(os, "O_BINARY", 0))
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def put_in_place(half: Path, file: Path) -> None:
    """Give a finished file its name.

    Raises:
        FileExistsError: there is a file of that name, and it stays as it is.
    """
    if sys.platform == "win32":
        half.rename(file)  # never replaces there
        return
    try:
        os.link(half, file)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        _copy_exclusively(half, file)
    half.unlink()


def _copy_exclusively(half: Path, file: Path) -> None:
    with file.open("xb") as target, half.open("rb") as source:
        shutil.copyfileobj(source, target)
        target.flush()
        os.fsync(target.fileno())
    shutil.copymode(half, file)


def is_open(file: Path) -> bool:
    """Tell whether Word or LibreOffice has a file open: each puts its own mark beside it."""
    name = file.name
    marks = (f"~${name[2:]}", *office_marks(name))  # Word puts its mark in the place of the first two letters
    return any(os.path.lexists(file.with_name(mark)) for mark in marks)


def remove_own(file: Path, digest: str) -> bool:
    """Remove a file if it still holds what was written, and return whether it is gone; what was edited stays."""
    if not os.path.lexists(file):
        return True
    if digest_in(file) != digest or is_open(file):
        return False
    try:
        file.unlink()
    except OSError:
        return False
    return True


def remove_quietly(file: Path) -> None:
    """Remove a file of a run's own if it is there."""
    with contextlib.suppress(OSError):
        file.unlink()
