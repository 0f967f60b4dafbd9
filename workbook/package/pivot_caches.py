"""Pivot tables of Lotse's sheets: the workbook part lists the definition of each cache (ECMA-376 Part 1, 18.2.8).

A cache belongs to whoever has a pivot table on it. Lotse's hold no records: Excel reads the rows when it opens the
file, so nothing about a person is stored a second time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from workbook.package.markup import elements, local_name
from workbook.package.part_names import part_key
from workbook.package.structure import child, number

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from workbook.package.draft import Draft
    from workbook.package.markup import Element
    from workbook.package.parts import Package

CACHE = "pivotCacheDefinition"
CACHE_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.pivotCacheDefinition+xml"
TABLE_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.pivotTable+xml"

_BEHIND = (
    "smartTagPr",
    "smartTagTypes",
    "webPublishing",
    "fileRecoveryPr",
    "webPublishObjects",
    "extLst",
)
"""What stands behind `pivotCaches` in a workbook (18.2.27)."""


def announce_caches(draft: Draft, parts: Mapping[str, str]) -> dict[str, str]:
    """List caches in the workbook; return the id of each cache by its key in `parts` (from old to new names)."""
    package = draft.package
    workbook = draft.edit(package.workbook_part)
    found = {}
    for before, part in parts.items():
        holder = _holder(workbook, package)
        taken = {number(each.get("cacheId")) for each in elements(holder)}
        relationship = draft.relate(package.workbook_part, f"{package.dialect.relationships}/{CACHE}", part)
        identifier = str(max(taken, default=0) + 1)
        told = {"cacheId": identifier, package.dialect.relationship_id: relationship}
        etree.SubElement(holder, package.dialect.tag("pivotCache"), told)
        found[before] = identifier
    return found


def forget_caches(draft: Draft, gone: Collection[str]) -> None:
    """Take the caches whose parts have these keys off the workbook's list."""
    package = draft.package
    main = package.workbook_part
    links = [each.id for each in draft.relationships(main) if each.kind == CACHE and part_key(each.target) in gone]
    if links:
        strike_caches(package, draft.edit(main), links)
        draft.unrelate(main, links)


def strike_caches(package: Package, workbook: Element, links: Collection[str]) -> None:
    """Remove the caches with these relationships from a workbook's list, and a list that is empty then."""
    holder = child(workbook, package.dialect, "pivotCaches")
    if holder is None:
        return
    for each in [each for each in elements(holder) if each.get(package.dialect.relationship_id) in links]:
        holder.remove(each)
    if not list(elements(holder)):
        workbook.remove(holder)


def _holder(workbook: Element, package: Package) -> Element:
    found = child(workbook, package.dialect, "pivotCaches")
    if found is not None:
        return found
    holder = etree.Element(package.dialect.tag("pivotCaches"))
    behind = next((each for each in elements(workbook) if local_name(each) in _BEHIND), None)
    if behind is None:
        workbook.append(holder)
    else:
        behind.addprevious(holder)
    return holder
