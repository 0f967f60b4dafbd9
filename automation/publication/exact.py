"""The cheapest safe pattern, proven, or how far from it ours is at most (Fischetti and Salazar's cuts).

A master problem chooses what to hide; for each demand that its choice does not meet, the dual of the attack says
which values would have to be hidden too. Its bound is a proof. The limit is one of work, never of time: so the same
input gives the same pattern on any machine.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

import highspy
import numpy as np
from msgspec import Struct

from automation.publication.heuristic import DOWN, EITHER, UP, Pattern
from automation.publication.solver import new_solver, solved

if TYPE_CHECKING:
    from collections.abc import Callable

    from automation.publication.heuristic import Demand
    from automation.publication.relations import System

_TINY = 1e-7


class Work(Struct, frozen=True):
    """How much may be done: rounds of cuts, nodes of each master problem, cuts of a round.

    Every so many rounds the choice is made safe, to see whether it is already better.
    """

    relaxed_rounds: int = 30
    whole_rounds: int = 80
    nodes: int = 2000
    cuts: int = 150
    completed_every: int = 6


class Optimum(Struct, frozen=True):
    """The better pattern, what it costs, what the heuristic's costs, and below what no safe pattern can cost.

    `stopped` says that the clock ended the search, so that the heuristic's pattern was taken.
    """

    pattern: Pattern
    cost: float
    heuristic: float
    bound: float
    searched: bool = True
    stopped: bool = False

    @property
    def proven(self) -> bool:
        """Whether no safe pattern is cheaper: costs are whole numbers."""
        return self.searched and self.cost < self.bound + 1 - _TINY

    @property
    def gap(self) -> float:
        """By which share of its cost a safe pattern could at most be cheaper."""
        return 0.0 if self.proven or not self.cost else (self.cost - self.bound) / self.cost


class _Attack:
    """How far a variable can move in a pattern that may be broken into fractions, and what would let it move."""

    def __init__(self, system: System) -> None:
        self._system = system
        self.highest = float(max(system.values, default=1) * 2 + 10)
        size = len(system)
        self._lp = lp = new_solver()
        lp.addVars(size, np.zeros(size), np.zeros(size))
        for equation in system.equations:
            index = [*equation.parts, equation.whole]
            factor = [1.0] * len(equation.parts) + [-1.0]
            lp.addRow(0.0, 0.0, len(index), np.array(index, dtype=np.int32), np.array(factor))
        self._places = np.arange(size, dtype=np.int32)
        self._room = np.array(system.values, dtype=float) - np.array(system.lowest, dtype=float)

    def cut(self, demand: Demand, chosen: np.ndarray) -> tuple[float, np.ndarray]:
        """Return how far the demand is met at most, and what each variable, hidden, would add to that at most."""
        total, weights = 0.0, np.zeros(len(self._system))
        for direction in (UP, DOWN) if demand.direction == EITHER else (demand.direction,):
            far, found = self._one_way(demand, direction, chosen)
            total, weights = total + far, weights + found
        return total, np.minimum(weights, demand.amount)

    def _one_way(self, demand: Demand, direction: int, chosen: np.ndarray) -> tuple[float, np.ndarray]:
        variable, amount = demand.variable, float(demand.amount)
        below, above = self._room.copy(), np.full(len(self._room), self.highest)
        for other, room in demand.others:
            below[other] = min(below[other], room)
        if direction == UP:
            above[variable] = amount
        else:
            below[variable] = min(amount, below[variable])
        known = list(demand.known)
        below[known] = above[known] = 0.0
        self._lp.changeColsBounds(len(chosen), self._places, -below * chosen, above * chosen)
        self._lp.changeColCost(variable, -1.0 if direction == UP else 1.0)
        solved(self._lp)
        solution = self._lp.getSolution()
        reduced = -np.array(solution.col_dual)
        far = abs(float(solution.col_value[variable]))
        self._lp.changeColCost(variable, 0.0)
        weights = np.where(reduced > _TINY, reduced * above, np.where(reduced < -_TINY, -reduced * below, 0.0))
        return far, weights


class _Master:
    """What to hide: the cheapest choice that all cuts allow."""

    def __init__(self, pattern: Pattern, nodes: int) -> None:
        self._size = size = len(pattern.costs)
        low, high, costs = np.zeros(size), np.ones(size), pattern.costs.copy()
        low[list(pattern.always)] = 1
        high[list(pattern.shut)] = 0
        costs[list(pattern.always)] = 0.0
        self._lp = lp = new_solver(mip_max_nodes=nodes, mip_rel_gap=0.0, mip_abs_gap=0.5)
        lp.addVars(size, low, high)
        lp.changeColsCost(size, np.arange(size, dtype=np.int32), costs)

    def add(self, weights: np.ndarray, amount: float) -> None:
        """Add a cut: what is hidden must weigh so much."""
        index = np.flatnonzero(weights > _TINY).astype(np.int32)
        self._lp.addRow(amount, highspy.kHighsInf, len(index), index, weights[index])

    def whole(self) -> None:
        """Let the choice be made of whole things from now on."""
        size = self._size
        kinds = np.full(size, int(highspy.HighsVarType.kInteger), dtype=np.uint8)
        self._lp.changeColsIntegrality(size, np.arange(size, dtype=np.int32), kinds)

    def solve(self, *, whole: bool) -> tuple[np.ndarray, float] | None:
        """Return the choice and the proven bound, `None` where the work allowed was not enough for any choice."""
        self._lp.run()
        info = self._lp.getInfo()
        values = np.array(self._lp.getSolution().col_value)
        if not len(values) or self._lp.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
            return None
        bound = float(info.mip_dual_bound if whole else info.objective_function_value)
        return (np.round(values) if whole else values), bound


def cheapest_pattern(
    system: System, first: Pattern, work: Work, late: Callable[[], bool] = lambda: False
) -> Optimum:
    """Return the better of a heuristic's pattern and what the search finds; `late` says that the clock is up."""
    attack, master, probe = _Attack(system), _Master(first, work.nodes), first.again()
    outsiders = [demand for demand in first.demands if not demand.known and demand not in first.unmet]
    best, bound, whole = first, 0.0, False
    for number in range(work.relaxed_rounds + work.whole_rounds):
        if not whole and number >= work.relaxed_rounds:
            whole = True
            master.whole()
        if late():
            return Optimum(first, first.cost, first.cost, bound, stopped=True)
        solved = master.solve(whole=whole)
        if solved is None:
            break
        chosen, proven = solved
        bound = max(bound, proven)
        demands = outsiders
        if whole:
            probe.hidden = {*first.always, *np.flatnonzero(chosen > 0.5).tolist()}
            demands = list(islice(probe.missing(), work.cuts))
            if not demands or number % work.completed_every == 0:
                best = min(best, probe.again(probe.hidden).complete().tidy(), key=lambda each: each.cost)
        if best.cost < bound + 1 - _TINY or (whole and not demands):
            break
        if _cuts(attack, master, demands, chosen):
            continue
        if whole:
            break
        whole = True
        master.whole()
    return Optimum(best, best.cost, first.cost, bound)


def _cuts(attack: _Attack, master: _Master, demands: list[Demand], chosen: np.ndarray) -> int:
    """Add a cut for each demand that a choice does not meet, and return how many there were."""
    added, seen = 0, set()
    for demand in demands:
        far, weights = attack.cut(demand, chosen)
        if far >= demand.amount - 1e-5 or float(weights @ chosen) >= demand.amount - 1e-5:
            continue
        key = (demand.amount, weights.round(6).tobytes())
        if key not in seen:
            seen.add(key)
            master.add(weights, float(demand.amount))
            added += 1
    return added
