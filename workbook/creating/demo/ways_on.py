"""An open referral of each kind that a letter is written from, beside those to the housing companies."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from workbook.creating.demo.foundation import partner
from workbook.creating.demo.requests import add_consent, refer_by_letter
from workbook.schema import Client, Vacancy
from workbook.schema.data_categories import DataCategory as Data
from workbook.schema.vocabulary import (
    BenefitStatus,
    ClientStatus,
    EmployerStatus,
    JobStatus,
    LegalGround,
    PartnerCategory,
    ReferralKind,
)

if TYPE_CHECKING:
    from workbook.creating.demo.sketch import Draft, Sketch

_COURSE = (Data.NAME, Data.BIRTH_DATE, Data.CONTACT, Data.QUALIFICATION, Data.LANGUAGE_OR_LICENCE, Data.REQUEST)
_BRIEF = (Data.NAME, Data.CONTACT, Data.REQUEST)
_WORK = (*_BRIEF, Data.QUALIFICATION, Data.LANGUAGE_OR_LICENCE)
_WAYS: tuple[dict[str, Any], ...] = (
    {
        "to": "BWM",
        "kind": ReferralKind.TRAINING,
        "purpose": "Qualifizierung",
        "category": "Qualifizierung",
        "summary": "möchte Flanschmontage lernen",
        "concern": "Kurs Flanschmontage, nächster Beginn",
        "categories": _COURSE,
    },
    {
        "to": "Agentur",
        "kind": ReferralKind.AGENCY,
        "ground": LegalGround.TASK,
        "category": "Qualifizierung",
        "summary": "braucht für die Arbeit einen Kurs",
        "concern": "Staplerschein mit Deutsch für den Beruf",
        "enclosed": "Lebenslauf",
    },
    {
        "to": "APD",
        "kind": ReferralKind.CARE_ADVICE,
        "purpose": "Pflege",
        "category": "Altenpflege/Senioren",
        "summary": "sucht Hilfe für ein Elternteil",
        "concern": "Beratung für ein Elternteil, gern nachmittags",
        "categories": _BRIEF,
    },
    {
        "to": "Stadt-Soziales",
        "kind": ReferralKind.CITY_OFFICE,
        "ground": LegalGround.TASK,
        "category": "Bildung und Teilhabe",
        "summary": "fragt nach dem Beitrag für den Sportverein",
        "concern": "Beitrag für den Sportverein der Kinder",
    },
    {
        "to": "Schuldner",
        "kind": ReferralKind.DEBT,
        "purpose": "Beratung",
        "category": "Schulden",
        "summary": "hat offene Rechnungen",
        "categories": _BRIEF,
    },
    {
        "to": "",
        "kind": ReferralKind.EMPLOYER,
        "letter": "FOERDER",
        "purpose": "Bewerbung",
        "category": "Arbeit",
        "summary": "ein Betrieb möchte einstellen und fragt nach Förderung",
        "concern": "Beginn nach der Zusage",
        "categories": (*_BRIEF, Data.BENEFIT_RECEIPT),
    },
    {
        "to": "",
        "kind": ReferralKind.EMPLOYER,
        "purpose": "Bewerbung",
        "category": "Arbeit",
        "summary": "möchte sich auf eine Stelle bewerben",
        "concern": "ab sofort, auch in Schicht",
        "enclosed": "Lebenslauf",
        "categories": _WORK,
    },
    {
        "to": "Netzwerk",
        "kind": ReferralKind.VOLUNTEERING,
        "purpose": "Ehrenamt",
        "category": "Ehrenamt",
        "summary": "möchte in der Nachbarschaft mithelfen",
        "concern": "Hausaufgabenhilfe oder Stadtteilgarten",
        "categories": _BRIEF,
    },
)


def refer_everywhere(sketch: Sketch) -> None:
    """Put in a referral to each kind of partner, about people of whom nothing else is told."""
    since = sketch.as_of - timedelta(days=90)
    people = [
        client
        for client in sketch.of(Client)
        if not client["remark"] and client["status"] is ClientStatus.ACTIVE and client["first_contact"] < since
    ]
    people.sort(key=lambda client: client["benefit_status"] is not BenefitStatus.SGB_II)  # who may be subsidised
    ways = sorted(_WAYS, key=lambda way: way.get("letter") is None)
    for way, client in zip(ways, people, strict=False):
        _refer(sketch, client, dict(way))


def _refer(sketch: Sketch, client: Draft, way: dict[str, Any]) -> None:
    agreed = sketch.workday(sketch.as_of - timedelta(days=30), sketch.as_of - timedelta(days=12))
    to, purpose, categories = way.pop("to"), way.pop("purpose", ""), way.pop("categories", ())
    category, summary = way.pop("category"), way.pop("summary")
    consent = None
    if purpose:
        to_whom = {"partner_id": partner(sketch, to)} if to else {"recipient_category": PartnerCategory.EMPLOYER}
        to_whom |= {"categories": categories, "disclose_benefit": Data.BENEFIT_RECEIPT in categories}
        consent = add_consent(sketch, client, agreed, purpose=purpose, **to_whom)
    if not to:  # a job's employer is no partner
        way |= {"partner_id": None, "vacancy_id": _open_job(sketch)}
    ground = way.pop("ground", LegalGround.CONSENT)
    referral = refer_by_letter(
        sketch, client, to or "ggw", consent, contact_through=None, legal_ground=ground, **way
    )
    referral["request_id"].set(category=category, summary=summary)


def _open_job(sketch: Sketch) -> Draft:
    """Return a job that is open, at an employer who is active, and of which nothing else is told."""
    return next(
        job
        for job in sketch.of(Vacancy)
        if job["status"] is JobStatus.OPEN
        and not job["remark"]
        and job["employer_id"]["status"] is EmployerStatus.ACTIVE
    )
