"""Work that LibreOffice's main thread has to do itself.

What Python asks for runs on a thread of its own in LibreOffice, beside the main thread that draws the windows. For
cells both keep out of each other's way; for charts they do not, and LibreOffice 7.4 falls over a chart that changes
while it is drawn. What is called back from the main thread runs there: UNO keeps track of whose turn it is. The
windows wait meanwhile, so that nobody sees or touches half of a change.
"""

from __future__ import annotations

import functools
import inspect
import threading
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from workbook.live.libreoffice import bridge
from workbook.live.libreoffice.faults import OfficeBusyError

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbook.live.libreoffice.bridge import Uno

T = TypeVar("T")

_ASKED = {"__len__", "__iter__", "__contains__", "__call__"}

_LOOK_AGAIN = 0.5
"""After so many seconds without an answer: is LibreOffice still there?"""


class MainThread:
    """The main thread of a LibreOffice."""

    def __init__(self, context: Uno) -> None:
        self._context = context
        self._ours: int | None = None  # the thread of Python that speaks for it now

    def do(self, act: Callable[[], T], *, seconds: float) -> T:
        """Return what `act` returns, or raise what it raises; within it, `do` means at once.

        Raises:
            OfficeBusyError: the main thread did not begin with it within `seconds`; then it never will.
        """
        if self._ours == threading.get_ident():
            return act()
        turn = _Turn(self, act)
        manager = self._context.ServiceManager
        requests = manager.createInstanceWithContext("com.sun.star.awt.AsyncCallback", self._context)
        callback = bridge.implementing("awt.XCallback", notify=lambda _self, _data: turn.take())
        requests.addCallback(callback, None)
        waited = 0.0
        while not turn.begun.wait(_LOOK_AGAIN):
            waited += _LOOK_AGAIN
            _ = self._context.ServiceManager  # raises if LibreOffice is gone; it answers also while it is busy
            if waited >= seconds and turn.give_up():
                raise OfficeBusyError("LibreOffice is busy with something else")
        return turn.result()

    def lend(self) -> None:
        """Let the thread that calls speak for the main thread."""
        self._ours = threading.get_ident()

    def take_back(self) -> None:
        """Let no thread speak for it any more."""
        self._ours = None


def drawn(cls: type[T]) -> type[T]:
    """Decorate a class of something that is drawn: LibreOffice's main thread does what its members ask for.

    Its objects need an attribute `office`.
    """
    for name, member in list(vars(cls).items()):
        if name == "office" or (name.startswith("_") and name not in _ASKED):
            continue
        if isinstance(member, property):
            getter, setter = (_on_main_thread(part) if part else None for part in (member.fget, member.fset))
            setattr(cls, name, property(getter, setter, None, member.__doc__))
        elif inspect.isfunction(member):
            setattr(cls, name, _on_main_thread(member))
    return cls


def _on_main_thread(function: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(function)
    def call(self: Any, *args: Any, **kwargs: Any) -> Any:
        return self.office.on_main_thread(lambda: function(self, *args, **kwargs))

    return call


class _Turn(Generic[T]):
    """Something that the main thread is asked to do."""

    def __init__(self, thread: MainThread, act: Callable[[], T]) -> None:
        self._thread, self._act = thread, act
        self._lock = threading.Lock()
        self._given_up = False
        self.begun, self._done = threading.Event(), threading.Event()
        self._result: T | None = None
        self._fault: BaseException | None = None

    def take(self) -> None:
        """Do it, unless nobody waits for it any more."""
        with self._lock:
            if self._given_up:
                return
            self.begun.set()
        self._thread.lend()
        try:
            self._result = self._act()
        except BaseException as fault:  # noqa: BLE001 - raised again for whoever waits
            self._fault = fault
        finally:
            self._thread.take_back()
            self._done.set()

    def give_up(self) -> bool:
        """Let it not happen any more; return whether it had not begun."""
        with self._lock:
            self._given_up = not self.begun.is_set()
            return self._given_up

    def result(self) -> T:
        """Wait for the end, and return what came out or raise what went wrong."""
        self._done.wait()
        if self._fault is not None:
            raise self._fault
        return cast("T", self._result)
