"""What Lotse wrote into a workbook that somebody keeps as .ods: which sheets are its own, and the tables on them.

LibreOffice carries the hidden names over as named ranges, Excel tables as database ranges, and custom properties as
fields of the user (OpenDocument 1.3, part 3, 9.4.12, 9.4.15, 4.3.3); `package/ownership.py` says what they mean.
"""

from __future__ import annotations

import re
from typing import IO, TYPE_CHECKING

from lxml import etree
from msgspec import Struct, field

from workbook.cells import Area
from workbook.package.ownership import FIRST_VERSION, MARKER, VERSION_PROPERTY, key_of
from workbook.reading.excel_table import ExcelTable

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from workbook.cells import Grid
    from workbook.package.markup import Element

TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_USER_DEFINED = "{urn:oasis:names:tc:opendocument:xmlns:meta:1.0}user-defined"
_NAME = "{urn:oasis:names:tc:opendocument:xmlns:meta:1.0}name"
TAGS = (f"{TABLE}named-range", f"{TABLE}database-range")
"""The elements that say so; those outside of a sheet hold for the whole file."""

_SHEET = r"\$?(?:'((?:[^']|'')+)'|([^\s.'$]+))\."
_OF_SHEET = re.compile(_SHEET)
_RANGE = re.compile(rf"{_SHEET}\$?([A-Z]{{1,3}})\$?(\d{{1,7}}):(?:{_SHEET}|\.)?\$?([A-Z]{{1,3}})\$?(\d{{1,7}})")


class OpenDocumentMarks(Struct):
    """Names of ranges and what they refer to, as they stand in the file."""

    marked: dict[str, str] = field(default_factory=dict)
    ranges: dict[str, str] = field(default_factory=dict)
    version: str = FIRST_VERSION

    @classmethod
    def of(cls, marked: Mapping[str, str]) -> OpenDocumentMarks:
        """Return the same of a file of another kind: its sheets of Lotse, by what Lotse calls them."""
        places = {key: "$'{}'.$A$1".format(sheet.replace("'", "''")) for key, sheet in marked.items()}
        return cls(marked=places)

    def take(self, element: Element) -> None:
        """Note a named range or a database range."""
        name = element.get(f"{TABLE}name", "")
        if element.tag == f"{TABLE}named-range" and name.startswith(MARKER):
            self.marked[key_of(name)] = element.get(f"{TABLE}cell-range-address", "")
        elif element.tag == f"{TABLE}database-range":
            self.ranges[name] = element.get(f"{TABLE}target-range-address", "")

    def owned(self, sheets: Collection[str]) -> Mapping[str, str]:
        """Return the present names of Lotse's sheets by what Lotse calls them; none is two of them."""
        found: dict[str, str] = {}
        for key, refers_to in self.marked.items():
            match = _OF_SHEET.match(refers_to)
            sheet = _sheet(match) if match else ""
            if sheet in sheets and sheet not in found.values():
                found[key] = sheet
        return found

    def lost(self, sheets: Collection[str]) -> frozenset[str]:
        """Return what Lotse calls those of its sheets that are marked and not there."""
        return frozenset(self.marked.keys() - self.owned(sheets).keys())

    def tables(self, sheets: Collection[str], grid: Callable[[str], Grid]) -> tuple[ExcelTable, ...]:
        """Return the tables on these sheets, of which `grid` gives the values; each begins with its header."""
        return tuple(
            table
            for name, target in self.ranges.items()
            if (place := _place(target)) is not None and place[0] in sheets
            if (table := _table(name, *place, grid)) is not None
        )


def _table(name: str, sheet: str, area: Area, grid: Callable[[str], Grid]) -> ExcelTable | None:
    """Return the table in an area, `None` where the sheet has no values as far as that."""
    first, last = area.first_column, area.last_column
    for row in grid(sheet)[area.first_row - 1 : area.first_row]:
        texts = tuple(str(value or "") for value in row[first - 1 : last])
        if len(texts) == last - first + 1:
            below = Area(area.first_row + 1, first, area.last_row, last)
            body = below if area.last_row > area.first_row else None
            return ExcelTable(name, sheet, area.first_row, body, first, texts)
    return None


def version_of(meta: IO[bytes]) -> str:
    """Return by which version of the schema the workbook was made, the first where `meta.xml` does not say."""
    for _, element in etree.iterparse(
        meta, tag=_USER_DEFINED, resolve_entities=False, no_network=True, load_dtd=False
    ):
        if element.get(_NAME) == VERSION_PROPERTY:
            return (element.text or "").strip() or FIRST_VERSION
    return FIRST_VERSION


def _place(target: str) -> tuple[str, Area] | None:
    """Return sheet and area of a reference, `None` where it is none.

    >>> _place("$'Karls Blatt'.$A$6:.$C$9")
    ('Karls Blatt', Area(first_row=6, first_column=1, last_row=9, last_column=3))
    """
    match = _RANGE.fullmatch(target)
    area = Area.parse(f"{match[3]}{match[4]}:{match[7]}{match[8]}") if match else None
    return (_sheet(match), area) if match and area else None


def _sheet(match: re.Match[str]) -> str:
    quoted, plain = match[1], match[2]
    return quoted.replace("''", "'") if quoted else plain
