"""The content of a sheet that Lotse writes, independent of how it is written.

A `Sheet` says what stands where; `donor.py` writes it with XlsxWriter, `live/` writes the same into an open
workbook. Rows and columns count from 1, as Excel shows them. Text is always text: a string that begins with
`=`, `+`, `-` or `@` never becomes a formula; formulas are `Formula`, with the value that Excel would show.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from itertools import islice
from math import ceil
from typing import TYPE_CHECKING, Any, overload

from msgspec import Struct, field

from workbook.schema.columns import NUMBER_FORMATS, Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from workbook.cells import Area
    from workbook.package.comments import CellComment

Scalar = None | str | bool | int | float | Decimal | date | datetime | time


class Formula(Struct, frozen=True):
    """A formula in English notation (`=SUM(A1:A3)`) and the value it has now."""

    text: str
    value: Scalar


class Link(Struct, frozen=True):
    """A clickable text that jumps to a cell of this workbook, or opens `url` (a file beside it)."""

    text: str
    sheet: str = ""
    cell: str = "A1"
    url: str = ""


Value = Scalar | Formula | Link


class Palette(StrEnum):
    """The colours of the house: calm, printable in grey, AA contrast with the text they carry."""

    INK = "#1F2A36"
    MUTED = "#5B6672"
    PAPER = "#FFFFFF"
    SAND = "#F4F1EA"
    LINE = "#C9CFD6"
    HARBOUR = "#0B4F6C"
    WATER = "#DCEBF2"
    TEAL = "#2A7F7F"
    AMBER = "#C77700"
    BRICK = "#B3372F"
    INPUT = "#FFF8DC"
    ERROR = "#F8D7D3"
    WARNING = "#FCE8C5"
    HINT = "#E3EDF7"
    GOOD = "#D8EBD9"


class Style(Struct, frozen=True):
    """How a cell looks. Colours are `#RRGGBB`; `number_format` is Excel's code in English notation."""

    bold: bool = False
    italic: bool = False
    size: float = 10
    color: str = Palette.INK
    fill: str | None = None
    number_format: str = "General"
    align: str | None = None  # left, center, right
    vertical: str = "top"  # top, middle, bottom
    wrap: bool = False
    border: bool = False
    underline: bool = False
    indent: int = 0
    shrink: bool = False  # a number too long for its column is written smaller, where it else would be `###`
    unlocked: bool = False  # an input cell, should the sheet be protected


TITLE = Style(bold=True, size=18, color=Palette.HARBOUR, vertical="middle")
SUBTITLE = Style(size=10, color=Palette.MUTED)
HEADING = Style(bold=True, size=12, color=Palette.HARBOUR)
TEXT = Style(number_format="@")
WRAPPED = Style(number_format="@", wrap=True)
DATE = Style(number_format=NUMBER_FORMATS[Kind.DATE], align="left")
EURO = Style(number_format=NUMBER_FORMATS[Kind.EURO])
LINK = Style(color=Palette.HARBOUR, underline=True)
COLUMN_HEADER = Style(
    bold=True, color=Palette.PAPER, fill=Palette.HARBOUR, wrap=True, vertical="middle", border=True
)
NUMBER_HEADER = Style(
    bold=True,
    color=Palette.PAPER,
    fill=Palette.HARBOUR,
    align="right",
    wrap=True,
    vertical="middle",
    border=True,
)
"""Over a column of numbers, which end where it ends."""


CHARACTERS = 1.1
"""Letters of running text in a unit of column width, which is a digit wide (ECMA-376 Part 1, 18.3.1.13)."""
LINE = 13.5
"""The height of a line of text in points, at the size of the house."""


def row_height(texts: Sequence[tuple[str, float]]) -> float:
    """Return the height in points that a row needs to show wrapped texts whole; each comes with its column's width.

    Excel fits a row to its text while somebody types, not while it opens a file; LibreOffice neither.
    """
    lines = 1
    for text, width in texts:
        for paragraph in text.split("\n"):
            lines = max(lines, ceil(len(paragraph) / (width * CHARACTERS)))
    return lines * LINE + 1.5


