"""Lotse in the open workbook without the command line: put the buttons in place, or press one from outside.

`lotse live install-libreoffice` and `lotse live attach` call these functions.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import xlwings as xw

from automation import macros
from workbook.errors import LotseError
from workbook.live.engine import join
from workbook.live.extension import ExtensionManager, build_extension
from workbook.live.office import Office
from workbook.live.troubles import NothingOpenError

if TYPE_CHECKING:
    from datetime import date


class UnknownButtonError(LotseError):
    """There is no button of this name."""

    def __init__(self, name: str) -> None:
        self.name = name
        known = ", ".join(button.name for button in macros.BUTTONS)
        super().__init__(f"Den Knopf „{name}“ gibt es nicht. Möglich sind: {known}.")


def build_libreoffice_extension(python: Path | None = None) -> bytes:
    """Return the extension with all buttons; they start `python`, by default the one that runs this."""
    return build_extension(macros.BUTTONS, python or Path(sys.executable))


def install_libreoffice(*, profile: Path | None = None) -> str:
    """Install the buttons for this user (or in a `profile`) and return what to do next.

    Raises:
        MissingToolError: LibreOffice or its bridge to Python is not installed.
        OfficeGoneError: LibreOffice does not answer, for instance because a dialog is open.
    """
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


def attach(name: str, today: date, *, program: str = "") -> str:
    """Press a button on the book in front and return the message; for offices that allow no macros.

    `program` is `excel` or `libreoffice`; without it, Excel if xlwings finds one open, else LibreOffice.

    Raises:
        UnknownButtonError: there is no such button.
        NothingOpenError: no book is open.
        MissingToolError: LibreOffice or its bridge to Python is not installed.
    """
    if name not in macros.JOBS:
        raise UnknownButtonError(name)
    if program == "excel" or (not program and "excel" in xw.engines.engines_by_name and len(xw.apps)):
        book = _in_front(xw.engines["excel"].apps.active, "Excel")
    else:
        book = _in_front(join(), "LibreOffice")
    return macros.run(macros.JOBS[name], book, today)


def _in_front(app: xw.App | None, program: str) -> xw.Book:
    """Return the book in front.

    Raises:
        NothingOpenError: there is none.
    """
    if app is None or not len(app.books):
        raise NothingOpenError(program)
    return app.books.active
