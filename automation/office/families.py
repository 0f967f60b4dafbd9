"""When a family counts as independent (rule B-01): the one place where it is decided and explained.

A household counts when it was taken in within the district, is a family, received more than 0 and less than the
limit at intake, was then without benefit for N months in a row without a gap, because of work, and the last of
these months lies within the target's time. Zero Euro alone is no success: a sanction, a move or a pension are 0
Euro too (domain.md 0.3, 0.4 and 2, B-01).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from automation.office.targets import Verdict, current_target, read_parameters
from workbook.german import euro, shown, shown_month
from workbook.schema import BenefitMonth, Client, Household, Placement, Target
from workbook.schema.setting_names import SettingName
from workbook.schema.target_tables import FAMILY, LIMIT, MONTHS, USUAL
from workbook.schema.vocabulary import OUTSIDE_CITY, WHOLE_CITY, ClientStatus, ExitReason, Indicator

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    from automation.office.settings import Settings
    from workbook.schema import Record
    from workbook.tables import Office

    Unknown = Callable[[type[Record], int], bool]

_CENT = Decimal("0.01")
NEAR = Decimal("1.1")
"""Up to this share of the limit a household at intake is a near miss (B-02: 200 to 220 Euro)."""

_TOLD_BY_STATUS = frozenset((ExitReason.SELF_EMPLOYMENT, ExitReason.EARNINGS))
STATUS_ONLY = "Arbeit laut Status, ohne Vermittlung"
"""What is said of a family whose work no placement shows."""

_IN_WORK = frozenset((ClientStatus.PLACED, ClientStatus.AFTERCARE))


class Standing(StrEnum):
    """Where a household stands on the way to the target."""

    COUNTS = "zählt"
    ON_THE_WAY = "auf dem Weg"
    NEAR_MISS = "knapp über der Grenze"
    OTHER_EXIT = "ohne Leistung, nicht durch Arbeit"
    OTHER_TIME = "außerhalb des Zeitraums"
    OUTSIDE = "nicht Zielgruppe"
    UNPROVEN = "Angaben fehlen"


@dataclass(frozen=True, slots=True)
class FamilyVerdict(Verdict):
    """A verdict on a household, with where it stands and its longest run of months without benefit."""

    standing: Standing
    zero_months: int = 0
    by_status: bool = False
    returned: bool = False


@dataclass(frozen=True, slots=True)
class FamilyTerms:
    """What the target of the families demands; the defaults are those of domain.md 8."""

    limit: Decimal = Decimal(USUAL[LIMIT])
    months: int = USUAL[MONTHS]
    persons: int = USUAL[FAMILY]
    district: str = WHOLE_CITY
    begin: date | None = None
    end: date | None = None
    unreadable: tuple[str, ...] = ()

    @classmethod
    def of(cls, target: Target | None, settings: Settings) -> FamilyTerms:
        """Return the terms of a target: `GRENZE=200;N_MONATE=3;FAMILIE=2`, its scope, its time.

        The district is the office's own unless the target is for the whole city.
        """
        of_city = target is not None and target.scope == WHOLE_CITY
        parameters = read_parameters(target, {LIMIT, MONTHS, FAMILY}, set())
        numbers, usual = parameters.numbers, cls()
        return cls(
            limit=numbers.get(LIMIT, usual.limit),
            months=max(1, int(numbers.get(MONTHS, usual.months))),
            persons=int(numbers.get(FAMILY, usual.persons)),
            district=WHOLE_CITY if of_city else settings.text(SettingName.DISTRICT) or WHOLE_CITY,
            begin=target.begin if target else None,
            end=target.end if target else None,
            unreadable=parameters.unreadable,
        )


@dataclass(frozen=True, slots=True)
class Work:
    """What the office knows of a household's work: the first placement's begin, and whether somebody works.

    `own` is work that only a client's status tells of; it explains the exit by earnings or self-employment.
    """

    first_start: date | None = None
    own: bool = False

    def by(self, month: date, reason: ExitReason | None) -> bool:
        """Tell whether somebody of the household was in work by the end of this month."""
        if self.first_start is not None and self.first_start < _next(month):
            return True
        return self.own and reason in _TOLD_BY_STATUS


def explain_families(
    office: Office,
    today: date,
    settings: Settings,
    *,
    only_near: bool = False,
    unknown: Unknown | None = None,
    target: Target | None = None,
) -> Iterator[tuple[Household, FamilyVerdict]]:
    """Yield every household of the office with its verdict, in the order of the sheet.

    A key that stands twice counts once, at its first row. With `only_near`, households whose benefit at intake was
    far above the limit are left out: they are most, and there is nothing to say of them. `unknown` tells which rows
    of `Leistungsverlauf` and `Vermittlungen` prove nothing, because what is read of them is wrong. Without a
    `target`, the one that holds today says what counts.
    """
    unknown = unknown or (lambda _record, _row: False)
    terms = FamilyTerms.of(target or current_target(office, Indicator.Z20, today), settings)
    table = office[Household]
    amounts, keys = table.column("benefit_intake"), table.column("household_id")
    far = terms.limit * NEAR if only_near else Decimal("Infinity")
    places = [place for place, amount in enumerate(amounts) if amount is None or amount <= far]
    courses = courses_of(office, near := {keys[place] for place in places}, unknown)
    work = _work_of_households(office, near, unknown)
    for place in places:
        household, key = table.at(place), keys[place]
        if key is None:
            yield household, _no(Standing.UNPROVEN, "Zählt nicht: Die BGID fehlt.")
        elif table.positions[key] != place:
            first = table.rows[table.positions[key]]
            yield (
                household,
                _no(Standing.UNPROVEN, f"Zählt nicht noch einmal: Diese BGID steht schon in Zeile {first}."),
            )
        else:
            yield household, explain_family(household, courses.get(key, {}), work.get(key, Work()), terms, today)


def explain_family(
    household: Household, course: Mapping[date, Decimal | None], work: Work, terms: FamilyTerms, today: date
) -> FamilyVerdict:
    """Return whether a household counts for the target of the families, since when, and why (not).

    `course` maps the first day of a month to the benefit of that month; `None` marks a month with two different
    amounts. The date is the first day of the N-th month without benefit.
    """
    if unread := [part for part in terms.unreadable if part.partition("=")[0].strip().upper() in USUAL]:
        sentence = f"Zählt noch nicht: „{unread[0]}“ bei den Parametern des Ziels ist nicht lesbar."
        return _no(Standing.UNPROVEN, sentence)
    outside = _outside(household, terms)
    if outside:
        standing = Standing.NEAR_MISS if _near_miss(household, terms, outside) else Standing.OUTSIDE
        return _no(standing, f"Zählt nicht: {'; '.join(outside)}.")
    missing = [
        f"{label} fehlt"
        for label, value in (
            ("die Zahl der Personen", household.persons),
            ("der Stadtteil bei Aufnahme", household.district_intake),
            ("der Betrag bei Aufnahme", household.benefit_intake),
        )
        if value is None
    ]
    if missing:
        return _no(Standing.UNPROVEN, f"Zählt noch nicht: {'; '.join(missing)}.")
    known = _since_intake(household, course, today)
    runs = _zero_runs(known)
    full = [run for run in runs if len(run) >= terms.months]
    if not full:
        return _not_long_enough(household, known, runs, terms)
    return _after_enough_months(household, full, work, terms)


def _outside(household: Household, terms: FamilyTerms) -> list[str]:
    """Return why the household does not belong to the target's group; nothing if it does or may."""
    reasons = []
    district, persons, amount = household.district_intake, household.persons, household.benefit_intake
    if terms.district == WHOLE_CITY:
        if district == OUTSIDE_CITY:
            reasons.append("der Haushalt wohnte bei Aufnahme außerhalb der Stadt")
    elif district is not None and district != terms.district:
        reasons.append(f"Stadtteil bei Aufnahme ist {district}, nicht {terms.district}")
    if persons is not None and persons < terms.persons:
        who = "eine Person" if persons == 1 else f"{persons} Personen"
        reasons.append(f"{who}; als Familie gelten mindestens {terms.persons} Personen")
    if amount is not None and amount <= 0:
        reasons.append("bei Aufnahme gab es keine Leistung")
    if amount is not None and amount >= terms.limit:
        reasons.append(f"{euro(amount)} bei Aufnahme liegen nicht unter {euro(terms.limit)}")
    return reasons


