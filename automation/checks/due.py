"""T rules on what is due: checks, reminders, answers and certificates that wait for somebody.

Overdue is a warning of its own kind: nothing is typed wrong, somebody has something to do.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from automation.checks.rule import Context, GivesWay, Place, Where, filled, office_rule, one_of, rows_of, rule
from automation.checks.temporal import DATES_TOLD, STAGES, follow_up_date
from automation.office.replies import ReplyTime, is_awaited
from workbook.findings import Problem, Severity
from workbook.german import shown, with_and
from workbook.schema import Client, Contact, Participation, Placement, Referral, Request
from workbook.schema.meanings import ENDED_CLIENTS, NOT_LOOKED_AT, NOT_NOTED, OPEN_REQUESTS, UNANSWERED
from workbook.schema.vocabulary import (
    Appearance,
    Channel,
    FollowUp,
    RequestStatus,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

CHECK_WITHIN = timedelta(days=30)
QUIET_HINT, QUIET_WARNING = timedelta(days=30), timedelta(days=90)
APPEARANCE_WITHIN = timedelta(days=5)

RENEW_WITHIN = timedelta(days=60)
"""A welder's certificate has to be confirmed or renewed in time (DIN EN ISO 9606-1)."""

_NOBODY_COMES = frozenset((Channel.PHONE, Channel.EMAIL, Channel.EVENT))
_APPEARANCES = " / ".join(each for each in Appearance if each is not Appearance.OPEN)


def _overdue(due: date | None, status: RequestStatus | None, context: Context) -> bool:
    return due is not None and due < context.today and status in OPEN_REQUESTS


@rule(
    "T-04",
    Severity.WARNING,
    Placement,
    "status_3",
    where=filled("start"),
    yields=GivesWay(cell=("F-",), row=DATES_TOLD.row),
)
def follow_ups_are_made(placement: Placement, context: Context) -> Problem | None:
    """Der Verbleib wird spätestens 30 Tage nach dem Prüfdatum geprüft."""
    overdue = [
        (stage, due)
        for stage in STAGES
        if (due := follow_up_date(placement, stage)) is not None
        and due < context.today - CHECK_WITHIN
        and getattr(placement, stage.status) in NOT_LOOKED_AT
    ]
    if not overdue:
        return None
    stage, due = overdue[-1]  # the latest is what can still be asked; one finding for each placement is enough
    months = with_and([str(stage.months) for stage, _ in overdue])
    ended = placement.actual_end is not None and placement.actual_end < due
    suggestion = f"{FollowUp.NO}, wenn keine andere Arbeit folgte" if ended else None
    when = f"fällig war sie am {shown(due)}" if len(overdue) == 1 else f"zuletzt fällig war sie am {shown(due)}"
    message = f"Die Prüfung des Verbleibs nach {months} Monaten steht noch aus; {when}."
    return Problem(message, suggestion, column=stage.status, about=months)


@rule(
    "T-06",
    Severity.WARNING,
    Request,
    "due_on",
    where=Where(("due_on", "status"), _overdue),
    yields=GivesWay(cell=("T-01", "R-02")),
)
def request_is_overdue(request: Request, context: Context) -> Problem | None:
    """Die Wiedervorlage eines offenen Anliegens liegt nicht in der Vergangenheit."""
    if request.due_on is None:
        return None
    days = (context.today - request.due_on).days
    message = f"Die Wiedervorlage ist seit {_days(days)} überfällig."
    return Problem(message, "Jetzt angehen oder ein neues Datum eintragen")


@office_rule("T-07", Severity.WARNING, Request, Contact, yields=GivesWay(row=("R-02",)))
def requests_are_worked_on(context: Context) -> Iterator[Place]:
    """Ein offenes Anliegen bleibt nicht länger als 30 Tage (Hinweis) oder 90 Tage (Warnung) ohne Kontakt."""
    by_request, by_client = _last_talks(context)
    table = context.office[Request]
    columns = ("request_id", "client_id", "received_on", "due_on", "status")
    for row, key, client, received, due, status in rows_of(table, *columns):
        if status not in OPEN_REQUESTS or received is None or due is None or due < context.today:
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


@office_rule("T-10", Severity.WARNING, Participation, Client, yields=GivesWay(cell=("T-01", "R-02")))
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
        if until > context.today + RENEW_WITHIN or (position is not None and status[position] in ENDED_CLIENTS):
            continue
        verb = "läuft am" if until >= context.today else "ist am"
        message = f"Das Zertifikat {verb} {shown(until)} {'ab' if until >= context.today else 'abgelaufen'}."
        yield Place(table, row, "certificate_until", Problem(message, "Verlängerung klären"))


@office_rule("T-13", Severity.ERROR, Contact, yields=GivesWay(cell=("F-",), row=("R-02",)))
def appearance_is_noted(context: Context) -> Iterator[Place]:
    """Fünf Tage nach einem Termin steht da, ob jemand erschienen ist; leer heißt nicht „ja“."""
    table, last = context.office[Contact], context.today - APPEARANCE_WITHIN
    noted = table.column("appeared")
    words = set(noted)
    if words == {None} or words.isdisjoint(NOT_NOTED):
        return  # an office that never notes it wants no word on each row
    columns = ("held_on", "next_date", "client_id", "channel", "appeared")
    for row, held, planned, client, channel, appeared in rows_of(table, *columns):
        day = planned or held
        if day is None or day >= last or appeared not in NOT_NOTED:
            continue
        if appeared is None:
            if client is None or channel in _NOBODY_COMES:
                continue
            message = f"Der Termin war am {shown(day)}, aber „erschienen“ ist leer."
            problem = Problem(message, _APPEARANCES, severity=Severity.WARNING, about=str(day))
        else:
            message = f"Der Termin war am {shown(day)}, aber „erschienen“ steht noch auf „offen“."
            problem = Problem(message, _APPEARANCES, about=str(day))
        yield Place(table, row, "appeared", problem)


@rule(
    "T-14",
    Severity.WARNING,
    Referral,
    "reply_until",
    where=one_of("result", *UNANSWERED),
    yields=GivesWay(cell=("T-01", "R-02")),
)
def replies_come_in_time(referral: Referral, context: Context) -> Problem | None:
    """Ein Partner antwortet bis zum vereinbarten Tag, sonst binnen der Antwortfrist, oder es wird nachgefasst."""
    day = referral.referred_on
    if not is_awaited(referral.replied_on, referral.result) or day is None or day > context.today:
        return None
    chased, asked = referral.chase_on, ReplyTime(context.settings)
    until = asked.until_reminded(day, referral.reply_until, chased, context.today)
    if until >= context.today:
        return None
    again = " nach dem Nachfassen" if chased is not None else ""
    message = (
        f"Die Rückmeldung{again} ist seit {_days((context.today - until).days)} überfällig (bis {shown(until)})."
    )
    return Problem(message, "Nachfassen und bei „Nachfass am“ eintragen", about=str(until))


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


def _days(count: int) -> str:
    return "einem Tag" if count == 1 else f"{count} Tagen"
