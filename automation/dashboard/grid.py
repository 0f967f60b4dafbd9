"""The grid of the page `Dashboard`: which columns belong to which story, how cells look, and a pen to fill them.

Four stories stand side by side, each as wide as the others: families, social labour market, placements, requests.
Each goes down the page from its tile over its chart and its columns in the table of quarters to its breakdown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from automation.figures.fact_formulas import quarter_end
from automation.figures.pairs import Pair
from workbook.cells import Area, column_letters
from workbook.sheets import Block, Highlight, Note, Palette, Style

if TYPE_CHECKING:
    from workbook.sheets import Value


class Story(Struct, frozen=True):
    """The columns of one story: the first one, and how wide each is in pixels at Excel's usual font.

    In the lines of its tile, numbers stand from the column `number` on.
    """

    first: int
    pixels: tuple[int, ...]
    number: int

    @property
    def count(self) -> int:
        """How many columns it has."""
        return len(self.pixels)

    @property
    def width(self) -> int:
        """How wide it is in pixels."""
        return sum(self.pixels)

    @property
    def last(self) -> int:
        """The number of the last column."""
        return self.first + self.count - 1

    def column(self, number: int) -> int:
        """Return the sheet's column of the story's column `number`, counted from 0."""
        return self.first + number


FAMILIES = Story(2, (50, 34, 30, 38, 42), 4)
LABOUR_MARKET = Story(8, (39, 29, 33, 35, 35, 31), 4)
PLACEMENTS = Story(15, (40, 36, 38, 38, 31, 34), 4)
REQUESTS = Story(22, (44, 46, 60, 45), 3)
STORIES = (FAMILIES, LABOUR_MARKET, PLACEMENTS, REQUESTS)
HELPERS = Story(27, (64, 64, 64, 64), 0)
"""What only the charts need, right of what is printed."""
GAP = 10
LAST_COLUMN = REQUESTS.last

TITLE_ROW, ABOUT_ROW = 1, 2
TILE_ROW, TILE_LINES = 4, 6
LIGHT_ROW = TILE_ROW + TILE_LINES + 1
ERRORS_ROW, FINDING_ROW = LIGHT_ROW + 1, LIGHT_ROW + 3
CHART_ROW, CHART_LINES, CHART_LINE_HEIGHT = FINDING_ROW + 1, 12, 13.6
COMMENT_ROW = CHART_ROW + CHART_LINES + 1
SIGN_ROW = COMMENT_ROW + 3
SECOND_PAGE = SIGN_ROW + 3
SCALE = 95
"""In per cent, how the page is printed: four stories fit the width of A4, and no letter is below 8 points.

