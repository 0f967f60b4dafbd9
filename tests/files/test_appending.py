"""Rows appended to a table of the staff's: the table grows as in Excel, or is refused with the reason."""

from __future__ import annotations

import shutil
import warnings
from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.filters import FilterColumn, Filters

from workbook.cells import Area, address
from workbook.errors import CellNotCorrectedError, WorkbookError
from workbook.package.parts import Package
from workbook.package.structure import sheet_entries, table_entries
from workbook.sheets import Block, Choice, Highlight, Sheet, SheetTable, Style, TableColumn
from workbook.trial.samples import trial_sheets
from workbook.writing.appended_rows import NewRows, append_obstacles, append_rows
from workbook.writing.changing import Safety
from workbook.writing.donor import build_donor
from workbook.writing.file_book import FileBook
from workbook.writing.saving import Backups

CORPUS = Path(__file__).parents[2] / ".." / "shared" / "corpus"
TODAY = date(2019, 6, 30)
SAFETY = Safety(Backups(keep=0))


def tables_of(path):
    try:
        with Package(path) as package:
            return [each for each in table_entries(package) if each.header_rows and each.body is not None]
    except WorkbookError:
        return []


EVERY = [(path, each) for path in sorted(CORPUS.glob("*.xls[xm]")) for each in tables_of(path)]


def one_row(table, text="Lotse-Probe"):
    return NewRows(table.sheet, table.area.first_row, table.body.last_row, ({table.area.first_column: text},))


@pytest.mark.skipif(not EVERY, reason="Die Sammlung echter Excel-Mappen liegt nicht neben diesem Checkout.")
@pytest.mark.parametrize("sheets", [(), "own"], ids=["alone", "with-own-sheets"])
@pytest.mark.parametrize(("path", "table"), EVERY, ids=[f"{p.stem[-24:]}-{t.name[:16]}" for p, t in EVERY])
def test_tables_of_the_wild_take_a_row_or_say_why_not(path, table, sheets, tmp_path, streams):
    workbook = Path(shutil.copyfile(path, tmp_path / path.name))
    before, parts = workbook.read_bytes(), streams(workbook)
    owned = list(trial_sheets()) if sheets else []
    reasons = append_obstacles(workbook, [one_row(table)])

    if reasons:
        assert reasons[0].endswith((".", ")"))
        with pytest.raises(CellNotCorrectedError):
            FileBook(workbook, SAFETY).append([one_row(table)], owned, today=TODAY)
        assert workbook.read_bytes() == before
        return
    FileBook(workbook, SAFETY).append([one_row(table)], owned, today=TODAY)

    with Package(workbook) as package:
        now = next(each for each in table_entries(package) if each.part == table.part)
        sheet = next(each.part for each in sheet_entries(package) if each.name == table.sheet)
    assert now.area.last_row == table.area.last_row + 1
    after = streams(workbook)
    changed = {part for part, stream in parts.items() if after.get(part) != stream}
    shared = {
        "[content_types].xml",
        "_rels/.rels",
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "xl/styles.xml",
    }
    allowed = {sheet.lower().lstrip("/"), table.part.lower().lstrip("/"), "xl/calcchain.xml"}
    allowed |= (
        {*shared, "docprops/app.xml", "docprops/custom.xml"} if sheets else {"xl/workbook.xml", "xl/styles.xml"}
    )
    assert {part.lower() for part in changed} <= allowed
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what openpyxl would drop from somebody else's file
        page = openpyxl.load_workbook(BytesIO(workbook.read_bytes()))[table.sheet]
    assert page[address(table.body.last_row + 1, table.area.first_column)].value == "Lotse-Probe"


