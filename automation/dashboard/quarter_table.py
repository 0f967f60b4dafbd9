"""The table of quarters in the middle of the page: what was due, what happened, what the charts draw."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from automation.dashboard import grid as p
from automation.figures.adding import Over
from automation.figures.fact_formulas import quarter_end
from automation.figures.indicators import labour_market, requests
from automation.figures.indicators import placement_counts as placements
from automation.figures.pairs import Pair, constant, either, joined, total, words
from automation.figures.plans import HIGH, LOW, PLAN
from workbook.cells import Area, column_letters
from workbook.sheets import Highlight, Palette, Style

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from automation.figures.adding import Moment
    from automation.figures.compiled import Figures
    from automation.figures.measures import Measure

REST, ALL = "übrige", "gesamt"
SO_FAR = ("Soll bisher", "Ist bisher")
HELPER_HEADS = ("Achse", "andere bisher", "Spanne von", "Spanne bis")
OTHERS, CITY = 2, "Stadt bisher"
"""Where what the rest of the city has reported stands among the columns of its story; what both reach together."""

_TITLES = {
    p.FAMILIES: ("Familien unabhängig", "Z20"),
    p.LABOUR_MARKET: ("Sozialer Arbeitsmarkt", "Z400"),
    p.PLACEMENTS: ("Vermittlungen nach Beginn", ""),
    p.REQUESTS: ("Anliegen", ""),
}
_CHOSEN_ROW = Style(bold=True, fill=Palette.INPUT)

Row = dict[int, Pair]
"""The pairs of a row by the column that they stand in, as others of the row refer to them."""


class QuarterColumn(Struct, frozen=True):
    """A column of the table: its place, header, and what stands in the row of a quarter.

    `ask` gets the quarter, the row so far, and the rows above; `None` leaves the cell empty. What has happened
    stands only in the quarters that have begun (`begun`). `summed` columns have a sum below.
    """

    story: p.Story
    place: int
    head: str
    ask: Callable[[Moment, Row, Sequence[Row]], Pair | None]
    number_format: str = p.WHOLE
    summed: bool = True
    begun: bool = True

    @property
    def column(self) -> int:
        """The column of the sheet."""
        return self.story.column(self.place)


class QuarterTable(Struct, frozen=True):
    """Where the table stands and what it holds: for the charts and for the list of quarters to choose from."""

    first_row: int
    quarters: Sequence[str]
    begun: int
    columns: Sequence[QuarterColumn]
    rows: Sequence[Row]

    def column(self, story: p.Story, head: str) -> QuarterColumn:
        """Return the column of a story with this header."""
        return next(each for each in self.columns if each.story == story and each.head == head)

    def values(self, column: QuarterColumn) -> list[float | str | None]:
        """Return the values of a column, as far as it holds anything."""
        found = [row[column.column].said if column.column in row else None for row in self.rows]
        while found and found[-1] is None:
            found.pop()
        return found

    def range_of(self, column: QuarterColumn, sheet: str) -> str:
        """Return the reference to a column's cells, as far as they hold anything."""
        return self._area(column.column, len(self.values(column))).absolute(sheet)

    def names(self, sheet: str, *, begun: bool) -> str:
        """Return the reference to the names of the quarters, of all or of those that have begun."""
        return self._area(p.FAMILIES.first, self.begun if begun else len(self.quarters)).absolute(sheet)

    def axis(self, sheet: str, *, begun: bool) -> str:
        """Return the reference to the names of the quarters as charts show them: short, and marked where cut."""
        return self._area(p.HELPERS.first, self.begun if begun else len(self.quarters)).absolute(sheet)

    def _area(self, column: int, rows: int) -> Area:
        return Area(self.first_row, column, self.first_row + rows - 1, column)


def add_quarter_table(page: p.Page, top: int, figures: Figures, wanted: Pair | None) -> QuarterTable:
    """Put the table on the page, its titles in row `top`; `wanted` is the amount of the labour market's target."""
    reporting, quarters = figures.reporting, figures.reporting.quarters
    first = top + 2
    last = first + len(quarters) - 1
    columns = list(_columns(figures, wanted))
    for story, (title, code) in _TITLES.items():
        page.span(top, story.first, story.last, title + figures.which(code), p.SECTION)
    page.put(top + 1, p.FAMILIES.first, "Quartal", p.HEAD_LEFT)
    rows: list[Row] = []
    for number, quarter in enumerate(quarters, first):
        cut = quarter in reporting.begun and reporting.mark(quarter)
        looks = replace(p.CELL_TEXT, number_format=p.CUT) if cut else p.CELL_TEXT
        name = page.put(number, p.FAMILIES.first, quarter.code, looks)
        page.heights[number] = 16.5
        moment = figures.sums.moment(quarter, _loose(name), _cut(_loose(name), figures))
        row: Row = {}
        for each in columns:
            style = replace(p.CELL, number_format=each.number_format)
            pair = None if each.begun and quarter not in reporting.begun else each.ask(moment, row, rows)
            shown = page.pair(number, each.column, pair, style)
            if pair is not None:
                row[each.column] = shown
        rows.append(row)
    _add_heads(page, top + 1, columns)
    _add_sums(page, columns, rows, first, last)
    page.heights |= {top: 20, top + 1: 30, last + 1: 16.5}
    for story in p.STORIES:
        area = Area(first, story.first, last, story.last)
        rule = f"=${column_letters(p.FAMILIES.first)}{first}={p.SELECTOR}"
        page.highlights.append(Highlight(area, rule, _CHOSEN_ROW))
    return QuarterTable(first, [quarter.code for quarter in quarters], len(reporting.begun), columns, rows)


