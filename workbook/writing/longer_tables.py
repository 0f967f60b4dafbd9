"""Excel tables made longer over rows that stand below them, when staff have said so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbook.cells import Area
from workbook.package.longer_table import Growth, extended_table
from workbook.package.markup import MarkupError, is_true, parse
from workbook.package.sheet_looks import split
from workbook.package.splicing import UNUSUAL
from workbook.package.structure import sheet_entries, table_entries

if TYPE_CHECKING:
    from workbook.findings import Extension
    from workbook.package.parts import Package
    from workbook.package.structure import TableEntry


def growth_of(package: Package, extension: Extension) -> tuple[TableEntry, Growth] | str:
    """Return the table and how it grows, or the reason as a German sentence why it cannot."""
    wanted = extension.table.casefold()
    table = next((each for each in table_entries(package) if each.name.casefold() == wanted), None)
    if table is None:
        return "Diese Tabelle gibt es nicht mehr."
    if table.totals_rows:
        return "Die Tabelle hat eine Ergebniszeile; bitte diese in Excel ausblenden und die Tabelle dort erweitern."
    if extension.blocked_by is not None:
        return f"Zwischen der Tabelle und diesen Zeilen steht etwas anderes (Zeile {extension.blocked_by})."
    if table.area.last_row != extension.last_row or extension.new_last_row <= extension.last_row:
        return "Die Tabelle ist nicht mehr, wie sie beim Prüfen war."
    growth = Growth(table.area, extension.new_last_row)
    return _on_sheet(package, table, growth) or (table, growth)


def _on_sheet(package: Package, table: TableEntry, growth: Growth) -> str | None:
    """Return what on the table's sheet speaks against its growth."""
    new = Area(growth.area.last_row + 1, growth.area.first_column, growth.last_row, growth.area.last_column)
    others = (each for each in table_entries(package) if each.sheet == table.sheet and each.part != table.part)
    if any(each.area.overlaps(new) for each in others):
        return "Darunter steht eine andere Tabelle."
    part = next(each.part for each in sheet_entries(package) if each.name == table.sheet)
    try:
        root = parse(split(b"".join(package.stream(part)))[0])
    except (MarkupError, ValueError):
        return UNUSUAL
    protection = root.find("{*}sheetProtection")
    if protection is not None and is_true(protection.get("sheet")):
        return "Das Blatt ist geschützt."
    merged = (Area.parse(each.get("ref", "")) for each in root.iter("{*}mergeCell"))
    if any(area is not None and area.overlaps(new) for area in merged):
        return "Unter der Tabelle sind Zellen verbunden."
    described = package.tree(table.part)
    if described.get("tableType", "worksheet") != "worksheet":
        return "Die Tabelle kommt aus einer Abfrage; Excel bestimmt, wie lang sie ist."
    return None if extended_table(b"".join(package.stream(table.part)), growth) is not None else UNUSUAL
