"""Work on two processors: a second process, split off this one, takes what is next to be done, or reads beside it.

It has all that this one has and hands back only what it found. Linux alone splits a process in two without copying
it; elsewhere, and where the second one fails in any way, everything is done here.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import sys
import threading
from contextlib import contextmanager, suppress
from functools import partial
from io import FileIO
from typing import IO, TYPE_CHECKING, NoReturn, Self, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

Result = TypeVar("Result")
_MOST = 256  # the number of a job is one byte


def can_share() -> bool:
    """Tell whether a second process can be split off, and has a processor: never beside other threads.

    A lock that another thread holds while the process is split would stay locked in the second one for ever. And a
    process that somebody began to work beside others has one processor: they have the rest.
    """
    if sys.platform != "linux" or len(os.sched_getaffinity(0)) == 1 or threading.active_count() > 1:
        return False
    beside_others = sys.modules.get("multiprocessing.process")  # who was begun by it has loaded it
    return beside_others is None or beside_others.parent_process() is None


class SecondProcess:
    """A process split off this one, which writes into `answer`; it goes with the block that it was begun in.

    Raises:
        OSError: the system has no process or no pipe left.
    """

    def __init__(self, work: Callable[[IO[bytes]], object]) -> None:
        """Begin: `work` is done there, with all that this process has, and given where to write."""
        begin, end = os.pipe()
        self.answer: IO[bytes] = open(begin, "rb")  # noqa: SIM115, PTH123 - closed with the block
        self.well = False
        with open(end, "wb") as target:  # noqa: PTH123 - a number, no path
            try:
                self._number = os.fork()
            except OSError:
                self.answer.close()
                raise
            if self._number == 0:
                _be_the_second(work, target)

    def __enter__(self) -> Self:
        """Work beside it."""
        return self

    def __exit__(self, failed: object, *_: object) -> None:
        """Wait for its end, or bring it about where this one has failed; then tell whether all went `well`."""
        if failed is not None:
            self.kill()
        self.wait()

    def kill(self) -> None:
        """End it."""
        os.kill(self._number, signal.SIGKILL)

    def wait(self) -> None:
        """Wait until it has ended."""
        self.answer.close()
        _, status = os.waitpid(self._number, 0)
        self.well = status == 0


def _be_the_second(work: Callable[[IO[bytes]], object], target: IO[bytes]) -> NoReturn:
    """Work, hand over what was found, and be gone: nothing that the first process left open is closed."""
    code = 1
    try:
        gc.disable()
        work(target)
        target.flush()
        code = 0
    finally:
        os._exit(code)


def done_by_two(jobs: Sequence[Callable[[], Result]]) -> list[Result]:
    """Return what each job returns, in their order; whoever of the two is free takes the next one."""
    found: dict[int, Result] = {}
    if len(jobs) <= _MOST:
        with suppress(OSError):  # no process, no pipe left: then there is one
            found = _found_by_two(jobs)
    return [found[place] if place in found else job() for place, job in enumerate(jobs)]


def _found_by_two(jobs: Sequence[Callable[[], Result]]) -> dict[int, Result]:
    """Return what was found by the place of its job; what the second process did not bring back is missing."""
    with _pipe() as (waiting, fill):
        fill.write(bytes(range(len(jobs))))
        fill.close()
        with SecondProcess(partial(_hand_over, jobs, waiting)) as second:
            found = dict(_taken(jobs, waiting))
            brought = second.answer.read()
    return found | pickle.loads(brought) if second.well else found  # noqa: S301 - from ourselves, through no file


def _taken(jobs: Sequence[Callable[[], Result]], waiting: FileIO) -> Iterator[tuple[int, Result]]:
    """Yield what was found by the place of its job, one job after the other as long as some wait."""
    while place := waiting.read(1):
        yield place[0], jobs[place[0]]()


def _hand_over(jobs: Sequence[Callable[[], Result]], waiting: FileIO, target: IO[bytes]) -> None:
    pickle.dump(dict(_taken(jobs, waiting)), target, pickle.HIGHEST_PROTOCOL)


@contextmanager
def _pipe() -> Iterator[tuple[FileIO, FileIO]]:
    """Give the ends of a pipe, the one to read from first."""
    begin, end = os.pipe()
    with FileIO(begin, "rb") as source, FileIO(end, "wb") as target:
        yield source, target
