"""T rules: the order of dates, and what is due or overdue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from automation.checks.engine import Context, Place, Where, filled, named, office_rule, one_of, rows_of, rule
from automation.office.law import subsidies_by_code
from workbook.findings import Problem, Severity
from workbook.reading.formats.dates import months_later, shown
from workbook.schema import (
    TABLES,
    Client,
    Consent,
    Contact,
    Course,
    EmptyShop,
    Household,
    Kind,
    Participation,
    Placement,
    Referral,
    Request,
    StaffMember,
    Subsidy,
    Target,
    Vacancy,
)
from workbook.schema.people import Tracked
from workbook.schema.settings import SettingName
from workbook.schema.vocabulary import Appearance, ClientStatus, FollowUp, ReferralResult, RequestStatus

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbook.schema import Record

CHECK_WITHIN = timedelta(days=30)
QUIET_HINT, QUIET_WARNING = timedelta(days=30), timedelta(days=90)
APPEARANCE_WITHIN = timedelta(days=5)

RENEW_WITHIN = timedelta(days=60)
"""A welder's certificate has to be confirmed or renewed in time (DIN EN ISO 9606-1)."""

ISSUED_BY_THE_AGENCY_SINCE = date(2025, 1, 1)
"""Since then the Agentur für Arbeit grants further training to recipients of SGB II too (domain.md 0.9)."""

FORMER_ISSUER = "Jobcenter (vor 2025)"

_ENDED = frozenset(status for status in ClientStatus if status.ended)
_OPEN = tuple(status for status in RequestStatus if status.is_open)
_UNKNOWN = frozenset((None, FollowUp.OPEN))


@dataclass(frozen=True, slots=True)
class Span:
    """Two columns of a table of which the second is never the earlier one."""

    record: type[Record]
    begin: str
    end: str
    severity: Severity = Severity.ERROR


SPANS: tuple[Span, ...] = (
    Span(Client, "birth_date", "first_contact"),
    Span(Client, "birth_date", "benefit_since"),
    Span(Client, "birth_date", "unemployed_since"),
    Span(Client, "first_contact", "intake_date"),
    Span(Client, "first_contact", "closed_on"),
    Span(Household, "intake_date", "off_since"),
    Span(Household, "off_since", "return_date"),
    Span(Consent, "given_on", "valid_until"),
    Span(Consent, "given_on", "revoked_on"),
    Span(Request, "received_on", "due_on"),
    Span(Request, "received_on", "done_on"),
    Span(Contact, "begin", "end"),
    Span(Contact, "held_on", "next_date"),
    Span(Contact, "next_begin", "next_end"),
    Span(Referral, "referred_on", "reply_until"),
    Span(Referral, "referred_on", "chase_on"),
    Span(Vacancy, "reported_on", "until"),
    Span(Vacancy, "reported_on", "valid_until"),
    Span(Vacancy, "reported_on", "confirmed_on"),
    Span(Placement, "proposed_on", "interview_on", Severity.WARNING),
    Span(Placement, "interview_on", "start", Severity.WARNING),
    Span(Placement, "start", "agreed_end"),
    Span(Placement, "start", "actual_end"),
    Span(Placement, "start", "subsidy_until"),
    Span(Placement, "start", "checked_3"),
    Span(Placement, "start", "checked_6"),
    Span(Placement, "start", "checked_12"),
    Span(Course, "begin", "end"),
    Span(Participation, "entered_on", "left_on"),
    Span(Participation, "entered_on", "certified_on"),
    Span(Participation, "certified_on", "certificate_until"),
    Span(EmptyShop, "empty_since", "let_from"),
    Span(StaffMember, "active_from", "active_until"),
    Span(Subsidy, "valid_from", "valid_to"),
    Span(Target, "begin", "end"),
    *(
        Span(record, "recorded_on", "changed_on", Severity.WARNING)
        for record in TABLES
        if issubclass(record, Tracked)
    ),
)
"""Every pair of columns that T-01 compares; a pair for a new column is one line here."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One of the three looks at whether somebody placed is still in work."""

    months: int
    status: str
    checked: str


STAGES = (
    Stage(3, "status_3", "checked_3"),
    Stage(6, "status_6", "checked_6"),
    Stage(12, "status_12", "checked_12"),
)


def _overdue(due: date | None, status: RequestStatus | None, context: Context) -> bool:
    return due is not None and due < context.today and status is not None and status.is_open


