"""Facts → pairs: every sum over facts together with the formula that makes the same sum on the sheet `Fakten`.

The formulas sum by the column „Quartal“ and by date; here everything is a sum over days. Where both ways agree, and
other engines recalculate the same, the figure holds (`dashboard/verify.py`).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from datetime import date, timedelta
from enum import StrEnum
from heapq import merge
from itertools import accumulate, compress, repeat
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from automation.figures import fact_formulas as f
from automation.figures.fact import DIMENSIONS, MEASURED
from automation.figures.pairs import NONE, Pair, constant, either, half_up, joined, rounded, words
from workbook.cells import as_compared

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from automation.figures.fact import Fact
    from automation.figures.reporting import Reporting
    from automation.office.quarters import Quarter

ALWAYS = date.min + timedelta(days=1)
MEDIAN_FROM = 5
"""Fewer values than that are listed, not summed up in a median (figures.md, R8)."""
HALF = 0.5

Where = tuple[tuple[str, str], ...]
"""What facts must be to be chosen: dimensions (names of `Fact`) with their values."""
Counted = tuple[str, str]
"""What a sum is made of: the code of its facts, and which of their numbers (`MEASURED`)."""


class Over(StrEnum):
    """Which days a sum holds: those of the quarter, everything up to its end, or a cohort as known by then."""

    QUARTER = "im Quartal"
    UNTIL = "bis dahin"
    COHORT = "Jahrgang"


class Moment(Struct, frozen=True):
    """A quarter, and the day up to which it is seen; on a page also the cells that say so.

    `name` is the formula of the quarter's code, `cut` that of the day; without a page both are spelled out.
    """

    quarter: Quarter
    day: date
    name: str = ""
    cut: str = ""

    @property
    def code(self) -> Pair:
        """The code of the quarter."""
        return Pair(self.name or f.text(self.quarter.code), self.quarter.code)

    @property
    def until(self) -> Pair:
        """The day, as a number."""
        return Pair(self.cut or f"DATE({self.day.year},{self.day.month},{self.day.day})", self.day.toordinal())


class Sums:
    """Everything that can be added up from the facts."""

    def __init__(self, facts: Sequence[Fact], reporting: Reporting) -> None:
        self.facts, self.reporting = facts, reporting
        self._by_code: dict[str, list[Fact]] = {}
        for fact in facts:
            self._by_code.setdefault(fact.code, []).append(fact)
        self._sums: dict[tuple[str, str, Where], tuple[list[date], list[float]]] = {}
        self._dated: dict[str, list[Fact]] = {}
        self._indexes: dict[tuple[str, tuple[str, ...]], Mapping[object, list[Fact]]] = {}
        self._found: dict[tuple[Counted, str], dict[str, tuple[str, float]]] = {}
        self._pairs: dict[tuple[str, Over, Moment, str, Where], Pair] = {}  # each is asked for by page, chart, JSON

    def of(self, code: str) -> Sequence[Fact]:
        """Return the facts with this code."""
        return self._by_code.get(code, ())

    def moment(self, quarter: Quarter, name: str = "", cut: str = "", day: date | None = None) -> Moment:
        """Return a quarter as it is seen at its end or today, or on another day."""
        return Moment(quarter, day or self.reporting.cut_off(quarter), name, cut)

    def total(self, code: str, first: date, last: date, measured: str = "numerator", where: Where = ()) -> float:
        """Return the sum over the facts dated from `first` to `last`, of no days 0; `measured` may be `rows`."""
        if last < first:
            return 0
        key = (code, measured, where)
        if key not in self._sums:
            chosen = self._chosen(code, where)
            values = self._numbers(chosen, measured)
            # Only what is reached by the end of a day: a city has many facts on few days.
            reached: dict[date, float] = dict(zip(map(attrgetter("day"), chosen), accumulate(values), strict=True))
            self._sums[key] = ([*reached], [0, *reached.values()])
        days, sums = self._sums[key]
        return sums[bisect_right(days, last)] - sums[bisect_right(days, first - timedelta(days=1))]

    def _numbers(self, facts: Sequence[Fact], measured: str) -> Iterable[float]:
        """Return what each of the facts adds to a sum."""
        if measured == "rows":
            return repeat(1, len(facts))
        numbers = map(attrgetter(measured), facts)
        return (number or 0 for number in numbers) if measured == "value" else numbers

    def _values_of(self, facts: Iterable[Fact]) -> Iterable[float | None]:
        """Return the values that a median is taken of."""
        return map(attrgetter("value"), facts)

    def _in_time(self, code: str) -> list[Fact]:
        """Return the facts of a code that have a day, in the order of time."""
        if code not in self._dated:
            found = [fact for fact in self.of(code) if fact.day]
            found.sort(key=attrgetter("day"))
            self._dated[code] = found
        return self._dated[code]

    def _by_value(self, code: str, dimensions: tuple[str, ...]) -> Mapping[Any, Sequence[Fact]]:
        """Return the dated facts of a code by their value of a dimension (of several: values), in order of time.

        The values are as `SUMIFS` compares them, which takes „16i“ for „16I“.
        """
        key = (code, dimensions)
        if key not in self._indexes:
            index: defaultdict[object, list[Fact]] = defaultdict(list)
            facts = self._in_time(code)
            for value, fact in zip(map(attrgetter(*dimensions), facts), facts, strict=True):
                index[value].append(fact)
            alike: defaultdict[object, list[list[Fact]]] = defaultdict(list)
            for spelled, some in index.items():
                alike[_folded(spelled)].append(some)
            self._indexes[key] = {
                folded: lists[0] if len(lists) == 1 else [*merge(*lists, key=attrgetter("day"))]
                for folded, lists in alike.items()
            }
        return self._indexes[key]

    def _chosen(self, code: str, where: Where) -> Sequence[Fact]:
        """Return the dated facts that meet all that is asked of them, in the order of time."""
        if not where:
            return self._in_time(code)
        names, wanted = zip(*where, strict=True)
        asked = _folded(wanted if len(names) > 1 else wanted[0])
        return self._by_value(code, names).get(asked, ())

    def pair(
        self, code: str, over: Over, moment: Moment, *, measured: str = "numerator", where: Where = ()
    ) -> Pair:
        """Return a sum over facts as formula and number; `measured` is one of `MEASURED`, or `rows`."""
        key = (code, over, moment, measured, where)
        if key not in self._pairs:
            criteria, first, last, chosen = self._window(over, moment, where)
            number = self.total(code, first, last, measured, chosen)
            value = int(number) if number == int(number) else number
            rows = measured == "rows"
            text = f.count_of(code, criteria) if rows else f.sum_of(code, MEASURED[measured], criteria)
            self._pairs[key] = Pair(text, value)
        return self._pairs[key]

    def rows(self, code: str, where: Where = (), choose: Callable[[Fact], bool] | None = None) -> Pair:
        """Return how many facts of a code there are in all, counting or not, dated or not."""
        chosen = self.of(code)
        for name, wanted in where if choose is None else ():
            values = [*map(attrgetter(name), chosen)]
            alike = {value for value in set(values) if _folded(value) == _folded(wanted)}
            chosen = list(compress(chosen, map(alike.__contains__, values)))
        criteria = tuple((DIMENSIONS[name], f.exactly(value)) for name, value in where)
        chosen = chosen if choose is None else [*filter(choose, chosen)]
        return Pair(f.count_of(code, criteria), sum(self._numbers(chosen, "rows")))

    def between(self, code: str, first: Pair, last: Pair, measured: str = "numerator") -> Pair:
        """Return a sum over the facts of a code from one day to another, the days given as pairs of numbers."""
        begin, end = (date.fromordinal(max(2, round(each.number))) for each in (first, last))
        number = self.total(code, begin, end, measured)
        criteria = ((f.DAY, f'">="&{first.text}'), (f.DAY, f'"<="&{last.text}'))
        return Pair(f.sum_of(code, MEASURED[measured], criteria), int(number) if number == int(number) else number)

    def chosen(self, code: str, over: Over, moment: Moment, where: Where = ()) -> Iterator[Fact]:
        """Yield the dated facts that a sum is made of, in the order of time."""
        _, first, last, chosen = self._window(over, moment, where)
        facts, day_of = self._chosen(code, chosen), attrgetter("day")
        yield from facts[bisect_left(facts, first, key=day_of) : bisect_right(facts, last, key=day_of)]

    def values(self, code: str, over: Over, moment: Moment, where: Where = ()) -> list[float]:
        """Return the values that a median is taken of, the smallest first."""
        counting = (
            fact for fact in self.chosen(code, over, moment, where) if fact.value is not None and fact.denominator
        )
        return sorted(value for value in self._values_of(counting) if value is not None)

    def quantile(self, code: str, share: float, over: Over, moment: Moment, where: Where = ()) -> Pair:
        """Return a quantile (inclusive) of the values; of fewer than five the list, of none „–“."""
        values = self.values(code, over, moment, where)
        number = self.pair(code, over, moment, measured="denominator", where=where)
        number = Pair(number.text, len(values))
        equal, until = _equals(over, moment, where)
        many = Pair(f.quantile_of(code, share, number.text, equal, until), quantile(values, share))
        said = "; ".join(str(half_up(value)) for value in values[: MEDIAN_FROM - 1])
        few = Pair(f.list_of(code, MEDIAN_FROM - 1, number.text, equal, until), said)
        if share != HALF:
            few = NONE
        return either(number.is_zero(), NONE, either(number < constant(MEDIAN_FROM), few, many))

    def largest(self, code: str, over: Over, moment: Moment, where: Where = ()) -> Pair:
        """Return the largest of the values, „–“ of none."""
        values = self.values(code, over, moment, where)
        number = Pair(self.pair(code, over, moment, measured="denominator", where=where).text, len(values))
        equal, _ = _equals(over, moment, where)
        return either(number.is_zero(), NONE, Pair(f.largest_of(code, equal), max(values, default=None)))

    def occurring(self, counted: Iterable[Counted], dimension: str, until: Quarter | None = None) -> list[str]:
        """Return the values of a dimension that occur in what is counted, the most frequent first.

        What waits for an error occurs too. With `until`, the values that occur by the end of a quarter.
        """
        often: defaultdict[str, float] = defaultdict(float)
        spelled: dict[object, str] = {}
        for each in dict.fromkeys(counted):
            for value, (first, number) in self._occurrences(each, dimension).items():
                if value and (until is None or first <= until.code):
                    often[spelled.setdefault(_folded(value), value)] += number
        return sorted(often, key=lambda value: (-often[value], value))

    def _occurrences(self, counted: Counted, dimension: str) -> Mapping[str, tuple[str, float]]:
        """Return the values of a dimension: the code of the first quarter, and how often each is counted."""
        key = (counted, dimension)
        if key not in self._found:
            (code, measured), found = counted, dict[str, tuple[str, float]]()
            number_of = attrgetter(measured)
            for facts in self._by_value(code, (dimension,)).values():
                first = next((fact for fact in facts if number_of(fact) or fact.error), None)
                if first is not None:
                    counting = next(filter(number_of, facts), first)  # a slip in writing counts for nothing
                    number = sum(abs(number or 0) for number in map(number_of, facts))
                    found[getattr(counting, dimension)] = (first.quarter, number)
            self._found[key] = found
        return self._found[key]

    def _window(self, over: Over, moment: Moment, where: Where) -> tuple[f.Criteria, date, date, Where]:
        """Return criteria, first and last day, and what the dimensions must be."""
        quarter = moment.quarter
        if over is Over.QUARTER:
            return ((f.QUARTER, moment.code.text), *_equal(where)), quarter.begin, quarter.end, where
        until = (f.DAY, f'"<="&{moment.until.text}')
        if over is Over.UNTIL:
            return (until, *_equal(where)), ALWAYS, moment.day, where
        cohort = (DIMENSIONS["cohort"], moment.code.text)
        chosen = (("cohort", quarter.code), *where)
        return (cohort, until, *_equal(where)), ALWAYS, moment.day, chosen


def _folded(value: Any) -> object:
    """Return a value, or several, as formulas compare them."""
    return tuple(map(as_compared, value)) if isinstance(value, tuple) else as_compared(value)


def quantile(values: Sequence[float], share: float) -> float | None:
    """Return a quantile of sorted values, linear between two of them as Excel's `QUARTILE.INC`; `None` of none.

    >>> quantile([1, 2, 3, 10], 0.25), quantile([1, 2, 3, 10], 0.5)
    (1.75, 2.5)
    """
    if not values:
        return None
    place = (len(values) - 1) * share
    low = int(place)
    high = min(low + 1, len(values) - 1)
    return values[low] + (place - low) * (values[high] - values[low])


def share_of(part: Pair, whole: Pair, percent_from: int) -> Pair:
    """Return a share in words: „43 %“; of few cases „7 / 9“, of none „–“ (figures.md, R8)."""
    few = joined(part, words(" / "), whole)
    many = joined(rounded(constant(100) * part / whole), words(" %"))
    return either(whole.is_zero(), NONE, either(whole < constant(percent_from), few, many))


def _equal(where: Where) -> f.Criteria:
    return tuple((DIMENSIONS[name], f.exactly(value)) for name, value in where)


def _equals(over: Over, moment: Moment, where: Where) -> tuple[f.Criteria, str]:
    """Return what the columns must be for a quantile, and the last day where there is one."""
    equal = tuple((DIMENSIONS[name], f.text(value)) for name, value in where)
    if over is Over.QUARTER:
        return ((f.QUARTER, moment.code.text), *equal), ""
    if over is Over.COHORT:
        equal = ((DIMENSIONS["cohort"], moment.code.text), *equal)
    return equal, moment.until.text
