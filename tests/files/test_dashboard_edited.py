"""What somebody does in LibreOffice after a run: the page follows, and the next run is as if nobody had been there.

`LOTSE_EDITED_CLIENTS` makes the office larger than the demo.
"""

import os
import re
import shutil
import zipfile

import pytest

from automation import jobs
from automation.dashboard import verify as proof
from workbook.creating import create_workbook
from workbook.creating.demo import DEMO_DAY, build_demo
from workbook.package.parts import Package
from workbook.package.spoiling import spoiled
from workbook.package.structure import sheet_entries, table_entries
from workbook.reading.raw import read_book
from workbook.reading.records import read_office
from workbook.schema import Placement
from workbook.writing.file_book import FileBook

CLIENTS = int(os.environ.get("LOTSE_EDITED_CLIENTS", "250"))

pytestmark = pytest.mark.libreoffice


@pytest.fixture(scope="module")
def compiled(tmp_path_factory):
    path = tmp_path_factory.mktemp("edited") / "Büro.xlsx"
    made = build_demo(clients=CLIENTS)
    create_workbook(path, office=made.office, today=DEMO_DAY, raw=made.raw, synthetic=True)
    jobs.compile_dashboard(FileBook(path), DEMO_DAY)
    return path


def figures(path):
    """The values of all formulas on the pages, by page and cell."""
    with Package(path) as package:
        formulas = {
            entry.name: proof._formulas(package, entry.part)
            for entry in sheet_entries(package)
            if entry.name.startswith("Dashboard")
        }
    values = {sheet: proof._values(path, sheet) for sheet in formulas}
    return {(sheet, cell): values[sheet].get(cell, "") for sheet, cells in formulas.items() for cell in cells}


def wrong(one, other):
    assert one.keys() == other.keys()
    return {cell: (one[cell], other[cell]) for cell in one if not proof.same(one[cell], other[cell])}


def test_another_quarter_chosen_in_the_page_is_that_quarter_compiled(compiled, recalculate, tmp_path):
    chosen = shutil.copy(compiled, tmp_path / "Gewählt.xlsx")
    with zipfile.ZipFile(chosen) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with Package(chosen) as package:
        part = next(entry.part for entry in sheet_entries(package) if entry.name == "Dashboard")
    before = re.search(rb'<c r="V1"[^>]*>.*?</c>', parts[part])[0]
    assert b"2019-Q2" in before
    parts[part] = parts[part].replace(before, before.replace(b"2019-Q2", b"2018-Q4"))
    with zipfile.ZipFile(chosen, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    with Package(chosen) as package:
        spoiled(package, tmp_path / "Probe.xlsx")
    fresh = shutil.copy(compiled, tmp_path / "Frisch.xlsx")
    jobs.compile_dashboard(FileBook(fresh), DEMO_DAY, quarter="2018-Q4")

    assert wrong(figures(recalculate(tmp_path / "Probe.xlsx")), figures(fresh)) == {}
    assert wrong(figures(compiled), figures(fresh))


def test_a_row_added_and_a_date_changed_in_libreoffice_are_counted_as_anywhere(compiled, recalculate, tmp_path):
    edited = shutil.copy(compiled, tmp_path / "Bearbeitet.xlsx")
    add_placement_and_move_another(edited)
    saved = recalculate(edited)
    for path in (edited, saved):
        jobs.compile_dashboard(FileBook(path), DEMO_DAY)

    assert wrong(figures(saved), figures(edited)) == {}
    assert wrong(figures(compiled), figures(edited))


def add_placement_and_move_another(path):
    """Put a copy of the last placement at the end of the table, under a new key, and let another begin later."""
    with read_book(path) as book:
        office, _ = read_office(book)
    table = office[Placement]
    last, key = max(table.rows), table.cell(max(table.rows), "placement_id")
    begin = next(each for each in table if each.start and each.start.year == 2019)
    moved = table.cell(begin.row, "start")
    with Package(path) as package:
        part = next(entry.part for entry in sheet_entries(package) if entry.name == table.sheet)
        listed = next(entry.part for entry in table_entries(package) if entry.name == Placement.spec.table_name)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[listed] = re.sub(rb'(ref="[A-Z]+\d+:[A-Z]+)%d"' % last, rb'\g<1>%d"' % (last + 1), parts[listed])
    data = parts[part].decode()
    row = re.search(rf'<row r="{last}".*?</row>', data, re.DOTALL)[0]
    added = re.sub(rf'r="([A-Z]*){last}"', rf'r="\g<1>{last + 1}"', row)
    new_key = key.replace(str(last), str(last + 1))
    added = re.sub(
        rf'<c r="{new_key}" s="(\d+)"[^>]*>.*?</c>',
        rf'<c r="{new_key}" s="\1" t="inlineStr"><is><t>V-09999</t></is></c>',
        added,
    )
    data = data.replace(row, row + added)
    found = re.search(rf'(<c r="{moved}"[^>]*><v>)(\d+)(</v>)', data)
    data = data.replace(found[0], f"{found[1]}{int(found[2]) + 91}{found[3]}")
    parts[part] = data.encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
