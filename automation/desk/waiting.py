"""Office and log of letters → what is due today, for each adviser and for nobody, oldest first."""

from __future__ import annotations

import re
from datetime import timedelta
from difflib import get_close_matches
from itertools import groupby
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field
from msgspec.structs import replace

from automation.desk.sources import REFERENCE, SOURCES, Desk, Due
from workbook.errors import LotseError
from workbook.german import shown
from workbook.schema import TABLES, StaffMember

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from datetime import date

    from automation.letters.dispatch import DispatchLog
    from automation.office.settings import Settings
    from workbook.tables import Office

DAYS = 7
NOBODY = "niemand"
"""Who is in charge where no initials of the staff stand."""

_PATTERNS = {
    each.spec.sheet: pattern
    for each in TABLES
    if each.spec.key and (pattern := each.spec.column(each.spec.key).pattern)
}


class UnknownInitialsError(LotseError):
    """Nobody of the staff has these initials."""

    def __init__(self, initials: str, known: Collection[str]) -> None:
        self.initials = initials
        near = get_close_matches(initials.upper(), known, n=1)
        cure = f"Ist {near[0]} gemeint?" if near else "Die Kürzel stehen auf dem Blatt „Personal“."
        super().__init__(f"Das Kürzel „{initials}“ hat auf dem Blatt „Personal“ niemand. {cure}")


class Today(Struct, frozen=True):
    """What is due up to a day, by whoever is in charge: staff in the order of their initials, nobody last.

    `left` are those of them who have left, with their last day: what waits for them waits in vain.
    """

    day: date
    until: date
    due: tuple[Due, ...]
    left: Mapping[str, date] = field(default_factory=dict)

    def by_owner(self) -> Iterator[tuple[str, tuple[Due, ...]]]:
        """Yield the initials, or „niemand“, with what is due, oldest first."""
        for _, group in groupby(self.due, key=lambda each: each.owner):
            items = tuple(group)
            yield items[0].owner or NOBODY, items


def what_is_due(
    office: Office, settings: Settings, log: DispatchLog, today: date, *, days: int = DAYS, owner: str = ""
) -> Today:
    """Return what is due up to `days` from today; with an `owner` only what these initials are in charge of.

    Raises:
        UnknownInitialsError: nobody has these initials.
        SettingError: a deadline in the settings is no number.
    """
    staff = {initials.casefold(): initials for initials in office[StaffMember].positions}
    if owner and owner.casefold() not in staff:
        raise UnknownInitialsError(owner, staff.values())
    desk = Desk(office, settings, log, today, today + timedelta(days=days))
    found = [_named(each, staff) for source in SOURCES for each in source(desk)]
    wanted = staff.get(owner.casefold())
    chosen = [each for each in found if not owner or each.owner == wanted]
    chosen.sort(key=lambda each: (not each.owner, each.owner, each.day, each.sheet, each.key, each.cell))
    owners = {each.owner for each in chosen}
    left = {
        each.initials: each.active_until
        for each in office[StaffMember]
        if each.initials in owners and each.active_until is not None and each.active_until < today
    }
    return Today(today, desk.until, tuple(chosen), left)


def _named(due: Due, staff: dict[str, str]) -> Due:
    """Return it with nothing but keys and initials: whatever else stands in these columns may be a name."""
    pattern = _PATTERNS.get(due.sheet)
    key = due.key if (re.fullmatch(pattern, due.key) if pattern else REFERENCE.fullmatch(due.key)) else ""
    client = due.client_id if re.fullmatch(_PATTERNS["Klienten"], due.client_id) else ""
    owner = staff.get(due.owner.casefold(), "")
    return replace(due, key=key, client_id=client, owner=owner)


def when(day: date, today: date) -> str:
    """Return how far a day is away, in words.

    >>> from datetime import date
    >>> when(date(2019, 6, 28), date(2019, 6, 30)), when(date(2019, 7, 1), date(2019, 6, 30))
    ('seit 2 Tagen', 'morgen')
    """
    away = (day - today).days
    if away in {-1, 0, 1}:
        return {-1: "seit gestern", 0: "heute", 1: "morgen"}[away]
    return f"seit {-away} Tagen" if away < 0 else f"in {away} Tagen"


def summary(today: Today) -> str:
    """Return the one line that says how much waits."""
    late = sum(each.day < today.day for each in today.due)
    count = len(today.due)
    if not count:
        return f"Stand {shown(today.day)} · Bis {shown(today.until)} ist nichts fällig"
    things = "1 Sache wartet" if count == 1 else f"{count} Sachen warten"
    told = f"Stand {shown(today.day)} · {things} bis {shown(today.until)}, davon {late} von vor heute"
    if today.left:
        whom = ", ".join(f"{initials} (bis {shown(day)})" for initials, day in sorted(today.left.items()))
        told += f" · Nach „Personal“ nicht mehr aktiv: {whom}, bitte neu verteilen"
    return told


def today_document(today: Today) -> dict[str, Any]:
    """Return what is due as JSON has it: keys and cells, never names."""
    return {
        "as_of": today.day.isoformat(),
        "until": today.until.isoformat(),
        "left": {initials: day.isoformat() for initials, day in today.left.items()},
        "due": [
            {
                "for": each.owner or None,
                "day": each.day.isoformat(),
                "what": each.what,
                "do": each.verb,
                "sheet": each.sheet,
                "cell": each.cell,
                "key": each.key,
                "client": each.client_id,
            }
            for each in today.due
        ],
    }
