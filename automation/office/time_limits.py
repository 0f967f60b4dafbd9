"""For how long something holds, as the office agreed: rules, letters, figures and the day's list ask here."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import date

    from workbook.tables import Table

CONFIRMED_FOR = timedelta(days=30)
"""So long after its last confirmation a vacancy on the notice board is taken for true (X-10, AUSHANG)."""

ENDS_SOON = timedelta(days=30)
"""So long before its end a consent is asked for anew (G-06), and counts as one that ends soon."""

_NEWLY = timedelta(days=30)


def last_confirmed(confirmed_on: date | None, reported_on: date | None) -> date | None:
    """Return the day on which a vacancy was known last to be there: its report is its first confirmation."""
    return confirmed_on or reported_on


def confirmed_until(confirmed_on: date | None, reported_on: date | None) -> date | None:
    """Return the last day on which a vacancy on the notice board counts as confirmed, `None` if it never was."""
    last = last_confirmed(confirmed_on, reported_on)
    return None if last is None else last + min(CONFIRMED_FOR, last.max - last)


def informed_since(clients: Table[Any], today: date) -> date:
    """Return from which day on it is asked whether who came got the sheet on data protection (Art. 13 GDPR).

    That is the first day that the office has entered. One that has never entered any tells people in another way,
    or begins now: it is asked about those who came of late.
    """
    noted = [day for day in clients.column("informed_on") if day is not None]
    return min(noted, default=today - _NEWLY)
