"""Single cells of a sheet exchanged as bytes; every other byte of the sheet stays.

For corrections that staff have agreed to. A sheet of 100,000 rows is never parsed: rows and cells are found by
pattern, as Excel writes them. A sheet written otherwise (with prefixes, or cells without address) is refused.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from msgspec import Struct

from workbook.cells import Area, address, column_number
from workbook.package.escaped_text import element, escaped

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


class Calculated(Struct, frozen=True):
    """A formula as the file holds it, and the result that is known of it; `None` where nobody knows it yet."""

    formula: str
    result: str | float | bool | None = None


Plain = str | int | float | bool | None
"""What a cell can be given: a text, a number (dates as Excel counts them), a truth value, or nothing."""

Stored = Plain | Calculated
"""What a cell that was empty can be given beside: a formula."""

_ROW = re.compile(rb'<row\b(?=[^>]*?\sr="(\d+)")[^>]*?(/?)>')
_CELL = re.compile(rb'<c\b(?=[^>]*?\sr="([A-Z]{1,3})\d+")[^>]*?(?:/>|>.*?</c>)', re.DOTALL)
_STYLE = re.compile(rb'\ss="(\d+)"')
_ENCODING = re.compile(rb"""[^<]*<\?xml[^>]*?\sencoding=["']([^"']+)["']""")
FORMULA = re.compile(rb"<f[\s/>]")
UNUSUAL = "Das Blatt ist in ungewöhnlicher Weise gespeichert."


class CannotSpliceError(Exception):
    """A cell cannot be exchanged this way; `reason` is German and names no value."""

    def __init__(self, cell: str, reason: str) -> None:
        self.cell, self.reason = cell, reason
        super().__init__(f"{cell}: {reason}")


def stored_cells(sheet: bytes, cells: Iterable[str]) -> dict[str, bytes]:
    """Return the cells as they stand in the sheet, `<c …>…</c>`; those that it does not have are left out.

    Raises:
        CannotSpliceError: the sheet is written in an unusual way.
    """
    places = sorted(map(_place, cells))
    start, end_of_data = _data(sheet, next(iter(cells), ""))
    found: dict[str, bytes] = {}
    rows = _ROW.finditer(sheet, start, end_of_data)
    row = next(rows, None)
    for number, wanted in groupby(places, key=lambda place: place[0]):
        while row is not None and int(row[1]) < number:
            row = next(rows, None)
        if row is not None and int(row[1]) == number and not row[2]:
            content = _content(sheet, row, number)[0]
            columns = [column for _, column in wanted]
            spans = _spans(content, number, columns)
            for column in columns:
                if column in spans:
                    begin, end = spans[column]
                    found[address(number, column)] = content[begin:end]
    return found


def style_of(cell: bytes) -> int:
    """Return the position of a stored cell's format."""
    style = _STYLE.search(cell, 0, cell.find(b">"))
    return int(style[1]) if style else 0


def splice_cells(
    sheet: bytes,
    values: Mapping[str, Stored],
    styles: Mapping[str, int | None] | None = None,
    *,
    over_formulas: bool = False,
) -> bytes:
    """Return the sheet with these cells exchanged (addresses as `K5`).

    Their formats stay but for those in `styles`, which says the position of another one, or `None` for no format.
    A formula is exchanged `over_formulas` only.

    Raises:
        CannotSpliceError: a cell holds a formula, or the sheet is written in an unusual way.
    """
    places = sorted(((_place(cell), value) for cell, value in values.items()), key=lambda place: place[0])
    start, end_of_data = _data(sheet, next(iter(values), ""))
    pieces, position = [], 0
    styles = styles or {}
    rows = _ROW.finditer(sheet, start, end_of_data)
    row = next(rows, None)
    for number, cells in groupby(places, key=lambda place: place[0][0]):
        while row is not None and int(row[1]) < number:
            row = next(rows, None)
        wanted = [(column, value) for (_, column), value in cells]
        if row is None or int(row[1]) > number:
            cut = end_of_data if row is None else row.start()
            added = _with_cells(b"", number, wanted, styles, over_formulas=over_formulas)
            pieces += [sheet[position:cut], b'<row r="%d">' % number + added + b"</row>"]
            position = cut
            continue
        pieces.append(sheet[position : row.start()])
        position, exchanged = _exchanged_row(sheet, row, number, wanted, styles, over_formulas=over_formulas)
        pieces.append(exchanged)
    pieces.append(sheet[position:])
    return b"".join(pieces)


def _data(sheet: bytes, cell: str) -> tuple[int, int]:
    """Return where the rows of a sheet begin and end."""
    start, end = sheet.find(b"<sheetData>"), sheet.find(b"</sheetData>")
    encoding = _ENCODING.match(sheet[:200])
    if (
        b"<worksheet" not in sheet[:4096]
        or start < 0
        or end < 0
        or (encoding is not None and encoding[1].lower() not in {b"utf-8", b"us-ascii"})
        or sheet.find(b"<!", start, end) >= 0  # a comment could hold what looks like a cell
    ):
        raise CannotSpliceError(cell, UNUSUAL)
    return start, end


