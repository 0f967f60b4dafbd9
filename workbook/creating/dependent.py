"""Dropdowns that offer only what fits the row: which kinds of referral suit the partner, which results a status.

A pair of columns on the sheet `Listen` holds what fits what, sorted by the first; the dropdown is the part of the
second column beside the row's own value. Such a formula names no other sheet, only defined names: Excel would keep
it as an extension otherwise, which other programs drop.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from workbook.cells import column_letters
from workbook.schema import Referral, Request
from workbook.schema.fitting import REFERRAL_KINDS, REQUEST_RESULTS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from enum import StrEnum
    from typing import Any

    from workbook.schema import Column, Record, TableSpec


class Pairs(Struct, frozen=True):
    """What fits what: `record`'s column `column` offers what stands beside the value of its column `by`."""

    record: type[Record]
    column: str
    by: str
    fitting: Mapping[Any, Sequence[StrEnum]]
    titles: tuple[str, str]
    error: str

    @property
    def names(self) -> tuple[str, str]:
        """The defined names of the two columns on `Listen`."""
        return f"wenn_{self._list}", f"dann_{self._list}"

    @property
    def rows(self) -> list[tuple[str, str]]:
        """The pairs, those of one value together."""
        return [(str(value), str(fits)) for value, several in self.fitting.items() for fits in several]

    @property
    def _list(self) -> str:
        choices = self.record.spec.column(self.column).choices
        return choices.name if choices is not None else self.column

    def source(self, first_row: int) -> str:
        """Return the dropdown's formula for the table's first row."""
        own = f"${column_letters(self.record.spec.position(self.by))}{first_row}"
        given, fitting = self.names
        first = f"MATCH({own},{given},0)"
        part = f"INDEX({fitting},{first}):INDEX({fitting},{first}+COUNTIF({given},{own})-1)"
        return f"IF(COUNTIF({given},{own})=0,lst_{self._list},{part})"


PAIRS: tuple[Pairs, ...] = (
    Pairs(
        Referral,
        "kind",
        "partner_category",
        REFERRAL_KINDS,
        ("wenn Partner-Kategorie", "dann Verweisart"),
        "Diese Verweisart passt nicht zur Kategorie des Partners (Blatt „Partner“).",
    ),
    Pairs(
        Request,
        "result",
        "status",
        REQUEST_RESULTS,
        ("wenn Status", "dann Ergebnis"),
        "Dieses Ergebnis passt nicht zum Status. Bitte einen Wert aus der Liste wählen.",
    ),
)
"""Every dropdown that depends on another column."""


def pairs_of(spec: TableSpec, column: Column) -> Pairs | None:
    """Return what narrows the dropdown of a column, `None` where nothing does."""
    return next((each for each in PAIRS if each.record is spec.record and each.column == column.name), None)
