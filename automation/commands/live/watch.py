"""`lotse live watch`: check the workbook at each save and show the findings on a page."""

from __future__ import annotations

from automation.terminal.declaring import Command, as_of, saving, untouched, workbook
from workbook.german import shown_time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

    from automation.terminal.parsing import GermanParser
    from automation.terminal.session import Session


def _takes(parser: GermanParser) -> None:
    parser.options.add_argument(
        "--no-browser", dest="browser", action="store_false", help="öffnet die Seite nicht, nennt nur ihre Adresse"
    )
    parser.options.add_argument(
        "--no-notify", dest="notify", action="store_false", help="ohne Meldungen am Bildschirmrand"
    )


def _watch(session: Session) -> str:
    """Check the workbook at each save until Ctrl+C, and return the sentence to end with.

    Raises:
        WorkbookError: this file cannot be watched.
    """
    import webbrowser
    from threading import Event

    from automation.watching.browser_page import serve
    from automation.watching.following import Watch, Wishes, follow
    from automation.watching.notification import notify
    from workbook.live.libreoffice.office import has_screen

    typed = session.arguments
    path: Path = typed.file

    def tell(line: str) -> None:
        session.tell(f"{shown_time(session.now())}  {watched.board.view.trouble or line}")
        if typed.notify:
            notify(f"Lotse: {path.name}", line)

    watched = Watch(path, tell, Wishes(typed.write, session.safety(), typed.as_of))
    try:
        watched.begin(session.now())
        with serve(watched.board) as address:
            session.tell(f"Lotse beobachtet „{path.name}“. Die Befunde: {address}")
            session.tell(
                "Bitte arbeiten Sie weiter wie gewohnt; nach jedem Speichern wird geprüft. Strg+C beendet."
            )
            if typed.browser and has_screen():
                webbrowser.open(address)
            follow(watched, session.now, Event())
    except KeyboardInterrupt:
        pass  # the way to end it
    return f"Lotse beobachtet „{path.name}“ nicht mehr."


def _show(message: str, session: Session) -> None:
    session.tell(message)


COMMAND = Command(
    place=10,
    inputs="MAPPE",
    summary="prüft bei jedem Speichern und zeigt die Befunde im Browser",
    takes=(workbook, untouched, _takes, saving, as_of),
    job=_watch,
    show=_show,
)
