"""Sheets, tables, defined names and the date system of a package.

For the reader, which takes values through calamine and needs to know where the tables stand, and for the writer.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from workbook.cells import Area
from workbook.errors import DamagedWorkbookError
from workbook.package.markup import elements, is_true, local_name

if TYPE_CHECKING:
    from workbook.package.markup import Dialect, Element
    from workbook.package.parts import Package


class SheetEntry(Struct, frozen=True):
    """A sheet as the workbook lists it; `part` is `""` where its relationship leads nowhere.

    `kind` is worksheet, chartsheet, dialogsheet or xlMacrosheet; `state` is visible, hidden or veryHidden.
    """

    name: str
    id: int
    part: str
    state: str
    kind: str
    relationship: str


class TableEntry(Struct, frozen=True):
    """An Excel table: `area` with its header and totals rows; `columns` are the names as the header shows them.

    `calculated` are those of them whose cells Excel fills with one formula.
    """

    sheet: str
    part: str
    id: int
    name: str
    area: Area
    header_rows: int
    totals_rows: int
    columns: tuple[str, ...]
    calculated: frozenset[str] = frozenset()

    @property
    def body(self) -> Area | None:
        """The rows between header and totals, `None` where there are none."""
        first = self.area.first_row + self.header_rows
        last = self.area.last_row - self.totals_rows
        return Area(first, self.area.first_column, last, self.area.last_column) if first <= last else None


class NameEntry(Struct, frozen=True):
    """A defined name and what it refers to, without `=`; `sheet` is the place of its sheet if it is local."""

    name: str
    refers_to: str
    sheet: int | None
    hidden: bool


def number(text: str | None) -> int:
    """Return an attribute's whole number, 0 where it holds none."""
    return int(text) if text is not None and re.fullmatch(r"\d{1,10}", text) else 0


def unescaped(text: str) -> str:
    r"""Return a text with `_xHHHH_` escapes resolved (ECMA-376 Part 1, 22.9.2.19).

    >>> unescaped("Straße_x000a_und Nr.")
    'Straße\nund Nr.'
    """
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda match: chr(int(match[1], 16)), text)


def text_of(element: Element) -> str:
    """Return the text of an element, whatever comments stand in it."""
    if not len(element):  # the usual case, and a workbook can have a hundred thousand names
        return str(element.text or "")
    return "".join(str(piece) for piece in element.itertext(with_tail=False))


def child(parent: Element, dialect: Dialect, name: str) -> Element | None:
    """Return the first child of a name, `None` where there is none."""
    return parent.find(dialect.tag(name))


def sheet_entries(package: Package, workbook: Element | None = None) -> tuple[SheetEntry, ...]:
    """Return all sheets in the order of their tabs, chart and dialog sheets included.

    `workbook` is the parsed workbook part, if the caller has it already.

    Raises:
        DamagedWorkbookError: the workbook lists no sheets.
    """
    return package.once(_sheets) if workbook is None else _sheets(package, workbook)


def _sheets(package: Package, workbook: Element | None = None) -> tuple[SheetEntry, ...]:
    root = workbook if workbook is not None else package.tree(package.workbook_part)
    listed = child(root, package.dialect, "sheets")
    if listed is None:
        raise DamagedWorkbookError(package.path, package.workbook_part)
    targets = {relationship.id: relationship for relationship in package.relationships(package.workbook_part)}
    found = []
    for element in elements(listed):
        identifier = element.get(package.dialect.relationship_id, "")
        relationship = targets.get(identifier)
        exists = relationship is not None and not relationship.external and package.has(relationship.target)
        found.append(
            SheetEntry(
                name=element.get("name", ""),
                id=number(element.get("sheetId")),
                part=package.spelling(relationship.target) if relationship is not None and exists else "",
                state=element.get("state", "visible"),
                kind=relationship.kind if relationship is not None else "",
                relationship=identifier,
            )
        )
    return tuple(found)


def table_entries(package: Package) -> tuple[TableEntry, ...]:
    """Return all Excel tables, sheet by sheet. A table whose area cannot be read is left out."""
    return package.once(_tables)


def _tables(package: Package) -> tuple[TableEntry, ...]:
    found = []
    for sheet in sheet_entries(package):
        if sheet.kind != "worksheet" or not sheet.part:
            continue
        for relationship in package.relationships(sheet.part):
            if relationship.kind != "table" or relationship.external or not package.has(relationship.target):
                continue
            entry = _table(package, sheet.name, package.spelling(relationship.target))
            if entry is not None:
                found.append(entry)
    return tuple(found)


def _table(package: Package, sheet: str, part: str) -> TableEntry | None:
    root = package.tree(part)
    area = Area.parse(root.get("ref", ""))
    if area is None:
        return None
    columns = child(root, package.dialect, "tableColumns")
    listed = [*elements(columns)] if columns is not None else []
    formula = package.dialect.tag("calculatedColumnFormula")
    return TableEntry(
        sheet=sheet,
        part=part,
        id=number(root.get("id")),
        name=root.get("displayName", root.get("name", "")),
        area=area,
        header_rows=number(root.get("headerRowCount", "1")),
        totals_rows=number(root.get("totalsRowCount", "0")),
        columns=tuple(unescaped(column.get("name", "")) for column in listed),
        calculated=frozenset(
            unescaped(column.get("name", "")) for column in listed if column.find(formula) is not None
        ),
    )


def name_entries(package: Package) -> tuple[NameEntry, ...]:
    """Return all defined names, those of single sheets included."""
    return package.once(_names)


def _names(package: Package) -> tuple[NameEntry, ...]:
    names = child(package.tree(package.workbook_part), package.dialect, "definedNames")
    if names is None:
        return ()
    return tuple(
        NameEntry(
            name=element.get("name", ""),
            refers_to=text_of(element),
            sheet=number(element.get("localSheetId")) if element.get("localSheetId") is not None else None,
            hidden=is_true(element.get("hidden")),
        )
        for element in elements(names)
        if local_name(element) == "definedName"
    )


def uses_1904_dates(package: Package) -> bool:
    """Tell whether day 0 of the workbook is 1 January 1904 (ECMA-376 Part 1, 18.2.28)."""
    properties = child(package.tree(package.workbook_part), package.dialect, "workbookPr")
    return properties is not None and is_true(properties.get("date1904"))
