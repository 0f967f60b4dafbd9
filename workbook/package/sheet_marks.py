"""What a worksheet says beside its values: errors, formulas without a result, hidden rows, merged and stray cells.

calamine hands over values only, and lays a sheet out as one rectangle: a single cell at XFD1048576 would ask for
hundreds of gigabytes. So the bytes are looked over before it is let loose on them.
"""

from __future__ import annotations

import re
from typing import IO, TYPE_CHECKING, cast

from lxml import etree
from msgspec import Struct, field

from workbook.cells import Area, address
from workbook.errors import DamagedWorkbookError
from workbook.package.calculation import stores_zeros_uncalculated
from workbook.package.error_cells import ByteStream, UnusualMarkupError, errors_in, holds, pieces
from workbook.package.guards import check_cells

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from workbook.package.markup import Element
    from workbook.package.parts import Package

ROOM = 60_000_000
"""Cells that a sheet may span without a closer look: 1 to 2 GB once laid out."""
_THINLY = 20  # an honest sheet fills more than each twentieth cell of such a span
_FAR_DOWN = 400_000

_FAR_COLUMN = re.compile(rb'r="[A-Z]{3}\d')
_ROW = re.compile(rb'<row\s[^<>]*?\br="(\d{1,7})"')
_HIDDEN_ROW = re.compile(rb'<row\s[^<>]*?\bhidden="(?:1|true)"[^<>]*>')
_NO_RESULT = re.compile(rb"</f>(?:</c>|<v ?/>|<v></v>)")
_SHARED_NO_RESULT = re.compile(rb"<f\s[^<>]*/>(?:</c>|<v ?/>|<v></v>)")
_ZERO = re.compile(rb"</f><v>0(?:\.0)?</v></c>")
_TEXTS, _NO_NUMBERS = re.compile(rb't="str"'), re.compile(rb'\st="[^n]')
_CELL = re.compile(rb'<c\s[^<>]*?\br="([A-Z]{1,3}\d{1,7})"')
_FILLED = re.compile(rb'<c\s[^<>]*?\br="([A-Z]{1,3}\d{1,7})"[^<>]*(?<!/)>(?!</c>)')
_MERGED = re.compile(rb'<mergeCell\s[^<>]*?ref="([A-Z0-9:$]+)"')


class SheetMarks(Struct, frozen=True):
    """What is worth knowing of a worksheet beside its values.

    `errors` gives the text of each error cell by address, `uncalculated` the formulas without a result, or with a
    stored 0 that is none (see `calculation.py`), `hidden_rows` the numbers of rows hidden or filtered away. `stray`
    is a cell so far out that the sheet cannot be laid out in memory, `None` on an honest sheet. `shown` are
    the texts of cells whose number shows as something else, `links` how many lead out of the file, `notes` the
    rows of notes, where the file's kind tells them at once.
    """

    errors: Mapping[str, str] = field(default_factory=dict)
    uncalculated: frozenset[str] = frozenset()
    hidden_rows: frozenset[int] = frozenset()
    merged: tuple[Area, ...] = ()
    stray: str | None = None
    shown: Mapping[str, str] = field(default_factory=dict)
    links: int = 0
    notes: tuple[int, ...] = ()


def sheet_marks(package: Package, part: str) -> SheetMarks:
    """Return the marks of a worksheet.

    Raises:
        DamagedWorkbookError: the sheet cannot be inflated, or is no XML where it had to be parsed.
        RefusedWorkbookError: it holds more cells than fit into memory.
    """
    check_cells(package, part)
    scan = _Scan(zeros=package.once(stores_zeros_uncalculated))
    try:
        for text, end in pieces(package.stream(part)):
            scan.look(text, end)
    except UnusualMarkupError:
        return _parsed(package, part)
    stray = stray_cell(_filled(package, part)) if scan.suspect else None
    return SheetMarks(
        scan.errors, frozenset(scan.uncalculated), frozenset(scan.hidden_rows), tuple(scan.merged), stray
    )


