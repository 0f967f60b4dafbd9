"""The table of quarters in the middle of the page: what was due, what happened, what the charts draw."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from automation.dashboard import formulas as f
from automation.dashboard import page as p
from automation.dashboard.facts import Code
from automation.dashboard.figures import FAMILIES, LABOUR_MARKET, MIX
from workbook.cells import Area, column_letters
from workbook.sheets import Formula, Highlight, Palette, Style

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from automation.dashboard.figures import Figures, TargetCodes
    from workbook.sheets import Scalar

REST, ALL = "übrige", "gesamt"
SO_FAR = ("Soll bisher", "Ist bisher")
OTHERS, CITY = 2, "Stadt bisher"
"""Where what the rest of the city has reported stands among the columns of its story; what both reach together."""

_TITLES = {
    p.FAMILIES: "Familien unabhängig",
    p.LABOUR_MARKET: "Sozialer Arbeitsmarkt",
    p.PLACEMENTS: "Vermittlungen nach Beginn der Arbeit",
    p.REQUESTS: "Anliegen",
}
_CHOSEN_ROW = Style(bold=True, fill=Palette.INPUT)


@dataclass(frozen=True, slots=True)
class QuarterColumn:
    """A column of the table: its place, header, the formula of a row, and its values from the first quarter on.

    What has happened has values only for the quarters that have begun. `summed` columns have a sum below.
    """

    story: p.Story
    place: int
    head: str
    formula: Callable[[int], str]
    values: Sequence[Scalar]
    number_format: str = p.WHOLE
    summed: bool = True

    @property
    def column(self) -> int:
        """The column of the sheet."""
        return self.story.column(self.place)


@dataclass(frozen=True, slots=True)
class QuarterTable:
    """Where the table stands and what it holds: for the charts and for the list of quarters to choose from."""

    first_row: int
    quarters: Sequence[str]
    begun: int
    columns: Sequence[QuarterColumn]

    @property
    def after(self) -> int:
        """The first row below the sums."""
        return self.first_row + len(self.quarters) + 1

    def column(self, story: p.Story, head: str) -> QuarterColumn:
        """Return the column of a story with this header."""
        return next(each for each in self.columns if each.story == story and each.head == head)

    def range_of(self, column: QuarterColumn, sheet: str) -> str:
        """Return the reference to a column's cells, as far as they hold anything."""
        return self._area(column.column, len(column.values)).absolute(sheet)

    def names(self, sheet: str, *, begun: bool) -> str:
        """Return the reference to the names of the quarters, of all or of those that have begun."""
        return self._area(p.FAMILIES.first, self.begun if begun else len(self.quarters)).absolute(sheet)

    def _area(self, column: int, rows: int) -> Area:
        return Area(self.first_row, column, self.first_row + rows - 1, column)


def add_quarter_table(page: p.Page, figures: Figures, wanted: str | None) -> QuarterTable:
    """Put the table on the page; `wanted` is the cell with the amount of the labour market's target."""
    quarters = figures.reporting.quarters
    first = p.QUARTERS_ROW + 2
    last = first + len(quarters) - 1
    columns = list(_columns(figures, first, wanted))
    for story, title in _TITLES.items():
        page.span(p.QUARTERS_ROW, story.first, story.last, title, p.SECTION)
    page.put(p.QUARTERS_ROW + 1, p.FAMILIES.first, "Quartal", p.HEAD_LEFT)
    for row, quarter in enumerate(quarters, first):
        page.put(row, p.FAMILIES.first, quarter.code, p.CELL_TEXT)
        page.heights[row] = 16.5
    for each in columns:
        _add_column(page, each, first, last)
    taken = {each.column for each in columns} | {p.FAMILIES.first}
    for number in (number for story in p.STORIES for number in range(story.first, story.last + 1)):
        if number not in taken:
            page.put(p.QUARTERS_ROW + 1, number, None, p.HEAD)
    _add_sums(page, columns, first, last)
    page.heights |= {p.QUARTERS_ROW: 20, p.QUARTERS_ROW + 1: 26, last + 1: 16.5}
    for story in p.STORIES:
        area = Area(first, story.first, last, story.last)
        rule = f"=${column_letters(p.FAMILIES.first)}{first}={p.SELECTOR}"
        page.highlights.append(Highlight(area, rule, _CHOSEN_ROW))
    return QuarterTable(first, [quarter.code for quarter in quarters], len(figures.reporting.begun), columns)


