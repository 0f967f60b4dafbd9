"""Charts on a sheet."""

from __future__ import annotations

import numbers
from typing import TYPE_CHECKING, Any, cast

from xlwings import base_classes

from workbook.live.libreoffice import bridge, chartparts
from workbook.live.libreoffice.colors import hundredths, points
from workbook.live.libreoffice.faults import NotSupportedError, implements
from workbook.live.libreoffice.mainthread import drawn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbook.live.libreoffice.bridge import Uno
    from workbook.live.libreoffice.kinds import SheetKind
    from workbook.live.libreoffice.ranges import Range

# xlwings' kinds: LibreOffice's kind of diagram, and what is set on it.
_KINDS: dict[str, tuple[str, dict[str, Any]]] = {
    "column_clustered": ("Bar", {"Vertical": False}),
    "column_stacked": ("Bar", {"Vertical": False, "Stacked": True}),
    "column_stacked_100": ("Bar", {"Vertical": False, "Percent": True}),
    "bar_clustered": ("Bar", {"Vertical": True}),
    "bar_stacked": ("Bar", {"Vertical": True, "Stacked": True}),
    "bar_stacked_100": ("Bar", {"Vertical": True, "Percent": True}),
    "line": ("Line", {"SymbolType": -3}),
    "line_markers": ("Line", {"SymbolType": -1}),
    "line_stacked": ("Line", {"SymbolType": -3, "Stacked": True}),
    "area": ("Area", {}),
    "area_stacked": ("Area", {"Stacked": True}),
    "pie": ("Pie", {}),
    "doughnut": ("Donut", {}),
    "radar": ("Net", {"SymbolType": -3}),
    "radar_markers": ("Net", {"SymbolType": -1}),
    "xy_scatter": ("XY", {"Lines": False}),
    "xy_scatter_lines": ("XY", {"Lines": True}),
}
# A chart fresh from LibreOffice is this one.
_DEFAULT = "column_clustered"


@implements(base_classes.Charts)
@drawn
class Charts:
    """The charts of a sheet."""

    def __init__(self, sheet: SheetKind) -> None:
        self.parent, self.office = sheet, sheet.book.document.office

    @property
    def api(self) -> Uno:
        """LibreOffice's collection (XTableCharts)."""
        return self.parent.api.Charts

    def __len__(self) -> int:
        """Return how many there are."""
        return int(self.api.Count)

    def __iter__(self) -> Iterator[Chart]:
        """Yield the charts."""
        return iter([Chart(self.parent, name) for name in self.api.ElementNames])

    def __contains__(self, key: object) -> bool:
        """Tell whether there is a chart of this name."""
        return any(chart.name == key for chart in self)

    def __call__(self, key: str | int) -> Chart:
        """Return one by its name or its number counted from 1."""
        charts = list(self)
        if isinstance(key, numbers.Number):
            if 1 <= cast("int", key) <= len(charts):
                return charts[cast("int", key) - 1]
        else:
            for chart in charts:
                if chart.name == key:
                    return chart
        raise KeyError(key)

    def add(
        self,
        left: float,
        top: float,
        width: float,
        height: float,
        *,
        anchor: Any = None,
        **more: Any,
    ) -> Chart:
        """Put a chart on the sheet, with `chart_type`, `source`, `plot_by`, `name`; styles have no numbers here."""
        source, name = more.get("source"), more.get("name")
        if anchor is not None:
            left, top = anchor.left, anchor.top
        taken, number = set(self.api.ElementNames), 1
        while f"Chart {number}" in taken:
            number += 1
        name = name or f"Chart {number}"
        place = bridge.struct(
            "awt.Rectangle",
            X=hundredths(left),
            Y=hundredths(top),
            Width=hundredths(width),
            Height=hundredths(height),
        )
        # Without any range a chart would get no connection to the sheet's data.
        first = self.parent.area(1, 1, 1, 1).bounds
        self.api.addNewByName(name, place, (first,), False, False)
        chart = Chart(self.parent, name)
        chart.chart_type = more.get("chart_type") or _DEFAULT
        if source is not None:
            chart.set_source_data(source, more.get("plot_by"))
        return chart


