"""The menu „Lotse“ in a LibreOffice that has the extension: each entry does its job."""

from __future__ import annotations

import shutil
import sys
from datetime import date
from typing import TYPE_CHECKING

import pytest
import xlwings as xw

from automation import jobs, macros
from automation.installation.libreoffice import install_libreoffice
from tests.live.buttons import Runs, launch_with_buttons
from tests.live.comparing import TODAY, differences
from workbook.live.extension import IDENTIFIER
from workbook.live.libreoffice import bridge
from workbook.live.libreoffice.apps import App
from workbook.live.libreoffice.engine import join
from workbook.live.libreoffice.office import Office
from workbook.live.opened import OpenBookReader
from workbook.reading.raw import read_book
from workbook.writing.file_book import FileBook

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Der Knopf startet hier ein Skript der Shell.")

OWNED = ("Prüfbericht", "Dashboard", "Dashboard 2", "Dashboard 3", "Fakten", "Postausgang")

NAME = 5
"""The column of `Prüfbericht` that says by formula whom a row is about."""


@pytest.fixture
def runs(tmp_path):
    runs = Runs(tmp_path)
    yield runs
    runs.close()


@pytest.fixture
def installed(app, runs, tmp_path):
    """A LibreOffice that has the extension as a user has it; windows are made, though nobody sees them."""
    assert app.impl.engine.name == "libreoffice"
    office = launch_with_buttons(tmp_path, runs, window=False)
    office.visible = True
    yield xw.App(impl=App(office, app.impl.engine))
    office.stop()


@pytest.fixture
def press(installed, runs):
    """Call an entry of the menu by its label, as LibreOffice has it, and wait for the end of the run."""
    office = installed.impl.office
    provider = office.create("configuration.ConfigurationProvider")
    where = bridge.properties(nodepath=f"/org.openoffice.Office.Addons/AddonUI/OfficeMenuBar/{IDENTIFIER}/Submenu")
    entries = provider.createInstanceWithArguments("com.sun.star.configuration.ConfigurationAccess", where)
    menu = {entry.Title: entry.URL for entry in map(entries.getByName, entries.ElementNames)}
    assert list(menu) == [button.label for button in macros.BUTTONS]
    dispatcher = office.create("frame.DispatchHelper")

    def press(label: str) -> None:
        frame = office.active().controller.Frame
        office.on_main_thread(lambda: dispatcher.executeDispatch(frame, menu[label], "", 0, ()))
        runs.wait()

    return press


def letters(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def select_rows(book: xw.Book, sheet: str, rows: range) -> None:
    book.sheets[sheet].activate()
    book.sheets[sheet].range((rows.start, 2), (rows.stop - 1, 2)).select()


def test_each_menu_entry_does_the_same_as_the_command_line_does_with_the_file(installed, press, demo, tmp_path):
    today = date.today()  # noqa: DTZ011 - as the buttons do
    path, other = (tmp_path / folder / demo.name for folder in ("offen", "Datei"))
    for copy in (path, other):
        copy.parent.mkdir()
        shutil.copy(demo, copy)
    key = jobs.write_letters(FileBook(other), today, dry_run=True).written[0].key
    book = installed.books.open(path)
    with OpenBookReader(book) as raw:
        row = next(number for number, cells in enumerate(raw.grid("Verweise"), 1) if key in cells)

    press("Prüfen")
    select_rows(book, "Klienten", range(row, row + 5))
    press("Auswahl prüfen")
    select_rows(book, "Verweise", range(row, row + 1))
    press("Briefe zur Auswahl")
    press("Briefe")
    press("Dashboard")

    file = FileBook(other)
    jobs.check(file, today)
    assert len(jobs.write_letters(file, today, keys=[key]).written) == 1
    jobs.write_letters(file, today)
    jobs.compile_dashboard(file, today)
    if date.today() != today:  # noqa: DTZ011
        pytest.skip("Während des Tests war Mitternacht.")
    assert letters(path.with_name("Briefe")) == letters(other.with_name("Briefe"))
    with read_book(demo) as before, read_book(other) as by_file, OpenBookReader(book) as by_menu:
        assert by_menu.sheets == by_file.sheets
        assert [sheet for sheet in by_menu.sheets if by_menu.grid(sheet) == []] == []
        mark = next(row.index("Lauf") + 1 for row in by_file.grid("Postausgang") if "Lauf" in row)
        found = differences(by_file, by_menu, OWNED)
        # Each run has a mark of its own; a name that is typed oddly stands clean until the formula looks it up.
        odd = {("Postausgang", mark), ("Prüfbericht", NAME)}
        assert [each for each in found if (each[0], each[2]) not in odd] == []
        assert differences(before, by_menu, [sheet for sheet in before.sheets if sheet not in OWNED]) == []
    assert book.sheets.active.name == "Verweise"


def test_a_button_is_pressed_from_outside_in_the_libreoffice_that_is_open(tmp_path, demo):
    """As a shortcut does where macros are forbidden: LibreOffice runs, was not told to listen, and is joined."""
    profile = tmp_path / "profil"
    office = Office.launch(profile=profile)
    path = shutil.copy(demo, tmp_path / "Büro.xlsx")
    office.load(bridge.url_of(path), Hidden=False)
    try:
        app = join(profile=profile)
        text = macros.run(macros.JOBS["dashboard"], app.books.active, TODAY)
        assert text.startswith("Das Dashboard zeigt jetzt 2019-Q2")
        assert [sheet.name for sheet in app.books.active.sheets][-4:] == [
            "Dashboard",
            "Dashboard 2",
            "Dashboard 3",
            "Fakten",
        ]
        app.quit()
        assert len(office.documents()) == 1
        assert "einmal ganz schließen" in install_libreoffice(macros.BUTTONS, profile=profile)
    finally:
        office.stop()
    assert "Beim nächsten Start" in install_libreoffice(macros.BUTTONS, profile=profile)
