"""Lotse's sheets go into any package, and everything else stays: each pitfall that was met, as a test."""

from __future__ import annotations

import re
import zipfile
from datetime import date

import pytest
from lxml import etree

from workbook.cells import Area
from workbook.errors import DamagedWorkbookError, HarmError, RefusedWorkbookError
from workbook.package.comparing import check_unharmed
from workbook.package.parts import Package
from workbook.package.structure import name_entries, sheet_entries, table_entries
from workbook.package.styles import Styles
from workbook.sheets import Block, Chart, Highlight, Name, Palette, Print, Series, Sheet, Style, Table, TableColumn

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_MAIN = "http://purl.oclc.org/ooxml/spreadsheetml/main"
STRICT_RELATIONSHIPS = "http://purl.oclc.org/ooxml/officeDocument/relationships"
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def read(path, part):
    with zipfile.ZipFile(path) as archive:
        return archive.read(part)


def tree(path, part):
    return etree.fromstring(read(path, part))


def sheet_part(path, name):
    with Package(path) as package:
        return next(sheet.part for sheet in sheet_entries(package) if sheet.name == name)


def tab_names(path):
    with Package(path) as package:
        return [sheet.name for sheet in sheet_entries(package)]


@pytest.fixture
def workbook(parts, tmp_path):
    """Save the parts as a workbook."""
    return lambda: parts.save(tmp_path / "Mappe.xlsx")


def test_sheets_are_appended_in_their_order_and_replaced_in_place(workbook, put, streams, unharmed):
    path = workbook()
    before = streams(path)

    put(path)
    put(path)

    assert tab_names(path) == [
        "Klienten",
        "Prüfbericht",
        "Dashboard",
        "Fakten",
        "Postausgang",
        "Quartalsabschlüsse",
    ]
    unharmed(before, path)


def test_text_is_inline_and_never_a_formula(workbook, put, report):
    path = workbook()

    put(path, report)

    cells = tree(path, sheet_part(path, "Prüfbericht")).iter(f"{{{MAIN}}}c")
    by_place = {cell.get("r"): cell for cell in cells}
    assert by_place["B4"].get("t") == "inlineStr"
    assert "".join(by_place["B4"].itertext()) == "=kein Bezug"
    assert by_place["B4"].find(f"{{{MAIN}}}f") is None


def test_the_same_run_twice_gives_the_same_bytes(parts, tmp_path, put, report):
    one, two = parts.save(tmp_path / "a.xlsx"), parts.save(tmp_path / "b.xlsx")

    put(one, report)
    put(two, report)

    assert one.read_bytes() == two.read_bytes()


def test_style_records_of_the_staff_stay_an_unchanged_prefix(workbook, put, report):
    path = workbook()
    before = tree(path, "xl/styles.xml")

    put(path, report)

    after = tree(path, "xl/styles.xml")
    for name in ("fonts", "fills", "borders", "cellStyleXfs", "cellXfs"):
        old, new = (list(root.find(f"{{{MAIN}}}{name}")) for root in (before, after))
        assert [etree.tostring(each) for each in new[: len(old)]] == [etree.tostring(each) for each in old]


def test_a_second_run_adds_no_style(workbook, put):
    path = workbook()
    put(path)
    first = read(path, "xl/styles.xml")

    put(path)

    assert read(path, "xl/styles.xml") == first


def test_alternate_content_inside_the_formats_counts_as_one_record(parts, workbook, put, report):
    alternate = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        '<mc:Choice Requires="x14ac"><xf numFmtId="0"/><xf numFmtId="1"/></mc:Choice>'
        '<mc:Fallback><xf numFmtId="0"/></mc:Fallback></mc:AlternateContent>'
    )
    parts.styles = parts.styles.replace('<xf xfId="0"/></cellXfs>', f'<xf xfId="0"/>{alternate}</cellXfs>')
    path = workbook()

    put(path, report)

    records = Styles(tree(path, "xl/styles.xml")).records("cellXfs")
    used = {int(cell.get("s")) for cell in tree(path, sheet_part(path, "Prüfbericht")).iter(f"{{{MAIN}}}c")}
    assert etree.QName(records[1]).localname == "AlternateContent"
    assert min(used) == 2
    assert max(used) == len(records) - 1


