"""Data protection (DS): letters without a legal ground, consents that end soon, data that is due for deletion."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from automation.figures.fact import Fact
from automation.figures.measures import Group, Measure, Nature, Sum
from automation.figures.reads import Reads
from automation.letters.logbook import read_log
from automation.office.consent_time import is_revoked
from automation.office.erasure_review import ErasureReview
from automation.office.quarters import Quarter
from automation.office.time_limits import ENDS_SOON
from workbook.schema import Client, Consent

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from automation.figures.sources import Sources
    from workbook.findings import Finding
    from workbook.tables import Table

LETTERS, ENDING, DELETION = "DS_OHNE_GRUNDLAGE", "DS_EINWILLIGUNG", "DS_LOESCHUNG"
CONSENT, CLOSED = Reads(Consent, "valid_until", "revoked_on", "given_on"), Reads(Client, "closed_on")


def derive(sources: Sources) -> Iterator[Fact]:
    """Yield, for each quarter that has begun, how many of each there were on its last day."""
    yield from _letters(sources)
    yield from _consents(sources)
    yield from _deletions(sources)


def _consents(sources: Sources) -> Iterator[Fact]:
    """Yield how many consents, given by then and not revoked, end in the days after each quarter."""
    consents = sources.once[Consent]
    barred = sources.errors.barred(consents, CONSENT.columns)
    spans = []
    for row, *days in zip(consents.rows, *map(consents.column, CONSENT.columns), strict=True):
        if days[0] is not None and row not in barred:
            spans.append(days)
    for quarter in sources.reporting.begun if spans or barred else ():
        day, seen = sources.reporting.cut_off(quarter), sources.reporting.seen_from(quarter)
        ending = sum(
            seen <= until <= seen + ENDS_SOON
            and not is_revoked(revoked, seen)
            and not (given is not None and given > seen)  # what happens later has not happened yet (R4)
            for until, revoked, given in spans
        )
        cell = consents.cell(consents.header_row + 1, "valid_until")
        yield _fact(ENDING, day, (ending, len(spans)), (consents.sheet, cell), "Einwilligungen laufen bald ab.")
        yield from _held_back(consents, ENDING, day, barred, "valid_until")


def _deletions(sources: Sources) -> Iterator[Fact]:
    """Yield how many people are to be deleted by the end of each quarter."""
    clients, review = sources.once[Client], ErasureReview(sources.settings)
    barred = sources.errors.barred(clients, CLOSED.columns)
    closed = zip(clients.rows, clients.column("closed_on"), strict=True)
    due = sorted(review.day(day) for row, day in closed if day is not None and row not in barred)
    for quarter in sources.reporting.begun if due or barred else ():
        day, seen = sources.reporting.cut_off(quarter), sources.reporting.seen_from(quarter)
        overdue = sum(each <= seen for each in due)
        cell = clients.cell(clients.header_row + 1, "closed_on")
        yield _fact(DELETION, day, (overdue, len(due)), (clients.sheet, cell), "Personen sind zu löschen.")
        yield from _held_back(clients, DELETION, day, barred, "closed_on")


def _held_back(
    table: Table[Any], code: str, day: date, barred: Mapping[int, Finding], column: str
) -> Iterator[Fact]:
    for position, row in enumerate(table.rows):
        if row in barred:
            key, cell = table.key_at(position), table.cell(row, column)
            yield Fact(code, day, 0, 0, None, table.sheet, key, cell).held_back(barred[row])


def _letters(sources: Sources) -> Iterator[Fact]:
    """Yield for each quarter the letters, and those of them that name neither a legal ground nor a consent."""
    if sources.dispatch is None:
        return
    reporting, found = sources.reporting, dict[Quarter, list[bool]]()
    for row in read_log(sources.dispatch).rows:
        if row.written is not None and row.written <= reporting.today and reporting.holds(row.written):
            found.setdefault(Quarter.of(row.written), []).append(not (row.legal_ground or row.consent_id))
    for quarter, lacking in sorted(found.items()):
        numbers = (sum(lacking), len(lacking))
        place = (sources.dispatch.sheet, f"A{sources.dispatch.header_row + 1}")
        yield _fact(LETTERS, reporting.cut_off(quarter), numbers, place, "Schreiben nennen keine Grundlage.")


def _fact(code: str, day: date, numbers: tuple[int, int], place: tuple[str, str], what: str) -> Fact:
    number, whole = numbers
    return Fact(code, day, number, whole, None, place[0], "", place[1], f"{number} von {whole} {what}")


GROUPS = (
    Group(
        "DS",
        "Datenschutz",
        130,
        derive,
        (
            Measure(
                LETTERS,
                "Schreiben ohne Rechtsgrundlage",
                "Schreiben",
                "Schreiben des Quartals, die weder Rechtsgrundlage noch Einwilligung nennen; muss 0 sein.",
                Sum(LETTERS),
                needed=LETTERS,
            ),
            Measure(
                ENDING,
                "Einwilligungen, die bald ablaufen",
                "Einwilligungen",
                "Nicht widerrufene Einwilligungen, die in den 30 Tagen nach dem Ende des Quartals ablaufen.",
                Sum(ENDING),
                Nature.STOCK,
            ),
            Measure(
                DELETION,
                "Löschung fällig",
                "Personen",
                "Menschen, deren Aufbewahrungsfrist nach dem Abschluss vorbei ist.",
                Sum(DELETION),
                Nature.STOCK,
            ),
        ),
        (CLOSED, CONSENT),
        page=3,
    ),
)
