"""Runs that die anywhere, and runs at the same time: no letter lost, none double, none overwritten.

`LOTSE_KILLS` and `LOTSE_PAIRS` say how many; the full proof takes 300 and 100.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from automation import jobs
from automation.letters.delivery.files import digest_in
from automation.letters.delivery.journal import Created, Journal
from automation.letters.logbook import SHEET, TABLE, build_log, read_log
from tests.letter_office import TODAY
from tests.letter_runs import Order, Runs
from tests.letter_workbook import make_workbook
from workbook.reading.raw import read_book, read_own_table
from workbook.writing.file_book import FileBook

KILLS = int(os.environ.get("LOTSE_KILLS", "6"))
PAIRS = int(os.environ.get("LOTSE_PAIRS", "2"))

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows kennt weder fork noch SIGKILL.")


@pytest.fixture(scope="module")
def runs():
    runs = Runs()
    yield runs
    runs.close()


@dataclass(frozen=True)
class Start:
    """An office before a run, how many letters it has afterwards, and how many touches a whole run takes."""

    folder: Path
    letters: int
    touches: dict[str, int]
    kept: dict[str, str | None]


@pytest.fixture(scope="module")
def starts(tmp_path_factory, runs):
    """One office without letters; one with letters, of which two are out of date and one is gone."""
    fresh = tmp_path_factory.mktemp("neu")
    make_workbook(fresh / "Mappe.xlsx")
    later = tmp_path_factory.mktemp("später")
    first = make_workbook(later / "erste.xlsx")
    jobs.write_letters(FileBook(first), TODAY)
    changed = make_workbook(later / "Mappe.xlsx", topic="Ihre Wohnung")
    FileBook(changed).write([build_log(log_of(first), today=TODAY)], today=TODAY)
    first.unlink()
    shutil.rmtree(later / "Sicherungen")
    (later / "Briefe" / "QB-2019-0001_WOHNEN_ggw.docx").unlink()
    return [_start(fresh, 4, runs, tmp_path_factory), _start(later, 6, runs, tmp_path_factory)]


def _start(folder, letters, runs, tmp_path_factory):
    touches = {}
    for job in ("letters", "run"):
        copy = tmp_path_factory.mktemp("ganz") / "Büro"
        shutil.copytree(folder, copy)
        ended = runs.one(Order(str(copy / "Mappe.xlsx"), job))
        assert ended.status == 0, ended.error
        assert ended.written == (4 if letters == 4 else 3)
        touches[job] = ended.touches
    return Start(folder, letters, touches, digests(folder / "Briefe"))


def log_of(path):
    with read_book(path) as book:
        return read_log(read_own_table(book, SHEET, TABLE))


def digests(folder):
    return {path.name: digest_in(path) for path in folder.rglob("*") if path.is_file()}


def check_whole(book, start):
    """Check that log and folder agree: each letter once, each with its files, and nothing else anywhere."""
    rows = log_of(book).rows
    files = digests(book.parent / "Briefe")
    stems = [Path(row.file_name).stem for row in rows]
    assert len(rows) == start.letters
    assert len({row.reference for row in rows}) == len(rows)
    valid = [(row.kind, row.source) for row in rows if row.status == "Entwurf"]
    assert sorted(valid) == sorted(
        (kind, source.format(number))
        for kind, source in (("WOHNEN", "R-0000{}"), ("EINLADUNG", "KT-00000{}"))
        for number in (1, 2)
    )
    assert sorted(files) == sorted(f"{stem}{ending}" for stem in stems for ending in (".docx", ".pdf"))
    assert {row.file_name: row.digest for row in rows} == {
        name: digest for name, digest in files.items() if name.endswith(".docx")
    }
    assert {name: files[name] for name in start.kept} == start.kept
    assert all((book.parent / row.folder / row.file_name).is_file() for row in rows)
    held_back = {row.status for row in rows if row.folder.endswith("Nicht abschicken")}
    assert held_back == {row.status for row in rows} - {"Entwurf"}
    assert {path.name for path in book.parent.iterdir()} <= {"Mappe.xlsx", "Briefe", "Sicherungen"}


def unsettled(book):
    """Whether a dead run left letters that the log does not know."""
    known = set(log_of(book).references)
    return any(isinstance(step, Created) and step.row.reference not in known for step in Journal(book).read())


def deadly(chance, book, start):
    """Return a run that dies somewhere."""
    job = chance.choice(("letters", "run"))
    if chance.random() < 0.4:
        return Order(str(book), job, seconds=chance.uniform(0.05, 0.6 if job == "letters" else 0.9))
    end = chance.choice((signal.SIGKILL, signal.SIGTERM, signal.SIGINT))
    return Order(str(book), job, step=chance.randint(1, start.touches[job]), signal=end)


@pytest.mark.parametrize("number", range(KILLS))
def test_after_a_run_that_died_anywhere_log_and_folder_agree(runs, starts, tmp_path, number):
    chance = random.Random(number)  # noqa: S311 - the same deaths each time
    start = starts[number % 2]
    book = tmp_path / "Büro" / "Mappe.xlsx"
    shutil.copytree(start.folder, book.parent)

    for _ in range(chance.choice((1, 1, 2))):
        runs.one(deadly(chance, book, start))
    left = unsettled(book)
    last = runs.one(Order(str(book), chance.choice(("letters", "run"))))

    assert last.status == 0, last.error
    assert last.told or not left
    check_whole(book, start)


@pytest.mark.parametrize("number", range(PAIRS))
def test_of_two_runs_at_once_none_harms_the_other(runs, starts, tmp_path, number):
    chance = random.Random(number)  # noqa: S311 - the same pairs each time
    start = starts[number % 2]
    book = tmp_path / "Büro" / "Mappe.xlsx"
    shutil.copytree(start.folder, book.parent)

    ended = runs.together(*(Order(str(book), chance.choice(("letters", "run"))) for _ in range(2)))

    assert [each.status for each in ended] == [0, 0], [each.error for each in ended]
    assert sorted(each.written for each in ended) == [0, 4 if start.letters == 4 else 3]
    check_whole(book, start)