class Block(Struct, frozen=True):
    """A rectangle of values whose first cell is (`row`, `column`); all in one style."""

    row: int
    column: int
    rows: Sequence[Sequence[Value]]
    style: Style = TEXT


class Note(Struct, frozen=True):
    """One text over a merged area, for paragraphs and titles wider than a column."""

    area: Area
    text: Value
    style: Style = WRAPPED


class TableColumn(Struct, frozen=True):
    """A column of a table: header, width in characters, and how its cells look.

    `formula` makes it a calculated column (structured references, `[@Spalte]`); its cells then hold the values
    given in the table's rows as cached results. `help` becomes a comment on the header cell.
    """

    label: str
    width: float = 12
    style: Style = TEXT
    formula: str | None = None
    help: str | None = None
    header_style: Style = COLUMN_HEADER
    hidden: bool = False
    level: int = 0  # outline level of the column: 1 folds away rarely used columns

    @classmethod
    def of_numbers(cls, label: str, width: float, style: Style, help: str | None = None) -> TableColumn:  # noqa: A002 - as the field is called
        """Return a column whose header stands over its numbers: at the right."""
        return cls(label, width, style, help=help, header_style=NUMBER_HEADER)


class SheetTable(Struct, frozen=True):
    """An Excel table: its header stands at (`row`, `column`), its rows below; no totals row.

    A table without rows gets one empty row, as Excel demands. `bold` are the places of rows that stand out, from 0;
    only files have it. `fitted` are the places of columns whose wrapped texts each row is as high as.
    """

    name: str
    row: int
    column: int
    columns: Sequence[TableColumn]
    rows: Sequence[Sequence[Value]]
    table_style: str | None = "Table Style Light 1"
    banded: bool = True
    bold: frozenset[int] = frozenset()
    fitted: tuple[int, ...] = ()

    def heights(self) -> Iterator[float]:
        """Yield the height of each row that has to show its texts whole, of none where no column asks for it."""
        widths = [(place, self.columns[place].width) for place in self.fitted]
        for cells in self.rows if widths else ():
            yield row_height([(str(cells[place]), width) for place, width in widths])

    @property
    def last_row(self) -> int:
        """The last row of the table, counted from 1."""
        return self.row + max(1, len(self.rows))

    @property
    def last_column(self) -> int:
        """The last column of the table, counted from 1."""
        return self.column + len(self.columns) - 1


class MadeAnew(Sequence["Sequence[Value]"]):
    """Rows of a table that are made each time somebody goes through them: nobody has to keep them.

    `make` yields them, always the same `count`. One row is found by going through those before it.
    """

    def __init__(self, make: Callable[[], Iterable[Sequence[Value]]], count: int) -> None:
        self._make, self._count = make, count

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Sequence[Value]]:
        return iter(self._make())

    @overload
    def __getitem__(self, place: int) -> Sequence[Value]: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Sequence[Value]]: ...
    def __getitem__(self, place: Any) -> Any:
        places = range(self._count)[place]
        if isinstance(places, range):
            return [*self][place]
        return next(islice(self, places, None))


class Pivot(Struct, frozen=True):
    """A pivot table over a table of the workbook with the columns `labels`, filled when the file is opened.

    It stands at (`row`, `column`), its filters above. Only files have it: an open book is written without.
    """

    name: str
    row: int
    column: int
    table: str
    labels: Sequence[str]
    rows: Sequence[str]
    columns: Sequence[str]
    summed: str
    caption: str
    filters: Sequence[str] = ()


class Series(Struct, frozen=True):
    """One line or row of bars. `categories` and `values` are references with sheet: `'Dashboard'!$B$5:$B$12`.

    `cached_categories` and `cached_values` are what these cells hold now, so that a viewer without calculation
    draws the chart. `point_colors` colours single bars, `pattern` (ECMA-376 Part 1, 20.1.10.51, as XlsxWriter names
    them) hatches all of them, so that they can be told apart in grey. `label_format` is how labels show numbers.
    """

    name: str
    categories: str
    values: str
    cached_categories: Sequence[Scalar]
    cached_values: Sequence[Scalar]
    color: str
    kind: str = "column"  # column, bar, line
    dashed: bool = False
    labels: bool = False
    pattern: str = ""
    point_colors: Sequence[str] = ()
    label_format: str = ""


