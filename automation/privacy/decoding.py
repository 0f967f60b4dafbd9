"""A cell's value in words: keys with what they mean, letters spelled out, amounts and days in German."""

from __future__ import annotations

from datetime import datetime, time
from functools import cached_property
from typing import TYPE_CHECKING, Any

from automation.letters.wording import telephone
from workbook.cells import ShownNumber, text_of
from workbook.german import euro, shown_month
from workbook.schema import Course, Employer, EmptyShop, Kind, Partner, Subsidy, Vacancy
from workbook.schema.vocabulary import Gender
from workbook.tables import shown_value

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from workbook.cells import CellValue
    from workbook.schema import Column, Record
    from workbook.tables import Office

_NAMED_BY: Mapping[type[Record], str] = {
    Partner: "name",
    Employer: "name",
    Vacancy: "title",
    Course: "title",
    Subsidy: "label",
    EmptyShop: "street",
}
"""What the key of a row that is about nobody means, in the row's own words."""
_GENDER = {Gender.FEMALE: "Frau", Gender.MALE: "Herr", Gender.DIVERSE: "divers", Gender.UNSTATED: "ohne Angabe"}


class Decoder:
    """Puts values into words, with what the office's other tables say of a key."""

    def __init__(self, office: Office) -> None:
        self._office = office

    @cached_property
    def _meanings(self) -> Mapping[str, Mapping[str, str]]:
        found: dict[str, dict[str, str]] = {}
        for record, name in _NAMED_BY.items():
            table = self._office[record]
            pairs = zip(table.column(record.spec.key or ""), table.column(name), strict=True)
            found[record.spec.sheet] = {key: str(word) for key, word in pairs if key and word}
        return found

    def meaning(self, sheet: str, key: str) -> str:
        """Return what a key of a table means, `""` where nobody is to be named or nothing is known."""
        return self._meanings.get(sheet, {}).get(key, "")

    def words(self, column: Column, clean: Any, typed: CellValue) -> str:
        """Return what a cell says; what nobody could read stands as it was typed."""
        if clean is None:
            return shown_cell(typed)
        if column.refers_to is not None:
            keys = clean if isinstance(clean, tuple) else (clean,)
            named = ((key, self.meaning(column.refers_to, key)) for key in keys)
            return "; ".join(f"{key} ({word})" if word else str(key) for key, word in named)
        if isinstance(clean, Gender):
            return f"{clean} ({_GENDER[clean]})"
        return _WRITTEN.get(column.kind, shown_value)(clean)


_WRITTEN: Mapping[Kind, Callable[[Any], str]] = {Kind.EURO: euro, Kind.PHONE: telephone, Kind.MONTH: shown_month}


def shown_cell(value: CellValue) -> str:
    """Return a cell's value as people read it; a day without an hour has none."""
    if isinstance(value, ShownNumber):
        return value.text
    if isinstance(value, datetime) and value.time() == time():
        return text_of(value.date())
    return text_of(value)
