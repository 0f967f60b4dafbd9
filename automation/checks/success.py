"""B rules: what counts for the office's targets and what is missing for it, and what § 16e and § 16i demand.

What counts is decided in `families.py` and `placements.py`; here staff are told where they can still do something.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from automation.checks.rule import Context, GivesWay, Place, Where, named, office_rule, one_of, rows_of, rule
from automation.office.ages import age_on
from automation.office.families import Standing
from automation.office.placements import explain_labour_market
from automation.office.targets import quarter_values, unusable_parameters
from workbook.findings import Problem, Severity
from workbook.german import euro, shown, shown_month, shown_number
from workbook.reading.formats.dates import months_later
from workbook.schema import BenefitMonth, Client, Household, Placement, Subsidy, Target
from workbook.schema.meanings import WORKING_CLIENTS
from workbook.schema.target_tables import SUBSIDIES, USUAL, is_measurable, parts_of
from workbook.schema.vocabulary import ExitReason, Spread, SubsidyCode

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from automation.office.families import FamilyVerdict

LONG_TERM_UNEMPLOYED, LONG_TERM_RECIPIENT = SubsidyCode.LONG_TERM_UNEMPLOYED, SubsidyCode.PARTICIPATION
_COACHED = frozenset((LONG_TERM_UNEMPLOYED, LONG_TERM_RECIPIENT))

_SOME = (None, None)


@office_rule(
    "B-01",
    Severity.WARNING,
    Household,
    BenefitMonth,
    needs=(
        (Client, "household_id"),
        (Household, "persons"),
        (Household, "district_intake"),
        (Household, "benefit_intake"),
        (BenefitMonth, "household_id"),
        (BenefitMonth, "month"),
        (BenefitMonth, "amount"),
    ),
    yields=GivesWay(errors_in_row=True),
)
def families_are_proven(context: Context) -> Iterator[Place]:
    """Bei einer Familie, die für „20 Familien“ zählen könnte, sind alle Angaben da, und sie zählt im Zeitraum."""
    table = context.office[Household]
    for household, verdict in context.families:
        if verdict.standing is Standing.UNPROVEN and _is_off_benefit(household, verdict):
            if (
                household.exit_reason is None
                and context.latest_amounts.get(household.household_id or "", _SOME)[1] == 0
            ):
                continue  # P-08 asks for the reason already
            column = "exit_reason" if household.exit_reason is None and verdict.zero_months else "off_since"
            yield Place(table, household.row, column, Problem(verdict.sentence, about=verdict.sentence))
        elif verdict.standing is Standing.OTHER_TIME:
            problem = Problem(verdict.sentence, severity=Severity.HINT, about=verdict.sentence)
            yield Place(table, household.row, "off_since", problem)


@office_rule("B-02", Severity.HINT, Household, yields=GivesWay(errors_in_row=True))
def near_misses_are_known(context: Context) -> Iterator[Place]:
    """Haushalte knapp über der Grenze von „20 Familien“ (bis zehn Prozent) sind geprüft."""
    table = context.office[Household]
    for household, verdict in context.families:
        if verdict.standing is Standing.NEAR_MISS:
            suggestion = "Stimmt der Betrag (Zahlungsanspruch der ganzen BG mit Unterkunft)?"
            yield Place(table, household.row, "benefit_intake", Problem(verdict.sentence, suggestion))


@office_rule("B-03", Severity.ERROR, Household, Client)
def a_sanction_is_no_success(context: Context) -> Iterator[Place]:
    """Ein Haushalt, der nach einer Minderung oder Versagung nichts bekommt, ist kein Erfolg."""
    table, clients = context.office[Household], context.office[Client]
    cut = {
        key: row
        for row, key, reason in rows_of(table, "household_id", "exit_reason")
        if key is not None and reason is ExitReason.SANCTION
    }
    if not cut:
        return
    for row, key, household, status in rows_of(clients, "client_id", "household_id", "status"):
        if household in cut and status in WORKING_CLIENTS:
            message = f"0 Euro wegen Minderung oder Versagung, aber {named(key, row)} steht auf „{status}“."
            suggestion = (
                "Mit dem Bescheid klären: Stimmt der Abgangsgrund, ist die Person nicht durch Arbeit unabhängig"
            )
            problem = Problem(message, suggestion, about=str(status))
            yield Place(table, cut[household], "exit_reason", problem)


@office_rule(
    "B-04",
    Severity.HINT,
    Placement,
    needs=((Placement, "client_id"), (Placement, "kind"), (Subsidy, "counts_400")),
    yields=GivesWay(errors_in_row=True),
)
def everybody_counts_once(context: Context) -> Iterator[Place]:
    """Für „400 sozialer Arbeitsmarkt“ zählt jede Person einmal; was nicht zählt, hat einen Grund."""
    table = context.office[Placement]
    for placement, verdict in explain_labour_market(context.office, context.today, context.settings):
        if not verdict.counts and placement.start is not None and placement.start <= context.today:
            yield Place(table, placement.row, "subsidy", Problem(verdict.sentence, about=verdict.sentence))


@rule(
    "B-05",
    Severity.ERROR,
    Placement,
    "subsidy",
    where=one_of("subsidy", LONG_TERM_RECIPIENT),
    needs=((Client, "benefit_since"),),
)
def long_term_recipient_is_eligible(placement: Placement, context: Context) -> Problem | None:
    """§ 16i fördert ab 25 Jahren, nach sechs von sieben Jahren Leistungsbezug (mit Kind fünf)."""
    client, start = context.office[Client].get(placement.client_id), placement.start
    if client is None or start is None:
        return None
    if client.birth_date is not None and age_on(client.birth_date, start) < 25:
        return Problem(
            "§ 16i setzt voraus, dass die Person am Beginn mindestens 25 Jahre alt ist.", about=str(start)
        )
    since = client.benefit_since
    if since is None:
        message = f"Für § 16i fehlt bei {placement.client_id} „Leistungsbezug seit“."
        return Problem(message, severity=Severity.WARNING)
    years = 5 if _has_young_children(client, context) else 6
    if months_later(since, years * 12) <= start or since > context.today:  # R-10 has told what cannot be
        return None
    message = f"§ 16i verlangt {years} Jahre Leistungsbezug; eingetragen ist: seit {shown(since)}."
    return Problem(message, severity=Severity.WARNING, about=f"{since} {start}")


@rule(
    "B-06",
    Severity.ERROR,
    Placement,
    "subsidy",
    where=one_of("subsidy", LONG_TERM_UNEMPLOYED),
    needs=((Client, "unemployed_since"),),
    yields=GivesWay(cell=("T-11",), row=("T-01/F", "R-02")),
)
def long_term_unemployed_is_eligible(placement: Placement, context: Context) -> Problem | None:
    """§ 16e fördert nach zwei Jahren Arbeitslosigkeit einen Vertrag über mindestens zwei Jahre."""
    start, end = placement.start, placement.agreed_end
    if start is None:
        return None
    if end is not None and end < _last_day(start, 24):
        message = f"§ 16e verlangt einen Vertrag über zwei Jahre; vereinbart ist das Ende am {shown(end)}."
        return Problem(message, f"{shown(_last_day(start, 24))} oder später", column="agreed_end")
    clients = context.office[Client]
    position = clients.positions.get(placement.client_id or "")
    if position is None:
        return None
    since = clients.column("unemployed_since")[position]
    if since is None:
        message = f"Für § 16e fehlt bei {placement.client_id} „Arbeitslos seit“."
        return Problem(message, severity=Severity.WARNING)
    if months_later(since, 24) <= start or since > context.today:  # R-10 has told what cannot be
        return None
    message = f"§ 16e verlangt zwei Jahre Arbeitslosigkeit; eingetragen ist: seit {shown(since)}."
    return Problem(message, about=f"{since} {start}")


@office_rule("B-07", Severity.ERROR, Placement)
def subsidy_lasts_five_years_at_most(context: Context) -> Iterator[Place]:
    """§ 16i wird je Person höchstens fünf Jahre gefördert."""
    table = context.office[Placement]
    terms: defaultdict[str, list[tuple[date, date, int]]] = defaultdict(list)
    columns = ("client_id", "subsidy", "start", "subsidy_until", "actual_end")
    for row, client, code, start, until, end in rows_of(table, *columns):
        if code == LONG_TERM_RECIPIENT and client is not None and start is not None and until is not None:
            terms[client].append((start, min(until, end or until), row))
    for spans in terms.values():
        total = 0
        for start, until, row in sorted(spans):
            total += max(0, (until - start).days + 1)
            if total > _FIVE_YEARS or until > _last_day(start, 60):
                message = "Mit dieser Vermittlung wird die Person über § 16i länger als fünf Jahre gefördert."
                yield Place(table, row, "subsidy_until", Problem(message))


@rule(
    "B-08",
    Severity.WARNING,
    Placement,
    "coaching",
    where=one_of("subsidy", *sorted(_COACHED)),
    yields=GivesWay(cell=("F-",)),
)
def subsidised_work_is_coached(placement: Placement, context: Context) -> Problem | None:
    """Arbeit nach § 16e und § 16i wird durch Coaching begleitet."""
    over = placement.actual_end is not None and placement.actual_end < context.today
    if placement.coaching or over:
        return None
    what = "eingetragen ist „nein“" if placement.coaching is False else "eingetragen ist nichts"
    return Problem(
        f"Zu {placement.subsidy} gehört Coaching; {what}.", "Coaching veranlassen; ja, sobald es beginnt"
    )


@rule("B-09", Severity.WARNING, Target, "amount", where=one_of("spread", Spread.BY_QUARTER))
def quarters_make_the_target(target: Target, _: Context) -> Problem | None:
    """Die Quartalswerte eines Ziels ergeben zusammen den Sollwert."""
    total = sum((value for value in quarter_values(target) if value is not None), Decimal(0))
    if target.amount is None or total == target.amount:
        return None
    return Problem(
        f"Die Quartalswerte ergeben {shown_number(total)}, der Sollwert ist {shown_number(target.amount)}.",
        about=str(total),
    )


def _listed(entries: Iterable[str]) -> str:
    return " und ".join(f"„{entry}“" for entry in entries)


def _said_twice(parameters: str | None) -> list[str]:
    """Return the names of parameters that stand there again with another value."""
    first = parts_of(parameters)
    again = [
        name
        for part in (parameters or "").split(";")
        for name, value in parts_of(part).items()
        if value.upper() != first[name].upper()
    ]
    return list(dict.fromkeys(again))


@rule("B-10", Severity.ERROR, Target, "parameters")
def parameters_are_understood(target: Target, context: Context) -> Problem | None:
    """Die Parameter eines Ziels heißen GRENZE, N_MONATE, FAMILIE oder FOERDERUNG und haben lesbare Werte."""
    unusable, twice = unusable_parameters(target, context.office[Subsidy].positions), _said_twice(target.parameters)
    if not unusable and not twice:
        return None
    numbers = [entry for entry in unusable if any(name in USUAL for name in parts_of(entry))]
    codes = [entry for entry in unusable if SUBSIDIES in parts_of(entry)]
    others = [entry for entry in unusable if entry not in (*numbers, *codes)]
    told = []
    if numbers:
        told.append(f"{_listed(numbers)}: Das ist nicht lesbar; bis dahin zählt für dieses Ziel keine Familie.")
    if codes:
        told.append(f"{_listed(codes)} versteht Lotse nicht ganz; bis dahin steht bei diesem Ziel „–“.")
    if others:
        told.append(f"{_listed(others)} versteht Lotse nicht; das bleibt ohne Wirkung.")
    if twice:
        told.append(f"{_listed(twice)} steht mehrmals mit verschiedenen Werten; bis dahin gilt der erste.")
    return Problem(" ".join(told), "Zum Beispiel: GRENZE=200;N_MONATE=3;FAMILIE=2;FOERDERUNG=16E,16I")


@office_rule("B-11", Severity.WARNING, BenefitMonth, Household, needs=((Household, "benefit_intake"),))
def the_month_of_intake_agrees_with_the_intake(context: Context) -> Iterator[Place]:
    """Wer bei der Aufnahme Leistung bekam, hat im Monat der Aufnahme nicht 0 Euro im Leistungsverlauf."""
    households, table = context.office[Household], context.office[BenefitMonth]
    intakes, amounts = households.column("intake_date"), households.column("benefit_intake")
    for row, key, month, amount in rows_of(table, "household_id", "month", "amount"):
        position = households.positions.get(key) if amount == 0 and month is not None else None
        if position is None:
            continue
        intake, at_intake = intakes[position], amounts[position]
        if intake is None or not at_intake or (intake.year, intake.month) != (month.year, month.month):
            continue
        message = f"0 Euro im Monat der Aufnahme, aber bei {key} stehen bei Aufnahme {euro(at_intake)}."
        problem = Problem(message, "Mit dem Bescheid vergleichen", about=f"{key} {month} {at_intake}")
        yield Place(table, row, "amount", problem)


def _other_than_the_months(key: str | None, now: Decimal | None, context: Context) -> bool:
    if now is None or key is None:
        return False
    amount = context.latest_amounts.get(key, _SOME)[1]
    return amount is not None and amount != now


@rule(
    "B-11",
    Severity.WARNING,
    Household,
    "benefit_now",
    where=Where(("household_id", "benefit_now"), _other_than_the_months),
    needs=((BenefitMonth, "household_id"), (BenefitMonth, "month"), (BenefitMonth, "amount")),
    yields=GivesWay(cell=("F-", "R-03"), row=("R-10",)),
)
def the_amount_of_today_agrees_with_the_months(household: Household, context: Context) -> Problem | None:
    """Betrag aktuell und jüngster Monat im Leistungsverlauf sagen dasselbe."""
    month, amount = context.latest_amounts.get(household.household_id or "", _SOME)
    now, as_of = household.benefit_now, household.benefit_as_of
    if month is None or amount is None or now is None:
        return None
    if as_of is None:
        if now:
            return None  # an amount without a day may be an older one; the months decide
    elif as_of < month:
        return None
    elif as_of >= months_later(month, 1):
        if bool(now) == bool(amount):
            return None  # another amount of a later month, which decides nothing
        newest = f"im Leistungsverlauf ist {shown_month(month)} der jüngste Monat"
        message = f"{euro(now)} am {shown(as_of)}, aber {newest}."
        return Problem(message, "Die Monate bis heute im Leistungsverlauf ergänzen", about=f"{month} {amount}")
    message = f"{euro(now)}, aber im Leistungsverlauf stehen für {shown_month(month)} {euro(amount)}."
    return Problem(message, "Beide mit dem Bescheid vergleichen", about=f"{month} {amount}")


@office_rule(
    "B-12",
    Severity.ERROR,
    Target,
    needs=tuple((Target, name) for name in ("indicator", "amount", "begin", "end")),
    yields=GivesWay(cell=("F-", "P-01", "R-", "T-")),
)
def every_target_is_measured(context: Context) -> Iterator[Place]:
    """Jede Zeile auf „Ziele“ lässt sich messen: Kennzahl, Sollwert über 0, Beginn und ein Ende danach."""
    table = context.office[Target]
    for target in table:
        if target.indicator is not None and is_measurable(target):
            continue
        message = "Dieses Ziel steht nicht auf dem Dashboard: Kennzahl, Sollwert, Beginn oder Ende passen nicht."
        for column in _unmeasurable(target):
            yield Place(table, target.row, column, Problem(message, "Die Zeile ergänzen oder leeren"))


def _unmeasurable(target: Target) -> Iterator[str]:
    """Yield the columns for which a target cannot be measured."""
    if target.indicator is None:
        yield "indicator"
    if target.amount is None or target.amount <= 0:
        yield "amount"
    for name in ("begin", "end"):
        if getattr(target, name) is None:
            yield name
    if target.begin is not None and target.end is not None and target.end < target.begin:
        yield "end"


_FIVE_YEARS = 5 * 365 + 2  # two leap days at most


def _is_off_benefit(household: Household, verdict: FamilyVerdict) -> bool:
    """Tell whether there is a sign that the household needs no benefit any more."""
    worked = household.exit_reason is not None and household.exit_reason.is_work
    return bool(verdict.zero_months or worked or household.off_since or household.benefit_now == 0)


def _has_young_children(client: Client, context: Context) -> bool:
    household = context.office[Household].get(client.household_id)
    if household is None:
        return False
    return any(
        (household.children_under_3, household.children_3_to_5, household.children_6_to_14),
    )


def _last_day(start: date, months: int) -> date:
    """Return the last day of a contract of so many months (§ 188 (2) BGB)."""
    return date.fromordinal(months_later(start, months).toordinal() - 1)
