"""Employers, vacancies and placements of the demo office."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from workbook.creating.demo.addresses import CITY, ELSEWHERE, FANCIES, JOBS, TRADES
from workbook.creating.demo.invented_names import NAMES
from workbook.creating.demo.sketch import OFFICE_START
from workbook.reading.formats.dates import months_later
from workbook.schema import Client, Employer, Placement, Vacancy
from workbook.schema.legal_seeds import LEGAL_VALUES, Quantity
from workbook.schema.vocabulary import (
    ClientStatus,
    EmployerStatus,
    Employment,
    EndReason,
    FollowUp,
    Gender,
    JobKind,
    JobStatus,
    PayUnit,
    Term,
)

if TYPE_CHECKING:
    from workbook.creating.demo.sketch import Draft, Sketch

_KINDS = (
    *(Employment.FULL_TIME,) * 38,
    *(Employment.PART_TIME,) * 28,
    *(Employment.MINIJOB,) * 18,
    *(Employment.DUAL_APPRENTICESHIP,) * 9,
    *(Employment.SCHOOL_APPRENTICESHIP,) * 3,
    *(Employment.ENTRY_QUALIFICATION,) * 2,
    *(Employment.SELF_EMPLOYED,) * 2,
)
_VACANCY_KIND = {
    Employment.FULL_TIME: JobKind.FULL_TIME,
    Employment.PART_TIME: JobKind.PART_TIME,
    Employment.MINIJOB: JobKind.MINIJOB,
    Employment.DUAL_APPRENTICESHIP: JobKind.APPRENTICESHIP,
    Employment.SCHOOL_APPRENTICESHIP: JobKind.APPRENTICESHIP,
    Employment.ENTRY_QUALIFICATION: JobKind.ENTRY_QUALIFICATION,
}
_SUBSIDY = {
    Employment.MINIJOB: ("KEINE",),
    Employment.FULL_TIME: ("KEINE", "KEINE", "KEINE", "EGZ", "VB"),
    Employment.PART_TIME: ("KEINE", "KEINE", "EGZ", "16B"),
    Employment.DUAL_APPRENTICESHIP: ("KEINE", "KEINE", "ASA"),
    Employment.SCHOOL_APPRENTICESHIP: ("KEINE",),
    Employment.ENTRY_QUALIFICATION: ("EQ",),
    Employment.SELF_EMPLOYED: ("16C", "16B"),
}
_END_REASONS = (EndReason.BY_EMPLOYER, EndReason.BY_EMPLOYEE, EndReason.TERM_OVER, EndReason.AGREED)
_PLACED = {ClientStatus.PLACED, ClientStatus.AFTERCARE}


def meet_employers(sketch: Sketch) -> None:
    """Put in the employers: some seventy, more in a larger office."""
    count = 70 + sketch.size // 200
    for number in range(count):
        trade, industry, sector = TRADES[number % len(TRADES)]
        fancy = FANCIES[(number * 7 + number // len(TRADES)) % len(FANCIES)]
        again = number // (len(TRADES) * len(FANCIES)) + 1
        add_employer(
            sketch,
            name=f"{trade} {fancy}" + (f" {again}" if again > 1 else ""),
            industry=industry,
            sector=sector,
        )


def add_employer(sketch: Sketch, **given: Any) -> Draft:
    """Put in an employer; `given` values win over the lot."""
    woman = sketch.chance(50)
    place = sketch.pick(ELSEWHERE)
    since = sketch.workday(OFFICE_START, sketch.as_of - timedelta(days=60))
    number = len(sketch.of(Employer)) + 1
    values: dict[str, Any] = {
        "legal_form": sketch.pick(("GmbH", "GmbH", "e. K.", "gGmbH", "GmbH & Co. KG", "e. V.")),
        "street": sketch.pick(("Am Demopark", "Beispielallee", "Musterring")),
        "house_no": str(sketch.rng.randint(1, 60)),
        "postcode": place[1],
        "city": CITY,
        "distance": place[0],
        "contact_gender": Gender.FEMALE if woman else Gender.MALE,
        "contact_first_name": sketch.pick(NAMES[0].women if woman else NAMES[0].men),
        "contact_last_name": sketch.pick(NAMES[0].families),
        "contact_function": sketch.pick(("Personalleitung", "Inhaber/in", "Betriebsleitung")),
        "phone": next(sketch.phones),
        "email": f"betrieb{number}@example.org",
        "size": sketch.pick(("1–9", "10–49", "10–49", "50–249")),
        "status": EmployerStatus.ACTIVE if sketch.chance(75) else EmployerStatus.CONTACT,
        "since": since,
        "owner": sketch.pick(sketch.advisers),
        "recorded_on": since,
        "recorded_by": sketch.pick(sketch.advisers),
    }
    return sketch.add(Employer, since, **(values | given))


def pick_employer(sketch: Sketch) -> Draft:
    """Return an employer by lot, of those with whom the office works."""
    while True:
        employer = sketch.pick(sketch.of(Employer))
        if employer["status"] is not EmployerStatus.BLOCKED:
            return employer


def advertise(sketch: Sketch) -> None:
    """Put in the vacancies that are open now: some eighty, more in a larger office."""
    for _ in range(70 + sketch.size // 50):
        kind = sketch.pick((Employment.FULL_TIME, Employment.PART_TIME, Employment.PART_TIME, Employment.MINIJOB))
        reported = sketch.workday(sketch.as_of - timedelta(days=75), sketch.as_of)
        vacancy = add_vacancy(sketch, kind, reported, pick_employer(sketch))
        fixed = sketch.chance(20)
        vacancy.set(
            term=Term.FIXED if fixed else Term.OPEN_ENDED,
            until=months_later(reported, 12) if fixed else None,
            licence="B" if sketch.chance(15) else None,
            german_level=sketch.pick(("A2", "B1", None, None)),
            valid_until=sketch.as_of + timedelta(days=sketch.rng.randint(20, 90)),
            take_away=sketch.chance(45),
            confirmed_on=sketch.workday(max(reported, sketch.as_of - timedelta(days=25)), sketch.as_of),
            subsidy_possible=("16I", "EGZ") if sketch.chance(15) else None,
        )


def add_vacancy(
    sketch: Sketch, kind: Employment, reported: date, employer: Draft, *, filled: bool = False, **given: Any
) -> Draft:
    """Put in a vacancy; `given` values win over the lot."""
    title, _, shift = sketch.pick(JOBS)
    terms = _terms(sketch, kind, reported)
    monthly = kind not in {Employment.FULL_TIME, Employment.PART_TIME}
    values: dict[str, Any] = {
        "employer_id": employer,
        "title": title,
        "kind": _VACANCY_KIND[kind],
        "term": Term.OPEN_ENDED,
        "hours": terms["hours"],
        "pay": terms["gross"] if monthly else terms["hourly"],
        "pay_unit": PayUnit.MONTH if monthly else PayUnit.HOUR,
        "place": employer["city"],
        "postcode": employer["postcode"],
        "shift": shift,
        "places": 1 if filled else sketch.pick((1, 1, 1, 2, 3)),
        "reported_on": reported,
        "take_away": False,
        "status": JobStatus.FILLED if filled else JobStatus.OPEN,
        "recorded_on": reported,
        "recorded_by": sketch.pick(sketch.advisers),
    }
    return sketch.add(Vacancy, reported, **(values | given))


def place_people(sketch: Sketch, count: int) -> None:
    """Find work for so many clients of whom nothing else is told."""
    candidates = [client for client in sketch.of(Client) if _may_be_placed(sketch, client)]
    # Who came long ago has had more time to find something.
    candidates.sort(key=lambda client: client["intake_date"] + timedelta(days=sketch.rng.randint(0, 240)))
    for client in candidates[:count]:
        first = max(client["intake_date"], OFFICE_START) + timedelta(days=14)
        start = sketch.workday(first, min(sketch.as_of, first + timedelta(days=150)))
        kind = sketch.pick(_KINDS)
        place(sketch, client, start, kind, sketch.pick(_SUBSIDY[kind]))


def place(
    sketch: Sketch, client: Draft, start: date, kind: Employment, subsidy: str, *, lasts: bool = False, **given: Any
) -> Draft:
    """Put in a placement and what follows from it for the client; `given` values win over the lot.

    `lasts` keeps the job running whatever the lot says.
    """
    employer = given.get("employer_id") or pick_employer(sketch)
    terms = _terms(sketch, kind, start)
    values: dict[str, Any] = {
        "client_id": client,
        "employer_id": employer,
        "kind": kind,
        "proposed_on": max(client["first_contact"], start - timedelta(days=24)),
        "interview_on": max(client["first_contact"], start - timedelta(days=12)),
        "start": start,
        "hours": terms["hours"],
        "gross": terms["gross"],
        "subsidy": subsidy,
        "coaching": subsidy in {"16E", "16I"},
        "covers_need": sketch.pick(("ja", "nein", "offen")),
        "evidence": sketch.pick(("Klient", "Arbeitgeber", "Bescheid")),
        "recorded_on": start,
        "recorded_by": client["owner"],
    }
    if subsidy in {"16E", "16I"}:
        values["agreed_end"] = values["subsidy_until"] = months_later(start, 24) - timedelta(days=1)
    if "vacancy_id" not in given and kind in _VACANCY_KIND and sketch.chance(60):
        reported = max(OFFICE_START, start - timedelta(days=sketch.rng.randint(25, 70)))
        values["vacancy_id"] = add_vacancy(sketch, kind, reported, employer, filled=True)
    end = start + timedelta(days=sketch.rng.randint(40, 240))
    if sketch.chance(14) and not lasts and end < sketch.as_of:
        values |= {"actual_end": end, "end_reason": sketch.pick(_END_REASONS)}
    else:
        values["end_reason"] = EndReason.RUNNING
    values |= given
    values |= _follow_ups(sketch, values) | given
    client.set(status=_status_after(sketch, values), closed_on=None)
    return sketch.add(Placement, start, **values)


def legal_value(quantity: Quantity, day: date) -> Decimal:
    """Return the amount that a law sets on a day."""
    values = [row.value for row in LEGAL_VALUES if row.quantity is quantity and row.valid_from <= day]
    return Decimal(values[-1].replace(",", "."))


def _may_be_placed(sketch: Sketch, client: Draft) -> bool:
    return (
        client["status"] is ClientStatus.ACTIVE
        and not client["remark"]
        and client["work_permit"] in {"nicht erforderlich", "unbeschränkt"}
        and client["intake_date"] is not None
        and client["intake_date"] <= sketch.as_of - timedelta(days=45)
    )


def _terms(sketch: Sketch, kind: Employment, day: date) -> dict[str, Decimal]:
    """Return hours a week, pay an hour and pay a month that the law of the day allows."""
    wage = legal_value(Quantity.MINIMUM_WAGE, day)
    if kind is Employment.MINIJOB:
        gross = legal_value(Quantity.MINIJOB_LIMIT, day)
        hours = (gross * 12 / 52 / wage * Decimal("0.9")).quantize(Decimal(1))
        return {"hours": hours, "gross": gross, "hourly": wage}
    if kind in {Employment.DUAL_APPRENTICESHIP, Employment.SCHOOL_APPRENTICESHIP, Employment.ENTRY_QUALIFICATION}:
        return {"hours": Decimal("38.5"), "gross": Decimal(sketch.rng.randint(62, 98) * 10), "hourly": wage}
    hourly = wage + Decimal(sketch.rng.randint(8, 90)) / 20
    full = kind is not Employment.PART_TIME
    hours = sketch.pick(
        (Decimal(38), Decimal("38.5"), Decimal(39), Decimal(40))
        if full
        else (Decimal(20), Decimal(25), Decimal(30))
    )
    gross = (hourly * hours * 52 / 12 / 10).quantize(Decimal(1)) * 10 + 10
    return {"hours": hours, "gross": gross, "hourly": hourly}


def _follow_ups(sketch: Sketch, values: dict[str, Any]) -> dict[str, Any]:
    """Return the days on which to look again, and what was found on those that have come."""
    found: dict[str, Any] = {}
    for months in (3, 6, 12):
        due = months_later(values["start"], months)
        found[f"due_{months}"] = due
        if due > sketch.as_of - timedelta(days=20):
            continue
        end = values.get("actual_end")
        if end is not None and end < due:
            status = FollowUp.NO
        else:
            status = FollowUp.SAME_EMPLOYER if sketch.chance(92) else FollowUp.UNKNOWN
        found |= {
            f"status_{months}": status,
            f"checked_{months}": sketch.past(sketch.workday_after(due, sketch.rng.randint(1, 8))),
            f"checked_by_{months}": values["recorded_by"],
        }
    return found


def _status_after(sketch: Sketch, values: dict[str, Any]) -> ClientStatus:
    if values.get("actual_end") is not None:
        return ClientStatus.ACTIVE
    recent = values["start"] > sketch.as_of - timedelta(days=90)
    return ClientStatus.PLACED if recent else ClientStatus.AFTERCARE
