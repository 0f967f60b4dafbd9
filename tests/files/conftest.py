"""Workbooks made by hand, part by part, and how to see from outside that a part was left alone."""

from __future__ import annotations

import struct
import zipfile
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

import pytest
from lxml import etree

from tests.letter_workbook import make_workbook
from workbook.package.parts import Package
from workbook.package.structure import sheet_entries
from workbook.sheets import Block, Sheet, SheetTable, TableColumn
from workbook.trial.samples import trial_sheets
from workbook.writing.changing import Safety
from workbook.writing.file_book import FileBook, WriteReport
from workbook.writing.saving import Backups

if TYPE_CHECKING:
    from pathlib import Path

TODAY = date(2019, 6, 30)

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
CONTENT_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"

SHARED = {
    "[content_types].xml",
    "_rels/.rels",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/styles.xml",
    "docprops/app.xml",
    "docprops/custom.xml",
    "xl/calcchain.xml",
}
"""The shared directories of contract 1."""


def relationships_part(*entries: tuple[str, str, str]) -> str:
    """`(id, type, target)`; a type without a slash is one of the usual ones."""
    told = "".join(
        f'<Relationship Id="{key}" Type="{kind if "/" in kind else f"{RELATIONSHIPS}/{kind}"}" Target="{target}"/>'
        for key, kind, target in entries
    )
    return f'<?xml version="1.0"?><Relationships xmlns="{PACKAGE_RELATIONSHIPS}">{told}</Relationships>'


@dataclass
class Parts:
    """A workbook by hand: change what a test is about, then save it."""

    workbook: str = (
        f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONSHIPS}"><sheets>'
        '<sheet name="Klienten" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )
    sheet: str = (
        f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><v>7</v></c></row>'
        "</sheetData></worksheet>"
    )
    styles: str | None = (
        f'<styleSheet xmlns="{MAIN}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/>'
        '</fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
        '<cellXfs count="1"><xf xfId="0"/></cellXfs></styleSheet>'
    )
    workbook_relationships: list[tuple[str, str, str]] = field(
        default_factory=lambda: [
            ("rId1", "worksheet", "worksheets/sheet1.xml"),
            ("rId2", "styles", "styles.xml"),
            ("rId3", "sharedStrings", "sharedStrings.xml"),
        ]
    )
    root_relationships: list[tuple[str, str, str]] = field(
        default_factory=lambda: [("rId1", "officeDocument", "xl/workbook.xml")]
    )
    overrides: dict[str, str] = field(
        default_factory=lambda: {
            "xl/workbook.xml": f"{SPREADSHEET}.sheet.main+xml",
            "xl/worksheets/sheet1.xml": f"{SPREADSHEET}.worksheet+xml",
            "xl/styles.xml": f"{SPREADSHEET}.styles+xml",
            "xl/sharedStrings.xml": f"{SPREADSHEET}.sharedStrings+xml",
        }
    )
    more: dict[str, str | bytes] = field(default_factory=dict)
    spelled: dict[str, str] = field(default_factory=dict)

    def save(self, path: Path) -> Path:
        """Write the file; `spelled` gives parts another spelling in the zip."""
        types = "".join(
            f'<Override PartName="/{part}" ContentType="{kind}"/>' for part, kind in self.overrides.items()
        )
        parts: dict[str, str | bytes] = {
            "[Content_Types].xml": (
                f'<Types xmlns="{CONTENT_TYPES}"><Default Extension="rels" '
                'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
                f'<Default Extension="xml" ContentType="application/xml"/>{types}</Types>'
            ),
            "_rels/.rels": relationships_part(*self.root_relationships),
            "xl/workbook.xml": self.workbook,
            "xl/_rels/workbook.xml.rels": relationships_part(*self.workbook_relationships),
            "xl/worksheets/sheet1.xml": self.sheet,
            "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}"><si><t>Aktenzeichen</t></si></sst>',
        }
        if self.styles is not None:
            parts["xl/styles.xml"] = self.styles
        parts |= self.more
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for part, content in parts.items():
                archive.writestr(self.spelled.get(part, part), content)
        return path


@pytest.fixture
def relationships():
    """The text of a relationships part."""
    return relationships_part


@pytest.fixture
def parts() -> Parts:
    return Parts()


@pytest.fixture(scope="session")
def workbook_of_one(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook with one client, made once: tests take a copy."""
    return make_workbook(tmp_path_factory.mktemp("mappe") / "Mappe.xlsx", 1)


@pytest.fixture
def today() -> date:
    return TODAY


def report_sheet(name: str = "Prüfbericht", table: str = "Befunde", rows: int = 3) -> Sheet:
    columns = [TableColumn("Regel", 8), TableColumn("Meldung", 40)]
    values = [[f"R-{number:02}", "=kein Bezug"] for number in range(rows)]
    return Sheet(name=name, blocks=[Block(1, 1, [["Bericht"]])], tables=[SheetTable(table, 3, 1, columns, values)])


@pytest.fixture
def make_report():
    """A small sheet of Lotse's, by name, table and number of rows."""
    return report_sheet


@pytest.fixture
def report() -> Sheet:
    """A small sheet of Lotse's."""
    return report_sheet()


@pytest.fixture
def put():
    """Write sheets of Lotse's into a workbook, without backups: all five of them unless told otherwise."""

    def write(path: Path, *sheets: Sheet) -> WriteReport:
        return FileBook(path, Safety(Backups(keep=0))).write(sheets or trial_sheets(), today=TODAY)

    return write


def compressed_streams(path: Path) -> dict[str, bytes]:
    """Return every part's compressed stream by name, read without any code of ours but the zip format's."""
    found: dict[str, bytes] = {}
    data = path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        for info in archive.infolist():
            name_length, extra_length = struct.unpack_from("<HH", data, info.header_offset + 26)
            start = info.header_offset + 30 + name_length + extra_length
            found[info.orig_filename] = data[start : start + info.compress_size]
    return found


@pytest.fixture
def streams():
    """A workbook's parts as their compressed streams."""
    return compressed_streams


@pytest.fixture
def unharmed():
    """Check that every part of the first file that is no shared directory has its stream in the second."""

    def check(before: dict[str, bytes], after: Path) -> None:
        now = compressed_streams(after)
        for part, stream in before.items():
            if part.replace("\\", "/").lstrip("/").lower() not in SHARED:
                assert now.get(part) == stream, part

    return check


class Look:
    """A written workbook looked at from outside."""

    @staticmethod
    def read(path: Path, part: str) -> bytes:
        with zipfile.ZipFile(path) as archive:
            return archive.read(part)

    @classmethod
    def tree(cls, path: Path, part: str) -> etree._Element:
        return etree.fromstring(cls.read(path, part))

    @staticmethod
    def sheet_part(path: Path, name: str) -> str:
        with Package(path) as package:
            return next(sheet.part for sheet in sheet_entries(package) if sheet.name == name)

    @staticmethod
    def tab_names(path: Path) -> list[str]:
        with Package(path) as package:
            return [sheet.name for sheet in sheet_entries(package)]


@pytest.fixture
def look() -> type[Look]:
    """Reads parts, sheets and tabs of a workbook."""
    return Look


@pytest.fixture
def saved(parts, tmp_path):
    """Save the parts as a workbook."""
    return lambda: parts.save(tmp_path / "Mappe.xlsx")
