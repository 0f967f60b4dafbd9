"""Directories told in odd ways, and broken or forgotten things in them, are no obstacle and stay as they are."""

from __future__ import annotations

import re
import zipfile

import pytest

from workbook.errors import DamagedWorkbookError
from workbook.package.parts import Package
from workbook.package.structure import sheet_entries
from workbook.trial.verdict import remove_lotse, try_on_copy

CUSTOM = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
RELATIONSHIPS = "application/vnd.openxmlformats-package.relationships+xml"


@pytest.fixture
def typed_one_by_one(parts, tmp_path):
    """A workbook whose content types name every part, the relationships too, and know no default for them."""
    path = parts.save(tmp_path / "einzeln.xlsx")
    target = tmp_path / "Mappe.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name).decode()
            if name == "[Content_Types].xml":
                told = (each for each in old.namelist() if each.endswith(".rels"))
                overrides = "".join(
                    f'<Override PartName="/{each}" ContentType="{RELATIONSHIPS}"/>' for each in told
                )
                content = re.sub('<Default Extension="rels"[^>]*/>', "", content)
                content = content.replace("</Types>", f"{overrides}</Types>")
            new.writestr(name, content)
    return target


def test_parts_that_go_leave_no_content_type_behind(typed_one_by_one, put, look):
    before = look.read(typed_one_by_one, "[Content_Types].xml").count(b"<Override")
    put(typed_one_by_one)
    put(typed_one_by_one)

    remove_lotse(typed_one_by_one)

    assert look.read(typed_one_by_one, "[Content_Types].xml").count(b"<Override") == before


def test_relationships_whose_part_has_gone_are_not_inherited(parts, saved, put, make_report, relationships, look):
    orphan = "xl/worksheets/_rels/sheet2.xml.rels"
    parts.more[orphan] = relationships(("rId1", "drawing", "../drawings/drawing1.xml"))
    path = saved()

    put(path, make_report())

    assert look.sheet_part(path, "Prüfbericht") == "xl/worksheets/sheet3.xml"
    with Package(path) as package:
        assert [each.kind for each in package.relationships("xl/worksheets/sheet3.xml")] == ["table"]


def test_an_empty_list_of_properties_is_there_again_after_removing(parts, saved, put, look):
    kind = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
    parts.root_relationships.append(("rId4", "custom-properties", "docProps/custom.xml"))
    parts.overrides["docProps/custom.xml"] = kind
    parts.more["docProps/custom.xml"] = f'<Properties xmlns="{CUSTOM}"/>'
    path = saved()

    put(path)
    put(path)
    remove_lotse(path)

    root = look.tree(path, "docProps/custom.xml")
    assert (root.tag, len(root)) == (f"{{{CUSTOM}}}Properties", 0)
    assert not remove_lotse(path).sheets


@pytest.mark.parametrize("broken", ["<Relationships", "", "<!DOCTYPE x><Relationships/>"])
def test_broken_relationships_of_a_part_that_nobody_needs_are_copied(parts, saved, put, streams, unharmed, broken):
    parts.more["xl/charts/chart1.xml"] = "<chart/>"
    parts.more["xl/charts/_rels/chart1.xml.rels"] = broken
    path = saved()
    before = streams(path)

    put(path)
    put(path)
    remove_lotse(path)

    unharmed(before, path)


def test_a_sheet_with_a_wrong_checksum_is_seen_and_copied(saved, streams, unharmed, put, today):
    path = saved()
    with zipfile.ZipFile(path) as archive:
        crc = archive.getinfo("xl/worksheets/sheet1.xml").CRC.to_bytes(4, "little")
    path.write_bytes(path.read_bytes().replace(crc, b"\1\2\3\4"))
    before = streams(path)

    trial = try_on_copy(path, today=today)
    put(path)

    assert trial.trusted, trial.problem
    assert trial.seen == ("beschädigte Blätter",)
    unharmed(before, path)


def test_broken_relationships_of_a_sheet_are_damage_and_named(parts, saved, put):
    parts.more["xl/worksheets/_rels/sheet1.xml.rels"] = "<Relationships"
    path = saved()

    with pytest.raises(DamagedWorkbookError, match=r"sheet1\.xml\.rels"):
        put(path)


@pytest.mark.parametrize("view", ['firstSheet="3"', 'activeTab="9"', 'activeTab="0" firstSheet="7"'])
def test_a_view_of_tabs_that_do_not_exist_is_no_obstacle(parts, saved, put, view):
    parts.workbook = parts.workbook.replace("<sheets>", f"<bookViews><workbookView {view}/></bookViews><sheets>")
    path = saved()

    put(path)
    put(path)
    remove_lotse(path)

    with Package(path) as package:
        assert [sheet.name for sheet in sheet_entries(package)] == ["Klienten"]


def test_a_large_workbook_is_read_back_without_its_shared_texts(saved, put, monkeypatch):
    monkeypatch.setattr("workbook.package.readable.SMALL", 0)
    path = saved()

    assert len(put(path).added) == 5
    assert len(put(path).replaced) == 5
