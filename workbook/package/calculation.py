"""The calculation chain, in which Excel remembers the order of formulas (ECMA-376 Part 1, 18.6).

Excel rebuilds it where it is missing, and offers a repair where it names a cell without a formula.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

    from workbook.package.draft import Draft

_SHEET_ID = re.compile(rb"""\si\s*=\s*["'](\d+)["']""")


def drop_calculation_chain(draft: Draft, sheet_ids: Collection[int]) -> None:
    """Drop the chain if it names one of these sheets."""
    package = draft.package
    part = package.related(package.workbook_part, "calcChain")
    if part is None or not sheet_ids:
        return
    if {int(number) for number in _SHEET_ID.findall(package.read(part))}.isdisjoint(sheet_ids):
        return
    draft.drop(part)
    chains = [each.id for each in package.relationships(package.workbook_part) if each.kind == "calcChain"]
    draft.unrelate(package.workbook_part, chains)
