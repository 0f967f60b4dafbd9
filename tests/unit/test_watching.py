"""A workbook is checked at each save: what is new, what was solved, when it is written, what is told."""

import os
import select
import shutil
import sys
import threading
from datetime import date, datetime, timedelta
from pathlib import Path
from urllib.parse import quote
from urllib.request import urlopen

import pytest
from openpyxl import load_workbook

from automation.report import build_report
from automation.watching.browser_page import serve
from automation.watching.following import QuickKeys, Watch, Wishes, follow
from automation.watching.notification import command, notify
from workbook.creating import build_demo, create_workbook
from workbook.errors import FileMissingError, NotAWorkbookError
from workbook.reading.raw import read_book
from workbook.writing.file_book import FileBook

TODAY = date(2019, 6, 30)
NOW = datetime(2019, 6, 30, 9, 30)  # noqa: DTZ001 - the clock on the wall of the office


@pytest.fixture(scope="module")
def demo(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("demo") / "Büro.xlsx"
    made = build_demo(clients=5)
    report = build_report((), rows=0, today=TODAY)
    create_workbook(path, office=made.office, today=TODAY, owned=[report], raw=made.raw, synthetic=True)
    save(path, I6=None)  # one error, and nothing else that anybody could find
    return path


@pytest.fixture
def path(demo, tmp_path) -> Path:
    return Path(shutil.copy(demo, tmp_path / "Büro.xlsx"))


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def watch(path, told) -> Watch:
    """The workbook watched, as if somebody had it open in Excel, and checked once."""
    lock_of(path).write_bytes(b"\x0bErika Muster" + b"\0" * 150)
    watch = Watch(path, told.append)
    watch.begin(NOW)
    return watch


def lock_of(path) -> Path:
    return path.with_name(f"~${path.name}")


def save(path, **cells):
    """Save the workbook with other values in cells of the clients' sheet."""
    book = load_workbook(path)
    for address, value in cells.items():
        book["Klienten"][address] = value
    book.save(path)


def test_the_first_check_is_told_with_its_numbers_and_no_finding_counts_as_new(watch, told):
    assert told == ["1 Fehler, keine Warnungen, keine Hinweise."]
    assert watch.board.view.new == 0
    assert watch.board.view.checked == NOW


def test_a_save_tells_what_is_new_and_the_next_one_what_was_solved(watch, told):
    before = watch.board.view.counts
    surname = load_workbook(watch.path)["Klienten"]["I5"].value

    save(watch.path, I5=None)
    watch.look(NOW + timedelta(minutes=1), calm=True)
    assert told[1] == "1 neu. Jetzt: 2 Fehler, keine Warnungen, keine Hinweise."
    (new,) = (spotted.finding for spotted in watch.board.view.findings if spotted.new)
    assert (new.rule, new.sheet, new.cell) == ("P-01", "Klienten", "I5")

    save(watch.path, I5=surname)
    watch.look(NOW + timedelta(minutes=2), calm=True)
    assert told[2] == "1 erledigt. Jetzt: 1 Fehler, keine Warnungen, keine Hinweise."
    assert [finding.cell for finding in watch.board.view.solved] == ["I5"]
    assert watch.board.view.counts == before
    assert watch.board.view.new == 0


def test_the_last_solved_finding_is_a_reason_to_be_glad(watch, told):
    save(watch.path, I6="Muster")
    watch.look(NOW, calm=True)
    assert told[1] == "Alles in Ordnung: Es fällt nichts mehr auf."


def test_a_wrong_value_that_stays_wrong_is_neither_new_nor_solved(watch):
    save(watch.path, O5="4588")
    watch.look(NOW, calm=True)
    assert watch.board.view.new == 1
    save(watch.path, O5="458")
    watch.look(NOW, calm=True)
    assert (watch.board.view.new, watch.board.view.solved) == (0, ())


def test_a_save_that_changes_nothing_disturbs_nobody(watch, told):
    save(watch.path)
    watch.look(NOW + timedelta(minutes=5), calm=True)

    assert len(told) == 1
    assert watch.board.view.checked == NOW + timedelta(minutes=5)


def test_without_word_of_a_change_a_save_is_checked_once_it_has_come_to_rest(watch, told):
    save(watch.path, I5=None)
    watch.look(NOW)
    assert len(told) == 1
    watch.look(NOW)
    assert len(told) == 2
    watch.look(NOW)
    assert len(told) == 2


def test_the_next_day_is_checked_without_a_save(watch):
    checked = watch.board.view.checked
    watch.look(NOW + timedelta(days=1), calm=True)
    assert watch.board.view.checked == checked + timedelta(days=1)


def test_the_file_is_written_only_when_nobody_has_it_open(watch):
    before = watch.path.read_bytes()
    for minute in range(3):
        watch.look(NOW + timedelta(minutes=minute), calm=True)
    assert watch.path.read_bytes() == before
    assert "sobald sie geschlossen ist" in watch.board.view.report

    lock_of(watch.path).unlink()
    watch.look(NOW + timedelta(minutes=4), calm=True)
    assert watch.path.read_bytes() != before
    assert "auf diesem Stand" in watch.board.view.report
    with read_book(watch.path) as book:
        assert "geprüft" in str(book.grid("Prüfbericht")[1][0])


def test_what_lotse_writes_is_no_save_of_the_staffs(watch, told):
    lock_of(watch.path).unlink()
    watch.look(NOW, calm=True)
    written = watch.path.stat().st_mtime_ns
    for minute in range(3):
        watch.look(NOW + timedelta(minutes=minute), calm=True)
    assert watch.path.stat().st_mtime_ns == written
    assert watch.board.view.checked == NOW
    assert len(told) == 1


def test_a_workbook_that_shall_stay_as_it_is_stays_so(path):
    before = path.read_bytes()
    watch = Watch(path, lambda _: None, Wishes(writes=False, as_of=TODAY))
    watch.begin(NOW)
    watch.look(NOW, calm=True)
    assert path.read_bytes() == before
    assert "unberührt" in watch.board.view.report


def test_a_write_protected_workbook_is_checked_and_the_page_says_why_it_was_not_written(path):
    path.chmod(0o444)
    watch = Watch(path, lambda _: None)
    watch.begin(NOW)
    assert watch.board.view.findings
    assert "schreibgeschützt" in watch.board.view.report


def test_a_workbook_that_breaks_meanwhile_is_told_once_and_watched_on(watch, told):
    whole = watch.path.read_bytes()
    watch.path.write_bytes(b"PK\x03\x04")
    for _ in range(3):
        watch.look(NOW, calm=True)
    # Notifications stay in the system's list: they never say what stands in the workbook.
    assert told[1:] == ["Lotse kann die Mappe gerade nicht prüfen. Warum, steht auf der Seite."]
    assert watch.board.view.trouble
    assert watch.board.view.findings

    watch.path.write_bytes(whole)
    watch.look(NOW, calm=True)
    assert watch.board.view.trouble == ""
    assert (watch.board.view.new, watch.board.view.solved) == (0, ())
    assert len(told) == 3


def test_a_workbook_that_goes_away_for_a_moment_is_no_trouble_and_for_longer_it_is(watch, told):
    aside = watch.path.rename(watch.path.with_name("weg.xlsx"))
    for _ in range(4):
        watch.look(NOW, calm=True)
    assert len(told) == 1
    watch.look(NOW, calm=True)
    assert "gerade nicht da" in watch.board.view.trouble

    aside.rename(watch.path)
    watch.look(NOW, calm=True)
    assert watch.board.view.trouble == ""


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="liest /proc")
def test_while_a_workbook_is_checked_its_file_is_free_to_be_saved_again(path):
    with FileBook(path, keys=QuickKeys()).read() as book:
        held = {each.resolve() for each in Path("/proc/self/fd").iterdir()}
        assert book.grid("Klienten")
    assert path.resolve() not in held


