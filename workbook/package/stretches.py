"""Rows of a large sheet on their way into the file: read back and compressed while further ones are made.

calamine and zlib work beside Python. What a stretch says of its rows is compared with the finished file, so that
what was read is what lies there; whoever wrote it is not asked.
"""

from __future__ import annotations

import zlib
from collections import deque
from functools import lru_cache
from itertools import chain
from typing import IO, TYPE_CHECKING

from msgspec import Struct
from python_calamine import CalamineError, CalamineWorkbook

from workbook.package.zip_streams import deflating
from workbook.package.zipping import zipped

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
    from concurrent.futures import Future
    from io import BytesIO

LARGE = 4 * 1024**2
"""Bytes from which an entry of our own is compressed faster: a third of the time for a seventh more."""
_LEVEL, _LEVEL_OF_LARGE = 6, 3
_WAITING = 4
"""So many stretches wait at most until whoever makes rows waits as well."""
_BESIDE = 2
_ALL_BITS = 0xFFFFFFFF
ROWS_SHEET = "Zeilen"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_BOOK = (
    f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets><sheet name="{ROWS_SHEET}" sheetId="1" r:id="rId1"/>'
    "</sheets></workbook>"
)
_LEADING = (
    f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" Type="{_OFFICE}/{{}}" Target="{{}}"/>'
    "</Relationships>"
)
_FRAME = (
    ("[Content_Types].xml", f'<Types xmlns="{_PACKAGE}/content-types"/>'.encode()),
    ("_rels/.rels", _LEADING.format("officeDocument", "xl/workbook.xml").encode()),
    ("xl/workbook.xml", _BOOK.encode()),
    ("xl/_rels/workbook.xml.rels", _LEADING.format("worksheet", "worksheets/sheet1.xml").encode()),
)
"""A workbook of one sheet, without formats: they make a day of a number to calamine, and nothing unreadable."""

_BEFORE = f'<worksheet xmlns="{_MAIN}"><mergeCells></mergeCells><sheetData>'.encode()
"""calamine goes through a sheet a second time until it comes to its merged cells, which usually stand below."""
_BEHIND = b"</sheetData></worksheet>"


class Stretch(Struct, frozen=True):
    """Rows as they go into a file: compressed so that others fit before and behind, their size and checksum.

    `read` tells whether calamine has read them.
    """

    stream: bytes
    size: int
    checksum: int
    read: bool

    @property
    def rows(self) -> bytes:
        """The rows themselves."""
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(self.stream)


Piece = bytes | Stretch


def is_panic(error: BaseException) -> bool:
    """Tell whether calamine gave up: its panic is a class that cannot be imported, and no Exception."""
    return type(error).__name__ == "PanicException"


def can_read(source: IO[bytes], names: Collection[str]) -> bool:
    """Tell whether calamine opens a workbook and reads these sheets."""
    return is_so(source, lambda book: all(book.get_sheet_by_name(name) is not None for name in names))


def is_so(source: IO[bytes], question: Callable[[CalamineWorkbook], bool]) -> bool:
    """Tell whether calamine opens a workbook and the answer to a question about it is yes; it may fail over it."""
    try:
        with CalamineWorkbook.from_filelike(source) as book:
            return question(book)
    except (CalamineError, OSError, ValueError):
        return False
    except BaseException as error:
        if not is_panic(error):
            raise
        return False


def stretches(rows: Iterator[bytes]) -> list[Piece]:
    """Return rows of a sheet in pieces, each of whole ones; if they are many, read back and compressed."""
    first: list[bytes] = []
    for some in rows:
        first.append(some)
        if size_of(first) >= LARGE:
            break
    else:
        return [*first]
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 -- a small office never needs it

    made: list[Piece] = []
    with ThreadPoolExecutor(_BESIDE) as beside:
        waiting: deque[Future[Stretch]] = deque()
        for some in chain(first, rows):
            if len(waiting) >= _WAITING:
                made.append(waiting.popleft().result())
            waiting.append(beside.submit(_stretch, some))
        made += [each.result() for each in waiting]
    return made


def _stretch(rows: bytes) -> Stretch:
    packer = deflating(_LEVEL_OF_LARGE)
    stream = packer.compress(rows) + packer.flush(zlib.Z_FULL_FLUSH)
    book = book_of(b"".join((_BEFORE, rows, _BEHIND)))
    return Stretch(stream, len(rows), zlib.crc32(rows), can_read(book, (ROWS_SHEET,)))


def book_of(sheet: bytes) -> BytesIO:
    """Return a workbook of one sheet, named `ROWS_SHEET`, of which this is the part."""
    return zipped((*_FRAME, ("xl/worksheets/sheet1.xml", sheet)), stored=True)


def size_of(pieces: Iterable[Piece]) -> int:
    """Return how many bytes these pieces hold together."""
    return sum(len(piece) if isinstance(piece, bytes) else piece.size for piece in pieces)


def checksum_of(pieces: Iterable[Piece]) -> int:
    """Return the checksum of all that these pieces hold.

    That of a whole follows from those of two parts and the length of the second (both go on over as many zeros).
    """
    whole = 0
    for piece in pieces:
        if isinstance(piece, bytes):
            whole = zlib.crc32(piece, whole)
        else:
            whole = _moved_on(whole, piece.size) ^ piece.checksum
    return whole


@lru_cache(maxsize=4096)  # asked for the file that is written, and once more for the one that lies there
def _moved_on(checksum: int, size: int) -> int:
    """Return what a checksum of what comes before adds to that of so many bytes.

    zlib turns all bits at begin and end; turned back, only the checksum itself goes on over the zeros.
    """
    return zlib.crc32(bytes(size), checksum ^ _ALL_BITS) ^ _ALL_BITS


def compressed(pieces: Sequence[Piece]) -> bytes:
    """Return the compressed stream of these pieces."""
    level = _LEVEL if size_of(pieces) < LARGE else _LEVEL_OF_LARGE
    packer, streams = deflating(level), []
    for piece in pieces:
        if isinstance(piece, bytes):
            streams.append(packer.compress(piece))
        else:
            streams += (packer.flush(zlib.Z_FULL_FLUSH), piece.stream)
    return b"".join((*streams, packer.flush()))


def all_read(pieces: Iterable[Piece]) -> bool:
    """Tell whether there are stretches among these pieces, and calamine has read all of them."""
    read = [piece.read for piece in pieces if not isinstance(piece, bytes)]
    return bool(read) and all(read)


def whole(pieces: Iterable[Piece]) -> bytes:
    """Return all that these pieces hold."""
    return b"".join(piece if isinstance(piece, bytes) else piece.rows for piece in pieces)
