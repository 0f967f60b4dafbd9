"""A button's job on an open book: a status line while it runs, one message at its end, never a traceback."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

import xlwings as xw
from xlwings import XlwingsError

from automation.installation.libreoffice import answering
from workbook.errors import LotseError, MissingToolError
from workbook.live import extension
from workbook.live.libreoffice.engine import join
from workbook.live.libreoffice.program import find_libreoffice
from workbook.live.open_book import LiveBook, told
from workbook.live.troubles import NothingOpenError
from workbook.live.turns import only_one

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date

    from automation.terminal.declaring import Button
    from workbook.live.libreoffice.office import Office
    from workbook.writing.file_book import WriteReport

    Job = Callable[[LiveBook, date], str]

MACROS = "automation.macros"
"""Where the buttons in ribbon, menu and toolbar find their function: `automation.macros:check`."""


class UnknownButtonError(LotseError):
    """There is no button of this name."""

    def __init__(self, name: str, known: Sequence[str]) -> None:
        self.name = name
        super().__init__(f"Den Knopf „{name}“ gibt es nicht. Möglich sind: {', '.join(known)}.")


class NotDoneError(LotseError):
    """A button was pressed and its job not done; the message is what was shown to staff."""


def drawn(buttons: Iterable[Button]) -> tuple[extension.Button, ...]:
    """Return the buttons as ribbon, menu and toolbar draw them."""
    return tuple(extension.Button(each.name, each.label, each.tip, each.icon, MACROS) for each in buttons)


def with_warnings(text: str, report: WriteReport | None) -> str:
    """Return a message with what staff should know about what was written."""
    return "\n\n".join((text, *report.warnings)) if report is not None else text


def press(job: Job, book: xw.Book, today: date) -> str:
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
    """Show the message; where nobody can see one, or the program is gone, it stays with `press`."""
    if live is None:
        return
    with suppress(LotseError, XlwingsError):
        live.say(text)


def attach(
    buttons: Sequence[Button],
    name: str,
    today: date,
    *,
    program: str = "",
    begun: Callable[[str], None] | None = None,
) -> str:
    """Press a button on the book in front and return the message; for offices that allow no macros.

    `name` is the button's name or what stands on it. `program` is `excel` or `libreoffice`; without it, Excel if it
    is open, else LibreOffice. `begun` is told the book's name before the work begins.

    Raises:
        UnknownButtonError: there is no such button.
        NothingOpenError: no book is open.
        ProgramBusyError: LibreOffice does not answer.
        NotDoneError: the job could not be done.
        MissingToolError: Excel, or LibreOffice or its bridge to Python, is not installed.
    """
    job = _job(buttons, name)
    done = False

    def noted(live: LiveBook, day: date) -> str:
        nonlocal done
        text = job(live, day)
        done = True
        return text

    with answering():
        book = _in_front(program)
        if begun is not None:
            begun(book.name)
    text = press(noted, book, today)
    if not done:
        raise NotDoneError(text)
    return text


def _job(buttons: Sequence[Button], name: str) -> Job:
    wanted = name.strip().casefold().replace("-", "_")
    for button in buttons:
        if wanted in {button.name, button.label.casefold()}:
            return button.job
    raise UnknownButtonError(name, [button.name for button in buttons])


def _in_front(program: str) -> xw.Book:
    """Return the book in front of Excel or LibreOffice.

    Raises:
        NothingOpenError: there is none.
        MissingToolError: the program that was asked for cannot be on this machine.
    """
    excel: xw.main.Engine | None = xw.engines.engines_by_name.get("excel")
    if program == "excel" and excel is None:
        cure = "Auf diesem System gibt es kein Excel; bitte „--program libreoffice“ angeben."
        raise MissingToolError("Excel", "diesen Knopf", cure)
    if excel is not None and program != "libreoffice":
        front = excel.apps.active
        if front is not None and len(front.books):
            return _active(front)
        if program == "excel" or find_libreoffice() is None:
            raise NothingOpenError("Excel")
    app = join()
    if len(app.books):
        return _active(app)
    office: Office = app.impl.office
    if office.idle:  # it was not open at all until we looked
        office.desktop.terminate()
    raise NothingOpenError("LibreOffice")


def _active(app: xw.App) -> xw.Book:
    book: xw.Book = app.books.active
    return book
