"""The cells of a sheet as XML (ECMA-376 Part 1, 18.3.1.4).

Texts are texts and never become formulas. One pass over the values, one string for each row of a block or table
(`table_cells`). Tables that stand below each other are written row by row: none of their cells is kept.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from datetime import date, time
from decimal import Decimal
from itertools import chain, pairwise, repeat
from typing import TYPE_CHECKING
from urllib.parse import quote

from msgspec.structs import replace

from workbook.cells import ERRORS, Area, address, column_letters, quoted, serial_number, text_of
from workbook.package.escaped_text import escaped, quoted_attribute
from workbook.sheets import Formula, Link
from workbook.writing.donor.file_formulas import stored
from workbook.writing.donor.table_cells import Making, TableColumn, table_rows

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from workbook.by_columns import CellLinks
    from workbook.sheets import Block, Note, Sheet, SheetTable, Style, Value
    from workbook.writing.donor.text_list import InlineTexts, SharedTexts

    Texts = InlineTexts | SharedTexts

MAX_LINKS = 65_530
"""Excel's limit of hyperlinks on a sheet; links beyond it are written as `HYPERLINK` formulas."""


class CellWriter:
    """The rows of one sheet. `styles` gives each style its number in the workbook.

    What may lie beside other things is collected; the tables below which nothing but tables comes are not.
    """

    def __init__(self, styles: Mapping[Style, int], texts: Texts, *, date_1904: bool) -> None:
        self._texts = texts
        self._styles = styles
        self._date_1904 = date_1904
        self._rows: defaultdict[int, list[tuple[int, str]]] = defaultdict(list)
        self._last_column = 1
        self._passing: Sequence[SheetTable] = ()
        self._heights: dict[int, float] = {}
        self._linked = 0
        self._targets: dict[str, str] = {}
        self._hashed: dict[str, str] = {}
        self.jumps: list[str] = []
        self.files: list[tuple[str, str]] = []

    def write(self, sheet: Sheet) -> None:
        """Take in everything on the sheet that is a cell.

        Raises:
            ValueError: two pieces of the sheet lie over each other.
        """
        _check_overlaps(sheet)
        for block in sheet.blocks:
            self._block(block)
        for note in sheet.notes:
            self._note(note)
        beside = _beside(sheet.tables)
        for table in sheet.tables[:beside]:
            self._table(table)
        self._passing = sheet.tables[beside:]
        self._last_column = max(self._last_column, *(each.last_column for each in self._passing), 1)
        self._heights |= sheet.heights

    def rows(self) -> Iterator[bytes]:
        """Yield the rows one after the other, once; each is given away and forgotten."""
        passing = [range(each.row, each.last_row + 1) for each in self._passing]
        alone = {row for row in self._heights if not any(row in rows for rows in passing)}
        waiting = sorted(self._rows.keys() | alone, reverse=True)
        for table in self._passing:
            for row, xml, height in self._table_rows(table):
                while waiting and waiting[-1] < row:
                    yield self._row(waiting.pop())
                if waiting and waiting[-1] == row:
                    self._add(waiting.pop(), table.column, xml.decode(), 1)
                    yield self._row(row, b"", height)
                elif height is not None or row in self._heights:
                    yield self._row(row, xml, height)
                elif xml:
                    yield b'<row r="%d">%b</row>' % (row, xml)
        while waiting:
            yield self._row(waiting.pop())

    def _row(self, row: int, xml: bytes = b"", fitted: float | None = None) -> bytes:
        height = self._heights.get(row, fitted)
        high = "" if height is None else f' ht="{height:g}" customHeight="1"'
        if stretches := self._rows.pop(row, None):
            xml = "".join(each for _, each in sorted(stretches)).encode()
        return b'<row r="%d"%b>%b</row>' % (row, high.encode(), xml)

    def dimension(self) -> str:
        """Return the area that holds all cells, before the first of them is given away."""
        rows = [*self._rows, *chain.from_iterable((each.row, _last_shown(each)) for each in self._passing)]
        if not rows:
            return "A1"
        columns = [column for stretches in self._rows.values() for column, _ in stretches]
        columns += [each.column for each in self._passing]
        return Area(min(rows), min(columns), max(rows), self._last_column).reference

    def _add(self, row: int, column: int, xml: str, last_column: int) -> None:
        if xml:
            self._rows[row].append((column, xml))
            self._last_column = max(self._last_column, last_column)

    def _block(self, block: Block) -> None:
        style = self._styles[block.style]
        visible = _shows_when_empty(block.style)
        for row, values in enumerate(block.rows, block.row):
            cells = (
                self._cell(row, column, value, style, visible=visible)
                for column, value in enumerate(values, block.column)
            )
            self._add(row, block.column, "".join(cells), block.column + len(values) - 1)

    def _note(self, note: Note) -> None:
        """Write the text into the first cell of its area; the others carry the style, for fills and borders."""
        area, style = note.area, self._styles[note.style]
        for row in range(area.first_row, area.last_row + 1):
            cells = (
                self._cell(
                    row, column, note.text if (row, column) == (area.first_row, area.first_column) else None, style
                )
                for column in range(area.first_column, area.last_column + 1)
            )
            self._add(row, area.first_column, "".join(cells), area.last_column)

    def _table(self, table: SheetTable) -> None:
        for row, xml, height in self._table_rows(table):
            self._add(row, table.column, xml.decode(), table.last_column)
            if height is not None:
                self._heights[row] = height
        self._last_column = max(self._last_column, table.last_column)

    def _table_rows(self, table: SheetTable) -> Iterator[tuple[int, bytes, float | None]]:
        """Yield the number of each row, the header's first, its cells, and how high it has to be."""
        header = (
            self._cell(table.row, column, each.label, self._styles[each.header_style])
            for column, each in enumerate(table.columns, table.column)
        )
        yield table.row, "".join(header).encode(), None
        first = table.row + 1
        heights: Iterator[float | None] = chain(table.heights(), repeat(None))
        for bold, some in _stretches(table.rows or [[None] * len(table.columns)], table.bold):
            columns = self._columns(table, bold=bold)
            rows = range(first, first + len(some))
            yield from zip(rows, table_rows(first, columns, some), heights, strict=False)
            first += len(some)

    def _columns(self, table: SheetTable, *, bold: bool) -> list[TableColumn]:
        making = Making(self._cell, self._link, self._links_to_cells, self._result, self._texts)
        return [
            TableColumn(
                column,
                self._styles[replace(each.style, bold=True) if bold else each.style],
                making,
                visible=_shows_when_empty(each.style),
                formula=escaped(stored(each.formula, table.name)) if each.formula else "",
            )
            for column, each in enumerate(table.columns, table.column)
        ]

    def _cell(self, row: int, column: int, value: Value, style: int, *, visible: bool = True) -> str:
        start = f'<c r="{column_letters(column)}{row}" s="{style}"'
        if value is None or value == "":
            return f"{start}/>" if visible else ""
        if isinstance(value, str):
            return self._text(start, value)
        if isinstance(value, Formula):
            return self._formula(start, address(row, column), value)
        if isinstance(value, Link):
            return self._link(start, row, column, value)
        kind, result = self._result(value)
        return f"{start}{kind}>{result}</c>"

    def _formula(self, start: str, place: str, formula: Formula) -> str:
        """Return a cell with a formula and the value that it has; `{=…}` is an array formula of one cell."""
        kind, result = self._result(formula.value)
        if formula.text.startswith("{"):
            text = escaped(stored(formula.text[1:-1]))
            return f'{start}{kind}><f t="array" ref="{place}">{text}</f>{result}</c>'
        return f"{start}{kind}><f>{escaped(stored(formula.text))}</f>{result}</c>"

    def _link(self, start: str, row: int, column: int, link: Link) -> str:
        self._linked += 1
        if self._linked > MAX_LINKS:
            return self._linking(start, link)
        place = f"{column_letters(column)}{row}"
        if link.sheet:
            sheet = self._targets.get(link.sheet)
            if sheet is None:
                sheet = self._targets[link.sheet] = quoted_attribute(quoted(link.sheet))
            self.jumps.append(f'<hyperlink ref="{place}" location="{sheet}!{quoted_attribute(link.cell)}"/>')
        else:
            self.files.append((place, quoted_attribute(_address_of(link.url))))
        return self._text(start, link.text)

    def _links_to_cells(self, start: str, first: int, column: int, links: CellLinks) -> Sequence[bytes]:
        """Return the cells of a column that links to cells: what may be is listed, all others are formulas."""
        if not (all(links.sheets) and all(map(str.isalnum, links.cells))):
            return [self._link(start, row, column, link).encode() for row, link in enumerate(links, first)]
        listed, rest = links[: max(0, MAX_LINKS - self._linked)], links[max(0, MAX_LINKS - self._linked) :]
        self._linked += len(links)
        there = {sheet: (quoted_attribute(quoted(sheet)), self._there(sheet)) for sheet in set(links.sheets)}
        place, begin = column_letters(column), f'{start} t="str"><f>HYPERLINK("'
        self.jumps += [
            f'<hyperlink ref="{place}{row}" location="{there[sheet][0]}!{cell}"/>'
            for row, (cell, sheet) in enumerate(zip(listed.cells, listed.sheets, strict=True), first)
        ]
        return self._texts.cells(start, listed.cells) + [
            f'{begin}{there[sheet][1]}{cell}","{cell}")</f><v>{cell}</v></c>'.encode()
            for cell, sheet in zip(rest.cells, rest.sheets, strict=True)
        ]

    def _there(self, sheet: str) -> str:
        """Return what leads to a sheet, as it stands in a formula before the address of a cell."""
        if sheet not in self._hashed:
            self._hashed[sheet] = escaped(f"#{quoted(sheet)}!".replace('"', '""'))
        return self._hashed[sheet]

    def _linking(self, start: str, link: Link) -> str:
        """Return a cell with a formula that links."""
        if link.sheet and link.text == link.cell and link.cell.isalnum():
            cell = link.cell
            there = f"{self._there(link.sheet)}{cell}"
            return f'{start} t="str"><f>HYPERLINK("{there}","{cell}")</f><v>{cell}</v></c>'
        target = f"#{quoted(link.sheet)}!{link.cell}" if link.sheet else _address_of(link.url)
        text, there = (escaped(piece.replace('"', '""')) for piece in (link.text, target))
        return f'{start} t="str"><f>HYPERLINK("{there}","{text}")</f><v>{escaped(link.text)}</v></c>'

    def _text(self, start: str, text: str) -> str:
        return f'{start} t="{self._texts.kind}">{self._texts.content(text)}</c>'

    def _result(self, value: Value) -> tuple[str, str]:
        """Return the type attribute and the value element of a number, date, truth value or cached result."""
        match value:
            case None:
                return "", ""
            case bool():
                return ' t="b"', f"<v>{int(value)}</v>"
            case int():
                return "", f"<v>{value}</v>"
            case float() | Decimal():
                if not math.isfinite(value):
                    raise ValueError("a cell holds finite numbers only")
                return "", f"<v>{value!r}</v>" if isinstance(value, float) else f"<v>{value}</v>"
            case date() | time():
                return self._moment(value)
            case str():
                return (' t="e"' if value in ERRORS else ' t="str"'), f"<v>{escaped(value)}</v>"
            case _:
                raise TypeError(f"a cell cannot hold {type(value).__name__}")

    def _moment(self, value: date | time) -> tuple[str, str]:
        """Return a date or time as Excel counts it; a day before Excel's first one can only be a text."""
        serial = serial_number(value, date_1904=self._date_1904)
        if serial is None:
            return f' t="{self._texts.kind}"', self._texts.content(f"{text_of(value)}")
        # In full: LibreOffice shows 09:29 for a 09:30 that lost its last digits.
        return "", f"<v>{serial:.0f}</v>" if serial == int(serial) else f"<v>{serial!r}</v>"


