"""The vacancies (STE): what was reported, what the office filled, what people took along."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from typing import TYPE_CHECKING

from automation.figures.adding import Over
from automation.figures.fact import UNSTATED, Fact
from automation.figures.indicators.visits import TAKEN
from automation.figures.measures import Group, Measure, Nature, Ratio, Split, Sum
from automation.figures.placed import PLACEMENTS
from automation.figures.reads import Reads
from automation.office.quarters import Quarter
from workbook.schema import Vacancy
from workbook.schema.meanings import OPEN_VACANCIES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from automation.figures.sources import Sources

CODE, FILLED, OPEN = "STE", "STE_BESETZT", "STE_OFFEN"
READS = Reads(Vacancy, "vacancy_id", "reported_on", "places", "valid_until", "status")


def derive(sources: Sources) -> Iterator[Fact]:
    """Yield the facts of each vacancy; what is filled is that of the end of the quarter it was reported in."""
    table, reporting = sources.once[Vacancy], sources.reporting
    starts: defaultdict[str, list[date]] = defaultdict(list)
    for placed in sources.successes:
        if placed.start is not None and placed.vacancy_id:
            starts[placed.vacancy_id].append(placed.start)
    for begins in starts.values():
        begins.sort()
    for row in table:
        day, places = row.reported_on, row.places or 0
        fact = Fact(
            code=CODE,
            day=day,
            numerator=1,
            denominator=places,
            value=None,
            sheet=table.sheet,
            key=row.vacancy_id or "",
            cell=table.cell(row.row, "reported_on"),
            group=row.kind or UNSTATED,
        )
        fact = sources.judged(fact, table, row.row, READS.columns)
        if day is not None and day <= reporting.today and reporting.holds(day):
            yield fact
            if fact.numerator:
                last = reporting.seen_from(Quarter.of(day))
                filled = min(places, bisect_right(starts.get(row.vacancy_id or "", []), last))
                if filled:
                    yield fact.but(code=FILLED, numerator=filled, denominator=1)
        still = row.status in OPEN_VACANCIES and (row.valid_until is None or row.valid_until >= reporting.today)
        if still and fact.numerator and (day is None or day <= reporting.today):
            yield fact.but(code=OPEN, day=reporting.cut_off(reporting.begun[-1]), denominator=1)


GROUPS = (
    Group(
        CODE,
        "Stellen",
        90,
        derive,
        (
            Measure(
                CODE,
                "neu gemeldet",
                "Stellen",
                "Stellen, die in diesem Quartal gemeldet wurden.",
                Sum(CODE),
                splits=(Split("group", "Art der Stelle"),),
                since_begin=Sum(CODE, Over.UNTIL),
            ),
            Measure(
                "STE_PLAETZE",
                "Plätze darin",
                "Plätze",
                "Die Plätze der Stellen, die in diesem Quartal gemeldet wurden.",
                Sum(CODE, measured="denominator"),
                since_begin=Sum(CODE, Over.UNTIL, "denominator"),
            ),
            Measure(
                FILLED,
                "davon durch uns besetzt",
                "Plätze",
                "Plätze dieser Stellen, auf denen jemand durch das Büro arbeitet.",
                Sum(FILLED),
                held=CODE,
            ),
            Measure(
                "STE_QUOTE",
                "Anteil besetzter Plätze",
                "Anteil",
                "Durch das Büro besetzte Plätze, von allen Plätzen der im Quartal gemeldeten Stellen.",
                Ratio(Sum(FILLED), Sum(CODE, measured="denominator")),
                held=CODE,
            ),
            Measure(
                OPEN,
                "offen",
                "Stellen",
                "Stellen, die offen oder teilbesetzt und noch gültig sind.",
                Sum(OPEN),
                Nature.STOCK,
                history=False,
            ),
            Measure(
                TAKEN,
                "zum Mitnehmen, mitgenommen",
                "Stellen",
                "Mitgenommene Stellen nach der Strichliste „Besuche“.",
                Sum(TAKEN),
                since_begin=Sum(TAKEN, Over.UNTIL),
                needed="BES",
                held="BES",
            ),
        ),
        (READS, PLACEMENTS),
        page=3,
    ),
)
