"""The parts of a chart: series, axes, legend.

LibreOffice has two interfaces to a chart: an old, simple one (`com.sun.star.chart`) for axes and legend, and the
one that its own dialogs use (`com.sun.star.chart2`), which alone knows series of their own kinds and ranges.
"""

from __future__ import annotations

import numbers
from typing import TYPE_CHECKING, Any, cast

from xlwings import base_classes

from workbook.live.libreoffice import bridge
from workbook.live.libreoffice.colors import Color, office_color, rgb
from workbook.live.libreoffice.faults import NotSupportedError, implements
from workbook.live.libreoffice.mainthread import drawn

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from workbook.live.libreoffice.bridge import Uno
    from workbook.live.libreoffice.kinds import ChartKind
    from workbook.live.libreoffice.places import Place

_UNSET = getattr(base_classes, "_UNSET")  # noqa: B009 - xlwings' mark for „not given“ has no public name

_LEGENDS = {"top": "TOP", "bottom": "BOTTOM", "left": "LEFT", "right": "RIGHT"}
_LEGEND_NAMES = {office: name for name, office in _LEGENDS.items()}

# com.sun.star.chart2: kinds of series
TYPES = {"column": "ColumnChartType", "bar": "ColumnChartType", "line": "LineChartType", "area": "AreaChartType"}
_MARKERS = {"square": 0, "diamond": 1, "triangle": 3, "circle": 8, "star": 9, "x": 10, "plus": 11}


def representation(place: Place) -> str:
    """Return a range as charts name it."""
    sheet = "'" + place.sheet.name.replace("'", "''") + "'"
    return (
        f"${sheet}.{place.address.replace(':', f':${sheet}.')}" if len(place) > 1 else f"${sheet}.{place.address}"
    )


def sequence(document: Uno, reference: str, role: str) -> Uno:
    """Return the values of a range, for use as `values-y`, `categories` or `label`."""
    made = document.DataProvider.createDataSequenceByRangeRepresentation(reference)
    made.Role = role
    return made


def set_data(document: Uno, reference: str, *, rows: bool, labels: bool, categories: bool) -> None:
    """Draw a range: each column (or row) a series, with names and categories from its first cells if there are."""
    source = document.DataProvider.createDataSource(
        bridge.properties(
            CellRangeRepresentation=reference,
            DataRowSource=bridge.enum("chart.ChartDataRowSource", "ROWS" if rows else "COLUMNS"),
            FirstCellAsLabel=labels,
            HasCategories=categories,
        )
    )
    document.FirstDiagram.setDiagramData(source, bridge.properties(HasCategories=categories))


def chart_types(document: Uno) -> Sequence[Uno]:
    """Return the kinds of series that are drawn over each other."""
    types: Sequence[Uno] = document.FirstDiagram.CoordinateSystems[0].ChartTypes
    return types


def set_categories(document: Uno, reference: str) -> None:
    """Let the categories of all series be those of a range."""
    axis = document.FirstDiagram.CoordinateSystems[0].getAxisByDimension(0, 0)
    scale = axis.ScaleData
    values = sequence(document, reference, "categories")
    if scale.Categories is None:
        raise NotSupportedError("Chart.set_x_axis_values", "a chart without categories")
    scale.Categories.setValues(values)
    axis.ScaleData = scale


@implements(base_classes.ChartLegend)
@drawn
class ChartLegend:
    """The legend of a chart."""

    def __init__(self, chart: ChartKind) -> None:
        self._chart, self.office = chart, chart.office

    @property
    def _document(self) -> Uno:
        return self._chart.document

    @property
    def api(self) -> Uno:
        """LibreOffice's legend."""
        return self._document.Legend

    @property
    def visible(self) -> bool:
        """Whether it shows."""
        return bool(self._document.HasLegend)

    @visible.setter
    def visible(self, value: bool) -> None:
        self._document.HasLegend = value

    @property
    def position(self) -> str | None:
        """Where it is, `None` where somebody has moved it."""
        return _LEGEND_NAMES.get(self.api.Alignment.value)

    @position.setter
    def position(self, value: str) -> None:
        if value not in _LEGENDS:
            raise NotSupportedError(f"ChartLegend.position = {value!r}")
        self.visible = True
        self.api.Alignment = bridge.enum("chart.ChartLegendPosition", _LEGENDS[value])


