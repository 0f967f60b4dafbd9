"""X rules: what one sheet says of another's rows is there, is in use, and agrees."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import filterfalse
from typing import TYPE_CHECKING, Any

from automation.checks.keys import lost_keys, spelled
from automation.checks.rule import Context, GivesWay, Place, filled, office_rule, one_of, rows_of, rule
from automation.office.replies import is_awaited
from automation.office.time_limits import confirmed_until, last_confirmed
from workbook.findings import Problem, Severity
from workbook.german import shown
from workbook.schema import (
    TABLES,
    Client,
    Consent,
    Contact,
    Course,
    Employer,
    Household,
    Kind,
    Participation,
    Partner,
    Placement,
    Referral,
    Request,
    StaffMember,
    Vacancy,
    table_of,
)
from workbook.schema.meanings import APPRENTICESHIPS, ON_SGB_II, OPEN_REQUESTS, OPEN_VACANCIES
from workbook.schema.vocabulary import (
    ClientStatus,
    CourseResult,
    EmployerStatus,
    Employment,
    JobKind,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from workbook.tables import Table

_SOMEBODY_ELSE = "Jemandem übergeben, der da ist"
_WORDS, _FEW_KEYS = "Grundlagen", 30
"""Where keys are words (of staff, of subsidies), so many of them can be told in a suggestion."""
_GAVE_UP = frozenset((CourseResult.NOT_STARTED, CourseResult.LEFT, CourseResult.LEFT_FOR_WORK))
_FITS: Mapping[JobKind, frozenset[Employment]] = {
    JobKind.MINIJOB: frozenset((Employment.MINIJOB,)),
    JobKind.PART_TIME: frozenset((Employment.PART_TIME,)),
    JobKind.FULL_TIME: frozenset((Employment.FULL_TIME,)),
    JobKind.APPRENTICESHIP: frozenset(APPRENTICESHIPS),
    JobKind.ENTRY_QUALIFICATION: frozenset((Employment.ENTRY_QUALIFICATION,)),
}


@office_rule("X-01", Severity.ERROR, *TABLES)
def references_lead_somewhere(context: Context) -> Iterator[Place]:
    """Eine Kennung aus einem anderen Blatt gibt es dort."""
    for record in TABLES:
        table = context.office[record]
        for column in record.spec.columns:
            if column.refers_to is None:
                continue
            target = context.office[table_of(column.refers_to)]
            if not target.exists:  # an office without this sheet keeps its keys elsewhere
                continue
            values, keys = table.column(column.name), target.positions
            if column.kind is Kind.MULTIPLE:
                unknown = {value for value in set(values) if value is not None and _missing(value, keys)}
            else:
                unknown = set(filterfalse(keys.__contains__, values)) - {None}
            if not unknown:
                continue
            lost = lost_keys(target)
            problems = {
                value: _dangling(missing, target)
                for value in unknown
                if (missing := tuple(key for key in _missing(value, keys) if not lost(key)))
            }
            for row, value in zip(table.rows, values, strict=True):
                if value in problems:
                    yield Place(table, row, column.name, problems[value])


@office_rule("X-02", Severity.ERROR, Referral, Request, Client, Contact, Vacancy, Placement)
def nobody_relies_on_the_inactive(context: Context) -> Iterator[Place]:
    """Was noch läuft, hängt nicht an inaktiven Partnern, ausgeschiedenem Personal oder gesperrten Arbeitgebern."""
    yield from _referrals_to_inactive_partners(context)
    yield from _work_of_absent_staff(context)
    yield from _work_at_blocked_employers(context)


@rule("X-03", Severity.ERROR, Placement, "employer_id", where=filled("vacancy_id"))
def vacancy_is_of_the_same_employer(placement: Placement, context: Context) -> Problem | None:
    """Stelle und Arbeitgeber einer Vermittlung gehören zusammen."""
    vacancies = context.office[Vacancy]
    position = vacancies.positions.get(placement.vacancy_id or "")
    employer = vacancies.column("employer_id")[position] if position is not None else None
    if employer is None or placement.employer_id is None or employer == placement.employer_id:
        return None
    if not all(_is_there(key, context.office[Employer]) for key in (employer, placement.employer_id)):
        return None  # X-01 has said which of the two is nobody's
    message = f"Die Stelle {placement.vacancy_id} gehört zu {employer}, hier steht {placement.employer_id}."
    return Problem(message, f"{employer}, oder eine andere StelleID", about=f"{placement.vacancy_id} {employer}")


@office_rule("X-04", Severity.ERROR, Referral, Request, Consent, yields=GivesWay(row=("X-01",)))
def referral_is_about_one_person(context: Context) -> Iterator[Place]:
    """Verweis, Anliegen und Einwilligung gehören zu derselben Person."""
    table, requests, consents = (context.office[record] for record in (Referral, Request, Consent))
    clients = context.office[Client]
    asked, agreed = _owners(requests, clients), _owners(consents, clients)
    for row, client, request, consent in rows_of(table, "client_id", "request_id", "consent_id"):
        if client is None:
            continue
        asks, agrees = asked.get(request), agreed.get(consent)
        if asks is not None and asks == agrees != client:
            message = f"Anliegen {request} und Einwilligung {consent} gehören zu {asks}, hier steht {client}."
            yield Place(table, row, "client_id", Problem(message, asks, about=f"{asks} {client}"))
            continue
        for name, key, person, noun in (
            ("request_id", request, asks, "Das Anliegen"),
            ("consent_id", consent, agrees, "Die Einwilligung"),
        ):
            if person is not None and person != client:
                message = f"{noun} {key} gehört zu {person}, der Verweis zu {client}."
                suggestion = f"Kennung oder KlientID berichtigen; der Verweis gehört zu {client}?"
                yield Place(table, row, name, Problem(message, suggestion, about=f"{key} {person} {client}"))
    yield from _requests_with_referrals_of_others(requests, table, clients)


@office_rule("X-05", Severity.WARNING, Client, Household)
def recipients_and_households_belong_together(context: Context) -> Iterator[Place]:
    """Wer SGB II bekommt, gehört zu einer BG, und zu jeder BG gehört eine Person."""
    clients, households = context.office[Client], context.office[Household]
    members = set(clients.column("household_id"))
    # A household whose key a client has in another spelling is not without members: X-01 has said it.
    astray = {key for key in members if key and key not in households.positions}
    members |= {spelled(key, households.positions) for key in astray}
    strays = sum(not spelled(key, households.positions) for key in astray)
    if households.exists:
        for row, status, household, state in rows_of(clients, "benefit_status", "household_id", "status"):
            if household is None and status in ON_SGB_II and not (state is not None and state.ended):
                message = f"Leistungsbezug „{status}“, aber der Haushalt (BG) fehlt."
                yield Place(clients, row, "household_id", Problem(message))
    if not clients.present("household_id"):
        return
    empty = [row for row, key in rows_of(households, "household_id") if key is not None and key not in members]
    if len(empty) > strays:  # else each may be the household of somebody whose key X-01 has told
        for row in empty:
            yield Place(households, row, "household_id", Problem("Zu dieser BG gehört niemand im Blatt Klienten."))


@office_rule("X-06", Severity.ERROR, Course, Participation)
def course_has_room(context: Context) -> Iterator[Place]:
    """An einem Kurs nehmen nicht mehr Menschen teil, als er Plätze hat."""
    courses, participations = context.office[Course], context.office[Participation]
    seats = {
        (course, client or row)  # a row that stands twice takes no second seat
        for row, course, client, result in rows_of(participations, "course_id", "client_id", "result")
        if result not in _GAVE_UP
    }
    taken = Counter(course for course, _ in seats)
    for row, key, places in rows_of(courses, "course_id", "places"):
        if places is not None and taken[key] > places:
            message = f"{taken[key]} Teilnahmen auf {places} {'Platz' if places == 1 else 'Plätzen'}."
            yield Place(courses, row, "places", Problem(message, about=f"{taken[key]}/{places}"))


@office_rule(
    "X-07",
    Severity.WARNING,
    Participation,
    Placement,
    needs=((Participation, "client_id"), (Participation, "placement_id")),
)
def passed_courses_lead_to_their_placement(context: Context) -> Iterator[Place]:
    """Wer bestanden und danach Arbeit gefunden hat, dessen Teilnahme nennt die eigene Vermittlung."""
    table, placements, clients = (context.office[record] for record in (Participation, Placement, Client))
    works: defaultdict[str, list[tuple[date, str]]] = defaultdict(list)
    learning, named_there = set(table.column("client_id")), set(table.column("placement_id"))
    owners = {}
    for _, key, client, start in rows_of(placements, "placement_id", "client_id", "start"):
        if key in named_there:
            owners[key] = client
        if client in learning and client is not None and key is not None and start is not None:
            works[client].append((start, key))
    columns = ("client_id", "entered_on", "result", "placement_id")
    for row, client, entered, result, linked in rows_of(table, *columns):
        if linked is not None:
            people = {owners.get(linked), client}
            if None not in people and len(people) > 1 and all(_is_there(key, clients) for key in people):
                message = f"{linked} gehört zu {owners[linked]}, die Teilnahme zu {client}."
                yield Place(table, row, "placement_id", Problem(message))
        elif result is CourseResult.PASSED and entered is not None:
            later = min((work for work in works.get(client, ()) if work[0] >= entered), default=None)
            if later is not None:
                message = f"Bestanden, und ab {shown(later[0])} in Arbeit ({later[1]}); die VermittlungID fehlt."
                yield Place(table, row, "placement_id", Problem(message, later[1]))


_KIND_TOLD = GivesWay(cell=("C-11",), row=("X-03", "C-01", "C-02", "R-04"))


@rule("X-08", Severity.WARNING, Placement, "kind", where=filled("vacancy_id"), yields=_KIND_TOLD)
def placement_is_of_the_vacancy_s_kind(placement: Placement, context: Context) -> Problem | None:
    """Die Beschäftigungsart passt zur Art der Stelle."""
    vacancies = context.office[Vacancy]
    position = vacancies.positions.get(placement.vacancy_id or "")
    kind = vacancies.column("kind")[position] if position is not None else None
    if kind is None or placement.kind is None or placement.kind in _FITS.get(kind, ()):
        return None
    message = f"Die Stelle {placement.vacancy_id} ist „{kind}“, die Vermittlung „{placement.kind}“."
    return Problem(message, "Stelle oder Beschäftigungsart prüfen", about=f"{kind} {placement.kind}")


@office_rule("X-09", Severity.ERROR, Contact)
def advisers_may_see_social_data(context: Context) -> Iterator[Place]:
    """Wer Menschen mit SGB II berät, darf Sozialdaten sehen."""
    staff, clients, contacts = context.office[StaffMember], context.office[Client], context.office[Contact]
    barred = {key for _, key, may in rows_of(staff, "initials", "may_see_social_data") if key and may is False}
    if not barred:
        return
    status = clients.column("benefit_status")
    for row, adviser, client in rows_of(contacts, "adviser", "client_id"):
        position = clients.positions.get(client) if adviser in barred else None
        if position is not None and status[position] in ON_SGB_II:
            message = f"{client} bekommt SGB II; {adviser} darf laut Blatt Personal keine Sozialdaten sehen."
            yield Place(contacts, row, "adviser", Problem(message))


@rule(
    "X-10",
    Severity.WARNING,
    Vacancy,
    "confirmed_on",
    where=one_of("take_away", True),
    yields=GivesWay(cell=("F-", "R-02", "T-01")),
)
def notice_is_up_to_date(vacancy: Vacancy, context: Context) -> str | None:
    """Eine Stelle zum Mitnehmen wurde in den letzten 30 Tagen gemeldet oder bestätigt."""
    days = vacancy.confirmed_on, vacancy.reported_on
    last, until = last_confirmed(*days), confirmed_until(*days)
    if vacancy.status not in OPEN_VACANCIES or last is None or until is None or until >= context.today:
        return None
    how = (
        "zuletzt am {} bestätigt" if vacancy.confirmed_on is not None else "seit der Meldung am {} nicht bestätigt"
    )
    return f"Die Stelle hängt aus, wurde aber {how.format(shown(last))}. Gibt es sie noch?"


def _is_there(key: str | None, target: Table[Any]) -> bool:
    """Tell whether a key leads to a row; where the office keeps those rows elsewhere, each key does (X-01)."""
    return key is None or key in target.positions or not target.exists


def _owners(table: Table[Any], clients: Table[Any]) -> Mapping[str, str]:
    """Return whose row each key is, where that person is there; of equal keys the first counts."""
    people = table.column("client_id")
    owners = ((key, people[position]) for key, position in table.positions.items())
    return {key: owner for key, owner in owners if owner is not None and _is_there(owner, clients)}


def _requests_with_referrals_of_others(
    requests: Table[Any], referrals: Table[Any], clients: Table[Any]
) -> Iterator[Place]:
    people, back = _owners(referrals, clients), referrals.column("request_id")
    for row, request, client, key in rows_of(requests, "request_id", "client_id", "referral_id"):
        person = people.get(key)
        if client is None or person is None or person == client:
            continue
        if request is not None and back[referrals.positions[key]] == request:
            continue  # the referral names this request, and it has been told there
        message = f"Der Verweis {key} gehört zu {person}, das Anliegen zu {client}."
        yield Place(requests, row, "referral_id", Problem(message, about=f"{key} {person} {client}"))


def _missing(value: Any, keys: Mapping[str, int]) -> tuple[str, ...]:
    several = value if isinstance(value, tuple) else (value,)
    return tuple(key for key in several if key not in keys)


def _dangling(missing: tuple[str, ...], target: Table[Any]) -> Problem:
    what = f"{' und '.join(missing)} gibt es im Blatt „{target.sheet}“ nicht."
    meant = spelled(missing[0], target.positions)
    if meant is not None:
        return Problem(what, meant)
    if target.spec.group == _WORDS and 0 < len(target.positions) <= _FEW_KEYS:
        return Problem(what, f"Eines von dort: {', '.join(target.positions)}")
    return Problem(what, f"Im Blatt „{target.sheet}“ nachsehen, welche Kennung gemeint ist")


def _referrals_to_inactive_partners(context: Context) -> Iterator[Place]:
    partners, referrals = context.office[Partner], context.office[Referral]
    inactive = {key for _, key, active in rows_of(partners, "partner_id", "active") if key and active is False}
    for row, partner, replied, result in rows_of(referrals, "partner_id", "replied_on", "result"):
        if partner in inactive and is_awaited(replied, result):
            message = f"Der Verweis ist offen, aber {partner} ist im Blatt Partner nicht mehr aktiv."
            yield Place(
                referrals, row, "partner_id", Problem(message, "Anderen Partner suchen oder Verweis abschließen")
            )


def _work_of_absent_staff(context: Context) -> Iterator[Place]:
    spans = {
        key: (begin, end)
        for _, key, begin, end in rows_of(context.office[StaffMember], "initials", "active_from", "active_until")
        if key and (begin or end) and not _told_there(begin, end, context)
    }
    if not spans:
        return
    today = context.today
    clients, requests, contacts = context.office[Client], context.office[Request], context.office[Contact]
    gone = {key for key in spans if _absent(spans[key], today)}
    if gone:
        for row, owner, status in rows_of(clients, "owner", "status"):
            if owner in gone and status is not None and not status.ended and status is not ClientStatus.RESTING:
                yield Place(clients, row, "owner", Problem(_absence(owner, spans[owner], today), _SOMEBODY_ELSE))
        for row, owner, status in rows_of(requests, "owner", "status"):
            if owner in gone and status in OPEN_REQUESTS:
                yield Place(requests, row, "owner", Problem(_absence(owner, spans[owner], today), _SOMEBODY_ELSE))
    for row, adviser, day in rows_of(contacts, "adviser", "next_date"):
        if day is not None and day >= today and adviser in spans and _absent(spans[adviser], day):
            message = _absence(adviser, spans[adviser], day)
            yield Place(contacts, row, "adviser", Problem(message, "Termin jemand anderem geben"))


def _told_there(begin: date | None, end: date | None, context: Context) -> bool:
    """Tell whether an end cannot be: R-02 or T-01 say so at the colleague's row, once for all their work."""
    return end is not None and (end < context.office_start or (begin is not None and end < begin))


