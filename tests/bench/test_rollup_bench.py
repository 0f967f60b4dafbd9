"""The memory of the command that rolls up many offices: for 64 and 256 of them hardly more than for eight.

Offices are small, for what the city keeps of one is measured and not how long it takes to count it; for more than
64 each is handed in under several names. `LOTSE_BENCH_CLIENTS` makes larger ones.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from datetime import date

import pytest

from automation.rollup.handin_sheet import handin_sheets
from automation.rollup.handing import count_for_handin
from tests.bench.measuring import show
from tests.cli.test_rollup import office_named
from workbook.creating import create_workbook
from workbook.writing.donor import build_donor
from workbook.writing.file_book import FileBook

pytestmark = pytest.mark.bench

CLIENTS = int(os.environ.get("LOTSE_BENCH_CLIENTS", "150"))
FEW, MANY, MOST = 8, 64, 256
DAY = date(2019, 6, 30)
OWN_PEAK = """
import resource, sys
from automation.cli import main
assert main(sys.argv[1:]) == 0
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, file=sys.stderr)
"""
"""A command that tells its own largest memory in MB, without that of the processes that it starts."""

BETWEEN = "import subprocess, sys; sys.exit(subprocess.call(sys.argv[1:]))"
"""A small process to start it: a child's peak memory is never below what its parent had when it was started."""


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """For each number of offices a folder of their hand-ins, and up to 64 one of their workbooks."""
    made = {
        (what, number): tmp_path_factory.mktemp(f"{what}{number}")
        for what, number in (("w", FEW), ("w", MANY), ("h", FEW), ("h", MANY), ("h", MOST))
    }
    for seed in range(MANY):
        path = made["w", MANY] / f"Büro {seed:03d}.xlsx"
        create_workbook(path, office=office_named(path.stem, seed, CLIENTS), today=DAY, synthetic=True)
        if seed < FEW:
            (made["w", FEW] / path.name).hardlink_to(path)
        counted = count_for_handin(FileBook(path), DAY, draft=True)
        for place in range(seed, MOST, MANY):
            # Another number of rows, or the city wonders whether they are the same office.
            handed = replace(counted.handed, office=f"Büro {place:03d}", rows=counted.handed.rows + place)
            content = build_donor(handin_sheets(handed, counted.state.figures), today=DAY)
            for number in (FEW, MANY, MOST):
                if place < number:
                    (made["h", number] / f"{handed.office}.xlsx").write_bytes(content)
    return made


def peak(tmp_path, folder, *words):
    out = tmp_path / f"{folder.name}.xlsx"
    command = [sys.executable, "-c", OWN_PEAK, "rollup", folder, "-o", out, "--as-of", DAY.isoformat(), *words]
    done = subprocess.run(
        [sys.executable, "-c", BETWEEN, *command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=True
    )
    return float(done.stderr.split()[-1])


def test_the_memory_of_a_rollup_of_hand_ins(folders, tmp_path):
    few = peak(tmp_path, folders["h", FEW])
    show(f"rollup-handins-{FEW}-MB", few)
    for number in (MANY, MOST):
        show(f"rollup-handins-{number}-more-MB", peak(tmp_path, folders["h", number]) - few)


def test_the_memory_of_a_rollup_of_workbooks(folders, tmp_path):
    own = ("--workbooks", "--ground", "§ 67c SGB X", "--processes", "2", "--no-cache")
    few = peak(tmp_path, folders["w", FEW], *own)
    show(f"rollup-workbooks-{FEW}-MB", few)
    show(f"rollup-workbooks-{MANY}-more-MB", peak(tmp_path, folders["w", MANY], *own) - few)
