"""Widths are counted in digits of the workbook's standard font: Lotse's columns have the same pixels under each."""

from __future__ import annotations

from math import floor
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from lxml import etree

from automation.dashboard.grid import CHART_ROW, FAMILIES, LAST_COLUMN, widths
from workbook.package.standard_font import digit_pixels, fit_columns
from workbook.package.styles import Styles
from workbook.sheets import Chart, Series, Sheet

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
USUAL = '<font><sz val="11"/><name val="Calibri"/></font>'


def font(name, size):
    return f'<font><sz val="{size}"/><name val="{name}"/></font>'


def styles_of(inner):
    return Styles(etree.fromstring(f'<styleSheet xmlns="{MAIN}">{inner}</styleSheet>'))


@pytest.mark.parametrize(
    ("name", "size", "digit"),
    [
        ("Calibri", 11, 7),
        ("Aptos Narrow", 11, 7),
        ("Arial", 10, 7),
        ("ARIAL", "10.0", 7),
        ("Century Gothic", 9, 7),
        ("Calibri", 9, 6),
        ("Calibri", 12, 8),
        ("Calibri", 10, 7),
        ("Cambria", 11, 8),
        ("Verdana", 10, 8),
        ("Arial", 12, 9),
        ("Times New Roman", 12, 8),
        ("Schrift des Hauses", 11, 7),
        ("Schrift des Hauses", 12, 8),
        ("Schrift des Hauses Condensed", 12, 6),
        ("Calibri", "", 7),
        ("Calibri", "nan", 7),
        ("Calibri", -4, 7),
        ("", 20, 7),
    ],
)
def test_a_digit_is_as_wide_as_excel_has_it(name, size, digit):
    assert digit_pixels(styles_of(f"<fonts>{font(name, size)}</fonts>")) == digit


@pytest.mark.parametrize("name", ["Hausschrift", "Hausschrift Narrow"])
def test_an_unknown_font_is_never_held_to_be_wider_than_usual_ones_of_its_kind(name):
    """The narrower its digits are held to be, the wider the columns: too narrow a one would read ###."""
    like = "Arial Narrow" if "Narrow" in name else "Calibri"

    for size in range(6, 25):
        unknown, known = (digit_pixels(styles_of(f"<fonts>{font(each, size)}</fonts>")) for each in (name, like))
        assert unknown <= known


def test_the_standard_font_is_that_of_the_style_normal_wherever_it_stands():
    styles = styles_of(
        f"<fonts>{USUAL}{font('Arial', 12)}</fonts>"
        '<cellStyleXfs><xf fontId="0"/><xf fontId="1"/></cellStyleXfs><cellXfs><xf/></cellXfs>'
        '<cellStyles><cellStyle name="Gut" xfId="0" builtinId="26"/>'
        '<cellStyle name="S" xfId="1" builtinId="0"/></cellStyles>'
    )

    assert digit_pixels(styles) == 9


@pytest.mark.parametrize("place", ["5", "-1", "x"])
def test_a_style_or_font_that_is_not_there_is_no_reason_to_fail(place):
    styles = styles_of(
        f'<fonts>{USUAL}</fonts><cellStyleXfs><xf fontId="{place}"/></cellStyleXfs>'
        f'<cellStyles><cellStyle name="S" xfId="{place}" builtinId="0"/></cellStyles>'
    )

    assert digit_pixels(styles) == digit_pixels(styles_of("")) == 7


def dashboard():
    """The grid of the page, with a chart over more columns than it has widths."""
    series = Series("Reihe", "'Dashboard'!$B$1:$B$2", "'Dashboard'!$B$1:$B$2", (1, 2), (1, 2), "#0B4F6C")
    chart = Chart("column", CHART_ROW, FAMILIES.first, "Bild", [series], "Bild", width=2400)
    return Sheet("Dashboard", widths=widths(), charts=[chart])


def pixels_of(path, look, digit):
    """Return the pixels of a sheet's columns as Excel takes them (18.3.1.13), and of those without a width."""

    def pixels(width):
        return floor((256 * float(width) + floor(128 / digit)) / 256 * digit)

    sheet = look.tree(path, look.sheet_part(path, "Dashboard"))
    told = {}
    for column in sheet.iter(f"{{{MAIN}}}col"):
        told |= dict.fromkeys(
            range(int(column.get("min")), int(column.get("max")) + 1), pixels(column.get("width"))
        )
    default = sheet.find(f"{{{MAIN}}}sheetFormatPr").get("defaultColWidth")
    return told, 64 if default is None and digit == 7 else pixels(default)


def chart_ends(path, look):
    drawing = look.tree(path, "xl/drawings/drawing1.xml")
    return [tuple(int(each.text) for each in corner) for corner in drawing.iter(f"{DRAWING}from", f"{DRAWING}to")]


@pytest.mark.parametrize("standard", [("Arial", 12, 9), ("Calibri", 9, 6), ("Verdana", 10, 8)])
def test_the_dashboard_has_the_same_pixels_under_every_standard_font(parts, tmp_path, put, look, standard):
    name, size, digit = standard
    usual, other = tmp_path / "üblich.xlsx", tmp_path / "andere.xlsx"
    parts.save(usual)
    parts.styles = parts.styles.replace(USUAL, font(name, size))
    parts.save(other)

    for _ in range(2):  # what Lotse wrote itself is nothing that staff changed
        put(usual, dashboard())
        put(other, dashboard())

    wanted = pixels_of(usual, look, 7)
    assert wanted[0][FAMILIES.first] == FAMILIES.pixels[0]
    assert len(wanted[0]) >= LAST_COLUMN
    assert pixels_of(other, look, digit) == wanted
    assert chart_ends(other, look) == chart_ends(usual, look)


def test_where_digits_are_as_wide_as_usual_nothing_changes():
    root = etree.fromstring(
        f'<worksheet xmlns="{MAIN}"><sheetFormatPr defaultRowHeight="15"/>'
        '<cols><col min="1" max="3" width="10.7109375"/><col min="4" max="4" hidden="1"/></cols></worksheet>'
    )
    before = etree.tostring(root)

    fit_columns(root, 7)
    assert etree.tostring(root) == before

    fit_columns(root, 8)
    assert [each.get("width") for each in root.iter(f"{{{MAIN}}}col")] == ["9.375", None]


def test_widths_that_staff_chose_stay_as_they_are_in_the_file(parts, tmp_path, put, look):
    path = tmp_path / "Mappe.xlsx"
    parts.styles = parts.styles.replace(USUAL, font("Arial", 12))
    parts.save(path)
    put(path, Sheet("Dashboard", widths={1: 20}))
    part = look.sheet_part(path, "Dashboard")
    chosen = look.read(path, part).replace(b'width="16.', b'width="33.')
    with ZipFile(path) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, data in (held | {part: chosen}).items():
            archive.writestr(name, data)
    assert chosen != held[part]

    put(path, Sheet("Dashboard", widths={1: 20}))

    assert b'width="33.' in look.read(path, part)
