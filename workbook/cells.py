"""Cell addresses, and what a cell can hold.

Rows and columns count from 1 here, as Excel shows them: row 5, column 11 is `K5`.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache

from msgspec import Struct

from workbook.german import shown, shown_moment, shown_time


class ShownNumber(Struct, frozen=True):
    """A number in a cell whose number format shows it as something else: `K-00001` for 1."""

    text: str
    number: float


CellValue = None | str | int | float | bool | date | datetime | time | timedelta | ShownNumber
"""What a cell can hold once read; `None` and `""` are both an empty cell."""

Written = None | str | int | float | bool | date | datetime | time
"""What a cell takes."""

Grid = list[list[CellValue]]
"""The values of a sheet from its cell A1 on; all rows are equally long, an empty cell is `""`."""

MAX_ROW = 1_048_576
MAX_COLUMN = 16_384
"""The last row and column of a sheet (ECMA-376 Part 1, 18.3.1.73)."""

_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9]\d{0,6})(?::\$?([A-Za-z]{1,3})\$?([1-9]\d{0,6}))?")


def decimal_of(value: float) -> Decimal:
    """Return a cell's number as Excel shows it: fifteen significant digits, the rest is binary noise.

    >>> decimal_of(180.1 + 19.89)
    Decimal('199.99')
    """
    return Decimal(f"{value:.15g}")


def as_written(value: CellValue) -> Written:
    """Return what a cell takes that shows a value: a duration goes as text, and a number that is shown as one."""
    return text_of(value) if isinstance(value, timedelta | ShownNumber) else value


def as_compared(text: str) -> str:
    """Return a text as formulas compare it: capitals are small letters to them, and ß is ß.

    >>> as_compared("16I") == as_compared("16i"), as_compared("Straße") == as_compared("STRASSE")
    (True, False)
    """
    return text.lower()


def text_of(value: CellValue) -> str:
    """Return what a cell shows as text: whole numbers without a point, dates and times in German."""
    if isinstance(value, str):
        return value
    if isinstance(value, ShownNumber):
        return value.text
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if isinstance(value, float):
        return f"{decimal_of(value):f}"
    if isinstance(value, date | time):
        return _moment(value)
    return "" if value is None else str(value)


def _moment(value: date | time) -> str:
    if isinstance(value, datetime):
        return shown_moment(value)
    return shown(value) if isinstance(value, date) else shown_time(value)


@lru_cache(maxsize=1024)
def column_letters(column: int) -> str:
    """Return the letters of a column counted from 1.

    >>> column_letters(1), column_letters(27), column_letters(16384)
    ('A', 'AA', 'XFD')
    """
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """Return the number of a column counted from 1.

    >>> column_number("XFD")
    16384
    """
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


ERRORS = frozenset(("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"))
"""What stands in a file for a formula that fails; newer errors, such as `#SPILL!`, stand there as one of these."""


def in_one_text(value: object) -> str:
    """Return a clean value as one text; of a column that holds several, one after the other.

    >>> in_one_text(("B", "CE")), in_one_text("Wohnen")
    ('B; CE', 'Wohnen')
    """
    return "; ".join(value) if isinstance(value, tuple) else str(value)


def address(row: int, column: int) -> str:
    """Return the relative address of a cell.

    >>> address(5, 11)
    'K5'
    """
    return f"{column_letters(column)}{row}"


def in_fixed_column(row: int, column: int) -> str:
    """Return a cell as a formula names it that is copied to the right.

    >>> in_fixed_column(5, 11)
    '$K5'
    """
    return f"${address(row, column)}"


def quoted(sheet: str) -> str:
    """Return a sheet's name as a formula needs it.

    >>> quoted("Karl's Blatt")
    "'Karl''s Blatt'"
    """
    return "'" + sheet.replace("'", "''") + "'"


class Area(Struct, frozen=True):
    """A rectangle of cells on a sheet, both corners included, counted from 1."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int

    @classmethod
    def parse(cls, reference: str) -> Area | None:
        """Return the area of an A1 reference (`B4`, `$A$1:C9`), `None` for anything else.

        >>> Area.parse("$A$1:C9")
        Area(first_row=1, first_column=1, last_row=9, last_column=3)
        """
        match = _REFERENCE.fullmatch(reference)
        if match is None:
            return None
        column, row = column_number(match[1]), int(match[2])
        last_column, last_row = (column_number(match[3]), int(match[4])) if match[3] else (column, row)
        if max(row, last_row) > MAX_ROW or max(column, last_column) > MAX_COLUMN:
            return None
        return cls(min(row, last_row), min(column, last_column), max(row, last_row), max(column, last_column))

    @property
    def reference(self) -> str:
        """The area as Excel writes it: `A1:C9`, or `B4` for a single cell."""
        first = address(self.first_row, self.first_column)
        last = address(self.last_row, self.last_column)
        return first if first == last else f"{first}:{last}"

    def absolute(self, sheet: str) -> str:
        """The area as a formula on another sheet names it: `'Blatt'!$A$1:$C$9`."""
        return (
            f"{quoted(sheet)}!${column_letters(self.first_column)}${self.first_row}"
            f":${column_letters(self.last_column)}${self.last_row}"
        )

    def overlaps(self, other: Area) -> bool:
        """Tell whether both areas share a cell."""
        return (
            self.first_row <= other.last_row
            and other.first_row <= self.last_row
            and self.first_column <= other.last_column
            and other.first_column <= self.last_column
        )


_DAY = timedelta(days=1)
_EPOCH_1900, _EPOCH_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)  # noqa: DTZ001 - cells know no time zone
_FIRST_RIGHT_DAY = 61
"""Excel's 1900 dates count a 29 February 1900 that never was: days before 1 March 1900 are one less."""


def serial_number(value: date | time, *, date_1904: bool) -> float | None:
    """Return a date or time as a cell counts it, in days; `None` for a day before Excel's first one.

    >>> serial_number(date(2019, 6, 30), date_1904=False), serial_number(time(12), date_1904=False)
    (43646.0, 0.5)
    >>> serial_number(date(1900, 2, 28), date_1904=False), serial_number(date(1899, 5, 1), date_1904=False)
    (59.0, None)

    Source: ECMA-376 Part 1, 18.17.4.1.
    """
    if isinstance(value, time):
        return timedelta(hours=value.hour, minutes=value.minute, seconds=value.second) / _DAY
    moment = value if isinstance(value, datetime) else datetime.combine(value, time())
    days = (moment.replace(tzinfo=None) - (_EPOCH_1904 if date_1904 else _EPOCH_1900)) / _DAY
    if date_1904:
        return days if days >= 0 else None
    days = days - 1 if days < _FIRST_RIGHT_DAY else days
    return days if days >= 1 else None
