"""Tables → the interval that each hidden cell can lie in, for somebody who can add."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from math import inf
from typing import TYPE_CHECKING, Any

import highspy
import numpy as np

from automation.publication.attacker.tables import parts_of, percent_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from automation.publication.attacker.tables import FoundTable, Place, Value

EXACT = 1e-6
_MOST_POINTS = 300
_MOST_PAIRS = 12
"""So many points on either side of what is known: with more, tables of points outgrow a processor's cache."""
_BEYOND = 500.0
_SURE = frozenset({highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kInfeasible})
_UNDER = re.compile(r"(?:unter|under|weniger als|less than|<(?!=))\s*(\d+)", re.IGNORECASE)
_AT_MOST = re.compile(r"(?:≤|<=|\d+\s*(?:[-–]|bis|to))\s*(\d+)", re.IGNORECASE)

Row = tuple[dict["Place", float], float, float]
"""A linear condition: factors of places, and the lowest and highest value of their sum."""
Never = tuple[str, str, str, tuple[str, ...], bool]
"""Of a subject there is never more than of another, or than of some rows of a split of it; whether only in sums."""


@dataclass
class Knowledge:
    """What tables say together: numbers, hidden cells with the highest value that is said of them, and conditions.

    `contradictions` are pairs of sources that say different numbers of one cell, `wrong` totals that do not add up.
    """

    numbers: dict[Place, float] = field(default_factory=dict)
    hidden: dict[Place, float] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    contradictions: list[Place] = field(default_factory=list)
    opened: list[Place] = field(default_factory=list)
    wrong: list[Place] = field(default_factory=list)


def knowledge_of(
    tables: Sequence[FoundTable],
    never_more: Iterable[Never] = (),
    names: Mapping[str, str] | None = None,
    never_empty: frozenset[tuple[str, str]] = frozenset(),
) -> Knowledge:
    """Return what tables say together; what differs in words alone is put into those of `names`.

    `never_more` is of which there is never more than of which, `never_empty` are subjects and splits whose rows are
    left out when they count nothing.
    """
    named = names or {}
    subjects = {named.get(table.subject, table.subject) for table in tables}
    knowledge = Knowledge()

    def called(table: FoundTable, row: int, column: int) -> Place:
        subject, split, label, name = (named.get(each, each) for each in table.place(row, column))
        return (label, "", "", name) if label in subjects and label != subject else (subject, split, label, name)

    for table in tables:
        for row, cells in enumerate(table.cells):
            for column, value in enumerate(cells):
                _learn(knowledge, called(table, row, column), value)
    for place in [place for place in knowledge.hidden if place in knowledge.numbers]:
        knowledge.opened.append(place)
        del knowledge.hidden[place]
    for table in tables:
        for parts, whole in _sums(table):
            _add(knowledge, [called(table, *each) for each in parts], called(table, *whole))
        if (named.get(table.subject, table.subject), named.get(table.split, table.split)) in never_empty:
            rows = [row for row in range(len(table.rows)) if row != table.whole_row]
            knowledge.rows += [({called(table, row, table.whole_column): 1.0}, 1.0, inf) for row in rows]
        for name, values in table.shares:
            knowledge.rows += _of_share(table, name, values, called)
    knowledge.rows += _of_pairs(knowledge, never_more)
    return knowledge


def _of_pairs(knowledge: Knowledge, never_more: Iterable[Never]) -> Iterator[Row]:
    """Yield that there is never more of one subject than of another, or than of some rows of it."""
    every = sorted({*knowledge.numbers, *knowledge.hidden})
    known = frozenset(every)
    for less, more, divided, rows, sums in never_more:
        for subject, split, row, column in every:
            if subject != less or (sums and not column.startswith("bis ")) or (rows and split):
                continue
            asked: list[Place] = [(more, divided, each, column) for each in rows] or [(more, split, row, column)]
            wholes = [place for place in asked if place in known]
            if wholes:
                yield {(less, split, row, column): 1.0, **dict.fromkeys(wholes, -1.0)}, -inf, 0.0