@office_rule("T-01", Severity.ERROR, *dict.fromkeys(span.record for span in SPANS))
def ends_follow_beginnings(context: Context) -> Iterator[Place]:
    """Ein Ende liegt nicht vor seinem Beginn."""
    for span in SPANS:
        spec, table = span.record.spec, context.office[span.record]
        begin_column, end_column = spec.column(span.begin), spec.column(span.end)
        by_month = Kind.MONTH in {begin_column.kind, end_column.kind}
        for row, begin, end in rows_of(table, span.begin, span.end):
            if begin is None or end is None or end >= begin:
                continue
            if span.begin == "birth_date" and begin > context.today:
                continue  # R-01 has said it
            if by_month and (end.year, end.month) == (begin.year, begin.month):
                continue
            message = (
                f"„{end_column.label}“ ({_shown(end, end_column.kind)}) liegt vor "
                f"„{begin_column.label}“ ({_shown(begin, begin_column.kind)})."
            )
            problem = Problem(
                message, "Eines der beiden berichtigen", severity=span.severity, about=f"{begin} {end}"
            )
            yield Place(table, row, span.end, problem)


@rule("T-02", Severity.ERROR, Placement, "start")
def work_begins_after_the_first_contact(placement: Placement, context: Context) -> Problem | None:
    """Eine Vermittlung beginnt nach dem Erstkontakt; sonst ist sie nicht unser Erfolg."""
    clients, start = context.office[Client], placement.start
    position = clients.positions.get(placement.client_id or "")
    if position is None or start is None or start < context.office_start:  # the latter is R-02's
        return None
    first, intake = clients.column("first_contact")[position], clients.column("intake_date")[position]
    who = named(placement.client_id, clients.rows[position])
    if first is not None and start < first:
        message = f"Beginn vor dem Erstkontakt am {shown(first)} ({who}): Das ist nicht unser Erfolg."
        return Problem(message, "Beginn oder Erstkontakt prüfen", about=f"{start} {first}")
    if intake is not None and start < intake:
        message = f"Beginn vor der Aufnahme am {shown(intake)} ({who})."
        return Problem(message, "Beginn oder Aufnahme prüfen", severity=Severity.WARNING, about=f"{start} {intake}")
    return None


@rule("T-03", Severity.ERROR, Placement, "status_3", where=filled("start"))
def nobody_knows_the_future(placement: Placement, context: Context) -> Problem | None:
    """Der Verbleib ist erst ab dem Prüfdatum eingetragen."""
    for stage in STAGES:
        due = follow_up_date(placement, stage)
        if due is not None and due > context.today and getattr(placement, stage.status) not in _UNKNOWN:
            message = (
                f"Der Verbleib nach {stage.months} Monaten steht schon da, zu prüfen ist er erst am {shown(due)}."
            )
            return Problem(message, FollowUp.OPEN, column=stage.status)
    return None


@rule("T-04", Severity.WARNING, Placement, "status_3", where=filled("start"))
def follow_ups_are_made(placement: Placement, context: Context) -> Problem | None:
    """Der Verbleib wird spätestens 30 Tage nach dem Prüfdatum geprüft."""
    overdue = [
        (stage, due)
        for stage in STAGES
        if (due := follow_up_date(placement, stage)) is not None
        and due < context.today - CHECK_WITHIN
        and getattr(placement, stage.status) in _UNKNOWN
    ]
    if not overdue:
        return None
    stage, due = overdue[-1]  # the latest is what can still be asked; one finding for each placement is enough
    months = " und ".join(str(stage.months) for stage, _ in overdue)
    ended = placement.actual_end is not None and placement.actual_end < due
    suggestion = f"{FollowUp.NO}, wenn keine andere Arbeit folgte" if ended else None
    message = f"Der Verbleib nach {months} Monaten ist überfällig; zu prüfen war er am {shown(due)}."
    return Problem(message, suggestion, column=stage.status, about=months)


@rule("T-05", Severity.ERROR, Placement, "status_6", where=filled("start"))
def follow_ups_agree(placement: Placement, _: Context) -> Problem | None:
    """Wer laut „Ende tatsächlich“ oder früherer Prüfung weg ist, ist später nicht beim selben Arbeitgeber."""
    gone = False
    for stage in STAGES:
        status, due = getattr(placement, stage.status), follow_up_date(placement, stage)
        if status is FollowUp.SAME_EMPLOYER:
            end = placement.actual_end
            if end is not None and due is not None and end < due:
                message = (
                    f"„{status}“, aber „Ende tatsächlich“ ({shown(end)}) liegt vor dem Prüfdatum {shown(due)}."
                )
                return Problem(message, column=stage.status, about=f"{status} {end}")
            if gone:
                message = f"„{status}“, aber in einer früheren Prüfung steht „nein“."
                return Problem(message, column=stage.status)
        gone = gone or status is FollowUp.NO
    return None


