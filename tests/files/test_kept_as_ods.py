"""A workbook that an office keeps as .ods: Lotse knows its own sheets there, and what staff wrote on them."""

import zipfile
from datetime import date

import openpyxl
import pytest
from openpyxl.comments import Comment

from automation import jobs
from automation.newer_workbook import upgrade
from workbook.cells import Area
from workbook.errors import UnsupportedFormatError
from workbook.reading.raw import read_book
from workbook.writing.file_book import FileBook

DAY = date(2019, 6, 30)
NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "table", "text", "meta")
)


def cell(text):
    return f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'


def sheet(name, *rows, inside=""):
    lines = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
    return f'<table:table table:name="{name}">{inside}{lines}</table:table>'


def marked(name, refers_to):
    return (
        '<table:named-expressions><table:named-range table:base-cell-address="$Start.$A$1" '
        f'table:name="{name}" table:cell-range-address="{refers_to}"/></table:named-expressions>'
    )


def kept(path, *sheets, after="", meta=""):
    """An .ods with these sheets; `after` stands below them."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        kind = "application/vnd.oasis.opendocument.spreadsheet"
        archive.writestr("mimetype", kind, zipfile.ZIP_STORED)
        archive.writestr(
            "META-INF/manifest.xml",
            '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            f'<m:file-entry m:full-path="/" m:media-type="{kind}"/></m:manifest>',
        )
        archive.writestr(
            "content.xml",
            f'<?xml version="1.0"?><office:document-content {NAMESPACES} office:version="1.2"><office:body>'
            f"<office:spreadsheet>{''.join(sheets)}{after}</office:spreadsheet></office:body>"
            "</office:document-content>",
        )
        archive.writestr(
            "meta.xml",
            f"<office:document-meta {NAMESPACES}><office:meta>{meta}</office:meta></office:document-meta>",
        )
    return path


def ranged(name, target):
    return (
        f'<table:database-ranges><table:database-range table:name="{name}" table:target-range-address="{target}"/>'
        "</table:database-ranges>"
    )


LETTERS = (("Postausgang",), ("Nummer", "Art"), ("QB-1", "WOHNEN"))


def test_a_sheet_that_was_renamed_is_still_lotses_and_its_table_is_found(tmp_path):
    path = kept(
        tmp_path / "a.ods",
        sheet("Karl's Post", *LETTERS),
        after=marked("_Lotse_Postausgang", "$'Karl''s Post'.$A:.$XFD")
        + ranged("tblPostausgang", "'Karl''s Post'.A2:'Karl''s Post'.B3"),
        meta='<meta:user-defined meta:name="Arbeitsmappe für Lotse">0.2</meta:user-defined>',
    )

    with read_book(path) as book:
        assert (book.owned, book.version) == ({"Postausgang": "Karl's Post"}, "0.2")
        (table,) = book.tables
        assert (table.name, table.columns, table.body) == ("tblPostausgang", ("Nummer", "Art"), Area(3, 1, 3, 2))


@pytest.mark.parametrize(
    "after",
    [
        marked("Postausgang", "$Post.$A:.$XFD"),
        marked("_Lotse_Postausgang", "$Anderswo.$A:.$XFD"),
        marked("_Lotse_Postausgang", "#REF!"),
        ranged("tblPostausgang", "Post.A2:Post.B3"),
    ],
)
def test_a_sheet_of_staff_is_theirs_whatever_it_is_called(tmp_path, after):
    with read_book(kept(tmp_path / "a.ods", sheet("Post", *LETTERS), after=after)) as book:
        assert (book.owned, book.tables, book.version) == ({}, (), "0.1")


def test_a_name_that_holds_on_one_sheet_only_marks_none(tmp_path):
    inside = marked("_Lotse_Postausgang", "$Post.$A:.$XFD")

    with read_book(kept(tmp_path / "a.ods", sheet("Post", *LETTERS, inside=inside))) as book:
        assert book.owned == {}


@pytest.mark.parametrize("target", ["Post.A9:Post.B12", "Post.A2:Post.ZZ3", "Post.A2", "Post.A0:Post.B3", "#REF!"])
def test_a_range_that_leads_nowhere_is_no_table(tmp_path, target):
    after = marked("_Lotse_Postausgang", "$Post.$A:.$XFD") + ranged("tblPostausgang", target)

    with read_book(kept(tmp_path / "a.ods", sheet("Post", *LETTERS), after=after)) as book:
        assert (book.owned, book.tables) == ({"Postausgang": "Post"}, ())


@pytest.mark.libreoffice
def test_what_was_reported_before_it_was_saved_as_ods_is_known(libreoffice, tmp_path):
    page = openpyxl.Workbook().active
    page.title = "Klienten"
    for row in (("KlientID", "Nachname", "PLZ"), ("K-00001", "Beispiel", 1454), ("K-00002", "Muster", 45884)):
        page.append(row)
    page["B3"].hyperlink, page["B2"].comment = "https://example.org/akte", Comment("fragt nach", "SY")
    page.parent.save(tmp_path / "a.xlsx")
    before = jobs.check(FileBook(tmp_path / "a.xlsx"), DAY)
    path = libreoffice.convert(tmp_path / "a.xlsx", "ods", tmp_path)

    now = jobs.check(FileBook(path), DAY, write=False)

    assert before.findings
    assert [each.cell for each in now.findings] == [each.cell for each in before.findings]
    assert now.since is not None
    assert (now.since.new, now.since.solved) == (0, 0)
    with read_book(path) as book:
        assert book.owned == {"Prüfbericht": "Prüfbericht"}
    with read_book(libreoffice.convert(tmp_path / "a.xlsx", "xls", tmp_path)) as book:
        assert book.owned == {"Prüfbericht": "Prüfbericht"}
    with pytest.raises(UnsupportedFormatError, match=r"als „Excel-Arbeitsmappe \(\.xlsx\)“ speichern"):
        jobs.compile_dashboard(FileBook(path), DAY)
    left = upgrade(FileBook(path), tmp_path / "Neu.xlsx", today=DAY).left
    assert "Hyperlinks auf „Klienten“: Die Texte der Zellen stehen da, die Sprünge nicht." in left
    assert "Notizen auf „Klienten“ (Zeile 2): Bitte in der neuen Mappe wieder anheften." in left
