"""What stands in a sheet's data stands in the written workbook: values, formats, tables, charts, all of it."""

from __future__ import annotations

import math
import re
import zipfile
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from openxml_audit import FileFormat, OpenXmlValidator
from python_calamine import CalamineWorkbook

from workbook.by_columns import ByColumns, CellLinks
from workbook.cells import Area
from workbook.package.escaped_text import element, elements
from workbook.package.zipping import zip_into, zipped
from workbook.sheets import (
    DATE,
    EURO,
    LINK,
    TEXT,
    Block,
    Chart,
    Choice,
    Formula,
    Highlight,
    Link,
    MadeAnew,
    Name,
    Note,
    Palette,
    Print,
    Series,
    Sheet,
    SheetTable,
    Style,
    TableColumn,
)
from workbook.trial.samples import trial_sheets
from workbook.writing.donor import build_donor, build_material, cell_xml, table_cells
from workbook.writing.donor.cell_xml import MAX_LINKS

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
TODAY = date(2019, 6, 30)
ANY = Style()
EDGED = Style(border=True)


def moment(*numbers):
    return datetime(*numbers)  # noqa: DTZ001 - cells know no time zone


def build(*sheets, material=False, **options):
    return (
        whole(build_material(sheets, same_formats, today=TODAY))
        if material
        else build_donor(sheets, today=TODAY, **options)
    )


def contents(*sheets, material):
    """The parts of a workbook; the moment at which a file is put together says nothing of them."""
    with zipfile.ZipFile(BytesIO(build(*sheets, material=material))) as book:
        return {name: book.read(name) for name in book.namelist()}


def same_formats(styles):
    """The formats of a workbook that has none but those of the material."""
    return {number: number for number in range(styles.count(b"<xf "))}


def whole(material):
    """Material with its cells in their place."""
    book = BytesIO()
    with zipfile.ZipFile(BytesIO(material.workbook)) as old, zipfile.ZipFile(book, "w") as new:
        for name in old.namelist():
            cells = b"".join(material.cells.get(name, ()))
            new.writestr(name, old.read(name).replace(b"<sheetData/>", cells) if cells else old.read(name))
    return book.getvalue()


def loaded(*sheets, **options):
    return openpyxl.load_workbook(BytesIO(build(*sheets, **options)))


def values(*sheets, **options):
    book = CalamineWorkbook.from_filelike(BytesIO(build(*sheets, **options)))
    return book.get_sheet_by_index(0).to_python(skip_empty_area=False)


def part(data, name):
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return archive.read(name).decode()


def one(value, style=ANY):
    return Sheet("Blatt", blocks=[Block(1, 1, [[value]], style)])


def table(columns, rows, name="Tabelle", row=1, column=1):
    return Sheet("Blatt", tables=[SheetTable(name, row, column, columns, rows)])


def test_equal_sheets_give_equal_bytes():
    assert build(*trial_sheets()) == build(*trial_sheets())


@pytest.mark.parametrize("options", [{}, {"material": True}, {"date_1904": True, "title": "Büro"}])
def test_a_donor_has_no_schema_error(tmp_path, options):
    path = tmp_path / "m.xlsx"
    path.write_bytes(build(*trial_sheets(), **options))

    errors = OpenXmlValidator(file_format=FileFormat.MICROSOFT_365, max_errors=0).validate(path).errors

    assert [error.description for error in errors if error.id != "Excel_InlineStrCells"] == []


@pytest.mark.parametrize("text", ["=1+1", "+49 2203", "-", "@home", "  am Rand  ", "zwei\nZeilen", "&<>\"'", "007"])
@pytest.mark.parametrize("material", [True, False])
def test_text_stays_text(text, material):
    assert values(one(text), material=material) == [[text]]


def test_what_looks_like_markup_is_text_too():
    # XlsxWriter takes this for rich text of its own; our cells do not go that way.
    assert values(one("<r><t>x</t></r>")) == [["<r><t>x</t></r>"]]


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_text_comes_back_as_it_was(text):
    cell = openpyxl.load_workbook(BytesIO(build(one(text + ".")))).active["A1"]

    assert unescaped(cell.value) == text + "."


def unescaped(text):
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda match: chr(int(match[1], 16)), text)