@rule("T-06", Severity.ERROR, Request, "due_on", where=Where(("due_on", "status"), _overdue))
def request_is_overdue(request: Request, context: Context) -> Problem | None:
    """Die Wiedervorlage eines offenen Anliegens liegt nicht in der Vergangenheit."""
    if request.due_on is None:
        return None
    days = (context.today - request.due_on).days
    message = f"Die Wiedervorlage ist seit {_days(days)} überfällig."
    return Problem(message, "Jetzt angehen oder ein neues Datum eintragen")


@office_rule("T-07", Severity.WARNING, Request, Contact)
def requests_are_worked_on(context: Context) -> Iterator[Place]:
    """Ein offenes Anliegen bleibt nicht länger als 30 Tage (Hinweis) oder 90 Tage (Warnung) ohne Kontakt."""
    by_request, by_client = _last_talks(context)
    table = context.office[Request]
    columns = ("request_id", "client_id", "received_on", "due_on", "status")
    for row, key, client, received, due, status in rows_of(table, *columns):
        if status not in _OPEN or received is None or due is None or due < context.today:
            continue  # P-03 and T-06 have said it
        talks = [day for day in (by_request.get(key), by_client.get(client)) if day is not None and day >= received]
        quiet = context.today - max(talks, default=received)
        if quiet > QUIET_HINT:
            since = "dem Eingang" if not talks else "dem letzten Kontakt"
            message = f"Seit {since} sind {quiet.days} Tage vergangen."
            severity = Severity.WARNING if quiet > QUIET_WARNING else Severity.HINT
            yield Place(
                table, row, "status", Problem(message, severity=severity, about=f"{max(talks, default=received)}")
            )


@office_rule("T-08", Severity.ERROR, Referral, Request)
def referral_follows_its_request(context: Context) -> Iterator[Place]:
    """Ein Verweis folgt auf den Eingang des Anliegens, die Rückmeldung auf den Verweis."""
    table, requests = context.office[Referral], context.office[Request]
    received_on = requests.column("received_on")
    for row, request, day, replied in rows_of(table, "request_id", "referred_on", "replied_on"):
        if day is None:
            continue
        if replied is not None and replied < day:
            message = f"Die Rückmeldung ({shown(replied)}) liegt vor dem Verweis ({shown(day)})."
            yield Place(table, row, "replied_on", Problem(message, about=f"{day} {replied}"))
        position = requests.positions.get(request)
        received = received_on[position] if position is not None else None
        if received is not None and day < received:
            message = f"Der Verweis liegt vor dem Eingang des Anliegens {request} am {shown(received)}."
            yield Place(table, row, "referred_on", Problem(message, about=f"{day} {received}"))


@rule("T-09", Severity.WARNING, Participation, "voucher_until")
def voucher_is_valid_at_the_start(participation: Participation, _: Context) -> Problem | None:
    """Ein Bildungsgutschein gilt noch, wenn die Teilnahme beginnt."""
    until, entered = participation.voucher_until, participation.entered_on
    if until is None or entered is None or entered <= until:
        return None
    return Problem(
        f"Der Gutschein galt bis {shown(until)}, der Eintritt war am {shown(entered)}.", about=f"{entered}"
    )


@office_rule("T-10", Severity.WARNING, Participation, Client)
def certificates_are_renewed(context: Context) -> Iterator[Place]:
    """Ein Zertifikat läuft nicht in den nächsten 60 Tagen ab, solange jemand begleitet wird."""
    table, clients = context.office[Participation], context.office[Client]
    status = clients.column("status")
    newest: dict[tuple[str, str], tuple[date, int]] = {}
    columns = ("client_id", "course_id", "certificate_until")
    for row, client, course, until in rows_of(table, *columns):
        if client is not None and until is not None:
            newest[client, course] = max(newest.get((client, course), (until, row)), (until, row))
    for (client, _), (until, row) in newest.items():
        position = clients.positions.get(client)
        if until > context.today + RENEW_WITHIN or (position is not None and status[position] in _ENDED):
            continue
        verb = "läuft am" if until >= context.today else "ist am"
        message = f"Das Zertifikat {verb} {shown(until)} {'ab' if until >= context.today else 'abgelaufen'}."
        yield Place(table, row, "certificate_until", Problem(message, "Verlängerung klären"))


