"""How the staff's sheets look: a colour for each group of sheets, the weight of a header."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from workbook.schema import Kind
from workbook.sheets import Palette, Style, row_height

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbook.schema import Column
    from workbook.sheets import TableColumn, Value

WIDEST = 56.0
"""Characters that a column may grow to for the sake of one long name."""


class Shade(Struct, frozen=True):
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
    """Return the look of a column's cells: texts and dates left, amounts right, counts in the middle."""
    if column.for_the_eye:
        return Style(number_format="General", align="left", color=Palette.MUTED, fill=Palette.SAND)
    if column.kind is Kind.INTEGER:
        return Style(number_format=column.number_format, align="center")
    if column.kind in {Kind.EURO, Kind.DECIMAL}:
        return Style(number_format=column.number_format, align="right", indent=1)
    return Style(number_format=column.number_format, align="left", wrap=wrap)


def fitting_width(column: Column, values: Sequence[Value]) -> float:
    """Return the column's width, more than the schema says where a name needs it."""
    if column.for_the_eye or column.kind not in {Kind.TEXT, Kind.STREET, Kind.NAME, Kind.EMAIL, Kind.REFERENCE}:
        return column.width
    longest = max((len(value) for value in values if isinstance(value, str)), default=0)
    return max(column.width, min(longest + 2.0, WIDEST))


def header_height(columns: Sequence[TableColumn]) -> float:
    """Return the height that the longest header needs beside its filter button, in points."""
    return max(30.0, *(row_height([(column.label, column.width - 3)]) + 4 for column in columns))
