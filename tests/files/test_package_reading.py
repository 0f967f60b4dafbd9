"""A package is found its way around in, however its author spelled it."""

from __future__ import annotations

import zipfile

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from workbook.cells import Area
from workbook.errors import (
    DamagedWorkbookError,
    FileMissingError,
    NotAFileError,
    NotAWorkbookError,
    PasswordProtectedError,
    RefusedWorkbookError,
    UnsupportedFormatError,
)
from workbook.package.error_cells import errors_in, pieces
from workbook.package.guards import check_counts
from workbook.package.parts import Package
from workbook.package.sheet_looks import sheet_head
from workbook.package.sheet_marks import sheet_marks
from workbook.package.structure import name_entries, sheet_entries, table_entries, uses_1904_dates
from workbook.reading.raw import read_book

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT_MAIN = "http://purl.oclc.org/ooxml/spreadsheetml/main"
STRICT_RELATIONSHIPS = "http://purl.oclc.org/ooxml/officeDocument/relationships"
TABLE = (
    f'<table xmlns="{MAIN}" id="4" name="t" displayName="tblKlienten" ref="B3:C9" totalsRowCount="1">'
    '<tableColumns count="2"><tableColumn id="1" name="Straße_x000a_und Nr."/><tableColumn id="2" name="PLZ"/>'
    "</tableColumns></table>"
)


def sheets_of(path):
    with Package(path) as package:
        return [(sheet.name, sheet.part, sheet.state, sheet.kind) for sheet in sheet_entries(package)]


def errors_of(path):
    with Package(path) as package:
        return sheet_marks(package, "xl/worksheets/sheet1.xml").errors


def test_sheets_come_in_the_order_of_their_tabs_with_their_state(parts, tmp_path):
    parts.workbook = parts.workbook.replace(
        "<sheets>", '<sheets><sheet name="Fehlt" sheetId="9" state="hidden" r:id="rId77"/>'
    )

    path = parts.save(tmp_path / "m.xlsx")

    assert sheets_of(path) == [
        ("Fehlt", "", "hidden", ""),
        ("Klienten", "xl/worksheets/sheet1.xml", "visible", "worksheet"),
    ]


def test_an_excel_table_is_told_with_its_area_rows_and_columns(parts, tmp_path, relationships):
    parts.more["xl/tables/table1.xml"] = TABLE
    parts.more["xl/worksheets/_rels/sheet1.xml.rels"] = relationships(("rId1", "table", "../tables/table1.xml"))

    with Package(parts.save(tmp_path / "m.xlsx")) as package:
        (table,) = table_entries(package)

    assert (table.sheet, table.name, table.id, table.header_rows, table.totals_rows) == (
        "Klienten",
        "tblKlienten",
        4,
        1,
        1,
    )
    assert table.columns == ("Straße\nund Nr.", "PLZ")
    assert table.area == Area.parse("B3:C9")
    assert table.body == Area.parse("B4:C8")


def test_defined_names_are_told_with_their_sheet(parts, tmp_path):
    parts.workbook = parts.workbook.replace(
        "</workbook>",
        '<definedNames><definedName name="lst">Klienten!$A$1</definedName>'
        '<definedName name="_xlnm.Print_Area" localSheetId="0" hidden="1">Klienten!$A$1:$B$2</definedName>'
        "</definedNames></workbook>",
    )

    with Package(parts.save(tmp_path / "m.xlsx")) as package:
        names = name_entries(package)

    assert [(name.name, name.refers_to, name.sheet, name.hidden) for name in names] == [
        ("lst", "Klienten!$A$1", None, False),
        ("_xlnm.Print_Area", "Klienten!$A$1:$B$2", 0, True),
    ]


@pytest.mark.parametrize(("value", "expected"), [("1", True), ("true", True), ("0", False)])
def test_the_1904_date_system_is_recognised(parts, tmp_path, value, expected):
    parts.workbook = parts.workbook.replace("<sheets>", f'<workbookPr date1904="{value}"/><sheets>')

    with Package(parts.save(tmp_path / "m.xlsx")) as package:
        assert uses_1904_dates(package) is expected


