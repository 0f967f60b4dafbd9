"""Rows of a large sheet are read back while they are made; what was read is what lies in the file."""

from __future__ import annotations

import zipfile
import zlib
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from workbook.errors import HarmError
from workbook.package import draft, readable
from workbook.package.stretches import Stretch, checksum_of, compressed, size_of, stretches, whole
from workbook.sheets import Sheet, SheetTable, TableColumn
from workbook.writing.donor.cell_xml import CellWriter

ROWS = 400


@pytest.fixture
def much(monkeypatch):
    """A sheet that counts as large, as does the file that it goes into."""
    monkeypatch.setattr("workbook.package.stretches.LARGE", 20_000)
    monkeypatch.setattr("workbook.writing.donor.building._ROWS_AT_ONCE", 50)
    monkeypatch.setattr(readable, "SMALL", 0)
    rows = [(f"Zeile {row}", row, "&<ä„" * (row % 5)) for row in range(ROWS)]
    columns = [TableColumn(label) for label in ("Text", "Zahl", "Rest")]
    return Sheet("Viel", tables=[SheetTable("Viel", 4, 2, columns, rows)], heights={5: 30, 7: 40, 900: 12})


def parts(file):
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_sheet_in_stretches_holds_what_it_holds_in_one_piece(much, saved, put, look, monkeypatch):
    path = saved()
    before = path.read_bytes()
    read = []
    monkeypatch.setattr(readable, "can_read", lambda source, _: read.append(source.read()) or True)

    put(path, much)

    in_stretches = parts(path)
    values = CalamineWorkbook.from_path(str(path)).get_sheet_by_name("Viel").to_python(skip_empty_area=False)
    assert [row[1:3] for row in values[4:]] == [[f"Zeile {row}", row] for row in range(ROWS)]
    assert b"Zeile 7" not in parts(BytesIO(read[0]))[look.sheet_part(path, "Viel")]
    path.write_bytes(before)
    monkeypatch.setattr("workbook.package.stretches.LARGE", 10**9)
    put(path, much)
    assert in_stretches == parts(path)
    assert b"Zeile 7" in parts(BytesIO(read[1]))[look.sheet_part(path, "Viel")]


@pytest.mark.parametrize("broken", [3, ROWS // 2, ROWS - 1])
def test_a_row_that_cannot_be_read_is_found_in_any_stretch(much, saved, put, monkeypatch, broken):
    path, rows = saved(), CellWriter.rows
    before = path.read_bytes()

    def with_a_broken_one(self):
        for number, row in enumerate(rows(self)):
            yield row.replace(b"</c>", b"</d>", 1) if number == broken else row

    monkeypatch.setattr(CellWriter, "rows", with_a_broken_one)

    with pytest.raises(HarmError, match="nicht mehr lesbar"):
        put(path, much)
    assert path.read_bytes() == before


def test_other_bytes_than_those_that_were_read_are_found(much, saved, put, monkeypatch):
    path = saved()
    before = path.read_bytes()

    def exchanged(pieces):
        some = [piece for piece in pieces if isinstance(piece, Stretch)]
        return compressed([some[1] if some and piece is some[0] else piece for piece in pieces])

    monkeypatch.setattr(draft, "compressed", exchanged)

    with pytest.raises(HarmError):
        put(path, much)
    assert path.read_bytes() == before


def test_a_stretch_that_was_read_and_not_written_is_found(much, saved, put, monkeypatch):
    """All that the file says of itself is right then, and calamine would read it."""
    path = saved()
    before = path.read_bytes()
    compress = draft._Writer.compress

    def forgetful(self, name, flags, pieces):
        places = [place for place, piece in enumerate(pieces) if isinstance(piece, Stretch)]
        compress(self, name, flags, [each for place, each in enumerate(pieces) if place not in places[2:3]])

    monkeypatch.setattr(draft._Writer, "compress", forgetful)

    with pytest.raises(HarmError, match="anders geschrieben"):
        put(path, much)
    assert path.read_bytes() == before


@given(st.lists(st.binary(max_size=300), max_size=9), st.lists(st.booleans(), min_size=9, max_size=9))
def test_pieces_are_put_together_as_if_they_were_one(contents, ready):
    def stretch(rows):
        packer = zlib.compressobj(1, zlib.DEFLATED, -15)
        stream = packer.compress(rows) + packer.flush(zlib.Z_FULL_FLUSH)
        return Stretch(stream, len(rows), zlib.crc32(rows), read=True)

    pieces = [stretch(rows) if beside else rows for rows, beside in zip(contents, ready, strict=False)]

    together = b"".join(contents)
    assert whole(pieces) == together
    assert zlib.decompress(compressed(pieces), -15) == together
    assert (size_of(pieces), checksum_of(pieces)) == (len(together), zlib.crc32(together))


def test_few_rows_stay_as_they_are():
    assert stretches(iter([b"<row/>", b"<row/>"])) == [b"<row/>", b"<row/>"]
