"""`lotse today` and its button: what is due, for each adviser and for nobody."""

from __future__ import annotations

from automation.terminal.declaring import Button, Command, day_and_json, saving, workbook
from automation.terminal.parsing import count, path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path
    from typing import Any

    from automation.desk.looking import Looked
    from automation.terminal.parsing import GermanParser
    from automation.terminal.session import Session
    from workbook.live.open_book import LiveBook

_MOST_DAYS = 366


def _takes(parser: GermanParser) -> None:
    parser.options.add_argument(
        "--for", dest="owner", metavar="KÜRZEL", default="", help="zeigt nur, was diese Person zu tun hat"
    )
    parser.options.add_argument(
        "--days",
        metavar="TAGE",
        type=count(0, _MOST_DAYS),
        default=7,
        help="so viele Tage voraus (sonst: 7; 0 heißt nur bis heute)",
    )
    parser.options.add_argument(
        "--ics",
        metavar="ORDNER",
        type=path,
        help="legt für jede Person eine Kalenderdatei in diesen Ordner (Heute_KÜRZEL.ics), ohne Namen",
    )
    parser.options.add_argument(
        "--no-write", dest="write", action="store_false", help="zeigt die Liste nur, die Mappe bleibt unberührt"
    )


def _look(session: Session) -> tuple[Looked, tuple[Path, ...]]:
    """Return what is due, and the calendar files that were written."""
    typed = session.arguments
    with session.book_begun() as book:
        from automation.desk.looking import look_at_today

        with session.working("Sehe nach, was fällig ist"):
            looked = look_at_today(book, session.today(), days=typed.days, owner=typed.owner, write=typed.write)
        if typed.ics is None:
            return looked, ()
        from automation.desk.calendars import write_calendars

        return looked, write_calendars(looked.today, typed.ics, office=looked.office, asked=looked.asked)


def _show(outcome: tuple[Looked, tuple[Path, ...]], session: Session) -> None:
    from automation.desk.sheet import SHEET, lines
    from automation.desk.waiting import summary
    from automation.terminal.outcomes import show_written
    from automation.terminal.screen import console, table

    (looked, calendars), screen = outcome, console()
    if looked.today.due:
        headers = ("Für", "Tag", "Stand", "Was", "Zu tun", "Stelle", "Kennung")
        screen.print(table(headers, lines(looked.today)))
    screen.out(summary(looked.today))
    show_written(looked.report, session.arguments.file.name)
    if session.arguments.ics is not None:
        names = ", ".join(each.name for each in calendars) or "keine, denn es ist nichts fällig"
        screen.out(f"Kalenderdateien in {session.arguments.ics}: {names}")
    if looked.elsewhere is not None:
        screen.out(looked.elsewhere.told(SHEET if session.arguments.write else ""))


def _document(outcome: tuple[Looked, tuple[Path, ...]], session: Session) -> dict[str, Any]:
    from automation.desk.elsewhere import elsewhere_document
    from automation.desk.waiting import today_document
    from automation.terminal.outcomes import written_document

    looked, calendars = outcome
    written: dict[str, Any] = {"written": written_document(looked.report)}
    if session.arguments.ics is not None:
        written["calendars"] = list(calendars)
    return today_document(looked.today) | written | elsewhere_document(looked.elsewhere)


def _pressed(book: LiveBook, today: date) -> str:
    """Put what is due on the sheet `Heute` of the open workbook."""
    from automation.desk.looking import look_at_today
    from automation.desk.waiting import summary
    from automation.pressing import with_warnings

    looked = look_at_today(book, today)
    text = f"{summary(looked.today)}.\n\nDas Blatt „Heute“ führt zu jeder Stelle."
    return with_warnings(text, looked.report)


COMMAND = Command(
    place=45,
    inputs="MAPPE",
    summary="zeigt, was fällig ist, und schreibt das Blatt „Heute“ in die Mappe",
    takes=(workbook, _takes, saving, day_and_json),
    job=_look,
    show=_show,
    document=_document,
    buttons=(
        Button("today", "Heute", "Schreibt auf das Blatt „Heute“, was für wen fällig ist.", "calendar", _pressed),
    ),
)
