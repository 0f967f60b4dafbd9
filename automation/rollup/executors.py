"""Where the offices' workbooks are counted: on this machine, a process for each core, or on a running cluster.

One interface for both, and the same bytes come out. A workbook whose process dies costs one retry and is the only
one that is named: whoever was at work beside it is asked again, alone.
"""

from __future__ import annotations

import os
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any, Protocol

from workbook.errors import LotseError, MissingToolError
from workbook.schema import VERSION

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from concurrent.futures import Future

DIED = (
    "Der Prozess ist an dieser Mappe gestorben, vermutlich aus Mangel an Arbeitsspeicher. Bitte die Mappe allein "
    "prüfen: lotse check."
)
NO_MEMORY = "Für diese Mappe reicht der Arbeitsspeicher nicht ({} MB für jeden Prozess)."
_MEGABYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an item: its value, or a sentence that says why there is none."""

    item: str
    value: Any = None
    error: str = ""


class Work(Protocol):
    """Something that counts many items at once."""

    def each(self, function: Callable[..., Any], items: Sequence[str], *more: Any) -> Iterator[Outcome]:
        """Yield the outcome of `function(item, *more)` for every item, as they come in."""


@contextmanager
def open_work(
    cluster: str | None = None, processes: int | None = None, memory: int | None = None
) -> Iterator[Work]:
    """Yield where the work is done: here, or on the cluster at an address (`tcp://…`).

    `memory` bounds each process here, in MB.

    Raises:
        MissingToolError: the extra „cluster“ is not installed, or nobody answers at the address.
        LotseError: a worker has another version of Lotse.
    """
    if cluster is None:
        yield ThisMachine(processes or os.cpu_count() or 1, memory)
        return
    with _connected(cluster) as client:
        yield Cluster(client)


class ThisMachine:
    """Processes of this machine."""

    def __init__(self, processes: int, memory: int | None = None) -> None:
        self._processes, self._memory = max(1, processes), memory

    def each(self, function: Callable[..., Any], items: Sequence[str], *more: Any) -> Iterator[Outcome]:
        """Yield the outcome of every item; no more are under way than there are processes."""
        waiting, alone = list(reversed(items)), []
        with self._pool(min(self._processes, max(1, len(items)))) as pool:
            running: dict[Future[Any], str] = {}
            try:
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
            finally:
                pool.shutdown(wait=False, cancel_futures=True)
        if alone or waiting:
            yield from self._again(function, alone, list(reversed(waiting)), more)

    def _again(
        self, function: Callable[..., Any], suspects: list[str], rest: list[str], more: tuple[Any, ...]
    ) -> Iterator[Outcome]:
        """Yield the outcome of those at work when a process died, each alone, then of the rest."""
        for item in suspects:
            with self._pool(1) as pool:
                yield self._outcome(pool.submit(function, item, *more), item) or Outcome(item, error=DIED)
        if rest:
            yield from self.each(function, rest, *more)

    def _pool(self, processes: int) -> ProcessPoolExecutor:
        # A forked process would have the parent's locks and threads; a new one has nothing.
        return ProcessPoolExecutor(
            processes, mp_context=get_context("spawn"), initializer=_bounded, initargs=(self._memory,)
        )

    def _outcome(self, future: Future[Any], item: str) -> Outcome | None:
        """Return what became of an item, `None` if the process died."""
        try:
            return Outcome(item, future.result())
        except BrokenProcessPool:
            return None
        except MemoryError:
            return Outcome(item, error=NO_MEMORY.format(self._memory or "?"))
        except LotseError as error:
            return Outcome(item, error=str(error))


def _bounded(memory: int | None) -> None:
    """Bound the memory of a process, where the system can: too much is then an error and no death."""
    if memory is None or os.name == "nt":
        return
    import resource  # noqa: PLC0415 -- there is none on Windows

    resource.setrlimit(resource.RLIMIT_AS, (memory * _MEGABYTE, memory * _MEGABYTE))


class Cluster:
    """A running cluster of dask.distributed."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def each(self, function: Callable[..., Any], items: Sequence[str], *more: Any) -> Iterator[Outcome]:
        """Yield the outcome of every item; no more are under way than the workers have threads.

        dask blames every task that waits at a worker that dies: few wait, and who is blamed is asked again, alone.
        """
        distributed = import_module("distributed")
        waiting, names, suspects = list(reversed(items)), {}, []

        def submit(item: str) -> Any:
            future = self._client.submit(function, item, *more, pure=False, retries=0)
            names[future.key] = item
            return future

        running = distributed.as_completed()
        under_way = 0
        while waiting or under_way:
            while waiting and under_way < max(1, sum(self._client.nthreads().values())):
                running.add(submit(waiting.pop()))
                under_way += 1
            future = next(running)
            under_way -= 1
            item = names.pop(future.key)
            outcome = self._outcome(future, item)
            if outcome is None:
                suspects.append(item)
            else:
                yield outcome
        for item in suspects:
            yield self._outcome(submit(item), item) or Outcome(item, error=DIED)

    @staticmethod
    def _outcome(future: Any, item: str) -> Outcome | None:
        killed = import_module("distributed.scheduler").KilledWorker
        try:
            return Outcome(item, future.result())
        except killed:
            return None
        except MemoryError:
            return Outcome(item, error=NO_MEMORY.format("zu wenig"))
        except LotseError as error:
            return Outcome(item, error=str(error))


@contextmanager
def _connected(address: str) -> Iterator[Any]:
    try:
        distributed = import_module("distributed")
    except ModuleNotFoundError as error:
        raise MissingToolError(
            "dask.distributed", "--cluster", "Bitte das Extra „cluster“ installieren."
        ) from error
    try:
        client = distributed.Client(address, timeout="10s")
    except (OSError, ValueError, TimeoutError) as error:
        cure = f"Unter {address} antwortet niemand. Bitte „dask scheduler“ und „dask worker“ starten."
        raise MissingToolError("ein Scheduler", "--cluster", cure) from error
    try:
        ensure_same_version(client.run(_version))
        yield client
    finally:
        client.close()


def _version() -> str:
    return VERSION


def ensure_same_version(workers: dict[str, str]) -> None:
    """Check that every worker counts by the rules that we have.

    Raises:
        LotseError: one has another version.
    """
    for address, version in sorted(workers.items()):
        if version != VERSION:
            what = f"Auf {address} zählt Lotse nach {version}, hier nach {VERSION}."
            raise LotseError(f"{what} Bitte überall dieselbe Version installieren.")