def test_number_formats_of_highlights_are_compared_by_code(workbook, put):
    path = workbook()
    style = Style(fill=Palette.ERROR, number_format='0.0" h"')
    sheet = Sheet(
        "Prüfbericht",
        blocks=[Block(1, 1, [[1.5]], Style(number_format='0.0" h"'))],
        highlights=[Highlight(Area(1, 1, 2, 2), "A1>1", style)],
    )

    put(path, sheet)
    put(path, sheet)

    styles = tree(path, "xl/styles.xml")
    ids = {each.get("numFmtId") for each in styles.iter(f"{{{MAIN}}}numFmt") if each.get("formatCode") == '0.0" h"'}
    assert len(ids) == 1
    assert len(styles.find(f"{{{MAIN}}}dxfs")) == 1


def test_a_number_format_id_of_the_staff_keeps_its_meaning(parts, workbook, put):
    own = '<numFmts count="1"><numFmt numFmtId="164" formatCode="0.000"/></numFmts>'
    parts.styles = parts.styles.replace("<fonts", own + "<fonts")
    path = workbook()

    put(path, Sheet("Prüfbericht", blocks=[Block(1, 1, [[1]], Style(number_format='0" Stück"'))]))

    formats = {each.get("numFmtId"): each.get("formatCode") for each in tree(path, "xl/styles.xml")[0]}
    assert formats == {"164": "0.000", "165": '0" Stück"'}


def test_a_workbook_without_styles_gets_them(parts, workbook, put, report):
    parts.styles = None
    del parts.overrides["xl/styles.xml"]
    del parts.workbook_relationships[1]
    path = workbook()

    put(path, report)
    put(path, report)

    styles = tree(path, "xl/styles.xml")
    assert len(styles.find(f"{{{MAIN}}}cellXfs")) > 1
    assert styles.find(f"{{{MAIN}}}cellStyleXfs") is not None


def test_a_full_style_sheet_is_refused(parts, workbook, put, report):
    parts.styles = parts.styles.replace('<xf xfId="0"/></cellXfs>', '<xf xfId="0"/>' * 64_000 + "</cellXfs>")

    with pytest.raises(RefusedWorkbookError, match="Zellformate"):
        put(workbook(), report)


def test_prefixed_workbooks_are_written_into(parts, workbook, put, report, streams, unharmed):
    parts.workbook = (
        f'<x:workbook xmlns:x="{MAIN}"><x:sheets><x:sheet xmlns:q="{RELATIONSHIPS}" name="Klienten" sheetId="1" '
        'q:id="rId1"/></x:sheets></x:workbook>'
    )
    parts.styles = re.sub(r"<(/?)(\w)", r"<\1x:\2", parts.styles).replace("xmlns=", "xmlns:x=")
    path = workbook()
    before = streams(path)

    put(path, report)
    put(path, report)

    unharmed(before, path)
    assert tab_names(path) == ["Klienten", "Prüfbericht"]
    assert len(list(tree(path, "xl/styles.xml").iter(f"{{{MAIN}}}xf"))) > 2


def test_a_byte_order_mark_is_no_hindrance(parts, workbook, put, report):
    parts.more["xl/workbook.xml"] = parts.workbook.encode("utf-8-sig")
    parts.more["xl/styles.xml"] = parts.styles.encode("utf-16")
    path = workbook()

    put(path, report)

    assert tab_names(path) == ["Klienten", "Prüfbericht"]


