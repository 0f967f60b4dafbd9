"""How the staff's sheets look: a colour for each group of sheets, the weight of a header."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbook.schema import Kind
from workbook.sheets import Palette, Style

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbook.schema import Column
    from workbook.sheets import TableColumn, Value

HEADER_LINE = 13.5
"""Points that a line of a header takes."""

WIDEST = 56.0
"""Characters that a column may grow to for the sake of one long name."""


@dataclass(frozen=True, slots=True)
class Shade:
    """The colour of a group of sheets: `deep` carries white text, `pale` dark text (both WCAG AA)."""

    deep: str
    pale: str


SHADES = {
    "Menschen": Shade(Palette.HARBOUR, Palette.WATER),
    "Begleitung": Shade("#1E6E6E", "#D9ECEA"),
    "Arbeit": Shade("#8A5200", "#FBE9CC"),
    "Quartier": Shade("#6B3F73", "#EFE3F1"),
    "Grundlagen": Shade(Palette.MUTED, "#E9ECEF"),
}
"""The groups of sheets in the order of the workbook."""


def header_style(shade: Shade, *, required: bool) -> Style:
    """Return the look of a column's header: deep for what must be filled in, pale for the rest."""
    return Style(
        bold=True,
        color=Palette.PAPER if required else Palette.INK,
        fill=shade.deep if required else shade.pale,
        wrap=True,
        vertical="middle",
        border=True,
    )


def cell_style(column: Column, *, wrap: bool = False) -> Style:
    """Return the look of a column's cells: dates and texts to the left, amounts to the right, counts in the middle."""
    if column.kind is Kind.INTEGER:
        return Style(number_format=column.number_format, align="center")
    if column.kind in {Kind.EURO, Kind.DECIMAL}:
        return Style(number_format=column.number_format, align="right", indent=1)
    return Style(number_format=column.number_format, align="left", wrap=wrap)


def fitting_width(column: Column, values: Sequence[Value]) -> float:
    """Return the column's width, more than the schema says where a name needs it."""
    if column.kind not in {Kind.TEXT, Kind.NAME, Kind.EMAIL, Kind.REFERENCE}:
        return column.width
    longest = max((len(value) for value in values if isinstance(value, str)), default=0)
    return max(column.width, min(longest + 2.0, WIDEST))


def header_height(columns: Sequence[TableColumn]) -> float:
    """Return the height that the longest header needs, in points."""
    return max(30, HEADER_LINE * max(_lines(column.label, column.width - 3) for column in columns) + 4)


def text_height(text: str, characters: float, *, line: float = 14.0) -> float:
    """Return the height that a wrapped text needs in a merged area of so many characters, in points.

    Neither Excel nor LibreOffice fits a row to the text of merged cells.
    """
    return line * sum(max(1, _lines(piece, characters)) for piece in text.split("\n")) + 3


def _lines(text: str, width: float) -> int:
    """Return how many lines a text takes; words longer than a line are broken."""
    lines, used = 1, 0.0
    for word in text.replace("-", "- ").replace("/", "/ ").split():
        needed = len(word) + (1 if used else 0)
        if used and used + needed > width:
            lines, used = lines + 1, 0.0
            needed = len(word)
        lines += max(0, math.ceil(needed / max(width, 1)) - 1) if not used else 0
        used += needed
    return lines
