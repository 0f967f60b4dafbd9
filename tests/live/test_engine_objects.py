"""Sheets, tables, names, charts and the rest of xlwings, in a real LibreOffice."""

import subprocess
import sys
import time
from pathlib import Path

import pytest
import xlwings as xw

from workbook.live.libreoffice.faults import NotSupportedError, OfficeError, OfficeGoneError


def test_sheets_are_added_renamed_moved_and_copied(book, sheet):
    second = book.sheets.add("Zweites", after=sheet)
    book.sheets.add("Erstes", before=sheet)
    assert [found.name for found in book.sheets] == ["Erstes", "Sheet1", "Zweites"]
    second["A1"].value = "Text"
    copied = second.copy(after=second)
    assert (copied.name, copied["A1"].value) == ("Zweites (2)", "Text")
    copied.name = "Kopie"
    copied.move(before=book.sheets[0])
    assert book.sheets[0].name == "Kopie"
    book.sheets["Erstes"].delete()
    assert [found.name for found in book.sheets] == ["Kopie", "Sheet1", "Zweites"]


def test_a_sheet_stays_usable_after_cells_were_deleted(sheet):
    sheet["A1"].value = [[1, 2], [3, 4], [5, 6]]
    sheet["A1:B1"].delete("up")
    assert sheet["A1:B3"].value == [[3, 4], [5, 6], [None, None]]
    sheet["A200"].value = "unten"
    assert sheet["A200"].value == "unten"


def test_a_table_grows_and_shrinks_with_its_rows_and_columns(sheet):
    sheet["B2"].value = [["Ware", "Preis"], ["a", 1], ["b", 2]]
    sheet["B6"].value = "darunter"
    table = sheet.tables.add(sheet["B2"].expand(), name="tblWaren")
    table.rows.add(["c", 3])
    table.rows.add(["ab", 1.5], index=2)
    assert table.data_body_range.value == [["a", 1], ["ab", 1.5], ["b", 2], ["c", 3]]
    assert sheet["B8"].value == "darunter"
    table.rows[0].delete()
    table.columns.add("Lager", index=2)
    assert [column.name for column in table.columns] == ["Ware", "Lager", "Preis"]
    table.columns["Lager"].delete()
    assert table.range.address == "$B$2:$C$5"
    assert sheet["tblWaren[Preis]"].value == [1.5, 2, 3]
    assert sheet["C3"].table.name == "tblWaren"


def test_names_mean_ranges_or_constants(book, sheet):
    sheet["A1:A3"].name = "lst_Ja"
    book.names.add("Grenze", "=603")
    assert book.names["lst_Ja"].refers_to == "=Sheet1!$A$1:$A$3"
    assert book.names["lst_Ja"].refers_to_range.address == "$A$1:$A$3"
    assert sheet["A1:A3"].name.name == "lst_Ja"
    with pytest.raises(OfficeError):
        _ = book.names["Grenze"].refers_to_range
    sheet["B1"].formula = "=Grenze*2"
    assert sheet["B1"].value == 1206


def test_a_dropdown_offers_a_named_list(book, sheet):
    sheet["A1:A2"].value = [["ja"], ["nein"]]
    sheet["A1:A2"].name = "lst_JaNein"
    sheet["C1:C9"].data_validation.set_list(book.names["lst_JaNein"])
    sheet["D1"].data_validation.set_list(["eins", "zwei"])
    sheet["E1"].data_validation.set_whole_number("between", 1, 10)
    assert sheet["C5"].data_validation.type == "list"
    assert sheet["C5"].data_validation.source == "=lst_JaNein"
    assert sheet["D1"].data_validation.source == "eins,zwei"
    assert sheet["E1"].data_validation.operator == "between"
    sheet["D1"].data_validation.delete()
    assert sheet["D1"].data_validation.type == "none"


def test_a_condition_colours_a_cell(sheet):
    formats = sheet["A1:A3"].conditional_formats
    formats.add_custom('=$A1="x"', fill_color="#F8D7D3", font_bold=True)
    formats.add_cell_value("greater_than", 5, font_color="#B3372F")
    assert [found.type for found in formats] == ["custom", "cell_value"]
    assert formats[0].formula == '=$A1="x"'
    assert formats[0].fill_color == (0xF8, 0xD7, 0xD3)
    assert formats[0].font_bold
    formats.clear()
    assert len(formats) == 0
    with pytest.raises(NotSupportedError):
        formats.add_color_scale(["#FFFFFF", "#000000"])


