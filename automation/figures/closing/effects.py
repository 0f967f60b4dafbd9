"""What a late report changes: numerator, denominator or number of cases of which figures, and by how much."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from automation.figures.adding import Sums
from automation.figures.closing import record as r
from automation.figures.closing.relevance import measures_of, named
from automation.figures.measures import Nature
from automation.office.quarters import Quarter
from workbook.german import shown_number

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Sequence

    from automation.figures.adding import Moment, Where
    from automation.figures.closing.settled import Late
    from automation.figures.fact import Fact
    from automation.figures.measures import Measure, Parts
    from automation.figures.pairs import Pair
    from automation.figures.reporting import Reporting


class Effect(Struct, frozen=True):
    """By how much a figure changes; `where` is the value of a dimension, of a whole figure empty.

    `cohort` is the quarter of the cases, or says that only the sum since the begin changes.
    """

    measure: Measure
    where: Where
    split: str
    cohort: str
    numerator: float
    denominator: float
    n: float

    @property
    def sentence(self) -> str:
        """What is to be said of it: „Vermittlungen −1“."""
        name = named(self.measure) + (f" ({self.split}: {self.where[0][1]})" if self.where else "")
        name += f" {self.cohort}" if self.cohort else ""
        if self.numerator or not (self.denominator or self.n):
            return f"{name} {_signed(self.numerator)}" + (
                f", von {_signed(self.denominator)}" if self.denominator else ""
            )
        return f"{name}: Fälle {_signed(self.denominator or self.n)}"


def effects_of(row: Sequence[Late], reporting: Reporting, quarter: Quarter) -> tuple[Effect, ...]:
    """Return what all that has changed of a row, up to a quarter, changes in the figures of that quarter.

    What moved from one closed quarter to the next is still one in all: what was open stays as it was.
    """
    found: list[Effect] = []
    for code in dict.fromkeys(each.code for each in row):
        before = [fact for each in row if each.code == code for fact in each.before]
        now = [fact for each in row if each.code == code for fact in each.now]
        of_code = tuple(_effects(code, before, now, reporting, quarter))
        told = {each.measure.id for each in of_code}
        found += [*of_code, *_since_begin(code, told, Sums(before, reporting), Sums(now, reporting), quarter)]
    return tuple(_together(found))


def _together(found: Iterable[Effect]) -> Iterator[Effect]:
    """Yield each figure once: what comes in and what is done both change what is open, and may leave it."""
    changes: dict[tuple[str, Where, str], list[Effect]] = {}
    for each in found:
        changes.setdefault((each.measure.id, each.where, each.cohort), []).append(each)
    for same in changes.values():
        numerator, denominator, n = (_unless_nothing(sum(getattr(each, name) for each in same)) for name in _PARTS)
        if numerator or denominator or n:
            yield replace(same[0], numerator=numerator, denominator=denominator, n=n)


def _since_begin(code: str, told: Container[str], old: Sums, new: Sums, quarter: Quarter) -> Iterator[Effect]:
    """Yield figures of which not the quarter changes, only the sum of all quarters up to it."""
    for measure in measures_of(code):
        if measure.since_begin is None or measure.id in told:
            continue
        whole = [measure.since_begin.parts(sums, sums.moment(quarter)) for sums in (old, new)]
        change = _changes(whole[0], whole[1])
        if any(change):
            yield Effect(measure, (), "", r.SINCE, *change)


def _effects(
    code: str, before: Sequence[Fact], now: Sequence[Fact], reporting: Reporting, quarter: Quarter
) -> Iterator[Effect]:
    old, new = Sums(before, reporting), Sums(now, reporting)
    for measure in measures_of(code):
        for moment in _moments(measure, (*before, *now), new, quarter):
            for where, split in _wheres(measure, (*before, *now)):
                one, other = (measure.adding.parts(sums, moment, where) for sums in (old, new))
                change = _changes(one, other)
                if any(change):
                    cohort = moment.quarter.code if measure.nature is Nature.COHORT else ""
                    yield Effect(measure, where, split, cohort, *change)


_PARTS = ("numerator", "denominator", "n")
_NOTHING = 1e-6
"""What no figure can change by: the smallest part that is shown is a hundredth."""


def _moments(measure: Measure, facts: Sequence[Fact], sums: Sums, quarter: Quarter) -> Iterator[Moment]:
    if measure.nature is not Nature.COHORT:
        yield sums.moment(quarter)
        return
    for code in sorted({fact.cohort or fact.quarter for fact in facts}):
        cohort = Quarter.parse(code)
        if cohort in sums.reporting.begun and cohort <= quarter:
            yield sums.moment(cohort, day=sums.reporting.cut_off(quarter))


def _wheres(measure: Measure, facts: Sequence[Fact]) -> Iterator[tuple[Where, str]]:
    yield (), ""
    for split in measure.splits:
        for value in sorted({getattr(fact, split.dimension) for fact in facts} - {""}):
            yield ((split.dimension, value),), split.title


def _changes(old: Parts, new: Parts) -> list[float]:
    """Return by how much numerator, denominator and number of cases differ."""
    return [_unless_nothing(other - one) for one, other in zip(parts_of(old), parts_of(new), strict=True)]


def _unless_nothing(change: float) -> float:
    """Return a change, 0 for what is left where areas or months are added up in another order."""
    return 0 if abs(change) < _NOTHING else change


def _number(pair: Pair | None) -> float:
    return 0 if pair is None else pair.number


def said(found: Sequence[Effect]) -> str:
    """Return the effects in a line: of whole figures, and of their parts only where the whole stays the same."""
    whole = [each for each in found if not each.where]
    told = {(each.measure.id, each.cohort) for each in whole}
    parts = [each for each in found if each.where and (each.measure.id, each.cohort) not in told]
    return "; ".join(dict.fromkeys(each.sentence for each in (*whole, *parts))) or "keine Zahl ändert sich"


def _signed(number: float) -> str:
    return f"{'−' if number < 0 else '+'}{shown_number(round(abs(number), 4))}"


def parts_of(parts: Parts) -> tuple[float, float, float]:
    """Return numerator, denominator and number of cases as numbers, 0 for what there is not."""
    return _number(parts.numerator), _number(parts.denominator), _number(parts.n)
