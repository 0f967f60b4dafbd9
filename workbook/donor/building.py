"""A workbook from sheets: XlsxWriter's frame with our cells in it."""

from __future__ import annotations

import re
import zipfile
from datetime import date, datetime, time
from io import BytesIO
from typing import TYPE_CHECKING

import xlsxwriter

from workbook.cells import Area, column_letters
from workbook.donor.cells import CellWriter
from workbook.donor.formats import Formats
from workbook.donor.furniture import furnish

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter.worksheet import Worksheet

    from workbook.sheets import Sheet, Style

_EPOCH = (1980, 1, 1, 0, 0, 0)
_SHEET_DATA = re.compile(rb"<sheetData/>|<sheetData>.*</sheetData>", re.DOTALL)
_DIMENSION = re.compile(rb'<dimension ref="[^"]*"/>')
_STYLED_CELL = re.compile(rb'<c r="([A-Z]+)1" s="([0-9]+)"')
_AFTER_LINKS = re.compile(rb"<printOptions|<pageMargins")


def build_donor(
    sheets: Sequence[Sheet], *, today: date, date_1904: bool = False, title: str = "", compressed: bool = True
) -> bytes:
    """Return a workbook with these sheets; equal input gives equal bytes.

    `today` becomes its date of creation. `compressed` can be switched off for a workbook that is taken apart again.

    Raises:
        ValueError: a sheet contradicts itself (pieces over each other, a list too long for a validation).
    """
    frame = BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "date_1904": date_1904,
    }
    book = xlsxwriter.Workbook(frame, options)
    created = datetime.combine(today, time())
    book.set_properties({"title": title, "author": "Lotse", "created": created})
    formats = Formats(book)
    writers = []
    for sheet in sheets:
        page = furnish(book, sheet, formats)
        styles = _lay_out_styles(page, sheet, formats)
        writers.append((styles, CellWriter({}, date_1904=date_1904)))
        _link_files(page, sheet, formats)
    book.close()
    return _fill(frame, sheets, date_1904=date_1904, compressed=compressed)