def test_strict_workbooks_get_strict_sheets(parts, workbook, put):
    parts.workbook = parts.workbook.replace(MAIN, STRICT_MAIN).replace(RELATIONSHIPS, STRICT_RELATIONSHIPS)
    parts.styles = parts.styles.replace(MAIN, STRICT_MAIN)
    parts.root_relationships = [("rId1", f"{STRICT_RELATIONSHIPS}/officeDocument", "xl/workbook.xml")]
    parts.workbook_relationships = [
        (key, f"{STRICT_RELATIONSHIPS}/{kind}", target) for key, kind, target in parts.workbook_relationships
    ]
    path = workbook()

    put(path)
    put(path)

    with Package(path) as package, zipfile.ZipFile(path) as archive:
        own = {
            entry for entry in archive.namelist() if re.search(r"sheet[2-6]|tables|charts|drawings/drawing", entry)
        }
        assert len(own) > 15
        for part in own:
            assert b"http://schemas.openxmlformats.org/spreadsheetml" not in archive.read(part), part
            assert b"http://schemas.openxmlformats.org/drawingml" not in archive.read(part), part
            assert b"http://schemas.openxmlformats.org/officeDocument/2006/relationships" not in archive.read(part)
        assert {sheet.kind for sheet in sheet_entries(package)} == {"worksheet"}
        assert len(table_entries(package)) == 4


def test_an_empty_list_of_names_is_used(parts, workbook, put, report):
    parts.workbook = parts.workbook.replace("</sheets>", "</sheets><definedNames/>")
    path = workbook()

    put(path, report)

    root = tree(path, "xl/workbook.xml")
    assert [etree.QName(each).localname for each in root] == ["sheets", "definedNames"]


def test_names_stand_where_the_schema_wants_them(parts, workbook, put, report):
    parts.workbook = parts.workbook.replace(
        "</sheets>",
        '</sheets><functionGroups/><externalReferences><externalReference r:id="rId99"/>'
        '</externalReferences><calcPr calcId="1"/>',
    )
    path = workbook()

    put(path, report)

    assert [etree.QName(each).localname for each in tree(path, "xl/workbook.xml")] == [
        "sheets",
        "functionGroups",
        "externalReferences",
        "definedNames",
        "calcPr",
    ]


def test_back_slashes_and_other_cases_keep_their_spelling(parts, workbook, put, report, streams, unharmed):
    parts.spelled = {
        "xl/sharedStrings.xml": "xl\\SharedStrings.xml",
        "xl/worksheets/sheet1.xml": "XL/Worksheets/Sheet1.xml",
    }
    parts.more["xl/media/Bild%201.png"] = b"\x89PNG"
    path = workbook()
    before = streams(path)

    put(path, report)

    unharmed(before, path)
    assert {"xl\\SharedStrings.xml", "XL/Worksheets/Sheet1.xml", "xl/media/Bild%201.png"} <= streams(path).keys()
    assert sheet_part(path, "Prüfbericht") == "xl/worksheets/sheet2.xml"


def test_duplicate_entries_are_copied_as_they_are_with_a_warning(workbook, put, report):
    path = workbook()
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr("xl/sharedStrings.xml", f'<sst xmlns="{MAIN}"><si><t>anders</t></si></sst>')

    written = put(path, report)

    with zipfile.ZipFile(path) as archive:
        assert [entry.filename for entry in archive.infolist()].count("xl/sharedStrings.xml") == 2
    assert any("doppelt" in warning for warning in written.warnings)


def test_absolute_targets_are_followed(parts, workbook, put, report):
    parts.workbook_relationships = [
        (key, kind, f"/xl/{target}") for key, kind, target in parts.workbook_relationships
    ]
    parts.root_relationships = [("rId1", "officeDocument", "/xl/workbook.xml")]
    path = workbook()

    put(path, report)

    assert sheet_part(path, "Prüfbericht") == "xl/worksheets/sheet2.xml"


def test_a_workbook_part_may_lie_anywhere(parts, tmp_path, put, streams):
    path = parts.save(tmp_path / "xl.xlsx")
    moved = tmp_path / "oben.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(moved, "w") as new:
        for name in old.namelist():
            new.writestr(name.removeprefix("xl/"), old.read(name).replace(b"/xl/", b"/").replace(b'"xl/', b'"'))
    before = streams(moved)

    put(moved)
    put(moved)

    after = streams(moved)
    shared = {"[Content_Types].xml", "_rels/.rels", "workbook.xml", "_rels/workbook.xml.rels", "styles.xml"}
    assert {name: after[name] for name in before if name not in shared} == {
        name: stream for name, stream in before.items() if name not in shared
    }
    assert sheet_part(moved, "Fakten") == "worksheets/sheet4.xml"