def belongs(household: Household, terms: FamilyTerms) -> bool:
    """Tell whether a household fulfils all that the target asks for on the day of the intake."""
    known = (household.persons, household.district_intake, household.benefit_intake)
    return None not in known and not _outside(household, terms)


def _near_miss(household: Household, terms: FamilyTerms, outside: list[str]) -> bool:
    amount = household.benefit_intake
    return len(outside) == 1 and amount is not None and terms.limit <= amount <= terms.limit * NEAR


def _not_long_enough(
    household: Household, known: Mapping[date, Decimal | None], runs: list[list[date]], terms: FamilyTerms
) -> FamilyVerdict:
    """Return the verdict on a household that was not yet without benefit for long enough."""
    longest = max(runs, key=len, default=[])
    count = f"{len(longest)} von {terms.months} Monaten ohne Leistung"
    reason = household.exit_reason
    if reason is not None and not reason.is_work:
        sentence = f"Zählt nicht: Abgangsgrund ist „{reason}“; es zählt nur der Weg in Arbeit."
        return _no(Standing.OTHER_EXIT, sentence, len(longest))
    if (hole := _hole(known, runs)) is not None:
        what = "stehen zwei verschiedene Beträge" if hole in known else "fehlt der Betrag"
        sentence = f"Zählt noch nicht: Im Leistungsverlauf {what} für {shown_month(hole)}; erst {count}."
        return _no(Standing.UNPROVEN, sentence, len(longest))
    if longest:
        back = next((month for month in sorted(known) if month > runs[-1][-1] and known[month]), None)
        if back is None:
            return _no(Standing.ON_THE_WAY, f"Zählt noch nicht: erst {count} ({_span(longest)}).", len(longest))
        sentence = f"Zählt noch nicht: nur {count} ({_span(longest)}), ab {shown_month(back)} wieder Leistung."
        return _no(Standing.ON_THE_WAY, sentence, len(longest))
    if not known and (household.off_since is not None or household.benefit_now == 0):
        sentence = "Zählt noch nicht: „Kein Bezug“ steht da, aber im Leistungsverlauf fehlen die Monate."
        return _no(Standing.UNPROVEN, sentence)
    return _no(Standing.ON_THE_WAY, "Zählt noch nicht: gehört zur Zielgruppe und bezieht noch Leistung.")


