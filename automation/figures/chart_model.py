"""A chart as a small model: what it shows and the one sentence it is there for. Each medium draws it.

Excel takes the cells of a table for the values, a web page and a PDF the numbers themselves.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Sequence


class Role(StrEnum):
    """What a series stands for; each medium gives it a colour that can be told from the others in grey."""

    ACTUAL = "Ist"
    PLAN = "Soll"
    OTHERS = "andere"
    THIRD = "dritte"
    FOURTH = "vierte"
    REST = "übrige"
    STOCK = "Bestand"


class Line(Struct, frozen=True):
    """One series: its name, its values along the axis, what it stands for, and whether it is a line over bars."""

    name: str
    column: str
    values: Sequence[float | str | None]
    role: Role
    line: bool = False
    dashed: bool = False
    labels: bool = False
    whole_axis: bool = False


class ChartModel(Struct, frozen=True):
    """A chart: bars (`stacked` or side by side) and lines over quarters, its finding, and what is read aloud."""

    key: str
    title: str
    alt_text: str
    axis: Sequence[str]
    lines: tuple[Line, ...]
    stacked: bool = False
    finding: str = ""