def test_dangling_relationships_stay_and_do_not_come_to_life(parts, workbook, put, report, relationships):
    parts.more["xl/worksheets/_rels/sheet1.xml.rels"] = relationships(("rId1", "table", "../tables/table1.xml"))
    parts.workbook_relationships.append(("rId8", "worksheet", "worksheets/sheet2.xml"))
    path = workbook()

    put(path, report)

    with Package(path) as package:
        assert [table.part for table in table_entries(package)] == ["xl/tables/table2.xml"]
        assert not package.has("xl/tables/table1.xml")
    assert sheet_part(path, "Prüfbericht") == "xl/worksheets/sheet3.xml"


def test_parts_without_a_content_type_are_left_as_found(parts, workbook, put, report, streams, unharmed):
    parts.more["xl/merkwürdig.bin"] = b"\0\1\2"
    parts.more["ohne_endung"] = b"x"
    path = workbook()
    before = streams(path)

    put(path, report)

    unharmed(before, path)
    assert b"bin" not in read(path, "[Content_Types].xml")


def test_content_types_of_the_staff_are_never_changed(parts, workbook, put):
    parts.more["xl/drawings/vmlDrawing1.vml"] = b"<xml/>"
    path = workbook()
    before = [(each.tag, dict(each.attrib)) for each in tree(path, "[Content_Types].xml")]

    put(path)

    after = [(each.tag, dict(each.attrib)) for each in tree(path, "[Content_Types].xml")]
    assert after[: len(before)] == before
    # A default for .vml would change what the staff's own part is taken for.
    assert not [attributes for _, attributes in after[len(before) :] if "Extension" in attributes]


def test_the_1904_date_system_is_kept(parts, workbook, put):
    parts.workbook = parts.workbook.replace("<sheets>", '<workbookPr date1904="1"/><sheets>')
    path = workbook()

    put(path, Sheet("Prüfbericht", blocks=[Block(1, 1, [[date(2019, 6, 30)]])]))

    assert tree(path, sheet_part(path, "Prüfbericht")).findtext(f".//{{{MAIN}}}v") == "42184"


def test_a_local_name_still_belongs_to_its_sheet(parts, workbook, put):
    parts.workbook = parts.workbook.replace(
        "</sheets>",
        '</sheets><definedNames><definedName name="_xlnm.Print_Area" localSheetId="0">Klienten!$A$1</definedName>'
        "</definedNames>",
    )
    path = workbook()
    sheet = Sheet("Prüfbericht", printing=Print(repeat_rows=(1, 1), area=Area(1, 1, 2, 2)))

    put(path, sheet)
    put(path, sheet)

    with Package(path) as package:
        names = [
            (each.name, each.sheet, each.refers_to) for each in name_entries(package) if each.sheet is not None
        ]
    assert names == [
        ("_xlnm.Print_Area", 0, "Klienten!$A$1"),
        ("_xlnm.Print_Area", 1, "Prüfbericht!$A$1:$B$2"),
        ("_xlnm.Print_Titles", 1, "Prüfbericht!$1:$1"),
    ]


def test_sheets_behind_a_chart_sheet_do_not_shift_local_names(parts, workbook, put):
    parts.workbook = parts.workbook.replace(
        "<sheets>", '<sheets><sheet name="Diagramm" sheetId="5" r:id="rId5"/>'
    ).replace(
        "</sheets>",
        '</sheets><definedNames><definedName name="x" localSheetId="1">Klienten!$A$1</definedName></definedNames>',
    )
    parts.workbook_relationships.append(("rId5", "chartsheet", "chartsheets/sheet1.xml"))
    parts.overrides["xl/chartsheets/sheet1.xml"] = f"{SPREADSHEET}.chartsheet+xml"
    parts.more["xl/chartsheets/sheet1.xml"] = f'<chartsheet xmlns="{MAIN}"/>'
    path = workbook()

    put(path, Sheet("Prüfbericht", printing=Print(area=Area(1, 1, 2, 2))))

    with Package(path) as package:
        assert [(each.name, each.sheet) for each in name_entries(package) if each.sheet is not None] == [
            ("x", 1),
            ("_xlnm.Print_Area", 2),
        ]


