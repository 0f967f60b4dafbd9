"""How much a header and the cells below it look like a column of the schema, in percent."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from workbook.formats import READERS, Typing
from workbook.mapping import plain
from workbook.schema import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbook.cells import CellValue
    from workbook.schema import Column

SURE = 100
ENOUGH = 70
"""From here on a header is proposed as a column; below, staff decide."""

_UNSPECIFIC = frozenset((Kind.TEXT, Kind.LONG_TEXT, Kind.NAME, Kind.REFERENCE, Kind.SETTING, Kind.MULTIPLE))
"""Kinds that take nearly any text: the content says nothing about them."""
_TELLING = frozenset((Kind.HOUSEHOLD_NUMBER, Kind.CUSTOMER_NUMBER, Kind.EMAIL))
"""Kinds whose content says by itself what it is."""

_SYNONYMS: dict[str, tuple[str, ...]] = {
    "client_id": ("Klient", "Klient Nr", "Klientennummer", "Klienten-Nr", "Kennung", "Klient-ID"),
    "last_name": ("Familienname", "Name", "Zuname"),
    "first_name": ("Rufname",),
    "gender": ("Geschlecht", "Anrede", "m/w/d"),
    "birth_date": ("geb.", "geb. am", "geboren", "geboren am", "Geb.-Datum", "Geburtstag"),
    "street": ("Anschrift", "Str."),
    "house_no": ("HNr", "Haus-Nr."),
    "postcode": ("Plz", "Postleitz."),
    "city": ("Stadt", "Wohnort"),
    "phone": ("Tel", "Telefon privat", "Mobil", "Mobilnummer", "Rufnummer"),
    "email": ("E-Mailadresse", "Mailadresse"),
    "first_contact": ("Erstgespräch", "Erstgespräch am", "Erster Kontakt", "Aufnahmedatum"),
    "owner": ("Berater", "Beraterin", "Berater/in", "Fallmanager", "Sachbearbeiter", "Bearbeiter"),
    "status": ("Stand", "Bearbeitungsstand"),
    "remark": ("Notiz", "Notizen", "Anmerkung", "Bemerkungen", "Kommentar"),
    "household_no": ("BG-Nr.", "BG Nr", "Bedarfsgemeinschaft"),
    "kind": ("Art der Beschäftigung", "Art", "Umfang"),
    "start": ("Arbeitsbeginn", "Eintritt", "Start"),
    "gross": ("Bruttolohn", "Brutto", "Verdienst"),
    "hours": ("Wochenstunden", "Stunden/Woche"),
}
"""What offices call a column, by its identifier; beside the aliases that every command knows."""


@lru_cache(maxsize=4096)
def name_likeness(header: str, column_name: str, label: str, aliases: tuple[str, ...]) -> float:
    """Return how much a header, as it is compared, is like a column's label, its aliases or its usual names."""
    if header in {plain(label), *map(plain, aliases)}:
        return SURE
    usual = [plain(word) for word in _SYNONYMS.get(column_name, ())]
    if header in usual:
        return 92
    words = (plain(label), *map(plain, aliases), *usual)
    return max(max(fuzz.ratio(header, word), fuzz.token_sort_ratio(header, word) - 2) for word in words)


def likeness(header: str, values: Sequence[CellValue], column: Column, typing: Typing) -> float:
    """Return how much a header with its cells is like a column: by name, and by what its content can be read as."""
    name = name_likeness(plain(header), column.name, column.label, column.aliases)
    specific = column.kind not in _UNSPECIFIC and (column.kind is not Kind.ID or column.pattern is not None)
    if not values or not specific:
        return name
    readable = sum(READERS[column.kind](value, typing).value is not None for value in values) / len(values)
    if readable >= 0.9 and (column.kind in _TELLING or column.kind is Kind.ID):
        return max(name, 88)
    if name >= 92:  # a header that says it plainly is believed, whatever people typed below it
        return name
    return 0.65 * name + 35 * readable if readable >= 0.3 else 0.5 * name
