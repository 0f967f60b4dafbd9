"""Whose data are due for deletion, and of whom nobody has heard for long: keys and days, never names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

from automation.office.erasure_review import ErasureReview
from automation.privacy.about import CLIENT
from workbook.reading.formats.dates import months_later
from workbook.schema import Client, Contact, Participation, Placement, Record, Referral, Request
from workbook.schema.setting_names import SettingName

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from automation.office.settings import Settings
    from workbook.tables import Office

_HEARD: Mapping[type[Record], tuple[str, ...]] = {
    Contact: ("held_on",),
    Request: ("received_on", "done_on"),
    Referral: ("referred_on", "replied_on"),
    Placement: ("start", "checked_3", "checked_6", "checked_12"),
    Participation: ("entered_on", "left_on"),
    Client: ("first_contact", "intake_date"),
}
"""The days on which somebody was heard of or something was done for them."""


class DueForPrivacy(Struct, frozen=True):
    """A person whose data are to be decided on: the key, the cell, since when, and why."""

    key: str
    sheet: str
    cell: str
    since: date
    why: str


def due_for_privacy(office: Office, settings: Settings, today: date) -> tuple[DueForPrivacy, ...]:
    """Return who is due for deletion, and who was silent for as long as the settings say; the oldest first.

    Raises:
        SettingError: a deadline in the settings is no number.
    """
    found = [*_deletions(office, settings, today), *_silent(office, settings, today)]
    return tuple(sorted(found, key=lambda each: (each.since, each.key)))


def _deletions(office: Office, settings: Settings, today: date) -> Iterator[DueForPrivacy]:
    review, table = ErasureReview(settings), office[Client]
    for position, (key, closed) in enumerate(zip(table.column(CLIENT), table.column("closed_on"), strict=True)):
        if key and closed and (day := review.day(closed)) <= today:
            cell = table.cell(table.rows[position], "closed_on")
            yield DueForPrivacy(key, table.sheet, cell, day, "Aufbewahrung vorbei")


def _silent(office: Office, settings: Settings, today: date) -> Iterator[DueForPrivacy]:
    months = settings.whole(SettingName.SILENCE)
    if months < 1:
        return
    heard = _last_heard(office, today)
    table = office[Client]
    names = (CLIENT, "status", "closed_on")
    for position, (key, status, closed) in enumerate(zip(*map(table.column, names), strict=True)):
        if not key or closed is not None or (status is not None and status.ended):
            continue
        last = heard.get(key)
        if last is not None and months_later(last, months) <= today:
            cell = table.cell(table.rows[position], "status")
            yield DueForPrivacy(key, table.sheet, cell, last, "ohne Kontakt, nicht abgeschlossen")


def _last_heard(office: Office, today: date) -> dict[str, date]:
    found: dict[str, date] = {}
    for record, names in _HEARD.items():
        table = office[record]
        keys: Any = table.column(CLIENT)
        for name in names:
            for key, day in zip(keys, table.column(name), strict=True):
                if key and day is not None and day <= today and day > found.get(key, day.min):
                    found[key] = day
    return found
