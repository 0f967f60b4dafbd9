"""Keys of rows, references to them, and the two numbers that authorities give."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from workbook.cells import text_of
from workbook.findings import Severity
from workbook.german import with_and
from workbook.reading.formats.reading import Reading, Remark

if TYPE_CHECKING:
    from workbook.cells import CellValue
    from workbook.reading.formats.reading import Typing

_HOUSEHOLD = re.compile(r"(\d{5})\s*(?://|/|BG)\s*(\d{7})", re.IGNORECASE)
CUSTOMER_NUMBER = re.compile(r"\d{3}[A-Z]\d{6}")
_PART = re.compile(r"(\\d|\[[^\]]+\])(?:\{(\d+)(?:,(\d+))?\})?|([^\\\[{]+)")
_CHARACTERS = {
    r"\d": ("einer Ziffer", "Ziffern"),
    "[A-ZÄÖÜ]": ("einem Großbuchstaben", "Großbuchstaben"),
    "[A-Z0-9]": ("einem Großbuchstaben oder einer Ziffer", "Großbuchstaben oder Ziffern"),
    "[1-4]": ("einer Ziffer von 1 bis 4", "Ziffern von 1 bis 4"),
}
"""What the patterns of the schema are made of, in words: of one, and of several."""
# Letters that people type for digits; Kundennummern are read out on the phone and copied from paper.
_LOOKALIKES = str.maketrans("OQIL", "0011")


def read_id(value: CellValue, typing: Typing) -> Reading:
    """Return a key; one in small letters is read with a remark, one of another form is refused (F-01, F-11)."""
    text = text_of(value).strip()
    pattern = typing.column.pattern
    if pattern is None or _compiled(pattern).fullmatch(text):
        return Reading(text)
    message = f"„{typing.column.label}“ besteht aus {form_in_words(pattern)}."
    # A number given by an authority is no key: without it a row can still be told from others.
    rule, severity = ("F-11", Severity.WARNING) if typing.column.name == "company_no" else ("F-01", Severity.ERROR)
    upper = re.sub(r"\s", "", text).upper().replace("–", "-")
    if _compiled(pattern).fullmatch(upper):
        return Reading(upper, Remark(rule, message, upper, severity, fix=upper))
    return Reading(None, Remark(rule, message, None, severity))


def read_reference(value: CellValue, typing: Typing) -> Reading:
    """Return the key of a row in another table; whether that row exists is asked later (X-01)."""
    text = text_of(value).strip()
    return Reading(None if text.casefold() in typing.column.nothing else text)


def read_household_number(value: CellValue, typing: Typing) -> Reading:  # noqa: ARG001 -- readers share one signature
    """Return a BG-Nummer as `33304//0012345`, from `33304/0012345` and `33304BG0012345` too (F-07)."""
    match = _HOUSEHOLD.fullmatch(text_of(value).strip())
    if match is None:
        return Reading(None, Remark("F-07", "Eine BG-Nummer hat die Form 33304//0012345."))
    return Reading(f"{match[1]}//{match[2]}")


def read_customer_number(value: CellValue, typing: Typing) -> Reading:  # noqa: ARG001 -- readers share one signature
    """Return a Kundennummer; one with confused letters is refused with the likely one as suggestion (F-08)."""
    text = re.sub(r"\s", "", text_of(value)).upper()
    if CUSTOMER_NUMBER.fullmatch(text):
        return Reading(text)
    likely = text[:3].translate(_LOOKALIKES) + text[3:4] + text[4:].translate(_LOOKALIKES)
    message = "Eine Kundennummer besteht aus drei Ziffern, einem Buchstaben und sechs Ziffern."
    if CUSTOMER_NUMBER.fullmatch(likely):
        message = "In der Kundennummer sind Buchstabe und Ziffer verwechselt (O und 0, I und 1)."
        return Reading(None, Remark("F-08", message, likely))
    return Reading(None, Remark("F-08", message))


def form_in_words(pattern: str) -> str:
    r"""Return in German what a pattern of a key demands.

    >>> form_in_words(r"K-\d{5,6}"), form_in_words(r"[A-ZÄÖÜ]{2,4}")
    ('„K-“ und 5 bis 6 Ziffern', '2 bis 4 Großbuchstaben')
    >>> form_in_words(r"\d{5}-\d{8,10}-[A-Z0-9]")
    '5 Ziffern, „-“, 8 bis 10 Ziffern, „-“ und einem Großbuchstaben oder einer Ziffer'
    """
    parts = [_part_in_words(match) for match in _PART.finditer(pattern)]
    return with_and(parts)


def _part_in_words(match: re.Match[str]) -> str:
    characters, least, most, literal = match.groups()
    if literal is not None:
        return f"„{literal}“"
    one, many = _CHARACTERS.get(characters, ("einem Zeichen", "Zeichen"))
    if least is None:
        return one
    return f"{least} bis {most} {many}" if most else one if least == "1" else f"{least} {many}"


@lru_cache(maxsize=128)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
