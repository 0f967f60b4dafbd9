"""All letters of a run, with the log in the workbook: together or not at all.

    with Delivery.of(book.path, saves=book.saves) as delivery:      nobody else writes letters meanwhile
        log = delivery.recover(read_log(...))                       what a dead run left is settled first
        row = delivery.create(row, {".docx": …, ".pdf": …}, folder) new files, never in the place of others
        row = delivery.rewrite(row, {".docx": …})                   a draft's files anew, under its number
        row = delivery.move(row, HELD_BACK)                         its files into a folder beside, the link follows
        report = delivery.commit(lambda: book.write(sheets))        the log names them from here on

Each of them returns the row as the log must keep it: pass it to `DispatchLog.put`. If the `with` ends without
`commit`, or with an error, everything is as before; if the process dies, the next `recover` sees to that and
`delivery.told` says what it did. Before each step it is on the disk, in the journal, what is about to be done.
`rewrite` and `move` return `None` where Word has a file of the letter open: that letter stays as it is, and
`delivery.in_use` names it; make a finding of it.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from contextlib import AbstractContextManager, ExitStack
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Self, TypeVar

from automation.letters.delivery.files import (
    digest_in,
    digest_of,
    former_of,
    half_of,
    is_open,
    make_folder,
    put_in_place,
    remove_quietly,
    write_halves,
)
from automation.letters.delivery.journal import MARK_LENGTH, Created, Journal, Moved, Rewritten, Step, mark_of
from automation.letters.delivery.letter_folders import Places
from automation.letters.delivery.recovery import Settled, settle, undo
from automation.letters.delivery.turn import Turn, turn_of
from workbook.errors import FileMissingError, LetterError, LotseError
from workbook.writing.disk import saved_as, sync_folder, writing_error
from workbook.writing.saving import check_nobody_has_it, check_permission

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from types import TracebackType

    from automation.letters.dispatch import Dispatch, DispatchLog

    Result = TypeVar("Result")

_BATCH = 32
"""So many letters share one way of the journal to the disk."""


class Delivery(AbstractContextManager["Delivery"]):
    """One run's letters."""

    def __init__(self, named: Path, turn: AbstractContextManager[Turn], *, saves: bool, places: Places) -> None:
        self.places = places
        self.run = secrets.token_hex(MARK_LENGTH // 2)
        self.in_use: list[str] = []
        self._named, self._workbook, self._saves = named, Path(os.path.realpath(named)), saves
        self._held, self._stack = turn, ExitStack()
        self._turn: Turn | None = None
        self._journal = Journal(self._workbook)
        self._pending: tuple[Step, ...] | None = None
        self._taken: list[Step] = []
        self._waiting: list[tuple[Created, Mapping[str, bytes]]] = []
        self._settled = Settled()
        self._before: tuple[int, ...] | None = None
        self._foreign: set[Path] = set()
        self._done = False

    @classmethod
    def of(
        cls,
        path: Path,
        *,
        saves: bool,
        usual: Sequence[Path] = (),
        patience: float = 15.0,
        now: Callable[[], datetime] = lambda: datetime.now().astimezone(),
    ) -> Self:
        """Return the delivery of a workbook, to be used in a `with`.

        `saves` tells whether writing the workbook brings it to the disk: a file does, an open book does not.
        `usual` are the folders in which letters lie whose row names none.

        Raises (on entering):
            PostBusyError: somebody else is at it, after `patience` seconds.
            FileMissingError: there is no such workbook.
            WorkbookInUseError: the workbook is open somewhere; it is said before the first letter is written.
            WorkbookNotWrittenError: the folder or the workbook cannot be written to.
        """
        places = Places(path.absolute().parent, tuple(usual))
        return cls(path, turn_of(Path(os.path.realpath(path)), patience, now), saves=saves, places=places)

    @property
    def told(self) -> tuple[str, ...]:
        """What became of an earlier run that was cut off, in German sentences."""
        return self._settled.told

    def __enter__(self) -> Self:
        if self._saves:
            if not self._workbook.exists():
                raise FileMissingError(self._named)
            check_permission(self._workbook)
        with self._stack:  # given back where the workbook turns out to be open somewhere
            self._turn = self._stack.enter_context(self._held)
            if self._saves:
                for place in {self._named, self._workbook}:
                    check_nobody_has_it(place)
            self._stack = self._stack.pop_all()
        return self

    def rehearse(self, log: DispatchLog) -> DispatchLog:
        """Return the log as `recover` would, without the turn and without touching a file."""
        return self._with_folders(settle(self._journal.read(), log, self.places, saves=self._saves, act=False).log)

    def _with_folders(self, log: DispatchLog) -> DispatchLog:
        return log.with_rows(self.places.all_located(log.rows))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if not self._done:
                self._roll_back()
        finally:
            self._stack.close()

    def recover(self, log: DispatchLog) -> DispatchLog:
        """Return the log with the letters that it lost, each with its folder; what was half done is taken back."""
        self._settled = settle(self._journal.read(), log, self.places, saves=self._saves)
        self._pending = self._settled.kept
        self._journal.replace(self._pending)
        self.run = f"{_mark_after(log, self._pending)}{self.run}"
        return self._with_folders(self._settled.log)

    def create(self, row: Dispatch, contents: Mapping[str, bytes], folder: Path) -> Dispatch:
        """Create a new letter's files, by their endings, and return its row; some wait for others until `commit`.

        Raises:
            LetterError: there is a file of that name; nothing is overwritten.
            WorkbookNotWrittenError: the folder or the disk does not take them.
        """
        make_folder(folder, self._workbook)
        row = self._stamped(replace(row, folder=self.places.seen(folder)), contents)
        self._waiting.append((Created(self.run, row, _digests(row, contents)), _named(row, contents)))
        if len(self._waiting) >= _BATCH:
            self.flush()
        return row

    def flush(self) -> None:
        """Bring the files that wait into their folder."""
        waiting, self._waiting = self._waiting, []
        if not waiting:
            return
        self._record(step for step, _ in waiting)
        self._put(
            {
                self.places.folder(step.row.folder) / name: content
                for step, contents in waiting
                for name, content in contents.items()
            }
        )

    def rewrite(self, row: Dispatch, contents: Mapping[str, bytes]) -> Dispatch | None:
        """Write a draft's files anew where they lie or lay, and return its row; `None` if one is open in Word."""
        folder = self.places.folder(self.places.located(row).folder)
        row = self._stamped(self.places.located(row), contents)
        files = _named(row, contents)
        if not self._free(row, [folder / name for name in files]):
            return None
        make_folder(folder, self._workbook)
        self._record([Rewritten(self.run, row, _digests(row, contents))])
        try:
            for file in (folder / name for name in files):
                if file.exists():
                    file.rename(former_of(file, self.run))
        except PermissionError:
            undo(self._taken.pop(), self.places)
            self._in_use(row)
            return None
        self._put({folder / name: content for name, content in files.items()})
        return row

    def move(self, row: Dispatch, into: str) -> Dispatch | None:
        """Move a letter's files into a folder beside them and return its row; `None` if one is open in Word.

        A letter that has no files any more, or lies there already, stays as it is.
        """
        row = self.places.located(row)
        files = self.places.files(row)
        here = self.places.folder(row.folder)
        there = here / into
        if not files or here.name == into:
            return row
        if not self._free(row, files):
            return None
        make_folder(there, self._workbook)
        moved = replace(row, folder=self.places.seen(there), run=mark_of(self.run))
        digests = {file.name: digest_in(file) or "" for file in files}
        self._record([Moved(self.run, row, digests, moved.folder)])
        for file in files:
            try:
                put_in_place(file, there / file.name)
            except FileExistsError as error:
                raise _there_already(there / file.name) from error
            except PermissionError:
                undo(self._taken.pop(), self.places)
                self._in_use(row)
                return None
            except OSError as error:
                raise writing_error(there / file.name, error) from error
        sync_folder(there)
        sync_folder(here)
        return moved

    def commit(self, write: Callable[[], Result]) -> Result:
        """Write the workbook with `write` and return what it returns; from here on the letters stand.

        Whatever it raises is raised again; where the workbook was not replaced, the letters are taken back.
        """
        self.flush()
        self._before = saved_as(self._workbook) or ()
        result = write()
        self._done = True
        self._clean_up()
        return result

    def _clean_up(self) -> None:
        for step in self._taken:
            if isinstance(step, Rewritten):
                for name in step.files:
                    remove_quietly(former_of(self.places.folder(step.row.folder) / name, self.run))
        # Nobody knows yet whether an open book will be saved.
        waiting = self._taken if not self._saves else []
        recovered = self._others() if not self._saves or self._pending is None else ()
        self._journal.replace([*recovered, *waiting])

    def _others(self) -> tuple[Step, ...]:
        """Return the steps of other runs that are not settled yet."""
        if self._pending is not None:
            return self._pending
        return tuple(step for step in self._journal.read() if step.run != self.run)

    def _roll_back(self) -> None:
        """Undo this run, unless the workbook may already know of it: then the next run looks at the log."""
        self._waiting = []
        begun = self._before is not None
        if begun and (not self._saves or (saved_as(self._workbook) or ()) != self._before):
            return
        for step in reversed(self._taken):
            undo(step, self.places, self._foreign)
        self._journal.replace(self._others())

    def _record(self, steps: Iterable[Step]) -> None:
        recorded = [self._anchored(step) for step in steps]
        if self._turn is not None:
            self._turn.renew()
        try:
            self._journal.add(recorded)
        except OSError as error:
            raise writing_error(self._workbook, error) from error
        self._taken += recorded

    def _anchored(self, step: Step) -> Step:
        """Return the step as whoever opens the workbook without our link understands it."""
        if os.path.realpath(self.places.home) == str(self._workbook.parent):
            return step
        row = replace(step.row, folder=self._in_full(step.row.folder))
        return (
            replace(step, row=row, folder=self._in_full(step.folder))
            if isinstance(step, Moved)
            else replace(step, row=row)
        )

    def _in_full(self, seen: str) -> str:
        return Path(os.path.realpath(self.places.folder(seen))).as_posix()

    def _put(self, contents: Mapping[Path, bytes]) -> None:
        file = next(iter(contents))
        try:
            write_halves(contents, self.run, self._workbook)
            for file in contents:
                put_in_place(half_of(file, self.run), file)
            for folder in {file.parent for file in contents}:
                sync_folder(folder)
        except FileExistsError as error:
            self._foreign.add(file)
            raise _there_already(file) from error
        except OSError as error:
            raise writing_error(file, error) from error
        finally:
            for each in contents:
                remove_quietly(half_of(each, self.run))

    def _stamped(self, row: Dispatch, contents: Mapping[str, bytes]) -> Dispatch:
        return replace(row, run=mark_of(self.run), digest=digest_of(contents[".docx"]))

    def _free(self, row: Dispatch, files: Sequence[Path]) -> bool:
        if any(is_open(file) for file in files):
            self._in_use(row)
            return False
        return True

    def _in_use(self, row: Dispatch) -> None:
        self.in_use.append(row.reference)


def _named(row: Dispatch, contents: Mapping[str, bytes]) -> dict[str, bytes]:
    stem = Path(row.file_name).stem
    return {f"{stem}{ending}": content for ending, content in contents.items()}


def _digests(row: Dispatch, contents: Mapping[str, bytes]) -> dict[str, str]:
    return {name: digest_of(content) for name, content in _named(row, contents).items()}


def _mark_after(log: DispatchLog, pending: Sequence[Step]) -> str:
    """Return the mark of a run that begins with this log: the same letters on the same day give the same bytes."""
    before = repr((log.rows, pending)).encode()
    return hashlib.sha256(before).hexdigest()[:MARK_LENGTH]


def _there_already(file: Path) -> LotseError:
    return LetterError(
        f"Im Ordner „{file.parent.name}“ liegt schon eine Datei „{file.name}“. Lotse überschreibt kein Schreiben. "
        "Bitte noch einmal starten: Vielleicht schrieb eben jemand aus einer anderen Mappe in diesen Ordner. "
        "Bleibt es dabei, die Datei bitte umbenennen oder woanders ablegen."
    )
