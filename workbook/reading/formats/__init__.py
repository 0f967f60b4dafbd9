"""What people type → clean values, and the remarks made on the way.

What a person would accept is accepted: the record gets the clean value, and a remark offers it as a suggestion.
What nobody can read becomes `None` with a remark. Nothing is corrected silently, except white space around a value.
"""

from __future__ import annotations

import re
from datetime import date, time
from typing import TYPE_CHECKING

from workbook.findings import RuleInfo, Severity
from workbook.reading.formats.dates import read_date, read_month, read_time
from workbook.reading.formats.identifiers import (
    CUSTOMER_NUMBER,
    read_customer_number,
    read_household_number,
    read_id,
    read_reference,
)
from workbook.reading.formats.lists import read_choice, read_multiple, read_yes_no
from workbook.reading.formats.numbers import read_decimal, read_euro, read_integer, usual_amounts
from workbook.reading.formats.personal import (
    HOUSE_NUMBER,
    PLAIN_EMAIL,
    PLAIN_NAME,
    PLAIN_STREET,
    read_email,
    read_house_number,
    read_name,
    read_postcode,
    read_street,
)
from workbook.reading.formats.phones import read_phone, usual_phones
from workbook.reading.formats.plain_text import read_setting, read_text
from workbook.reading.formats.reading import Reader, Reading, Remark, Typing, with_lasting_fix
from workbook.schema import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from workbook.cells import CellValue

__all__ = [
    "FORMAT_RULES",
    "PLAIN",
    "PLAIN_TYPES",
    "READERS",
    "USUAL",
    "Reader",
    "Reading",
    "Remark",
    "Typing",
    "with_lasting_fix",
]

READERS: Mapping[Kind, Reader] = {
    Kind.TEXT: read_text,
    Kind.LONG_TEXT: read_text,
    Kind.STREET: read_street,
    Kind.NAME: read_name,
    Kind.ID: read_id,
    Kind.REFERENCE: read_reference,
    Kind.DATE: read_date,
    Kind.MONTH: read_month,
    Kind.TIME: read_time,
    Kind.INTEGER: read_integer,
    Kind.DECIMAL: read_decimal,
    Kind.EURO: read_euro,
    Kind.YES_NO: read_yes_no,
    Kind.CHOICE: read_choice,
    Kind.MULTIPLE: read_multiple,
    Kind.POSTCODE: read_postcode,
    Kind.PHONE: read_phone,
    Kind.EMAIL: read_email,
    Kind.HOUSE_NUMBER: read_house_number,
    Kind.HOUSEHOLD_NUMBER: read_household_number,
    Kind.CUSTOMER_NUMBER: read_customer_number,
    Kind.SETTING: read_setting,
}
"""The reader of each kind of column."""

_PLAIN_TEXT = r"[!-~ÄÖÜäöüß„“–](?:[ -~ÄÖÜäöüß„“–]*[!-~ÄÖÜäöüß“])?"
PLAIN: Mapping[Kind, re.Pattern[str]] = {
    Kind.TEXT: re.compile(_PLAIN_TEXT),
    Kind.LONG_TEXT: re.compile(_PLAIN_TEXT),
    Kind.NAME: PLAIN_NAME,
    Kind.STREET: PLAIN_STREET,
    Kind.EMAIL: PLAIN_EMAIL,
    Kind.REFERENCE: re.compile(r"[A-ZÄÖÜ0-9][A-ZÄÖÜ0-9-]*"),
    Kind.HOUSE_NUMBER: HOUSE_NUMBER,
    Kind.HOUSEHOLD_NUMBER: re.compile(r"\d{5}//\d{7}"),
    Kind.CUSTOMER_NUMBER: CUSTOMER_NUMBER,
}
"""Text that its reader would give back as it is. Most of a column is such, and asking a pattern is several times as
fast as calling the reader for each of 100,000 names."""

USUAL: Mapping[Kind, Callable[[Iterable[CellValue]], Mapping[CellValue, object]]] = {
    Kind.EURO: usual_amounts,
    Kind.PHONE: usual_phones,
}
"""What the reader makes of usual values, without a remark, for all of a column at once: for the same reason."""

PLAIN_TYPES: Mapping[Kind, type] = {Kind.DATE: date, Kind.TIME: time}
"""What a cell of this kind is when nothing is odd about it (`datetime` is another type than `date`)."""

FORMAT_RULES = (
    RuleInfo(
        "F-01",
        Severity.ERROR,
        "Eine Kennung hat die Form, die ihre Tabelle vorsieht: Buchstaben, Strich und Ziffern.",
    ),
    RuleInfo("F-02", Severity.ERROR, "Ein Datum ist ein echtes Datum, eine Uhrzeit eine echte Uhrzeit."),
    RuleInfo("F-03", Severity.ERROR, "Eine Postleitzahl hat fünf Ziffern und ist Text, nicht Zahl."),
    RuleInfo("F-04", Severity.WARNING, "Eine Postleitzahl liegt zwischen 01001 und 99998."),
    RuleInfo("F-05", Severity.ERROR, "Eine Telefonnummer ist als Text eingetragen und kann gewählt werden."),
    RuleInfo("F-06", Severity.WARNING, "Eine E-Mail-Adresse ist vollständig und ohne Zeichen davor oder dahinter."),
    RuleInfo("F-07", Severity.ERROR, "Eine BG-Nummer hat die Form 33304//0012345."),
    RuleInfo("F-08", Severity.ERROR, "Eine Kundennummer hat die Form 123A456789."),
    RuleInfo("F-11", Severity.WARNING, "Eine Betriebsnummer hat acht Ziffern."),
    RuleInfo(
        "F-12",
        Severity.ERROR,
        "Eine Zahl ist eine Zahl, ein Betrag hat höchstens zwei Nachkommastellen.",
    ),
    RuleInfo(
        "F-13",
        Severity.ERROR,
        "Ein Name ist ein Name, eine Straße eine Straße: kein „k. A.“, keine Nummern, keine falschen Zeichen.",
    ),
    RuleInfo("F-14", Severity.ERROR, "Ein Wert aus einer Liste steht so in der Liste."),
    RuleInfo("F-15", Severity.WARNING, "Eine Hausnummer ist eine Hausnummer und kein Datum."),
    RuleInfo("F-16", Severity.ERROR, "Keine Zelle enthält einen Formelfehler (#NV, #BEZUG!, #WERT! …)."),
    RuleInfo("F-17", Severity.WARNING, "Eine Formel in einer Eingabespalte ist berechnet."),
    RuleInfo("F-18", Severity.ERROR, "Jede Spalte, die Lotse braucht, hat ihre Überschrift."),
    RuleInfo(
        "F-19",
        Severity.WARNING,
        "In und unter einer Liste steht nichts, was nicht dazugehört; ausgeblendete Zeilen zählen mit.",
    ),
    RuleInfo("F-20", Severity.ERROR, "In einer Tabelle sind keine Zellen verbunden."),
    RuleInfo("F-21", Severity.WARNING, "Die Mappe zählt ihre Tage ab 1900 wie andere Mappen auch."),
    RuleInfo("P-01", Severity.ERROR, "Eine Pflichtangabe ist ausgefüllt."),
)
"""The rules that are checked while a workbook is read."""