def test_table_ids_and_names_are_unique_in_the_whole_workbook(parts, workbook, put, make_report, relationships):
    parts.more["xl/tables/table7.xml"] = (
        f'<table xmlns="{MAIN}" id="12" name="Befunde" displayName="Befunde" ref="D1:D2"><tableColumns count="1">'
        '<tableColumn id="1" name="a"/></tableColumns></table>'
    )
    parts.overrides["xl/tables/table7.xml"] = f"{SPREADSHEET}.table+xml"
    parts.more["xl/worksheets/_rels/sheet1.xml.rels"] = relationships(("rId1", "table", "../tables/table7.xml"))
    path = workbook()

    written = put(path, make_report())
    put(path, make_report())

    with Package(path) as package:
        assert [(table.name, table.id, table.part) for table in table_entries(package)] == [
            ("Befunde", 12, "xl/tables/table7.xml"),
            ("Befunde_Lotse", 13, "xl/tables/table8.xml"),
        ]
    assert "Den Namen „Befunde“ gibt es in dieser Mappe schon; Lotse nimmt „Befunde_Lotse“." in written.warnings


def test_part_names_do_not_drift_from_run_to_run(workbook, put, streams):
    path = workbook()
    put(path)
    first = set(streams(path))

    for _ in range(3):
        put(path)

    assert set(streams(path)) == first


def test_a_table_keeps_its_id_so_that_slicers_on_it_live_on(workbook, put, make_report):
    path = workbook()
    put(path, make_report("Prüfbericht", "Befunde"), make_report("Fakten", "Fakten_Tabelle"))

    put(path, make_report("Fakten", "Fakten_Tabelle"))
    put(path, make_report("Prüfbericht", "Befunde"))

    with Package(path) as package:
        assert {table.name: table.id for table in table_entries(package)} == {"Befunde": 1, "Fakten_Tabelle": 2}


def test_a_new_sheet_does_not_take_the_part_of_one_that_is_written_again(workbook, put, make_report):
    path = workbook()
    put(path, make_report("Fakten", "Fakten_Tabelle"))

    put(path, make_report("Dashboard", "Zahlen"), make_report("Fakten", "Fakten_Tabelle"))

    with Package(path) as package:
        parts = [sheet.part for sheet in sheet_entries(package)]
    assert len(set(parts)) == len(parts) == 3


def test_a_relationship_that_is_missing_is_not_filled_by_ours(parts, workbook, put, report):
    parts.workbook = parts.workbook.replace("</sheets>", '<sheet name="Fehlt" sheetId="2" r:id="rId4"/></sheets>')
    path = workbook()

    put(path, report)

    with Package(path) as package:
        assert {sheet.name: sheet.part for sheet in sheet_entries(package)}["Fehlt"] == ""


@pytest.mark.parametrize(("chained", "stays"), [("1", True), ("2", False)])
def test_the_calculation_chain_goes_only_if_it_names_a_replaced_sheet(parts, workbook, put, report, chained, stays):
    parts.workbook_relationships.append(("rId6", "calcChain", "calcChain.xml"))
    parts.overrides["xl/calcChain.xml"] = f"{SPREADSHEET}.calcChain+xml"
    parts.more["xl/calcChain.xml"] = f'<calcChain xmlns="{MAIN}"><c r="A1" i="{chained}"/></calcChain>'
    path = workbook()

    put(path, report)
    assert "xl/calcChain.xml" in zipfile.ZipFile(path).namelist()
    put(path, report)

    with zipfile.ZipFile(path) as archive:
        assert ("xl/calcChain.xml" in archive.namelist()) is stays
        assert (b"calcChain" in archive.read("[Content_Types].xml")) is stays
        assert (b"calcChain" in archive.read("xl/_rels/workbook.xml.rels")) is stays


