"""What `lotse new` writes: an ordinary workbook that Excel, LibreOffice and Lotse itself read as it was meant."""

import hashlib
import re
import subprocess
import zipfile
from datetime import date, datetime

import pytest
from openpyxl import load_workbook
from openxml_audit import FileFormat, OpenXmlValidator

from automation import jobs
from automation.dashboard.engines import installed
from automation.dashboard.verify import same
from automation.report import build_report
from workbook.cells import column_letters
from workbook.creating import DEMO_DAY, build_demo, create_workbook
from workbook.creating.dependent import PAIRS, pairs_of
from workbook.errors import FileExistsAlreadyError, WorkbookNotWrittenError
from workbook.findings import Finding, Severity
from workbook.live.libreoffice.office import Office
from workbook.package.parts import Package
from workbook.package.spoiling import spoiled
from workbook.reading.raw import read_book
from workbook.reading.records import read_office
from workbook.schema import (
    HEADER_ROW,
    LISTS,
    LISTS_SHEET,
    TABLES,
    Client,
    Contact,
    Household,
    Kind,
    Referral,
    Request,
    ShopInterest,
    table_of,
)
from workbook.schema.choices import YES_NO
from workbook.sheets import Palette
from workbook.writing.file_book import FileBook

TODAY = date(2026, 11, 22)
NO_REPORT = build_report((), rows=0, today=DEMO_DAY)


def demo_workbook(path, *, clients=250, report=NO_REPORT):
    made = build_demo(clients=clients)
    create_workbook(path, office=made.office, today=DEMO_DAY, owned=[report], raw=made.raw, synthetic=True)
    return path


@pytest.fixture(scope="module")
def demo_path(tmp_path_factory):
    return demo_workbook(tmp_path_factory.mktemp("neu") / "Demo.xlsx")


@pytest.fixture(scope="module")
def empty_path(tmp_path_factory):
    path = tmp_path_factory.mktemp("neu") / "Leer.xlsx"
    create_workbook(path, today=TODAY, owned=[build_report((), rows=0, today=TODAY)])
    return path


@pytest.fixture(scope="module")
def opened(demo_path):
    return load_workbook(demo_path)


@pytest.fixture(scope="module")
def parts(demo_path):
    with zipfile.ZipFile(demo_path) as archive:
        return {
            name: archive.read(name).decode() for name in archive.namelist() if name.endswith((".xml", ".rels"))
        }


def number_formats(styles):
    """The number format of each cell style."""
    codes = {0: "General", 14: "mm-dd-yy", 49: "@"}
    codes |= {int(key): code for key, code in re.findall(r'<numFmt numFmtId="(\d+)" formatCode="(.*?)"', styles)}
    records = re.search(r"<cellXfs.*?</cellXfs>", styles, re.DOTALL)[0]
    return [codes.get(int(key), key) for key in re.findall(r'<xf numFmtId="(\d+)"', records)]


@pytest.mark.parametrize("which", ["demo_path", "empty_path"])
def test_a_new_workbook_has_no_error_in_openxml_audit(which, request):
    found = OpenXmlValidator(file_format=FileFormat.OFFICE_2019).validate(str(request.getfixturevalue(which)))

    assert [error.description for error in found.errors if "sharedStrings" not in error.description] == []


def test_equal_wishes_give_equal_bytes(demo_path, tmp_path):
    again = demo_workbook(tmp_path / "Demo.xlsx")

    assert hashlib.sha256(again.read_bytes()).digest() == hashlib.sha256(demo_path.read_bytes()).digest()


def test_a_workbook_that_is_there_is_never_replaced(demo_path):
    before = demo_path.read_bytes()

    with pytest.raises(FileExistsAlreadyError, match="gibt es schon"):
        create_workbook(demo_path, today=TODAY)

    assert demo_path.read_bytes() == before


def test_a_folder_that_is_missing_is_said(tmp_path):
    with pytest.raises(WorkbookNotWrittenError, match=r"Den Ordner „.*gibt es nicht“ gibt es nicht"):
        create_workbook(tmp_path / "gibt es nicht" / "Neu.xlsx", today=TODAY)


