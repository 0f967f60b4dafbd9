"""What is due → a calendar file for each adviser: keys and cells, never names, and the same UID every day.

What is overdue stands on today, what has a time of day at its time, all else on its whole day. Times are local ones
(RFC 5545, 3.3.12, „floating“): an office has one.
"""

from __future__ import annotations

import uuid
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from icalendar import Calendar, Event

from automation.desk.waiting import NOBODY, when
from workbook.errors import WorkbookNotWrittenError
from workbook.german import shown
from workbook.writing.disk import writing_error

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from automation.desk.sources import Due
    from automation.desk.waiting import Today

_PRODUCT = "-//Lotse//Heute//DE"
_FIRST = date(2018, 1, 1)
_HALF_HOUR = timedelta(minutes=30)


def write_calendars(today: Today, folder: Path, *, office: str, asked: Collection[str]) -> tuple[Path, ...]:
    """Write `Heute_KÜRZEL.ics` for everybody for whom something is due; return the files in the order of the list.

    Of whom was `asked` for and has nothing any more, the former file goes. `office` tells the UIDs of two offices
    apart.

    Raises:
        WorkbookError: the drive, the folder or the rights do not allow writing.
    """
    if folder.exists() and not folder.is_dir():
        raise WorkbookNotWrittenError(folder, "Das ist kein Ordner.", "Bitte einen Ordner nennen.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        written = {
            owner: _written(folder, owner, calendar_of(today, items, owner, office=office))
            for owner, items in today.by_owner()
        }
        for owner in set(asked) - written.keys():
            _drop(_path(folder, owner))
    except OSError as error:
        raise writing_error(folder, error) from error
    return tuple(written.values())


def calendar_of(today: Today, items: Collection[Due], owner: str, *, office: str) -> bytes:
    """Return a calendar as RFC 5545 has it; equal input gives equal bytes."""
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", f"Lotse Heute {owner}")
    seen: Counter[tuple[str, ...]] = Counter()
    for item in items:
        seen[_identity(item)] += 1
        calendar.add_component(_event(item, today.day, office, seen[_identity(item)]))
    made: bytes = calendar.to_ical()
    return made


def _event(due: Due, today: date, office: str, place: int) -> Event:
    """Return an item as an event; `place` tells apart rows that share a key by mistake."""
    event = Event()
    told = (office, *_identity(due), *([str(place)] if place > 1 else []))
    event.add("uid", str(uuid.uuid5(uuid.NAMESPACE_OID, "\x1f".join(told))))
    event.add("dtstamp", datetime.combine(today, time(), UTC))
    event.add("sequence", max(0, (today - _FIRST).days))  # a later list goes before an earlier one
    subject = " ".join(filter(None, (due.key, due.client_id if due.client_id != due.key else "")))
    event.add("summary", f"{due.what}: {due.verb} ({subject})" if subject else f"{due.what}: {due.verb}")
    late = f"Fällig am {shown(due.day)}, {when(due.day, today)}. " if due.day < today else ""
    event.add("description", f"{late}{due.sheet}!{due.cell}")
    event.add("class", "PRIVATE")
    if due.begin is not None and due.day >= today:
        begin = datetime.combine(due.day, due.begin)
        end = datetime.combine(due.day, due.end) if due.end is not None else begin
        event.add("dtstart", begin)
        event.add("dtend", end if end > begin else begin + _HALF_HOUR)
        event.add("transp", "OPAQUE")
    else:
        day = max(due.day, today)
        event.add("dtstart", day)
        event.add("dtend", day + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
    return event


def _identity(due: Due) -> tuple[str, ...]:
    """Return what makes it the same thing on another day: its row by key and what is to be done there."""
    return due.sheet, due.key or due.cell, due.client_id, due.what.partition(":")[0]


def _path(folder: Path, owner: str) -> Path:
    return folder / f"Heute_{owner or NOBODY}.ics"


def _written(folder: Path, owner: str, content: bytes) -> Path:
    path = _path(folder, owner)
    half = path.with_suffix(".ics~")
    half.write_bytes(content)
    half.replace(path)
    return path


def _drop(path: Path) -> None:
    """Remove a calendar of yesterday; a file of somebody else's stays."""
    if path.is_file() and _PRODUCT.encode() in path.read_bytes()[:500]:
        path.unlink()
