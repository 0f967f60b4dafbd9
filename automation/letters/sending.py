"""Which letters of the log have gone out when somebody says so, and which cannot have.

A letter that must not go out, or that would read otherwise now, is not entered as sent: whoever posted it all the
same has to know.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from difflib import get_close_matches
from typing import TYPE_CHECKING

from msgspec import Struct

from automation.letters.reference import year_and_number
from automation.letters.status import WAITING, DispatchStatus
from workbook.errors import LetterError
from workbook.german import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    from automation.letters.dispatch import Dispatch, DispatchLog
    from automation.letters.plan import LetterPlan


class Refused(Struct, frozen=True):
    """A letter that cannot be entered as sent, and why."""

    reference: str
    reason: str


def named_letters(log: DispatchLog, references: Iterable[str]) -> tuple[Dispatch, ...]:
    """Return the letters of these numbers, each once, in the order of the log.

    Raises:
        LetterError: the log has no such number.
    """
    known = {row.reference.casefold(): row for row in log.rows if row.reference}
    asked = [each.strip().casefold() for each in references]
    for number, typed in zip(asked, references, strict=True):
        if number not in known:
            near = get_close_matches(number, known, n=1)
            cure = f"Ist {known[near[0]].reference} gemeint?" if near else "Bitte die Nummer dort nachsehen."
            raise LetterError(f"Ein Schreiben „{typed.strip()}“ steht nicht im „Postausgang“. {cure}")
    return tuple(row for row in log.rows if row.reference.casefold() in asked)


def last_post(log: DispatchLog, missing: Callable[[Dispatch], bool]) -> tuple[Dispatch, ...]:
    """Return what staff mean by „the post“: every letter that is *gedruckt*.

    Where none is, it is what lies in the folder of the last run that wrote letters, and what of that run is locked.
    """
    printed = tuple(row for row in log.rows if row.standing == DispatchStatus.PRINTED)
    numbered = [row for row in log.rows if year_and_number(row.reference)]
    if printed or not numbered:
        return printed
    newest = numbered[-1]
    return tuple(
        row
        for row in numbered
        if (row.run, None if row.run else row.written) == (newest.run, None if newest.run else newest.written)
        and (row.standing == DispatchStatus.BLOCKED or (row.standing in WAITING and not missing(row)))
    )


def sorted_out(
    chosen: Sequence[Dispatch], plan: LetterPlan, today: date
) -> tuple[tuple[Dispatch, ...], tuple[Refused, ...]]:
    """Return which of the letters may be entered as sent on this day, and which not, each with why."""
    blocked = {each.row.reference: each.reason for each in plan.blocked}
    stale = {row.reference for row in plan.out_of_date} | {each.row.replaces for each in plan.letters}
    newer = {row.reference for row in plan.before.standing}
    going: list[Dispatch] = []
    refused: list[Refused] = []
    for row in chosen:
        reason = _why_not(row, today, blocked, stale, newer)
        if reason is None:
            going.append(row)
        else:
            refused.append(Refused(row.reference, reason))
    return tuple(going), tuple(refused)


def _why_not(
    row: Dispatch, today: date, blocked: dict[str, str], stale: Collection[str], standing: Collection[str]
) -> str | None:
    if row.source and row.reference not in standing and row.standing in WAITING:
        return "Das Schreiben ist durch ein neueres ersetzt und darf nicht hinaus."
    if row.standing not in WAITING:
        return _settled(row)
    if row.reference in blocked:
        return f"Das Schreiben darf nicht mehr hinaus: {blocked[row.reference]}"
    if row.reference in stale:
        return (
            "Das Schreiben sagt nicht mehr, was in der Mappe steht (L-04). Bitte den Status „Entwurf“ wählen und "
            "„Briefe“ starten; ist es schon hinaus, dort „versandt“ wählen."
        )
    if isinstance(row.written, date) and row.written > today:
        return f"Das Schreiben ist vom {shown(row.written)} und kann nicht am {shown(today)} hinausgegangen sein."
    return None


def _settled(row: Dispatch) -> str:
    if row.standing == DispatchStatus.SENT:
        day = f" am {shown(row.sent_on)}" if isinstance(row.sent_on, date) else ""
        return f"Das Schreiben ist schon{day} als versandt eingetragen."
    if row.standing == DispatchStatus.BLOCKED:
        why = f": {row.blocked_because}" if row.blocked_because else "."
        return f"Das Schreiben ist gesperrt und darf nicht hinaus{why}"
    if row.standing == DispatchStatus.REPLACED:
        return "Das Schreiben ist durch ein neueres ersetzt und darf nicht hinaus."
    return f"Der Status ist „{row.status}“. Ging es doch hinaus, bitte dort „versandt“ wählen."


def sent(row: Dispatch, today: date, initials: str) -> Dispatch:
    """Return the row of a letter that went out on this day; what staff noted already stays."""
    return replace(row, status=DispatchStatus.SENT, sent_on=row.sent_on or today, sent_by=row.sent_by or initials)
