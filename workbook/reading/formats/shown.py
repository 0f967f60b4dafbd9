"""Numbers that their format shows as a key, a postcode, a phone number: read as what the cell shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbook.findings import Severity
from workbook.reading.formats.reading import Reading, Remark
from workbook.schema import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbook.cells import ShownNumber
    from workbook.reading.formats.reading import Reader, Typing

_RULES: Mapping[Kind, str] = {
    Kind.ID: "F-01",
    Kind.REFERENCE: "F-01",
    Kind.MULTIPLE: "F-01",
    Kind.POSTCODE: "F-03",
    Kind.PHONE: "F-05",
    Kind.HOUSEHOLD_NUMBER: "F-07",
    Kind.CUSTOMER_NUMBER: "F-08",
    Kind.HOUSE_NUMBER: "F-15",
}
SHOWN_KINDS = frozenset((*_RULES, Kind.TEXT, Kind.LONG_TEXT))
"""Kinds of columns whose cells count by what they show, not by the number behind it."""
_MESSAGE = "Hier steht eine Zahl, die nur ihr Format so zeigt; Formeln und Kopien sehen die bloße Zahl."


def read_shown(value: ShownNumber, reader: Reader, typing: Typing) -> Reading:
    """Return the clean value of what a cell shows, with the hint that it should be typed so.

    Where nobody can read what it shows, the number itself is read.
    """
    clean, remark = reader(value.text, typing)
    if clean is None:
        return reader(value.number, typing)
    rule = "F-11" if typing.column.name == "company_no" else _RULES.get(typing.column.kind)
    if remark is not None or rule is None:
        return Reading(clean, remark)
    return Reading(clean, Remark(rule, _MESSAGE, value.text, Severity.WARNING, fix=value.text))
