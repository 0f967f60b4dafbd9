"""Borders of cells.

LibreOffice keeps the four sides and the lines inside a range in one structure (`TableBorder2`), of which only the
parts marked as valid are taken over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from workbook.live.libreoffice.colors import Color, hundredths, office_color, points, rgb
from workbook.live.libreoffice.faults import NotSupportedError, implements

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from workbook.live.libreoffice.bridge import Uno

_UNSET = getattr(base_classes, "_UNSET")  # noqa: B009 - xlwings' mark for „not given“ has no public name

_FRAME = {
    "edge_top": "TopLine",
    "edge_bottom": "BottomLine",
    "edge_left": "LeftLine",
    "edge_right": "RightLine",
    "inside_horizontal": "HorizontalLine",
    "inside_vertical": "VerticalLine",
}
_DIAGONALS = {"diagonal_down": "DiagonalTLBR2", "diagonal_up": "DiagonalBLTR2"}

# com.sun.star.table.BorderLineStyle
_STYLES = {"continuous": 0, "dot": 1, "dash": 2, "double": 3, "dash_dot": 16, "dash_dot_dot": 17}
_STYLE_NAMES = {number: name for name, number in _STYLES.items()}
_WEIGHTS = {"hairline": 0.05, "thin": 0.75, "medium": 1.75, "thick": 2.5}  # in points, as Calc imports Excel's


@implements(base_classes.Border)
class Border:
    """One side of a range's frame, or the lines inside it."""

    def __init__(self, api: Uno, side: str) -> None:
        self.api, self._side = api, side

    def _line(self) -> Uno:
        if self._side in _DIAGONALS:
            return getattr(self.api, _DIAGONALS[self._side])
        return getattr(self.api.TableBorder2, _FRAME[self._side])

    def change(self, **fields: Any) -> None:
        """Set several fields of the line at once."""
        frame = None if self._side in _DIAGONALS else self.api.TableBorder2
        line = getattr(self.api, _DIAGONALS[self._side]) if frame is None else getattr(frame, _FRAME[self._side])
        if "LineWidth" not in fields and not line.LineWidth:
            fields |= _width(hundredths(_WEIGHTS["thin"]))
        for name, value in fields.items():
            setattr(line, name, value)
        if frame is None:
            setattr(self.api, _DIAGONALS[self._side], line)
            return
        for side, name in _FRAME.items():
            setattr(frame, f"Is{name}Valid", side == self._side)
        frame.IsDistanceValid = False
        setattr(frame, _FRAME[self._side], line)
        self.api.TableBorder2 = frame

    @property
    def line_style(self) -> str | None:
        """The kind of line (`continuous`, `dash`, …), `None` without a line."""
        line = self._line()
        return _STYLE_NAMES.get(line.LineStyle, "continuous") if line.LineWidth else None

    @line_style.setter
    def line_style(self, value: str | None) -> None:
        self.change(**style_fields(value))

    @property
    def weight(self) -> str | None:
        """How thick the line is (`hairline`, `thin`, `medium`, `thick`), `None` without a line."""
        width = self._line().LineWidth
        return min(_WEIGHTS, key=lambda name: abs(_WEIGHTS[name] - points(width))) if width else None

    @weight.setter
    def weight(self, value: str) -> None:
        self.change(**_width(hundredths(_WEIGHTS[value])))

    @property
    def color(self) -> tuple[int, int, int] | None:
        """Red, green, blue; `None` without a line."""
        line = self._line()
        return rgb(line.Color) if line.LineWidth else None

    @color.setter
    def color(self, value: Color) -> None:
        self.change(Color=office_color(value))


def _width(width: int) -> dict[str, int]:
    return {"LineWidth": max(1, width), "OuterLineWidth": max(1, width), "InnerLineWidth": 0, "LineDistance": 0}


def style_fields(style: str | None) -> dict[str, int]:
    """Return what a kind of line is for LibreOffice.

    Raises:
        NotSupportedError: Calc has no slanted dashes.
    """
    if style is None:
        return {"LineWidth": 0, "OuterLineWidth": 0, "InnerLineWidth": 0, "LineDistance": 0}
    if style not in _STYLES:
        raise NotSupportedError(f"Border.line_style = {style!r}")
    return {"LineStyle": _STYLES[style]}


@implements(base_classes.Borders)
class Borders:
    """The frame of a range and the lines inside it."""

    def __init__(self, api: Uno, shape: tuple[int, int]) -> None:
        self.api, self._shape = api, shape

    def __getitem__(self, side: str) -> Border:
        """Return one side."""
        return Border(self.api, side)

    def _sides(self, wanted: Iterable[str] = tuple(_FRAME)) -> list[str]:
        """Return those of the sides that a range of this shape has."""
        absent = {"inside_horizontal"} if self._shape[0] < 2 else set()
        absent |= {"inside_vertical"} if self._shape[1] < 2 else set()
        return [side for side in wanted if side not in absent]

    def _common(self, attribute: str) -> Any:
        found = {getattr(self[side], attribute) for side in self._sides()}
        return found.pop() if len(found) == 1 else None

    @property
    def line_style(self) -> str | None:
        """The kind of line if all are of one kind, else `None`."""
        style: str | None = self._common("line_style")
        return style

    @line_style.setter
    def line_style(self, value: str | None) -> None:
        self.set(self._sides(), line_style=value)

    @property
    def weight(self) -> str | None:
        """The thickness if all are equally thick, else `None`."""
        weight: str | None = self._common("weight")
        return weight

    @weight.setter
    def weight(self, value: str) -> None:
        self.set(self._sides(), weight=value)

    @property
    def color(self) -> tuple[int, int, int] | None:
        """The colour if all have one, else `None`."""
        color: tuple[int, int, int] | None = self._common("color")
        return color

    @color.setter
    def color(self, value: Color) -> None:
        self.set(self._sides(), color=value)

    def set(
        self, which: Sequence[str], *, line_style: Any = _UNSET, weight: Any = _UNSET, color: Any = _UNSET
    ) -> None:
        """Set several attributes of several sides, one call for each side."""
        fields: dict[str, int] = {}
        if line_style is not _UNSET:
            fields |= style_fields(line_style)
        if weight is not _UNSET:
            fields |= _width(hundredths(_WEIGHTS[weight]))
        if color is not _UNSET:
            fields["Color"] = office_color(color)
        for side in self._sides(which):
            self[side].change(**fields)

    def clear(self, which: Sequence[str] = (*_FRAME, *_DIAGONALS)) -> None:
        """Take lines away."""
        self.set(which, line_style=None)
