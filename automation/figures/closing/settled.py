"""What was published against what is counted now: late reports, and what only another way of counting would change.

The standing facts are those that the dashboard adds up: of a closed quarter the published ones with the late
reports, of every other those of today; and what is held for deleted people. So a figure that goes over several
quarters is the closed ones, the late reports, and the running one.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from msgspec import Struct

from automation.figures.closing import record as r
from automation.figures.closing.chain import upright
from automation.figures.closing.closings import BY_OLD_RULES
from automation.figures.closing.marks import Rows
from automation.figures.closing.relevance import counts, identity
from automation.figures.indicators import independent_families as families
from workbook.findings import fingerprint

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from automation.figures.closing.chain import Chain
    from automation.figures.closing.closings import Closing, Closings, Kept
    from automation.figures.closing.relevance import Identity
    from automation.figures.fact import Fact
    from automation.office.quarters import Quarter
    from workbook.tables import Office

    Place = tuple[str, str, str, str, bool]
    Found = tuple[Fact, Kept | None]

ONCE_EVER = frozenset({families.CODE})
"""What counts once, whenever: held for a deleted person it does not count again in another quarter."""
HELD_SENTENCE = "Gezählt, wie vor dem Löschen einer Person; sie selbst steht nicht mehr in der Mappe."

ADDED, GONE, CHANGED, OTHER_RULES = "nachgetragen", "weggefallen", "geändert", "andere Zählregel"


class Late(Struct, frozen=True):
    """A row that is counted otherwise than when its quarter was closed.

    `before` and `now` are its facts of that quarter, `old` and `new` the cells that differ. With `by_rules`, only
    the way of counting has changed: the closed quarter stays as it was. `row_exists` is false where it has gone.
    With `earlier`, its facts are of quarters before, on which what was published of the closed one rests.
    """

    closing: Closing
    code: str
    sheet: str
    key: str
    before: tuple[Fact, ...]
    now: tuple[Fact, ...]
    old: Mapping[str, str]
    new: Mapping[str, str]
    by_rules: bool
    row_exists: bool
    earlier: bool = False

    @property
    def kind(self) -> str:
        """What has happened, in a word."""
        if self.by_rules:
            return OTHER_RULES
        if not self.before:
            return ADDED
        return CHANGED if self.now or self.row_exists else GONE

    @property
    def id(self) -> str:
        """By what it is known again."""
        return fingerprint("late", str(self.closing.number), self.code, self.sheet, self.key)


class Settled(Struct, frozen=True):
    """The standing facts, those by today's rules, and what differs from the closings.

    `only_new` are those that the rules of a closing did not count so.
    """

    standing: tuple[Fact, ...]
    by_new_rules: tuple[Fact, ...]
    late: tuple[Late, ...]
    only_new: tuple[Fact, ...] = ()

    @property
    def reports(self) -> tuple[Late, ...]:
        """The late reports: what somebody has changed in the workbook."""
        return tuple(each for each in self.late if not each.by_rules)


def settle(facts: Sequence[Fact], closings: Closings, office: Office, version: str, first: Quarter) -> Settled:
    """Return today's facts together with what the closings say; `version` is that of the rules of counting.

    `first` is the first quarter that is reported on.
    """
    if not closings.kept and not closings.closed:
        return Settled(tuple(facts), tuple(facts), ())
    rows = Rows(office)
    present = [*_without_held(facts, closings, rows)]
    # What was held while one of two ways of counting alone counted it goes into the figures by that way. Which one
    # the quarter is counted by is that of its closing, and today's where it is open again or closed anew.
    chain = closings.chain(first)
    older = {code for code, each in closings.closed.items() if each.version != version}
    other_way = [each for each in closings.held if each.by_old_rules or each.by_new_rules]
    old_way = {id(each) for each in other_way if chain.of(each.fact) in older and not chain.earlier(each.fact)}
    left_out = {id(each) for each in other_way if each.by_new_rules == (id(each) in old_way)}
    now = [*present, *(_held(each.fact) for each in closings.held if id(each) not in left_out)]
    by_new_rules = (*present, *(_held(each.fact) for each in closings.held if not each.by_old_rules))
    quarters = {each.number: code for code, each in closings.closed.items()}
    published = _grouped(
        ((quarters[each.number], each.fact, each) for each in closings.published if each.number in quarters),
        rows,
        chain,
    )
    counted = ((chain.of(each), each, None) for each in now if counts(each))
    current = _grouped((found for found in counted if found[0] in closings.closed), rows, chain)
    comparison = _Comparison(closings, office, version)
    late = []
    for place in sorted(published.keys() | current.keys()):
        before, after = published.get(place, []), current.get(place, [])
        if _counted(before) != _counted(after) and closings.published_figure(*place[:2], version):
            late.append(comparison.late(place, before, after))
    # An earlier quarter that is open is counted as today, also where a closed one rests on it.
    of_rules = [each for each in late if each.by_rules and not each.earlier]
    if not of_rules:
        return Settled(tuple(now), by_new_rules, tuple(late))
    places = {(each.closing.quarter.code, each.code, each.sheet, each.key, False) for each in of_rules}
    standing = [fact for fact in now if not counts(fact) or _place(chain.of(fact), fact, rows, chain) not in places]
    frozen = [fact.but(cell="A1", sentence=BY_OLD_RULES) for each in of_rules for fact in each.before]
    only_new = tuple(fact for each in of_rules for fact in each.now)
    return Settled((*standing, *frozen), by_new_rules, tuple(late), only_new)


class _Comparison:
    """What was published beside what is counted now, by the rows of the office."""

    def __init__(self, closings: Closings, office: Office, version: str) -> None:
        self._closings, self._office, self._version = closings, office, version
        self._rows: dict[int, Rows] = {}

    def late(self, place: Place, before: Sequence[Found], after: Sequence[Found]) -> Late:
        """Return how a row is counted otherwise than at the closing of its quarter."""
        quarter, code, sheet, key, earlier = place
        closing = self._closings.closed[quarter]
        rows = self._rows.setdefault(closing.number, Rows(self._office, closing.secret))
        cells, was = rows.cells(sheet, key), self._closings.cells(closing.number, sheet, key)
        differing = [label for label in (was or cells) if was.get(label, "") != cells.get(label, "")]
        return Late(
            closing,
            code,
            sheet,
            key,
            tuple(fact for fact, _ in before),
            tuple(fact for fact, _ in after),
            {label: was[label] for label in differing if label in was},
            {label: cells.get(label, "") for label in differing} if cells else {},
            closing.version != self._version and self._unchanged(closing, (*before, *after), sheet, rows),
            bool(cells),
            earlier,
        )

    def _unchanged(self, closing: Closing, found: Sequence[Found], sheet: str, rows: Rows) -> bool:
        """Tell whether nothing that the figure reads has changed, so that only the way of counting can have."""
        mark = rows.mark(found[0][0].but(sheet=sheet))
        known = {kept.mark for _, kept in found if kept is not None and not kept.held and kept.mark}
        return mark in known if known else self._closings.saw(closing.number, mark)


def _without_held(facts: Iterable[Fact], closings: Closings, rows: Rows) -> Iterable[Fact]:
    """Yield today's facts, without those in whose place others are held."""
    places = {
        (each.fact.code, each.fact.sheet, each.fact.key, "" if each.fact.code in ONCE_EVER else each.fact.quarter)
        for each in closings.held
        if each.fact.key
    }
    for fact in facts:
        quarter = "" if fact.code in ONCE_EVER else fact.quarter
        if not (counts(fact) and (fact.code, rows.canonical(fact.sheet), fact.key, quarter) in places):
            yield fact


