"""Friday's post: printed in one go, and entered as sent, on one reading and one writing of the workbook."""

from __future__ import annotations

import getpass
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from msgspec import Struct, structs

from automation.closing import staff_member
from automation.jobs import LETTERS_FOLDER, delivery_of
from automation.letter_run import desk_of, planned
from automation.letters.delivery.files import remove_quietly
from automation.letters.email_draft import BY_EMAIL
from automation.letters.logbook import SHEET, build_log, read_log
from automation.letters.planning import plan_letters
from automation.letters.print_files import INDEX, PRINT, Bundle, print_stem
from automation.letters.remarks import letter_findings
from automation.letters.sending import Refused, last_post, named_letters, sent, sorted_out
from automation.letters.status import WAITING, DispatchStatus
from automation.material import check_material, read_material, report_of, with_findings, with_late_reports
from automation.office.staff import there
from automation.privacy.paper import Printer, paper, paragraph, put_files, table
from automation.template_care import Care
from workbook.errors import LetterError
from workbook.german import shown

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from automation.letters.delivery.transaction import Delivery
    from automation.letters.desk import Desk
    from automation.letters.dispatch import Dispatch, DispatchLog
    from automation.letters.model import Letter
    from automation.letters.plan import LetterPlan
    from automation.material import Checked, Material
    from automation.office.settings import Settings
    from workbook.tables import Office
    from workbook.writing.file_book import Book, WriteReport


class _Post(Struct, frozen=True):
    """The workbook as it was read for the post: what it holds, what was found, and which letters it asks for."""

    delivery: Delivery
    material: Material
    log: DispatchLog
    checked: Checked
    desk: Desk
    plan: LetterPlan

    @classmethod
    def of(cls, book: Book, today: date, delivery: Delivery, folder: Path) -> _Post:
        """Read the workbook once, and settle what an earlier run left half done."""
        material = read_material(book, today)
        log = delivery.recover(read_log(material.dispatch))
        checked = with_late_reports(check_material(material), material)
        desk = desk_of(material, checked)
        return cls(delivery, material, log, checked, desk, planned(desk, log, delivery, folder))

    def enter(self, book: Book, today: date) -> WriteReport:
        """Write the log as it stands now, and what there is to say of the letters after that."""
        found = letter_findings(plan_letters(self.desk, self.log, writing=False), self.material.office, today=today)
        sheets = [
            report_of(with_findings(self.checked, found, self.material), self.material),
            build_log(self.log, today=today, answers=self.material.answers),
        ]
        return self.delivery.commit(lambda: book.write(sheets, today=today))


def mark_sent(
    book: Book,
    today: date,
    *,
    by: str | None = None,
    references: Sequence[str] = (),
    rows: Collection[int] = (),
) -> Care:
    """Enter letters as sent today, by number or by the rows that are selected on `Postausgang`.

    With neither it is the last post: every letter that is *gedruckt*, else what the last run wrote. Without `by`
    the initials come from the column *versandt von* of these letters, or from the login.

    Raises:
        FigureError: `by` is nobody of `Personal`.
        AbsentStaffError: they have left, or have not begun.
        LetterError: there is no such letter, or nobody knows who sends.
    """
    folder = book.folder / LETTERS_FOLDER
    with delivery_of(book, folder) as delivery:
        post = _Post.of(book, today, delivery, folder)
        log = post.log
        chosen = _chosen(log, references, rows) or last_post(log, delivery.places.misses)
        going, refused = sorted_out(chosen, post.plan, today)
        if not going:
            return _told((), refused, log, today)
        initials = _initials(post.material.office, by, going, today)
        log.put(sent(row, today, initials) for row in going)
        report = post.enter(book, today)
    told = _told(going, refused, log, today)
    return Care(
        (*told.told, *delivery.told, *report.warnings), told.document, told.header, told.rows, found=told.found
    )


def print_post(book: Book, today: date, *, references: Sequence[str] = ()) -> Care:
    """Put the letters that wait into one PDF to print, with an index of its own, and enter them as *gedruckt*.

    Without `references` these are all that are in draft or checked and do not go by e-mail. Nothing is printed of
    what must not go out.

    Raises:
        LetterError: there is no such letter.
        WorkbookNotWrittenError: the folder does not take the files.
    """
    folder = book.folder / LETTERS_FOLDER
    with delivery_of(book, folder) as delivery:
        post = _Post.of(book, today, delivery, folder)
        log = post.log
        waiting = [row for row in log.rows if row.reference and row.standing in WAITING - {DispatchStatus.PRINTED}]
        chosen = named_letters(log, references) if references else [row for row in waiting if row.way != BY_EMAIL]
        going, refused = sorted_out(chosen, post.plan, today)
        bundle, pages = Bundle(), dict[str, int]()
        for row in going:
            added = bundle.add(row, delivery.places)
            if isinstance(added, int):
                pages[row.reference] = added
            else:
                refused = (*refused, Refused(row.reference, added))
        going = tuple(row for row in going if row.reference in pages)
        if not going:
            return _told_of_print((), refused, pages, ())
        stem, index = print_stem(going, today), Printer()
        listed = _index(going, pages, post.material.settings, today)
        files = put_files(folder, f"{PRINT}_{stem}", {".pdf": bundle.content(f"Druck {shown(today)}")}, book.path)
        try:
            files += put_files(folder, f"{INDEX}_{stem}", {".pdf": index.pdf(listed)}, book.path)
            log.put(replace(row, status=DispatchStatus.PRINTED) for row in going)
            report = post.enter(book, today)
        except BaseException:
            for file in files:
                remove_quietly(file)
            raise
    done = _told_of_print(going, refused, pages, files)
    return structs.replace(done, told=(*done.told, *delivery.told, *report.warnings))


