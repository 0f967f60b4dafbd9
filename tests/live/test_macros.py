"""The buttons: each by its menu entry in a real LibreOffice, and what staff are told."""

from __future__ import annotations

import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
import zipfile
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import xlwings as xw

from automation import macros, pressing
from automation.commands import buttons
from tests.live.comparing import TODAY
from workbook.live.extension import build_extension
from workbook.live.icons import ICONS
from workbook.live.opened import OpenBookReader

if TYPE_CHECKING:
    from datetime import date

    from workbook.live.open_book import LiveBook


@pytest.fixture
def opened(app, demo, tmp_path):
    book = app.books.open(shutil.copy(demo, tmp_path / "Büro.xlsx"))
    yield book
    for left in list(app.books):
        left.close()


def test_every_job_is_a_button_with_a_picture():
    assert [button.name for button in macros.BUTTONS] == [
        "check",
        "check_selection",
        "today",
        "letters",
        "letters_for_selection",
        "mark_sent",
        "dashboard",
    ]
    assert list(macros.JOBS) == [button.name for button in macros.BUTTONS]
    assert all(button.icon in ICONS for button in macros.BUTTONS)
    assert all(callable(getattr(macros, button.name)) for button in macros.BUTTONS)


def test_the_extension_is_the_same_each_time_and_well_formed():
    built = build_extension(macros.BUTTONS, Path("/opt/Lotse/bin/python"))
    assert built == build_extension(macros.BUTTONS, Path("/opt/Lotse/bin/python"))
    with zipfile.ZipFile(BytesIO(built)) as archive:
        for name in archive.namelist():
            if not name.endswith(".png"):
                ET.fromstring(archive.read(name))  # noqa: S314 - our own
        menu = archive.read("Addons.xcu").decode()
        assert "<value>Lotse</value>" in archive.read("CalcWindowState.xcu").decode()
        manifest = archive.read("META-INF/manifest.xml").decode()
        assert all(f'full-path="{name}.xcu"' in manifest for name in ("Addons", "CalcWindowState"))
    assert all(button.label in menu for button in macros.BUTTONS)


def test_a_picture_has_sixteen_lines_of_sixteen_signs():
    assert all(len(line) == 16 for icon in ICONS.values() for line in icon.strip().splitlines())
    assert all(len(icon.strip().splitlines()) == 16 for icon in ICONS.values())


def test_checking_the_selected_rows_tells_what_concerns_them_and_writes_nothing(opened):
    sheet = opened.sheets["Klienten"]
    before = opened.sheets["Prüfbericht"]["A2"].value
    with OpenBookReader(opened) as raw:
        table = next(table for table in raw.tables if table.sheet == "Klienten")
    sheet.activate()
    sheet.range((table.body.first_row, 2), (table.body.last_row, 2)).select()

    text = macros.run(macros.JOBS["check_selection"], opened, TODAY)

    assert "weitere" in text
    assert opened.sheets["Prüfbericht"]["A2"].value == before
    sheet["A1"].select()
    assert macros.run(macros.JOBS["check_selection"], opened, TODAY) == "In den markierten Zeilen fällt nichts auf."


def test_the_selected_letters_are_entered_as_sent_by_whoever_typed_their_initials(opened):
    macros.run(macros.JOBS["letters"], opened, TODAY)
    log = opened.sheets["Postausgang"]
    header = log.range("A6:AA6").value
    by, status = header.index("versandt von") + 1, header.index("Status") + 1
    log.range((7, by)).value = "MKA"
    log.activate()
    log.range("A7:C8").select()

    text = macros.run(macros.JOBS["mark_sent"], opened, TODAY)

    assert text.startswith("Als versandt eingetragen am "), text
    rows = [(log.range((row, status)).value, log.range((row, by)).value) for row in (7, 8, 9)]
    assert rows == [("versandt", "MKA"), ("versandt", "MKA"), ("Entwurf", None)]


def test_letters_for_a_selection_ask_for_rows_that_have_letters(opened):
    opened.sheets["Klienten"].activate()
    text = macros.run(macros.JOBS["letters_for_selection"], opened, TODAY)
    assert text.startswith("Es ist keine Zeile ausgewählt")


def test_a_second_click_during_a_run_is_told(book):
    def twice(_live: LiveBook, today: date) -> str:
        return macros.run(lambda *_: "nie", book, today)

    assert macros.run(twice, book, TODAY).startswith("Lotse arbeitet gerade noch")
    assert macros.run(lambda *_: "fertig", book, TODAY) == "fertig"


def test_a_defect_is_a_sentence_without_a_clients_name(book):
    def broken(_live: LiveBook, _today: date) -> str:
        raise ZeroDivisionError("Erika Musterfrau")

    text = macros.run(broken, book, TODAY)
    assert "hätte nicht passieren dürfen (ZeroDivisionError)" in text
    assert "Erika" not in text


def test_a_book_without_any_table_is_told(book):
    assert "keine Tabelle, die Lotse kennt" in macros.run(macros.JOBS["check"], book, TODAY)


def test_libreoffice_killed_during_a_run_is_told_and_nothing_hangs(app):
    second = xw.App(visible=False)

    def killed(live: LiveBook, _today: date) -> str:
        second.impl.office.process.stop()
        live.read()
        return "nie"

    text = macros.run(killed, second.books[0], TODAY)
    assert text.startswith("Die Mappe wurde geschlossen")
    second.kill()
    app.activate()


def test_the_runner_finds_its_document_or_says_that_it_is_gone(app, book):
    pipe = app.impl.office.accept.partition("name=")[2]
    command = [sys.executable, "-m", "workbook.live.runner", "--pipe", pipe, "--uid", "12345"]
    ran = subprocess.run(
        [*command, "--call", "automation.macros:check"], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 1
    assert "geschlossen" in ran.stderr
    assert "Traceback" not in ran.stderr
    assert book.name


def test_an_unknown_button_is_told_with_those_that_exist():
    with pytest.raises(pressing.UnknownButtonError, match="Möglich sind: check, check_selection"):
        pressing.attach(buttons(), "tanzen", TODAY)