class _Scan:
    """Collects marks piece by piece; each kind is looked for only where a plain search says that it may occur."""

    def __init__(self, *, zeros: bool) -> None:
        self._zeros = zeros
        self.errors: dict[str, str] = {}
        self.uncalculated: list[str] = []
        self.hidden_rows: list[int] = []
        self.merged: list[Area] = []
        self.suspect = False
        self._shared = False

    def look(self, text: bytes, end: int) -> None:
        self.errors.update(errors_in(text, end))
        if not self.suspect:
            last = text.rfind(b"<row ", 0, end)
            row = _ROW.match(text, last) if last >= 0 else None
            far_down = row is not None and int(row[1]) > _FAR_DOWN
            self.suspect = far_down or _FAR_COLUMN.search(text, 0, end) is not None
        # One letter is found ten times as fast as a word, and large sheets are mostly without it.
        if self._shared or (b"f" in text and b"</f" in text):
            # A shared formula's text stands in its first cell; the others only point at it.
            self._shared = self._shared or holds(text, b'"shared"')
            for pattern in (_NO_RESULT, _SHARED_NO_RESULT) if self._shared else (_NO_RESULT,):
                cells = (_cell_before(text, match, _TEXTS) for match in pattern.finditer(text, 0, end))
                self.uncalculated += [cell for cell in cells if cell is not None]
            if self._zeros and holds(text, b"</f><v>0"):
                cells = (_cell_before(text, match, _NO_NUMBERS) for match in _ZERO.finditer(text, 0, end))
                self.uncalculated += [cell for cell in cells if cell is not None]
        if b"h" in text and holds(text, b" hidden"):
            rows = (_ROW.match(match[0]) for match in _HIDDEN_ROW.finditer(text, 0, end))
            self.hidden_rows += [int(row[1]) for row in rows if row is not None]
        behind = max(0, text.rfind(b"<c ", 0, end))  # merged cells are listed behind all cells
        if text.find(b"<mergeCell ", behind, end) >= 0:
            areas = (Area.parse(match[1].decode()) for match in _MERGED.finditer(text, behind, end))
            self.merged += [area for area in areas if area is not None]


def _cell_before(text: bytes, formula: re.Match[bytes], but: re.Pattern[bytes]) -> str | None:
    """Return the address of the cell that a formula stands in, `None` for one with a result of a kind in `but`."""
    begin = text.rfind(b"<c ", 0, formula.start())
    cell = _CELL.match(text, begin)
    if cell is None:
        raise UnusualMarkupError
    return None if but.search(text, begin, text.find(b">", begin)) else cell[1].decode()


def _filled(package: Package, part: str) -> Iterator[str]:
    for text, end in pieces(package.stream(part)):
        yield from (match[1].decode() for match in _FILLED.finditer(text, 0, end))


def stray_cell(filled: Iterable[str]) -> str | None:
    """Return the cell farthest out if the filled cells span far more than they fill, else `None`."""
    count, last_row, last_column = 0, 0, 0
    lowest = rightmost = ""
    for cell in filled:
        area = Area.parse(cell)
        if area is None:
            continue
        count += 1
        if area.first_row > last_row:
            last_row, lowest = area.first_row, cell
        if area.first_column > last_column:
            last_column, rightmost = area.first_column, cell
    if last_row * last_column <= max(ROOM, count * _THINLY):
        return None
    return rightmost if last_column > 702 else lowest


def _parsed(package: Package, part: str) -> SheetMarks:
    """Return the marks of a sheet in any markup; a cell or row without address follows its neighbour.

    Source: ECMA-376 Part 1, 18.3.1.4 and 18.3.1.73, where `r` is optional.
    """
    errors: dict[str, str] = {}
    uncalculated: set[str] = set()
    hidden: set[int] = set()
    merged: list[Area] = []
    filled: list[str] = []
    tag = package.dialect.tag
    zeros = {"0", "0.0"} if package.once(stores_zeros_uncalculated) else set()
    row = column = 0
    try:
        for event, element in _events(package, part):
            if element.tag == tag("mergeCell"):
                area = Area.parse(element.get("ref", ""))
                merged += [area] if event == "end" and area is not None else []
            elif element.tag == tag("row"):
                if event == "start":
                    row, column = int(element.get("r", row + 1)), 0
                    hidden |= {row} if element.get("hidden") in {"1", "true"} else set()
                else:
                    _let_go(element)
            elif event == "start":
                own = Area.parse(element.get("r", ""))
                column = own.first_column if own is not None else column + 1
            else:
                cell, value = address(row, column), element.findtext(tag("v"))
                if element.get("t") == "e":
                    errors[cell] = (value or "").strip()
                kind = element.get("t", "n")
                none = (not value and kind != "str") or (value in zeros and kind == "n")
                if none and element.find(tag("f")) is not None:
                    uncalculated.add(cell)
                filled += [cell] if len(element) else []
    except (etree.XMLSyntaxError, ValueError, OverflowError) as error:
        raise DamagedWorkbookError(package.path, part) from error
    return SheetMarks(errors, frozenset(uncalculated), frozenset(hidden), tuple(merged), stray_cell(filled))


def _events(package: Package, part: str) -> Iterator[tuple[str, Element]]:
    source = cast("IO[bytes]", ByteStream(package.stream(part)))
    wanted = tuple(package.dialect.tag(name) for name in ("c", "row", "mergeCell"))
    return etree.iterparse(  # type: ignore[no-any-return]
        source,
        events=("start", "end"),
        tag=wanted,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
    )


def _let_go(element: Element) -> None:
    """Forget a row that was read, and its neighbours before it: a sheet can be larger than memory."""
    element.clear()
    while element.getprevious() is not None and (parent := element.getparent()) is not None:
        del parent[0]