A column is as wide as so many digits; where Calibri is missing, LibreOffice takes a font with wider ones."""

ROW, ROOM = 15, 530
"""Points of a row that nobody has made higher, and of a printed page."""

SELECTOR = f"${column_letters(REQUESTS.first)}${TITLE_ROW}"
CUT_OFF = f"${column_letters(REQUESTS.first)}${ABOUT_ROW}"
AS_OF = f"${column_letters(REQUESTS.column(2))}${ABOUT_ROW}"

QUARTER_END = quarter_end(SELECTOR)


def _padded(code: str) -> str:
    """Return a number format that leaves the width of a hyphen between the last digit and the border."""
    return f"{code}_-;-{code}_-;{code}_-;@_-"


WHOLE, ONE_DIGIT, PERCENT, TEXT = _padded("#,##0"), _padded("#,##0.0"), _padded("0.0\\ %"), "@_-"

TITLE = Style(bold=True, size=14, color=Palette.HARBOUR, vertical="middle", wrap=True)
ABOUT = Style(size=8.5, color=Palette.MUTED, vertical="middle", wrap=True)
ASK = Style(size=9, color=Palette.MUTED, vertical="middle", align="right")
CHOSEN = Style(
    bold=True,
    size=12,
    color=Palette.HARBOUR,
    fill=Palette.INPUT,
    align="center",
    vertical="middle",
    border=True,
    unlocked=True,
    number_format="@",
)
DAY = Style(bold=True, size=9, number_format="dd.mm.yyyy", align="center", vertical="middle", shrink=True)
STORY = Style(bold=True, size=11, color=Palette.PAPER, fill=Palette.HARBOUR, vertical="middle", indent=1)
BIG = Style(
    bold=True, size=18, color=Palette.HARBOUR, fill=Palette.SAND, align="center", vertical="middle", shrink=True
)
CAPTION = Style(
    size=8.5, color=Palette.MUTED, fill=Palette.SAND, align="center", vertical="top", wrap=True, number_format="@"
)
LABEL = Style(size=8.5, color=Palette.MUTED, fill=Palette.SAND, vertical="middle", number_format="@")
NUMBER = Style(bold=True, size=8.5, fill=Palette.SAND, align="right", vertical="middle", number_format=WHOLE)
LIGHT = Style(bold=True, size=9, fill=Palette.LINE, align="center", vertical="middle", wrap=True)
ERRORS = Style(size=8.5, color=Palette.MUTED, vertical="middle", align="center")
FINDING = Style(bold=True, size=9, color=Palette.HARBOUR, vertical="top", wrap=True)
FIELD_HEAD = Style(size=8.5, color=Palette.MUTED, vertical="bottom", wrap=True, number_format="@")
FIELD = Style(size=9, fill=Palette.INPUT, vertical="top", wrap=True, border=True, unlocked=True, number_format="@")
SECTION = Style(bold=True, size=10, color=Palette.HARBOUR, vertical="middle")
HEAD = Style(
    size=8.5,
    color=Palette.INK,
    fill=Palette.WATER,
    align="right",
    vertical="middle",
    wrap=True,
    border=True,
    number_format="@",
)
HEAD_LEFT = replace(HEAD, align="left")
CELL = Style(size=9, align="right", vertical="middle", border=True, number_format=WHOLE, shrink=True)
CELL_TEXT = Style(size=9, align="left", vertical="middle", border=True, number_format="@")
CUT = '@"*"'
"""How the name of a quarter looks that is not whole; the cell itself keeps the plain name for the formulas."""
TOTAL = replace(CELL, bold=True, fill=Palette.SAND)
TOTAL_TEXT = replace(CELL_TEXT, bold=True, fill=Palette.SAND)
FOOT = Style(size=9, color=Palette.MUTED, vertical="top", wrap=True)
WARNING = replace(FOOT, bold=True, color=Palette.BRICK)

GREEN_LIGHT = Style(bold=True, fill=Palette.GOOD)
YELLOW_LIGHT = Style(bold=True, fill=Palette.WARNING)
RED_LIGHT = Style(bold=True, fill=Palette.ERROR)


class Page(Struct):
    """What has been put on the page so far, and from which row on there is room."""

    blocks: list[Block] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    highlights: list[Highlight] = field(default_factory=list)
    heights: dict[int, float] = field(default_factory=dict)
    breaks: list[int] = field(default_factory=list)

    def put(self, row: int, column: int, value: Value, style: Style) -> str:
        """Put a value into a cell and return its address as other formulas use it: `$B$7`."""
        self.blocks.append(Block(row, column, [[value]], style))
        return fixed(row, column)

    def pair(self, row: int, column: int, pair: Pair | None, style: Style) -> Pair:
        """Put a figure into a cell and return the pair that refers to that cell; `None` leaves it empty."""
        place = self.put(row, column, None if pair is None else pair.cell, style)
        return Pair(place, None if pair is None else pair.value)

    def line(self, row: int, column: int, values: list[Value], style: Style) -> None:
        """Put values side by side."""
        self.blocks.append(Block(row, column, [values], style))

    def span(self, row: int, first: int, last: int, value: Value, style: Style, *, rows: int = 1) -> str:
        """Put a value over several columns (and rows) and return the address of the first cell."""
        if first == last and rows == 1:
            return self.put(row, first, value, style)
        self.notes.append(Note(Area(row, first, row + rows - 1, last), value, style))
        return fixed(row, first)


def fixed(row: int, column: int) -> str:
    """Return an address that stays where it is: `$B$7`.

    >>> fixed(7, 2)
    '$B$7'
    """
    return f"${column_letters(column)}${row}"


def widths() -> dict[int, float]:
    """Return the widths of all columns in characters: Excel takes 7 pixels for one, and 5 for the edges."""
    pixels = {FAMILIES.first - 1: GAP}
    for story in STORIES:
        pixels |= dict(enumerate(story.pixels, story.first))
        if story.last < LAST_COLUMN:
            pixels[story.last + 1] = GAP
    pixels |= dict(enumerate(HELPERS.pixels, HELPERS.first))
    return {column: round((width - 5) / 7, 2) for column, width in pixels.items()}
