"""The sheet `Quartalsabschlüsse`: closings, late reports and forms above, the frozen values and rows below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from automation.figures import fact_formulas as f
from automation.figures.closing import record as r
from automation.figures.closing.reports import REASONS
from automation.figures.closing.seals import resealed
from workbook.cells import Area
from workbook.own_columns import own_column
from workbook.sheets import (
    COLUMN_HEADER,
    DATE,
    HEADING,
    SUBTITLE,
    TEXT,
    TITLE,
    WRAPPED,
    Block,
    Choice,
    Note,
    Palette,
    Print,
    Sheet,
    SheetTable,
    Style,
    TableColumn,
    row_height,
)

if TYPE_CHECKING:
    from automation.figures.closing.record import Columns, Record
    from workbook.sheets import Scalar, Value

_FIRST_ROW = 6
_INPUT = replace(WRAPPED, fill=Palette.INPUT, unlocked=True)
_INPUT_HEADER = replace(COLUMN_HEADER, fill=Palette.TEAL)
_PLAIN = Style(number_format="General", wrap=True)
_QUIET = Style(number_format="@", color=Palette.MUTED)
_MIXED = frozenset({r.FIRST, r.NOW, r.BY_NEW_RULES, "Wert"})
_HIDDEN = frozenset({r.MARK, r.BEHIND, r.SEAL})
WIDTHS = {1: 10, 2: 14, 3: 13, 4: 17, 5: 13, 6: 21, 7: 21, 8: 26, 9: 18, 10: 24, 11: 24, 12: 20, 13: 20, 14: 20}
_SCALE = 80
"""Per cent at which letters have 8 points on paper, and what is printed fits the width of A4."""
_UNTIL_EFFECT, _UNTIL_REASON = 8, 11
"""The last column that is printed: the effect of late reports, and why a quarter was reopened where one was."""
_WIDE = ("vorher", "jetzt", "Wirkung", r.NOTE, r.REASON)


def build_record_sheet(record: Record, read: Record) -> Sheet:
    """Return the sheet with all tables one below the other, as far as they have rows; `read` is what stood there.

    The seals are those of what was read, with what Lotse has changed since.
    """
    record = resealed(read, record)
    notes = [
        Note(Area(1, 1, 1, 6), r.SHEET, TITLE),
        Note(Area(2, 1, 3, _UNTIL_EFFECT), r.INTRODUCTION, replace(SUBTITLE, wrap=True)),
    ]
    blocks, tables, choices = [], [], []
    heights: dict[int, float] = {1: 30, 2: 22, 3: 22}
    row = _FIRST_ROW
    for columns in r.TABLES:
        rows = record.of(columns)
        if not rows and columns not in {r.CLOSINGS, r.LATE}:
            continue
        blocks.append(Block(row - 1, 1, [[columns.title]], HEADING))
        table = _table(columns, record, row)
        tables.append(table)
        heights[row] = 32
        if columns is r.LATE:
            place = columns.labels.index(r.REASON) + 1
            area = Area(row + 1, place, table.last_row, place)
            choices.append(Choice(area, REASONS, title=r.REASON, strict=False))
            for line, each in enumerate(rows, row + 1):
                heights[line] = row_height(
                    [(str(each.get(label) or ""), WIDTHS[columns.labels.index(label) + 1]) for label in _WIDE]
                )
        row = table.last_row + 4
    if record.loose:
        blocks.append(Block(row - 1, 1, [[r.NOTES_TITLE]], HEADING))
        blocks.append(Block(row, 1, [[text] for text in record.loose], TEXT))
    last = max((each.last_row for each in tables[:2]), default=_FIRST_ROW)
    return Sheet(
        name=r.SHEET,
        blocks=blocks,
        notes=notes,
        tables=tables,
        choices=choices,
        widths=WIDTHS,
        heights=heights,
        gone=(),
        tab_color=Palette.TEAL,
        printing=Print(
            area=Area(1, 1, last, _UNTIL_REASON if _any_reopened(record) else _UNTIL_EFFECT),
            repeat_columns=(1, 2),
            scale=_SCALE,
        ),
    )


def _any_reopened(record: Record) -> bool:
    return any(row.get(r.REASON) for row in record.of(r.CLOSINGS))


def _table(columns: Columns, record: Record, row: int) -> SheetTable:
    own = record.own.get(columns.name, ())
    labels = (*columns.labels, *own)
    made = []
    for place, label in enumerate(labels, 1):
        column, cells = _column(columns, label, place), tuple(_cell(each.get(label)) for each in record.of(columns))
        made.append(own_column(column, cells) if label in own else (column, cells))
    rows = list(zip(*(cells for _, cells in made), strict=True))
    return SheetTable(columns.name, row, 1, [column for column, _ in made], rows)


def _column(columns: Columns, label: str, place: int) -> TableColumn:
    width = WIDTHS.get(place, 14)
    if label in columns.inputs or label not in columns.labels:
        return TableColumn(label, width, _INPUT, header_style=_INPUT_HEADER)
    if label in columns.days:
        return TableColumn(label, width, DATE)
    if label in columns.numbers or label in _MIXED:
        return TableColumn(label, width, _PLAIN)
    if label in _HIDDEN or label == r.KEY:
        return TableColumn(label, width, _QUIET)
    return TableColumn(label, width, TEXT if columns is r.FACTS or label == f.KEY else WRAPPED)


def _cell(value: Scalar) -> Value:
    return None if value == "" else value
