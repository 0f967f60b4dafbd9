"""Invented people and rows: what Word is given to click fields in, and what a document is tried with.

Nothing here comes from a workbook.
"""

from __future__ import annotations

from datetime import date, time, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from automation.letters.asking import FACTS, PLAIN, filtered, known_fields
from automation.letters.views import DERIVED, terms_of
from workbook.schema import Kind
from workbook.schema.columns import DAYS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from automation.letters.occasion import Occasion
    from workbook.schema import Column, Record


class Invented(Struct, frozen=True):
    """Somebody who does not exist: how they are called and what their numbers count from."""

    gender: str
    first_name: str
    last_name: str
    title: str
    number: int

    @property
    def mention(self) -> str:
        """How a text names them."""
        before = {"w": "Frau", "m": "Herr"}.get(self.gender, self.first_name)
        return " ".join(filter(None, (before, self.title, self.last_name)))

    @property
    def greeting(self) -> str:
        """How a letter greets them."""
        said = {"w": "Sehr geehrte", "m": "Sehr geehrter"}.get(self.gender, "Guten Tag")
        return f"{said} {self.mention},"


MUSTER = Invented("w", "Maria", "MUSTER", "", 1)
PEOPLE = (
    Invented("w", "Maria", "Muster", "", 1),
    Invented("m", "Jean-Łukasz", "von der Musterlänge-Öztürkoğlu", "Dr.", 2),
    Invented("o", "Kim", "Muster", "", 3),
)
"""Three people with whom a letter shows what it does: usual, long, without „Frau“ or „Herr“."""

_ADDRESS = ("Musterstraße", "12", "12345", "Musterstadt")
_BY_NAME: Mapping[str, str] = MappingProxyType(
    {
        "street": _ADDRESS[0],
        "house_no": _ADDRESS[1],
        "postcode": _ADDRESS[2],
        "city": _ADDRESS[3],
        "phone": "+4930123456",
        "email": "muster@example.org",
    }
)


class Row:
    """A row of a table with invented values; it may be asked for everything."""

    def __init__(self, view: str, table: type[Record], person: Invented, today: date) -> None:
        self._view, self._person, self._today = view, person, today
        self._columns = {column.name: column for column in table.spec.columns}
        self._terms = terms_of(table)

    def __getattr__(self, term: str) -> Any:
        """Return the invented value of a field.

        Raises:
            AttributeError: there is no such field.
        """
        if term.startswith("_"):
            raise AttributeError(term)
        if term in DERIVED.get(self._view, {}):
            return self._derived(term)
        column = self._columns.get(self._terms.get(term, term))
        if column is None:
            raise AttributeError(term)
        return invented_value(column, self._person, self._today)

    def may(self, name: str) -> bool:
        """Tell that the field may be seen: it tells nothing about anybody."""
        del name
        return True

    def _derived(self, term: str) -> str:
        person = self._person
        names = " ".join(filter(None, (person.title, person.first_name, person.last_name)))
        return {
            "name": names,
            "anschrift": f"{_ADDRESS[0]} {_ADDRESS[1]}, {_ADDRESS[2]} {_ADDRESS[3]}",
            "kinder": "ein Kind von 3 bis 5 Jahren",
        }.get(term, person.mention)


def invented_value(column: Column, person: Invented, today: date) -> Any:
    """Return a value that could stand in a column."""
    named = {
        "first_name": person.first_name,
        "last_name": person.last_name,
        "title": person.title,
        "gender": person.gender,
        "birth_date": date(1980 + person.number, 4, 3),
        **_BY_NAME,
    }
    if column.name in named:
        return named[column.name]
    by_kind: dict[Kind, Any] = {
        **dict.fromkeys(DAYS, today + timedelta(days=7 * person.number)),
        Kind.TIME: time(9 + person.number, 30),
        Kind.INTEGER: person.number,
        Kind.DECIMAL: Decimal("1.5") + person.number,
        Kind.EURO: Decimal("1234.50") * person.number,
        Kind.YES_NO: True,
        Kind.MULTIPLE: (f"{column.label} A", f"{column.label} B"),
    }
    return by_kind.get(column.kind, f"[{column.label}]")


class Plain:
    """What a letter knows besides records, invented."""

    def __init__(self, name: str, person: Invented, today: date) -> None:
        self._name, self._person, self._today = name, person, today

    def __getattr__(self, term: str) -> Any:
        """Return the invented value of a name."""
        if term.startswith("_"):
            raise AttributeError(term)
        person = self._person
        said: dict[str, Any] = {
            "brief.zeichen": f"QB-{self._today.year}-{person.number:04d}",
            "brief.datum": self._today,
            "brief.antwort_bis": self._today + timedelta(days=14),
            "brief.an_vertretung": False,
            "brief.anrede": person.greeting,
            "brief.anschrift": (person.mention, f"{_ADDRESS[0]} {_ADDRESS[1]}", f"{_ADDRESS[2]} {_ADDRESS[3]}"),
            "brief.gruß": "Mit freundlichen Grüßen",
            "brief.hinweise": "Diese Angaben dürfen Sie nur zu dem genannten Zweck verarbeiten.",
            "berater.name": "Toni Beispiel",
            "brief.unterschrift": "Toni Beispiel",
            "büro.name": "Quartiersbüro Musterstadt",
            "büro.telefon": "030 123456",
            "partner.name": "Muster Wohnen GmbH",
        }
        return said.get(f"{self._name}.{term}", f"[{self._name} {term}]")

    def may(self, name: str) -> bool:
        """Tell that it may be seen."""
        del name
        return True


def context_of(occasion: Occasion[Any], person: Invented, today: date) -> dict[str, Any]:
    """Return what a template of an occasion may ask, all of it invented."""
    rows = {view: Row(view, table, person, today) for view, table in filtered(occasion).items()}
    return {**rows, **{name: Plain(name, person, today) for name in (*PLAIN, *occasion.plain)}}


def fields_for_word(occasion: Occasion[Any]) -> Iterator[tuple[str, str]]:
    """Yield each field that templates of an occasion may ask: as Word can name it, and as we do."""
    for view, table in filtered(occasion).items():
        for term in dict.fromkeys(known_fields(view, table)):
            yield f"{view}_{term}", f"{view}.{term}"
    for name in (*PLAIN, *occasion.plain):
        for term in FACTS.get(name, ()):
            yield f"{name}_{term}", f"{name}.{term}"
