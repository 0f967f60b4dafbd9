"""Who a letter is addressed to: salutation, mention in the text, lines of the address field.

Source: domain.md 3.2 and 3.3; DIN 5008:2020 (address field of six lines, no blank lines).
"""

from __future__ import annotations

import re
from textwrap import wrap
from typing import TYPE_CHECKING

from msgspec import Struct

from workbook.errors import LetterError
from workbook.reading.formats.personal import AT_HOME

if TYPE_CHECKING:
    from workbook.schema import Client, Employer, Partner

ORGANISATION = "Sehr geehrte Damen und Herren,"
LONGEST_LINE = 40
"""Characters that fit into the 80 mm of the address field at 10.5 pt."""
MOST_LINES = 6


class AddressError(LetterError):
    """An address cannot be printed into the window of an envelope; the caller says whose.

    `part` is what is missing of it: a field of `Place`, or `street` where it is the whole.
    """

    def __init__(self, what: str, part: str = "street") -> None:
        self.part = part
        super().__init__(what)


class Person(Struct, frozen=True):
    """Whom a letter greets or names. `gender` is w, m, d or o; `wish` the salutation that the person asked for."""

    last_name: str
    first_name: str = ""
    gender: str = "o"
    title: str = ""
    name_prefix: str = ""
    wish: str = ""

    @property
    def family_name(self) -> str:
        """The surname with its particle, which stays lower-case: `von der Heide`."""
        return _joined(self.name_prefix, self.last_name)

    @property
    def full_name(self) -> str:
        """The name as in the address field: `Prof. Dr. Anna von der Heide`."""
        return _joined(self.title, self.first_name, self.family_name)


def _joined(*parts: str) -> str:
    return " ".join(word for part in parts for word in part.split())


def spoken_title(title: str, *, spelled_out: bool = True) -> str:
    """Return the one title that is spoken in a salutation: `Professor`, `Dr.` or nothing.

    Of several only the highest; the faculty (`med.`) and degrees such as `Dipl.-Ing.` or `M. Sc.` are not spoken.
    """
    words = {word.lower().rstrip(".,") for word in re.split(r"[\s.]+", title) if word}
    if words & {"prof", "professor", "professorin"}:
        return "Professor" if spelled_out else "Prof."
    return "Dr." if words & {"dr", "doktor"} else ""


def salutation(person: Person) -> str:
    """Return the salutation with its comma: `Sehr geehrte Frau Dr. Kaya,`.

    A wish wins; without `w` or `m` it is `Guten Tag Kim Berg,`, so nobody is greeted wrongly.
    """
    if person.wish.strip():
        return _joined(person.wish).rstrip(",.! ") + ","
    return _greeting(person) + ","


def _greeting(person: Person) -> str:
    if person.gender == "w" and person.last_name:
        return _joined("Sehr geehrte Frau", spoken_title(person.title), person.family_name)
    if person.gender == "m" and person.last_name:
        return _joined("Sehr geehrter Herr", spoken_title(person.title), person.family_name)
    title = spoken_title(person.title, spelled_out=False)
    return _joined("Guten Tag", title, person.first_name, person.family_name)


def mention(person: Person, *, dative: bool = False) -> str:
    """Return how the text speaks of a person: `Frau Kaya`, `Herr Berg`, in the dative `Herrn Berg`.

    Who is neither `w` nor `m` is named in full: `Kim Berg`.
    """
    if person.gender not in {"w", "m"} or not person.last_name:
        return _joined(person.first_name, person.family_name)
    sir = "Herrn" if dative else "Herr"
    title = spoken_title(person.title, spelled_out=False)
    return _joined("Frau" if person.gender == "w" else sir, title, person.family_name)


def guardian_of(text: str) -> Person:
    """Return the person whom a note such as `Frau Ayşe Kaya (Mutter)` names."""
    words = re.sub(r"\([^)]*\)", " ", text).split()
    gender = "o"
    if words and words[0] in {"Frau", "Herr", "Herrn"}:
        gender = "w" if words[0] == "Frau" else "m"
        words = words[1:]
    if gender == "o" or not words:
        return Person(last_name=" ".join(words))
    return Person(last_name=words[-1], first_name=" ".join(words[:-1]), gender=gender)


def person_lines(person: Person, *, one_line: bool = False) -> tuple[str, ...]:
    """Return a person's lines in the address field: `Herrn` above the name, or both on one line.

    The address is in the accusative, so `Herrn`; who is neither `w` nor `m` has no such line.
    """
    address = {"w": "Frau", "m": "Herrn"}.get(person.gender, "")
    if one_line:
        return tuple(filter(None, (_joined(address, person.full_name),)))
    return tuple(filter(None, (address, person.full_name)))


class Place(Struct, frozen=True):
    """Where a letter goes. `country` is empty at home."""

    street: str = ""
    house_no: str = ""
    postcode: str = ""
    city: str = ""
    country: str = ""

    @classmethod
    def of(cls, record: Client | Partner | Employer) -> Place:
        """Return where somebody lives or works."""
        parts = record.street, record.house_no, record.postcode, record.city, record.country
        return cls(*(part or "" for part in parts))

    @property
    def lines(self) -> tuple[str, ...]:
        """Street and town, the town and the country in capitals when abroad (DIN 5008)."""
        town = _joined(self.postcode, self.city)
        abroad = self.country.strip().casefold() not in AT_HOME
        if abroad:
            town = _joined(self.postcode, self.city.upper())
        country = _joined(self.country).upper() if abroad else ""
        return tuple(filter(None, (_joined(self.street, self.house_no), town, country)))


_NEEDED = {"street": "Straße", "postcode": "Postleitzahl", "city": "Ort"}


def address_lines(
    place: Place,
    *,
    organisation: str = "",
    department: str = "",
    person: Person | None = None,
    on_behalf: str = "",
) -> tuple[str, ...]:
    """Return the lines of the address field: one to six, none blank, each short enough for the window.

    An organisation comes first, department and contact below; `on_behalf` is the person whom a guardian stands for.

    Raises:
        AddressError: there is no street or town, or the address needs more than six lines.
    """
    missing = [part for part in _NEEDED if not getattr(place, part).strip()]
    if missing:
        names = " und ".join(
            filter(None, (", ".join(_NEEDED[part] for part in missing[:-1]), _NEEDED[missing[-1]]))
        )
        verb = "fehlt" if len(missing) == 1 else "fehlen"
        raise AddressError(f"In der Anschrift {verb}: {names}. Bitte ergänzen.", missing[0])
    for one_line in (bool(organisation), True):
        named = person_lines(person, one_line=one_line) if person else ()
        behalf = (f"für {_joined(on_behalf)}",) if on_behalf.strip() else ()
        lines = [_joined(organisation), _joined(department), *named, *behalf, *place.lines]
        fitted = tuple(piece for line in lines for piece in _fitted(line))
        if len(fitted) <= MOST_LINES:
            return fitted
    raise AddressError(
        f"Die Anschrift braucht mehr als {MOST_LINES} Zeilen und passt nicht in das Fenster des Umschlags. "
        "Bitte Namen oder Zusätze kürzen."
    )


def _fitted(line: str) -> list[str]:
    if len(line) <= LONGEST_LINE:
        return [line] if line else []
    return wrap(line, LONGEST_LINE, break_on_hyphens=False)
