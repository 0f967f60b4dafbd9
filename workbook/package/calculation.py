"""When and in what order a workbook calculates.

Excel rebuilds the calculation chain (ECMA-376 Part 1, 18.6), in which it remembers the order of formulas, where it
is missing, and offers a repair where it names a cell without a formula.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree

from workbook.errors import DamagedWorkbookError
from workbook.package.markup import is_true

if TYPE_CHECKING:
    from collections.abc import Collection

    from workbook.package.draft import Draft
    from workbook.package.markup import Dialect, Element
    from workbook.package.parts import Package

_SHEET_ID = re.compile(rb"""\si\s*=\s*["'](\d+)["']""")


def drop_calculation_chain(draft: Draft, sheet_ids: Collection[int]) -> None:
    """Drop the chain if it names one of these sheets, or if it cannot be read."""
    package = draft.package
    part = package.related(package.workbook_part, "calcChain")
    if part is None or not sheet_ids:
        return
    try:
        named = {int(number) for number in _SHEET_ID.findall(package.read(part))}
    except DamagedWorkbookError:
        named = set(sheet_ids)  # nobody can read it, Excel neither
    if named.isdisjoint(sheet_ids):
        return
    draft.drop(part)
    chains = [each.id for each in package.relationships(package.workbook_part) if each.kind == "calcChain"]
    draft.unrelate(package.workbook_part, chains)


_NEVER_CALCULATING = frozenset(("0", "124519", "125725", "999999"))
"""The engines (`calcId`) that programs name which write formulas and cannot calculate them.

XlsxWriter, openpyxl and EPPlus name builds of Excel 2007, Apache POI 0, PhpSpreadsheet 999999.
"""


def stores_zeros_uncalculated(package: Package) -> bool:
    """Tell whether a formula's stored 0 only says that nobody has calculated it yet.

    Programs that cannot calculate store 0 for each formula and ask for a calculation on opening (`fullCalcOnLoad`,
    18.2.2). That wish alone tells nothing: Lotse voices it too after a correction, when the values are those of the
    last calculation. So the engine has to be one that never calculates: Excel names its own when it saves and takes
    the wish back, LibreOffice names none. Any other stored value somebody has given on purpose, as Lotse does in a
    new workbook.
    """
    properties = package.tree(package.workbook_part).find(package.dialect.tag("calcPr"))
    if properties is None or not is_true(properties.get("fullCalcOnLoad")):
        return False
    return properties.get("calcId") in _NEVER_CALCULATING


_BEFORE = ("definedNames", "externalReferences", "functionGroups", "sheets")
"""What may stand before `calcPr` in a workbook (18.2.27), the nearest first."""


def calculate_on_opening(draft: Draft) -> None:
    """Have the workbook calculate all formulas when it is next opened (18.2.2)."""
    dialect = draft.package.dialect
    workbook = draft.edit(draft.package.workbook_part)
    properties = workbook.find(dialect.tag("calcPr"))
    if properties is None:
        neighbours = (workbook.find(dialect.tag(name)) for name in _BEFORE)
        neighbour = next(each for each in neighbours if each is not None)
        properties = etree.Element(dialect.tag("calcPr"))
        neighbour.addnext(properties)
    properties.set("fullCalcOnLoad", "1")


def disregard_calculation(workbook: Element, dialect: Dialect) -> None:
    """Take out of a parsed workbook what `calculate_on_opening` may have put in."""
    properties = workbook.find(dialect.tag("calcPr"))
    if properties is None:
        return
    properties.attrib.pop("fullCalcOnLoad", "")
    if not properties.attrib:
        workbook.remove(properties)
