"""The placements (V) and what they are made of (VMIX)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from automation.figures.adding import Over
from automation.figures.measures import (
    BY_DISTRICT,
    BY_GENDER,
    BY_KIND,
    BY_SUBSIDY,
    Group,
    Measure,
    Ratio,
    Several,
    Split,
    Sum,
)
from automation.figures.placed import PLACEMENTS
from automation.office.quarters import Quarter
from workbook.german import shown
from workbook.schema.meanings import APPRENTICESHIPS
from workbook.schema.vocabulary import Employment, Indicator

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from automation.figures.fact import Fact
    from automation.figures.sources import Sources

CODE, NEW = "V", "erste Vermittlung der Person"

MIX: Mapping[str, tuple[Employment, ...]] = {
    "Vollzeit": (Employment.FULL_TIME,),
    "Teilzeit": (Employment.PART_TIME,),
    "Ausbildung": APPRENTICESHIPS,
    "Minijob": (Employment.MINIJOB,),
}
"""The kinds of employment as they are shown by quarter; everything else is „übrige“."""


def derive(sources: Sources) -> Iterator[Fact]:
    """Yield a fact for each placement, dated on the day it began; a key that stands twice counts once."""
    first, of_project = _first_of(sources)
    for placed in sources.placed:
        outside = placed.start is not None and not sources.reporting.holds(placed.start)
        if placed.held is not None and not outside:
            yield sources.held_back(placed, CODE)
            continue
        sentence, changes = placed.sentence, {}
        if placed.start is not None and outside and (placed.counts or placed.held):
            begin, end = (shown(day) for day in sources.reporting.project or (placed.start, placed.start))
            sentence = f"Zählt nicht: liegt außerhalb des Berichtszeitraums {begin} bis {end}."
            changes = {"error": ""}
        yield sources.of_placed(
            placed,
            CODE,
            numerator=int(placed.counts and not outside),
            value=float(placed.row in first),
            sentence=sentence,
            detail=NEW if placed.row in of_project else "",
            **changes,
        )
    for measured in sources.reporting.counted_apart(Indicator.V):
        for placed in sources.successes:
            if measured.holds(placed.start):
                yield sources.of_placed(placed, measured.counted)


def _first_of(sources: Sources) -> tuple[set[int], set[int]]:
    """Return the rows that are somebody's first placement in a quarter, and those that are in the whole project."""
    in_quarter: dict[tuple[str, str], int] = {}
    ever: dict[str, int] = {}
    for placed in sorted(sources.successes, key=lambda each: (each.start or sources.today, each.row)):
        if placed.start is not None and sources.reporting.holds(placed.start):
            in_quarter.setdefault((placed.client_id, Quarter.of(placed.start).code), placed.row)
            ever.setdefault(placed.client_id, placed.row)
    return set(in_quarter.values()), set(ever.values())


KINDS = Split(BY_KIND.dimension, BY_KIND.title, tuple(Employment))
ALL = Measure(
    CODE,
    "Vermittlungen",
    "Vermittlungen",
    "Jeder Antritt einer Arbeit oder Ausbildung von Menschen, die vorher im Büro waren; es zählt der Tag des "
    "Beginns. Eine Person kann mehrmals zählen, Minijobs und Einstiegsqualifizierungen zählen mit.",
    Sum(CODE),
    splits=(KINDS, BY_SUBSIDY, BY_DISTRICT, BY_GENDER),
    since_begin=Sum(CODE, Over.UNTIL),
)


PERSONS = Measure(
    "V_PERSONEN",
    "verschiedene Menschen",
    "Personen",
    "Menschen, die in diesem Quartal eine Arbeit oder Ausbildung begonnen haben, jeder einmal.",
    Sum(CODE, measured="value"),
    splits=(BY_DISTRICT, BY_GENDER),
    since_begin=Sum(CODE, Over.UNTIL, where=(("detail", NEW),)),
)


def of_kinds(kinds: tuple[Employment, ...]) -> Several:
    """Return how the placements of some kinds are added up."""
    return Several(tuple(Sum(CODE, where=(("kind", kind),)) for kind in kinds))


FULL_WORK = Measure(
    "V_SV",
    "davon sv-pflichtig oder in Ausbildung",
    "Vermittlungen",
    "Vermittlungen in Vollzeit, Teilzeit (sozialversicherungspflichtig) oder eine Ausbildung, dual oder schulisch.",
    of_kinds((*MIX["Vollzeit"], *MIX["Teilzeit"], *MIX["Ausbildung"])),
    splits=(BY_DISTRICT, BY_GENDER),
)
SHARE = Measure(
    "VMIX",
    "Anteil an den Vermittlungen",
    "Anteil",
    "Der Anteil einer Art, einer Förderung, eines Stadtteils oder eines Geschlechts an allen Vermittlungen.",
    Ratio(Sum(CODE), Sum(CODE), split_whole=False),
    splits=ALL.splits,
    since_begin=Ratio(Sum(CODE, Over.UNTIL), Sum(CODE, Over.UNTIL), split_whole=False),
)
PARTS = tuple(
    Measure(f"V_{label.upper()}", label, "Vermittlungen", f"Vermittlungen dieser Art: {label}.", of_kinds(kinds))
    for label, kinds in MIX.items()
)

MEASURES = (ALL, PERSONS, FULL_WORK, *PARTS, SHARE)
GROUPS = (Group(CODE, "Vermittlungen", 30, derive, MEASURES, (PLACEMENTS,), page=1),)
