"""The hand for LibreOffice: whole styles in one call, charts of several kinds, the undo list."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from workbook.live.hand import Hand
from workbook.live.keeping import keep_original
from workbook.live.libreoffice import bridge
from workbook.live.libreoffice.chartparts import sequence
from workbook.live.libreoffice.colors import hundredths, office_color
from workbook.live.libreoffice.faults import speaks_python
from workbook.live.libreoffice.places import Place
from workbook.live.libreoffice.styles import ensure_style
from workbook.live.libreoffice.translate import to_office
from workbook.live.libreoffice.values import Patch
from workbook.sheets import Palette

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import xlwings as xw

    from workbook.cells import Area
    from workbook.live.libreoffice.bridge import Uno
    from workbook.live.libreoffice.office import Office
    from workbook.sheets import Chart, Choice, Print, Series, Style

T = TypeVar("T")

_HORIZONTAL = {None: "STANDARD", "left": "LEFT", "center": "CENTER", "right": "RIGHT"}
_VERTICAL = {"top": 1, "middle": 2, "bottom": 3}
_THIN = {"LineWidth": 26, "OuterLineWidth": 26}  # hundredths of a millimetre: Excel's thin line
_PIXELS = 72 / 96

_KINDS = {
    "column": "ColumnChartType",
    "bar": "ColumnChartType",
    "line": "LineChartType",
    "doughnut": "PieChartType",
}
_XLWINGS_KINDS = {
    "column": "column_clustered",
    "bar": "bar_clustered",
    "line": "line",
    "doughnut": "doughnut",
}


@speaks_python
class OfficeHand(Hand):
    """Writes into LibreOffice."""

    def __init__(self, book: xw.Book) -> None:
        super().__init__(book)
        self.document = book.impl.document

    def precautions(self) -> tuple[str, ...]:
        """Keep an Excel file beside itself before LibreOffice may save over it."""
        url = self.document.model.URL
        return keep_original(Path(bridge.path_of(url))) if url.startswith("file:") else ()

    def exchange(self, act: Callable[[], T]) -> T:
        """Return what `act` returns; LibreOffice's windows wait meanwhile, for the user as for other programs."""
        office: Office = self.document.office
        return office.on_main_thread(act)

    def begin(self) -> None:
        """Keep the undo list out of it, and let go of what a run that was killed has left.

        Values written in bulk are not recorded for undo but colours are: undoing would take back half of it. As
        in Excel after a macro, there is nothing to undo afterwards.
        """
        model = self.document.model
        while self.document.office.screen_updating and model.hasControllersLocked():
            model.unlockControllers()
        manager = model.UndoManager
        while manager.isLocked():
            manager.unlock()
        manager.lock()

    def end(self) -> None:
        """Let the undo list begin anew."""
        manager = self.document.model.UndoManager
        manager.unlock()
        if not manager.isLocked():
            manager.clear()

    def dress(self, sheet: xw.Sheet, areas: Sequence[Area], style: Style) -> None:
        """Give all cells of these areas a look: one call for all of them."""
        whole = Place(sheet.impl, 1, 1, 1, 1)
        cells = whole.strips(
            Patch(area.first_row - 1, area.first_column - 1, area.last_row - 1, area.last_column - 1)
            for area in areas
        )
        looks = self._properties(style)
        names = sorted(looks)
        # `Any` wrapped values: setPropertyValues takes a list of mixed types.
        cells.setPropertyValues(tuple(names), tuple(looks[name] for name in names))

    def clean(self, sheet: xw.Sheet) -> None:
        """Take everything off the sheet but its values and its tables' frames."""
        for chart in list(sheet.charts):
            chart.delete()
        super().clean(sheet)

    def _properties(self, style: Style) -> dict[str, Any]:
        line = bridge.struct("table.BorderLine2", Color=office_color(str(Palette.LINE)), **_THIN)
        none = bridge.struct("table.BorderLine2")
        edge = line if style.border else none
        protection = bridge.struct("util.CellProtection", IsLocked=not style.unlocked)
        return {
            "CharWeight": 150.0 if style.bold else 100.0,
            "CharPosture": bridge.enum("awt.FontSlant", "ITALIC" if style.italic else "NONE"),
            "CharHeight": float(style.size),
            "CharColor": office_color(str(style.color)),
            "CharUnderline": 1 if style.underline else 0,
            "CellBackColor": office_color(style.fill and str(style.fill)),
            "NumberFormat": self.document.format_key(style.number_format),
            "HoriJustify": bridge.enum("table.CellHoriJustify", _HORIZONTAL[style.align]),
            "VertJustify": _VERTICAL[style.vertical],
            "IsTextWrapped": style.wrap,
            "ShrinkToFit": style.shrink,
            "ParaIndent": style.indent * 353,
            "CellProtection": protection,
            "TopBorder": edge,
            "BottomBorder": edge,
            "LeftBorder": edge,
            "RightBorder": edge,
        }

    def choose(self, sheet: xw.Sheet, choice: Choice) -> None:
        """Put a dropdown with its help into cells."""
        cells = Place(
            sheet.impl,
            choice.area.first_row,
            choice.area.first_column,
            choice.area.last_row - choice.area.first_row + 1,
            choice.area.last_column - choice.area.first_column + 1,
        )
        settings = cells.api.Validation
        settings.Type = bridge.enum("sheet.ValidationType", "LIST")
        texts = ('"' + text.replace('"', '""') + '"' for text in choice.source)
        settings.setFormula1(choice.source if isinstance(choice.source, str) else ";".join(texts))
        settings.ShowList = 1
        settings.ShowErrorMessage, settings.ErrorMessage = choice.strict, choice.error
        settings.ShowInputMessage, settings.InputTitle = bool(choice.prompt), choice.title
        settings.InputMessage = choice.prompt
        cells.api.Validation = settings

    def look(self, sheet: xw.Sheet, *, tab_color: str, zoom: int, gridlines: bool) -> None:
        """Set the colour of a new sheet's tab; zoom and grid lines belong to the user's window."""
        del zoom, gridlines
        self.set_tab_color(sheet, tab_color)

    def tab_color(self, sheet: xw.Sheet) -> str | None:
        """Return the colour of the sheet's tab."""
        number = sheet.impl.api.TabColor
        return None if number == -1 else f"#{number:06X}"

    def set_tab_color(self, sheet: xw.Sheet, color: str) -> None:
        """Set the colour of the sheet's tab."""
        sheet.impl.api.TabColor = office_color(color)

    def outline(self, sheet: xw.Sheet, columns: Sequence[int]) -> None:
        """Let columns be folded away."""
        for column in columns:
            place = Place(sheet.impl, 1, column, 1, 1)
            sheet.impl.api.group(place.bounds, bridge.enum("table.TableOrientation", "COLUMNS"))

    def print_setup(self, sheet: xw.Sheet, printing: Print) -> None:
        """Set area, repeated rows, orientation and scale, in a page style of the sheet's own."""
        super().print_setup(sheet, printing)
        if printing.repeat_rows is not None:
            first, last = printing.repeat_rows
            sheet.impl.api.setPrintTitleRows(True)
            sheet.impl.api.setTitleRows(Place(sheet.impl, first, 1, last - first + 1, 1).bounds)
        if printing.repeat_columns is not None:
            first, last = printing.repeat_columns
            sheet.impl.api.setPrintTitleColumns(True)
            sheet.impl.api.setTitleColumns(Place(sheet.impl, 1, first, 1, last - first + 1).bounds)
        long, short = 29_700, 21_000  # A4 in hundredths of a millimetre
        looks = {
            "IsLandscape": printing.landscape,
            "Width": long if printing.landscape else short,
            "Height": short if printing.landscape else long,
        }
        if printing.scale is None:
            looks |= {"ScaleToPagesX": printing.pages_wide, "ScaleToPagesY": int(printing.one_page)}
        else:
            looks["PageScale"] = printing.scale
        for row in printing.breaks:
            sheet.impl.api.Rows.getByIndex(row).IsStartOfNewPage = True
        name = ensure_style(self.document, "PageStyles", f"Lotse {sheet.name}", looks)
        sheet.impl.api.PageStyle = name

    def mark(self, sheet: xw.Sheet, name: str) -> None:
        """Give the whole sheet a name by which Lotse knows it again, in a file too."""
        content = to_office(f"{sheet.range('A1').get_address(include_sheetname=True)}")
        ranges = self.document.model.NamedRanges
        if ranges.hasByName(name):
            ranges.getByName(name).setContent(content)
        else:
            ranges.addNewByName(name, content, Place(sheet.impl, 1, 1, 1, 1).first, 0)

    def selected(self) -> tuple[str, frozenset[int]]:
        """Return the sheet in front and the rows that are selected on it, of all areas of the selection."""
        found = self.document.model.CurrentSelection
        front = self.book.sheets.active.name
        areas = found.RangeAddresses if hasattr(found, "RangeAddresses") else ()
        if not areas and hasattr(found, "RangeAddress"):
            areas = (found.RangeAddress,)
        return front, frozenset(row for area in areas for row in range(area.StartRow + 1, area.EndRow + 2))

    def draw(self, sheet: xw.Sheet, chart: Chart) -> None:
        """Draw a chart; series of another kind are laid over it."""
        anchor = sheet.range((chart.row, chart.column))
        width, height = chart.width * _PIXELS, chart.height * _PIXELS
        made = sheet.charts.add(
            anchor.left, anchor.top, width, height, chart_type=_XLWINGS_KINDS[chart.kind], name=None
        )
        document = made.impl.document
        self._draw_series(document, chart)
        made.title = chart.title
        if chart.legend:
            made.impl.legend.position = chart.legend
        else:
            made.legend.visible = False
        if chart.kind != "doughnut":
            made.category_axis.title, made.value_axis.title = chart.x_title or None, chart.y_title or None
            made.value_axis.minimum_scale = 0
            if chart.kind == "bar":
                made.category_axis.reverse_order = True
        _calm(document, chart)
        shape = made.impl.shape()
        shape.Title, shape.Description = chart.title, chart.alt_text

    def _draw_series(self, document: Uno, chart: Chart) -> None:
        system = document.FirstDiagram.CoordinateSystems[0]
        base = system.ChartTypes[0]
        by_kind: dict[str, list[Series]] = {}
        for series in chart.series:
            kind = chart.kind if chart.kind == "doughnut" or series.kind == "column" else series.kind
            by_kind.setdefault(kind, []).append(series)
        for kind, found in by_kind.items():
            if kind == chart.kind:
                target = base
            else:
                target = self.document.office.create(f"chart2.{_KINDS[kind]}")
                system.addChartType(target)
            target.setDataSeries(tuple(self._series(document, each, kind, stacked=chart.stacked) for each in found))
        axis = system.getAxisByDimension(0, 0)
        scale = axis.ScaleData
        categories = self.document.office.create("chart2.data.LabeledDataSequence")
        categories.setValues(sequence(document, _reference(chart.series[0].categories), "categories"))
        scale.Categories = categories
        axis.setScaleData(scale)

    def _series(self, document: Uno, series: Series, kind: str, *, stacked: bool) -> Uno:
        create = self.document.office.create
        data = create("chart2.data.LabeledDataSequence")
        data.setValues(sequence(document, _reference(series.values), "values-y"))
        label = '"' + series.name.replace('"', '""') + '"'
        data.setLabel(sequence(document, label, "label"))
        made = create("chart2.DataSeries")
        made.setData((data,))
        made.Color = office_color(str(series.color))
        if kind != "line":
            made.BorderStyle = bridge.enum("drawing.LineStyle", "NONE")
        if stacked and kind != "line":
            made.StackingDirection = bridge.enum("chart2.StackingDirection", "Y_STACKING")
        if kind == "line":
            made.LineWidth = hundredths(2.25)
            if series.dashed:
                made.LineStyle = bridge.enum("drawing.LineStyle", "DASH")
                made.LineDash = bridge.struct("drawing.LineDash", Dashes=1, DashLen=200, Distance=120)
        if series.labels:
            made.Label = bridge.struct("chart2.DataPointLabel", ShowNumber=True)
        for index, color in enumerate(series.point_colors):
            made.getDataPointByIndex(index).Color = office_color(str(color))
        return made

    @property
    def protected(self) -> Sequence[str]:
        """The names of sheets that are protected."""
        return [sheet.name for sheet in self.book.sheets if sheet.impl.api.isProtected()]

    @property
    def fixed(self) -> bool:
        """Whether no sheet can be added, because the structure of the book is protected."""
        return bool(self.document.model.isProtected())

    @property
    def read_only(self) -> bool:
        """Whether the book was opened for reading only."""
        return bool(self.document.model.isReadonly())


