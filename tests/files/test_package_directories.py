"""However a package is spelled and packed, its parts come through, and a change of any other is found."""

from __future__ import annotations

import re
import zipfile

import pytest

from workbook.errors import HarmError
from workbook.package.comparing import check_unharmed
from workbook.package.parts import Package
from workbook.package.structure import sheet_entries, table_entries

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_MAIN = "http://purl.oclc.org/ooxml/spreadsheetml/main"
STRICT_RELATIONSHIPS = "http://purl.oclc.org/ooxml/officeDocument/relationships"
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def test_prefixed_workbooks_are_written_into(parts, saved, put, streams, unharmed, look):
    parts.workbook = (
        f'<x:workbook xmlns:x="{MAIN}"><x:sheets><x:sheet xmlns:q="{RELATIONSHIPS}" name="Klienten" sheetId="1" '
        'q:id="rId1"/></x:sheets></x:workbook>'
    )
    parts.styles = re.sub(r"<(/?)(\w)", r"<\1x:\2", parts.styles).replace("xmlns=", "xmlns:x=")
    path = saved()
    before = streams(path)

    put(path)
    put(path)

    unharmed(before, path)
    assert look.tab_names(path)[:2] == ["Klienten", "Prüfbericht"]
    assert len(list(look.tree(path, "xl/styles.xml").iter(f"{{{MAIN}}}xf"))) > 2


def test_a_byte_order_mark_is_no_hindrance(parts, saved, put, report, look):
    parts.more["xl/workbook.xml"] = parts.workbook.encode("utf-8-sig")
    parts.more["xl/styles.xml"] = parts.styles.encode("utf-16")
    path = saved()

    put(path, report)

    assert look.tab_names(path) == ["Klienten", "Prüfbericht"]


def test_strict_workbooks_get_strict_sheets(parts, saved, put):
    parts.workbook = parts.workbook.replace(MAIN, STRICT_MAIN).replace(RELATIONSHIPS, STRICT_RELATIONSHIPS)
    parts.styles = parts.styles.replace(MAIN, STRICT_MAIN)
    parts.root_relationships = [("rId1", f"{STRICT_RELATIONSHIPS}/officeDocument", "xl/workbook.xml")]
    parts.workbook_relationships = [
        (key, f"{STRICT_RELATIONSHIPS}/{kind}", target) for key, kind, target in parts.workbook_relationships
    ]
    path = saved()

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


def test_back_slashes_and_other_cases_keep_their_spelling(parts, saved, put, streams, unharmed, look):
    parts.spelled = {
        "xl/sharedStrings.xml": "xl\\SharedStrings.xml",
        "xl/worksheets/sheet1.xml": "XL/Worksheets/Sheet1.xml",
    }
    parts.more["xl/media/Bild%201.png"] = b"\x89PNG"
    path = saved()
    before = streams(path)

    put(path)

    unharmed(before, path)
    assert {"xl\\SharedStrings.xml", "XL/Worksheets/Sheet1.xml", "xl/media/Bild%201.png"} <= streams(path).keys()
    assert look.sheet_part(path, "Prüfbericht") == "xl/worksheets/sheet2.xml"


def test_duplicate_entries_are_copied_as_they_are_with_a_warning(saved, put, report):
    path = saved()
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr("xl/sharedStrings.xml", f'<sst xmlns="{MAIN}"><si><t>anders</t></si></sst>')

    written = put(path, report)

    with zipfile.ZipFile(path) as archive:
        assert [entry.filename for entry in archive.infolist()].count("xl/sharedStrings.xml") == 2
    assert any("doppelt" in warning for warning in written.warnings)


def test_absolute_targets_are_followed(parts, saved, put, report, look):
    parts.workbook_relationships = [
        (key, kind, f"/xl/{target}") for key, kind, target in parts.workbook_relationships
    ]
    parts.root_relationships = [("rId1", "officeDocument", "/xl/workbook.xml")]
    path = saved()

    put(path, report)

    assert look.sheet_part(path, "Prüfbericht") == "xl/worksheets/sheet2.xml"


def test_a_workbook_part_may_lie_anywhere(parts, tmp_path, put, streams, look):
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
    assert look.sheet_part(moved, "Fakten") == "worksheets/sheet4.xml"


