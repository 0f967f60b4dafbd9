"""What Lotse takes away of somebody who was erased: log of letters, record of quarters, lists on its sheets."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from msgspec import Struct

from automation import jobs
from automation.desk.changes_sheet import changes_without
from automation.desk.looking import look_at_today
from automation.desk.sheet import SHEET as TODAY_SHEET
from automation.figures.closing.closings import Closings
from automation.figures.closing.closings_sheet import build_record_sheet
from automation.figures.closing.erased import count_on
from automation.letters.delivery.transaction import Delivery
from automation.letters.dispatch import Dispatch
from automation.letters.logbook import build_log, read_log
from automation.letters.status import DispatchStatus
from automation.material import read_material
from automation.privacy.order import write_order
from automation.privacy.traces import Traces
from automation.report import SHEET as REPORT_SHEET
from workbook import own_sheets
from workbook.schema.vocabulary import LegalGround
from workbook.writing.changing import Safety
from workbook.writing.file_book import FileBook
from workbook.writing.saving import Backups

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from automation.letters.dispatch import DispatchLog
    from automation.office.settings import Settings
    from automation.privacy.order import Order
    from workbook.sheets import Sheet


class Cleared(Struct, frozen=True):
    """The log as it stands now, how many letters in it were reduced, the office's settings, what is to be told."""

    log: DispatchLog
    letters: int
    settings: Settings
    told: tuple[str, ...] = ()


def clear(book: FileBook, order: Order, today: date, folder: Path) -> Cleared:
    """Take a person out of Lotse's own sheets; what was counted is counted on. The order lies in `folder`.

    A second try after a failure takes away what the first one left, and counts nothing twice.

    Raises:
        WorkbookError: the workbook cannot be read or written; it is as it was.
    """
    traces = Traces(order.identity)
    usual = (book.folder / jobs.LETTERS_FOLDER,)
    with Delivery.of(book.path, saves=book.saves, usual=usual, patience=book.patience) as delivery:
        material = read_material(book, today)
        log = delivery.recover(read_log(material.dispatch))
        theirs = {each.reference for each in log.rows if _is_about(each, order)}
        sheets: list[Sheet] = []
        if theirs:
            log.put(reduced(each) for each in log.rows if each.reference in theirs)
            sheets.append(build_log(log, today=today, answers=material.answers))
        already = len(Closings(material.record).held)
        if order.held and not order.begun:
            # Others may have gone since the list was made: what is held of them says nothing about this person.
            order = replace(order, held_before=already, begun=True)
            write_order(folder, order, book.path)
        counted = already >= order.held_before + len(order.held)
        record = count_on(material.record, () if counted else order.held, material.office, order.places)
        with book.read() as raw:
            changes = changes_without(raw, lambda text: bool(traces.in_text(text)))
        if changes is not None:
            sheets.append(changes)
        if record != material.record:
            sheets.append(build_record_sheet(record, material.record))
        told = delivery.commit(lambda: book.write(sheets, today=today)).warnings if sheets else ()
    told = tuple(dict.fromkeys((*told, *_renewed(book, today))))
    return Cleared(log, len(theirs), material.settings, told)


def _renewed(book: FileBook, today: date) -> list[str]:
    """Make those of Lotse's sheets anew that the workbook has; the backup of this run has been made already.

    What staff put onto them and what goes is told.
    """
    with book.read() as raw:
        owned = frozenset(raw.owned)
    again = FileBook(book.path, Safety(Backups(keep=0)), book.keys)
    reports = []
    if own_sheets.FACTS in owned:  # that sheet comes with every dashboard
        reports.append(jobs.compile_dashboard(again, today).report)
    if REPORT_SHEET in owned:
        reports.append(jobs.check(again, today).report)
    if TODAY_SHEET in owned:
        reports.append(look_at_today(again, today).report)
    return [warning for each in reports if each is not None for warning in each.warnings]


def _is_about(each: Dispatch, order: Order) -> bool:
    return each.reference in order.letters or order.key in {each.client_id, each.recipient}


def reduced(each: Dispatch) -> Dispatch:
    """Return a row of the log with number, day, kind, category of recipient and legal ground, and nothing else.

    That there was a letter, and on which ground, the office has to be able to show (Art. 5 (2) GDPR).
    """
    ground = each.legal_ground or (LegalGround.CONSENT if each.consent_id else "")
    gone = each.standing in {DispatchStatus.SENT, DispatchStatus.REPLACED}
    status = each.standing if gone else DispatchStatus.CANCELLED
    return replace(
        Dispatch(each.reference, each.written, each.kind, "", "", each.recipient_kind, ""),
        legal_ground=str(ground),
        status=str(status),
        row=each.row,
    )