def test_borders_fonts_and_fills_are_read_back(sheet):
    area = sheet["B2:C3"]
    area.borders.set("outside", line_style="continuous", weight="medium", color="#0B4F6C")
    assert area.borders["edge_top"].weight == "medium"
    assert area.borders["edge_top"].color == (0x0B, 0x4F, 0x6C)
    assert area.borders["inside_vertical"].line_style is None
    area.borders.clear()
    assert area.borders["edge_top"].line_style is None
    area.font.set(bold=True, size=12, color="#1F2A36", name="Arial")
    area.color = "#F4F1EA"
    assert (area.font.bold, area.font.size, area.font.name) == (True, 12, "Arial")
    assert area.color == (0xF4, 0xF1, 0xEA)
    area.horizontal_alignment = "center"
    assert area.horizontal_alignment == "center"


def test_cells_get_their_colours_by_colour(sheet):
    sheet["A1:B2"].impl.set_colors([["#FF0000", ...], ["#FF0000", None]])
    assert sheet["A1:A2"].color == (255, 0, 0)
    assert sheet["B1"].color is None


def test_a_chart_draws_a_range(sheet):
    sheet["A1"].value = [["Quartal", "Soll", "Ist"], ["Q1", 10, 8], ["Q2", 20, 23]]
    chart = sheet.charts.add(100, 100, 300, 200, chart_type="column_clustered", source=sheet["A1"].expand())
    chart.title = "Ziele"
    chart.legend.position = "bottom"
    chart.value_axis.set(title="Fälle", minimum_scale=0)
    chart.series["Ist"].set(fill_color="#0B4F6C")
    assert [series.name for series in chart.series] == ["Soll", "Ist"]
    assert (chart.title, chart.chart_type) == ("Ziele", "column_clustered")
    assert chart.value_axis.title == "Fälle"
    assert chart.series[1].fill_color == (0x0B, 0x4F, 0x6C)
    assert (round(chart.left), round(chart.width)) == (100, 300)
    chart.chart_type = "line"
    assert chart.chart_type == "line"
    chart.delete()
    assert len(sheet.charts) == 0


def test_notes_and_links(sheet):
    sheet["A1"].add_note("Bitte prüfen")
    assert [note.text for note in sheet.notes] == ["Bitte prüfen"]
    sheet["A1"].note.delete()
    assert sheet["A1"].note is None
    sheet["A2"].add_hyperlink("https://example.org/", "Beispiel")
    assert (sheet["A2"].value, sheet["A2"].hyperlink) == ("Beispiel", "https://example.org/")


def test_sorting_searching_and_duplicates(sheet):
    sheet["A1"].value = [["b", 2], ["a", 1], ["b", 2], ["c", 3]]
    sheet["A1:B4"].sort(1)
    assert sheet["A1:A4"].value == ["a", "b", "b", "c"]
    assert sheet["A1:B4"].find("c").address == "$A$4"
    sheet["A1:B4"].remove_duplicates([1, 2])
    assert sheet["A1:B4"].value == [["a", 1], ["b", 2], ["c", 3], [None, None]]


def test_a_filter_hides_rows_and_lets_them_show_again(sheet):
    sheet["A1"].value = [["Stadtteil", "Fälle"], ["Nord", 1], ["Süd", 2], ["Nord", 3]]
    table = sheet.tables.add(sheet["A1"].expand(), name="tblFaelle")
    table.autofilter.apply_values(1, ["Nord"])
    assert sheet["A3"].rows.hidden
    assert not sheet["A2"].rows.hidden
    table.autofilter.clear()
    assert not sheet["A3"].rows.hidden


def test_panes_print_area_and_visibility(book, sheet):
    other = book.sheets.add("Anderes", after=sheet)
    sheet.activate()
    other.freeze_panes.freeze_at("A1:B4")
    assert book.sheets.active.name == sheet.name
    other.page_setup.print_area = "A1:C9"
    assert other.page_setup.print_area == "$A$1:$C$9"
    other.page_setup.print_area = None
    assert other.page_setup.print_area is None
    other.visible = False
    assert not other.visible


def test_a_book_is_saved_closed_and_opened(app, book, sheet, tmp_path):
    sheet["A1"].value = "Moin"
    path = tmp_path / "Mappe mit Ümlaut.xlsx"
    book.save(path)
    assert (book.name, book.fullname) == (path.name, str(path))
    book.close()
    assert app.books.open(path).sheets[0]["A1"].value == "Moin"
    with pytest.raises(NotSupportedError, match="xlsb"):
        app.books[0].save(tmp_path / "Mappe.xlsb")


