"""A sheet's description → the sheet in an open book.

The values go in one piece; looks go by style, each with all its cells at once. A sheet that is there already keeps
what its users made of it as a whole: place, zoom, widths, folding, hidden columns, print set-up.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from workbook.cells import Area, quoted, serial_number, text_of
from workbook.live.libreoffice.values import runs
from workbook.sheets import Formula, Link, Palette

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    import xlwings as xw

    from workbook.live.hand import Hand
    from workbook.sheets import Sheet, SheetTable, Style, Value

_OWN_COLORS = {str(color).upper() for color in Palette}


def paint(hand: Hand, sheet: xw.Sheet, content: Sheet, *, fresh: bool, date_1904: bool = False) -> None:
    """Put the content but its charts on the sheet, in the place of what was there before; `fresh` if it is new."""
    looks = _looks(content)
    grid, arrays = _grid(content, date_1904=date_1904)
    if not fresh:
        hand.clean(sheet)
    for style, areas in looks.items():
        hand.dress(sheet, areas, style)
    existing = _place_tables(sheet, content.tables)
    if not fresh:
        last = sheet.used_range.last_cell
        grid = _covering(grid, last.row, last.column)
    _write(hand, sheet, grid, arrays)
    for table in content.tables:
        _finish_table(sheet, table, content.comments, exists=table.name in existing)
    for place, comment in content.comments.items():
        sheet.range(place).add_note(comment.text)
    for area in (note.area for note in content.notes):
        if (area.first_row, area.first_column) != (area.last_row, area.last_column):
            hand.area(sheet, area).merge()
    for row, height in content.row_heights().items():
        sheet.range((row, 1)).row_height = height
    _rule(hand, sheet, content)
    _furnish(hand, sheet, content, fresh=fresh)


def draw(hand: Hand, sheet: xw.Sheet, content: Sheet) -> None:
    """Draw the charts, when all sheets are painted: they stand by cells and show what those have calculated."""
    for chart in content.charts:
        hand.draw(sheet, chart)


def _covering(grid: list[list[Any]], tall: int, wide: int) -> list[list[Any]]:
    """Return the grid at least this large, with empty cells: it takes the place of everything that was there."""
    wide = max([wide, *map(len, grid)])
    rows = [row + [None] * (wide - len(row)) for row in grid]
    return rows + [[None] * wide for _ in range(tall - len(rows))]


def _write(hand: Hand, sheet: xw.Sheet, grid: list[list[Any]], arrays: dict[tuple[int, int], str]) -> None:
    """Write values and formulas in one piece, and array formulas cell by cell: there are few."""
    if grid:
        hand.write(sheet, grid)
    for place, formula in arrays.items():
        sheet.range(place).formula_array = formula


def _rule(hand: Hand, sheet: xw.Sheet, content: Sheet) -> None:
    """Define names, and what depends on them: dropdowns and highlights."""
    for name in content.names:
        hand.book.names.add(name.name, f"={name.refers_to}")
    for choice in content.choices:
        hand.choose(sheet, choice)
    for highlight in content.highlights:
        hand.highlight(sheet, highlight)


def _furnish(hand: Hand, sheet: xw.Sheet, content: Sheet, *, fresh: bool) -> None:
    """Set what belongs to the sheet as a whole."""
    color = hand.tab_color(sheet)
    if not fresh:
        if color is not None and color.upper() in _OWN_COLORS:  # nobody has chosen another
            hand.set_tab_color(sheet, str(content.tab_color))
        _hide(sheet, set(content.hidden_columns))  # further right than before where staff have columns of their own
        return
    widths = {
        column: about.width for table in content.tables for column, about in enumerate(table.columns, table.column)
    }
    for column, width in (widths | dict(content.widths)).items():
        sheet.range((1, column)).column_width = width
    hidden = set(content.hidden_columns)
    folded = set()
    for table in content.tables:
        for column, about in enumerate(table.columns, table.column):
            hidden |= {column} if about.hidden else set()
            folded |= {column} if about.level else set()
    hand.outline(sheet, sorted(folded))
    _hide(sheet, hidden)
    if content.freeze is not None:
        row, column = content.freeze
        if row > 1 and column > 1:
            sheet.freeze_panes.freeze_at(sheet.range((1, 1), (row - 1, column - 1)))
        elif row > 1:
            sheet.freeze_panes.freeze_at(f"1:{row - 1}")
    hand.look(sheet, tab_color=str(content.tab_color), zoom=content.zoom, gridlines=content.gridlines)
    hand.print_setup(sheet, content.printing)


def _hide(sheet: xw.Sheet, columns: Collection[int]) -> None:
    for strip in runs((column, 0) for column in columns):
        sheet.range((1, strip.top), (1, strip.bottom)).columns.hidden = True


def _place_tables(sheet: xw.Sheet, tables: Sequence[SheetTable]) -> set[str]:
    """Let the tables that exist have their new size, before their values come; return their names."""
    existing = {table.name: table for table in sheet.tables}
    for table in tables:
        if table.name in existing:
            existing[table.name].resize(sheet.range((table.row, table.column), (table.last_row, table.last_column)))
    return set(existing)


def _finish_table(sheet: xw.Sheet, table: SheetTable, noted: Collection[tuple[int, int]], *, exists: bool) -> None:
    """Make the table of its cells if there is none, and put help at its headers where staff have no note."""
    if not exists:
        style = (table.table_style or "Table Style Light 1").replace(" ", "")
        cells = sheet.range((table.row, table.column), (table.last_row, table.last_column))
        sheet.tables.add(cells, name=table.name, has_headers=True, table_style_name=style)
    for column, about in enumerate(table.columns, table.column):
        if about.help and (table.row, column) not in noted:
            sheet.range((table.row, column)).add_note(about.help)


def _looks(content: Sheet) -> dict[Style, list[Area]]:
    """Return the areas of each style, as few as there can be without much searching."""
    cells: defaultdict[Style, list[tuple[int, int]]] = defaultdict(list)
    for block in content.blocks:
        for row, line in enumerate(block.rows, block.row):
            cells[block.style] += ((row, block.column + offset) for offset in range(len(line)))
    for note in content.notes:
        area = note.area
        for row in range(area.first_row, area.last_row + 1):
            cells[note.style] += ((row, column) for column in range(area.first_column, area.last_column + 1))
    for table in content.tables:
        for column, about in enumerate(table.columns, table.column):
            cells[about.header_style].append((table.row, column))
            cells[about.style] += ((row, column) for row in range(table.row + 1, table.last_row + 1))
    return {style: list(_areas(found)) for style, found in cells.items()}


def _areas(cells: list[tuple[int, int]]) -> Iterator[Area]:
    """Yield rectangles that cover these cells: upright strips, joined with equal neighbours to their right."""
    strips = sorted(runs(cells), key=lambda strip: (strip.top, strip.bottom, strip.left))
    current: Area | None = None
    for strip in strips:
        if (
            current is not None
            and (current.first_row, current.last_row) == (strip.top, strip.bottom)
            and current.last_column + 1 == strip.left
        ):
            current = Area(current.first_row, current.first_column, current.last_row, strip.right)
            continue
        if current is not None:
            yield current
        current = Area(strip.top, strip.left, strip.bottom, strip.right)
    if current is not None:
        yield current


def _grid(content: Sheet, *, date_1904: bool) -> tuple[list[list[Any]], dict[tuple[int, int], str]]:
    """Return the values of the sheet from A1 on, and the array formulas by their cells."""
    cells: dict[tuple[int, int], Value] = {}
    for block in content.blocks:
        for row, line in enumerate(block.rows, block.row):
            cells |= {(row, column): value for column, value in enumerate(line, block.column)}
    for note in content.notes:
        cells[note.area.first_row, note.area.first_column] = note.text
    for table in content.tables:
        cells |= {(table.row, column): about.label for column, about in enumerate(table.columns, table.column)}
        for row, line in enumerate(table.rows, table.row + 1):
            for column, (about, value) in enumerate(zip(table.columns, line, strict=True), table.column):
                cells[row, column] = Formula(about.formula, None) if about.formula else value
    if not cells:
        return [], {}
    tall, wide = max(row for row, _ in cells), max(column for _, column in cells)
    grid: list[list[Any]] = [[None] * wide for _ in range(tall)]
    arrays: dict[tuple[int, int], str] = {}
    for (row, column), value in cells.items():
        if isinstance(value, Formula) and value.text.startswith("{"):
            arrays[row, column] = value.text[1:-1]
        else:
            grid[row - 1][column - 1] = _plain(value, date_1904=date_1904)
    return grid, arrays


def _plain(value: Value, *, date_1904: bool) -> Any:
    """Return a value as it is handed to xlwings.

    A text gets an apostrophe, which says „this is text“ in Excel and in our engine; else `01454` would become a
    number and `=…` a formula. Days go as the numbers that they are for a cell: its format is set already.
    """
    match value:
        case None | bool() | int() | float():
            return value
        case str():
            return f"'{value}" if value else None
        case Decimal():
            return float(value)
        case date() | time():
            number = serial_number(value, date_1904=date_1904)
            return f"'{text_of(value)}" if number is None else number
        case Formula():
            return value.text if value.text.startswith("=") else f"={value.text}"
        case Link():
            target = f"#{quoted(value.sheet)}!{value.cell}" if value.sheet else value.url.replace("\\", "/")
            text, there = (piece.replace('"', '""') for piece in (value.text, target))
            return f'=HYPERLINK("{there}","{text}")'
    raise TypeError(f"a cell cannot hold {type(value).__name__}")
