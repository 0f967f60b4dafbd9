"""Targets of the sheet `Ziele`: which one holds now, its parameters, and how much of it is due by a day.

Also the verdict that every counting rule hands back. The rules themselves are `families.py` and
`labour_market.py`; checks and dashboard ask the same functions.
"""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from msgspec import Struct

from workbook.reading.formats.dates import months_later
from workbook.reading.formats.numbers import number_of_text
from workbook.schema import Target
from workbook.schema.target_tables import LIMIT, SUBSIDIES, USUAL, holding_target, number_in, parts_of
from workbook.schema.vocabulary import Spread

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from decimal import Decimal

    from workbook.schema.vocabulary import Indicator
    from workbook.tables import Office


class Verdict(Struct, frozen=True):
    """Whether a row counts, since which day, and the German sentence that says why (not)."""

    counts: bool
    day: date | None
    sentence: str


class Parameters(Struct, frozen=True):
    """What stands in a target's column „Parameter“; `unreadable` names the entries that could not be used."""

    numbers: Mapping[str, Decimal]
    lists: Mapping[str, tuple[str, ...]]
    unreadable: tuple[str, ...]


def current_target(office: Office, indicator: Indicator, today: date) -> Target | None:
    """Return the target of this indicator that holds on a day; else the one that began last, `None` without any."""
    return holding_target(office[Target], indicator, today)


def read_parameters(target: Target | None, numbers: set[str], lists: set[str]) -> Parameters:
    """Return the parameters of a target that are known by these names; a number may carry words beside it.

    `FAMILIE=mind. 2 Personen` is the number 2; `FOERDERUNG=16E,16I` is a list. Names in neither set are left to
    other readers.
    """
    text = (target.parameters if target else None) or ""
    found_numbers: dict[str, Decimal] = {}
    found_lists: dict[str, tuple[str, ...]] = {}
    unreadable = []
    for part in filter(str.strip, text.split(";")):
        (name, value), *_ = [*parts_of(part).items(), ("", "")]
        number = number_of_text(number_in(value))
        if not name or (name in numbers and not _is_usable(name, number)):
            unreadable.append(part.strip())
        elif name in numbers and number is not None:
            found_numbers.setdefault(name, number)
        elif name in lists:
            found_lists.setdefault(name, tuple(filter(None, value.upper().split(","))))
    return Parameters(found_numbers, found_lists, tuple(unreadable))


def unusable_parameters(target: Target, codes: Collection[str]) -> list[str]:
    """Return the entries of „Parameter“ that no reader understands: unknown names, values that say nothing.

    `codes` are the subsidies that the office knows; without any, every code is taken.
    """
    found = []
    for part in filter(str.strip, (target.parameters or "").split(";")):
        (name, value), *_ = [*parts_of(part).items(), ("", "")]
        if name in USUAL:
            usable = _is_usable(name, number_of_text(number_in(value)))
        else:
            listed = list(filter(None, value.upper().split(",")))
            usable = name == SUBSIDIES and bool(listed) and (not codes or set(listed) <= set(codes))
        if not usable:
            found.append(part.strip())
    return found


def _is_usable(name: str, number: Decimal | None) -> bool:
    """Tell whether a number says something: more than nothing, and whole unless it is an amount."""
    return number is not None and number > 0 and (name == LIMIT or number == int(number))


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
    for number, value in enumerate(quarter_values(target)):
        first = months_later(begin, 3 * number)
        last = min(end, months_later(begin, 3 * number + 3) - timedelta(days=1))
        if day < first:
            break
        due += Fraction(value or 0) * _share(first, last, min(day, last))
    return due


def quarter_values(target: Target) -> tuple[Decimal | None, ...]:
    """Return what is to be reached in each quarter of a target, as it stands there."""
    return target.q1, target.q2, target.q3, target.q4, target.q5, target.q6, target.q7, target.q8


def _share(first: date, last: date, day: date) -> Fraction:
    """Return the part of the days from `first` to `last` that is over at the end of `day`; 1 if they are none."""
    total = (last - first).days + 1
    return Fraction((day - first).days + 1, total) if total > 0 else Fraction(1)


def _begin(target: Target) -> date:
    return target.begin or date.min


def _end(target: Target) -> date:
    return target.end or date.max
