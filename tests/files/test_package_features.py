"""Rare things in a workbook, and everything that XlsxWriter can put into one, come through untouched."""

from __future__ import annotations

import zipfile
from datetime import UTC, datetime

import pytest
import xlsxwriter
from openxml_audit import FileFormat, OpenXmlValidator

from workbook.errors import RefusedWorkbookError, ReservedWorkbookError
from workbook.trial.verdict import remove_lotse, try_on_copy
from workbook.writing.changing import Safety
from workbook.writing.file_book import FileBook
from workbook.writing.saving import Backups

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.microsoft.com/office"
MICROSOFT = "application/vnd.ms-excel"
OPEN = "application/vnd.openxmlformats-officedocument"
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

# part, content type, who points at it, type of the relationship, word for staff
RARE = [
    (
        "xl/slicers/slicer1.xml",
        f"{MICROSOFT}.slicer+xml",
        "sheet",
        f"{OFFICE}/2007/relationships/slicer",
        "Datenschnitte",
    ),
    (
        "xl/slicerCaches/slicerCache1.xml",
        f"{MICROSOFT}.slicerCache+xml",
        "workbook",
        f"{OFFICE}/2007/relationships/slicerCache",
        None,
    ),
    (
        "xl/timelines/timeline1.xml",
        f"{MICROSOFT}.Timeline+xml",
        "sheet",
        f"{OFFICE}/2011/relationships/timeline",
        "Zeitachsen",
    ),
    (
        "xl/charts/chartEx1.xml",
        f"{MICROSOFT}.chartex+xml",
        "sheet",
        f"{OFFICE}/2014/relationships/chartEx",
        "Diagramme neuer Art",
    ),
    (
        "customUI/customUI14.xml",
        "application/xml",
        "root",
        f"{OFFICE}/2007/relationships/ui/extensibility",
        "eigenes Menüband",
    ),
    (
        "xl/threadedComments/threadedComment1.xml",
        f"{MICROSOFT}.threadedcomments+xml",
        "sheet",
        f"{OFFICE}/2017/10/relationships/threadedComment",
        "Kommentare mit Antworten",
    ),
    (
        "xl/persons/person.xml",
        f"{MICROSOFT}.person+xml",
        "workbook",
        f"{OFFICE}/2017/10/relationships/person",
        "Namen von Kommentierenden",
    ),
    (
        "xl/model/item.data",
        f"{OPEN}.model+data",
        "workbook",
        f"{OFFICE}/2011/relationships/powerPivotData".replace("office/2011", "office/2007"),
        "Datenmodell",
    ),
    (
        "docMetadata/LabelInfo.xml",
        f"{MICROSOFT}.classificationlabels+xml",
        "root",
        f"{OFFICE}/2020/02/relationships/classificationlabels",
        "Vertraulichkeitsstufe",
    ),
    (
        "xl/vbaProject.bin",
        "application/vnd.ms-office.vbaProject",
        "workbook",
        f"{OFFICE}/2006/relationships/vbaProject",
        "Makros",
    ),
    (
        "xl/vbaProjectSignature.bin",
        "application/vnd.ms-office.vbaProjectSignature",
        "workbook",
        f"{OFFICE}/2006/relationships/vbaProjectSignature",
        "signierte Makros",
    ),
    ("xl/connections.xml", f"{OPEN}.spreadsheetml.connections+xml", "workbook", "connections", "Datenverbindungen"),
    ("customXml/item1.xml", "application/xml", "workbook", "customXml", "eigene XML-Daten"),
    (
        "xl/externalLinks/externalLink1.xml",
        f"{OPEN}.spreadsheetml.externalLink+xml",
        "workbook",
        "externalLink",
        "Verknüpfungen mit anderen Mappen",
    ),
    ("xl/embeddings/oleObject1.bin", f"{OPEN}.oleObject", "sheet", "oleObject", "eingebettete Objekte"),
    ("xl/ctrlProps/ctrlProp1.xml", f"{MICROSOFT}.controlproperties+xml", "sheet", "ctrlProp", "Steuerelemente"),
    (
        "xl/pivotTables/pivotTable1.xml",
        f"{OPEN}.spreadsheetml.pivotTable+xml",
        "sheet",
        "pivotTable",
        "Pivot-Tabellen",
    ),
    (
        "xl/richData/rdrichvalue.xml",
        f"{MICROSOFT}.rdrichvalue+xml",
        "workbook",
        f"{OFFICE}/2017/06/relationships/rdRichValue",
        None,
    ),
]

