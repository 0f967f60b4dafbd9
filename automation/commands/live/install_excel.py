"""`lotse live install-excel`: the tab in Excel, for this user or in a folder from which IT distributes it."""

from __future__ import annotations

from automation.terminal.declaring import Command, as_json
from automation.terminal.parsing import UsageError, path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from automation.terminal.parsing import GermanParser
    from automation.terminal.session import Session


def _takes(parser: GermanParser) -> None:
    parser.options.add_argument(
        "--folder", metavar="ORDNER", type=path, help="legt alles nur in diesen Ordner, zum Verteilen durch die IT"
    )
    parser.options.add_argument(
        "--python", metavar="PFAD", type=path, help="dieses Python starten die Knöpfe (sonst: das von Lotse)"
    )
    parser.options.add_argument("--remove", action="store_true", help="entfernt die Knöpfe wieder")


def _install(session: Session) -> str:
    """Put the add-in in place, for this user or into a folder, or remove it."""
    from automation.commands import buttons
    from automation.installation.excel import install_excel, remove_excel
    from automation.pressing import drawn

    typed = session.arguments
    if not typed.remove:
        return install_excel(drawn(buttons()), folder=typed.folder, python=typed.python).told
    if typed.python is not None:
        raise UsageError("--remove und --python gehen nicht zusammen. Hilfe: lotse live install-excel --help")
    removed = remove_excel(folder=typed.folder)
    if not removed:
        return "Dort ist nichts, was zu entfernen wäre."
    return "\n".join(["Entfernt:", *(f"  {each}" for each in removed)])


def _show(message: str, session: Session) -> None:
    session.tell(message)


def _document(message: str, _: Session) -> dict[str, Any]:
    return {"message": message}


COMMAND = Command(
    place=40,
    summary="richtet den Reiter „Lotse“ in Excel ein und sagt, was die IT erlauben muss",
    takes=(_takes, as_json),
    job=_install,
    show=_show,
    document=_document,
    stopped="Abgebrochen. Bitte noch einmal aufrufen; eine halbe Einrichtung schadet nicht.",
)
