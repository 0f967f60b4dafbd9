"""How a target stands: what was reached, what was due, where it will end, and in a word whether that is enough.

Source: figures.md 2.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from automation.figures.adding import Over
from automation.figures.fact_formulas import quarter_begin
from automation.figures.forecast import EARLIEST
from automation.figures.pairs import (
    NONE,
    Pair,
    any_of,
    constant,
    day_of,
    either,
    joined,
    larger,
    rounded,
    smaller,
    words,
)
from automation.figures.plans import HIGH, LOW, PLAN
from automation.office.quarters import Quarter

if TYPE_CHECKING:
    from automation.figures.adding import Moment, Sums
    from automation.figures.measured import MeasuredTarget
    from workbook.schema import Target

DAYS_OF_A_QUARTER = 365.25 / 4


class Light(StrEnum):
    """How a target stands against what is due, in a word; the colour only repeats it."""

    GREEN = "grün: im Soll"
    YELLOW = "gelb: etwas unter dem Soll"
    RED = "rot: deutlich unter dem Soll"
    NONE = "noch kein Soll"
    OF_CITY = "Ziel der ganzen Stadt, deshalb ohne Ampel"
    UNREADABLE = "Parameter nicht lesbar, deshalb ohne Ampel"


class TargetCells(Struct, frozen=True):
    """Amount, begin and end of a target; on a page they refer to the cells that hold them."""

    amount: Pair
    begin: Pair
    end: Pair

    @classmethod
    def of(cls, target: Target) -> TargetCells | None:
        """Return them spelled out, `None` if the target lacks one of them."""
        if target.begin is None or target.end is None or target.amount is None:
            return None
        return cls(constant(float(target.amount)), day_of(target.begin), day_of(target.end))

    def at(self, amount: str, begin: str, end: str) -> TargetCells:
        """Return them as they stand in cells of a page."""
        return TargetCells(
            Pair(amount, self.amount.value), Pair(begin, self.begin.value), Pair(end, self.end.value)
        )


class Progress(Struct, frozen=True):
    """How a target stands at the end of a quarter, or today if that is earlier; every figure is a pair.

    Counts are of what the target counts (families, persons); `pace` is what is needed in each quarter that is
    left. `forecast` goes on at the pace of the whole time, `recent` at that of this and the last quarter. Towards a
    target of the whole city the office only contributes: the pace is what all need together, and the light is that
    of the city, once the others have reported for all quarters that need a report (`reported` of `needed`).
    """

    of_city: bool
    amount: Pair
    actual: Pair
    in_quarter: Pair
    planned: Pair
    light: Pair
    said: Pair
    pace: Pair
    forecast: Pair
    recent: Pair
    low: Pair
    high: Pair
    band: Pair
    others: Pair
    together: Pair
    forecast_together: Pair
    recent_together: Pair
    reported: Pair
    needed: Pair


def progress_of(
    sums: Sums, measured: MeasuredTarget, moment: Moment, yellow_from: int, cells: TargetCells | None = None
) -> Progress | None:
    """Return how a target stands; `None` if it lacks amount, begin or end."""
    cells = cells or TargetCells.of(measured.target)
    if cells is None:
        return None
    of_city, code, external = measured.of_city, measured.code, measured.others
    cut = smaller(moment.until, cells.end)
    actual = sums.between(measured.counted, cells.begin, cut)
    planned = sums.pair(code + PLAN, Over.UNTIL, moment, measured="value")
    others = sums.pair(external, Over.UNTIL, moment, measured="value") if of_city else constant(0)
    together = actual + others
    elapsed = larger(constant(0), cut - cells.begin + constant(1))
    remaining = cells.end - cells.begin + constant(1) - elapsed
    pace = larger(constant(0), cells.amount - together) / remaining * constant(DAYS_OF_A_QUARTER)
    too_early = any_of(elapsed < constant(EARLIEST), actual.is_zero())
    low, high = (sums.pair(code + end, Over.QUARTER, moment, measured="value") for end in (LOW, HIGH))
    since, days = _recent(moment, cut, cells)
    lately = sums.between(measured.counted, since, cut)
    lately_together = lately + (sums.between(external, since, cut, "value") if of_city else constant(0))
    too_early_together = any_of(elapsed < constant(EARLIEST), together.is_zero())
    seen = sums.pair(code + LOW, Over.QUARTER, moment, measured="rows")
    word, said = _light(together, planned, yellow_from)
    reported, needed = _reports(sums, moment, measured)
    if of_city:
        some = joined(words("Rest der Stadt: "), reported, words(" von "), needed, words(" Quartalen gemeldet"))
        word, said = (
            either(
                needed <= reported,
                each,
                either(reported.is_zero(), words(Light.OF_CITY), some),
            )
            for each in (word, said)
        )
    progress = Progress(
        of_city=of_city,
        amount=cells.amount,
        actual=actual,
        in_quarter=sums.between(measured.counted, larger(_begin(moment), cells.begin), cut),
        planned=planned,
        light=word,
        said=said,
        pace=either(remaining.is_zero(), NONE, pace),
        forecast=either(too_early, NONE, actual + actual / elapsed * remaining),
        recent=either(any_of(too_early, days < constant(EARLIEST)), NONE, actual + lately / days * remaining),
        low=low,
        high=high,
        band=either(seen.is_zero(), NONE, joined(low, words("–"), high)),
        others=others,
        together=together,
        forecast_together=either(too_early_together, NONE, together + together / elapsed * remaining),
        recent_together=either(
            any_of(too_early_together, days < constant(EARLIEST)),
            NONE,
            together + lately_together / days * remaining,
        ),
        reported=reported,
        needed=needed,
    )
    return _unreadable(progress) if measured.unreadable else progress


def _unreadable(progress: Progress) -> Progress:
    """Return what can be said of a target whose parameters cannot be read: what is wanted, not what was reached."""
    said = words(Light.UNREADABLE)
    return replace(
        progress,
        actual=NONE,
        in_quarter=NONE,
        together=NONE,
        pace=NONE,
        forecast=NONE,
        recent=NONE,
        band=NONE,
        forecast_together=NONE,
        recent_together=NONE,
        light=said,
        said=said,
    )


def _begin(moment: Moment) -> Pair:
    """Return the first day of the quarter."""
    name = moment.code.text
    return Pair(quarter_begin(name), moment.quarter.begin.toordinal())


def _recent(moment: Moment, cut: Pair, cells: TargetCells) -> tuple[Pair, Pair]:
    """Return since when this quarter and the one before lie in the target's time, and how many days that are."""
    name, before = moment.code.text, moment.quarter.later(-1).begin
    begin = Pair(quarter_begin(name, -1), before.toordinal())
    since = larger(begin, cells.begin)
    return since, cut - since + constant(1)


