"""LibreOffice with windows, on a screen that nobody looks at: buttons are pressed, messages read and closed."""

from __future__ import annotations

import os
import queue
import select
import shutil
import subprocess
import sys
import threading
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
import xlwings as xw

from automation import macros
from tests.live.buttons import Runs, launch_with_buttons
from tests.live.comparing import TODAY
from workbook.live.extension import IDENTIFIER
from workbook.live.libreoffice import bridge
from workbook.live.libreoffice.apps import App

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

    from workbook.live.libreoffice.office import Office
    from workbook.live.open_book import LiveBook

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Xvfb gibt es nur unter Linux.")

# com.sun.star.accessibility.AccessibleRole
_ALERT, _LABELS, _PUSH_BUTTON = 1, {32, 86}, 44
_TOOLBAR = f"private:resource/toolbar/addon_{IDENTIFIER}.leiste"


@pytest.fixture(scope="module")
def screen() -> Iterator[str]:
    """The name of a screen in memory."""
    xvfb = shutil.which("Xvfb")
    if xvfb is None:
        pytest.skip("Xvfb fehlt. Bitte installieren: sudo apt-get install xvfb")
    read, write = os.pipe()
    process = subprocess.Popen(
        [xvfb, "-displayfd", str(write), "-screen", "0", "1400x900x24", "-nolisten", "tcp", "-noreset"],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    ready, _, _ = select.select([read], [], [], 30)
    assert ready, "Xvfb does not start"
    number = os.read(read, 10).decode().strip()
    yield f":{number}"
    process.terminate()
    process.wait()
    os.close(read)


class Windows:
    """The windows of a LibreOffice, as they open."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._opened: queue.Queue[object] = queue.Queue()
        self._seen: list[object] = []
        names = ("Closing", "Closed", "Minimized", "Normalized", "Activated", "Deactivated")
        nothing = {f"window{name}": lambda _self, _event: None for name in names}
        listener = bridge.implementing(
            "awt.XTopWindowListener",
            windowOpened=lambda _self, event: self._opened.put(event.Source),
            disposing=lambda _self, _event: None,
            **nothing,
        )
        self._toolkit = office.create("awt.Toolkit")
        self._toolkit.addTopWindowListener(listener)

    def message(self, seconds: float = 180) -> Message:
        """Return the next message."""
        while True:
            window = self._opened.get(timeout=seconds)
            with suppress(*bridge.exceptions()):  # some are gone when we come to them
                content = getattr(window, "AccessibleContext", None)
                # One window may be told twice.
                if content is not None and content.AccessibleRole == _ALERT and window not in self._seen:
                    self._seen.append(window)
                    return Message(self._office, content)


class Message:
    """A message box."""

    def __init__(self, office: Office, content: object) -> None:
        self._office, self._content = office, content
        self.title = content.AccessibleName
        self.text = "\n".join(part.AccessibleName for part in within(content) if part.AccessibleRole in _LABELS)

    def close(self) -> None:
        """Press its only button."""
        (button,) = (part for part in within(self._content) if part.AccessibleRole == _PUSH_BUTTON)
        self._office.on_main_thread(lambda: button.doAccessibleAction(0))


def parts(content: object) -> list[object]:
    """Return what is inside something accessible."""
    children = (content.getAccessibleChild(index) for index in range(content.AccessibleChildCount))
    return [child.AccessibleContext for child in children]


def within(content: object) -> Iterator[object]:
    """Yield everything that is inside something accessible."""
    for part in parts(content):
        yield part
        yield from within(part)


class Desk:
    """LibreOffice with windows and buttons, and the demo office open in it."""

    def __init__(self, app: xw.App, runs: Runs, book: xw.Book) -> None:
        self.app, self.runs, self.book = app, runs, book
        self.office: Office = app.impl.office
        self.windows = Windows(self.office)
        self.layout = book.impl.document.controller.Frame.LayoutManager

    def menus(self) -> list[str]:
        """Return the titles of the menus."""
        bar = self.layout.getElement("private:resource/menubar/menubar").XMenuBar
        return [bar.getItemText(bar.getItemId(index)) for index in range(bar.ItemCount)]

    def tools(self) -> list[object]:
        """Return the buttons of the toolbar."""
        return parts(self.layout.getElement(_TOOLBAR).getRealInterface().AccessibleContext)

    def press(self, label: str) -> None:
        """Press a button of the toolbar."""
        (button,) = (tool for tool in self.tools() if tool.AccessibleName == label)
        self.office.on_main_thread(lambda: button.doAccessibleAction(0))

    def read(self) -> str:
        """Return what the next message says, and close it."""
        message = self.windows.message()
        assert message.title == "Lotse"
        message.close()
        return message.text


@pytest.fixture(scope="module")
def office(screen: str, app: xw.App, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[xw.App, Runs]]:
    """LibreOffice with windows and buttons."""
    folder = tmp_path_factory.mktemp("fenster")
    runs = Runs(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DISPLAY", screen)
        office = launch_with_buttons(folder, runs, window=True)
    yield xw.App(impl=App(office, app.impl.engine)), runs
    office.stop(kill=True)
    runs.close()


@pytest.fixture(scope="module")
def desk(office: tuple[xw.App, Runs], demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    app, runs = office
    path = shutil.copy(demo, tmp_path_factory.mktemp("tisch") / demo.name)
    return Desk(app, runs, app.books.open(path))


def test_the_buttons_stand_in_the_menu_and_in_a_toolbar_with_their_texts(desk):
    labels = [button.label for button in macros.BUTTONS]
    assert "Lotse" in desk.menus()
    assert desk.layout.isElementVisible(_TOOLBAR)
    assert [tool.AccessibleName for tool in desk.tools()] == labels


@pytest.mark.parametrize(
    ("label", "says"),
    [
        ("Prüfen", "Zeilen geprüft"),
        ("Auswahl prüfen", "In den markierten Zeilen fällt nichts auf."),
        ("Briefe", "Briefe geschrieben. Ordner: "),
        ("Briefe zur Auswahl", "Es ist keine Zeile ausgewählt"),
        ("Dashboard", "Das Dashboard zeigt jetzt "),
    ],
)
def test_a_press_ends_with_a_message_over_the_book(desk, label, says):
    desk.press(label)
    assert says in desk.read()
    desk.runs.wait()
    assert desk.book.app.books.active.name == desk.book.name


def test_a_second_press_during_a_run_is_told(desk):
    desk.press("Prüfen")
    desk.press("Prüfen")
    texts = sorted(desk.read() for _ in range(2))
    assert texts[0] == "Lotse arbeitet gerade noch in dieser Mappe. Bitte warten, bis die Meldung erscheint."
    assert texts[1].startswith("Stand ")
    desk.runs.wait()
    desk.runs.wait()


def test_a_dialog_that_stands_open_keeps_nothing_from_its_end(desk):
    """A run from outside, while the message of another still waits for somebody."""
    desk.press("Auswahl prüfen")
    waiting = desk.windows.message()
    texts: list[str] = []
    other = threading.Thread(
        target=lambda: texts.append(macros.run(macros.JOBS["check"], desk.book, TODAY)), daemon=True
    )
    other.start()
    assert "Zeilen geprüft" in desk.read()
    other.join(60)
    assert "Zeilen geprüft" in texts[0]
    waiting.close()
    desk.runs.wait()


def test_what_somebody_types_into_a_cell_meanwhile_is_not_lost(desk):
    sheet = desk.book.sheets["Start"]
    sheet.activate()
    sheet["F40"].value = "vorher"
    sheet["F40"].select()
    window = desk.book.impl.document.controller.Frame.ContainerWindow
    window.setFocus()
    dispatcher = desk.office.create("frame.DispatchHelper")
    frame = desk.book.impl.document.controller.Frame
    desk.office.on_main_thread(lambda: dispatcher.executeDispatch(frame, ".uno:SetInputMode", "", 0, ()))
    desk.press("Prüfen")
    assert "Zeilen geprüft" in desk.read()
    desk.runs.wait()
    assert sheet["F40"].value == "vorher"


def test_lotse_that_was_moved_away_is_told(desk):
    away = desk.runs.python.rename(desk.runs.python.with_name("weg"))
    pressed = threading.Thread(target=lambda: desk.press("Prüfen"), daemon=True)
    pressed.start()
    assert desk.read().startswith("Lotse liegt nicht mehr dort, wo es eingerichtet wurde.")
    pressed.join(60)
    away.rename(desk.runs.python)


def test_a_book_closed_during_a_run_is_told_over_the_one_that_is_left(desk):
    second = desk.app.books.add()

    def closing(live: LiveBook, _today: date) -> str:
        second.close()
        live.read()
        return "nie"

    run = threading.Thread(target=lambda: macros.run(closing, second, TODAY), daemon=True)
    run.start()
    assert desk.read().startswith("Die Mappe wurde geschlossen, während Lotse arbeitete.")
    run.join(60)
    assert not run.is_alive()


def test_libreoffice_that_ends_while_a_message_stands_leaves_no_run_behind(desk):
    desk.press("Auswahl prüfen")
    assert desk.windows.message().text == "In den markierten Zeilen fällt nichts auf."
    desk.office.stop(kill=True)
    desk.runs.wait()
