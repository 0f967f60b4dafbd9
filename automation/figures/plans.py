"""Facts about the targets themselves: how much was due when, and between which numbers they may end.

What is due becomes facts like everything else, so that the sheet adds it up by date: one for each calendar quarter,
and the quarter of today in two parts, until today and after it.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from automation.figures.fact import Fact
from automation.figures.forecast import band
from automation.office.targets import planned
from workbook.german import shown
from workbook.schema import Target

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from automation.figures.sources import Sources

PLAN, LOW, HIGH = "_SOLL", "_VON", "_BIS"
"""What the codes of a target's own facts end in, after the code of what counts towards it."""


def derive(sources: Sources, events: Sequence[Fact]) -> Iterator[Fact]:
    """Yield the facts of the targets; `events` are what counts towards them."""
    for measured in sources.reporting.targets:
        target, code = measured.target, measured.code
        begin, end = target.begin or date.min, target.end or date.max
        days = sorted(
            day
            for fact in events
            if fact.code == measured.counted and fact.numerator and (day := fact.day) and begin <= day <= end
            for _ in range(fact.numerator)
        )
        yield from _due(target, code + PLAN, sources)
        yield from _bands(target, code, days, sources)


def _due(target: Target, code: str, sources: Sources) -> Iterator[Fact]:
    before = Fraction(0)
    for day in _steps(sources):
        due = planned(target, day)
        if due != before:
            sentence = f"Soll bis {shown(day)}."
            yield _fact(target, code, day, float(due - before), sentence, sources)
        before = due


def _steps(sources: Sources) -> list[date]:
    """Return the last day of each quarter, of the last one the end of the time, and today."""
    reporting = sources.reporting
    days = {min(quarter.end, reporting.end) for quarter in reporting.quarters}
    if reporting.begin <= sources.today <= reporting.end:
        days.add(sources.today)
    return sorted(days)


def _bands(target: Target, counted: str, days: Sequence[date], sources: Sources) -> Iterator[Fact]:
    """Yield the ends of the band as seen at the end of each quarter that has begun."""
    if target.begin is None or target.end is None:
        return
    for quarter in sources.reporting.begun:
        cut = min(sources.reporting.cut_off(quarter), target.end)
        elapsed, remaining = (cut - target.begin).days + 1, (target.end - cut).days
        found = band(sum(day <= cut for day in days), elapsed, remaining)
        if found is None:
            continue
        sentence = (
            f"In etwa 8 von 10 Fällen am Ende zwischen {found.low} und {found.high}, gesehen am {shown(cut)}; "
            "aus weniger als 5 Gezählten nur ein Anhalt."
        )
        day = sources.reporting.cut_off(quarter)
        yield _fact(target, counted + LOW, day, found.low, sentence, sources)
        yield _fact(target, counted + HIGH, day, found.high, sentence, sources)


def _fact(target: Target, code: str, day: date, value: float, sentence: str, sources: Sources) -> Fact:
    table = sources.office[Target]
    return Fact(
        code=code,
        day=day,
        numerator=0,
        denominator=0,
        value=value,
        sheet=table.sheet,
        key=target.target_id or "",
        cell=table.cell(target.row, "amount"),
        sentence=sentence,
    )
