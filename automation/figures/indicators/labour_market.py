"""The social labour market (Z400): the office's own part, and what the rest of the city has reported."""

from __future__ import annotations

from typing import TYPE_CHECKING

from automation.figures.adding import Over
from automation.figures.fact import UNSTATED, Fact
from automation.figures.measures import BY_SUBSIDY, PEOPLE, Group, Measure, Sum
from automation.figures.placed import PLACEMENTS
from automation.figures.reads import Reads
from automation.office.placements import explain_labour_market
from automation.office.quarters import Quarter
from workbook.schema import ExternalActual, Placement
from workbook.schema.vocabulary import Indicator

if TYPE_CHECKING:
    from collections.abc import Iterator

    from automation.figures.measured import MeasuredTarget
    from automation.figures.sources import Sources

OWN, OTHERS = "Z400", "Z400_EXTERN"
REPORTED = Reads(ExternalActual, "target_id", "quarter", "amount")


def derive(sources: Sources) -> Iterator[Fact]:
    """Yield the office's own facts and, where the target is the whole city's, those of the others."""
    for measured in sources.reporting.measured_by(Indicator.Z400) or (None,):
        yield from _own(sources, measured)
        if measured is not None and measured.of_city:
            yield from _of_others(sources, measured)


def _own(sources: Sources, measured: MeasuredTarget | None) -> Iterator[Fact]:
    """Yield a fact for each placement with a subsidy of the social labour market; a person counts once."""
    table = sources.office[Placement]
    held = {placed.row: placed.held for placed in sources.placed if placed.held is not None}

    def blocked(placement: Placement) -> bool:
        return placement.row in held

    for placement, verdict in explain_labour_market(
        sources.office, sources.today, sources.settings, blocked, None if measured is None else measured.target
    ):
        fact = Fact(
            code=measured.counted if measured else OWN,
            day=verdict.day,
            numerator=int(verdict.counts),
            denominator=1,
            value=None,
            sheet=table.sheet,
            key=placement.placement_id or "",
            cell=table.cell(placement.row, "subsidy"),
            sentence=verdict.sentence,
            kind=placement.kind or UNSTATED,
            subsidy=placement.subsidy or UNSTATED,
            **sources.of_person(placement.client_id),
        )
        if verdict.day and (error := held.get(placement.row)) is not None:
            yield fact.held_back(error)
        else:
            yield sources.judged(fact, table, placement.row, PLACEMENTS.columns) if verdict.day else fact


def _of_others(sources: Sources, measured: MeasuredTarget) -> Iterator[Fact]:
    """Yield what others have reported for a quarter, at its end or today; the value is their number of persons.

    Nobody's rows stand behind it, so it never becomes part of the office's own count (domain.md 0.1).
    """
    reporting, table = sources.reporting, sources.office[ExternalActual]
    target = measured.target
    seen: dict[str, int] = {}
    for row in table:
        if not target.target_id or row.target_id != target.target_id or row.amount is None:
            continue
        quarter = Quarter.parse(row.quarter or "")
        sentence, day = "Das Quartal fehlt oder ist nicht lesbar, z. B. 2019-Q2.", None
        if quarter is not None and quarter not in reporting.begun:
            sentence = f"Zählt nicht: {quarter.code} liegt nicht im Berichtszeitraum oder hat noch nicht begonnen."
        elif quarter is not None:
            sentence, day = f"Meldung der übrigen Stadt für {quarter.code}.", reporting.cut_off(quarter)
            first = seen.setdefault(quarter.code, row.row)
            if first != row.row:
                sentence, day = f"Zählt nicht: {quarter.code} ist schon in Zeile {first} gemeldet.", None
        fact = Fact(
            code=measured.others,
            day=day,
            numerator=int(day is not None),
            denominator=int(day is not None),
            value=float(row.amount),
            sheet=table.sheet,
            key=row.target_id or "",
            cell=table.cell(row.row, "amount"),
            sentence=sentence,
        )
        yield sources.judged(fact, table, row.row, REPORTED.columns)


OWN_PART = Measure(
    OWN,
    "Sozialer Arbeitsmarkt",
    "Personen",
    "Menschen, die mit einer Förderung des sozialen Arbeitsmarkts sozialversicherungspflichtig zu arbeiten "
    "begonnen haben; jede Person einmal, am Tag ihres ersten solchen Beginns.",
    Sum(OWN),
    splits=(BY_SUBSIDY, *PEOPLE),
    since_begin=Sum(OWN, Over.UNTIL),
)
REST_OF_CITY = Measure(
    OTHERS,
    "Rest der Stadt, gemeldet",
    "Personen",
    "Was die übrige Stadt für ein Quartal gemeldet hat (Blatt „Externe_Istwerte“); nie Teil der eigenen Zahl.",
    Sum(OTHERS, measured="value"),
    since_begin=Sum(OTHERS, Over.UNTIL, measured="value"),
    needed=OTHERS,
)

GROUPS = (
    Group(
        OWN,
        "Sozialer Arbeitsmarkt",
        20,
        derive,
        (OWN_PART, REST_OF_CITY),
        (PLACEMENTS, REPORTED),
        page=1,
    ),
)
