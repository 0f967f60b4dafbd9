"""Work of a large office on two processors: a second process, split off this one, takes what is next to be done.

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
from io import FileIO
from typing import TYPE_CHECKING, NoReturn, TypeVar

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
    from multiprocessing import parent_process  # noqa: PLC0415 -- a small office never needs it

    return parent_process() is None


def done_by_two(jobs: Sequence[Callable[[], Result]]) -> list[Result]:
    """Return what each job returns, in their order; whoever of the two is free takes the next one."""
    found: dict[int, Result] = {}
    if len(jobs) <= _MOST:
        with suppress(OSError):  # no process, no pipe left: then there is one
            found = _found_by_two(jobs)
    return [found[place] if place in found else job() for place, job in enumerate(jobs)]


def _found_by_two(jobs: Sequence[Callable[[], Result]]) -> dict[int, Result]:
    """Return what was found by the place of its job; what the second process did not bring back is missing."""
    with _pipe() as (waiting, fill), _pipe() as (answer, tell):
        fill.write(bytes(range(len(jobs))))
        fill.close()
        second = os.fork()
        if second == 0:
            _be_the_second(jobs, waiting, tell)
        try:
            tell.close()
            found = dict(_taken(jobs, waiting))
            brought = answer.readall()
        except BaseException:
            os.kill(second, signal.SIGKILL)
            raise
        finally:
            _, status = os.waitpid(second, 0)
    return found | pickle.loads(brought) if status == 0 else found  # noqa: S301 - from ourselves, through no file


def _taken(jobs: Sequence[Callable[[], Result]], waiting: FileIO) -> Iterator[tuple[int, Result]]:
    """Yield what was found by the place of its job, one job after the other as long as some wait."""
    while place := waiting.read(1):
        yield place[0], jobs[place[0]]()


def _be_the_second(jobs: Sequence[Callable[[], Result]], waiting: FileIO, tell: FileIO) -> NoReturn:
    """Take jobs, hand over what was found, and be gone: nothing that the first process left open is closed."""
    code = 1
    try:
        gc.disable()
        data = memoryview(pickle.dumps(dict(_taken(jobs, waiting)), pickle.HIGHEST_PROTOCOL))
        while data:
            data = data[tell.write(data) :]
        code = 0
    finally:
        os._exit(code)


@contextmanager
def _pipe() -> Iterator[tuple[FileIO, FileIO]]:
    """Give the ends of a pipe, the one to read from first."""
    begin, end = os.pipe()
    with FileIO(begin, "rb") as source, FileIO(end, "wb") as target:
        yield source, target
