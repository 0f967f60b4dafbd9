"""What can wait for somebody, a function each: rows of the office, or of the log of letters, with a day."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from automation.checks.rule import rows_of
from automation.checks.temporal import STAGES, follow_up_date
from automation.letters.logbook import SHEET as LOG_SHEET
from automation.letters.status import WAITING, DispatchStatus
from automation.office.consent_time import is_revoked
from automation.office.erasure_review import ErasureReview
from automation.office.replies import ReplyTime, is_awaited
from automation.office.time_limits import confirmed_until, informed_since
from workbook.cells import address
from workbook.schema import Client, Consent, Contact, Employer, Participation, Placement, Referral, Request, Vacancy
from workbook.schema.meanings import ENDED_CLIENTS, NOT_LOOKED_AT, NOT_NOTED, OPEN_VACANCIES, UNFINISHED_REQUESTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import time

    from automation.letters.dispatch import DispatchLog
    from automation.office.settings import Settings
    from workbook.schema import Record
    from workbook.tables import Office

LOOK_BACK = timedelta(days=30)
"""So long what has ended, or was to be told, stays on the list; what somebody has to do stays until it is done."""

REFERENCE = re.compile(r"[A-Z]{1,6}-\d{4}-\d{1,6}")
"""What of a letter's number may be shown outside: in its place staff can type anything."""


class Due(Struct, frozen=True):
    """One thing that waits: since or until when, what it is, what to do in one verb, and where it stands.

    `key` is the row's own key, `client_id` that of the person it is about, `owner` the initials of who is in
    charge; all three may be empty. Names are in none of them. Appointments `begin` and `end` at a time of day.
    """

    day: date
    what: str
    verb: str
    sheet: str
    cell: str
    key: str
    client_id: str = ""
    owner: str = ""
    begin: time | None = None
    end: time | None = None


@dataclass(frozen=True)
class Desk:
    """What the sources look at: office, settings, log of letters, the day, and the last day of interest."""

    office: Office
    settings: Settings
    log: DispatchLog
    today: date
    until: date

    @cached_property
    def _clients(self) -> Mapping[str, tuple[str | None, Any]]:
        rows = rows_of(self.office[Client], "client_id", "owner", "status")
        return {key: (owner, status) for _, key, owner, status in rows if key}

    def owner_of(self, client: str | None, *before: str | None) -> str:
        """Return the initials of who is in charge: the first that stand there, else those of the client's row."""
        known = self._clients.get(client or "", (None, None))[0]
        return next(filter(None, (*before, known)), "")

    def is_accompanied(self, client: str | None) -> bool:
        """Tell whether a client is still accompanied, or unknown."""
        return self._clients.get(client or "", (None, None))[1] not in ENDED_CLIENTS

    def due(  # noqa: PLR0917 - read as the row reads
        self, record: type[Record], row: int, column: str, day: date, what: str, verb: str, key: Any, **more: Any
    ) -> Due:
        """Return what is due in a row of a table."""
        table = self.office[record]
        return Due(day, what, verb, table.sheet, table.cell(row, column), str(key or ""), **more)


def appointments(desk: Desk) -> Iterator[Due]:
    """Yield appointments to come, and those of which nobody has written whether the person came."""
    columns = ("contact_id", "next_date", "client_id", "adviser", "appeared", "next_begin", "next_end")
    for row, key, day, client, adviser, appeared, begin, end in rows_of(desk.office[Contact], *columns):
        if day is None or day > desk.until or appeared not in NOT_NOTED:
            continue
        if day < desk.today and appeared is None and day < desk.today - LOOK_BACK:
            continue  # an office that never notes it
        what, verb = ("Termin", "vorbereiten") if day >= desk.today else ("Termin war: erschienen?", "nachtragen")
        owner = desk.owner_of(client, adviser)
        column = "next_date" if day >= desk.today else "appeared"
        yield desk.due(
            Contact, row, column, day, what, verb, key,
            client_id=client or "", owner=owner, begin=begin, end=end,
        )  # fmt: skip


