"""Workbooks whose markup nobody's program would write: OpenDocument by hand, and cells without addresses."""

from __future__ import annotations

import zipfile
from datetime import date
from typing import TYPE_CHECKING

from tests.ugly.people import LABELS, Office, person, under

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from workbook.live.libreoffice.program import LibreOffice

_ODF = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0"'
)


def open_document_that_libreoffice_converted(path: Path, libreoffice: LibreOffice) -> Office:
    """LibreOffice: an OpenDocument sheet by hand, saved as .xlsx: an error, a hidden row, blank rows."""

    def cell(value: object) -> str:
        if value is None:
            return "<table:table-cell/>"
        if isinstance(value, date):
            return (
                f'<table:table-cell table:style-name="day" office:value-type="date" office:date-value="{value}">'
                f"<text:p>{value:%d.%m.%y}</text:p></table:table-cell>"
            )
        if isinstance(value, int):
            return f'<table:table-cell office:value-type="float" office:value="{value}"/>'
        if str(value).startswith("="):
            return f'<table:table-cell table:formula="of:{value}"/>'
        return f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'

    names = {label: label for label in LABELS} | {"Geburtstag": "Geburtsdatum", "Betreuung": "Zuständig"}
    del names["Geburtsdatum"], names["Zuständig"]
    people = [person(n) for n in (1, 2, 3)] + [person(4, Nachname="=NA()"), person(5, PLZ=1067)]
    head, *rows = under({"": ""} | names, people)
    told = "".join(
        f"<table:table-row{' table:visibility=' + chr(34) + 'collapse' + chr(34) if number == 2 else ''}>"
        f"{''.join(map(cell, row))}</table:table-row>"
        + (
            '<table:table-row table:number-rows-repeated="3"><table:table-cell/></table:table-row>'
            if number == 3
            else ""
        )
        for number, row in enumerate([[None, *head[1:]], *([None, *row[1:]] for row in rows)])
    )
    source = path.with_suffix(".fods")
    source.write_text(
        f'<?xml version="1.0"?><office:document {_ODF} office:version="1.3" '
        'office:mimetype="application/vnd.oasis.opendocument.spreadsheet"><office:automatic-styles>'
        '<number:date-style style:name="d"><number:day number:style="long"/><number:text>.</number:text>'
        '<number:month number:style="long"/><number:text>.</number:text><number:year/></number:date-style>'
        '<style:style style:name="day" style:family="table-cell" style:data-style-name="d"/>'
        "</office:automatic-styles><office:body><office:spreadsheet>"
        '<table:table table:name="Betreute &amp; Angehörige"><table:table-row table:number-rows-repeated="4">'
        '<table:table-cell table:number-columns-repeated="20"/></table:table-row>'
        f"{told}</table:table></office:spreadsheet></office:body></office:document>",
        encoding="utf-8",
    )
    sheet = "Betreute & Angehörige"
    made = libreoffice.convert(source, "xlsx", path.parent)
    made.replace(path)
    source.unlink()
    return Office(
        path,
        {"Klienten": (sheet, 5)},
        frozenset({("F-16", sheet, "D12"), ("F-03", sheet, "I13"), ("F-19", sheet, "B7")}),
        frozenset(),
        {"Klienten": 5},
    )


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE_REL = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_SHEETS = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def markup_by_hand_without_addresses(path: Path) -> Office:
    """Hand-written XML: no dimension, cells and rows without `r`, rich text, readings, shared formulas."""
    names = {label: label for label in LABELS} | {"Klient-Nr": "KlientID", "Zuname": "Nachname"}
    del names["KlientID"], names["Nachname"]
    people = [person(n) for n in (1, 2, 3, 4)]
    people[2]["PLZ"] = "458 84"
    head, *rows = under(names, people)
    styles = (
        f'<styleSheet xmlns="{MAIN}"><fonts><font/></fonts><fills><fill/><fill/></fills><borders><border/>'
        "</borders><cellStyleXfs><xf/></cellStyleXfs>"
        '<cellXfs><xf/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>'
    )

    def cell(value: object) -> str:
        if isinstance(value, date):
            return f'<c s="1"><v>{(value - date(1899, 12, 30)).days}</v></c>'
        if str(value).endswith("ße"):  # rich text, with a reading that is no part of it
            bold, rest = str(value)[:4], str(value)[4:]
            return (
                f'<c t="inlineStr"><is><r><rPr><b/></rPr><t>{bold}</t></r><r><t xml:space="preserve">{rest}</t></r>'
                '<rPh sb="0" eb="1"><t>falsch</t></rPh></is></c>'
            )
        return f'<c t="inlineStr"><is><t>{value}</t></is></c>'

    town = head.index("Ort")

    def line(number: int, row: Sequence[object]) -> str:
        cells = [cell(value) for value in row]
        if number == 1:  # a formula that the next rows share
            cells[town] = (
                '<c t="str"><f t="shared" ref="H3:H6" si="0">"Gelsen"&amp;"kirchen"</f><v>Gelsenkirchen</v></c>'
            )
        elif number in {2, 3}:
            cells[town] = '<c t="str"><f t="shared" si="0"/><v>Gelsenkirchen</v></c>'
        elif number == 4:
            cells[town] = '<c t="e"><f t="shared" si="0"/><v>#NAME?</v></c>'
        return f"<row>{''.join(cells)}</row>"

    data = "".join(line(number, row) for number, row in enumerate([head, *rows]))
    parts = {
        "[Content_Types].xml": (
            f'<Types xmlns="{_TYPES}"><Default Extension="xml" ContentType="application/xml"/><Default '
            'Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{_SHEETS}.sheet.main+xml"/>'
            f'<Override PartName="/xl/styles.xml" ContentType="{_SHEETS}.styles+xml"/>'
            f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_SHEETS}.worksheet+xml"/></Types>'
        ),
        "_rels/.rels": (
            f'<Relationships xmlns="{_PACKAGE_REL}"><Relationship Id="rId1" Type="{_REL}/officeDocument" '
            'Target="xl/workbook.xml"/></Relationships>'
        ),
        "xl/workbook.xml": (
            f'<workbook xmlns="{MAIN}" xmlns:r="{_REL}"><sheets><sheet name="Export" sheetId="7" r:id="a"/>'
            "</sheets></workbook>"
        ),
        "xl/_rels/workbook.xml.rels": (
            f'<Relationships xmlns="{_PACKAGE_REL}"><Relationship Id="a" Type="{_REL}/worksheet" '
            f'Target="worksheets/sheet1.xml"/><Relationship Id="b" Type="{_REL}/styles" Target="styles.xml"/>'
            "</Relationships>"
        ),
        "xl/styles.xml": styles,
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}"><sheetData><row/>{data}</sheetData></worksheet>',
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return Office(
        path,
        {"Klienten": ("Export", 2)},
        frozenset({("F-03", "Export", "G5"), ("F-16", "Export", "H6")}),
        frozenset(),
        {"Klienten": 4},
        unreadable=frozenset({("F-03", "K-00003")}),
    )


