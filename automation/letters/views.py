"""Records of the workbook → what a template may ask: views of the client's data, facts about everybody else."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from automation.letters.gate import Facts
from automation.letters.markdown import clean
from automation.letters.model import Letterhead
from automation.letters.salutation import Person, Place, guardian_of, mention
from automation.office.ages import age_on
from automation.office.consent import INSIGHT_AGE
from workbook.errors import SettingError
from workbook.german import with_and
from workbook.schema import OfficeSetting
from workbook.schema.setting_names import SettingName, default_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date, time

    from automation.letters.gate import Gate, View
    from automation.office.settings import Settings
    from workbook.schema import Client, Household, Record, StaffMember, Vacancy

_ADULT_AGE = 18
_POSTCODE = re.compile(r"\d{5}", re.ASCII)
_WEEKDAYS = ("Mo", "Di", "Mi", "Do", "Fr")


def template_name(label: str) -> str:
    """Return the word that a template has for a header, where the schema gives its column none.

    >>> template_name("Wunsch: Warmmiete höchstens"), template_name("E-Mail"), template_name("Kinder 3–5")
    ('wunsch_warmmiete_höchstens', 'e_mail', 'kinder_3_5')
    """
    return re.sub(r"\W+", "_", unicodedata.normalize("NFC", label).lower()).strip("_")


@cache
def terms_of(table: type[Record]) -> Mapping[str, str]:
    """Return the words that templates have for a table's columns → the names of the schema.

    A word of the schema goes before one that a header, or an earlier header, would make.
    """
    columns = table.spec.columns
    declared = {column.term: column.name for column in columns if column.term}
    made = {template_name(label): each.name for each in columns for label in (*each.aliases, each.label)}
    return MappingProxyType({**made, **declared})


def view_of(gate: Gate, name: str, record: Record) -> View:
    """Return what templates may know of a record, under the name that they have for it."""
    table, values = record.spec.record, vars(record)
    fields = zip(record.spec.columns, map(values.__getitem__, _names_of(table)), strict=True)
    return gate.view(name, (table, record.row), fields, DERIVED.get(name), terms_of(table))


@cache
def _names_of(table: type[Record]) -> tuple[str, ...]:
    return tuple(column.name for column in table.spec.columns)


def addressee(client: Client) -> Person:
    """Return a client as the person whom a letter to them greets and is addressed to."""
    return Person(
        last_name=client.last_name or "",
        first_name=client.first_name or "",
        gender=str(client.gender or "o"),
        title=client.title or "",
        name_prefix=client.name_prefix or "",
        wish=client.salutation_override or "",
    )


def guardian_home(client: Client) -> Place | None:
    """Return where a client's guardian lives, `None` if it is where the client lives or nobody has said."""
    place = Place(
        client.guardian_street or "",
        client.guardian_house_no or "",
        client.guardian_postcode or "",
        client.guardian_city or "",
    )
    return place if place.lines else None


def guardian(client: Client, today: date) -> Person | None:
    """Return who receives a client's letters instead: the parents' of a child, the guardian of an adult."""
    if not client.guardian:
        return None
    if client.birth_date is not None and INSIGHT_AGE <= age_on(client.birth_date, today) < _ADULT_AGE:
        return None
    return guardian_of(client.guardian)


def staff_facts(adviser: StaffMember, phone: str) -> Facts:
    """Return what a template may know of an adviser; `phone` is empty where only the office's may be printed."""
    return Facts("berater", {"name": adviser.name, "telefon": phone})


def vacancy_facts(vacancy: Vacancy | None) -> Facts:
    """Return what a template may know of a job; all of it is empty where there is none."""
    names = {"titel": "title", "nummer": "reference_no", "arbeitsort": "place", "art": "kind"}
    return Facts("stelle", {term: getattr(vacancy, name, None) for term, name in names.items()})


def office_facts(office: Letterhead) -> Facts:
    """Return what a template may know of the office."""
    address = f"{office.street}, {office.town}"
    return Facts(
        "büro",
        {"name": office.name, "anschrift": address, "telefon": office.phone, "e_mail": office.email},
    )


