"""Which parts hang on which: relationships followed from a part, or from the package."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbook.package.part_names import part_key

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from workbook.package.parts import Package


_LISTED = "pivotCacheDefinition"
"""What the workbook part only lists: the cache of a pivot table belongs to the sheet that the table stands on."""


def reachable(package: Package, start: Iterable[str], without: Collection[str] = ()) -> set[str]:
    """Return the keys of all parts that `start` leads to, itself included; the keys `without` are not entered."""
    main = part_key(package.workbook_part)
    found: set[str] = set()
    waiting = list(start)
    while waiting:
        part = waiting.pop()
        key = part_key(part)
        if key in found or key in without or (part and not package.has(part)):
            continue
        found.add(key)
        waiting.extend(
            each.target
            for each in package.links(part)
            if not each.external and each.target and not (key == main and each.kind == _LISTED)
        )
    return found


def own_parts(package: Package, sheets: Collection[str]) -> set[str]:
    """Return the keys of the parts that only these sheets lead to, the sheets themselves included."""
    keys = {part_key(sheet) for sheet in sheets}
    return keys | (reachable(package, sheets) - reachable(package, [""], without=keys))
