"""What a file beside a workbook needs of its drive: a name, rights, the way to the disk, words for a refusal."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import sys
from typing import TYPE_CHECKING

from workbook.errors import FileExistsAlreadyError, WorkbookError, WorkbookInUseError, WorkbookNotWrittenError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import IO

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}
_SHARING_VIOLATION = {32, 33}
"""Windows: ERROR_SHARING_VIOLATION and ERROR_LOCK_VIOLATION, the file is open in another program."""


def office_marks(name: str) -> tuple[str, str]:
    """Return the names of the files that Excel and LibreOffice put beside a document that somebody has open."""
    return f"~${name}", f".~lock.{name}#"


SavedAs = tuple[int, int, int]
"""What tells a saved file from every other version of it."""


def saved_as(path: Path) -> SavedAs | None:
    """Return what tells a file as it is saved now from its other versions; `None` where no file can be asked."""
    try:
        return saved_as_of(path.stat())
    except OSError:  # Excel replaces a file when it saves: for a moment there is none
        return None


def saved_as_of(status: os.stat_result) -> SavedAs:
    """Return what tells a file of this status from its other versions."""
    return status.st_ino, status.st_size, status.st_mtime_ns


def tag_of(path: Path) -> str:
    """Return the short name that Lotse's own files for this workbook carry, whatever its length."""
    return hashlib.sha256(path.name.encode("utf-8", "surrogateescape")).hexdigest()[:12]


def own_file(path: Path, ending: str) -> Path:
    """Return where Lotse keeps something of its own for a workbook: beside it, under a short hidden name."""
    return path.with_name(f".lotse-{tag_of(path)}.{ending}")


def give_owner(path: Path, like: Path) -> None:
    """Give a file or folder the owner of the workbook where the system allows it, at least its group."""
    if sys.platform == "win32":
        return
    status = like.stat()
    for owner in (status.st_uid, -1):
        with contextlib.suppress(OSError):
            os.chown(path, owner, status.st_gid)
            return


def give_rights(path: Path, like: Path) -> None:
    """Give a file or folder that Lotse made the owner and the rights of the workbook that it was made from.

    Who may read the workbook may enter the folder; nobody else may either. Windows hands rights down by itself.
    """
    if sys.platform == "win32":
        return
    give_owner(path, like)
    mode = like.stat().st_mode & 0o777
    if path.is_dir():
        mode |= (mode & 0o444) >> 2 | 0o700
    with contextlib.suppress(OSError):
        path.chmod(mode)


def write_new_file(path: Path, content: bytes, *, like: Path | None = None) -> None:
    """Write a file that is not there yet, whole or not at all; it gets the rights of the file `like`.

    Raises:
        FileExistsAlreadyError: there is a file of this name.
        WorkbookNotWrittenError: the disk, the folder or the rights do not allow writing.
    """
    with new_file(path, like=like) as file:
        file.write(content)


@contextlib.contextmanager
def new_file(path: Path, *, like: Path | None = None) -> Iterator[IO[bytes]]:
    """Yield a file that was not there yet, to be written; it is gone again unless the `with` comes to its end.

    It gets the rights of the file `like`.

    Raises:
        FileExistsAlreadyError: there is a file of this name.
        WorkbookNotWrittenError: the disk, the folder or the rights do not allow writing.
    """
    try:
        file = path.open("xb")
    except FileExistsError as error:
        raise FileExistsAlreadyError(path) from error
    except OSError as error:
        raise writing_error(path, error) from error
    try:
        with file:
            if like is not None:
                give_rights(path, like)
            yield file
    except BaseException as error:  # also Ctrl+C in the middle of a large file
        with contextlib.suppress(OSError):
            path.unlink()
        if isinstance(error, OSError):
            raise writing_error(path, error) from error
        raise


def ensure_new(path: Path) -> None:
    """Check, before work that takes long, that a new file can be written here.

    Raises:
        FileExistsAlreadyError: there is a file of this name.
        WorkbookNotWrittenError: the folder is not there, or nothing may be written in it.
    """
    if os.path.lexists(path):
        raise FileExistsAlreadyError(path)
    folder = path.absolute().parent
    if not folder.is_dir():
        reason = errno.ENOTDIR if folder.exists() else errno.ENOENT
        raise writing_error(path, OSError(reason, os.strerror(reason)))
    if not os.access(folder, os.W_OK):
        raise writing_error(path, OSError(errno.EACCES, os.strerror(errno.EACCES)))


def sync_folder(folder: Path) -> None:
    """Bring a rename to the disk; Windows does it without being asked and cannot open folders."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        # Some network drives cannot do this to a folder.
        if error.errno not in {errno.EINVAL, errno.EBADF, errno.ENOTSUP}:
            raise
    finally:
        os.close(handle)


def writing_error(path: Path, error: OSError) -> WorkbookError:
    """Return what to say when the system refuses to write."""
    if getattr(error, "winerror", None) in _SHARING_VIOLATION:
        return WorkbookInUseError(path)
    if error.errno in FULL:
        return WorkbookNotWrittenError(
            path, "Auf dem Laufwerk ist kein Platz mehr.", "Bitte Platz schaffen und noch einmal starten."
        )
    if error.errno in _FORBIDDEN:
        return WorkbookNotWrittenError(
            path,
            "In diesen Ordner darf nicht geschrieben werden.",
            "Bitte die Mappe in einen eigenen Ordner kopieren oder um Schreibrechte bitten.",
        )
    if isinstance(error, FileNotFoundError) and not path.absolute().parent.exists():
        return WorkbookNotWrittenError(
            path,
            f"Den Ordner „{path.absolute().parent}“ gibt es nicht.",
            "Bitte anlegen oder einen anderen angeben.",
        )
    if isinstance(error, FileExistsError | NotADirectoryError):
        return WorkbookNotWrittenError(
            path, "Wo ein Ordner sein müsste, liegt eine Datei.", "Bitte diese Datei umbenennen oder verschieben."
        )
    return WorkbookNotWrittenError(
        path,
        f"Das Laufwerk meldet „{error.strerror or type(error).__name__}“.",
        "Bitte prüfen, ob es noch erreichbar ist.",
    )
