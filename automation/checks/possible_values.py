"""R rules: values that cannot be, and values that hardly can."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from automation.checks.rule import Context, GivesWay, Place, Where, office_rule, rows_of, rule
from automation.office.ages import age_on
from automation.office.working_age import EMPLOYABLE_FROM, YOUNGEST_RETIREMENT, retirement
from workbook.findings import Problem, Severity
from workbook.german import euro, shown, shown_month
from workbook.reading.formats.dates import months_later
from workbook.schema import (
    TABLES,
    BenefitMonth,
    Client,
    Consent,
    Contact,
    Course,
    Employer,
    EmptyShop,
    Household,
    Kind,
    LegalValue,
    OfficeDayOff,
    Participation,
    Partner,
    Placement,
    Referral,
    Request,
    ShopInterest,
    StaffMember,
    Subsidy,
    Target,
    Vacancy,
    VisitCount,
)
from workbook.schema.choices import CASE_SYSTEM, NOTICE
from workbook.schema.columns import DAYS
from workbook.schema.people import Tracked
from workbook.schema.vocabulary import Employment, JobKind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from workbook.schema import Column, Record

OLDEST = 110
"""Years of age; above, the date of birth is a typing error."""

MUCH_BENEFIT = Decimal(6000)
_NO_LIMIT = Decimal("Infinity")
LONGEST_WEEK = Decimal(48)
"""Hours: § 3 ArbZG allows eight on six working days."""

FULL_TIME_FROM = Decimal(35)
SHORTEST_TALK, LONGEST_TALK = 5, 180

_NOT_BOUND_TO_THE_OFFICE: frozenset[tuple[type[Record], str]] = frozenset(
    (
        (BenefitMonth, "month"),  # what was paid before somebody came proves what they received
        (Employer, "since"),
        (Subsidy, "valid_to"),
    )
)
_MAY_LIE_FAR_AHEAD: frozenset[tuple[type[Record], str]] = frozenset(
    (
        (Client, "work_permit_until"),
        (Course, "end"),
        (LegalValue, "valid_from"),
        (OfficeDayOff, "day"),
        (Participation, "certificate_until"),
        (Participation, "left_on"),
        (Consent, "valid_until"),
        (Partner, "contract_until"),
        (Placement, "agreed_end"),
        (Placement, "subsidy_until"),
        (StaffMember, "active_until"),
        (Subsidy, "valid_to"),
        (Subsidy, "valid_from"),
        (Target, "begin"),
        (Target, "end"),
        (Vacancy, "until"),
    )
)

_HAS_HAPPENED: tuple[tuple[type[Record], str], ...] = (
    (Client, "first_contact"),
    (Client, "closed_on"),
    (Client, "benefit_since"),
    (Client, "unemployed_since"),
    (Household, "benefit_as_of"),
    (Household, "off_since"),
    (Request, "received_on"),
    (Request, "done_on"),
    (Referral, "replied_on"),
    (Consent, "given_on"),
    (Vacancy, "reported_on"),
    (Vacancy, "confirmed_on"),
    (Placement, "actual_end"),
    (Placement, "checked_3"),
    (Placement, "checked_6"),
    (Placement, "checked_12"),
    (Participation, "certified_on"),
    (VisitCount, "day"),
    *((record, name) for record in TABLES if issubclass(record, Tracked) for name in ("recorded_on", "changed_on")),
)


_LOOK_AGAIN = "Tag, Monat und Jahr prüfen"
_CURES: dict[tuple[type[Record], str], str] = {
    (Placement, "actual_end"): "Jahr prüfen; was erst vereinbart ist, gehört in „Ende vereinbart“",
}
_KNOW_AHEAD = frozenset((NOTICE, CASE_SYSTEM))
"""Sources of an amount that may speak of months to come."""


def _no_birthday(birth: date | None, context: Context) -> bool:
    if birth is None or 0 < context.today.year - birth.year < OLDEST:  # nearly everybody: the year is enough
        return False
    return not months_later(context.today, -12 * OLDEST) <= birth <= context.today


def _not_employable(birth: date | None, context: Context) -> bool:
    if birth is None or EMPLOYABLE_FROM < context.today.year - birth.year < YOUNGEST_RETIREMENT:
        return False
    return age_on(birth, context.today) < EMPLOYABLE_FROM or retirement(birth) <= context.today


def _odd_number(persons: int | None, employable: int | None, _: Context) -> bool:
    too_few = (persons is not None and persons < 1) or (employable is not None and employable < 1)
    return too_few or (persons is not None and employable is not None and employable > persons)


def _odd_hours(hours: Decimal | None, kind: JobKind | None, _: Context) -> bool:
    return _hours(hours, full_time=kind is JobKind.FULL_TIME, part_time=kind is JobKind.PART_TIME) is not None


def _not_positive(area: Decimal | None, *_: object) -> bool:
    return area is not None and area <= 0


def _no_span(first: Decimal | None, last: Decimal | None, _: Context) -> bool:
    if _not_positive(first) or _not_positive(last):
        return True
    return first is not None and last is not None and last < first


def _negative(number: int | None) -> bool:
    return number is not None and number < 0


_TALLY = ("visits", "first_visits", "jobs_taken")


def _bad_tally(visits: int | None, first_visits: int | None, jobs_taken: int | None, _: Context) -> bool:
    if any(map(_negative, (visits, first_visits, jobs_taken))):
        return True
    return visits is not None and max(first_visits or 0, jobs_taken or 0) > visits


def _below_one(value: int | None, _: Context) -> bool:
    return value is not None and value < 1


@rule("R-01", Severity.ERROR, Client, "birth_date", where=Where(("birth_date",), _no_birthday))
def birth_date_is_possible(client: Client, context: Context) -> str | None:
    """Ein Geburtsdatum liegt nicht in der Zukunft und nicht mehr als 110 Jahre zurück."""
    if client.birth_date is not None and client.birth_date > context.today:
        return "Das Geburtsdatum liegt in der Zukunft."
    return f"Nach diesem Geburtsdatum wäre die Person über {OLDEST} Jahre alt."


@rule("R-01", Severity.WARNING, Client, "birth_date", where=Where(("birth_date",), _not_employable))
def age_fits_the_benefit(client: Client, context: Context) -> Problem | None:
    """Wer SGB II bekommt, ist mindestens 15 Jahre alt und unter der Altersgrenze (§ 7 und § 7a SGB II)."""
    birth = client.birth_date
    if birth is None or _no_birthday(birth, context) or client.status is None or client.status.ended:
        return None
    if client.benefit_status is None or not client.benefit_status.is_sgb_ii:
        return None
    if age_on(birth, context.today) < EMPLOYABLE_FROM:
        message = f"Unter {EMPLOYABLE_FROM} Jahren ist niemand erwerbsfähig im Sinne des SGB II."
        return Problem(message, "Geburtsdatum prüfen; Kinder stehen nur bei der BG")
    message = f"Die Altersgrenze für SGB II ist seit dem {shown(retirement(birth))} erreicht."
    return Problem(message, "Leistungsbezug prüfen, zum Beispiel SGB XII")


@office_rule("R-02", Severity.ERROR, *TABLES)
def dates_lie_in_the_time_of_the_office(context: Context) -> Iterator[Place]:
    """Ein Datum liegt nicht vor dem Bürostart und nicht mehr als zwei Jahre in der Zukunft."""
    for record, column in _dated_columns():
        table = context.office[record]
        first, last = context.office_start, months_later(context.today, 24)
        if column.kind is Kind.MONTH:
            first = first.replace(day=1)
        early, late = _bounds(record, column)
        values = table.column(column.name)
        odd = {day for day in set(values) if day and ((early and day < first) or (late and day > last))}
        if odd:
            for row, day in zip(table.rows, values, strict=True):
                if day in odd:
                    yield Place(table, row, column.name, _out_of_time(day, first))


@office_rule("R-03", Severity.ERROR, *TABLES)
def amounts_are_possible(context: Context) -> Iterator[Place]:
    """Ein Betrag ist nicht negativ; Leistungen über 6.000 Euro im Monat sind ungewöhnlich."""
    for record in TABLES:
        for column in record.spec.columns:
            if column.kind is not Kind.EURO:
                continue
            table = context.office[record]
            values = table.column(column.name)
            limit = MUCH_BENEFIT if record in {Household, BenefitMonth} else _NO_LIMIT
            if min(filter(None, values), default=0) >= 0 and max(filter(None, values), default=0) <= limit:
                continue
            for row, value in zip(table.rows, values, strict=True):
                if value is not None and not 0 <= value <= limit:
                    yield Place(table, row, column.name, _odd_amount(value))


@rule("R-04", Severity.ERROR, Placement, "hours")
def placement_hours_are_possible(placement: Placement, _: Context) -> str | Problem | None:
    """Die Wochenstunden einer Vermittlung liegen über 0 bis 48 und passen zu Teilzeit oder Vollzeit."""
    return _hours(
        placement.hours,
        full_time=placement.kind is Employment.FULL_TIME,
        part_time=placement.kind is Employment.PART_TIME,
    )


@rule("R-04", Severity.ERROR, Vacancy, "hours", where=Where(("hours", "kind"), _odd_hours))
def vacancy_hours_are_possible(vacancy: Vacancy, _: Context) -> str | Problem | None:
    """Die Wochenstunden einer Stelle liegen über 0 bis 48 und passen zu Teilzeit oder Vollzeit."""
    return _hours(
        vacancy.hours, full_time=vacancy.kind is JobKind.FULL_TIME, part_time=vacancy.kind is JobKind.PART_TIME
    )


@rule("R-05", Severity.ERROR, Household, "persons", where=Where(("persons", "employable"), _odd_number))
def household_has_persons(household: Household, _: Context) -> Problem | None:
    """Ein Haushalt hat mindestens eine Person; erwerbsfähig sind mindestens eine und höchstens alle."""
    persons, employable = household.persons, household.employable
    if persons is not None and persons < 1:
        return Problem("Ein Haushalt hat mindestens eine Person.", "Zahl der Personen laut Bescheid")
    if employable is not None and employable < 1:
        message = "Eine Bedarfsgemeinschaft hat mindestens eine erwerbsfähige Person."
        return Problem(message, "Zahl laut Bescheid", "employable")
    if persons is not None and employable is not None and employable > persons:
        message = f"{employable} Erwerbsfähige sind mehr als die {persons} Personen des Haushalts."
        return Problem(message, column="employable")
    return None


@rule("R-06", Severity.ERROR, EmptyShop, "area", where=Where(("area",), _not_positive))
def shop_has_an_area(_shop: EmptyShop, _: Context) -> str:
    """Ein Ladenlokal hat eine Fläche über 0 Quadratmetern."""
    return "Eine Fläche liegt über 0 Quadratmetern."


@rule("R-06", Severity.ERROR, ShopInterest, "area_to", where=Where(("area_from", "area_to"), _no_span))
def wanted_area_is_a_span(interest: ShopInterest, _: Context) -> Problem:
    """Eine gesuchte Fläche liegt über 0 Quadratmetern und reicht von klein nach groß."""
    if _not_positive(interest.area_from):
        return Problem("Eine Fläche liegt über 0 Quadratmetern.", column="area_from")
    if _not_positive(interest.area_to):
        return Problem("Eine Fläche liegt über 0 Quadratmetern.")
    return Problem("„Fläche bis“ ist kleiner als „Fläche von“.", "Die beiden Zahlen tauschen")


@office_rule("R-07", Severity.WARNING, Contact)
def talks_have_a_usual_length(context: Context) -> Iterator[Place]:
    """Eine Beratung dauert zwischen 5 und 180 Minuten."""
    table = context.office[Contact]
    for row, begin, end in rows_of(table, "begin", "end"):
        if begin is None or end is None or end < begin:
            continue
        minutes = (end.hour - begin.hour) * 60 + end.minute - begin.minute
        if not SHORTEST_TALK <= minutes <= LONGEST_TALK:
            message = f"{minutes} Minuten sind für eine Beratung ungewöhnlich. Bitte Beginn und Ende prüfen."
            yield Place(table, row, "end", Problem(message))


@rule("R-08", Severity.ERROR, VisitCount, "visits", where=Where(_TALLY, _bad_tally))
def visits_add_up(count: VisitCount, _: Context) -> Problem:
    """Erstbesuche und Stellenmitnahmen sind höchstens so viele wie die Besuche, und nichts ist negativ."""
    for name in _TALLY:
        if _negative(getattr(count, name)):
            return Problem("Eine Zahl von Besuchen ist nicht negativ.", column=name)
    name = _TALLY[1] if (count.first_visits or 0) > (count.visits or 0) else _TALLY[2]
    label = VisitCount.spec.column(name).label
    return Problem(f"„{label}“ ist größer als „Besuche“ ({count.visits}).", column=name, about=str(count.visits))


@rule("R-09", Severity.ERROR, Vacancy, "places", where=Where(("places",), _below_one))
def vacancy_has_places(_vacancy: Vacancy, _: Context) -> Problem:
    """Eine Stelle hat mindestens einen Platz."""
    return Problem("Eine Stelle hat mindestens einen Platz.", "Beim Betrieb erfragen, wie viele es sind")


@office_rule(
    "R-10", Severity.WARNING, *dict.fromkeys(record for record, _ in _HAS_HAPPENED), yields=GivesWay(cell=("R-02",))
)
def what_has_happened_is_not_to_come(context: Context) -> Iterator[Place]:
    """Was geschehen ist (erledigt, geprüft, zurückgemeldet, seit wann), hat kein Datum in der Zukunft."""
    for record, name in _HAS_HAPPENED:
        table = context.office[record]
        values = table.column(name)
        early = {day for day in set(values) if day is not None and day > context.today}
        if early:
            for row, day in zip(table.rows, values, strict=True):
                if day in early:
                    message = f"Der {shown(day)} liegt in der Zukunft; hier steht, was schon geschehen ist."
                    yield Place(table, row, name, Problem(message, _CURES.get((record, name), _LOOK_AGAIN)))
    yield from _months_that_nobody_granted(context)


def _months_that_nobody_granted(context: Context) -> Iterator[Place]:
    """A Bescheid grants months ahead; no statement of an account and nobody's word can know them."""
    table = context.office[BenefitMonth]
    for row, month, source in rows_of(table, "month", "source"):
        if month is not None and month > context.today and source not in _KNOW_AHEAD:
            message = f"{shown_month(month)} liegt in der Zukunft; was dann gezahlt wird, weiß nur ein Bescheid."
            problem = Problem(message, "Monat und Jahr prüfen, oder die Quelle „Bescheid“ eintragen")
            yield Place(table, row, "month", problem)