def test_localised_headings_in_the_file_properties_are_left_alone(parts, workbook, put, report, streams):
    parts.root_relationships.append(("rId2", "extended-properties", "docProps/app.xml"))
    parts.more["docProps/app.xml"] = (
        '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties" '
        'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"><HeadingPairs><vt:vector '
        'size="2" baseType="variant"><vt:variant><vt:lpstr>Arbeitsblätter</vt:lpstr></vt:variant><vt:variant>'
        "<vt:i4>1</vt:i4></vt:variant></vt:vector></HeadingPairs></Properties>"
    )
    path = workbook()
    before = streams(path)["docProps/app.xml"]

    put(path, report)

    assert streams(path)["docProps/app.xml"] == before


def test_no_sheet_of_lotses_comes_up_selected(workbook, put):
    path = workbook()

    put(path)

    with zipfile.ZipFile(path) as archive:
        assert not [part for part in archive.namelist() if b"tabSelected" in archive.read(part)]


def test_a_wrong_checksum_in_a_part_that_nobody_needs_is_copied(parts, workbook, put, report, streams, unharmed):
    parts.more["xl/media/bild.png"] = b"\x89PNG" * 50
    path = workbook()
    with zipfile.ZipFile(path) as archive:
        crc = archive.getinfo("xl/media/bild.png").CRC.to_bytes(4, "little")
    path.write_bytes(path.read_bytes().replace(crc, b"\1\2\3\4"))
    before = streams(path)

    put(path, report)

    unharmed(before, path)
    with zipfile.ZipFile(path) as archive:
        assert archive.getinfo("xl/media/bild.png").CRC == 0x04030201


def test_a_wrong_checksum_in_the_styles_is_named(workbook, put, report):
    path = workbook()
    with zipfile.ZipFile(path) as archive:
        crc = archive.getinfo("xl/styles.xml").CRC.to_bytes(4, "little")
    path.write_bytes(path.read_bytes().replace(crc, b"\1\2\3\4"))

    with pytest.raises(DamagedWorkbookError) as damage:
        put(path, report)

    assert damage.value.part == "xl/styles.xml"


def test_data_descriptors_and_padding_go_but_the_streams_stay(parts, tmp_path, put, report, streams, unharmed):
    class Unseekable:
        """Makes zipfile write data descriptors."""

        def __init__(self, file):
            self.file = file

        def write(self, data):
            return self.file.write(data)

        def flush(self):
            self.file.flush()

    source = parts.save(tmp_path / "a.xlsx")
    path = tmp_path / "b.xlsx"
    with path.open("wb") as file, zipfile.ZipFile(source) as old, zipfile.ZipFile(Unseekable(file), "w") as new:
        for info in old.infolist():
            info.extra = b"\x99\x99\x04\0abcd"
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, old.read(info.filename))
    before = streams(path)

    put(path, report)

    unharmed(before, path)
    with zipfile.ZipFile(path) as archive:
        assert all(not info.flag_bits & 8 and not info.extra for info in archive.infolist())
        assert archive.testzip() is None


def test_a_comment_of_the_archive_is_kept(workbook, put, report):
    path = workbook()
    with zipfile.ZipFile(path, "a") as archive:
        archive.comment = b"vom Amt"

    put(path, report)

    with zipfile.ZipFile(path) as archive:
        assert archive.comment == b"vom Amt"