def _add_column(page: p.Page, column: QuarterColumn, first: int, last: int) -> None:
    number = column.column
    style = replace(p.CELL, number_format=column.number_format)
    page.put(p.QUARTERS_ROW + 1, number, column.head, p.HEAD)
    for row in range(first, last + 1):
        past = row - first < len(column.values)
        cell = Formula(f"={column.formula(row)}", column.values[row - first]) if past else None
        page.put(row, number, cell, style)


def _add_sums(page: p.Page, columns: Sequence[QuarterColumn], first: int, last: int) -> None:
    """Put the sums of the columns that have one below the table; the rest of that row stays empty."""
    summed = {each.column: each for each in columns if each.summed}
    for story in p.STORIES:
        for number in range(story.first, story.last + 1):
            column = summed.get(number)
            if column is not None:
                letters = column_letters(number)
                total = sum(value for value in column.values if isinstance(value, int | float))
                style = replace(p.TOTAL, number_format=column.number_format)
                page.put(last + 1, number, Formula(f"=SUM({letters}{first}:{letters}{last})", total), style)
            elif number == p.FAMILIES.first:
                page.put(last + 1, number, "Summe", p.TOTAL_TEXT)
            else:
                page.put(last + 1, number, None, p.TOTAL)


def _columns(figures: Figures, first: int, wanted: str | None) -> Iterator[QuarterColumn]:
    heads = ("Soll", "Ist", *SO_FAR)
    yield from _target_columns(figures, first, p.FAMILIES, FAMILIES, heads, (1, 2, 3, 4))
    if figures.reporting.of_city:
        yield from _city_columns(figures, first)
    else:
        yield from _office_columns(figures, first, wanted)
    yield from _placement_columns(figures)
    yield from _request_columns(figures)


def _office_columns(figures: Figures, first: int, wanted: str | None) -> Iterator[QuarterColumn]:
    """Yield the columns of a labour market's target that is the office's alone."""
    story = p.LABOUR_MARKET
    own = list(_target_columns(figures, first, story, LABOUR_MARKET, ("Soll", "Ist", *SO_FAR), (0, 1, 2, 3)))
    yield from own
    target = figures.reporting.labour_market
    if wanted is not None and target is not None and target.amount:
        letters, amount = column_letters(own[-1].column), float(target.amount)
        shares = [value / amount for value in own[-1].values if isinstance(value, int | float)]
        yield QuarterColumn(
            story, 4, "Anteil am Ziel", lambda row: f"{letters}{row}/{wanted}", shares, p.PERCENT, summed=False
        )


def _city_columns(figures: Figures, first: int) -> Iterator[QuarterColumn]:
    """Yield the columns of a target of the whole city: the office's part, the others' part, both together."""
    story, begun = p.LABOUR_MARKET, figures.reporting.begun
    heads = ("Soll Stadt", "eigener Beitrag", "Soll bisher", "Beitrag bisher")
    own = list(_target_columns(figures, first, story, LABOUR_MARKET, heads, (0, 1, 3, 4)))
    yield from own
    reported = [figures.reported_by_others(each) for each in begun]
    code = Code.LABOUR_MARKET_OTHERS
    yield QuarterColumn(
        story,
        OTHERS,
        "Rest der Stadt",
        lambda row: (
            f'IF({f.count_of(code, quarter=_name(row))}=0,"",{f.sum_of(code, f.VALUE, quarter=_name(row))})'
        ),
        ["" if number is None else number for number in reported],
    )
    others, mine = column_letters(story.column(OTHERS)), column_letters(own[-1].column)
    together = [
        figures.count(Code.LABOUR_MARKET, *figures.until(each)) + figures.of_others(each)[0] for each in begun
    ]
    yield QuarterColumn(
        story,
        5,
        CITY,
        lambda row: f"{mine}{row}+SUM({others}${first}:{others}{row})",
        together,
        summed=False,
    )


