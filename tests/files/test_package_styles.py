"""Formats are added behind those of the staff, shared where they are equal, and never moved."""

from __future__ import annotations

import zipfile

import pytest
from lxml import etree

from workbook.cells import Area
from workbook.errors import DamagedWorkbookError, RefusedWorkbookError
from workbook.package.styles import Styles
from workbook.sheets import Block, Highlight, Palette, Sheet, Style

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_MAIN = "http://purl.oclc.org/ooxml/spreadsheetml/main"
STRICT_RELATIONSHIPS = "http://purl.oclc.org/ooxml/officeDocument/relationships"
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def test_style_records_of_the_staff_stay_an_unchanged_prefix(saved, put, report, look):
    path = saved()
    before = look.tree(path, "xl/styles.xml")

    put(path, report)

    after = look.tree(path, "xl/styles.xml")
    for name in ("fonts", "fills", "borders", "cellStyleXfs", "cellXfs"):
        old, new = (list(root.find(f"{{{MAIN}}}{name}")) for root in (before, after))
        assert [etree.tostring(each) for each in new[: len(old)]] == [etree.tostring(each) for each in old]


def test_a_second_run_adds_no_style(saved, put, look):
    path = saved()
    put(path)
    first = look.read(path, "xl/styles.xml")

    put(path)

    assert look.read(path, "xl/styles.xml") == first


def test_alternate_content_inside_the_formats_counts_as_one_record(parts, saved, put, report, look):
    alternate = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        '<mc:Choice Requires="x14ac"><xf numFmtId="0"/><xf numFmtId="1"/></mc:Choice>'
        '<mc:Fallback><xf numFmtId="0"/></mc:Fallback></mc:AlternateContent>'
    )
    parts.styles = parts.styles.replace('<xf xfId="0"/></cellXfs>', f'<xf xfId="0"/>{alternate}</cellXfs>')
    path = saved()

    put(path, report)

    records = Styles(look.tree(path, "xl/styles.xml")).records("cellXfs")
    used = {
        int(cell.get("s")) for cell in look.tree(path, look.sheet_part(path, "Prüfbericht")).iter(f"{{{MAIN}}}c")
    }
    assert etree.QName(records[1]).localname == "AlternateContent"
    assert min(used) == 2
    assert max(used) == len(records) - 1


def test_number_formats_of_highlights_are_compared_by_code(saved, put, look):
    path = saved()
    style = Style(fill=Palette.ERROR, number_format='0.0" h"')
    sheet = Sheet(
        "Prüfbericht",
        blocks=[Block(1, 1, [[1.5]], Style(number_format='0.0" h"'))],
        highlights=[Highlight(Area(1, 1, 2, 2), "A1>1", style)],
    )

    put(path, sheet)
    put(path, sheet)

    styles = look.tree(path, "xl/styles.xml")
    ids = {each.get("numFmtId") for each in styles.iter(f"{{{MAIN}}}numFmt") if each.get("formatCode") == '0.0" h"'}
    assert len(ids) == 1
    assert len(styles.find(f"{{{MAIN}}}dxfs")) == 1


def test_a_number_format_id_of_the_staff_keeps_its_meaning(parts, saved, put, look):
    own = '<numFmts count="1"><numFmt numFmtId="164" formatCode="0.000"/></numFmts>'
    parts.styles = parts.styles.replace("<fonts", own + "<fonts")
    path = saved()

    put(path, Sheet("Prüfbericht", blocks=[Block(1, 1, [[1]], Style(number_format='0" Stück"'))]))

    formats = {each.get("numFmtId"): each.get("formatCode") for each in look.tree(path, "xl/styles.xml")[0]}
    assert formats == {"164": "0.000", "165": '0" Stück"'}


def test_a_workbook_without_styles_gets_them(parts, saved, put, report, look):
    parts.styles = None
    del parts.overrides["xl/styles.xml"]
    del parts.workbook_relationships[1]
    path = saved()

    put(path, report)
    put(path, report)

    styles = look.tree(path, "xl/styles.xml")
    assert len(styles.find(f"{{{MAIN}}}cellXfs")) > 1
    assert styles.find(f"{{{MAIN}}}cellStyleXfs") is not None


def test_a_full_style_sheet_is_refused(parts, saved, put, report):
    parts.styles = parts.styles.replace('<xf xfId="0"/></cellXfs>', '<xf xfId="0"/>' * 64_000 + "</cellXfs>")

    with pytest.raises(RefusedWorkbookError, match="Zellformate"):
        put(saved(), report)


def test_a_wrong_checksum_in_the_styles_is_named(saved, put, report):
    path = saved()
    with zipfile.ZipFile(path) as archive:
        crc = archive.getinfo("xl/styles.xml").CRC.to_bytes(4, "little")
    path.write_bytes(path.read_bytes().replace(crc, b"\1\2\3\4"))

    with pytest.raises(DamagedWorkbookError) as damage:
        put(path, report)

    assert damage.value.part == "xl/styles.xml"
