"""Native charts, with the values that they show now, so that viewers without calculation draw them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from workbook.german import shown
from workbook.sheets import Palette

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

    from workbook.sheets import Chart, Scalar, Series

_INK, _MUTED, _LINE = str(Palette.INK), str(Palette.MUTED), str(Palette.LINE)
_ROUND = {"doughnut", "pie"}


def add_chart(book: Workbook, page: Worksheet, chart: Chart) -> None:
    """Put a chart on the page; series of another kind are laid over it on the same axes."""
    options = {"type": chart.kind}
    if chart.stacked:
        options["subtype"] = "stacked"
    drawn = book.add_chart(options)
    overlays: dict[str, Any] = {}
    for series in chart.series:
        # `column` is what a series says that has nothing to say; a bar or ring chart draws it as its own.
        kind = chart.kind if chart.kind in _ROUND or series.kind == "column" else series.kind
        target = drawn
        if kind != chart.kind:
            target = overlays.setdefault(kind, None) or book.add_chart({"type": kind})
            overlays[kind] = target
        target.add_series(_series(series, kind, stacked=chart.stacked))
    for overlay in overlays.values():
        drawn.combine(overlay)
    _decorate(drawn, chart)
    page.insert_chart(chart.row - 1, chart.column - 1, drawn, {"description": chart.alt_text, "object_position": 2})


def _decorate(drawn: Any, chart: Chart) -> None:
    drawn.set_title({"name": chart.title, "name_font": {"size": chart.text_size + 2, "bold": True, "color": _INK}})
    drawn.set_size({"width": chart.width, "height": chart.height})
    drawn.set_chartarea({"border": {"color": _LINE}, "fill": {"color": str(Palette.PAPER)}})
    if chart.legend:
        drawn.set_legend({"position": chart.legend, "font": {"size": chart.text_size, "color": _INK}})
    else:
        drawn.set_legend({"none": True})
    if chart.kind in _ROUND:
        return
    font = {"size": chart.text_size, "color": _INK}
    title_font = {"size": 9, "bold": False, "color": _MUTED}
    along: dict[str, Any] = {
        "name": chart.x_title,
        "name_font": title_font,
        "num_font": font,
        "line": {"color": _LINE},
    }
    across: dict[str, Any] = {
        "name": chart.y_title,
        "name_font": title_font,
        "num_font": font,
        "num_format": chart.y_format,
        "major_unit": chart.y_unit,
        "major_gridlines": {"visible": True, "line": {"color": _LINE, "width": 0.5}},
        "line": {"none": True},
        "min": 0,
        "max": chart.y_most,
    }
    if chart.kind == "bar":
        # On a bar chart XlsxWriter's x axis is the upright one; the first category stands on top, as in the table.
        along["reverse"] = True
    drawn.set_x_axis(along)
    drawn.set_y_axis(across)


def _series(series: Series, kind: str, *, stacked: bool) -> dict[str, Any]:
    options: dict[str, Any] = {
        "name": series.name,
        "categories": "=" + series.categories.removeprefix("="),
        "values": "=" + series.values.removeprefix("="),
        "categories_data": [_cached(value) for value in series.cached_categories],
        "values_data": [_cached(value) for value in series.cached_values],
    }
    color = str(series.color)
    if kind == "line":
        options["line"] = {"color": color, "width": 2.25, "dash_type": "dash" if series.dashed else "solid"}
        options["marker"] = {
            "type": "none" if series.dashed else "circle",
            "size": 6,
            "fill": {"color": color},
            "border": {"color": color},
        }
    else:
        if series.pattern:
            paper = str(Palette.PAPER)
            options["pattern"] = {"pattern": series.pattern, "fg_color": color, "bg_color": paper}
        else:
            options["fill"] = {"color": color}
        options["border"] = {"color": str(Palette.PAPER) if kind in _ROUND else color}
        if kind not in _ROUND:
            options["gap"] = 60
            if stacked:
                options["overlap"] = 100
    if series.point_colors:
        options["points"] = [{"fill": {"color": str(each)}} for each in series.point_colors]
    if series.labels:
        options["data_labels"] = {
            "value": True,
            "font": {"size": 9, "color": _INK},
            "fill": {"color": str(Palette.PAPER)},
            **({"num_format": series.label_format} if series.label_format else {}),
        }
    return options


def _cached(value: Scalar) -> Any:
    """Return a value as XlsxWriter keeps it for a chart: a number, or a text."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, date):
        return f"{shown(value)}"
    return "" if value is None else value