@pytest.mark.parametrize(
    "spelling", ["xl\\worksheets\\sheet1.xml", "XL/Worksheets/Sheet1.XML", "/xl/worksheets/sheet1.xml"]
)
def test_a_part_is_found_in_any_spelling(parts, tmp_path, spelling):
    parts.spelled = {"xl/worksheets/sheet1.xml": spelling}

    ((name, part, _, _),) = sheets_of(parts.save(tmp_path / "m.xlsx"))

    assert name == "Klienten"
    assert part == spelling.replace("\\", "/").lstrip("/")


@pytest.mark.parametrize(
    "target", ["/xl/worksheets/sheet1.xml", "./worksheets/sheet1.xml", "worksheets\\sheet1.xml"]
)
def test_a_relationship_may_be_absolute_or_relative(parts, tmp_path, target):
    parts.workbook_relationships[0] = ("rId1", "worksheet", target)

    assert sheets_of(parts.save(tmp_path / "m.xlsx"))[0][1] == "xl/worksheets/sheet1.xml"


def test_a_prefix_for_every_element_makes_no_difference(parts, tmp_path):
    parts.workbook = (
        f'<x:workbook xmlns:x="{MAIN}" xmlns:rel="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        '<x:sheets><x:sheet name="Präfix" sheetId="3" rel:id="rId1"/></x:sheets></x:workbook>'
    )
    parts.sheet = (
        f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="4"><x:c r="C4" t="e"><x:v>#REF!</x:v></x:c></x:row>'
        "</x:sheetData></x:worksheet>"
    )

    path = parts.save(tmp_path / "m.xlsx")

    assert sheets_of(path)[0][0] == "Präfix"
    assert errors_of(path) == {"C4": "#REF!"}