def test_dangling_relationships_stay_and_do_not_come_to_life(parts, saved, put, report, relationships, look):
    parts.more["xl/worksheets/_rels/sheet1.xml.rels"] = relationships(("rId1", "table", "../tables/table1.xml"))
    parts.workbook_relationships.append(("rId8", "worksheet", "worksheets/sheet2.xml"))
    path = saved()

    put(path, report)

    with Package(path) as package:
        assert [table.part for table in table_entries(package)] == ["xl/tables/table2.xml"]
        assert not package.has("xl/tables/table1.xml")
    assert look.sheet_part(path, "Prüfbericht") == "xl/worksheets/sheet3.xml"


def test_parts_without_a_content_type_are_left_as_found(parts, saved, put, streams, unharmed, look):
    parts.more["xl/merkwürdig.bin"] = b"\0\1\2"
    parts.more["ohne_endung"] = b"x"
    path = saved()
    before = streams(path)

    put(path)

    unharmed(before, path)
    assert b"bin" not in look.read(path, "[Content_Types].xml")


def test_content_types_of_the_staff_are_never_changed(parts, saved, put, look):
    parts.more["xl/drawings/vmlDrawing1.vml"] = b"<xml/>"
    path = saved()
    before = [(each.tag, dict(each.attrib)) for each in look.tree(path, "[Content_Types].xml")]

    put(path)

    after = [(each.tag, dict(each.attrib)) for each in look.tree(path, "[Content_Types].xml")]
    assert after[: len(before)] == before
    # A default for .vml would change what the staff's own part is taken for.
    assert not [attributes for _, attributes in after[len(before) :] if "Extension" in attributes]


def test_a_relationship_that_is_missing_is_not_filled_by_ours(parts, saved, put, report):
    parts.workbook = parts.workbook.replace("</sheets>", '<sheet name="Fehlt" sheetId="2" r:id="rId4"/></sheets>')
    path = saved()

    put(path, report)

    with Package(path) as package:
        assert {sheet.name: sheet.part for sheet in sheet_entries(package)}["Fehlt"] == ""


@pytest.mark.parametrize(("chained", "stays"), [("1", True), ("2", False)])
def test_the_calculation_chain_goes_only_if_it_names_a_replaced_sheet(parts, saved, put, report, chained, stays):
    parts.workbook_relationships.append(("rId6", "calcChain", "calcChain.xml"))
    parts.overrides["xl/calcChain.xml"] = f"{SPREADSHEET}.calcChain+xml"
    parts.more["xl/calcChain.xml"] = f'<calcChain xmlns="{MAIN}"><c r="A1" i="{chained}"/></calcChain>'
    path = saved()

    put(path, report)
    assert "xl/calcChain.xml" in zipfile.ZipFile(path).namelist()
    put(path, report)

    with zipfile.ZipFile(path) as archive:
        assert ("xl/calcChain.xml" in archive.namelist()) is stays
        assert (b"calcChain" in archive.read("[Content_Types].xml")) is stays
        assert (b"calcChain" in archive.read("xl/_rels/workbook.xml.rels")) is stays


def test_localised_headings_in_the_file_properties_are_left_alone(parts, saved, put, report, streams):
    parts.root_relationships.append(("rId2", "extended-properties", "docProps/app.xml"))
    parts.more["docProps/app.xml"] = (
        '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties" '
        'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"><HeadingPairs><vt:vector '
        'size="2" baseType="variant"><vt:variant><vt:lpstr>Arbeitsblätter</vt:lpstr></vt:variant><vt:variant>'
        "<vt:i4>1</vt:i4></vt:variant></vt:vector></HeadingPairs></Properties>"
    )
    path = saved()
    before = streams(path)["docProps/app.xml"]

    put(path, report)

    assert streams(path)["docProps/app.xml"] == before


def test_a_wrong_checksum_in_a_part_that_nobody_needs_is_copied(parts, saved, put, report, streams, unharmed):
    parts.more["xl/media/bild.png"] = b"\x89PNG" * 50
    path = saved()
    with zipfile.ZipFile(path) as archive:
        crc = archive.getinfo("xl/media/bild.png").CRC.to_bytes(4, "little")
    path.write_bytes(path.read_bytes().replace(crc, b"\1\2\3\4"))
    before = streams(path)

    put(path, report)

    unharmed(before, path)
    with zipfile.ZipFile(path) as archive:
        assert archive.getinfo("xl/media/bild.png").CRC == 0x04030201


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


def test_a_comment_of_the_archive_is_kept(saved, put, report):
    path = saved()
    with zipfile.ZipFile(path, "a") as archive:
        archive.comment = b"vom Amt"

    put(path, report)

    with zipfile.ZipFile(path) as archive:
        assert archive.comment == b"vom Amt"


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
