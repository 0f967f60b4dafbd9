"""Where the offices' workbooks are counted: on this machine, a process for each core, or on a running cluster.

One interface for both, and the same bytes come out. A workbook whose process dies costs one retry and is the only
one that is named: whoever was at work beside it is asked again, alone.
"""

from __future__ import annotations

import os
import signal
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import active_children, get_context, parent_process
from threading import Thread
from typing import TYPE_CHECKING, Any

from automation.rollup.outcome import DIED, OF_EACH, Outcome, outcome_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from concurrent.futures import Future

    from automation.rollup.outcome import Work

_MEGABYTE = 1 << 20


@contextmanager
def open_work(
    cluster: str | None = None, processes: int | None = None, memory: int | None = None
) -> Iterator[Work]:
    """Yield where the work is done: here, or on the cluster at an address (`tcp://…`).

    `memory` bounds each process here, in MB.

    Raises:
        MissingToolError: the extra „cluster“ is not installed, or nobody answers at the address.
        LotseError: a worker counts otherwise than this machine.
    """
    if cluster is None:
        yield ThisMachine(processes or os.cpu_count() or 1, memory)
        return
    # dask takes a second to import and is an extra.
    from automation.rollup.cluster import connected  # noqa: PLC0415

    with connected(cluster) as work:
        yield work


class ThisMachine:
    """Processes of this machine."""

    def __init__(self, processes: int, memory: int | None = None) -> None:
        self._processes, self._memory = max(1, processes), memory
        self._limit = OF_EACH.format(memory) if memory else ""

    def each(self, function: Callable[..., Any], items: Sequence[str], *more: Any) -> Iterator[Outcome]:
        """Yield the outcome of every item; no more are under way than there are processes."""
        waiting, alone = list(reversed(items)), []
        with self._pool(min(self._processes, max(1, len(items)))) as pool:
            running: dict[Future[Any], str] = {}
            while waiting or running:
                broken = False
                while waiting and len(running) < self._processes:
                    item = waiting.pop()
                    try:
                        running[pool.submit(function, item, *more)] = item
                    except BrokenProcessPool:
                        waiting.append(item)
                        broken = True
                        break
                if not running and broken:
                    break
                done, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    item = running.pop(future)
                    outcome = self._outcome(future, item)
                    if outcome is None:
                        alone.append(item)
                    else:
                        yield outcome
        if alone or waiting:
            yield from self._again(function, alone, list(reversed(waiting)), more)

    def _again(
        self, function: Callable[..., Any], suspects: list[str], rest: list[str], more: tuple[Any, ...]
    ) -> Iterator[Outcome]:
        """Yield the outcome of those at work when a process died, each alone, then of the rest."""
        for item in suspects:
            with self._pool(1) as pool:
                outcome = self._outcome(pool.submit(function, item, *more), item)
            yield outcome or Outcome(item, error=DIED.format(self._limit))
        if rest:
            yield from self.each(function, rest, *more)

    @contextmanager
    def _pool(self, processes: int) -> Iterator[ProcessPoolExecutor]:
        """Yield a pool; whoever leaves it before the work is done waits for no process."""
        before = set(active_children())
        # A forked process would have the parent's locks and threads; a new one has nothing.
        pool = ProcessPoolExecutor(
            processes, mp_context=get_context("spawn"), initializer=_begin, initargs=(self._memory,)
        )
        try:
            yield pool
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            for child in set(active_children()) - before:
                child.terminate()
            raise
        finally:
            pool.shutdown()

    def _outcome(self, future: Future[Any], item: str) -> Outcome | None:
        """Return what became of an item, `None` if the process died."""
        try:
            return Outcome(item, future.result())
        except BrokenProcessPool:
            return None
        except Exception as error:  # noqa: BLE001 -- one file never ends the rest, even where Lotse is at fault
            return outcome_of(item, error, self._limit)


def _begin(memory: int | None) -> None:
    """Leave Ctrl+C to the parent; bound the memory where the system can: too much is then an error and no death."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_the_parent, daemon=True).start()
    if memory is None or os.name == "nt":
        return
    import resource  # noqa: PLC0415 -- there is none on Windows

    resource.setrlimit(resource.RLIMIT_AS, (memory * _MEGABYTE, memory * _MEGABYTE))


def _end_with_the_parent() -> None:
    """End when the parent has gone: who is killed tells nobody, and clients' data would stay in memory for good."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
