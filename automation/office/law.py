"""The values that a law sets, by the day on which they are asked for, as the office keeps them on `Rechengrößen`.

No value of a law stands in the code: `workbook/schema/legal_seeds.py` gives a new workbook its rows; staff add.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from msgspec import Struct

from workbook.errors import SettingError
from workbook.german import shown
from workbook.reading.formats.numbers import number_of_text
from workbook.schema import LegalValue, Subsidy
from workbook.schema.legal_seeds import LEGAL_VALUES, SUBSIDIES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date
    from decimal import Decimal

    from workbook.tables import Office


class Rate(Struct, frozen=True):
    """A value and the first day on which it holds."""

    valid_from: date
    value: str


class LegalValues:
    """What the law said on a day. Where the workbook has no rows for a quantity, those of a new workbook hold."""

    def __init__(self, rates: Iterable[tuple[str, Rate]], sheet: str = LegalValue.spec.sheet) -> None:
        self._sheet = sheet
        self._rates: dict[str, list[Rate]] = {}
        for quantity, rate in sorted(rates, key=lambda pair: pair[1].valid_from):
            self._rates.setdefault(quantity, []).append(rate)
        self._numbers: dict[tuple[str, date], Decimal] = {}

    @classmethod
    def of(cls, office: Office) -> LegalValues:
        """Return the values of an office's sheet `Rechengrößen`."""
        rows = [row for row in office[LegalValue] if row.quantity and row.valid_from and row.value]
        kept = {row.quantity for row in rows}
        own = [(row.quantity, Rate(row.valid_from, row.value)) for row in rows if row.valid_from and row.value]
        seeds = [(s.quantity, Rate(s.valid_from, s.value)) for s in LEGAL_VALUES if s.quantity not in kept]
        return cls([(str(quantity), rate) for quantity, rate in (*own, *seeds)])

    def text(self, quantity: str, day: date) -> str:
        """Return the value of a quantity on a day, as staff wrote it.

        Raises:
            SettingError: no row of this quantity is valid on that day.
        """
        rates = self._rates.get(quantity, [])
        index = bisect_right(rates, day, key=lambda rate: rate.valid_from)
        if not index:
            cure = f"Bitte eine Zeile mit einem Wert anfügen, der am {shown(day)} schon galt."
            raise SettingError(self._sheet, quantity, cure)
        return rates[index - 1].value

    def number(self, quantity: str, day: date) -> Decimal:
        """Return the value of a quantity on a day as a number.

        Raises:
            SettingError: no row is valid on that day, or its value is no number.
        """
        known = self._numbers.get((quantity, day))
        if known is not None:
            return known
        number = number_of_text(self.text(quantity, day))
        if number is None:
            raise SettingError(self._sheet, quantity, "Bitte in „Wert“ eine Zahl eintragen.")
        self._numbers[quantity, day] = number
        return number


def codes_counting_for_400(office: Office) -> frozenset[str]:
    """Return the codes of subsidies that count for the social labour market (`zählt für Ziel 400`)."""
    table = office[Subsidy]
    if not table.exists:
        return frozenset(seed.code for seed in SUBSIDIES if seed.counts_400)
    return frozenset(row.code for row in table if row.code and row.counts_400)


def subsidies_by_code(office: Office) -> Mapping[str, Subsidy]:
    """Return the rows of `Förderarten` by their code."""
    return {row.code: row for row in office[Subsidy] if row.code}
