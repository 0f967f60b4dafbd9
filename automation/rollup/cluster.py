"""A running cluster of dask.distributed, as its operator started it (`dask scheduler`, `dask worker`).

Only addresses and plain data travel. Imported for `--cluster` alone.
"""

from __future__ import annotations

import logging
import warnings
from asyncio import CancelledError as Cancelled
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from importlib import import_module
from typing import TYPE_CHECKING, Any

from automation.rollup.identity import identity
from automation.rollup.outcome import DIED, OF_EACH, Outcome, outcome_of
from workbook.errors import LotseError, MissingToolError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

_PATIENCE = "10s"
_ALONE = 2
"""So often a workbook may die alone before it is named: a machine may fail beside it."""


class ClusterError(LotseError):
    """The cluster counts otherwise than this machine, or has gone."""


class Cluster:
    """The workers of a scheduler."""

    def __init__(self, client: Any, address: str) -> None:
        self._client, self._address = client, address
        self._memory = 0
        self._distributed = import_module("distributed")
        self._killed = import_module("distributed.scheduler").KilledWorker

    def each(self, function: Callable[..., Any], items: Sequence[str], *more: Any) -> Iterator[Outcome]:
        """Yield the outcome of every item; no more are under way than the workers have threads.

        dask blames every task that waits at a worker that dies: few wait, and who is blamed is asked again, alone.

        Raises:
            ClusterError: a worker that came later counts otherwise, or the scheduler has gone.
        """
        waiting, suspects = list(reversed(items)), []
        under_way: dict[Any, str] = {}
        running = self._distributed.as_completed(loop=self._client.loop)
        try:
            while waiting or under_way:
                while waiting and len(under_way) < self._room():
                    item = waiting.pop()
                    future = self._submit(function, item, more)
                    under_way[future] = item
                    running.add(future)
                future = next(running)
                item = under_way.pop(future)
                outcome = self._outcome(future, item)
                if outcome is None:
                    suspects.append(item)
                else:
                    yield outcome
            for item in suspects:
                yield self._alone(function, item, more)
        except (OSError, CancelledError, Cancelled) as error:
            raise _gone(self._address) from error
        finally:
            with suppress(Exception):  # the scheduler may have gone
                self._client.cancel(list(under_way), force=True)

    def _alone(self, function: Callable[..., Any], item: str, more: tuple[Any, ...]) -> Outcome:
        for _ in range(_ALONE):
            outcome = self._outcome(self._submit(function, item, more), item)
            if outcome is not None:
                return outcome
        return Outcome(item, error=DIED.format(OF_EACH.format(self._memory >> 20) if self._memory else ""))

    def _submit(self, function: Callable[..., Any], item: str, more: tuple[Any, ...]) -> Any:
        return self._client.submit(on_worker, function, dict(identity()), item, *more, pure=False)

    def _room(self) -> int:
        """Return how many may be under way; workers come and go, and before the first there is one."""
        workers = self._client.scheduler_info(n_workers=-1)["workers"].values()
        # When a workbook has died there may be no worker to be asked how much memory it had.
        self._memory = max((self._memory, *(each.get("memory_limit") or 0 for each in workers)))
        return max(1, sum(each.get("nthreads") or 0 for each in workers))

    def _outcome(self, future: Any, item: str) -> Outcome | None:
        """Return what became of an item, `None` if its worker died again and again."""
        try:
            differs, value, error = future.result()
        except self._killed:
            return None
        except ModuleNotFoundError as lacking:
            raise ClusterError(_LACKING.format("einem Worker", lacking.name or "Lotse")) from lacking
        if differs:
            raise ClusterError(differs)
        return Outcome(item, value, error)


_LACKING = "Auf {} fehlt „{}“. Bitte dort Lotse in derselben Version installieren wie hier."


def on_worker(
    function: Callable[..., Any], expected: Mapping[str, str], item: str, *more: Any
) -> tuple[str, object, str]:
    """Return in what this worker counts otherwise, what it makes of an item, or why it makes nothing of it.

    An error travels as its sentence: not every exception can be sent.
    """
    if differs := difference("einem Worker", identity(), expected):
        return differs, None, ""
    try:
        return "", function(item, *more), ""
    except Exception as error:  # noqa: BLE001 -- one file never ends the rest, even where Lotse is at fault
        return "", None, outcome_of(item, error).error


def difference(where: str, theirs: Mapping[str, str], ours: Mapping[str, str]) -> str:
    """Return the sentence that says in what a worker differs from this machine, "" if in nothing."""
    for name in ours:
        there = theirs.get(name, "nicht da")
        if there != ours[name]:
            return (
                f"Auf {where} ist {name} {there}, hier {ours[name]}. Bitte überall dieselbe Version installieren."
            )
    return ""


