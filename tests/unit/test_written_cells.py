"""Which cells Lotse wrote is remembered in a constant that every program keeps; what else is filled is found."""

import io

import pytest
from openpyxl import Workbook

from workbook.cells import Area
from workbook.package.parts import Package
from workbook.package.written_cells import WrittenCells, filled_beside, name_of_cells, read_constant
from workbook.sheets import Block, Note, Palette, Sheet, SheetTable, Style, TableColumn
from workbook.writing.staff_beside import cells_of, told_of_cells

WIDE = 18


def test_the_constant_gives_back_what_went_in():
    cells = WrittenCells(((1, 0b1), (3, 0), (12_867, (1 << WIDE) - 1)))

    assert read_constant(cells.constant()) == cells
    assert read_constant(f"={cells.constant()}") == cells
    assert name_of_cells("Dashboard 2") == "_LotseZellen_Dashboard__2"


def test_what_is_too_long_for_excel_is_remembered_coarser_and_never_finer():
    cells = WrittenCells.of_rows((1, pow(7, row, 1 << 60) | 1 << 60) for row in range(400))

    constant = cells.constant()

    coarser = read_constant(constant)
    assert len(constant) <= 255
    assert sum(count for count, _ in coarser.runs) == 400
    assert all(columns == (1 << 61) - 1 for _, columns in coarser.runs)


@pytest.mark.parametrize(
    "text", ["", '"', '""', '"kein Text von Lotse"', "Heute!$A$1", '"eJw="', "#REF!", '"+-1*f"']
)
def test_what_somebody_changed_is_taken_for_nothing(text):
    assert read_constant(text) is None or read_constant(text).runs == ()


def test_a_sheet_says_which_cells_it_fills_or_leaves_to_staff():
    sheet = Sheet(
        "Heute",
        notes=[Note(Area(1, 1, 2, 3), "Titel")],
        blocks=[
            Block(4, 2, [["a", None, "b"], ["", 0, ""]]),
            Block(4, 6, [[None]], Style(fill=Palette.INPUT, unlocked=True)),
        ],
        tables=[SheetTable("tbl", 7, 1, [TableColumn("x"), TableColumn("y")], [(1, None), (2, None)])],
    )

    assert cells_of(sheet).runs == ((2, 0b111), (1, 0), (1, 0b101010), (1, 0b100), (1, 0), (3, 0b11))


@pytest.fixture
def opened(tmp_path):
    """A sheet with a title, a table of 2 × 50 and what the test adds."""

    def make(further):
        book = Workbook()
        sheet = book.active
        sheet["A1"] = "Titel"
        for row in range(3, 53):
            sheet.cell(row, 1, row)
            sheet.cell(row, 2, "x")
        for cell, value in further.items():
            sheet[cell] = value
        book.save(tmp_path / "a.xlsx")
        return Package(tmp_path / "a.xlsx", io.BytesIO((tmp_path / "a.xlsx").read_bytes()))

    return make


@pytest.mark.parametrize(
    ("further", "found"),
    [
        ({}, []),
        ({"B1": "mein"}, [(1, 2)]),
        ({"A2": 5, "D40": "=A3"}, [(2, 1), (40, 4)]),
        ({"B60": "unten"}, [(60, 2)]),
        ({"A1": "anderer Titel", "B52": None, "C3": ""}, []),
    ],
)
def test_what_is_filled_beside_is_found_wherever_it_lies(opened, further, found):
    written = WrittenCells(((1, 0b1), (1, 0), (50, 0b11)))

    with opened(further) as package:
        assert filled_beside(package, "xl/worksheets/sheet1.xml", written) == found


def test_the_sentence_names_areas_and_no_more_than_six():
    (told,) = told_of_cells("Heute", [(5, 9), (6, 9), (7, 9), (2, 12)])
    (many,) = told_of_cells("Heute", [(row * 2, 1) for row in range(1, 20)])
    (moved,) = told_of_cells("Heute", [(row, 3) for row in range(1, 60)])

    assert "(I5:I7, L2)" in told
    assert "(A2, A4, A6, A8, A10 und 14 weitere Stellen)" in many
    assert "in 59 Zellen" in moved
    assert "(C1:C59)" in moved
    assert [*told_of_cells("Heute", [])] == []
