"""How days, times, numbers and amounts are written in German, and files in commands: the one place that knows.

What a letter needs beyond this (names of months, spaces that must not break) is `automation/letters/wording.py`.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime, time
    from pathlib import Path

NO_BREAK = "\u00a0"
_SWAPPED = str.maketrans(",.", ".,")


@lru_cache(maxsize=4096)
def shown(day: date) -> str:
    """Return a day as Germans write it.

    >>> from datetime import date
    >>> shown(date(2018, 9, 1))
    '01.09.2018'
    """
    return day.strftime("%d.%m.%Y")


def shown_month(day: date) -> str:
    """Return the month of a day.

    >>> from datetime import date
    >>> shown_month(date(2018, 9, 1))
    '09.2018'
    """
    return day.strftime("%m.%Y")


def shown_time(moment: time | datetime) -> str:
    """Return a time of day.

    >>> from datetime import time
    >>> shown_time(time(9, 5))
    '09:05'
    """
    return moment.strftime("%H:%M")


def shown_moment(moment: datetime, between: str = " ") -> str:
    """Return a day with its time.

    >>> from datetime import datetime
    >>> shown_moment(datetime(2018, 9, 1, 9, 5), ", ")
    '01.09.2018, 09:05'
    """
    return f"{shown(moment)}{between}{shown_time(moment)}"


def shown_number(number: Decimal | float, digits: int | None = None) -> str:
    """Return a number with a comma, no dots between thousands; with `digits`, rounded to so many behind the comma.

    >>> shown_number(2.5), shown_number(8.289999999999999), shown_number(Decimal("40.00")), shown_number(3.14, 1)
    ('2,5', '8,29', '40,00', '3,1')
    """
    if digits is not None:
        text = f"{number:.{digits}f}"
    else:
        text = f"{number:f}" if isinstance(number, Decimal) else f"{number:.10g}"
    return text.translate(_SWAPPED)


def shown_count(count: int) -> str:
    """Return a count with dots between thousands.

    >>> shown_count(1234567)
    '1.234.567'
    """
    return f"{count:,}".translate(_SWAPPED)


def counted(count: int, one: str, many: str) -> str:
    """Return a count with its noun.

    >>> counted(1, "Zeile", "Zeilen"), counted(12345, "Zeile", "Zeilen")
    ('1 Zeile', '12.345 Zeilen')
    """
    return f"1 {one}" if count == 1 else f"{shown_count(count)} {many}"


def with_and(words: Sequence[str]) -> str:
    """Return words as a sentence counts them up.

    >>> with_and(["3"]), with_and(["3", "6", "12"])
    ('3', '3, 6 und 12')
    """
    return " und ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def euro(amount: Decimal) -> str:
    r"""Return an amount as Germans write it, with a no-break space before the sign.

    >>> euro(Decimal("1234.5"))
    '1.234,50\xa0€'
    """
    return f"{f'{amount:,.2f}'.translate(_SWAPPED)}{NO_BREAK}€"


def typed_file(file: Path | str) -> str:
    """Return a file as it has to be typed in a command, in PowerShell as in other shells.

    >>> typed_file("Quartiersbüro.xlsx"), typed_file("Büro Süd.xlsx"), typed_file("Preis $5.xlsx")
    ('Quartiersbüro.xlsx', '"Büro Süd.xlsx"', "'Preis $5.xlsx'")
    """
    text = str(file)
    if re.fullmatch(r"[\w./\\:~+-]+", text) and not text.startswith("-"):
        return text
    return f"'{text}'" if re.search(r'[$`!"]', text) and "'" not in text else f'"{text}"'
