"""What readers know of figures besides their sums: of which there is never more than of which."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from automation.publication.programme import (
    COHORTS,
    DURATION,
    OWN_LABOUR,
    PLACEMENTS,
    REQUESTS,
    SETTLED,
    SUBSIDISED,
    SUBSIDY,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from automation.publication.relations import Inequality
    from automation.publication.subject_tables import Address, Table


class NeverMore(NamedTuple):
    """There is never more of a subject than of another, in all and in each part of a split that both have.

    With `rows`, its total is never more than these rows of a split of the other. With `sums` it holds for what is
    there so far, not for each quarter.
    """

    less: str
    more: str
    split: str = ""
    rows: tuple[str, ...] = ()
    sums: bool = False


_KNOWN = (
    NeverMore(OWN_LABOUR, PLACEMENTS),
    NeverMore(OWN_LABOUR, PLACEMENTS, SUBSIDY, SUBSIDISED),
    *(NeverMore(each.subject, PLACEMENTS) for each in COHORTS),
    NeverMore(DURATION, PLACEMENTS),
    NeverMore(SETTLED, REQUESTS, sums=True),
)


def known_relations(tables: Sequence[Table]) -> tuple[NeverMore, ...]:
    """Return what holds in these tables, in every quarter and for every sum of quarters from the first."""
    return tuple(each for each in _KNOWN if _holds(each, tables))


def _holds(known: NeverMore, tables: Sequence[Table]) -> bool:
    values: dict[Address, int] = {}
    for table in tables:
        values |= {address: value for address, value, _ in table.cells()}
        for row in table.shown_rows:
            for place, code in enumerate(table.quarters, 1):
                until = table.address(row, f"bis {code}")
                values[until] = sum(table.value(row, each) for each in table.quarters[:place])
    return all(
        values[part] <= sum(values[each] for each in wholes) for part, wholes in inequalities([known], values)
    )


def inequalities(known: Sequence[NeverMore], places: Collection[Address]) -> Iterator[Inequality]:
    """Yield the addresses of which the first is never more than the others together."""
    for each in known:
        for address in sorted(place for place in places if place.subject == each.less):
            if each.sums and not address.column.startswith("bis "):
                continue
            if not each.rows:
                wholes = [replace(address, subject=each.more)]
            elif not address.split:
                wholes = [replace(address, subject=each.more, split=each.split, row=row) for row in each.rows]
            else:
                continue
            there = tuple(whole for whole in wholes if whole in places)
            if there:
                yield address, there