def test_a_strict_workbook_is_read_like_any_other(parts, tmp_path):
    parts.workbook = (
        f'<workbook xmlns="{STRICT_MAIN}" xmlns:r="{STRICT_RELATIONSHIPS}" conformance="strict"><sheets>'
        '<sheet name="Streng" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )
    parts.root_relationships = [("rId1", f"{STRICT_RELATIONSHIPS}/officeDocument", "xl/workbook.xml")]
    parts.workbook_relationships = [("rId1", f"{STRICT_RELATIONSHIPS}/worksheet", "worksheets/sheet1.xml")]

    assert sheets_of(parts.save(tmp_path / "m.xlsx")) == [
        ("Streng", "xl/worksheets/sheet1.xml", "visible", "worksheet")
    ]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_byte_order_marks_and_utf_16_are_read(parts, tmp_path, encoding):
    text = parts.workbook.replace("Klienten", "Größe")
    parts.more["xl/workbook.xml"] = text.encode(encoding)

    assert sheets_of(parts.save(tmp_path / "m.xlsx"))[0][0] == "Größe"


def test_error_cells_are_found_with_their_address(parts, tmp_path):
    cells = "".join(
        f'<row r="{row}"><c r="A{row}"><v>{row}</v></c><c r="B{row}" s="3" t="str"><f>x</f><v>t="e"</v></c>'
        + (f'<c r="K{row}" s="1" t="e"><f>VLOOKUP(&lt;)</f><v>#N/A</v></c>' if row % 100 == 5 else "")
        + f'<c r="L{row}" t="e"/></row>'
        for row in range(1, 30_001)
    )
    parts.sheet = f'<?xml version="1.0"?>\n<worksheet xmlns="{MAIN}"><sheetData>{cells}</sheetData></worksheet>'

    found = errors_of(parts.save(tmp_path / "m.xlsx"))

    assert found == {f"K{row}": "#N/A" for row in range(5, 30_001, 100)}


def test_cells_without_an_address_follow_their_neighbours(parts, tmp_path):
    parts.sheet = (
        f'<worksheet xmlns="{MAIN}"><sheetData><row><c><v>1</v></c><c t="e"><v>#DIV/0!</v></c></row>'
        '<row r="7"><c r="D7"><v>1</v></c><c t="e"><v>#NAME?</v></c></row></sheetData></worksheet>'
    )

    assert errors_of(parts.save(tmp_path / "m.xlsx")) == {"B1": "#DIV/0!", "E7": "#NAME?"}


@pytest.mark.parametrize("size", [1, 7, 64, 1000])
def test_a_cell_may_lie_across_two_chunks(size):
    sheet = b'<worksheet><sheetData><row r="1">' + b"".join(
        b'<c r="A%d" t="e"><v>#NUM!</v></c><c r="B%d"><v>0</v></c>' % (row, row) for row in range(1, 60)
    )
    # The first chunk shows that the sheet is written plainly; the others are cut anywhere.
    chunks = [sheet[:12], *(sheet[start : start + size] for start in range(12, len(sheet), size))]

    found = dict(error for text, end in pieces(iter(chunks)) for error in errors_in(text, end))

    assert found == {f"A{row}": "#NUM!" for row in range(1, 60)}


def test_a_missing_file_a_folder_and_a_text_are_told_apart(tmp_path):
    text = tmp_path / "text.xlsx"
    text.write_text("Aktenzeichen;Name\n")

    for path, error in (
        (tmp_path / "x.xlsx", FileMissingError),
        (tmp_path, NotAFileError),
        (text, NotAWorkbookError),
    ):
        with pytest.raises(error):
            Package(path)


def test_an_empty_file_is_no_workbook(tmp_path):
    empty = tmp_path / "leer.xlsx"
    empty.touch()

    with pytest.raises(NotAWorkbookError):
        Package(empty)


def test_a_truncated_workbook_is_damaged(parts, tmp_path):
    path = parts.save(tmp_path / "m.xlsx")
    path.write_bytes(path.read_bytes()[:-40])

    with pytest.raises(DamagedWorkbookError):
        Package(path)


def test_other_zips_are_no_workbooks(tmp_path):
    for name, entry, error in (
        ("a.xlsx", "brief.txt", NotAWorkbookError),
        ("b.ods", "mimetype", UnsupportedFormatError),
    ):
        path = tmp_path / name
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(entry, "x")
        with pytest.raises(error):
            Package(path)


def test_a_word_document_is_no_workbook(parts, tmp_path):
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    parts.overrides["xl/workbook.xml"] = kind

    with pytest.raises(NotAWorkbookError):
        Package(parts.save(tmp_path / "m.xlsx"))


def test_a_binary_workbook_is_a_format_of_its_own(parts, tmp_path):
    parts.overrides["xl/workbook.xml"] = "application/vnd.ms-excel.sheet.binary.macroEnabled.main"

    with pytest.raises(UnsupportedFormatError):
        Package(parts.save(tmp_path / "m.xlsb"))


def test_an_encrypted_workbook_asks_for_its_password(tmp_path):
    path = tmp_path / "geheim.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000) + "EncryptedPackage".encode("utf-16-le"))

    with pytest.raises(PasswordProtectedError):
        Package(path)


@pytest.mark.parametrize(
    ("name", "error"), [("alt.xls", UnsupportedFormatError), ("alt.xlsx", RefusedWorkbookError)]
)
def test_a_workbook_of_before_2007_is_named_as_such(tmp_path, name, error):
    path = tmp_path / name
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4000))

    with pytest.raises(error):
        Package(path)


def test_an_entity_bomb_is_refused_before_anything_is_expanded(parts, tmp_path):
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "ha">{entities}]>'
    parts.more["xl/workbook.xml"] = bomb + parts.workbook.replace("Klienten", "&a11;")

    with pytest.raises(RefusedWorkbookError, match="Dokumenttyp"):
        Package(parts.save(tmp_path / "m.xlsx"))