def test_a_text_longer_than_a_cell_ends_in_an_ellipsis():
    ((text,),) = values(one("x" * 40_000))

    assert len(text) == 32_767
    assert text.endswith("…")


@pytest.mark.parametrize(
    ("value", "style", "expected"),
    [
        (1, ANY, 1),
        (1.5, ANY, 1.5),
        (0.1 + 0.2, ANY, 0.1 + 0.2),
        (Decimal("180.50"), EURO, 180.5),
        (True, ANY, True),
        (date(2019, 6, 30), DATE, moment(2019, 6, 30)),
        (date(1900, 2, 28), DATE, moment(1900, 2, 28)),
        (date(1900, 3, 1), DATE, moment(1900, 3, 1)),
        (moment(2019, 6, 30, 14, 30), Style(number_format="dd.mm.yyyy hh:mm"), moment(2019, 6, 30, 14, 30)),
        (time(8, 30), Style(number_format="hh:mm"), time(8, 30)),
        ("", ANY, None),
        (None, ANY, None),
    ],
)
@pytest.mark.parametrize("date_1904", [True, False])
def test_values_come_back_as_they_were(value, style, expected, date_1904):
    if date_1904 and isinstance(value, date) and value.year < 1904:
        pytest.skip("1904 begins in 1904")

    assert loaded(one(value, style), date_1904=date_1904).active["A1"].value == expected


def test_a_day_before_excels_first_one_is_a_text():
    assert values(one(date(1899, 5, 1), DATE)) == [["01.05.1899"]]


@pytest.mark.parametrize("value", [math.nan, math.inf, Decimal("NaN")])
def test_what_is_no_number_is_a_mistake_of_ours(value):
    with pytest.raises(ValueError, match="finite"):
        build(one(value))


@pytest.mark.parametrize(
    ("result", "kind", "shown"),
    [
        (3, None, "3"),
        (Decimal("1.5"), None, "1.5"),
        ("Text & so", "str", "Text & so"),
        (True, "b", "1"),
        ("#N/A", "e", "#N/A"),
        (date(2019, 6, 30), None, "43646"),
        (None, None, None),
    ],
)
def test_a_formula_carries_the_value_that_excel_would_show(result, kind, shown):
    data = build(one(Formula('=IF(A2<3,"a&b",1)', result)))

    cell = etree.fromstring(part(data, "xl/worksheets/sheet1.xml").encode()).find(f".//{MAIN}c")
    assert cell.findtext(f"{MAIN}f") == 'IF(A2<3,"a&b",1)'
    assert (cell.get("t"), cell.findtext(f"{MAIN}v")) == (kind, shown)


def test_an_array_formula_stands_in_its_cell():
    text = part(build(one(Formula("{=MEDIAN(IF(A2:A3>0,A2:A3))}", 1))), "xl/worksheets/sheet1.xml")

    assert '<f t="array" ref="A1">MEDIAN(IF(A2:A3&gt;0,A2:A3))</f><v>1</v>' in text


def test_functions_newer_than_2007_are_marked_for_the_file():
    text = part(build(one(Formula('=IFNA(TEXTJOIN(",",TRUE,A2),"IFS(")', ""))), "xl/worksheets/sheet1.xml")

    assert '_xlfn.IFNA(_xlfn.TEXTJOIN(",",TRUE,A2),"IFS(")' in text


def test_an_excel_table_has_its_area_headers_and_values():
    columns = [TableColumn("Name"), TableColumn("geboren", style=DATE), TableColumn("Notiz", help="Kurz halten.")]
    sheet = table(columns, [["Kim", date(1980, 1, 2), None], ["Ay", date(1990, 3, 4), "x"]], "tblPersonen", 3, 2)

    page = loaded(sheet).active

    assert page.tables["tblPersonen"].ref == "B3:D5"
    assert [column.name for column in page.tables["tblPersonen"].tableColumns] == ["Name", "geboren", "Notiz"]
    assert [cell.value for cell in page[3][1:]] == ["Name", "geboren", "Notiz"]
    assert page["C5"].value == moment(1990, 3, 4)
    assert page["D3"].comment.text == "Kurz halten."
    assert page.tables["tblPersonen"].autoFilter.ref == "B3:D5"


