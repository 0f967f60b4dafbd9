"""Colours and lengths: xlwings' ↔ LibreOffice's."""

from __future__ import annotations

Color = tuple[int, int, int] | str | int | None
"""What xlwings takes for a colour: red, green, blue; `#RRGGBB`; Excel's number; `None` for none."""

NONE = -1
"""LibreOffice's number for „no colour“ and „automatic“."""


def office_color(color: Color) -> int:
    """Return LibreOffice's number (red in the highest byte) for a colour.

    >>> hex(office_color("#0B4F6C")), hex(office_color((255, 0, 0))), hex(office_color(255))
    ('0xb4f6c', '0xff0000', '0xff0000')
    """
    if color is None:
        return NONE
    if isinstance(color, str):
        return int(color.removeprefix("#"), 16)
    if isinstance(color, int):  # Excel's number has red in the lowest byte
        red, green, blue = color & 255, color >> 8 & 255, color >> 16 & 255
    else:
        red, green, blue = color
    return red << 16 | green << 8 | blue


def rgb(number: int) -> tuple[int, int, int]:
    """Return red, green, blue of LibreOffice's number.

    >>> rgb(0x0B4F6C)
    (11, 79, 108)
    """
    return number >> 16 & 255, number >> 8 & 255, number & 255


def points(hundredths: float) -> float:
    """Return the length in points, to the quarter point, of one in hundredths of a millimetre."""
    return round(hundredths * 72 / 2540 * 4) / 4


def hundredths(length: float) -> int:
    """Return the length in hundredths of a millimetre of one in points."""
    return round(length * 2540 / 72)


# Excel counts a column's width in digits of the standard font: 7 pixels each at 96 dpi (Calibri 11), and 5 pixels
# of padding (ECMA-376 Part 1, 18.3.1.13).
_PIXEL = 2540 / 96


def characters(hundredths_wide: float) -> float:
    """Return Excel's width of a column in characters.

    >>> characters(column_hundredths(10.0))
    10.0
    """
    return round((round(hundredths_wide / _PIXEL) - 5) / 7, 2)


def column_hundredths(width: float) -> int:
    """Return LibreOffice's width of a column for one in characters."""
    return round((width * 7 + 5) * _PIXEL)