SPARKLINES = (
    '<extLst><ext uri="{05C60535-1F16-4FD2-B633-F4F36F0B64E0}" '
    'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"><x14:sparklineGroups '
    'xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"><x14:sparklineGroup><x14:sparklines><x14:sparkline>'
    "<xm:f>Klienten!B1</xm:f><xm:sqref>C1</xm:sqref></x14:sparkline></x14:sparklines></x14:sparklineGroup>"
    "</x14:sparklineGroups></ext></extLst>"
)


@pytest.fixture
def rare(parts, tmp_path, relationships):
    """A workbook with one of everything that is rare."""
    sheet = []
    for number, (part, content_type, source, kind, _) in enumerate(RARE, 50):
        parts.overrides[part] = content_type
        parts.more[part] = b"\0binary" if part.endswith((".bin", ".data")) else f'<x xmlns="urn:{number}"/>'
        key = f"rId{number}"
        if source == "sheet":
            sheet.append((key, kind, f"../{part.removeprefix('xl/')}"))
        elif source == "workbook":
            parts.workbook_relationships.append((key, kind, f"/{part}"))
        else:
            parts.root_relationships.append((key, kind, part))
    parts.more["xl/worksheets/_rels/sheet1.xml.rels"] = relationships(*sheet)
    parts.sheet = parts.sheet.replace("</worksheet>", f"{SPARKLINES}</worksheet>")
    parts.overrides["xl/workbook.xml"] = f"{MICROSOFT}.sheet.macroEnabled.main+xml"
    return parts.save(tmp_path / "Selten.xlsm")


def test_rare_things_come_through_twice_and_back(rare, put, streams, unharmed):
    before = streams(rare)

    put(rare)
    unharmed(before, rare)
    put(rare)
    unharmed(before, rare)
    remove_lotse(rare)

    unharmed(before, rare)
    assert set(streams(rare)) == set(before)


def test_a_trial_names_what_is_rare(rare, today):
    trial = try_on_copy(rare, today=today)

    assert trial.trusted, trial.problem
    assert {word for *_, word in RARE if word} | {"Sparklines"} <= set(trial.seen)


def test_a_signature_of_the_package_is_refused_but_one_of_the_macros_is_not(parts, tmp_path, put):
    kind = "http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/origin"
    parts.root_relationships.append(("rId8", kind, "_xmlsignatures/origin.sigs"))
    parts.more["_xmlsignatures/origin.sigs"] = b""

    with pytest.raises(RefusedWorkbookError, match="digital signiert"):
        put(parts.save(tmp_path / "m.xlsx"))


def test_a_shared_workbook_with_its_log_is_refused(parts, tmp_path, put):
    parts.workbook_relationships.append(("rId8", "revisionHeaders", "revisions/revisionHeaders.xml"))
    parts.more["xl/revisions/revisionHeaders.xml"] = f'<headers xmlns="{MAIN}"/>'

    with pytest.raises(RefusedWorkbookError, match="Änderungsprotokoll"):
        put(parts.save(tmp_path / "m.xlsx"))


def test_a_workbook_marked_as_final_is_refused(parts, tmp_path, put):
    parts.root_relationships.append(("rId8", "custom-properties", "docProps/custom.xml"))
    parts.more["docProps/custom.xml"] = (
        '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
        'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
        '<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="_MarkAsFinal">'
        "<vt:bool>true</vt:bool></property></Properties>"
    )

    with pytest.raises(ReservedWorkbookError, match="abgeschlossen"):
        put(parts.save(tmp_path / "m.xlsx"))


@pytest.mark.parametrize("lock", ['reservationPassword="CC1A"', 'hashValue="a" saltValue="b" spinCount="1"'])
def test_a_workbook_with_a_password_to_change_it_is_refused(parts, tmp_path, put, lock):
    parts.workbook = parts.workbook.replace("<sheets>", f'<fileSharing userName="Leitung" {lock}/><sheets>')

    with pytest.raises(ReservedWorkbookError, match="Kennwort"):
        put(parts.save(tmp_path / "m.xlsx"))


def test_whoever_may_can_overrule_such_a_mark(parts, tmp_path, report, today):
    parts.workbook = parts.workbook.replace("<sheets>", '<fileSharing hashValue="a"/><sheets>')
    path = parts.save(tmp_path / "m.xlsx")

    FileBook(path, Safety(Backups(0), despite_reservation=True)).write([report], today=today)

    with zipfile.ZipFile(path) as archive:
        assert b'<fileSharing hashValue="a"/>' in archive.read("xl/workbook.xml")


@pytest.mark.parametrize(
    ("markup", "word"),
    [
        ('<fileSharing readOnlyRecommended="1"/>', "empfohlen"),
        ('<workbookProtection lockStructure="1"/>', "Struktur"),
    ],
)
def test_a_wish_and_a_locked_structure_are_told_but_no_obstacle(parts, tmp_path, put, markup, word):
    parts.workbook = parts.workbook.replace("<sheets>", f"{markup}<sheets>")

    written = put(parts.save(tmp_path / "m.xlsx"))

    assert len(written.added) == 5
    assert any(word in warning for warning in written.warnings)