def test_a_table_without_rows_gets_an_empty_one():
    page = loaded(table([TableColumn("Name")], [])).active

    assert page.tables["Tabelle"].ref == "A1:A2"


def test_a_calculated_column_keeps_formula_and_cached_values():
    columns = [TableColumn("Preis je Stück"), TableColumn("Doppelt", formula="=[@[Preis je Stück]]*2")]

    data = build(table(columns, [[1, 2], [5, 10]], "tbl"))

    formula = "tbl[[#This Row],[Preis je Stück]]*2"
    assert f"<calculatedColumnFormula>{formula}</calculatedColumnFormula>" in part(data, "xl/tables/table1.xml")
    assert part(data, "xl/worksheets/sheet1.xml").count(f"<f>{formula}</f>") == 2
    assert [row[1] for row in CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_index(0).to_python()] == [
        "Doppelt",
        2,
        10,
    ]


def test_rows_typed_below_a_table_get_its_columns_formats():
    columns = [
        TableColumn("PLZ", style=TEXT),
        TableColumn("am", style=DATE),
        TableColumn("Ziel", 9, hidden=True, level=1),
    ]

    page = loaded(table(columns, [["04109", TODAY, 1]])).active

    assert page.column_dimensions["A"].number_format == "@"
    assert page.column_dimensions["B"].number_format == "dd.mm.yyyy"
    assert page.column_dimensions["C"].hidden
    assert page.column_dimensions["C"].outlineLevel == 1


def test_widths_heights_and_hidden_columns_are_set():
    sheet = Sheet("Blatt", widths={1: 30, 2: 5}, heights={4: 33}, hidden_columns=[3], zoom=80, freeze=(3, 2))

    page = loaded(sheet).active

    assert round(page.column_dimensions["A"].width) == 31
    assert page.row_dimensions[4].height == 33
    assert page.column_dimensions["C"].hidden
    assert page.sheet_view.zoomScale == 80
    assert page.freeze_panes == "B3"


def test_rows_are_as_high_as_the_texts_of_the_columns_that_they_are_fitted_to():
    """Tables below and beside each other; a height of the sheet goes before that of a text."""
    columns = [TableColumn("Was", 10), TableColumn("Warum", 20)]
    rows = [["kurz", "kurz"], ["kurz", "lang " * 20], [None, "kurz"]]
    tables = [
        SheetTable(f"Liste_{row}_{at}", row, at, columns, rows, fitted=(0, 1))
        for row, at in ((1, 1), (1, 5), (6, 1))
    ]
    plain = SheetTable("Ohne", 11, 1, columns, rows)
    sheet = Sheet("Blatt", tables=[*tables, plain], heights={1: 33, 8: 44, 30: 7}, widths={})

    expected = {1: 33, 2: 15, 3: 69, 4: 15, 7: 15, 8: 44, 9: 15, 30: 7}
    assert {
        row: each.height for row, each in loaded(sheet).active.row_dimensions.items() if each.height
    } == expected
    assert sheet.row_heights() == expected


def test_rows_that_are_made_anew_are_those_of_a_list():
    rows = [[number, f"Büro {number % 7}", None] for number in range(5000)]
    columns = [TableColumn(label) for label in ("Zahl", "Büro", "leer")]
    anew = MadeAnew(lambda: iter(rows), len(rows))

    assert build(table(columns, anew)) == build(table(columns, rows))
    assert (anew[0], anew[-1], anew[-2:], len(anew), [*anew]) == (rows[0], rows[-1], rows[-2:], 5000, rows)
    with pytest.raises(IndexError):
        anew[5000]


