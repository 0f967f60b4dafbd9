"""A running LibreOffice: started with a profile of its own, or one that somebody has open.

What is started here ends here: the process is a group of its own (`soffice` is a starter, `oosplash` its child,
`soffice.bin` does the work), and the whole group is stopped when it does not end by itself, at the latest when
Python ends.
"""

from __future__ import annotations

import atexit
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import zlib
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from workbook.errors import MissingToolError
from workbook.live.libreoffice import bridge
from workbook.live.libreoffice.documents import Document
from workbook.live.libreoffice.faults import OfficeError, OfficeGoneError, speaks_python
from workbook.live.libreoffice.mainthread import MainThread
from workbook.live.libreoffice.program import end_group, find_libreoffice, install_hint

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from workbook.live.libreoffice.bridge import Uno
    from workbook.live.libreoffice.contents import Contents

T = TypeVar("T")

_PURPOSE = "das Arbeiten in der geöffneten LibreOffice-Tabelle"

# For an instance of our own: no wizard, no tip of the day, and no lock files, since a stale `.~lock.name#` makes
# a LibreOffice without windows open nothing and say nothing.
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Misc"><prop oor:name="UseLocking" oor:op="fuse"><value>false</value>\
</prop></item>
<item oor:path="/org.openoffice.Office.Common/Misc"><prop oor:name="UseDocumentSystemFileLocking" oor:op="fuse">\
<value>false</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Misc"><prop oor:name="ShowTipOfTheDay" oor:op="fuse">\
<value>false</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Misc"><prop oor:name="FirstRun" oor:op="fuse"><value>false</value>\
</prop></item>
<item oor:path="/org.openoffice.Setup/Office"><prop oor:name="ooSetupInstCompleted" oor:op="fuse">\
<value>true</value></prop></item>
</oor:items>
"""

# Waits for the end of whoever started it (its input ends then, however that was), ends LibreOffice after it, and
# removes the profile if it is our own: a copy for recovery may lie in it.
_WATCH = """
import os, shutil, signal, sys
sys.stdin.buffer.read()
try:
    os.killpg(int(sys.argv[1]), signal.SIGKILL)
except ProcessLookupError:
    pass
for profile in sys.argv[2:]:
    shutil.rmtree(profile, ignore_errors=True)
