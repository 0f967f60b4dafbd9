"""One run at a time for one open book: a second click while Lotse works must not start a second run."""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from workbook.live.troubles import AlreadyRunningError

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def only_one(book: str) -> Iterator[None]:
    """Hold the turn for a book, named by its path or title, as long as the `with` lasts.

    The turn is a lock on a file of the user's, which the system takes back when a run is killed.

    Raises:
        AlreadyRunningError: another run holds it.
    """
    name = hashlib.sha256(f"{os.path.expanduser('~')}|{book}".encode()).hexdigest()[:24]  # noqa: PTH111 - a text
    path = Path(tempfile.gettempdir()) / f"lotse-{name}.turn"
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if not _take(descriptor):
            raise AlreadyRunningError
        yield
    finally:
        os.close(descriptor)


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
