"""What speaks against exchanging a cell of the staff's: formulas, protection, merged cells, formatted words.

Told before anybody is asked, in German and without the cell's value.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workbook.cells import Area
from workbook.package.markup import MarkupError, elements, is_true, local_name, parse
from workbook.package.sheet_looks import split
from workbook.package.splicing import FORMULA, UNUSUAL, style_of
from workbook.package.structure import number, table_entries
from workbook.package.validations import validations

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from workbook.package.cell_formats import CellFormats
    from workbook.package.parts import Package
    from workbook.package.splicing import Plain
    from workbook.package.structure import SheetEntry

_ORDINARY = re.compile(rb'<c(?:\s+(?:r|s|t)="[^"]*")*\s*/?>')
_SHARED_TEXT = re.compile(rb'\st="s"[^>]*><v>(\d{1,9})</v>')
_FORMATTED = re.compile(rb"<(?:r|rPh)[\s>]")
_ITEM = re.compile(rb"<si\b[^>]*?(?:/>|>.*?</si>)", re.DOTALL)
_AREA_FORMULA = re.compile(rb'<f\s(?=[^>]*?\bt="(?:array|dataTable)")[^>]*?\bref="([A-Z0-9:]+)"')


class SharedTexts:
    """The texts that the cells of a workbook share; only which of them have formatted words matters here."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._formatted: frozenset[int] | None = None

    def is_formatted(self, position: int) -> bool:
        """Tell whether a text has words in a format of their own, or a guide to its pronunciation."""
        if self._formatted is None:
            part = self._package.related(self._package.workbook_part, "sharedStrings")
            data = b"".join(self._package.stream(part)) if part is not None else b""
            found = _ITEM.finditer(data) if _FORMATTED.search(data) else iter(())
            self._formatted = frozenset(place for place, item in enumerate(found) if _FORMATTED.search(item[0]))
        return position in self._formatted


class Obstacles:
    """What stands in the way on one sheet, whose bytes are `data`; `offered` looks up what a dropdown offers."""

    def __init__(
        self,
        package: Package,
        entry: SheetEntry,
        data: bytes,
        *,
        formats: CellFormats,
        texts: SharedTexts,
        offered: Callable[[str], Collection[str] | None],
    ) -> None:
        self._formats, self._texts, self._offered = formats, texts, offered
        self._usual = True
        try:
            root = parse(split(data)[0])
        except (MarkupError, ValueError):
            self._usual = False
            return
        protection = next((each for each in elements(root) if local_name(each) == "sheetProtection"), None)
        self._protected = protection is not None and is_true(protection.get("sheet"))
        self._merged = [Area.parse(each.get("ref", "")) for each in root.iter("{*}mergeCell")]
        self._calculated = [Area.parse(each.decode()) for each in _AREA_FORMULA.findall(data)]
        self._headings = list(_heading_rows(package, entry.name))
        self._validations = validations(root)

    def first(self, cell: str, stored: bytes | None, value: Plain) -> str | None:
        """Return the first reason not to give a stored cell this value, `None` if there is none."""
        area = Area.parse(cell)
        if not self._usual or area is None or stored is None:
            return UNUSUAL
        return next(self._against(area, stored, value), None)

    def _against(self, area: Area, stored: bytes, value: Plain) -> Iterator[str]:
        """Yield all that speaks against giving a stored cell this value."""
        style = style_of(stored)
        if FORMULA.search(stored):
            yield "In der Zelle steht eine Formel."
        if _covers(self._calculated, area):
            yield "Die Zelle gehört zu einer Formel, die mehrere Zellen füllt."
        if self._protected and self._formats.is_locked(style):
            yield "Das Blatt ist geschützt."
        if any(each is not None and each.overlaps(area) and not _begins(each, area) for each in self._merged):
            yield "Die Zelle ist mit anderen verbunden."
        if _covers(self._headings, area):
            yield "Die Zelle ist Überschrift oder Ergebnis einer Tabelle."
        if _has_formatted_words(stored, self._texts):
            yield "Wörter in der Zelle sind einzeln formatiert, und das ginge verloren."
        if self._formats.is_special(style) or not _ORDINARY.match(stored):
            yield "Die Zelle enthält etwas Besonderes (ein Kontrollkästchen oder einen verknüpften Datentyp)."
        if value is not None and any(
            each.covers(area) and each.refuses(value, self._offered) for each in self._validations
        ):
            yield "Die Datenüberprüfung der Zelle lässt den Wert nicht zu."


def _heading_rows(package: Package, sheet: str) -> Iterator[Area]:
    """Yield the rows of Excel tables whose texts stand a second time in the table's own part."""
    for table in table_entries(package):
        area = table.area
        if table.sheet == sheet and table.header_rows:
            yield Area(area.first_row, area.first_column, area.first_row, area.last_column)
        if table.sheet == sheet and table.totals_rows:
            yield Area(area.last_row, area.first_column, area.last_row, area.last_column)


def _has_formatted_words(stored: bytes, texts: SharedTexts) -> bool:
    shared = _SHARED_TEXT.search(stored)
    return texts.is_formatted(number(shared[1].decode())) if shared else _FORMATTED.search(stored) is not None


def _covers(areas: Collection[Area | None], cell: Area) -> bool:
    return any(area is not None and area.overlaps(cell) for area in areas)


def _begins(area: Area, cell: Area) -> bool:
    return (area.first_row, area.first_column) == (cell.first_row, cell.first_column)
