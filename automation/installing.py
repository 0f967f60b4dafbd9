"""Lotse in the open workbook without the command line: put the buttons in place, or press one from outside.

`lotse live install-libreoffice` and `lotse live attach` call these functions.
"""

from __future__ import annotations

import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import xlwings as xw

from automation import macros
from workbook.errors import LotseError, MissingToolError
from workbook.live.extension import ExtensionManager, build_extension
from workbook.live.libreoffice.engine import join
from workbook.live.libreoffice.faults import OfficeGoneError
from workbook.live.libreoffice.office import Office
from workbook.live.libreoffice.program import find_libreoffice
from workbook.live.troubles import NothingOpenError, ProgramBusyError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from workbook.live.book import LiveBook


class UnknownButtonError(LotseError):
    """There is no button of this name."""

    def __init__(self, name: str) -> None:
        self.name = name
        known = ", ".join(button.name for button in macros.BUTTONS)
        super().__init__(f"Den Knopf „{name}“ gibt es nicht. Möglich sind: {known}.")


class NotDoneError(LotseError):
    """A button was pressed and its job not done; the message is what was shown to staff."""


def build_libreoffice_extension(python: Path | None = None) -> bytes:
    """Return the extension with all buttons; they start `python`, by default the one that runs this."""
    return build_extension(macros.BUTTONS, python or Path(sys.executable))


def install_libreoffice(*, profile: Path | None = None) -> str:
    """Install the buttons for this user (or in a `profile`) and return what to do next.

    Raises:
        MissingToolError: LibreOffice or its bridge to Python is not installed.
        ProgramBusyError: LibreOffice does not answer.
    """
    with _answering():
        return _install_libreoffice(profile)


def _install_libreoffice(profile: Path | None) -> str:
    office = Office.join(profile=profile)
    with tempfile.TemporaryDirectory() as folder:
        oxt = Path(folder, "lotse.oxt")
        oxt.write_bytes(build_libreoffice_extension())
        ExtensionManager(office).install(oxt)
    if office.idle:
        office.desktop.terminate()
        return "Die Knöpfe sind eingerichtet. Beim nächsten Start von LibreOffice Calc gibt es das Menü „Lotse“."
    return (
        "Die Knöpfe sind eingerichtet. Bitte LibreOffice einmal ganz schließen; danach gibt es in Calc das Menü "
        "„Lotse“."
    )


@contextmanager
def _answering() -> Iterator[None]:
    """Tell staff what to do if LibreOffice does not answer."""
    try:
        yield
    except OfficeGoneError as error:
        raise ProgramBusyError from error


def attach(name: str, today: date, *, program: str = "", begun: Callable[[str], None] | None = None) -> str:
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
    job = _job(name)
    done = False

    def noted(live: LiveBook, day: date) -> str:
        nonlocal done
        text = job(live, day)
        done = True
        return text

    with _answering():
        book = _in_front(program)
        if begun is not None:
            begun(book.name)
    text = macros.run(noted, book, today)
    if not done:
        raise NotDoneError(text)
    return text


def _job(name: str) -> Callable[[LiveBook, date], str]:
    wanted = name.strip().casefold().replace("-", "_")
    for button in macros.BUTTONS:
        if wanted in {button.name, button.label.casefold()}:
            return macros.JOBS[button.name]
    raise UnknownButtonError(name)


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
