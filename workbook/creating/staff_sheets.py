"""The schema of a table → the staff's sheet: Excel table, dropdowns, help, highlights, print set-up."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from workbook.cells import MAX_ROW, Area, column_letters, quoted
from workbook.creating.dependent import pairs_of
from workbook.creating.parameters import parameter_cells, parameter_names
from workbook.creating.staff_looks import SHADES, cell_style, fitting_width, header_height, header_style
from workbook.creating.typed import typed_values
from workbook.schema import HEADER_ROW, TABLES, Column, Kind, TableSpec
from workbook.schema.choices import YES_NO
from workbook.schema.lookups import own_address_in
from workbook.sheets import (
    SUBTITLE,
    TITLE,
    Block,
    Choice,
    Highlight,
    Hint,
    Link,
    Name,
    Palette,
    Print,
    Sheet,
    SheetTable,
    Style,
    TableColumn,
    row_height,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from workbook.creating.derived import Derivation
    from workbook.schema import Record
    from workbook.sheets import Value
    from workbook.tables import Table

START = "Start"
"""The sheet that a new workbook opens with."""

FIRST_ROW = HEADER_ROW + 1
_SPARE_ROWS, _FEWEST_ROWS = 500, 1000
PAGE_CHARACTERS = 155
"""So many characters of a row can still be read on a landscape A4 page: letters have 9 points there, and 6.5 where
Calibri is missing and LibreOffice takes a font with wider digits."""

_ONE_LINE = 15.0
"""Points of a row that nobody has made higher."""

_FEW_ROWS = "Grundlagen"
"""In this group a long text is read to its end, line by line; elsewhere each row stays one line high."""

_LEGEND = "Dunkler Kopf: Pflicht. Heller Kopf: wenn bekannt. Rot hinterlegt: siehe Prüfbericht."
_LEGEND_FOLDED = " Mit [+] über den Spalten öffnen Sie selten gebrauchte Felder."
_LEGEND_STYLE = Style(size=9, color=Palette.MUTED, vertical="middle")
BACK = Style(size=9, color=Palette.HARBOUR, underline=True, vertical="middle")
"""The link to the start sheet."""
_FOUND = Style(fill=Palette.ERROR, color=Palette.BRICK)


def build_staff_sheet(
    spec: TableSpec,
    table: Table[Any],
    derivation: Derivation,
    raw: Mapping[tuple[int, str], Value] | None = None,
) -> Sheet:
    """Return a sheet of the staff with the rows of a table.

    `derivation` knows what calculated columns show; `raw` is what is typed instead of a clean value, by position
    counted from 0 and attribute.
    """
    shade = SHADES[spec.group]
    last_row = max(FIRST_ROW + _FEWEST_ROWS - 1, HEADER_ROW + len(table) + _SPARE_ROWS)
    body = Area(FIRST_ROW, 1, last_row, len(spec.columns))
    folded = any(column.folded for column in spec.columns)
    values = _typed(spec, table, derivation, raw or {})
    columns = [_table_column(column, spec, each) for column, each in zip(spec.columns, values, strict=True)]
    printed = len(columns) if spec.printed_to is None else spec.position(spec.printed_to)
    shown = sum(column.width for column in columns[:printed] if not column.hidden)
    names = [Name(spec.key_range_name, _growing(spec, body))] if spec.key is not None else []
    names += parameter_names(spec, body)
    return Sheet(
        name=spec.sheet,
        blocks=(
            # The first column comes back on every printed page: a title in it would be cut off there.
            Block(1, 1, [[Link("← Start", START)]], BACK),
            Block(1, 2, [[spec.title]], TITLE),
            Block(2, 2, [[" ".join(spec.intro.split())]], SUBTITLE),
            Block(3, 2, [[_LEGEND + (_LEGEND_FOLDED if folded else "")]], _LEGEND_STYLE),
            *parameter_cells(spec, derivation.names),
        ),
        tables=(
            SheetTable(
                name=spec.table_name,
                row=HEADER_ROW,
                column=1,
                columns=columns,
                rows=list(zip(*values, strict=True)),
            ),
        ),
        choices=[choice for column in spec.columns if (choice := _choice(column, spec, body)) is not None],
        hints=[hint for column in spec.columns if (hint := _hint(column, spec, body)) is not None],
        highlights=(Highlight(body, f"={own_address_in(spec.findings_name)}", _FOUND),),
        names=names,
        heights={1: 28, 3: 16, HEADER_ROW: header_height(columns), **_wrapped_heights(columns, values)},
        freeze=(FIRST_ROW, 2),
        tab_color=shade.deep,
        printing=Print(
            repeat_rows=(HEADER_ROW, HEADER_ROW),
            repeat_columns=(1, 1),
            pages_wide=math.ceil(shown / PAGE_CHARACTERS),
            # Whole columns: rows that come later are printed too.
            area=None if spec.printed_to is None else Area(1, 1, MAX_ROW, printed),
        ),
        gridlines=True,
    )


def help_text(column: Column, spec: TableSpec) -> str | None:
    """Return the comment on a column's header, `None` where the header says everything."""
    lines = []
    if column.required:
        lines.append("Pflichtangabe.")
    if column.help:
        lines.append(column.help)
    if column.pattern_example:
        lines.append(f"Form: {column.pattern_example}")
    if column.name == spec.key and column.pattern_example:
        lines.append("Jede Kennung nur einmal; nie neu vergeben. Die nächste freie zeigt das Blatt „Start“.")
    if column.refers_to is not None:
        lines.append(f"Verweist auf das Blatt „{column.refers_to}“.")
    if column.kind is Kind.MULTIPLE and "Semikolon" not in column.help:
        lines.append("Mehrere mit Semikolon trennen.")
    if column.formula is not None:
        lines.append("Wird berechnet, bitte nicht eintragen.")
    return "\n".join(lines) or None


