"""How a sheet looks to staff: tab colour, zoom, frozen panes, widths and folding of columns.

Lotse remembers how it last wrote a sheet. What differs from that was changed by staff and is carried over when the
sheet is written again; what does not differ follows Lotse's own design.
"""

from __future__ import annotations

import hashlib
from itertools import groupby
from typing import TYPE_CHECKING

from lxml import etree

from workbook.cells import MAX_COLUMN, address
from workbook.errors import DamagedWorkbookError
from workbook.package.markup import Element, attributes, elements, is_true, local_name, namespace
from workbook.package.structure import number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from workbook.package.parts import Package

_PIECE = 2_048
_STAND_IN = b"<sheetData/>"
_FOLDING = ("width", "hidden", "collapsed")
_COLUMN = ("width", "style", "hidden", "bestFit", "customWidth", "phonetic", "outlineLevel", "collapsed")
"""What may be told of columns (ECMA-376 Part 1, 18.3.1.13), in the order in which Excel does."""


def sheet_head(package: Package, part: str) -> Element:
    """Return the worksheet with everything that stands before its cells, however many cells there are.

    Raises:
        DamagedWorkbookError: the part is no worksheet.
    """
    parser = etree.XMLPullParser(("start",), resolve_entities=False, no_network=True, load_dtd=False)
    root: Element | None = None
    try:
        for piece in _pieces(package.stream(part)):
            parser.feed(piece)
            for _, element in parser.read_events():
                if not isinstance(element, Element):
                    continue
                if root is None:
                    root = element
                if isinstance(element.tag, str) and local_name(element) == "sheetData":
                    return root
    except (etree.XMLSyntaxError, ValueError) as error:
        raise DamagedWorkbookError(package.path, part) from error
    if root is None:
        raise DamagedWorkbookError(package.path, part)
    return root


