"""Whom the office reaches of those who receive benefit in the district (REICH)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from automation.figures.adding import Over
from automation.figures.fact import NO_GENDER, Fact
from automation.figures.measures import BY_GENDER, Group, Measure, Nature, Ratio, Sum
from automation.figures.reached import (
    TALKS,
    counted,
    dated_parameter,
    first_seen,
    seen_by_quarter,
    unnamed,
)
from automation.figures.reads import Reads
from workbook.schema import Client, Contact, LegalValue, Request
from workbook.schema.meanings import ON_SGB_II
from workbook.schema.setting_names import SettingName

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from automation.figures.sources import Sources

CODE, IN_QUARTER, WHOLE = "REICH", "REICH_QUARTAL", "REICH_NENNER"
READS = Reads(Client, "district", "benefit_status", "first_contact")


def derive(sources: Sources) -> Iterator[Fact]:
    """Yield how many people were reached for the first time by each quarter, and how many in it."""
    if not len(sources.once[Client]):
        return
    known, district = _on_benefit(sources), sources.settings.text(SettingName.DISTRICT)
    first = ((day, known[key], district) for day, key in _first(sources, known))
    yield from counted(sources, CODE, first, "bis dahin zum ersten Mal erreicht.")
    of_quarter = ((day, known[key], district) for day, key in _in_quarters(sources, known))
    yield from counted(sources, IN_QUARTER, of_quarter, "mit Kontakt oder Anliegen im Quartal.")
    yield from _held_back(sources)
    yield from dated_parameter(sources, WHOLE, f"SGB-II-Beziehende {district}")


def reached_people(sources: Sources) -> Iterator[tuple[str, date, str, dict[str, str]]]:
    """Yield everybody who is counted: the code of the facts, the day, the client's key, what facts say of them."""
    known, district = _on_benefit(sources), sources.settings.text(SettingName.DISTRICT)
    for code, people in ((CODE, _first), (IN_QUARTER, _in_quarters)):
        for day, key in people(sources, known):
            yield code, day, key, {"gender": known[key] or NO_GENDER, "district": district}


def _on_benefit(sources: Sources) -> dict[str, str]:
    """Return the gender of everybody in the district who receives benefit, by key."""
    clients, barred = sources.once[Client], sources.errors.barred(sources.once[Client], READS.columns)
    names = ("client_id", "gender")
    people = zip(clients.rows, *map(clients.column, names), _asked_for(sources), strict=True)
    return {key or unnamed(row): gender or "" for row, key, gender, asked in people if asked and row not in barred}


def _asked_for(sources: Sources) -> Iterator[bool]:
    """Yield for each client whether they receive benefit in the district, as far as what is typed tells."""
    clients, district = sources.once[Client], sources.settings.text(SettingName.DISTRICT)
    for where, benefit in zip(clients.column("district"), clients.column("benefit_status"), strict=True):
        yield where == district and benefit in ON_SGB_II


def _held_back(sources: Sources) -> Iterator[Fact]:
    """Yield, for each quarter, everybody in the district whom an error in what is read of them holds back."""
    clients = sources.once[Client]
    barred = sources.errors.barred(clients, READS.columns)
    if not barred:
        return
    for row, key, asked in zip(clients.rows, clients.column("client_id"), _asked_for(sources), strict=True):
        if asked and row in barred:
            for quarter in sources.reporting.begun:
                day, cell = sources.reporting.cut_off(quarter), clients.cell(row, "client_id")
                yield Fact(CODE, day, 0, 0, None, clients.sheet, key or "", cell).held_back(barred[row])


def _in_quarters(sources: Sources, known: Mapping[str, str]) -> Iterator[tuple[date, str]]:
    """Yield for each person the last counted day of every quarter in which they talked or asked for something."""
    seen, reporting = seen_by_quarter(sources, TALKS), sources.reporting
    for quarter in reporting.begun:
        day = reporting.cut_off(quarter)
        yield from ((day, key) for key in seen.get(quarter.code, set()) & known.keys())


def _first(sources: Sources, known: Mapping[str, str]) -> Iterator[tuple[date, str]]:
    """Yield for each person the last day of the quarter in which they were reached first."""
    reporting, first = sources.reporting, first_seen(sources)
    ends = [(reporting.seen_from(quarter), reporting.cut_off(quarter)) for quarter in reporting.begun]
    for key in known:
        day = first.get(key)
        end = next((end for seen, end in ends if day is not None and day <= seen), None)
        if end is not None:
            yield end, key


GROUPS = (
    Group(
        CODE,
        "Reichweite",
        150,
        derive,
        (
            Measure(
                CODE,
                "erreicht",
                "Anteil",
                "Klientinnen und Klienten aus dem Stadtteil mit SGB II, die bis dahin im Büro waren, im Verhältnis "
                "zu allen, die dort SGB II bekommen.",
                Ratio(Sum(CODE, Over.UNTIL), Sum(WHOLE, measured="value"), split_whole=False),
                Nature.STOCK,
                splits=(BY_GENDER,),
                history=False,
            ),
            Measure(
                "REICH_PERSONEN",
                "erreichte Menschen",
                "Personen",
                "Klientinnen und Klienten aus dem Stadtteil mit SGB II, die bis dahin im Büro waren.",
                Sum(CODE, Over.UNTIL),
                Nature.STOCK,
                splits=(BY_GENDER,),
                history=False,
            ),
            Measure(
                IN_QUARTER,
                "davon im Quartal",
                "Personen",
                "Von ihnen alle, die im Quartal einen Kontakt oder ein Anliegen hatten.",
                Sum(IN_QUARTER),
                history=False,
            ),
        ),
        (
            READS,
            Reads(Contact, "held_on"),
            Reads(Request, "received_on"),
            Reads(LegalValue, "quantity", "valid_from", "value"),
        ),
        page=3,
        note="Oben stehen Klientinnen und Klienten, unten alle Menschen mit SGB II im Stadtteil, auch Kinder.",
    ),
)
