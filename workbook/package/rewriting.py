"""The donor's parts rewritten for the workbook that they go into: formats, table ids, dialect.

Its cells need none of that: they are made with the workbook's formats. Their texts are inline (ECMA-376 Part 1,
18.18.11), which leaves the workbook's shared texts alone, on which all staff cells depend.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbook.package.markup import STRICT, TRANSITIONAL
from workbook.package.structure import number, table_entries

if TYPE_CHECKING:
    from collections.abc import Collection

    from workbook.package.markup import Element
    from workbook.package.parts import Package
    from workbook.package.styles import StyleMap

_DIFFERENTIAL = (
    "dxfId",
    "headerRowDxfId",
    "dataDxfId",
    "totalsRowDxfId",
    "headerRowBorderDxfId",
    "tableBorderDxfId",
)


def rewrite_frame(worksheet: Element, styles: StyleMap) -> None:
    """Give everything around the cells the workbook's formats; no sheet of Lotse's comes up selected."""
    for element in worksheet.iter():
        _rewrite_differential(element, styles)
        style = element.get("style")
        if style is not None:
            element.set("style", str(styles.cells[number(style)]))
        if element.get("tabSelected") is not None:
            del element.attrib["tabSelected"]


def rewrite_table(table: Element, styles: StyleMap, identifier: int) -> None:
    """Give a table the workbook's formats and an id of its own."""
    for element in table.iter():
        _rewrite_differential(element, styles)
    table.set("id", str(identifier))


def _rewrite_differential(element: Element, styles: StyleMap) -> None:
    for name in _DIFFERENTIAL:
        value = element.get(name)
        if value is not None:
            element.set(name, str(styles.differential[number(value)]))


def in_dialect(data: bytes, package: Package) -> bytes:
    """Return a part of the donor, which is Transitional, in the dialect of the workbook."""
    if not package.dialect.is_strict:
        return data
    for name in ("main", "relationships", "drawing"):
        data = data.replace(getattr(TRANSITIONAL, name).encode(), getattr(STRICT, name).encode())
    return data


class TableIds:
    """Ids for tables, unique in the workbook (18.5.1.2).

    A table that is written again keeps its id: a slicer which staff have put on it names the table by it.
    """

    def __init__(self, package: Package, doomed: Collection[str]) -> None:
        tables = table_entries(package)
        self._former = {table.name.lower(): table.id for table in tables if table.part.lower() in doomed}
        self._taken = {table.id for table in tables if table.part.lower() not in doomed}

    def take(self, name: str) -> int:
        """Return an id for the table `name`."""
        identifier = self._former.get(name.lower(), 0)
        if identifier < 1 or identifier in self._taken:
            identifier = max([0, *self._taken, *self._former.values()]) + 1
        self._taken.add(identifier)
        return identifier
