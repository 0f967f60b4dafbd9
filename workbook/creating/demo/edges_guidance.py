"""Requests, talks and letters that show what Lotse finds and writes, each with a remark that says what."""

from __future__ import annotations

from datetime import date, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from workbook.creating.demo.edges_people import visitor
from workbook.creating.demo.foundation import FORMER_PARTNER, partner
from workbook.creating.demo.households import add_client, add_household
from workbook.creating.demo.requests import HOUSING_DATA, add_consent, add_contact, add_request, refer_by_letter
from workbook.creating.demo.sketch import OFFICE_START
from workbook.schema import Client
from workbook.schema.choices import NO_LETTERS_HOME
from workbook.schema.data_categories import DataCategory
from workbook.schema.vocabulary import (
    Appearance,
    Channel,
    ClientStatus,
    DayOff,
    Gender,
    HouseholdType,
    PartnerCategory,
    ReferralWay,
    RequestStatus,
)

if TYPE_CHECKING:
    from workbook.creating.demo.sketch import Draft, Sketch

_ADVISER = "MKA"


def add_guidance_edges(sketch: Sketch) -> None:
    """Put in the requests, talks, referrals and consents of domain.md 7."""
    _letters(sketch)
    _requests(sketch)
    _invitations(sketch)
    _hours(sketch)


def _letters(sketch: Sketch) -> None:
    """Open referrals to the housing companies: some with everything that a letter needs, some without."""
    agreed = sketch.workday(sketch.as_of - timedelta(days=40), sketch.as_of - timedelta(days=12))

    def refer(remark: str, to: str, consent: dict[str, Any] | None, **given: Any) -> Draft:
        client = _home_seeker(sketch, remark, **given.pop("person", {}))
        granted = None
        if consent is not None:
            note = {"remark": f"Demo: {remark}"}
            granted = add_consent(sketch, client, agreed, purpose="Wohnungssuche", **(note | consent))
        wish = {
            "rooms": Decimal(sketch.pick((2, 3, 4))),
            "floor": sketch.pick(("Erdgeschoss", "mit Aufzug", None)),
            "warm_rent_max": Decimal(sketch.pick((560, 640, 720))),
            "move_in_from": (sketch.as_of + timedelta(days=62)).replace(day=1),
            "remark": f"Demo: {remark}",
        }
        return refer_by_letter(sketch, client, to, granted, **(wish | given))

    ggw, gfw = partner(sketch, "ggw"), partner(sketch, "GfW")
    housing = {"recipient_category": PartnerCategory.HOUSING}
    refer("Einwilligung für die ggw.", "ggw", {"partner_id": ggw})
    refer("Einwilligung für die GfW.", "GfW", {"partner_id": gfw}, contact_through="die Person selbst")
    refer("Einwilligung für alle Wohnungsunternehmen.", "GfW", housing)
    refer(
        "Anrede ohne Angabe.",
        "ggw",
        housing,
        person={"gender": Gender.UNSTATED, "first_name": "Robin", "last_name": "Ünal"},
    )
    refer("Name mit Zusatz.", "ggw", housing, person={"name_prefix": "von der", "last_name": "Heide"})
    refer("Einwilligung gilt nur für die ggw.", "GfW", {"partner_id": ggw})
    refer(
        "Einwilligung einen Tag vorher widerrufen.",
        "ggw",
        {"partner_id": ggw, "revoked_on": sketch.as_of - timedelta(days=8)},
    )
    refer(
        "Einwilligung nennt keine Haushaltsgröße.",
        "ggw",
        {
            "partner_id": ggw,
            "categories": tuple(item for item in HOUSING_DATA if item is not DataCategory.HOUSEHOLD),
        },
    )
    refer(
        "Einwilligung ist abgelaufen.", "GfW", {"partner_id": gfw, "valid_until": sketch.as_of - timedelta(days=10)}
    )
    refer("Einwilligung fehlt.", "GfW", None)
    refer("Partner ist nicht mehr aktiv.", FORMER_PARTNER, housing, way=ReferralWay.WARM_CALL)
    mixed = refer("Einwilligung gehört zu jemand anderem.", "ggw", housing)
    someone = sketch.of(Client)[0]
    mixed["consent_id"].set(client_id=someone)


def _home_seeker(sketch: Sketch, remark: str, **given: Any) -> Draft:
    household = add_household(
        sketch,
        household_type=HouseholdType.COUPLE_WITH_CHILDREN,
        intake_date=sketch.workday(OFFICE_START, sketch.as_of - timedelta(days=60)),
    )
    values = {"status": ClientStatus.ACTIVE, "closed_on": None, "remark": f"Demo: {remark}", "contact_pref": "Post"}
    return add_client(sketch, household, **(values | given))