def _loose(cell: str) -> str:
    """Return an address whose row follows where the row is copied: `$B7`."""
    return "$" + cell.replace("$", "")


def _cut(name: str, figures: Figures) -> str:
    """Return the formula of the day up to which the quarter in a cell can be counted."""
    end = figures.reporting.end
    return f"MIN({p.AS_OF},{quarter_end(name)},DATE({end.year},{end.month},{end.day}))"


def _add_heads(page: p.Page, row: int, columns: Sequence[QuarterColumn]) -> None:
    heads = {each.column: each.head for each in columns}
    for place, head in enumerate(HELPER_HEADS, p.HELPERS.first):
        page.put(row, place, head, p.HEAD)
    for number in (number for story in p.STORIES for number in range(story.first, story.last + 1)):
        if number != p.FAMILIES.first:
            # A word too long for its narrow column is parted as German parts it, not where the column ends.
            said = heads.get(number)
            page.put(row, number, said.replace("Ausbildung", "Aus-\nbildung") if said else None, p.HEAD)


def _add_sums(page: p.Page, columns: Sequence[QuarterColumn], rows: Sequence[Row], first: int, last: int) -> None:
    """Put the sums of the columns that have one below the table; the rest of that row stays empty."""
    summed = {each.column: each for each in columns if each.summed}
    for story in p.STORIES:
        for number in range(story.first, story.last + 1):
            column = summed.get(number)
            if column is not None:
                letters = column_letters(number)
                value = total(row[number] for row in rows if number in row).value
                style = replace(p.TOTAL, number_format=column.number_format)
                page.pair(last + 1, number, Pair(f"SUM({letters}{first}:{letters}{last})", value), style)
            elif number == p.FAMILIES.first:
                page.put(last + 1, number, "Summe", p.TOTAL_TEXT)
            else:
                page.put(last + 1, number, None, p.TOTAL)


def _columns(figures: Figures, wanted: Pair | None) -> Iterator[QuarterColumn]:
    yield from _target_columns(figures, p.FAMILIES, "Z20", ("Soll", "Ist", *SO_FAR), (1, 2, 3, 4))
    if figures.reporting.of_city:
        yield from _city_columns(figures)
    else:
        yield from _office_columns(figures, wanted)
    yield from _placement_columns(figures)
    yield from _request_columns(figures)
    yield from helper_columns(figures)


def _office_columns(figures: Figures, wanted: Pair | None) -> Iterator[QuarterColumn]:
    """Yield the columns of a labour market's target that is the office's alone."""
    story = p.LABOUR_MARKET
    yield from _target_columns(figures, story, labour_market.OWN, ("Soll", "Ist", *SO_FAR), (0, 1, 2, 3))
    if wanted is not None:
        yield QuarterColumn(
            story,
            4,
            "Anteil am Ziel",
            lambda _moment, row, _above: row[story.column(3)] / wanted,
            p.PERCENT,
            summed=False,
        )


def _city_columns(figures: Figures) -> Iterator[QuarterColumn]:
    """Yield the columns of a target of the whole city: the office's part, the others' part, both together."""
    story, sums = p.LABOUR_MARKET, figures.sums
    heads = ("Soll Stadt", "Büro", "Soll bisher", "Büro bisher")
    own = list(_target_columns(figures, story, labour_market.OWN, heads, (0, 1, 3, 4)))
    yield from own
    code = labour_market.OTHERS

    def reported(moment: Moment, _row: Row, _above: Sequence[Row]) -> Pair:
        count = sums.pair(code, Over.QUARTER, moment)
        return either(count.is_zero(), words(""), sums.pair(code, Over.QUARTER, moment, measured="value"))

    def both(_moment: Moment, row: Row, above: Sequence[Row]) -> Pair:
        return row[story.column(4)] + _running(story.column(OTHERS), row, above)

    yield QuarterColumn(story, OTHERS, "andere", reported)
    yield QuarterColumn(story, 5, CITY, both, summed=False)


