"""Figures side by side: rows, columns and totals, the same for the page in Excel, a web page, a PDF, suppression.

A table asks; it holds no numbers. Each medium says which quarter is meant, and gets pairs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from automation.figures.closing.record import SINCE
from automation.figures.fact import ELSEWHERE, HELD_BACK
from automation.figures.measures import Largest, Nature, Quantile, Ratio
from automation.figures.pairs import NONE, Pair, either, joined, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from automation.figures.adding import Moment, Where
    from automation.figures.compiled import Figures
    from automation.figures.measures import Group, Measure, Split
    from automation.office.quarters import Quarter

QUARTERS_OF_A_YEAR = 4


class Column(Struct, frozen=True):
    """A column of a table: which quarter, counted back from the chosen one, and what it shows of the figure.

    With a `measure`, that one and not the line's: the lines are then cohorts. `shows` is `figure`, `until` (the
    whole time up to the end of the chosen quarter), or a mark of errors: the rows that are not counted because of
    one, or counted although they have one, or both. `n` is the number of cases of a share or a median; `where`
    narrows all lines to one value of a second dimension.
    """

    title: str
    back: int = 0
    shows: str = "figure"
    measure: Measure | None = None
    where: Where = ()

    @property
    def quarterly(self) -> bool:
        """Whether its header names a quarter."""
        return self.shows == "figure" and self.measure is None


class Line(Struct, frozen=True):
    """A row of a table: a measure, of everything or of one value of a dimension, or of one cohort."""

    title: str
    measure: Measure
    where: Where = ()
    cohort: Quarter | None = None
    total: bool = False


class FigureTable(Struct, frozen=True):
    """Rows of figures; `corner` is the header of the rows' titles, `note` a sentence below."""

    title: str
    corner: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    note: str = ""
    whole: Measure | None = None

    def pair(self, figures: Figures, line: Line, column: Column, moment: Moment) -> Pair | None:
        """Return what stands in a cell; `None` where it stays empty. `moment` is the column's quarter."""
        sums, measure = figures.sums, column.measure or line.measure
        if column.shows == "until":
            return measure.until(sums, moment, line.where)
        where = (*line.where, *column.where)
        if column.shows in {HELD_BACK, ELSEWHERE}:
            return measure.errors(sums, moment, column.shows, where)
        if column.shows == BOTH:
            held, counted = (measure.errors(sums, moment, mark, where) for mark in (HELD_BACK, ELSEWHERE))
            return joined(held, words(" / "), counted)
        if column.shows == "n":
            parts = measure.adding.parts(sums, moment, where)
            return parts.n if isinstance(measure.adding, Ratio | Quantile | Largest) else None
        found = measure.shown(sums, moment, figures.percent_from, where)
        if not column.back:
            return found
        first = figures.reporting.begun[0].code
        before = Pair(f"{moment.code.text}<{words(first).text}", moment.quarter.code < first)
        return either(before, NONE, found)


PERIODS = (
    Column("im Quartal"),
    Column("im Quartal davor", 1),
    Column("ein Jahr davor", QUARTERS_OF_A_YEAR),
    Column(SINCE, shows="until"),
)
"""What each flow is compared with (figures.md, R11)."""
CASES = Column("Fälle (n)", shows="n")
"""How many a share or a median is made of (figures.md, R8)."""
ERRORS = (Column("nicht gezählt: Fehler", shows=HELD_BACK), Column("gezählt trotz Fehler", shows=ELSEWHERE))
OVER_TIME = (*PERIODS, *ERRORS, CASES)
"""The columns of figures over time; a table of counts has no need of the last."""
BOTH = "beides"
BOTH_ERRORS = Column("Fehler: nicht / trotzdem gezählt", shows=BOTH)
"""The same in one column, where two have no room: „2 / 1“."""

ROOM = 8
"""As many columns fit on a printed page."""


def tables_of(group: Group, figures: Figures) -> Iterator[FigureTable]:
    """Yield the tables of a group: its measures over time, and each way in which they are split."""
    cohorts = [measure for measure in group.measures if measure.nature is Nature.COHORT]
    others = tuple(
        measure for measure in group.measures if measure.nature is not Nature.COHORT and measure.id != "VMIX"
    )
    if others:
        lines = tuple(Line(measure.title, measure) for measure in others)
        yield FigureTable(group.title, "Kennzahl", OVER_TIME, lines, group.note)
    if cohorts:
        asked = next((each for each in cohorts if isinstance(each.adding, Ratio)), cohorts[0])
        lines = tuple(Line(quarter.code, asked, cohort=quarter) for quarter in figures.reporting.begun)
        columns = tuple(Column(measure.title, measure=measure) for measure in cohorts)
        beside = ERRORS if len(columns) + len(ERRORS) <= ROOM else (BOTH_ERRORS,)
        yield FigureTable(group.title, "Quartal", (*columns, *beside), lines, group.note)
    seen: set[str] = set()
    for measure in others:
        for split in measure.splits:
            if split.title not in seen and not isinstance(measure.adding, Ratio):
                seen.add(split.title)
                yield split_table(measure, split, figures)
        for one, other in measure.crossed:
            yield crossed_table(measure, one, other, figures)


def split_table(measure: Measure, split: Split, figures: Figures) -> FigureTable:
    """Return a measure by the values of a dimension, with its total."""
    values = split.occurring(figures.sums, measure.adding)
    lines = [Line(split.label(value), measure, ((split.dimension, value),)) for value in values]
    return FigureTable(
        f"{measure.title} nach {split.title}",
        split.title,
        (*PERIODS, *ERRORS),
        (*lines, Line("zusammen", measure, total=True)),
        whole=measure,
    )


def crossed_table(measure: Measure, one: Split, other: Split, figures: Figures) -> FigureTable:
    """Return a measure of the chosen quarter by two dimensions: one goes down, the other across."""
    down, across = (split.occurring(figures.sums, measure.adding) for split in (one, other))
    lines = [Line(one.label(value), measure, ((one.dimension, value),)) for value in down]
    columns = tuple(Column(other.label(value), where=((other.dimension, value),)) for value in across)
    return FigureTable(
        f"{measure.title} nach {one.title} und {other.title}",
        one.title,
        columns,
        (*lines, Line("zusammen", measure, total=True)),
        whole=measure,
    )


def name_back(name: str, back: int) -> str:
    """Return the formula of the code of the quarter that lies some quarters before the one in a cell.

    >>> name_back("B1", 0)
    'B1'
    """
    if not back:
        return name
    number = f"LEFT({name},4)*4+RIGHT({name},1)-1-{back}"
    return f'INT(({number})/4)&"-Q"&(MOD({number},4)+1)'
