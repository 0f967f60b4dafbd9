"""`lotse live`: watch a workbook, press a button from outside, put the buttons in place."""

import json
import re
import signal
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest
import xlwings as xw

from automation import macros
from tests.conftest import missing
from workbook.errors import MissingToolError
from workbook.live.libreoffice import bridge
from workbook.live.libreoffice.engine import join
from workbook.live.libreoffice.program import find_libreoffice, install_hint

HOUSE = Path(__file__).parents[2]


@pytest.fixture
def profile(tmp_path, monkeypatch):
    """The folder of a user who has never started LibreOffice; what a command opens in it, it also closes."""
    if find_libreoffice() is None:
        missing(f"LibreOffice fehlt. {install_hint()}")
    try:
        bridge.uno()
    except MissingToolError as error:
        missing(str(error))
    if sys.platform != "linux":
        pytest.skip("Nur unter Linux liegt das Profil dort, wo XDG_CONFIG_HOME sagt.")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return tmp_path / "config" / "libreoffice" / "4"


@contextmanager
def watching(*words):
    """Start `lotse live watch` as a process of its own, end it as Ctrl+C does."""
    # A shell that starts the tests in the background lets them, and whom they start, ignore Ctrl+C.
    listens = "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); "
    script = f"{listens}from automation.cli import main; sys.exit(main())"
    command = [sys.executable, "-c", script, "live", "watch", *map(str, words), "--no-browser", "--no-notify"]
    with subprocess.Popen(
        command, cwd=HOUSE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def stopped(process):
    """Press Ctrl+C, and return what is said then."""
    process.send_signal(signal.SIGINT)
    return process.communicate(timeout=90)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows kennt kein SIGINT für einen fremden Prozess.")
def test_watching_checks_writes_shows_a_page_and_ends_with_a_sentence(workbook, lotse):
    checked = lotse("check", workbook, "--as-of", "30.06.2019", "--no-write").out
    errors = re.search(r"[1-9]\d* Fehler, .* Hinweise", checked)[0]
    before = Path(workbook).read_bytes()
    with watching(workbook, "--as-of", "30.06.2019") as process:
        assert re.fullmatch(rf"\d\d:\d\d  {re.escape(errors)}\.\n", process.stdout.readline())
        address = re.search(r"http://127\.0\.0\.1:\d+/\S+/", process.stdout.readline())[0]
        with urllib.request.urlopen(address, timeout=60) as answer:  # noqa: S310 - our own
            page = answer.read().decode()
        assert "Strg+C" in process.stdout.readline()
        assert Path(workbook).read_bytes() != before

        Path(workbook).write_bytes(b"PK\x03\x04")
        assert "beschädigt" in process.stdout.readline()
        out, err = stopped(process)

    assert (process.returncode, out, err) == (0, "Lotse beobachtet „Mappe.xlsx“ nicht mehr.\n", "")
    assert "Der Prüfbericht in der Mappe ist auf diesem Stand." in page


def test_watching_a_file_that_is_not_there_says_so(lotse, tmp_path):
    done = lotse("live", "watch", tmp_path / "Fehlt.xlsx", "--no-browser")

    assert (done.code, done.out) == (2, "")
    assert "„Fehlt.xlsx“ gibt es nicht." in done.err


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("live", "Welcher Befehl? Hilfe: lotse live --help"),
        (
            "live wach",
            "Den Befehl „wach“ gibt es nicht. Gemeint war vielleicht „live watch“. Hilfe: lotse live --help",
        ),
        ("watch", "Den Befehl „watch“ gibt es nicht. Gemeint war vielleicht „live watch“. Hilfe: lotse --help"),
        ("live watch", "Es fehlt: MAPPE. Hilfe: lotse live watch --help"),
        ("live watch a.xlsx --json", "„lotse live watch“ kennt „--json“ nicht. Hilfe: lotse live watch --help"),
        (
            "live attach --program word",
            "--program: „word“ ist keine der Möglichkeiten. Hilfe: lotse live attach --help",
        ),
        (
            "live attach brief",
            f"Den Knopf „brief“ gibt es nicht. Möglich sind: {', '.join(macros.JOBS)}.",
        ),
    ],
)
def test_a_slip_of_the_finger_is_answered_with_one_german_sentence(lotse, typed, sentence):
    done = lotse(*typed.split())

    assert (done.code, done.err) == (2, f"{sentence}\n")


@pytest.mark.parametrize("command", ["", "watch", "attach", "install-libreoffice"])
def test_the_help_is_german_throughout(lotse, command):
    done = lotse("live", *command.split(), "--help")

    assert (done.code, done.err) == (0, "")
    assert "zeigt diese Hilfe" in done.out
    assert [word for word in ("usage", "optional", "positional", "show this") if word in done.out.lower()] == []


def test_without_a_button_and_without_a_terminal_it_says_which_there_are(lotse):
    done = lotse("live", "attach")

    assert done.code == 2
    assert "Möglich sind: check," in done.err


def test_excel_is_not_looked_for_where_there_is_none(lotse):
    if "excel" in xw.engines.engines_by_name:
        pytest.skip("Auf diesem System kann Excel sein.")
    done = lotse("live", "attach", "check", "--program", "excel", "--json")

    assert done.code == 2
    assert "kein Excel" in json.loads(done.out)["error"]


@pytest.mark.libreoffice
def test_a_button_without_an_open_workbook_says_so_and_leaves_no_program_behind(lotse, profile):
    done = lotse("live", "attach", "Prüfen", "--program", "libreoffice")

    assert (done.code, done.out) == (2, "")
    assert done.err == "In LibreOffice ist keine Mappe geöffnet. Bitte die Mappe öffnen und noch einmal starten.\n"
    assert wait_for_end(profile)


@pytest.mark.libreoffice
def test_the_buttons_are_put_into_libreoffice_and_one_of_them_is_pressed_from_outside(lotse, profile, workbook):
    done = lotse("live", "install-libreoffice", "--json")
    assert done.code == 0
    assert "„Lotse“" in json.loads(done.out)["message"]
    assert wait_for_end(profile)

    app = join()
    try:
        book = app.books.open(workbook)
        done = lotse("live", "attach", "check", "--program", "libreoffice", "--as-of", "2019-06-30")
        assert (done.code, done.err) == (0, "")
        assert done.out.startswith(
            "Lotse arbeitet in „Mappe.xlsx“. Die Meldung erscheint dort.\nStand 30.06.2019 · "
        )
        assert "30.06.2019" in book.sheets["Prüfbericht"]["A2"].value

        done = lotse("live", "attach", "letters-for-selection", "--program", "libreoffice")
        assert done.code == 2
        assert "Es ist keine Zeile ausgewählt" in done.err
        book.close()
    finally:
        app.impl.office.desktop.terminate()
    assert wait_for_end(profile)


def wait_for_end(profile):
    """Tell whether the LibreOffice of a profile ends: it takes its lock away at the very end."""
    end = time.monotonic() + 90
    while (profile / ".lock").exists() and time.monotonic() < end:
        time.sleep(0.05)
    return not (profile / ".lock").exists()


def test_every_button_can_be_named_by_what_stands_on_it():
    assert len({button.label.casefold() for button in macros.BUTTONS}) == len(macros.BUTTONS)
