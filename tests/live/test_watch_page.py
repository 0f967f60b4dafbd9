"""The page of `lotse live watch`, in a real browser and asked for by hand."""

import http.client
import re
import shutil
import threading
from datetime import date, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from openpyxl import load_workbook

from automation.report import build_report
from automation.watching.board import Board, View
from automation.watching.browser_page import render_page, serve
from automation.watching.following import Watch, Wishes, follow
from tests.browser import chromium
from workbook.creating import build_demo, create_workbook
from workbook.findings import Finding, Severity
from workbook.reading.raw import read_book

NOW = datetime(2019, 6, 30, 9, 30)  # noqa: DTZ001 - the clock on the wall of the office


@pytest.fixture(scope="module")
def demo(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("demo") / "Büro.xlsx"
    made = build_demo()
    today = date(2019, 6, 30)
    report = build_report((), rows=0, today=today)
    create_workbook(path, office=made.office, today=today, owned=[report], raw=made.raw, synthetic=True)
    return path


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    with chromium(tmp_path_factory.mktemp("browser")) as page:
        yield page


def finding(cell, message="Die Pflichtangabe fehlt.", *, rule="P-01", sheet="Klienten", suggestion=None):
    return Finding(rule, Severity.ERROR, sheet, cell, sheet, "", "", "", message, suggestion)


def view(*findings):
    """The view after a first check."""
    return View("Büro.xlsx").after(findings, rows=1234, checked=NOW)


def save(path, **cells):
    """Save the workbook with other values in cells of the clients' sheet."""
    book = load_workbook(path)
    for address, value in cells.items():
        book["Klienten"][address] = value
    book.save(path)


def get(address, path="", **headers):
    """Ask for a page by hand and return status, headers and text."""
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.netloc, timeout=90)
    connection.request("GET", path or parts.path, headers=headers)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, answer.headers, text


def test_a_save_shows_on_the_page_without_loading_it_again(demo, tmp_path, browser):
    path = Path(shutil.copy(demo, tmp_path / "Büro.xlsx"))
    path.with_name(".~lock.Büro.xlsx#").write_text(",erika,rechner,30.06.2019 09:00,file:///;", encoding="utf-8")
    save(path)
    watch = Watch(path, lambda _: None, Wishes(as_of=date(2019, 6, 30)))
    watch.begin(NOW)
    stop = threading.Event()
    following = threading.Thread(target=follow, args=(watch, lambda: NOW, stop))
    following.start()
    try:
        with serve(watch.board) as address:
            browser.open(address)
            browser.run("window.same = true; window.scrollTo(0, 300)")
            assert browser.run("document.querySelectorAll('.sheet li.fresh').length") == 0
            before = browser.run("document.querySelector('.tile.F b').innerText")

            save(path, I7=None)

            browser.until("document.querySelector('.sheet li.fresh')")
            shown = browser.run("document.querySelector('.sheet li.fresh').innerText")
            assert shown.splitlines()[0] == "I7"
            assert "Die Pflichtangabe „Nachname“ fehlt." in shown
            assert browser.run("document.querySelector('.state').innerText").endswith("1 neu")
            assert browser.run("document.querySelector('.tile.F b').innerText") == str(int(before) + 1)
            assert browser.run("document.title") == f"({int(before) + 1}) Büro.xlsx – Lotse"
            assert browser.run("[window.same, window.scrollY]") == [True, 300]
            assert browser.run("document.getElementById('said').innerText").endswith("1 neu")
            assert "sobald sie geschlossen ist" in browser.run("document.querySelector('.report').innerText")
    finally:
        stop.set()
        following.join()


def test_what_was_hidden_folded_or_chosen_by_keyboard_stays_so_after_a_save(browser):
    board = Board(view(finding("A5"), finding("B7", sheet="Stellen")))
    with serve(board) as address:
        browser.open(address)
        browser.run("document.querySelectorAll('.sheet summary')[1].click()")
        browser.run("document.querySelectorAll('.sheet summary')[1].focus()")

        board.show(board.view.after([finding("B7", sheet="Stellen")], rows=1234, checked=NOW))

        browser.until("document.querySelectorAll('.sheet').length === 1")
        assert browser.run("document.querySelector('.sheet').open") is False
        assert browser.run("document.activeElement.innerText").startswith("Stellen")
        assert browser.run("document.querySelector('.done summary').innerText").startswith("1 seit")

        browser.run("document.querySelector('.tile.F').click()")
        assert browser.run("document.querySelector('.sheet').hidden") is True
        board.show(board.view.after([finding("C1", sheet="Stellen")], rows=1234, checked=NOW))
        browser.until("document.querySelector('.sheet li .cell').textContent === 'C1'")
        assert browser.run("document.querySelector('.sheet').hidden") is True
        assert browser.run("document.querySelector('.tile.F').getAttribute('aria-pressed')") == "false"


