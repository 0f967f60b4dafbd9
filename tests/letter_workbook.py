"""A small workbook without an error, for tests that write letters from a file: each client is owed two."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from automation.report import build_report
from tests import letter_office as letters
from tests.letter_office import TODAY
from workbook.creating import create_workbook
from workbook.schema import Request
from workbook.schema.vocabulary import RequestStatus

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from workbook.schema import Record
    from workbook.tables import Office

_NAMES = (("Ayşe", "Yıldız"), ("Anna", "Schäfer"), ("Olga", "Petrova"), ("Amal", "Haddad"), ("Ewa", "Nowak"))


def office_of_many(
    clients: int, *, topic: str = "Ihre Bewerbung", settings: dict | None = None, others: Sequence[Record] = ()
) -> Office:
    """An office in which each client has an open referral and a coming appointment; `others` come on top."""
    records = [record for number in range(clients) for record in _client(number, topic)]
    return letters.office(*records, *others, settings=settings)


def make_workbook(path: Path, clients: int = 2, **wishes) -> Path:
    """Write the office into a workbook that has no letter yet."""
    report = build_report((), rows=0, today=TODAY)
    create_workbook(path, office=office_of_many(clients, **wishes), today=TODAY, owned=[report])
    return path


def _client(number: int, topic: str):
    row, key, household = 5 + number, f"K-{number + 1:05d}", f"HH-{number + 1:04d}"
    first, last = _NAMES[number % len(_NAMES)]
    entered = {"recorded_on": date(2019, 6, 3), "recorded_by": "MKA"}
    return (
        letters.client(
            row=row,
            client_id=key,
            household_id=household,
            first_name=first,
            last_name=last,
            birth_date=date(1980 + number, 4, 3),
            phone=f"+492091234{number:03d}",
            customer_no=f"123A456{number:03d}",
            first_contact=date(2019, 6, 3),
            **entered,
        ),
        letters.household(
            row=row,
            household_id=household,
            household_no=f"33304//0012{number:03d}",
            employable=2,
            district_intake="Rotthausen",
            intake_date=date(2019, 6, 3),
            **entered,
        ),
        letters.consent(row=row, consent_id=f"E-{number + 1:05d}", client_id=key, filed="Ordner 3", **entered),
        letters.referral(
            row=row,
            referral_id=f"R-{number + 1:05d}",
            request_id=f"A-{number + 1:05d}",
            client_id=key,
            consent_id=f"E-{number + 1:05d}",
            **entered,
        ),
        letters.contact(
            row=row,
            contact_id=f"KT-{number + 1:06d}",
            client_id=key,
            held_on=date(2019, 6, 25),
            next_topic=topic,
            **entered,
        ),
        Request(
            row=row,
            request_id=f"A-{number + 1:05d}",
            client_id=key,
            owner="MKA",
            received_on=date(2019, 6, 3),
            category="Wohnen",
            summary="Sucht eine größere Wohnung.",
            status=RequestStatus.WORKING,
            next_step="Rückmeldung abwarten",
            due_on=date(2019, 7, 10),
            **entered,
        ),
    )
