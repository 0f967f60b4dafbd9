"""An Excel table made longer as bytes: its own range, its filter's, and the sheet's ranges that ended where it did.

Nothing else in both parts changes, which the check before a file is replaced proves (`comparing.py`).

Source: ECMA-376 Part 1, 18.5.1.2 (table), 18.3.1.18 and 18.3.1.32 (ranges of conditional formats and validations).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from workbook.cells import Area

if TYPE_CHECKING:
    from collections.abc import Iterator

_OWN_RANGE = re.compile(rb"""(<(?:table|autoFilter)\s(?:[^<>]*?\s)?ref=)(["'])([A-Z0-9:$]+)\2""")
_SHEET_RANGES = re.compile(
    rb"""(<(?:conditionalFormatting|dataValidation)\s(?:[^<>]*?\s)?sqref=["']|<xm:sqref>)([A-Z0-9:$ ]+)"""
)


class Growth(Struct, frozen=True):
    """A table that gets longer: its range with header before, and its last row then."""

    area: Area
    last_row: int

    @property
    def grown(self) -> Area:
        """The table's range afterwards."""
        return replace(self.area, last_row=self.last_row)

    def of_range(self, area: Area) -> Area:
        """Return what becomes of a range of the sheet: one of the table's that ends where it did grows with it."""
        ends = area.last_row == self.area.last_row and area.first_row >= self.area.first_row
        return replace(area, last_row=self.last_row) if ends and area.overlaps(self.area) else area


def extended_table(part: bytes, growth: Growth) -> bytes | None:
    """Return a table's part with its longer range, `None` where it is written in an unusual way."""
    own = growth.area.reference.encode()
    found = _OWN_RANGE.findall(part)
    if not found or found[0][0][:6] != b"<table" or any(each[2] != own for each in found):
        return None
    return _OWN_RANGE.sub(lambda m: m[1] + m[2] + growth.grown.reference.encode() + m[2], part)


def extended_ranges(sheet: bytes, growth: Growth) -> bytes:
    """Return a sheet whose conditional formats and validations reach as far as its table."""
    behind = sheet.rfind(b"</sheetData>")

    def longer(match: re.Match[bytes]) -> bytes:
        areas = match[2].decode().split(" ")
        return match[1] + " ".join(_longer(each, growth) for each in areas).encode()

    return sheet[:behind] + _SHEET_RANGES.sub(longer, sheet[behind:])


def _longer(reference: str, growth: Growth) -> str:
    area = Area.parse(reference)
    grown = growth.of_range(area) if area is not None else None
    return reference if grown is None or grown == area else grown.reference


def table_differs(before: bytes, after: bytes, growth: Growth) -> bool:
    """Tell whether two versions of a table's part differ in more than its range."""
    ranges = [{match[2] for match in _OWN_RANGE.findall(part)} for part in (before, after)]
    wanted = [{growth.area.reference.encode()}, {growth.grown.reference.encode()}]
    return ranges != wanted or _OWN_RANGE.sub(rb"\1", before) != _OWN_RANGE.sub(rb"\1", after)


def ranges_differ(before: bytes, after: bytes, growths: tuple[Growth, ...]) -> bool:
    """Tell whether a range of two versions of a sheet changed otherwise than with one of its tables."""
    pairs = zip(_ranges(before), _ranges(after), strict=False)
    moved = ((one, other) for one, other in pairs if one != other)
    return any(other not in {_longer(one, growth) for growth in growths} for one, other in moved)


def without_ranges(sheet: bytes) -> bytes:
    """Return a sheet without the ranges of conditional formats and validations, to compare all that is beside."""
    behind = sheet.rfind(b"</sheetData>")
    count = len(list(_ranges(sheet)))
    return sheet[:behind] + _SHEET_RANGES.sub(rb"\1", sheet[behind:]) + b"%d" % count


def _ranges(sheet: bytes) -> Iterator[str]:
    behind = sheet.rfind(b"</sheetData>")
    for match in _SHEET_RANGES.finditer(sheet, behind):
        yield from match[2].decode().split(" ")