class Chart(Struct, frozen=True):
    """A native Excel chart. Its upper left corner is the cell (`row`, `column`); width and height in pixels.

    `kind` is column, bar, line or doughnut; series of another kind are laid over it. `alt_text` is read aloud.
    `y_unit` is from one number along the axis to the next, `y_most` its last; without them, the program chooses.
    """

    kind: str
    row: int
    column: int
    title: str
    series: Sequence[Series]
    alt_text: str
    width: int = 560
    height: int = 300
    x_title: str = ""
    y_title: str = ""
    y_format: str = "0"
    y_unit: float | None = None
    y_most: float | None = None
    stacked: bool = False
    legend: str | None = "bottom"
    text_size: float = 9


class Choice(Struct, frozen=True):
    """A dropdown: `source` is a named range (`lst_Quartale`) or a list of texts; `strict` refuses other input."""

    area: Area
    source: str | Sequence[str]
    title: str = ""
    prompt: str = ""
    strict: bool = True
    error: str = ""


class Hint(Struct, frozen=True):
    """A message beside the chosen cell, where any input is allowed (ECMA-376 Part 1, 18.3.1.32: 255 characters)."""

    area: Area
    title: str
    text: str


class Highlight(Struct, frozen=True):
    """A conditional format: `formula` is relative to the first cell of `area`."""

    area: Area
    formula: str
    style: Style
    stop: bool = False


class Name(Struct, frozen=True):
    """A defined name of the workbook: `refers_to` is a formula without `=` (`'Blatt'!$A$1:$A$9`)."""

    name: str
    refers_to: str


class Print(Struct, frozen=True):
    """How a sheet leaves the printer: A4, as wide as `pages_wide` pages, header rows and key columns repeated.

    With a `scale` in per cent it is printed at that, however wide it is. Below each row of `breaks` a page ends;
    Excel heeds them only where it need not fit the sheet to a number of pages. In the `footer`, `{size}` is what
    its letters need to have 8 points on paper: they are printed at the scale of the sheet.
    """

    landscape: bool = True
    repeat_rows: tuple[int, int] | None = None
    repeat_columns: tuple[int, int] | None = None
    pages_wide: int = 1
    area: Area | None = None
    footer: str = "&L&{size}&F · &A&R&{size}Seite &P von &N"
    one_page: bool = False
    scale: int | None = None
    breaks: tuple[int, ...] = ()  # rows below which a page ends


class Sheet(Struct, frozen=True):
    """What stands on one sheet. `widths` are in characters by column, `heights` in points by row.

    `comments` are the staff's notes at cells by row and column; one at a header takes the place of its help. `gone`
    are the staff's cells on the sheet as it stood that have no place on this one; `None` where whoever made it took
    none of them along and did not look.
    """

    name: str
    blocks: Sequence[Block] = ()
    notes: Sequence[Note] = ()
    tables: Sequence[SheetTable] = ()
    charts: Sequence[Chart] = ()
    pivots: Sequence[Pivot] = ()
    choices: Sequence[Choice] = ()
    hints: Sequence[Hint] = ()
    highlights: Sequence[Highlight] = ()
    names: Sequence[Name] = ()
    comments: Mapping[tuple[int, int], CellComment] = field(default_factory=dict)
    widths: Mapping[int, float] = field(default_factory=dict)
    heights: Mapping[int, float] = field(default_factory=dict)
    hidden_columns: Sequence[int] = ()
    freeze: tuple[int, int] | None = None  # first row and column that scroll
    tab_color: str = Palette.HARBOUR
    printing: Print = field(default_factory=Print)
    gridlines: bool = False
    protected: bool = False  # only `unlocked` cells can be changed; without a password, so staff can lift it
    zoom: int = 100
    hidden: bool = False  # nobody has to look at it, and it is on no printed page
    gone: Sequence[str] | None = None

    def row_heights(self) -> Mapping[int, float]:
        """Return the heights of rows: those of the sheet, and of tables whose rows follow their texts."""
        fitted = {row: height for each in self.tables for row, height in enumerate(each.heights(), each.row + 1)}
        return fitted | dict(self.heights)
