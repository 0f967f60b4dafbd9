"""Workbooks as offices really have them, none of them made by `lotse new`: read with the right cells named."""

from __future__ import annotations

import zipfile
from datetime import date, datetime

import openpyxl
import pytest
import xlsxwriter
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.worksheet.table import Table

from workbook.errors import StrayCellError, UnsupportedFormatError
from workbook.reading.raw import read_book
from workbook.reading.records import read_office
from workbook.schema import Client, Household, Partner
from workbook.sheets import Sheet
from workbook.writing.file_book import FileBook

DAY = datetime(1980, 2, 29)  # noqa: DTZ001 -- cells know no time zone
CLIENT = {
    "KlientID": "K-00001",
    "Anrede/Geschlecht": "w",
    "Vorname": "Ayşe",
    "Nachname": "Şahin",
    "Geburtsdatum": DAY,
    "Straße": "Karl-Meyer-Straße",
    "Hausnr.": "12a",
    "PLZ": "45884",
    "Ort": "Gelsenkirchen",
    "Leistungsbezug": "SGB II",
    "Erstkontakt": datetime(2018, 9, 3),  # noqa: DTZ001
    "Zuständig": "MKA",
    "Status": "aktiv",
    "Erfasst am": datetime(2018, 9, 3),  # noqa: DTZ001
    "Erfasst von": "MKA",
}
HOUSEHOLD = {
    "BGID": "HH-0001",
    "BG-Typ": "Single",
    "Personen": 1,
    "davon erwerbsfähig (ELB)": 1,
    "Stadtteil bei Aufnahme": "Ückendorf",
    "Aufnahme am": DAY,
    "Erfasst am": DAY,
    "Erfasst von": "MKA",
}
PARTNER = {"PartnerID": "P-001", "Name": "ggw", "Kategorie": "Wohnungsunternehmen"}


def client(number, **changes):
    return CLIENT | {"KlientID": f"K-{number:05}"} | changes


def put(page, rows, row=1, column=1):
    """Write labels and rows with openpyxl, the first label at a given cell."""
    for right, label in enumerate(rows[0]):
        page.cell(row, column + right, label)
        for down, values in enumerate(rows, 1):
            page.cell(row + down, column + right, values.get(label))


def read(path):
    with read_book(path) as book:
        return read_office(book)


def cells(findings, *rules):
    return {(f.rule, f.sheet, f.cell) for f in findings if f.rule in rules}


def test_titles_above_blank_rows_between_a_sum_below_and_two_thousand_formatted_rows(tmp_path):
    path = tmp_path / "Liste.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet("Klientenliste 2019")
        grey, days = book.add_format({"bg_color": "#DDDDDD"}), book.add_format({"num_format": "dd.mm.yyyy"})
        page.merge_range("B2:H2", "Klientenliste – vertraulich", grey)
        page.write("B3", "Stand: 30.06.2019")
        for down, row in enumerate((dict(zip(CLIENT, CLIENT, strict=True)), client(1), None, client(2, PLZ="458"))):
            for right, value in enumerate((row or {}).values()):
                page.write(7 + down, 1 + right, value, days if isinstance(value, datetime) else None)
        page.write("B13", "Summe")
        page.write("C13", 2)
        for row in range(14, 2014):
            for column in range(16):
                page.write_blank(row, column, None, grey)

    office, findings = read(path)

    assert [(c.client_id, c.row) for c in office[Client]] == [("K-00001", 9), ("K-00002", 11)]
    sheet = "Klientenliste 2019"
    assert cells(findings, "F-03", "F-19", "F-20") == {("F-03", sheet, "I11"), ("F-19", sheet, "B13")}


def test_tables_beside_and_below_each_other_without_a_frame(tmp_path):
    path = tmp_path / "Alles.xlsx"
    book = openpyxl.Workbook()
    page = book.active
    page.title = "Alles"
    put(page, [client(1), client(2, PLZ="458")], row=3, column=2)
    put(page, [PARTNER, PARTNER | {"PartnerID": "p 2"}], row=3, column=20)
    page["B9"] = "Bedarfsgemeinschaften"
    put(page, [HOUSEHOLD], row=10, column=2)
    book.save(path)

    office, findings = read(path)

    assert list(office[Client].rows) == [4, 5]
    assert [(p.name, p.row) for p in office[Partner]] == [("ggw", 4), ("ggw", 5)]
    assert [(h.household_id, h.row) for h in office[Household]] == [("HH-0001", 11)]
    assert cells(findings, "F-01", "F-03") == {("F-01", "Alles", "T5"), ("F-03", "Alles", "I5")}


