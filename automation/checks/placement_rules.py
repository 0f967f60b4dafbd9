"""C rules about work: kind, pay, hours, subsidy, permit and places of vacancies and placements fit together."""

from __future__ import annotations

from collections import Counter
from decimal import ROUND_DOWN, ROUND_UP, Decimal
from typing import TYPE_CHECKING

from automation.checks.rule import (
    UNREAD,
    Context,
    GivesWay,
    Place,
    Where,
    filled,
    office_rule,
    one_of,
    rows_of,
    rule,
)
from automation.office.job_needs import asks_for, german_is_enough, with_included
from workbook.errors import SettingError
from workbook.findings import Problem, Severity
from workbook.german import euro, shown, shown_number
from workbook.reading.formats.numbers import CENT
from workbook.schema import Client, LegalValue, Placement, Vacancy
from workbook.schema.choices import NO_LICENCE, NO_PERMIT, NO_PERMIT_NEEDED
from workbook.schema.legal_seeds import Quantity
from workbook.schema.meanings import INSURED, NOT_LOOKED_AT, OPEN_VACANCIES
from workbook.schema.vocabulary import (
    Employment,
    EndReason,
    JobKind,
    JobStatus,
    PayUnit,
    SubsidyCode,
    Term,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

WEEKS = 52
MONTHS = 12
ROUNDED_WEEKS = Decimal("4.33")
"""Weeks of a month as many employers reckon, instead of 52/12: who pays these in full gets a warning, no error."""


_PAY_TOLD = GivesWay(cell=("R-03", "F-12/F"), row=("R-04/F",))
"""Pay below nothing, and hours that nobody works, have been told."""
_UNDER_THE_WAGE_LAW = (*INSURED, Employment.MINIJOB)
_VACANCIES_UNDER_THE_WAGE_LAW = (JobKind.MINIJOB, JobKind.PART_TIME, JobKind.FULL_TIME)


@rule("C-01", Severity.ERROR, Placement, "gross", where=one_of("kind", Employment.MINIJOB), yields=_PAY_TOLD)
def minijob_above_the_limit(placement: Placement, context: Context) -> Problem | None:
    """Ein Minijob zahlt höchstens die Geringfügigkeitsgrenze, die am Beginn galt."""
    limit = _legal(context, Quantity.MINIJOB_LIMIT, placement.start)
    if limit is None or placement.gross is None or placement.gross <= limit:
        return None
    message = f"{euro(placement.gross)} liegen über der Grenze von {euro(limit)}, die am Beginn galt."
    return Problem(message, "Betrag prüfen oder „Teilzeit sv“ wählen", about=f"{placement.gross} {placement.start}")


@rule(
    "C-02",
    Severity.WARNING,
    Placement,
    "gross",
    where=one_of("kind", *INSURED),
    yields=GivesWay(cell=("R-03", "C-03")),
)
def insured_work_below_the_limit(placement: Placement, context: Context) -> Problem | None:
    """Sozialversicherungspflichtige Arbeit zahlt mehr als die Geringfügigkeitsgrenze."""
    limit = _legal(context, Quantity.MINIJOB_LIMIT, placement.start)
    if limit is None or placement.gross is None or placement.gross > limit:
        return None
    message = f"{euro(placement.gross)} liegen nicht über {euro(limit)}; das wäre ein Minijob."
    return Problem(message, "Beschäftigungsart oder Betrag prüfen", about=f"{placement.gross} {placement.kind}")


@rule("C-03", Severity.ERROR, Placement, "gross", where=one_of("kind", *_UNDER_THE_WAGE_LAW), yields=_PAY_TOLD)
def placement_below_the_minimum_wage(placement: Placement, context: Context) -> Problem | None:
    """Der Stundenlohn einer Vermittlung liegt nicht unter dem Mindestlohn, der am Beginn galt."""
    # Apprenticeships, EQ and self-employment are outside (§ 22 (1), (3) MiLoG); § 16i work is inside.
    if placement.hours is None or placement.hours <= 0:
        return None
    return _below_the_wage(placement.gross, placement.hours, placement.start, context)


@rule(
    "C-03",
    Severity.ERROR,
    Vacancy,
    "pay",
    where=one_of("status", *OPEN_VACANCIES),
    yields=_PAY_TOLD,
)
def vacancy_below_the_minimum_wage(vacancy: Vacancy, context: Context) -> Problem | None:
    """Eine offene Stelle zahlt nicht unter dem Mindestlohn, der heute gilt."""
    if vacancy.kind not in _VACANCIES_UNDER_THE_WAGE_LAW:
        return None
    if vacancy.pay_unit is PayUnit.HOUR:
        wage = _legal(context, Quantity.MINIMUM_WAGE, context.today)
        if wage is None or vacancy.pay is None or vacancy.pay >= wage:
            return None
        return Problem(f"{euro(vacancy.pay)} je Stunde liegen unter dem Mindestlohn von {euro(wage)}.")
    if vacancy.pay_unit is not PayUnit.MONTH or vacancy.hours is None or vacancy.hours <= 0:
        return None
    return _below_the_wage(vacancy.pay, vacancy.hours, context.today, context)


@rule("C-06", Severity.ERROR, Vacancy, "until", where=one_of("term", Term.FIXED), yields=UNREAD)
def fixed_term_without_end(vacancy: Vacancy, _: Context) -> str | None:
    """Eine befristete Stelle nennt, bis wann sie befristet ist."""
    return "Die Stelle ist befristet, aber „befristet bis“ fehlt." if vacancy.until is None else None


@office_rule("C-08", Severity.ERROR, Placement, Client, yields=GivesWay(row=("T-01/F", "R-02")))
def work_is_permitted(context: Context) -> Iterator[Place]:
    """Wer arbeitet, darf arbeiten; die Arbeitserlaubnis gilt vom Beginn bis zum Ende des Vertrags."""
    clients, table = context.office[Client], context.office[Placement]
    permits, untils = clients.column("work_permit"), clients.column("work_permit_until")
    if not any(until is not None for until in untils) and NO_PERMIT not in permits:
        return
    columns = ("client_id", "start", "agreed_end", "actual_end")
    for row, client, start, agreed, actual in rows_of(table, *columns):
        position = clients.positions.get(client)
        if position is None:
            continue
        over = actual is not None or (agreed is not None and agreed < context.today)
        if permits[position] == NO_PERMIT:
            if not over:
                message = "Bei dieser Person steht „Arbeitserlaubnis: keine“."
                problem = Problem(message, "Arbeitserlaubnis im Blatt Klienten prüfen")
                yield Place(table, row, "client_id", problem)
        elif untils[position] is not None and permits[position] != NO_PERMIT_NEEDED:
            found = _permit_ends(untils[position], start, None if actual is not None else agreed, context.today)
            if found is not None and not (over and found[0] != "start"):
                yield Place(table, row, *found)


@rule("C-09", Severity.WARNING, Placement, "vacancy_id", yields=GivesWay(row=("X-01", "X-03")))
def vacancy_asks_for_more(placement: Placement, context: Context) -> str | None:
    """Vor der ersten Prüfung des Verbleibs: Deutsch und Führerschein reichen für die Stelle."""
    if placement.actual_end is not None or placement.status_3 not in NOT_LOOKED_AT:
        return None
    clients, vacancies = context.office[Client], context.office[Vacancy]
    client = clients.positions.get(placement.client_id or "")
    vacancy = vacancies.positions.get(placement.vacancy_id or "")
    if client is None or vacancy is None:
        return None
    has, needs = clients.column("german_level")[client], vacancies.column("german_level")[vacancy]
    if german_is_enough(has, needs) is False:
        return f"Die Stelle verlangt Deutsch {needs}, eingetragen ist {has}."
    licence, licences = vacancies.column("licence")[vacancy], clients.column("licence")[client]
    if asks_for(licence, NO_LICENCE) and licences is not None and licence not in with_included(licences):
        return f"Die Stelle verlangt Führerschein {licence}; bei der Person ist er nicht eingetragen."
    return None


@office_rule("C-10", Severity.ERROR, Vacancy, Placement)
def places_fit_the_placements(context: Context) -> Iterator[Place]:
    """Es sind nicht mehr Plätze besetzt, als die Stelle hat; sind alle besetzt, ist sie nicht mehr offen."""
    placements, table = context.office[Placement], context.office[Vacancy]
    filled_places = {
        (vacancy, client or row)  # a row that stands twice takes no second place
        for row, vacancy, client, end in rows_of(placements, "vacancy_id", "client_id", "actual_end")
        if vacancy is not None and (end is None or end >= context.today)
    }
    running = Counter(vacancy for vacancy, _ in filled_places)
    for row, key, places, status in rows_of(table, "vacancy_id", "places", "status"):
        taken = running.get(key, 0)
        if not taken or places is None:
            continue
        if taken > places:
            message = f"{taken} laufende Vermittlungen auf {places} {'Platz' if places == 1 else 'Plätzen'}."
            yield Place(table, row, "places", Problem(message, about=f"{taken}/{places}"))
        elif taken == places and status in OPEN_VACANCIES:
            message = f"Die Stelle steht auf „{status}“, aber alle Plätze ({places}) sind besetzt."
            yield Place(table, row, "status", Problem(message, JobStatus.FILLED))


@rule("C-11", Severity.ERROR, Placement, "kind", where=filled("subsidy"), definition=True)
def subsidy_needs_insured_work(placement: Placement, context: Context) -> str | None:
    """§ 16e und § 16i fördern nur sozialversicherungspflichtige Arbeit."""
    if placement.kind is None or placement.kind.insured or placement.subsidy not in context.codes_for_400:
        return None
    return f"{placement.subsidy} fördert nur sozialversicherungspflichtige Arbeit, nicht „{placement.kind}“."


@rule(
    "C-12",
    Severity.ERROR,
    Placement,
    "subsidy",
    where=one_of("subsidy", SubsidyCode.WORK_OPPORTUNITY),
    definition=True,
)
def work_opportunity_is_no_placement(_placement: Placement, _: Context) -> str:
    """Eine Arbeitsgelegenheit (§ 16d) ist keine Vermittlung: Es gibt keinen Arbeitsvertrag."""
    return "Eine Arbeitsgelegenheit (16D) ist kein Arbeitsvertrag und gehört nicht in die Vermittlungen."


@office_rule("C-15", Severity.WARNING, LegalValue, Placement)
def law_reaches_back_to_the_placements(context: Context) -> Iterator[Place]:
    """Mindestlohn und Minijob-Grenze sind für jeden Beginn einer Vermittlung eingetragen."""
    table, placements = context.office[LegalValue], context.office[Placement]
    starts = {start for start in placements.column("start") if start is not None and start >= context.office_start}
    if not starts or not len(table):
        return
    for quantity in (Quantity.MINIMUM_WAGE, Quantity.MINIJOB_LIMIT):
        unknown = sorted(day for day in starts if _legal(context, quantity, day) is None)
        if unknown:
            dated = [
                (row, since) for row, name, since in rows_of(table, "quantity", "valid_from") if name == quantity
            ]
            # The row that would hold on that day, where its value cannot be read; else the first of this quantity.
            held = [(since, row) for row, since in dated if since is not None and since <= unknown[0]]
            rows = [max(held)[1]] if held else [row for row, _ in dated]
            message = f"Für den {shown(unknown[0])} ist „{quantity}“ nicht (als Zahl) eingetragen."
            yield Place(table, rows[0] if rows else table.rows[0], "value", Problem(message, about=quantity))


def _legal(context: Context, quantity: Quantity, day: date | None) -> Decimal | None:
    """Return a legal value, `None` where the sheet has none for the day: C-15 says so once, not in each row."""
    if day is None or day < context.office_start:
        return None
    try:
        return context.law.number(quantity, day)
    except SettingError:
        return None


def _over_and_running(
    agreed: date | None, end: date | None, reason: EndReason | None, start: date | None, context: Context
) -> bool:
    if agreed is None or end is not None or agreed >= context.today or reason not in {None, EndReason.RUNNING}:
        return False
    return start is None or start <= agreed


@rule(
    "P-14",
    Severity.HINT,
    Placement,
    "actual_end",
    where=Where(("agreed_end", "actual_end", "end_reason", "start"), _over_and_running),
    yields=GivesWay(cell=("F-",), row=("T-01", "R-02", "B-06")),
)
def agreed_end_has_come(placement: Placement, _: Context) -> Problem | None:
    """Ist das vereinbarte Ende vorbei, steht da, wie es weiterging."""
    if placement.agreed_end is None:
        return None
    message = f"Vereinbart war das Ende am {shown(placement.agreed_end)}; ob die Arbeit weitergeht, steht nicht da."
    cure = f"„Ende tatsächlich“ und Grund eintragen („{EndReason.TERM_OVER}“); bei Verlängerung das neue Ende"
    return Problem(message, cure, about=f"{placement.agreed_end}")


def _permit_ends(until: date, start: date | None, agreed: date | None, today: date) -> tuple[str, Problem] | None:
    """Return what to say of a permit and where: it ended before the work began, has ended, or will before it."""
    if start is not None and until < start:
        message = f"Die Arbeitserlaubnis galt nur bis {shown(until)}, die Arbeit begann am {shown(start)}."
        return "start", Problem(message, _PERMIT, about=f"{until} {start}")
    if until < today:
        message = f"Die Arbeitserlaubnis ist seit dem {shown(until)} abgelaufen, die Arbeit geht weiter."
        return "client_id", Problem(message, _PERMIT, about=f"{until}")
    if agreed is not None and until < agreed:
        message = f"Die Arbeitserlaubnis endet am {shown(until)}, der Vertrag erst am {shown(agreed)}."
        return "agreed_end", Problem(message, severity=Severity.WARNING)
    return None


def _below_the_wage(pay: Decimal | None, hours: Decimal, day: date | None, context: Context) -> Problem | None:
    """Return what to say of a monthly pay for so many hours a week, `None` if it keeps the minimum wage.

    A month has 52/12 weeks; compared is the pay as it stands with what the hours come to, not a rounded hour.
    """
    wage = _legal(context, Quantity.MINIMUM_WAGE, day)
    if wage is None or pay is None or pay * MONTHS >= wage * WEEKS * hours:
        return None
    least = (wage * WEEKS * hours / MONTHS).quantize(CENT, ROUND_UP)
    message = (
        f"{euro(pay)} liegen unter dem Mindestlohn: Bei {shown_number(hours)} Wochenstunden zu {euro(wage)} sind "
        f"es mindestens {euro(least)} im Monat."
    )
    about = f"{pay} {hours} {day}"
    if pay >= (wage * ROUNDED_WEEKS * hours).quantize(CENT, ROUND_DOWN):
        hint = "Rechnet der Betrieb mit 4,33 Wochen im Monat? Das Gesetz rechnet genauer"
        return Problem(message, hint, severity=Severity.WARNING, about=about)
    return Problem(message, "Brutto und Stunden prüfen", about=about)


_PERMIT = "Verlängerung erfragen und „Arbeitserlaubnis bis“ im Blatt Klienten eintragen"
