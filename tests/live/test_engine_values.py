"""Values and formulas through xlwings, in a real LibreOffice."""

import datetime as dt

import pytest
import xlwings as xw

from workbook.live.libreoffice.engine import install
from workbook.live.libreoffice.values import CellError


def day(*parts: int) -> dt.datetime:
    return dt.datetime(*parts)  # noqa: DTZ001 - a cell knows no time zone


GRID = [
    ["Name", "Betrag", "Beginn", "Offen", "PLZ"],
    ["Müller", 180.5, day(2019, 6, 30), True, "01454"],
    ["'=kein Befehl", 2**40, day(2019, 6, 30, 18, 30), False, None],
]


def test_a_grid_comes_back_as_it_was_written(sheet):
    sheet["B3"].value = GRID

    expected = [row[:] for row in GRID]
    expected[2][0] = "=kein Befehl"
    assert sheet["B3"].expand().value == expected
    assert sheet.used_range.address == "$B$3:$F$5"


def test_text_stays_text_even_if_it_looks_like_something_else(sheet):
    sheet["A1"].value = [["1.5"], ["-5"], ["@wer"], ["'"], ["WAHR"], ["#N/A"]]
    assert sheet["A1:A6"].value == ["1.5", "-5", "@wer", None, "WAHR", "#N/A"]
    assert sheet["A1:A6"].formula[0] == ("1.5",)


def test_a_day_keeps_the_format_that_its_cell_has(sheet):
    sheet["A1:A2"].number_format = "dd.mm.yyyy"
    sheet["A1:B2"].value = [[day(2019, 6, 30), day(2019, 6, 30)]] * 2
    assert sheet["A1:A2"].number_format == "dd.mm.yyyy"
    assert sheet["B1:B2"].number_format == "yyyy-mm-dd"


@pytest.mark.parametrize("code", ["dd.mm.yyyy", "#,##0.00", "0.00%", "@", "yyyy-mm-dd hh:mm:ss", '0" Stück"'])
def test_a_number_format_is_read_back_as_excel_writes_it(sheet, code):
    sheet["A1"].number_format = code
    assert sheet["A1"].number_format == code


def test_a_time_of_day_is_a_fraction_for_xlwings_and_a_time_for_lotse(sheet):
    sheet["A1"].value = 0.75
    sheet["A1"].number_format = "hh:mm"
    assert sheet["A1"].value == 0.75
    assert sheet["A1"].impl.read_like_a_file() == ([[dt.time(18)]], {})


def test_errors_are_empty_unless_asked_for(sheet):
    sheet["A1"].value = [["=1/0"], ["=NA()"], ["=UNBEKANNT()"], ["=1/0"], ["=SUM(C1:C2 D1:D2)"], ["=9^999"]]
    assert sheet["A1:A6"].value == [None] * 6
    shown = sheet["A1:A6"].options(err_to_str=True).value
    assert shown == ["#DIV/0!", "#N/A", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"]
    assert all(isinstance(row[0], CellError) for row in sheet["A1:A6"].raw_value)


def test_formulas_are_written_and_read_in_excels_words(book, sheet):
    book.sheets.add("Mein Blatt", after=sheet)["A1"].value = 3
    formulas = [["='Mein Blatt'!A1*2"], ["=SUM({1,2;3,4})"], ['=IF(TRUE,"a,b","c")'], ["=CEILING(2.5,1)"]]
    sheet["A1"].value = formulas
    assert sheet["A1:A4"].value == [6, 10, "a,b", 3]
    assert [list(row) for row in sheet["A1:A4"].formula] == formulas


def test_one_formula_for_many_cells_moves_along(sheet):
    sheet["A1"].value = [[1, 10], [2, 20], [3, 30]]
    sheet["C1:C3"].formula = "=A1+$B$1"
    assert sheet["C1:C3"].value == [11, 12, 13]


def test_a_row_of_a_table_may_be_called_by_its_column(sheet):
    sheet["B2"].value = [["Ware", "Preis"], ["a", 2], ["b", 3]]
    sheet.tables.add(sheet["B2:D4"], name="tblWaren")
    sheet["D3:D4"].formula = "=[@Preis]*2"
    assert sheet["D3:D4"].value == [4, 6]
    assert sheet["D3"].formula == "=tblWaren[[#This Row],[Preis]]*2"


def test_an_array_formula_is_one(sheet):
    sheet["A1"].value = [[1, 4], [2, 5], [3, 6]]
    sheet["D1"].formula_array = "=SUM(A1:A3*B1:B3)"
    assert sheet["D1"].value == 32
    assert sheet["D1"].has_array
    assert sheet["D1"].formula_array == "=SUM(A1:A3*B1:B3)"


@pytest.mark.usefixtures("book")
def test_a_workbook_that_counts_from_1904_is_read_with_its_own_days(app, corpus):
    opened = app.books.open(corpus / "closedxml-TryToLoad__Date1904System.xlsx")
    assert opened.impl.document.epoch.year == 1904
    opened.sheets[0]["Z99"].value = day(2019, 6, 30)
    assert opened.sheets[0]["Z99"].value == day(2019, 6, 30)


def test_whole_columns_mean_what_is_in_use(sheet):
    sheet["A1"].value = [[1, 2], [3, 4]]
    assert sheet["A:B"].value == [[1, 2], [3, 4]]
    sheet["A:B"].column_width = 20
    assert sheet["A:B"].column_width == 20


def test_every_number_of_calls_is_the_same_for_ten_and_for_ten_thousand_rows(book, wire):
    remote = wire.app.books[book.name].sheets[0]
    counts = []
    for rows in (10, 10_000):
        grid = [[f"Name {row}", row * 1.5, day(2019, 1, 1), row % 2 == 0, f"=B{row + 1}*2"] for row in range(rows)]
        area = remote.range((1, 1), (rows, 5))
        area.clear()
        start = wire.calls
        area.value = grid
        written = wire.calls - start
        assert area.value[-1][4] == (rows - 1) * 3
        counts.append((written, wire.calls - start - written))
    (write_few, read_few), (write_many, read_many) = counts
    # Formulas go in chunks of a thousand; everything else is one call however many rows there are. Truth values
    # in every second row are one call too, though they are thousands of strips.
    assert write_many - write_few <= 10 * 4
    assert read_many - read_few <= 4
    assert write_few <= 60
    assert read_few <= 60


def test_installing_twice_is_one_engine(app):
    assert install() is install()
    assert xw.engines.active.name == "libreoffice"
    assert app.version.major >= 7
