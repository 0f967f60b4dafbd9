"""O rules: appointments within the opening hours, on days on which the office is open, one at a time."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from automation.checks.rule import Context, GivesWay, Place, named, office_rule, rows_of
from automation.office.replies import is_awaited
from workbook.findings import Problem, Severity
from workbook.german import shown, shown_time
from workbook.schema import Contact, Referral, Request
from workbook.schema.meanings import OPEN_REQUESTS
from workbook.schema.vocabulary import DayOff

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import time

_APPOINTMENTS = (("held_on", "begin", "end"), ("next_date", "next_begin", "next_end"))
_WEEKDAYS = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")
_WEEKEND = 5


@office_rule(
    "O-01",
    Severity.WARNING,
    Contact,
    needs=((Contact, "channel"),),
    yields=GivesWay(row=("R-07", "R-02")),
)
def appointments_lie_within_the_opening_hours(context: Context) -> Iterator[Place]:
    """Ein Termin liegt ganz in einer Öffnungszeit, außer bei Besuchen, Veranstaltungen und mit Begründung."""
    table, outside = context.office[Contact], _outside(context)
    for day_name, begin_name, end_name in _APPOINTMENTS:
        columns = (day_name, begin_name, end_name, "channel", "outside_hours")
        for row, day, begin, end, channel, justified in rows_of(table, *columns):
            if day is None or justified or (channel is not None and not channel.bound_to_opening_hours):
                continue
            reason = outside(day.weekday(), begin, end)
            if reason is not None and day not in context.settings.days_off:
                column = day_name if day.weekday() >= _WEEKEND else begin_name
                suggestion = "Zeit prüfen oder „außerhalb Öffnungszeit begründet“ auf ja setzen"
                yield Place(table, row, column, Problem(reason, suggestion, about=f"{day} {begin} {end}"))


@office_rule("O-02", Severity.ERROR, Contact, yields=GivesWay(cell=("R-02", "T-01")))
def the_office_is_open(context: Context) -> Iterator[Place]:
    """Ein Termin liegt nicht auf einem Feiertag oder Schließtag."""
    table, days_off = context.office[Contact], context.settings.days_off
    for day_name, _, _ in _APPOINTMENTS:
        days = table.column(day_name)
        if not days_off.keys() & set(days):
            continue
        for row, day, channel, justified in rows_of(table, day_name, "channel", "outside_hours"):
            if day not in days_off or justified or (channel is not None and not channel.bound_to_opening_hours):
                continue
            name = days_off[day] or DayOff.CLOSED
            message = f"Am {shown(day)} ist das Büro geschlossen ({name})."
            suggestion = _next_workday(day, context) if day >= context.today else None
            yield Place(table, row, day_name, Problem(message, suggestion))


@office_rule("O-03", Severity.WARNING, Contact)
def nobody_is_booked_twice(context: Context) -> Iterator[Place]:
    """Niemand hat zwei künftige Termine zur selben Zeit."""
    table = context.office[Contact]
    booked: defaultdict[tuple[str, date], list[tuple[time, time, int, str]]] = defaultdict(list)
    columns = ("contact_id", "adviser", "next_date", "next_begin", "next_end")
    for row, key, adviser, day, begin, end in rows_of(table, *columns):
        if adviser is not None and day is not None and day >= context.today and begin is not None:
            booked[adviser, day].append((begin, max(end or begin, begin), row, key or ""))
    for (adviser, _), appointments in booked.items():
        for (begin, end, first, key), (later, _, row, _) in pairwise(sorted(appointments)):
            if later < end or later == begin:
                since = f"{named(key, first)}, ab {shown_time(begin)}"
                message = f"{adviser} hat zur selben Zeit schon einen Termin ({since})."
                yield Place(table, row, "next_begin", Problem(message, about=f"{adviser} {key} {later}"))


@office_rule("O-04", Severity.HINT, Request, Referral, yields=GivesWay(cell=("R-02", "T-01")))
def deadlines_are_workdays(context: Context) -> Iterator[Place]:
    """Eine künftige Frist liegt auf einem Arbeitstag."""
    requests, referrals = context.office[Request], context.office[Referral]
    for row, due, status in rows_of(requests, "due_on", "status"):
        if status in OPEN_REQUESTS and (problem := _no_workday(due, context)) is not None:
            yield Place(requests, row, "due_on", problem)
    for row, until, replied, result in rows_of(referrals, "reply_until", "replied_on", "result"):
        if is_awaited(replied, result):
            problem = _no_workday(until, context)
            if problem is not None:
                yield Place(referrals, row, "reply_until", problem)


def _outside(context: Context) -> Callable[[int, time | None, time | None], str | None]:
    """Return a function that says why a time lies outside the opening hours; times repeat, so it remembers."""

    @cache
    def reason(weekday: int, begin: time | None, end: time | None) -> str | None:
        blocks = context.settings.opening_blocks(weekday)
        if not blocks:
            when = "am Wochenende" if weekday >= _WEEKEND else f"am {_WEEKDAYS[weekday]}"
            return f"Das Büro ist {when} geschlossen."
        if begin is None:
            return None
        last = end if end is not None and end >= begin else begin
        if any(opens <= begin and last <= closes for opens, closes in blocks):
            return None
        hours = " und ".join(f"{shown_time(opens)}–{shown_time(closes)}" for opens, closes in blocks)
        span = f"{shown_time(begin)}–{shown_time(end)}" if end is not None else f"{shown_time(begin)}"
        return f"{span} liegt nicht ganz in der Öffnungszeit ({_WEEKDAYS[weekday]} {hours})."

    return reason


def _no_workday(day: date | None, context: Context) -> Problem | None:
    if day is None or day < context.today or context.settings.is_workday(day):
        return None
    what = context.settings.days_off.get(day) or _WEEKDAYS[day.weekday()]
    return Problem(f"Der {shown(day)} ist kein Arbeitstag ({what}).", _next_workday(day, context))


def _next_workday(day: date, context: Context) -> str | None:
    """Return the next workday as a question, `None` at the end of all days (a mistyped year)."""
    if day.year == date.max.year:
        return None
    return f"{shown(context.settings.workdays_after(day, 1))}?"