def macro_workbook_with_another_client_sheet(path: Path, source: Path) -> Office:
    """Excel: a workbook with macros, into which another program put a sheet with an Excel table and ISO dates."""
    names = {label: label for label in LABELS} | {"Tel.-Nr.": "Telefon"}
    del names["Telefon"], names["KlientID"]
    people = [person(1), person(2, Telefon="ruft zurück"), person(3, Geburtsdatum="30.11.69"), person(4)]
    head, *rows = under({"Aktenzeichen": "KlientID"} | names, people)

    def cell(value: object) -> str:
        if isinstance(value, date):
            return f'<c t="d"><v>{value.isoformat()}</v></c>'
        return f'<c t="inlineStr"><is><t>{value}</t></is></c>'

    lines = "".join(f"<row>{''.join(map(cell, row))}</row>" for row in (head, *rows))
    columns = "".join(f'<tableColumn id="{number}" name="{label}"/>' for number, label in enumerate(head, 1))
    added = {
        "xl/worksheets/leute.xml": (
            f'<worksheet xmlns="{MAIN}" xmlns:r="{_REL}"><sheetData>{lines}</sheetData>'
            '<tableParts count="1"><tablePart r:id="t"/></tableParts></worksheet>'
        ),
        "xl/worksheets/_rels/leute.xml.rels": (
            f'<Relationships xmlns="{_PACKAGE_REL}"><Relationship Id="t" Type="{_REL}/table" '
            'Target="../tables/leute.xml"/></Relationships>'
        ),
        "xl/tables/leute.xml": (
            f'<table xmlns="{MAIN}" id="77" name="Leute" displayName="Leute" ref="A1:P4" totalsRowShown="0">'
            f'<autoFilter ref="A1:P4"/><tableColumns count="{len(head)}">{columns}</tableColumns></table>'
        ),
    }
    changed = {
        "xl/workbook.xml": ("</sheets>", '<sheet name="Leute" sheetId="77" r:id="rId77"/></sheets>'),
        "xl/_rels/workbook.xml.rels": (
            "</Relationships>",
            f'<Relationship Id="rId77" Type="{_REL}/worksheet" Target="worksheets/leute.xml"/></Relationships>',
        ),
        "[Content_Types].xml": (
            "</Types>",
            (
                f'<Override PartName="/xl/worksheets/leute.xml" ContentType="{_SHEETS}.worksheet+xml"/>'
                f'<Override PartName="/xl/tables/leute.xml" ContentType="{_SHEETS}.table+xml"/></Types>'
            ),
        ),
    }
    with zipfile.ZipFile(source) as before, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            data = before.read(name)
            if name in changed:
                old, new = changed[name]
                data = data.replace(old.encode(), new.encode())
            after.writestr(name, data)
        for name, text in added.items():
            after.writestr(name, text)
    return Office(
        path,
        {"Klienten": ("Leute", 1)},
        frozenset({("F-05", "Leute", "P3"), ("F-02", "Leute", "E4"), ("F-19", "Leute", "A5")}),
        frozenset(),
        {"Klienten": 3},
        unreadable=frozenset({("F-05", "K-00002")}),
        below=1,
    )
