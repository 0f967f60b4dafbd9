"""One call of `lotse`: what was typed, and the ways to clock, keyboard, screen and workbook."""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from datetime import date, datetime
    from pathlib import Path
    from typing import Any

    from workbook.writing.changing import Safety
    from workbook.writing.file_book import FileBook


class Session:
    """What a command gets: `arguments` as they were typed, and whether a program reads the outcome (`json`).

    Where the process `ends` with the command, nobody needs to tidy up what was read.
    """

    def __init__(self, arguments: argparse.Namespace, *, ends: bool = False) -> None:
        self.arguments, self.ends = arguments, ends
        self.json = bool(getattr(arguments, "json", False))

    def now(self) -> datetime:
        """Return date and time here: the one place where Lotse looks at a clock."""
        from datetime import datetime

        return datetime.now().astimezone()

    def today(self) -> date:
        """Return the day that the command takes for today: `--as-of`, or what the calendar says."""
        return getattr(self.arguments, "as_of", None) or self.now().date()

    def who(self) -> str:
        """Return who works: `--by` where the command takes it, else the login at this computer."""
        typed: str = getattr(self.arguments, "by", None) or ""
        if typed:
            return typed
        import getpass
        from contextlib import suppress

        with suppress(OSError, KeyError, ImportError):  # no such user, as in a container
            return getpass.getuser()
        return ""

    def safety(self) -> Safety:
        """Return how the workbook is saved: as the switches say, where the command takes them (`saving`)."""
        from workbook.writing.changing import Safety
        from workbook.writing.saving import Backups

        if "backups" not in self.arguments:
            return Safety()
        backups = Backups(keep=self.arguments.backups)
        return Safety(backups=backups, despite_reservation=self.arguments.despite_reservation)

    def book(self) -> FileBook:
        """Return the workbook that was named, to be written as the switches say."""
        from workbook.writing.file_book import FileBook

        return FileBook(self.arguments.file, self.safety())

    def book_begun(self) -> AbstractContextManager[FileBook]:
        """Return the workbook that was named, to be worked on within: it is parsed while Python loads what for."""
        from contextlib import closing

        book = self.book()
        book.ahead()
        return closing(book)

    def working(self, doing: str) -> AbstractContextManager[Callable[[int, int], None] | None]:
        """Show that work goes on, unless a program is listening; yields what tells how far it is."""
        if self.json:
            from contextlib import nullcontext

            return nullcontext()
        from automation.terminal.screen import working

        return working(doing)

    def keep(self, read: object) -> None:
        """Let what was read live on where the process ends with the command: to free it would take its time."""
        if self.ends:
            from workbook.reading.collector import live_on

            live_on(read)

    def tell(self, text: str) -> None:
        """Print for people at once, though the command goes on; a program hears nothing of it."""
        if not self.json:
            sys.stdout.write(f"{text}\n")
            sys.stdout.flush()

    def agreed(self, sentence: str, question: str = "Trotzdem schreiben?") -> bool:
        """Ask whether to go on all the same; without anybody at the keyboard nobody agrees."""
        if not (sys.stdin.isatty() and sys.stderr.isatty()):
            return False
        sys.stderr.write(f"{sentence}\n{question} [j/N] ")
        sys.stderr.flush()
        return sys.stdin.readline().strip().casefold() in {"j", "ja"}


def print_json(document: dict[str, Any]) -> None:
    """Print the one JSON document of a command; paths and days become text."""
    import json

    sys.stdout.write(json.dumps(document, ensure_ascii=False, default=_plain) + "\n")


def _plain(value: Path | date) -> str:
    from datetime import date
    from pathlib import PurePath

    if isinstance(value, PurePath):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in JSON")
