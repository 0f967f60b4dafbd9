"""Numbers and amounts. Amounts are `Decimal` with two digits, never floats."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from msgspec.structs import replace

from workbook.cells import decimal_of
from workbook.german import euro, shown_number
from workbook.reading.formats.reading import Reading, Remark

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workbook.cells import CellValue
    from workbook.reading.formats.reading import Typing

CENT = Decimal("0.01")

_GERMAN = re.compile(r"[-+−]?\s*(?:\d{1,3}(?:[.\u202f\u00a0 ]\d{3})+|\d+)(?:,\d+)?")
_ENGLISH = re.compile(r"[-+−]?\s*(?:\d{1,3}(?:,\d{3})+|\d+)\.\d{1,2}")
_CURRENCY = re.compile(r"€|Euro|EUR", re.IGNORECASE)
_LARGEST = Decimal(10) ** 12
_MANY = 10.0**12
_ONE_GROUP = re.compile(r"^\D*\d{1,3}[.,]\d{3}\D*$")
"""„1.234“ and „1,234“: a thousand for some, a little more than one for others."""


def number_of_text(text: str) -> Decimal | None:
    """Return the number that a text names in German or English notation, `None` if it names none.

    >>> number_of_text("1.234,50 €"), number_of_text("180.00"), number_of_text("zwölf")
    (Decimal('1234.50'), Decimal('180.00'), None)
    """
    bare = _CURRENCY.sub("", text).strip()
    if bare.endswith((",-", ",–", ".-")):  # „180,-“
        bare = bare[:-2]
    if _ENGLISH.fullmatch(bare):
        digits = bare.replace(",", "")
    elif _GERMAN.fullmatch(bare):
        digits = re.sub(r"[.\u202f\u00a0 ]", "", bare).replace(",", ".")
    else:
        return None
    return Decimal(digits.replace("−", "-").replace(" ", ""))


def read_euro(value: CellValue, typing: Typing) -> Reading:
    """Return an amount with two digits; text and further digits are read with a remark (F-12)."""
    number, remark = _read(value, typing, "Der Betrag")
    if number is None:
        return Reading(None, remark)
    amount = number.quantize(CENT, ROUND_HALF_UP)
    if amount != number:
        message = "Der Betrag hat mehr als zwei Nachkommastellen."
        return Reading(amount, Remark("F-12", message, euro(amount)))
    if remark is not None:
        # No amount has three digits behind a point, so „1.234“ can only be thousands.
        remark = Remark("F-12", remark.message, euro(amount), fix=amount)
    return Reading(amount, remark)


def usual_amounts(values: Iterable[CellValue]) -> dict[CellValue, Decimal]:
    """Return those values that are numbers with no more than two digits behind the point, as amounts."""
    floats = (value for value in values if type(value) is float and -_MANY < value < _MANY)
    return {value: Decimal(text) for value in floats if float(text := f"{value:.2f}") == value}


def read_decimal(value: CellValue, typing: Typing) -> Reading:
    """Return a number; text is read with a remark (F-12)."""
    number, remark = _read(value, typing, "Die Zahl")
    if number is not None and remark is not None and not _ONE_GROUP.search(str(value)):
        remark = replace(remark, fix=number)
    return Reading(number, remark)


def read_integer(value: CellValue, typing: Typing) -> Reading:
    """Return a whole number; text is read with a remark, a fraction is refused with one (F-12)."""
    number, remark = _read(value, typing, "Die Zahl")
    if number is None:
        return Reading(None, remark)
    if number != number.to_integral_value():
        return Reading(None, Remark("F-12", "Hier wird eine ganze Zahl gebraucht."))
    return Reading(int(number), remark if remark is None else replace(remark, fix=int(number)))


def _read(value: CellValue, typing: Typing, noun: str) -> tuple[Decimal | None, Remark | None]:
    if isinstance(value, int | float) and not isinstance(value, bool):
        number = decimal_of(value)
        if not number.is_finite() or abs(number) >= _LARGEST:
            return None, Remark("F-12", f"{noun} ist unbrauchbar groß.")
        return number, None
    if isinstance(value, str):
        found = number_of_text(value)
        if found is not None and abs(found) < _LARGEST:
            shown = shown_number(found)
            return found, Remark("F-12", f"{noun} ist als Text eingetragen, nicht als Zahl.", shown)
    return None, Remark("F-12", f"In „{typing.column.label}“ wird eine Zahl gebraucht.")
