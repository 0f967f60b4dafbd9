"""What makes each kind of letter be written once, beside referrals and appointments."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from workbook.creating.demo.foundation import partner
from workbook.creating.demo.requests import add_consent, refer_by_letter
from workbook.reading.formats.dates import months_later
from workbook.schema import Client, EmptyShop, Placement, Request, ShopInterest
from workbook.schema.choices import FOLLOW_UP_PURPOSE, NO_LETTERS_HOME
from workbook.schema.data_categories import DataCategory as Data
from workbook.schema.vocabulary import (
    ClientStatus,
    ConsentForm,
    FollowUp,
    InterestStatus,
    ReferralKind,
    ReferralResult,
    ReferralWay,
    RequestStatus,
    ShopStatus,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from workbook.creating.demo.sketch import Draft, Sketch

_BRIEF = (Data.NAME, Data.CONTACT, Data.REQUEST)


def write_to_everybody(sketch: Sketch) -> None:
    """Put in an occasion for each kind of letter that staff ask for, and an answer that is overdue."""
    people = sorted(_people(sketch), key=lambda client: not _may_work(client))
    tasks: tuple[Callable[[Sketch, Draft], None], ...] = (
        _job_seeker,
        _overdue,
        _revoked,
        _asked_consent,
        _informed,
    )
    for task, client in zip(tasks, people, strict=False):
        task(sketch, client)
    if (closed := _closed(sketch)) is not None:
        closed.set(letter="ABSCHLUSS", remark="Demo: bekommt einen Dank zum Abschluss.")
    _sheet_of_requests(sketch)
    _employer_is_asked(sketch)
    _looks_for_a_shop(sketch)


def _people(sketch: Sketch) -> Iterator[Draft]:
    """Yield active clients of whom nothing else is told and to whom nobody was referred."""
    busy = {id(request["client_id"]) for request in sketch.of(Request) if request["status"].is_open}
    return (
        client
        for client in sketch.of(Client)
        if client["status"] is ClientStatus.ACTIVE
        and not client["remark"]
        and client["contact_pref"] != NO_LETTERS_HOME
        and id(client) not in busy
    )


def _may_work(client: Draft) -> bool:
    """Tell whether somebody may work in most jobs."""
    return client["german_level"] in {"B1", "B2", "C1", "Muttersprache"} and client["work_permit"] != "keine"


def _job_seeker(_: Sketch, client: Draft) -> None:
    client.set(letter="STELLEN", remark="Demo: nimmt Stellen mit.")


def _informed(_: Sketch, client: Draft) -> None:
    client.set(letter="DATENSCHUTZ", informed_on=None, remark="Demo: Das Datenschutzblatt ist noch zu übergeben.")


def _closed(sketch: Sketch) -> Draft | None:
    """Return whom the office has last said goodbye to, `None` where there is nobody who gets a letter."""
    ended = [
        client
        for client in sketch.of(Client)
        if client["status"] is ClientStatus.CLOSED
        and not client["remark"]
        and client["contact_pref"] != NO_LETTERS_HOME
    ]
    return max(ended, key=lambda client: client["closed_on"], default=None)


def _sheet_of_requests(sketch: Sketch) -> None:
    requests = [
        request
        for request in sketch.of(Request)
        if request["status"] is RequestStatus.WORKING and request["client_id"] and not request["remark"]
    ]
    request = next((each for each in requests if each["client_id"]["status"] is ClientStatus.ACTIVE), None)
    if request is not None:
        request.set(letter="ZUSAMMEN", remark="Demo: Verabredungen zum Mitgeben.")


def _asked_consent(sketch: Sketch, client: Draft) -> None:
    day = sketch.workday_after(sketch.as_of - timedelta(days=6), 1)
    asked = add_consent(
        sketch,
        client,
        day,
        purpose="Wohnungssuche",
        partner_id=partner(sketch, "ggw"),
        categories=(*_BRIEF, Data.HOUSEHOLD, Data.BENEFIT_RECEIPT),
        form=None,
        given_by=None,
        filed=None,
        letter="EINWILL",
        remark="Demo: angefragt, noch nicht unterschrieben.",
    )
    asked.set(given_on=None)


def _told_by_phone(sketch: Sketch, client: Draft, consent: dict[str, Any], **given: Any) -> Draft:
    """Put in a referral that the partner was told of weeks ago."""
    day = sketch.workday_after(sketch.as_of - timedelta(days=30), 1)
    agreed = add_consent(sketch, client, day, purpose="Beratung", **consent)
    referral = refer_by_letter(sketch, client, "Schuldner", agreed, way=ReferralWay.WARM_CALL, contact_through=None)
    referral.set(
        kind=ReferralKind.DEBT,
        referred_on=day,
        reply_until=sketch.workday_after(day, 10),
        recorded_on=day,
        **given,
    )
    referral["request_id"].set(
        category="Schulden", summary="hat offene Rechnungen", received_on=day, recorded_on=day
    )
    return referral


def _overdue(sketch: Sketch, client: Draft) -> None:
    _told_by_phone(
        sketch,
        client,
        {"partner_id": partner(sketch, "Schuldner"), "categories": _BRIEF},
        remark="Demo: Die Antwort ist überfällig.",
    )


def _revoked(sketch: Sketch, client: Draft) -> None:
    consent = {
        "partner_id": partner(sketch, "Schuldner"),
        "categories": _BRIEF,
        "revoked_on": sketch.workday_after(sketch.as_of - timedelta(days=5), 1),
        "letter": "WIDERRUF",
        "remark": "Demo: widerrufen, nachdem die Beratungsstelle angerufen war.",
    }
    replied = sketch.workday_after(sketch.as_of - timedelta(days=20), 1)
    _told_by_phone(
        sketch,
        client,
        consent,
        result=ReferralResult.ACCEPTED,
        replied_on=replied,
        remark="Demo: Einwilligung danach widerrufen.",
    )


def _employer_is_asked(sketch: Sketch) -> None:
    """Let somebody who did not answer have agreed that their employer is asked."""
    for placement in sketch.of(Placement):
        client, due = placement["client_id"], months_later(placement["start"], 3)
        is_due = due <= sketch.as_of < months_later(placement["start"], 6)
        if is_due and not placement["remark"] and placement["status_3"] in {None, FollowUp.OPEN}:
            placement.set(
                status_3=FollowUp.UNKNOWN,
                letter="VERBLEIBAG",
                remark="Demo: keine Antwort; der Betrieb darf gefragt werden.",
            )
            add_consent(
                sketch,
                client,
                placement["start"],
                purpose=FOLLOW_UP_PURPOSE,
                employer_id=placement["employer_id"],
                categories=(Data.NAME,),
            )
            return


def _looks_for_a_shop(sketch: Sketch) -> None:
    shop = next(
        shop for shop in sketch.of(EmptyShop) if shop["owner_partner"] and shop["status"] is ShopStatus.EMPTY
    )
    asked = sketch.workday_after(sketch.as_of - timedelta(days=9), 1)
    sketch.add(
        ShopInterest,
        asked,
        name="Buchbinderei Falzbein",
        industry="Buchbinderei",
        area_from=Decimal(40),
        area_to=Decimal(80),
        budget=Decimal(500),
        phone=next(sketch.phones),
        email="falzbein@example.org",
        shop_id=shop,
        status=InterestStatus.NEW,
        consent_given_on=asked,
        consent_form=ConsentForm.WRITTEN,
        letter="LEERSTAND",
        recorded_on=asked,
        recorded_by="TNO",
        remark="Demo: möchte dem Eigentümer vorgestellt werden.",
    )
