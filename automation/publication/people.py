"""Who stands behind the cells: the same person may be counted in several of them, or several times in one.

A person who is all of a cell knows it. A cell that counts fewer people than the smallest number tells of them,
however many cases of theirs it counts.
"""

from __future__ import annotations

from collections import Counter
from itertools import accumulate
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from automation.publication.relations import System

ERASED = ""
"""Whoever was deleted: which rows were of one person is not kept."""


class Case(Struct, frozen=True):
    """What is counted once: whose it is, of which subject, in which quarter, in which row of each split."""

    person: str
    subject: str
    quarter: str
    rows: Mapping[str, str]

    @property
    def places(self) -> Iterator[tuple[str, str, str, str]]:
        """The cells of its quarter that count it, by subject, split, row and column."""
        yield self.subject, "", "", self.quarter
        for split, row in self.rows.items():
            yield self.subject, split, row, self.quarter


def fewest(cases: Mapping[str, int], number: int) -> int:
    """Return of how few people so many of these cases may be; 0 if there are not so many.

    >>> fewest({"A": 2, "B": 1, "C": 1}, 3), fewest({"A": 1, "B": 1, "C": 1}, 3), fewest({"A": 1}, 3)
    (2, 3, 0)
    """
    most = accumulate(sorted(cases.values(), reverse=True))
    return next((people for people, whole in enumerate(most, 1) if whole >= number), 0)


class Behind:
    """How many cases of whom each variable counts."""

    def __init__(self, system: System, cases: Iterable[Case]) -> None:
        self._system, self._cases = system, Counter[str]()
        by_row: dict[tuple[str, str, str], dict[str, Counter[str]]] = {}
        for case in cases:
            self._cases[case.person] += 1
            for subject, split, name, column in case.places:
                by_row.setdefault((subject, split, name), {}).setdefault(column, Counter())[case.person] += 1
        self.counts: list[Counter[str]] = [Counter() for _ in range(len(system))]
        for address, number in system.places.items():
            until, column = address.column.startswith("bis "), address.column.removeprefix("bis ")
            quarters = by_row.get((address.subject, address.split, address.row), {})
            mine = (people for code, people in quarters.items() if code == column or (until and code < column))
            self.counts[number] = max(self.counts[number], sum(mine, Counter[str]()), key=Counter.total)

    def few(self, number: int, smallest: int, *, was_hidden: bool) -> bool:
        """Tell whether a variable that is not small counts fewer people than it should.

        Of those who were deleted each row may be of another person. What an earlier release hid may have been
        hidden for them: then they may as well be one.
        """
        counts, value = self.counts[number], self._system.values[number]
        if value < smallest or counts.total() != value:
            return False
        erased = counts.get(ERASED, 0)
        more = erased - 1 if erased and not was_hidden else 0
        return len(counts) + more < smallest

    def insiders(self) -> Iterator[tuple[frozenset[int], Mapping[int, int]]]:
        """Yield of each who is counted more than once: the variables that count nobody else, and how often others.

        Whoever is counted once, and alone, is found without their name.
        """
        often = {person for person, number in self._cases.items() if number > 1} - {ERASED}
        alone = {next(iter(counts)) for counts in self.counts if len(counts) == 1} & often
        found: dict[str, dict[int, int]] = {person: {} for person in sorted(alone)}
        for number, counts in enumerate(self.counts):
            for person in counts.keys() & alone:
                found[person][number] = counts[person]
        for mine in found.values():
            known = frozenset(number for number, often in mine.items() if often == self._system.values[number])
            if known:
                yield known, {number: often for number, often in mine.items() if number not in known}
