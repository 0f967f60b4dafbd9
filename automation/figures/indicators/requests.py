"""The requests (ANL): what came in, what was done, what is open, overdue or nobody's."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from automation.figures.adding import HALF, Over
from automation.figures.fact import UNSTATED, Fact
from automation.figures.measures import PEOPLE, Group, Largest, Less, Measure, Nature, Quantile, Split, Sum
from automation.figures.reads import Reads
from workbook.schema import Request
from workbook.schema.meanings import UNFINISHED_REQUESTS
from workbook.schema.vocabulary import RequestStatus

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from automation.figures.reporting import Reporting
    from automation.figures.sources import Sources
    from workbook.tables import Table

IN, DONE, CANCELLED = "ANL_EINGANG", "ANL_ERLEDIGT", "ANL_ABGEBROCHEN"
OPEN, OVERDUE, UNOWNED = "ANL_OFFEN", "ANL_UEBERFAELLIG", "ANL_OHNE_EIGNER"
UNDATED, ELSEWHEN = "ANL_OHNE_ABSCHLUSSDATUM", "ANL_AUSSERHALB"

_NO_BEGIN = "Ohne gültiges Eingangsdatum: zählt in keinem Quartal."
_NOT_YET = "Geht erst nach dem Stand der Daten ein: bis dahin kein Eingang."
_NO_END = "Abgeschlossen ohne gültiges Datum: zählt weder als erledigt noch als offen."
_NO_OWNER = "Hier fehlt, wer sich kümmert."
_NO_LENGTH = "Erledigt vor dem Eingang: zählt ohne Dauer."
_OUTSIDE = "Abgeschlossen außerhalb des Berichtszeitraums: nicht mehr offen, aber in keinem Quartal gezählt."
_ENDS_LATER = "Ist erst nach dem Stand der Daten abgeschlossen: bis dahin offen."


def derive(sources: Sources) -> Iterator[Fact]:
    """Yield the facts of each request.

    What came in has the denominator 1 if it is also known until when it was open: what is open at the end of a day
    is then what had come in by that day less what had ended by it.
    """
    table, last_day = sources.once[Request], sources.reporting.last_day
    for request in map(_Asked, table.rows, *map(table.column, _Asked._fields[1:])):
        yield from _of_request(request, table, sources, last_day)


class _Asked(NamedTuple):
    """What is read of a request; of all that stands in its row a fraction of the time."""

    row: int
    request_id: str | None
    client_id: str | None
    category: str | None
    received_on: date | None
    status: RequestStatus | None
    done_on: date | None
    due_on: date | None
    owner: str | None


def _of_request(request: _Asked, table: Table[Request], sources: Sources, last_day: date) -> Iterator[Fact]:
    reporting, row = sources.reporting, request.row
    received = request.received_on
    arrived = _past(received, last_day)
    is_open = request.status in UNFINISHED_REQUESTS
    later = not is_open and request.done_on is not None and request.done_on > last_day
    ended = None if is_open else _past(request.done_on, last_day)
    done_on = request.done_on
    dated = received is not None and (is_open or (done_on is not None and received <= done_on))
    sentence = "" if dated else _NO_BEGIN if received is None else _NO_END if done_on is None else ""
    if received is not None and arrived is None:
        sentence = _NOT_YET
    came_in = Fact(
        code=IN,
        day=arrived,
        numerator=int(arrived is not None and reporting.holds(arrived)),
        denominator=int(dated and arrived is not None),
        value=None,
        sheet=table.sheet,
        key=request.request_id or "",
        cell=table.cell(row, "received_on"),
        sentence=sentence or (_ENDS_LATER if later else ""),
        group=request.category or UNSTATED,
        **sources.of_person(request.client_id),
    )
    yield came_in
    if received is None or (arrived is None and ended is None):
        return
    if is_open or later:
        yield from _open(request, came_in, table, reporting)
        return
    if ended is None:
        yield came_in.but(code=UNDATED, numerator=1, denominator=0, cell=table.cell(row, "done_on"))
        return
    code = DONE if request.status is RequestStatus.DONE else CANCELLED
    held, days = reporting.holds(ended), (ended - received).days
    yield came_in.but(
        code=code if held else ELSEWHEN,
        day=ended,
        numerator=1,
        denominator=int(days >= 0),
        value=days if days >= 0 else None,
        cell=table.cell(row, "done_on"),
        sentence=(_NO_LENGTH if days < 0 else "") if held else _OUTSIDE,
    )


def _open(request: _Asked, came_in: Fact, table: Table[Request], reporting: Reporting) -> Iterator[Fact]:
    """Yield what is to be said of an open request on the last day: its age, its delay, a missing owner (days)."""
    row, day = request.row, reporting.cut_off(reporting.begun[-1])
    if came_in.day is None or came_in.day > day:
        return
    age = (day - came_in.day).days
    today = came_in.but(day=day, numerator=1, denominator=1)
    yield today.but(code=OPEN, value=age, cell=table.cell(row, "status"))
    if request.due_on is not None and request.due_on < day:
        late = (day - request.due_on).days
        yield today.but(code=OVERDUE, value=late, cell=table.cell(row, "due_on"))
    if request.owner is None:
        yield today.but(code=UNOWNED, cell=table.cell(row, "owner"), sentence=_NO_OWNER)


def _past(day: date | None, last_day: date) -> date | None:
    """Return a day that has been, `None` for one that cannot be right yet or lies after the project."""
    return day if day is not None and day <= last_day else None


READS = Reads(Request, "received_on", "status", "done_on", "due_on", "owner")
BY_CATEGORY = Split("group", "Kategorie")
_SPLITS = (BY_CATEGORY, *PEOPLE)


def _today(code: str, title: str, definition: str) -> Measure:
    """Return a figure of which the sheet keeps only today's value."""
    return Measure(code, title, "Anliegen", definition, Sum(code), Nature.STOCK, (BY_CATEGORY,), history=False)