def test_tables_below_each_other_are_written_row_by_row():
    """Beside and between them lie other things: what is collected and what passes come out in one order."""
    columns = [TableColumn("Was"), TableColumn("Wo")]
    rows = [[f"Zeile {number}", ""] for number in range(3)] + [["", None]]
    places = ((3, 1), (3, 4), (5, 7), (9, 1), (15, 2))
    sheet = Sheet(
        "Blatt",
        blocks=[Block(1, 1, [["Titel"]]), Block(16, 5, [["daneben"], ["darunter"]]), Block(30, 1, [["am Ende"]])],
        tables=[SheetTable(f"Liste_{row}_{at}", row, at, columns, rows) for row, at in places],
    )
    page = loaded(sheet).active

    said = {cell.coordinate: cell.value for row in page for cell in row if cell.value is not None}
    expected = {"A1": "Titel", "E16": "daneben", "E17": "darunter", "A30": "am Ende"}
    for row, at in places:
        for place, (label, *_) in enumerate([("Was",), *rows]):
            expected |= {page.cell(row + place, at).coordinate: label} if label else {}
        expected[page.cell(row, at + 1).coordinate] = "Wo"
    assert said == expected
    assert page.dimensions == "A1:H30"
    written = re.findall(r'<row r="(\d+)"', part(build(sheet), "xl/worksheets/sheet1.xml"))
    assert written == sorted(set(written), key=int)


@pytest.mark.parametrize(
    ("rows", "style", "last"), [([[None], ["a"], [""]], ANY, 3), ([[None]], ANY, 1), ([], EDGED, 2)]
)
def test_the_area_of_a_sheet_ends_with_its_last_cell(rows, style, last):
    page = loaded(table([TableColumn("Was", style=style)], rows, row=4)).active

    assert page.dimensions == f"A4:A{last + 3}"


def test_a_part_has_the_same_bytes_however_it_is_cut():
    whole = b"".join(b"<c>%d</c>" % (number * number % 977) for number in range(40_000))
    parts = {"a.xml": whole, "b/c.xml": b"", "d.xml": whole[:999]}
    file = BytesIO()
    for size in (7_001, 100_000_000):
        file.seek(0)
        file.truncate()
        cut = [(name, [data[at : at + size] for at in range(0, len(data), size)]) for name, data in parts.items()]
        zip_into(file, cut)
        assert file.getvalue() == zipped(parts.items()).getvalue()


def test_links_lead_to_cells_files_and_addresses():
    links = [
        Link("Zelle", sheet="Karl's Blatt", cell="B7"),
        Link("Brief", url="Briefe/Brief 1.docx"),
        Link("Netz", url="https://example.org/?a=1&b=2"),
    ]
    page = loaded(Sheet("Karl's Blatt", blocks=[Block(1, 1, [links], LINK)])).active

    assert page["A1"].hyperlink.location == "'Karl''s Blatt'!B7"
    assert page["B1"].hyperlink.target == "Briefe/Brief%201.docx"
    assert page["C1"].hyperlink.target == "https://example.org/?a=1&b=2"
    assert [cell.value for cell in page[1]] == ["Zelle", "Brief", "Netz"]


def test_links_beyond_excels_limit_are_formulas():
    rows = [[Link(f'z"{row}', sheet="Blatt")] for row in range(MAX_LINKS + 2)]

    text = part(build(table([TableColumn("Zelle", style=LINK)], rows)), "xl/worksheets/sheet1.xml")

    assert text.count("<hyperlink ") == MAX_LINKS
    assert text.count("<f>HYPERLINK(") == 2
    assert f'HYPERLINK("#\'Blatt\'!A1","z""{MAX_LINKS}")' in text


def test_links_of_two_columns_are_counted_in_the_order_of_the_rows():
    columns = [TableColumn("Hin", style=LINK), TableColumn("Her", style=LINK)]
    rows = [[Link("hin", sheet="Blatt", cell=f"A{row}"), Link("her", sheet="Blatt")] for row in range(1, 4)]

    text = part(build(table(columns, rows)), "xl/worksheets/sheet1.xml")

    assert re.findall('<hyperlink ref="([A-Z0-9]+)"', text) == ["A2", "B2", "A3", "B3", "A4", "B4"]