"""

_BINDING = "urp;StarOffice.ComponentContext"


@speaks_python
class Office:
    """A LibreOffice that Python speaks to, with what xlwings expects an application to remember."""

    def __init__(self, accept: str, process: Process | None = None, *, seconds: float = 60) -> None:
        """Connect to a LibreOffice that listens at `accept` (`pipe,name=…`).

        Raises:
            OfficeGoneError: nobody listens there, or `process` ended, within `seconds`.
        """
        self.accept, self.process = accept, process
        self.context = _connect(accept, process, seconds)
        self.desktop = self.create("frame.Desktop")
        self._main_thread = MainThread(self.context)
        self.pid = process.pid if process else zlib.crc32(accept.encode())
        self.visible = process is None
        self.screen_updating = True
        self.calculation = "automatic"
        self.display_alerts = self.enable_events = self.interactive = True
        self.status: str | bool = False
        self.clipboard: Contents | None = None
        self._known: dict[str, Document] = {}  # in the order in which they were active, the last one is

    @classmethod
    def launch(cls, *, window: bool = False, profile: Path | None = None) -> Office:
        """Return a new LibreOffice with windows or without, and a profile that goes with it unless one is given."""
        name = f"lotse_{secrets.token_hex(8)}"
        process = Process(f"pipe,name={name}", window=window, profile=profile)
        try:
            office = cls(process.accept, process)
        except OfficeGoneError:
            process.stop()
            raise
        office.visible = window
        return office

    @classmethod
    def attach(cls, accept: str, *, seconds: float = 10) -> Office:
        """Return the LibreOffice that listens at `accept` (`pipe,name=…`, `socket,host=127.0.0.1,port=…`)."""
        return cls(accept, seconds=seconds)

    @classmethod
    def join(cls, *, seconds: float = 30, profile: Path | None = None) -> Office:
        """Return the LibreOffice that this user has open; if none is, one is opened.

        A second start with the same profile hands its command line to the instance that runs, which then listens:
        no restart, no switch that somebody must have set.

        Raises:
            MissingToolError: LibreOffice is not installed.
            OfficeGoneError: it does not answer, for instance because a dialog is open.
        """
        accept = f"pipe,name=lotse_{secrets.token_hex(8)}"
        command = [str(_program()), "--nologo", "--nodefault", "--norestore", f"--accept={accept};{_BINDING}"]
        if not has_screen():
            command.append("--headless")  # counts only if none is open yet
        if profile is not None:
            command.append(f"-env:UserInstallation={profile.as_uri()}")
        starter = subprocess.Popen(  # noqa: S603 - our own list, no shell
            command, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        # It hands over and ends, or becomes the user's LibreOffice; somebody has to notice its end.
        threading.Thread(target=starter.wait, daemon=True).start()
        return cls(accept, seconds=seconds)

    def create(self, service: str) -> Uno:
        """Return a new service `com.sun.star.<service>`."""
        return self.context.ServiceManager.createInstanceWithContext(f"com.sun.star.{service}", self.context)

    def documents(self) -> list[Document]:
        """Return the open spreadsheets in the order in which they were opened."""
        found: dict[str, Document] = {}
        components = self.desktop.Components.createEnumeration()
        while components.hasMoreElements():
            model = components.nextElement()
            # Besides documents there are start centres and help windows.
            if hasattr(model, "supportsService") and model.supportsService(
                "com.sun.star.sheet.SpreadsheetDocument"
            ):
                uid = model.RuntimeUID
                found[uid] = self._known.get(uid) or Document(model, uid, self)
        self._known = {uid: document for uid, document in self._known.items() if uid in found} | found
        return sorted(found.values(), key=lambda document: document.number)

    def active(self) -> Document | None:
        """Return the spreadsheet that was activated last."""
        documents = self.documents()
        if not documents:
            return None
        if self.process is None and (current := self.desktop.CurrentComponent) is not None:
            uid = getattr(current, "RuntimeUID", None)
            if uid in self._known:
                return self._known[uid]
        return next(reversed(self._known.values()))

    def activate(self, document: Document) -> None:
        """Make a document the active one."""
        self._known.pop(document.uid, None)
        self._known[document.uid] = document

    def forget(self, document: Document) -> None:
        """Drop a document that is being closed."""
        self._known.pop(document.uid, None)

    def on_main_thread(self, act: Callable[[], T], *, seconds: float = 30) -> T:
        """Return what `act` returns when LibreOffice's main thread does it (`mainthread.py`).

        Raises:
            OfficeBusyError: it did not come to it within `seconds`.
        """
        return self._main_thread.do(act, seconds=seconds)

    @property
    def idle(self) -> bool:
        """Whether nothing at all is open in it, so that nobody misses it when it ends."""
        return not self.desktop.Components.createEnumeration().hasMoreElements()

    def load(self, url: str, **options: object) -> Document:
        """Open a document and make it the active one.

        Raises:
            OfficeInputError: it cannot be opened (by `faults.translated`, at the engine's methods).
            OfficeError: LibreOffice opened nothing and did not say why.
        """
        model = self.desktop.loadComponentFromURL(url, "_blank", 0, bridge.properties(**options))
        if model is None:
            path = Path(bridge.path_of(url))
            lock = path.with_name(f".~lock.{path.name}#")
            why = f": it is locked by {lock.name}" if lock.exists() else ""
            raise OfficeError(f"LibreOffice could not open {path.name}{why}")
        document = Document(model, model.RuntimeUID, self)
        self.activate(document)
        if not self.screen_updating:
            model.lockControllers()
        return document

    def stop(self, *, kill: bool = False) -> None:
        """Close what is open without saving and end LibreOffice; one that somebody else started stays."""
        if self.process is None:
            return
        if not kill:
            self._close()
        self.process.stop(seconds=0 if kill else 10)

    def _close(self) -> None:
        # The connection breaks while LibreOffice ends: that is what was asked for.
        with suppress(OfficeError, *bridge.exceptions()):
            for document in self.documents():
                document.model.close(True)
            self.desktop.terminate()


class Process:
    """A LibreOffice of our own: its processes and its profile."""

    def __init__(self, accept: str, *, window: bool, profile: Path | None = None) -> None:
        self.accept = accept
        self._own_profile = profile is None
        self.profile = profile or Path(tempfile.mkdtemp(prefix="lotse-live-"))
        settings = self.profile / "user" / "registrymodifications.xcu"
        if not settings.exists():
            settings.parent.mkdir(parents=True, exist_ok=True)
            settings.write_text(_PROFILE, encoding="utf-8")
        command = [
            str(_program()),
            *([] if window else ["--headless", "--invisible"]),
            "--norestore",
            "--nologo",
            "--nodefault",
            "--nofirststartwizard",
            f"--accept={accept};{_BINDING}",
            f"-env:UserInstallation={self.profile.as_uri()}",
        ]
        self._popen = subprocess.Popen(  # noqa: S603 - our own list, no shell
            command, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self.pid = self._popen.pid
        atexit.register(self.stop)
        self._watch: subprocess.Popen[bytes] | None = None
        if sys.platform != "win32":
            own = [str(self.profile)] if self._own_profile else []
            self._watch = subprocess.Popen(  # noqa: S603 - our own list, no shell
                [sys.executable, "-I", "-S", "-c", _WATCH, str(self.pid), *own],
                stdin=subprocess.PIPE,
                start_new_session=True,
            )

    @property
    def ended(self) -> bool:
        """Whether LibreOffice is gone."""
        return self._popen.poll() is not None

    def stop(self, seconds: float = 0) -> None:
        """Wait for the end, then enforce it for every process of the group, and remove the profile."""
        atexit.unregister(self.stop)
        with suppress(subprocess.TimeoutExpired):
            self._popen.wait(seconds)
        if sys.platform != "win32":
            # The starter may be gone while `soffice.bin` still runs: the group outlives its first member. A polite
            # request first, so that the starter is there to bury its child.
            with suppress(ProcessLookupError, subprocess.TimeoutExpired):
                os.killpg(self.pid, signal.SIGTERM)
                self._popen.wait(2)
        end_group(self.pid)
        self._popen.wait()
        if sys.platform != "win32":
            # Until the last one is gone, a new start with the same profile would be handed over to it.
            with suppress(ProcessLookupError, PermissionError):
                for _ in _until(5, pause=0.01):
                    os.killpg(self.pid, 0)
        if self._watch is not None:
            self._watch.kill()
            self._watch.communicate()
        if self._own_profile:
            shutil.rmtree(self.profile, ignore_errors=True)


def has_screen() -> bool:
    """Tell whether there is a screen to show windows on."""
    return sys.platform != "linux" or "DISPLAY" in os.environ or "WAYLAND_DISPLAY" in os.environ


def _program() -> Path:
    program = find_libreoffice()
    if program is None:
        raise MissingToolError("LibreOffice", _PURPOSE, install_hint())
    return program


def _connect(accept: str, process: Process | None, seconds: float) -> Uno:
    """Return the context of the LibreOffice that listens at `accept`, waiting until it does."""
    local = bridge.uno().getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in _until(seconds):
        with suppress(*bridge.exceptions()):
            return resolver.resolve(f"uno:{accept};{_BINDING}")
        if process is not None and process.ended:
            break
    raise OfficeGoneError("LibreOffice does not answer; is a dialog open in it?")


def _until(seconds: float, pause: float = 0.05) -> Iterator[None]:
    """Yield again and again until the time is over, resting in between."""
    end = time.monotonic() + seconds
    while True:
        yield
        if time.monotonic() >= end:
            return
        time.sleep(pause)
