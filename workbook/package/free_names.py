"""Names for what Lotse puts in, chosen before it is built so that nothing of the staff's is taken."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct

from workbook.package.ownership import FORMER_NAME, custom_properties, sheet_of
from workbook.package.structure import name_entries, sheet_entries, table_entries

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from workbook.package.ownership import Ownership
    from workbook.package.parts import Package

MAX_SHEET_NAME = 31
"""Excel's limit for the name of a sheet, in characters."""


SUFFIX = "_Lotse"
"""Ends a name that had to give way to one of the staff's; a number may follow."""


class Wanted(Struct, frozen=True):
    """A sheet to be put in: what Lotse calls it, its tables and the names that it defines."""

    key: str
    tables: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


class Naming(Struct, frozen=True):
    """What the wanted sheets, and their tables and names, are called in this file; German `warnings` say why.

    `former` holds the meaning of names that staff had under the same name without any cell behind it.
    """

    sheets: Mapping[str, str]
    identifiers: Mapping[str, str]
    former: Mapping[str, str]
    warnings: tuple[str, ...]


class Present(Struct, frozen=True):
    """What a workbook holds before Lotse writes, read from a file or from an open book.

    `owned` are Lotse's sheets as they are called now, by what Lotse calls them. `tables` are pairs of name and
    sheet, `names` those of the whole workbook with what they refer to. `taken_over` are names, in small letters,
    that were staff's once and are Lotse's since.
    """

    sheets: tuple[str, ...]
    owned: Mapping[str, str]
    tables: tuple[tuple[str, str], ...]
    names: tuple[tuple[str, str], ...]
    taken_over: frozenset[str] = frozenset()


def choose_names(package: Package, owned: Mapping[str, Ownership], wanted: Sequence[Wanted]) -> Naming:
    """Return names for the wanted sheets of a file that take nothing away from staff."""
    present = Present(
        sheets=tuple(sheet.name for sheet in sheet_entries(package)),
        owned={key: each.sheet.name for key, each in owned.items()},
        tables=tuple((table.name, table.sheet) for table in table_entries(package)),
        names=tuple((entry.name, entry.refers_to) for entry in name_entries(package) if entry.sheet is None),
        taken_over=frozenset(
            name.removeprefix(FORMER_NAME).lower()
            for name in custom_properties(package)
            if name.startswith(FORMER_NAME)
        ),
    )
    return give_way(present, wanted)


def give_way(present: Present, wanted: Sequence[Wanted]) -> Naming:
    """Return names for the wanted sheets that take nothing away from staff, wherever the workbook is."""
    warnings: list[str] = []
    sheets = _choose_sheets(present, wanted, warnings)
    taken, former = _taken_identifiers(present, wanted)
    identifiers: dict[str, str] = {}
    for name in (name for sheet in wanted for name in (*sheet.tables, *sheet.names)):
        if name.lower() in taken:
            identifiers[name] = _first_free(f"{name}{SUFFIX}{{}}".format, taken)
            warnings.append(f"Den Namen „{name}“ gibt es in dieser Mappe schon; Lotse nimmt „{identifiers[name]}“.")
        taken.add(identifiers.get(name, name).lower())
    return Naming(sheets, identifiers, former, tuple(warnings))


def plain_name(name: str) -> str:
    """Return a name in small letters without the suffix that it got when it had to give way.

    >>> plain_name("lst_Quartale_Lotse2")
    'lst_quartale'
    """
    return re.sub(rf"{SUFFIX}\d*$", "", name, flags=re.IGNORECASE).lower()


def _choose_sheets(present: Present, wanted: Sequence[Wanted], warnings: list[str]) -> dict[str, str]:
    taken = {name.lower() for name in present.sheets}
    chosen: dict[str, str] = {}
    for sheet in wanted:
        if sheet.key in present.owned:
            chosen[sheet.key] = present.owned[sheet.key]
        elif sheet.key.lower() not in taken:
            chosen[sheet.key] = sheet.key
        else:
            chosen[sheet.key] = _first_free(partial(_with_suffix, sheet.key), taken)
            warnings.append(
                f"Ein Blatt „{sheet.key}“ gibt es schon, und es gehört Ihnen; "
                f"Lotse schreibt auf „{chosen[sheet.key]}“."
            )
        taken.add(chosen[sheet.key].lower())
    return chosen


def _with_suffix(key: str, number: str) -> str:
    suffix = f" (Lotse {number})" if number else " (Lotse)"
    return key[: MAX_SHEET_NAME - len(suffix)] + suffix


def _first_free(spelled: Callable[[str], str], taken: set[str]) -> str:
    number = 1
    while spelled("" if number == 1 else str(number)).lower() in taken:
        number += 1
    return spelled("" if number == 1 else str(number))


def _taken_identifiers(present: Present, wanted: Sequence[Wanted]) -> tuple[set[str], dict[str, str]]:
    """Return the tables and names that stay, and the former meaning of names that Lotse takes over.

    Names and tables share one space, and case does not count (ECMA-376 Part 1, 18.2.5 and 18.5.1.2). A name is
    Lotse's if it refers to a sheet of Lotse's, or was taken over before; a name without any cell behind it (a
    constant, `#REF!`, or a sheet that is not there: not every program clears names away with their sheet) is taken
    over.
    """
    there = {name.lower() for name in present.sheets}
    written = {present.owned[sheet.key].lower() for sheet in wanted if sheet.key in present.owned}
    ours = {name.lower() for name in present.owned.values()}
    own_names = {name.lower() for sheet in wanted for name in sheet.names}
    taken = {name.lower() for name, sheet in present.tables if sheet.lower() not in written}
    former: dict[str, str] = {}
    for name, refers_to in present.names:
        key, sheet = name.lower(), sheet_of(refers_to)
        if sheet is not None and "[" not in sheet and sheet.lower() not in there:
            sheet = None
        # A name that had to give way in an earlier run carries its suffix still.
        if plain_name(name) in own_names and sheet is not None and sheet.lower() in ours:
            continue
        taken_over = key in present.taken_over
        if key not in own_names or (sheet is not None and sheet.lower() not in ours and not taken_over):
            taken.add(key)
        elif sheet is None and not taken_over:
            former[name] = refers_to
    return taken, former
