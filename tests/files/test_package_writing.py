"""Lotse's sheets go into any workbook with their names, tables and print set-up, and everything else stays."""

from __future__ import annotations

import zipfile
import zlib
from datetime import date

import pytest
from lxml import etree

from workbook.cells import Area
from workbook.package.parts import Package
from workbook.package.structure import name_entries, sheet_entries, table_entries
from workbook.sheets import Block, Chart, Name, Palette, Print, Series, Sheet, SheetTable, TableColumn

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_MAIN = "http://purl.oclc.org/ooxml/spreadsheetml/main"
STRICT_RELATIONSHIPS = "http://purl.oclc.org/ooxml/officeDocument/relationships"
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def test_sheets_are_appended_in_their_order_and_replaced_in_place(saved, put, streams, unharmed, look):
    path = saved()
    before = streams(path)

    put(path)
    put(path)

    assert look.tab_names(path) == [
        "Klienten",
        "Prüfbericht",
        "Dashboard",
        "Fakten",
        "Postausgang",
        "Quartalsabschlüsse",
    ]
    unharmed(before, path)


def test_text_is_inline_and_never_a_formula(saved, put, report, look):
    path = saved()

    put(path, report)

    cells = look.tree(path, look.sheet_part(path, "Prüfbericht")).iter(f"{{{MAIN}}}c")
    by_place = {cell.get("r"): cell for cell in cells}
    assert by_place["B4"].get("t") == "inlineStr"
    assert "".join(by_place["B4"].itertext()) == "=kein Bezug"
    assert by_place["B4"].find(f"{{{MAIN}}}f") is None


def test_a_gap_that_office_filled_is_kept_though_its_checksum_is_all_ones(
    parts, saved, put, report, streams, unharmed
):
    gap = bytes(1866)
    gap += (zlib.crc32(gap) ^ 0xFFFFFFFF).to_bytes(4, "little")
    assert zlib.crc32(gap) == 0xFFFFFFFF
    parts.more["[trash]/0000.dat"] = gap
    path = saved()
    before = streams(path)

    put(path, report)

    with zipfile.ZipFile(path) as archive:
        assert archive.read("[trash]/0000.dat") == gap
    unharmed(before, path)


def test_a_sheet_of_our_own_is_no_bomb_however_large_it_is(saved, put, make_report, look, monkeypatch):
    path, large = saved(), make_report(rows=4_000)
    monkeypatch.setattr("workbook.package.parts.MAX_PARSED_SIZE", 100_000)  # what may come from elsewhere

    put(path, large)
    put(path, large)

    with zipfile.ZipFile(path) as archive:
        assert archive.getinfo(look.sheet_part(path, "Prüfbericht")).file_size > 200_000


def test_the_same_run_twice_gives_the_same_bytes(parts, tmp_path, put, report):
    one, two = parts.save(tmp_path / "a.xlsx"), parts.save(tmp_path / "b.xlsx")

    put(one, report)
    put(two, report)

    assert one.read_bytes() == two.read_bytes()


def test_an_empty_list_of_names_is_used(parts, saved, put, report, look):
    parts.workbook = parts.workbook.replace("</sheets>", "</sheets><definedNames/>")
    path = saved()

    put(path, report)

    root = look.tree(path, "xl/workbook.xml")
    assert [etree.QName(each).localname for each in root] == ["sheets", "definedNames"]


def test_names_stand_where_the_schema_wants_them(parts, saved, put, report, look):
    parts.workbook = parts.workbook.replace(
        "</sheets>",
        '</sheets><functionGroups/><externalReferences><externalReference r:id="rId99"/>'
        '</externalReferences><calcPr calcId="1"/>',
    )
    path = saved()

    put(path, report)

    assert [etree.QName(each).localname for each in look.tree(path, "xl/workbook.xml")] == [
        "sheets",
        "functionGroups",
        "externalReferences",
        "definedNames",
        "calcPr",
    ]


def test_the_1904_date_system_is_kept(parts, saved, put, look):
    parts.workbook = parts.workbook.replace("<sheets>", '<workbookPr date1904="1"/><sheets>')
    path = saved()

    put(path, Sheet("Prüfbericht", blocks=[Block(1, 1, [[date(2019, 6, 30)]])]))

    assert look.tree(path, look.sheet_part(path, "Prüfbericht")).findtext(f".//{{{MAIN}}}v") == "42184"


def test_a_local_name_still_belongs_to_its_sheet(parts, saved, put):
    parts.workbook = parts.workbook.replace(
        "</sheets>",
        '</sheets><definedNames><definedName name="_xlnm.Print_Area" localSheetId="0">Klienten!$A$1</definedName>'
        "</definedNames>",
    )
    path = saved()
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