def _table_column(column: Column, spec: TableSpec, values: Sequence[Value]) -> TableColumn:
    return TableColumn(
        label=column.label,
        width=fitting_width(column, values),
        style=cell_style(column, wrap=column.kind is Kind.LONG_TEXT and spec.group == _FEW_ROWS),
        formula=spec.formula(column),
        help=help_text(column, spec),
        header_style=header_style(SHADES[spec.group], required=column.required),
        hidden=column.folded,
        level=1 if column.folded else 0,
    )


def _typed(
    spec: TableSpec, table: Table[Any], derivation: Derivation, raw: Mapping[tuple[int, str], Value]
) -> list[list[Value]]:
    """Return the cells of each column; calculated ones last, from what is typed in the others."""
    columns = [list(typed_values(column, table.column(column.name))) for column in spec.columns]
    place = {column.name: number for number, column in enumerate(spec.columns)}
    for (position, name), value in raw.items():
        columns[place[name]][position] = value
    cells = {name: columns[number] for name, number in place.items()}
    for column in spec.columns:
        if column.formula is not None:
            columns[place[column.name]] = derivation.values(column.formula, cells)
    return columns


def _wrapped_heights(columns: Sequence[TableColumn], values: Sequence[Sequence[Value]]) -> dict[int, float]:
    """Return the heights of the rows in which a wrapped text takes more than one line."""
    heights: dict[int, float] = {}
    for column, cells in zip(columns, values, strict=True):
        if column.style.wrap:
            for row, text in enumerate(cells, FIRST_ROW):
                needed = row_height([(str(text or ""), column.width)])
                if needed > max(_ONE_LINE, heights.get(row, 0.0)):
                    heights[row] = needed
    return heights


def _growing(spec: TableSpec, body: Area) -> str:
    """Return the formula of the key column's filled cells: a blank among them would switch the validation off."""
    letters = column_letters(spec.position(spec.key or ""))
    cells = f"${letters}${body.first_row}:${letters}${body.last_row}"
    return growing_range(spec.sheet, cells)


def growing_range(sheet: str, cells: str) -> str:
    """Return a formula for the filled cells at the top of `cells` (`$A$5:$A$204`), one at least."""
    there, first = quoted(sheet), cells.partition(":")[0]
    return f"{there}!{first}:INDEX({there}!{cells},MAX(1,COUNTA({there}!{cells})))"


def _choice(column: Column, spec: TableSpec, body: Area) -> Choice | None:
    """Return the dropdown of a column, `None` where it has none."""
    if column.formula is not None:
        return None
    number = spec.position(column.name)
    area = Area(body.first_row, number, body.last_row, number)
    several = column.kind is Kind.MULTIPLE
    choices = YES_NO if column.kind is Kind.YES_NO else column.choices
    title = column.label if len(column.label) <= _TITLE else ""
    if choices is not None:
        closed = "Bitte einen Wert aus der Liste wählen."
        error = closed if choices.closed else f"{closed} Neue Werte fügen Sie auf dem Blatt „Listen“ unten an."
        prompt = _prompt(column, "Mehrere mit Semikolon trennen." if several else "")
        if (pairs := pairs_of(spec, column)) is not None:
            return Choice(area, pairs.source(body.first_row), title, prompt, error=pairs.error)
        strict = column.kind in {Kind.CHOICE, Kind.YES_NO}  # a text only takes the list as an offer
        return Choice(area, choices.range_name, title if prompt else "", prompt, strict=strict, error=error)
    target = next((record.spec for record in TABLES if record.spec.sheet == column.refers_to), None)
    if target is None or not column.dropdown or target.key is None:
        return None
    key = target.column(target.key).label
    prompt = _prompt(column, f"{key} aus dem Blatt „{target.sheet}“")
    error = f"Diese Kennung steht nicht auf dem Blatt „{target.sheet}“. Bitte zuerst dort eintragen."
    return Choice(area, target.key_range_name, title, prompt, strict=not several, error=error)


def _hint(column: Column, spec: TableSpec, body: Area) -> Hint | None:
    """Return the message at the cells of a column that has help and no dropdown."""
    text = _prompt(column)
    if not text or column.formula is not None or _choice(column, spec, body) is not None:
        return None
    number = spec.position(column.name)
    title = column.label if len(column.label) <= _TITLE else ""
    return Hint(Area(body.first_row, number, body.last_row, number), title, text)


def _prompt(column: Column, usual: str = "") -> str:
    """Return the message at a column's cells: its help and what is usual for its kind, as far as there is room."""
    usual = "" if usual in column.help else usual
    both = "\n".join(filter(None, (column.help, usual)))
    return both if len(both) <= _PROMPT else usual


_PROMPT = 255
"""Characters of an input message (ECMA-376 Part 1, 18.3.1.32)."""
_TITLE = 32
"""Characters of the title of an input message (ECMA-376 Part 1, 18.3.1.32)."""


def raw_by_table(
    raw: Mapping[tuple[type[Record], int, str], Value],
) -> dict[type[Record], dict[tuple[int, str], Value]]:
    """Return what is typed instead of clean values, by table."""
    found: dict[type[Record], dict[tuple[int, str], Value]] = {}
    for (record, position, name), value in raw.items():
        found.setdefault(record, {})[position, name] = value
    return found
