"""Which sheets of an open book are Lotse's, and what its sheets, tables and names are called there.

The same marks and the same way to give way to staff as in a file (`package/ownership.py`, `package/naming.py`): a
defined name `_Lotse_Dashboard` refers to the sheet; a sheet that staff happen to call `Dashboard` has none and is
never taken.
"""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from workbook.live.opened import tables_of
from workbook.package.naming import MAX_SHEET_NAME, Naming
from workbook.package.ownership import marker, sheet_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import xlwings as xw

    from workbook.sheets import Sheet


def choose_live_names(book: xw.Book, sheets: Sequence[Sheet]) -> Naming:
    """Return names for the sheets and their tables and names that take nothing away from staff."""
    # Only names that are ours by their spelling matter for what they refer to.
    ours = {name.name.lower() for sheet in sheets for name in sheet.names} | {
        marker(s.name).lower() for s in sheets
    }
    names = {
        name.name: (name.refers_to or "").removeprefix("=") if name.name.lower() in ours else ""
        for name in book.names
    }
    there = {sheet.name.lower(): sheet.name for sheet in book.sheets}
    owned = _owned(names, there, sheets)
    warnings: list[str] = []
    chosen: dict[str, str] = {}
    taken = set(there)
    for sheet in sheets:
        chosen[sheet.name] = owned.get(sheet.name) or _free(
            _variants(sheet.name, MAX_SHEET_NAME, " (Lotse{})"), taken
        )
        taken.add(chosen[sheet.name].lower())
        if sheet.name not in owned and chosen[sheet.name] != sheet.name:
            warnings.append(
                f"Ein Blatt „{sheet.name}“ gibt es schon, und es gehört Ihnen; "
                f"Lotse schreibt auf „{chosen[sheet.name]}“."
            )
    identifiers = _identifiers(book, sheets, names, {name.lower() for name in owned.values()}, warnings)
    return Naming(chosen, identifiers, {}, tuple(warnings))


def _owned(names: Mapping[str, str], there: Mapping[str, str], sheets: Sequence[Sheet]) -> dict[str, str]:
    """Return the present names of Lotse's sheets by what Lotse calls them."""
    marks = {marker(sheet.name).lower(): sheet.name for sheet in sheets}
    owned = {}
    for name, refers_to in names.items():
        key, sheet = marks.get(name.lower()), sheet_of(refers_to)
        if key is not None and sheet is not None and sheet.lower() in there:
            owned[key] = there[sheet.lower()]
    return owned


def _identifiers(
    book: xw.Book, sheets: Sequence[Sheet], names: Mapping[str, str], ours: set[str], warnings: list[str]
) -> dict[str, str]:
    """Return new names for tables and names of ours that staff have already; names and tables share one space."""
    taken = {table.name.lower() for table, sheet in tables_of(book) if sheet.lower() not in ours}
    own = {name.name.lower() for sheet in sheets for name in sheet.names}
    for name, refers_to in names.items():
        owner = sheet_of(refers_to)
        # A name without a sheet behind it (a constant, #REF!) of the same name as ours is taken over.
        if name.lower() not in own or (owner is not None and owner.lower() not in ours):
            taken.add(name.lower())
    changed = {}
    wanted = [each.name for sheet in sheets for each in sheet.tables]
    wanted += [each.name for sheet in sheets for each in sheet.names]
    for name in wanted:
        free = _free(_variants(name, 250, "_Lotse{}"), taken)
        taken.add(free.lower())
        if free != name:
            changed[name] = free
            warnings.append(f"Den Namen „{name}“ gibt es in dieser Mappe schon; Lotse nimmt „{free}“.")
    return changed


def _variants(name: str, longest: int, suffix: str) -> Iterable[str]:
    """Yield a name and then the same with a suffix, and with numbers."""
    yield name
    for number in count(1):
        end = suffix.format("" if number == 1 else f" {number}" if " " in suffix else number)
        yield name[: longest - len(end)] + end


def _free(variants: Iterable[str], taken: set[str]) -> str:
    return next(variant for variant in variants if variant.lower() not in taken)
