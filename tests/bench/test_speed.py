"""Speed against what offices would otherwise wait for (`make bench` prints one line for each figure).

Nothing here can fail for being slow: a figure that falls short is written down, not asserted. The offices are made
as of `MADE_ON`. Checked on that day, as offices do, they have some letters due; checked today, years later, all
that ever came due. The line says which: `own-day` or `today`.
"""

from __future__ import annotations

import importlib.util
import json
import random
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from tests.bench.measuring import cost, lotse, python, ratio, show
from workbook.schema import Client

pytestmark = pytest.mark.bench

SIZES = (3_300, 10_000, 100_000)
MADE_ON = "2019-06-30"
DAYS = {"own-day": ("--as-of", MADE_ON), "today": ()}

BARE_READ = """
import sys
from python_calamine import CalamineWorkbook
book = CalamineWorkbook.from_path(sys.argv[1])
for name in book.sheet_names:
    values = book.get_sheet_by_name(name).to_python()
"""
BARE_READ_BOTH = """
import sys
from python_calamine import CalamineWorkbook
for path in sys.argv[1:]:
    book = CalamineWorkbook.from_path(path)
    for name in book.sheet_names:
        values = book.get_sheet_by_name(name).to_python()
"""
COPY = """
import os, shutil, sys
shutil.copyfile(sys.argv[1], sys.argv[2])
with open(sys.argv[2], "rb+") as file:
    os.fsync(file.fileno())
"""
WRITE_ONLY = """
import os, shutil, sys, time
from datetime import date
from pathlib import Path
from automation.material import check_material, read_material, report_of
from workbook.writing.file_book import FileBook
path, copy, today = Path(sys.argv[1]), sys.argv[2], date(2019, 6, 30)
book = FileBook(path)
material = read_material(book, today)
sheet = report_of(check_material(material), material)
begin = time.perf_counter()
book.write([sheet], today=today)
took = time.perf_counter() - begin
begin = time.perf_counter()
shutil.copyfile(path, copy)
with open(copy, "rb+") as target:
    os.fsync(target.fileno())
print(took / (time.perf_counter() - begin), took)
"""
VALUES_ONLY = """
import sys
from pathlib import Path
from workbook.reading.raw import read_book
with read_book(Path(sys.argv[1])) as book:
    for name in book.sheets:
        values = book.grid(name)
"""
READ_BOTH = """
import sys
from pathlib import Path
from workbook.reading.raw import read_book
from workbook.reading.records import read_office
for path in sys.argv[1:]:
    with read_book(Path(path)) as book:
        office = read_office(book)
    del office
"""
READ_ONLY = """
import sys
from pathlib import Path
from workbook.reading.raw import read_book
from workbook.reading.records import read_office
with read_book(Path(sys.argv[1])) as book:
    office = read_office(book)
"""


@pytest.fixture(scope="session")
def offices(tmp_path_factory):
    """The demo office in three sizes."""
    folder = tmp_path_factory.mktemp("bench")
    made = {}
    for size in SIZES:
        made[size] = folder / f"demo-{size}.xlsx"
        # In a process of its own: a child's peak memory is never below what its parent had when it was started.
        cost(lotse("new", made[size], "--demo", "--rows", str(size), "--as-of", MADE_ON))
    return made


def test_help_against_an_empty_interpreter():
    ratio("help", lotse("--help"), python("pass"), runs=7)


@pytest.mark.parametrize("day", DAYS)
def test_a_check_of_100000_clients_against_a_bare_read(offices, day):
    book = offices[100_000]
    ratio(f"check-100000-{day}", checked(book, day), python(BARE_READ, book))


def checked(book, day):
    return lotse("check", book, "--json", "--no-write", *DAYS[day])


def test_reading_values_of_100000_clients_against_a_bare_read(offices):
    ratio("read-values-100000", python(VALUES_ONLY, offices[100_000]), python(BARE_READ, offices[100_000]))


def test_reading_records_of_100000_clients_against_a_bare_read(offices):
    ratio("read-records-100000", python(READ_ONLY, offices[100_000]), python(BARE_READ, offices[100_000]))