@pytest.mark.parametrize("at_once", [1, 2, 4096])
def test_a_column_may_hold_values_of_every_kind(monkeypatch, at_once):
    """True is not 1 and 1 is not 1.0, whatever stood in the column before."""
    monkeypatch.setattr(table_cells, "_ROWS_AT_ONCE", at_once)
    column = [1, True, 1.5, None, "", "1", date(2019, 6, 30), 1, False, 0, "ja", Link("Ziel", sheet="Blatt"), "ja"]
    filled = TableColumn("Feld", style=Style(fill=Palette.SAND))

    sheet = table([TableColumn("Wert", style=ANY), filled], [[value, value] for value in column])

    read = [[cell.value for cell in row] for row in loaded(sheet).active["A2:B14"]]
    wanted = [1, True, 1.5, None, None, "1", 43646, 1, False, 0, "ja", "Ziel", "ja"]
    assert read == [[value, value] for value in wanted]
    assert [type(first) for first, _ in read] == list(map(type, wanted))


@pytest.mark.parametrize("material", [False, True])
@pytest.mark.parametrize("odd", ["", "&", " am Rand", "am Rand ", "zwei\nZeilen", "_x0041_", "\x07", "ä" * 40_000])
@pytest.mark.parametrize("cell", ["B7", "", "$B$7"])
def test_rows_that_are_held_by_columns_are_those_of_a_list(monkeypatch, odd, cell, material):
    monkeypatch.setattr(table_cells, "_ROWS_AT_ONCE", 8)
    monkeypatch.setattr(cell_xml, "MAX_LINKS", 5)
    many, columns = 20, [TableColumn(label, style=ANY) for label in ("Schlüssel", "Wo", "immer", "Tag", "leer")]
    keys = [*(f"K-{row:05}" for row in range(many - 1)), odd]
    links = CellLinks([*(f"A{row}" for row in range(1, many)), cell], ["Karl's <Blatt>", "Blatt"] * (many // 2))
    held = ByColumns((keys, links, ["ja"] * many, [date(2019, 6, 30), None] * (many // 2), [""] * many))
    rows = [*held]

    assert contents(table(columns, held), material=material) == contents(table(columns, rows), material=material)
    assert (held[0], held[-1], [*held[3:5]], len(held)) == (rows[0], rows[-1], rows[3:5], many)
    assert rows[1][1] == links[1] == [*links][1] == Link("A2", "Blatt", "A2")


def test_texts_looked_through_together_are_escaped_as_each_by_itself():
    characters = [*map(chr, (*range(0x3100), *range(0xD7F0, 0xE010), 0xFEFF, *range(0xFFF0, 0x10010)))]
    texts = [f"{before}{each}{behind}" for each in characters for before in ("", "a") for behind in ("", "b")]

    assert [elements(["K-00001", text])[1] for text in texts] == [*map(element, texts)]
    assert elements([]) == []


def test_dropdowns_name_a_range_or_list_their_texts():
    choices = [
        Choice(Area(1, 1, 5, 1), "lst_Quartale", title="Quartal", prompt="Bitte wählen", error="Nur aus der Liste"),
        Choice(Area(1, 2, 5, 2), ["ja", "nein"], strict=False),
    ]

    first, second = loaded(Sheet("Blatt", choices=choices)).active.data_validations.dataValidation

    assert (first.formula1, first.promptTitle, first.error, first.showErrorMessage) == (
        "lst_Quartale",
        "Quartal",
        "Nur aus der Liste",
        True,
    )
    assert second.formula1 == '"ja,nein"'
    assert not second.showErrorMessage


@pytest.mark.parametrize("source", [["a,b"], ["x" * 100] * 3])
def test_a_list_that_excel_cannot_hold_needs_a_name(source):
    with pytest.raises(ValueError, match="needs a name"):
        build(Sheet("Blatt", choices=[Choice(Area(1, 1, 2, 2), source)]))


def test_highlights_lay_fill_and_letters_over_cells():
    style = Style(fill=Palette.ERROR, bold=True)
    sheet = Sheet("Blatt", highlights=[Highlight(Area(2, 1, 9, 3), '$A2="F"', style, stop=True)])

    ((area, (rule,)),) = [(each.sqref, each.rules) for each in loaded(sheet).active.conditional_formatting]

    assert str(area) == "A2:C9"
    assert rule.formula == ['$A2="F"']
    assert rule.stopIfTrue
    assert rule.dxf.fill.bgColor.rgb == "FFF8D7D3"
    assert rule.dxf.font.b


def test_a_note_lies_over_its_merged_area():
    page = loaded(
        Sheet("Blatt", notes=[Note(Area(2, 1, 3, 4), "Absatz"), Note(Area(5, 1, 5, 1), "einzeln")])
    ).active

    assert [str(each) for each in page.merged_cells.ranges] == ["A2:D3"]
    assert page["A2"].value == "Absatz"
    assert page["A5"].value == "einzeln"


def test_defined_names_are_the_workbooks():
    book = loaded(Sheet("Blatt", names=[Name("lst_Ämter", "'Blatt'!$A$1:$A$9")]))

    assert book.defined_names["lst_Ämter"].attr_text == "'Blatt'!$A$1:$A$9"


def test_print_set_up_reaches_the_printer():
    printing = Print(landscape=True, repeat_rows=(1, 3), area=Area(1, 1, 40, 6), one_page=True)

    page = loaded(Sheet("Blatt", printing=printing)).active

    assert page.page_setup.orientation == "landscape"
    assert str(page.page_setup.paperSize) == "9"
    assert page.print_title_rows == "$1:$3"
    assert page.print_area == "'Blatt'!$A$1:$F$40"
    assert (page.page_setup.fitToWidth, page.page_setup.fitToHeight) == (None, None)


def chart(kind="column", **options):
    series = Series(
        "Ist", "'Blatt'!$A$1:$A$2", "'Blatt'!$B$1:$B$2", ["Q1", "Q2"], [Decimal("3.5"), 4], Palette.TEAL
    )
    goal = Series(
        "Ziel", "'Blatt'!$A$1:$A$2", "'Blatt'!$C$1:$C$2", ["Q1", "Q2"], [5, 6], Palette.AMBER, kind="line"
    )
    return Sheet("Blatt", charts=[Chart(kind, 2, 2, "Titel", [series, goal], "vorgelesen", **options)])


@pytest.mark.parametrize("kind", ["column", "bar", "line", "doughnut"])
def test_a_chart_carries_the_values_that_it_shows(kind):
    sheet = chart(kind) if kind in {"column", "line", "doughnut"} else chart_without_line(kind)

    text = part(build(sheet), "xl/charts/chart1.xml")

    assert '<c:pt idx="0"><c:v>Q1</c:v></c:pt>' in text
    assert "<c:v>3.5</c:v>" in text
    assert "Titel" in text


def chart_without_line(kind):
    series = Series("Ist", "Blatt!$A$1:$A$2", "Blatt!$B$1:$B$2", ["Q1", "Q2"], [3.5, 4], Palette.TEAL, labels=True)
    return Sheet("Blatt", charts=[Chart(kind, 2, 2, "Titel", [series], "vorgelesen", stacked=True, legend=None)])


def test_a_line_is_laid_over_the_columns():
    text = part(build(chart()), "xl/charts/chart1.xml")

    assert "<c:barChart>" in text
    assert "<c:lineChart>" in text


def test_a_chart_is_read_aloud():
    assert 'descr="vorgelesen"' in part(build(chart()), "xl/drawings/drawing1.xml")


def test_what_lies_over_each_other_is_a_mistake_of_ours():
    sheet = Sheet("Blatt", blocks=[Block(1, 1, [["a", "b"]])], notes=[Note(Area(1, 2, 3, 3), "x")])

    with pytest.raises(ValueError, match="B1:C3 and A1:B1 lie over each other"):
        build(sheet)


def test_two_tables_side_by_side_share_their_rows():
    left = SheetTable("links", 1, 1, [TableColumn("a")], [[1], [2]])
    right = SheetTable("rechts", 1, 3, [TableColumn("b")], [[3], [4], [5]])

    assert values(Sheet("Blatt", tables=[right, left])) == [
        ["a", "", "b"],
        [1, "", 3],
        [2, "", 4],
        ["", "", 5],
    ]


def test_a_hundred_thousand_rows_are_written_as_they_are():
    rows = [[f"K-{row}", row, None] for row in range(100_000)]
    columns = [TableColumn("Id"), TableColumn("Zahl", style=ANY), TableColumn("leer")]

    data = build(table(columns, rows))

    assert 'ref="A1:C100001"' in part(data, "xl/tables/table1.xml")
    read = CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_index(0).to_python()
    assert read[-1] == ["K-99999", 99_999, ""]
    assert len(read) == 100_001