@pytest.mark.usefixtures("book")
def test_a_file_that_is_no_workbook_is_an_error_that_python_can_handle(app, tmp_path):
    path = tmp_path / "kaputt.xlsx"
    path.write_bytes(b"PK\x03\x04 und dann nichts")
    with pytest.raises(OfficeError) as caught:
        app.books.open(path)
    assert "com.sun.star" not in repr(caught.value.__context__)


def test_settings_are_put_back(app, book):
    with app.properties(display_alerts=False, screen_updating=False, calculation="manual", status_bar="Läuft …"):
        assert (app.screen_updating, app.calculation) == (False, "manual")
        assert book.api.hasControllersLocked()
    assert not book.api.hasControllersLocked()
    assert app.calculation == "automatic"


@pytest.mark.usefixtures("book")
def test_a_message_without_a_window_is_refused_instead_of_waiting_for_ever(app):
    with pytest.raises(NotSupportedError, match="without windows"):
        app.alert("Fertig")


def test_a_book_closed_meanwhile_is_told_as_such(book, sheet):
    book.impl.api.close(True)
    with pytest.raises(OfficeError):
        _ = sheet["A1"].value


@pytest.mark.usefixtures("app")
def test_libreoffice_killed_meanwhile_is_told_as_such_and_leaves_nothing_behind():
    app = xw.App(visible=False)
    office = app.impl.office
    sheet = app.books[0].sheets[0]
    office.process.stop()
    with pytest.raises(OfficeError):
        sheet["A1"].value = 1
    with pytest.raises(OfficeGoneError):
        office.documents()
    app.kill()
    assert not office.process.profile.exists()
    assert office.process.ended


@pytest.mark.usefixtures("book")
def test_a_second_application_is_one_of_its_own(app):
    second = xw.App(visible=False)
    assert xw.apps.active == second
    assert second.pid in xw.apps.keys()  # noqa: SIM118 - xlwings' collection is no mapping
    assert (len(second.books), len(app.books)) == (1, 1)
    second.quit()
    assert second.pid not in xw.apps.keys()  # noqa: SIM118
    app.activate()


def test_a_condition_gets_its_look_though_another_sheet_is_protected(book, sheet):
    book.sheets.add("Geschützt", after=sheet).impl.api.protect("geheim")
    sheet["A1"].conditional_formats.add_custom("=TRUE", fill_color="#F8D7D3")
    assert sheet["A1"].conditional_formats[0].fill_color == (0xF8, 0xD7, 0xD3)
    assert [found.name for found in book.app.books] == [book.name]


def test_deleting_the_last_sheet_leaves_the_tables_of_the_one_before_it(book, sheet):
    sheet["A1"].value = [["Ware", "Preis"], ["a", 1]]
    sheet.tables.add(sheet["A1"].expand(), name="tblWaren")
    book.sheets.add("Letztes", after=sheet).delete()
    assert [found.name for found in book.sheets] == [sheet.name]
    assert [table.name for table in sheet.tables] == ["tblWaren"]


def test_a_style_made_under_protection_leaves_the_tables_alone(book, sheet):
    other = book.sheets.add("Letztes", after=sheet)
    other["A1"].value = [["Ware", "Preis"], ["a", 1]]
    other.tables.add(other["A1"].expand(), name="tblWaren")
    sheet.impl.api.protect("geheim")
    other["A2"].conditional_formats.add_custom("=TRUE", fill_color="#F8D7D3")
    assert [table.range.address for table in other.tables] == ["$A$1:$B$2"]
    assert [found.name for found in book.sheets] == [sheet.name, "Letztes"]


@pytest.mark.skipif(sys.platform != "linux", reason="liest /proc")
@pytest.mark.usefixtures("app")
def test_libreoffice_ends_even_if_python_is_killed():
    code = """
import os, signal
from workbook.live.libreoffice.office import Office
office = Office.launch()
print(office.pid, office.process.profile, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""
    killed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert killed.returncode == -9
    group, profile = killed.stdout.split()
    end = time.monotonic() + 90
    while _lives(int(group)) or Path(profile).exists():
        assert time.monotonic() < end, "LibreOffice lebt noch"
        time.sleep(0.1)


def _lives(group: int) -> bool:
    """Tell whether a process of the group still runs; one that only waits to be buried does not."""
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, found = path.read_text().rpartition(")")[2].split()[:3]
        except OSError:  # gone meanwhile
            continue
        if int(found) == group and state != "Z":
            return True
    return False
