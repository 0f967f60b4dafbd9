"""Whom the office reached, by the thousand: a fact for each quarter, gender and district, not for each person."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from automation.figures.fact import NO_GENDER, UNSTATED, Fact, quarter_code
from workbook.errors import SettingError
from workbook.german import shown
from workbook.schema import Client, Contact, LegalValue, Participation, Referral, Request

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from automation.figures.reporting import Reporting
    from automation.figures.sources import Sources
    from workbook.schema import Record

TALKS: tuple[tuple[type[Record], str], ...] = ((Contact, "held_on"), (Request, "received_on"))
SERVICES: tuple[tuple[type[Record], str], ...] = (*TALKS, (Referral, "referred_on"), (Participation, "entered_on"))


def seen_by_quarter(sources: Sources, tables: Iterable[tuple[type[Record], str]]) -> Mapping[str, set[str]]:
    """Return who had a row dated in each quarter, as far as that lies in the project and before today."""
    code_of, found = _Codes(sources.reporting), defaultdict[str, set[str]](set)
    for record, name in tables:
        for client, day in _dated(sources, record, name):
            if code := code_of[day]:
                found[code].add(client)
    return found


class _Codes(dict["date", str]):
    """The code of each day's quarter, `""` of one outside the project or to come; each day is asked about once."""

    def __init__(self, reporting: Reporting) -> None:
        self._reporting = reporting

    def __missing__(self, day: date) -> str:
        counts = day <= self._reporting.today and self._reporting.holds(day)
        self[day] = code = quarter_code(day) if counts else ""
        return code


def _dated(sources: Sources, record: type[Record], name: str) -> Iterator[tuple[str, date]]:
    """Yield client and day of each row that has both and no open error in either; a client needs no key."""
    table, own = sources.once[record], record is Client
    barred = sources.errors.barred(table, (name,) if own else ("client_id", name))
    for row, client, day in zip(table.rows, table.column("client_id"), table.column(name), strict=True):
        if day is not None and row not in barred and (client is not None or own):
            yield client or unnamed(row), day


def unnamed(row: int) -> str:
    """Return what stands for the key of a client whose key is missing or cannot be read: nobody else has it."""
    return f"Zeile {row}"


def first_seen(sources: Sources) -> Mapping[str, date]:
    """Return the first day on which each client came, talked or asked for something."""
    first: dict[str, date] = {}
    begun: tuple[type[Record], str] = (Client, "first_contact")
    for record, name in (begun, *TALKS):
        for key, day in _dated(sources, record, name):
            if key not in first or day < first[key]:
                first[key] = day
    return first


def counted(sources: Sources, code: str, by_day: Iterable[tuple[date, str, str]], sentence: str) -> Iterator[Fact]:
    """Yield facts for many persons, given as day, gender and district: one for each of these."""
    table = sources.office[Client]
    for (day, gender, district), number in sorted(Counter(by_day).items()):
        yield Fact(
            code=code,
            day=day,
            numerator=number,
            denominator=number,
            value=None,
            sheet=table.sheet,
            key="",
            cell=table.cell(table.header_row + 1, "client_id"),
            sentence=f"{number} {'Person' if number == 1 else 'Personen'}: {sentence}",
            gender=gender or NO_GENDER,
            district=district or UNSTATED,
        )


def dated_parameter(sources: Sources, code: str, quantity: str) -> Iterator[Fact]:
    """Yield, for each quarter that has begun, what `Rechengrößen` says of a quantity on its last day."""
    table = sources.office[LegalValue]
    for quarter in sources.reporting.begun:
        day, seen = sources.reporting.cut_off(quarter), sources.reporting.seen_from(quarter)
        try:
            number = sources.law.number(quantity, seen)
        except SettingError:
            continue
        rows = [row for row in table if row.quantity == quantity and row.valid_from and row.valid_from <= seen]
        row = max(rows, key=lambda each: (each.valid_from or day, each.row), default=None)
        since = f"gültig ab {shown(row.valid_from or day)}, {row.source or 'ohne Quelle'}" if row else "ohne Zeile"
        yield Fact(
            code=code,
            day=day,
            numerator=0,
            denominator=0,
            value=float(number),
            sheet=table.sheet,
            key="",
            cell=table.cell(row.row if row else table.header_row + 1, "value"),
            sentence=f"{quantity}, {since}.",
        )