def test_headers_renamed_reordered_and_mixed_with_columns_of_the_offices_own(tmp_path):
    path = tmp_path / "a.xlsx"
    names = {"PLZ": "Postleitzahl", "Straße": "STRASSE:"}
    renamed = {names.get(label, label): value for label, value in CLIENT.items()}
    shuffled = {"Lfd. Nr.": 1, "Bemerkung intern": "x"} | dict(reversed(renamed.items())) | {"Farbe": "blau"}
    book = openpyxl.Workbook()
    put(book.active, [shuffled | {"Postleitzahl": 1067}], row=30, column=27)
    book.save(path)

    office, findings = read(path)

    (only,) = office[Client]
    assert (only.last_name, only.postcode, only.street) == ("Şahin", "01067", "Karl-Meyer-Straße")
    at = office[Client].cell(31, "postcode")
    assert openpyxl.load_workbook(path).active[at].value == 1067
    assert cells(findings, "F-03") == {("F-03", "Sheet", at)}


def test_hidden_rows_merged_cells_and_rows_below_the_table_are_told(tmp_path):
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    page = book.active
    page.title = "Klienten"
    put(page, [client(n) for n in range(1, 7)], row=4)
    page.add_table(Table(displayName="tblKlienten", ref="A4:O8"))
    page.row_dimensions[6].hidden = True
    page.column_dimensions["C"].hidden = True
    page.merge_cells("I5:I6")
    book.save(path)

    office, findings = read(path)

    assert list(office[Client].rows) == [5, 6, 7, 8, 9, 10]
    assert cells(findings, "F-19", "F-20") == {
        ("F-19", "Klienten", "A6"),
        ("F-19", "Klienten", "A9"),
        ("F-20", "Klienten", "I5"),
    }
    assert any("stehen noch 2 Zeilen" in f.message for f in findings)
    assert cells(findings, "P-01") == {("P-01", "Klienten", "I6")}


def test_formulas_count_by_their_values_and_a_formula_never_calculated_is_told(tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet("Klienten")
        for right, (label, value) in enumerate(CLIENT.items()):
            page.write(0, right, label)
            page.write(1, right, value)
        page.write_formula("H2", '="458"&"84"', None, "45884")
        page.write_formula("D2", "=1/0", None, "#DIV/0!")
    never = openpyxl.load_workbook(path)  # drops every result
    never.save(tmp_path / "b.xlsx")

    (calculated,), findings = read(path)[0][Client], read(path)[1]
    later = read(tmp_path / "b.xlsx")[1]

    assert calculated.postcode == "45884"
    assert cells(findings, "F-16", "F-17") == {("F-16", "Klienten", "D2")}
    assert cells(later, "F-17") == {("F-17", "Klienten", cell) for cell in ("D2", "H2")}
    assert cells(later, "P-01") == set()


def test_text_in_every_dress_comes_out_clean_with_a_finding(tmp_path):
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook(iso_dates=False)
    page = book.active
    page.title = "Klienten"
    odd = [
        client(1, Nachname="Mu\u0308ller"),
        client(2, Nachname="MÃ¼ller"),
        client(3, Nachname="Müller\u00a0"),
        client(4, Nachname="  Müller "),
        client(5, PLZ=45884),
        client(6, **{"Kundennummer (BA)": "123A456789"}),
    ]
    put(page, [row | {"Kundennummer (BA)": row.get("Kundennummer (BA)")} for row in odd])
    page["D7"] = CellRichText("Mül", TextBlock(InlineFont(b=True), "ler"))
    page["D7"].quotePrefix = True
    book.save(path)

    office, findings = read(path)

    assert [c.last_name for c in office[Client]] == ["Müller"] * 4 + ["Şahin", "Müller"]
    assert cells(findings, "F-13", "F-03") == {
        *(("F-13", "Klienten", f"D{row}") for row in (2, 3, 4, 5)),
        ("F-03", "Klienten", "H6"),
    }
    assert {f.suggestion for f in findings if f.rule == "F-13"} == {"Müller"}


SPELLINGS = (
    "29.02.1980",
    "29.2.1980",
    "29.2.80",
    "29/02/1980",
    "29-02-1980",
    "1980-02-29",
    "1980/02/29",
    "1980-02-29T00:00:00",
    "29.02.1980 00:00",
    "19800229",
    "'29.02.1980",
    "29.02.1980,",
    "29. Februar 1980",
    "29 Feb 1980",
    "29.Febr.80",
    "29-Feb-1980",
    "29. 2. 1980",
    "Fr, 29.02.1980",
    "den 29.02.1980",
    "Freitag, den 29. Februar 1980",
)


def test_every_spelling_of_a_date_is_the_same_day_with_the_date_as_suggestion(tmp_path):
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    put(book.active, [client(n, Geburtsdatum=text) for n, text in enumerate(SPELLINGS, 1)])
    book.save(path)

    office, findings = read(path)

    assert {text: c.birth_date for text, c in zip(SPELLINGS, office[Client], strict=True)} == dict.fromkeys(
        SPELLINGS, date(1980, 2, 29)
    )
    assert cells(findings, "F-02") == {("F-02", "Sheet", f"E{row}") for row in range(2, len(SPELLINGS) + 2)}
    assert {f.suggestion for f in findings if f.rule == "F-02"} == {"29.02.1980"}


def test_days_counted_from_1904_mean_the_same_days_and_are_told_once(tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path), {"date_1904": True}) as book:
        page, days = book.add_worksheet("Klienten"), book.add_format({"num_format": "dd.mm.yyyy"})
        for right, (label, value) in enumerate(CLIENT.items()):
            page.write(3, 2 + right, label)
            page.write(4, 2 + right, value, days if label == "Geburtsdatum" else None)

    office, findings = read(path)

    (only,) = office[Client]
    assert (only.birth_date, only.first_contact) == (date(1980, 2, 29), date(2018, 9, 3))
    assert cells(findings, "F-21") == {("F-21", "Klienten", "C4")}
    assert cells(findings, "F-02") == {("F-02", "Klienten", cell) for cell in ("M5", "P5")}