def _absent(span: tuple[date | None, date | None], day: date) -> bool:
    begin, end = span
    return (begin is not None and day < begin) or (end is not None and day > end)


def _absence(key: str, span: tuple[date | None, date | None], day: date) -> str:
    begin, end = span
    if end is not None and day > end:
        return f"{key} ist laut Blatt Personal nur bis {shown(end)} da."
    return f"{key} ist laut Blatt Personal erst ab {shown(begin)} da." if begin else f"{key} ist nicht da."


def _work_at_blocked_employers(context: Context) -> Iterator[Place]:
    employers = context.office[Employer]
    blocked = {
        key: since
        for _, key, status, since in rows_of(employers, "employer_id", "status", "since")
        if key and status is EmployerStatus.BLOCKED
    }
    if not blocked:
        return
    vacancies, placements = context.office[Vacancy], context.office[Placement]
    for row, employer, status in rows_of(vacancies, "employer_id", "status"):
        if employer in blocked and status in OPEN_VACANCIES:
            message = f"Die Stelle ist offen, aber {employer} ist gesperrt."
            yield Place(
                vacancies,
                row,
                "employer_id",
                Problem(message, "Stelle zurückziehen, oder die Sperre prüfen", column="status"),
            )
    for row, employer, start in rows_of(placements, "employer_id", "start"):
        if employer in blocked and start is not None and start >= (blocked[employer] or context.today):
            yield Place(
                placements, row, "employer_id", Problem(f"{employer} ist gesperrt, Beginn ist am {shown(start)}.")
            )
