"""Facts of the social labour market (Z400): the office's own part of a target that is the whole city's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from automation.dashboard.facts import UNSTATED, Code, Fact
from automation.placements import explain_labour_market
from workbook.schema import Placement

if TYPE_CHECKING:
    from collections.abc import Iterator

    from automation.dashboard.facts import Sources


def derive(sources: Sources) -> Iterator[Fact]:
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