def _held(fact: Fact) -> Fact:
    return fact.but(cell="A1", sentence=HELD_SENTENCE)


def _counted(found: Iterable[Found]) -> Counter[Identity]:
    """Return what is counted; rows without a key are added up, for part of one may be held."""
    counted: Counter[Identity] = Counter()
    for each, _ in found:
        fact, sign = upright(each)
        code, day, numerator, denominator, value, *dimensions = identity(fact)
        if fact.key or value is not None:
            counted[code, day, numerator, denominator, value, *dimensions] += sign
            continue
        counted["numerator", code, day, *dimensions] += sign * fact.numerator
        counted["denominator", code, day, *dimensions] += sign * fact.denominator
    return counted


def _place(quarter: str, fact: Fact, rows: Rows, chain: Chain) -> Place:
    earlier = chain.first.code <= fact.quarter < quarter
    return quarter, fact.code, rows.canonical(fact.sheet), fact.key, earlier


def _grouped(found: Iterable[tuple[str, Fact, Kept | None]], rows: Rows, chain: Chain) -> dict[Place, list[Found]]:
    """Return the facts that count, by the quarter that they are closed with and the row that they are of."""
    grouped: dict[Place, list[Found]] = {}
    for quarter, fact, kept in found:
        if counts(fact):
            grouped.setdefault(_place(quarter, fact, rows, chain), []).append((fact, kept))
    return grouped


def shown_facts(facts: Sequence[Fact]) -> tuple[Fact, ...]:
    """Return the standing facts for the sheet `Fakten`: what is only kept points to the closings."""
    kept = {HELD_SENTENCE, BY_OLD_RULES}
    if kept.isdisjoint(fact.sentence for fact in facts):
        return tuple(facts)
    return tuple(fact.but(sheet=r.SHEET) if fact.sentence in kept else fact for fact in facts)
