"""The commands behind `lotse live`: each does its work and returns the sentence to end with."""

from __future__ import annotations

import sys
import webbrowser
from threading import Event
from typing import TYPE_CHECKING

from automation import installing, installing_excel
from automation.macros import BUTTONS
from automation.parsing import UsageError
from automation.watching.following import Watch, Wishes, follow
from automation.watching.page import serve
from automation.watching.telling import notify
from workbook.errors import LotseError
from workbook.live.libreoffice.office import has_screen
from workbook.writing.changing import Safety
from workbook.writing.saving import Backups

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable
    from datetime import date, datetime
    from pathlib import Path

    Say = Callable[[str], None]
    Now = Callable[[], datetime]


def watch(arguments: argparse.Namespace, say: Say, now: Now) -> str:
    """Check the workbook at each save until Ctrl+C, and show the findings on a page.

    Raises:
        WorkbookError: this file cannot be watched.
    """
    path: Path = arguments.file
    safety = Safety(backups=Backups(keep=arguments.backups), despite_reservation=arguments.despite_reservation)

    def tell(line: str) -> None:
        say(f"{now():%H:%M}  {watched.board.view.trouble or line}")
        if arguments.notify:
            notify(f"Lotse: {path.name}", line)

    watched = Watch(path, tell, Wishes(arguments.write, safety, arguments.as_of))
    try:
        watched.begin(now())
        with serve(watched.board) as address:
            say(f"Lotse beobachtet „{path.name}“. Die Befunde: {address}")
            say("Bitte arbeiten Sie weiter wie gewohnt; nach jedem Speichern wird geprüft. Strg+C beendet.")
            if arguments.browser and has_screen():
                webbrowser.open(address)
            follow(watched, now, Event())
    except KeyboardInterrupt:
        pass  # the way to end it
    return f"Lotse beobachtet „{path.name}“ nicht mehr."


def attach(arguments: argparse.Namespace, say: Say, now: Now) -> str:
    """Press a button on the book in front, or ask which one, again and again.

    Raises:
        LotseError: there is no such button, nothing to press it on, or the job could not be done.
    """
    today = arguments.as_of or now().date()
    if arguments.button is not None:
        begun = None if arguments.json else _begun(say)
        return installing.attach(arguments.button, today, program=arguments.program, begun=begun)
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        known = ", ".join(button.name for button in BUTTONS)
        raise UsageError(f"Welcher Knopf? Möglich sind: {known}. Hilfe: lotse live attach --help")
    return _asked(arguments.program, today, say)


def _begun(say: Say) -> Callable[[str], None]:
    """Tell where the message will appear: it waits there for a click, perhaps behind this terminal."""
    return lambda name: say(f"Lotse arbeitet in „{name}“. Die Meldung erscheint dort.")


def _asked(program: str, today: date, say: Say) -> str:
    """Let somebody at the terminal choose buttons until they have enough."""
    say("Die Knöpfe von Lotse für die Mappe, die gerade geöffnet ist:\n")
    width = max(len(button.label) for button in BUTTONS)
    for number, button in enumerate(BUTTONS, 1):
        say(f"  {number}  {button.label:<{width}}  {button.tip}")
    while True:
        sys.stdout.write(f"\nWelcher (1 bis {len(BUTTONS)}; nur Eingabetaste beendet)? ")
        sys.stdout.flush()
        typed = sys.stdin.readline().strip()
        if not typed:
            return "Bis zum nächsten Mal."
        number = int(typed) if typed.isdecimal() else 0
        if not 1 <= number <= len(BUTTONS):
            say(f"Bitte eine Zahl von 1 bis {len(BUTTONS)}.")
            continue
        try:
            say(installing.attach(BUTTONS[number - 1].name, today, program=program, begun=_begun(say)))
        except LotseError as trouble:
            say(str(trouble))


def install_libreoffice(_arguments: argparse.Namespace, _say: Say, _now: Now) -> str:
    """Put the buttons into LibreOffice for this user."""
    return installing.install_libreoffice()


def install_excel(arguments: argparse.Namespace, _say: Say, _now: Now) -> str:
    """Put the add-in in place, for this user or into a folder, or remove it."""
    if not arguments.remove:
        return installing_excel.install_excel(folder=arguments.folder, python=arguments.python).told
    if arguments.python is not None:
        raise UsageError("--remove und --python gehen nicht zusammen. Hilfe: lotse live install-excel --help")
    removed = installing_excel.remove_excel(folder=arguments.folder)
    if not removed:
        return "Dort ist nichts, was zu entfernen wäre."
    return "\n".join(["Entfernt:", *(f"  {path}" for path in removed)])


COMMANDS: dict[str, Callable[[argparse.Namespace, Say, Now], str]] = {
    "live watch": watch,
    "live attach": attach,
    "live install-libreoffice": install_libreoffice,
    "live install-excel": install_excel,
}
