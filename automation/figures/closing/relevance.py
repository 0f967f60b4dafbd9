"""What of a fact can change a figure: its day and numbers, and what its figures are split by."""

from __future__ import annotations

from collections import Counter
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

from automation.figures.adding import Over
from automation.figures.indicators import groups
from automation.figures.measures import Nature, Sum, terms

if TYPE_CHECKING:
    from collections.abc import Mapping

    from automation.figures.fact import Fact
    from automation.figures.measures import Measure
    from automation.figures.reads import Reads

Identity = tuple[object, ...]


class Relevant(Struct, frozen=True):
    """What figures read of the facts of a code: dimensions, whether the value, and which of the office's cells.

    With `lasting`, a figure sums up over more than a quarter.
    """

    dimensions: tuple[str, ...]
    value: bool
    lasting: bool
    reads: tuple[Reads, ...]


@lru_cache(maxsize=1)
def relevant() -> Mapping[str, Relevant]:
    """Return the codes of facts whose past can be known later, each with what figures read of it."""
    dimensions: dict[str, set[str]] = {}
    valued: set[str] = set()
    lasting: set[str] = set()
    reads: dict[str, dict[Reads, None]] = {}
    for group in groups():
        for measure in group.measures:
            if not measure.history:
                continue
            for term in (*terms(measure.adding), *terms(measure.since_begin)):
                found = dimensions.setdefault(term.code, set())
                found |= {split.dimension for split in measure.splits}
                found |= {name for name, _ in getattr(term, "where", ())}
                if term.over is not Over.QUARTER:
                    lasting.add(term.code)
                if term.over is Over.COHORT:
                    found.add("cohort")
                if not isinstance(term, Sum) or term.measured == "value":
                    valued.add(term.code)
                reads.setdefault(term.code, {}).update(dict.fromkeys(group.reads))
    # A row that waits for an error is no change by itself: only what counts is compared.
    return {
        code: Relevant(tuple(sorted(found - {"error"})), code in valued, code in lasting, tuple(reads[code]))
        for code, found in dimensions.items()
    }


def measures_of(code: str) -> tuple[Measure, ...]:
    """Return the figures that facts of a code go into and whose past can be known later."""
    return _measures().get(code, ())


@lru_cache(maxsize=1)
def _measures() -> Mapping[str, tuple[Measure, ...]]:
    found: dict[str, dict[str, Measure]] = {}
    for group in groups():
        for measure in group.measures:
            if measure.history:
                for term in terms(measure.adding):
                    found.setdefault(term.code, {})[measure.id] = measure
    return {code: tuple(each.values()) for code, each in found.items()}


@cache
def reaches_on(code: str) -> bool:
    """Tell whether a fact of this code also changes what a figure says of later quarters, as a stock does."""
    return any(
        measure.nature is Nature.COHORT
        or any(term.code == code and term.over is not Over.QUARTER for term in terms(measure.adding))
        for measure in measures_of(code)
    )


def named(measure: Measure) -> str:
    """Return what a figure is called among all others: with its group, where another one is called the same."""
    return _names()[measure.id]


@lru_cache(maxsize=1)
def _names() -> Mapping[str, str]:
    every = [(group.title, measure) for group in groups() for measure in group.measures]
    often = Counter(measure.title for _, measure in every)
    return {
        measure.id: f"{title}: {measure.title}" if often[measure.title] > 1 else measure.title
        for title, measure in every
    }


def counts(fact: Fact) -> bool:
    """Tell whether a fact is counted somewhere, and can be known later."""
    return fact.day is not None and bool(fact.numerator or fact.denominator) and fact.code in relevant()


def identity(fact: Fact) -> Identity:
    """Return what two facts must have in common so that every figure is the same with either."""
    said = relevant()[fact.code]
    value = fact.value if said.value else None
    value = round(value, 9) if value is not None else None
    dimensions = tuple(getattr(fact, name) for name in said.dimensions)
    return (fact.code, fact.day, fact.numerator, fact.denominator, value, *dimensions)


def bare(fact: Fact) -> Fact:
    """Return a fact without what does not change a figure: mark of an error, sentence, cell."""
    return fact.but(error="", sentence="", cell="")
