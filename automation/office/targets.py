"""Targets of the sheet `Ziele`: which one holds now, its parameters, and how much of it is due by a day.

Also the verdict that every counting rule hands back. The rules themselves are `families.py` and
`labour_market.py`; checks and dashboard ask the same functions.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from workbook.reading.formats.dates import months_later
from workbook.reading.formats.numbers import number_of_text
from workbook.schema import Target
from workbook.schema.vocabulary import Indicator, Spread

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from decimal import Decimal

    from workbook.tables import Office

_PART = re.compile(r"\s*([A-ZÄÖÜ0-9_]+)\s*=\s*([^;]*)")
_NUMBER = re.compile(r"-?\d[\d.]*(?:,\d+)?")

_AMOUNTS = frozenset(("GRENZE", "N_MONATE", "FAMILIE"))

WHOLE_CITY = "Stadt"
"""The scope of a target that the office only contributes to: the workbook cannot know the city's other results."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a row counts, since which day, and the German sentence that says why (not)."""

    counts: bool
    day: date | None
    sentence: str


@dataclass(frozen=True, slots=True)
class Parameters:
    """What stands in a target's column „Parameter“; `unreadable` names the entries that could not be used."""

    numbers: Mapping[str, Decimal]
    lists: Mapping[str, tuple[str, ...]]
    unreadable: tuple[str, ...]


def current_target(office: Office, indicator: Indicator, today: date) -> Target | None:
    """Return the target of this indicator that holds on `today`; else the one that began last, `None` without any.

    A target without begin, end or amount, or one that ends before it begins, is none: nothing can be measured
    against it (rules P-01 and T-01 say so).
    """
    whole = [target for target in office[Target] if target.indicator is indicator and _measurable(target)]
    if not whole:
        return None
    return max(whole, key=lambda target: (_begin(target) <= today <= _end(target), _begin(target)))


def read_parameters(target: Target | None, numbers: set[str], lists: set[str]) -> Parameters:
    """Return the parameters of a target that are known by these names; a number may carry words beside it.

    `FAMILIE=mind. 2 Personen` is the number 2; `FOERDERUNG=16E,16I` is a list. Names in neither set are left to
    other readers.
    """
    found_numbers: dict[str, Decimal] = {}
    found_lists: dict[str, tuple[str, ...]] = {}
    unreadable = []
    text = (target.parameters if target else None) or ""
    for part in filter(str.strip, text.split(";")):
        match = _PART.fullmatch(part.upper())
        if match is None:
            unreadable.append(part.strip())
            continue
        name, value = match[1], match[2].strip()
        if name in numbers:
            amount = _NUMBER.search(value)
            number = number_of_text(amount[0]) if amount else None
            if number is None:
                unreadable.append(part.strip())
            else:
                found_numbers[name] = number
        elif name in lists:
            found_lists[name] = tuple(item.strip() for item in value.split(",") if item.strip())
    return Parameters(found_numbers, found_lists, tuple(unreadable))


def unusable_parameters(target: Target, codes: Collection[str]) -> list[str]:
    """Return the entries of „Parameter“ that no reader understands: unknown names, values that say nothing.

    `codes` are the subsidies that the office knows; without any, every code is taken.
    """
    found = []
    for part in filter(str.strip, (target.parameters or "").split(";")):
        match = _PART.fullmatch(part.upper())
        name, value = (match[1], match[2].strip()) if match else ("", "")
        if name in _AMOUNTS:
            amount = _NUMBER.search(value)
            number = number_of_text(amount[0]) if amount else None
            usable = number is not None and number > 0 and (name == "GRENZE" or number == int(number))
        else:
            listed = [item.strip() for item in value.split(",") if item.strip()]
            usable = name == "FOERDERUNG" and bool(listed) and (not codes or set(listed) <= set(codes))
        if not usable:
            found.append(part.strip())
    return found


def planned(target: Target, day: date) -> Fraction:
    """Return how much of the target is due at the end of `day`: 0 before its begin, all of it from its end on.

    Spread by days, every day has the same share. With values for quarters, `Q1` is the target's first three
    months (not the calendar quarter), and inside a quarter every day has the same share.

    Source: domain.md 4.4.
    """
    amount, begin, end = Fraction(target.amount or 0), _begin(target), _end(target)
    if day >= end:
        return amount
    if day < begin:
        return Fraction(0)
    if target.spread is not Spread.BY_QUARTER:
        return amount * _share(begin, end, day)
    due = Fraction(0)
    for number, value in enumerate(_quarter_values(target)):
        first = months_later(begin, 3 * number)
        last = min(end, months_later(begin, 3 * number + 3) - timedelta(days=1))
        if day < first:
            break
        due += value * _share(first, last, min(day, last))
    return due


def _measurable(target: Target) -> bool:
    if target.amount is None or target.begin is None or target.end is None:
        return False
    return target.amount > 0 and target.begin <= target.end


def _quarter_values(target: Target) -> list[Fraction]:
    values = (target.q1, target.q2, target.q3, target.q4, target.q5, target.q6, target.q7, target.q8)
    return [Fraction(value or 0) for value in values]


def _share(first: date, last: date, day: date) -> Fraction:
    """Return the part of the days from `first` to `last` that is over at the end of `day`; 1 if they are none."""
    total = (last - first).days + 1
    return Fraction((day - first).days + 1, total) if total > 0 else Fraction(1)


def _begin(target: Target) -> date:
    return target.begin or date.min


def _end(target: Target) -> date:
    return target.end or date.max
