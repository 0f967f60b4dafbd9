"""L: what stands in the way of a letter, or of one that lies there already.

The findings come from planning the letters (`automation/letters/`), because nothing else knows which letter there
would be; here they are declared, so that they stand on the page of all rules. They block neither letters nor
figures, for they tell of letters and not of the data.
"""

from __future__ import annotations

from workbook import own_sheets
from workbook.findings import RuleInfo, Severity
from workbook.schema import TABLES, Client, Consent

_ASK_FOR_LETTERS = tuple(
    table.spec.sheet for table in TABLES if any(column.name == "letter" for column in table.spec.columns)
)

WITHHELD = RuleInfo(
    "L-01",
    Severity.ERROR,
    "Was ansteht oder in „Schreiben“ genannt ist, lässt sich verfassen; sonst steht da, warum nicht.",
    _ASK_FOR_LETTERS,
)
NO_TEMPLATE = RuleInfo(
    "L-02",
    Severity.ERROR,
    "Zu jedem offenen Verweis, der schriftlich hinausgeht, und zu jeder Art in „Schreiben“ gibt es eine Vorlage.",
    _ASK_FOR_LETTERS,
)
MUST_NOT_GO_OUT = RuleInfo(
    "L-03",
    Severity.ERROR,
    "Ein Schreiben, das nicht mehr hinaus darf, ist gesperrt und liegt im Ordner „Nicht abschicken“.",
    (own_sheets.LOG,),
)
OUT_OF_DATE = RuleInfo(
    "L-04",
    Severity.ERROR,
    "Was geprüft oder gedruckt ist, sagt noch, was die Mappe sagt.",
    (own_sheets.LOG,),
)
TELL_THE_RECIPIENT = RuleInfo(
    "L-05",
    Severity.ERROR,
    "Wird eine Einwilligung nach dem Versand widerrufen, ist der Empfänger zu informieren (Art. 7 (3), 19 DSGVO).",
    (Consent.spec.sheet,),
)
UNKNOWN_STATUS = RuleInfo(
    "L-06",
    Severity.WARNING,
    "Der Status eines Schreibens ist einer aus der Liste.",
    (own_sheets.LOG,),
)

APPOINTMENT_MOVED = RuleInfo(
    "L-07",
    Severity.WARNING,
    "Der Termin einer versandten Einladung ist noch der, der in der Mappe steht.",
    (own_sheets.LOG,),
)

TWO_OF_A_NUMBER = RuleInfo(
    "L-08",
    Severity.ERROR,
    "Jedes Schreiben hat seine eigene Nummer und steht in einer Zeile.",
    (own_sheets.LOG,),
)

GERMAN_ONLY = RuleInfo(
    "L-20",
    Severity.HINT,
    "Wer eine zweite Sprache der Briefe hat, bekommt sie mit jedem Brief; sonst steht da, warum nicht.",
    (Client.spec.sheet,),
)

STANDS_FOR_A_LETTER = frozenset({"C-14", "G-06"})
"""Warnings that say why a letter waits; where one does, they have the weight of the error that they stand for."""

LETTER_RULES = (
    *(WITHHELD, NO_TEMPLATE, MUST_NOT_GO_OUT, OUT_OF_DATE),
    *(TELL_THE_RECIPIENT, UNKNOWN_STATUS, APPOINTMENT_MOVED, TWO_OF_A_NUMBER),
    GERMAN_ONLY,
)
"""Every rule on letters, by code."""
