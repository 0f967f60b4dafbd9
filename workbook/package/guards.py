"""Numbers in a file that make calamine reserve memory before it has seen a single value.

A workbook that says it holds a hundred billion texts ends the whole process, not just the reading of it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workbook.errors import DamagedWorkbookError
from workbook.package.archive import bomb

if TYPE_CHECKING:
    from workbook.package.parts import Package

_COUNT = re.compile(rb"""\suniqueCount\s*=\s*["'](\d+)["']""")
MAX_CELLS = 60_000_000
"""Cells that a sheet's used area may span, empty ones included: about a gigabyte once read."""
_SHORTEST_CELL = len("<c><v>1</v></c>")
MAX_STYLES = 96 * 1024**2


def check_counts(package: Package) -> None:
    """Check that the list of shared texts does not claim more texts than it has room for, nor swell.

    Raises:
        DamagedWorkbookError: it does claim so.
        RefusedWorkbookError: it swells, or the list of formats is larger than any honest one.
    """
    styles = package.related(package.workbook_part, "styles")
    if styles is not None and package.entry(styles).size > MAX_STYLES:
        raise bomb(package.path)
    part = package.related(package.workbook_part, "sharedStrings")
    if part is None:
        return
    entry = package.entry(part)
    if entry.swells:
        raise bomb(package.path)
    head = next(package.stream(part), b"")[:4096]
    start = head.find(b"sst")
    claims = _COUNT.findall(head[: head.find(b">", start) + 1])
    # Every text takes more than one byte of the part, so an honest count stays below its size. `count` is how often
    # the texts are used, which may be more; calamine looks at `uniqueCount` only.
    if any(len(claim) > 15 or int(claim) > entry.size for claim in claims):
        raise DamagedWorkbookError(package.path, part)


def check_cells(package: Package, part: str) -> None:
    """Check that a sheet does not hold so many cells that reading it fills the memory.

    Only a sheet that is large enough for that is looked over.

    Raises:
        RefusedWorkbookError: it does.
    """
    if package.entry(part).size <= MAX_CELLS * _SHORTEST_CELL:
        return
    count = 0
    for chunk in package.stream(part):
        count += chunk.count(b"c>")  # the end of a cell, whatever prefix its name has
        if count > MAX_CELLS:
            raise bomb(package.path)
