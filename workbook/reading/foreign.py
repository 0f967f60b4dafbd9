"""What .ods, .xls and .xlsb say beside their values; the two binary ones by `binary.py` and `xlsb.py`.

calamine reads their values; an error reads as an empty cell there, so the errors are looked up here.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from contextlib import suppress
from typing import IO, TYPE_CHECKING

from lxml import etree
from msgspec import Struct, field

from workbook.cells import Area, address
from workbook.errors import DamagedWorkbookError, PasswordProtectedError
from workbook.package.sheet_marks import ROOM, SheetMarks
from workbook.package.zipping import zipped
from workbook.reading.binary import is_encrypted_xls, marks_of_xls
from workbook.reading.encryption.compound import check_compound
from workbook.reading.open_document_marks import TABLE as _TABLE
from workbook.reading.open_document_marks import TAGS, OpenDocumentMarks, version_of
from workbook.reading.xlsb import read_xlsb

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from workbook.package.markup import Element
    from workbook.reading.passwords import Keys

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_LINK, _NOTE = f"{_TEXT}a", f"{_OFFICE}annotation"
_LEADS_TO = "{http://www.w3.org/1999/xlink}href"
_CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_HIDDEN = frozenset(("collapse", "filter"))
_MANIFEST = "META-INF/manifest.xml"
_QUANTITY = re.compile(r"[.,%€$]|\d[eE]")
_BROKEN = (
    etree.XMLSyntaxError,
    ValueError,
    OverflowError,
    EOFError,
    RuntimeError,
    NotImplementedError,
    zipfile.BadZipFile,
    zlib.error,
)
_MANY = 10_000  # rows repeated more often than this are the empty rest of a sheet


class ForeignMarks(Struct, frozen=True):
    """What a file says beside its values: marks by sheet, and whether it counts its days from 1904.

    `dates` are the places of numbers that are dates, by sheet, where calamine does not see that (`xlsb.py`).
    `at_once` says that calamine lays out all sheets before it is asked for one, `own` what the file knows of Lotse.
    """

    sheets: Mapping[str, SheetMarks] = field(default_factory=dict)
    date_1904: bool = False
    dates: Mapping[str, Sequence[int]] = field(default_factory=dict)
    at_once: bool = False
    own: OpenDocumentMarks = field(default_factory=OpenDocumentMarks)


def foreign_content(path: Path, keys: Keys) -> IO[bytes]:
    """Return the content of an .xlsb, .xls or .ods; an encrypted one is decrypted in memory.

    Raises:
        PasswordProtectedError: no password fits, or it is an .ods: its encryption is another one.
        DamagedWorkbookError: the file cannot be read.
    """
    file = path.open("rb")
    try:
        if zipfile.is_zipfile(file):
            encrypted, opens = _is_encrypted_document(path, file), False
        else:
            file.seek(0)
            check_compound(path, file.read())
            encrypted, opens = is_encrypted_xls(path, file), True
    except BaseException:
        file.close()
        raise
    file.seek(0)
    if not encrypted:
        return file
    file.close()
    if not opens:
        raise PasswordProtectedError(path, opens=False)
    return keys.content(path)


def _is_encrypted_document(path: Path, file: IO[bytes]) -> bool:
    """Tell whether a part of an .ods is encrypted (OpenDocument 1.3, part 2, 4.4)."""
    try:
        with zipfile.ZipFile(file) as archive:
            named = _MANIFEST in archive.namelist()
            return named and b"encryption-data" in archive.read(_MANIFEST)
    except (zipfile.BadZipFile, OSError, zlib.error, NotImplementedError, RuntimeError) as error:
        raise DamagedWorkbookError(path) from error


def foreign_marks(path: Path, file: IO[bytes]) -> ForeignMarks:
    """Return what a file says beside its values: errors, hidden rows, merged cells and the date system.

    Raises:
        DamagedWorkbookError: the file cannot be read to its end.
        UnreadableCellsError: an .xlsb holds cells that would be read as empty ones.
    """
    file.seek(0)
    if not zipfile.is_zipfile(file):
        sheets, date_1904, marked = marks_of_xls(path, file)
        return ForeignMarks(sheets, date_1904, own=OpenDocumentMarks.of(marked))
    with zipfile.ZipFile(file) as archive:
        if "xl/workbook.bin" in archive.namelist():
            book = read_xlsb(path, archive)
            return ForeignMarks(
                {name: sheet.marks for name, sheet in book.sheets.items()},
                book.date_1904,
                {name: sheet.dates for name, sheet in book.sheets.items() if sheet.dates},
                own=OpenDocumentMarks.of(book.marked),
            )
        if "content.xml" not in archive.namelist():
            return ForeignMarks()
        try:
            with archive.open("content.xml") as content:
                marks = _open_document(content)
        except _BROKEN as error:
            raise DamagedWorkbookError(path, "content.xml") from error
        with suppress(KeyError, *_BROKEN), archive.open("meta.xml") as meta:  # it only describes
            marks.own.version = version_of(meta)
        return marks


def _open_document(content: IO[bytes]) -> ForeignMarks:
    sheets: dict[str, SheetMarks] = {}
    date_1904 = False
    wanted = (f"{_TABLE}table-row", f"{_TABLE}table", f"{_TABLE}null-date", _LINK, _NOTE, *TAGS)
    marks, own, inside = _SheetReader(), OpenDocumentMarks(), False
    for event, element in etree.iterparse(
        content, events=("start", "end"), tag=wanted, resolve_entities=False, no_network=True, load_dtd=False
    ):
        if element.tag == f"{_TABLE}null-date":
            date_1904 = element.get(f"{_TABLE}date-value", "").startswith("1904")
        elif element.tag in {_LINK, _NOTE}:
            if event == "end" and inside:
                marks.pinned(element)
        elif element.tag in TAGS:
            if event == "end" and not inside:
                own.take(element)
        elif element.tag == f"{_TABLE}table":
            inside = event == "start"
            if inside:
                marks = _SheetReader()
            else:
                sheets[element.get(f"{_TABLE}name", "")] = marks.marks()
                element.clear()
        elif event == "end":
            marks.take(element)
            element.clear()
    return ForeignMarks(sheets, date_1904, at_once=True, own=own)


class _SheetReader:
    """Counts through the rows of one sheet; equal neighbours are written once with a number of repetitions."""

    def __init__(self) -> None:
        self._errors: dict[str, str] = {}
        self._hidden: set[int] = set()
        self._merged: list[Area] = []
        self._shown: dict[str, str] = {}
        self._row = 1
        self._right = 1
        self._stray: str | None = None
        self._links = 0
        self._notes: list[int] = []

    def pinned(self, element: Element) -> None:
        """Remember the row of a note, or count a link out of the file."""
        self._notes += [self._row] * (element.tag == _NOTE)
        self._links += element.tag == _LINK and not element.get(_LEADS_TO, "#").startswith("#")

    def take(self, row: Element) -> None:
        count = int(row.get(f"{_TABLE}number-rows-repeated", "1"))
        if row.get(f"{_TABLE}visibility") in _HIDDEN and count < _MANY:
            self._hidden.update(range(self._row, self._row + count))
        for column, cell in _cells(row):
            if cell.get(f"{_CALC}value-type") == "error":
                text = "".join(str(piece) for piece in cell.itertext()).strip()
                self._errors |= {address(self._row + down, column): text for down in range(min(count, _MANY))}
            elif (shown := _shown(cell)) is not None and count < _MANY:
                repeated = min(int(cell.get(f"{_TABLE}number-columns-repeated", "1")), _MANY)
                places = ((down, right) for down in range(count) for right in range(repeated))
                self._shown |= {address(self._row + down, column + right): shown for down, right in places}
            wide = int(cell.get(f"{_TABLE}number-columns-spanned", "1"))
            high = int(cell.get(f"{_TABLE}number-rows-spanned", "1"))
            if wide * high > 1:
                self._merged.append(Area(self._row, column, self._row + high - 1, column + wide - 1))
            if len(cell):  # calamine lays out all that has a text, however often it is repeated
                last = column + int(cell.get(f"{_TABLE}number-columns-repeated", "1")) - 1
                self._right = max(self._right, last)
                if (self._row + count - 1) * self._right > ROOM:
                    self._stray = self._stray or address(self._row, column)
        self._row += count

    def marks(self) -> SheetMarks:
        return SheetMarks(
            *(self._errors, frozenset(), frozenset(self._hidden), tuple(self._merged), self._stray, self._shown),
            links=self._links,
            notes=tuple(self._notes),
        )


def _cells(row: Element) -> Iterator[tuple[int, Element]]:
    column = 1
    for cell in row:
        if not isinstance(cell.tag, str):
            continue
        yield column, cell
        column += int(cell.get(f"{_TABLE}number-columns-repeated", "1"))


def _shown(cell: Element) -> str | None:
    """Return the text of a number's cell, `None` where it is the plain number or a quantity (see `showing.py`)."""
    if cell.get(f"{_OFFICE}value-type") != "float":
        return None
    text = "".join(str(piece) for piece in cell.itertext()).strip()
    number = cell.get(f"{_OFFICE}value", "")
    if text == number or not number.isdecimal() or _QUANTITY.search(text):
        return None
    digits = re.sub(r"\D", "", text)
    return text if digits.lstrip("0") == number.lstrip("0") else None


def without_layout(file: IO[bytes]) -> IO[bytes] | None:
    """Return an .ods without the white space between its elements, `None` where it is none; texts stay as they are.

    Programs and people lay XML out for reading, which says nothing in it (OpenDocument 1.3, part 3, 1.6.3);
    calamine takes it for a cell.
    """
    with zipfile.ZipFile(file) as source:
        parts = ((name, source.read(name)) for name in source.namelist())
        return zipped(
            ((name, _packed_densely(data) if name == "content.xml" else data) for name, data in parts), level=1
        )


def _packed_densely(content: bytes) -> bytes:
    root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    for element in root.iter():
        if isinstance(element.tag, str) and not element.tag.startswith(_TEXT):
            _without_blanks(element)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _without_blanks(element: Element) -> None:
    if not (element.text or "").strip():
        element.text = None
    for child in element:
        if not (child.tail or "").strip():
            child.tail = None
