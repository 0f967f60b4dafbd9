"""The sheet `Pivot`: it stores no row, LibreOffice fills it, and it comes and goes as a whole."""

import json
import re
import zipfile
from collections import defaultdict
from datetime import date

import openpyxl
import pytest
from openxml_audit import FileFormat, OpenXmlValidator

from automation.cli import main
from automation.dashboard.fact_sheet import COLUMNS, build_fact_sheet
from automation.dashboard.pivot_sheet import build_pivot_sheet
from workbook.schema.setting_names import SettingName

PARTS = re.compile(r"xl/pivot\w+/(?:_rels/)?pivot\w+\.xml(?:\.rels)?")


def wanting_it(path):
    """A workbook whose office has said yes to the pivot table."""
    book = openpyxl.load_workbook(path)
    rows = book["Einstellungen"].iter_rows(min_row=5)
    next(row for row in rows if row[0].value == SettingName.PIVOT)[1].value = "ja"
    book.save(path)
    return path


@pytest.fixture(scope="module")
def compiled(tmp_path_factory):
    path = tmp_path_factory.mktemp("pivot") / "Mappe.xlsx"
    assert main(["new", str(path), "--demo"]) == 0
    assert main(["dashboard", str(wanting_it(path)), "--as-of", "30.06.2019"]) == 0
    return path


def pivots(path):
    with zipfile.ZipFile(path) as archive:
        return sorted(name for name in archive.namelist() if PARTS.fullmatch(name))


def listed(path):
    with zipfile.ZipFile(path) as archive:
        return re.findall(rb"<pivotCache [^>]*>", archive.read("xl/workbook.xml"))


def test_no_office_has_it_that_did_not_ask(tmp_path):
    path = tmp_path / "Mappe.xlsx"
    assert main(["new", str(path), "--demo"]) == 0
    assert main(["dashboard", str(path), "--as-of", "30.06.2019"]) == 0

    assert "Pivot" not in openpyxl.load_workbook(path, read_only=True).sheetnames


def test_no_row_is_stored_in_it(compiled):
    assert pivots(compiled) == [
        "xl/pivotCache/pivotCacheDefinition1.xml",
        "xl/pivotTables/_rels/pivotTable1.xml.rels",
        "xl/pivotTables/pivotTable1.xml",
    ]
    with zipfile.ZipFile(compiled) as archive:
        cache = archive.read(pivots(compiled)[0]).decode()
    assert 'refreshOnLoad="1"' in cache
    assert 'saveData="0"' in cache
    assert cache.count("<sharedItems/>") == len(COLUMNS)


def test_written_again_there_is_still_one(compiled, tmp_path, capsys):
    again = tmp_path / "Mappe.xlsx"
    again.write_bytes(compiled.read_bytes())

    assert main(["dashboard", str(again), "--as-of", "30.06.2019", "--json"]) == 0

    assert (pivots(again), len(listed(again))) == (pivots(compiled), 1)
    assert not json.loads(capsys.readouterr().out)["written"]["warnings"]


def test_it_goes_with_everything_of_lotses(compiled, tmp_path):
    path = tmp_path / "Mappe.xlsx"
    path.write_bytes(compiled.read_bytes())

    assert main(["remove", str(path)]) == 0

    assert (pivots(path), listed(path)) == ([], [])


def test_it_has_no_error_in_openxml_audit(put, tmp_path, parts):
    path = parts.save(tmp_path / "Mappe.xlsx")
    put(path, build_fact_sheet((), date(2019, 6, 30)), build_pivot_sheet())

    found = OpenXmlValidator(file_format=FileFormat.OFFICE_2019).validate(str(path))

    assert pivots(path)
    assert [error.description for error in found.errors if "/theme" not in error.description] == []


@pytest.mark.libreoffice
def test_libreoffice_adds_up_what_stands_on_the_facts(compiled, libreoffice, tmp_path):
    sums = defaultdict(int)
    rows = openpyxl.load_workbook(compiled, data_only=True)["Fakten"].iter_rows(min_row=5, values_only=True)
    for code, _, quarter, number, *_ in rows:
        sums[code, quarter] += number or 0

    made = libreoffice.convert(compiled, "xlsx", tmp_path)

    table = list(openpyxl.load_workbook(made, data_only=True)["Pivot"].iter_rows(values_only=True))
    head = next(place for place, row in enumerate(table) if row[0] == "Kennzahl")
    quarters = table[head][1:]
    seen = {
        (row[0], quarter): number
        for row in table[head + 1 :]
        for quarter, number in zip(quarters, row[1:], strict=True)
        if quarter and "-Q" in quarter and number is not None and row[0] in {code for code, _ in sums}
    }
    assert len(seen) > 100
    assert {key: sums[key] for key in seen} == seen
