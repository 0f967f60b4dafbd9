"""Facts → figures: the same sums that the formulas of the dashboard make, added up here on their own way.

The formulas sum by the column „Quartal“ and by date; here everything is a sum over days. Where both ways agree, and
LibreOffice recalculates the same, the figure holds (`verify.py`).
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from itertools import accumulate
from statistics import median
from typing import TYPE_CHECKING

from automation.dashboard.facts import Code
from automation.dashboard.forecast import EARLIEST, Band, forecast
from automation.office.quarters import Quarter
from automation.office.targets import WHOLE_CITY
from workbook.schema.settings import SettingName
from workbook.schema.vocabulary import Employment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from automation.dashboard.facts import Fact, Reporting
    from automation.office.settings import Settings
    from workbook.schema import Target

DAYS_OF_A_QUARTER = 365.25 / 4
_ALWAYS = date.min + timedelta(days=1)

MIX: Mapping[str, tuple[Employment, ...]] = {
    "Vollzeit": (Employment.FULL_TIME,),
    "Teilzeit": (Employment.PART_TIME,),
    "Ausbildung": (Employment.DUAL_APPRENTICESHIP, Employment.SCHOOL_APPRENTICESHIP),
    "Minijob": (Employment.MINIJOB,),
}
"""The kinds of employment as they are shown by quarter; everything else is „übrige“."""


class Light(StrEnum):
    """How a target stands against what is due, in a word; the colour only repeats it."""

    GREEN = "grün: im Soll"
    YELLOW = "gelb: etwas unter dem Soll"
    RED = "rot: deutlich unter dem Soll"
    NONE = "noch kein Soll"
    OF_CITY = "Ziel der ganzen Stadt, deshalb ohne Ampel"


@dataclass(frozen=True, slots=True)
class TargetCodes:
    """The codes that belong to one target."""

    counted: Code
    plan: Code
    low: Code
    high: Code


FAMILIES = TargetCodes(Code.FAMILIES, Code.FAMILIES_PLAN, Code.FAMILIES_LOW, Code.FAMILIES_HIGH)
LABOUR_MARKET = TargetCodes(
    Code.LABOUR_MARKET, Code.LABOUR_MARKET_PLAN, Code.LABOUR_MARKET_LOW, Code.LABOUR_MARKET_HIGH
)


@dataclass(frozen=True, slots=True)
class Progress:
    """How a target stands at the end of a quarter, or today if that is earlier.

    Counts are of what the target counts (families, persons); `pace` is what is needed in each quarter that is left.
    Towards a target of the whole city the office only contributes: it has no pace of its own, and the light is that
    of the city, once the others have reported for `reported` of `begun` quarters, that is for all of them.
    `forecast` goes on at the pace of the whole time, `recent` at that of this and the last quarter.
    """

    amount: float
    actual: int
    in_quarter: int
    planned: float
    light: Light
    pace: float | None
    forecast: float | None
    recent: float | None
    band: Band | None
    others: float = 0
    reported: int = 0
    begun: int = 0

    @property
    def together(self) -> float:
        """What the office and the others have reached."""
        return self.actual + self.others


@dataclass(frozen=True, slots=True)
class QuarterFigures:
    """The figures of one quarter; `cumulated` ones are those of the whole time up to its end."""

    quarter: Quarter
    families: int
    families_cumulated: int
    families_planned: float
    families_planned_cumulated: float
    labour_market: int
    labour_market_cumulated: int
    labour_market_planned: float
    labour_market_planned_cumulated: float
    placements: int
    mix: Mapping[str, int]
    requests_in: int
    requests_done: int
    requests_open: int


class Figures:
    """Everything that can be added up from the facts; made by `add_up`."""

    def __init__(self, facts: Sequence[Fact], reporting: Reporting, yellow_from: int) -> None:
        self.facts, self.reporting, self.yellow_from = facts, reporting, yellow_from
        self._by_code: dict[str, list[Fact]] = {}
        for fact in facts:
            self._by_code.setdefault(fact.code, []).append(fact)
        self._sums: dict[tuple[str, str, str, str], tuple[list[date], list[float]]] = {}

    def of(self, code: Code) -> Sequence[Fact]:
        """Return the facts with this code."""
        return self._by_code.get(code, ())

    def total(
        self, code: Code, first: date, last: date, *, measure: str = "numerator", by: str = "", equal: str = ""
    ) -> float:
        """Return the sum of a measure over the facts dated from `first` to `last`.

        With `by`, only facts whose dimension of this name (`kind`, `subsidy`, `district`) is `equal`.
        """
        key = (code, measure, by, equal)
        if key not in self._sums:
            chosen = [fact for fact in self.of(code) if fact.day and (not by or getattr(fact, by) == equal)]
            chosen.sort(key=lambda fact: fact.day or date.min)
            values: Iterable[float] = (getattr(fact, measure) or 0 for fact in chosen)
            self._sums[key] = ([fact.day for fact in chosen if fact.day], list(accumulate(values, initial=0)))
        days, sums = self._sums[key]
        return sums[bisect_right(days, last)] - sums[bisect_right(days, first - timedelta(days=1))]

    def count(self, code: Code, first: date, last: date, *, by: str = "", equal: str = "") -> int:
        """Return how many facts from `first` to `last` count."""
        return round(self.total(code, first, last, by=by, equal=equal))

    def number(self, code: Code, chosen: Callable[[Fact], bool] | None = None) -> int:
        """Return how many facts there are with this code, dated or not."""
        return sum(1 for fact in self.of(code) if chosen is None or chosen(fact))

    def median(self, code: Code, first: date = date.min, last: date = date.max) -> float | None:
        """Return the median of the values (days) of a code's facts from `first` to `last`, `None` without any."""
        values = [
            fact.value
            for fact in self.of(code)
            if fact.denominator and fact.value is not None and fact.day and first <= fact.day <= last
        ]
        return float(median(values)) if values else None

    def cut_off(self, quarter: Quarter) -> date:
        """Return the day up to which a quarter is counted."""
        return self.reporting.cut_off(quarter)

    def until(self, quarter: Quarter) -> tuple[date, date]:
        """Return the first and last day of everything up to a quarter's end (or today)."""
        return _ALWAYS, self.cut_off(quarter)

    def quarter_before(self, quarter: Quarter) -> tuple[date, date]:
        """Return the first and last day of the quarter before."""
        before = _previous(quarter)
        return before.begin, before.end

    def open_requests(self, day: date) -> int:
        """Return how many requests were open at the end of a day."""
        came = self.total(Code.REQUESTS_IN, _ALWAYS, day, measure="denominator")
        ended = [
            fact
            for code in (Code.REQUESTS_DONE, Code.REQUESTS_CANCELLED)
            for fact in self.of(code)
            if fact.day is not None and fact.day <= day
        ]
        return round(came) - len(ended)

    def mix(self, first: date, last: date) -> dict[str, int]:
        """Return the placements of a time by kind as shown by quarter, „übrige“ at the end."""
        found = {
            label: sum(self.count(Code.PLACEMENTS, first, last, by="kind", equal=kind) for kind in kinds)
            for label, kinds in MIX.items()
        }
        found["übrige"] = self.count(Code.PLACEMENTS, first, last) - sum(found.values())
        return found

    def progress(self, target: Target | None, codes: TargetCodes, quarter: Quarter) -> Progress | None:
        """Return how a target stands at the end of a quarter; `None` without a target.

        Source: domain.md 4.4.
        """
        if target is None or target.begin is None or target.end is None or target.amount is None:
            return None
        cut, of_city = self.cut_off(quarter), target.scope == WHOLE_CITY
        total = (target.end - target.begin).days + 1
        elapsed = max(0, (min(cut, target.end) - target.begin).days + 1)
        remaining = total - elapsed
        actual = self.count(codes.counted, _ALWAYS, cut)
        due = self.total(codes.plan, _ALWAYS, cut, measure="value")
        since = max(_previous(quarter).begin, target.begin)
        recent_days = (min(cut, target.end) - since).days + 1
        lately = self.count(codes.counted, since, cut)
        ahead = forecast(actual, elapsed, remaining)
        recent = None
        if ahead is not None and recent_days >= EARLIEST:
            recent = actual + lately / recent_days * remaining
        low = [fact.value for fact in self.of(codes.low) if fact.quarter == quarter.code]
        high = [fact.value for fact in self.of(codes.high) if fact.quarter == quarter.code]
        missing = max(0, float(target.amount) - actual)
        others, reported = self.of_others(quarter) if of_city else (0, 0)
        begun = self.reporting.begun.index(quarter) + 1
        whole = not of_city or reported == begun
        return Progress(
            amount=float(target.amount),
            actual=actual,
            in_quarter=self.count(codes.counted, quarter.begin, cut),
            planned=due,
            light=self.light(actual + others, due) if whole else Light.OF_CITY,
            pace=missing / remaining * DAYS_OF_A_QUARTER if remaining and not of_city else None,
            forecast=ahead,
            recent=recent,
            band=Band(int(low[0] or 0), int(high[0] or 0)) if low and high else None,
            others=others,
            reported=reported,
            begun=begun,
        )

    def of_others(self, quarter: Quarter) -> tuple[float, int]:
        """Return what the rest of the city has reported up to a quarter, and for how many quarters it has."""
        facts = [
            fact
            for fact in self.of(Code.LABOUR_MARKET_OTHERS)
            if fact.day is not None and fact.day <= self.cut_off(quarter)
        ]
        return sum(fact.value or 0 for fact in facts), len({fact.quarter for fact in facts})

    def reported_by_others(self, quarter: Quarter) -> float | None:
        """Return what the rest of the city has reported for one quarter, `None` if it has not."""
        values = [fact.value for fact in self.of(Code.LABOUR_MARKET_OTHERS) if fact.quarter == quarter.code]
        return sum(value or 0 for value in values) if values else None

    def light(self, actual: float, due: float) -> Light:
        """Return the light of a count against what is due."""
        if round(due, 6) <= 0:
            return Light.NONE
        share = round(actual / due * 100, 6)
        if share >= 100:
            return Light.GREEN
        return Light.YELLOW if share >= self.yellow_from else Light.RED

    @property
    def quarters(self) -> tuple[QuarterFigures, ...]:
        """The figures of every quarter that has begun."""
        return tuple(self._of_quarter(quarter) for quarter in self.reporting.begun)

    def _of_quarter(self, quarter: Quarter) -> QuarterFigures:
        begin, cut, end = quarter.begin, self.cut_off(quarter), quarter.end
        return QuarterFigures(
            quarter=quarter,
            families=self.count(Code.FAMILIES, begin, cut),
            families_cumulated=self.count(Code.FAMILIES, _ALWAYS, cut),
            families_planned=self.total(Code.FAMILIES_PLAN, begin, end, measure="value"),
            families_planned_cumulated=self.total(Code.FAMILIES_PLAN, _ALWAYS, end, measure="value"),
            labour_market=self.count(Code.LABOUR_MARKET, begin, cut),
            labour_market_cumulated=self.count(Code.LABOUR_MARKET, _ALWAYS, cut),
            labour_market_planned=self.total(Code.LABOUR_MARKET_PLAN, begin, end, measure="value"),
            labour_market_planned_cumulated=self.total(Code.LABOUR_MARKET_PLAN, _ALWAYS, end, measure="value"),
            placements=self.count(Code.PLACEMENTS, begin, cut),
            mix=self.mix(begin, cut),
            requests_in=self.count(Code.REQUESTS_IN, begin, cut),
            requests_done=self.count(Code.REQUESTS_DONE, begin, cut),
            requests_open=self.open_requests(cut),
        )


def add_up(facts: Sequence[Fact], reporting: Reporting, settings: Settings) -> Figures:
    """Return the figures of these facts.

    Raises:
        SettingError: the setting for the yellow light is no whole number.
    """
    return Figures(facts, reporting, settings.whole(SettingName.YELLOW_FROM))


def half_up(number: float) -> int:
    """Return a number rounded as Excel's `ROUND` does: halves away from zero.

    >>> half_up(84.5), half_up(0.4)
    (85, 0)
    """
    return int(Decimal(repr(number)).quantize(Decimal(1), ROUND_HALF_UP))


def _previous(quarter: Quarter) -> Quarter:
    return Quarter.of(quarter.begin - timedelta(days=1))