@implements(base_classes.Chart)
@drawn
class Chart:
    """A chart."""

    def __init__(self, sheet: SheetKind, name: str) -> None:
        self.parent, self._name, self.office = sheet, name, sheet.book.document.office

    @property
    def api(self) -> Uno:
        """LibreOffice's chart on the sheet (XTableChart)."""
        return self.parent.api.Charts.getByName(self._name)

    @property
    def document(self) -> Uno:
        """LibreOffice's document of the chart, with its diagram."""
        return self.api.EmbeddedObject

    def shape(self) -> Uno:
        """Return what is drawn on the sheet for this chart."""
        page = self.parent.api.DrawPage
        for index in range(page.Count):
            shape = page.getByIndex(index)
            if getattr(shape, "PersistName", None) == self._name:
                return shape
        raise KeyError(self._name)

    @property
    def name(self) -> str:
        """The name."""
        return str(self.shape().Name) or self._name

    @name.setter
    def name(self, value: str) -> None:
        self.shape().Name = value

    def set_source_data(self, rng: Range, plot_by: str | None = None) -> None:
        """Draw a range: its first row and column are names if they hold text."""
        grid = rng.read()
        names_above = all(not isinstance(value, float) for value in grid[0])
        names_left = all(not isinstance(row[0], float) for row in grid)
        if plot_by is None:  # as Excel: more rows than columns means that each column is a series
            plot_by = "columns" if rng.tall >= rng.wide else "rows"
        upright = plot_by == "columns"
        chartparts.set_data(
            self.document,
            chartparts.representation(rng),
            rows=not upright,
            labels=names_above if upright else names_left,
            categories=names_left if upright else names_above,
        )

    def set_x_axis_values(self, rng: Range) -> None:
        """Let the categories be those of a range."""
        chartparts.set_categories(self.document, chartparts.representation(rng))

    @property
    def plot_by(self) -> str:
        """Whether each row or each column is a series."""
        rows = self.document.Diagram.DataRowSource.value == "ROWS"
        return "rows" if rows else "columns"

    @plot_by.setter
    def plot_by(self, value: str) -> None:
        self.document.Diagram.DataRowSource = bridge.enum("chart.ChartDataRowSource", value.upper())

    @property
    def chart_type(self) -> str:
        """The kind of chart, in xlwings' words."""
        diagram = self.document.Diagram
        kind = diagram.getDiagramType().removeprefix("com.sun.star.chart.").removesuffix("Diagram")
        for name, (office_kind, settings) in _KINDS.items():
            full = {"Stacked": False, "Percent": False} | settings if kind in {"Bar", "Area", "Line"} else settings
            if office_kind == kind and all(getattr(diagram, key, None) == value for key, value in full.items()):
                return name
        return next((name for name, (office_kind, _) in _KINDS.items() if office_kind == kind), _DEFAULT)

    @chart_type.setter
    def chart_type(self, value: str) -> None:
        if value not in _KINDS:
            raise NotSupportedError(f"Chart.chart_type = {value!r}")
        kind, settings = _KINDS[value]
        document = self.document
        diagram = document.createInstance(f"com.sun.star.chart.{kind}Diagram")
        document.setDiagram(diagram)
        for name, setting in settings.items():
            setattr(document.Diagram, name, setting)

    @property
    def title(self) -> str | None:
        """The title, `None` without."""
        document = self.document
        return str(document.Title.String) if document.HasMainTitle else None

    @title.setter
    def title(self, value: str | None) -> None:
        document = self.document
        document.HasMainTitle = value is not None
        if value is not None:
            document.Title.String = value

    @property
    def legend(self) -> chartparts.ChartLegend:
        """The legend."""
        return chartparts.ChartLegend(self)

    @property
    def category_axis(self) -> chartparts.ChartAxis:
        """The axis of the categories."""
        return chartparts.ChartAxis(self, "X")

    @property
    def value_axis(self) -> chartparts.ChartAxis:
        """The axis of the values."""
        return chartparts.ChartAxis(self, "Y")

    @property
    def series(self) -> chartparts.ChartSeriesCollection:
        """The series."""
        return chartparts.ChartSeriesCollection(self)

    @property
    def left(self) -> float:
        """The distance from the sheet's left edge in points."""
        return points(self.shape().Position.X)

    @left.setter
    def left(self, value: float) -> None:
        self._place("Position", X=hundredths(value))

    @property
    def top(self) -> float:
        """The distance from the sheet's upper edge in points."""
        return points(self.shape().Position.Y)

    @top.setter
    def top(self, value: float) -> None:
        self._place("Position", Y=hundredths(value))

    @property
    def width(self) -> float:
        """The width in points."""
        return points(self.shape().Size.Width)

    @width.setter
    def width(self, value: float) -> None:
        self._place("Size", Width=hundredths(value))

    @property
    def height(self) -> float:
        """The height in points."""
        return points(self.shape().Size.Height)

    @height.setter
    def height(self, value: float) -> None:
        self._place("Size", Height=hundredths(value))

    def _place(self, what: str, **fields: int) -> None:
        shape = self.shape()
        place = getattr(shape, what)
        for name, value in fields.items():
            setattr(place, name, value)
        setattr(shape, what, place)

    def delete(self) -> None:
        """Remove the chart."""
        # From the page, not from the collection of charts: that ends LibreOffice 7.4 while its undo list is locked.
        self.parent.api.DrawPage.remove(self.shape())

    def to_png(self, path: str) -> None:
        """Draw the chart into a picture."""
        self._export(path, "image/png")

    def _export(self, path: str, media_type: str) -> None:
        exporter = self.parent.book.document.office.create("drawing.GraphicExportFilter")
        exporter.setSourceDocument(self.shape())
        exporter.filter(bridge.properties(URL=bridge.url_of(path), MediaType=media_type))
