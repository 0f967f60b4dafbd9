r"""Pictures of dates and numbers: `\@ "TT.MM.JJJJ"`, `\# "#.##0,00 €"`, in the letters of German and English Word.

What comes out is German, whatever language the picture was typed in.
"""

from __future__ import annotations

import re
from datetime import date, time
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from babel.dates import get_day_names, get_month_names

from automation.letters.wording import LOCALE
from workbook.german import shown_count

if TYPE_CHECKING:
    from collections.abc import Callable

_DATE_PIECE = re.compile(
    r"'(?P<said>[^']*)'|(?P<half>am/pm)|(?P<day>[dDtT]+)|(?P<month>M+)|(?P<year>[yYjJ]+)|(?P<hour>[hHsS]+(?=[^a-zA-Z]|m|$))"
    r"|(?P<minute>m+)|(?P<other>.)",
    re.DOTALL,
)
_AMERICAN = (
    (re.compile(r"\s*M{1,2}[/-]d{1,2}[/-]y{2,4}\s*"), "TT.MM.JJJJ"),
    (re.compile(r"\s*MMMM d{1,2}, y{2,4}\s*"), "d. MMMM yyyy"),
    (re.compile(r"\s*dddd, MMMM d{1,2}, y{2,4}\s*"), "dddd, d. MMMM yyyy"),
)
"""What an American Word or LibreOffice has for a day, and the same as it is written in German."""
_DIGITS = re.compile(r"[0#x]")
_NUMBER = re.compile(r"[0#x](?:[0#x.,' ]*[0#x])?")


def dated(value: date | time, picture: str) -> str:
    """Return a day or a time as a picture asks.

    >>> dated(date(2019, 7, 2), "TT.MM.JJJJ"), dated(date(2019, 7, 2), "dddd, d. MMMM yyyy")
    ('02.07.2019', 'Dienstag, 2. Juli 2019')

    Numbers in the order of an American Word would be another day in German:

    >>> dated(date(2019, 7, 2), "M/d/yy"), dated(date(2019, 7, 2), "MMMM d, yyyy")
    ('02.07.2019', '2. Juli 2019')
    """
    for american, german in _AMERICAN:
        if american.fullmatch(picture):
            picture = german
    return "".join(_date_piece(value, match) for match in _DATE_PIECE.finditer(picture))


def _date_piece(value: date | time, match: re.Match[str]) -> str:
    text, kind = match[0], match.lastgroup or ""
    if kind == "said":
        return match["said"]
    shown = _OF_A_DAY if isinstance(value, date) else _OF_A_TIME
    form = shown.get(kind)
    return form(value, len(text)) if form else text if kind == "other" else ""


def _day(value: date, length: int) -> str:
    if length > 2:
        names = get_day_names("wide", locale=LOCALE) if length > 3 else get_day_names("short", locale=LOCALE)
        return str(names[value.weekday()]).rstrip(".")
    return f"{value.day:02d}" if length > 1 else str(value.day)


def _month(value: date, length: int) -> str:
    if length > 2:
        names = get_month_names("wide", locale=LOCALE)
        return str(names[value.month]) if length > 3 else _SHORT_MONTHS[value.month - 1]
    return f"{value.month:02d}" if length > 1 else str(value.month)


_SHORT_MONTHS = ["Jan", "Feb", "Mrz", "Apr", "Mai", "Jun", "Jul", "Aug", "Sep", "Okt", "Nov", "Dez"]
"""As Word writes them."""


def _year(value: date, length: int) -> str:
    return f"{value.year:04d}" if length > 2 else f"{value.year % 100:02d}"


def _hour(value: time, length: int) -> str:
    return f"{value.hour:02d}" if length > 1 else str(value.hour)


def _minute(value: time, length: int) -> str:
    return f"{value.minute:02d}" if length > 1 else str(value.minute)


_OF_A_DAY: dict[str, Callable[..., str]] = {"day": _day, "month": _month, "year": _year}
_OF_A_TIME: dict[str, Callable[..., str]] = {"hour": _hour, "minute": _minute}


def numbered(value: Decimal, picture: str) -> str:
    r"""Return a number as a picture asks.

    >>> numbered(Decimal("1234.5"), "#.##0,00 €"), numbered(Decimal("1234.5"), "$#,##0.00")
    ('1.234,50 €', '$1.234,50')
    """
    chosen = _section(value, picture)
    match = _NUMBER.search(chosen)
    if match is None:
        return _plain(chosen)
    whole, behind, grouped = _read(match[0])
    places = len(behind)
    rounded = abs(value).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    digits, _, decimals = f"{rounded:f}".partition(".")
    if len(behind.rstrip("#")) < places:
        decimals = decimals.rstrip("0").ljust(len(behind.rstrip("#")), "0")
    digits = digits.rjust(whole.count("0"), "0") if digits != "0" or "0" in whole else ""
    if grouped and digits:
        digits = shown_count(int(digits)).rjust(len(digits), "0")
    text = digits + (f",{decimals}" if decimals else "")
    sign = "-" if value < 0 and ";" not in picture and not re.search(r"[+-]", chosen[: match.start()]) else ""
    before = chosen[: match.start()].replace("+", "-" if value < 0 else "+")
    if value >= 0:
        before = before.replace("-", "")
    return f"{_plain(before)}{sign}{text}{_plain(chosen[match.end() :])}"


def _section(value: Decimal, picture: str) -> str:
    """Return the part of a picture that is for positive, negative or no numbers."""
    parts = picture.split(";")
    if value < 0 and len(parts) > 1:
        return parts[1]
    return parts[2] if value == 0 and len(parts) > 2 else parts[0]


def _read(digits: str) -> tuple[str, str, bool]:
    """Return the digits before and behind the comma, and whether thousands are parted.

    Which sign is which depends on the Windows that the picture was typed on: with both, the last is the comma; one
    that stands more than once, or before exactly three digits, parts thousands.
    """
    points = [match.start() for match in re.finditer(r"[.,]", digits)]
    if not points:
        return digits, "", False
    last = digits[points[-1]]
    both = len({digits[point] for point in points}) > 1
    behind = digits[points[-1] + 1 :]
    decimal = both or (len(points) == 1 and len(behind) != 3)
    if decimal and digits.count(last) == 1:
        return digits[: points[-1]], behind, len(points) > 1
    return digits, "", True


def _plain(text: str) -> str:
    """Return what a picture says besides its digits."""
    return re.sub(r"['\"`]", "", text)
