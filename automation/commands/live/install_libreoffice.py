"""`lotse live install-libreoffice`: the menu in LibreOffice Calc, for this user."""

from __future__ import annotations

from automation.terminal.declaring import Command, as_json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from automation.terminal.session import Session


def _install(_: Session) -> str:
    from automation.commands import buttons
    from automation.installation.libreoffice import install_libreoffice
    from automation.pressing import drawn

    return install_libreoffice(drawn(buttons()))


def _show(message: str, session: Session) -> None:
    session.tell(message)


def _document(message: str, _: Session) -> dict[str, Any]:
    return {"message": message}


COMMAND = Command(
    place=30,
    summary="richtet das Menü „Lotse“ in LibreOffice Calc ein, nur für Sie",
    takes=(as_json,),
    job=_install,
    show=_show,
    document=_document,
    stopped="Abgebrochen. Bitte noch einmal aufrufen; eine halbe Einrichtung schadet nicht.",
)
