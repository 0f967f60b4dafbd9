"""T rules on the order of dates. What is due is in `due.py`."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from automation.checks.possible_values import outside_the_time_of_the_office
from automation.checks.rule import Context, GivesWay, Place, filled, named, office_rule, one_of, rows_of, rule
from automation.office.law import subsidies_by_code
from workbook.findings import Problem, Severity
from workbook.german import shown, shown_month, shown_time, with_and
from workbook.reading.formats.dates import months_later
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
from workbook.schema.choices import ISSUED_BY_THE_AGENCY, ISSUED_BY_THE_JOBCENTER
from workbook.schema.meanings import NOT_LOOKED_AT
from workbook.schema.people import Tracked
from workbook.schema.vocabulary import FollowUp

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbook.schema import Record
    from workbook.tables import Table


ISSUED_BY_THE_AGENCY_SINCE = date(2025, 1, 1)
"""Since then the Agentur für Arbeit grants further training to recipients of SGB II too (domain.md 0.9)."""

_WAIT = "bis zum {} „offen“ lassen"
DATES_TOLD = GivesWay(row=("T-01/F", "R-02"))
"""A wrong date has been told; what follows from it is no second mistake."""


class Span(Struct, frozen=True):
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
    Span(Client, "intake_date", "closed_on"),
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


class Stage(Struct, frozen=True):
    """One of the three looks at whether somebody placed is still in work."""

    months: int
    status: str
    checked: str


STAGES = (
    Stage(3, "status_3", "checked_3"),
    Stage(6, "status_6", "checked_6"),
    Stage(12, "status_12", "checked_12"),
)


@office_rule("T-01", Severity.ERROR, *dict.fromkeys(span.record for span in SPANS), yields=GivesWay(cell=("T-02",)))
def ends_follow_beginnings(context: Context) -> Iterator[Place]:
    """Ein Ende liegt nicht vor seinem Beginn."""
    broken: defaultdict[tuple[type[Record], str, int], list[tuple[Span, Any, Any]]] = defaultdict(list)
    for span in SPANS:
        for row, begin, end in rows_of(context.office[span.record], span.begin, span.end):
            if begin is not None and end is not None and end < begin and _is_reversed(span, begin, end, context):
                broken[span.record, span.begin, row].append((span, begin, end))
    told = set()
    for (record, _, row), pairs in broken.items():
        # A beginning after several ends is itself the mistake, and so is an end before several beginnings.
        column, problem = _reversed(pairs)
        if (record, row, column) not in told:
            told.add((record, row, column))
            yield Place(context.office[record], row, column, problem)


@rule("T-02", Severity.ERROR, Placement, "start", definition=True)
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


@rule("T-03", Severity.ERROR, Placement, "status_3", where=filled("start"), yields=DATES_TOLD)
def nobody_knows_the_future(placement: Placement, context: Context) -> Problem | None:
    """Der Verbleib ist erst ab dem Prüfdatum eingetragen."""
    for stage in STAGES:
        due = follow_up_date(placement, stage)
        # Judged against the day of the check, so that a look back at an earlier day says the same.
        seen = getattr(placement, stage.checked) or context.today
        if due is not None and due > seen and getattr(placement, stage.status) not in NOT_LOOKED_AT:
            told = (
                f"Der Verbleib nach {stage.months} Monaten steht schon da, zu prüfen ist er erst am {shown(due)}."
            )
            return Problem(told, _WAIT.format(shown(due)), column=stage.status)
    return None


@rule("T-05", Severity.ERROR, Placement, "status_6", where=filled("start"), yields=DATES_TOLD)
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


@office_rule("T-08", Severity.ERROR, Referral, Request, yields=GivesWay(row=("X-01", "X-04", "R-02")))
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


@rule("T-09", Severity.WARNING, Participation, "voucher_until", yields=GivesWay(row=("R-02",)))
def voucher_is_valid_at_the_start(participation: Participation, _: Context) -> Problem | None:
    """Ein Bildungsgutschein gilt noch, wenn die Teilnahme beginnt."""
    until, entered = participation.voucher_until, participation.entered_on
    if until is None or entered is None or entered <= until:
        return None
    return Problem(
        f"Der Gutschein galt bis {shown(until)}, der Eintritt war am {shown(entered)}.", about=f"{entered}"
    )


@rule(
    "T-11",
    Severity.ERROR,
    Participation,
    "voucher_by",
    where=one_of("voucher_by", ISSUED_BY_THE_JOBCENTER),
    definition=True,
)
def voucher_comes_from_the_agency(participation: Participation, _: Context) -> Problem | None:
    """Seit 2025 gibt die Agentur für Arbeit den Bildungsgutschein aus, nicht mehr das Jobcenter."""
    entered = participation.entered_on
    if entered is None or entered < ISSUED_BY_THE_AGENCY_SINCE:
        return None
    since = shown(ISSUED_BY_THE_AGENCY_SINCE)
    message = f"Seit dem {since} gibt die Agentur für Arbeit den Bildungsgutschein aus."
    return Problem(message, ISSUED_BY_THE_AGENCY)


@office_rule("T-11", Severity.ERROR, Placement, Course, Subsidy, definition=True)
def subsidies_are_in_force(context: Context) -> Iterator[Place]:
    """Eine Förderung galt am Beginn der Vermittlung oder des Kurses schon und noch."""
    subsidies, codes = subsidies_by_code(context.office), context.office[Subsidy]
    bounded = {code: row for code, row in subsidies.items() if row.valid_from or row.valid_to}
    for record, name, begin in ((Placement, "subsidy", "start"), (Course, "legal_basis", "begin")):
        table: Table[Any] = context.office[record]
        for row, code, start in rows_of(table, name, begin):
            subsidy = bounded.get(code)
            if subsidy is None or start is None:
                continue
            if subsidy.valid_from is not None and start < subsidy.valid_from:
                message = f"{code} gibt es erst seit dem {shown(subsidy.valid_from)}, Beginn war am {shown(start)}."
            elif subsidy.valid_to is not None and start > subsidy.valid_to:
                message = f"{code} gab es nur bis zum {shown(subsidy.valid_to)}, Beginn war am {shown(start)}."
            else:
                continue
            roots = tuple((codes.sheet, codes.cell(subsidy.row, end)) for end in ("valid_from", "valid_to"))
            yield Place(table, row, name, Problem(message, about=f"{code} {start}"), roots)


def follow_up_date(placement: Placement, stage: Stage) -> date | None:
    """Return the day on which a placement is looked at again, `None` without a beginning."""
    return None if placement.start is None else months_later(placement.start, stage.months)


def _is_reversed(span: Span, begin: Any, end: Any, context: Context) -> bool:
    """Tell whether an end before its beginning is worth a word: R-01 and R-02 have told of days that cannot be."""
    spec = span.record.spec
    if Kind.MONTH in {spec.column(span.begin).kind, spec.column(span.end).kind}:
        return (end.year, end.month) != (begin.year, begin.month)
    if spec.column(span.begin).kind is Kind.TIME:
        return True
    if span.begin == "birth_date" and begin > context.today:
        return False
    return not any(
        outside_the_time_of_the_office(span.record, name, day, context)
        for name, day in ((span.begin, begin), (span.end, end))
    )


def _reversed(pairs: list[tuple[Span, Any, Any]]) -> tuple[str, Problem]:
    """Return the column and the problem of a beginning and the ends before it: of one end there, of more here."""
    span, begin, end = pairs[0]
    spec = span.record.spec
    begin_column = spec.column(span.begin)
    first = f"„{begin_column.label}“ ({_shown(begin, begin_column.kind)})"
    severity = min((each.severity for each, _, _ in pairs), key=lambda each: each.rank)
    if len(pairs) == 1:
        end_column = spec.column(span.end)
        message = f"„{end_column.label}“ ({_shown(end, end_column.kind)}) liegt vor {first}."
        problem = Problem(message, "Eines der beiden berichtigen", severity=severity, about=f"{begin} {end}")
        return span.end, problem
    ends = [
        f"„{spec.column(each.end).label}“ ({_shown(day, spec.column(each.end).kind)})" for each, _, day in pairs
    ]
    message = f"{first} liegt nach {with_and(ends)}."
    about = f"{begin} {' '.join(str(day) for _, _, day in pairs)}"
    return span.begin, Problem(message, f"„{begin_column.label}“ prüfen", severity=severity, about=about)


def _shown(value: Any, kind: Kind) -> str:
    if kind is Kind.TIME:
        return shown_time(value)
    return shown_month(value) if kind is Kind.MONTH else shown(value)
