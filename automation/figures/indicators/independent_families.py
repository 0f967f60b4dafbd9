"""The target „20 Familien“ (Z20): one fact for each household, with the sentence why it counts or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from automation.figures.adding import Over
from automation.figures.fact import HELD_BACK, UNSTATED, Fact
from automation.figures.measures import BY_DISTRICT, Group, Measure, Sum
from automation.figures.reads import Reads
from automation.office.families import STATUS_ONLY, Standing
from workbook.schema import BenefitMonth, Household
from workbook.schema.vocabulary import Indicator

if TYPE_CHECKING:
    from collections.abc import Iterator

    from automation.figures.measured import MeasuredTarget
    from automation.figures.sources import Sources

CODE, RETURNED = "Z20", "Z20_WIEDER"


def derive(sources: Sources) -> Iterator[Fact]:
    """Yield a fact for each household and target; its value is the longest run of months without benefit."""
    for measured in sources.reporting.measured_by(Indicator.Z20) or (None,):
        yield from _of_target(sources, measured)


def _of_target(sources: Sources, measured: MeasuredTarget | None) -> Iterator[Fact]:
    table = sources.office[Household]
    for household, verdict in sources.families(measured):
        fact = Fact(
            code=measured.counted if measured else CODE,
            day=verdict.day,
            numerator=int(verdict.counts),
            denominator=1,
            value=verdict.zero_months,
            sheet=table.sheet,
            key=household.household_id or "",
            cell=table.cell(household.row, "benefit_intake"),
            sentence=verdict.sentence,
            district=household.district_intake or UNSTATED,
            group=verdict.standing,
            detail=STATUS_ONLY if verdict.by_status else "",
        )
        if verdict.counts:
            fact = sources.judged(fact, table, household.row, HOUSEHOLDS.columns)
        yield fact.but(group=Standing.UNPROVEN) if fact.error == HELD_BACK else fact
        back = household.return_date
        if fact.numerator and back is not None and verdict.day is not None and verdict.day <= back <= sources.today:
            code = RETURNED if measured is None else measured.counted.replace(CODE, RETURNED, 1)
            cell = table.cell(household.row, "return_date")
            yield fact.but(code=code, day=back, value=None, cell=cell, sentence="Wieder im Leistungsbezug.")


HOUSEHOLDS = Reads(
    Household, "household_id", "district_intake", "persons", "benefit_intake", "intake_date", "exit_reason"
)
MONTHS = Reads(BenefitMonth, "household_id", "month", "amount")

FAMILIES = Measure(
    CODE,
    "Familien unabhängig",
    "Familien",
    "Haushalte der Zielgruppe, die so viele Monate in Folge ohne Leistung waren, wie das Ziel verlangt, weil "
    "jemand arbeitet; gezählt am ersten Tag des Monats, in dem alles erfüllt ist.",
    Sum(CODE),
    splits=(BY_DISTRICT,),
    since_begin=Sum(CODE, Over.UNTIL),
)

BY_STATUS = Measure(
    "Z20_STATUS",
    "davon Arbeit nur laut Status",
    "Familien",
    "Familien, deren Arbeit nur der Status eines Mitglieds zeigt (von heute), keine Vermittlung.",
    Sum(CODE, where=(("detail", STATUS_ONLY),)),
    history=False,
)
BACK_AGAIN = Measure(
    RETURNED,
    "wieder im Leistungsbezug",
    "Familien",
    "Gezählte Familien mit „Wiedereintritt am“ in diesem Quartal; der Erfolg bleibt gezählt.",
    Sum(RETURNED),
    since_begin=Sum(RETURNED, Over.UNTIL),
)

MEASURES = (FAMILIES, BY_STATUS, BACK_AGAIN)
GROUPS = (Group(CODE, "Familien unabhängig von Leistungen", 10, derive, MEASURES, (HOUSEHOLDS, MONTHS), page=1),)
