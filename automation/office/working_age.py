"""From when to when somebody is able to work in the sense of SGB II."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from workbook.reading.formats.dates import months_later

if TYPE_CHECKING:
    from datetime import date

EMPLOYABLE_FROM = 15
"""Years: younger people are not able to work in the sense of § 7 (1) SGB II."""

YOUNGEST_RETIREMENT = 65


def retirement(birth: date) -> date:
    """Return the first day on which somebody is too old for SGB II: after the month of the age limit.

    Source: § 7a SGB II (born before 1947: 65 years; then rising; from 1964 on: 67 years).
    """
    months = 65 * 12
    if birth.year >= 1964:
        months = 67 * 12
    elif birth.year >= 1959:
        months = 66 * 12 + 2 * (birth.year - 1958)
    elif birth.year >= 1947:
        months += birth.year - 1946
    # § 187 (2) BGB: who is born on the first of a month completes the year on the last day of the month before.
    reached = months_later(birth, months) - timedelta(days=1)
    return months_later(reached.replace(day=1), 1)
