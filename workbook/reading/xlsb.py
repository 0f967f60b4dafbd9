"""What an .xlsb says beside its values: errors, hidden rows, merged cells, date system, which numbers are dates.

It is a zip of parts, each a row of records; only those that tell such things are looked into.

Source: [MS-XLSB] 2.1.4 and 2.4.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from array import array
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from lxml import etree
from msgspec import Struct, field

from workbook.cells import Area, address
from workbook.errors import DamagedWorkbookError, UnreadableCellsError
from workbook.package.cell_formats import NO_CODE
from workbook.package.sheet_marks import ROOM, SheetMarks
from workbook.reading.binary import Marks, number_of_rk
from workbook.reading.binary_names import NameRecords

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from workbook.cells import CellValue

_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


class BinarySheet(Struct, frozen=True):
    """What is known of one sheet: its marks, and the places of numbers that are shown as dates."""

    marks: SheetMarks
    dates: array[int] = field(default_factory=lambda: array("Q"))


class BinaryBook(Struct, frozen=True):
    """The sheets of an .xlsb by name, whether its days count from 1904, and which sheets are Lotse's."""

    sheets: Mapping[str, BinarySheet]
    date_1904: bool
    marked: Mapping[str, str]


def read_xlsb(path: Path, archive: zipfile.ZipFile) -> BinaryBook:
    """Return what an .xlsb says beside its values.

    Raises:
        DamagedWorkbookError: a part is missing, or a record reaches beyond its end.
        UnreadableCellsError: a sheet holds cells in the short form, which calamine reads as empty ones.
    """
    part = "xl/workbook.bin"
    name = None
    try:
        tree = etree.fromstring(archive.read("xl/_rels/workbook.bin.rels"), etree.XMLParser(resolve_entities=False))
        targets = {str(each.get("Id")): str(each.get("Target")) for each in tree.iter(_RELATIONSHIP)}
        styles = archive.read("xl/styles.bin") if "xl/styles.bin" in archive.namelist() else b""
        formats = _formats(styles)
        sheets: dict[str, BinarySheet] = {}
        date_1904 = False
        names, order = NameRecords(), list[str]()
        for kind, content in _records(archive.read(part)):
            if kind == 153:  # BrtWbProp
                date_1904 = bool(content[0] & 1)
            elif kind == 156:  # BrtBundleSh
                key, end = _text(content, 8)
                name, _ = _text(content, end)
                order.append(name)
                part = f"xl/{targets[key].removeprefix('/xl/')}"
                if part.startswith("xl/worksheets/"):
                    sheets[name] = _sheet(path, name, archive.read(part), formats)
                name = None
            else:
                with suppress(struct.error, IndexError, UnicodeDecodeError):  # a broken name marks nothing
                    names.take_xlsb(kind, content)
    except (*_BROKEN, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise DamagedWorkbookError(path, part, sheet=name) from error
    return BinaryBook(sheets, date_1904, names.marked(order))


_BROKEN = (KeyError, IndexError, ValueError, struct.error, etree.XMLSyntaxError)
_BUILT_IN = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}


class _Format(Struct, frozen=True):
    """What a cell format makes of a number: a day or time, or what its code shows."""

    dated: bool = False
    code: str = ""


_PLAIN = _Format()


def _formats(styles: bytes) -> Sequence[_Format]:
    """Return what each cell format makes of numbers ([MS-XLSB] 2.4.319, 2.4.697, 2.4.876)."""
    known = dict.fromkeys(_BUILT_IN, _Format(dated=True))
    formats: list[_Format] = []
    inside = False
    for kind, content in _records(styles):
        if kind == 44:  # BrtFmt
            code = _text(content, 2)[0]
            dated = re.search("[dmyhs]", NO_CODE.sub("", code), re.IGNORECASE) is not None
            known[struct.unpack_from("<H", content)[0]] = _Format(dated, "" if dated else code)
        elif kind in {617, 618}:  # BrtBeginCellXFs, BrtEndCellXFs
            inside = kind == 617
        elif kind == 47 and inside:  # BrtXF
            formats.append(known.get(struct.unpack_from("<H", content, 2)[0], _PLAIN))
    return formats


def with_dates(rows: list[list[CellValue]], dates: Sequence[int], *, date_1904: bool) -> list[list[CellValue]]:
    """Return the rows of a sheet from A1 on in which numbers that are shown as dates are dates.

    calamine asks for the format of a number only where it is stored with a fraction.
    """
    for place in dates:
        row, column = place >> _COLUMN_BITS, place & ((1 << _COLUMN_BITS) - 1)
        if row < len(rows) and column < len(rows[row]):
            value = rows[row][column]
            if isinstance(value, int | float) and not isinstance(value, bool):
                rows[row][column] = _day(value, date_1904=date_1904)
    return rows