def _after_enough_months(
    household: Household, full: list[list[date]], work: Work, terms: FamilyTerms
) -> FamilyVerdict:
    """Return the verdict on a household with N months without benefit: what was the reason, and was it in time?

    Every run is tried, and of each run its N-th month and all later ones: who finds work while the run goes on
    counts from that month on. A run whose N-th month lies before the target's time never counts.
    """
    reason, run, zeros = household.exit_reason, full[-1], max(map(len, full))
    if reason is None:
        sentence = f"Zählt noch nicht: {zeros} Monate ohne Leistung ({_span(run)}), aber der Abgangsgrund fehlt."
        return _no(Standing.UNPROVEN, sentence, zeros)
    if not reason.is_work:
        sentence = f"Zählt nicht: Abgangsgrund ist „{reason}“; es zählt nur der Weg in Arbeit."
        return _no(Standing.OTHER_EXIT, sentence, zeros)
    reached = [
        (month, each)
        for each in full
        for month in each[terms.months - 1 :]
        if work.by(month, reason) and (terms.begin is None or terms.begin <= each[terms.months - 1])
    ]
    if not reached:
        return _without_work(full, work, terms, reason)
    day, run = next(((day, each) for day, each in reached if _in_time(day, terms)), reached[0])
    if not _in_time(day, terms):
        sentence = f"Zählt nicht: am {shown(day)} erreicht, außerhalb des Zeitraums {_time(terms)}."
        return _no(Standing.OTHER_TIME, sentence, zeros)
    amount = euro(household.benefit_intake or Decimal(0))
    back = household.return_date
    later = f" Wiedereintritt am {shown(back)} ist vermerkt; der Erfolg bleibt gezählt." if back else ""
    by_status = work.first_start is None or work.first_start >= _next(day)
    told = f" {STATUS_ONLY}." if by_status else ""
    sentence = (
        f"Zählt seit {shown(day)}: {household.persons} Personen, {amount} bei Aufnahme, dann {len(run)} Monate "
        f"ohne Leistung ({_span(run)}), Abgangsgrund „{reason}“.{told}{later}"
    )
    return FamilyVerdict(
        counts=True,
        day=day,
        sentence=sentence,
        standing=Standing.COUNTS,
        zero_months=len(run),
        by_status=by_status,
        returned=back is not None,
    )


