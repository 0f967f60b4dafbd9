"""The workbook's standard font, in whose digits the widths of all columns are counted (ECMA-376 Part 1, 18.3.1.13).

Lotse's sheets are made for digits of seven pixels, those of Calibri 11. In a workbook whose digits are as wide
nothing changes; in any other the same pixels are told in its digits.
"""

from __future__ import annotations

from math import floor
from typing import TYPE_CHECKING

from workbook.package.markup import elements, local_name, namespace
from workbook.package.structure import number

if TYPE_CHECKING:
    from workbook.package.markup import Element
    from workbook.package.styles import Styles

USUAL_DIGIT = 7
"""Pixels of a digit for which Lotse's sheets are made."""

_UNITS = 2048
_DIGITS = {
    name: units
    for units, names in {
        934: "arial narrow",
        960: "garamond",
        1024: "times new roman, liberation serif, book antiqua, palatino linotype, gill sans mt",
        1038: "calibri, calibri light, carlito, aptos narrow",
        1074: "trebuchet ms, corbel",
        1094: "aptos, aptos display, aptos light",
        1104: "segoe ui",
        1118: "tahoma",
        1119: "constantia",
        1126: "consolas",
        1130: "candara",
        1134: "cambria, caladea",
        1135: "century gothic",
        1139: "arial, helvetica, liberation sans, microsoft sans serif, ms sans serif, century",
        1172: "dejavu sans condensed",
        1229: "courier new",
        1257: "georgia",
        1270: "bookman old style",
        1302: "verdana",
        1303: "dejavu sans, dejavu serif",
    }.items()
    for name in names.split(", ")
}
"""How wide the digits of usual fonts are, in 2048ths of their size."""
_UNKNOWN, _UNKNOWN_NARROW = 1024, 768
"""Digits of fonts that are not in the list: as narrow as those of running text are, and of fonts called narrow.

The narrower a digit is held to be, the wider the columns are written: too wide a column is ugly, in one too
narrow a date reads `###`.
"""
_NARROW = ("narrow", "cond")
_DEFAULT_COLUMN = 64
_SIZES = (1, 409)
"""The smallest and the largest size of a font in points."""


def digit_pixels(styles: Styles) -> int:
    """Return how many pixels wide, at 96 dpi, a digit of the workbook's standard font is.

    That is the font of the cell style that Excel calls `Normal`. Where it says no name or no size, it counts as
    usual.
    """
    fonts = styles.records("fonts")
    place = _font_of_normal(styles)
    if not 0 <= place < len(fonts):
        return USUAL_DIGIT
    told = {local_name(each): each.get("val", "") for each in elements(fonts[place])}
    try:
        size = float(told.get("sz", ""))
    except ValueError:
        return USUAL_DIGIT
    name = " ".join(told.get("name", "").casefold().split())
    if not name or not _SIZES[0] <= size <= _SIZES[1]:
        return USUAL_DIGIT
    unknown = _UNKNOWN_NARROW if any(word in name for word in _NARROW) else _UNKNOWN
    return max(1, floor(_DIGITS.get(name, unknown) / _UNITS * size * 96 / 72 + 0.5))


def _font_of_normal(styles: Styles) -> int:
    normal = next((each for each in styles.records("cellStyles") if each.get("builtinId") == "0"), None)
    formats = styles.records("cellStyleXfs")
    place = number(normal.get("xfId")) if normal is not None else 0
    return number(formats[place].get("fontId")) if 0 <= place < len(formats) else 0


def fit_columns(worksheet: Element, digit: int) -> None:
    """Have each column of a sheet of Lotse's as many pixels in digits of this width as in usual ones.

    The columns of which it says nothing too: a chart begins and ends in cells.
    """
    if digit == USUAL_DIGIT:
        return
    space = namespace(worksheet)
    for column in worksheet.iterfind(f"{{{space}}}cols/{{{space}}}col"):
        width = column.get("width")
        if width is not None:
            column.set("width", _width(floor(float(width) * USUAL_DIGIT + 0.5), digit))
    for about in worksheet.iterfind(f"{{{space}}}sheetFormatPr"):
        about.set("defaultColWidth", _width(_DEFAULT_COLUMN, digit))


def _width(pixels: int, digit: int) -> str:
    """Return a column's width as Excel stores it: the padding is among the pixels."""
    return f"{floor(pixels / digit * 256) / 256:.16g}"