def letterhead(settings: Settings) -> Letterhead:
    """Return what stands on the office's letterhead.

    Raises:
        SettingError: name or address of the office are not filled in, or its postcode has lost a digit.
    """

    def said(name: SettingName) -> str:
        return clean(settings.text(name))

    needed = {
        key: said(name)
        for key, name in {
            "name": SettingName.OFFICE_NAME,
            "street": SettingName.STREET,
            "postcode": SettingName.POSTCODE,
            "city": SettingName.CITY,
        }.items()
    }
    for name in (SettingName.OFFICE_NAME, SettingName.STREET, SettingName.POSTCODE, SettingName.CITY):
        if not said(name):
            cure = "Bitte eintragen: Ohne diese Angabe hat kein Brief einen Absender."
            raise SettingError(OfficeSetting.spec.sheet, name, cure)
    if not _POSTCODE.fullmatch(needed["postcode"]):
        cure = "Bitte fünf Ziffern als Text eintragen, auch mit führender Null."
        raise SettingError(OfficeSetting.spec.sheet, SettingName.POSTCODE, cure)
    return Letterhead(
        name=needed["name"],
        street=needed["street"],
        postcode=needed["postcode"],
        city=needed["city"],
        phone=said(SettingName.PHONE),
        email=said(SettingName.EMAIL),
        website=said(SettingName.WEBSITE),
        opening_hours=opening_hours(settings),
        short_name=said(SettingName.SHORT_NAME) or default_of(SettingName.SHORT_NAME),
        own_return_line=said(SettingName.RETURN_LINE),
    )


def opening_hours(settings: Settings) -> tuple[str, ...]:
    """Return the opening hours as lines, days with equal hours together: `Mo–Do 9:00–12:30 und 13:30–16:00 Uhr`."""
    lines: list[tuple[list[str], str]] = []
    for weekday, name in enumerate(_WEEKDAYS):
        blocks = settings.opening_blocks(weekday)
        hours = " und ".join(f"{_hour(first)}–{_hour(last)}" for first, last in blocks)
        if lines and lines[-1][1] == hours:
            lines[-1][0].append(name)
        else:
            lines.append(([name], hours))
    return tuple(
        f"{days[0]}{f'–{days[-1]}' if len(days) > 1 else ''} {hours} Uhr" for days, hours in lines if hours
    )


def _hour(moment: time) -> str:
    return f"{moment.hour}:{moment.minute:02d}"


# ── Values made from several fields ─────────────────────────────────────────
# Each is given a view that passes for the record, so a field that the recipient may not see stops here as well.
def _person(client: Client) -> Person:
    gender = str(client.gender or "o")
    named_in_full = gender not in {"w", "m"}
    return Person(
        last_name=client.last_name or "",
        first_name=(client.first_name or "") if named_in_full else "",
        gender=gender,
        title=client.title or "",
        name_prefix=client.name_prefix or "",
    )


def _name(client: Client) -> str:
    parts = (client.title, client.first_name, client.name_prefix, client.last_name)
    return " ".join(str(part) for part in parts if part)


def _address(client: Client) -> str:
    street = f"{client.street or ''} {client.house_no or ''}".strip()
    town = f"{client.postcode or ''} {client.city or ''}".strip()
    return f"{street}, {town}" if street and town else ""


_NUMBERS = ("", "ein Kind", "zwei Kinder", "drei Kinder", "vier Kinder", "fünf Kinder", "sechs Kinder")


def _children(household: Household) -> str:
    """The children by age, never with names: `ein Kind unter 3 Jahren und zwei Kinder von 6 bis 14 Jahren`."""
    groups = []
    for count, age in (
        (household.children_under_3, "unter 3 Jahren"),
        (household.children_3_to_5, "von 3 bis 5 Jahren"),
        (household.children_6_to_14, "von 6 bis 14 Jahren"),
        (household.children_15_to_24, "von 15 bis 24 Jahren"),
    ):
        if count:
            number = _NUMBERS[count] if count < len(_NUMBERS) else f"{count} Kinder"
            groups.append(f"{number} {age}")
    return with_and(groups)


DERIVED: Mapping[str, Mapping[str, Callable[[Any], Any]]] = MappingProxyType(
    {
        "klient": MappingProxyType(
            {
                "nennung": lambda client: mention(_person(client)),
                "nennung_dativ": lambda client: mention(_person(client), dative=True),
                "name": _name,
                "anschrift": _address,
            }
        ),
        "haushalt": MappingProxyType({"kinder": _children}),
    }
)
"""What templates may ask of a record besides its fields."""
