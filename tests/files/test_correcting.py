"""What a cell is given is shown as what it is, its look stays, and no workbook of the wild is harmed by it."""

from __future__ import annotations

import zipfile
from datetime import date, time
from decimal import Decimal

import pytest
from openxml_audit import FileFormat, OpenXmlValidator
from python_calamine import CalamineError, CalamineWorkbook

from workbook.cells import address
from workbook.errors import HarmError, WorkbookError
from workbook.findings import Fix
from workbook.package.cell_formats import CellFormats
from workbook.package.comparing import check_unharmed
from workbook.package.markup import parse
from workbook.package.part_names import part_key
from workbook.package.parts import Package
from workbook.package.structure import sheet_entries
from workbook.writing.changing import Safety
from workbook.writing.corrected_cells import correct_cells, obstacles
from workbook.writing.saving import Backups

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SMALL = 30_000
SAFETY = Safety(Backups(keep=0))
FORMATS = (
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="49" fontId="1" fillId="2" borderId="0" xfId="0" applyNumberFormat="1" quotePrefix="1">'
    '<alignment horizontal="right"/></xf>'
    '<xf numFmtId="14" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="170" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="10" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="20" fontId="0" fillId="0" borderId="0" xfId="0"/>'
)
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts count="1"><numFmt numFmtId="170" formatCode="[$-407]d/\\ mmmm\\ yyyy"/>'
    f'</numFmts><cellXfs count="6">{FORMATS}</cellXfs></styleSheet>'
)
GENERAL, TEXT, DAY, LONG_DAY, PERCENT, CLOCK = range(6)


@pytest.mark.parametrize(
    ("style", "value", "code", "stays"),
    [
        (GENERAL, "Müller", "@", True),
        (GENERAL, "01454", "@", False),  # Excel would make a number of it at the next touch
        (GENERAL, "12/14", "@", False),
        (TEXT, "01454", "@", True),
        (GENERAL, date(2019, 2, 3), "dd.mm.yyyy", False),
        (TEXT, date(2019, 2, 3), "dd.mm.yyyy", False),
        (DAY, date(2019, 2, 3), "dd.mm.yyyy", True),
        (LONG_DAY, date(2019, 2, 3), "dd.mm.yyyy", True),
        (CLOCK, date(2019, 2, 3), "dd.mm.yyyy", False),
        (CLOCK, time(9, 30), "hh:mm", True),
        (DAY, time(9, 30), "hh:mm", False),
        (GENERAL, Decimal("12.5"), "0.0#", True),
        (TEXT, Decimal("12.5"), "0.0#", False),
        (DAY, Decimal("12.5"), "0.0#", False),
        (PERCENT, Decimal("12.5"), "0.0#", False),
    ],
)
def test_a_cell_gets_another_number_format_only_where_its_own_cannot_show_the_value(style, value, code, stays):
    formats = CellFormats(parse(STYLES.encode()))

    assert (formats.fitting(style, value, code) == style) is stays
    assert (formats.data() is None) is stays


def test_a_derived_format_keeps_everything_else_and_is_made_once():
    formats = CellFormats(parse(STYLES.encode()))

    made = {formats.fitting(TEXT, date(2019, 2, day), "dd.mm.yyyy") for day in range(1, 9)}

    assert made == {6}
    assert FORMATS.encode() in formats.data()
    assert (
        b'<xf numFmtId="171" fontId="1" fillId="2" borderId="0" xfId="0" applyNumberFormat="1">'
        b'<alignment horizontal="right"/></xf>' in formats.data()
    )
    assert b'<numFmt numFmtId="171" formatCode="dd.mm.yyyy"/></numFmts>' in formats.data()


def test_a_check_box_in_a_cell_is_no_ordinary_format():
    extended = STYLES.replace("</xf>", '</xf><xf numFmtId="0"><extLst><ext uri="{C7286773}"/></extLst></xf>', 1)

    assert [CellFormats(parse(extended.encode())).is_special(style) for style in (1, 2, 3)] == [False, True, False]


def test_a_correction_that_dresses_a_cell_otherwise_is_noticed_before_saving(parts, tmp_path):
    parts.styles = parts.styles.replace('<xf xfId="0"/>', '<xf xfId="0"/><xf xfId="0" fillId="1"/>')
    before = parts.save(tmp_path / "a.xlsx")
    parts.sheet = parts.sheet.replace('<c r="B1">', '<c r="B1" s="1">')
    after = parts.save(tmp_path / "b.xlsx")

    with Package(before) as old, Package(after) as new, pytest.raises(HarmError):
        check_unharmed(before, old, new, {"xl/worksheets/sheet1.xml": ["B1"]})