@rule("T-11", Severity.ERROR, Participation, "voucher_by", where=one_of("voucher_by", FORMER_ISSUER))
def voucher_comes_from_the_agency(participation: Participation, _: Context) -> Problem | None:
    """Seit 2025 gibt die Agentur für Arbeit den Bildungsgutschein aus, nicht mehr das Jobcenter."""
    entered = participation.entered_on
    if entered is None or entered < ISSUED_BY_THE_AGENCY_SINCE:
        return None
    return Problem("Seit dem 01.01.2025 gibt die Agentur für Arbeit den Bildungsgutschein aus.", "Agentur")


@office_rule("T-11", Severity.ERROR, Placement, Subsidy)
def subsidies_are_in_force(context: Context) -> Iterator[Place]:
    """Eine Förderung galt am Beginn der Vermittlung schon und noch."""
    table, subsidies = context.office[Placement], subsidies_by_code(context.office)
    bounded = {code: row for code, row in subsidies.items() if row.valid_from or row.valid_to}
    for row, code, start in rows_of(table, "subsidy", "start"):
        subsidy = bounded.get(code)
        if subsidy is None or start is None:
            continue
        about = f"{code} {start}"
        if subsidy.valid_from is not None and start < subsidy.valid_from:
            message = f"{code} gibt es erst seit dem {shown(subsidy.valid_from)}, Beginn war am {shown(start)}."
            yield Place(table, row, "subsidy", Problem(message, about=about))
        elif subsidy.valid_to is not None and start > subsidy.valid_to:
            message = f"{code} gab es nur bis zum {shown(subsidy.valid_to)}, Beginn war am {shown(start)}."
            yield Place(table, row, "subsidy", Problem(message, about=about))


@rule("T-13", Severity.ERROR, Contact, "appeared", where=one_of("appeared", Appearance.OPEN))
def appearance_is_noted(contact: Contact, context: Context) -> Problem | None:
    """Fünf Tage nach einem Termin steht da, ob jemand erschienen ist."""
    day = contact.next_date or contact.held_on
    if day is None or day >= context.today - APPEARANCE_WITHIN:
        return None
    message = f"Der Termin war am {shown(day)}, aber „erschienen“ steht noch auf „offen“."
    return Problem(message, "ja oder nein", about=str(day))


@rule("T-14", Severity.WARNING, Referral, "reply_until", where=one_of("result", None, ReferralResult.OPEN))
def replies_come_in_time(referral: Referral, context: Context) -> Problem | None:
    """Ein Partner antwortet bis zum vereinbarten Tag, sonst binnen der Antwortfrist, oder es wird nachgefasst."""
    day = referral.referred_on
    if referral.replied_on is not None or day is None or day > context.today:
        return None
    settings = context.settings
    until = referral.reply_until or settings.workdays_after(day, settings.whole(SettingName.REPLY_WORKDAYS))
    if until >= context.today or (referral.chase_on is not None and referral.chase_on >= context.today):
        return None
    message = f"Die Rückmeldung ist seit {_days((context.today - until).days)} überfällig (bis {shown(until)})."
    return Problem(message, "Nachfassen und bei „Nachfass am“ eintragen", about=str(until))


def follow_up_date(placement: Placement, stage: Stage) -> date | None:
    """Return the day on which a placement is looked at again, `None` without a beginning."""
    return None if placement.start is None else months_later(placement.start, stage.months)


def _last_talks(context: Context) -> tuple[dict[str, date], dict[str, date]]:
    """Return the day of the last contact about each request, and with each client."""
    by_request: dict[str, date] = {}
    by_client: dict[str, date] = {}
    for _, day, request, client in rows_of(context.office[Contact], "held_on", "request_id", "client_id"):
        if day is None or day > context.today:
            continue
        for found, key in ((by_request, request), (by_client, client)):
            if key is not None and found.get(key, date.min) < day:
                found[key] = day
    return by_request, by_client


def _shown(value: Any, kind: Kind) -> str:
    if kind is Kind.TIME:
        return f"{value:%H:%M}"
    return f"{value:%m.%Y}" if kind is Kind.MONTH else shown(value)


def _days(count: int) -> str:
    return "einem Tag" if count == 1 else f"{count} Tagen"
