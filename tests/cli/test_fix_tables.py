"""A table that ends above its last rows is made longer once staff agree, and nothing else in the file changes."""

from __future__ import annotations

import json
import re
import zipfile

import openpyxl
import pytest
from openpyxl.formatting.rule import Rule
from openpyxl.styles import PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.worksheet.datavalidation import DataValidation

from tests.unit.test_rows_below import client, sheet
from workbook.cells import Area
from workbook.errors import HarmError
from workbook.package.comparing import check_unharmed
from workbook.package.draft import Draft
from workbook.package.longer_table import Growth
from workbook.package.parts import Package

DAY = ("--as-of", "2019-06-30")


def with_ranges(page):
    """A colour and a dropdown over the table's rows, a dropdown elsewhere that ends there too."""
    colour = DifferentialStyle(fill=PatternFill(bgColor="FFFF00"))
    page.conditional_formatting.add("A5:F6", Rule(type="expression", dxf=colour, formula=['$F5="aktiv"']))
    for area, words in (("F5:F6", "aktiv,ruht"), ("F5:F1000", "a,b"), ("Z1:Z6", "c,d")):
        choice = DataValidation(type="list", formula1=f'"{words}"')
        choice.add(area)
        page.add_data_validation(choice)


def parts_of(path):
    with zipfile.ZipFile(path) as file:
        return {name: file.read(name) for name in file.namelist()}


def fixed(lotse, path, *more):
    return json.loads(lotse("check", path, "--fix", "--yes", "--json", *more, *DAY).out)["fix"]


def test_table_filter_colour_and_dropdown_reach_the_new_rows(lotse, tmp_path):
    path = sheet(tmp_path / "a.xlsx", [client("K-00003"), None, client("K-00004")], more=with_ranges)
    page = openpyxl.load_workbook(path)["Klienten"]
    page.tables["tblKlienten"].autoFilter = openpyxl.worksheet.filters.AutoFilter(ref="A4:F6")
    page.parent.save(path)
    before = parts_of(path)

    fix = fixed(lotse, path)

    page = openpyxl.load_workbook(path)["Klienten"]
    table = page.tables["tblKlienten"]
    assert (fix["extended"], [each["cell"] for each in fix["tables"]]) == (1, ["A7"])
    assert (table.ref, table.autoFilter.ref) == ("A4:F9", "A4:F9")
    assert [str(each.sqref) for each in page.conditional_formatting] == ["A5:F9"]
    assert {str(each.sqref) for each in page.data_validations.dataValidation} == {"F5:F9", "F5:F1000", "Z1:Z6"}
    after = parts_of(path)
    changed = {name for name in before if before[name] != after.get(name)}
    shared = {
        "[Content_Types].xml",
        "xl/workbook.xml",
        "xl/styles.xml",
        "xl/_rels/workbook.xml.rels",
        "docProps/custom.xml",
        "_rels/.rels",
    }
    assert changed - shared == {"xl/tables/table1.xml", "xl/worksheets/sheet1.xml"}
    table, page = (f"xl/{name}1.xml" for name in ("tables/table", "worksheets/sheet"))
    assert after[table].replace(b"A4:F9", b"A4:F6") == before[table]
    assert re.sub(rb'(sqref="[AF]5):F9"', rb'\1:F6"', after[page]).replace(b'"F5:F9"', b'"F5:F6"') == before[page]


def test_once_extended_nothing_is_left_to_say(lotse, tmp_path):
    path = sheet(tmp_path / "a.xlsx", [client("K-00003")])
    fixed(lotse, path)
    once = path.read_bytes()

    told = json.loads(lotse("check", path, "--json", "--no-write", *DAY).out)

    assert [each["cell"] for each in told["findings"] if each["rule"] == "F-19"] == []
    assert fixed(lotse, path)["extended"] == 0
    assert path.read_bytes() == once


def test_a_cell_and_the_table_are_put_right_together(lotse, tmp_path):
    path = sheet(tmp_path / "a.xlsx", [client("k-00003", postcode=1067)], more=with_ranges)

    done = lotse("check", path, "--fix", "--yes", *DAY)

    page = openpyxl.load_workbook(path)["Klienten"]
    assert "Berichtigt: 2 Zellen und 1 Tabelle" in done.out
    assert "bitte die Formeln herunterziehen" in done.out
    assert (page["A7"].value, page["E7"].value) == ("K-00003", "01067")
    assert page.tables["tblKlienten"].ref == "A4:F7"


def totals(page):
    table = page.tables["tblKlienten"]
    table.ref, table.totalsRowCount = "A4:F7", 1


@pytest.mark.parametrize(
    ("below", "more", "reason"),
    [
        ([("Ergebnis",), client("K-00003")], totals, "Ergebniszeile"),
        ([("Summe", None, None, None, 2), client("K-00003")], None, "Zeile 7"),
        ([client("K-00003")], lambda page: page.merge_cells("B7:C7"), "verbunden"),
        ([client("K-00003")], lambda page: setattr(page.protection, "sheet", True), "geschützt"),
    ],
)
def test_what_stands_in_the_way_is_told_and_nothing_is_changed(lotse, tmp_path, below, more, reason):
    path = sheet(tmp_path / "a.xlsx", below, more=more)
    before = path.read_bytes()

    fix = fixed(lotse, path, "--rule", "F-19")

    assert fix["extended"] == 0
    assert [reason in each["reason"] for each in fix["left"]] == [True]
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("xl/tables/table1.xml", b'name="Nachname"', b'name="Nachnamen"'),
        ("xl/tables/table1.xml", b'ref="A4:F7"', b'ref="A4:F8"'),
        ("xl/worksheets/sheet1.xml", b'sqref="F5:F1000"', b'sqref="F5:F7"'),
        ("xl/worksheets/sheet1.xml", b'sqref="A5:F7"', b'sqref="A5:F8"'),
        ("xl/worksheets/sheet1.xml", b"aktiv,ruht", b"aktiv,weg"),
    ],
)
def test_the_check_before_replacing_finds_whatever_else_changed(tmp_path, part, old, new):
    path = sheet(tmp_path / "a.xlsx", [client("K-00003")], more=with_ranges)
    parts = parts_of(path)
    right = {
        "xl/tables/table1.xml": parts["xl/tables/table1.xml"].replace(b"A4:F6", b"A4:F7"),
        "xl/worksheets/sheet1.xml": re.sub(rb'"(A|F)5:F6"', rb'"\g<1>5:F7"', parts["xl/worksheets/sheet1.xml"]),
    }
    growth = Growth(area=Area(4, 1, 6, 6), last_row=7)

    def compared(changes):
        with Package(path) as package:
            draft = Draft(package)
            for name, data in changes.items():
                draft.put(name, data)
            with (tmp_path / "b.xlsx").open("wb") as file:
                draft.write(file)
            with Package(tmp_path / "b.xlsx") as other:
                check_unharmed(path, package, other, grown=dict.fromkeys(right, (growth,)))

    compared(right)
    assert old in right[part]
    with pytest.raises(HarmError):
        compared(right | {part: right[part].replace(old, new)})