def _address_of(url: str) -> str:
    """Return what a relationship may hold for a web address or for the path of a file beside the workbook.

    >>> _address_of("Briefe/Brief 1.docx"), _address_of("https://example.org/?a=1")
    ('Briefe/Brief%201.docx', 'https://example.org/?a=1')
    """
    if re.match(r"[a-z][a-z0-9+.-]+:", url, re.IGNORECASE):
        return url
    return quote(url.replace("\\", "/"))


def _shows_when_empty(style: Style) -> bool:
    """Tell whether an empty cell must be written because its style is to be seen or felt."""
    return style.fill is not None or style.border or style.unlocked


def _stretches(
    rows: Sequence[Sequence[Value]], bold: Collection[int]
) -> Iterator[tuple[bool, Sequence[Sequence[Value]]]]:
    """Yield the rows that follow each other and are all bold, or none of them."""
    start = 0
    for place in sorted(bold):
        if start < place:
            yield False, rows[start:place]
        yield True, rows[place : place + 1]
        start = place + 1
    if start < len(rows):
        yield False, rows[start:] if start else rows


def _beside(tables: Sequence[SheetTable]) -> int:
    """Return how many tables come before those of which each begins below the one before it."""
    places = [place for place, (one, next_one) in enumerate(pairwise(tables), 1) if next_one.row <= one.last_row]
    return max(places, default=0)


def _last_shown(table: SheetTable) -> int:
    """Return the last row of a table in which a cell is written."""
    if any(each.formula or _shows_when_empty(each.style) for each in table.columns):
        return table.last_row
    for place in range(len(table.rows) - 1, -1, -1):
        if any(value is not None and value != "" for value in table.rows[place]):
            return table.row + 1 + place
    return table.row


def _check_overlaps(sheet: Sheet) -> None:
    areas = [note.area for note in sheet.notes]
    areas += [Area(table.row, table.column, table.last_row, table.last_column) for table in sheet.tables]
    for block in sheet.blocks:
        width = max((len(row) for row in block.rows), default=0)
        if width:
            last_row, last_column = block.row + len(block.rows) - 1, block.column + width - 1
            areas.append(Area(block.row, block.column, last_row, last_column))
    areas.sort(key=lambda area: area.first_row)
    reaching: list[Area] = []  # those that go down to the row that is looked at
    for area in areas:
        reaching = [other for other in reaching if other.last_row >= area.first_row]
        for other in reaching:
            if area.overlaps(other):
                raise ValueError(f"sheet {sheet.name}: {other.reference} and {area.reference} lie over each other")
        reaching.append(area)
