"""The proof of a publication: what was hidden, what was tried, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from math import isinf
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from automation.publication.attacker.verdict import Verdict
    from automation.publication.exact import Optimum
    from automation.publication.wording import Wording


@dataclass(frozen=True, slots=True)
class Proof:
    """The numbers of a proof; `narrowest` is `None` where nothing bounds a small value from above.

    `gap` is `None` where nobody looked for a cheaper pattern.
    """

    cells: int
    hidden: int
    small: int
    releases: int
    insiders: int
    narrowest: int | None
    exact: int
    cost: int
    heuristic: int
    bound: int
    gap: float | None
    proven: bool
    stopped: bool

    def rows(self, wording: Wording) -> tuple[tuple[str, str], ...]:
        """Return the proof as rows of a table."""
        gap = "–" if self.gap is None else f"{wording.decimal(round(self.gap * 100, 1))} %"
        narrow = "∞" if self.narrowest is None else wording.count(self.narrowest)
        said = {
            "proof_cells": wording.count(self.cells),
            "proof_hidden": wording.count(self.hidden),
            "proof_open": wording.count(self.exact),
            "proof_narrow": narrow,
            "proof_insiders": wording.count(self.insiders),
            "proof_releases": wording.count(self.releases),
            "proof_cost": wording.count(self.cost),
            "proof_gap": gap,
        }
        return tuple((wording.say(key), value) for key, value in said.items())

    def document(self) -> dict[str, Any]:
        """Return the proof as plain data."""
        return {
            "cells": self.cells,
            "hidden": self.hidden,
            "small": self.small,
            "recoverable": self.exact,
            "narrowest_interval": self.narrowest,
            "insiders": self.insiders,
            "earlier_releases": self.releases,
            "cost": self.cost,
            "heuristic_cost": self.heuristic,
            "lower_bound": self.bound,
            "gap": None if self.gap is None else round(self.gap, 4),
            "proven_optimal": self.proven,
            "stopped_by_the_clock": self.stopped,
        }


def proof_of(
    verdict: Verdict, optimum: Optimum, cells: Mapping[tuple[str, str, str, str], int | None], small: int
) -> Proof:
    """Return the proof of an attack that found nothing."""
    return Proof(
        cells=len(cells),
        hidden=sum(value is None for value in cells.values()),
        small=small,
        releases=verdict.releases,
        insiders=verdict.insiders,
        narrowest=None if isinf(verdict.narrowest) else round(verdict.narrowest),
        exact=sum(high - low < 1e-6 for low, high in verdict.intervals.values()),
        cost=round(optimum.cost),
        heuristic=round(optimum.heuristic),
        bound=round(optimum.bound),
        gap=optimum.gap if optimum.searched else None,
        proven=optimum.proven,
        stopped=optimum.stopped,
    )