def test_sheets_behind_a_chart_sheet_do_not_shift_local_names(parts, saved, put):
    parts.workbook = parts.workbook.replace(
        "<sheets>", '<sheets><sheet name="Diagramm" sheetId="5" r:id="rId5"/>'
    ).replace(
        "</sheets>",
        '</sheets><definedNames><definedName name="x" localSheetId="1">Klienten!$A$1</definedName></definedNames>',
    )
    parts.workbook_relationships.append(("rId5", "chartsheet", "chartsheets/sheet1.xml"))
    parts.overrides["xl/chartsheets/sheet1.xml"] = f"{SPREADSHEET}.chartsheet+xml"
    parts.more["xl/chartsheets/sheet1.xml"] = f'<chartsheet xmlns="{MAIN}"/>'
    path = saved()

    put(path, Sheet("Prüfbericht", printing=Print(area=Area(1, 1, 2, 2))))

    with Package(path) as package:
        assert [(each.name, each.sheet) for each in name_entries(package) if each.sheet is not None] == [
            ("x", 1),
            ("_xlnm.Print_Area", 2),
        ]


def test_table_ids_and_names_are_unique_in_the_whole_workbook(parts, saved, put, make_report, relationships):
    parts.more["xl/tables/table7.xml"] = (
        f'<table xmlns="{MAIN}" id="12" name="Befunde" displayName="Befunde" ref="D1:D2"><tableColumns count="1">'
        '<tableColumn id="1" name="a"/></tableColumns></table>'
    )
    parts.overrides["xl/tables/table7.xml"] = f"{SPREADSHEET}.table+xml"
    parts.more["xl/worksheets/_rels/sheet1.xml.rels"] = relationships(("rId1", "table", "../tables/table7.xml"))
    path = saved()

    written = put(path, make_report())
    put(path, make_report())

    with Package(path) as package:
        assert [(table.name, table.id, table.part) for table in table_entries(package)] == [
            ("Befunde", 12, "xl/tables/table7.xml"),
            ("Befunde_Lotse", 13, "xl/tables/table8.xml"),
        ]
    assert "Den Namen „Befunde“ gibt es in dieser Mappe schon; Lotse nimmt „Befunde_Lotse“." in written.warnings


def test_part_names_do_not_drift_from_run_to_run(saved, put, streams):
    path = saved()
    put(path)
    first = set(streams(path))

    for _ in range(3):
        put(path)

    assert set(streams(path)) == first


def test_a_table_keeps_its_id_so_that_slicers_on_it_live_on(saved, put, make_report):
    path = saved()
    put(path, make_report("Prüfbericht", "Befunde"), make_report("Fakten", "Fakten_Tabelle"))

    put(path, make_report("Fakten", "Fakten_Tabelle"))
    put(path, make_report("Prüfbericht", "Befunde"))

    with Package(path) as package:
        assert {table.name: table.id for table in table_entries(package)} == {"Befunde": 1, "Fakten_Tabelle": 2}


def test_a_new_sheet_does_not_take_the_part_of_one_that_is_written_again(saved, put, make_report):
    path = saved()
    put(path, make_report("Fakten", "Fakten_Tabelle"))

    put(path, make_report("Dashboard", "Zahlen"), make_report("Fakten", "Fakten_Tabelle"))

    with Package(path) as package:
        parts = [sheet.part for sheet in sheet_entries(package)]
    assert len(set(parts)) == len(parts) == 3


def test_no_sheet_of_lotses_comes_up_selected(saved, put):
    path = saved()

    put(path)

    with zipfile.ZipFile(path) as archive:
        assert not [part for part in archive.namelist() if b"tabSelected" in archive.read(part)]


def test_staff_things_on_a_sheet_of_lotses_are_named_when_they_go(saved, put, report):
    path = saved()
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


def test_a_part_that_a_staff_sheet_shares_stays(saved, put, report, relationships):
    path = saved()
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


def test_dynamic_arrays_are_a_mistake_of_ours(saved, put):
    chart = Chart("column", 1, 1, "", [Series("a", "Fakten!$A$1", "Fakten!$A$1", [1], [1], Palette.TEAL)], "")
    columns = [TableColumn("a", formula="=SORT(Fakten[a])")]
    sheet = Sheet("Fakten", tables=[SheetTable("Fakten", 1, 1, columns, [[1]])], charts=[chart])

    with pytest.raises(ValueError, match="dynamic"):
        put(saved(), sheet)


def test_names_for_highlights_follow_the_list_from_run_to_run(parts, saved, put):
    parts.workbook = parts.workbook.replace(
        "</sheets>",
        '</sheets><definedNames><definedName name="Befunde_Klienten">#REF!</definedName></definedNames>',
    )
    path = saved()

    for last in (5, 9):
        put(path, Sheet("Prüfbericht", names=[Name("Befunde_Klienten", f"'Prüfbericht'!$A$1:$A${last}")]))

    with Package(path) as package:
        named = [each.refers_to for each in name_entries(package) if each.name == "Befunde_Klienten"]
    assert named == ["'Prüfbericht'!$A$1:$A$9"]
