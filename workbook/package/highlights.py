"""One conditional format put into a sheet as bytes, and taken out again to prove that nothing else changed."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbook.cells import Area

_BEHIND = (
    b"dataValidations",
    b"hyperlinks",
    b"printOptions",
    b"pageMargins",
    b"pageSetup",
    b"headerFooter",
    b"rowBreaks",
    b"colBreaks",
    b"customProperties",
    b"cellWatches",
    b"ignoredErrors",
    b"smartTags",
    b"drawing",
    b"legacyDrawing",
    b"legacyDrawingHF",
    b"drawingHF",
    b"picture",
    b"oleObjects",
    b"controls",
    b"webPublishItems",
    b"tableParts",
    b"extLst",
)
"""What stands behind conditional formats in a worksheet (ECMA-376 Part 1, 18.3.1.99)."""
_NEXT = re.compile(rb"<(?:" + b"|".join(_BEHIND) + rb")[\s>/]|</worksheet>")
_PRIORITY = re.compile(rb'<cfRule\s[^<>]*?priority="(\d+)"')


def highlight_block(sheet: bytes, area: Area, formula: str, differential: int) -> bytes:
    """Return the conditional format that colours cells of `area` where `formula` is true, behind all others."""
    priority = max((int(match) for match in _PRIORITY.findall(sheet)), default=0) + 1
    return (
        f'<conditionalFormatting sqref="{area.reference}"><cfRule type="expression" dxfId="{differential}" '
        f'priority="{priority}"><formula>{escape(formula, quote=False)}</formula></cfRule></conditionalFormatting>'
    ).encode()


def with_block(sheet: bytes, block: bytes) -> bytes | None:
    """Return the sheet with the block where the schema wants it, `None` where it is written in an unusual way.

    Custom views repeat the elements that mark the place; sheets with prefixes have other names for them.
    """
    data = sheet.find(b"</sheetData>")
    if b"<worksheet" not in sheet[:4096] or data < 0 or b"<customSheetViews" in sheet[data:]:
        return None
    place = _NEXT.search(sheet, data)
    return None if place is None else sheet[: place.start()] + block + sheet[place.start() :]


def differs_beside(before: bytes, after: bytes, blocks: bytes) -> bool:
    """Tell whether two sheets differ in anything but the inserted blocks."""
    place = after.find(blocks)
    return place < 0 or after[:place] + after[place + len(blocks) :] != before
