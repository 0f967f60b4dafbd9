"""A safe pattern, found fast: for each value to protect the cheapest way to let it vary, then what is too much.

A *demand* asks that a hidden value can be so much larger, or smaller, while everything that is shown stays. A
*way* that meets it is a set of hidden values that vary together. Whoever is the one behind some values of 1 knows
them; for them some way must leave these as they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import highspy
import numpy as np
from msgspec import Struct

from automation.publication.insiders import insiders_of
from automation.publication.primary import Why
from automation.publication.solver import new_solver, solved

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from automation.publication.people import Behind
    from automation.publication.primary import Need
    from automation.publication.relations import System

UP, DOWN, EITHER = 1, -1, 0
_TINY = 1e-6
_HIDDEN_COST = 1e-4


class Demand(Struct, frozen=True, order=True):
    """A variable must be able to move by an amount, although somebody knows those of `known`.

    They know besides that others cannot fall by more than so much: the rest is theirs.
    """

    variable: int
    direction: int
    amount: int
    known: tuple[int, ...] = ()
    others: tuple[tuple[int, int], ...] = ()


class Way(Struct, frozen=True):
    """How a variable moves by an amount: the hidden variables that move with it, itself among them.

    `falling` are those that fall by more than 1.
    """

    variable: int
    direction: int
    amount: int
    touched: frozenset[int]
    falling: Mapping[int, float]

    def meets(self, demand: Demand) -> bool:
        """Tell whether it does what a demand asks."""
        enough = demand.direction in {EITHER, self.direction} and self.amount >= demand.amount
        if not enough or not self.touched.isdisjoint(demand.known):
            return False
        return not self.falling or all(self.falling.get(each, 0) <= room + _TINY for each, room in demand.others)


def demands_of(system: System, needs: Mapping[int, Need], behind: Behind) -> list[Demand]:
    """Return what a safe pattern must allow: to outsiders, and to whoever is the one behind some values of 1."""
    found: list[Demand] = []
    for variable, need in sorted(needs.items()):
        if need.above:
            found.append(Demand(variable, UP, need.above))
        if need.below:
            found.append(Demand(variable, DOWN, need.below))
    for insider in insiders_of(system, needs, behind):
        known, others = tuple(sorted(insider.known)), insider.others
        # Whoever is a sum's only one knows the other quarters to be 0, and so may know a whole group there.
        inside = tuple(each for each in known if not system.names[each].column.startswith("bis "))
        beside = tuple(each for each in others if not system.names[each[0]].column.startswith("bis "))
        found += [
            Demand(other, EITHER, 1, inside, beside)
            if needs[other].why is Why.WHOLE_GROUP
            else Demand(other, EITHER, 1, known, others)
            for other in sorted(needs.keys() - insider.known)
        ]
    return list(dict.fromkeys(found))


class Finder:
    """Finds ways through a system: one linear programme, asked again and again."""

    def __init__(self, system: System) -> None:
        self._system = system
        self._size = size = len(system)
        self._lp = lp = new_solver()
        room = np.array(system.values, dtype=float) - np.array(system.lowest, dtype=float)
        infinite = highspy.kHighsInf
        lp.addVars(size, np.zeros(size), np.full(size, infinite))
        lp.addVars(size, np.zeros(size), room)
        for equation in system.equations:
            index, factor = [], []
            for part in equation.parts:
                index += [part, size + part]
                factor += [1.0, -1.0]
            index += [equation.whole, size + equation.whole]
            factor += [-1.0, 1.0]
            lp.addRow(0.0, 0.0, len(index), np.array(index, dtype=np.int32), np.array(factor))
        self._places = np.arange(2 * size, dtype=np.int32)
        self._lowest = np.zeros(2 * size)
        self._highest = np.concatenate([np.full(size, infinite), room])

    def find(self, demand: Demand, costs: np.ndarray, closed: Collection[int] = ()) -> Way | None:
        """Return the cheapest way for a demand, `None` where there is none; what is `closed` stays as it is."""
        directions = (UP, DOWN) if demand.direction == EITHER else (demand.direction,)
        ways = (self._one_way(demand, direction, costs, closed) for direction in directions)
        found = [way for way in ways if way is not None]
        return min(found, key=lambda way: (sum(costs[list(way.touched)]), sorted(way.touched)), default=None)

    def _one_way(self, demand: Demand, direction: int, costs: np.ndarray, closed: Collection[int]) -> Way | None:
        size, variable = self._size, demand.variable
        lowest, highest = self._lowest.copy(), self._highest.copy()
        for other, room in demand.others:
            highest[size + other] = min(highest[size + other], room)
        if direction == DOWN and highest[size + variable] < demand.amount:
            return None
        shut = [*closed, *demand.known]
        if shut:
            highest[shut] = 0
            highest[[size + each for each in shut]] = 0
        if variable in shut:
            return None
        moved, still = (variable, size + variable) if direction == UP else (size + variable, variable)
        lowest[moved] = highest[moved] = demand.amount
        highest[still] = 0
        self._lp.changeColsBounds(2 * size, self._places, lowest, highest)
        self._lp.changeColsCost(2 * size, self._places, np.concatenate([costs, costs]))
        if not solved(self._lp):
            return None
        flow = np.array(self._lp.getSolution().col_value)
        move = flow[:size] - flow[size:]
        falling = {each: float(-move[each]) for each in np.flatnonzero(move < -1 - _TINY).tolist()}
        touched = frozenset(np.flatnonzero(np.abs(move) > _TINY).tolist())
        return Way(variable, direction, demand.amount, touched, falling)


class Pattern:
    """A set of hidden variables, and the ways that show that it is safe."""

    def __init__(
        self,
        system: System,
        needs: Mapping[int, Need],
        behind: Behind,
        finder: Finder,
        liked: Collection[int] = (),
        shut: Collection[int] = (),
    ) -> None:
        """Begin with what must be hidden.

        `liked` was hidden in an earlier release and costs next to nothing, `shut` was shown in one and stays so.
        """
        self._needs, self._liked, self.shut = needs, frozenset(liked), frozenset(shut)
        self._system, self._finder, self._behind = system, finder, behind
        self.demands = demands_of(system, needs, behind)
        unseen = {each for each, kind in enumerate(system.kinds) if not kind.seen}
        self.always = (frozenset(needs) | unseen) - self.shut
        self.hidden = set(self.always)
        self.costs = np.array([float(system.cost(each)) for each in range(len(system))])
        self.costs[list(liked)] = 1.0
        self.costs[list(unseen)] = 0.0
        self._ways: dict[int, list[Way]] = {}
        self.unmet: tuple[Demand, ...] = ()

    @property
    def cost(self) -> float:
        """What is hidden beyond what must be, at its price."""
        return float(sum(self.costs[each] for each in self.hidden - self.always))

    def again(self, hidden: Collection[int] = ()) -> Pattern:
        """Return a pattern of the same needs that begins anew, with what is to be hidden at any rate."""
        other = Pattern(self._system, self._needs, self._behind, self._finder, self._liked, self.shut)
        other.hidden |= set(hidden)
        other.unmet = self.unmet
        return other

    def met(self, demand: Demand) -> bool:
        """Tell whether a known way meets a demand."""
        return any(way.meets(demand) and way.touched <= self.hidden for way in self._ways.get(demand.variable, ()))

    def complete(self) -> Pattern:
        """Hide what is needed until every demand is met; `unmet` are those that cannot be."""
        unmet = []
        for demand in self.demands:
            if self.met(demand):
                continue
            costs = self.costs.copy()
            costs[list(self.hidden)] = _HIDDEN_COST
            way = self._finder.find(demand, costs, self.shut)
            if way is None:
                unmet.append(demand)
                continue
            self.hidden |= way.touched
            self._keep(way)
        self.unmet = tuple(unmet)
        return self

    def tidy(self) -> Pattern:
        """Show again what need not be hidden, the dearest first."""
        everything = range(len(self._system))
        for each in sorted(self.hidden - self.always, key=lambda each: (-self.costs[each], each)):
            leaning = {name for name, ways in self._ways.items() if any(each in way.touched for way in ways)}
            self.hidden.discard(each)
            shown = [number for number in everything if number not in self.hidden]
            for demand in self.demands:
                if demand.variable not in leaning or demand in self.unmet or self.met(demand):
                    continue
                way = self._finder.find(demand, self._flat, shown)
                if way is None:
                    self.hidden.add(each)
                    break
                self._keep(way)
        return self

    def missing(self) -> Iterator[Demand]:
        """Yield the demands that what is hidden now does not meet."""
        shown = [number for number in range(len(self._system)) if number not in self.hidden]
        for demand in self.demands:
            if demand in self.unmet or self.met(demand):
                continue
            way = self._finder.find(demand, self._flat, shown)
            if way is None:
                yield demand
            else:
                self._keep(way)

    @property
    def _flat(self) -> np.ndarray:
        return np.full(len(self._system), _HIDDEN_COST)

    def _keep(self, way: Way) -> None:
        self._ways.setdefault(way.variable, []).append(way)


def safe_pattern(
    system: System,
    needs: Mapping[int, Need],
    behind: Behind,
    finder: Finder,
    liked: Collection[int] = (),
    shut: Collection[int] = (),
) -> Pattern:
    """Return a safe pattern; what was shown before stays shown."""
    return Pattern(system, needs, behind, finder, liked, shut).complete().tidy()
