"""The proof of a publication: what was hidden, what was tried, and what came of it.

What goes out with the files says nothing that their reader could not count: how many values are small, how many are
1, or a cost that knows them, would be one more equation for whoever wants to work them out.
"""

from __future__ import annotations

from collections import Counter
from math import ceil, inf, isinf
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from automation.publication.hiding import place_of
from automation.publication.primary import Why

if TYPE_CHECKING:
    from automation.publication.attacker.verdict import Verdict
    from automation.publication.hiding import Hidden
    from automation.publication.wording import Wording


class Proof(Struct, frozen=True):
    """The numbers of a proof; `narrowest` is `None` where nothing bounds a hidden value from above.

    `employers` must stand behind a count of placements (0: nobody asked), `of_few` are those hidden for that.
    `read_later` are quarters whose employers were read when they had long been closed. By how much one employer may
    prevail is not told to anybody outside: it would say how close a guess can come.

    `gap` is `None` where nobody looked for a cheaper pattern. `small`, `insiders`, `cost`, `heuristic` and `bound`
    stay in the office; `weight` is what the hidden cells cost by what they are alone.
    """

    cells: int
    hidden: int
    small: int
    releases: int
    insiders: int
    narrowest: int | None
    exact: int
    weight: int
    cost: int
    heuristic: int
    bound: int
    gap: float | None
    proven: bool
    stopped: bool
    employers: int = 0
    of_few: int = 0
    prevailing: bool = False
    read_later: tuple[str, ...] = ()

    def rows(self, wording: Wording) -> tuple[tuple[str, str], ...]:
        """Return the proof as rows of a table."""
        gap = "–" if self._percent is None else f"{wording.count(self._percent)} %"
        narrow = "∞" if self.narrowest is None else wording.count(self.narrowest)
        said = {
            "proof_cells": wording.count(self.cells),
            "proof_hidden": wording.count(self.hidden),
            "proof_open": wording.count(self.exact),
            "proof_narrow": narrow,
            "proof_insiders": wording.say("yes"),
            "proof_releases": wording.count(self.releases),
            "proof_employers": wording.count(self.employers) if self.employers else wording.say("no"),
            "proof_prevailing": wording.say("yes" if self.prevailing else "no"),
            "proof_cost": wording.count(self.weight),
            "proof_gap": gap,
        }
        if self.read_later:
            said["proof_read_later"] = ", ".join(self.read_later)
        return tuple((wording.say(key), value) for key, value in said.items())

    @property
    def _percent(self) -> int | None:
        return None if self.gap is None else ceil(self.gap * 100)

    def public(self) -> dict[str, Any]:
        """Return as plain data what goes out with the files."""
        return {
            "cells": self.cells,
            "hidden": self.hidden,
            "recoverable": self.exact,
            "narrowest_interval": self.narrowest,
            "insiders_included": True,
            "earlier_releases": self.releases,
            "employers_at_least": self.employers or None,
            "prevailing_employers_hidden": self.prevailing,
            "employers_read_later": list(self.read_later),
            "cost": self.weight,
            "gap_percent_at_most": self._percent,
            "proven_optimal": self.proven,
        }

    def document(self) -> dict[str, Any]:
        """Return as plain data what the office itself may know."""
        return self.public() | {
            "small": self.small,
            "of_few_employers": self.of_few,
            "insiders": self.insiders,
            "cost_with_values": self.cost,
            "heuristic_cost": self.heuristic,
            "lower_bound": self.bound,
            "gap": None if self.gap is None else round(self.gap, 4),
            "stopped_by_the_clock": self.stopped,
        }


def proof_of(verdict: Verdict, hidden: Hidden) -> Proof:
    """Return the proof of an attack that found nothing."""
    cells, optimum, rules = hidden.values(), hidden.optimum, hidden.rules
    places = {place_of(address): number for address, number in hidden.system.places.items()}
    # What only an earlier release has needs its protection too, and is no cell of this one; equal cells are one.
    mine = {places[place] for place, value in cells.items() if value is None}
    needs = [hidden.needs.get(number) for number in mine]
    reasons = Counter(need.why is Why.EMPLOYERS for need in needs if need is not None)
    narrowest = min((high - low for low, high in verdict.intervals.values()), default=inf)
    return Proof(
        cells=len(cells),
        hidden=sum(value is None for value in cells.values()),
        small=reasons[False],
        releases=verdict.releases,
        insiders=verdict.insiders,
        narrowest=None if isinf(narrowest) else round(narrowest),
        exact=sum(high - low < 1e-6 for low, high in verdict.intervals.values()),
        weight=sum(hidden.system.weight(number) for number in optimum.pattern.hidden),
        cost=round(optimum.cost),
        heuristic=round(optimum.heuristic),
        bound=round(optimum.bound),
        gap=optimum.gap if optimum.searched else None,
        proven=optimum.proven,
        stopped=optimum.stopped,
        employers=max(0, rules.employers),
        of_few=reasons[True],
        prevailing=rules.largest > 0,
        read_later=tuple(code for code, _ in hidden.published.programme.read_later),
    )
