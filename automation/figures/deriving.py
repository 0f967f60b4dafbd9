"""Records → facts: what every group of figures has to say, in one list."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from automation.checks.shared_work import can_share, done_by_two
from automation.figures import plans
from automation.figures.fact import Fact
from automation.figures.held_back import OpenErrors
from automation.figures.indicators import groups
from automation.figures.reporting import Reporting
from automation.figures.sources import Sources
from workbook.german import shown_count
from workbook.reading.collector import collector_at_rest
from workbook.schema import Household, Placement

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from automation.figures.measures import Group
    from automation.office.law import LegalValues
    from automation.office.settings import Settings
    from workbook.findings import Finding
    from workbook.reading.raw import RawTable
    from workbook.schema import Record
    from workbook.tables import Office


_SHARED: tuple[type[Record] | None, ...] = (None, Household, Placement)
_LARGE = 20_000
"""From so many rows on a second process saves more than it costs to begin it."""

MOST = 1_000_000
"""So many facts go on the sheet; Excel ends at row 1,048,576."""


@collector_at_rest()
def derive_facts(
    office: Office,
    today: date,
    settings: Settings,
    law: LegalValues,
    findings: Iterable[Finding] = (),
    dispatch: RawTable | None = None,
) -> tuple[Fact, ...]:
    """Return every fact that the office's tables hold on `today`.

    `dispatch` is the table of `Postausgang`, if the workbook has one. `findings` are those of the check: a row with
    an open error in a cell that a figure reads does not count for it.

    Raises:
        SettingError: begin or end of the project is no date.
    """
    found = tuple(findings)
    sources = Sources(
        office, Reporting.of(office, today, settings), settings, law, OpenErrors(found), found, dispatch
    )
    events = _events(sources)
    return fitted((*events, *plans.derive(sources, events)))


def _events(sources: Sources) -> list[Fact]:
    """Return the facts of all groups in their order; of a large office two processes share them.

    First those that are neither of households nor of placements, which are most: what this process finds itself is
    handed over by nobody. What two of the three read is read before they part.
    """
    every = groups()
    kinds = [next((reads.record for reads in group.reads[:1] if reads.record in _SHARED), None) for group in every]
    jobs = [
        partial(_of_groups, [group for group, of in zip(every, kinds, strict=True) if of is kind], sources)
        for kind in _SHARED
    ]
    if sum(map(len, sources.office)) >= _LARGE and can_share():
        sources.successes  # noqa: B018 - what is read of them is remembered
        found = done_by_two(jobs)
    else:
        found = [job() for job in jobs]
    left = dict(zip(_SHARED, map(iter, found), strict=True))
    return [fact for kind in kinds for fact in next(left[kind])]


def _of_groups(of: Sequence[Group], sources: Sources) -> list[list[Fact]]:
    return [list(group.derive(sources)) for group in of]


def fitted(facts: tuple[Fact, ...], most: int = MOST) -> tuple[Fact, ...]:
    """Return the facts as far as a sheet can hold them; a last one says what was left out.

    First go those that count nowhere: they only explain. What counts is never left out but drawn together, all of a
    code, a day and the same dimensions in one row, as far as no median needs the single ones.
    """
    if len(facts) <= most:
        return facts
    kept = [fact for fact in facts if fact.numerator or fact.denominator or fact.value is not None or fact.error]
    drawn: dict[Fact, list[int]] = {}
    single: list[Fact] = []
    for fact in kept:
        if fact.value is not None or fact.error:
            single.append(fact)
            continue
        like = fact.but(numerator=0, denominator=0, key="", cell="", sentence="")
        sums = drawn.setdefault(like, [0, 0, 0])
        for place, number in enumerate((fact.numerator, fact.denominator, 1)):
            sums[place] += number
    together = (
        like.but(numerator=of, denominator=whole, cell="A1", sentence=f"{rows} Zeilen zusammengefasst.")
        for like, (of, whole, rows) in drawn.items()
    )
    left_out = len(facts) - len(kept)
    said = (
        f"Mehr als {shown_count(most)} Zeilen passen nicht auf das Blatt. {shown_count(left_out)} Zeilen, die "
        "nirgends zählen, stehen hier nicht; gleiche sind zusammengefasst. Die Zahlen des Dashboards sind davon "
        "nicht betroffen."
    )
    note = Fact("HINWEIS", None, 0, 0, None, facts[0].sheet, "", facts[0].cell, said)
    return (note, *together, *single)
