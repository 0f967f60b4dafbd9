"""What an .xls says beside its values: errors, hidden rows, merged cells, date system.

It is a row of records: a number that says what it is, a length, and the content. Only the few records that tell
such things are looked into; the others are stepped over. `.xlsb` has records of another form (`xlsb.py`).

Source: [MS-XLS] 2.3 and 2.4.
"""

from __future__ import annotations

import struct
from contextlib import suppress
from typing import IO, TYPE_CHECKING

import olefile
from msgspec import Struct, field

from workbook.cells import Area, address
from workbook.errors import DamagedWorkbookError
from workbook.package.sheet_marks import SheetMarks
from workbook.reading.binary_names import NameRecords
from workbook.reading.showing import shown_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

ERRORS: Mapping[int, str] = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}
"""Excel's error codes, the same in both formats ([MS-XLSB] 2.5.97.2)."""


class Marks(Struct):
    """What is being collected of one sheet."""

    errors: dict[str, str] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)
    merged: list[Area] = field(default_factory=list)
    shown: dict[str, str] = field(default_factory=dict)

    def note_error(self, row: int, column: int, code: int) -> None:
        """Note an error by its code; row and column count from 0."""
        self.errors[address(row + 1, column + 1)] = ERRORS.get(code, "#N/A")

    def note_number(self, row: int, column: int, number: float, code: str) -> None:
        """Keep what a number shows by its format, where that is something else."""
        text = shown_text(number, code) if code else None
        if text is not None:
            self.shown[address(row + 1, column + 1)] = text

    def done(self, stray: str | None = None) -> SheetMarks:
        """Return what was collected."""
        return SheetMarks(self.errors, frozenset(), frozenset(self.hidden), tuple(self.merged), stray, self.shown)


def is_encrypted_xls(path: Path, file: IO[bytes]) -> bool:
    """Tell whether a file needs a password: an .xls with one, or any newer workbook wrapped for encryption.

    Raises:
        DamagedWorkbookError: the file cannot be read.
    """
    data, _ = _stream_of_xls(path, file)
    if data is None:
        return True
    try:
        return any(kind == 0x2F for kind, _ in _records_of_xls(data, 0))  # FilePass
    except (struct.error, IndexError):  # cut, or no workbook at all: told when it is read
        return False


def marks_of_xls(path: Path, file: IO[bytes]) -> tuple[Mapping[str, SheetMarks], bool, Mapping[str, str]]:
    """Return the marks of each sheet of an .xls, whether its days count from 1904, and which sheets are Lotse's.

    Raises:
        DamagedWorkbookError: a record reaches beyond the end of the file, or a sheet has none.
    """
    data, old = _stream_of_xls(path, file)
    try:
        return _sheets_of_xls(path, data or b"", old=old)
    except (struct.error, IndexError, UnicodeDecodeError) as error:
        raise DamagedWorkbookError(path) from error


def _stream_of_xls(path: Path, file: IO[bytes]) -> tuple[bytes | None, bool]:
    """Return the records of an .xls and whether they are those of Excel 5 or 95; `None` where all is encrypted."""
    file.seek(0)
    try:
        with olefile.OleFileIO(file) as container:
            if container.exists("EncryptedPackage"):
                return None, False
            stream = next((name for name in ("Workbook", "Book") if container.exists(name)), None)
            return (container.openstream(stream).read() if stream else b""), stream == "Book"
    except (OSError, struct.error, IndexError, ValueError) as error:
        raise DamagedWorkbookError(path) from error
    finally:
        file.seek(0)


def _sheets_of_xls(
    path: Path, data: bytes, *, old: bool
) -> tuple[Mapping[str, SheetMarks], bool, Mapping[str, str]]:
    names, order = NameRecords(), list[str]()
    sheets: dict[str, SheetMarks] = {}
    date_1904 = False
    codes: dict[int, str] = {}
    formats: list[str] = []
    for kind, content in _records_of_xls(data, 0):
        if kind == 0x22:  # Date1904
            date_1904 = content[:1] == b"\x01"
        elif kind == 0x41E and not old:  # Format
            codes[struct.unpack_from("<H", content)[0]] = _text_of_xls(content, 2)
        elif kind == 0xE0:  # XF
            formats.append(codes.get(struct.unpack_from("<H", content, 2)[0], ""))
        elif kind in {0x17, 0x18, 0x1AE} and not old:
            with suppress(struct.error, IndexError, UnicodeDecodeError):  # a broken name marks nothing
                names.take_xls(kind, content)
        elif kind == 0x85:  # BoundSheet8
            order.append(name := _name_in_xls(content, old=old))
            if content[5]:  # no worksheet
                continue
            (begin,) = struct.unpack_from("<I", content)
            try:
                sheets[name] = _marks_in_xls(data, begin, formats)
            except (struct.error, IndexError) as error:
                raise DamagedWorkbookError(path, sheet=name) from error
    return sheets, date_1904, names.marked(order)