def test_every_table_stands_where_and_is_called_as_the_schema_says(opened):
    for record in TABLES:
        spec = record.spec
        (table,) = opened[spec.sheet].tables.values()
        assert table.displayName == spec.table_name
        assert table.column_names == [column.label for column in spec.columns]
        assert re.match(rf"A{HEADER_ROW}:", table.ref)


def test_keys_and_postcodes_are_text_and_dates_are_dates_in_every_row_to_come(parts):
    """The columns themselves carry the format, so that a postcode typed below the last row keeps its zero."""
    formats = {Kind.ID: "@", Kind.POSTCODE: "@", Kind.PHONE: "@", Kind.DATE: "dd.mm.yyyy", Kind.MONTH: "mm.yyyy"}
    shown = number_formats(parts["xl/styles.xml"])
    for place, record in enumerate(TABLES, 2):
        styles = re.findall(
            r'<col min="(\d+)" max="(\d+)"[^>]*? style="(\d+)"', parts[f"xl/worksheets/sheet{place}.xml"]
        )
        by_column = {
            number: shown[int(style)]
            for first, last, style in styles
            for number in range(int(first), int(last) + 1)
        }
        for number, column in enumerate(record.spec.columns, 1):
            if column.kind in formats:
                assert by_column[number] == formats[column.kind], (record.spec.sheet, column.label)


def test_dropdowns_refer_to_names_only(parts):
    """Excel keeps a list on another sheet as an extension, which other programs drop."""
    sources = {
        source
        for name, xml in parts.items()
        if name.startswith("xl/worksheets/")
        for source in re.findall(r'<dataValidation type="list".*?<formula1>(.*?)</formula1>', xml)
    }

    assert len(sources) > 50
    assert not any("!" in source or "INDIRECT" in source or len(source) > 255 for source in sources)
    assert all(re.search(r"(lst|schl)_\w+", source) for source in sources)
    assert not any("x14:dataValidation" in xml for xml in parts.values())


def test_every_list_column_has_a_dropdown_with_room_for_more_rows(opened):
    for record in TABLES:
        offered = {}
        for validation in opened[record.spec.sheet].data_validations.dataValidation:
            for area in validation.sqref.ranges:
                offered[area.min_col] = (validation.formula1, area.max_row)
        for number, column in enumerate(record.spec.columns, 1):
            if column.formula is not None:
                assert number not in offered
            elif column.choices is not None or column.kind is Kind.YES_NO:
                source, last_row = offered[number]
                name = column.choices.range_name if column.choices else "lst_JaNein"
                pairs = pairs_of(record.spec, column)
                assert source == (pairs.source(HEADER_ROW + 1) if pairs else name)
                assert name in source
                assert last_row >= 1000


def test_the_lists_hold_what_the_schema_allows(opened):
    page = opened[LISTS_SHEET]
    shown = {}
    for column in page.iter_cols(min_row=HEADER_ROW):
        if column[0].value and not column[0].value.startswith(("wenn ", "dann ")):
            shown[column[0].value] = tuple(cell.value for cell in column[1:] if cell.value)

    assert shown == {choices.title: tuple(map(str, choices.values)) for choices in LISTS}


def test_help_is_said_at_the_cells_where_it_fits(opened):
    for record in TABLES:
        said = {}
        for validation in opened[record.spec.sheet].data_validations.dataValidation:
            for area in validation.sqref.ranges:
                said[area.min_col] = validation.prompt or ""
        for number, column in enumerate(record.spec.columns, 1):
            assert len(said.get(number, "")) <= 255
            if column.help and column.formula is None and len(column.help) <= 200:
                assert column.help in said[number], (record.spec.sheet, column.label)


