"""A workbook from sheets: XlsxWriter's frame with our cells in it."""

from __future__ import annotations

import re
import zipfile
from datetime import date, datetime, time
from functools import partial
from io import BytesIO
from itertools import islice, takewhile
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from workbook.cells import Area, address
from workbook.package.stretches import stretches
from workbook.package.zipping import zip_into, zipped
from workbook.reading.collector import collector_at_rest
from workbook.writing.donor.cell_xml import CellWriter
from workbook.writing.donor.chart_parts import spelled_out
from workbook.writing.donor.formats import Formats
from workbook.writing.donor.furniture import furnish
from workbook.writing.donor.pivot_parts import add_pivots
from workbook.writing.donor.text_list import InlineTexts, SharedTexts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from typing import IO

    from xlsxwriter.worksheet import Worksheet

    from workbook.package.stretches import Piece
    from workbook.sheets import Sheet, Style

_SHEET_DATA = re.compile(rb"<sheetData>.*</sheetData>", re.DOTALL)
_STAND_IN, _BEGIN, _END = b"<sheetData/>", b"<sheetData>", b"</sheetData>"
_DIMENSION = re.compile(rb'<dimension ref="[^"]*"/>')
_STYLED_CELL = re.compile(rb'<c r="([A-Z]+1)" s="([0-9]+)"')
_AFTER_LINKS = re.compile(rb"<printOptions|<pageMargins")
_CHART = re.compile(r"xl/charts/chart\d+\.xml")
_SHEETS = "xl/worksheets/"
_SHARED_STRINGS, _STYLES = "xl/sharedStrings.xml", "xl/styles.xml"
_ROWS_AT_ONCE = 2048
_ROWS_IN_PASSING = 256
_DIRECTORIES = ("[Content_Types].xml", "xl/_rels/workbook.xml.rels")
_ABOUT_SHARED_STRINGS = re.compile(rb'<(?:Override|Relationship)\b[^>]*sharedStrings\.xml"[^>]*/>')
_RELATIONSHIPS = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
)


class Material(Struct, frozen=True):
    """Sheets to be put into another workbook: a workbook of them without cells, and their cells, by part.

    The cells have the formats of the other workbook already, because a city's have millions of them. They are the
    element `sheetData` in pieces, many of them read back already; in the part there is an empty one in its place.
    """

    workbook: bytes
    cells: Mapping[str, Sequence[Piece]]


def build_donor(
    sheets: Sequence[Sheet],
    *,
    today: date,
    date_1904: bool = False,
    title: str = "",
    properties: Mapping[str, str] | None = None,
) -> bytes:
    """Return a workbook with these sheets; equal input gives equal bytes.

    `today` becomes its date of creation, `properties` its custom ones.

    Raises:
        ValueError: a sheet contradicts itself (pieces over each other, a list too long for a validation).
    """
    file = BytesIO()
    write_donor(file, sheets, today=today, date_1904=date_1904, title=title, properties=properties)
    return file.getvalue()


@collector_at_rest()
def write_donor(
    file: IO[bytes],
    sheets: Sequence[Sheet],
    *,
    today: date,
    date_1904: bool = False,
    title: str = "",
    properties: Mapping[str, str] | None = None,
) -> None:
    """Write a workbook with these sheets into a new file, the same bytes as `build_donor`; no sheet is there whole.

    Raises:
        ValueError: as `build_donor`.
        OSError: the file cannot be written.
    """
    parts = _framed(sheets, today, title, properties or {}, date_1904=date_1904)
    zip_into(file, _made(parts, sheets, date_1904=date_1904))


