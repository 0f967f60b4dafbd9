"""Integrations as the law counts them (INT), Minijobs (K2E1) and publicly funded jobs (K2E2) beside them.

The office counts for itself: the official K2 has another denominator and is never what stands here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from automation.figures.adding import Over
from automation.figures.fact import NO_GENDER
from automation.figures.measures import BY_KIND, PEOPLE, Group, Measure, Nature, Ratio, Sum
from automation.figures.placed import PLACEMENTS
from automation.figures.reached import SERVICES, counted, dated_parameter, seen_by_quarter
from automation.figures.reads import Reads
from automation.office.ages import reaches
from automation.office.integration import (
    Integration,
    in_force,
    integration_of,
    known_subsidies,
)
from automation.office.quarters import Quarter
from automation.office.working_age import EMPLOYABLE_FROM
from workbook.german import shown_month
from workbook.schema import Client, Placement, Subsidy
from workbook.schema.meanings import INTEGRATING, ON_SGB_II, ONLY_INSURED
from workbook.schema.setting_names import SettingName
from workbook.schema.vocabulary import Employment, Indicator, SubsidyCode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from automation.figures.fact import Fact
    from automation.figures.placed import Placed
    from automation.figures.sources import Sources

CODE, OPEN, SERVED, EMPLOYABLE = "INT", "INT_OFFEN", "INT_BETREUT", "INT_ELB"
MINIJOB, FUNDED = "K2E1", "K2E2"
_TOO_OLD = 67
"""Years: the figure counts people from 15 to 66, whatever the age limit of their year of birth."""
SERVED_PEOPLE = Reads(Client, "birth_date", "benefit_status")
_FUNDED_CODE = SubsidyCode.PARTICIPATION


def integrations(
    sources: Sources, holds: Callable[[date], bool] | None = None
) -> Iterator[tuple[Placed, Integration]]:
    """Yield the placements of the project, or another time, with whether they are integrations, by their begin."""
    subsidies, holds = known_subsidies(sources.office), holds or sources.reporting.holds
    for placed in sorted(sources.successes, key=lambda each: (each.start or sources.today, each.row)):
        if placed.start is not None and holds(placed.start):
            yield placed, integration_of(placed.kind, placed.subsidy, placed.start, subsidies)


def waiting(sources: Sources) -> Iterator[tuple[Placed, Integration]]:
    """Yield the placements that an error holds back, as far as what can be read leaves it open what they are."""
    subsidies = known_subsidies(sources.office)
    for placed in sources.waiting:
        if placed.start is None or (placed.kind is not None and placed.kind not in INTEGRATING):
            continue
        kind = Integration.OPEN
        if placed.kind is not None and placed.subsidy in subsidies:
            kind = integration_of(placed.kind, placed.subsidy, placed.start, subsidies)
        if kind is not Integration.NO:
            yield placed, kind


def derive(sources: Sources) -> Iterator[Fact]:
    """Yield a fact for each placement that may be an integration; a person counts once in a calendar month."""
    yield from (sources.held_back(placed, CODE) for placed, _ in waiting(sources))
    yield from _counted(sources)
    for measured in sources.reporting.counted_apart(Indicator.INT):
        yield from (
            each.but(code=measured.counted) for each in _counted(sources, measured.holds) if each.code == CODE
        )
    if len(sources.office[Placement]):
        yield from counted(sources, SERVED, _served(sources), "im Quartal betreut, erwerbsfähig, SGB II.")
        yield from dated_parameter(sources, EMPLOYABLE, f"ELB {sources.settings.text(SettingName.DISTRICT)}")


def _counted(sources: Sources, holds: Callable[[date], bool] | None = None) -> Iterator[Fact]:
    seen: set[tuple[str, int, int]] = set()
    for placed, kind in integrations(sources, holds):
        if placed.start is None or kind is Integration.NO:
            continue
        if kind is Integration.OPEN:
            yield sources.of_placed(placed, OPEN, sentence="Förderung „je nach Fall“: hier noch zu entscheiden.")
            continue
        month = (placed.client_id, placed.start.year, placed.start.month)
        sentence = f"Integration im Monat {shown_month(placed.start)}."
        if month in seen:
            sentence = f"Zählt nicht noch einmal: Diese Person zählt im Monat {shown_month(placed.start)} schon."
        yield sources.of_placed(placed, CODE, numerator=int(month not in seen), sentence=sentence)
        seen.add(month)


def _served(sources: Sources) -> Iterator[tuple[date, str, str]]:
    """Yield day, gender and district of all who can work, receive SGB II and were served, for each quarter."""
    reporting, clients = sources.reporting, sources.once[Client]
    seen = {code: set(keys) for code, keys in seen_by_quarter(sources, SERVICES).items()}
    for placed in sources.successes:
        if placed.start is not None and reporting.holds(placed.start):
            seen.setdefault(Quarter.of(placed.start).code, set()).add(placed.client_id)
    names = ("client_id", "birth_date", "benefit_status", "gender", "district")
    barred = sources.errors.barred(clients, SERVED_PEOPLE.columns)
    births = set(clients.column("birth_date")) - {None}
    able_from = {born: reaches(born, EMPLOYABLE_FROM) for born in births}
    able_until = {born: reaches(born, _TOO_OLD) for born in births}
    known = {
        key: (able_from[born], able_until[born], gender, district)
        for row, key, born, benefit, gender, district in zip(clients.rows, *map(clients.column, names), strict=True)
        if key is not None and born is not None and benefit in ON_SGB_II and row not in barred
    }
    for quarter in reporting.begun:
        day = reporting.seen_from(quarter)
        for key in seen.get(quarter.code, set()) & known.keys():
            begin, end, gender, district = known[key]
            if begin <= day < end:
                yield day, gender or NO_GENDER, district or ""


def derive_minijobs(sources: Sources) -> Iterator[Fact]:
    """Yield a fact for each placement in a Minijob."""
    for placed, _ in integrations(sources):
        if placed.kind is Employment.MINIJOB and placed.subsidy not in ONLY_INSURED:
            yield sources.of_placed(placed, MINIJOB)
    for placed in sources.waiting:
        if placed.kind is Employment.MINIJOB and placed.subsidy not in ONLY_INSURED:
            yield sources.held_back(placed, MINIJOB)


def derive_funded(sources: Sources) -> Iterator[Fact]:
    """Yield a fact for each placement in an insured job under § 16i, from the day on that it is the law."""
    subsidy = known_subsidies(sources.office).get(_FUNDED_CODE)
    for placed, _ in integrations(sources):
        insured = placed.subsidy == _FUNDED_CODE and placed.kind is not None and placed.kind.insured
        if insured and subsidy is not None and placed.start is not None and in_force(subsidy, placed.start):
            yield sources.of_placed(placed, FUNDED)
    for placed in sources.waiting:
        insured = placed.kind is None or placed.kind.insured
        if placed.subsidy == _FUNDED_CODE and insured:
            yield sources.held_back(placed, FUNDED)


_COUNTED = Sum(CODE)
_SUBSIDIES = Reads(Subsidy, "code", "counts_k2", "valid_from", "valid_to")

ALL = Measure(
    CODE,
    "Integrationen (eigene Zählung)",
    "Personen",
    "Menschen, die in diesem Monat eine Arbeit, Ausbildung oder Selbständigkeit begonnen haben, die nach der "
    "Kennzahlen-Verordnung als Integration zählt; jede Person je Kalendermonat einmal.",
    _COUNTED,
    splits=(BY_KIND, *PEOPLE),
    since_begin=Sum(CODE, Over.UNTIL),
)
GROUPS = (
    Group(
        CODE,
        "Integrationen (eigene Zählung)",
        40,
        derive,
        (
            ALL,
            Measure(
                "INT_BETREUTE",
                "je betreuter Person, die arbeiten kann",
                "Anteil",
                "Integrationen im Verhältnis zu den Menschen von 15 bis 66 mit SGB II, die im Quartal im Büro "
                "waren, ein Anliegen, einen Verweis, einen Kurs oder eine Arbeit begonnen haben.",
                Ratio(_COUNTED, Sum(SERVED)),
                history=False,
            ),
            Measure(
                SERVED,
                "betreute Menschen, die arbeiten können",
                "Personen",
                "Menschen von 15 bis 66 mit SGB II, für die im Quartal etwas geschehen ist.",
                Sum(SERVED),
                Nature.STOCK,
                PEOPLE,
                history=False,
            ),
            Measure(
                "INT_STADTTEIL",
                "je Person im Stadtteil, die arbeiten kann",
                "Anteil",
                "Integrationen im Verhältnis zu „ELB“ des Stadtteils auf dem Blatt „Rechengrößen“.",
                Ratio(_COUNTED, Sum(EMPLOYABLE, measured="value")),
            ),
            Measure(
                OPEN,
                "noch zu entscheiden (je nach Fall)",
                "Vermittlungen",
                "Vermittlungen mit einer Förderung, bei der im Einzelfall zu entscheiden ist (16F).",
                Sum(OPEN),
                splits=PEOPLE,
                since_begin=Sum(OPEN, Over.UNTIL),
            ),
        ),
        (PLACEMENTS, _SUBSIDIES, SERVED_PEOPLE),
        note="Eigene Zählung nach der Kennzahlen-Verordnung; die amtliche K2 rechnet mit allen im Jobcenter.",
    ),
    Group(
        MINIJOB,
        "Minijobs",
        41,
        derive_minijobs,
        (
            Measure(
                MINIJOB,
                "Eintritte in Minijobs",
                "Vermittlungen",
                "Vermittlungen in einen Minijob ohne Förderung nach § 16e oder § 16i.",
                Sum(MINIJOB),
                splits=PEOPLE,
                since_begin=Sum(MINIJOB, Over.UNTIL),
            ),
        ),
        (PLACEMENTS,),
    ),
    Group(
        FUNDED,
        "Öffentlich geförderte Beschäftigung",
        42,
        derive_funded,
        (
            Measure(
                FUNDED,
                "Eintritte in öffentlich geförderte Beschäftigung",
                "Vermittlungen",
                "Vermittlungen in sozialversicherungspflichtige Arbeit mit Förderung nach § 16i.",
                Sum(FUNDED),
                splits=PEOPLE,
                since_begin=Sum(FUNDED, Over.UNTIL),
            ),
        ),
        (PLACEMENTS,),
    ),
)