@pytest.fixture
def listed(tmp_path):
    """A workbook with a table as Excel would write it: calculated column, filter, list, conditional format."""

    def make(rows=2, below=None):
        columns = [
            TableColumn("Nr.", 8, Style(number_format="@", fill="#FFF2CC")),
            TableColumn("Tag", 12, Style(number_format="dd.mm.yyyy")),
            TableColumn("Betrag", 12, Style(number_format="0.00")),
            TableColumn("Doppelt", 12, formula="=[@Betrag]*2"),
        ]
        values = [[f"N-{n}", date(2019, 1, n), n, 2 * n] for n in range(1, rows + 1)]
        body = Area(2, 1, max(2, rows + 1), 1)
        sheet = Sheet(
            name="Liste",
            blocks=[Block(*below, [["Summe"]])] if below else [],
            tables=[SheetTable("tblListe", 1, 1, columns, values)],
            choices=[Choice(Area(2, 3, body.last_row, 3), ["1", "2", "3"], strict=False)],
            highlights=[Highlight(body, "=$A2=1", Style(fill="#FF0000"))],
        )
        path = tmp_path / "Liste.xlsx"
        path.write_bytes(build_donor([sheet], today=TODAY))
        return path

    return make


TWO = ({1: "N-8", 2: date(2019, 2, 3), 3: 7}, {1: "0815", 3: 9})


def append(path, rows=TWO, after=3, **more):
    return append_rows(path, [NewRows("Liste", 1, after, rows, **more)], safety=SAFETY)


@pytest.mark.parametrize("rows", [0, 2])
def test_the_table_grows_with_its_looks_lists_and_formulas(listed, rows):
    path = listed(rows)

    append(path, after=rows + 1)

    page = openpyxl.load_workbook(path)["Liste"]
    last = rows + 3
    assert page.tables["tblListe"].ref == f"A1:D{last}"
    assert page.tables["tblListe"].autoFilter.ref == f"A1:D{last}"
    assert [page.cell(last - 1, column).value for column in (1, 3)] == ["N-8", 7]
    assert page.cell(last - 1, 2).value.date() == date(2019, 2, 3)
    assert page.cell(last, 1).value == "0815"
    assert page.cell(last, 4).value == "=tblListe[[#This Row],[Betrag]]*2"
    for column in (1, 2, 3):
        assert page.cell(last, column).number_format == page.cell(2, column).number_format
        assert page.cell(last, column).fill.fgColor.rgb == page.cell(2, column).fill.fgColor.rgb
    assert str(page.data_validations.dataValidation[0].sqref) == f"C2:C{last}"
    assert [str(area.sqref) for area in page.conditional_formatting] == [f"A2:A{last}"]


@pytest.mark.libreoffice
def test_the_new_rows_calculate(listed, recalculate):
    path = listed()

    append(path)

    page = openpyxl.load_workbook(recalculate(path), data_only=True)["Liste"]
    assert [page.cell(row, 4).value for row in range(2, 6)] == [2, 4, 14, 18]


def test_what_stands_in_the_way_is_named_and_nothing_happens(listed):
    path = listed(below=(5, 2))
    before = path.read_bytes()

    with pytest.raises(CellNotCorrectedError, match=r"etwas \(B5\)"):
        append(path)

    assert path.read_bytes() == before
    append(path, TWO[:1])
    assert openpyxl.load_workbook(path)["Liste"].tables["tblListe"].ref == "A1:D4"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda page: page.tables["tblListe"].autoFilter.filterColumn.append(filtered()), "Filter gesetzt"),
        (lambda page: setattr(page.protection, "sheet", True), "geschützt"),
        (lambda page: page.merge_cells("A5:B5"), "verbunden"),
        (lambda page: setattr(page.row_dimensions[4], "hidden", True), "ausgeblendet"),
        (lambda page: setattr(page.tables["tblListe"], "totalsRowCount", 1), "Ergebniszeile"),
    ],
)
def test_filters_totals_and_protection_are_in_the_way(listed, change, reason):
    path = listed()
    book = openpyxl.load_workbook(path)
    change(book["Liste"])
    book.save(path)

    assert reason in append_obstacles(path, [NewRows("Liste", 1, 3, TWO)])[0]


def filtered():
    return FilterColumn(colId=0, filters=Filters(filter=["N-1"]))
