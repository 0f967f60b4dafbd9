"""Charts with everything said that a reader would else assume.

Where an element is missing, Excel takes XlsxWriter's meaning only in workbooks that XlsxWriter made; in its own
(`AppVersion` 16) labels then also name series and category, lines are smoothed, and corners are rounded: the
schema's default of all these is „true“.

Source: ECMA-376 Part 1, 21.2.2 (`showCatName`, `showSerName`, `smooth` and others), A.5.1 for their order.
"""

from __future__ import annotations

from lxml import etree

_NAMESPACE = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_C = f"{{{_NAMESPACE}}}"
_LABELS = ("showLegendKey", "showVal", "showCatName", "showSerName", "showPercent", "showBubbleSize")
_AFTER_LABELS = ("separator", "showLeaderLines", "leaderLines", "extLst")


def spelled_out(part: bytes) -> bytes:
    """Return the part of a chart with every flag written that is off."""
    root = etree.fromstring(part)
    for labels in root.iter(f"{_C}dLbls", f"{_C}dLbl"):
        if labels.find(f"{_C}delete") is None:
            _add_missing(labels, _LABELS, _AFTER_LABELS)
    for series in root.iter(f"{_C}ser"):
        kind = etree.QName(series.getparent()).localname
        if kind == "lineChart":
            _add_missing(series, ("smooth",), ("extLst",))
        elif kind == "barChart":
            after = ("pictureOptions", "dPt", "dLbls", "trendline", "errBars", "cat", "val", "shape", "extLst")
            _add_missing(series, ("invertIfNegative",), after)
    for drawn in root.iter(f"{_C}barChart", f"{_C}lineChart"):
        _add_missing(drawn, ("varyColors",), ("ser", "dLbls", "gapWidth", "overlap", "marker", "axId", "extLst"))
    for axis in root.iter(f"{_C}catAx", f"{_C}valAx"):
        _add_missing(axis, ("delete",), _AFTER_DELETE)
        _add_missing(axis, ("majorTickMark", "minorTickMark"), _AFTER_MARKS, "none")
    for titled in root.iter(f"{_C}title", f"{_C}legend"):
        _add_missing(titled, ("overlay",), ("spPr", "txPr", "extLst"))
    for chart in root.iter(f"{_C}chart"):
        _add_missing(chart, ("autoTitleDeleted",), ("pivotFmts", "view3D", "plotArea"))
        _add_missing(chart, ("dispBlanksAs",), ("extLst",), "gap")
    _add_missing(root, ("roundedCorners",), ("style", "clrMapOvr", "pivotSource", "protection", "chart"))
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


_AFTER_MARKS = ("tickLblPos", "spPr", "txPr", "crossAx", "extLst")
_AFTER_DELETE = (
    *("axPos", "majorGridlines", "minorGridlines", "title", "numFmt", "majorTickMark", "minorTickMark"),
    *_AFTER_MARKS,
)


def _add_missing(parent: etree._Element, names: tuple[str, ...], after: tuple[str, ...], value: str = "0") -> None:
    """Add the flags that an element lacks, off unless told a `value`, before the first element that comes after."""
    for place, name in enumerate(names):
        if parent.find(f"{_C}{name}") is not None:
            continue
        later = {f"{_C}{each}" for each in (*names[place + 1 :], *after)}
        at = next((number for number, child in enumerate(parent) if child.tag in later), len(parent))
        parent.insert(at, parent.makeelement(f"{_C}{name}", {"val": value}))
