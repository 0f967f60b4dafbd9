"""Records → facts: what every group of figures has to say, in one list."""

from __future__ import annotations

from datetime import date
from functools import partial
from itertools import chain, repeat
from typing import TYPE_CHECKING, Any

from automation.figures import plans
from automation.figures.fact import made_of
from automation.figures.held_back import OpenErrors
from automation.figures.indicators import groups
from automation.figures.reporting import Reporting
from automation.figures.sources import Sources
from workbook.reading.collector import collector_at_rest
from workbook.schema import Household, Placement, Request
from workbook.second_process import can_share, done_by_two

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from automation.figures.fact import Fact
    from automation.figures.measures import Group
    from automation.office.law import LegalValues
    from automation.office.settings import Settings
    from workbook.findings import Finding
    from workbook.reading.raw import RawTable
    from workbook.schema import Record
    from workbook.tables import Office


_TOGETHER: tuple[type[Record], ...] = (Request, Household, Placement)
"""Of these tables all groups are derived by one process, which reads what they have in common once."""
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

    First those of requests, which are most: this process takes them, and what it finds itself is handed over by
    nobody. What several read is read before the two part.
    """
    every = groups()
    parts: dict[object, list[int]] = {kind: [] for kind in _TOGETHER}
    for place, group in enumerate(every):
        kind = next((reads.record for reads in group.reads[:1] if reads.record in _TOGETHER), None)
        parts.setdefault(kind or place, []).append(place)
    jobs = [partial(_of_groups, [every[place] for place in part], sources) for part in parts.values()]
    if sum(map(len, sources.office)) >= _LARGE and can_share():
        sources.remember_placements()
        found = done_by_two(jobs)
    else:
        found = [job() for job in jobs]
    of_group = dict(zip(chain.from_iterable(parts.values()), chain.from_iterable(found), strict=True))
    return [fact for place in range(len(every)) for fact in of_group[place]]


def _of_groups(of: Sequence[Group], sources: Sources) -> list[Derived]:
    return [Derived(group.derive(sources)) for group in of]


class Derived(list["Fact"]):
    """Facts that another process is handed column by column, in a third of the time."""

    def __reduce__(self) -> tuple[Callable[..., Derived], tuple[Any, ...]]:
        """Return what puts them together again: how many they are, and their columns."""
        return _from_columns, (len(self), *map(_shortened, zip(*self, strict=True)))


def _shortened(column: Sequence[Any]) -> Sequence[Any]:
    """Return a text that stands in every row once, and days of which equal ones are one and the same to pickle."""
    first = column[0]
    if isinstance(first, str) and first is column[-1] and column.count(first) == len(column):
        return column[:1]
    if isinstance(first, date):
        known: dict[Any, Any] = {}
        return [*map(known.setdefault, column, column)]
    return column


def _from_columns(many: int, *columns: Sequence[Any]) -> Derived:
    whole = (column if len(column) == many else repeat(column[0], many) for column in columns)
    return Derived(map(made_of, zip(*whole, strict=True)))
