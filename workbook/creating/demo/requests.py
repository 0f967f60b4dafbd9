"""Requests, talks, consents and referrals of the demo office."""

from __future__ import annotations

from datetime import date, time, timedelta
from itertools import cycle
from typing import TYPE_CHECKING, Any

from workbook.creating.demo.foundation import partner
from workbook.schema import Client, Consent, Contact, Referral, Request
from workbook.schema.data_categories import DataCategory
from workbook.schema.vocabulary import (
    Appearance,
    Channel,
    ConsentForm,
    LegalGround,
    PartnerCategory,
    ReferralKind,
    ReferralResult,
    ReferralWay,
    RequestResult,
    RequestStatus,
)

if TYPE_CHECKING:
    from workbook.creating.demo.sketch import Draft, Sketch

_REQUESTS = (
    *(("Arbeit", "sucht eine Stelle in der Nähe"),) * 22,
    *(("Minijob", "möchte mit einigen Stunden anfangen"),) * 9,
    *(("Leistung/Bescheid", "versteht ein Schreiben nicht"),) * 14,
    *(("Qualifizierung", "fragt nach einem Kurs"),) * 9,
    *(("Ausbildung", "sucht einen Ausbildungsplatz"),) * 6,
    *(("Wohnen", "sucht eine andere Wohnung"),) * 11,
    *(("Kinderbetreuung", "braucht einen Kitaplatz"),) * 7,
    *(("Bildung und Teilhabe", "fragt nach Vereinsbeitrag und Ausflug"),) * 6,
    *(("Schulden", "hat offene Rechnungen"),) * 4,
    *(("Sprache", "möchte besser Deutsch lernen"),) * 6,
    *(("Anerkennung", "will ein Zeugnis anerkennen lassen"),) * 3,
    *(("Altenpflege/Senioren", "sucht Hilfe für ein Elternteil"),) * 3,
)
_NEXT_STEPS = (
    "Rückruf",
    "Unterlagen ansehen",
    "Termin vereinbaren",
    "Bewerbung durchgehen",
    "Beim Partner nachfragen",
)
_CHANNELS = (*(Channel.OFFICE,) * 7, Channel.PHONE, Channel.PHONE, Channel.EMAIL)
_SOLVED = (
    *(RequestResult.SOLVED,) * 7,
    RequestResult.PARTLY,
    RequestResult.PARTLY,
    RequestResult.WAIVED,
    RequestResult.UNREACHABLE,
)
_TALKS = ("Beratung", "Beratung", "Folgeberatung", "Folgeberatung", "Begleitung", "Kurzauskunft", "Stellenmitnahme")

# Category of the request → where to, what for, purpose of the consent.
_WAYS_ON = {
    "Wohnen": ("ggw", ReferralKind.HOUSING_SEARCH, "Wohnungssuche"),
    "Schulden": ("Schuldner", ReferralKind.DEBT, "Beratung"),
    "Altenpflege/Senioren": ("APD", ReferralKind.CARE_ADVICE, "Pflege"),
    "Qualifizierung": ("BWM", ReferralKind.TRAINING, "Qualifizierung"),
    "Bildung und Teilhabe": ("Stadt-Soziales", ReferralKind.CITY_OFFICE, "Antrag bei der Stadt"),
    "Kinderbetreuung": ("Stadt-Soziales", ReferralKind.CHILDCARE, "Antrag bei der Stadt"),
}
_WAYS = (ReferralWay.WARM_CALL, ReferralWay.WARM_CALL, ReferralWay.ACCOMPANIED, ReferralWay.EMAIL)
_RESULTS = (
    *(ReferralResult.ACCEPTED,) * 5,
    *(ReferralResult.APPOINTMENT,) * 3,
    *(ReferralResult.SUCCESS,) * 4,
    ReferralResult.REFUSED,
    ReferralResult.NO_SHOW,
)
HOUSING_DATA = (
    DataCategory.NAME,
    DataCategory.ADDRESS,
    DataCategory.CONTACT,
    DataCategory.HOUSEHOLD,
    DataCategory.REQUEST,
)
"""What a consent for a housing company usually covers."""

_CONSENT_DATA = {
    "Wohnungssuche": HOUSING_DATA,
    "Qualifizierung": (
        DataCategory.NAME,
        DataCategory.BIRTH_DATE,
        DataCategory.CONTACT,
        DataCategory.QUALIFICATION,
        DataCategory.REQUEST,
    ),
}
_BRIEF_DATA = (DataCategory.NAME, DataCategory.CONTACT, DataCategory.REQUEST)

