"""Parts of a letter → one docx file in memory.

Most parts of a letter are those of the stationery; they keep their compressed stream, so a letter costs little
more than compressing its own text. Times are those of Word itself (1 January 1980): same parts, same bytes.
"""

from __future__ import annotations

import zlib
from io import BytesIO

from msgspec import Struct

from workbook.package.zip_streams import ZipStreams, deflating, flags_of, own_head


class Part(Struct, frozen=True):
    """A part as it lies in the file: its name and its compressed stream."""

    name: str
    stream: bytes
    checksum: int
    size: int


def pack(name: str, content: bytes) -> Part:
    """Return a part with its content compressed."""
    squeezer = deflating(6)
    return Part(name, squeezer.compress(content) + squeezer.flush(), zlib.crc32(content), len(content))


def bundled(parts: tuple[Part, ...]) -> bytes:
    """Return the bytes of a zip file with these parts in this order."""
    file = BytesIO()
    streams = ZipStreams(file)
    for part in parts:
        head = own_head(part.name.encode(), flags_of(part.name), part.checksum, len(part.stream), part.size)
        streams.begin(head)
        streams.write(part.stream)
    streams.finish()
    return file.getvalue()
