"""What the demo office is known for: families that need no benefits any more, flange fitters, welders."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from workbook.creating.demo.addresses import HOME
from workbook.creating.demo.households import add_client, add_household, add_partner, pay_months
from workbook.creating.demo.jobs_and_placements import add_employer, add_vacancy, place
from workbook.creating.demo.sketch import OFFICE_START
from workbook.reading.formats.dates import months_later
from workbook.schema import Client, Placement
from workbook.schema.vocabulary import (
    BenefitStatus,
    ClientStatus,
    EmployerStatus,
    Employment,
    ExitReason,
    HouseholdType,
    JobStatus,
)

if TYPE_CHECKING:
    from workbook.creating.demo.sketch import Draft, Sketch

_PAIR, _ALONE, _COUPLE = (
    HouseholdType.COUPLE_WITH_CHILDREN,
    HouseholdType.SINGLE_PARENT,
    HouseholdType.COUPLE,
)

# Months since the third month without benefits, amount at intake, kind of household. Rising over the quarters.
_INDEPENDENT = (
    (8, "164.20", _PAIR),
    (5, "88.75", _ALONE),
    (3, "121.40", _PAIR),
    (2, "57.10", _COUPLE),
    (1, "143.65", _PAIR),
)
_ON_THE_WAY = ((1, "97.30", _ALONE), (2, "176.00", _PAIR), (1, "35.80", _PAIR))

_FLANGE_FITTERS, _WELDERS = 10, 4

# § 16e and § 16i exist in their present form since 01.01.2019; by mid-2019 so many people worked through them.
_FIRST_SUBSIDISED_DAY = date(2019, 1, 1)
_SUBSIDISED = 46


def tell_stories(sketch: Sketch) -> None:
    """Put in the people whom the figures of the office are about."""
    for months_ago, amount, kind in _INDEPENDENT:
        add_independent_family(sketch, months_ago, Decimal(amount), kind)
    for zeros, amount, kind in _ON_THE_WAY:
        _add_family_on_the_way(sketch, zeros, Decimal(amount), kind)
    _train_flange_fitters(sketch)
    _train_welders(sketch)


def last_known_month(sketch: Sketch) -> date:
    """Return the latest month of which the office has seen the amounts."""
    month = sketch.as_of.replace(day=1)
    return month if sketch.as_of.day > 25 else months_later(month, -1)


def add_independent_family(
    sketch: Sketch, months_ago: int, amount: Decimal, kind: HouseholdType, **given: Any
) -> Draft:
    """Put in a family that found work and whose third month without benefits lies `months_ago` months back."""
    third = months_later(last_known_month(sketch), -months_ago)
    return add_family(sketch, first_zero=months_later(third, -2), amount=amount, kind=kind, **given)


def add_family(
    sketch: Sketch,
    *,
    first_zero: date,
    amount: Decimal,
    kind: HouseholdType,
    employment: Employment | None = Employment.FULL_TIME,
    **given: Any,
) -> Draft:
    """Put in a household with all its months: work in one month, without benefits from the next, `first_zero`, on.

    `employment` of `None` is a household where nobody found work; `given` are values of the household.
    """
    job = months_later(first_zero, -1)
    intake = sketch.workday(max(OFFICE_START, months_later(job, -4)), max(OFFICE_START, months_later(job, -2)))
    known = last_known_month(sketch)
    paid = _months_between(intake, first_zero)
    zeros = _months_between(first_zero, known) + 1
    values: dict[str, Any] = {
        "household_type": kind,
        "district_intake": HOME,
        "intake_date": intake,
        "benefit_intake": amount,
        "benefit_now": Decimal(0),
        "exit_reason": ExitReason.EARNINGS if employment else None,
    }
    household = add_household(sketch, **(values | given))
    amounts = [amount] * paid + [Decimal("0.00")] * zeros
    pay_months(sketch, household, intake, amounts)
    if "benefit_now" in given:
        household.set(benefit_now=given["benefit_now"])
    client = add_client(
        sketch,
        household,
        benefit_status=BenefitStatus.NONE,
        status=ClientStatus.ACTIVE,
        closed_on=None,
        work_permit="nicht erforderlich",
        work_permit_until=None,
        remark=given.get("remark"),
    )
    if kind in {_PAIR, _COUPLE}:
        partner = add_partner(sketch, household, client, benefit_status=BenefitStatus.NONE)
        partner.set(status=ClientStatus.ACTIVE, closed_on=None, remark=given.get("remark"))
    if employment:
        place(sketch, client, job, employment, "KEINE", lasts=True, covers_need="ja")
    return household


def support_people(sketch: Sketch) -> None:
    """Find subsidised work (§ 16e, § 16i) for the long-term unemployed; more in each quarter."""
    if sketch.as_of < _FIRST_SUBSIDISED_DAY + timedelta(days=30):
        return
    taken = {id(draft["client_id"]) for draft in sketch.of(Placement)}
    candidates = [
        client
        for client in sketch.of(Client)
        if id(client) not in taken
        and client["status"] is ClientStatus.ACTIVE
        and not client["remark"]
        and client["household_id"] is not None
        and client["work_permit"] in {"nicht erforderlich", "unbeschränkt"}
        and client["birth_date"] <= months_later(_FIRST_SUBSIDISED_DAY, -12 * 27)
        and client["intake_date"] <= sketch.as_of - timedelta(days=40)
    ]
    sketch.rng.shuffle(candidates)
    for number, client in enumerate(candidates[: min(_SUBSIDISED, sketch.size // 5)]):
        first = max(_FIRST_SUBSIDISED_DAY, client["intake_date"] + timedelta(days=14))
        start = sketch.workday(first, sketch.as_of, rising=0.8)
        long_ago = start - timedelta(days=sketch.rng.randint(7 * 366, 10 * 365))
        client.set(benefit_since=max(date(2005, 1, 1), long_ago), unemployed_since=start - timedelta(days=1100))
        kind = Employment.FULL_TIME if sketch.chance(65) else Employment.PART_TIME
        place(sketch, client, start, kind, "16E" if number % 4 == 0 else "16I", lasts=True)


def _add_family_on_the_way(sketch: Sketch, zeros: int, amount: Decimal, kind: HouseholdType) -> None:
    add_family(sketch, first_zero=months_later(last_known_month(sketch), 1 - zeros), amount=amount, kind=kind)


def _train_flange_fitters(sketch: Sketch) -> None:
    """Ten people learned to fit flanges, and all ten were taken on."""
    employer = add_employer(
        sketch,
        name="Rohrleitungsbau Seilscheibe",
        industry="Maschinenbau",
        sector="privat",
        size="50–249",
        status=EmployerStatus.ACTIVE,
    )
    first = min(date(2019, 2, 4), sketch.as_of - timedelta(days=90))
    vacancy = add_vacancy(
        sketch,
        Employment.FULL_TIME,
        first - timedelta(days=80),
        employer,
        title="Flanschmonteur/in",
        places=_FLANGE_FITTERS,
        status=JobStatus.FILLED,
        certificate="DIN EN 1591-4",
        shift="Früh/Spät",
    )
    for number in range(_FLANGE_FITTERS):
        household = add_household(sketch, intake_date=sketch.workday(OFFICE_START, first - timedelta(days=100)))
        fitter = _trainee(sketch, household, "Flanschmonteur/in", "24422")
        place(
            sketch,
            fitter,
            first if number < 6 else first + timedelta(days=28),
            Employment.FULL_TIME,
            "KEINE",
            lasts=True,
            employer_id=employer,
            vacancy_id=vacancy,
            hours=vacancy["hours"],
            gross=(vacancy["pay"] * vacancy["hours"] * 52 / 12).quantize(Decimal("0.01")),
        )


def _train_welders(sketch: Sketch) -> None:
    """Four people are still learning to weld."""
    for _ in range(_WELDERS):
        household = add_household(
            sketch, intake_date=sketch.workday(OFFICE_START, sketch.as_of - timedelta(days=120))
        )
        welder = _trainee(sketch, household, "Schweißer/in", "24422")
        welder.set(status=ClientStatus.TRAINING, remark="Kurs Schweißen (DIN EN ISO 9606-1) läuft.")


def _trainee(sketch: Sketch, household: Draft, job: str, kldb: str) -> Draft:
    return add_client(
        sketch,
        household,
        target_job=job,
        kldb=kldb,
        status=ClientStatus.ACTIVE,
        closed_on=None,
        work_permit="nicht erforderlich",
        work_permit_until=None,
        vocational="Teilqualifikation",
    )


def _months_between(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month
