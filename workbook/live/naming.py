"""Which sheets of an open book are Lotse's, and what its sheets, tables and names are called there.

The same marks as in a file (`package/ownership.py`): a defined name `_Lotse_Dashboard` that refers to the sheet. A
sheet that staff happen to call `Dashboard` has none and is never taken.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbook.package.naming import Naming, spell_out
from workbook.package.ownership import marker, sheet_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import xlwings as xw

    from workbook.sheets import Sheet


def owned_live(book: xw.Book, keys: Sequence[str]) -> dict[str, str]:
    """Return the present names of Lotse's sheets by what Lotse calls them."""
    marks = {marker(key).lower(): key for key in keys}
    there = {sheet.name.lower(): sheet.name for sheet in book.sheets}
    owned = {}
    for name in book.names:
        key = marks.get(name.name.lower())
        sheet = None if key is None else sheet_of(name.refers_to.removeprefix("=").replace("$'", "'"))
        if key is not None and sheet is not None and sheet.lower() in there:
            owned[key] = there[sheet.lower()]
    return owned


def choose_live_names(book: xw.Book, sheets: Sequence[Sheet]) -> Naming:
    """Return names for the sheets and their tables and names that take nothing away from staff."""
    owned = owned_live(book, [sheet.name for sheet in sheets])
    taken_sheets = {sheet.name.lower() for sheet in book.sheets}
