"""What must be hidden because of what it says by itself, and how far from the truth a guess must be able to go."""

from __future__ import annotations

from enum import StrEnum
from math import ceil
from typing import TYPE_CHECKING

import highspy
import numpy as np
from msgspec import Struct

from automation.publication.solver import new_solver, solved
from automation.publication.subject_tables import WHO, Kind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from automation.figures.closing.employers import Firms
    from automation.publication.people import Behind
    from automation.publication.relations import System
    from automation.publication.subject_tables import Address


_TINY = 1e-6


class Why(StrEnum):
    """Why a value is hidden by itself."""

    SMALL = "kleine Zahl"
    FEW_PEOPLE = "weniger Menschen als Fälle"
    EMPLOYERS = "zu wenige Arbeitgeber, oder einer überwiegt"
    WHOLE_GROUP = "eine Ausprägung umfasst die ganze Gruppe"


class Need(Struct, frozen=True):
    """How far below and above the true value a reader's guess must be able to go."""

    below: int
    above: int
    why: Why


class Protection(Struct, frozen=True):
    """The rules: counts below `smallest` are hidden, percentages and medians of fewer cases not given.

    A count of placements is hidden too where fewer than `employers` have them, or one has more than `largest`
    percent of them; 0 asks for neither. That holds for every such count, the figure of a target too: a reader who
    knows the one firm that an office works with learns from a total as much as from a split. Figures of people
    who were advised, referred or taught name no employer, and what the rest of a city reports names none to us.
    Each count is asked alone: what several hidden ones have together can be known, and be of two employers.
    The agency publishes no number for its rule of dominance; `Einstellungen` begins with ours, (1, 85).
    """

    smallest: int = 3
    percent_from: int = 20
    median_from: int = 5
    employers: int = 0
    largest: int = 0

    def __post_init__(self) -> None:
        if self.smallest < 2:
            raise ValueError("below 2 nothing would be hidden")

    @property
    def asks(self) -> bool:
        """Whether anything depends on who stands behind a count."""
        return self.employers > 1 or self.largest > 0

    def forbids(self, firms: Firms) -> bool:
        """Tell whether too few employers stand behind a count to be told."""
        shares = firms.shares
        if not shares:
            return False
        return len(shares) < self.employers or (self.largest > 0 and shares[0] * 100 > self.largest * sum(shares))

    def room(self, firms: Firms) -> int:
        """Return how far above such a count a guess must be able to go: until its largest part would no more be."""
        if self.largest <= 0:
            return self.smallest
        return max(self.smallest, ceil(firms.shares[0] * 100 / self.largest) - firms.number)


def primaries(
    system: System,
    rules: Protection,
    behind: Behind,
    shown: Collection[int] = (),
    was_hidden: Collection[int] = (),
    employers: Mapping[Address, Firms] | None = None,
) -> dict[int, Need]:
    """Return the variables that must be hidden, with what protects them.

    `shown` is known from earlier releases, `was_hidden` was hidden in one. `employers` says of counts of placements
    at which employers they are.
    """
    known = _Known(system, shown)
    found: dict[int, Need] = {}
    for number, value in enumerate(system.values):
        if system.kinds[number] is not Kind.UNPUBLISHED and 0 < value < rules.smallest:
            low = value if number in shown else known.least(number)
            # A star in a row tells that somebody is there, for a 0 would be shown; how many is what it hides.
            low = max(low, int(system.names[number].split not in {"", WHO}))
            found[number] = Need(value - low, rules.smallest - value, Why.SMALL)
        elif behind.few(number, rules.smallest, was_hidden=number in was_hidden):
            found[number] = Need(1, 1, Why.FEW_PEOPLE)
    for number in _whole_groups(system):
        if number not in found:
            found[number] = Need(1, 0, Why.WHOLE_GROUP)
    for number, firms in _of_few(system, rules, employers or {}):
        if number not in shown and (number not in found or found[number].why is not Why.SMALL):
            value, room = system.values[number], rules.room(firms)
            low = max(known.least(number), system.lowest[number], value - room)
            below = max(value - low, found[number].below if number in found else 0)
            found[number] = Need(below, room, Why.EMPLOYERS)
    return found


def _of_few(system: System, rules: Protection, employers: Mapping[Address, Firms]) -> Iterator[tuple[int, Firms]]:
    for address, firms in employers.items():
        number = system.places.get(address)
        if number is not None and system.kinds[number] is not Kind.UNPUBLISHED and rules.forbids(firms):
            yield number, firms


class _Known:
    """What everybody knows who reads what is shown, and sees which rows are there; the rest may be anything."""

    def __init__(self, system: System, shown: Collection[int]) -> None:
        self._lp = lp = new_solver()
        low, high = np.array(system.lowest, dtype=float), np.full(len(system), highspy.kHighsInf)
        low[list(shown)] = high[list(shown)] = [system.values[number] for number in shown]
        lp.addVars(len(system), low, high)
        for equation in system.equations:
            index = np.array([*equation.parts, equation.whole], dtype=np.int32)
            lp.addRow(0.0, 0.0, len(index), index, np.array([1.0] * len(equation.parts) + [-1.0]))

    def least(self, number: int) -> int:
        """Return the least that a variable can be."""
        self._lp.changeColCost(number, 1.0)
        known = ceil(self._lp.getInfo().objective_function_value - _TINY) if solved(self._lp) else 0
        self._lp.changeColCost(number, 0.0)
        return known


def _whole_groups(system: System) -> set[int]:
    """Return the parts that are all of their whole although the split has other values: they tell of everybody."""
    found = set()
    for equation in system.equations:
        names = [system.names[part] for part in equation.parts]
        split = {name.split for name in names}
        if len(split) != 1 or split & {"", WHO} or len({name.row for name in names}) < 2:
            continue
        if system.kinds[equation.whole] is Kind.UNPUBLISHED:
            continue  # some rows taken together are no group that anybody sees
        whole = system.values[equation.whole]
        found |= {part for part in equation.parts if whole and system.values[part] == whole}
    return found