def test_the_header_of_a_table_stays_as_the_table_knows_it(parts, relationships, tmp_path):
    parts.sheet = parts.sheet.replace("</worksheet>", '<tableParts count="1"/></worksheet>')
    parts.more["xl/worksheets/_rels/sheet1.xml.rels"] = relationships(("rId1", "table", "../tables/table1.xml"))
    parts.more["xl/tables/table1.xml"] = (
        f'<table xmlns="{MAIN}" id="1" name="T" displayName="T" ref="A1:B2"><tableColumns count="2"/></table>'
    )
    path = parts.save(tmp_path / "m.xlsx")

    assert obstacles(path, {"Klienten": {"B1": Fix("Ort")}}) == {
        ("Klienten", "B1"): "Die Zelle ist Überschrift oder Ergebnis einer Tabelle."
    }


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<worksheet", '<?xml version="1.0" encoding="ISO-8859-1"?><worksheet'),
        ('<c r="B1">', '<!-- <c r="B1"> --><c r="B1">'),
        ('<c r="B1">', '<c r="B1" vm="1">'),
    ],
)
def test_a_sheet_in_unusual_markup_is_left_alone(parts, tmp_path, old, new):
    parts.sheet = parts.sheet.replace(old, new)

    assert len(obstacles(parts.save(tmp_path / "m.xlsx"), {"Klienten": {"B1": Fix("Ort")}})) == 1


def schema_errors(path):
    """Return what the validator says of a small file, but for texts in their cells, which Excel keeps elsewhere."""
    if path.stat().st_size > SMALL:
        return set()
    validator = OpenXmlValidator(file_format=FileFormat.MICROSOFT_365, max_errors=0)
    return {(e.part_uri, e.description) for e in validator.validate(path).errors if e.id != "Excel_InlineStrCells"}


def filled(path):
    """Return the filled cells of every sheet with their values."""
    with CalamineWorkbook.from_path(path) as book, Package(path) as package:
        names = [each.name for each in sheet_entries(package) if each.kind == "worksheet" and each.part]
        return {
            (name, address(row, column)): value
            for name in names
            for row, values in enumerate(book.get_sheet_by_name(name).to_python(skip_empty_area=False), 1)
            for column, value in enumerate(values, 1)
            if value != ""
        }


def test_real_workbooks_are_corrected_in_the_cells_that_were_meant_and_nowhere_else(
    corpus, tmp_path, unharmed, streams
):
    corrected = 0
    for source in sorted(corpus.glob("*.xls[xm]")):
        if source.name.startswith("refuse-"):
            continue
        path = tmp_path / source.name
        path.write_bytes(source.read_bytes())
        before, known = streams(path), schema_errors(path)
        try:
            cells = filled(path)
        except (CalamineError, WorkbookError):
            continue
        chosen = sorted(cells)[::7][:60]
        fixes = [Fix("Größe & Maß"), Fix("01454", "@"), Fix(date(2019, 2, 3), "dd.mm.yyyy"), Fix(Decimal("12.5"))]
        wanted: dict[str, dict[str, Fix]] = {}
        for number, (sheet, cell) in enumerate(chosen):
            wanted.setdefault(sheet, {})[cell] = fixes[number % len(fixes)]
        for sheet, cell in obstacles(path, wanted):
            del wanted[sheet][cell]
        wanted = {sheet: cells for sheet, cells in wanted.items() if cells}
        if not wanted:
            continue

        correct_cells(path, wanted, safety=SAFETY)

        now = filled(path)
        meant = {(sheet, cell): fix.value for sheet, cells in wanted.items() for cell, fix in cells.items()}
        assert {p: v for p, v in now.items() if p not in meant} == {
            p: v for p, v in cells.items() if p not in meant
        }
        assert {p: now[p] for p in meant} == {
            p: float(v) if isinstance(v, Decimal) else v for p, v in meant.items()
        }
        with Package(path) as package, zipfile.ZipFile(path) as archive:
            touched = {part_key(each.part) for each in sheet_entries(package) if each.name in wanted}
            assert archive.testzip() is None
        unharmed({part: stream for part, stream in before.items() if part_key(part) not in touched}, path)
        assert schema_errors(path) <= known, path.name
        corrected += len(meant)
    assert corrected > 100
