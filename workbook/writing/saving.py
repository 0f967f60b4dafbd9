"""A file replaced so that it is always the old one or the new one, complete.

    exclusive            one Lotse at a time for each workbook
    check_nobody_has_it  lock files of Excel and LibreOffice
    replace_file         temporary file in the same folder, fsync, check, backup, atomic rename, fsync of the folder

A run that is killed leaves at most temporary files and a lock file under fixed names, which the next run removes.
"""

from __future__ import annotations

import contextlib
import filecmp
import os
import re
import shutil
import sys
import time
from typing import IO, TYPE_CHECKING

from msgspec import Struct

from workbook.errors import (
    FileMissingError,
    WorkbookChangedError,
    WorkbookError,
    WorkbookInUseError,
    WorkbookNotWrittenError,
)
from workbook.writing.backups import BACKUP_FOLDER, backup_path, backups_of
from workbook.writing.disk import (
    FULL,
    give_owner,
    give_rights,
    office_marks,
    own_file,
    saved_as_of,
    sync_folder,
    writing_error,
)
from workbook.writing.locking import is_still, try_lock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from pathlib import Path

_ACCESS_DENIED = 5
"""What Windows answers when a file is to be replaced that is open; the rights have been looked at before."""

_PAUSE = 0.05


class Backups(Struct, frozen=True):
    """How many former versions are kept beside a workbook; `keep=0` keeps none.

    Beyond `limit` bytes in all, and after `days` where there is such a limit, the oldest go first; the newest
    always stays.
    """

    keep: int = 20
    limit: int = 1024**3
    days: int | None = None


def temporary_file(path: Path) -> Path:
    """Return where the new version of a workbook is built: in its own folder, or the rename would not be atomic."""
    return own_file(path, "tmp")


def lock_file(path: Path) -> Path:
    """Return the file by whose lock Lotse knows that it is alone."""
    return own_file(path, "lock")


@contextlib.contextmanager
def exclusive(path: Path, patience: float = 15.0) -> Iterator[None]:
    """Keep every other Lotse from writing this workbook; waits up to `patience` seconds for one that is at it.

    Raises:
        WorkbookInUseError: the other one took longer.
        WorkbookNotWrittenError: the folder cannot be written to.
    """
    lock = lock_file(path)
    end = time.monotonic() + patience
    while True:
        try:
            handle = os.open(lock, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o666)
        except OSError as error:
            raise writing_error(path, error) from error
        # A drive without locks: there the lock files of the spreadsheets have to do.
        if try_lock(handle) is not False and is_still(lock, handle):
            break
        os.close(handle)
        if time.monotonic() > end:
            raise WorkbookInUseError(path, "einem anderen Lauf von Lotse")
        time.sleep(_PAUSE)
    try:
        yield
    finally:
        # Removed while the lock is held: whoever opened it meanwhile sees in `is_still` that it is gone.
        # Windows lets nobody remove an open file; there the one who comes last removes it.
        with contextlib.suppress(OSError):
            lock.unlink()
        os.close(handle)
        with contextlib.suppress(OSError):
            if sys.platform == "win32":
                lock.unlink()


def check_nobody_has_it(path: Path) -> None:
    """Check the lock files that Excel and LibreOffice put beside an open workbook.

    Raises:
        WorkbookInUseError: there is one; it says who has the workbook open.
    """
    for lock, reader in zip(office_marks(path.name), (_excel_user, _libreoffice_user), strict=True):
        place = path.with_name(lock)
        if os.path.lexists(place):  # never fails, also where the name would be too long for the drive
            raise WorkbookInUseError(path, reader(place), lock)


def _excel_user(lock: Path) -> str | None:
    """Return the user in Excel's owner file: length and name in the local code page, then both in UTF-16."""
    try:
        content = lock.read_bytes()[:400]
    except OSError:
        return None  # Excel keeps the file open; on Windows its name is all that can be had
    length = int.from_bytes(content[55:57], "little")
    name = content[57 : 57 + 2 * length].decode("utf-16-le", "ignore") if 0 < length <= 100 else ""
    if not name and content:
        name = content[1 : 1 + content[0]].decode("cp1252", "ignore")
    return _plain(name)


def _libreoffice_user(lock: Path) -> str | None:
    """Return user and computer in LibreOffice's lock file: `full name,login,computer,time,profile;`."""
    try:
        content = lock.read_bytes()[:2000].decode("utf-8", "ignore")
    except OSError:
        return None
    fields = [field.replace("\\", "") for field in re.split(r"(?<!\\),", content)]
    name = next((field for field in fields[:2] if field.strip()), "")
    computer = fields[2].strip() if len(fields) > 2 else ""
    return _plain(f"{name} ({computer})" if name and computer else name or computer)


def _plain(name: str) -> str | None:
    """Return a name on one short line, `None` for an empty one."""
    return " ".join(name.replace("\0", " ").split())[:60] or None


def check_permission(path: Path) -> None:
    """Check that the file itself may be written: renaming another over it would override its write protection.

    Raises:
        WorkbookNotWrittenError: it is read-only.
    """
    # Root may write everywhere, so the mode is looked at as well.
    if not os.access(path, os.W_OK) or not path.stat().st_mode & 0o222:
        raise WorkbookNotWrittenError(
            path,
            "Die Datei ist schreibgeschützt.",
            "Bitte den Schreibschutz in den Eigenschaften der Datei aufheben.",
        )


