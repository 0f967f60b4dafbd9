"""Facts of the requests (ANL): what came in, what was done, what is open, overdue or nobody's."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from automation.dashboard.facts import UNSTATED, Code, Fact
from workbook.schema import Request
from workbook.schema.vocabulary import RequestStatus

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from automation.dashboard.facts import Reporting, Sources
    from automation.office.placements import Person
    from workbook.tables import Table

_NO_BEGIN = "Ohne gültiges Eingangsdatum: zählt in keinem Quartal."
_NO_END = "Abgeschlossen ohne gültiges Datum: zählt weder als erledigt noch als offen."
_NO_OWNER = "Hier fehlt, wer sich kümmert."
_NO_LENGTH = "Erledigt vor dem Eingang: zählt ohne Dauer."


def derive(sources: Sources) -> Iterator[Fact]:
    """Yield the facts of each request.

    What came in has the denominator 1 if it is also known until when it was open: what is open at the end of a day
    is then what had come in by that day less what had ended by it.
    """
    table, known = sources.office[Request], sources.people
    for request in table:
        yield from _of_request(request, table, known.get(request.client_id or ""), sources.reporting)


def _of_request(
    request: Request, table: Table[Request], person: Person | None, reporting: Reporting
) -> Iterator[Fact]:
    today = reporting.today
    received = _past(request.received_on, today)
    is_open = request.status is None or request.status.is_open
    ended = _past(request.done_on, today) if received is not None and not is_open else None
    dated = received is not None and (is_open or ended is not None)
    came_in = Fact(
        code=Code.REQUESTS_IN,
        day=received,
        numerator=int(received is not None and reporting.holds(received)),
        denominator=int(dated),
        value=None,
        sheet=table.sheet,
        key=request.request_id or "",
        cell=table.cell(request.row, "received_on"),
        sentence="" if dated else _NO_BEGIN if received is None else _NO_END,
        district=(person.district if person else None) or UNSTATED,
        gender=(person.gender if person else None) or UNSTATED,
        group=request.category or UNSTATED,
    )
    yield came_in
    if is_open:
        yield from _open(request, came_in, table, today)
        return
    days = (ended - received).days if ended is not None and received is not None else -1
    yield replace(
        came_in,
        code=Code.REQUESTS_DONE if request.status is RequestStatus.DONE else Code.REQUESTS_CANCELLED,
        day=ended,
        numerator=int(ended is not None and reporting.holds(ended)),
        denominator=int(days >= 0),
        value=days if days >= 0 else None,
        cell=table.cell(request.row, "done_on"),
        sentence=came_in.sentence or (_NO_LENGTH if days < 0 else ""),
    )


def _open(request: Request, came_in: Fact, table: Table[Request], today: date) -> Iterator[Fact]:
    """Yield what is to be said of an open request on `today`: its age, its delay, a missing owner (days)."""
    age = (today - came_in.day).days if came_in.day is not None else None
    row = request.row
    yield replace(
        came_in,
        code=Code.REQUESTS_OPEN,
        numerator=1,
        denominator=int(age is not None),
        value=age,
        cell=table.cell(row, "status"),
    )
    due = request.due_on
    if due is not None and due < today:
        late = (today - due).days
        cell = table.cell(row, "due_on")
        yield replace(
            came_in, code=Code.REQUESTS_OVERDUE, day=due, numerator=1, denominator=1, value=late, cell=cell
        )
    if request.owner is None:
        cell = table.cell(row, "owner")
        yield replace(
            came_in, code=Code.REQUESTS_UNOWNED, numerator=1, denominator=1, cell=cell, sentence=_NO_OWNER
        )


def _past(day: date | None, today: date) -> date | None:
    """Return a day that has been, `None` for one that cannot be right yet."""
    return day if day is not None and day <= today else None
