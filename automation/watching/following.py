"""Notices that a workbook was saved, checks it, and writes into it once nobody has it open."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING

import watchfiles
from msgspec import Struct
from msgspec.structs import replace

from automation import jobs
from automation.desk.looking import look_at_today
from automation.letters.delivery.turn import PostBusyError
from automation.report_words import summary
from automation.watching.board import Board, View
from workbook.errors import (
    LotseError,
    PasswordProtectedError,
    WorkbookChangedError,
    WorkbookInUseError,
    WorkbookNotReadError,
)
from workbook.package.parts import Package
from workbook.reading.passwords import Keys
from workbook.writing.disk import saved_as
from workbook.writing.file_book import FileBook
from workbook.writing.saving import check_nobody_has_it

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Iterator
    from datetime import date, datetime
    from pathlib import Path

    from automation.desk.waiting import Today
    from workbook.writing.changing import Safety
    from workbook.writing.disk import SavedAs

_EVERY = 1.0
"""Seconds between two looks where nothing is heard: a network drive says nothing of what other machines save."""

_CALM = 300
"""Milliseconds without a change until a save counts as done."""

_AGAIN = timedelta(seconds=30)
"""After this time another try to write into a workbook that was taken at the last moment."""

_AWAY = 5
"""So many looks in a row without a file are more than the moment in which a spreadsheet replaces it."""

_WAITING = "Der Prüfbericht in der Mappe wird erneuert, sobald sie geschlossen ist."
_WRITTEN = "Der Prüfbericht in der Mappe ist auf diesem Stand."
_UNTOUCHED = "Die Mappe bleibt unberührt; der Prüfbericht steht nur hier."
_GONE = (
    "Die Mappe ist gerade nicht da: umbenannt, verschoben, oder das Laufwerk ist nicht erreichbar. Lotse wartet, "
    "bis sie wieder da ist."
)


class Wishes(Struct, frozen=True):
    """How a workbook is watched: whether Lotse writes into it, with which care, and what day it takes for today."""

    writes: bool = True
    safety: Safety | None = None
    as_of: date | None = None


class QuickKeys(Keys):
    """Opens a workbook from memory, so that its file is open only as long as its bytes take to be read.

    Excel saves by replacing the file, and Windows lets nobody replace a file that is open.
    """

    def open(self, path: Path, *, named: Path | None = None) -> Package:
        """Return the workbook as a package, as `Keys.open` does."""
        try:
            return Package(path, BytesIO(path.read_bytes()))
        except (OSError, PasswordProtectedError):
            return super().open(path, named=named)  # asks for the password, or says what is wrong


class Watch:
    """Checks a workbook whenever it was saved: call `look` at each change in its folder, and now and then.

    `tell` gets one line about each change; the board shows all of it.
    """

    def __init__(self, path: Path, tell: Callable[[str], None], wishes: Wishes | None = None) -> None:
        self.path, self.board = path, Board(View(path.name))
        self._tell, self._wishes = tell, wishes or Wishes()
        self._keys = QuickKeys()
        self._seen: SavedAs | None = None
        self._checked: tuple[SavedAs, date] | None = None
        self._unwritten = False
        self._missing = 0
        self._not_before: datetime | None = None

    def look(self, now: datetime, *, calm: bool = False) -> None:
        """Check the workbook if it was saved since, once it has come to rest; write once nobody has it open.

        `calm` says that nothing in the folder has changed for a moment; without it, two looks must see the same.
        """
        state, today = saved_as(self.path), self._wishes.as_of or now.date()
        at_rest, self._seen = calm or state == self._seen, state
        if state is None:
            self._miss()
        elif at_rest:
            self._missing = 0
            if self._checked != (state, today):
                self._checked = state, today
                self._check(now, today)
            elif self._unwritten and (self._not_before is None or now >= self._not_before):
                self._write(now, today)

    def begin(self, now: datetime) -> None:
        """Check for the first time.

        Raises:
            WorkbookError: this file cannot be watched: no such file, no workbook, damaged, protected.
        """
        # What is no workbook is told at once; what is wrong inside of one can be mended while Lotse watches.
        with self._book().read():
            state, today = saved_as(self.path), self._wishes.as_of or now.date()
        if state is not None:
            self._seen, self._checked = state, (state, today)
            self._check(now, today)

    def _miss(self) -> None:
        self._missing += 1
        if self._missing >= _AWAY:
            self._checked = None
            self._fail(_GONE)

    def _check(self, now: datetime, today: date) -> None:
        before = self.board.view
        try:
            checked = jobs.check(self._book(), today, write=False)
        except WorkbookNotReadError as trouble:
            self._checked = None  # held by somebody, or the network: the next look tries again
            self._fail(str(trouble))
            return
        except LotseError as trouble:
            self._fail(str(trouble))
            return
        view = replace(before.after(checked.findings, rows=checked.rows, checked=now), due=self._due(today))
        self._unwritten = self._wishes.writes
        self.board.show(replace(view, report=_WAITING if self._wishes.writes else _UNTOUCHED))
        if before.checked is None or before.trouble or view.new or view.solved:
            counts = summary(checked.findings, rows=checked.rows, today=today).rpartition(" · ")[2]
            self._tell(_told(view, counts))
        if self._unwritten:
            self._write(now, today)

    def _due(self, today: date) -> Today | None:
        """Return what waits today; `None` where the workbook cannot tell, which the check has told already."""
        try:
            return look_at_today(self._book(), today, write=False).today
        except LotseError:
            return None

    def _fail(self, trouble: str) -> None:
        """Show why it cannot be checked; the last findings stay, so that the next check compares with them."""
        self._unwritten = False
        if self.board.view.trouble != trouble:
            self.board.show(replace(self.board.view, trouble=trouble))
            self._tell("Lotse kann die Mappe gerade nicht prüfen. Warum, steht auf der Seite.")

    def _write(self, now: datetime, today: date) -> None:
        try:
            check_nobody_has_it(self.path)
        except WorkbookInUseError:
            return
        report = _WRITTEN
        try:
            elsewhere = jobs.check(self._book(), today).elsewhere
        except (WorkbookChangedError, PostBusyError):
            # Saved while Lotse was at it: the file is as they have it. Or another run writes it.
            self._not_before = now + _AGAIN
            return
        except LotseError as trouble:
            report, elsewhere = str(trouble), None
        if elsewhere is not None:
            self._not_before = now + _AGAIN
            return
        self._unwritten, self._not_before = False, None
        state = saved_as(self.path)
        if state is not None:
            self._seen, self._checked = state, (state, today)  # what was written here is no save of the staff's
        self.board.show(replace(self.board.view, report=report))

    def _book(self) -> FileBook:
        return FileBook(self.path, self._wishes.safety, self._keys)


def _told(view: View, counts: str) -> str:
    changes = [f"{view.new} neu"] * bool(view.new) + [f"{len(view.solved)} erledigt"] * bool(view.solved)
    if not view.findings:
        return (
            "Alles in Ordnung: Es fällt nichts mehr auf." if changes else "Alles in Ordnung: Es fällt nichts auf."
        )
    return f"{', '.join(changes)}. Jetzt: {counts}." if changes else f"{counts}."


def follow(watch: Watch, now: Callable[[], datetime], stop: threading.Event) -> None:
    """Look at the workbook at each change in its folder, and now and then, until `stop` is set."""
    for calm in _wakes(watch.path.resolve().parent, stop):
        watch.look(now(), calm=calm)


def _wakes(folder: Path, stop: threading.Event) -> Iterator[bool]:
    """Yield `True` after each change in the folder, `False` when the time for another look has come.

    The folder is watched, not the file: spreadsheets save by putting a new file in the place of the old one.
    """
    changes = watchfiles.watch(
        folder,
        watch_filter=None,
        step=_CALM,
        rust_timeout=int(_EVERY * 1000),
        yield_on_timeout=True,
        stop_event=stop,
        recursive=False,
    )
    try:
        with closing(changes):
            for changed in changes:
                yield bool(changed)
    except (OSError, RuntimeError):
        # Some drives cannot be watched, and on some the watching ends when the network does. What watchfiles raises
        # of its own is a RuntimeError.
        while not stop.wait(_EVERY):
            yield False