def _made(
    parts: dict[str, bytes], sheets: Sequence[Sheet], *, date_1904: bool
) -> Iterator[tuple[str, Iterable[bytes]]]:
    """Yield every part in pieces; those behind the sheets hold what is known only when the cells are made."""
    if _SHARED_STRINGS not in parts:
        _announce_shared_strings(parts)
    add_pivots(parts, sheets)
    for part in [*takewhile(lambda part: not part.startswith(_SHEETS), parts)]:
        yield part, (parts.pop(part),)
    texts = SharedTexts()
    for filled in _filled(parts, sheets, texts, None, date_1904=date_1904):
        del parts[filled.part]
        yield filled.part, filled.pieces()
    # In the place of XlsxWriter's, which holds only its own copies of the table headers.
    parts[_SHARED_STRINGS] = texts.part()
    yield from ((part, (content,)) for part, content in parts.items())


@collector_at_rest()
def build_material(
    sheets: Sequence[Sheet],
    formats: Callable[[bytes], Mapping[int, int]],
    *,
    today: date,
    date_1904: bool = False,
) -> Material:
    """Return these sheets as material for another workbook; their texts stand in their cells.

    `formats` is given the style sheet of the material, and tells where the other workbook has its cell formats.

    Raises:
        ValueError: as `build_donor`.
    """
    parts = _framed(sheets, today, "", {}, date_1904=date_1904)
    cells: dict[str, Sequence[Piece]] = {}
    for filled in _filled(parts, sheets, InlineTexts(), formats(parts[_STYLES]), date_1904=date_1904):
        cells[filled.part] = [_BEGIN, *stretches(filled.rows(_ROWS_AT_ONCE)), _END]
        parts[filled.part] = filled.head + _STAND_IN + filled.tail()
    if parts.pop(_SHARED_STRINGS, None) is not None:
        for part in _DIRECTORIES:
            parts[part] = _ABOUT_SHARED_STRINGS.sub(b"", parts[part])
    add_pivots(parts, sheets)
    return Material(zipped(parts.items(), stored=True).getvalue(), cells)


def _framed(
    sheets: Sequence[Sheet], today: date, title: str, properties: Mapping[str, str], *, date_1904: bool
) -> dict[str, bytes]:
    """Return the parts of a workbook with everything but its cells; each style stands on one of the first row."""
    import xlsxwriter  # noqa: PLC0415 -- takes 40 ms, and a mere look at a workbook builds nothing

    frame = BytesIO()
    book = xlsxwriter.Workbook(frame, {"in_memory": True, "strings_to_formulas": False, "date_1904": date_1904})
    book.set_properties({"title": title, "author": "Lotse", "created": datetime.combine(today, time())})
    for name, text in properties.items():
        book.set_custom_property(name, text, "text")
    formats = Formats(book)
    for sheet in sheets:
        _lay_out_styles(furnish(book, sheet, formats), _styles(sheet), formats)
    book.close()
    return {name: spelled_out(part) if _CHART.fullmatch(name) else part for name, part in _parts(frame).items()}


class _Filled(Struct, frozen=True):
    """The part of a sheet: its head; its rows, which are made once; `tail` gives what stands below them."""

    part: str
    head: bytes
    writer: CellWriter
    tail: Callable[[], bytes]

    def rows(self, at_once: int) -> Iterator[bytes]:
        """Yield the rows in pieces, each of whole ones."""
        rows = self.writer.rows()
        while piece := b"".join(islice(rows, at_once)):
            yield piece

    def pieces(self) -> Iterator[bytes]:
        """Yield the whole part in pieces."""
        yield self.head
        yield _BEGIN
        yield from self.rows(_ROWS_IN_PASSING)
        yield _END
        yield self.tail()


