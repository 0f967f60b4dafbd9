"""Locks of the system on open files; it lets go of them when a process ends, however it ends."""

from __future__ import annotations

import errno
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

NO_LOCKS = {errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS}
"""What network drives without file locks answer."""

_FAR = 1 << 20
"""Windows keeps everybody from reading locked bytes: the byte that is locked lies behind all content."""


def try_lock(handle: int) -> bool | None:
    """Lock the open file and return whether that worked; `None` where the drive knows no locks."""
    try:
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415 - exists on Windows only

            os.lseek(handle, _FAR, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl  # noqa: PLC0415 - does not exist on Windows

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return None if error.errno in NO_LOCKS else False
    return True


def is_still(lock: Path, handle: int) -> bool:
    """Tell whether the open file is the one that the name leads to, not one removed in between."""
    try:
        return os.path.samestat(os.fstat(handle), lock.stat(follow_symlinks=False))
    except OSError:
        return False