# Half an hour each, wholly inside the opening hours (Monday to Thursday, Friday).
_FRIDAY = 4
_MORNING = tuple(time(hour, minute) for hour in (9, 10, 11) for minute in (0, 30))
_WEEK_SLOTS = (
    *_MORNING,
    time(12, 0),
    time(13, 30),
    *(time(hour, minute) for hour in (14, 15) for minute in (0, 30)),
)
_FRIDAY_SLOTS = (*_MORNING, time(12, 0), time(12, 30))

_Slot = tuple[date, time, str]
"""Day, begin and the adviser's initials."""


def ask(sketch: Sketch, count: int) -> None:
    """Put in so many requests: older ones are done, of those of the last weeks some are open."""
    clients = [client for client in sketch.of(Client) if not client["remark"]]
    sketch.rng.shuffle(clients)
    deal = cycle(clients)
    for _ in range(count):
        client = next(deal)
        first, last = client["first_contact"], client["closed_on"] or sketch.as_of
        if last == sketch.as_of and sketch.chance(12):
            first = max(first, sketch.as_of - timedelta(days=26))
        elif sketch.chance(60):  # most come with what they first came for
            last = min(last, first + timedelta(days=30))
        category, summary = sketch.pick(_REQUESTS)
        add_request(sketch, client, sketch.workday(first, last), category=category, summary=summary)


def add_request(sketch: Sketch, client: Draft | None, received: date, **given: Any) -> Draft:
    """Put in a request; `given` values win over the lot."""
    owner = client["owner"] if client else sketch.pick(sketch.advisers)
    recent = (sketch.as_of - received).days <= 26
    values: dict[str, Any] = {
        "client_id": client,
        "received_on": received,
        "channel": sketch.pick(_CHANNELS),
        "urgency": "normal" if sketch.chance(88) else "eilig ≤ 5 AT",
        "owner": owner,
        "recorded_on": received,
        "recorded_by": owner,
    }
    if recent and not (client and client["closed_on"]) and sketch.chance(65):
        values |= {
            "status": sketch.pick((RequestStatus.NEW, RequestStatus.WORKING, RequestStatus.WAITING_CLIENT)),
            "next_step": sketch.pick(_NEXT_STEPS),
            "due_on": sketch.workday_after(sketch.as_of, sketch.rng.randint(1, 12)),
        }
    else:
        values |= {
            "status": RequestStatus.DONE,
            "done_on": sketch.past(sketch.workday_after(received, sketch.rng.randint(1, 30))),
            "result": sketch.pick(_SOLVED),
        }
    return sketch.add(Request, received, **(values | given))


def agree_and_refer(sketch: Sketch, referrals: int, consents: int) -> None:
    """Put in so many referrals that partners have answered, their consents, and further consents beside them."""
    done = [
        request
        for request in sketch.of(Request)
        if request["status"] is RequestStatus.DONE and request["category"] in _WAYS_ON and request["client_id"]
    ]
    sketch.rng.shuffle(done)
    for request in done[:referrals]:
        _refer(sketch, request)
    clients = [client for client in sketch.of(Client) if not client["remark"] and not client["closed_on"]]
    for _ in range(max(0, consents - len(sketch.of(Consent)))):
        client = sketch.pick(clients)
        add_consent(
            sketch,
            client,
            sketch.workday(client["first_contact"], sketch.as_of),
            purpose="Bewerbung",
            recipient_category=PartnerCategory.EMPLOYER,
        )


def add_consent(sketch: Sketch, client: Draft, given_on: date, *, purpose: str, **given: Any) -> Draft:
    """Put in a consent; `given` values win over the usual ones."""
    number = len(sketch.of(Consent)) + 1
    values: dict[str, Any] = {
        "client_id": client,
        "purpose": purpose,
        "categories": _CONSENT_DATA.get(purpose, _BRIEF_DATA),
        "health_data": False,
        "disclose_benefit": False,
        "form": ConsentForm.WRITTEN if sketch.chance(90) else ConsentForm.ELECTRONIC,
        "given_by": "selbst",
        "given_on": given_on,
        "filed": f"Ordner {1 + number // 100}, Nr. {number % 100 + 1}",
        "recorded_on": given_on,
        "recorded_by": client["owner"],
    }
    return sketch.add(Consent, given_on, **(values | given))


