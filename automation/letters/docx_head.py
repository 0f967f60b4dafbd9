"""A long name of the office at the head of the Word form: set smaller, as in the PDF, so that it stays one line.

A second line would push the address out of the window: the header of page 1 is exactly as deep as it has to be.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from automation.letters.glyphs import font_folders
from automation.letters.properties import run_with
from automation.letters.stationery import text_xml
from automation.resources import templates_folder

if TYPE_CHECKING:
    from collections.abc import Mapping

STYLE = "Brief Kopf"
"""The style in which the stationery sets the office's name."""
_ROOM = 165 / 25.4 * 144  # from margin to margin, in half points
_SURELY = 30  # so many letters M fit at the size of our stationery
_OTHER = 0.6  # an em of a letter that another font sets
_SPARE = 0.97  # programs set the same text not equally wide


def size_of(name: str, size: int) -> int:
    """Return in which size a name fits between the margins, at most `size` (half points)."""
    if len(name) <= _SURELY:
        return size
    wide = size * _ems(name)
    return size if wide <= _ROOM * _SPARE else max(8, int(size * _ROOM * _SPARE / wide))


def narrowed(header: str, name: str, style: str, size: int) -> str:
    """Return the header of page 1 with the office's name in a size that fits, where it stands alone in `style`."""
    fitting = size_of(name, size)
    if fitting >= size:
        return header
    alone = re.compile(
        rf'(<w:pStyle w:val="{re.escape(style)}"/>(?:(?!</w:p>).)*?<w:r(?: [^>]*)?>)'
        r"(<w:rPr>(?:(?!</w:rPr>).)*</w:rPr>)?"
        rf"(<w:t(?: [^>]*)?>{re.escape(text_xml(name))}</w:t>)",
        re.DOTALL,
    )

    def smaller(found: re.Match[str]) -> str:
        if found[2] and "<w:sz " in found[2]:  # the office chose a size of its own
            return found[0]
        sizes = f'<w:sz w:val="{fitting}"/>', f'<w:szCs w:val="{fitting}"/>'
        return f"{found[1]}{run_with(found[2] or '', *sizes)}{found[3]}"

    return alone.sub(smaller, header, count=1)


def declared_size(styles_xml: str, style: str) -> int:
    """Return the size that a style sets, 0 where it sets none (half points)."""
    declared = re.search(rf'<w:style [^>]*w:styleId="{re.escape(style)}".*?</w:style>', styles_xml, re.DOTALL)
    size = declared and re.search(r'<w:sz w:val="(\d+)"', declared[0])
    return int(size[1]) if size else 0


def _ems(name: str) -> float:
    widths, units = _widths()
    return sum(widths.get(ord(character), _OTHER * units) for character in name) / units


@lru_cache(maxsize=1)
def _widths() -> tuple[Mapping[int, float], int]:
    from fontTools.ttLib import TTFont  # noqa: PLC0415 -- only a long name costs the import

    (path, *_) = (
        found for folder in font_folders(templates_folder()) for found in folder.glob("FiraSans-Bold.ttf")
    )
    with TTFont(path, lazy=True) as font:
        metrics = font["hmtx"].metrics
        return {code: metrics[glyph][0] for code, glyph in font.getBestCmap().items()}, font["head"].unitsPerEm
