"""Clients, their households and what these receive."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from workbook.creating.demo.addresses import CITY, ELSEWHERE, HOME, JOBS, STREETS
from workbook.creating.demo.invented_names import NAMES, Names
from workbook.creating.demo.sketch import OFFICE_START
from workbook.reading.formats.dates import months_later
from workbook.schema import BenefitMonth, Client, Household
from workbook.schema.vocabulary import BenefitStatus, ClientStatus, Gender, HouseholdType

if TYPE_CHECKING:
    from workbook.creating.demo.sketch import Draft, Sketch

_HOUSEHOLD_TYPES = (
    *(HouseholdType.SINGLE,) * 34,
    *(HouseholdType.SINGLE_PARENT,) * 18,
    *(HouseholdType.COUPLE,) * 14,
    *(HouseholdType.COUPLE_WITH_CHILDREN,) * 30,
    *(HouseholdType.OTHER,) * 4,
)
_NAME_WEIGHTS = list(accumulate(names.weight for names in NAMES))
_GERMAN = ("A2", "A2", "B1", "B1", "B1", "B2", "B2", "C1", "A1", "Muttersprache")
_SCHOOL = ("ESA/Hauptschule", "ESA/Hauptschule", "MSA/FOR", "MSA/FOR", "keiner", "FHR", "Abitur", "Förderschule")
_VOCATIONAL = ("keiner", "keiner", "keiner", "Ausbildung", "Ausbildung", "Teilqualifikation", "Hochschule")
_LICENCES = (("keiner",), ("keiner",), ("B",), ("B",), ("B", "BE"), ("B", "C", "CE"), ("B", "L"))
_CONTACT = ("Post", "Telefon", "Telefon", "persönlich", "persönlich", "E-Mail")
_OTHER_BENEFITS = (
    BenefitStatus.NONE,
    BenefitStatus.NONE,
    BenefitStatus.SGB_III,
    BenefitStatus.HOUSING,
    BenefitStatus.SGB_XII,
    BenefitStatus.UNKNOWN,
)

LATEST_INTAKE = 21
"""Nobody is taken in later than so many days before the as-of date, so that everything has had its time."""


def settle(sketch: Sketch, households: int, clients: int) -> None:
    """Put in so many households and clients; every household has somebody, few clients have none."""
    partners = []
    for _ in range(households):
        household = add_household(sketch)
        partners.append((household, add_client(sketch, household)))
    left = clients - households
    for household, first in partners:
        if left <= clients // 10:
            break
        if household["household_type"] in {HouseholdType.COUPLE, HouseholdType.COUPLE_WITH_CHILDREN}:
            add_partner(sketch, household, first)
            left -= 1
    for _ in range(left):
        add_client(sketch, None)


def add_household(sketch: Sketch, **given: Any) -> Draft:
    """Put in a household that receives SGB II, with its months; `given` values win over the lot."""
    kind = given.get("household_type") or sketch.pick(_HOUSEHOLD_TYPES)
    intake = given.get("intake_date") or sketch.workday(
        OFFICE_START, sketch.as_of - timedelta(days=LATEST_INTAKE), rising=0.25
    )
    values = _members(sketch, kind)
    persons = values["persons"]
    low = sketch.chance(20)
    total = Decimal(sketch.rng.randint(2300, 18900) if low else sketch.rng.randint(42000, 78000)) / 100
    if not low:
        total += Decimal(sketch.rng.randint(16000, 29000) * (persons - 1)) / 100
    total = given.get("benefit_intake", total)
    # Income is set against the Regelbedarf first (§ 19 (3) SGB II): what is left of little is housing.
    housing = min(total, Decimal(380 + 85 * persons))
    values |= {
        "household_no": household_no(sketch),
        "household_type": kind,
        "single_parent": kind is HouseholdType.SINGLE_PARENT,
        "district_intake": HOME if sketch.chance(80) else sketch.pick(ELSEWHERE)[0],
        "intake_date": intake,
        "benefit_intake": total,
        "need_intake": total - housing,
        "housing_intake": housing,
        "amount_kind": "Zahlungsanspruch",
        "recorded_on": intake,
        "recorded_by": sketch.pick(sketch.advisers),
    }
    household = sketch.add(Household, intake, **(values | given))
    if "benefit_now" not in given:
        _pay(sketch, household, low=low)
    return household


def pay_months(sketch: Sketch, household: Draft, first: date, amounts: list[Decimal]) -> None:
    """Put in one amount for each month from the first on, and what follows from the last of them."""
    for number, amount in enumerate(amounts):
        month = months_later(first.replace(day=1), number)
        sketch.add(
            BenefitMonth,
            month,
            household_id=household,
            month=month,
            amount=amount,
            source="Bescheid"
            if number == 0 or month > sketch.as_of
            else sketch.pick(("Bescheid", "Bescheid", "Klientenangabe", "Fachverfahren")),
            recorded_on=sketch.past(max(household["intake_date"], month + timedelta(days=4))),
            recorded_by=household["recorded_by"],
        )
    last = months_later(first.replace(day=1), len(amounts) - 1)
    household.set(benefit_now=amounts[-1], benefit_as_of=sketch.past(max(household["intake_date"], last)))
    zeros = next((index for index in range(len(amounts), 0, -1) if amounts[index - 1]), 0)
    if zeros < len(amounts):
        household.set(off_since=months_later(first.replace(day=1), zeros))


def add_client(sketch: Sketch, household: Draft | None, **given: Any) -> Draft:
    """Put in somebody; `given` values win over the lot."""
    rng = sketch.rng
    names = _names(sketch)
    woman = sketch.chance(50)
    receives = household is not None
    first = (
        household["intake_date"]
        if household
        else sketch.workday(OFFICE_START, sketch.as_of - timedelta(days=LATEST_INTAKE), rising=0.25)
    )
    first = given.get("first_contact", first)
    intake = first
    day = timedelta(days=1)
    birth = intake - (rng.randint(19 * 365, 62 * 365)) * day
    first_name = sketch.pick(names.women if woman else names.men)
    last_name = sketch.pick(names.families)
    nationality = sketch.pick(names.nationalities)
    since = max(date(2005, 1, 1), intake - rng.randint(200, 4300) * day, birth + 16 * 365 * day)
    status, closed = _status(sketch, intake)
    job = sketch.pick(JOBS)
    values: dict[str, Any] = {
        "household_id": household,
        "household_role": "Hauptperson" if receives else None,
        "gender": Gender.FEMALE if woman else Gender.MALE,
        "first_name": first_name,
        "name_prefix": sketch.pick(names.prefixes) or None,
        "last_name": last_name,
        "birth_date": birth,
        "phone": next(sketch.phones) if sketch.chance(92) else None,
        "email": _email(sketch) if sketch.chance(45) else None,
        "contact_pref": sketch.pick(_CONTACT),
        "customer_no": customer_no(sketch) if receives or sketch.chance(30) else None,
        "nationality_group": nationality,
        **_work_permit(sketch, nationality),
        "german_level": "Muttersprache" if names is NAMES[0] else sketch.pick(_GERMAN),
        "school": sketch.pick(_SCHOOL),
        "vocational": sketch.pick(_VOCATIONAL),
        "target_job": job[0],
        "kldb": job[1],
        "licence": sketch.pick(_LICENCES),
        "benefit_status": _benefit(sketch) if receives else sketch.pick(_OTHER_BENEFITS),
        "benefit_since": since if receives else None,
        "unemployed_since": since + rng.randint(0, 190) * day if receives and sketch.chance(70) else None,
        "first_contact": first,
        "intake_date": intake,
        "owner": sketch.pick(sketch.advisers if receives else sketch.staff),
        "status": status,
        "closed_on": closed,
        "recorded_on": intake,
        "recorded_by": sketch.pick(sketch.advisers if receives else sketch.staff),
        "informed_on": max(intake, OFFICE_START),
    }
    values |= _address(sketch, household)
    return sketch.add(Client, first, **(values | given))


def add_partner(sketch: Sketch, household: Draft, first: Draft, **given: Any) -> Draft:
    """Put in the second adult of a household: same address, mostly the same name."""
    woman = first["gender"] is not Gender.FEMALE
    names = next(names for names in NAMES if first["last_name"] in names.families)
    shared = {name: first[name] for name in ("street", "house_no", "postcode", "city", "district", "benefit_since")}
    since = sketch.workday(first["first_contact"], sketch.as_of - timedelta(days=LATEST_INTAKE))
    values: dict[str, Any] = {
        "household_role": "Partner/in",
        "gender": Gender.FEMALE if woman else Gender.MALE,
        "first_name": sketch.pick(names.women if woman else names.men),
        "last_name": first["last_name"] if sketch.chance(80) else sketch.pick(names.families),
        "name_prefix": first["name_prefix"],
        "unemployed_since": None,
        "first_contact": since,
        **shared,
    }
    return add_client(sketch, household, **(values | given))


def customer_no(sketch: Sketch) -> str:
    """Return a Kundennummer that nobody has yet: three digits, a letter, six digits."""
    number = len(sketch.of(Client)) * 7_919 + 104_729  # primes scatter them without meeting again
    return f"{321 + number // 26_000_000 % 600}{chr(65 + number % 26)}{number // 26 % 1_000_000:06}"


def household_no(sketch: Sketch) -> str:
    """Return a BG-Nummer that no household has yet."""
    return f"33304//{(len(sketch.of(Household)) * 48_611 + 12_345) % 10_000_000:07}"


def _email(sketch: Sketch) -> str:
    return f"person{len(sketch.of(Client)) + 1}@example.org"


def _names(sketch: Sketch) -> Names:
    lot = sketch.rng.random() * 100
    return next(names for names, weight in zip(NAMES, _NAME_WEIGHTS, strict=True) if lot < weight)


def _benefit(sketch: Sketch) -> BenefitStatus:
    return BenefitStatus.TOP_UP if sketch.chance(22) else BenefitStatus.SGB_II


def _members(sketch: Sketch, kind: HouseholdType) -> dict[str, Any]:
    adults = {HouseholdType.SINGLE: 1, HouseholdType.SINGLE_PARENT: 1}.get(kind, 2)
    ages = ["children_under_3", "children_3_to_5", "children_6_to_14", "children_15_to_24"]
    children = dict.fromkeys(ages, 0)
    if kind in {HouseholdType.SINGLE_PARENT, HouseholdType.COUPLE_WITH_CHILDREN}:
        for _ in range(sketch.pick((1, 1, 1, 2, 2, 2, 3, 3, 4))):
            children[sketch.pick(ages)] += 1
    persons = adults + sum(children.values()) + (kind is HouseholdType.OTHER)
    return {"persons": persons, "employable": adults + children["children_15_to_24"], **children}


def _address(sketch: Sketch, household: Draft | None) -> dict[str, Any]:
    district = household["district_intake"] if household else (HOME if sketch.chance(70) else None)
    number = str(sketch.rng.randint(1, 140)) + (sketch.pick("abc") if sketch.chance(12) else "")
    if district == HOME:
        return {
            "street": sketch.pick(STREETS),
            "house_no": number,
            "postcode": "45884",
            "city": CITY,
            "district": HOME,
        }
    place = next((place for place in ELSEWHERE if place[0] == district), None) or sketch.pick(ELSEWHERE)
    return {"street": place[2], "house_no": number, "postcode": place[1], "city": CITY, "district": place[0]}


def _work_permit(sketch: Sketch, nationality: str) -> dict[str, Any]:
    if nationality in {"DE", "EU/EWR/CH"}:
        return {"work_permit": "nicht erforderlich"}
    if sketch.chance(80):
        return {"work_permit": "unbeschränkt"}
    until = sketch.as_of + timedelta(days=sketch.rng.randint(120, 700))
    return {"work_permit": "beschränkt", "work_permit_until": until}


def _status(sketch: Sketch, intake: date) -> tuple[ClientStatus, date | None]:
    """Return where somebody stands who has found no work yet, and since when if it is over."""
    lot = sketch.rng.random() * 100
    if lot < 82 or (sketch.as_of - intake).days < 60:
        return ClientStatus.ACTIVE, None
    if lot < 88:
        return ClientStatus.RESTING, None
    closed = sketch.workday(intake + timedelta(days=40), sketch.as_of)
    if lot < 96:
        return ClientStatus.CLOSED, closed
    return (ClientStatus.MOVED if lot < 99.8 else ClientStatus.DECEASED), closed


def _pay(sketch: Sketch, household: Draft, *, low: bool) -> None:
    """Give a household its months: those that may count for the target all of them, others two."""
    first, total = household["intake_date"], household["benefit_intake"]
    if low:
        last = months_later(sketch.as_of.replace(day=1), 0 if sketch.as_of.day > 25 else -1)
        count = max(1, (last.year - first.year) * 12 + last.month - first.month + 1)
        lots = [Decimal(sketch.rng.randint(-1500, 900)) / 100 for _ in range(min(count, 30))]
        amounts = [total, *(max(Decimal("5.00"), min(Decimal("199.00"), total + lot)) for lot in lots[1:])]
        pay_months(sketch, household, first, amounts)
    else:
        pay_months(sketch, household, first, [total] * (1 if sketch.chance(75) else 2))
