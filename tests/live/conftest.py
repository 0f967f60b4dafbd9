"""A LibreOffice without windows for all live tests, and a wire between it and Python that counts."""

from __future__ import annotations

import os
import secrets
import socket
import struct
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import xlwings as xw

from automation.report import build_report
from tests.conftest import missing
from tests.live.comparing import TODAY
from workbook.creating import build_demo, create_workbook
from workbook.errors import MissingToolError
from workbook.live.libreoffice import bridge
from workbook.live.libreoffice.apps import App
from workbook.live.libreoffice.engine import install
from workbook.live.libreoffice.office import Office
from workbook.live.libreoffice.program import find_libreoffice, install_hint

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def app() -> Iterator[xw.App]:
    """LibreOffice as xlwings knows it, without a book."""
    if find_libreoffice() is None:
        missing(f"LibreOffice fehlt. {install_hint()}")
    try:
        bridge.uno()
    except MissingToolError as error:
        missing(str(error))
    install()
    app = xw.App(visible=False, add_book=False)
    yield app
    app.quit()


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo office before Lotse's first run."""
    path: Path = tmp_path_factory.mktemp("demo") / "Büro.xlsx"
    made = build_demo()
    report = build_report((), rows=0, today=TODAY)
    create_workbook(path, office=made.office, today=TODAY, owned=[report], raw=made.raw, synthetic=True)
    return path


@pytest.fixture
def book(app: xw.App) -> Iterator[xw.Book]:
    """A new book; whatever a test leaves open is closed."""
    yield app.books.add()
    app.screen_updating = True
    for left in list(app.books):
        left.close()


@pytest.fixture
def sheet(book: xw.Book) -> xw.Sheet:
    """The only sheet of a new book."""
    return book.sheets[0]


class Wire:
    """A wire to LibreOffice's pipe; `calls` counts the messages that Python sent (URP: a count in each block)."""

    def __init__(self, accept: str) -> None:
        self.calls = 0
        self.name = f"lotse_{secrets.token_hex(8)}"
        self._target = _path(accept.partition("name=")[2])
        self._server = socket.socket(socket.AF_UNIX)
        self._server.bind(str(_path(self.name)))
        self._server.listen(1)
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        with suppress(OSError):  # closed before anybody came
            near, _ = self._server.accept()
            with near, socket.socket(socket.AF_UNIX) as far:
                far.connect(str(self._target))
                back = threading.Thread(target=self._copy, args=(far, near), daemon=True)
                back.start()
                self._count(near, far)
                far.shutdown(socket.SHUT_RDWR)
                back.join()

    def _copy(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while piece := source.recv(65_536):
                target.sendall(piece)

    def _count(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError, struct.error), source.makefile("rb") as stream:
            while head := stream.read(8):
                size, count = struct.unpack(">II", head)
                self.calls += count
                target.sendall(head + stream.read(size))

    def close(self) -> None:
        self._server.close()
        _path(self.name).unlink(missing_ok=True)


def _path(pipe: str) -> Path:
    """Return where LibreOffice keeps a pipe on Linux (sal/osl/unx/pipe.cxx)."""
    return Path(f"/tmp/OSL_PIPE_{os.getuid()}_{pipe}")  # noqa: S108 - LibreOffice's place


@pytest.fixture
def wire(app: xw.App) -> Iterator[Wire]:
    """A second connection to the same LibreOffice, with a counter; `wire.app` is the application at its end."""
    if sys.platform != "linux":
        pytest.skip("LibreOffices Leitung liegt nur unter Linux in einer Datei.")
    wire = Wire(app.impl.office.accept)
    wire.app = xw.App(impl=App(Office.attach(f"pipe,name={wire.name}"), app.impl.engine))
    yield wire
    wire.close()
