"""A number and the formula that yields it: whatever is done to the one is done to the other.

Python's value becomes the cached result of the formula, and other engines prove it (`dashboard/verify.py`). Nobody
writes a formula on one line and the same sum in Python on the next.
"""

from __future__ import annotations

import math
import re
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from msgspec import Struct

from automation.figures.fact_formulas import text as quoted
from workbook.sheets import Formula

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

NOTHING = "–"
"""What a cell says where there is nothing to say."""

Number = int | float
Result = int | float | str | bool | None


class Pair(Struct, frozen=True):
    """A formula without `=`, and its result; `None` is the result of what cannot be calculated (0 as divisor)."""

    text: str
    value: Result

    @property
    def number(self) -> float:
        """The result as a number, 0 where there is none."""
        return float(self.value) if isinstance(self.value, int | float) else 0.0

    @property
    def said(self) -> Result:
        """The result as a cell shows it: „–“ where there is none."""
        return NOTHING if self.value is None else self.value

    @property
    def cell(self) -> Formula:
        """The formula as a cell holds it, with its result."""
        value = self.said
        return Formula(f"={self.text}", value)

    def __add__(self, other: Pair) -> Pair:
        """Return the sum."""
        return _calculated("+", self, other)

    def __sub__(self, other: Pair) -> Pair:
        """Return the difference."""
        return _calculated("-", self, other)

    def __mul__(self, other: Pair) -> Pair:
        """Return the product."""
        return _calculated("*", self, other)

    def __truediv__(self, other: Pair) -> Pair:
        """Return the quotient."""
        return _calculated("/", self, other)

    def __lt__(self, other: Pair) -> Pair:
        """Return whether it is smaller."""
        return Pair(f"{self.text}<{other.text}", self.number < other.number)

    def __le__(self, other: Pair) -> Pair:
        """Return whether it is smaller or the same."""
        return Pair(f"{self.text}<={other.text}", self.number <= other.number)

    def __ge__(self, other: Pair) -> Pair:
        """Return whether it is larger or the same."""
        return Pair(f"{self.text}>={other.text}", self.number >= other.number)

    def is_zero(self) -> Pair:
        """Return whether it is 0."""
        return Pair(f"{self.text}=0", self.value is not None and self.number == 0)

    def is_unknown(self) -> Pair:
        """Return whether there is nothing to say."""
        return Pair(f"{self.text}={NONE.text}", self.value is None)


def constant(value: Number) -> Pair:
    """Return a number as it stands in a formula.

    >>> constant(80).text, constant(91.3125).text
    ('80', '91.3125')
    """
    return Pair(repr(value), value)


def words(value: str) -> Pair:
    """Return a text as it stands in a formula."""
    return Pair(quoted(value), value)


def day_of(day: date) -> Pair:
    """Return a day as it stands in a formula, its number being days since 1900 as in Excel."""
    return Pair(f"DATE({day.year},{day.month},{day.day})", day.toordinal())


NONE = Pair(quoted(NOTHING), None)
"""Nothing to say: „–“."""


def either(test: Pair, then: Pair, other: Pair) -> Pair:
    """Return one of two, by a test."""
    return Pair(f"IF({test.text},{then.text},{other.text})", (then if test.value else other).value)


def any_of(*tests: Pair) -> Pair:
    """Return whether one of the tests holds."""
    return Pair(f"OR({','.join(test.text for test in tests)})", any(test.value for test in tests))


def smaller(one: Pair, other: Pair) -> Pair:
    """Return the smaller of two numbers."""
    return Pair(f"MIN({one.text},{other.text})", _whole(min(one.number, other.number)))


def larger(one: Pair, other: Pair) -> Pair:
    """Return the larger of two numbers."""
    return Pair(f"MAX({one.text},{other.text})", _whole(max(one.number, other.number)))


def rounded(one: Pair, digits: int = 0) -> Pair:
    """Return a number rounded as Excel does: halves away from zero."""
    value = one.value
    if isinstance(value, int | float):
        value = half_up(value) if digits == 0 else float(_rounded(value, digits))
    return Pair(f"ROUND({one.text},{digits})", value)


def joined(*parts: Pair) -> Pair:
    """Return texts and whole numbers one after the other."""
    return Pair("&".join(part.text for part in parts), "".join(str(part.said) for part in parts))


def total(parts: Iterable[Pair]) -> Pair:
    """Return the sum of several, 0 of none."""
    every = list(parts)
    if not every:
        return constant(0)
    return Pair("+".join(part.text for part in every), _whole(sum(part.number for part in every)))


def half_up(number: float) -> int:
    """Return a number rounded as Excel's `ROUND` does: halves away from zero.

    >>> half_up(84.5), half_up(0.4)
    (85, 0)
    """
    return int(_rounded(number, 0))


def _rounded(number: float, digits: int) -> Decimal:
    return Decimal(repr(float(number))).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


def _calculated(sign: str, one: Pair, other: Pair) -> Pair:
    value: Result = None
    if not (one.value is None or other.value is None or (sign == "/" and other.number == 0)):
        left, right = one.number, other.number
        value = _whole({"+": left + right, "-": left - right, "*": left * right, "/": left / (right or 1)}[sign])
    return Pair(f"{_grouped(one)}{sign}{_grouped(other)}", value)


def _grouped(pair: Pair) -> str:
    """Return a formula so that signs around it do not tear it apart."""
    depth = 0
    for found in _SIGNS.finditer(pair.text if not pair.text.startswith('"') else ""):
        sign = found[0]
        depth += (sign == "(") - (sign == ")")
        if depth == 0 and sign not in "()" and found.start() > 0:
            return f"({pair.text})"
    return pair.text


_SIGNS = re.compile(r"[-()+*/&<>=]")


def _whole(number: float) -> Number:
    return int(number) if number == math.floor(number) and math.isfinite(number) else number