def _pieces(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield chunks a little at a time: fed the cells as well, a parser makes thousands of elements of them."""
    for chunk in chunks:
        yield from (chunk[begin : begin + _PIECE] for begin in range(0, len(chunk), _PIECE))


def look_of(worksheet: Element) -> dict[str, str]:
    """Return how a sheet looks, in short texts that can be compared."""
    color = _first(worksheet, "sheetPr", "tabColor")
    view = _first(worksheet, "sheetViews", "sheetView")
    pane = _first(worksheet, "sheetViews", "sheetView", "pane")
    columns = ";".join(
        f"{column}:{_width(element):.1f}{'h' if is_true(element.get('hidden')) else ''}"
        for column, element in sorted(_columns(worksheet).items())
    )
    return {
        "tab": " ".join(f"{name}={value}" for name, value in sorted(attributes(color).items()))
        if color is not None
        else "",
        "zoom": (view.get("zoomScale") if view is not None else None) or "100",
        "widths": hashlib.sha256(columns.encode()).hexdigest()[:8],
        "panes": ",".join(pane.get(name, "") for name in ("xSplit", "ySplit", "state")) if pane is not None else "",
    }


def keep_look(worksheet: Element, former: Element, base: Mapping[str, str]) -> None:
    """Carry over to the new `worksheet` what staff changed on the `former` one since Lotse wrote it like `base`."""
    present = look_of(former)
    changed = {facet for facet, value in present.items() if facet in base and base[facet] != value}
    if "tab" in changed:
        _keep_tab_color(worksheet, _first(former, "sheetPr", "tabColor"))
    if "zoom" in changed:
        view = _first(worksheet, "sheetViews", "sheetView")
        if view is not None:
            for name in ("zoomScale", "zoomScaleNormal"):
                view.set(name, present["zoom"])
    if "widths" in changed:
        _keep_columns(worksheet, _columns(former))
    if "panes" in changed:
        _keep_panes(worksheet, _first(former, "sheetViews", "sheetView", "pane"))


def _first(worksheet: Element, *path: str) -> Element | None:
    space = namespace(worksheet)
    return worksheet.find("/".join(f"{{{space}}}{name}" for name in path))


def _width(element: Element) -> float:
    try:
        return float(element.get("width", "0"))
    except ValueError:
        return 0.0


def _columns(worksheet: Element) -> dict[int, Element]:
    """Return the `col` element that speaks for each column; one may speak for many."""
    return dict(_spread(_first(worksheet, "cols")))


def _spread(columns: Element | None) -> Iterator[tuple[int, Element]]:
    for element in elements(columns) if columns is not None else ():
        first, last = number(element.get("min")), number(element.get("max"))
        # A width for all columns to the end of the sheet says nothing about the ones that Lotse fills.
        for column in range(max(1, first), min(last, first + 500, MAX_COLUMN) + 1):
            yield column, element


def _keep_tab_color(worksheet: Element, color: Element | None) -> None:
    properties = _first(worksheet, "sheetPr")
    space = namespace(worksheet)
    if properties is None:
        properties = etree.Element(f"{{{space}}}sheetPr")
        worksheet.insert(0, properties)
    for element in [each for each in elements(properties) if local_name(each) == "tabColor"]:
        properties.remove(element)
    if color is not None:
        properties.insert(0, etree.Element(f"{{{space}}}tabColor", attributes(color)))


def _keep_columns(worksheet: Element, former: Mapping[int, Element]) -> None:
    """Give the columns the widths and folding of the former ones, also where Lotse itself says nothing of them."""
    kept = _kept_columns(_columns(worksheet), former)
    space = namespace(worksheet)
    holder = _first(worksheet, "cols")
    if holder is None:
        holder = etree.Element(f"{{{space}}}cols")
        data = _first(worksheet, "sheetData")
        worksheet.insert(len(worksheet) if data is None else worksheet.index(data), holder)
    for element in list(holder):
        holder.remove(element)
    # Neighbours that are told alike share one element; a run is where column and place in the list keep step.
    for (_, told), run in groupby(enumerate(sorted(kept)), key=lambda each: (each[1] - each[0], kept[each[1]])):
        columns = [column for _, column in run]
        etree.SubElement(holder, f"{{{space}}}col", {"min": str(columns[0]), "max": str(columns[-1])} | dict(told))
    if not len(holder):  # the schema demands at least one column
        worksheet.remove(holder)


def _kept_columns(
    own: Mapping[int, Element], former: Mapping[int, Element]
) -> dict[int, tuple[tuple[str, str], ...]]:
    """Return the attributes of each column: Lotse's, with width and folding as they were."""
    kept = {}
    for column in own.keys() | former.keys():
        old = former.get(column)
        told = attributes(own[column]) if column in own else {}
        if old is not None:
            if not told and not (is_true(old.get("customWidth")) or is_true(old.get("hidden"))):
                continue  # LibreOffice names all columns, also those that nobody has touched
            for name in _FOLDING:
                told.pop(name, "")
            told |= {name: value for name, value in attributes(old).items() if name in _FOLDING}
            told["customWidth"] = "1"
        kept[column] = tuple((name, told[name]) for name in _COLUMN if name in told)
    return kept


def _keep_panes(worksheet: Element, pane: Element | None) -> None:
    """Freeze what staff froze; what they had scrolled to is not kept, for the rows below are others now."""
    view = _first(worksheet, "sheetViews", "sheetView")
    if view is None:
        return
    for element in [each for each in elements(view) if local_name(each) in {"pane", "selection"}]:
        view.remove(element)
    if pane is None:
        return
    told = attributes(pane)
    if pane.get("state", "split") != "split":
        told["topLeftCell"] = address(number(pane.get("ySplit")) + 1, number(pane.get("xSplit")) + 1)
    view.insert(0, etree.Element(f"{{{namespace(worksheet)}}}pane", told))


def split(worksheet: bytes) -> tuple[bytes, bytes]:
    """Return a sheet without its cells, and its cells; the frame holds a stand-in for them."""
    start = worksheet.index(b"<sheetData")
    closing = worksheet.find(b"</sheetData>", start)
    end = closing + len(b"</sheetData>") if closing >= 0 else start + len(_STAND_IN)
    return worksheet[:start] + _STAND_IN + worksheet[end:], worksheet[start:end]


def around_cells(frame: bytes) -> tuple[bytes, bytes]:
    """Return what stands before the cells of a sheet and what after them, where there are none in it."""
    before, _, after = frame.partition(_STAND_IN)
    return before, after