def _without_work(full: list[list[date]], work: Work, terms: FamilyTerms, reason: ExitReason) -> FamilyVerdict:
    """Return the verdict on a household whose runs were too early, or had nobody in work."""
    run, zeros, nth = full[-1], max(map(len, full)), terms.months - 1
    early = [each[nth] for each in full if terms.begin is not None and each[nth] < terms.begin]
    if len(early) == len(full) and any(work.by(month, reason) for each in full for month in each[nth:]):
        sentence = f"Zählt nicht: am {shown(early[0])} erreicht, außerhalb des Zeitraums {_time(terms)}."
        return _no(Standing.OTHER_TIME, sentence, zeros)
    sentence = (
        f"Zählt noch nicht: {zeros} Monate ohne Leistung ({_span(run)}), aber bei niemandem im Haushalt steht "
        "bis dahin eine Vermittlung oder der Status „vermittelt“ oder „Nachbetreuung“."
    )
    return _no(Standing.UNPROVEN, sentence, zeros)


def courses_of(
    office: Office, households: Collection[str | None] | None, unknown: Unknown
) -> Mapping[str, Mapping[date, Decimal | None]]:
    """Return the months of these households (`None`: of all); one with two different amounts proves nothing."""
    courses: defaultdict[str, dict[date, Decimal | None]] = defaultdict(dict)
    table = office[BenefitMonth]
    columns = (table.column(name) for name in ("household_id", "month", "amount"))
    for row, household, day, amount in zip(table.rows, *columns, strict=True):
        if household is None or (households is not None and household not in households):
            continue
        if day is None or amount is None or unknown(BenefitMonth, row):
            continue
        course, month = courses[household], day.replace(day=1)
        cents = amount.quantize(_CENT, ROUND_HALF_UP)
        course[month] = cents if course.get(month, cents) == cents else None
    return courses


def _work_of_households(office: Office, near: Collection[str | None], unknown: Unknown) -> Mapping[str, Work]:
    """Return what is known of the work of the households `near`, from their members' placements and status.

    A placement that began before its client first came is not the office's (rule T-02) and explains nothing.
    """
    clients, placements = office[Client], office[Placement]
    keys, homes = clients.column("client_id"), clients.column("household_id")
    members = {client for client, home in zip(keys, homes, strict=True) if home is not None and home in near}
    known = zip(keys, clients.column("first_contact"), strict=True)
    came = dict(reversed([pair for pair in known if pair[0] in members]))
    starts: dict[str, date] = {}
    columns = (placements.column(name) for name in ("client_id", "start"))
    for row, client, start in zip(placements.rows, *columns, strict=True):
        if client not in came or start is None or start < (came[client] or date.min) or unknown(Placement, row):
            continue
        if start < starts.get(client, date.max):
            starts[client] = start
    first: dict[str, date] = {}
    in_work = set()
    for client, household, status in zip(keys, homes, clients.column("status"), strict=True):
        if client not in members or household not in near:
            continue
        start = starts.get(client)
        if start is not None and start < first.get(household, date.max):
            first[household] = start
        if status in _IN_WORK:
            in_work.add(household)
    return {household: Work(first.get(household), household in in_work) for household in first.keys() | in_work}


def _since_intake(
    household: Household, course: Mapping[date, Decimal | None], today: date
) -> Mapping[date, Decimal | None]:
    """Return the months after that of the intake: no benefit in that one contradicts the amount at intake."""
    intake = household.intake_date.replace(day=1) if household.intake_date else date.min
    return {month: amount for month, amount in course.items() if intake < month <= today}


def _zero_runs(course: Mapping[date, Decimal | None]) -> list[list[date]]:
    """Return the runs of months with 0 Euro that follow each other without a gap, in the order of time."""
    runs: list[list[date]] = []
    for month in sorted(month for month, amount in course.items() if amount == 0):
        if runs and _next(runs[-1][-1]) == month:
            runs[-1].append(month)
        else:
            runs.append([month])
    return runs


def _hole(known: Mapping[date, Decimal | None], runs: list[list[date]]) -> date | None:
    """Return the month that breaks a run of zeros only because its amount is missing or stands there twice."""
    for run in runs:
        month = _next(run[-1])
        if known.get(month) is None and (month in known or any(later > month for later in known)):
            return month
    return None


def _in_time(day: date, terms: FamilyTerms) -> bool:
    return (terms.begin is None or terms.begin <= day) and (terms.end is None or day <= terms.end)


def _time(terms: FamilyTerms) -> str:
    return f"{shown(terms.begin) if terms.begin else '…'} bis {shown(terms.end) if terms.end else '…'}"


def _next(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def _span(run: list[date]) -> str:
    return shown_month(run[0]) if len(run) == 1 else f"{shown_month(run[0])} bis {shown_month(run[-1])}"


def _no(standing: Standing, sentence: str, zero_months: int = 0) -> FamilyVerdict:
    return FamilyVerdict(counts=False, day=None, sentence=sentence, standing=standing, zero_months=zero_months)
