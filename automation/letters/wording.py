"""How dates, times, amounts and telephone numbers are written in a German letter (DIN 5008)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

import phonenumbers
from babel.dates import format_date
from babel.numbers import format_decimal

from workbook.german import shown_time

if TYPE_CHECKING:
    from datetime import date, time
    from decimal import Decimal

LOCALE = "de_DE"
NBSP = "\u00a0"

# The space comes first: the engine looks for it alone and asks only there what stands before and behind.
_TOGETHER = re.compile(
    r" (?:"
    r"(?<=\d )(?=(?:€|%|Uhr\b|m²|kg\b|km\b))"  # 180,00 €, 10:30 Uhr
    r"|(?=\d{4})(?:(?<=\b0\d\d )|(?<=\b0\d{3} )|(?<=\b0\d{4} ))"  # 0209 1234567
    r"|(?=\d)(?:(?<=§ )|(?<=\bAbs\. )|(?<=\bNr\. )|(?<=\bArt\. )|(?<=\bTel\. ))"  # § 16i, §§ 15, Abs. 2
    r"|(?=\w)(?:(?<=\bDr\. )|(?<=\bProf\. ))"  # Dr. Kaya, Prof. Dr. Kaya
    r"|(?<=\b[zidue]\. )(?=[A-Za-z]\.)"  # z. B., i. V., d. h., u. a., e. V.
    r"|(?=[A-ZÄÖÜ][a-zä])(?:(?<=\b\d\. )|(?<=\b\d\d\. ))"  # 2. Juli, 22. November
    r")"
)


@lru_cache(maxsize=1024)
def with_hard_spaces(text: str) -> str:
    """Return the text with non-breaking spaces where a line must not break: `180 €`, `Dr. Kaya`, `§ 16i`.

    Source: DIN 5008, rules on abbreviations, numbers and signs.
    """
    return _TOGETHER.sub(NBSP, text)


@lru_cache(maxsize=512)
def long_date(day: date) -> str:
    """Return the day as in running text: `2. Juli 2019`."""
    return with_hard_spaces(format_date(day, "d. MMMM y", locale=LOCALE))


@lru_cache(maxsize=512)
def date_with_weekday(day: date) -> str:
    """Return the day as for an appointment: `Dienstag, 2. Juli 2019`."""
    return with_hard_spaces(format_date(day, "EEEE, d. MMMM y", locale=LOCALE))


def clock_time(moment: time) -> str:
    """Return the time as for an appointment: `10:30 Uhr`."""
    return f"{shown_time(moment)}{NBSP}Uhr"


def number(amount: Decimal) -> str:
    """Return the number in German notation without needless zeros: `2,5`."""
    return format_decimal(amount, locale=LOCALE)


@lru_cache(maxsize=64)
def telephone(e164: str) -> str:
    """Return a telephone number as DIN 5008 writes it: `0209 1234567`, abroad `+31 20 1234567`.

    Text that is no E.164 number comes back as it is.
    """
    try:
        parsed = phonenumbers.parse(e164, None)
    except phonenumbers.NumberParseException:
        return e164
    national = parsed.country_code == 49
    style = phonenumbers.PhoneNumberFormat.NATIONAL if national else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(parsed, style).replace(" ", NBSP)
