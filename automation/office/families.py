"""When a family counts as independent (rule B-01): the one place where it is decided and explained.

A household counts when it was taken in within the district, is a family, received more than 0 and less than the
limit at intake, was then without benefit for N months in a row without a gap, because of work, and the last of
these months lies within the target's time. Zero Euro alone is no success: a sanction, a move or a pension are 0
Euro too (domain.md 0.3, 0.4 and 2, B-01).
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct

from automation.office.benefit_courses import courses_of, hole, next_month, since_intake, zero_runs
from automation.office.target_group import NEAR, FamilyTerms, near_miss, outside, positions_elsewhere
from automation.office.targets import Verdict, current_target
from workbook.german import euro, shown, shown_month
from workbook.schema import Client, Household, Placement, Target
from workbook.schema.meanings import WORKING_CLIENTS
from workbook.schema.target_tables import USUAL
from workbook.schema.vocabulary import ExitReason, Indicator

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from automation.office.benefit_courses import Courses, Unknown
    from automation.office.settings import Settings
    from workbook.tables import Office


_TOLD_BY_STATUS = frozenset((ExitReason.SELF_EMPLOYMENT, ExitReason.EARNINGS))
STATUS_ONLY = "Arbeit laut Status, ohne Vermittlung"
"""What is said of a family whose work no placement shows."""


class Standing(StrEnum):
    """Where a household stands on the way to the target."""

    COUNTS = "zählt"
    ON_THE_WAY = "auf dem Weg"
    NEAR_MISS = "knapp über der Grenze"
    OTHER_EXIT = "ohne Leistung, nicht durch Arbeit"
    OTHER_TIME = "außerhalb des Zeitraums"
    OUTSIDE = "nicht Zielgruppe"
    UNPROVEN = "Angaben fehlen"


class FamilyVerdict(Verdict, frozen=True):
    """A verdict on a household, with where it stands and its longest run of months without benefit."""

    standing: Standing
    zero_months: int = 0
    by_status: bool = False


class Work(Struct, frozen=True):
    """What the office knows of a household's work: the first placement's begin, and whether somebody works.

    `own` is work that only a client's status tells of; it explains the exit by earnings or self-employment.
    """

    first_start: date | None = None
    own: bool = False

    def by(self, month: date, reason: ExitReason | None) -> bool:
        """Tell whether somebody of the household was in work by the end of this month."""
        if self.first_start is not None and self.first_start < next_month(month):
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
    courses: Courses | None = None,
) -> Iterator[tuple[Household, FamilyVerdict]]:
    """Yield every household of the office with its verdict, in the order of the sheet.

    A key that stands twice counts once, at its first row. With `only_near`, households that are far from the
    group by amount, district or number of persons are left out: they are most, and there is nothing to say of
    them. `unknown` tells which rows of `Leistungsverlauf` and `Vermittlungen` prove nothing, because what is
    read of them is wrong. Without a `target`, the one that holds today says what counts. `courses` are those of all
    households, where they are known already.
    """
    unknown = unknown or (lambda _record, _row: False)
    terms = FamilyTerms.of(target or current_target(office, Indicator.Z20, today), settings)
    table = office[Household]
    amounts, keys = table.column("benefit_intake"), table.column("household_id")
    far = terms.limit * NEAR if only_near else Decimal("Infinity")
    places = [place for place, amount in enumerate(amounts) if amount is None or amount <= far]
    if only_near:
        elsewhere = positions_elsewhere(table, terms)
        places = [place for place in places if place not in elsewhere or table.positions.get(keys[place]) != place]
    near = {keys[place] for place in places}
    courses = courses_of(office, near, unknown) if courses is None else courses
    work = _work_of_households(office, near, unknown)
    households = iter(table) if len(places) == len(table) else map(table.at, places)
    for place, household in zip(places, households, strict=True):
        key = keys[place]
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
    reasons = outside(household, terms)
    if reasons:
        standing = Standing.NEAR_MISS if near_miss(household, terms) else Standing.OUTSIDE
        return _no(standing, f"Zählt nicht: {'; '.join(reasons)}.")
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
    known = since_intake(household, course, today)
    runs = zero_runs(known)
    full = [run for run in runs if len(run) >= terms.months]
    if not full:
        return _not_long_enough(household, known, runs, terms)
    return _after_enough_months(household, full, work, terms)


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
    if (gap := hole(known, runs)) is not None:
        what = "stehen zwei verschiedene Beträge" if gap in known else "fehlt der Betrag"
        sentence = f"Zählt noch nicht: Im Leistungsverlauf {what} für {shown_month(gap)}; erst {count}."
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
    by_status = work.first_start is None or work.first_start >= next_month(day)
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


def _work_of_households(office: Office, near: Collection[str | None], unknown: Unknown) -> Mapping[str, Work]:
    """Return what is known of the work of the households `near`, from their members' placements and status.

    A placement that began before its client first came is not the office's (rule T-02) and explains nothing.
    """
    clients, placements = office[Client].once, office[Placement].once
    keys, homes = clients.column("client_id"), clients.column("household_id")
    members = {client for client, home in zip(keys, homes, strict=True) if home is not None and home in near}
    known = zip(keys, clients.column("first_contact"), strict=True)
    came = {client: first for client, first in known if client in members}
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
        if status in WORKING_CLIENTS:
            in_work.add(household)
    return {household: Work(first.get(household), household in in_work) for household in first.keys() | in_work}


def _in_time(day: date, terms: FamilyTerms) -> bool:
    return (terms.begin is None or terms.begin <= day) and (terms.end is None or day <= terms.end)


def _time(terms: FamilyTerms) -> str:
    return f"{shown(terms.begin) if terms.begin else '…'} bis {shown(terms.end) if terms.end else '…'}"


def _span(run: list[date]) -> str:
    return shown_month(run[0]) if len(run) == 1 else f"{shown_month(run[0])} bis {shown_month(run[-1])}"


def _no(standing: Standing, sentence: str, zero_months: int = 0) -> FamilyVerdict:
    return FamilyVerdict(counts=False, day=None, sentence=sentence, standing=standing, zero_months=zero_months)
