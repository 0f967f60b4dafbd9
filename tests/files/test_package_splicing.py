"""A correction changes the cell that it is meant for, and no other byte of the sheet."""

from __future__ import annotations

import zipfile
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from workbook.errors import CellNotCorrectedError, HarmError, WorkbookChangedError
from workbook.findings import Fix
from workbook.package.comparing import check_unharmed
from workbook.package.parts import Package
from workbook.package.splicing import CannotSpliceError, splice_cells
from workbook.writing.changing import Safety
from workbook.writing.corrected_cells import correct_cells
from workbook.writing.saving import Backups

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SAFETY = Safety(Backups(keep=0))
FORMATS = {date: "dd.mm.yyyy", str: "@"}
SHEET = (
    f'<worksheet xmlns="{MAIN}"><sheetData><row r="1" spans="1:3"><c r="A1" s="2" t="s"><v>0</v></c>'
    '<c r="C1" s="1"/><c r="D1"><f>A1</f><v>1</v></c></row><row r="3"/><row r="7" ht="30"><c r="B7" t="inlineStr">'
    "<is><t>alt</t></is></c></row></sheetData><pageMargins/></worksheet>"
)


@pytest.fixture
def workbook(parts, tmp_path):
    parts.sheet = SHEET
    return parts.save(tmp_path / "Mappe.xlsx")


def fixes(**values):
    """Corrections on the sheet `Klienten`, by address."""
    return {"Klienten": {cell: Fix(v, FORMATS.get(type(v), "General")) for cell, v in values.items()}}


def sheet_of(path):
    with zipfile.ZipFile(path) as archive:
        return archive.read("xl/worksheets/sheet1.xml").decode()


@pytest.mark.parametrize(
    ("cell", "value", "old", "new"),
    [
        (
            "A1",
            "04109",
            '<c r="A1" s="2" t="s"><v>0</v></c>',
            '<c r="A1" s="2" t="inlineStr"><is><t>04109</t></is></c>',
        ),
        ("A1", None, '<c r="A1" s="2" t="s"><v>0</v></c>', '<c r="A1" s="2"/>'),
        ("C1", 7, '<c r="C1" s="1"/>', '<c r="C1" s="1"><v>7</v></c>'),
        ("B7", True, '<c r="B7" t="inlineStr"><is><t>alt</t></is></c>', '<c r="B7" t="b"><v>1</v></c>'),
        ("B1", 1.5, '<c r="C1" s="1"/>', '<c r="B1"><v>1.5</v></c><c r="C1" s="1"/>'),
        ("E1", 2, "<v>1</v></c></row>", '<v>1</v></c><c r="E1"><v>2</v></c></row>'),
        ("B3", 2, '<row r="3"/>', '<row r="3"><c r="B3"><v>2</v></c></row>'),
        ("A5", 2, '<row r="7" ht="30">', '<row r="5"><c r="A5"><v>2</v></c></row><row r="7" ht="30">'),
        ("A9", "=1", "</sheetData>", '<row r="9"><c r="A9" t="inlineStr"><is><t>=1</t></is></c></row></sheetData>'),
    ],
)
def test_one_cell_is_exchanged_and_every_other_byte_stays(cell, value, old, new):
    assert splice_cells(SHEET.encode(), {cell: value}).decode() == SHEET.replace(old, new, 1)


def test_several_cells_are_exchanged_at_once():
    spliced = splice_cells(SHEET.encode(), {"B7": 1, "A1": 2, "C1": 3, "AA1": 4}).decode()

    assert '<c r="A1" s="2"><v>2</v></c><c r="C1" s="1"><v>3</v></c><c r="D1"><f>A1</f><v>1</v></c>' in spliced
    assert '<c r="AA1"><v>4</v></c></row>' in spliced
    assert '<c r="B7"><v>1</v></c>' in spliced


def test_a_formula_is_never_overwritten():
    with pytest.raises(CannotSpliceError, match="Formel"):
        splice_cells(SHEET.encode(), {"D1": 1})


@pytest.mark.parametrize(
    "sheet",
    [
        SHEET.replace("<", "<x:").replace("<x:/", "</x:"),
        SHEET.replace(' r="A1"', ""),
        SHEET.replace("<sheetData>", "<sheetData/>").replace("</sheetData>", ""),
    ],
)
def test_a_sheet_written_in_an_unusual_way_is_refused(sheet):
    with pytest.raises(CannotSpliceError, match="ungewöhnlich"):
        splice_cells(sheet.encode(), {"A1": 1})


