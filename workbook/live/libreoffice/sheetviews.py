"""How a sheet scrolls and how it is printed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from workbook.live.libreoffice import bridge
from workbook.live.libreoffice.faults import implements
from workbook.live.libreoffice.ranges import Range

if TYPE_CHECKING:
    from workbook.live.libreoffice.bridge import Uno
    from workbook.live.libreoffice.kinds import SheetKind


@implements(base_classes.FreezePanes)
class FreezePanes:
    """The rows and columns of a sheet that stay while the rest scrolls."""

    def __init__(self, sheet: SheetKind) -> None:
        self._sheet = sheet

    def freeze_at(self, frozen_range: Any) -> None:
        """Freeze the rows and columns of a range that begins at A1."""
        area = self._sheet.range(frozen_range if isinstance(frozen_range, str) else frozen_range.impl)
        columns = 0 if area.whole_rows else area.wide
        rows = 0 if area.whole_columns else area.tall
        self.freeze(columns, rows)

    def unfreeze(self) -> None:
        """Let everything scroll."""
        self.freeze(0, 0)

    def freeze(self, columns: int, rows: int) -> None:
        """Freeze so many columns and rows; the sheet in front stays in front."""
        controller = self._sheet.book.document.controller
        former = controller.ActiveSheet
        controller.setActiveSheet(self._sheet.api)
        controller.freezeAtPosition(columns, rows)
        controller.setActiveSheet(former)


@implements(base_classes.PageSetup)
class PageSetup:
    """How a sheet is printed."""

    def __init__(self, sheet: SheetKind) -> None:
        self._sheet = sheet

    @property
    def api(self) -> Uno:
        """LibreOffice's page style."""
        styles = self._sheet.book.api.StyleFamilies.getByName("PageStyles")
        return styles.getByName(self._sheet.api.PageStyle)

    @property
    def print_area(self) -> str | None:
        """The address of what is printed, `None` for everything."""
        areas = self._sheet.api.getPrintAreas()
        return Range.at(areas[0], self._sheet).address if areas else None

    @print_area.setter
    def print_area(self, value: str | None) -> None:
        areas = (self._sheet.range(value).bounds,) if value else ()
        bridge.uno().invoke(
            self._sheet.api, "setPrintAreas", (bridge.typed("[]com.sun.star.table.CellRangeAddress", areas),)
        )
