"""The rows behind a figure, and a funder's form filled with it, as staff see them."""

import json
import shutil
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.table import Table

from automation.cli import main
from automation.figures.fields import nearest, plain

DAY = ("--as-of", "30.06.2019")


@pytest.fixture(scope="module")
def once_closed(office, tmp_path_factory):
    path = shutil.copy(office, tmp_path_factory.mktemp("zu") / "Mappe.xlsx")
    assert main(["dashboard", str(path), "--close", "2019-Q1", "--by", "MKA", *DAY]) == 0
    return path


@pytest.fixture
def closed(once_closed, tmp_path):
    return shutil.copy(once_closed, tmp_path / "Mappe.xlsx")


def form(folder, *cells, names=()):
    book = Workbook()
    sheet = book.active
    sheet.title = "Bericht"
    sheet["A1"] = "Zwischenbericht"
    for row, text in enumerate(cells, 3):
        sheet.cell(row, 1).value = f"Zeile {row}"
        sheet.cell(row, 2).value = text
        sheet.cell(row, 2).number_format = "0.00"
    for name, place in names:
        book.defined_names[name] = DefinedName(name, attr_text=place)
    path = folder / "Formular.xlsx"
    book.save(path)
    return path


def reported(path):
    sheet = load_workbook(path)["Quartalsabschlüsse"]
    if "tblGemeldet" not in sheet.tables:
        return []
    header, *rows = [[cell.value for cell in row] for row in sheet[sheet.tables["tblGemeldet"].ref]]
    return [dict(zip(header, row, strict=True)) for row in rows]


def test_a_form_gets_the_figures_and_every_other_byte_stays(lotse, closed, tmp_path):
    asked = ("{{ Z20 im Quartal }}", "{{V im Quartal}}", "{{ V seit Beginn }} seit Beginn im {{ Quartal }}", "")
    empty = form(tmp_path, *asked, names=[("Lotse_V_im_Quartal_Geschlecht_Frauen", "Bericht!$B$6")])
    before = empty.read_bytes()
    out = tmp_path / "Ausgefüllt.xlsx"

    done = lotse("dashboard", closed, "--form", empty, "-o", out, *DAY)

    assert (done.code, done.err) == (0, "")
    sheet = load_workbook(out)["Bericht"]
    assert [sheet.cell(row, 2).value for row in (3, 4, 5)] == [2, 38, "59 seit Beginn im 2019-Q1"]
    assert isinstance(sheet["B6"].value, int)
    assert sheet["B3"].number_format == "0.00"
    assert empty.read_bytes() == before
    with ZipFile(empty) as old, ZipFile(out) as new:
        assert old.namelist() == new.namelist()
        differing = [name for name in old.namelist() if old.read(name) != new.read(name)]
    assert differing == ["xl/worksheets/sheet1.xml"]
    rows = reported(closed)
    assert [(row["Zelle"], row["Wert"], row["Stand"]) for row in rows[:2]] == [
        ("Bericht!B3", 2, "2019-Q1, abgeschlossen"),
        ("Bericht!B4", 38, "2019-Q1, abgeschlossen"),
    ]
    assert len(rows) == 4
    out.unlink()
    assert lotse("dashboard", closed, "--form", empty, "-o", out, *DAY).code == 0
    assert reported(closed) == rows  # the same once more is no second report


def test_an_existing_file_an_unknown_field_and_an_open_quarter_are_refused(lotse, closed, tmp_path):
    empty = form(tmp_path, "{{ Z20 im Quartal }}", "{{ Z20 im Qartal }}")
    before, out = closed.read_bytes(), tmp_path / "Ausgefüllt.xlsx"

    unknown = lotse("dashboard", closed, "--form", empty, "-o", out, *DAY)
    assert unknown.code == 2
    assert "Bericht!B4 „Z20 im Qartal“ (gemeint ist vielleicht „Z20 im Quartal“)" in unknown.err

    empty = form(tmp_path, "{{ Z20 im Quartal }}")
    still_open = lotse("dashboard", closed, "--form", empty, "-o", out, "--quarter", "2018-Q4", *DAY)
    assert (still_open.code, "nicht abgeschlossen" in still_open.err) == (2, True)
    assert not out.exists()

    empty.write_bytes(empty.read_bytes()[:-300])
    damaged = lotse("dashboard", closed, "--form", empty, "-o", out, *DAY)
    assert (damaged.code, "vom Geldgeber noch einmal schicken lassen" in damaged.err) == (2, True)
    assert "Sicherung" not in damaged.err

    out.write_bytes(b"schon da")
    there = lotse("dashboard", closed, "--form", empty, "-o", out, *DAY)
    assert (there.code, "gibt es schon" in there.err) == (2, True)
    assert out.read_bytes() == b"schon da"
    assert closed.read_bytes() == before


