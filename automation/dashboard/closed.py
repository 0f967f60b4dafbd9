"""The block of a closed quarter on the page: what was published first, and what it is with late reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from automation.dashboard import grid as p
from automation.figures import fact_formulas as f
from automation.figures.closing import record as r
from automation.figures.closing.closings import Closings
from automation.figures.closing.values import of_quarter, value_key
from automation.figures.pairs import NOTHING, Pair, joined, words

if TYPE_CHECKING:
    from automation.figures.adding import Moment
    from automation.figures.closing.record import Record
    from automation.figures.compiled import Figures

SHOWN = ("Z20", "Z400", "V", "V_SV", "ANL_EINGANG", "ANL_ERLEDIGT", "ANL_OFFEN")


def add_closed(page: p.Page, row: int, figures: Figures, record: Record, moment: Moment) -> int:
    """Put the block on the page from `row` on, where any quarter is closed, and return the page's last row."""
    closings = Closings(record)
    if not closings.closed:
        return row - 1
    story, beside = p.FAMILIES, p.LABOUR_MARKET
    page.heights[row] = 6
    page.span(row + 1, story.first, story.last, "Abgeschlossen und heute", p.SECTION)
    page.span(row + 2, story.first, story.last, "im gewählten Quartal", p.HEAD_LEFT)
    page.span(row + 2, beside.first, beside.column(2), "zuerst veröffentlicht", p.HEAD)
    page.span(row + 2, beside.column(3), beside.last, "mit Nachmeldungen", p.HEAD)
    page.heights |= {row + 1: 20, row + 2: 28}
    published = of_quarter(record, moment.quarter)
    measures = [measure for group in figures.groups for measure in group.measures if measure.id in SHOWN]
    for line, measure in enumerate(measures, row + 3):
        page.span(line, story.first, story.last, measure.title, p.CELL_TEXT)
        first = published.get(value_key(moment.quarter.code, measure.id), {}).get(r.FIRST, NOTHING)
        page.span(line, beside.first, beside.column(2), _published(moment, measure.id, first).cell, p.CELL)
        page.span(line, beside.column(3), beside.last, measure.pair(figures.sums, moment).cell, p.CELL)
        page.heights[line] = 16.5
    page.span(row + 3, p.PLACEMENTS.first, p.LAST_COLUMN, _sentence(record, closings, moment).cell, p.FOOT, rows=4)
    return row + 2 + max(4, len(measures))


def _published(moment: Moment, measure: str, first: object) -> Pair:
    """Return the published value, found by the quarter that is chosen."""
    table = r.VALUES.name
    key = f"{moment.code.text}&{f.text(value_key('', measure))}"
    none = f"COUNTIFS({table}[{r.KEY}],{key})=0"
    value = first if isinstance(first, int | float | str) else None
    return Pair(f"IF({none},{f.text(NOTHING)},SUMIFS({table}[{r.FIRST}],{table}[{r.KEY}],{key}))", value)


def _sentence(record: Record, closings: Closings, moment: Moment) -> Pair:
    """Return how many late reports there are to the chosen quarter, and where they stand."""
    code = moment.quarter.code
    late = sum(row.get("Quartal") == code for row in record.of(r.LATE))
    count = Pair(f"COUNTIFS({r.LATE.name}[Quartal],{moment.code.text})", late)
    known = ", ".join(sorted(closings.closed))
    return joined(
        words(f"Abgeschlossen: {known}. Nachmeldungen zum gewählten Quartal: "),
        count,
        words(f". Sie stehen mit alter und neuer Angabe auf „{r.SHEET}“; die Zahlen der Seite enthalten sie."),
    )
