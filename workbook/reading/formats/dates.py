"""Dates, months and times of day, in all spellings that Germans use."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from msgspec.structs import replace

from workbook.findings import Severity
from workbook.german import shown, shown_time
from workbook.reading.formats.reading import Reading, Remark

if TYPE_CHECKING:
    from workbook.cells import CellValue
    from workbook.reading.formats.reading import Typing

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januar jänner jänn jan",
            "februar febr feb",
            "märz maerz mär mrz mar",
            "april apr",
            "mai",
            "juni jun",
            "juli jul",
            "august aug",
            "september sept sep",
            "oktober okt oct",
            "november nov",
            "dezember dez dec",
        ),
        1,
    )
    for name in names.split()
}

_TIMED = re.compile(
    r"(.+?)(?:,|;)?(?: um | ab | t|t| )(\d{1,2})(?:[:.](\d{2}))?(?::\d{2}(?:\.0+)?)?( ?uhr| ?h)?", re.IGNORECASE
)
_NUMERIC = re.compile(r"(\d{1,2})\s*[./-]\s*(\d{1,2})\s*[./-]\s*(\d{4}|\d{2})(?:[T ]+00?:00(?::00)?)?")
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]00:00(?::00)?)?")
_WORDS = re.compile(r"(\d{1,2})\s*[.-]?\s*([A-Za-zÄÖÜäöü]+)[.-]?\s*(\d{4}|\d{2})")
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
_APOSTROPHES = "'‘’`´"
_WEEKDAY = re.compile(r"(?:(?:mo|di|mi|do|fr|sa|so)[a-z]{0,8}\b[.,]*\s*)?(?:(?:den|am|ab|seit)\s+)?", re.IGNORECASE)
_MONTH_YEAR = re.compile(r"(?:([A-Za-zÄÖÜäöü]+)\.?|(\d{1,2})\s*[./-])\s*(\d{4}|\d{2})")
_YEAR_MONTH = re.compile(r"(\d{4})[-./](\d{1,2})")
_THREE_NUMBERS = re.compile(r"(\d{1,2})\s*([./-])\s*(\d{1,2})\s*([./-])\s*\d+")
_CLOCK = re.compile(r"(\d{1,2})(?:[:.](\d{2})(?::\d{2})?)?\s*(?:[Uu]hr|h)?")

# Excel reads a two-digit year up to 29 as 20xx (Windows' default); whoever types one expects the same.
_PIVOT = 30
_FIRST_SERIAL, _LAST_SERIAL = 3_654, 73_050  # 01.01.1910 to 31.12.2099
_EPOCH, _EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)


def months_later(day: date, months: int) -> date:
    """Return the day some months later (earlier if negative); where the month has no such day, its last one.

    A mistyped year such as 9999 leads to the last day that there is, not to an error.

    >>> months_later(date(2018, 11, 30), 3)
    datetime.date(2019, 2, 28)

    Source: § 26 SGB X with § 188 (2), (3) BGB; Excel's EDATE counts alike.
    """
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    if not date.min.year <= year <= date.max.year:
        return date.max if months > 0 else date.min
    if day.day <= 28:
        return day.replace(year=year, month=month)
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def full_years(first: date, day: date) -> int:
    """Return how many years are over; of 29 February a year without it is over on 1 March, as for Excel's DATEDIF.

    >>> full_years(date(2004, 2, 29), date(2019, 2, 28)), full_years(date(2004, 2, 29), date(2019, 3, 1))
    (14, 15)
    """
    return day.year - first.year - ((day.month, day.day) < (first.month, first.day))


def date_of_text(text: str) -> date | None:
    """Return the date that a text names, `None` if it names none.

    >>> date_of_text("1.9.18"), date_of_text("1. Sept. 2018"), date_of_text("31.02.2026")
    (datetime.date(2018, 9, 1), datetime.date(2018, 9, 1), None)
    """
    text = _WEEKDAY.sub("", text.strip().strip(_APOSTROPHES), count=1).rstrip(" ,;")
    if match := _ISO.fullmatch(text) or _COMPACT.fullmatch(text):
        year, month, day = int(match[1]), int(match[2]), int(match[3])
    elif match := _NUMERIC.fullmatch(text):
        day, month, year = int(match[1]), int(match[2]), _full_year(match[3])
    elif (match := _WORDS.fullmatch(text)) and match[2].casefold() in MONTHS:
        day, month, year = int(match[1]), MONTHS[match[2].casefold()], _full_year(match[3])
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def read_date(value: CellValue, typing: Typing) -> Reading:
    """Return the date in a cell; text, a serial number and a date with a time are read with a remark (F-02)."""
    if isinstance(value, datetime):
        return Reading(value.date(), None if value.time() == time() else _with_time(value, typing.column.time_in))
    if isinstance(value, date):
        return Reading(value)
    if isinstance(value, str):
        return _date_as_typed(value, typing)
    if isinstance(value, int | float) and not isinstance(value, bool):
        day = _date_of_serial(value, date_1904=typing.date_1904)
        if day is not None:
            message = "Hier steht eine Zahl statt eines Datums; die Zelle ist nicht als Datum formatiert."
            return Reading(day, Remark("F-02", message, shown(day)))
    return Reading(None, Remark("F-02", "Das ist kein Datum. Bitte als TT.MM.JJJJ eintragen."))


def _date_as_typed(value: str, typing: Typing) -> Reading:
    day, timed = date_of_text(value), _moment_of_text(value)
    either = day or (timed.date() if timed is not None else None)
    other = _american(value, either) if either is not None else None
    if either is not None and other is not None:  # judged by one, it may be blamed for nothing
        message = "Dieses Datum ist Text und lässt sich auf zwei Weisen lesen. Bitte als TT.MM.JJJJ eintragen."
        return Reading(None, Remark("F-02", message, f"{shown(either)} oder {shown(other)}"))
    if day is not None:
        message = "Das Datum ist als Text eingetragen, nicht als Datum."
        # „5.5.18“ is no year of birth that anybody can be sure of.
        born = typing.column.name == "birth_date" and day.year >= 2000 and re.search(r"\d{4}", value) is None
        certain = not born and _has_one_reading(value)
        return Reading(day, Remark("F-02", message, shown(day), fix=day if certain else None))
    if timed is not None:
        return Reading(timed.date(), replace(_with_time(timed, typing.column.time_in), severity=Severity.ERROR))
    return Reading(None, Remark("F-02", _unreadable(value)))


def _moment_of_text(text: str) -> datetime | None:
    """Return the day and the time that a text holds: „05.07.2019, 10:30 Uhr“, „5.7.2019 um 10 Uhr“."""
    match = _TIMED.fullmatch(" ".join(text.split()))
    day = date_of_text(match[1]) if match is not None else None
    if match is None or day is None or not (match[3] or match[4]):
        return None
    try:
        return datetime.combine(day, time(int(match[2]), int(match[3] or 0)))
    except ValueError:
        return None


def _with_time(value: datetime, elsewhere: str) -> Remark:
    """What to say of a time in the cell of a date; `elsewhere` is the column that the time belongs into."""
    day = shown(value.date())
    if not elsewhere:
        return Remark("F-02", "Hier wird nur der Tag gebraucht; die Uhrzeit zählt nicht.", day, Severity.WARNING)
    message = f"Hier steht der Tag mit der Uhrzeit; die Uhrzeit gehört in „{elsewhere}“."
    return Remark("F-02", message, f"{shown_time(value)} in „{elsewhere}“, hier {day}", Severity.WARNING)


def read_month(value: CellValue, typing: Typing) -> Reading:
    """Return the first day of the month in a cell; „März 2019“ and „2019-03“ are read with a remark (F-02)."""
    if isinstance(value, str) and (month := _month_of_text(value)) is not None:
        message = "Der Monat ist als Text eingetragen, nicht als Datum."
        # „Feb 19“ may be a month of 2019 or a day of February.
        certain = re.search(r"\d{4}", value) is not None
        return Reading(month, Remark("F-02", message, shown(month), fix=month if certain else None))
    reading = read_date(value, typing)
    if isinstance(reading.value, date):
        return Reading(reading.value.replace(day=1), reading.remark)
    return reading


def read_time(value: CellValue, typing: Typing) -> Reading:  # noqa: ARG001 -- readers share one signature
    """Return the time of day in a cell; text and a fraction of a day are read with a remark (F-02)."""
    if isinstance(value, datetime):
        return Reading(value.time())
    if isinstance(value, time):
        return Reading(value)
    if isinstance(value, timedelta):
        value = value / timedelta(days=1)
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1:
        minutes = round(value * 1440)
        return Reading(time(minutes // 60 % 24, minutes % 60))
    if isinstance(value, str) and (match := _CLOCK.fullmatch(value.strip())):
        hour, minute = int(match[1]), int(match[2] or 0)
        if hour < 24 and minute < 60:
            clock = time(hour, minute)
            message = "Die Uhrzeit ist als Text eingetragen, nicht als Uhrzeit."
            # A bare „9“ may also be a number of hours.
            certain = not value.strip().isdigit()
            return Reading(
                clock,
                Remark("F-02", message, f"{shown_time(clock)}", Severity.WARNING, fix=clock if certain else None),
            )
    return Reading(None, Remark("F-02", "Das ist keine Uhrzeit. Bitte als HH:MM eintragen."))


def _has_one_reading(text: str) -> bool:
    """Tell whether a text that names a date says nothing else: „ab 3.2.2019“ does, „Mo, 3.2.2019“ may be wrong."""
    words = _WEEKDAY.match(text.strip().strip(_APOSTROPHES))
    return words is None or not words[0]


def _american(text: str, day: date) -> date | None:
    """Return what else a text that names this day may mean, `None` if it can be no other.

    3/2/2019, unlike 3.2.2019, is also how Americans and their programs write the second of March.
    """
    match = _THREE_NUMBERS.match(_WEEKDAY.sub("", text.strip().strip(_APOSTROPHES), count=1))
    if match is None or match[2] == match[4] == "." or day.month == day.day or day.day > 12:
        return None
    return day.replace(month=day.day, day=day.month)


def _full_year(digits: str) -> int:
    year = int(digits)
    if len(digits) == 4:
        return year
    return year + (2000 if year < _PIVOT else 1900)


def _month_of_text(text: str) -> date | None:
    text = text.strip()
    if match := _YEAR_MONTH.fullmatch(text):
        year, month = int(match[1]), int(match[2])
    elif match := _MONTH_YEAR.fullmatch(text):
        month = MONTHS.get(match[1].casefold(), 0) if match[1] else int(match[2])
        year = _full_year(match[3])
    else:
        return None
    return date(year, month, 1) if 1 <= month <= 12 else None


def _date_of_serial(serial: float, *, date_1904: bool) -> date | None:
    days = int(serial)
    epoch, shift = (_EPOCH_1904, 1462) if date_1904 else (_EPOCH, 0)
    return epoch + timedelta(days=days) if _FIRST_SERIAL <= days + shift <= _LAST_SERIAL else None


def _unreadable(text: str) -> str:
    if match := _NUMERIC.fullmatch(text.strip().strip("'")):
        if 1 <= int(match[1]) <= 31 and 1 <= int(match[2]) <= 12:
            return "Diesen Tag gibt es im Kalender nicht. Bitte das Datum prüfen."
        return "Tag oder Monat gibt es nicht. Bitte als TT.MM.JJJJ eintragen."
    return "Das ist kein Datum. Bitte als TT.MM.JJJJ eintragen."
