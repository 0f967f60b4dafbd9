"""D rules on keys, employers and placements: what stands twice. People who stand twice are in `people_twice.py`."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from datetime import date, timedelta
from itertools import islice, pairwise
from typing import TYPE_CHECKING, Any

from automation.checks.comparable_names import plain
from automation.checks.keys import free_keys
from automation.checks.rule import Context, GivesWay, Place, named, office_rule, rows_of
from workbook.findings import Problem, Severity
from workbook.german import shown, shown_month
from workbook.schema import TABLES, BenefitMonth, Client, Employer, ExternalActual, Household, Placement, VisitCount
from workbook.schema.vocabulary import Employment

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from workbook.schema import Record

SAME_START = timedelta(days=3)
"""Two placements of a person at an employer that begin so close together are one."""

_LEGAL_FORMS = re.compile(
    r"\b(?:gmbh\s*&\s*co\.?\s*kg|ggmbh|gmbh|mbh|ohg|e\.?\s?kfr\.?|e\.?\s?kfm\.?|e\.?\s?k\.|e\.?\s?v\.|e\.?\s?g\.|"
    r"ug\s*\(haftungsbeschränkt\)|ug|ag|kg|gbr|se|co)(?=\W|$)"
)
_KEYED: tuple[type[Record], ...] = tuple(record for record in TABLES if record.spec.key is not None)
_SAME_KEY = GivesWay(row=("D-01",))
"""A row that stands twice is told once, at its key."""
_UNIQUE = tuple(
    (record, column.name)
    for record in TABLES
    for column in record.spec.columns
    if column.unique and column.name != record.spec.key
)


@office_rule("D-01", Severity.ERROR, *_KEYED, definition=True)
def keys_stand_once(context: Context) -> Iterator[Place]:
    """Eine Kennung gibt es in ihrem Blatt nur einmal, und die eines gelöschten Menschen bekommt niemand mehr."""
    for record in _KEYED:
        key = record.spec.key
        if key is not None:
            table = context.office[record]
            if len(table.positions) == len(table):
                continue
            without = sum(each is None for each in table.column(key))  # these rows get the first ones (P-01)
            free = islice(free_keys(table, context.office.gone), without, None)
            for row, first, value in _repeated(table.rows, table.column(key)):
                message = f"{value} steht schon in Zeile {first}. Jede Zeile braucht ihre eigene Kennung."
                own = next(free, None)
                suggestion = f"nächste freie: {own}" if own else "Eine eigene Kennung vergeben"
                yield Place(table, row, key, Problem(message, suggestion, about=f"{value} {row}"))
    yield from _keys_of_the_erased(context)


def _keys_of_the_erased(context: Context) -> Iterator[Place]:
    """Yield each client whose key was that of somebody who was erased: `Start` knows only who is there."""
    table, gone = context.office[Client], context.office.gone
    free = free_keys(table, gone)
    for row, key in rows_of(table, "client_id"):
        if key is None or not gone(key):
            continue
        message = f"{key} gehörte einem Menschen, der gelöscht wurde; „Start“ kennt die Gelöschten nicht."
        own = next(free, None)
        new = f"Jemand anderes bekommt eine neue{f': {own}' if own else ''}"
        same = f"Ist es dieselbe Person, noch einmal löschen: lotse person MAPPE {key} --erase"
        yield Place(table, row, "client_id", Problem(message, f"{new}. {same}", about=key))


@office_rule("D-02", Severity.ERROR, Client, Household, yields=_SAME_KEY)
def numbers_of_authorities_stand_once(context: Context) -> Iterator[Place]:
    """Eine Kundennummer oder BG-Nummer gehört nur zu einer Zeile."""
    for record, name in _UNIQUE:
        table = context.office[record]
        label = record.spec.column(name).label
        for row, first, _ in _repeated(table.rows, table.column(name)):
            other = named(table.key_at(table.rows.index(first)), first)
            message = f"Dieselbe Nummer in „{label}“ hat schon {other}."
            yield Place(table, row, name, Problem(message, "Beide mit dem Bescheid vergleichen"))


@office_rule("D-06", Severity.WARNING, Employer, yields=_SAME_KEY)
def employers_stand_once(context: Context) -> Iterator[Place]:
    """Ein Arbeitgeber (Name ohne Rechtsform, PLZ) steht nur einmal im Blatt."""
    table = context.office[Employer]
    seen: dict[tuple[str, str], tuple[Any, int]] = {}
    for row, key, name, postcode in rows_of(table, "employer_id", "name", "postcode"):
        if name is None or postcode is None:
            continue
        known = seen.setdefault((company(name), postcode), (key, row))
        if known[1] != row:
            message = f"Diesen Betrieb gibt es vermutlich schon: {named(*known)} (gleicher Name, gleiche PLZ)."
            yield Place(table, row, "name", Problem(message))


@office_rule("D-07", Severity.ERROR, Placement, yields=GivesWay(cell=("D-08",), row=("D-01",)))
def nobody_works_full_time_twice(context: Context) -> Iterator[Place]:
    """Eine Person hat nicht zwei Vollzeitstellen zur selben Zeit."""
    table = context.office[Placement]
    spans: defaultdict[str, list[tuple[date, date, str, int]]] = defaultdict(list)
    columns = ("placement_id", "client_id", "kind", "start", "agreed_end", "actual_end")
    often = {client for client, number in Counter(table.column("client_id")).items() if number > 1}
    for row, key, client, kind, start, agreed, actual in rows_of(table, *columns):
        if client in often and client is not None and kind is Employment.FULL_TIME and start is not None:
            spans[client].append((start, actual or agreed or date.max, key or "", row))
    for works in spans.values():
        for (_, end, key, first), (start, _, _, row) in pairwise(sorted(works)):
            if start <= end:
                until = f"bis {shown(end)}" if end < date.max else "ohne Ende"
                message = f"Diese Person arbeitet laut {named(key, first)} schon in Vollzeit, {until}."
                yield Place(table, row, "start", Problem(message, f"Ende bei {key or first} eintragen"))


@office_rule("D-08", Severity.WARNING, Placement, yields=_SAME_KEY)
def placements_stand_once(context: Context) -> Iterator[Place]:
    """Dieselbe Vermittlung (Person, Arbeitgeber, Beginn) steht nur einmal im Blatt."""
    table = context.office[Placement]
    starts: defaultdict[tuple[str, str], list[tuple[date, int, str]]] = defaultdict(list)
    often = {client for client, number in Counter(table.column("client_id")).items() if number > 1}
    for row, key, client, employer, start in rows_of(table, "placement_id", "client_id", "employer_id", "start"):
        if client in often and client is not None and employer is not None and start is not None:
            starts[client, employer].append((start, row, key or ""))
    for works in starts.values():
        for (start, first, key), (later, row, _) in pairwise(sorted(works)):
            if later - start <= SAME_START:
                message = (
                    f"Dieselbe Person beginnt beim selben Arbeitgeber laut {named(key, first)} am {shown(start)}."
                )
                yield Place(table, row, "start", Problem(message, "Eine der beiden Zeilen löschen"))


@office_rule("D-09", Severity.ERROR, BenefitMonth)
def months_stand_once(context: Context) -> Iterator[Place]:
    """Je Haushalt und Monat gibt es einen Betrag."""
    table = context.office[BenefitMonth]
    households, months = table.column("household_id"), table.column("month")
    if len(set(map(hash, zip(households, months, strict=True)))) == len(table):
        return  # all differ already by what they are hashed to, and no pair has to be kept
    pairs = list(zip(households, months, strict=True))
    for row, first, (household, month) in _repeated(table.rows, pairs):
        if household is None or month is None:
            continue
        message = f"Für {household} steht {shown_month(month)} schon in Zeile {first}."
        yield Place(table, row, "month", Problem(message, "Einen der beiden Beträge löschen"))


@office_rule("D-10", Severity.ERROR, ExternalActual)
def quarters_are_reported_once(context: Context) -> Iterator[Place]:
    """Je Ziel und Quartal gibt es einen Wert der Stadt."""
    table = context.office[ExternalActual]
    pairs = list(zip(table.column("target_id"), table.column("quarter"), strict=True))
    for row, first, (target, quarter) in _repeated(table.rows, pairs):
        if target is None or quarter is None:
            continue
        message = f"Für {target} steht {quarter} schon in Zeile {first}."
        yield Place(table, row, "quarter", Problem(message, "Einen der beiden Werte löschen"))


@office_rule("D-11", Severity.WARNING, VisitCount)
def visits_are_counted_once(context: Context) -> Iterator[Place]:
    """Je Tag, Block und Thema gibt es eine Zeile mit Besuchen."""
    table = context.office[VisitCount]
    blocks: defaultdict[tuple[date, str], dict[str | None, int]] = defaultdict(dict)
    for row, day, block, topic in rows_of(table, "day", "block", "topic"):
        if day is None or block is None:
            continue
        counted = blocks[day, block]
        # A row without a topic counts all of the block, or nobody knows which part.
        first = counted.get(topic) or (next(iter(counted.values()), None) if topic is None else counted.get(None))
        counted.setdefault(topic, row)
        if first is not None:
            message = f"Für den {shown(day)}, {block}, stehen die Besuche schon in Zeile {first}."
            yield Place(table, row, "block", Problem(message, "Zusammenzählen, oder je Zeile ein Thema eintragen"))


def company(name: str) -> str:
    """Return what is left of a company's name for comparing: no legal form, no signs.

    >>> company("Müller & Söhne GmbH & Co. KG") == company("Mueller und Söhne")
    True
    """
    return plain(_LEGAL_FORMS.sub(" ", name.casefold()).replace("&", "und"))


def _repeated(rows: Sequence[int], values: Sequence[Any]) -> Iterator[tuple[int, int, Any]]:
    """Yield the row of each value that stood in an earlier row, with that row and the value."""
    distinct = set(values)
    missing = values.count(None) if None in distinct else 0
    if len(values) - missing == len(distinct) - bool(missing):
        return
    first: dict[Any, int] = {}
    for row, value in zip(rows, values, strict=True):
        if value is not None:
            known = first.setdefault(value, row)
            if known != row:
                yield row, known, value
