"""An .xlsb by hand: its records written one by one, as [MS-XLSB] 2.4 describes them."""

from __future__ import annotations

import struct
import zipfile
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE_REL = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_BINARY = "application/vnd.ms-excel"
ERRORS = {"#DIV/0!": 0x07, "#REF!": 0x17, "#N/A": 0x2A}


def record(kind: int, content: bytes = b"") -> bytes:
    """A record: its kind in one byte or two, its length in as many as it needs."""
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    length, size = len(content), b""
    while length > 0x7F:
        size += bytes([length & 0x7F | 0x80])
        length >>= 7
    return head + size + bytes([length]) + content


def wide(text: str) -> bytes:
    """A text as it stands in a record."""
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


@dataclass(frozen=True)
class Keyed:
    """A number in the format that `save` is given for keys."""

    number: int


@dataclass
class Sheet:
    """Rows from A1 on; `hidden` rows count from 1, `merged` are (first row, last row, left, right) from 0."""

    rows: Sequence[Sequence[object]]
    hidden: frozenset[int] = frozenset()
    merged: tuple[int, int, int, int] | None = None
    far: tuple[int, int] | None = None
    short: bool = False
    whole: bool = False  # days as whole numbers, as Excel stores them where it can

    def data(self, *, date_1904: bool) -> bytes:
        """The sheet's part."""
        lines = b"".join(self._row(number, row, date_1904) for number, row in enumerate(self.rows))
        if self.far is not None:
            lines += self._head(self.far[0]) + record(5, struct.pack("<IId", self.far[1], 0, 1.0))
        end = record(146)
        if self.merged is not None:
            end += record(177, struct.pack("<I", 1)) + record(176, struct.pack("<4I", *self.merged)) + record(178)
        size = struct.pack("<4I", 0, len(self.rows) - 1, 0, max(map(len, self.rows)) - 1)
        return record(129) + record(148, size) + record(145) + lines + end + record(130)

    def _head(self, number: int) -> bytes:
        flags = 0x10 if number + 1 in self.hidden else 0
        return record(0, struct.pack("<IIHBBBI", number, 0, 300, 0, flags, 0, 0))

    def _row(self, number: int, row: Sequence[object], date_1904: bool) -> bytes:
        cells = b""
        for column, value in enumerate(row):
            at = struct.pack("<II", column, 2 if isinstance(value, Keyed) else int(isinstance(value, date)))
            if value in ERRORS:
                cells += record(3, at + bytes([ERRORS[value]]))
            elif isinstance(value, str):
                cells += record(17, at[4:] + wide(value)) if self.short and column else record(6, at + wide(value))
            elif isinstance(value, date):
                first = date(1904, 1, 1) if date_1904 else date(1899, 12, 30)
                days = (value - first).days
                packed = struct.pack("<I", days << 2 | 2) if self.whole else struct.pack("<d", days)
                cells += record(2 if self.whole else 5, at + packed)
            elif isinstance(value, Keyed):
                cells += record(2, at + struct.pack("<I", value.number << 2 | 2))
            elif value is not None:
                cells += record(5, at + struct.pack("<d", float(value)))
        return self._head(number) + cells


def defined(name: str, place: int) -> bytes:
    """A hidden name that refers to the rows of the sheet that the list of sheets has at a place."""
    rows = b"\x3b" + struct.pack("<HIIHH", place, 0, 1_048_575, 0, 16_383)
    return record(39, struct.pack("<IBi", 1, 0, -1) + wide(name) + struct.pack("<I", len(rows)) + rows + bytes(8))


def save(
    path: Path,
    sheets: Mapping[str, Sheet],
    *,
    date_1904: bool = False,
    own_format: bool = False,
    keys: str = "0",
    names: Mapping[str, int] | None = None,
) -> Path:
    """Write the workbook; `keys` is the number format of keys, `names` say which sheet, from 0, they refer to."""
    bundle = b"".join(
        record(156, struct.pack("<II", 0, number) + wide(f"rId{number}") + wide(name))
        for number, name in enumerate(sheets, 1)
    )
    book = record(131) + record(153, struct.pack("<III", int(date_1904), 0, 0)) + record(143) + bundle
    own = record(44, struct.pack("<H", 170) + wide(r"[$-407]dd/ mmmm\ yyyy;@")) if own_format else b""
    own += record(44, struct.pack("<H", 171) + wide(keys))
    formats = [
        record(47, struct.pack("<HHHHHBBHH", 0, kind, 0, 0, 0, 0, 0, 0, 0))
        for kind in (0, 170 if own_format else 14, 171)
    ]
    styles = record(278) + own + record(617, struct.pack("<I", 3)) + b"".join(formats) + record(618) + record(279)
    links = "".join(
        f'<Relationship Id="rId{number}" Type="{_REL}/worksheet" Target="worksheets/sheet{number}.bin"/>'
        for number in range(1, len(sheets) + 1)
    )
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{number}.bin" ContentType="{_BINARY}.worksheet"/>'
        for number in range(1, len(sheets) + 1)
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{_TYPES}"><Default Extension="bin" '
            f'ContentType="{_BINARY}.sheet.binary.macroEnabled.main"/>'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'{overrides}<Override PartName="/xl/styles.bin" ContentType="{_BINARY}.styles"/></Types>',
        )
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{_PACKAGE_REL}"><Relationship Id="a" Type="{_REL}/officeDocument" '
            'Target="xl/workbook.bin"/></Relationships>',
        )
        archive.writestr(
            "xl/_rels/workbook.bin.rels",
            f'<Relationships xmlns="{_PACKAGE_REL}">{links}<Relationship Id="s" Type="{_REL}/styles" '
            'Target="styles.bin"/></Relationships>',
        )
        archive.writestr("xl/workbook.bin", book + record(144) + _names(names or {}) + record(132))
        archive.writestr("xl/styles.bin", styles)
        for number, sheet in enumerate(sheets.values(), 1):
            archive.writestr(f"xl/worksheets/sheet{number}.bin", sheet.data(date_1904=date_1904))
    return path


def _names(names: Mapping[str, int]) -> bytes:
    """The sheets that names refer to, those of another workbook among them, and the names."""
    places = [(0, -2, -2), *((1, sheet, sheet) for sheet in names.values())]
    listed = struct.pack("<I", len(places)) + b"".join(struct.pack("<Iii", *each) for each in places)
    books = record(353) + record(355, wide("rId9")) + record(357) + record(362, listed) + record(354)
    return (books if names else b"") + b"".join(defined(name, place) for place, name in enumerate(names, 1))
