"""Single cells of a sheet exchanged as bytes; every other byte of the sheet stays.

For corrections that staff have agreed to. A sheet of 100,000 rows is never parsed: rows and cells are found by
pattern, as Excel writes them. A sheet written otherwise (with prefixes, or cells without address) is refused.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from workbook.cells import Area, column_letters, column_number
from workbook.package.texts import element

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Plain = str | int | float | bool | None
"""What a cell can be given: a text, a number (dates as Excel counts them), a truth value, or nothing."""

_ROW = re.compile(rb'<row\b(?=[^>]*?\sr="(\d+)")[^>]*?(/?)>')
_CELL = re.compile(rb'<c\b(?=[^>]*?\sr="([A-Z]{1,3})\d+")[^>]*?(?:/>|>.*?</c>)', re.DOTALL)
_STYLE = re.compile(rb'\ss="\d+"')


class CannotSpliceError(Exception):
    """A cell cannot be exchanged this way; `reason` is German and names no value."""

    def __init__(self, cell: str, reason: str) -> None:
        self.cell, self.reason = cell, reason
        super().__init__(f"{cell}: {reason}")


def splice_cells(sheet: bytes, values: Mapping[str, Plain]) -> bytes:
    """Return the sheet with these cells exchanged (addresses as `K5`); their formats stay.

    Raises:
        CannotSpliceError: a cell holds a formula, or the sheet is written in an unusual way.
    """
    places = sorted((_place(cell), value) for cell, value in values.items())
    end_of_data = sheet.find(b"</sheetData>")
    start = sheet.find(b"<sheetData>")
    if b"<worksheet" not in sheet[:4096] or start < 0 or end_of_data < 0:
        raise CannotSpliceError(next(iter(values), ""), "Das Blatt ist in ungewöhnlicher Weise gespeichert.")
    pieces, position = [], 0
    rows = _ROW.finditer(sheet, start, end_of_data)
    row = next(rows, None)
    for number, cells in groupby(places, key=lambda place: place[0][0]):
        while row is not None and int(row[1]) < number:
            row = next(rows, None)
        wanted = [(column, value) for (_, column), value in cells]
        if row is None or int(row[1]) > number:
            cut = end_of_data if row is None else row.start()
            pieces += [sheet[position:cut], b'<row r="%d">' % number + _with_cells(b"", number, wanted) + b"</row>"]
            position = cut
            continue
        pieces.append(sheet[position : row.start()])
        position, exchanged = _exchanged_row(sheet, row, number, wanted)
        pieces.append(exchanged)
    pieces.append(sheet[position:])
    return b"".join(pieces)


def _place(cell: str) -> tuple[int, int]:
    area = Area.parse(cell)
    if area is None:
        raise CannotSpliceError(cell, "Das ist keine Zelle.")
    return area.first_row, area.first_column


def _exchanged_row(
    sheet: bytes, row: re.Match[bytes], number: int, wanted: Iterable[tuple[int, Plain]]
) -> tuple[int, bytes]:
    """Return where the row ends in the sheet, and the row with the wanted cells."""
    if row[2]:
        opened = row[0].removesuffix(b"/>").rstrip() + b">"
        return row.end(), opened + _with_cells(b"", number, wanted) + b"</row>"
    end = sheet.find(b"</row>", row.end())
    if end < 0:
        raise CannotSpliceError(str(number), "Das Blatt ist in ungewöhnlicher Weise gespeichert.")
    content = sheet[row.end() : end]
    if content.count(b"<c ") != len(_CELL.findall(content)):
        raise CannotSpliceError(str(number), "Das Blatt ist in ungewöhnlicher Weise gespeichert.")
    return end, row[0] + _with_cells(content, number, wanted)


def _with_cells(content: bytes, row: int, wanted: Iterable[tuple[int, Plain]]) -> bytes:
    """Return the content of a row with the wanted cells, each at its place."""
    cells = {column_number(match[1].decode()): match for match in _CELL.finditer(content)}
    pieces, position = [], 0
    for column, value in wanted:
        name = f"{column_letters(column)}{row}"
        found = cells.get(column)
        if found is None:
            later = [cells[other].start() for other in cells if other > column]
            begin = end = min(later, default=len(content))
        else:
            begin, end = found.span()
        old = content[begin:end]
        if b"<f" in old:
            raise CannotSpliceError(name, "In der Zelle steht eine Formel.")
        style = _STYLE.search(old[: old.find(b">") + 1])
        pieces += [content[position:begin], _cell(name, style[0] if style else b"", value)]
        position = end
    pieces.append(content[position:])
    return b"".join(pieces)


def _cell(name: str, style: bytes, value: Plain) -> bytes:
    start = b'<c r="' + name.encode() + b'"' + style
    match value:
        case None:
            return start + b"/>"
        case bool():
            return start + b' t="b"><v>%d</v></c>' % value
        case int() | float():
            return start + f"><v>{value!r}</v></c>".encode()
        case str():
            return start + f' t="inlineStr"><is>{element(value)}</is></c>'.encode()


def differs_elsewhere(before: bytes, after: bytes, cells: Iterable[str]) -> bool:
    """Tell whether two versions of a sheet differ anywhere but in these cells.

    Raises:
        CannotSpliceError: as `splice_cells`.
    """
    blank: dict[str, Plain] = dict.fromkeys(cells)
    return splice_cells(before, blank) != splice_cells(after, blank)