def _dated_columns() -> Iterator[tuple[type[Record], Column]]:
    for record in TABLES:
        for column in record.spec.columns:
            if column.kind in DAYS and column.formula is None and any(_bounds(record, column)):
                yield record, column


def _bounds(record: type[Record], column: Column) -> tuple[bool, bool]:
    """Tell whether a date in this column may not lie before the office, and not far ahead."""
    place = record, column.name
    early = not column.past and place not in _NOT_BOUND_TO_THE_OFFICE
    late = place not in _MAY_LIE_FAR_AHEAD and place != (Client, "birth_date")  # R-01 has told that
    return early, late


def outside_the_time_of_the_office(record: type[Record], name: str, day: date, context: Context) -> bool:
    """Tell whether R-02 or R-10 has said of a date in this column that it cannot be."""
    if day > context.today and (record, name) in _HAS_HAPPENED:
        return True
    column = record.spec.column(name)
    if column.kind not in DAYS:
        return False
    early, late = _bounds(record, column)
    return (early and day < context.office_start.replace(day=1)) or (late and day > months_later(context.today, 24))


def _out_of_time(day: date, first: date) -> Problem:
    if day >= first:
        return Problem(f"Der {shown(day)} liegt mehr als zwei Jahre in der Zukunft.", severity=Severity.WARNING)
    return Problem(f"Der {shown(day)} liegt vor dem Bürostart am {shown(first)}.")


def _odd_amount(value: Decimal) -> Problem:
    if value < 0:
        return Problem("Ein Betrag kann nicht negativ sein.", euro(-value))
    message = f"{euro(value)} im Monat sind für einen Haushalt ungewöhnlich viel."
    return Problem(message, severity=Severity.WARNING)


def _hours(hours: Decimal | None, *, full_time: bool, part_time: bool) -> str | Problem | None:
    if hours is None:
        return None
    if not 0 < hours <= LONGEST_WEEK:
        return f"Wochenstunden liegen über 0 und höchstens bei {LONGEST_WEEK} (§ 3 ArbZG)."
    if full_time and hours < FULL_TIME_FROM:
        message = f"Vollzeit mit weniger als {FULL_TIME_FROM} Wochenstunden: Ist Teilzeit gemeint?"
        return Problem(message, severity=Severity.WARNING)
    if part_time and hours >= FULL_TIME_FROM:
        message = f"Teilzeit mit {FULL_TIME_FROM} oder mehr Wochenstunden: Ist Vollzeit gemeint?"
        return Problem(message, severity=Severity.WARNING)
    return None
