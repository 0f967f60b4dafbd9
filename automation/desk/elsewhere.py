"""A workbook that somebody has open: what Lotse tells of it is the state that was saved last, and it says so."""

from __future__ import annotations

import os
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from msgspec import Struct

from automation.letters.delivery.turn import turn_of
from workbook.errors import WorkbookInUseError, WorkbookNotWrittenError
from workbook.writing.saving import check_nobody_has_it

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date

    from workbook.sheets import Sheet
    from workbook.writing.file_book import Book, WriteReport

_Book = TypeVar("_Book", bound="Book")
_Given = ParamSpec("_Given")
_Done = TypeVar("_Done")


class Elsewhere(Struct, frozen=True):
    """Somebody has the workbook open: when it was saved last, who has it, and the file that says so.

    `saved` is `None` where the file cannot be asked, `who` and `lock` are empty where nothing tells them.
    """

    saved: datetime | None
    who: str = ""
    lock: str = ""
    path: Path = Path()

    @classmethod
    def of(cls, error: WorkbookInUseError) -> Elsewhere:
        """Return what is to be told of a workbook that could not be written because it is open."""
        saved = None
        with suppress(OSError):
            saved = datetime.fromtimestamp(error.path.stat().st_mtime).astimezone()
        return cls(saved, error.who or "", error.lock or "", error.path)

    @property
    def refusal(self) -> WorkbookInUseError:
        """The error for what cannot be done while it is open."""
        return WorkbookInUseError(self.path, self.who or None, self.lock or None)

    def told(self, waits: str = "") -> str:
        """Return the sentence for staff; `waits` is the sheet that stays as it is until the workbook is closed."""
        when = f"Stand {self.saved.hour}:{self.saved:%M}, " if self.saved is not None else "Die Mappe ist "
        by = f" von {self.who}" if self.who else ""
        sentence = f"{when}geöffnet{by}. Das ist der zuletzt gespeicherte Stand"
        if waits:
            sentence += (
                f"; das Blatt „{waits}“ wird erneuert, sobald die Mappe geschlossen ist und Sie es noch einmal "
                "starten"
            )
        stale = f" Hat sie niemand mehr offen, bitte „{self.lock}“ im selben Ordner löschen." if self.lock else ""
        return f"{sentence}.{stale}"


def who_has_it(book: Book) -> Elsewhere | None:
    """Return who has a file open elsewhere, `None` where nobody has; an open book is nobody else's."""
    if not book.saves:
        return None
    try:
        for place in {book.path, Path(os.path.realpath(book.path))}:
            check_nobody_has_it(place)
    except WorkbookInUseError as error:
        return Elsewhere.of(error)
    return None


@contextmanager
def alone(book: Book) -> Iterator[None]:
    """Let no other run of Lotse put something into a file between reading it here and writing it.

    Whoever comes second waits for `book.patience` seconds. Nobody has to where somebody has the workbook open: then
    nothing is written at all.

    Raises:
        PostBusyError: another run took longer.
    """
    if not book.saves or not book.path.is_file() or who_has_it(book) is not None:
        yield
        return
    with ExitStack() as stack:
        with suppress(WorkbookNotWrittenError, WorkbookInUseError):  # no file can be put there: writing says so
            stack.enter_context(turn_of(Path(os.path.realpath(book.path)), book.patience, _now))
        yield


def one_at_a_time(job: Callable[Concatenate[_Book, _Given], _Done]) -> Callable[Concatenate[_Book, _Given], _Done]:
    """Return a job that reads a workbook and writes it, to be done while no other run writes it (`alone`)."""

    @wraps(job)
    def done(book: _Book, /, *words: _Given.args, **named: _Given.kwargs) -> _Done:
        with alone(book):
            return job(book, *words, **named)

    return done


def _now() -> datetime:
    return datetime.now().astimezone()


def write_unless_open(
    book: Book, sheets: Sequence[Sheet], today: date
) -> tuple[WriteReport | None, Elsewhere | None]:
    """Put Lotse's sheets in; where somebody has the workbook open, leave it and return who."""
    try:
        return book.write(sheets, today=today), None
    except WorkbookInUseError as error:
        return None, Elsewhere.of(error)


def elsewhere_document(elsewhere: Elsewhere | None) -> dict[str, Any]:
    """Return it as JSON has it."""
    if elsewhere is None:
        return {"open_elsewhere": False}
    saved = elsewhere.saved.isoformat(timespec="seconds") if elsewhere.saved is not None else None
    return {"open_elsewhere": True, "open_by": elsewhere.who or None, "saved": saved}