def _target_columns(
    figures: Figures, story: p.Story, code: str, heads: tuple[str, ...], places: tuple[int, ...]
) -> Iterator[QuarterColumn]:
    """Yield what was due and what happened, in each quarter and up to its end."""
    sums = figures.sums

    def planned(moment: Moment, _row: Row, _above: Sequence[Row]) -> Pair:
        return sums.pair(code + PLAN, Over.QUARTER, moment, measured="value")

    def counted(moment: Moment, _row: Row, _above: Sequence[Row]) -> Pair:
        return sums.pair(code, Over.QUARTER, moment)

    def due(moment: Moment, row: Row, above: Sequence[Row]) -> Pair:
        # One label, one number: of a quarter that runs what was due until today, as the tile says.
        if moment.quarter in figures.reporting.begun:
            return sums.pair(code + PLAN, Over.UNTIL, moment, measured="value")
        return _running(story.column(places[0]), row, above)

    def running(place: int) -> Callable[[Moment, Row, Sequence[Row]], Pair]:
        return lambda _moment, row, above: _running(story.column(place), row, above)

    yield QuarterColumn(story, places[0], heads[0], planned, p.ONE_DIGIT, begun=False)
    yield QuarterColumn(story, places[1], heads[1], counted)
    yield QuarterColumn(story, places[2], heads[2], due, p.ONE_DIGIT, summed=False, begun=False)
    yield QuarterColumn(story, places[3], heads[3], running(places[1]), summed=False)


def helper_columns(figures: Figures) -> Iterator[QuarterColumn]:
    """Yield what only the charts need: names with a mark, what others reached, the band until the target's end."""
    story, sums, reporting = p.HELPERS, figures.sums, figures.reporting

    def name(moment: Moment, _row: Row, _above: Sequence[Row]) -> Pair:
        quarter, code = moment.quarter, moment.code.text
        cut = quarter in reporting.begun and reporting.mark(quarter)
        short = Pair(f'RIGHT({code},2)&" "&RIGHT(LEFT({code},4),2)', f"Q{quarter.number} {quarter.code[2:4]}")
        return joined(short, words("*")) if cut else short

    def rest(_moment: Moment, row: Row, above: Sequence[Row]) -> Pair:
        return _running(p.LABOUR_MARKET.column(OTHERS), row, above)

    axis, others, *ends = HELPER_HEADS
    yield QuarterColumn(story, 0, axis, name, p.TEXT, summed=False, begun=False)
    if reporting.of_city:
        yield QuarterColumn(story, 1, others, rest, summed=False)
    goal = figures.targets.get("Z20")
    if goal is None or goal.target.end is None:
        return
    last, end = reporting.begun[-1], goal.target.end
    seen = sums.moment(last)
    left = (end - seen.day).days
    if left <= 0 or not sums.of("Z20" + LOW):
        return
    reached = sums.pair("Z20", Over.UNTIL, seen)
    for place, (head, code) in enumerate(zip(ends, (LOW, HIGH), strict=True), 2):
        bound = sums.pair("Z20" + code, Over.QUARTER, seen, measured="value")

        def opened(moment: Moment, _row: Row, _above: Sequence[Row], bound: Pair = bound) -> Pair | None:
            if moment.quarter < last:
                return None
            days = 0 if moment.quarter == last else (min(moment.quarter.end, end) - seen.day).days
            return reached + (bound - reached) * constant(days) / constant(left)

        yield QuarterColumn(story, place, head, opened, p.ONE_DIGIT, summed=False, begun=False)


def _running(column: int, row: Row, above: Sequence[Row]) -> Pair:
    """Return the sum of a column from the first quarter down to a row."""
    first, last = (above[0] if above else row)[column], row[column]
    letters, number = column_letters(column), last.text.rsplit("$", 1)[1]
    begin = first.text.rsplit("$", 1)[1]
    value = total([*(each[column] for each in above), last]).value
    return Pair(f"SUM({letters}${begin}:{letters}{number})", value)


def _placement_columns(figures: Figures) -> Iterator[QuarterColumn]:
    story, parts = p.PLACEMENTS, placements.PARTS
    for place, part in enumerate(parts):
        yield QuarterColumn(story, place, part.title, _of(part, figures))
    every = _of(placements.ALL, figures)

    def rest(moment: Moment, row: Row, above: Sequence[Row]) -> Pair:
        shown = total(row[story.column(place)] for place in range(len(parts)))
        return every(moment, row, above) - shown

    yield QuarterColumn(story, len(parts), REST, rest)
    yield QuarterColumn(story, len(parts) + 1, ALL, every)


def _request_columns(figures: Figures) -> Iterator[QuarterColumn]:
    story = p.REQUESTS
    flows = (requests.RECEIVED, requests.FINISHED, requests.BROKEN_OFF)
    for place, measure in enumerate(flows):
        yield QuarterColumn(story, place, measure.title, _of(measure, figures))
    stock = requests.STILL_OPEN
    yield QuarterColumn(story, len(flows), stock.title, _of(stock, figures), summed=False)


def _of(measure: Measure, figures: Figures) -> Callable[[Moment, Row, Sequence[Row]], Pair]:
    return lambda moment, _row, _above: measure.pair(figures.sums, moment)
