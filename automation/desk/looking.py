"""Workbook → what is due, and the sheet `Heute` put into it."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from automation.desk.elsewhere import alone, who_has_it, write_unless_open
from automation.desk.sheet import build_today, read_pinned
from automation.desk.waiting import DAYS, NOBODY, what_is_due
from automation.letters.logbook import SHEET as DISPATCH_SHEET
from automation.letters.logbook import TABLE as DISPATCH_TABLE
from automation.letters.logbook import read_log
from automation.office.person_names import Names
from automation.office.settings import Settings
from workbook.reading.raw import read_own_table
from workbook.reading.records import read_office
from workbook.schema import StaffMember
from workbook.schema.setting_names import SettingName

if TYPE_CHECKING:
    from datetime import date

    from automation.desk.elsewhere import Elsewhere
    from automation.desk.waiting import Today
    from workbook.writing.file_book import Book, WriteReport


class Looked(Struct, frozen=True):
    """What is due, and what was written, if anything was.

    `elsewhere` is there where somebody has the workbook open: the sheet stays as it is then. `office` is its name,
    `asked` are the initials of whom the list is about, „niemand“ included where nobody was chosen.
    """

    today: Today
    report: WriteReport | None = None
    elsewhere: Elsewhere | None = None
    office: str = ""
    asked: tuple[str, ...] = ()


def look_at_today(book: Book, today: date, *, days: int = DAYS, owner: str = "", write: bool = True) -> Looked:
    """Return what is due up to `days` from today and, unless told not to, put it on the sheet `Heute`.

    With an `owner` only what these initials are in charge of is returned; the sheet has everybody's page. While
    somebody has the workbook open the list is that of the last saved state, and the sheet stays as it is.

    Raises:
        UnknownInitialsError: nobody of the staff has these initials.
    """
    with alone(book) if write else nullcontext():
        with book.read() as raw:
            office, _ = read_office(raw)
            log = read_log(read_own_table(raw, DISPATCH_SHEET, DISPATCH_TABLE))
            names, pinned = Names.of(raw, office), read_pinned(raw)
        settings = Settings.of(office)
        asked = what_is_due(office, settings, log, today, days=days, owner=owner)
        staff = office[StaffMember].positions
        whom = tuple(each for each in staff if each.casefold() == owner.casefold()) if owner else (*staff, NOBODY)
        looked = Looked(asked, office=settings.text(SettingName.OFFICE_NAME), asked=whom)
        if not write:
            return replace(looked, elsewhere=who_has_it(book))
        every = what_is_due(office, settings, log, today, days=days) if owner else asked
        report, elsewhere = write_unless_open(book, [build_today(every, names, pinned)], today)
    return replace(looked, report=report, elsewhere=elsewhere)
