"""Names, and where a person is reached: postcode, house number, e-mail; telephone numbers are `phones.py`."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from workbook.cells import text_of
from workbook.findings import Severity
from workbook.reading.formats.dates import MONTHS
from workbook.reading.formats.plain_text import oddity, read_text, repaired
from workbook.reading.formats.reading import Reading, Remark
from workbook.reading.formats.revealing import (
    KIND_OF_ADDRESS,
    PLACEHOLDER_WORDS,
    is_no_address,
    is_placeholder,
    numbers_in,
)
from workbook.schema.vocabulary import ClientStatus

if TYPE_CHECKING:
    from workbook.cells import CellValue
    from workbook.reading.formats.reading import Typing

_STANDING = (
    *(ClientStatus.DECEASED, "verstorbene", "verstorbener", "verst", "gestorben", "deceased"),
    *(ClientStatus.MOVED, "weggezogen", "fortgezogen", "umgezogen", "ausgezogen"),
    *(ClientStatus.CLOSED, "ausgeschieden", "abgemeldet", "inaktiv", "inhaftiert", "gelöscht", "dublette"),
)
"""How things stand with somebody, as people write it beside a name: nobody is called so."""
PLAIN_NAME = re.compile(
    rf"(?!(?:{'|'.join(PLACEHOLDER_WORDS)})\b|(?:Frau|Herrn?) )"
    rf"(?!.*\b(?:{'|'.join(map(str.capitalize, _STANDING))})\b)"
    r"[A-ZÄÖÜÇŞĞİŁŚŻ][a-zäöüßçşğıłńśżéèáàóúí]+(?:[- ][A-ZÄÖÜ][a-zäöüßçşğı]+)*"
)
PLAIN_STREET = re.compile(
    rf"(?!(?i:{'|'.join(PLACEHOLDER_WORDS)})|{KIND_OF_ADDRESS}\Z)[A-ZÄÖÜ][a-zäöüß][A-Za-zäöüÄÖÜß. -]*[A-Za-zäöüß.]"
)
_NEVER_IN_A_NAME = re.compile(r"[?@;\ufffd\x00-\x1f\x7f]")
_HARDLY_IN_A_NAME = re.compile(r"[!*#<>{}()\[\]|\\=_%&+:\"/,]")
# A cross before, behind or instead of a day means that somebody is dead; between two names it joins them.
_HOW_THEY_ARE = re.compile(rf"\b(?:{'|'.join(_STANDING)})\b|[†✝✞✟⚰]|(?:^|\s)\+(?=\s*(?:\d|$))|^\+", re.IGNORECASE)
_NOTE = re.compile(r"\s*[(\[{].*|\s*[-–,/:]?\s*(?:ist |wohl |nach |unbekannt )*$")
_ADDRESSED = re.compile(r"(?:Frau|Herrn?|Fr\.|Hr\.)\s+(?=\S)", re.IGNORECASE)
_POSTCODE_BEFORE = re.compile(r"(?:D[- ]?)?(\d{5})\s+(?=[^\W\d])", re.IGNORECASE)
_SHOUTED = re.compile(r"\b(?!I{2,3}\b|VI{1,3}\b)[A-ZÀ-ÖØ-ÞĀĄĆČĎĐĒĖĘĚĞĢĪĮİĶĻĽŁŃŅŇŌŐŒŔŘŚŞŠŢŤŪŮŰŲŹŻŽȘȚ]{3,}\b")
_LATIN = re.compile(r"[a-zß-öø-ÿāąćčďđēėęěğģīįıķļľłńņňōőœŕřśşšţťūůűųźżžșț]")
_POSTCODE = re.compile(r"\d{5}")
_MARKED_POSTCODE = re.compile(r"(?:D|DE)[- ]?(\d{5})", re.IGNORECASE)
HOUSE_NUMBER = re.compile(r"[1-9]\d{0,3}[a-zA-Z]?(?:[-/]\d{1,4}[a-zA-Z]?)?")
_HALF = re.compile(r"\d{1,4} [13]/[234]")  # old streets count so: 12 1/2
_HOUSE_AS_DATE = re.compile(r"(\d{1,2})\.?\s*([A-Za-zäÄ]+)\.?(?:\s*\d{2,4})?")
# A name of a mailbox has no empty part between dots, and neither has a domain (RFC 5321, 4.1.2; RFC 1035, 2.3.1).
_MAILBOX = r"[^@\s,;:<>()\[\]\\\".]+(?:\.[^@\s,;:<>()\[\]\\\".]+)*"
_LABEL = r"[0-9A-Za-zÀ-ɏ](?:[0-9A-Za-zÀ-ɏ-]*[0-9A-Za-zÀ-ɏ])?"
_EMAIL = re.compile(rf"{_MAILBOX}@(?:{_LABEL}\.)+(?:[A-Za-zÀ-ɏ]{{2,}}|[Xx][Nn]--[0-9A-Za-z-]+)")
PLAIN_EMAIL = re.compile(r"[a-z0-9_+-]+(?:\.[a-z0-9_+-]+)*@(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}")
"""An address that is read as it stands."""
AT_HOME = frozenset({"", "deutschland", "germany", "de", "d", "brd", "bundesrepublik deutschland"})
"""How people write that an address is in Germany, folded."""
_FIRST_POSTCODE, _LAST_POSTCODE = "01001", "99998"


def read_name(value: CellValue, typing: Typing) -> Reading:
    """Return a name with composed letters and single spaces; what looks wrong gets a remark (F-13)."""
    text = text_of(value)
    if PLAIN_NAME.fullmatch(text):
        return Reading(text)
    clean = repaired(text)
    if is_placeholder(clean) or next(numbers_in(clean), None) is not None:
        told = f"„{typing.column.label}“ ist hier kein Name. Ist keiner bekannt, lassen Sie die Zelle leer."
        return Reading(None, Remark("F-13", told, "Name eintragen, oder Zelle leeren"))
    if odd := _NEVER_IN_A_NAME.search(clean):
        sign = odd[0] if odd[0].isprintable() and odd[0] != "\ufffd" else "ein unlesbares Zeichen"
        told = f"„{sign}“" if len(sign) == 1 else sign
        return Reading(clean, Remark("F-13", f"Im Namen steht {told}; so ginge er in jeden Brief.", None))
    if match := _HOW_THEY_ARE.search(clean):
        return Reading(clean, Remark("F-13", f"„{match[0].strip()}“ {_NO_NAME}", _name_before(clean, match)))
    message = oddity(text.strip())
    suggestion = clean
    if message is None and clean != text:
        message = "Vor, hinter oder zwischen den Namen stehen überzählige Leerzeichen."
    fix = None if message is None else clean or None
    if message is None:
        message, suggestion = _unusual(clean)
    if message is None:
        return Reading(clean or None)
    return Reading(clean or None, Remark("F-13", message, suggestion or None, Severity.WARNING, fix=fix))


def _unusual(name: str) -> tuple[str | None, str]:
    """Return what looks wrong in a name that is well typed, and how it probably should be."""
    if match := _ADDRESSED.match(name):
        return "„Frau“ und „Herr“ setzt Lotse selbst vor den Namen; so stünde es zweimal da.", name[match.end() :]
    if any(character.isdigit() for character in name):
        return "In einem Namen stehen keine Ziffern.", ""
    if odd := _HARDLY_IN_A_NAME.search(name):
        return f"In einem Namen steht kein „{odd[0]}“.", ""
    if _SHOUTED.search(name):
        return "Der Name ist in Großbuchstaben geschrieben.", _SHOUTED.sub(_capitalised, name)
    if name == name.lower() and _LATIN.match(name):
        return "Der Name ist ganz in Kleinbuchstaben geschrieben.", name.title()
    return None, name


_NO_NAME = (
    "gehört nicht in einen Namen, denn er ginge so in jeden Brief. Was mit jemandem ist, steht in einer Spalte wie "
    f"„Status“ ({ClientStatus.DECEASED}, {ClientStatus.MOVED})."
)


def state_in_name(text: str) -> str:
    """Return the word or sign in a name that says what is with somebody, `""` where there is none.

    >>> state_in_name("Frau Kaya (verstorben)"), state_in_name("Kaya †"), state_in_name("Frau Kaya (Mutter)")
    ('verstorben', '†', '')
    """
    match = _HOW_THEY_ARE.search(text)
    return match[0].strip() if match is not None else ""


def _name_before(name: str, note: re.Match[str]) -> str | None:
    """Return the name that stands before a note, `None` where nothing does."""
    return _NOTE.sub("", name[: note.start()]).strip() or None


def _capitalised(match: re.Match[str]) -> str:
    return match[0].capitalize()


def read_postcode(value: CellValue, typing: Typing) -> Reading:  # noqa: ARG001 -- readers share one signature
    """Return a postcode of five digits; a number is read with the zeros it lost (F-03, F-04)."""
    text = text_of(value).strip()
    if isinstance(value, str) and _POSTCODE.fullmatch(text):
        if _FIRST_POSTCODE <= text <= _LAST_POSTCODE:
            return Reading(text)
        return Reading(text, Remark("F-04", "Diese Postleitzahl gibt es nicht.", None, Severity.WARNING))
    if re.fullmatch(r"\d{4}", text) and not isinstance(value, str):
        clean = f"0{text}"
        return Reading(clean, Remark("F-03", "Der Postleitzahl fehlt die führende Null.", clean, fix=clean))
    if _POSTCODE.fullmatch(text):
        message = "Die Postleitzahl ist als Zahl gespeichert; sie soll Text sein."
        return Reading(text, Remark("F-03", message, text, Severity.WARNING, fix=text))
    if match := _MARKED_POSTCODE.fullmatch(text):
        message = "Vor die Postleitzahl gehört kein Länderkennzeichen."
        return Reading(match[1], Remark("F-03", message, match[1], Severity.WARNING, fix=match[1]))
    cure = "Bei einer Anschrift im Ausland die Spalte „Land“ ausfüllen" if re.search(r"[A-Za-z\d]", text) else None
    digits = re.sub(r"\s|[.,]0+$", "", text)
    if _POSTCODE.fullmatch(digits):  # „45 884“, but „114 55“ is Stockholm
        cure = f"{digits}? {cure}"
    return Reading(None, Remark("F-03", "Eine Postleitzahl hat fünf Ziffern.", cure))


def read_house_number(value: CellValue, typing: Typing) -> Reading:  # noqa: ARG001 -- readers share one signature
    """Return a house number; one that Excel made a date of is given back as it was typed (F-15)."""
    if isinstance(value, date):
        clean = f"{value.day}-{value.month}"
        message = "Excel hat aus der Hausnummer ein Datum gemacht."
        return Reading(clean, Remark("F-15", message, clean, Severity.WARNING))
    text = text_of(value).strip()
    if HOUSE_NUMBER.fullmatch(text) or _HALF.fullmatch(text):
        return Reading(text)
    joined = re.sub(r"(?<!\d)\s+|\s+(?!\d)", "", text).replace("–", "-")
    if HOUSE_NUMBER.fullmatch(joined):
        return Reading(joined)
    if (match := _HOUSE_AS_DATE.fullmatch(text)) and match[2].casefold() in MONTHS:
        clean = f"{match[1]}-{MONTHS[match[2].casefold()]}"
        message = "Excel hat aus der Hausnummer ein Datum gemacht."
        return Reading(clean, Remark("F-15", message, clean, Severity.WARNING))
    if is_no_address(text) or re.search(r"\d{5}", text):
        return Reading(None, Remark("F-13", f"Das ist keine Hausnummer. {_IN_THE_WINDOW}", None))
    message = "Das sieht nicht nach einer Hausnummer aus (12, 12a, 12-14)."
    return Reading(text, Remark("F-15", message, None, Severity.WARNING))


def read_street(value: CellValue, typing: Typing) -> Reading:
    """Return the name of a street or town; what is none would show in the window of an envelope (F-13)."""
    text = text_of(value)
    if text.strip() and (is_no_address(text) or not any(map(str.isalpha, text))):
        message = f"„{typing.column.label}“ ist hier kein Teil einer Anschrift. {_IN_THE_WINDOW}"
        return Reading(None, Remark("F-13", message, None))
    if isinstance(value, str) and (match := _POSTCODE_BEFORE.match(clean := repaired(text))):
        message = f"Vor „{typing.column.label}“ steht die Postleitzahl; so stünde sie im Brief zweimal."
        return Reading(clean[match.end() :], Remark("F-13", message, clean[match.end() :], Severity.WARNING))
    return read_text(value, typing)


_IN_THE_WINDOW = "Der Eintrag stünde im Fenster des Umschlags; bitte berichtigen oder die Zelle leeren."


def read_email(value: CellValue, typing: Typing) -> Reading:  # noqa: ARG001 -- readers share one signature
    """Return an e-mail address in small letters; what hangs on to it is taken off with a remark (F-06)."""
    text = text_of(value)
    if _EMAIL.fullmatch(text):
        return Reading(text.lower())
    clean = repaired(text).strip(" ,;.<>()").lower()
    if _EMAIL.fullmatch(clean):
        message = "Vor oder hinter der Adresse stehen überzählige Zeichen."
        return Reading(clean, Remark("F-06", message, clean, Severity.WARNING, fix=clean))
    message = "Diese E-Mail-Adresse ist unvollständig oder enthält Zeichen, die dort nicht stehen können."
    likely = re.sub(r"\.{2,}", ".", re.sub(r"\s*@\s*", "@", clean))
    suggestion = likely if likely != clean and _EMAIL.fullmatch(likely) else None
    return Reading(None, Remark("F-06", message, suggestion, Severity.WARNING))
