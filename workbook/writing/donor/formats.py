"""Styles of the house as formats of XlsxWriter, each made once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from workbook.sheets import Palette, Style

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format

_VERTICAL = {"top": "top", "middle": "vcenter", "bottom": "bottom"}


class Formats:
    """The formats of one workbook."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._cells: dict[Style, Format] = {}
        self._highlights: dict[Style, Format] = {}

    def cell(self, style: Style) -> Format:
        """Return the format of a cell in this style."""
        if style not in self._cells:
            self._cells[style] = self._book.add_format(_cell_properties(style))
        return self._cells[style]

    def highlight(self, style: Style) -> Format:
        """Return the format that a conditional format lays over a cell: only what differs from a plain style."""
        if style not in self._highlights:
            self._highlights[style] = self._book.add_format(_highlight_properties(style))
        return self._highlights[style]


def column_style(style: Style) -> Style:
    """Return the style for the whole column of a table: what new rows need, without fill and border."""
    return replace(style, fill=None, border=False)


def _cell_properties(style: Style) -> dict[str, Any]:
    properties: dict[str, Any] = {
        "font_size": style.size,
        "font_color": str(style.color),
        "num_format": style.number_format,
        "valign": _VERTICAL[style.vertical],
        "locked": not style.unlocked,
    }
    if style.align:
        properties["align"] = style.align
    if style.fill:
        properties["bg_color"] = str(style.fill)
    if style.border:
        properties |= {"border": 1, "border_color": str(Palette.LINE)}
    if style.underline:
        properties["underline"] = 1
    if style.indent:
        properties["indent"] = style.indent
    for name, value in (
        ("bold", style.bold),
        ("italic", style.italic),
        ("text_wrap", style.wrap),
        ("shrink", style.shrink),
    ):
        if value:
            properties[name] = True
    return properties


def _highlight_properties(style: Style) -> dict[str, Any]:
    plain = Style()
    properties: dict[str, Any] = {}
    if style.fill:
        properties["bg_color"] = str(style.fill)
    if style.color != plain.color:
        properties["font_color"] = str(style.color)
    if style.number_format != plain.number_format:
        properties["num_format"] = style.number_format
    if style.border:
        properties |= {"border": 1, "border_color": str(Palette.LINE)}
    for name, value in (("bold", style.bold), ("italic", style.italic), ("underline", style.underline)):
        if value:
            properties[name] = True
    return properties
