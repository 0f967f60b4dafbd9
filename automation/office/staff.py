"""Who of the staff is there on a day: nobody signs before their first day, nor after their last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbook.errors import LotseError
from workbook.german import shown
from workbook.schema import StaffMember

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from workbook.tables import Office


class AbsentStaffError(LotseError):
    """Somebody of the staff is not there on the day on which something is done in their name."""

    def __init__(self, initials: str, why: str) -> None:
        self.initials = initials
        super().__init__(
            f"{why} Bitte das Kürzel von jemandem nehmen, der da ist, oder den Tag auf „Personal“ berichtigen."
        )


def why_absent(person: StaffMember | None, today: date) -> str:
    """Return that somebody has left or has not begun, `""` for whoever is there."""
    if person is None:
        return ""
    if person.active_until is not None and person.active_until < today:
        return f"Nach „Personal“ ist {person.initials} nur bis {shown(person.active_until)} aktiv."
    if person.active_from is not None and person.active_from > today:
        return f"Nach „Personal“ ist {person.initials} erst ab {shown(person.active_from)} aktiv."
    return ""


def there(office: Office, today: date) -> Iterator[StaffMember]:
    """Yield the staff who are there on a day."""
    yield from (each for each in office[StaffMember] if not why_absent(each, today))


def ensure_there(office: Office, initials: str, today: date) -> str:
    """Return the initials, as `Personal` has them, of somebody who is there on this day.

    Raises:
        AbsentStaffError: they have left, or have not begun.
    """
    if why := why_absent(office[StaffMember].get(initials), today):
        raise AbsentStaffError(initials, why)
    return initials