def _index(going: Sequence[Dispatch], pages: Mapping[str, int], settings: Settings, today: date) -> Letter:
    """Return what lies on top of the pile: numbers, kinds and kinds of recipients, never a name."""
    lines = [(row.reference, row.kind, row.recipient_kind, row.way, str(pages[row.reference])) for row in going]
    header, widths = ("Nummer", "Art", "Empfängertyp", "Versandweg", "Seiten"), (26, 22, 28, 22, 10)
    said = f"{len(going)} Schreiben, {sum(pages.values())} Seiten, in der Reihenfolge des Drucks."
    return paper(INDEX, f"{INDEX} {shown(today)}", (paragraph(said), table(header, lines, widths)), settings, today)


def _told_of_print(
    going: Sequence[Dispatch], refused: Sequence[Refused], pages: Mapping[str, int], files: Sequence[Path]
) -> Care:
    told = ["Es liegt nichts zum Drucken da."]
    if going:
        told = [
            f"{len(going)} Schreiben, {sum(pages.values())} Seiten, in {files[0]}: {_numbers(going)}.",
            f"Was darin ist, steht in {files[1].name}. Auf „{SHEET}“ sind sie jetzt „gedruckt“.",
            "Ist die Post hinaus: „Post ist raus“ oder „--mark-sent --by KÜRZEL“, und den Druck bitte löschen.",
        ]
    told += [f"{each.reference} nicht: {each.reason}" for each in refused]
    document = {
        "printed": [row.reference for row in going],
        "refused": [{"reference": each.reference, "reason": each.reason} for each in refused],
        "files": [file.name for file in files],
    }
    return Care(tuple(told), document, found=bool(refused), files=tuple(files))


def _chosen(log: DispatchLog, references: Sequence[str], rows: Collection[int]) -> tuple[Dispatch, ...]:
    if references:
        return named_letters(log, references)
    return tuple(row for row in log.rows if row.row and row.row in rows)


def _initials(office: Office, by: str | None, going: Sequence[Dispatch], today: date) -> str:
    """Return who sends: as told, as typed beside one of the letters, or who is logged in."""
    if by is not None:
        return staff_member(office, by, today)
    typed = {row.sent_by.strip() for row in going if row.sent_by.strip()}
    if len(typed) == 1:
        return staff_member(office, typed.pop(), today)
    with suppress(OSError, KeyError, ImportError):  # nobody is logged in by name
        known = {each.initials.casefold(): each.initials for each in there(office, today) if each.initials}
        if not typed and (found := known.get(getpass.getuser().casefold())) is not None:
            return found
    raise LetterError(
        "Wer hat die Post hinausgegeben? Bitte auf „Postausgang“ bei einem dieser Schreiben Ihr Kürzel in "
        f"„versandt von“ eintragen und noch einmal starten: {_numbers(going)}."
    )


def _told(going: Sequence[Dispatch], refused: Sequence[Refused], log: DispatchLog, today: date) -> Care:
    told = [f"Als versandt eingetragen am {shown(today)}: {_numbers(going)}."] if going else []
    if not going:
        told.append("Es wurde nichts als versandt eingetragen.")
        if not refused:
            told.append(f"Auf „{SHEET}“ ist kein Schreiben „gedruckt“, und vom letzten Lauf liegt keines mehr da.")
    told += [f"{each.reference} nicht: {each.reason}" for each in refused]
    names = {*(row.reference for row in going), *(each.reference for each in refused)}
    waiting = [row for row in log.rows if row.standing in WAITING and row.reference and row.reference not in names]
    if waiting:
        told.append(f"Liegt noch da: {_numbers(waiting)}.")
    return Care(
        tuple(told),
        {
            "sent": [row.reference for row in going],
            "refused": [{"reference": each.reference, "reason": each.reason} for each in refused],
            "waiting": [row.reference for row in waiting],
        },
        found=bool(refused),
    )


def _numbers(rows: Sequence[Dispatch]) -> str:
    return ", ".join(row.reference for row in rows)