def requests(desk: Desk) -> Iterator[Due]:
    """Yield open requests that are to be looked at again."""
    columns = ("request_id", "due_on", "client_id", "owner", "status")
    for row, key, day, client, owner, status in rows_of(desk.office[Request], *columns):
        if day is not None and day <= desk.until and status in UNFINISHED_REQUESTS:
            named = desk.owner_of(client, owner)
            yield desk.due(
                Request, row, "due_on", day, "Wiedervorlage", "angehen", key, client_id=client or "", owner=named
            )


def replies(desk: Desk) -> Iterator[Due]:
    """Yield referrals that a partner has not answered."""
    asked = ReplyTime(desk.settings)
    in_charge = {key: owner for _, key, owner in rows_of(desk.office[Request], "request_id", "owner") if key}
    columns = (
        "referral_id",
        "request_id",
        "client_id",
        "referred_on",
        "reply_until",
        "replied_on",
        "result",
        "chase_on",
    )
    for row, key, request, client, day, until, replied, result, chased in rows_of(desk.office[Referral], *columns):
        if day is None or day > desk.today or not is_awaited(replied, result):
            continue
        last = asked.until_reminded(day, until, chased, desk.today)
        if last <= desk.until:
            owner = desk.owner_of(client, in_charge.get(request))
            what = "Rückmeldung des Partners"
            yield desk.due(
                Referral, row, "reply_until", last, what, "nachfassen", key, client_id=client or "", owner=owner
            )


def follow_ups(desk: Desk) -> Iterator[Due]:
    """Yield the latest look at each placement that is due and not made."""
    table = desk.office[Placement]
    for position, start in enumerate(table.column("start")):
        if start is None:
            continue
        placement = table.at(position)
        stages = [
            (day, stage)
            for stage in STAGES
            if (day := follow_up_date(placement, stage)) is not None
            and day <= desk.until
            and getattr(placement, stage.status) in NOT_LOOKED_AT
        ]
        if stages:
            day, stage = stages[-1]
            client = placement.client_id
            what, owner = f"Verbleib nach {stage.months} Monaten", desk.owner_of(client)
            yield desk.due(
                Placement, placement.row, stage.status, day, what, "prüfen", placement.placement_id,
                client_id=client or "", owner=owner,
            )  # fmt: skip


def letters(desk: Desk) -> Iterator[Due]:
    """Yield letters that still lie in the office, and those that must not go out."""
    words = {
        DispatchStatus.DRAFT: ("Entwurf nicht geprüft", "prüfen"),
        DispatchStatus.CHECKED: ("Schreiben nicht versandt", "versenden"),
        DispatchStatus.PRINTED: ("Schreiben nicht versandt", "versenden"),
        DispatchStatus.BLOCKED: ("Schreiben gesperrt", "klären"),
    }
    for letter in desk.log.rows:
        standing = letter.standing
        if not isinstance(standing, DispatchStatus) or standing not in {*WAITING, DispatchStatus.BLOCKED}:
            continue
        if letter.written is not None and letter.written <= desk.until:
            what, verb = words[standing]
            cell = address(letter.row or 1, desk.log.columns.get("status", 1))
            owner = desk.owner_of(letter.client_id)
            yield Due(letter.written, what, verb, LOG_SHEET, cell, letter.reference, letter.client_id, owner)


def revocations(desk: Desk) -> Iterator[Due]:
    """Yield whom a letter told what the person has since forbidden (Art. 19 GDPR)."""
    told: dict[str, list[str]] = {}
    for letter in desk.log.rows:
        if letter.consent_id and letter.standing is DispatchStatus.SENT:
            told.setdefault(letter.consent_id, []).append(letter.reference)
    columns = ("consent_id", "client_id", "revoked_on")
    for row, key, client, day in rows_of(desk.office[Consent], *columns):
        if day is None or key not in told or not desk.today - LOOK_BACK <= day <= desk.until:
            continue
        known = ", ".join(each for each in told[key] if REFERENCE.fullmatch(each)) or "Schreiben"
        what, owner = f"Widerruf: Empfänger von {known}", desk.owner_of(client)
        yield desk.due(
            Consent, row, "revoked_on", day, what, "informieren", key, client_id=client or "", owner=owner
        )


