"""Facts of the social labour market (Z400): the office's own part, and what the rest of the city has reported."""

from __future__ import annotations

from typing import TYPE_CHECKING

from automation.dashboard.facts import UNSTATED, Code, Fact
from automation.office.placements import explain_labour_market
from automation.office.quarters import Quarter
from workbook.schema import ExternalActual, Placement

if TYPE_CHECKING:
    from collections.abc import Iterator

    from automation.dashboard.facts import Sources


def derive(sources: Sources) -> Iterator[Fact]:
    """Yield the office's own facts and, where the target is the whole city's, those of the others."""
    yield from _own(sources)
    if sources.reporting.of_city:
        yield from _of_others(sources)


def _own(sources: Sources) -> Iterator[Fact]:
    """Yield a fact for each placement with a subsidy of the social labour market; a person counts once."""
    table, known = sources.office[Placement], sources.people
    for placement, verdict in explain_labour_market(sources.office, sources.today):
        person = known.get(placement.client_id or "")
        yield Fact(
            code=Code.LABOUR_MARKET,
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
            district=(person.district if person else None) or UNSTATED,
            gender=(person.gender if person else None) or UNSTATED,
        )


def _of_others(sources: Sources) -> Iterator[Fact]:
    """Yield what others have reported for a quarter, at its end or today; the value is their number of persons.

    Nobody's rows stand behind it, so it never becomes part of the office's own count (domain.md 0.1).
    """
    reporting, table = sources.reporting, sources.office[ExternalActual]
    target = reporting.labour_market
    for row in table:
        if target is None or row.target_id != target.target_id or row.amount is None:
            continue
        quarter = Quarter.parse(row.quarter or "")
        sentence, day = "Das Quartal fehlt oder ist nicht lesbar, z. B. 2019-Q2.", None
        if quarter is not None and quarter not in reporting.begun:
            sentence = f"Zählt nicht: {quarter.code} liegt nicht im Berichtszeitraum oder hat noch nicht begonnen."
        elif quarter is not None:
            sentence, day = f"Meldung der übrigen Stadt für {quarter.code}.", reporting.cut_off(quarter)
        yield Fact(
            code=Code.LABOUR_MARKET_OTHERS,
            day=day,
            numerator=0,
            denominator=int(day is not None),
            value=float(row.amount),
            sheet=table.sheet,
            key=row.target_id or "",
            cell=table.cell(row.row, "amount"),
            sentence=sentence,
        )
