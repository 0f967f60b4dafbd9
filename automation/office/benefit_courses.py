"""What households received month by month, and for how long it was nothing."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from workbook.reading.formats.numbers import CENT
from workbook.schema import BenefitMonth

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from workbook.schema import Household, Record
    from workbook.tables import Office

    Unknown = Callable[[type[Record], int], bool]
    Courses = Mapping[str, Mapping[date, Decimal | None]]


def courses_of(office: Office, households: Collection[str | None] | None, unknown: Unknown) -> Courses:
    """Return the months of these households (`None`: of all); one with two different amounts proves nothing."""
    courses: defaultdict[str, dict[date, Decimal | None]] = defaultdict(dict)
    month_of, cents_of = _Months(), _Cents()  # a few months and amounts come again in hundreds of thousands of rows
    table = office[BenefitMonth]
    columns = (table.column(name) for name in ("household_id", "month", "amount"))
    for row, household, day, amount in zip(table.rows, *columns, strict=True):
        if household is None or (households is not None and household not in households):
            continue
        if day is None or amount is None or unknown(BenefitMonth, row):
            continue
        course, month, cents = courses[household], month_of[day], cents_of[amount]
        course[month] = cents if course.get(month, cents) == cents else None
    return courses


class _Months(dict[date, date]):
    """The first day of the month of each day."""

    def __missing__(self, day: date) -> date:
        self[day] = month = day.replace(day=1)
        return month


class _Cents(dict[Decimal, Decimal]):
    """Amounts rounded to cents."""

    def __missing__(self, amount: Decimal) -> Decimal:
        self[amount] = cents = amount.quantize(CENT, ROUND_HALF_UP)
        return cents


def since_intake(
    household: Household, course: Mapping[date, Decimal | None], today: date
) -> Mapping[date, Decimal | None]:
    """Return the months after that of the intake: no benefit in that one contradicts the amount at intake."""
    intake = household.intake_date.replace(day=1) if household.intake_date else date.min
    return {month: amount for month, amount in course.items() if intake < month <= today}


def zero_runs(course: Mapping[date, Decimal | None]) -> list[list[date]]:
    """Return the runs of months with 0 Euro that follow each other without a gap, in the order of time."""
    runs: list[list[date]] = []
    for month in sorted(month for month, amount in course.items() if amount == 0):
        if runs and next_month(runs[-1][-1]) == month:
            runs[-1].append(month)
        else:
            runs.append([month])
    return runs


def hole(known: Mapping[date, Decimal | None], runs: list[list[date]]) -> date | None:
    """Return the month that breaks a run of zeros only because its amount is missing or stands there twice."""
    for run in runs:
        month = next_month(run[-1])
        if known.get(month) is None and (month in known or any(later > month for later in known)):
            return month
    return None


def next_month(month: date) -> date:
    """Return the first day of the month after."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)
