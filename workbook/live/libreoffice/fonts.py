"""Fonts of cells and of text in shapes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlwings import base_classes

from workbook.live.libreoffice import bridge
from workbook.live.libreoffice.colors import NONE, Color, office_color, rgb
from workbook.live.libreoffice.faults import implements

if TYPE_CHECKING:
    from workbook.live.libreoffice.bridge import Uno

_BOLD, _NORMAL = 150.0, 100.0  # com.sun.star.awt.FontWeight


@implements(base_classes.Font)
class Font:
    """The font of a range or of a shape's text."""

    def __init__(self, api: Uno) -> None:
        self.api = api

    @property
    def bold(self) -> bool | None:
        """Whether the text is bold; `None` where cells differ."""
        weight = self.api.CharWeight
        return None if weight is None else bool(weight >= _BOLD)

    @bold.setter
    def bold(self, value: bool) -> None:
        self.api.CharWeight = _BOLD if value else _NORMAL

    @property
    def italic(self) -> bool | None:
        """Whether the text is in italics; `None` where cells differ."""
        posture = self.api.CharPosture
        return None if posture is None else posture.value == "ITALIC"

    @italic.setter
    def italic(self, value: bool) -> None:
        self.api.CharPosture = bridge.enum("awt.FontSlant", "ITALIC" if value else "NONE")

    @property
    def size(self) -> float | None:
        """The size in points."""
        size: float | None = self.api.CharHeight
        return size

    @size.setter
    def size(self, value: float) -> None:
        self.api.CharHeight = float(value)

    @property
    def color(self) -> tuple[int, int, int]:
        """Red, green, blue; automatic is black."""
        number = self.api.CharColor
        return (0, 0, 0) if number in {NONE, None} else rgb(number)

    @color.setter
    def color(self, value: Color) -> None:
        self.api.CharColor = office_color(value)

    @property
    def name(self) -> str | None:
        """The family, such as „Calibri“."""
        name: str | None = self.api.CharFontName
        return name

    @name.setter
    def name(self, value: str) -> None:
        self.api.CharFontName = value
