"""The pages after the first: every group of figures as tables, over time and by what they are split."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from automation.dashboard import grid as p
from automation.dashboard.cuts import add_marks, marks_of
from automation.figures.fact import ELSEWHERE, HELD_BACK
from automation.figures.fact_formulas import quarter_end
from automation.figures.figure_tables import BOTH, OVER_TIME, ROOM, name_back, tables_of
from automation.figures.measures import Ratio
from automation.figures.pairs import Pair, joined, words
from workbook import own_sheets
from workbook.cells import Area
from workbook.sheets import Print, Sheet, Style, row_height

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from automation.figures.adding import Moment
    from automation.figures.compiled import Figures
    from automation.figures.figure_tables import Column, FigureTable, Line
    from automation.figures.measures import Group
    from automation.office.quarters import Quarter

TITLES = {2: "Arbeit und Verbleib", 3: "Begleitung, Angebote und Daten"}
"""What the pages after the first are about, by their number."""

FIRST, LABEL_WIDTH, NUMBER_WIDTH = 2, 30, 12.15
_COLUMNS = ROOM
_LAST = FIRST + _COLUMNS
_CODE = replace(p.HEAD, size=9.5)
_HEAD, _HEAD_LEFT = replace(p.HEAD, size=9.5, bold=True), replace(p.HEAD_LEFT, size=9.5, bold=True)
_NOTE = Style(size=10, color=p.FOOT.color, vertical="top", wrap=True)
_GROUP = replace(p.STORY, size=12)
_CELL, _TOTAL = replace(p.CELL, size=9.5), replace(p.TOTAL, size=9.5)
_CELL_TEXT, _TOTAL_TEXT = replace(p.CELL_TEXT, size=9.5, wrap=True), replace(p.TOTAL_TEXT, size=9.5)
_DECIMAL = replace(_CELL, number_format=p.ONE_DIGIT)
_NARROW, _LABEL_NARROW = NUMBER_WIDTH * 0.82, LABEL_WIDTH * 0.82
"""Bold words of a header break earlier than running text."""
_SCALE, _ROOM = 85, 548
"""In per cent, how the pages are printed, and the points that a printed page then has below the repeated title."""
_LINE = 13
"""The height of a line of a table: as low as its letters allow, for most tables are of few lines."""


def further_pages(figures: Figures, quarter: Quarter, first: str = own_sheets.DASHBOARD) -> Iterator[Sheet]:
    """Yield the pages after the one called `first`, on which the quarter is chosen; none where nothing is kept."""
    for number, title in TITLES.items():
        groups = [group for group in figures.groups if max(2, group.page) == number]
        if groups:
            yield _page(figures, quarter, groups, (f"{first} {number}", title, first))


def _page(figures: Figures, quarter: Quarter, groups: Sequence[Group], names: tuple[str, str, str]) -> Sheet:
    page, (name, title, first) = p.Page(), names
    selector, cut = (f"'{first}'!{cell}" for cell in (p.SELECTOR, p.CUT_OFF))
    moment = figures.sums.moment(quarter, selector, cut)
    said = joined(
        words(f"{title}, "),
        Pair(f"RIGHT({selector},1)", str(quarter.number)),
        words(". Quartal "),
        Pair(f"LEFT({selector},4)", str(quarter.year)),
    )
    page.span(1, FIRST, _LAST, said.cell, p.TITLE)
    about = f"Das Quartal wird auf dem Blatt „{first}“ gewählt. „–“: nicht bekannt oder nicht geführt."
    about += marks_of(figures)
    page.span(2, FIRST, _LAST, about, replace(p.ABOUT, size=9.5))
    page.heights |= {1: 26, 2: 26, 3: 4}
    row, headed = 4, 0
    for group in groups:
        row, headed = _add_group(page, row, group, figures, moment, headed=headed)
    return Sheet(
        name=name,
        blocks=page.blocks,
        notes=page.notes,
        widths={1: 2, FIRST: LABEL_WIDTH, **dict.fromkeys(range(FIRST + 1, _LAST + 1), NUMBER_WIDTH)},
        heights=page.heights,
        highlights=page.highlights,
        printing=Print(
            area=Area(1, FIRST, row, _LAST),
            repeat_rows=(1, 2),
            scale=_SCALE,
            breaks=tuple(page.breaks),
        ),
        zoom=90,
    )


def _add_group(
    page: p.Page, row: int, group: Group, figures: Figures, moment: Moment, *, headed: int
) -> tuple[int, int]:
    """Put the tables of a group on the page from `row` on, and return the first free row below.

    `headed` says of how many columns of figures over time the headers stand above; so does what is returned beside.
    """
    page.span(row, FIRST, _LAST, group.title, _GROUP)
    page.heights[row] = 18
    begin = top = row
    for table in tables_of(group, figures):
        said_above = row == top and table.title == group.title
        count = len(table.columns)
        over_time = table.columns == OVER_TIME[:count]
        above = over_time and count <= headed and _fits(page, begin, _height(table))
        end = _add_table(page, row + 1, table, figures, moment, said_above=said_above, headed=above)
        _break_before(page, begin, end)
        page.heights[end] = 5
        headed = (headed if above else count) if over_time else 0
        row = begin = end
    return row + 1, headed


def _height(table: FigureTable) -> float:
    """Return how high a table is whose columns have their headers above."""
    lines = [row_height([(line.title, LABEL_WIDTH)]) - 15 + _LINE for line in table.lines]
    note = row_height([(table.note, LABEL_WIDTH + _COLUMNS * NUMBER_WIDTH)]) if table.note else 0
    return row_height([(table.title, _LABEL_NARROW)]) + sum(lines) + note


def _fits(page: p.Page, begin: int, height: float) -> bool:
    """Tell whether something fits below what the printed page already holds, from the row `begin` on."""
    first = page.breaks[-1] + 1 if page.breaks else 3
    return sum(page.heights.get(row, 15) for row in range(first, begin + 1)) + height <= _ROOM


def _break_before(page: p.Page, begin: int, end: int) -> None:
    """Begin a new printed page with a table that would else be torn apart."""
    if not _fits(page, end - 1, 0):
        page.breaks.append(begin - 1)


def _add_table(
    page: p.Page, row: int, table: FigureTable, figures: Figures, moment: Moment, *, said_above: bool, headed: bool
) -> int:
    """Put a table on the page, below its title unless that is said above, and return the first free row below.

    With `headed`, its columns have their headers further up on the same page: one row names it and its quarters.
    """
    if headed:
        name = table.corner if said_above else table.title
        page.put(row, FIRST, name, _HEAD_LEFT)
        page.heights[row] = max(_LINE, row_height([(name, _LABEL_NARROW)]) - 15 + _LINE)
        moments = [
            _code(page, row, place, column, moment, figures)
            for place, column in enumerate(table.columns, FIRST + 1)
        ]
        return _add_lines(page, row + 1, table, figures, moments, moment)
    if not said_above:
        page.span(row, FIRST, _LAST, table.title, p.SECTION)
        page.heights[row] = 17
        row += 1
    page.put(row, FIRST, table.corner, _HEAD_LEFT)
    page.put(row + 1, FIRST, None, _CODE)
    heads = [(column.title, _NARROW) for column in table.columns]
    quarterly = any(column.quarterly for column in table.columns)
    page.heights |= {row: max(26, row_height(heads)), row + 1: _LINE if quarterly else 3}
    moments = [
        _head(page, row, place, column, moment, figures) for place, column in enumerate(table.columns, FIRST + 1)
    ]
    return _add_lines(page, row + 2, table, figures, moments, moment)


def _add_lines(
    page: p.Page, row: int, table: FigureTable, figures: Figures, moments: Sequence[Moment], moment: Moment
) -> int:
    """Put the lines of a table and its note on the page, and return the first free row below."""
    for line_row, line in enumerate(table.lines, row):
        name = page.put(line_row, FIRST, line.title, _TOTAL_TEXT if line.total else _CELL_TEXT)
        page.heights[line_row] = row_height([(line.title, LABEL_WIDTH)]) - 15 + _LINE
        if line.cohort:
            add_marks(page, line_row, FIRST, figures)
        for place, (column, of_column) in enumerate(zip(table.columns, moments, strict=True), FIRST + 1):
            of_line = line.cohort and figures.sums.moment(line.cohort, name, moment.until.text, moment.day)
            pair = table.pair(figures, line, column, of_line or of_column)
            page.pair(line_row, place, pair, _style(line, column))
    last = row + len(table.lines)
    if table.note:
        page.span(last, FIRST, _LAST, table.note, _NOTE)
        page.heights[last] = row_height([(table.note, LABEL_WIDTH + _COLUMNS * NUMBER_WIDTH)])
        last += 1
    return last


def _head(page: p.Page, row: int, place: int, column: Column, moment: Moment, figures: Figures) -> Moment:
    """Put the header of a column, below it the code of its quarter, and return the quarter that it means."""
    page.put(row, place, column.title, _HEAD)
    return _code(page, row + 1, place, column, moment, figures)


def _code(page: p.Page, row: int, place: int, column: Column, moment: Moment, figures: Figures) -> Moment:
    """Put the code of a column's quarter on the page, and return the quarter that it means."""
    quarter = moment.quarter.later(-column.back)
    if not column.quarterly:
        page.put(row, place, None, _CODE)
        return moment
    name = page.pair(row, place, Pair(name_back(moment.name, column.back), quarter.code), _CODE).text
    add_marks(page, row, place, figures)
    if not column.back:
        return replace(moment, name=name)
    return replace(moment, quarter=quarter, day=quarter.end, name=name, cut=quarter_end(name))


def _style(line: Line, column: Column) -> Style:
    if line.total:
        return _TOTAL
    if column.shows in {"n", HELD_BACK, ELSEWHERE, BOTH}:
        return _CELL
    ratio = isinstance(line.measure.adding, Ratio) and not line.measure.adding.percent
    return _DECIMAL if ratio else _CELL