def talk(sketch: Sketch, count: int) -> None:
    """Put in so many talks, each in a half hour of its own, with people who come to the office."""
    clients = [client for client in sketch.of(Client) if not client["remark"]]
    requests: dict[int, Draft] = {id(request["client_id"]): request for request in sketch.of(Request)}
    taken: set[_Slot] = set()
    for number in range(count):
        client = clients[number % len(clients)]
        day, begin, adviser = _free_slot(
            sketch, taken, client["first_contact"], client["closed_on"] or sketch.as_of
        )
        request = requests.get(id(client))
        if request is not None and request["received_on"] > day:
            request = None
        add_contact(
            sketch,
            day,
            begin,
            client,
            adviser,
            kind="Erstgespräch" if day == client["first_contact"] else sketch.pick(_TALKS),
            request_id=request,
        )


def add_contact(sketch: Sketch, day: date, begin: time, client: Draft | None, adviser: str, **given: Any) -> Draft:
    """Put in a talk of half an hour; `given` values win over the lot."""
    came = sketch.pick((*(Appearance.YES,) * 17, Appearance.CANCELLED, Appearance.MISSED))
    end = time(begin.hour + (begin.minute == 30), 0 if begin.minute == 30 else 30)
    values: dict[str, Any] = {
        "held_on": day,
        "begin": begin,
        "end": end,
        "client_id": client,
        "channel": sketch.pick((*(Channel.OFFICE,) * 8, Channel.PHONE, Channel.PHONE)),
        "kind": "Beratung",
        "adviser": adviser,
        "organisation": sketch.organisations[adviser],
        "appeared": came,
        "recorded_on": day,
        "recorded_by": adviser,
    }
    return sketch.add(Contact, day, **(values | given))


def refer_by_letter(sketch: Sketch, client: Draft, to: str, consent: Draft | None, **given: Any) -> Draft:
    """Put in an open referral to a housing company for which a letter is due, with its request."""
    day = sketch.workday(sketch.as_of - timedelta(days=6), sketch.as_of - timedelta(days=1))
    request = add_request(
        sketch,
        client,
        sketch.workday(max(client["first_contact"], day - timedelta(days=20)), day),
        category="Wohnen",
        summary="sucht eine größere Wohnung",
        status=RequestStatus.WAITING_PARTNER,
        next_step="Antwort abwarten",
        due_on=sketch.workday_after(sketch.as_of, 8),
        done_on=None,
        result=None,
    )
    values: dict[str, Any] = {
        "request_id": request,
        "client_id": client,
        "partner_id": partner(sketch, to),
        "kind": ReferralKind.HOUSING_SEARCH,
        "referred_on": day,
        "way": ReferralWay.LETTER,
        "consent_id": consent,
        "legal_ground": LegalGround.CONSENT,
        "contact_through": "das Büro",
        "result": ReferralResult.OPEN,
        "recorded_on": day,
        "recorded_by": client["owner"],
    }
    referral = sketch.add(Referral, day, **(values | given))
    request.set(referral_id=referral)
    return referral


def _refer(sketch: Sketch, request: Draft) -> None:
    client, received = request["client_id"], request["received_on"]
    to, kind, purpose = _WAYS_ON[request["category"]]
    to = "GfW" if to == "ggw" and sketch.chance(45) else to
    recipient = partner(sketch, to)
    referred = sketch.past(sketch.workday_after(received, 2))
    replied = sketch.past(sketch.workday_after(referred, sketch.rng.randint(1, 9)))
    consent = add_consent(sketch, client, received, purpose=purpose, partner_id=recipient)
    result = sketch.pick(_RESULTS)
    referral = sketch.add(
        Referral,
        referred,
        request_id=request,
        client_id=client,
        partner_id=recipient,
        kind=kind,
        referred_on=referred,
        way=sketch.pick(_WAYS),
        consent_id=consent,
        legal_ground=LegalGround.CONSENT,
        reply_until=sketch.workday_after(referred, 10),
        replied_on=replied,
        result=result,
        recorded_on=referred,
        recorded_by=client["owner"],
    )
    request.set(referral_id=referral, done_on=max(request["done_on"], replied))
    if result not in {ReferralResult.REFUSED, ReferralResult.NO_SHOW}:
        request.set(result=RequestResult.HANDED_OVER)


def _free_slot(sketch: Sketch, taken: set[_Slot], first: date, last: date) -> _Slot:
    """Return a half hour with an adviser that nobody has yet; where all are taken, one that somebody has."""
    advisers = sketch.advisers
    for _ in range(8):
        day = sketch.workday(first, last)
        slot = (day, sketch.pick(_FRIDAY_SLOTS if day.weekday() == _FRIDAY else _WEEK_SLOTS), sketch.pick(advisers))
        if slot not in taken:
            break
    taken.add(slot)
    return slot