def _learn(knowledge: Knowledge, place: Place, value: Value) -> None:
    if value.hidden:
        below, at_most = _UNDER.match(value.text), _AT_MOST.match(value.text)
        most = float(below[1]) - 1 if below else float(at_most[1]) if at_most else inf
        knowledge.hidden[place] = min(most, knowledge.hidden.get(place, inf))
    elif value.number is not None and knowledge.numbers.setdefault(place, value.number) != value.number:
        knowledge.contradictions.append(place)


def _sums(table: FoundTable) -> Iterator[tuple[list[tuple[int, int]], tuple[int, int]]]:
    """Yield the cells that add up to a total, and the total's cell."""

    def said(cells: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
        return [(r, c) for r, c in cells if table.cells[r][c].hidden or table.cells[r][c].number is not None]

    height, width = len(table.rows), len(table.columns)
    if table.whole_row >= 0 and height > 1:
        for column in range(width):
            if said([(table.whole_row, column)]):
                yield (
                    said([(row, column) for row in parts_of(table.rows, table.whole_row)]),
                    (table.whole_row, column),
                )
    if table.whole_column >= 0 and width > 1:
        for row in range(height):
            if said([(row, table.whole_column)]):
                parts = [(row, column) for column in parts_of(table.columns, table.whole_column)]
                yield said(parts), (row, table.whole_column)


def _add(knowledge: Knowledge, parts: Sequence[Place], whole: Place) -> None:
    if not parts:
        return
    factors: dict[Place, float] = {}
    for place in parts:
        factors[place] = factors.get(place, 0.0) + 1.0
    factors[whole] = factors.get(whole, 0.0) - 1.0
    if not any(place in knowledge.hidden for place in factors):
        if abs(sum(factor * knowledge.numbers[place] for place, factor in factors.items())) > EXACT:
            knowledge.wrong.append(whole)
        return
    knowledge.rows.append((factors, 0.0, 0.0))


def _of_share(
    table: FoundTable, name: str, values: Sequence[Value], called: Callable[[FoundTable, int, int], Place]
) -> Iterator[Row]:
    """Yield what a rounded share says of its part and its whole."""
    part = max(
        (row for row, label in enumerate(table.rows) if label and label in name and row != table.whole_row),
        key=lambda row: len(table.rows[row]),
        default=-1,
    )
    if part < 0 or table.whole_row < 0:
        return
    for column, value in enumerate(values):
        percent = percent_of(value)
        if percent is not None:
            one, all_of_it = called(table, part, column), called(table, table.whole_row, column)
            low, high = percent
            yield {one: 1.0, all_of_it: -high / 100}, -inf, 0.0
            yield {one: 1.0, all_of_it: -low / 100}, 0.0, inf


@dataclass(frozen=True, slots=True)
class Own:
    """What somebody knows of themselves: cells and their values, and of other cells what they are at least."""

    known: Mapping[Place, int]
    least: Mapping[Place, int] = field(default_factory=dict)

    def in_quarters(self) -> Own:
        """Return what they know of single quarters alone."""
        known, least = (
            {place: value for place, value in said.items() if not place[3].startswith("bis ")}
            for said in (self.known, self.least)
        )
        return Own(known, least)


class _Quiet(highspy.Highs):
    """A solver that prints nothing: its callbacks, unused here, begin with a banner that no option can stop."""

    def enableCallbacks(self) -> None:  # noqa: N802 - the name is highspy's
        """Do without callbacks."""


class Prober:
    """Finds the lowest and the highest that each hidden cell can be."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.places = sorted(knowledge.hidden)
        self._number = {place: column for column, place in enumerate(self.places)}
        # More than all that is shown together is as good as no limit, and less work for a solver than none.
        self._most = 2.0 * (10 + sum(abs(number) for number in knowledge.numbers.values()))
        everything = _BEYOND * self._most
        self._highest = np.array([min(knowledge.hidden[place], everything) for place in self.places])
        make: Any = _Quiet
        self._lp: highspy.Highs = make()
        lp = self._lp
        for name, value in (("output_flag", False), ("threads", 1), ("random_seed", 0)):
            lp.setOptionValue(name, value)
        size = len(self.places)
        if size:
            lp.addVars(size, np.zeros(size), self._highest)
        for factors, low, high in knowledge.rows:
            known = sum(
                factor * knowledge.numbers[place] for place, factor in factors.items() if place in knowledge.numbers
            )
            index = [self._number[place] for place in factors if place in self._number]
            weight = [factor for place, factor in factors.items() if place in self._number]
            if index:
                lp.addRow(low - known, high - known, len(index), np.array(index, dtype=np.int32), np.array(weight))
        self.points: list[np.ndarray] = []
        self.reached: set[Place] = set()
        """The cells whose lowest and highest value whole numbers reach."""

    def demand_whole_numbers(self) -> None:
        """Let cells be whole numbers only, which is slower."""
        size = len(self.places)
        kinds = np.full(size, int(highspy.HighsVarType.kInteger), dtype=np.uint8)
        self._lp.changeColsIntegrality(size, np.arange(size, dtype=np.int32), kinds)

    def interval(self, place: Place) -> tuple[float, float] | None:
        """Return the lowest and the highest value of a cell; `None` where nothing fits what is said."""
        column = self._number[place]
        found, whole = [], True
        for sense in (highspy.ObjSense.kMinimize, highspy.ObjSense.kMaximize):
            point = self._reach(column, sense)
            if point is None:
                return None
            found.append(float(point[column]))
            whole = whole and bool(np.all(np.abs(point - np.round(point)) < EXACT))
        if whole:
            self.reached.add(place)
        return found[0], found[1] if found[1] <= self._most else inf

    def _reach(self, column: int, sense: highspy.ObjSense) -> np.ndarray | None:
        self._lp.changeColCost(column, 1.0)
        self._lp.changeObjectiveSense(sense)
        self._lp.run()
        status = self._lp.getModelStatus()
        if status not in _SURE:  # from where it stood the solver came to no end: once more from the beginning
            self._lp.clearSolver()
            self._lp.setOptionValue("presolve", "off")
            self._lp.run()
            status = self._lp.getModelStatus()
            self._lp.setOptionValue("presolve", "choose")
        self._lp.changeColCost(column, 0.0)
        if status != highspy.HighsModelStatus.kOptimal:
            return None
        point = np.array(self._lp.getSolution().col_value)
        self.points.append(point)
        return point

    def told(self, own: Own, others: Sequence[Place]) -> list[Place]:
        """Return which of the cells somebody can work out who knows some, and of some that they are not less."""
        known = {self._number[place]: float(value) for place, value in own.known.items()}
        least = {self._number[place]: float(value) for place, value in own.least.items() if place in self._number}
        low, high = self._seen(known, least)
        for column, value in known.items():
            self._lp.changeColBounds(column, value, value)
        for column, value in least.items():
            self._lp.changeColBounds(column, value, float(self._highest[column]))
        found = []
        for place in others:
            other = self._number[place]
            for sense in (highspy.ObjSense.kMaximize, highspy.ObjSense.kMinimize):
                if high[other] - low[other] >= 1 - EXACT:
                    break
                point = self._reach(other, sense)
                if point is not None:
                    low, high = np.minimum(low, point), np.maximum(high, point)
            if high[other] - low[other] < 1 - EXACT:
                found.append(place)
        for column in known.keys() | least.keys():
            self._lp.changeColBounds(column, 0.0, float(self._highest[column]))
        return found

    def _seen(self, known: Mapping[int, float], least: Mapping[int, float]) -> tuple[np.ndarray, np.ndarray]:
        """Return the lowest and highest of each cell among points where some are as they are known.

        Between a point where one of them is too small and one where it is too large lies one where it is right.
        """
        size = len(self.places)
        points = np.array(self.points[-_MOST_POINTS:]).reshape(-1, size)
        for column, value in least.items():
            points = points[points[:, column] >= value - EXACT]
        for column, value in known.items():
            right = [points[np.abs(points[:, column] - value) < EXACT]]
            small, large = points[points[:, column] < value - EXACT], points[points[:, column] > value + EXACT]
            if len(large):
                for low in small[:_MOST_PAIRS]:
                    share = (value - low[column]) / (large[:_MOST_PAIRS, column] - low[column])
                    right.append(low + share[:, None] * (large[:_MOST_PAIRS] - low))
            points = np.concatenate(right)
        if not len(points):
            return np.full(size, inf), np.full(size, -inf)
        return points.min(axis=0), points.max(axis=0)
