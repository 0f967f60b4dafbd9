"""Facts of an office → sums to hand in; sums of offices → facts to add up, as an office does.

Every figure sums facts over a quarter, up to its last counted day, or over a cohort. So it is enough to know of a
sum in which quarter it lies, and whether before or after that day (figures.md, R1): what is made of it here lies on
that day, and the figures come out the same. What an office knows of the rest of the city is not its own and stays.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import fields
from datetime import date, timedelta
from functools import lru_cache
from itertools import chain, repeat
from operator import attrgetter, mul
from typing import TYPE_CHECKING

from automation.figures.adding import Sums
from automation.figures.compiled import add_up
from automation.figures.fact import DIMENSIONS, Fact
from automation.figures.indicators import groups, labour_market
from automation.figures.measures import Sum, terms
from automation.figures.reporting import Reporting
from automation.office.quarters import Quarter
from automation.office.settings import Settings
from automation.rollup.handed import HandedSum
from automation.rollup.packed import plain_rows
from workbook.schema import TABLES
from workbook.schema.setting_names import SETTINGS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from automation.figures.compiled import Figures
    from automation.rollup.handed import HandIn


@lru_cache(maxsize=1)
def handed_codes() -> Mapping[str, tuple[frozenset[str], bool]]:
    """Return the codes that figures are made of: the dimensions that they read, whether they list single values."""
    read: dict[str, set[str]] = {}
    single: set[str] = set()
    for group in groups():
        for measure in group.measures:
            for term in (*terms(measure.adding), *terms(measure.since_begin)):
                found = read.setdefault(term.code, {"cohort", "error"})
                found |= {split.dimension for split in measure.splits}
                found |= {name for name, _ in getattr(term, "where", ())}
                if not isinstance(term, Sum):
                    single.add(term.code)
    read.pop(labour_market.OTHERS, None)
    return {code: (frozenset(found), code in single) for code, found in read.items()}


@lru_cache(maxsize=1)
def read_values() -> frozenset[str]:
    """Return the codes whose values a figure reads; of others they stay in the office: months of one family."""
    every = (
        term
        for group in groups()
        for measure in group.measures
        for term in (*terms(measure.adding), *terms(measure.since_begin))
    )
    return frozenset(term.code for term in every if not isinstance(term, Sum) or term.measured == "value")


def sums_of(facts: Iterable[Fact], reporting: Reporting, last: Quarter) -> tuple[HandedSum, ...]:
    """Return the sums of an office up to a quarter, in a fixed order."""
    codes, valued = handed_codes(), read_values()
    added: defaultdict[tuple[object, ...], list[float]] = defaultdict(lambda: [0, 0, 0, 0])
    for fact in facts:
        if fact.day is None or fact.code not in codes or fact.quarter > last.code:
            continue
        read, single = codes[fact.code]
        quarter = Quarter.of(fact.day)
        said = tuple(getattr(fact, name) if name in read else "" for name in DIMENSIONS)
        value = fact.value if single and fact.value is not None else None
        # Where single values count, only facts that are quite alike are taken together.
        alike = (value, fact.numerator, fact.denominator) if single else ()
        place = (fact.code, quarter.code, fact.day > reporting.cut_off(quarter), said, alike)
        sums = added[place]
        sums[0] += fact.numerator
        sums[1] += fact.denominator
        sums[2] += 1
        sums[3] += fact.value or 0 if fact.code in valued and not single else 0
    return tuple(sorted((_handed(place, sums) for place, sums in added.items()), key=lambda each: each.order))


def _handed(place: tuple[object, ...], sums: list[float]) -> HandedSum:
    code, quarter, late, said, alike = place
    assert isinstance(said, tuple)  # noqa: S101 -- it was put there above
    assert isinstance(alike, tuple)  # noqa: S101
    value = alike[0] if alike else (sums[3] or None)
    return HandedSum(
        code=str(code),
        quarter=str(quarter),
        late=bool(late),
        value=None if value is None else float(value),
        numerator=int(sums[0]),
        denominator=int(sums[1]),
        rows=int(sums[2]),
        **dict(zip(DIMENSIONS, said, strict=True)),
    )


class HandedSums(Sums):
    """Sums over facts that stand for many: a city needs no more room for a million days than for as many kinds."""

    def _numbers(self, facts: Sequence[Fact], measured: str) -> Iterable[float]:
        if measured == "rows":
            return map(_rows, facts)
        numbers = super()._numbers(facts, measured)
        if measured != "value" or not facts or not handed_codes()[facts[0].code][1]:
            return numbers
        return map(mul, numbers, map(_rows, facts))

    def _values_of(self, facts: Iterable[Fact]) -> Iterable[float | None]:
        return chain.from_iterable(repeat(fact.value, _rows(fact)) for fact in facts)


_rows = attrgetter("rows")


def facts_of_sums(sums: Iterable[HandedSum], reporting: Reporting) -> Iterator[Fact]:
    """Yield a fact for each sum, on a day on which it counts."""
    codes = handed_codes()
    days: dict[tuple[str, bool], date] = {}
    for each in sums:
        quarter = Quarter.parse(each.quarter)
        if quarter is None or each.code not in codes:
            continue
        counted = max(quarter.begin, min(reporting.cut_off(quarter), quarter.end))
        day = days.setdefault((each.quarter, each.late), quarter.end if each.late else counted)
        said = {name: getattr(each, name) for name in DIMENSIONS}
        numbers = each.numerator, each.denominator, each.value
        yield Fact(each.code, day, *numbers, "", "", "A1", **said, rows=each.rows)


@lru_cache(maxsize=1)
def whole_dimensions() -> Mapping[str, frozenset[str]]:
    """Return the dimensions that figures which are not split read of the facts of each code."""
    read: defaultdict[str, set[str]] = defaultdict(lambda: {"cohort", "error"})
    for group in groups():
        for measure in group.measures:
            for term in (*terms(measure.adding), *terms(measure.since_begin)):
                read[term.code] |= {name for name, _ in getattr(term, "where", ())}
    return {code: frozenset(found) for code, found in read.items()}


def merged(offices: Iterable[HandIn], *, whole: bool = False) -> Iterator[HandedSum]:
    """Yield the sums of offices, those that say the same taken together: many need hardly more room than one.

    Of a `whole`, which nobody splits, also those that differ only in what figures are split by.
    """
    single = frozenset(code for code, (_, listed) in handed_codes().items() if listed)
    unread = {code: [] if not whole else _unread(code) for code in handed_codes()}
    added: dict[tuple[object, ...], list[float]] = {}
    words: dict[object, object] = {}  # what offices say in the same words is there once
    for office in offices:
        for *place, value, numerator, denominator, rows in plain_rows(office.sums):
            alike: tuple[object, ...] = (value, numerator / rows, denominator / rows) if place[0] in single else ()
            for each in unread.get(place[0], ()):
                place[each] = ""
            said = (words.setdefault(each, each) for each in place)
            so_far = added.setdefault((*said, alike), [0, 0, 0, 0])
            so_far[0] += numerator
            so_far[1] += denominator
            so_far[2] += rows
            so_far[3] += 0 if alike else value or 0
    keys = [*reversed(added)]
    while keys:  # each goes when it is said: whoever adds them up has them all once, and not twice
        key = keys.pop()
        code, quarter, late, *dimensions = key[:-1]
        yield _handed((code, quarter, late, tuple(dimensions), key[-1]), added.pop(key))


def _unread(code: str) -> list[int]:
    """Return the places of the dimensions, among the fields of a sum, that no figure reads which is not split."""
    names = [each.name for each in fields(HandedSum)]
    return [names.index(name) for name in DIMENSIONS if name not in whole_dimensions()[code]]


def side_by_side(handed: HandIn) -> dict[str, float | None]:
    """Return the value of every figure that an office keeps, in the quarter of its hand-in."""
    figures, quarter = figures_of([handed], handed.sums, usual_settings()), Quarter.parse(handed.quarter)
    measures = (measure for group in figures.groups for measure in group.measures)
    return {} if quarter is None else {each.id: figures.number(each, quarter) for each in measures}


def usual_settings() -> Settings:
    """Return the thresholds by which a city's figures are shown: those of a new workbook."""
    return Settings({row.name.value: row.default for row in SETTINGS})


def figures_of(offices: Iterable[HandIn], sums: Iterable[HandedSum], settings: Settings) -> Figures:
    """Return the figures of sums, whichever offices they come from, with the time that these report on."""
    handed = tuple(offices)
    days = {
        name: [date.fromisoformat(getattr(each, name)) for each in handed] for name in ("begin", "end", "until")
    }
    kept = {sheet for each in handed for sheet in each.kept}
    # What keeps only today's value is unknown of a day that was over, in one office and so in all together.
    past = timedelta(days=any(each.past for each in handed))
    reporting = Reporting(
        min(days["begin"]),
        max(days["end"]),
        max(days["until"]) + past,
        None,
        None,
        kept=frozenset(table for table in TABLES if table.spec.sheet in kept),
    )
    return add_up(tuple(facts_of_sums(sums, reporting)), reporting, settings, HandedSums)
