"""Two runs of different work on one workbook, each a process of its own: the second waits, and neither fails."""

import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

from automation.letters.logbook import SHEET, TABLE, read_log
from tests.letter_workbook import make_workbook
from workbook.reading.raw import read_book, read_own_table
from workbook.writing.saving import own_file

_WORKS = """
import sys
from datetime import date
from pathlib import Path
from automation import jobs
from workbook.writing.changing import Safety
from workbook.writing.file_book import FileBook
job, path, patience, halts = sys.argv[1:]
if halts:
    read = jobs.read_material
    def read_and_halt(*given):
        material = read(*given)
        print("gelesen", flush=True)
        sys.stdin.readline()
        return material
    jobs.read_material = read_and_halt
work = {"check": jobs.check, "letters": jobs.write_letters}[job]
work(FileBook(Path(path), Safety(patience=float(patience))), date(2019, 6, 28))
"""


@contextmanager
def working(job, path, *, patience=60, halts=False):
    """A process that does its work; with `halts` it has read the workbook and goes on when its input ends."""
    with subprocess.Popen(
        [sys.executable, "-c", _WORKS, job, str(path), str(patience), "x" * halts],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    ) as process:
        try:
            if halts:
                assert process.stdout.readline().strip() == b"gelesen", process.stderr.read()
            yield process
        finally:
            process.kill()


def ended(process):
    _, told = process.communicate()
    return process.returncode, told.decode().strip().rpartition("\n")[2]


@pytest.mark.parametrize(("first", "second"), [("letters", "check"), ("check", "letters")])
def test_whoever_comes_second_waits_and_nobody_fails(tmp_path, first, second):
    path = make_workbook(tmp_path / "Mappe.xlsx", 1)

    with working(first, path, halts=True) as one:
        with working(second, path, patience=0) as hasty:  # it may not wait: it says so, and has written nothing
            code, told = ended(hasty)
        assert (code, "schreibt gerade ein anderer Lauf von Lotse" in told) == (1, True), told
        with working(second, path) as other:
            assert ended(one) == (0, "")
            assert ended(other) == (0, "")

    with read_book(path) as raw:
        assert {"Prüfbericht", SHEET} <= raw.owned.keys()
        assert len(read_log(read_own_table(raw, SHEET, TABLE)).rows) == 2
    assert not own_file(path, "post").exists()