@implements(base_classes.ChartAxis)
@drawn
class ChartAxis:
    """The axis of the categories (`X`) or of the values (`Y`)."""

    def __init__(self, chart: ChartKind, letter: str) -> None:
        self._chart, self._letter, self.office = chart, letter, chart.office

    @property
    def _diagram(self) -> Uno:
        return self._chart.document.Diagram

    @property
    def api(self) -> Uno:
        """LibreOffice's axis."""
        return self._diagram.XAxis if self._letter == "X" else self._diagram.YAxis

    @property
    def title(self) -> str | None:
        """The title, `None` without."""
        if not getattr(self._diagram, f"Has{self._letter}AxisTitle"):
            return None
        return str(getattr(self._diagram, f"{self._letter}AxisTitle").String)

    @title.setter
    def title(self, value: str | None) -> None:
        setattr(self._diagram, f"Has{self._letter}AxisTitle", bool(value))
        if value:
            getattr(self._diagram, f"{self._letter}AxisTitle").String = value

    def _limit(self, name: str) -> float | None:
        return None if getattr(self.api, f"Auto{name}") else float(getattr(self.api, name))

    def _set_limit(self, name: str, value: float | None) -> None:
        if value is None:
            setattr(self.api, f"Auto{name}", True)
        else:
            setattr(self.api, name, float(value))

    @property
    def minimum_scale(self) -> float | None:
        """The lower end, `None` for automatic."""
        return self._limit("Min")

    @minimum_scale.setter
    def minimum_scale(self, value: float | None) -> None:
        self._set_limit("Min", value)

    @property
    def maximum_scale(self) -> float | None:
        """The upper end, `None` for automatic."""
        return self._limit("Max")

    @maximum_scale.setter
    def maximum_scale(self, value: float | None) -> None:
        self._set_limit("Max", value)

    @property
    def major_unit(self) -> float | None:
        """The step, `None` for automatic."""
        return self._limit("StepMain")

    @major_unit.setter
    def major_unit(self, value: float | None) -> None:
        self._set_limit("StepMain", value)

    @property
    def visible(self) -> bool:
        """Whether it shows."""
        return bool(getattr(self._diagram, f"Has{self._letter}Axis"))

    @visible.setter
    def visible(self, value: bool) -> None:
        setattr(self._diagram, f"Has{self._letter}Axis", value)

    @property
    def reverse_order(self) -> bool:
        """Whether it runs backwards."""
        return bool(self.api.ReverseDirection)

    @reverse_order.setter
    def reverse_order(self, value: bool) -> None:
        self.api.ReverseDirection = value

    def set(self, **changes: Any) -> None:
        """Set several attributes at once."""
        wanted = {name: value for name, value in changes.items() if value is not _UNSET}
        if wanted.get("visible"):
            self.visible = True
        for name, value in wanted.items():
            if name in {"number_format", "crosses"}:
                raise NotSupportedError(f"ChartAxis.{name}")
            if name != "visible":
                setattr(self, name, value)
        if wanted.get("visible") is False:
            self.visible = False


@implements(base_classes.ChartSeriesCollection)
@drawn
class ChartSeriesCollection:
    """The series of a chart."""

    def __init__(self, chart: ChartKind) -> None:
        self.parent, self.office = chart, chart.office

    @property
    def api(self) -> Uno:
        """LibreOffice's diagram."""
        return self.parent.document.FirstDiagram

    def _all(self) -> list[ChartSeries]:
        return [
            ChartSeries(self.parent, kind, series)
            for kind in chart_types(self.parent.document)
            for series in kind.DataSeries
        ]

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._all())

    def __iter__(self) -> Iterator[ChartSeries]:
        """Yield the series."""
        return iter(self._all())

    def __contains__(self, key: object) -> bool:
        """Tell whether there is a series of this name."""
        return any(series.name == key for series in self._all())

    def __call__(self, key: str | int) -> ChartSeries:
        """Return one by its name or its number counted from 1."""
        found = self._all()
        if isinstance(key, numbers.Number):
            if 1 <= cast("int", key) <= len(found):
                return found[cast("int", key) - 1]
        else:
            for series in found:
                if series.name == key:
                    return series
        raise KeyError(key)


@implements(base_classes.ChartSeries)
@drawn
class ChartSeries:
    """A series of a chart."""

    def __init__(self, chart: ChartKind, kind: Uno, api: Uno) -> None:
        self.parent, self._kind, self.api, self.office = chart, kind, api, chart.office

    @property
    def name(self) -> str:
        """The name, from its cell."""
        label = self.api.DataSequences[0].Label
        texts = label.getTextualData() if label is not None else ()
        return " ".join(texts)

    @name.setter
    def name(self, value: str) -> None:
        # A text in quotes is a name of its own, without a cell.
        literal = '"' + value.replace('"', '""') + '"'
        self.api.DataSequences[0].setLabel(sequence(self.parent.document, literal, "label"))

    @property
    def fill_color(self) -> tuple[int, int, int]:
        """Red, green, blue of the bars."""
        return rgb(self.api.Color)

    @fill_color.setter
    def fill_color(self, value: Color) -> None:
        self.api.Color = office_color(value)

    @property
    def line_color(self) -> tuple[int, int, int]:
        """Red, green, blue of the line; of bars, their frame."""
        line = self._kind.getChartType().endswith("LineChartType")
        return rgb(self.api.Color if line else self.api.BorderColor)

    @line_color.setter
    def line_color(self, value: Color) -> None:
        if self._kind.getChartType().endswith("LineChartType"):
            self.api.Color = office_color(value)
        else:
            self.api.BorderColor = office_color(value)
            self.api.BorderStyle = bridge.enum("drawing.LineStyle", "SOLID")

    @property
    def marker_style(self) -> str:
        """The sign at each point."""
        symbol = self.api.Symbol
        if symbol.Style.value == "NONE":
            return "none"
        numbers_of = {number: name for name, number in _MARKERS.items()}
        return (
            numbers_of.get(symbol.StandardSymbol, "automatic") if symbol.Style.value == "STANDARD" else "automatic"
        )

    @marker_style.setter
    def marker_style(self, value: str) -> None:
        symbol = self.api.Symbol
        if value in {"none", "automatic"}:
            symbol.Style = bridge.enum("chart2.SymbolStyle", {"none": "NONE", "automatic": "AUTO"}[value])
        elif value in _MARKERS:
            symbol.Style = bridge.enum("chart2.SymbolStyle", "STANDARD")
            symbol.StandardSymbol = _MARKERS[value]
        else:
            raise NotSupportedError(f"ChartSeries.marker_style = {value!r}")
        self.api.Symbol = symbol

    def set(self, **changes: Any) -> None:
        """Set several attributes at once."""
        for name, value in changes.items():
            if value is _UNSET:
                continue
            if name not in {"name", "fill_color", "line_color", "marker_style"}:
                raise NotSupportedError(f"ChartSeries.{name}")
            setattr(self, name, value)
