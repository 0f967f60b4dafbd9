"""The sheet `Pivot`: one ready pivot table over the facts, for whoever wants to turn them around in Excel.

It knows what `Fakten` knows: no adviser stands there, so nobody can sort by one (§ 80 BPersVG).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from automation.dashboard.fact_sheet import COLUMNS
from automation.figures import fact_formulas as f
from automation.figures.fact import DIMENSIONS
from workbook import own_sheets
from workbook.cells import Area
from workbook.package.features import OWN_PIVOT
from workbook.schema.setting_names import SettingName
from workbook.sheets import SUBTITLE, TITLE, Block, Note, Palette, Pivot, Print, Sheet

if TYPE_CHECKING:
    from automation.office.settings import Settings

NAME = own_sheets.PIVOT
_FILTERS = tuple(DIMENSIONS[name] for name in ("district", "gender"))
_ABOUT_ROW, _NOTE_ROW, _TABLE_ROW, _LAST_COLUMN = 2, 3, 8, 9
_SCALE = 80
_ABOUT = (
    "Was auf „Fakten“ zählt, nach Kennzahl und Quartal. Excel füllt die Tabelle beim Öffnen der Mappe; in der "
    "geschützten Ansicht bleibt sie leer, bis Sie die Bearbeitung einschalten. Felder lassen sich rechts in der "
    "Feldliste tauschen. Anteile und Mediane stehen nur auf dem Dashboard: Hier wird nur zusammengezählt."
)
_NOT_SEEN = (
    "Noch nicht in Excel gesehen, nur in LibreOffice. Meldet Excel beim Öffnen einen Fehler, bitte auf "
    "„Einstellungen“ bei „Pivot-Tabelle“ nein eintragen und dieses Blatt löschen."
)


def pivot_sheets(settings: Settings) -> tuple[Sheet, ...]:
    """Return the sheet where the office wants it; it is off until it was seen in Excel."""
    return (build_pivot_sheet(),) if settings.yes(SettingName.PIVOT) else ()


def build_pivot_sheet(table: str = f.TABLE) -> Sheet:
    """Return the sheet with the pivot table over the table of facts."""
    return Sheet(
        name=NAME,
        blocks=[Block(1, 1, [[NAME]], TITLE)],
        notes=[
            Note(Area(row, 1, row, _LAST_COLUMN), text, replace(SUBTITLE, wrap=True, bold=row == _NOTE_ROW))
            for row, text in ((_ABOUT_ROW, _ABOUT), (_NOTE_ROW, _NOT_SEEN))
        ],
        pivots=[
            Pivot(
                name=f"{OWN_PIVOT}{own_sheets.FACTS}",
                row=_TABLE_ROW,
                column=1,
                table=table,
                labels=[column.label for column in COLUMNS],
                rows=(f.CODE,),
                columns=(f.QUARTER,),
                summed=f.NUMERATOR,
                caption="gezählt",
                filters=_FILTERS,
            )
        ],
        widths={1: 28, **dict.fromkeys(range(2, _LAST_COLUMN + 1), 11)},
        heights={1: 30, _ABOUT_ROW: 44, _NOTE_ROW: 30},
        tab_color=Palette.TEAL,
        # How many lines and quarters it has is known when it is opened: all are printed, with their names.
        printing=Print(scale=_SCALE, repeat_rows=(_TABLE_ROW, _TABLE_ROW + 1), repeat_columns=(1, 1)),
    )