@pytest.mark.parametrize(
    ("cells", "names", "said"),
    [
        (("{{ V im Quartal } }",), (), "Bericht!B3 (eine geschweifte Klammer fehlt oder ist zu viel)"),
        (("{{ V im Quartal }} von {{ V seit Beginn",), (), "Bericht!B3 (eine geschweifte Klammer"),
        (('="{{ V im Quartal }}"',), (), "Bericht!B3 (das Feld steht in einer Formel"),
        (
            (),
            (("Lotse_V_im_Quartal", "Fort!$B$2"),),
            "„Lotse_V_im_Quartal“ (er meint keine einzelne Zelle: Fort!$B$2)",
        ),
        ((), (("Lotse_V_im_Quartal", "#REF!"),), "keine einzelne Zelle: #REF!"),
        ((), (("Lotse_V_im_Quartal", "Bericht!#REF!"),), "keine einzelne Zelle: Bericht!#REF!"),
        ((), (("Lotse_V_im_Quartal", "Bericht!$B$3:$C$4"),), "keine einzelne Zelle: Bericht!$B$3:$C$4"),
        ((), (("Lotse_V_im_Quartal", "Bericht!$B:$B"),), "keine einzelne Zelle: Bericht!$B:$B"),
        ((), (("Lotse_V_im_Quartal", "Bericht!$B$3,Bericht!$B$5"),), "keine einzelne Zelle: Bericht!$B$3,"),
        (("{{ Quartal }}",), (("Lotse_V_im_Quartal", "Bericht!$B$3"),), "heißt auch noch „Lotse_V im Quartal“"),
        (
            (),
            (("Lotse_V_im_Quartal", "Bericht!$B$3"), ("Lotse_Z20_im_Quartal", "Bericht!$B$3")),
            "Bericht!B3 (die Zelle hat zwei Namen",
        ),
    ],
)
def test_what_looks_like_a_field_and_cannot_be_filled_is_told_and_no_form_goes_out_with_a_hole(
    lotse, closed, tmp_path, cells, names, said
):
    empty = form(tmp_path, *cells, names=names)
    before, out = closed.read_bytes(), tmp_path / "Ausgefüllt.xlsx"

    done = lotse("dashboard", closed, "--form", empty, "-o", out, *DAY)

    assert (done.code, done.out, out.exists(), closed.read_bytes() == before) == (2, "", False, True)
    assert said in done.err
    assert "Nicht zu füllen ist in „Formular.xlsx“" in done.err


def with_note(sheet):
    sheet["B3"].comment = Comment("Stand {{ Quartal }}", "Land")


def with_footer(sheet):
    sheet.oddFooter.center.text = "{{ Quartal }}"


def with_title_of_a_chart(sheet):
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=2, min_row=3, max_row=4))
    chart.title = "Vermittlungen {{ Quartal }}"
    sheet.add_chart(chart, "D3")


def with_head_of_a_table(sheet):
    sheet["E1"], sheet["E2"] = "{{ Quartal }}", 1
    sheet.add_table(Table(displayName="tblZahlen", ref="E1:E2"))