def _filled(
    parts: dict[str, bytes],
    sheets: Sequence[Sheet],
    texts: InlineTexts | SharedTexts,
    formats: Mapping[int, int] | None,
    *,
    date_1904: bool,
) -> Iterator[_Filled]:
    """Yield the part of each sheet, its cells still to be made; its tables in other parts are as long as they are.

    `formats` gives the cell formats other numbers.
    """
    table = 0
    for number, sheet in enumerate(sheets, 1):
        part = f"{_SHEETS}sheet{number}.xml"
        frame = parts[part]
        numbers = {cell.decode(): int(style) for cell, style in _STYLED_CELL.findall(frame)}
        styles = {style: numbers.get(address(1, column), 0) for column, style in enumerate(_styles(sheet), 1)}
        if formats is not None:
            styles = {style: formats[number] for style, number in styles.items()}
        cells = CellWriter(styles, texts, date_1904=date_1904)
        cells.write(sheet)
        for each in sheet.tables:
            table += 1
            area = Area(each.row, each.column, each.last_row, each.last_column)
            _stretch(parts, f"xl/tables/table{table}.xml", area)
        start, end = _span(frame)
        head = _DIMENSION.sub(f'<dimension ref="{cells.dimension()}"/>'.encode(), frame[:start])
        yield _Filled(part, head, cells, partial(_with_links, parts, part, frame[end:], cells))


def _styles(sheet: Sheet) -> list[Style]:
    """Return every style that a cell of the sheet has, each once."""
    styles = [block.style for block in sheet.blocks] + [note.style for note in sheet.notes]
    for table in sheet.tables:
        styles += [style for column in table.columns for style in (column.header_style, column.style)]
        if table.bold:
            styles += [replace(column.style, bold=True) for column in table.columns]
    return list(dict.fromkeys(styles))


def _lay_out_styles(page: Worksheet, styles: Sequence[Style], formats: Formats) -> None:
    """Put each style on a cell of the first row: the written file tells its number, and then the cells go."""
    for column, style in enumerate(styles):
        page.write_blank(0, column, None, formats.cell(style))


def _parts(frame: BytesIO) -> dict[str, bytes]:
    with zipfile.ZipFile(frame) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _with_links(parts: dict[str, bytes], part: str, tail: bytes, cells: CellWriter) -> bytes:
    """Return what stands below the cells with their links in it; those to files get their relationships."""
    links = "".join(cells.jumps)
    if cells.files:
        rels = part.replace("worksheets/", "worksheets/_rels/") + ".rels"
        relationships = []
        for number, (place, target) in enumerate(cells.files, 1):
            links += f'<hyperlink ref="{place}" r:id="rIdL{number}"/>'
            relationships.append(
                f'<Relationship Id="rIdL{number}" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
                f'relationships/hyperlink" Target="{target}" TargetMode="External"/>'
            )
        closing = b"</Relationships>"
        before = parts.get(rels, _RELATIONSHIPS).removesuffix(closing)
        parts[rels] = before + "".join(relationships).encode() + closing
    if not links:
        return tail
    place_of_links = _AFTER_LINKS.search(tail)
    cut = place_of_links.start() if place_of_links else 0
    return tail[:cut] + f"<hyperlinks>{links}</hyperlinks>".encode() + tail[cut:]


def _span(frame: bytes) -> tuple[int, int]:
    match = _SHEET_DATA.search(frame)
    if match is not None:
        return match.span()
    start = frame.index(_STAND_IN)
    return start, start + len(_STAND_IN)


def _stretch(parts: dict[str, bytes], part: str, area: Area) -> None:
    """Let a table of one row cover all of its rows."""
    first = Area(area.first_row, area.first_column, area.first_row + 1, area.last_column)
    parts[part] = parts[part].replace(f' ref="{first.reference}"'.encode(), f' ref="{area.reference}"'.encode())


def _announce_shared_strings(parts: dict[str, bytes]) -> None:
    main = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    entries = (
        f'<Override PartName="/{_SHARED_STRINGS}" ContentType="{main}"/></Types>',
        f'<Relationship Id="rIdTexts" Type="{kind}" Target="sharedStrings.xml"/></Relationships>',
    )
    for part, entry, closing in zip(_DIRECTORIES, entries, (b"</Types>", b"</Relationships>"), strict=True):
        parts[part] = parts[part].replace(closing, entry.encode())
