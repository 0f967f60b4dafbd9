"""Closings as a chain: with which of them a fact is compared, and what one says beyond those before it.

What a figure sums up over quarters (a stock, „seit Beginn“) was published of a closed quarter together with all
that lay before. A closing therefore also holds the facts of earlier quarters that nobody had closed, and what had
changed by then in those that were: added where a row counted anew, taken away (as a fact below zero) where one no
longer did. So all closings up to a quarter, added up, are what was published of it, in whatever order they came.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from automation.figures.closing.relevance import counts, identity, relevant

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from automation.figures.closing.marks import Rows
    from automation.figures.fact import Fact
    from automation.office.quarters import Quarter

Same = tuple[object, ...]
"""What facts have in common that stand for each other: sheet, key, and all that a figure reads of them."""


def lasts(fact: Fact) -> bool:
    """Tell whether a figure sums a fact up over more than its own quarter."""
    said = relevant().get(fact.code)
    return said is not None and said.lasting


@dataclass(frozen=True)
class Chain:
    """The closed quarters by their codes: whether each holds what lay before it. `first` is the first of all."""

    closed: Mapping[str, bool]
    first: Quarter
    _known: dict[tuple[bool, str], str] = field(default_factory=dict, compare=False)

    def of(self, fact: Fact) -> str:
        """Return the code of the quarter that a fact that counts is closed with: its own, or a later closed one."""
        place = (relevant()[fact.code].lasting, fact.quarter)
        if place not in self._known:
            self._known[place] = self._of(*place)
        return self._known[place]

    def _of(self, lasting: bool, code: str) -> str:
        if not lasting or code in self.closed:
            return code
        own = max(code, self.first.code)
        later = self.after(code)
        return later if later is not None and (later == self.first.code or self.closed[later]) else own

    def earlier(self, fact: Fact) -> bool:
        """Tell whether a fact is closed with a later quarter than its own, which is reported on and open."""
        return self.first.code <= fact.quarter < self.of(fact)

    def after(self, code: str) -> str | None:
        """Return the next closed quarter after one."""
        return min((each for each in self.closed if each > code), default=None)


class Balance:
    """Facts added and taken away, until those that stand for each other are left once."""

    def __init__(self, rows: Rows | None = None) -> None:
        self._rows = rows
        self._counted: Counter[Same] = Counter()
        self._facts: dict[Same, Fact] = {}

    def add(self, facts: Iterable[Fact], times: int = 1) -> None:
        """Add facts that count; with `times` -1 take them away."""
        for each in facts:
            if counts(each):
                fact, sign = upright(each)
                same = self._same(fact)
                self._facts.setdefault(same, fact)
                self._counted[same] += sign * times

    def settles(self, fact: Fact) -> bool:
        """Tell whether a fact and what is left to be added cancel each other, and take both away."""
        positive, sign = upright(fact)
        same = self._same(positive)
        if self._counted[same] * sign >= 0:
            return False
        self._counted[same] += sign
        return True

    def left(self) -> Iterator[Fact]:
        """Yield what is left, below zero what was taken away."""
        for same, number in self._counted.items():
            fact = self._facts[same] if number > 0 else opposite(self._facts[same])
            yield from (fact for _ in range(abs(number)))

    def _same(self, fact: Fact) -> Same:
        sheet = fact.sheet if self._rows is None else self._rows.canonical(fact.sheet)
        return (sheet, fact.key, *identity(fact))


def opposite(fact: Fact) -> Fact:
    """Return a fact that takes away what another one adds."""
    value = None if fact.value is None else -fact.value
    return fact.but(numerator=-fact.numerator, denominator=-fact.denominator, value=value)


def upright(fact: Fact) -> tuple[Fact, int]:
    """Return a fact and 1, or its opposite and -1 where it takes something away."""
    return (opposite(fact), -1) if (fact.numerator or fact.denominator) < 0 else (fact, 1)