def test_staff_extend_open_lists_and_closed_ones_are_protected_with_a_reason(opened):
    page = opened[LISTS_SHEET]
    closed = {choices.title: choices.closed for choices in LISTS}
    closed |= {title: True for pairs in PAIRS for title in pairs.titles}

    assert page.protection.sheet
    assert page.protection.password is None
    for column in page.iter_cols(min_row=HEADER_ROW, max_row=HEADER_ROW + 150, min_col=2):
        title, first, far_below = column[0].value, column[1], column[150]
        assert (first.protection.locked, far_below.protection.locked) == (closed[title], closed[title]), title
        assert column[0].protection.locked
    assert "geschützt" in page["B2"].value
    reasons = [each.prompt for each in page.data_validations.dataValidation]
    assert len(reasons) == sum(choices.closed for choices in LISTS)
    assert all("Gesetz, Zählung oder Arbeitsweise" in reason for reason in reasons)


def test_required_columns_can_be_told_by_their_header(opened):
    page = opened["Klienten"]
    fills = {
        column.required: page.cell(HEADER_ROW, number).fill.start_color.rgb[2:]
        for number, column in enumerate(Client.spec.columns, 1)
    }

    assert f"#{fills[True]}" == Palette.HARBOUR
    assert f"#{fills[False]}" == Palette.WATER
    assert page.cell(HEADER_ROW, 1).comment.text.startswith("Pflichtangabe.")


def test_a_sheet_is_ready_for_work_and_print(opened):
    page = opened["Klienten"]

    assert page.freeze_panes == f"B{HEADER_ROW + 1}"
    assert page.print_title_rows == f"${HEADER_ROW}:${HEADER_ROW}"
    assert page.print_title_cols == "$A:$A"
    assert (page.page_setup.orientation, page.page_setup.fitToHeight) == ("landscape", 0)
    folded = page.column_dimensions["E"]
    assert (folded.hidden, folded.outlineLevel) == (True, 1)


def test_on_paper_a_client_takes_two_pages_side_by_side_and_rows_to_come_are_printed_too(demo_path, opened):
    page = opened["Klienten"]
    with zipfile.ZipFile(demo_path) as archive:
        names = archive.read("xl/workbook.xml").decode()

    assert re.findall(r'name="_xlnm.Print_Area"[^>]*>(Klienten[^<]*)<', names) == ["Klienten!$A:$T"]
    assert page.cell(HEADER_ROW, 20).value == "E-Mail"
    assert page.page_setup.fitToWidth == 2


def test_the_start_sheet_leads_to_every_sheet_of_the_staff_and_waits_for_those_of_lotse(opened):
    links = [cell.hyperlink for row in opened["Start"].iter_rows() for cell in row if cell.hyperlink]
    linked = {link.location.partition("!")[0].strip("'") for link in links}

    texts = [str(cell.value) for row in opened["Start"].iter_rows() for cell in row if cell.value]
    waiting = {match[1] for text in texts if (match := re.search(r'HYPERLINK\(.*,"(\w+)"\),"\1"\)$', text))}

    assert linked == {record.spec.sheet for record in TABLES} | {LISTS_SHEET}
    assert set(opened.sheetnames) - linked - {"Start"} <= waiting
    assert waiting == {"Prüfbericht", "Heute", "Änderungen", "Dashboard", "Postausgang", "Fakten"}


def test_the_start_sheet_says_that_everybody_is_invented(opened, empty_path):
    def words(book):
        return " ".join(str(cell.value) for row in book["Start"].iter_rows() for cell in row if cell.value)

    assert "Alle Personen, Betriebe und Fälle sind erfunden" in words(opened)
    assert "erfunden" not in words(load_workbook(empty_path))


def test_what_was_typed_badly_stands_in_its_cell_as_it_was_typed(demo_path):
    with read_book(demo_path) as book:
        values = [
            value for sheet in ("Klienten", "Bedarfsgemeinschaften") for row in book.grid(sheet) for value in row
        ]

    for typed in (1067, 4.92091e12, "12. Mrz", "1.9.18", "31.02.1984", "180,00 €", "B1 ", "Mu\u0308hlenbruch"):
        assert typed in values


def test_lotse_reads_back_what_was_meant(demo_path):
    made = build_demo()
    with read_book(demo_path) as book:
        office, _ = read_office(book)
    spoiled = {
        (record, position, name)
        for record, position, name in made.raw
        if (record, name) in {(Client, "client_id"), (Household, "household_no")} or name == "kind"
    }

    for table in made.office:
        # What a formula shows is compared with LibreOffice's result further down.
        for column in (column for column in table.spec.columns if column.formula is None):
            for position, (meant, read) in enumerate(
                zip(table.column(column.name), office[table.record].column(column.name), strict=True)
            ):
                if (table.record, position, column.name) not in spoiled:
                    assert read == meant, (table.spec.sheet, position, column.name)