def _name_in_xls(content: bytes, *, old: bool) -> str:
    length, wide = content[6], content[7]
    if old:  # Excel 5 and 95: one byte for each letter, in the code page of that time
        return content[7 : 7 + length].decode("cp1252")
    text = content[8 : 8 + length * (2 if wide & 1 else 1)]
    return text.decode("utf-16-le" if wide & 1 else "latin-1")


def _text_of_xls(content: bytes, at: int) -> str:
    """Return a text with its length in two bytes ([MS-XLS] 2.5.294)."""
    length, wide = struct.unpack_from("<HB", content, at)
    text = content[at + 3 : at + 3 + length * (2 if wide & 1 else 1)]
    return text.decode("utf-16-le" if wide & 1 else "latin-1")


def number_of_rk(packed: int) -> float:
    """Return a number stored in four bytes: whole or half a double, perhaps in hundredths ([MS-XLS] 2.5.217)."""
    if packed & 2:
        number = float(struct.unpack("<i", struct.pack("<I", packed))[0] >> 2)
    else:
        (number,) = struct.unpack("<d", struct.pack("<II", 0, packed & 0xFFFFFFFC))
    return number / 100 if packed & 1 else number


def _numbers_of_xls(kind: int, content: bytes) -> Iterator[tuple[int, int, int, float]]:
    """Yield row, column, format and value of the numbers in a record of cells."""
    if kind in {0x203, 0x06} and content[12:14] != b"\xff\xff":  # Number, Formula with a number
        yield struct.unpack_from("<HHHd", content)
    elif kind == 0x27E:  # RK
        row, column, style, packed = struct.unpack_from("<HHHI", content)
        yield row, column, style, number_of_rk(packed)
    elif kind == 0xBD:  # MulRk
        row, first = struct.unpack_from("<HH", content)
        for column, (style, packed) in enumerate(struct.iter_unpack("<HI", content[4:-2]), first):
            yield row, column, style, number_of_rk(packed)


def _records_of_xls(data: bytes, position: int) -> Iterator[tuple[int, bytes]]:
    """Yield the records of a substream; one that is embedded in it, such as a chart, is stepped over."""
    depth = 0
    while position + 4 <= len(data):
        kind, length = struct.unpack_from("<HH", data, position)
        position += 4
        if kind == 0x809:  # BOF
            depth += 1
        elif kind == 0x0A:  # EOF
            depth -= 1
            if depth == 0:
                return
        elif depth == 1:
            yield kind, data[position : position + length]
        position += length
    raise IndexError(position)  # every substream has its end, unless it was cut


def _marks_in_xls(data: bytes, begin: int, formats: Sequence[str]) -> SheetMarks:
    marks = Marks()
    for kind, content in _records_of_xls(data, begin):
        for row, column, style, number in _numbers_of_xls(kind, content):
            marks.note_number(row, column, number, formats[style] if style < len(formats) else "")
        if kind == 0x205 and content[7]:  # BoolErr that is an error
            row, column = struct.unpack_from("<HH", content)
            marks.note_error(row, column, content[6])
        elif kind == 0x06 and content[6] == 2 and content[12:14] == b"\xff\xff":  # Formula that ended in an error
            row, column = struct.unpack_from("<HH", content)
            marks.note_error(row, column, content[8])
        elif kind == 0x208 and content[12] & 0x20:  # Row with fDyZero
            marks.hidden.add(struct.unpack_from("<H", content)[0] + 1)
        elif kind == 0xE5:  # MergeCells
            for first, last, left, right in struct.iter_unpack("<HHHH", content[2:]):
                marks.merged.append(Area(first + 1, left + 1, last + 1, right + 1))
    return marks.done()
