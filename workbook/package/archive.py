"""The zip underneath an OOXML file: its entries, their content and their compressed streams.

The central directory is the truth (as for Excel): sizes and checksums come from there, so that an entry can be
copied as its compressed stream without being inflated. Limits keep a small file from filling the memory.
"""

from __future__ import annotations

import errno
import lzma
import os
import struct
import zipfile
import zlib
from typing import IO, TYPE_CHECKING

from msgspec import Struct

from workbook.errors import (
    DamagedWorkbookError,
    FileMissingError,
    NotAFileError,
    NotAWorkbookError,
    PasswordProtectedError,
    RefusedWorkbookError,
    UnsupportedFormatError,
    WorkbookError,
    WorkbookNotReadError,
)
from workbook.package.zip_streams import LOCAL_HEAD, LOCAL_MARK, UTF8

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CHUNK = 1 << 20
COPIED = 1 << 18
"""Bytes that are copied or compared at once: few enough to stay in the processor's cache."""
MAX_ENTRIES = 60_000
MAX_ENTRY_SIZE = 4 * 1024**3
MAX_TOTAL_SIZE = 16 * 1024**3
SUSPECT_SIZE, SUSPECT_RATIO = 64 * 1024**2, 400
"""Beyond 64 MB no honest text shrinks to less than a four hundredth. Rows of a sheet may: what repeats in them are
words and formats. Only what is taken into memory whole is measured by it; a sheet is by its cells (`guards.py`)."""

_ZIP_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    NotImplementedError,
    OverflowError,
    RuntimeError,
    ValueError,
)
"""What `zipfile` raises on broken input, found by mutating files; its own error covers only the common cases."""


class Entry(Struct, frozen=True):
    """One entry of the archive as its central directory describes it; `index` is its place there."""

    index: int
    name: str
    info: zipfile.ZipInfo

    @property
    def size(self) -> int:
        """Bytes when inflated."""
        return self.info.file_size

    @property
    def swells(self) -> bool:
        """Whether it is large and shrinks as no text does that somebody wrote."""
        return self.size > SUSPECT_SIZE and self.size > SUSPECT_RATIO * self.info.compress_size

    @property
    def spelling(self) -> bytes:
        """The name as the bytes that stand in the file."""
        return self.name.encode("utf-8" if self.info.flag_bits & UTF8 else "cp437")


class Archive:
    """A zip file opened for reading. Every read comes from the same open file, even if the path is replaced."""

    def __init__(self, path: Path, source: IO[bytes] | None = None) -> None:
        self.path = path
        self.file = source if source is not None else _opened(path)
        try:
            self.entries = self._read_directory()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Close the file."""
        self.file.close()

    def _read_directory(self) -> tuple[Entry, ...]:
        _check_head(self.path, self.file)
        try:
            self._zip = zipfile.ZipFile(self.file)
            infos = self._zip.infolist()
        except _ZIP_ERRORS as error:
            raise DamagedWorkbookError(self.path) from error
        if len(infos) > MAX_ENTRIES:
            raise bomb(self.path)
        self.comment = self._zip.comment
        total = 0
        for info in infos:
            if info.flag_bits & 1:
                raise PasswordProtectedError(self.path)
            total += info.file_size
            if info.file_size > MAX_ENTRY_SIZE or total > MAX_TOTAL_SIZE:
                raise bomb(self.path)
        return tuple(Entry(i, info.orig_filename, info) for i, info in enumerate(infos))

    def stream(self, entry: Entry) -> Iterator[bytes]:
        """Yield the inflated content of an entry in chunks; its checksum is compared at the end.

        Raises:
            DamagedWorkbookError: the stream or its checksum is wrong.
        """
        try:
            with self._zip.open(entry.info) as content:
                while chunk := content.read(CHUNK):
                    yield chunk
        except _ZIP_ERRORS as error:
            raise DamagedWorkbookError(self.path, entry.name) from error
        except OSError as error:
            raise self._reading_error(error, entry) from error

    def _reading_error(self, error: OSError, entry: Entry) -> WorkbookError:
        """A place in the file that does not exist is the file's fault, everything else the drive's."""
        broken = error.errno == errno.EINVAL
        return DamagedWorkbookError(self.path, entry.name) if broken else WorkbookNotReadError(self.path)

    def read(self, entry: Entry, limit: int) -> bytes:
        """Return the inflated content of an entry that may have at most `limit` bytes."""
        if entry.size > limit or entry.swells:
            raise bomb(self.path)
        return b"".join(self.stream(entry))

    def raw(self, entry: Entry) -> Iterator[bytes]:
        """Yield the compressed stream of an entry, as it lies in the file."""
        try:
            self.file.seek(entry.info.header_offset)
            header = self.file.read(LOCAL_HEAD.size)
            if len(header) < LOCAL_HEAD.size or not header.startswith(LOCAL_MARK):
                raise DamagedWorkbookError(self.path, entry.name)
            *_, name_length, extra_length = LOCAL_HEAD.unpack(header)
            self.file.seek(name_length + extra_length, os.SEEK_CUR)
            position, left = self.file.tell(), entry.info.compress_size
            while left:
                self.file.seek(position)
                chunk = self.file.read(min(left, COPIED))
                if not chunk:
                    raise DamagedWorkbookError(self.path, entry.name)
                position, left = position + len(chunk), left - len(chunk)
                yield chunk
        except ValueError as error:
            raise DamagedWorkbookError(self.path, entry.name) from error
        except OSError as error:
            raise self._reading_error(error, entry) from error


def _opened(path: Path) -> IO[bytes]:
    try:
        return path.open("rb")
    except FileNotFoundError as error:
        raise FileMissingError(path) from error
    except IsADirectoryError as error:
        raise NotAFileError(path) from error
    except OSError as error:
        # Windows says PermissionError where POSIX says IsADirectoryError.
        raise (NotAFileError(path) if path.is_dir() else WorkbookNotReadError(path)) from error


def _check_head(path: Path, file: IO[bytes]) -> None:
    """Tell what the file is from its first bytes, in the order in which offices meet it."""
    head = file.read(8)
    if head.startswith(b"PK"):
        return
    if not head.startswith(b"\xd0\xcf\x11\xe0"):
        raise NotAWorkbookError(path)
    raise _compound_file_error(path, file)


def _compound_file_error(path: Path, file: IO[bytes]) -> WorkbookError:
    """Return what to say of a compound file: an encrypted workbook, or Excel's format of before 2007.

    The stream's name stands in the directory in UTF-16 ([MS-OFFCRYPTO] 2.3.4.4).
    """
    name, tail = "EncryptedPackage".encode("utf-16-le"), b""
    file.seek(0)
    while chunk := file.read(CHUNK):
        if name in tail + chunk:
            return PasswordProtectedError(path)
        tail = chunk[-len(name) :]
    if path.suffix.lower() not in {".xlsx", ".xlsm", ".xltx", ".xltm"}:
        return UnsupportedFormatError(path)
    return RefusedWorkbookError(
        path,
        "Sie hat innen noch das alte Format von Excel 97 bis 2003, auch wenn der Name anders endet.",
        "Bitte in Excel öffnen und als „Excel-Arbeitsmappe (.xlsx)“ speichern.",
    )


def bomb(path: Path) -> RefusedWorkbookError:
    """Return what to say of a file that would fill the memory."""
    return RefusedWorkbookError(
        path,
        "Ausgepackt wäre sie ungewöhnlich groß; so etwas dient auch dazu, Rechner lahmzulegen.",
        "Bitte die Herkunft prüfen; ist sie in Ordnung, die Mappe in Excel öffnen und neu speichern.",
    )