def _place(cell: str) -> tuple[int, int]:
    area = Area.parse(cell)
    if area is None:
        raise CannotSpliceError(cell, "Das ist keine Zelle.")
    return area.first_row, area.first_column


def _content(sheet: bytes, row: re.Match[bytes], number: int) -> tuple[bytes, int]:
    """Return what a row holds, and where that ends."""
    end = sheet.find(b"</row>", row.end())
    if end < 0:
        raise CannotSpliceError(str(number), UNUSUAL)
    return sheet[row.end() : end], end


def _spans(content: bytes, row: int, columns: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Return where cells of a row begin and end: the wanted ones, or all where one of them is not found at once."""
    found = {}
    for column in columns:
        begin = content.find(f'<c r="{address(row, column)}"'.encode())
        opened = content.find(b">", begin)
        closed = opened if content[opened - 1 : opened] == b"/" else content.find(b"</c>", opened) + 3
        if begin < 0 or closed < opened:
            break
        found[column] = begin, closed + 1
    else:
        return found
    every = list(_CELL.finditer(content))
    if content.count(b"<c ") != len(every):
        raise CannotSpliceError(str(row), UNUSUAL)
    return {column_number(match[1].decode()): match.span() for match in every}


def _exchanged_row(
    sheet: bytes,
    row: re.Match[bytes],
    number: int,
    wanted: Sequence[tuple[int, Stored]],
    styles: Mapping[str, int | None],
    *,
    over_formulas: bool,
) -> tuple[int, bytes]:
    """Return where the row ends in the sheet, and the row with the wanted cells."""
    if row[2]:
        opened = row[0].removesuffix(b"/>").rstrip() + b">"
        return row.end(), opened + _with_cells(b"", number, wanted, styles, over_formulas=over_formulas) + b"</row>"
    content, end = _content(sheet, row, number)
    return end, row[0] + _with_cells(content, number, wanted, styles, over_formulas=over_formulas)


def _with_cells(
    content: bytes,
    row: int,
    wanted: Sequence[tuple[int, Stored]],
    styles: Mapping[str, int | None],
    *,
    over_formulas: bool,
) -> bytes:
    """Return the content of a row with the wanted cells, each at its place."""
    spans = _spans(content, row, [column for column, _ in wanted])
    pieces, position = [], 0
    for column, value in wanted:
        name = address(row, column)
        if column in spans:
            begin, end = spans[column]
        else:
            begin = end = min((spans[other][0] for other in spans if other > column), default=len(content))
        old = content[begin:end]
        if FORMULA.search(old) and not over_formulas:
            raise CannotSpliceError(name, "In der Zelle steht eine Formel.")
        style = styles.get(name, style_of(old))
        pieces += [content[position:begin], _cell(name, b' s="%d"' % style if style else b"", value)]
        position = end
    pieces.append(content[position:])
    return b"".join(pieces)


def _cell(name: str, style: bytes, value: Stored) -> bytes:
    start = b'<c r="' + name.encode() + b'"' + style
    match value:
        case None:
            return start + b"/>"
        case bool():
            return start + b' t="b"><v>%d</v></c>' % value
        case int() | float():
            whole = isinstance(value, float) and value.is_integer()
            return start + f"><v>{int(value) if whole else value!r}</v></c>".encode()
        case str():
            return start + f' t="inlineStr"><is>{element(value)}</is></c>'.encode()
        case Calculated():
            return start + _calculated(value).encode()


def _calculated(value: Calculated) -> str:
    """Return what follows a cell's address and format where it holds a formula (18.3.1.40)."""
    formula = f"<f>{escaped(value.formula)}</f>"
    match value.result:
        case None:
            return f">{formula}</c>"
        case bool():
            return f' t="b">{formula}<v>{int(value.result)}</v></c>'
        case str():
            return f' t="str">{formula}<v>{escaped(value.result)}</v></c>'
        case _:
            return f">{formula}<v>{value.result!r}</v></c>"


def differs_elsewhere(before: bytes, after: bytes, cells: Iterable[str]) -> bool:
    """Tell whether two versions of a sheet differ anywhere but in these cells and their formats.

    Raises:
        CannotSpliceError: as `splice_cells`.
    """
    blank: dict[str, Plain] = dict.fromkeys(cells)
    bare: dict[str, int | None] = dict.fromkeys(blank)
    # Where rows are appended, calculated columns come with them; what was there held no formula in these cells.
    return splice_cells(before, blank, bare) != splice_cells(after, blank, bare, over_formulas=True)
