"""Telephone numbers in any usual spelling → E.164, and what is missing or wrong in one."""

from __future__ import annotations

import re
from datetime import date, time
from functools import lru_cache
from typing import TYPE_CHECKING

from workbook.cells import text_of
from workbook.findings import Severity
from workbook.reading.formats.reading import Reading, Remark

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workbook.cells import CellValue
    from workbook.reading.formats.reading import Typing

_USUAL_PHONE = re.compile(r"0[1-9][0-9]{1,4}[ /-]?[0-9]{3,9}")
_WORD_BEHIND = re.compile(r"\d.*[A-Za-zÄÖÜäöüß]")
_SCIENTIFIC = re.compile(r"\d([.,]\d+)?[eE]\+?\d+")
_LETTERS = re.compile(r"(?=.*[OoIl])(?=.*\d.*\d.*\d)[\dOoIl\s/().+-]+")
_DIGITS_FOR = str.maketrans("OoIl", "0011")
_DIGITS = re.compile(r"[\d\s/.-]{4,}")
_SHORTEST_NUMBER = 100_000  # below that it is a service or an extension, not somebody's number
_LONGEST_LOCAL = 8
"""Digits of a number within its town: the longest are those of Berlin; with an area code there are more."""


def read_phone(value: CellValue, typing: Typing) -> Reading:
    """Return a phone number as E.164 (`+492091234567`) from any usual spelling (F-05).

    One without an area code is none: whose it is, Lotse does not guess; it offers that of the office.

    Source: ITU-T E.164; spellings by DIN 5008.
    """
    if isinstance(value, date | time):
        message = "Excel hat aus der Nummer ein Datum gemacht. Bitte als Text eintragen."
        return Reading(None, Remark("F-05", message))
    if not isinstance(value, str):
        return _phone_of_number(text_of(value), typing)
    text = value.strip()
    if _USUAL_PHONE.fullmatch(text):
        return Reading(_dialled_usual(text))
    if _LETTERS.fullmatch(text):
        return _with_letters(text, typing)
    return _without_area_code(text, typing) if _lacks_area_code(text) else _phone_of_text(text)


def _phone_of_text(text: str) -> Reading:
    if _SCIENTIFIC.fullmatch(text):
        message = "Die Nummer wurde als Zahl gespeichert und hat Ziffern verloren. Bitte neu eintragen."
        return Reading(None, Remark("F-05", message))
    number = _dialled(text)
    if number is None:
        return Reading(None, Remark("F-05", "Das ist keine Telefonnummer, die man wählen kann."))
    if _DIGITS.fullmatch(text) and not text.startswith(("0", "49")):
        message = "Vor der Vorwahl fehlt die 0."
        return Reading(number, Remark("F-05", message, f"0{text}", Severity.WARNING, fix=f"0{text}"))
    return Reading(number)


def usual_phones(values: Iterable[CellValue]) -> dict[CellValue, str]:
    """Return those values that are German numbers as most people write them, with what they are as E.164."""
    texts = (value for value in values if isinstance(value, str) and _USUAL_PHONE.fullmatch(value))
    return {text: _dialled_usual(text) for text in texts}


def _dialled_usual(text: str) -> str:
    return "+49" + text[1:].replace(" ", "").replace("/", "").replace("-", "")


def _with_letters(text: str, typing: Typing) -> Reading:
    """`O209 1234567`: the letter is dialled by nobody, and what is meant is plain."""
    clean = text.translate(_DIGITS_FOR)
    reading = read_phone(clean, typing)
    message = "In der Nummer stehen Buchstaben statt Ziffern (O und 0, I und 1)."
    if reading.remark is not None:
        return Reading(None, Remark("F-05", message, reading.remark.suggestion))
    return Reading(reading.value, Remark("F-05", message, clean, fix=clean))


def _lacks_area_code(text: str) -> bool:
    return (
        _DIGITS.fullmatch(text) is not None
        and not text.startswith("0")
        and len(re.sub(r"\D", "", text)) <= _LONGEST_LOCAL
    )


def _without_area_code(text: str, typing: Typing) -> Reading:
    code = area_code(typing.office_phone)
    suggestion = f"{code} {text}" if code else None
    return Reading(None, Remark("F-05", "Der Telefonnummer fehlt die Vorwahl.", suggestion))


@lru_cache(maxsize=16)
def area_code(phone: str) -> str:
    """Return the area code of a number with its 0, `""` where it has none or is no number.

    >>> area_code("0209 1234567"), area_code("0171 1234567"), area_code("")
    ('0209', '', '')
    """
    import phonenumbers  # noqa: PLC0415 -- large, and only unusual spellings need it

    try:
        number = phonenumbers.parse(phone, "DE")
    except phonenumbers.NumberParseException:
        return ""
    length = phonenumbers.length_of_geographical_area_code(number)
    return f"0{phonenumbers.national_significant_number(number)[:length]}" if length else ""


def _phone_of_number(digits: str, typing: Typing) -> Reading:
    """A number has lost its `0` or `+`; many zeros at its end mean that it has lost digits too."""
    code = area_code(typing.office_phone) if typing.office_phone and _lacks_area_code(digits) else ""
    if _lacks_area_code(digits) and not (code and digits.startswith(code[1:])):
        return _without_area_code(digits, typing)
    message = "Die Telefonnummer ist als Zahl gespeichert; dabei geht die führende Null verloren."
    candidate = f"+{digits}" if digits.startswith("49") and len(digits) > 10 else f"0{digits}"
    number = _dialled(candidate)
    if number is None or digits.endswith("000000"):
        return Reading(None, Remark("F-05", "Die Nummer wurde als Zahl gespeichert. Bitte neu eintragen."))
    # A number that begins with 49 may have lost the + of +49 or the 0 of 04921 (Emden).
    certain = not digits.startswith("49")
    return Reading(number, Remark("F-05", message, candidate, fix=candidate if certain else None))


def _dialled(text: str) -> str | None:
    """Return the number as E.164 if it can be dialled from Germany."""
    import phonenumbers  # noqa: PLC0415 -- large, and only unusual spellings need it

    if _WORD_BEHIND.search(text):  # its letters would be dialled or left out: „0209 folgt“ is no 0209 36548
        return None
    try:
        number = phonenumbers.parse(text, "DE")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number) or (number.national_number or 0) < _SHORTEST_NUMBER:
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
