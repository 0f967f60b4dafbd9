"""Whether a consent holds on a day, by its own three days: rules, letters, figures and the access of a person ask.

A consent that will be revoked, or will be given, is not yet (figures.md, R4); on its last day it still holds.
"""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date


class Lapse(Enum):
    """Why a consent does not hold on a day."""

    NOT_GIVEN = auto()
    GIVEN_LATER = auto()
    REVOKED = auto()
    OVER = auto()


def lapse(
    given_on: date | None, valid_until: date | None, revoked_on: date | None, day: date
) -> tuple[Lapse, date] | None:
    """Return why a consent does not hold on a day, with its own day that says so; `None` where it does.

    One that was never given has no such day: the day itself is returned.
    """
    if given_on is None:
        return Lapse.NOT_GIVEN, day
    if given_on > day:
        return Lapse.GIVEN_LATER, given_on
    if revoked_on is not None and is_revoked(revoked_on, day):
        return Lapse.REVOKED, revoked_on
    return (Lapse.OVER, valid_until) if valid_until is not None and valid_until < day else None


def is_revoked(revoked_on: date | None, day: date) -> bool:
    """Tell whether a consent was revoked by a day."""
    return revoked_on is not None and revoked_on <= day
