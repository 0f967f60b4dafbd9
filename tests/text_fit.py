"""Whether every text on a sheet of Lotse's is shown whole: measured in letters about as wide as Excel's."""

from decimal import Decimal
from functools import cache
from importlib.resources import files

from fontTools.ttLib import TTFont

from workbook.cells import address, text_of
from workbook.german import shown_number
from workbook.sheets import Formula, Link

DEFAULT_WIDTH, DEFAULT_HEIGHT = 8.43, 15.0
LINE = 1.17
"""The height of a line, to the size of its letters."""
PADDING = 3
READABLE = 0.7
CALIBRI = 0.93
"""How wide Calibri's letters are, to those of Fira Sans."""


def cut(sheet, grown=1):
    """Yield each cell whose text is cut, with text, and the points wanted and there; numbers are `grown` times.

    A number that shrinks to its column is not cut as long as it can be read.
    """
    filled = {(row, column) for row, column, *_ in cells(sheet) if _ is not None}
    for row, column, last_row, last_column, value, style in cells(sheet):
        text = shown(value, style, grown)
        if not text:
            continue
        room = sum(width_of(sheet, each) for each in range(column, last_column + 1)) - PADDING
        room -= style.indent * 7
        wanted = max(map(measuring(style), text.split("\n")))
        if style.shrink and is_number(value):
            wanted *= 1 if grown == 1 else READABLE
        if style.wrap:
            height = sum(sheet.heights.get(each, DEFAULT_HEIGHT) for each in range(row, last_row + 1))
            lines = lines_of(text, room, style)
            if lines * style.size * LINE > height + 1:
                yield address(row, column), text, lines * style.size * LINE, height
            continue
        if style.align in {None, "left"} and not is_number(value) and column == last_column:
            right = column + 1
            while wanted > room and right <= 40 and (row, right) not in filled:
                room += width_of(sheet, right)
                right += 1
        if wanted > room:
            yield address(row, column), text, wanted, room


def cells(sheet):
    """Yield each cell of a sheet: its area, its value and its style."""
    for block in sheet.blocks:
        for row, values in enumerate(block.rows, block.row):
            for column, value in enumerate(values, block.column):
                yield row, column, row, column, value, block.style
    for note in sheet.notes:
        area = note.area
        yield area.first_row, area.first_column, area.last_row, area.last_column, note.text, note.style
    for table in sheet.tables:
        for column, each in enumerate(table.columns, table.column):
            yield table.row, column, table.row, column, each.label, each.header_style
            for row, values in enumerate(table.rows, table.row + 1):
                yield row, column, row, column, values[column - table.column], each.style


def width_of(sheet, column):
    """Return the width of a column in points, as Excel has it with its own letters."""
    widths = {place: each.width for table in sheet.tables for place, each in enumerate(table.columns, table.column)}
    return (7 * (widths | dict(sheet.widths)).get(column, DEFAULT_WIDTH) + 5) * 0.75


def is_number(value):
    plain = value.value if isinstance(value, Formula) else value
    return isinstance(plain, int | float | Decimal)


def shown(value, style, grown):
    """Return what a cell shows, about."""
    plain = value.value if isinstance(value, Formula) else value.text if isinstance(value, Link) else value
    if isinstance(plain, bool) or plain is None:
        return ""
    if isinstance(plain, int | float | Decimal):
        return shown_number(round(plain * grown, 0 if style.number_format in {"0", "#,##0"} else 1))
    return text_of(plain)


def lines_of(text, room, style):
    """Return on how many lines a text stands where words are kept whole as far as they fit."""
    measure, count = measuring(style), 0
    for paragraph in text.split("\n"):
        line, count = "", count + 1
        for word in paragraph.split(" "):
            longer = f"{line} {word}" if line else word
            if line and measure(longer) > room:
                line, count = word, count + 1
            else:
                line = longer
            while measure(line) > room and len(line) > 1:  # a word that no line holds is broken
                fits = next(n for n in range(len(line), 0, -1) if n == 1 or measure(line[:n]) <= room)
                line, count = line[fits:], count + 1
    return count


def measuring(style):
    """Return what tells how wide a text is in a style, in points."""
    widths, unit = advances(bold=style.bold)
    scale = style.size * CALIBRI / unit
    return lambda text: sum(widths.get(ord(letter), unit * 0.6) for letter in text) * scale


@cache
def advances(*, bold):
    """Return how wide each letter of Fira Sans is, and how many units there are to its height."""
    name = "Bold" if bold else "Regular"
    font = TTFont(files("fontpkg_fira_sans") / "files" / f"FiraSans-{name}.ttf")
    widths = font["hmtx"]
    return {code: widths[glyph][0] for code, glyph in font.getBestCmap().items()}, font["head"].unitsPerEm