def test_nothing_is_found_in_an_empty_workbook(empty_path):
    checked = jobs.check(FileBook(empty_path), TODAY, write=False)

    assert checked.findings == ()
    assert checked.tables == len(TABLES)


def test_every_finding_in_the_demo_is_there_on_purpose(demo_path):
    checked = jobs.check(FileBook(demo_path), DEMO_DAY, write=False)
    with read_book(demo_path) as book:
        grids = {sheet: book.grid(sheet) for sheet in {finding.sheet for finding in checked.findings}}
    surprises = [
        (finding.rule, finding.sheet, finding.cell)
        for finding in checked.findings
        if finding.sheet != "Leistungsverlauf"
        and not any(
            isinstance(value, str) and value.startswith("Demo: ")
            for value in grids[finding.sheet][int(re.sub(r"\D", "", finding.cell)) - 1]
        )
    ]

    assert surprises == []
    assert 60 <= len(checked.findings) <= 120


def test_two_thousand_clients_find_room(tmp_path):
    path = demo_workbook(tmp_path / "Demo.xlsx", clients=2000)
    with read_book(path) as book:
        office, _ = read_office(book)

    assert len(office[Client]) == 2000
    assert load_workbook(path, read_only=True)["Klienten"].max_row == HEADER_ROW + 2000


@pytest.fixture(scope="module")
def written(demo_path):
    return load_workbook(demo_path, data_only=True)


@pytest.fixture(scope="module")
def formulas(opened):
    """Every formula of the staff's sheets by sheet and cell."""
    return {
        page.title: {cell.coordinate for row in page.iter_rows() for cell in row if cell.data_type == "f"}
        for page in opened.worksheets
    }