def _reports(sums: Sums, moment: Moment, measured: MeasuredTarget) -> tuple[Pair, Pair]:
    """Return for how many quarters the rest of the city has reported, and how many need a report.

    Only quarters of the target's time; before one of its subsidies could be had nothing needs to be reported.
    """
    target, name, quarter = measured.target, moment.code.text, moment.quarter
    first = Quarter.of(max(target.begin or date.min, measured.reports_from))
    last = Quarter.of(target.end or date.max)
    every, before = constant(last.year * 4 + last.number), constant(first.year * 4 + first.number - 1)
    number = smaller(Pair(f"LEFT({name},4)*4+RIGHT({name},1)", quarter.year * 4 + quarter.number), every)
    reported = sums.between(measured.others, day_of(first.begin), smaller(moment.until, day_of(last.end)))
    return reported, larger(constant(0), number - before)


def _light(reached: Pair, due: Pair, yellow_from: int) -> tuple[Pair, Pair]:
    """Return the word of a light, and the word with the share of what is due."""
    share = rounded(reached / due * constant(100), 6)
    below = either(share >= constant(yellow_from), words(Light.YELLOW), words(Light.RED))
    word = either(share >= constant(100), words(Light.GREEN), below)
    percent = rounded(reached / due * constant(100))
    nothing_due = rounded(due, 6) <= constant(0)
    said = joined(word, words(" ("), percent, words(" %)"))
    return either(nothing_due, words(Light.NONE), word), either(nothing_due, words(Light.NONE), said)
