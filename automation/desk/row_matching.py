"""Rows of before and of now → which are the same: by key, wherever they stand now; without one, by what they hold.

What is the same to the last cell comes first, so that sorting and inserting make no difference of their own.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from msgspec import Struct, field

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence

    from automation.desk.table_rows import Values

_MOST_PAIRS = 250_000
"""So many pairs of rows without a key are compared cell by cell; beyond, only their order tells them apart."""
_HALF = 0.5
_ENOUGH = 2


class Side(Struct):
    """The rows of one workbook: their numbers on the sheet, their values, and their keys as they are found by."""

    numbers: list[int] = field(default_factory=list)
    values: list[Values] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)

    def add(self, number: int, values: Values, key: str) -> int:
        """Take a row in and return its place."""
        self.numbers.append(number)
        self.values.append(values)
        self.keys.append(key)
        return len(self.numbers) - 1


class Matched(Struct, frozen=True):
    """Which row of before is which row of now, by their places in the order of now; and rows without a partner."""

    pairs: tuple[tuple[int, int], ...]
    gone: tuple[int, ...]
    new: tuple[int, ...]


def match(old: Side, new: Side, key: int | None, natural: Sequence[int] = ()) -> Matched:
    """Return which rows are the same; `key` is the place of the key's column, `natural` those that do."""
    rows = _Rows(old, new)
    if key is None:
        rows.pair(_equal(rows, lambda values: values, only_once=False))
        if natural:
            rows.pair(_equal(rows, lambda values: tuple(values[place] for place in natural), only_once=True))
        rows.pair(_alike(rows, rows.olds, rows.news))
    else:
        _pair_by_key(rows)
        # The same row under another key, or only now with one.
        rows.pair(_equal(rows, lambda values: _others(values, key), only_once=True))
        rows.pair(_alike(rows, rows.keyless(old, rows.olds), rows.news))
        rows.pair(_alike(rows, rows.olds, rows.keyless(new, rows.news)))
    return Matched(tuple(sorted(rows.pairs, key=lambda pair: pair[1])), tuple(rows.olds), tuple(rows.news))


class _Rows:
    """Both sides, what is paired, and what is left of each."""

    def __init__(self, old: Side, new: Side, olds: list[int] | None = None, news: list[int] | None = None) -> None:
        self.old, self.new = old, new
        self.olds = [*range(len(old.values))] if olds is None else olds
        self.news = [*range(len(new.values))] if news is None else news
        self.pairs: list[tuple[int, int]] = []
        self._taken = 0

    def pair(self, found: Iterable[tuple[int, int]]) -> None:
        """Take pairs out of what is left."""
        self.pairs += found
        if len(self.pairs) > self._taken:
            before, now = ({pair[side] for pair in self.pairs[self._taken :]} for side in (0, 1))
            self._taken = len(self.pairs)
            self.olds = [at for at in self.olds if at not in before]
            self.news = [at for at in self.news if at not in now]

    @staticmethod
    def keyless(side: Side, places: Iterable[int]) -> list[int]:
        """Return the rows among these that have no key."""
        return [at for at in places if not side.keys[at]]


def _others(values: Values, key: int) -> Values | None:
    """Return what a row holds beside its key, `None` where that is too little to know it by."""
    others = (*values[:key], *values[key + 1 :])
    return others if sum(value != "" for value in others) >= _ENOUGH else None


def _pair_by_key(rows: _Rows) -> None:
    """Pair the rows with the same key."""
    first: dict[str, int] = {}
    doubled: set[str] = set()
    for at, text in enumerate(rows.old.keys):
        if first.setdefault(text, at) != at:
            doubled.add(text)
    pairs: dict[str, tuple[int, int]] = {}
    for at, text in enumerate(rows.new.keys):
        if text in pairs:
            doubled.add(text)
        elif text in first:
            pairs[text] = first[text], at
    doubled.add("")
    rows.pair(pair for text, pair in pairs.items() if text not in doubled)
    _pair_doubled(rows, doubled - {""})


def _pair_doubled(rows: _Rows, doubled: set[str]) -> None:
    """Pair rows whose key stands twice: equal ones first, then in order."""
    groups: dict[str, tuple[list[int], list[int]]] = {text: ([], []) for text in doubled}
    for number, (places, side) in enumerate(((rows.olds, rows.old), (rows.news, rows.new))):
        for at in places:
            if side.keys[at] in groups:
                groups[side.keys[at]][number].append(at)
    found: list[tuple[int, int]] = []
    for olds, news in groups.values():
        group = _Rows(rows.old, rows.new, olds, news)
        group.pair(_equal(group, lambda values: values, only_once=False))
        group.pair(list(zip(group.olds, group.news, strict=False)))
        found += group.pairs
    rows.pair(found)


def _equal(rows: _Rows, what: Callable[[Values], Hashable], *, only_once: bool) -> list[tuple[int, int]]:
    """Return the pairs in which `what` is equal; `only_once` where it must tell one row on each side."""
    waiting: dict[Hashable, list[int]] = defaultdict(list)
    asked: dict[Hashable, list[int]] = defaultdict(list)
    for places, side, held in ((rows.olds, rows.old, waiting), (rows.news, rows.new, asked)):
        for at in places:
            value = what(side.values[at])
            if value is not None:
                held[value].append(at)
    pairs: list[tuple[int, int]] = []
    for value, now in asked.items():
        before = waiting.get(value, [])
        if not only_once or len(before) == len(now) == 1:
            pairs += zip(before, now, strict=False)
    return pairs


def _alike(rows: _Rows, olds: Sequence[int], news: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield pairs of rows that share at least half of what either holds, the most alike first."""
    if not olds or not news:
        return
    if len(olds) * len(news) > _MOST_PAIRS:
        if len(olds) == len(news):
            yield from zip(olds, news, strict=True)
        return
    scored = []
    for before in olds:
        for place, now in enumerate(news):
            ours, theirs = rows.old.values[before], rows.new.values[now]
            filled = max(sum(value != "" for value in ours), sum(value != "" for value in theirs))
            same = sum(one == other and one != "" for one, other in zip(ours, theirs, strict=True))
            if filled and same / filled >= _HALF:
                scored.append((-same / filled, abs(place - before), before, now))
    taken_old: set[int] = set()
    taken_new: set[int] = set()
    for _, _, before, now in sorted(scored):
        if before not in taken_old and now not in taken_new:
            taken_old.add(before)
            taken_new.add(now)
            yield before, now