def _target_columns(
    figures: Figures,
    first: int,
    story: p.Story,
    codes: TargetCodes,
    heads: tuple[str, ...],
    places: tuple[int, ...],
) -> Iterator[QuarterColumn]:
    """Yield what was due and what happened, in each quarter and up to its end."""
    reporting = figures.reporting
    due = [figures.total(codes.plan, each.begin, each.end, measure="value") for each in reporting.quarters]
    due_so_far = [
        figures.total(codes.plan, reporting.begin, each.end, measure="value") for each in reporting.quarters
    ]
    happened = [figures.count(codes.counted, each.begin, figures.cut_off(each)) for each in reporting.begun]
    so_far = [figures.count(codes.counted, *figures.until(each)) for each in reporting.begun]

    def running(place: int) -> Callable[[int], str]:
        letters = column_letters(story.column(place))
        return lambda row: f"SUM({letters}${first}:{letters}{row})"

    def planned(row: int) -> str:
        return f.sum_of(codes.plan, f.VALUE, quarter=_name(row))

    def counted(row: int) -> str:
        return f.sum_of(codes.counted, quarter=_name(row))

    yield QuarterColumn(story, places[0], heads[0], planned, due, p.ONE_DIGIT)
    yield QuarterColumn(story, places[1], heads[1], counted, happened)
    yield QuarterColumn(story, places[2], heads[2], running(places[0]), due_so_far, p.ONE_DIGIT, summed=False)
    yield QuarterColumn(story, places[3], heads[3], running(places[1]), so_far, summed=False)


def _placement_columns(figures: Figures) -> Iterator[QuarterColumn]:
    begun, story = figures.reporting.begun, p.PLACEMENTS
    mixes = [figures.mix(each.begin, figures.cut_off(each)) for each in begun]
    for place, (label, kinds) in enumerate(MIX.items()):
        yield QuarterColumn(
            story,
            place,
            label,
            lambda row, kinds=kinds: "+".join(  # type: ignore[misc]
                f.sum_of(Code.PLACEMENTS, quarter=_name(row), kind=f.exactly(kind)) for kind in kinds
            ),
            [mix[label] for mix in mixes],
        )
    kinds_first, kinds_last = (column_letters(story.column(place)) for place in (0, len(MIX) - 1))
    total = column_letters(story.last)
    yield QuarterColumn(
        story,
        len(MIX),
        REST,
        lambda row: f"{total}{row}-SUM({kinds_first}{row}:{kinds_last}{row})",
        [mix[REST] for mix in mixes],
    )
    yield QuarterColumn(
        story,
        len(MIX) + 1,
        ALL,
        lambda row: f.sum_of(Code.PLACEMENTS, quarter=_name(row)),
        [figures.count(Code.PLACEMENTS, each.begin, figures.cut_off(each)) for each in begun],
    )


def _request_columns(figures: Figures) -> Iterator[QuarterColumn]:
    begun, story = figures.reporting.begun, p.REQUESTS
    flows = (
        ("Eingang", Code.REQUESTS_IN),
        ("erledigt", Code.REQUESTS_DONE),
        ("abgebrochen", Code.REQUESTS_CANCELLED),
    )
    for place, (head, code) in enumerate(flows):
        yield QuarterColumn(
            story,
            place,
            head,
            lambda row, code=code: f.sum_of(code, quarter=_name(row)),  # type: ignore[misc]
            [figures.count(code, each.begin, figures.cut_off(each)) for each in begun],
        )
    stock = [figures.open_requests(figures.cut_off(each)) for each in begun]
    yield QuarterColumn(story, 3, "offen am Ende", _open_at_the_end, stock, summed=False)


def _open_at_the_end(row: int) -> str:
    name = _name(row)
    until = f'"<="&MIN({p.AS_OF},DATE(LEFT({name},4),RIGHT({name},1)*3+1,0))'
    ended = "-".join(f.count_of(code, day=until) for code in (Code.REQUESTS_DONE, Code.REQUESTS_CANCELLED))
    return f"{f.sum_of(Code.REQUESTS_IN, f.DENOMINATOR, day=until)}-{ended}"


def _name(row: int) -> str:
    """Return the cell with the quarter of a row."""
    return f"${column_letters(p.FAMILIES.first)}{row}"