@pytest.mark.parametrize(("content", "error"), [(None, FileMissingError), (b"Moin", NotAWorkbookError)])
def test_what_is_no_workbook_is_said_at_once(tmp_path, content, error):
    path = tmp_path / "Mappe.xlsx"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(error):
        Watch(path, lambda _: None).begin(NOW)


def test_a_save_is_noticed_by_itself_also_where_a_new_file_takes_the_place_of_the_old_one(watch, tmp_path):
    stop = threading.Event()
    following = threading.Thread(target=follow, args=(watch, lambda: NOW, stop))
    following.start()
    try:
        version, _ = watch.board.now()
        other = Path(shutil.copy(watch.path, tmp_path / "Kopie.xlsx"))
        save_as = load_workbook(other)
        save_as["Klienten"]["I5"] = None
        save_as.save(tmp_path / "neu.xlsx")
        (tmp_path / "neu.xlsx").replace(watch.path)
        assert watch.board.wait(version, 20) is not None
        assert watch.board.view.new == 1
    finally:
        stop.set()
        following.join()


def test_what_a_notification_says_never_becomes_code():
    title, text = "Lotse: Büro'; Remove-Item.xlsx", '$(1) „neu“" & quit'

    words, environment = command(title, text, "win32")
    assert not any("Remove-Item" in word or "$(1)" in word for word in words)
    assert (environment["LOTSE_TITLE"], environment["LOTSE_TEXT"]) == (title, text)

    words, environment = command(title, text, "darwin")
    assert (words[-2:], environment) == ([title, text], {})
    assert not any("quit" in word for word in words[:-1])


@pytest.mark.skipif(sys.platform != "linux", reason="notify-send gibt es unter Linux.")
def test_a_notification_carries_the_workbooks_name_and_the_line_and_is_not_kept(tmp_path, monkeypatch):
    pipe = tmp_path / "said"
    os.mkfifo(pipe)
    program = tmp_path / "notify-send"
    program.write_text(f"#!/bin/sh\nprintf '%s\\n' \"$@\" > '{pipe}'\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")

    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        notify("Lotse: Büro.xlsx", "2 neu.")
        assert select.select([reader], [], [], 20)[0]
        said = os.read(reader, 4096).decode().splitlines()
    finally:
        os.close(reader)
    assert said[-3:] == ["--", "Lotse: Büro.xlsx", "2 neu."]
    assert "--hint=int:transient:1" in said


@pytest.mark.parametrize("after", ["9" * 5000, "²", "-1", "1e3", "x", ""])
def test_the_page_is_told_the_newest_whatever_it_says_that_it_shows(watch, after, capfd):
    with serve(watch.board, patience=0) as address:
        answer = urlopen(f"{address}news?after={quote(after)}")  # noqa: S310 - our own server
        assert answer.status == 200
        answer.close()
    assert capfd.readouterr().err == ""
