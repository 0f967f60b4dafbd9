"""C rules about people: what stands in one row, or in a person's row and that of their household, fits together.

Those about work and pay are in `work.py`, those about free text in `notes.py`.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from automation.checks.engine import Context, Place, filled, office_rule, rows_of, rule
from workbook.findings import Problem, Severity
from workbook.formats.numbers import euro
from workbook.schema import Client, Contact, Household
from workbook.schema.settings import SettingName
from workbook.schema.vocabulary import HouseholdType

if TYPE_CHECKING:
    from collections.abc import Iterator

CENT = Decimal("0.01")
NO_LETTERS_HOME = "keine Post nach Hause"
"""The value of „Kontaktweg bevorzugt“ of people whose post others might open."""


@rule("C-04", Severity.ERROR, Household, "single_parent", where=filled("household_type"))
def single_parent_fits_the_type(household: Household, _: Context) -> Problem | None:
    """„alleinerziehend“ und BG-Typ sagen dasselbe."""
    by_type = household.household_type is HouseholdType.SINGLE_PARENT
    if household.single_parent is None or household.single_parent is by_type:
        return None
    if by_type:
        return Problem("Der BG-Typ ist „Alleinerziehende“, aber „alleinerziehend“ steht auf nein.", "ja")
    return Problem(f"„alleinerziehend“ steht auf ja, aber der BG-Typ ist „{household.household_type}“.")


@rule("C-04", Severity.ERROR, Household, "persons")
def children_fit_the_persons(household: Household, _: Context) -> Problem | None:
    """Neben den Kindern gehört mindestens eine weitere Person zum Haushalt; ein Single lebt allein."""
    persons = household.persons or 0
    children = sum(
        number or 0
        for number in (
            household.children_under_3,
            household.children_3_to_5,
            household.children_6_to_14,
            household.children_15_to_24,
        )
    )
    if children > max(persons - 1, 0):
        of = "einer Person" if persons == 1 else f"{persons} Personen"
        message = f"{children} Kinder passen nicht in einen Haushalt mit {of}."
        return Problem(message, f"{children + 1} oder mehr Personen")
    if persons > 1 and household.household_type is HouseholdType.SINGLE:
        message = f"Der BG-Typ ist „Single“, aber es sind {persons} Personen."
        return Problem(message, column="household_type", severity=Severity.WARNING)
    return None


@rule("C-05", Severity.ERROR, Household, "benefit_intake", where=filled("need_intake"))
def amount_is_the_sum_of_its_parts(household: Household, _: Context) -> Problem | None:
    """Regel-/Mehrbedarf und KdU ergeben zusammen den Betrag bei Aufnahme."""
    total, need, housing = household.benefit_intake, household.need_intake, household.housing_intake
    if total is None or need is None or housing is None or abs(need + housing - total) <= CENT:
        return None
    message = f"{euro(need)} und {euro(housing)} ergeben {euro(need + housing)}, nicht {euro(total)}."
    return Problem(message, euro(need + housing))


@office_rule("C-07", Severity.WARNING, Client)
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
    """Wer keine Post nach Hause will, bekommt keine Einladung als Brief."""
    if not contact.invite or contact.next_date is None or contact.next_date < context.today:
        return None
    clients = context.office[Client]
    position = clients.positions.get(contact.client_id or "")
    if position is None or clients.column("contact_pref")[position] != NO_LETTERS_HOME:
        return None
    message = f"{contact.client_id} möchte keine Post nach Hause, aber eine Einladung ist vorgesehen."
    return Problem(message, "Einladung übergeben oder anrufen; hier nein eintragen")