def remove_stray_files(path: Path) -> None:
    """Remove what a killed run left; only while `exclusive` holds."""
    for stray in (temporary_file(path), _half_backup(path)):
        with contextlib.suppress(OSError):
            stray.unlink()


def replace_file(
    path: Path,
    write: Callable[[IO[bytes]], None],
    check: Callable[[Path], None],
    *,
    backups: Backups,
    now: datetime,
    since: os.stat_result | None = None,
    let_go: Callable[[], None] | None = None,
) -> Path | None:
    """Replace `path` by what `write` writes, if `check` lets it pass; return the backup, `None` where none is kept.

    Where the new bytes are the old ones, the file stays as it is. `since` is how the file was before it was read.
    `let_go` closes whoever reads the old one still: Windows replaces no file that is open, be it by ourselves.

    Whatever goes wrong, the file is as it was and nothing lies beside it.

    Raises:
        WorkbookChangedError: somebody saved the file meanwhile.
        FileMissingError: somebody took it away meanwhile.
        WorkbookNotWrittenError: the disk is full, or the folder forbids it.
        WorkbookInUseError: Windows has it open in another program.
    """
    temporary = temporary_file(path)
    backup: Path | None = None
    try:
        before = since or path.stat()
        _write_durably(path, temporary, write)
        check(temporary)
        _check_unchanged(path, before)
        if filecmp.cmp(path, temporary, shallow=False):
            return None  # a backup of the same bytes would only push an older version out
        if let_go is not None:
            let_go()
        try:
            backup = _back_up(path, backups, now)
        except OSError as error:
            raise _backup_error(path, error) from error
        _swap(path, temporary, before, backup)
        sync_folder(path.parent)
    except FileNotFoundError as error:
        raise FileMissingError(path) from error
    except OSError as error:
        raise writing_error(path, error) from error
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink()
    if backup is not None:
        _thin_out(path, backups, now)
    return backup


def _swap(path: Path, temporary: Path, before: os.stat_result, backup: Path | None) -> None:
    """Give the new file the workbook's name; where that fails, the backup of what is still there goes again."""
    try:
        _check_unchanged(path, before)  # the backup of a large workbook takes its time
        temporary.replace(path)
    except (OSError, WorkbookChangedError) as error:
        if backup is not None:
            backup.unlink()
            with contextlib.suppress(OSError):
                backup.parent.rmdir()  # if it was made for this backup; a folder with anything in it stays
        if getattr(error, "winerror", None) == _ACCESS_DENIED:
            raise WorkbookInUseError(path) from error
        raise


def _check_unchanged(path: Path, before: os.stat_result) -> None:
    if saved_as_of(path.stat()) != saved_as_of(before):
        raise WorkbookChangedError(path)


def _write_durably(path: Path, temporary: Path, write: Callable[[IO[bytes]], None]) -> None:
    """Write the temporary file down to the disk, with the rights, owner and attributes of the original."""
    # O_EXCL: in a shared folder nobody can lay a link under our name.
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(temporary, flags, 0o600), "w+b") as file:
        write(file)
        file.flush()
        os.fsync(file.fileno())
    give_owner(temporary, path)
    # Network drives and USB sticks know no such rights.
    with contextlib.suppress(PermissionError):
        shutil.copystat(path, temporary)
    os.utime(temporary)


def _back_up(path: Path, backups: Backups, now: datetime) -> Path | None:
    """Keep the present version under a name with the time: as a second link to it, or as a copy where it must be.

    Nobody changes the old version afterwards, because the rename gives the workbook's name to another file.
    """
    if backups.keep < 1:
        return None
    folder = path.parent / BACKUP_FOLDER
    if not folder.is_dir():
        folder.mkdir(exist_ok=True)
        give_rights(folder, path)
    number = 1
    while True:
        backup = backup_path(path, now, number)
        try:
            os.link(path, backup)
        except FileExistsError:
            number += 1
            continue
        except OSError:
            if backup.exists():
                number += 1
                continue
            _copy_durably(path, backup)
        sync_folder(folder)
        return backup


def _half_backup(path: Path) -> Path:
    """Return where a backup is copied to before it gets its name."""
    return temporary_file(path.parent / BACKUP_FOLDER / path.name)


def _copy_durably(path: Path, backup: Path) -> None:
    half = _half_backup(path)
    try:
        shutil.copy2(path, half)
        with half.open("rb+") as file:
            os.fsync(file.fileno())
        half.replace(backup)
    finally:
        with contextlib.suppress(OSError):
            half.unlink()


def _thin_out(path: Path, backups: Backups, now: datetime) -> None:
    """Remove the oldest backups of this workbook beyond number, size and days; nothing else there is touched."""
    total = 0
    for place, each in enumerate(backups_of(path)):
        total += each.size
        old = backups.days is not None and (now.date() - each.moment.date()).days > backups.days
        if place and (place >= backups.keep or total > backups.limit or old):
            with contextlib.suppress(OSError):
                each.path.unlink()


def _backup_error(path: Path, error: OSError) -> WorkbookError:
    """Return what to say when the former version cannot be kept."""
    if error.errno in FULL:
        return writing_error(path, error)
    return WorkbookNotWrittenError(
        path,
        f"Die bisherige Fassung lässt sich nicht im Ordner „{BACKUP_FOLDER}“ ablegen.",
        "Bitte prüfen, ob Sie dort schreiben dürfen, oder mit „--backups 0“ ohne Sicherung speichern.",
    )
