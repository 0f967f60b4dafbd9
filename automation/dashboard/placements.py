"""Facts of the placements (V), with the dimensions of their mix (VMIX)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from automation.dashboard.facts import UNSTATED, Code, Fact
from automation.office.placements import explain_placement
from workbook.reading.formats.dates import shown
from workbook.schema import Placement

if TYPE_CHECKING:
    from collections.abc import Iterator

    from automation.dashboard.facts import Sources


def derive(sources: Sources) -> Iterator[Fact]:
    """Yield a fact for each placement, dated on the day it began; a key that stands twice counts once."""
    table, known = sources.office[Placement], sources.people
    rows: dict[str, int] = {}
    for placement in table:
        person = known.get(placement.client_id or "")
        verdict = explain_placement(placement, person, sources.today)
        counts, sentence = verdict.counts, verdict.sentence
        first_row = rows.setdefault(placement.placement_id or f" {placement.row}", placement.row)
        if first_row != placement.row:
            counts, sentence = (
                False,
                f"Zählt nicht noch einmal: Diese VermittlungID steht schon in Zeile {first_row}.",
            )
        elif verdict.day is not None and not sources.reporting.holds(verdict.day):
            begin, end = shown(sources.reporting.begin), shown(sources.reporting.end)
            counts, sentence = False, f"Zählt nicht: liegt außerhalb des Berichtszeitraums {begin} bis {end}."
        yield Fact(
            code=Code.PLACEMENTS,
            day=verdict.day,
            numerator=int(counts),
            denominator=1,
            value=None,
            sheet=table.sheet,
            key=placement.placement_id or "",
            cell=table.cell(placement.row, "start"),
            sentence=sentence,
            kind=placement.kind or UNSTATED,
            subsidy=placement.subsidy or UNSTATED,
            district=(person.district if person else None) or UNSTATED,
            gender=(person.gender if person else None) or UNSTATED,
        )
