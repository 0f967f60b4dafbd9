"""What .ods, .xls and .xlsb say beside their values, as far as each format can be asked.

calamine reads their values; an error reads as an empty cell there, so the errors are looked up here.
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING

from lxml import etree

from workbook.cells import Area, address
from workbook.errors import DamagedWorkbookError
from workbook.package.sheet_marks import SheetMarks

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from workbook.package.markup import Element

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_HIDDEN = frozenset(("collapse", "filter"))
_MANY = 10_000  # rows repeated more often than this are the empty rest of a sheet


@dataclass(frozen=True, slots=True)
class ForeignMarks:
    """What a file says beside its values: marks by sheet, and whether it counts its days from 1904."""

    sheets: Mapping[str, SheetMarks] = field(default_factory=dict)
    date_1904: bool = False


def foreign_marks(path: Path, file: IO[bytes]) -> ForeignMarks:
    """Return what a file says beside its values.

    Of an .ods these are errors, hidden rows, merged cells and the date system. Of .xls and .xlsb nothing is known:
    their error cells read as empty ones, and a required value that is an error is then reported as missing.

    Raises:
        DamagedWorkbookError: the content of an .ods is no XML.
    """
    file.seek(0)
    if not zipfile.is_zipfile(file):
        return ForeignMarks()
    with zipfile.ZipFile(file) as archive:
        if "content.xml" not in archive.namelist():
            return ForeignMarks()
        try:
            with archive.open("content.xml") as content:
                return _open_document(content)
        except (etree.XMLSyntaxError, ValueError, zipfile.BadZipFile) as error:
            raise DamagedWorkbookError(path, "content.xml") from error


def _open_document(content: IO[bytes]) -> ForeignMarks:
    sheets: dict[str, SheetMarks] = {}
    date_1904 = False
    wanted = (f"{_TABLE}table-row", f"{_TABLE}table", f"{_TABLE}null-date")
    marks = _SheetReader()
    for event, element in etree.iterparse(
        content, events=("start", "end"), tag=wanted, resolve_entities=False, no_network=True, load_dtd=False
    ):
        if element.tag == f"{_TABLE}null-date":
            date_1904 = element.get(f"{_TABLE}date-value", "").startswith("1904")
        elif element.tag == f"{_TABLE}table":
            if event == "start":
                marks = _SheetReader()
            else:
                sheets[element.get(f"{_TABLE}name", "")] = marks.marks()
                element.clear()
        elif event == "end":
            marks.take(element)
            element.clear()
    return ForeignMarks(sheets, date_1904)


class _SheetReader:
    """Counts through the rows of one sheet; equal neighbours are written once with a number of repetitions."""

    def __init__(self) -> None:
        self._errors: dict[str, str] = {}
        self._hidden: set[int] = set()
        self._merged: list[Area] = []
        self._row = 1

    def take(self, row: Element) -> None:
        count = int(row.get(f"{_TABLE}number-rows-repeated", "1"))
        if row.get(f"{_TABLE}visibility") in _HIDDEN and count < _MANY:
            self._hidden.update(range(self._row, self._row + count))
        for column, cell in _cells(row):
            if cell.get(f"{_CALC}value-type") == "error":
                text = "".join(str(piece) for piece in cell.itertext()).strip()
                self._errors |= {address(self._row + down, column): text for down in range(min(count, _MANY))}
            wide = int(cell.get(f"{_TABLE}number-columns-spanned", "1"))
            high = int(cell.get(f"{_TABLE}number-rows-spanned", "1"))
            if wide * high > 1:
                self._merged.append(Area(self._row, column, self._row + high - 1, column + wide - 1))
        self._row += count

    def marks(self) -> SheetMarks:
        return SheetMarks(self._errors, frozenset(), frozenset(self._hidden), tuple(self._merged))


def _cells(row: Element) -> Iterator[tuple[int, Element]]:
    column = 1
    for cell in row:
        if not isinstance(cell.tag, str):
            continue
        yield column, cell
        column += int(cell.get(f"{_TABLE}number-columns-repeated", "1"))
