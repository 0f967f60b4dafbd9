"""A workbook → what it says: openpyxl reads its cells, and every other part of the file is looked through too."""

from __future__ import annotations

import re
import warnings
import zlib
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile

from lxml import etree
from openpyxl import load_workbook
from openpyxl.utils import range_boundaries
from openpyxl.utils.exceptions import InvalidFileException

from automation.publication.attacker.findings import FoundFile, Mark, Prose, UnreadableError
from automation.publication.attacker.tables import table_of, tables_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from openpyxl.cell.cell import Cell, MergedCell
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_USUAL = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|docProps/(?:app|core)\.xml|xl/(?:workbook|styles|sharedStrings|metadata)\.xml"
    r"|xl/theme/theme\d+\.xml|xl/worksheets/sheet\d+\.xml|xl/tables/table\d+\.xml|xl/drawings/drawing\d+\.xml"
    r"|xl/charts/(?:chart|style|colors)\d+\.xml|xl/(?:[\w/]+/)?_rels/[\w.]+\.rels"
)
_DIGITS = re.compile(r"\.(0+)[^;]*?%")
_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_DAMAGED = (
    BadZipFile,
    InvalidFileException,
    etree.LxmlError,
    SyntaxError,  # what Python's own parser of XML raises is one
    zlib.error,
    OSError,
    KeyError,
    ValueError,
    TypeError,
)
"""What openpyxl raises where a workbook is none; a missing part is a KeyError, a wrong value one of the rest."""
_NO_ENTITIES = etree.XMLParser(resolve_entities=False, no_network=True)


def read_xlsx(path: Path) -> FoundFile:
    """Return what a workbook says.

    Raises:
        UnreadableError: it is none, is damaged, or has a password.
    """
    found = FoundFile(path.name)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl says so of what it does not know
        try:
            book = load_workbook(path)
        except _DAMAGED as error:
            raise UnreadableError from error
    for sheet in book.worksheets:
        _sheet(sheet, found)
    if book.defined_names:
        found.faults.append(f"Definierte Namen: {', '.join(sorted(book.defined_names))}")
    _parts(path, found, book)
    return found


def _sheet(sheet: Worksheet, found: FoundFile) -> None:
    """Read a sheet: its tables, every other cell, and what is hidden on it."""
    if sheet.sheet_state != "visible":
        found.faults.append(f"Das Blatt „{sheet.title}“ ist ausgeblendet")
    first = len(found.tables)
    used = list(_tables(sheet, found))
    beside = tuple(range(first, len(found.tables)))
    for row in sheet.iter_rows():
        for cell in row:
            place = f"{sheet.title}!{cell.coordinate}"
            if cell.data_type == "f":
                found.faults.append(f"{place} enthält eine Formel")
            if cell.comment is not None:
                found.proses.append(Prose(f"Kommentar {place}", cell.comment.text, beside))
            if cell.value is not None and not any(_within(area, cell.row, cell.column) for area in used):
                found.proses.append(Prose(place, str(cell.value), beside))
    hidden = [f"Spalte {name}" for name, column in sheet.column_dimensions.items() if column.hidden]
    hidden += [f"Zeile {number}" for number, row in sheet.row_dimensions.items() if row.hidden]
    found.faults += [f"Auf „{sheet.title}“ ist {each} ausgeblendet" for each in hidden]


def _within(area: tuple[int, int, int, int], row: int, column: int) -> bool:
    left, top, right, bottom = area
    return left <= column <= right and top <= row <= bottom


def _tables(sheet: Worksheet, found: FoundFile) -> Iterator[tuple[int, int, int, int]]:
    """Read the tables of a sheet, and yield the areas that they take; the caption is the cell above."""
    for table in sheet.tables.values():
        left, top, right, bottom = range_boundaries(table.ref)
        grid = [
            [_shown(cell) for cell in row]
            for row in sheet.iter_rows(min_row=top, max_row=bottom, min_col=left, max_col=right)
        ]
        caption = str(sheet.cell(max(1, top - 1), left).value or "") if top > 1 else sheet.title
        read = table_of(f"{found.name}, {sheet.title}", caption or sheet.title, grid[0], grid[1:])
        if read is not None:
            found.tables.append(read)
            yield left, top, right, bottom
    if not sheet.tables and sheet.max_row > 1:
        yield from _plain(sheet, found)