@pytest.fixture(scope="module")
def spoiled_copy(demo_path, tmp_path_factory):
    """The workbook on the demo's day for ever, with wrong results: whoever only copies them is found out."""
    folder = tmp_path_factory.mktemp("verdorben")
    with Package(demo_path) as package:
        spoiled(package, folder / "Probe.xlsx")
    today = f"DATE({DEMO_DAY.year},{DEMO_DAY.month},{DEMO_DAY.day})".encode()
    with (
        zipfile.ZipFile(folder / "Probe.xlsx") as old,
        zipfile.ZipFile(folder / "Demo.xlsx", "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"TODAY()", today))
    return folder / "Demo.xlsx"


@pytest.fixture(scope="module")
def recalculated(spoiled_copy, libreoffice, tmp_path_factory):
    return load_workbook(libreoffice.convert(spoiled_copy, "xlsx", tmp_path_factory.mktemp("neu")), data_only=True)


CALCULATED = [
    (record, column.name) for record in TABLES for column in record.spec.columns if column.formula is not None
]


# See test_target_group.py and test_letters_beside.py; and nobody of the demo's interested is a client.
EMPTY_IN_THE_DEMO = {(Household, "target20_date"), (ShopInterest, "person_named"), (Referral, "letter_there")}


@pytest.mark.libreoffice
@pytest.mark.parametrize(("record", "name"), CALCULATED, ids=lambda value: getattr(value, "__name__", value))
def test_libreoffice_calculates_what_the_file_already_shows(written, recalculated, record, name):
    number, sheet = record.spec.position(name), record.spec.sheet
    last = written[sheet].tables[record.spec.table_name].ref.partition(":")[2].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")

    def shown(page):
        return [page.cell(row, number).value or "" for row in range(HEADER_ROW + 1, int(last) + 1)]

    assert shown(recalculated[sheet]) == shown(written[sheet])
    assert any(shown(written[sheet])) != ((record, name) in EMPTY_IN_THE_DEMO)


@pytest.mark.libreoffice
def test_libreoffice_calculates_every_other_cell_too(written, recalculated, formulas):
    wrong = [
        (sheet, cell)
        for sheet, cells in formulas.items()
        for cell in cells
        if (written[sheet][cell].value or "") != (recalculated[sheet][cell].value or "")
    ]

    assert wrong == []
    assert sum(map(len, formulas.values())) > 3500


@pytest.mark.parametrize("library", ["CellRune", "formulon"])
def test_further_engines_calculate_every_cell_of_the_staffs_sheets(
    library, written, spoiled_copy, formulas, tmp_path
):
    """formualizer is not asked: a table's own row is a circle to it (`#CIRC!` in most of these cells)."""
    if library not in installed():
        pytest.skip(f"{library} ist nicht installiert (Extra „engines“).")
    results = installed()[library](spoiled_copy, tmp_path, tuple(formulas))
    wrong = [
        (sheet, cell)
        for sheet, cells in formulas.items()
        for cell in cells
        # A planted `#N/A` has another name in each engine.
        if written[sheet][cell].data_type != "e"
        and not same(plain(written[sheet][cell].value), results[sheet].get(cell, ""))
    ]

    assert wrong == []


def plain(value):
    """A result of openpyxl as the engines give it: nothing is an empty text, a moment at midnight a day."""
    if value is None:
        return ""
    return value.date() if isinstance(value, datetime) else value


@pytest.mark.libreoffice
def test_libreoffice_shows_times_to_the_minute(recalculated):
    page = recalculated["Kontakte"]
    begin = Contact.spec.position("begin")

    minutes = {page.cell(row, begin).value.minute for row in range(HEADER_ROW + 1, HEADER_ROW + 100)}
    assert minutes <= {0, 30}


@pytest.mark.libreoffice
def test_dropdowns_refuse_what_is_not_in_their_list_and_nothing_else(demo_path, libreoffice):  # noqa: ARG001
    """LibreOffice draws a circle around each cell whose value its dropdown would have refused."""
    circled = _refused(demo_path)
    several = {
        (record.spec.sheet, number)
        for record in TABLES
        for number, column in enumerate(record.spec.columns, 1)
        if column.kind is Kind.MULTIPLE
    }

    assert {(sheet, value) for sheet, number, value in circled if (sheet, number) not in several} == {
        ("Klienten", "Telefonn"),
        ("Klienten", "B1 "),
        ("Stellen", "AG-9999"),
        ("Stellen", "Teilzeit "),
        ("Vermittlungen", "Teilzeit sv "),
    }


@pytest.mark.libreoffice
def test_every_dropdown_offers_its_list_in_libreoffice(demo_path, libreoffice):  # noqa: ARG001
    """Each list column's validation names a range, and LibreOffice finds in it what the column allows."""
    made = build_demo().office
    offered = _offered(demo_path)
    expected = {}
    for record in TABLES:
        for column in record.spec.columns:
            choices = YES_NO if column.kind is Kind.YES_NO else column.choices
            if column.formula is not None:
                continue
            if choices is not None:
                if pairs_of(record.spec, column) is None:
                    expected[record.spec.sheet, column.label] = tuple(map(str, choices.values))
            elif column.refers_to is not None and column.dropdown:
                target = table_of(column.refers_to)
                keys = made[target].column(target.spec.key)
                expected[record.spec.sheet, column.label] = tuple(map(str, keys))

    assert len(expected) > 100
    assert offered == expected


@pytest.mark.libreoffice
def test_a_dropdown_offers_only_what_fits_the_row(tmp_path, libreoffice):  # noqa: ARG001
    """A housing company is asked for homes; a request that was broken off was not solved."""
    path = tmp_path / "Mappe.xlsx"
    create_workbook(path, today=TODAY)
    book = load_workbook(path)
    rows = {
        "Partner": [
            {"partner_id": "P-001", "name": "ggw", "category": "Wohnungsunternehmen"},
            {"partner_id": "P-002", "name": "Zeche", "category": "Verein/Netzwerk"},
        ],
        "Verweise": [
            {"partner_id": partner, "kind": kind}
            for partner, kind in (
                ("P-001", "Wohnungssuche"),
                ("P-001", "Wohnungssicherung"),
                ("P-001", "Ehrenamt"),
                ("P-002", "Ehrenamt"),
                ("P-002", "Jugendamt"),
            )
        ],
    }
    for sheet, typed in rows.items():
        for row, values in enumerate(typed, HEADER_ROW + 1):
            for name, value in values.items():
                book[sheet].cell(row, table_of(sheet).spec.position(name), value)
    asked = column_letters(Referral.spec.position("partner_id"))
    by, category = Referral.spec.position("partner_category"), "Partner!$D$5:$D$6"
    for row in range(HEADER_ROW + 1, HEADER_ROW + 6):
        book["Verweise"].cell(row, by, f"=INDEX({category},MATCH(${asked}{row},Partner!$A$5:$A$6,0))")
    status, result = Request.spec.position("status"), Request.spec.position("result")
    for row, pair in enumerate(
        (("erledigt", "gelöst"), ("abgebrochen", "Klient verzichtet"), ("abgebrochen", "gelöst")), HEADER_ROW + 1
    ):
        for number, value in zip((status, result), pair, strict=True):
            book["Anliegen"].cell(row, number, value)
    book.save(path)

    assert _refused(path) == [
        ("Anliegen", result, "gelöst"),
        ("Verweise", Referral.spec.position("kind"), "Ehrenamt"),
    ]


@pytest.mark.libreoffice
def test_a_cell_with_a_finding_is_red_and_no_other(tmp_path, to_pdf, pdftoppm):
    sheet = "Einstellungen"
    finding = Finding("F-13", Severity.WARNING, sheet, "A6", sheet, "Einstellung", "", "", "Beispiel.")
    path = tmp_path / "Mappe.xlsx"
    create_workbook(path, today=TODAY, owned=[build_report((finding,), rows=1, today=TODAY)])

    subprocess.run([pdftoppm, "-r", "50", to_pdf(path), tmp_path / "Seite"], check=True)

    red = bytes.fromhex(Palette.ERROR.removeprefix("#"))
    reddest = max(page.read_bytes().count(red) for page in tmp_path.glob("Seite-*.ppm"))
    pages = [page for page in tmp_path.glob("Seite-*.ppm") if red in page.read_bytes()]
    # The first column comes back on both pages of the sheet.
    assert (len(pages), reddest > 100) == (2, True)


def _offered(path):
    """What each dropdown of the staff's tables offers: LibreOffice's validation, its name resolved."""
    office = Office.launch()
    try:
        document = office.desktop.loadComponentFromURL(path.as_uri(), "_blank", 0, ())
        document.Sheets.insertNewByName("Probe", 0)
        probe = document.Sheets.getByName("Probe")
        names, found = {}, {}
        for record in TABLES:
            page = document.Sheets.getByName(record.spec.sheet)
            for number, column in enumerate(record.spec.columns):
                validation = page.getCellByPosition(number, HEADER_ROW).Validation
                if validation.Type.value == "LIST" and pairs_of(record.spec, column) is None:
                    assert validation.ShowList
                    source = validation.getFormula1()
                    if source not in names:
                        names[source] = _resolved(probe, source)
                    found[record.spec.sheet, column.label] = names[source]
        document.close(True)
    finally:
        office.stop()
    return found


def _resolved(probe, source):
    cell = probe.getCellByPosition(0, 0)
    cell.Formula = f"=ROWS({source})"
    values = []
    for number in range(1, int(cell.Value) + 1):
        cell.Formula = f"=INDEX({source};{number};1)"
        values.append(cell.String)
    return tuple(values)


def _refused(path):
    """Sheet, column and value of every cell that LibreOffice circles as invalid."""
    office = Office.launch()
    try:
        document = office.desktop.loadComponentFromURL(path.as_uri(), "_blank", 0, ())
        found = []
        for name in document.Sheets.ElementNames:
            page = document.Sheets.getByName(name)
            before = page.DrawPage.Count
            page.showInvalid()
            for number in range(before, page.DrawPage.Count):
                cell = page.DrawPage.getByIndex(number).Anchor
                found.append((name, cell.CellAddress.Column + 1, cell.String))
        document.close(True)
    finally:
        office.stop()
    return found