def _calm(document: Uno, chart: Chart) -> None:
    """Take away the grey wall and the frames of a chart fresh from LibreOffice, as donor charts have none."""
    none = bridge.enum("drawing.LineStyle", "NONE")
    ink = office_color(str(Palette.INK))
    document.Title.CharHeight, document.Title.CharWeight, document.Title.CharColor = 12.0, 150.0, ink
    if chart.legend:
        legend = document.Legend
        legend.LineStyle, legend.CharHeight, legend.CharColor = none, 9.0, ink
        legend.FillStyle = bridge.enum("drawing.FillStyle", "NONE")
    if chart.kind == "doughnut":
        return
    diagram = document.Diagram
    diagram.Wall.FillStyle, diagram.Wall.LineStyle = bridge.enum("drawing.FillStyle", "NONE"), none
    diagram.YMainGrid.LineColor = office_color(str(Palette.LINE))
    for axis in (diagram.XAxis, diagram.YAxis):
        axis.CharHeight, axis.CharColor, axis.LineColor = 9.0, ink, office_color(str(Palette.LINE))


def _reference(reference: str) -> str:
    """Return `'Blatt'!$B$5:$B$12` as charts of LibreOffice name it: `$'Blatt'.$B$5:$B$12`."""
    return to_office(reference.removeprefix("="))