RECEIVED = Measure(
    IN,
    "Eingang",
    "Anliegen",
    "Anliegen, die in diesem Quartal eingegangen sind.",
    Sum(IN),
    splits=_SPLITS,
    since_begin=Sum(IN, Over.UNTIL),
)
FINISHED = Measure(
    DONE,
    "erledigt",
    "Anliegen",
    "Anliegen, die in diesem Quartal erledigt wurden; es zählt der Tag unter „Erledigt am“.",
    Sum(DONE),
    splits=_SPLITS,
    since_begin=Sum(DONE, Over.UNTIL),
)
BROKEN_OFF = Measure(
    CANCELLED,
    "abgebrochen",
    "Anliegen",
    "Anliegen, die in diesem Quartal abgebrochen wurden.",
    Sum(CANCELLED),
    splits=_SPLITS,
    since_begin=Sum(CANCELLED, Over.UNTIL),
)
STILL_OPEN = Measure(
    OPEN,
    "offen am Ende",
    "Anliegen",
    "Anliegen, die am Ende des Quartals eingegangen und noch nicht erledigt oder abgebrochen waren.",
    Less(
        Sum(IN, Over.UNTIL, "denominator"),
        tuple(Sum(code, Over.UNTIL, "denominator") for code in (DONE, CANCELLED, ELSEWHEN)),
    ),
    Nature.STOCK,
)
DAYS = Measure(
    "ANL_TAGE",
    "Tage bis erledigt (Median)",
    "Tage",
    "Die mittlere Zahl der Tage vom Eingang bis erledigt, der im Quartal erledigten Anliegen.",
    Quantile(DONE, HALF),
)
LATE = _today(OVERDUE, "überfällig", "Offene Anliegen, deren Wiedervorlage vorbei ist.")
NOBODYS = _today(UNOWNED, "ohne Zuständige", "Offene Anliegen, um die sich niemand kümmert; muss 0 sein.")
AGE = Measure(
    "ANL_ALTER",
    "Alter der offenen (Median)",
    "Tage",
    "Die mittlere Zahl der Tage, die die offenen Anliegen alt sind.",
    Quantile(OPEN, HALF),
    Nature.STOCK,
    history=False,
)
OLDEST = Measure(
    "ANL_ALTER_MAX",
    "Alter des ältesten",
    "Tage",
    "Wie viele Tage das älteste offene Anliegen alt ist.",
    Largest(OPEN),
    Nature.STOCK,
    history=False,
)
WITHOUT_END = Measure(
    UNDATED,
    "ohne Abschlussdatum",
    "Anliegen",
    "Abgeschlossene Anliegen, bei denen das Datum fehlt: weder offen noch erledigt.",
    Sum(UNDATED, Over.UNTIL),
    Nature.STOCK,
)

GROUPS = (
    Group(
        "ANL",
        "Anliegen",
        70,
        derive,
        (RECEIVED, FINISHED, BROKEN_OFF, STILL_OPEN, DAYS, LATE, NOBODYS, AGE, OLDEST, WITHOUT_END),
        (READS,),
        page=1,
    ),
)