def test_the_page_says_when_lotse_has_ended(browser):
    with serve(Board(view(finding("A5")))) as address:
        browser.open(address)
        assert browser.run("document.getElementById('ended').hidden") is True

    browser.until("!document.getElementById('ended').hidden")
    assert "Lotse beobachtet nicht mehr." in browser.run("document.body.innerText")
    assert "A5" in browser.run("document.body.innerText")


def test_what_stands_in_the_workbook_is_text_and_no_part_of_the_page(browser):
    board = Board(view(finding("A5", "<img src=x onerror='window.stolen = 1'>", sheet="</main><script>")))
    with serve(board) as address:
        browser.open(address)
        assert browser.run("document.querySelector('h2').textContent") == "</main><script>"
        board.show(view(finding("B5", "<img src=x onerror='window.stolen = 1'>", sheet="</main><script>")))
        browser.until("document.querySelector('.sheet li .cell').textContent === 'B5'")
        assert browser.run("[document.querySelectorAll('img').length, window.stolen]") == [0, None]


def test_an_office_without_findings_reads_something_kind(browser):
    with serve(Board(view())) as address:
        browser.open(address)
        assert "Alles in Ordnung." in browser.run("document.querySelector('.fine').innerText")
        assert "1.234 Zeilen" in browser.run("document.querySelector('.fine').innerText")


def test_the_page_is_for_who_knows_its_address_on_this_machine():
    with serve(Board(view())) as address:
        parts = urlsplit(address)
        assert parts.hostname == "127.0.0.1"
        status, headers, _ = get(address)
        assert (status, headers["Cache-Control"]) == (200, "no-store")
        for path, host in (
            ("/", None),
            ("/falsch/", None),
            (f"{parts.path}..", None),
            (parts.path.upper(), None),
            (parts.path, "boese.example"),
            (parts.path, f"boese.example:{parts.port}"),
            (parts.path, "127.0.0.1"),
            (f"{parts.path}news", f"localhost:{parts.port}"),
        ):
            status, headers, text = get(address, path, **({"Host": host} if host else {}))
            assert (status, text) == (404, ""), (path, host)


def test_two_watches_have_two_addresses_and_each_page_another_nonce():
    with serve(Board(view())) as first, serve(Board(view())) as second:
        assert urlsplit(first).path != urlsplit(second).path
        policies = {get(first)[1]["Content-Security-Policy"] for _ in range(2)}
    assert len(policies) == 2
    assert all("default-src 'none'; script-src 'nonce-" in policy for policy in policies)


def test_news_come_when_there_are_some_and_an_empty_answer_when_there_are_none():
    board = Board(view(finding("A5")))
    with serve(board, patience=0.05) as address:
        path = urlsplit(address).path
        assert get(address, f"{path}news?after=0")[0] == 204
        board.show(view(finding("B6")))
        status, _, text = get(address, f"{path}news?after=0")
        assert (status, "B6" in text, "<script" in text) == (200, True, False)
        assert get(address, f"{path}news")[0] == 200


def test_a_suggestion_that_is_the_cells_own_content_put_right_is_not_on_the_page():
    text = render_page(0, view(finding("I5", rule="F-14", suggestion="Muster"), finding("J5", suggestion="Heute")))
    assert "Muster" not in text
    assert "Vorschlag auf dem Blatt „Prüfbericht“" in text
    assert "Heute" in text


def test_the_page_of_a_whole_office_names_no_client(demo):
    watch = Watch(demo, lambda _: None, Wishes(writes=False, as_of=date(2019, 6, 30)))
    watch.begin(NOW)
    text = render_page(*watch.board.now())
    with read_book(demo) as book:
        header, *rows = book.grid("Klienten")[3:]
    private = [header.index(label) for label in ("Vorname", "Nachname", "Straße", "Telefon", "E-Mail")]
    values = {str(row[place]).strip() for row in rows for place in private if row[place]}
    assert len(values) > 500
    assert len(watch.board.view.findings) > 50
    assert sorted(value for value in values if re.search(rf"\b{re.escape(value)}\b", text)) == []
