"""`lotse live attach`: press a button on the book in front, for offices that allow no macros."""

from __future__ import annotations

import sys

from automation.terminal.declaring import Command, day_and_json
from automation.terminal.parsing import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from automation.terminal.declaring import Button
    from automation.terminal.parsing import GermanParser
    from automation.terminal.session import Session


def _takes(parser: GermanParser) -> None:
    parser.inputs.add_argument(
        "button", metavar="KNOPF", nargs="?", help="zum Beispiel check oder Prüfen (sonst: fragt, welcher)"
    )
    parser.options.add_argument(
        "--program",
        metavar="PROGRAMM",
        choices=("excel", "libreoffice"),
        default="",
        help="excel oder libreoffice (sonst: Excel, wenn es offen ist)",
    )


def _attach(session: Session) -> str:
    """Press a button on the book in front, or ask which one, again and again; return what was said last.

    Raises:
        LotseError: there is no such button, nothing to press it on, or the job could not be done.
    """
    from automation.commands import buttons
    from automation.pressing import attach

    typed, known = session.arguments, buttons()
    if typed.button is not None:
        begun = None if session.json else _begun(session)
        return attach(known, typed.button, session.today(), program=typed.program, begun=begun)
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        names = ", ".join(button.name for button in known)
        raise UsageError(f"Welcher Knopf? Möglich sind: {names}. Hilfe: lotse live attach --help")
    return _asked(known, session)


def _begun(session: Session) -> Callable[[str], None]:
    """Tell where the message will appear: it waits there for a click, perhaps behind this terminal."""
    return lambda name: session.tell(f"Lotse arbeitet in „{name}“. Die Meldung erscheint dort.")


def _asked(known: Sequence[Button], session: Session) -> str:
    """Let somebody at the terminal choose buttons until they have enough."""
    from automation.pressing import attach
    from workbook.errors import LotseError

    session.tell("Die Knöpfe von Lotse für die Mappe, die gerade geöffnet ist:\n")
    width = max(len(button.label) for button in known)
    for number, button in enumerate(known, 1):
        session.tell(f"  {number}  {button.label:<{width}}  {button.tip}")
    while True:
        sys.stdout.write(f"\nWelcher (1 bis {len(known)}; nur Eingabetaste beendet)? ")
        sys.stdout.flush()
        typed = sys.stdin.readline().strip()
        if not typed:
            return "Bis zum nächsten Mal."
        number = int(typed) if typed.isdecimal() and len(typed) < 4 else 0
        if not 1 <= number <= len(known):
            session.tell(f"Bitte eine Zahl von 1 bis {len(known)}.")
            continue
        name, program = known[number - 1].name, session.arguments.program
        try:
            session.tell(attach(known, name, session.today(), program=program, begun=_begun(session)))
        except LotseError as trouble:
            session.tell(str(trouble))


def _show(message: str, session: Session) -> None:
    session.tell(message)


def _document(message: str, _: Session) -> dict[str, Any]:
    return {"message": message}


COMMAND = Command(
    place=20,
    inputs="[KNOPF]",
    summary="drückt einen Knopf von Lotse in der Mappe, die gerade geöffnet ist",
    takes=(_takes, day_and_json),
    job=_attach,
    show=_show,
    document=_document,
)