@given(st.dictionaries(st.sampled_from([f"{c}{r}" for c in "ABC" for r in range(1, 9)]), st.integers(), max_size=9))
def test_taking_the_cells_out_again_gives_the_same_sheet(values):
    empty = dict.fromkeys(values)

    spliced = splice_cells(SHEET.encode(), values)

    assert splice_cells(spliced, empty) == splice_cells(SHEET.encode(), empty)


def test_a_correction_reaches_the_workbook_and_nothing_else_changes(workbook, streams):
    before = streams(workbook)

    correct_cells(
        workbook,
        fixes(A1="Ärztin & Co", B7=Decimal("180.50")),
        safety=SAFETY,
    )

    after = streams(workbook)
    changed = {part for part in before if before[part] != after[part]}
    assert changed == {"xl/worksheets/sheet1.xml", "xl/workbook.xml"}
    rows = CalamineWorkbook.from_path(workbook).get_sheet_by_name("Klienten").to_python()
    assert (rows[0][0], rows[6][1]) == ("Ärztin & Co", 180.5)


def test_the_workbook_calculates_anew_when_it_is_opened(parts, tmp_path):
    parts.workbook = parts.workbook.replace("</sheets>", '</sheets><calcPr calcId="191029"/>')
    path = parts.save(tmp_path / "m.xlsx")

    correct_cells(path, fixes(B1=8), safety=SAFETY)

    with zipfile.ZipFile(path) as archive:
        assert b'<calcPr calcId="191029" fullCalcOnLoad="1"/>' in archive.read("xl/workbook.xml")


def test_dates_are_counted_as_the_workbook_counts_them(parts, tmp_path):
    parts.workbook = parts.workbook.replace("<sheets>", '<workbookPr date1904="1"/><sheets>')
    path = parts.save(tmp_path / "m.xlsx")

    correct_cells(path, fixes(B1=date(2019, 6, 30)), safety=SAFETY)

    assert '<c r="B1" s="1"><v>42184</v></c>' in sheet_of(path)


@pytest.mark.parametrize(("sheet", "cell"), [("Klienten", "D1"), ("Fehlt", "A1"), ("Klienten", "kein Ort")])
def test_a_correction_that_cannot_be_made_changes_nothing(workbook, sheet, cell):
    before = workbook.read_bytes()

    with pytest.raises(CellNotCorrectedError) as refused:
        correct_cells(workbook, {sheet: {cell: Fix(1)}}, safety=SAFETY)

    assert (refused.value.sheet, refused.value.cell) == (sheet, cell)
    assert workbook.read_bytes() == before


def test_a_correction_of_what_has_changed_meanwhile_is_not_made(workbook):
    with pytest.raises(WorkbookChangedError):
        correct_cells(workbook, fixes(A1=1), digest="0" * 64, safety=SAFETY)


def test_the_check_finds_a_second_change_in_a_corrected_sheet(parts, tmp_path):
    before = parts.save(tmp_path / "a.xlsx")
    parts.sheet = parts.sheet.replace("<v>7</v>", "<v>8</v>").replace("<v>0</v>", "<v>1</v>")
    after = parts.save(tmp_path / "b.xlsx")

    with Package(before) as old, Package(after) as new, pytest.raises(HarmError):
        check_unharmed(before, old, new, {"xl/worksheets/sheet1.xml": ["B1"]})


def test_a_hundred_thousand_rows_are_corrected_without_parsing_them(parts, tmp_path):
    rows = "".join(f'<row r="{row}"><c r="A{row}"><v>{row}</v></c></row>' for row in range(1, 100_001))
    parts.sheet = f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
    path = parts.save(tmp_path / "m.xlsx")

    correct_cells(path, fixes(**{f"A{row}": -row for row in range(7, 100_001, 5)}), safety=SAFETY)

    values = CalamineWorkbook.from_path(path).get_sheet_by_name("Klienten").to_python()
    assert [row[0] for row in values[5:8]] == [6, -7, 8]
    assert sum(row[0] < 0 for row in values) == 19_999
