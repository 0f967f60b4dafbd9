"""The page of `lotse live watch` for everybody: axe finds nothing on it, and nothing is told by colour alone."""

from __future__ import annotations

import json
import shutil
import subprocess
from datetime import date, datetime
from pathlib import Path

import pytest

from automation.cli import main
from automation.watching.browser_page import serve
from automation.watching.following import Watch, Wishes
from tests.browser import chromium

AXE = "axe-core@4.11.1"
NOW = datetime(2019, 6, 30, 9, 30)  # noqa: DTZ001 - the clock on the wall of the office


@pytest.fixture(scope="module")
def axe(tmp_path_factory) -> str:
    """The program of axe, by name and version from npm."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm fehlt: Ohne es ist axe-core nicht zu bekommen.")
    folder = tmp_path_factory.mktemp("axe")
    words = [
        npm,
        "install",
        "--no-save",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        "--prefix",
        str(folder),
        AXE,
    ]
    done = subprocess.run(words, capture_output=True, text=True, timeout=120, check=False)
    program = folder / "node_modules" / "axe-core" / "axe.min.js"
    if not program.is_file():
        pytest.skip(f"{AXE} ist von hier nicht zu bekommen: {done.stderr.strip()[-200:]}")
    return program.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    with chromium(tmp_path_factory.mktemp("browser")) as page:
        yield page


@pytest.fixture(scope="module")
def board(tmp_path_factory):
    path = Path(tmp_path_factory.mktemp("demo") / "Mappe.xlsx")
    assert main(["new", str(path), "--demo", "--rows", "40"]) == 0
    watch = Watch(path, lambda _: None, Wishes(writes=False, as_of=date(2019, 6, 30)))
    watch.begin(NOW)
    return watch.board


def violations(browser):
    return json.loads(browser.run("axe.run().then(found => JSON.stringify(found.violations))"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(axe, browser, board, scheme):
    browser.ask("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
    with serve(board) as address:
        browser.ask("Page.navigate", url=address)
        browser.until("document.querySelector('#today')")
        browser.run("document.querySelectorAll('details').forEach(each => each.open = true)")
        browser.run(axe)
        found = violations(browser)
        browser.run("document.querySelector('main').append(document.createElement('img'))")
        spoiled = violations(browser)

    told = [(each["id"], [node["html"][:120] for node in each["nodes"]][:3]) for each in found]
    assert told == []
    assert "image-alt" in {each["id"] for each in spoiled}


def test_what_is_late_is_said_in_words_and_nobody_is_named(browser, board):
    with serve(board) as address:
        browser.ask("Page.navigate", url=address)
        browser.until("document.querySelector('#today')")
        browser.run("document.querySelectorAll('details').forEach(each => each.open = true)")
        text = browser.run("document.querySelector('#today').innerText")

    due = board.view.due
    assert text.count("überfällig") == sum(each.day < due.day for each in due.due) > 0
    assert all(f"{each.sheet} {each.cell}" in text for each in due.due)