def _day(serial: float, *, date_1904: bool) -> CellValue:
    """Return the day or time that a number means, the number itself where none does."""
    first = datetime(1904, 1, 1) if date_1904 else datetime(1899, 12, 30)  # noqa: DTZ001 -- cells know no time zone
    early = 0 < serial < 60 and not date_1904  # Excel believes in a 29 February 1900
    try:
        when = first + timedelta(days=int(serial) + early, milliseconds=round(serial % 1 * 86_400_000))
    except OverflowError:
        return serial
    if serial < 0:
        return serial
    if 0 < serial < 1:
        return when.time()
    return date(when.year, when.month, when.day) if when.time() == time() else when


def _text(content: bytes, at: int) -> tuple[str, int]:
    (length,) = struct.unpack_from("<I", content, at)
    end = at + 4 + 2 * length
    return content[at + 4 : end].decode("utf-16-le"), end


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield kind and content of each record; both its kind and its length take as many bytes as they need."""
    position, end = 0, len(data)
    while position < end:
        kind = data[position]
        position += 1
        if kind & 0x80:
            kind = (kind & 0x7F) | data[position] << 7
            position += 1
        length = data[position] & 0x7F
        shift = 7
        while data[position] & 0x80:
            position += 1
            length |= (data[position] & 0x7F) << shift
            shift += 7
        position += 1
        yield kind, data[position : position + length]
        position += length


_BLANK, _ERROR, _FORMULA_ERROR = 1, 3, 11
_THINLY = 20  # as in `sheet_marks.py`
_SHORT = range(12, 19)
"""Cells without a column number, which follow the one before them ([MS-XLSB] 2.4.820 and after)."""


_RK = 2
_NUMBERS = {_RK, 5, 9}  # BrtCellRk, BrtCellReal, BrtFmlaNum
_COLUMN_BITS = 14
_END = 130  # BrtEndSheet


def _sheet(path: Path, sheet: str, data: bytes, formats: Sequence[_Format]) -> BinarySheet:
    seen = _Seen()
    kind = 0
    for kind, content in _records(data):
        if kind == 0:  # BrtRowHdr
            (seen.row,) = struct.unpack_from("<I", content)
            if content[11] & 0x10:  # fDyZero
                seen.marks.hidden.add(seen.row + 1)
        elif _BLANK < kind <= _FORMULA_ERROR:
            seen.cell(kind, content, formats)
        elif kind in _SHORT:
            raise UnreadableCellsError(path, sheet)
        elif kind == 176:  # BrtMergeCell
            first, last, left, right = struct.unpack_from("<IIII", content)
            seen.marks.merged.append(Area(first + 1, left + 1, last + 1, right + 1))
        elif kind == _END:
            break
    if kind != _END:
        raise IndexError(len(data))  # the sheet was cut
    return seen.done()


class _Seen:
    """What is being collected of one sheet, with the cell farthest out; rows and columns count from 0."""

    def __init__(self) -> None:
        self.marks = Marks()
        self.row = 0
        self._dates = array("Q")
        self._count = 0
        self._lowest = self._rightmost = (0, 0)

    def cell(self, kind: int, content: bytes, formats: Sequence[_Format]) -> None:
        column, style = struct.unpack_from("<II", content)
        style &= 0xFFFFFF
        self._count += 1
        self._lowest = (self.row, column)
        if column > self._rightmost[1]:
            self._rightmost = self._lowest
        if kind in {_ERROR, _FORMULA_ERROR}:
            self.marks.note_error(self.row, column, content[8])
        elif kind in _NUMBERS and style < len(formats):
            if formats[style].dated:
                self._dates.append(self.row << _COLUMN_BITS | column)
            elif formats[style].code:
                packed = kind == _RK
                (number,) = struct.unpack_from("<I" if packed else "<d", content, 8)
                self.marks.note_number(
                    self.row, column, number_of_rk(number) if packed else number, formats[style].code
                )

    def done(self) -> BinarySheet:
        (bottom, _), (_, right) = self._lowest, self._rightmost
        if (bottom + 1) * (right + 1) <= max(ROOM, self._count * _THINLY):
            return BinarySheet(self.marks.done(), self._dates)
        far = self._rightmost if right > 702 else self._lowest
        return BinarySheet(self.marks.done(address(far[0] + 1, far[1] + 1)))
