"""A workbook in memory as calamine reads it soonest: each sheet names its merged cells before its rows.

calamine goes through a sheet a second time until it comes to its merged cells, which stand behind all rows: two
fifths of its time for what nobody asks it. So each sheet gets an empty list of them in front, as a block of its
compressed stream of which nothing is inflated. What else it says stays as it is, and so do values and places.
"""

from __future__ import annotations

import zipfile
import zlib
from contextlib import suppress
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING

from workbook.errors import DamagedWorkbookError
from workbook.package.dangling import without_dangling_sheets
from workbook.package.part_names import part_key
from workbook.package.stretches import ROWS_SHEET, book_of, is_so
from workbook.package.zip_streams import NEEDS_ZIP64, ZipStreams, copied_head, led_by

if TYPE_CHECKING:
    from collections.abc import Iterable

    from python_calamine import CalamineWorkbook

    from workbook.package.archive import Archive, Entry
    from workbook.package.parts import Package

_BLANKS = f"{0xE71AE23F:032b}".translate(str.maketrans("01", "\n ")).encode()
NO_MERGED_CELLS = b"<mergeCells></mergeCells>" + _BLANKS
"""Its checksum is 0, which is what the blanks are for: no checksum of a sheet changes with it."""
_ONE = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    b'<sheetData><row r="2"><c r="B2"><v>1</v></c></row></sheetData></worksheet>'
)
_IN_UTF_8 = (b"<?xml ", b"<worksheet", b"\xef\xbb\xbf<")
_A_LOOK, _BEGIN = 16, 512


def read_soonest(package: Package, sheets: Iterable[str]) -> BytesIO:
    """Return the workbook for calamine, these parts of it, each a worksheet, as they are read soonest.

    Raises:
        DamagedWorkbookError: the workbook lists no sheets.
    """
    file = without_dangling_sheets(package)
    if file is package.archive.file and _is_taken_so():
        with suppress(DamagedWorkbookError):  # in a picture that nobody reads
            led = _merged_first(package.archive, {part_key(part) for part in sheets if part})
            if led is not None:
                return led
    file.seek(0)
    return BytesIO(file.read())


@lru_cache(maxsize=1)
def _is_taken_so() -> bool:
    """Tell whether the calamine that is installed reads a sheet behind the list as it reads it without."""
    return is_so(book_of(NO_MERGED_CELLS + _ONE), _holds_one)


def _holds_one(book: CalamineWorkbook) -> bool:
    sheet = book.get_sheet_by_name(ROWS_SHEET)
    return sheet.start == (1, 1) and sheet.to_python(skip_empty_area=True) == [[1.0]]


def _merged_first(archive: Archive, keys: set[str]) -> BytesIO | None:
    """Return the workbook with an empty list in front of these parts, `None` where a plain zip cannot hold it."""
    file = BytesIO()
    streams = ZipStreams(file)
    for entry in archive.entries:
        head, begin = copied_head(entry.spelling, entry.info), b""
        if part_key(entry.name) in keys and _begins_in_utf_8(archive, entry):
            head, begin = led_by(NO_MERGED_CELLS, head)
        if max(streams.position, *head.sizes) >= NEEDS_ZIP64:
            return None
        streams.begin(head)
        streams.write(begin)
        for chunk in archive.raw(entry):
            streams.write(chunk)
    streams.finish()
    file.seek(0)
    return file


def _begins_in_utf_8(archive: Archive, entry: Entry) -> bool:
    """Tell whether a sheet begins as nearly all do; in another encoding nothing of ours may stand before it."""
    packed = entry.info.compress_type == zipfile.ZIP_DEFLATED
    if not packed and entry.info.compress_type != zipfile.ZIP_STORED:
        return False
    begin = next(archive.raw(entry), b"")[:_BEGIN]
    if packed:
        try:
            begin = zlib.decompressobj(-zlib.MAX_WBITS).decompress(begin, _A_LOOK)
        except zlib.error:
            return False
    return begin.startswith(_IN_UTF_8)
