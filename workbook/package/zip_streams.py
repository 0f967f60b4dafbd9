"""Compressed streams → a zip file: the records between them, byte by byte (APPNOTE.TXT 6.3, 4.3.7, 4.3.12, 4.3.16).

`zipfile` compresses anew whatever it writes. Here a stream that lies compressed in a workbook, or in the stationery
of the letters, goes into the new file as it is.
"""

from __future__ import annotations

import struct
import zlib
from typing import IO, TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from workbook.package.zipping import FIRST_DAY

if TYPE_CHECKING:
    from zipfile import ZipInfo

LOCAL_HEAD = struct.Struct("<4s5H3I2H")
LOCAL_MARK = b"PK\3\4"
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
UTF8 = 0x800
"""The flag of an entry whose name is written in UTF-8."""
NEEDS_ZIP64 = 0xFFFFFFFF
"""From so many bytes on a file or a place needs other records (zip64)."""
_DATA_DESCRIPTOR = 0x8
_DEFLATED, _VERSION = 8, 20


class Head(Struct, frozen=True):
    """What the records say of an entry: `told` in this order in both, the rest in the directory alone."""

    name: bytes
    told: tuple[int, int, int, int, int, int, int, int]
    made_by: int = _VERSION
    internal: int = 0
    external: int = 0

    @property
    def sizes(self) -> tuple[int, int]:
        """The bytes of the entry, compressed and inflated."""
        return self.told[6:]


def own_head(name: bytes, flags: int, checksum: int, stored: int, size: int) -> Head:
    """Return the head of a deflated entry of our own; it says nothing of the day and the system it was made on."""
    return Head(name, (_VERSION, flags & UTF8, _DEFLATED, *_moment(FIRST_DAY), checksum, stored, size))


def copied_head(name: bytes, info: ZipInfo) -> Head:
    """Return the head of an entry as it is in another file, without a data descriptor after it."""
    told = (
        *(max(_VERSION, info.extract_version), info.flag_bits & ~_DATA_DESCRIPTOR, info.compress_type),
        *(*_moment(info.date_time), info.CRC, info.compress_size, info.file_size),
    )
    return Head(name, told, info.create_system << 8 | info.create_version, info.internal_attr, info.external_attr)


def led_by(words: bytes, head: Head) -> tuple[Head, bytes]:
    """Return the head of an entry that begins with other words, and what to write before its stream for them.

    Their checksum has to be 0: in front of whatever follows they leave its checksum as it is, and nothing needs to
    be inflated. They are a stored block of a deflated stream (RFC 1951, 3.2.4), or stand there as they are.
    """
    deflated = head.told[2] == _DEFLATED
    block = b"\0" + struct.pack("<HH", len(words), len(words) ^ 0xFFFF) + words if deflated else words
    *told, stored, size = head.told
    return replace(head, told=(*told, stored + len(block), size + len(words))), block


def flags_of(name: str) -> int:
    """Return the flags of an entry with this name."""
    return 0 if name.isascii() else UTF8


def deflating(level: int) -> zlib._Compress:
    """Return what makes a stream as an entry holds it: deflated, with neither head nor sum around it."""
    return zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS)


class ZipStreams:
    """A zip file under way: before each stream its head is written, at the end the directory of all."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._directory: list[bytes] = []
        self.position = 0

    def begin(self, head: Head) -> None:
        """Write the head of an entry; its stream follows."""
        name = head.name
        rest = (head.internal, head.external, self.position)
        self._directory.append(_CENTRAL.pack(b"PK\1\2", head.made_by, *head.told, len(name), 0, 0, 0, *rest) + name)
        self.write(LOCAL_HEAD.pack(LOCAL_MARK, *head.told, len(name), 0) + name)

    def write(self, stream: bytes) -> None:
        """Write a stream, or the next piece of one."""
        self._file.write(stream)
        self.position += len(stream)

    def finish(self, comment: bytes = b"") -> None:
        """Write the directory, and a comment of the whole file."""
        directory, count = b"".join(self._directory), len(self._directory)
        self._file.write(directory)
        told = (0, 0, count, count, len(directory), self.position, len(comment))
        self._file.write(_END.pack(b"PK\5\6", *told) + comment)


def _moment(date_time: tuple[int, int, int, int, int, int]) -> tuple[int, int]:
    """Return time and day as MS-DOS counts them."""
    year, month, day, hour, minute, second = date_time
    return hour << 11 | minute << 5 | second // 2, (year - 1980) << 9 | month << 5 | day