@pytest.mark.parametrize(
    ("added", "said"),
    [
        (with_note, "Bericht, Notiz an B3 (Felder werden nur in Zellen gefüllt"),
        (with_footer, "Bericht, Kopf- oder Fußzeile (Felder"),
        (with_title_of_a_chart, "Bericht, Textfeld oder Diagramm (Felder"),
        (with_head_of_a_table, "Bericht!E1 (die Zelle ist der Kopf einer Tabelle"),
    ],
)
def test_a_field_where_none_is_filled_is_told_and_no_form_goes_out_with_a_hole(
    closed, tmp_path, lotse, added, said
):
    empty = form(tmp_path, "{{ V im Quartal }}")
    book = load_workbook(empty)
    added(book["Bericht"])
    book.save(empty)
    out = tmp_path / "Ausgefüllt.xlsx"

    done = lotse("dashboard", closed, "--form", empty, "-o", out, *DAY)

    assert (done.code, out.exists(), said in done.err) == (2, False, True), done.err


def test_a_chart_over_cells_with_fields_is_no_hole(closed, tmp_path, lotse):
    book = load_workbook(form(tmp_path, "{{ V im Quartal }}", "{{ V seit Beginn }}"))
    chart = BarChart()
    chart.add_data(Reference(book["Bericht"], min_col=2, min_row=3, max_row=4))
    chart.title = "Vermittlungen"
    book["Bericht"].add_chart(chart, "D3")
    book.save(tmp_path / "Formular.xlsx")
    out = tmp_path / "Ausgefüllt.xlsx"

    assert lotse("dashboard", closed, "--form", tmp_path / "Formular.xlsx", "-o", out, *DAY).code == 0


def test_merged_cells_a_line_break_and_the_same_field_by_name_and_text_are_filled(lotse, closed, tmp_path):
    empty = form(
        tmp_path,
        "{{ V im\n Quartal }}",
        "{{ V im Quartal Geschlecht: Frauen }}",
        names=[
            ("Lotse_V_seit_Beginn", "bericht!$D$3:$E$4"),
            ("Lotse_V_im_Quartal_Geschlecht_Frauen", "Bericht!$B$4"),
        ],
    )
    book = load_workbook(empty)
    book["Bericht"].merge_cells("D3:E4")
    book.save(empty)
    out = tmp_path / "Ausgefüllt.xlsx"

    done = lotse("dashboard", closed, "--form", empty, "-o", out, *DAY)

    assert (done.code, done.err) == (0, "")
    sheet = load_workbook(out)["Bericht"]
    assert (sheet["B3"].value, sheet["D3"].value) == (38, 59)
    assert isinstance(sheet["B4"].value, int)
    assert reported(closed)[0]["Feld"] == "V im Quartal"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Aus.xlsm", "Das Formular endet auf „.xlsx“; mit einer anderen Endung öffnet Excel die Kopie nicht."),
        ("Aus", "Bitte „Aus.xlsx“ nehmen."),
        ("fort/Aus.xlsx", "gibt es nicht. Bitte anlegen oder einen anderen angeben."),
    ],
)
def test_a_copy_that_excel_would_not_open_or_that_has_no_folder_is_refused(lotse, closed, tmp_path, name, said):
    before = closed.read_bytes()

    done = lotse("dashboard", closed, "--form", form(tmp_path, "{{ Quartal }}"), "-o", tmp_path / name, *DAY)

    assert (done.code, (tmp_path / name).exists(), closed.read_bytes() == before) == (2, False, True)
    assert said in done.err


def test_where_no_quarter_is_closed_the_one_is_named_that_can_be_closed(lotse, workbook, tmp_path):
    asked = lotse(
        "dashboard", workbook, "--form", form(tmp_path, "{{ V im Quartal }}"), "-o", tmp_path / "Aus.xlsx", *DAY
    )

    assert (asked.code, "--close 2019-Q1" in asked.err) == (2, True)