def _requests(sketch: Sketch) -> None:
    today = sketch.as_of

    def request(remark: str, **given: Any) -> None:
        client = visitor(
            sketch, remark, first_contact=sketch.workday(today - timedelta(days=30), today - timedelta(days=22))
        )
        received = sketch.workday(today - timedelta(days=20), today - timedelta(days=10))
        values: dict[str, Any] = {
            "category": "Arbeit",
            "summary": "sucht eine Stelle in der Nähe",
            "status": RequestStatus.WORKING,
            "next_step": "Bewerbung durchgehen",
            "due_on": sketch.workday_after(today, 5),
            "done_on": None,
            "result": None,
            "remark": f"Demo: {remark}",
        }
        add_request(sketch, client, received, **(values | given))

    request("Niemand ist zuständig.", owner=None)
    request("Kein nächster Schritt.", next_step=None)
    request("Keine Wiedervorlage.", due_on=None)
    request("Erledigt, aber ohne Datum und Ergebnis.", status=RequestStatus.DONE, next_step=None, due_on=None)
    for days in (3, 9, 15):
        overdue = max(today - timedelta(days=days), today - timedelta(days=15))
        request("Wiedervorlage ist überfällig.", due_on=overdue, received_on=today - timedelta(days=19))
    request("Klient gibt es nicht.", client_id="K-99999" if sketch.size < 90_000 else "K-999999")
    request("Ohne Namen gefragt, gilt.", client_id=None)


def _invitations(sketch: Sketch) -> None:
    """Talks after which somebody is invited again: the letters of the next weeks."""
    times = (time(9, 0), time(10, 30), time(14, 0), time(15, 0), time(9, 30), time(11, 0))
    people: tuple[dict[str, Any], ...] = (
        {},
        {
            "gender": Gender.FEMALE,
            "title": "Dr.",
            "first_name": "Samira",
            "last_name": "Haddad",
            "name_prefix": None,
        },
        {"gender": Gender.DIVERSE, "first_name": "Toni", "last_name": "Łukasik", "name_prefix": None},
        {},
        {"gender": Gender.MALE, "first_name": "Çağlar", "last_name": "Işık", "name_prefix": None},
        {},
    )
    for number, (begin, person) in enumerate(zip(times, people, strict=True)):
        day = sketch.workday_after(sketch.as_of, 3 + 2 * number)
        start = time(9, 30) if day.weekday() == 4 else begin  # no afternoon on Fridays
        end = time(start.hour + 1, start.minute)
        _invited(sketch, "Einladung zum nächsten Termin.", day, start, end, person=person)
    _invited(
        sketch,
        "Möchte keine Post nach Hause.",
        sketch.workday_after(sketch.as_of, 4),
        time(10, 0),
        time(10, 45),
        person={"contact_pref": NO_LETTERS_HOME},
    )


def _hours(sketch: Sketch) -> None:
    """Appointments that do not fit into the opening hours."""
    day = _next_weekday(sketch, 3)
    _invited(sketch, "Termin reicht in die Mittagspause.", day, time(12, 15), time(13, 45))
    day = _next_weekday(sketch, 4)
    _invited(sketch, "Freitags ab 13 Uhr ist geschlossen.", day, time(13, 0), time(13, 30))
    holiday = next(
        row["day"]
        for row in sketch.days_off
        if row["kind"] is DayOff.HOLIDAY and row["day"] > sketch.as_of and row["day"].weekday() < 5
    )
    _invited(sketch, f"Termin am Feiertag {holiday:%d.%m.}.", holiday, time(10, 0), time(10, 45))
    past = [
        row["day"]
        for row in sketch.days_off
        if row["kind"] is DayOff.HOLIDAY and row["day"] < sketch.as_of and row["day"].weekday() < 5
    ][-1]
    remark = "Beratung an einem Feiertag eingetragen."
    client = visitor(
        sketch, remark, first_contact=sketch.workday(past - timedelta(days=60), past - timedelta(days=10))
    )
    add_contact(sketch, past, time(10, 0), client, _ADVISER, channel=Channel.OFFICE, remark=f"Demo: {remark}")
    remark = "Hausbesuch am Abend, gilt."
    client = visitor(
        sketch, remark, first_contact=sketch.workday(past - timedelta(days=60), past - timedelta(days=10))
    )
    visit = sketch.workday(past, sketch.as_of)
    add_contact(sketch, visit, time(17, 0), client, _ADVISER, channel=Channel.HOME_VISIT, remark=f"Demo: {remark}")


def _invited(
    sketch: Sketch, remark: str, day: date, begin: time, end: time, *, person: dict[str, Any] | None = None
) -> None:
    first = sketch.workday(sketch.as_of - timedelta(days=40), sketch.as_of - timedelta(days=20))
    client = visitor(sketch, remark, first_contact=first, **({"contact_pref": "Post"} | (person or {})))
    held = sketch.workday(sketch.as_of - timedelta(days=9), sketch.as_of - timedelta(days=2))
    add_contact(
        sketch,
        held,
        time(9, 0),
        client,
        _ADVISER,
        channel=Channel.OFFICE,
        appeared=Appearance.YES,
        kind="Folgeberatung",
        next_date=day,
        next_begin=begin,
        next_end=end,
        next_topic="Ihre nächsten Schritte",
        bring_along="Lebenslauf und Zeugnisse",
        invite=True,
        remark=f"Demo: {remark}",
    )


def _next_weekday(sketch: Sketch, weekday: int) -> date:
    return next(day for day in sketch.workdays if day > sketch.as_of and day.weekday() == weekday)
