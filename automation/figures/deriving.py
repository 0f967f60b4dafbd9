"""Records → facts: what every group of figures has to say, in one list."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from automation.checks.shared_work import can_share, done_by_two
from automation.figures import plans
from automation.figures.held_back import OpenErrors
from automation.figures.indicators import groups
from automation.figures.reporting import Reporting
from automation.figures.sources import Sources
from workbook.reading.collector import collector_at_rest
from workbook.schema import Household, Placement

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from automation.figures.fact import Fact
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
    return (*events, *plans.derive(sources, events))


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
        sources.remember_placements()
        found = done_by_two(jobs)
    else:
        found = [job() for job in jobs]
    left = dict(zip(_SHARED, map(iter, found), strict=True))
    return [fact for kind in kinds for fact in next(left[kind])]


def _of_groups(of: Sequence[Group], sources: Sources) -> list[list[Fact]]:
    return [list(group.derive(sources)) for group in of]
