"""One run at a time for one open book: a second click while Lotse works must not start a second run."""

from __future__ import annotations

import getpass
import hashlib
import os
import stat
import sys
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from workbook.live.troubles import AlreadyRunningError, NoPlaceError

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def only_one(book: str) -> Iterator[None]:
    """Hold the turn for a book, named by its path or title, as long as the `with` lasts.

    The turn is a lock on a file of the user's, which the system takes back when a run is killed.

    Raises:
        AlreadyRunningError: another run holds it.
        NoPlaceError: there is no folder that is the user's alone.
    """
    name = hashlib.sha256(book.encode()).hexdigest()[:24]
    path = _own_folder() / f"{name}.turn"
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600)
        try:
            if not _take(descriptor):
                raise AlreadyRunningError
            if not _is_still(path, descriptor):  # whoever had the turn before has just given it back
                continue
            yield
            with suppress(OSError):  # Windows removes no open file; there it stays, empty
                path.unlink()
            return
        finally:
            os.close(descriptor)


def _is_still(path: Path, descriptor: int) -> bool:
    """Tell whether the file that was opened is the one that others find there."""
    try:
        return os.path.samestat(path.lstat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False


def _own_folder() -> Path:
    """Return a folder into which nobody else can put anything, not even a link under a name that can be guessed.

    Raises:
        NoPlaceError: there is none.
    """
    local = os.environ.get("LOCALAPPDATA") if sys.platform == "win32" else None
    home = Path(local) / "Lotse" if local else Path("~/.cache/lotse").expanduser()
    own = home, Path(tempfile.gettempdir()) / f"lotse-{getpass.getuser()}"
    for folder in own:
        with suppress(OSError):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if _is_private(folder.lstat()):
                return folder
    raise NoPlaceError(own)


def _is_private(found: os.stat_result) -> bool:
    """Tell whether a folder is the user's and closed to others; on Windows its place says so."""
    if sys.platform == "win32":
        return True
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not found.st_mode & 0o022


if sys.platform == "win32":
    import msvcrt

    def _take(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _take(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