@pytest.fixture
def everything(tmp_path):
    """A workbook with the features of XlsxWriter, each at least once."""
    path = tmp_path / "Alles.xlsx"
    book = xlsxwriter.Workbook(path)
    page, other = book.add_worksheet("Daten"), book.add_worksheet("Blatt mit ' und Leerzeichen")
    chartsheet = book.add_chartsheet("Diagramm")
    bold = book.add_format({"bold": True, "num_format": "0.000", "bg_color": "#FFCC00", "border": 1})
    page.write_row(0, 0, ["Name", "Wert", "am"], bold)
    for row in range(1, 12):
        page.write_row(row, 0, [f"Nr. {row}", row * 1.5])
        page.write_datetime(row, 2, datetime(2019, 6, row, tzinfo=UTC).replace(tzinfo=None), bold)
    page.write_rich_string("E1", "ganz ", bold, "fett")
    page.write_formula("E2", "=SUM(B2:B12)", bold, 99)
    page.write_array_formula("E3:E4", "{=B2:B3*2}", None, 3)
    page.write_dynamic_array_formula("F3:F5", "=SORT(B2:B4)", None, 1.5)
    page.write_boolean("E5", True)
    page.write_url("E6", "https://example.org", string="Netz")
    page.write_url("E7", "internal:'Daten'!A1", string="hin")
    page.write_comment("A1", "Notiz")
    page.merge_range("H1:I2", "verbunden", bold)
    page.add_table("K1:L5", {"name": "Tabelle1", "columns": [{"header": "a"}, {"header": "b"}], "total_row": True})
    page.conditional_format("B2:B12", {"type": "data_bar", "data_bar_2010": True})
    page.conditional_format("B2:B12", {"type": "icon_set", "icon_style": "3_arrows"})
    page.conditional_format("B2:B12", {"type": "cell", "criteria": ">", "value": 5, "format": bold})
    page.data_validation("N1:N5", {"validate": "list", "source": ["ja", "nein"]})
    page.add_sparkline("O1", {"range": "Daten!B2:B12", "markers": True})
    page.insert_textbox("P1", "Text")
    page.insert_checkbox("Q1", True)
    page.autofilter("A1:C12")
    page.protect("geheim")
    page.set_header("&LKopf")
    page.repeat_rows(0)
    page.set_column("B:C", 20, bold, {"level": 1})
    page.freeze_panes(1, 1)
    other.hide()
    other.right_to_left()
    other.insert_button("B2", {"caption": "Los"})
    for kind in ("column", "line", "pie", "scatter", "radar", "stock", "area", "bar", "doughnut"):
        chart = book.add_chart({"type": kind})
        for _ in range(3 if kind == "stock" else 1):
            chart.add_series({"categories": "=Daten!$A$2:$A$12", "values": "=Daten!$B$2:$B$12"})
        if kind == "column":
            chartsheet.set_chart(chart)
        else:
            other.insert_chart(5, 3, chart)
    book.define_name("Rate", "=0.07")
    book.define_name("Daten!Lokal", "=Daten!$A$1")
    book.set_custom_property("Aktenplan", 7)
    book.set_properties({"title": "Alles", "created": datetime(2019, 6, 30, tzinfo=UTC).replace(tzinfo=None)})
    book.close()
    return path


def test_all_that_xlsxwriter_can_do_comes_through_twice_and_back(everything, put, streams, unharmed):
    before = streams(everything)

    put(everything)
    unharmed(before, everything)
    put(everything)
    unharmed(before, everything)
    remove_lotse(everything)

    unharmed(before, everything)
    assert set(streams(everything)) == set(before)


def test_no_schema_error_comes_with_lotses_sheets(everything, put):
    validator = OpenXmlValidator(file_format=FileFormat.MICROSOFT_365, max_errors=0)
    before = {error.description for error in validator.validate(everything).errors}

    put(everything)

    assert {error.description for error in validator.validate(everything).errors} <= before


def test_libreoffice_opens_the_written_workbook(everything, put, recalculate):
    put(everything)

    with zipfile.ZipFile(recalculate(everything)) as archive:
        workbook = archive.read("xl/workbook.xml").decode()

    assert all(f'name="{name}"' in workbook for name in ("Daten", "Prüfbericht", "Quartalsabschlüsse"))


def test_ownership_survives_a_save_by_libreoffice(everything, put, recalculate):
    put(everything)
    saved = recalculate(everything)

    written = put(saved)

    assert written.added == ()
    assert set(written.replaced) == {"Prüfbericht", "Dashboard", "Fakten", "Postausgang", "Quartalsabschlüsse"}
