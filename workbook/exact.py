"""A cell's value ⇄ a text that staff can read, without loss: with its kind the text becomes the value again."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from workbook.german import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from workbook.cells import CellValue

_WHOLE = 1e15  # beyond, a number is no count any more
_COMMA, _POINT = str.maketrans(".", ","), str.maketrans(",", ".")
_KINDS: tuple[tuple[type | tuple[type, ...], str], ...] = (
    (str, "T"),
    (bool, "W"),
    ((int, float), "Z"),
    (datetime, "M"),
    (date, "D"),
    (time, "U"),
)


def kind_of(value: CellValue) -> str:
    """Return the letter by which `read_exactly` knows what kind of value a text was.

    >>> kind_of("01454"), kind_of(1454), kind_of(None)
    ('T', 'Z', '-')
    """
    if value is None or value == "":
        return "-"
    return next((letter for kinds, letter in _KINDS if isinstance(value, kinds)), "?")


def shown_exactly(value: CellValue) -> str:
    """Return a cell's value as text from which it can be read back without loss.

    >>> shown_exactly(0.5), shown_exactly(date(2019, 6, 30)), shown_exactly(True)
    ('0,5', '30.06.2019', 'ja')
    """
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if isinstance(value, float):
        return repr(int(value) if value.is_integer() and abs(value) < _WHOLE else value).translate(_COMMA)
    if isinstance(value, datetime):
        return f"{shown(value)} {value.time().isoformat()}"
    if isinstance(value, date):
        return shown(value)
    if isinstance(value, time):
        return value.isoformat()
    return "" if value is None else str(value)


def read_exactly(text: str, kind: str) -> CellValue:
    """Return the value that `shown_exactly` made a text of; the text itself where it is none of its kind.

    >>> read_exactly("0,5", "Z"), read_exactly("30.06.2019", "D"), read_exactly("", "-")
    (0.5, datetime.date(2019, 6, 30), None)
    """
    if kind == "-" and not text:
        return None
    with suppress(ValueError):
        return _READ[kind](text) if kind in _READ else text
    return text


def _day(text: str) -> date:
    day, month, year = map(int, text.split("."))
    return date(year, month, day)


def _moment(text: str) -> datetime:
    day, _, clock = text.partition(" ")
    return datetime.combine(_day(day), time.fromisoformat(clock))


_READ: Mapping[str, Callable[[str], CellValue]] = {
    "W": lambda text: text == "ja",
    "Z": lambda text: float(text.translate(_POINT)),
    "M": _moment,
    "D": _day,
    "U": time.fromisoformat,
}
