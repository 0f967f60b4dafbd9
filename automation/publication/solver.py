"""HiGHS, set up so that the same question has the same answer on any machine: one thread, one seed, no clock."""

from __future__ import annotations

from typing import Any

import highspy


class _Quiet(highspy.Highs):
    """A solver that prints nothing: its callbacks, unused here, begin with a banner that no option can stop."""

    def enableCallbacks(self) -> None:  # noqa: N802 - the name is highspy's
        """Do without callbacks."""


def solved(solver: highspy.Highs) -> bool:
    """Solve, and tell whether there is a best solution; where it comes to no end, once more from the beginning."""
    solver.run()
    if solver.getModelStatus() not in _SURE:
        solver.clearSolver()
        solver.run()
    return bool(solver.getModelStatus() == highspy.HighsModelStatus.kOptimal)


_SURE = frozenset({highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kInfeasible})


def new_solver(**options: Any) -> highspy.Highs:
    """Return a silent solver with further options."""
    make: Any = _Quiet
    solver: highspy.Highs = make()
    for name, value in ({"output_flag": False, "threads": 1, "random_seed": 0} | options).items():
        solver.setOptionValue(name, value)
    return solver