@pytest.mark.parametrize("day", DAYS)
def test_a_check_of_the_districts_clients(offices, day):
    ratio(f"check-3300-{day}", checked(offices[3_300], day), python("pass"))


def evening(path, target):
    """The same office in the evening: each thousandth row is gone, 2,000 postcodes are others, all is shuffled."""
    chance = random.Random(1)  # noqa: S311 - the same each time
    row = re.compile(rb'<row r="\d+"[^>]*>.*?</row>', re.DOTALL)
    postcode = re.compile(rb'(<c r="O\d+"[^>]*?)(?: t="\w+")?>.*?</c>')
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            found = list(row.finditer(data)) if name.startswith("xl/worksheets/") and len(data) > 10_000_000 else []
            if found:
                head, tail = data[: found[4].start()], data[found[-1].end() :]
                kept = [each[0] for place, each in enumerate(found[4:]) if place % 1000]
                chance.shuffle(kept)
                kept[:2000] = [postcode.sub(rb'\1 t="str"><v>99999</v></c>', each, count=1) for each in kept[:2000]]
                data = head + b"".join(_moved(each, number) for number, each in enumerate(kept, 5)) + tail
            new.writestr(name, data)
    return target


def _moved(row, number):
    row = re.sub(rb'<row r="\d+"', b'<row r="%d"' % number, row, count=1)
    return re.sub(rb'<c r="([A-Z]+)\d+"', rb'<c r="\g<1>%d"' % number, row)


def test_a_comparison_of_two_offices_of_100000_clients_against_reading_both(offices, tmp_path):
    old = offices[100_000]
    new = evening(old, tmp_path / "abends.xlsx")
    ratio("diff-100000-to-reading-both", lotse("diff", old, new, "--json"), python(READ_BOTH, old, new))
    ratio("diff-100000-to-bare-reading-both", lotse("diff", old, new, "--json"), python(BARE_READ_BOTH, old, new))


def test_the_cost_of_ten_times_the_rows(offices):
    commands = [checked(offices[size], "own-day") for size in (100_000, 10_000)]
    ratio("check-100000-to-10000-own-day", *commands)


def test_a_dashboard_of_100000_clients_against_its_check(offices, tmp_path):
    book = Path(shutil.copyfile(offices[100_000], tmp_path / "book.xlsx"))
    dashboard = lotse("dashboard", book, "--as-of", MADE_ON, "--backups", "0", "--json")
    ratio("dashboard-100000-to-check-own-day", dashboard, checked(offices[100_000], "own-day"))


def test_writing_findings_against_a_file_copy(offices, tmp_path):
    book = Path(shutil.copyfile(offices[100_000], tmp_path / "book.xlsx"))
    command = python(WRITE_ONLY, book, tmp_path / "copy.xlsx")
    outcome = [subprocess.run(command, capture_output=True, text=True, check=True).stdout.split() for _ in range(3)]
    show("write-findings-to-copy", sorted(float(each[0]) for each in outcome)[1])
    show("write-findings-seconds", sorted(float(each[1]) for each in outcome)[1])


@pytest.mark.skipif(importlib.util.find_spec("frictionless") is None, reason="frictionless is not installed here")
def test_a_check_against_frictionless(offices):
    folder = offices[3_300].parent
    for size in (3_300, 100_000):
        fields = []
        for column in Client.spec.columns:
            field = {"name": column.label, "type": "any", "constraints": {"required": column.required}}
            if column.choices:
                field["constraints"]["enum"] = list(column.choices.values)
            if column.pattern:
                field["constraints"]["pattern"] = column.pattern
            fields.append(field)
        resource = {
            "name": "klienten",
            "path": offices[size].name,
            "format": "xlsx",
            "control": {"type": "excel", "sheet": "Klienten"},
            "dialect": {"headerRows": [4], "excel": {"sheet": "Klienten"}},
            "schema": {"fields": fields},
        }
        file = folder / f"resource-{size}.json"
        file.write_text(json.dumps(resource), encoding="utf-8")
        code = "import sys; from frictionless import Resource; Resource(sys.argv[1]).validate(limit_errors=1000)"
        ours = checked(offices[size], "own-day")
        ratio(f"check-{size}-to-frictionless-own-day", ours, python(code, file), runs=1)
