"""One run at a time that writes a workbook or its letters: whoever comes second waits, then learns who works.

The turn is a file beside the workbook. It is created exclusively, which every share can do, it names its owner, and
a lock of the system lies on it, which ends with the owner. So a file that a dead run left is recognised:

    locked                              somebody works
    not locked, of this computer        its owner is dead, whoever has its process number now
    not locked, of another computer     the share may not pass locks on; a run renews its file, so one that is
                                        older than `_SILENT` seconds was left
    the drive knows no locks at all     of this computer: is there a process of that number, begun before the turn?

filelock was looked at. Its native lock names nobody, falls back only where a system lacks locks altogether, not
where a share refuses them (ENOLCK, EOPNOTSUPP), and leaves its file beside the workbook; its soft lock names a
process, but no person, and never recognises one left by another computer.
"""

from __future__ import annotations

import contextlib
import getpass
import json
import os
import platform
import sys
import time
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from workbook.errors import WorkbookError
from workbook.german import shown_moment
from workbook.writing.disk import give_rights, own_file, writing_error
from workbook.writing.locking import is_still, try_lock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_PAUSE = 0.05
_SILENT = 600.0
"""Seconds after which a run on another computer that has not renewed its turn is taken for dead."""

_RENEWED = 30.0
_BEGINNING = 5.0
"""Seconds that a run may take between creating its file and writing its name into it."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Who works: a person's login, their computer, the process, and since when (ISO 8601)."""

    user: str
    host: str
    process: int
    since: str

    @classmethod
    def here(cls, now: datetime) -> Owner:
        """Return this process as an owner."""
        try:
            user = getpass.getuser()
        except (OSError, KeyError, ImportError):  # nobody is logged in by name
            user = ""
        return cls(user, platform.node(), os.getpid(), now.isoformat(timespec="seconds"))

    @property
    def told(self) -> str:
        """Return who that is, for a sentence."""
        begun = datetime.fromisoformat(self.since)
        who = " an ".join(_plain(part) for part in (self.user, self.host) if _plain(part)) or "jemand"
        return f"{who}, seit {shown_moment(begun, ', ')} Uhr"


class PostBusyError(WorkbookError):
    """Another run writes this workbook or its letters; `owner` says who, where that is known."""

    def __init__(self, path: Path, owner: Owner | None, left: Path | None = None) -> None:
        self.owner = owner
        who = f" ({owner.told})" if owner else ""
        cure = f" Arbeitet dort niemand mehr, bitte „{left.name}“ im selben Ordner löschen." if left else ""
        super().__init__(
            path,
            f"Für „{path.name}“ schreibt gerade ein anderer Lauf von Lotse{who}. Es wurde nichts geschrieben; "
            f"bitte warten, bis er fertig ist, und noch einmal starten.{cure}",
        )


class Turn:
    """The turn while it is held."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._renewed = time.monotonic()

    def renew(self) -> None:
        """Show other computers that this run is alive."""
        if time.monotonic() - self._renewed > _RENEWED:
            self._renewed = time.monotonic()
            with contextlib.suppress(OSError):
                os.utime(self._file)


@contextmanager
def turn_of(path: Path, patience: float, now: Callable[[], datetime]) -> Iterator[Turn]:
    """Hold the turn for a workbook as long as the `with` lasts; waits up to `patience` seconds for it.

    Raises:
        PostBusyError: another run took longer.
        WorkbookNotWrittenError: the folder cannot be written to.
    """
    file = own_file(path, "post")
    end = time.monotonic() + patience
    while True:
        handle = _created(path, file, Owner.here(now()))
        if handle is not None:
            break
        holder = _holder(file)
        if holder is not None and time.monotonic() > end:
            raise PostBusyError(path, *holder)
        if holder is not None:
            time.sleep(_PAUSE)
    try:
        yield Turn(file)
    finally:
        _give_back(file, handle)


def _created(path: Path, file: Path, owner: Owner) -> int | None:
    """Create the file and lock it; `None` if there is one already."""
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    try:
        handle = os.open(file, flags, 0o600)
    except FileExistsError:
        return None
    except OSError as error:
        if isinstance(error, PermissionError) and file.exists():
            return None  # Windows: somebody is just removing it
        raise writing_error(path, error) from error
    os.write(handle, json.dumps(asdict(owner)).encode())
    give_rights(file, path)
    # Whoever looks whether the file was left holds its lock for a moment.
    while try_lock(handle) is False and is_still(file, handle):
        time.sleep(_PAUSE)
    if is_still(file, handle):
        return handle
    os.close(handle)
    return None


def _holder(file: Path) -> tuple[Owner | None, Path | None] | None:
    """Return who has the turn (with the file, if it may have been left); `None` if nobody, and the file goes."""
    try:
        handle = os.open(file, os.O_RDWR | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0))
    except FileNotFoundError:
        return None
    except OSError:
        return None, file
    try:
        free = try_lock(handle)
        owner, age = _read(handle), time.time() - os.fstat(handle).st_mtime
        if free is False:
            return owner, None
        if not _left(owner, age, locks=free is True):
            return owner, file
        if is_still(file, handle):
            with contextlib.suppress(OSError):
                file.unlink()
    finally:
        os.close(handle)
    if sys.platform == "win32":  # where an open file stays
        with contextlib.suppress(OSError):
            file.unlink()
    return None


def _left(owner: Owner | None, age: float, *, locks: bool) -> bool:
    """Tell whether the owner of a file that is not locked is dead."""
    if owner is None:
        return age > _BEGINNING
    if owner.host != platform.node():
        return age > _SILENT
    # The creator locks its file a moment after it has written its name; should it come too late, it notices.
    return (locks and age > _PAUSE * 4) or not _runs(owner)


def _runs(owner: Owner) -> bool:
    """Tell whether the owner's process still runs, not another one that got its number later."""
    import psutil  # noqa: PLC0415 - needed only on drives without locks

    try:
        begun: float = psutil.Process(owner.process).create_time()
    except psutil.NoSuchProcess:
        return False
    except psutil.Error:
        return True
    return begun <= datetime.fromisoformat(owner.since).timestamp() + 1


def _read(handle: int) -> Owner | None:
    os.lseek(handle, 0, os.SEEK_SET)
    try:
        return Owner(**json.loads(os.read(handle, 4096)))
    except (OSError, ValueError, TypeError):
        return None


def _give_back(file: Path, handle: int) -> None:
    # Removed while it is locked, or the next one's file would go. Windows lets nobody remove an open file.
    if sys.platform != "win32" and is_still(file, handle):
        with contextlib.suppress(OSError):
            file.unlink()
    os.close(handle)
    if sys.platform == "win32":
        with contextlib.suppress(OSError):
            file.unlink()


def _plain(text: str) -> str:
    return "".join(letter for letter in text if letter.isprintable())[:60].strip()