def _plain(sheet: Worksheet, found: FoundFile) -> Iterator[tuple[int, int, int, int]]:
    """Read blocks of cells of a sheet without Excel tables: what empty rows part."""
    rows = [[_shown(cell) for cell in row] for row in sheet.iter_rows()]
    for read, start, width, height in tables_in(f"{found.name}, {sheet.title}", sheet.title, rows):
        found.tables.append(read)
        yield 1, start, width, start + height - 1


def _shown(cell: Cell | MergedCell) -> object:
    """Return what a cell holds; of a share what it shows, for 35 % are no 0.35 of a person."""
    value, shape = cell.value, str(cell.number_format or "")
    if isinstance(value, bool) or not isinstance(value, int | float) or "%" not in shape:
        return value
    digits = _DIGITS.search(shape)
    return f"{value * 100:.{len(digits[1]) if digits else 0}f} %"


def _parts(path: Path, found: FoundFile, book: Workbook) -> None:
    """Look through every part of the file."""
    with ZipFile(path) as package:
        for name in package.namelist():
            if not _USUAL.fullmatch(name):
                found.faults.append(f"Der Teil „{name}“ gehört nicht in eine veröffentlichte Mappe")
            elif name.startswith(("docProps/", "xl/drawings/drawing", "xl/charts/chart")):
                root = etree.fromstring(package.read(name), _NO_ENTITIES)
                if name.startswith("xl/charts/"):
                    _chart(root, found, book)
                elif name.startswith("xl/drawings/"):
                    every = tuple(range(len(found.tables)))
                    said = [node.get(key) for node in root.iter() for key in ("descr", "title") if node.get(key)]
                    found.proses += [Prose("Alternativtext", str(text), every) for text in said]
                else:
                    found.proses += _properties(root)


def _properties(root: etree._Element) -> Iterator[Prose]:
    """Yield the texts of a part with properties; days and counts of sheets say nothing of figures."""
    for node in root.iter():
        text, tag = (node.text or "").strip(), str(node.tag).rpartition("}")[2]
        if text and tag not in {"created", "modified", "AppVersion", "i4", "DocSecurity"}:
            yield Prose(f"Eigenschaft {tag}", text)


def _chart(root: etree._Element, found: FoundFile, book: Workbook) -> None:
    """Compare what a chart remembers with the cells that it points to."""
    for series in root.iter(f"{_CHART}ser"):
        for values in series.iter(f"{_CHART}val"):
            formula = values.findtext(f".//{_CHART}f") or ""
            points = {
                int(point.get("idx", 0)): point.findtext(f"{_CHART}v") or "" for point in values.iter(f"{_CHART}pt")
            }
            title, _, area = formula.rpartition("!")
            sheet = title.strip("'")
            if sheet not in book.sheetnames or not area:
                found.faults.append("Ein Diagramm zeigt auf Zellen, die es nicht gibt")
                continue
            left, top, right, bottom = range_boundaries(area)
            cells = [
                book[sheet].cell(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)
            ]
            for place, text in points.items():
                if not text or not re.fullmatch(r"-?\d+(?:\.\d+)?", text):
                    continue
                shown = cells[place].value if place < len(cells) else None
                if isinstance(shown, str) and not float(text):
                    continue  # so every spreadsheet draws a text
                if not isinstance(shown, int | float) or float(text) != float(shown):
                    where = cells[place].coordinate if place < len(cells) else area
                    found.marks.append(Mark(f"Diagramm zu {sheet}!{where}", "", "", float(text), -1))