def test_staff_things_on_a_sheet_of_lotses_are_named_when_they_go(workbook, put, report):
    path = workbook()
    put(path, report)
    extended = path.with_name("mit Pivot.xlsx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(extended, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name.endswith("sheet2.xml.rels"):
                target = "../pivotTables/pivotTable1.xml"
                pivot = f'<Relationship Id="rId9" Type="{RELATIONSHIPS}/pivotTable" Target="{target}"/>'
                data = data.replace(b"</Relationships>", pivot.encode() + b"</Relationships>")
            new.writestr(name, data)
        new.writestr("xl/pivotTables/pivotTable1.xml", "<pivotTableDefinition/>")

    written = put(extended, report)

    assert any("Pivot-Tabellen" in warning and "Sicherung" in warning for warning in written.warnings)
    assert "xl/pivotTables/pivotTable1.xml" not in zipfile.ZipFile(extended).namelist()


def test_a_part_that_a_staff_sheet_shares_stays(workbook, put, report, relationships):
    path = workbook()
    put(path, report)
    shared = path.with_name("geteilt.xlsx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(shared, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
        new.writestr(
            "xl/worksheets/_rels/sheet1.xml.rels", relationships(("rId1", "table", "../tables/table1.xml"))
        )

    put(shared, report)

    with zipfile.ZipFile(shared) as archive:
        assert {"xl/tables/table1.xml", "xl/tables/table2.xml"} <= set(archive.namelist())


def test_dynamic_arrays_are_a_mistake_of_ours(workbook, put):
    chart = Chart("column", 1, 1, "", [Series("a", "Fakten!$A$1", "Fakten!$A$1", [1], [1], Palette.TEAL)], "")
    columns = [TableColumn("a", formula="=SORT(Fakten[a])")]
    sheet = Sheet("Fakten", tables=[Table("Fakten", 1, 1, columns, [[1]])], charts=[chart])

    with pytest.raises(ValueError, match="dynamic"):
        put(workbook(), sheet)


def test_names_for_highlights_follow_the_list_from_run_to_run(parts, workbook, put):
    parts.workbook = parts.workbook.replace(
        "</sheets>",
        '</sheets><definedNames><definedName name="Befunde_Klienten">#REF!</definedName></definedNames>',
    )
    path = workbook()

    for last in (5, 9):
        put(path, Sheet("Prüfbericht", names=[Name("Befunde_Klienten", f"'Prüfbericht'!$A$1:$A${last}")]))

    with Package(path) as package:
        named = [each.refers_to for each in name_entries(package) if each.name == "Befunde_Klienten"]
    assert named == ["'Prüfbericht'!$A$1:$A$9"]


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("xl/worksheets/sheet1.xml", b"<v>7</v>", b"<v>8</v>"),
        ("xl/styles.xml", b'val="11"', b'val="12"'),
        ("xl/workbook.xml", b'name="Klienten"', b'name="Klientin"'),
        ("xl/workbook.xml", b"<sheets>", b'<workbookPr date1904="1"/><sheets>'),
        ("[Content_Types].xml", b"worksheet+xml", b"worksheets+xml"),
        ("xl/_rels/workbook.xml.rels", b"sharedStrings.xml", b"sharedString.xml"),
    ],
)
def test_the_check_before_saving_finds_any_other_change(parts, tmp_path, part, old, new):
    before = parts.save(tmp_path / "vorher.xlsx")
    after = tmp_path / "nachher.xlsx"
    with zipfile.ZipFile(before) as source, zipfile.ZipFile(after, "w", zipfile.ZIP_DEFLATED) as target:
        for info in source.infolist():
            data = source.read(info.filename)
            target.writestr(info, data.replace(old, new, 1) if info.filename == part else data)

    with Package(before) as one, Package(after) as other, pytest.raises(HarmError) as harm:
        check_unharmed(before, one, other)

    assert harm.value.part == part


@pytest.mark.parametrize("change", ["lost", "added"])
def test_the_check_before_saving_counts_the_parts(parts, tmp_path, change):
    parts.more["xl/media/bild.png"] = b"1"
    before = parts.save(tmp_path / "vorher.xlsx")
    if change == "lost":
        del parts.more["xl/media/bild.png"]
    else:
        parts.more["xl/media/bild2.png"] = b"2"
    after = parts.save(tmp_path / "nachher.xlsx")

    with Package(before) as one, Package(after) as other, pytest.raises(HarmError, match=r"bild2?\.png"):
        check_unharmed(before, one, other)
