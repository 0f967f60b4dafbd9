"""Calendar quarters, the steps in which the office reports (domain.md 4.1)."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache

from msgspec import Struct

_CODE = re.compile(r"(\d{4})-?\s?Q([1-4])", re.IGNORECASE)


class Quarter(Struct, frozen=True, order=True):
    """Three months of a calendar year; `number` is 1 to 4. Quarters sort by time."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Quarter:
        """Return the quarter that a day lies in.

        >>> Quarter.of(date(2019, 6, 30)).code
        '2019-Q2'
        """
        return cls(day.year, (day.month + 2) // 3)

    @classmethod
    def parse(cls, text: str) -> Quarter | None:
        """Return the quarter that a text names (`2019-Q2`, `2019q2`), `None` if it names none.

        >>> Quarter.parse("2019-Q2"), Quarter.parse("2019-Q5")
        (Quarter(year=2019, number=2), None)
        """
        match = _CODE.fullmatch(text.strip())
        return cls(int(match[1]), int(match[2])) if match else None

    @property
    def code(self) -> str:
        """How the quarter is written in tables and chosen: `2019-Q2`."""
        return f"{self.year}-Q{self.number}"

    @property
    def label(self) -> str:
        """How the quarter is spoken: `2. Quartal 2019`."""
        return f"{self.number}. Quartal {self.year}"

    @property
    def begin(self) -> date:
        """The first day."""
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def end(self) -> date:
        """The last day."""
        return _last_day(self.year, self.number)

    @property
    def following(self) -> Quarter:
        """The next quarter."""
        return self.later(1)

    def later(self, quarters: int) -> Quarter:
        """Return the quarter that lies so many quarters later, or before where it is less than none.

        >>> Quarter(2019, 4).later(1).code, Quarter(2019, 1).later(-1).code, Quarter(2019, 2).later(-4).code
        ('2020-Q1', '2018-Q4', '2018-Q2')
        """
        year, number = divmod(4 * self.year + self.number - 1 + quarters, 4)
        return Quarter(year, number + 1)


@lru_cache(maxsize=256)
def _last_day(year: int, number: int) -> date:
    """Return the last day of a quarter; it is asked for with each fact."""
    return Quarter(year, number).following.begin - timedelta(days=1)


def quarters_between(first: date, last: date) -> tuple[Quarter, ...]:
    """Return every quarter from the one of `first` to the one of `last`, none if `last` is the earlier day.

    >>> [quarter.code for quarter in quarters_between(date(2018, 9, 1), date(2019, 3, 31))]
    ['2018-Q3', '2018-Q4', '2019-Q1']
    """
    found = []
    quarter, end = Quarter.of(first), Quarter.of(last)
    while quarter <= end:
        found.append(quarter)
        quarter = quarter.following
    return tuple(found)
