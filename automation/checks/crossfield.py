"""C rules about people: what stands in one row, or in a person's row and that of their household, fits together.

Those about work and pay are in `work.py`, those about free text in `notes.py`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from automation.checks.rule import Context, GivesWay, Place, Where, filled, office_rule, rows_of, rule
from workbook.findings import Problem, Severity
from workbook.german import euro
from workbook.reading.formats.numbers import CENT
from workbook.schema import Client, Contact, Employer, Household, Partner
from workbook.schema.choices import NO_LETTERS_HOME
from workbook.schema.setting_names import SettingName
from workbook.schema.vocabulary import HouseholdType

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from workbook.schema import Record

_PARENT, _KIND = ("single_parent", "household_type"), ("household_type", "persons")
_CHILDREN = ("children_under_3", "children_3_to_5", "children_6_to_14", "children_15_to_24")
_NEGATIVE, _IMPOSSIBLE = GivesWay(row=("R-03/F", "F-12/F")), GivesWay(row=("R-05",))
_PARTS = ("benefit_intake", "need_intake", "housing_intake")


def _contradicts(single_parent: bool | None, kind: HouseholdType | None, _: Context) -> bool:
    if single_parent is None or kind is None:
        return False
    return single_parent is not (kind is HouseholdType.SINGLE_PARENT)


@rule(
    "C-04",
    Severity.ERROR,
    Household,
    "single_parent",
    where=Where(_PARENT, _contradicts),
)
def single_parent_fits_the_type(household: Household, _: Context) -> Problem:
    """„alleinerziehend“ und BG-Typ sagen dasselbe."""
    if household.household_type is HouseholdType.SINGLE_PARENT:
        message = "Der BG-Typ ist „Alleinerziehende“, aber „alleinerziehend“ steht auf nein."
        return Problem(message, "Eines von beiden berichtigen")
    return Problem(f"„alleinerziehend“ steht auf ja, aber der BG-Typ ist „{household.household_type}“.")


def _crowded(persons: int | None, *cells: Any) -> bool:
    under_3, from_3, from_6, from_15, _ = cells
    children = (under_3 or 0) + (from_3 or 0) + (from_6 or 0) + (from_15 or 0)
    return persons is not None and children > 0 and children >= persons


@rule(
    "C-04", Severity.ERROR, Household, "persons", where=Where(("persons", *_CHILDREN), _crowded), yields=_IMPOSSIBLE
)
def children_fit_the_persons(household: Household, _: Context) -> Problem:
    """Neben den Kindern gehört mindestens eine weitere Person zum Haushalt."""
    children = sum(getattr(household, name) or 0 for name in _CHILDREN)
    of = "einer Person" if household.persons == 1 else f"{household.persons} Personen"
    message = f"{children} Kinder passen nicht in einen Haushalt mit {of}."
    return Problem(message, f"{children + 1} oder mehr Personen", about=f"{household.persons} {children}")


def _single_with_others(kind: HouseholdType | None, persons: int | None, _: Context) -> bool:
    return kind is HouseholdType.SINGLE and persons is not None and persons > 1


@rule(
    "C-04",
    Severity.WARNING,
    Household,
    "household_type",
    where=Where(_KIND, _single_with_others),
    yields=GivesWay(row=("R-05", "C-04/F")),
)
def singles_live_alone(household: Household, _: Context) -> str:
    """Ein Single lebt allein."""
    return f"Der BG-Typ ist „Single“, aber es sind {household.persons} Personen."


def _unequal(total: Decimal | None, need: Decimal | None, housing: Decimal | None, _: Context) -> bool:
    if total is None or need is None or housing is None:
        return False
    return abs(need + housing - total) > CENT


@rule("C-05", Severity.ERROR, Household, "benefit_intake", where=Where(_PARTS, _unequal), yields=_NEGATIVE)
def amount_is_the_sum_of_its_parts(household: Household, _: Context) -> Problem:
    """Regel-/Mehrbedarf und KdU ergeben zusammen den Betrag bei Aufnahme."""
    total, need, housing = (getattr(household, name) for name in _PARTS)
    message = f"{euro(need)} und {euro(housing)} ergeben {euro(need + housing)}, nicht {euro(total)}."
    suggestion = "Die drei Beträge mit dem Bescheid vergleichen"
    return Problem(message, suggestion, about=f"{total} {need} {housing}")


_WITH_ADDRESS: tuple[type[Record], ...] = (Client, Employer, Partner)
_ENDS_WITH_NUMBER = re.compile(r"(?P<name>.*[^\W\d]{2}\.?)\s*\d{1,4}\s?[a-zA-Z]?")
# Some towns number their streets instead of naming them: "Straße 12", "Weg 4".
_NUMBERED = frozenset(("straße", "strasse", "str", "weg", "platz", "allee", "ring", "gasse", "reihe", "quadrat"))


@office_rule("F-15", Severity.WARNING, *_WITH_ADDRESS)
def house_number_stands_once(context: Context) -> Iterator[Place]:
    """Die Hausnummer steht in ihrer Spalte und nicht auch bei der Straße."""
    for record in _WITH_ADDRESS:
        table = context.office[record]
        twice = {street for street in set(table.column("street")) if street is not None and _numbered(street)}
        if not twice:
            continue
        for row, street, number in rows_of(table, "street", "house_no"):
            if number is not None and street in twice:
                message = (
                    "Hinter der Straße steht eine Hausnummer und unter „Hausnr.“ noch eine; der Brief nennt beide."
                )
                yield Place(table, row, "street", Problem(message, "Bei der Straße nur ihren Namen lassen"))


def _numbered(street: str) -> bool:
    match = _ENDS_WITH_NUMBER.fullmatch(street)
    return match is not None and match["name"].rstrip(".").casefold() not in _NUMBERED


@office_rule("C-07", Severity.WARNING, Client, yields=GivesWay(row=("F-03/F", "F-04")))
def postcode_fits_the_district(context: Context) -> Iterator[Place]:
    """Wer im Stadtteil des Büros wohnt, hat eine seiner Postleitzahlen."""
    home = context.settings.text(SettingName.DISTRICT)
    postcodes = frozenset(context.settings.several(SettingName.DISTRICT_POSTCODES))
    if not home or not postcodes:
        return
    table = context.office[Client]
    for row, district, postcode in rows_of(table, "district", "postcode"):
        if postcode is not None and district == home and postcode not in postcodes:
            message = f"Stadtteil {home}, aber keine Postleitzahl von dort ({', '.join(sorted(postcodes))})."
            yield Place(table, row, "district", Problem(message, "Stadtteil oder PLZ prüfen", about=postcode))


@rule("C-13", Severity.WARNING, Contact, "invite", where=filled("next_date"))
def invitation_by_post_is_welcome(contact: Contact, context: Context) -> Problem | None:
    """Wer keine Post nach Hause will, bekommt keine Einladung als Brief, sondern einen Terminzettel in die Hand."""
    if not contact.invite or contact.next_date is None or contact.next_date < context.today:
        return None
    clients = context.office[Client]
    position = clients.positions.get(contact.client_id or "")
    if position is None or clients.column("contact_pref")[position] != NO_LETTERS_HOME:
        return None
    message = f"{contact.client_id} möchte keine Post nach Hause: Statt der Einladung entsteht ein Terminzettel."
    return Problem(message, "Terminzettel persönlich übergeben, oder anrufen und hier nein eintragen")
