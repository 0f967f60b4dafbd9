"""What Lotse's sheets, tables and names are called in an open book.

The same marks and the same way to give way to staff as in a file (`package/ownership.py`, `package/naming.py`): a
defined name `_Lotse_Dashboard` refers to the sheet; a sheet that staff happen to call `Dashboard` has none and is
never taken.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbook.live.opened import tables_of
from workbook.package.free_names import Present, give_way, plain_name
from workbook.package.ownership import MARKER, key_of, sheet_of
from workbook.writing.renaming import wanted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import xlwings as xw

    from workbook.package.free_names import Naming
    from workbook.sheets import Sheet


def choose_live_names(book: xw.Book, sheets: Sequence[Sheet]) -> Naming:
    """Return names for the sheets and their tables and names that take nothing away from staff."""
    asked = wanted(sheets)
    # Only names that are ours by their spelling matter for what they refer to: to ask costs a call each.
    own = {name.lower() for sheet in asked for name in sheet.names}
    names = {
        name.name: (name.refers_to or "").removeprefix("=")
        if name.name.startswith(MARKER) or plain_name(name.name) in own
        else ""
        for name in book.names
    }
    there = tuple(sheet.name for sheet in book.sheets)
    present = Present(
        sheets=there,
        owned=_owned(names, there),
        tables=tuple((table.name, sheet) for table, sheet in tables_of(book)),
        names=tuple(names.items()),
    )
    return give_way(present, asked)


def outdated_names(book: xw.Book, sheets: Sequence[Sheet], naming: Naming) -> list[xw.Name]:
    """Return names of Lotse's that an earlier run chose and that this one does not use."""
    own = {name.name.lower() for sheet in sheets for name in sheet.names}
    used = {naming.identifiers.get(name.name, name.name).lower() for sheet in sheets for name in sheet.names}
    ours = {name.lower() for name in naming.sheets.values()}
    return [
        name
        for name in book.names
        if name.name.lower() not in used
        and name.name.lower() != plain_name(name.name)
        and plain_name(name.name) in own
        and (sheet_of((name.refers_to or "").removeprefix("=")) or "").lower() in ours
    ]


def _owned(names: Mapping[str, str], there: Sequence[str]) -> dict[str, str]:
    """Return the present names of Lotse's sheets by what Lotse calls them."""
    sheets = {name.lower(): name for name in there}
    owned = {}
    for name, refers_to in names.items():
        sheet = sheet_of(refers_to)
        if name.startswith(MARKER) and sheet is not None and sheet.lower() in sheets:
            owned[key_of(name)] = sheets[sheet.lower()]
    return owned