def ensure_same(workers: Mapping[str, Mapping[str, str] | BaseException]) -> None:
    """Check that every worker counts as this machine does.

    Raises:
        ClusterError: one does not, or has no Lotse.
    """
    for address, theirs in sorted(workers.items()):
        if isinstance(theirs, BaseException):
            lacking = getattr(theirs, "name", None) or "Lotse"
            raise ClusterError(_LACKING.format(address, lacking)) from theirs
        if differs := difference(address, theirs, identity()):
            raise ClusterError(differs)


@contextmanager
def connected(address: str) -> Iterator[Cluster]:
    """Yield the cluster at an address.

    Raises:
        MissingToolError: dask is not installed.
        ClusterError: the address is none, nobody answers, or a machine counts otherwise.
    """
    try:
        distributed = import_module("distributed")
    except ModuleNotFoundError as error:
        cure = 'Bitte das Extra „cluster“ installieren: pip install "quartierslotse[cluster]"'
        raise MissingToolError("dask.distributed", "--cluster", cure) from error
    for name in ("distributed", "distributed.client", "distributed.gc"):  # each has a level of its own
        logging.getLogger(name).setLevel(logging.CRITICAL)
    _ensure_reachable(distributed, address)
    client = _client(distributed, address)
    try:
        _ensure_same_dask(distributed, client)
        ensure_same(client.run(identity, on_error="return"))
        yield Cluster(client, address)
    except (OSError, CancelledError) as error:
        raise _gone(address) from error
    finally:
        _close(client)


def _client(distributed: Any, address: str) -> Any:
    client = distributed.Client.__new__(distributed.Client)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what differs is compared below, and said in German
            client.__init__(address, timeout=_PATIENCE, set_as_default=False, name="lotse")
    except BaseException as error:
        # Whoever is not connected waits for a thread that has gone when Python ends, and says so in English.
        _close(client)
        if not isinstance(error, Exception):
            raise
        raise _unanswered(address, error) from error
    return client


def _close(client: Any) -> None:
    with suppress(Exception):
        client.close(timeout=2)


def _ensure_reachable(distributed: Any, address: str) -> None:
    """Check that an address can be one of a scheduler, and that there are certificates where it asks for them.

    Raises:
        ClusterError: it cannot, or there are none.
    """
    scheme, _, place = address.partition("://")
    _, _, port = place.rpartition(":")
    if scheme not in {"tcp", "tls", "ws", "wss"} or not port.isdecimal() or not 0 < int(port) < _PORTS:
        raise ClusterError(_NO_ADDRESS.format(address))
    try:
        lacking = not distributed.Security().get_connection_args("client").get("ssl_context")
    except (OSError, ValueError) as error:  # what is named there is no file, or no certificate
        raise ClusterError(_CERTIFICATES.format(address)) from error
    if lacking and scheme in {"tls", "wss"}:
        raise ClusterError(_CERTIFICATES.format(address))


def _unanswered(address: str, error: Exception) -> ClusterError:
    if isinstance(error, ImportError):  # dask says so of versions that do not understand one another
        ours = import_module("distributed").__version__
        return ClusterError(_OTHER_DASK.format(f"dem Scheduler unter {address}", "eine andere Version", ours))
    certificates = " oder die Zertifikate passen nicht zusammen" if address.startswith(("tls", "wss")) else ""
    return ClusterError(_SILENT.format(address, certificates))


def _ensure_same_dask(distributed: Any, client: Any) -> None:
    """Check that scheduler and workers have the dask that this machine has.

    Raises:
        ClusterError: one has another.
    """
    ours = distributed.__version__
    found = client.get_versions()
    for where, said in (("dem Scheduler", found["scheduler"]), *sorted(found["workers"].items())):
        theirs = said["packages"].get("distributed") if said else None
        if theirs != ours:
            raise ClusterError(_OTHER_DASK.format(where, theirs or "nicht da", ours))


_PORTS = 1 << 16
_NO_ADDRESS = "„{}“ ist keine Adresse eines Schedulers. Bitte so schreiben: --cluster tcp://RECHNER:8786"
_CERTIFICATES = (
    "Für {} fehlen die Zertifikate, oder sie lassen sich nicht lesen. Bitte in den Einstellungen von dask nennen "
    "(distributed.comm.tls: ca-file, client.cert, client.key)."
)
_SILENT = (
    "Unter {} antwortet kein Scheduler{}. Bitte „dask scheduler“ und „dask worker“ starten und die Adresse prüfen."
)
_OTHER_DASK = "Auf {} ist dask.distributed {}, hier {}. Bitte überall dieselbe Version installieren."


def _gone(address: str) -> ClusterError:
    return ClusterError(
        f"Der Scheduler unter {address} antwortet nicht mehr. Bitte neu starten und den Befehl wiederholen; was "
        "schon gezählt ist, kommt aus dem Zwischenspeicher (außer mit Schlüssel und mit --no-cache)."
    )
