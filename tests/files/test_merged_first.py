"""What calamine is given to read: the workbook as it stands, only sooner."""

from __future__ import annotations

import codecs
import zipfile
import zlib
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from python_calamine import CalamineError, CalamineWorkbook

from workbook.errors import WorkbookError
from workbook.package import merged_first
from workbook.package.guards import check_counts
from workbook.package.merged_first import NO_MERGED_CELLS, read_soonest
from workbook.package.parts import Package
from workbook.package.sheet_marks import sheet_marks
from workbook.package.structure import sheet_entries
from workbook.reading.raw import read_book

CORPUS = sorted((Path(__file__).parents[2] / ".." / "shared" / "corpus").glob("*.xls[xm]"))
FIRST = "xl/worksheets/sheet1.xml"


def sheets_of(package):
    return [entry for entry in sheet_entries(package) if entry.kind == "worksheet" and entry.part]


def soonest(path):
    with Package(path) as package:
        return read_soonest(package, [entry.part for entry in sheets_of(package)])


def values(content):
    """What calamine says of every sheet; what it says against one counts as well."""
    with CalamineWorkbook.from_filelike(content) as book:
        said = {}
        for name in book.sheet_names:
            try:
                sheet = book.get_sheet_by_name(name)
                said[name] = sheet.start, sheet.end, repr(sheet.to_python(skip_empty_area=True))
            except BaseException as error:  # noqa: BLE001 -- its panic is no Exception
                said[name] = str(error)
        return said


def as_it_stands(path):
    return BytesIO(path.read_bytes())


def agree(path):
    """Demand that the workbook says the same as the file itself; what calamine cannot open, it cannot open so."""
    try:
        expected = values(as_it_stands(path))
    except CalamineError:
        return  # sheets that are listed and not there: tried elsewhere
    assert values(soonest(path)) == expected


@pytest.fixture
def office(tmp_path):
    """A workbook with merged cells, days, formulas, texts of all kinds, and rows that begin far from A1."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Şahin & Söhne", 7, 1.5, True, None, "=B1*2"])
    sheet.merge_cells("A3:C4")
    sheet["A3"] = "zusammen"
    book.create_sheet("Weit unten")["D40"] = "hier"
    book.create_sheet("Leer")
    path = tmp_path / "Büro.xlsx"
    book.save(path)
    return path


def rewritten(path, change, compression=zipfile.ZIP_DEFLATED):
    """Save the workbook with another first sheet."""
    with zipfile.ZipFile(path) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    with zipfile.ZipFile(path, "w", compression) as target:
        for name, data in parts.items():
            target.writestr(name, change(data) if name == FIRST else data)
    return path


def declared(data):
    return b'<?xml version="1.0" encoding="UTF-8"?>' + data[data.index(b"<worksheet") :]


WAYS = {
    "as openpyxl writes it": lambda data: data,
    "declared": declared,
    "with a mark of UTF-8": lambda data: codecs.BOM_UTF8 + declared(data),
    "in UTF-16": lambda data: (
        codecs.BOM_UTF16_LE + declared(data).replace(b"UTF-8", b"UTF-16").decode().encode("utf-16-le")
    ),
    "behind blanks": lambda data: b"\n\n" + data[data.index(b"<worksheet") :],
    "with a prefix": lambda data: (
        data.replace(b"<", b"<x:").replace(b"<x:/", b"</x:").replace(b"xmlns=", b"xmlns:x=")
    ),
}


@pytest.mark.parametrize("compression", [zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED, zipfile.ZIP_BZIP2])
@pytest.mark.parametrize("way", WAYS)
def test_calamine_says_the_same_of_every_sheet(office, way, compression):
    path = rewritten(office, WAYS[way], compression)

    agree(path)


@pytest.mark.parametrize("path", CORPUS, ids=[path.stem[-40:] for path in CORPUS])
def test_it_says_the_same_of_workbooks_of_real_excel(path):
    try:
        with Package(path) as package:
            check_counts(package)
            if any(sheet_marks(package, entry.part).stray for entry in sheets_of(package)):
                pytest.skip("Sie hat eine Zelle so weit außen, dass niemand sie calamine gibt.")
    except WorkbookError:
        pytest.skip("Lotse weist sie zurück, bevor calamine sie sieht.")

    agree(path)


def test_each_sheet_begins_with_an_empty_list_and_no_checksum_changes(office):
    assert zlib.crc32(NO_MERGED_CELLS) == 0

    with zipfile.ZipFile(soonest(office)) as ours, zipfile.ZipFile(office) as theirs:
        assert ours.namelist() == theirs.namelist()
        assert ours.testzip() is None
        for name in ours.namelist():
            ahead = NO_MERGED_CELLS if name.startswith("xl/worksheets/sheet") else b""
            assert ours.read(name) == ahead + theirs.read(name)
            assert ours.getinfo(name).CRC == theirs.getinfo(name).CRC


def test_a_damaged_picture_keeps_nobody_from_reading(office):
    with zipfile.ZipFile(office, "a") as archive:
        archive.writestr("xl/media/image1.png", b"bild" * 1000)
        place = archive.getinfo("xl/media/image1.png").header_offset
    office.write_bytes(spoiled(office.read_bytes(), place))

    with read_book(office) as book:
        assert book.grid("Weit unten")[39][3] == "hier"
    assert soonest(office).getvalue() == office.read_bytes()


def spoiled(data, place):
    """A file in which an entry's own head is none."""
    return data[:place] + b"XX" + data[place + 2 :]


def test_a_calamine_that_does_not_take_it_gets_the_file_as_it_stands(office, monkeypatch):
    monkeypatch.setattr(merged_first, "NO_MERGED_CELLS", b"<sheetData></sheetData>")
    merged_first._is_taken_so.cache_clear()

    assert soonest(office).getvalue() == office.read_bytes()

    monkeypatch.undo()
    merged_first._is_taken_so.cache_clear()
    assert soonest(office).getvalue() != office.read_bytes()
