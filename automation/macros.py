"""What the buttons call, in Excel and in LibreOffice: plain functions over `xlwings.Book.caller()`.

A button is a function with `@button`: a job that is added becomes one with a line or two. Whatever happens, staff
see a status line while it runs and one message at its end, never a traceback.
"""

from __future__ import annotations

import os
from collections import Counter
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING

import xlwings as xw
from xlwings import XlwingsError

from automation import jobs
from automation.report import summary
from workbook.errors import LotseError
from workbook.live.book import LiveBook, told
from workbook.live.extension import Button
from workbook.live.troubles import NothingSelectedError
from workbook.live.turns import only_one
from workbook.reading.collector import collect_seldom
from workbook.reading.records import read_office

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbook.writing.book import WriteReport

    Job = Callable[[LiveBook, date], str]

BUTTONS: list[Button] = []
"""The buttons in the order in which they stand in ribbon, menu and toolbar."""

JOBS: dict[str, Job] = {}
"""What each button does with a book, by its name."""

_MOST_SENTENCES = 8
"""So many findings fit into a message; the sheet has all of them."""


def button(label: str, tip: str, icon: str) -> Callable[[Job], Callable[[], None]]:
    """Make a button of a job: its text, the help that shows at it, and its picture (`workbook.live.icons`)."""

    def decorate(job: Job) -> Callable[[], None]:
        BUTTONS.append(Button(job.__name__, label, tip, icon, module=__name__))
        JOBS[job.__name__] = job

        def press() -> None:
            collect_seldom()
            run(job, xw.Book.caller(), date.today())  # noqa: DTZ011 - the day on the wall of the office

        press.__name__, press.__doc__ = job.__name__, job.__doc__
        return press

    return decorate


def run(job: Job, book: xw.Book, today: date) -> str:
    """Run a job on an open book and return the message that was shown; at most one run works in a book."""
    live: LiveBook | None = None
    try:
        with told(book):
            live = LiveBook(book)
            with only_one(live.turn):
                text = _done(job, live, today)
    except LotseError as trouble:
        text = str(trouble)
    except Exception as defect:  # the outermost frame: staff never meet a traceback
        if os.environ.get("LOTSE_DEBUG"):
            raise
        kind = type(defect).__name__
        text = (
            f"Das hätte nicht passieren dürfen ({kind}). Ihre eigenen Blätter sind unverändert. Bitte „lotse "
            "doctor“ aufrufen und die Ausgabe mit dieser Meldung an die Betreuung von Lotse geben."
        )
    _tell(live, text)
    return text


def _done(job: Job, live: LiveBook, today: date) -> str:
    """Return what the job says, and give the status line back whatever happens."""
    try:
        return job(live, today)
    finally:
        with suppress(LotseError, XlwingsError):
            live.status(None)


def _tell(live: LiveBook | None, text: str) -> None:
    """Show the message; where nobody can see one, or the program is gone, it stays with `run`."""
    if live is None:
        return
    with suppress(LotseError, XlwingsError):
        live.say(text)


@button("Prüfen", "Prüft die ganze Mappe und schreibt den Prüfbericht.", "check")
def check(book: LiveBook, today: date) -> str:
    """Check the whole workbook."""
    checked = jobs.check(book, today)
    line = summary(checked.findings, rows=checked.rows, today=today)
    return _with_warnings(f"{line}.\n\nDas Blatt „Prüfbericht“ führt zu jeder Stelle.", checked.report)


@button("Auswahl prüfen", "Prüft nur die markierten Zeilen und sagt gleich hier, was auffällt.", "rows")
def check_selection(book: LiveBook, today: date) -> str:
    """Check the whole workbook and tell what concerns the selected rows; nothing is written."""
    sheet, rows = book.selected_rows()
    found = [
        finding
        for finding in jobs.check(book, today, write=False).findings
        if finding.sheet == sheet and finding.row in rows and finding.acknowledged is None
    ]
    if not found:
        return "In den markierten Zeilen fällt nichts auf."
    sentences = [f"{finding.cell}: {finding.message}" for finding in found[:_MOST_SENTENCES]]
    if len(found) > _MOST_SENTENCES:
        sentences.append(f"… und {len(found) - _MOST_SENTENCES} weitere; „Prüfen“ schreibt alle auf ein Blatt.")
    return "\n".join(sentences)


@button("Briefe", "Schreibt alle Briefe, die anstehen, in den Ordner neben der Mappe.", "letter")
def letters(book: LiveBook, today: date) -> str:
    """Write every letter that open referrals and invitations ask for."""
    return _posted(jobs.write_letters(book, today, progress=book.progress("Lotse schreibt Briefe")))


@button("Briefe zur Auswahl", "Schreibt nur die Briefe zu den markierten Verweisen oder Kontakten.", "letter")
def letters_for_selection(book: LiveBook, today: date) -> str:
    """Write the letters of the selected referrals and contacts."""
    keys = _selected_keys(book)
    progress = book.progress("Lotse schreibt Briefe")
    return _posted(jobs.write_letters(book, today, keys=keys, progress=progress))


@button("Dashboard", "Rechnet die Zahlen neu und zeichnet das Dashboard.", "chart")
def dashboard(book: LiveBook, today: date) -> str:
    """Compile the dashboard of the present quarter."""
    compiled = jobs.compile_dashboard(book, today)
    text = f"Das Dashboard zeigt jetzt {compiled.quarter.code}, gerechnet aus {compiled.facts} Ereignissen."
    return _with_warnings(text, compiled.report)


def _selected_keys(book: LiveBook) -> list[str]:
    """Return the keys of the selected rows of referrals or contacts.

    Raises:
        NothingSelectedError: the selection holds none.
    """
    sheet, rows = book.selected_rows()
    with book.read() as raw:
        office, _ = read_office(raw)
    keys = [
        str(key)
        for table in office
        if table.sheet == sheet and table.spec.sheet in {"Verweise", "Kontakte"} and table.spec.key is not None
        for row, key in zip(table.rows, table.column(table.spec.key), strict=True)
        if row in rows and key
    ]
    if not keys:
        raise NothingSelectedError("„Verweise“ oder „Kontakte“")
    return keys


def _posted(posted: jobs.Posted) -> str:
    written, withheld = len(posted.written), len(posted.withheld)
    pieces = [f"{written} Brief{'' if written == 1 else 'e'} geschrieben" if written else "Kein neuer Brief"]
    if posted.unchanged:
        pieces.append(f"{posted.unchanged} lag{'' if posted.unchanged == 1 else 'en'} schon da")
    text = f"{', '.join(pieces)}. Ordner: {posted.folder}"
    if withheld:
        if withheld <= _MOST_SENTENCES:
            lines = [f"{each.key}: {each.reason}" for each in posted.withheld]
        else:
            reasons = Counter(each.reason for each in posted.withheld)
            lines = [f"{count} ×: {reason}" for reason, count in reasons.most_common(_MOST_SENTENCES)]
        text += f"\n\nZurückgehalten ({withheld}):\n" + "\n".join(lines)
    return _with_warnings(text, posted.report)


def _with_warnings(text: str, report: WriteReport | None) -> str:
    return "\n\n".join((text, *report.warnings)) if report is not None else text
