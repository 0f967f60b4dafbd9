"""Workbook and initials → a small intake workbook beside it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from automation.checks.keys import free_keys
from automation.desk.own_values import own_columns_for_intake
from automation.desk.waiting import UnknownInitialsError
from automation.office.staff import why_absent
from automation.report import build_report
from workbook.creating.intake import INTAKE, Identity, build_intake
from workbook.reading.records import read_office
from workbook.schema import StaffMember
from workbook.writing.disk import write_new_file
from workbook.writing.erased_keys import gone_from

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from workbook.tables import Office
    from workbook.writing.file_book import Book


class MadeIntake(Struct, frozen=True):
    """An intake workbook that was made: where it lies, which one it is.

    `remark` is a German sentence where `Personal` says that the person is not there today.
    """

    path: Path
    identity: Identity
    remark: str = ""


def make_intake(book: Book, initials: str, number: str, *, today: date, target: Path | None = None) -> MadeIntake:
    """Write an intake workbook for one of the staff; `number` is what tells it from all others.

    Raises:
        UnknownInitialsError: nobody of the staff has these initials.
        ErasedListError: the list of erased people cannot be read.
        FileExistsAlreadyError: there is a file of this name.
        WorkbookError: the workbook cannot be read, or the new one cannot be written.
    """
    with book.read() as raw:
        office = read_office(raw)[0].knowing(gone_from(book.path))
        own = own_columns_for_intake(raw)
    staff = {known.casefold(): known for known in office[StaffMember].positions}
    if initials.casefold() not in staff:
        raise UnknownInitialsError(initials, staff.values())
    identity = Identity(staff[initials.casefold()], number)
    path = target or book.folder / f"Eingang_{identity.initials}_{today.isoformat()}.xlsx"
    report = build_report((), rows=0, today=today)
    content = build_intake(path, office, identity, today=today, taken=_taken(office), owned=[report], own=own)
    write_new_file(path, content, like=book.path if book.path.is_file() else None)
    absent = why_absent(office[StaffMember].get(identity.initials), today)
    return MadeIntake(path, identity, f"{absent} Stimmt das Kürzel?" if absent else "")


def _taken(office: Office) -> dict[type, int]:
    """Return the highest number that keys of each table have."""
    found = {}
    for record in INTAKE:
        free = next(free_keys(office[record], office.gone), None)
        digits = re.search(r"\d+$", free or "")
        found[record] = int(digits[0]) - 1 if digits else 0
    return found
