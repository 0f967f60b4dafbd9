"""The buttons for LibreOffice: put the extension in place for this user."""

from __future__ import annotations

import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from workbook.live.extension import ExtensionManager, build_extension
from workbook.live.libreoffice.faults import OfficeGoneError
from workbook.live.libreoffice.office import Office
from workbook.live.troubles import ProgramBusyError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from workbook.live.extension import Button


def install_libreoffice(buttons: Sequence[Button], *, profile: Path | None = None) -> str:
    """Install the buttons for this user (or in a `profile`) and return what to do next.

    Raises:
        MissingToolError: LibreOffice or its bridge to Python is not installed.
        ProgramBusyError: LibreOffice does not answer.
    """
    with answering():
        return _install(buttons, profile)


def _install(buttons: Sequence[Button], profile: Path | None) -> str:
    office = Office.join(profile=profile)
    with tempfile.TemporaryDirectory() as folder:
        oxt = Path(folder, "lotse.oxt")
        oxt.write_bytes(build_extension(buttons, Path(sys.executable)))
        ExtensionManager(office).install(oxt)
    if office.idle:
        office.desktop.terminate()
        return "Die Knöpfe sind eingerichtet. Beim nächsten Start von LibreOffice Calc gibt es das Menü „Lotse“."
    return (
        "Die Knöpfe sind eingerichtet. Bitte LibreOffice einmal ganz schließen; danach gibt es in Calc das Menü "
        "„Lotse“."
    )


@contextmanager
def answering() -> Iterator[None]:
    """Tell staff what to do if LibreOffice does not answer."""
    try:
        yield
    except OfficeGoneError as error:
        raise ProgramBusyError from error