def test_a_text_that_swells_is_refused_before_it_is_read(parts, tmp_path):
    parts.more["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}">' + "<si><t/></si>" * 6_000_000 + "</sst>"
    path = parts.save(tmp_path / "m.xlsx")
    assert path.stat().st_size < 300_000

    with pytest.raises(RefusedWorkbookError, match="ungewöhnlich groß"):
        read_book(path)


def test_a_directory_that_swells_is_refused_before_it_is_read(parts, tmp_path):
    parts.more["xl/workbook.xml"] = parts.workbook + " " * 70 * 1024**2

    with pytest.raises(RefusedWorkbookError, match="ungewöhnlich groß"):
        Package(parts.save(tmp_path / "m.xlsx"))


def test_rows_that_are_much_alike_are_no_bomb(parts, tmp_path):
    rows = "<row/>" * 12_000_000  # as a sheet of Lotse's whose rows differ in little
    parts.sheet = parts.sheet.replace("</sheetData>", f"{rows}</sheetData>")
    path = parts.save(tmp_path / "m.xlsx")
    assert path.stat().st_size * 400 < len(rows)

    with read_book(path) as book:
        assert book.grid("Klienten")[0] == ["Aktenzeichen", 7]


def test_a_sheet_with_more_cells_than_fit_into_memory_is_refused(parts, tmp_path, monkeypatch):
    monkeypatch.setattr("workbook.package.guards.MAX_CELLS", 1_000)
    path = parts.save(tmp_path / "few.xlsx")
    with read_book(path) as book:
        assert book.grid("Klienten")
    parts.sheet = parts.sheet.replace("</sheetData>", f"<row>{'<c><v>1</v></c>' * 2_000}</row></sheetData>")

    with (
        read_book(parts.save(tmp_path / "m.xlsx")) as book,
        pytest.raises(RefusedWorkbookError, match="ungewöhnlich groß"),
    ):
        book.grid("Klienten")


def test_a_wrong_checksum_in_a_part_that_is_needed_is_damage(parts, tmp_path):
    path = parts.save(tmp_path / "m.xlsx")
    data = path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        crc = archive.getinfo("xl/workbook.xml").CRC.to_bytes(4, "little")
    path.write_bytes(data.replace(crc, b"\1\2\3\4"))

    with pytest.raises(DamagedWorkbookError) as damage:
        Package(path)

    assert damage.value.part == "xl/workbook.xml"


@pytest.mark.parametrize("count", ["99999999999", "9" * 40])
def test_a_list_that_claims_more_texts_than_it_has_room_for_is_damaged(parts, tmp_path, count):
    # calamine would reserve the memory and end the whole process.
    parts.more["xl/sharedStrings.xml"] = (
        f'<sst xmlns="{MAIN}" count="1" uniqueCount="{count}"><si><t>a</t></si></sst>'
    )

    with Package(parts.save(tmp_path / "m.xlsx")) as package, pytest.raises(DamagedWorkbookError) as damage:
        check_counts(package)

    assert damage.value.part == "xl/sharedStrings.xml"


def test_an_honest_list_passes(parts, tmp_path):
    texts = "<si><t/></si>" * 1000
    parts.more["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}" count="90000" uniqueCount="1000">{texts}</sst>'

    with Package(parts.save(tmp_path / "m.xlsx")) as package:
        check_counts(package)

        assert package.read("xl/sharedStrings.xml").count(b"<si>") == 1000


def test_every_message_is_german_and_names_the_file(tmp_path):
    with pytest.raises(FileMissingError, match=r"„weg\.xlsx“ gibt es nicht"):
        Package(tmp_path / "weg.xlsx")


def test_a_sheets_head_is_read_whole_and_few_of_its_cells(tmp_path):
    path = tmp_path / "a.xlsx"
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.freeze_panes = "C3"
    for column in range(1, 200):  # more than is fed to the parser at once
        sheet.column_dimensions[get_column_letter(column)].width = 10 + column % 7
    for row in range(1, 2_000):
        sheet.append([row])
    workbook.save(path)

    with Package(path) as package:
        head = sheet_head(package, "xl/worksheets/sheet1.xml")

    assert len(head.findall("{*}cols/{*}col")) == 199
    assert head.find("{*}sheetViews/{*}sheetView/{*}pane").get("topLeftCell") == "C3"
    assert len(list(head.iter("{*}c"))) < 100
