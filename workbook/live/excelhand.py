"""The hand for Excel on Windows: what xlwings has no member for, through Excel's own objects.

Nothing here could be tried where it was written: there was no Excel. Each property and number is from Microsoft's
reference of Excel's VBA objects; `docs/it.md` lists what the first session in a real Excel has to look at. On macOS
`Hand` is used, which needs no Windows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbook.cells import column_letters
from workbook.live.hand import Hand
from workbook.live.libreoffice.colors import rgb

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import xlwings as xw

    from workbook.cells import Area
    from workbook.sheets import Chart, Choice, Print, Series, Style

# XlUnderlineStyle, XlPageOrientation, XlPaperSize, XlLegendPosition, XlAxisType, MsoLineDashStyle
_SINGLE = 2
_LANDSCAPE, _PORTRAIT, _A4 = 2, 1, 9
_LEGENDS = {"bottom": -4107, "right": -4152, "top": -4160, "left": -4131}
_CATEGORIES, _VALUES = 1, 2
_DASHED = 4
# XlChartType: clustered and stacked columns, clustered and stacked bars, line with markers, doughnut
_KINDS = {
    ("column", False): 51,
    ("column", True): 52,
    ("bar", False): 57,
    ("bar", True): 58,
    ("line", False): 65,
    ("line", True): 65,
    ("doughnut", False): -4120,
}
_PIXELS = 72 / 96
_LONGEST_ADDRESS = 250  # Range(…) takes at most 255 characters


class ExcelHand(Hand):
    """Writes into Excel on Windows."""

    def dress(self, sheet: xw.Sheet, areas: Sequence[Area], style: Style) -> None:
        """Give all cells of these areas a look, several areas in one call."""
        for address in _addresses(areas):
            cells = sheet.range(address)
            native: Any = cells.api
            cells.font.set(bold=style.bold, italic=style.italic, size=style.size, color=str(style.color))
            cells.color = style.fill and str(style.fill)
            cells.number_format = style.number_format
            self.align(cells, style)
            cells.wrap_text = style.wrap
            native.ShrinkToFit = style.shrink
            native.IndentLevel = style.indent
            native.Locked = not style.unlocked
            if style.underline:
                native.Font.Underline = _SINGLE
            if style.border:
                native.Borders.LineStyle = 1  # xlContinuous
                native.Borders.Weight = 2  # xlThin
                native.Borders.Color = _excel_color("#C9CFD6")

    def clean(self, sheet: xw.Sheet) -> None:
        """Take everything off the sheet but its values and its tables' frames."""
        for chart in list(sheet.charts):
            chart.delete()
        super().clean(sheet)

    def choose(self, sheet: xw.Sheet, choice: Choice) -> None:
        """Put a dropdown with its help into cells."""
        super().choose(sheet, choice)
        rule: Any = self.area(sheet, choice.area).api.Validation
        rule.ShowError, rule.ErrorMessage = choice.strict, choice.error[:255]
        rule.InputTitle, rule.InputMessage = choice.title[:32], choice.prompt[:255]

    def look(self, sheet: xw.Sheet, *, tab_color: str, zoom: int, gridlines: bool) -> None:
        """Set what a new sheet looks like as a whole; the zoom is the window's and stays."""
        del zoom
        self.set_tab_color(sheet, tab_color)
        sheet.show_gridlines = gridlines

    def tab_color(self, sheet: xw.Sheet) -> str | None:
        """Return the colour of the sheet's tab, `None` if it has none."""
        number = sheet.api.Tab.Color
        if not isinstance(number, int | float) or isinstance(number, bool):
            return None
        blue, green, red = rgb(int(number))
        return f"#{red:02X}{green:02X}{blue:02X}"

    def set_tab_color(self, sheet: xw.Sheet, color: str) -> None:
        """Set the colour of the sheet's tab."""
        sheet.api.Tab.Color = _excel_color(color)

    def outline(self, sheet: xw.Sheet, columns: Sequence[int]) -> None:
        """Let columns be folded away."""
        for column in columns:
            sheet.range((1, column)).api.EntireColumn.Group()

    def print_setup(self, sheet: xw.Sheet, printing: Print) -> None:
        """Set area, repeated rows, orientation, scale and footer."""
        super().print_setup(sheet, printing)
        page: Any = sheet.api.PageSetup
        page.PaperSize, page.Orientation = _A4, _LANDSCAPE if printing.landscape else _PORTRAIT
        if printing.repeat_rows is not None:
            first, last = printing.repeat_rows
            page.PrintTitleRows = f"${first}:${last}"
        if printing.repeat_columns is not None:
            letters = [column_letters(column) for column in printing.repeat_columns]
            page.PrintTitleColumns = f"${letters[0]}:${letters[1]}"
        if printing.scale is None:
            page.Zoom = False  # or „fit to pages“ does not count
            page.FitToPagesWide, page.FitToPagesTall = printing.pages_wide, 1 if printing.one_page else False
        else:
            page.Zoom = printing.scale
        for row in printing.breaks:
            sheet.api.HPageBreaks.Add(sheet.range((row + 1, 1)).api)
        left, _, right = printing.footer.partition("&R")
        page.LeftFooter, page.RightFooter = left.removeprefix("&L"), right

    def mark(self, sheet: xw.Sheet, name: str) -> None:
        """Give the whole sheet a hidden name by which Lotse knows it again."""
        super().mark(sheet, name)
        self.book.names[name].api.Visible = False

    def remember(self, name: str, constant: str) -> None:
        """Let a hidden name of the book hold a constant text, given between quotation marks."""
        super().remember(name, constant)
        self.book.names[name].api.Visible = False

    def selected(self) -> tuple[str, frozenset[int]]:
        """Return the sheet in front and the rows that are selected on it, of all areas of the selection."""
        selection = self.book.selection
        if selection is None:
            return super().selected()
        rows = {row for area in selection.api.Areas for row in range(area.Row, area.Row + area.Rows.Count)}
        return selection.sheet.name, frozenset(rows)

    def draw(self, sheet: xw.Sheet, chart: Chart) -> None:
        """Draw a chart; series of another kind are laid over it."""
        anchor = sheet.range((chart.row, chart.column))
        frame: Any = sheet.api.ChartObjects().Add(
            anchor.left, anchor.top, chart.width * _PIXELS, chart.height * _PIXELS
        )
        frame.ShapeRange.AlternativeText = chart.alt_text
        drawn: Any = frame.Chart
        drawn.ChartType = _KINDS[chart.kind, chart.stacked and chart.kind != "doughnut"]
        while drawn.SeriesCollection().Count:  # Excel takes the data around the active cell by itself
            drawn.SeriesCollection(1).Delete()
        for series in chart.series:
            self._draw_series(drawn.SeriesCollection().NewSeries(), series, chart)
        drawn.HasTitle = True
        drawn.ChartTitle.Text = chart.title
        drawn.HasLegend = chart.legend is not None
        if chart.legend is not None:
            drawn.Legend.Position = _LEGENDS[chart.legend]
        if chart.kind != "doughnut":
            values: Any = drawn.Axes(_VALUES)
            values.MinimumScale = 0
            values.TickLabels.NumberFormat = chart.y_format
            for axis, title in ((drawn.Axes(_CATEGORIES), chart.x_title), (values, chart.y_title)):
                axis.HasTitle = bool(title)
                if title:
                    axis.AxisTitle.Text = title
            drawn.Axes(_CATEGORIES).ReversePlotOrder = chart.kind == "bar"

    def _draw_series(self, drawn: Any, series: Series, chart: Chart) -> None:
        kind = chart.kind if chart.kind == "doughnut" or series.kind == "column" else series.kind
        drawn.ChartType = _KINDS[kind, chart.stacked and kind in {"column", "bar"}]
        drawn.Name = series.name
        drawn.Values = f"={series.values.removeprefix('=')}"
        drawn.XValues = f"={series.categories.removeprefix('=')}"
        color = _excel_color(str(series.color))
        if kind == "line":
            drawn.Format.Line.ForeColor.RGB = color
            drawn.Format.Line.Weight = 2.25
            if series.dashed:
                drawn.Format.Line.DashStyle = _DASHED
                drawn.MarkerStyle = -4142  # xlMarkerStyleNone
        elif not series.point_colors:
            drawn.Format.Fill.ForeColor.RGB = color
        for number, each in enumerate(series.point_colors, 1):
            drawn.Points(number).Format.Fill.ForeColor.RGB = _excel_color(str(each))
        drawn.HasDataLabels = series.labels

    @property
    def protected(self) -> Sequence[str]:
        """The names of sheets that are protected."""
        return [sheet.name for sheet in self.book.sheets if sheet.api.ProtectContents]

    @property
    def fixed(self) -> bool:
        """Whether no sheet can be added, because the structure of the book is protected."""
        return bool(self.book.api.ProtectStructure)

    @property
    def read_only(self) -> bool:
        """Whether the book was opened for reading only."""
        return bool(self.book.api.ReadOnly)


def _excel_color(color: str) -> int:
    """Return Excel's number of a colour: red in the lowest byte.

    >>> _excel_color("#0B4F6C") == 0x6C4F0B
    True
    """
    red, green, blue = rgb(int(color.removeprefix("#"), 16))
    return blue << 16 | green << 8 | red


def _addresses(areas: Sequence[Area]) -> Iterator[str]:
    """Yield addresses of several areas each, as long as Excel takes them.

    >>> from workbook.cells import Area
    >>> list(_addresses([Area(1, 1, 2, 2), Area(5, 3, 5, 3)]))
    ['A1:B2,C5']
    """
    current = ""
    for area in areas:
        if current and len(current) + 1 + len(area.reference) > _LONGEST_ADDRESS:
            yield current
            current = ""
        current = f"{current},{area.reference}" if current else area.reference
    if current:
        yield current
