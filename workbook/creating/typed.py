"""Clean values → what a clerk would type into the cell."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from workbook.schema import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from workbook.schema import Column
    from workbook.sheets import Value

# The longest area codes have five digits; these are the ones of the neighbourhood and of the largest cities.
_FAMILIAR = re.compile(r"\+49(1[5-7]\d|20[1-39]|221|30|40|69|89)(\d+)")


def typed_values(column: Column, values: Sequence[Any]) -> Sequence[Value]:
    """Return a column's clean values as they stand in cells: ja or nein, lists with semicolons, national phones."""
    typing = _TYPINGS.get(column.kind)
    return values if typing is None else [None if value is None else typing(value) for value in values]


@lru_cache(maxsize=1024)
def typed_phone(number: str) -> str:
    """Return an E.164 number as it is dialled in Germany, area code apart; other countries keep their `+`.

    >>> typed_phone("+492091234567"), typed_phone("+4917139200"), typed_phone("+31201234567")
    ('0209 1234567', '0171 39200', '+31 20 123 4567')
    """
    if match := _FAMILIAR.fullmatch(number):
        return f"0{match[1]} {match[2]}"
    import phonenumbers  # noqa: PLC0415 -- large, and only numbers from elsewhere need it

    parsed = phonenumbers.parse(number, "DE")
    at_home = parsed.country_code == phonenumbers.country_code_for_region("DE")
    form = phonenumbers.PhoneNumberFormat.NATIONAL if at_home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(parsed, form)


def _yes_no(value: bool) -> str:
    return "ja" if value else "nein"


_TYPINGS: dict[Kind, Callable[[Any], Value]] = {
    Kind.YES_NO: _yes_no,
    Kind.MULTIPLE: "; ".join,
    Kind.CHOICE: str,
    Kind.PHONE: typed_phone,
}