@pytest.mark.parametrize("ending", ["ods", "xls", "xlsx"])
def test_what_libreoffice_saved_is_read_in_each_of_its_formats(tmp_path, libreoffice, ending):
    source = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    page = book.active
    page.title = "Klienten"
    put(page, [client(1), client(2, PLZ=1067), client(3, Nachname="=NA()")], row=3, column=2)
    page.row_dimensions[5].hidden = True
    book.create_sheet("Notizen")["A1"] = "Kuchen"
    book.save(source)
    (tmp_path / "neu").mkdir()

    path = libreoffice.convert(source, ending, tmp_path / "neu")
    office, findings = read(path)

    assert [c.birth_date for c in office[Client]] == [date(1980, 2, 29)] * 3
    assert [c.client_id for c in office[Client]] == ["K-00001", "K-00002", "K-00003"]
    assert cells(findings, "F-03") == {("F-03", "Klienten", "I5")}
    assert cells(findings, "F-16", "P-01") == {("F-16", "Klienten", "E6")}
    assert cells(findings, "F-19") == {("F-19", "Klienten", "B5")}


@pytest.mark.parametrize("ending", ["ods", "xls"])
def test_nothing_is_written_into_a_format_that_can_only_be_read(tmp_path, libreoffice, ending):
    source = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    put(book.active, [CLIENT])
    book.save(source)
    (tmp_path / "neu").mkdir()
    path = libreoffice.convert(source, ending, tmp_path / "neu")
    before = path.read_bytes()

    with pytest.raises(UnsupportedFormatError, match=r"schreibt nur in \.xlsx und \.xlsm.*speichern"):
        FileBook(path).write([Sheet("Prüfbericht")], today=date(2019, 6, 30))

    assert path.read_bytes() == before


def test_markup_by_hand_without_addresses_and_with_prefixes(tmp_path, parts):
    labels = "".join(f'<x:c t="inlineStr"><x:is><x:t>{label}</x:t></x:is></x:c>' for label in CLIENT)
    values = "".join(
        f'<x:c t="inlineStr"><x:is><x:t>{value}</x:t></x:is></x:c>'
        if isinstance(value, str)
        else "<x:c><x:v>29280</x:v></x:c>"
        for value in (CLIENT | {"PLZ": "458"}).values()
    )
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    parts.sheet = (
        f'<x:worksheet xmlns:x="{main}"><x:sheetData><x:row/><x:row>{labels}</x:row>'
        f'<x:row hidden="true">{values}</x:row></x:sheetData>'
        '<x:mergeCells><x:mergeCell ref="A3:A4"/></x:mergeCells></x:worksheet>'
    )

    office, findings = read(parts.save(tmp_path / "a.xlsx"))

    (only,) = office[Client]
    assert (only.row, only.birth_date) == (3, date(1980, 2, 29))
    assert cells(findings, "F-03", "F-19", "F-20") == {
        ("F-03", "Klienten", "H3"),
        ("F-19", "Klienten", "A3"),
        ("F-20", "Klienten", "A3"),
    }


@pytest.mark.parametrize("stray", ["XFD1048576", "XFD3", "AAA1048576"])
def test_a_forgotten_cell_at_the_end_of_the_sheet_does_not_eat_the_memory(tmp_path, stray):
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    page = book.active
    page.title = "Klienten"
    put(page, [CLIENT])
    page[stray] = "x"
    book.save(path)

    if stray == "XFD3":
        assert len(read(path)[0][Client]) == 1
        return
    with pytest.raises(StrayCellError, match=rf"Klienten.*{stray}.*Strg\+Ende") as caught:
        read(path)
    assert caught.value.cell == stray
    begun = FileBook(path)
    begun.ahead()
    with begun.read() as reader, pytest.raises(StrayCellError, match=stray):
        read_office(reader)


def test_a_false_dimension_hides_no_forgotten_cell(tmp_path):
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    put(book.active, [CLIENT])
    book.active["XFD1048576"] = "x"
    book.save(tmp_path / "b.xlsx")
    with zipfile.ZipFile(tmp_path / "b.xlsx") as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name).replace(b'ref="A1:XFD1048576"', b'ref="A1:O2"'))

    with pytest.raises(StrayCellError):
        read(path)