def endings(desk: Desk) -> Iterator[Due]:
    """Yield consents, work permits and certificates that end or have just ended, of who is still accompanied."""
    kinds: tuple[tuple[type[Record], str, str, str, str], ...] = (
        (Consent, "consent_id", "valid_until", "Einwilligung endet", "erneuern"),
        (Client, "client_id", "work_permit_until", "Arbeitserlaubnis endet", "klären"),
        (Participation, "participation_id", "certificate_until", "Zertifikat endet", "verlängern"),
    )
    consents = rows_of(desk.office[Consent], "consent_id", "revoked_on")
    withdrawn = {key for _, key, day in consents if is_revoked(day, desk.today)}
    for record, own, column, what, verb in kinds:
        for row, key, client, day in rows_of(desk.office[record], own, "client_id", column):
            if day is None or not desk.today - LOOK_BACK <= day <= desk.until or not desk.is_accompanied(client):
                continue
            if record is Consent and key in withdrawn:
                continue
            owner = desk.owner_of(client)
            yield desk.due(record, row, column, day, what, verb, key, client_id=client or "", owner=owner)


def information(desk: Desk) -> Iterator[Due]:
    """Yield who has not been told what happens with their data, since the day that they came (G-08 says whom)."""
    table = desk.office[Client]
    if not table.present("informed_on"):
        return
    since = informed_since(table, desk.today)
    columns = ("client_id", "informed_on", "first_contact", "recorded_on", "owner", "status")
    for row, key, told, first, recorded, owner, status in rows_of(table, *columns):
        day = first or recorded
        if told is not None or day is None or day < since or status in ENDED_CLIENTS:
            continue
        if day <= desk.until:
            yield desk.due(
                Client, row, "informed_on", day, "Datenschutzinfo fehlt", "aushändigen", key,
                client_id=key or "", owner=owner or "",
            )  # fmt: skip


def vacancies(desk: Desk) -> Iterator[Due]:
    """Yield open vacancies that hang out and have not been confirmed for a month."""
    owners = {key: owner for _, key, owner in rows_of(desk.office[Employer], "employer_id", "owner") if key}
    columns = ("vacancy_id", "employer_id", "reported_on", "confirmed_on", "take_away", "status")
    for row, key, employer, reported, confirmed, hangs, status in rows_of(desk.office[Vacancy], *columns):
        day = confirmed_until(confirmed, reported)
        if hangs and status in OPEN_VACANCIES and day is not None and day <= desk.until:
            owner = owners.get(employer) or ""
            yield desk.due(Vacancy, row, "confirmed_on", day, "Stelle am Aushang", "bestätigen", key, owner=owner)


def deletions(desk: Desk) -> Iterator[Due]:
    """Yield clients of whom it is to be asked whether their data are still needed (§ 84 SGB X)."""
    review = ErasureReview(desk.settings)
    for row, key, closed, owner in rows_of(desk.office[Client], "client_id", "closed_on", "owner"):
        if closed is not None and (day := review.day(closed)) <= desk.until:
            yield desk.due(
                Client, row, "closed_on", day, "Löschprüfung", "entscheiden", key, client_id=key or "",
                owner=owner or "",
            )  # fmt: skip


SOURCES: tuple[Callable[[Desk], Iterator[Due]], ...] = (
    appointments,
    requests,
    replies,
    follow_ups,
    letters,
    revocations,
    endings,
    information,
    vacancies,
    deletions,
)
"""Everything that is looked at; what comes later is one function and one line here."""
