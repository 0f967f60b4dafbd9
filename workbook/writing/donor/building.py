"""A workbook from sheets: XlsxWriter's frame with our cells in it."""

from __future__ import annotations

import re
import zipfile
from datetime import date, datetime, time
from io import SEEK_END, BytesIO
from typing import TYPE_CHECKING

from workbook.cells import Area, address
from workbook.package.zipping import zipped
from workbook.reading.collector import collector_at_rest
from workbook.writing.donor.cell_xml import CellWriter
from workbook.writing.donor.chart_parts import spelled_out
from workbook.writing.donor.formats import Formats
from workbook.writing.donor.furniture import furnish
from workbook.writing.donor.pivot_parts import add_pivots
from workbook.writing.donor.text_list import InlineTexts, SharedTexts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlsxwriter.worksheet import Worksheet

    from workbook.sheets import Sheet, Style

_SHEET_DATA = re.compile(rb"<sheetData>.*</sheetData>", re.DOTALL)
_DIMENSION = re.compile(rb'<dimension ref="[^"]*"/>')
_STYLED_CELL = re.compile(rb'<c r="([A-Z]+1)" s="([0-9]+)"')
_AFTER_LINKS = re.compile(rb"<printOptions|<pageMargins")
_CHART = re.compile(r"xl/charts/chart\d+\.xml")
_SHARED_STRINGS = "xl/sharedStrings.xml"
_DIRECTORIES = ("[Content_Types].xml", "xl/_rels/workbook.xml.rels")
_ABOUT_SHARED_STRINGS = re.compile(rb'<(?:Override|Relationship)\b[^>]*sharedStrings\.xml"[^>]*/>')
_RELATIONSHIPS = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
)


@collector_at_rest()
def build_donor(
    sheets: Sequence[Sheet],
    *,
    today: date,
    date_1904: bool = False,
    title: str = "",
    material: bool = False,
    properties: Mapping[str, str] | None = None,
) -> bytes:
    """Return a workbook with these sheets; equal input gives equal bytes.

    `today` becomes its date of creation, `properties` its custom ones. As `material` for another workbook
    its texts stand in their cells and nothing is compressed.

    Raises:
        ValueError: a sheet contradicts itself (pieces over each other, a list too long for a validation).
    """
    import xlsxwriter  # noqa: PLC0415 -- takes 40 ms, and a mere look at a workbook builds nothing

    frame = BytesIO()
    book = xlsxwriter.Workbook(frame, {"in_memory": True, "strings_to_formulas": False, "date_1904": date_1904})
    book.set_properties({"title": title, "author": "Lotse", "created": datetime.combine(today, time())})
    for name, text in (properties or {}).items():
        book.set_custom_property(name, text, "text")
    formats = Formats(book)
    for sheet in sheets:
        _lay_out_styles(furnish(book, sheet, formats), _styles(sheet), formats)
    book.close()
    parts = {name: spelled_out(part) if _CHART.fullmatch(name) else part for name, part in _parts(frame).items()}
    texts = InlineTexts() if material else SharedTexts()
    table = 0
    for number, sheet in enumerate(sheets, 1):
        _fill(parts, f"xl/worksheets/sheet{number}.xml", sheet, texts, date_1904=date_1904)
        for each in sheet.tables:
            table += 1
            area = Area(each.row, each.column, each.last_row, each.last_column)
            _stretch(parts, f"xl/tables/table{table}.xml", area)
    _share_texts(parts, texts)
    add_pivots(parts, sheets)
    return zipped(parts.items(), stored=material).getvalue()


def _styles(sheet: Sheet) -> list[Style]:
    """Return every style that a cell of the sheet has, each once."""
    styles = [block.style for block in sheet.blocks] + [note.style for note in sheet.notes]
    for table in sheet.tables:
        styles += [style for column in table.columns for style in (column.header_style, column.style)]
    return list(dict.fromkeys(styles))


def _lay_out_styles(page: Worksheet, styles: Sequence[Style], formats: Formats) -> None:
    """Put each style on a cell of the first row: the written file tells its number, and then the cells go."""
    for column, style in enumerate(styles):
        page.write_blank(0, column, None, formats.cell(style))


def _parts(frame: BytesIO) -> dict[str, bytes]:
    with zipfile.ZipFile(frame) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _fill(
    parts: dict[str, bytes], part: str, sheet: Sheet, texts: InlineTexts | SharedTexts, *, date_1904: bool
) -> None:
    """Put the cells and links of a sheet into its part."""
    frame = parts[part]
    numbers = {cell.decode(): int(style) for cell, style in _STYLED_CELL.findall(frame)}
    styles = {style: numbers.get(address(1, column), 0) for column, style in enumerate(_styles(sheet), 1)}
    cells = CellWriter(styles, texts, date_1904=date_1904)
    cells.write(sheet)
    start, end = _span(frame)
    head = _DIMENSION.sub(f'<dimension ref="{cells.dimension()}"/>'.encode(), frame[:start])
    tail = frame[end:]
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
    if links:
        place_of_links = _AFTER_LINKS.search(tail)
        cut = place_of_links.start() if place_of_links else 0
        tail = tail[:cut] + f"<hyperlinks>{links}</hyperlinks>".encode() + tail[cut:]
    whole = BytesIO(head)  # row by row: of a large sheet there is never more than one copy
    whole.seek(0, SEEK_END)
    for piece in cells.sheet_data(sheet.heights):
        whole.write(piece.encode())
    whole.write(tail)
    parts[part] = whole.getvalue()


def _span(frame: bytes) -> tuple[int, int]:
    match = _SHEET_DATA.search(frame)
    if match is not None:
        return match.span()
    start = frame.index(b"<sheetData/>")
    return start, start + len(b"<sheetData/>")


def _stretch(parts: dict[str, bytes], part: str, area: Area) -> None:
    """Let a table of one row cover all of its rows."""
    first = Area(area.first_row, area.first_column, area.first_row + 1, area.last_column)
    parts[part] = parts[part].replace(f' ref="{first.reference}"'.encode(), f' ref="{area.reference}"'.encode())


def _share_texts(parts: dict[str, bytes], texts: InlineTexts | SharedTexts) -> None:
    """Put our shared texts in the place of XlsxWriter's, which holds only its own copies of the table headers."""
    if isinstance(texts, SharedTexts):
        if _SHARED_STRINGS not in parts:
            _announce_shared_strings(parts)
        parts[_SHARED_STRINGS] = texts.part()
    elif parts.pop(_SHARED_STRINGS, None) is not None:
        for part in _DIRECTORIES:
            parts[part] = _ABOUT_SHARED_STRINGS.sub(b"", parts[part])


def _announce_shared_strings(parts: dict[str, bytes]) -> None:
    main = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    entries = (
        f'<Override PartName="/{_SHARED_STRINGS}" ContentType="{main}"/></Types>',
        f'<Relationship Id="rIdTexts" Type="{kind}" Target="sharedStrings.xml"/></Relationships>',
    )
    for part, entry, closing in zip(_DIRECTORIES, entries, (b"</Types>", b"</Relationships>"), strict=True):
        parts[part] = parts[part].replace(closing, entry.encode())
