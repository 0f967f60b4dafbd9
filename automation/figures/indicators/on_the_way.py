"""The families that are on their way to independence (Z20P), as they stood at the end of each quarter."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from msgspec import Struct, field

from automation.figures.fact import HELD_BACK, UNSTATED, Fact
from automation.figures.indicators.independent_families import HOUSEHOLDS
from automation.figures.measures import BY_DISTRICT, Group, Measure, Nature, Sum
from automation.figures.reads import Reads
from automation.office.target_group import FamilyTerms, belongs
from workbook.german import shown
from workbook.reading.formats.dates import months_later
from workbook.schema import BenefitMonth, Client, Household
from workbook.schema.meanings import ENDED_CLIENTS
from workbook.schema.vocabulary import Indicator

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date
    from decimal import Decimal

    from automation.figures.measured import MeasuredTarget
    from automation.figures.sources import Sources
    from workbook.tables import Table

CODE, WORKING, MONTHS, UNKNOWN = "Z20P", "Z20P_ARBEIT", "Z20P_MONATE", "Z20P_OHNE_VERLAUF"
_RECENT = 2
_REASON_IS_MISSING = "P-08"


class _Members(Struct):
    """Of a household: until when each member is with the office (`None`: still), and when somebody worked."""

    closed: list[date | None] = field(default_factory=list)
    open: int = 0
    jobs: list[tuple[date, date | None]] = field(default_factory=list)

    def active(self, day: date) -> bool:
        """Tell whether at least one member was not closed on a day."""
        return self.open > 0 or any(each is not None and each > day for each in self.closed)

    def working(self, day: date) -> bool:
        """Tell whether somebody was in a job on a day."""
        return any(begin <= day and (end is None or day < end) for begin, end in self.jobs)


def derive(sources: Sources) -> Iterator[Fact]:
    """Yield for each target and begun quarter a fact for each family of its group that is not there yet."""
    for measured in sources.reporting.measured_by(Indicator.Z20) or (None,):
        yield from _of_target(sources, measured)


def code_of(code: str, measured: MeasuredTarget | None) -> str:
    """Return the code of a target's own facts: of several targets of the families each has its own."""
    return code if measured is None else code + measured.code.removeprefix(Indicator.Z20)


def _of_target(sources: Sources, measured: MeasuredTarget | None) -> Iterator[Fact]:
    target = None if measured is None else measured.target
    terms = FamilyTerms.of(target, sources.settings)
    first = set(sources.once[Household].rows)
    group = [pair for pair in sources.candidates(measured) if pair[0].row in first and belongs(pair[0], terms)]
    members = _members(sources, {household.household_id for household, _ in group})
    courses, table, reporting = sources.courses, sources.office[Household], sources.reporting
    days = [reporting.cut_off(quarter) for quarter in reporting.begun]
    for household, verdict in group:
        key = household.household_id or ""
        if not key or household.intake_date is None:
            continue
        known = members.get(key, _Members())
        for day in days:
            reached = verdict.counts and verdict.day is not None and verdict.day <= day
            if household.intake_date > day or reached or not known.active(day):
                continue
            fact = Fact(
                code=code_of(CODE, measured),
                day=day,
                numerator=1,
                denominator=1,
                value=None,
                sheet=table.sheet,
                key=key,
                cell=table.cell(household.row, "benefit_intake"),
                sentence=f"Am {shown(day)} auf dem Weg.",
                district=household.district_intake or UNSTATED,
            )
            columns = HOUSEHOLDS.columns
            if _asked_only_later(sources, table, household, courses.get(key, {}), day):
                columns = tuple(name for name in columns if name != "exit_reason")
            fact = sources.judged(fact, table, household.row, columns)
            yield fact
            if fact.error != HELD_BACK:
                stages = _stage(fact, courses.get(key, {}), household.intake_date, known, terms)
                yield from (stage.but(code=code_of(stage.code, measured)) for stage in stages)


def _asked_only_later(
    sources: Sources,
    table: Table[Household],
    household: Household,
    course: Mapping[date, Decimal | None],
    day: date,
) -> bool:
    """Tell whether a missing reason (P-08) is asked for by months after `day` alone, not by that day."""
    error = sources.errors.blocking(table, household.row, ("exit_reason",))
    if error is None or error.rule != _REASON_IS_MISSING:
        return False
    months = [month for month in course if month <= day]
    return (course[max(months)] if months else household.benefit_now) != 0


def _stage(
    fact: Fact, course: Mapping[date, Decimal | None], intake: date, members: _Members, terms: FamilyTerms
) -> Iterator[Fact]:
    """Yield what is known of a family on a day: months without benefit, else a job; and a gap in the course."""
    day = fact.day
    if day is None:
        return
    recorded = sorted(month for month in course if month <= day)
    zeros, expected = 0, recorded[-1] if recorded else None
    for month in reversed(recorded):
        if month != expected or course[month] != 0 or month <= intake:
            break
        zeros, expected = zeros + 1, months_later(month, -1)
    if 1 <= zeros < terms.months:
        yield _like(fact, MONTHS, f"{zeros} von {terms.months} Monaten ohne Leistung.")
    elif members.working(day):
        yield _like(fact, WORKING, "Jemand im Haushalt arbeitet.")
    if not recorded or recorded[-1] < months_later(day.replace(day=1), -_RECENT):
        yield _like(fact, UNKNOWN, "Der letzte Monat im Leistungsverlauf ist älter als zwei Monate.")


def _like(fact: Fact, code: str, sentence: str) -> Fact:
    return Fact(code, fact.day, 1, 1, None, fact.sheet, fact.key, fact.cell, sentence, district=fact.district)


def _members(sources: Sources, households: set[str | None]) -> Mapping[str, _Members]:
    found: defaultdict[str, _Members] = defaultdict(_Members)
    clients = sources.once[Client]
    home: dict[str, str] = {}
    names = ("client_id", "household_id", "status", "closed_on")
    for client, household, status, closed_on in zip(*map(clients.column, names), strict=True):
        if household not in households or household is None:
            continue
        if client is not None:
            home[client] = household
        if status not in ENDED_CLIENTS:
            found[household].open += 1
        elif closed_on is not None:
            found[household].closed.append(closed_on)
    for placed in sources.successes:
        household = home.get(placed.client_id)
        if household is not None and placed.start is not None:
            found[household].jobs.append((placed.start, placed.actual_end))
    return found


def _stock(identity: str, title: str, definition: str) -> Measure:
    splits = (BY_DISTRICT,) if identity == CODE else ()
    return Measure(identity, title, "Familien", definition, Sum(identity), Nature.STOCK, splits)


GROUPS = (
    Group(
        CODE,
        "Familien auf dem Weg",
        11,
        derive,
        (
            _stock(
                CODE,
                "auf dem Weg",
                "Familien der Zielgruppe, die begleitet werden und nicht zählen.",
            ),
            _stock(MONTHS, "davon erste Monate ohne Leistung", "Familien, die zuletzt ohne Leistung waren."),
            _stock(WORKING, "davon sonst in Arbeit", "Familien, in denen jemand arbeitet, noch mit Leistung."),
            _stock(
                UNKNOWN, "darunter ohne neuen Verlauf", "Familien, deren letzter Monat älter als zwei Monate ist."
            ),
        ),
        (HOUSEHOLDS, Reads(BenefitMonth, "household_id", "month", "amount"), Reads(Client, "status", "closed_on")),
    ),
)