def test_a_form_that_asks_for_an_earlier_open_quarter_is_filled_as_a_draft_alone(lotse, closed, tmp_path):
    out, draft = tmp_path / "Ausgefüllt.xlsx", tmp_path / "Entwurf.xlsx"
    empty = form(tmp_path, "{{ V im Quartal }}", "{{ V im Quartal davor }}", "{{ V ein Jahr davor }}")
    before = closed.read_bytes()

    done = lotse("dashboard", closed, "--form", empty, "-o", out, *DAY)

    assert (done.code, out.exists(), closed.read_bytes() == before) == (2, False, True)
    # A year before there was no office, so there is nothing to close.
    assert "nicht abgeschlossen sind: 2018-Q4 (Bericht!B4 „V im Quartal davor“)." in done.err
    assert "--close 2018-Q4" in done.err
    assert (
        lotse("dashboard", closed, "--form", empty, "-o", draft, "--draft", "--quarter", "2019-Q1", *DAY).code == 0
    )
    assert [load_workbook(draft)["Bericht"].cell(row, 2).value for row in (3, 4, 5)] == [38, 17, "–"]


def test_a_draft_is_filled_and_named_a_draft(lotse, workbook, tmp_path):
    empty, out = form(tmp_path, "{{ V im Quartal }}"), tmp_path / "Entwurf.xlsx"

    done = lotse(
        "dashboard", workbook, "--form", empty, "-o", out, "--draft", "--quarter", "2019-Q1", *DAY, "--json"
    )

    assert json.loads(done.out)["fields"][0]["value"] == 38
    assert [row["Stand"] for row in reported(workbook)] == ["2019-Q1, Entwurf"]


def test_the_rows_behind_a_figure_and_why_others_do_not_count(lotse, workbook):
    before = workbook.read_bytes()
    told = lotse("dashboard", workbook, "--explain", "Z20", "--quarter", "2019-Q1", *DAY)
    found = json.loads(lotse("dashboard", workbook, "--explain", "z20", "--quarter", "2019-Q1", *DAY, "--json").out)

    assert told.code == 0
    assert "Familien unabhängig, 1. Quartal 2019: 2" in told.out
    assert (found["value"], len(found["counted"])) == (2, 2)
    assert all(row["key"].startswith("HH-") and row["sentence"] for row in found["not_counted"])
    assert all(row["key"] in told.out for row in (*found["counted"], *found["not_counted"]))
    assert workbook.read_bytes() == before


def test_no_explanation_names_anybody(lotse, workbook):
    book = load_workbook(workbook, read_only=True)
    header, *rows = book["Klienten"].iter_rows(min_row=4, values_only=True)
    names = {row[header.index(label)] for row in rows for label in ("Nachname",)} - {None, ""}

    for code in ("Z20", "V", "ANL_OFFEN", "REF", "VB6"):
        told = lotse("dashboard", workbook, "--explain", code, "--quarter", "2019-Q1", *DAY).out
        assert [name for name in names if f" {name} " in f" {told.replace(',', ' ')} "] == []


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("Vermittlungen im Quartal", "V im Quartal"),
        ("Vermitlungen seit Beginn", "V seit Beginn"),
        ("Familien unabhängig bisher", "Z20 seit Beginn"),
        ("Integrationen im Quartal davor", "INT im Quartal davor"),
        ("V", "V im Quartal"),
        ("V mit Nachmeldungen", "V im Quartal mit Nachmeldungen"),
        ("Vermittlungen bisher mit Nachmeldungen", "V seit Beginn mit Nachmeldungen"),
        ("V im Qartal", "V im Quartal"),
        ("Verbleib nach 6 Monaten", "VB6 2018-Q4"),
    ],
)
def test_who_writes_a_figure_in_words_is_told_its_field(asked, meant):
    fields = ["V im Quartal", "V_PERSONEN im Quartal", "V seit Beginn", "Z20 seit Beginn", "INT im Quartal davor"]
    fields += ["REICH_QUARTAL im Quartal", "VB6 2018-Q4", "VB6 2018-Q4 mit Nachmeldungen"]
    fields += ["V im Quartal mit Nachmeldungen", "V seit Beginn mit Nachmeldungen"]

    assert nearest(asked, {plain(each): (each, 0) for each in fields}) == meant


def test_a_figure_that_does_not_exist_is_told_with_the_nearest(lotse, workbook):
    done = lotse("dashboard", workbook, "--explain", "Z2O", *DAY)

    assert (done.code, done.out) == (2, "")
    assert "Ist „Z20“ gemeint?" in done.err
