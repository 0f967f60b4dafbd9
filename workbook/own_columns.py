"""Columns that an office has added to a table, on their way into a new workbook or onto a sheet written anew."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from workbook.cells import text_of
from workbook.sheets import DATE, Sheet, Style, TableColumn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbook.sheets import Value

_PLAIN = Style(number_format="General")


class OwnColumn(Struct, frozen=True):
    """A column that the office has added to a table: its header, and its cells in the order of the table's rows.

    `style` is how it looks; without one it looks as its values ask for.
    """

    label: str
    values: tuple[Value, ...]
    style: Style | None = None


def cell_value(value: Any) -> Value:
    """Return what was read as what is written: an empty cell is `None`."""
    found: Value = None if value == "" else value
    return found


def with_own_columns(sheet: Sheet, columns: Sequence[OwnColumn]) -> Sheet:
    """Return a sheet whose table has further columns at its right."""
    table = sheet.tables[0]
    there = {column.label.casefold() for column in table.columns}
    further = [column for column in columns if column.label.casefold() not in there]
    if not further:
        return sheet
    spare = len(table.rows)
    looks = [each.style or style_of(each.values) for each in further]
    shown = [shown_in(look, each.values) for look, each in zip(looks, further, strict=True)]
    cells = list(zip(*((*values, *[None] * spare)[:spare] for values in shown), strict=True))
    rows = [(*row, *more) for row, more in zip(table.rows, cells, strict=True)]
    made = [
        TableColumn(each.label, max(12, len(each.label) + 3), look)
        for look, each in zip(looks, further, strict=True)
    ]
    return replace(sheet, tables=(replace(table, columns=[*table.columns, *made], rows=rows), *sheet.tables[1:]))


_MOMENTS: dict[type, Style] = {
    date: DATE,
    datetime: Style(number_format="dd.mm.yyyy hh:mm"),
    time: Style(number_format="hh:mm"),
}


def style_of(values: Sequence[Value]) -> Style:
    """Return how a column of these values looks."""
    kinds = {type(value) for value in values if value is not None}
    return _MOMENTS[kinds.pop()] if len(kinds) == 1 and kinds <= _MOMENTS.keys() else _PLAIN


def own_column(made: TableColumn, values: Sequence[Value]) -> tuple[TableColumn, tuple[Value, ...]]:
    """Return a column of the office's own in the look that its values ask for, and what stands in it."""
    values = [cell_value(value) for value in values]
    look = style_of(values)
    return replace(made, style=replace(made.style, number_format=look.number_format)), shown_in(look, values)


def shown_in(style: Style, values: Sequence[Value]) -> tuple[Value, ...]:
    """Return the values for a column of this look: days among other things are text, or would show as numbers."""
    if style is not _PLAIN:
        return tuple(values)
    return tuple(text_of(value) if isinstance(value, date | time) else value for value in values)
