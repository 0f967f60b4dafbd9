"""Parts of a letter → one docx file in memory.

Most parts of a letter are those of the stationery; they keep their compressed stream, so a letter costs little
more than compressing its own text. Times are those of Word itself (1 January 1980): same parts, same bytes.
"""

from __future__ import annotations

import struct
import zlib

from msgspec import Struct

_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_VERSION, _DEFLATED, _TIME, _DATE = 20, 8, 0, 33
_UTF8 = 0x800


class Part(Struct, frozen=True):
    """A part as it lies in the file: its name and its compressed stream."""

    name: str
    stream: bytes
    checksum: int
    size: int


def pack(name: str, content: bytes) -> Part:
    """Return a part with its content compressed."""
    squeezer = zlib.compressobj(6, zlib.DEFLATED, -15)
    return Part(name, squeezer.compress(content) + squeezer.flush(), zlib.crc32(content), len(content))


def bundled(parts: tuple[Part, ...]) -> bytes:
    """Return the bytes of a zip file with these parts in this order (APPNOTE.TXT 6.3, 4.3.7, 4.3.12, 4.3.16)."""
    content: list[bytes] = []
    directory: list[bytes] = []
    offset = 0
    for part in parts:
        name = part.name.encode()
        flags = 0 if name.isascii() else _UTF8
        core = (flags, _DEFLATED, _TIME, _DATE, part.checksum, len(part.stream), part.size, len(name), 0)
        content += [_LOCAL.pack(b"PK\3\4", _VERSION, *core), name, part.stream]
        directory += [_CENTRAL.pack(b"PK\1\2", _VERSION, _VERSION, *core, 0, 0, 0, 0, offset), name]
        offset += _LOCAL.size + len(name) + len(part.stream)
    length = sum(map(len, directory))
    end = _END.pack(b"PK\5\6", 0, 0, len(parts), len(parts), length, offset, 0)
    return b"".join((*content, *directory, end))
