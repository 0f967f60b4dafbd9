"""A publication as a workbook: values and native charts, no formula, nothing else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec.structs import replace

from automation.publication.document import NOTHING
from automation.publication.subject_tables import HIDDEN
from workbook.cells import Area, in_fixed_column
from workbook.sheets import (
    HEADING,
    SUBTITLE,
    TEXT,
    TITLE,
    WRAPPED,
    Block,
    Chart,
    Note,
    Palette,
    Print,
    Series,
    Sheet,
    SheetTable,
    Style,
    TableColumn,
    row_height,
)
from workbook.writing.donor import build_donor

if TYPE_CHECKING:
    from automation.publication.document import Section, ShownTable
    from automation.publication.edition import Edition
    from workbook.sheets import Value

_NUMBER = Style(number_format="General", align="right")  # with 0.## Excel shows „38,“
_LEGEND = replace(WRAPPED, color=SUBTITLE.color)
_COLORS = (Palette.HARBOUR, Palette.AMBER, Palette.MUTED)
_LABEL_WIDTH, _VALUE_WIDTH, _CHART_ROWS = 34.0, 10.0, 16
_WHOLE_STEPS = 5
"""Up to here a program would also mark halves along the axis, and write them as whole numbers: 0, 1, 1."""


def build_workbook(edition: Edition) -> bytes:
    """Return the workbook; the same publication gives the same bytes."""
    names = _names(edition)
    sheets = [_sheet(section, name, edition) for section, name in zip(edition.sections, names, strict=True)]
    return build_donor([*sheets, _about(edition)], today=edition.written, title=edition.title)


def _names(edition: Edition) -> list[str]:
    """Return names of sheets: Excel takes 31 characters, without some signs, each once."""
    found: list[str] = []
    for section in edition.sections:
        plain = re.sub(r"[\[\]:*?/\\']", " ", section.heading)
        short = plain if len(plain) <= 31 else plain[:31].rsplit(" ", 1)[0]
        while short in found:
            short = f"{short[:30]}…" if not short.endswith("…") else f"{short[:-2]}…"
        found.append(short)
    return found


def _sheet(section: Section, name: str, edition: Edition) -> Sheet:
    row = 4 if not edition.draft else 5
    notes = [
        Note(Area(1, 1, 1, 6), section.heading, TITLE),
        Note(Area(2, 1, 3, 8), section.finding, WRAPPED),
    ]
    if edition.draft:
        notes.append(Note(Area(4, 1, 4, 8), edition.wording.say("draft"), Style(bold=True, color=Palette.INK)))
    blocks, tables, charts = [], [], []
    for number, shown in enumerate(section.tables, 1):
        blocks.append(Block(row + 1, 1, [[shown.caption]], HEADING))
        table = _table(shown, f"tbl_{section.key}_{number}", row + 2)
        tables.append(table)
        row = table.last_row + 1
    widest = max(len(shown.head) for shown in section.tables)
    heights = {1: 30.0, 2: 16.0, 3: 16.0}
    if any(cell.text in {HIDDEN, NOTHING} for shown in section.tables for _, cells in shown.rows for cell in cells):
        row += 1
        notes.append(Note(Area(row, 1, row, 8), edition.legend, _LEGEND))
        width = _LABEL_WIDTH + min(7, widest - 1) * _VALUE_WIDTH
        heights[row] = row_height([(edition.legend, width)])
    if section.chart is not None:
        charts.append(_chart(section, name, tables[0], row + 2))
        row += _CHART_ROWS + 2
    return Sheet(
        name=name,
        notes=notes,
        blocks=blocks,
        tables=tables,
        charts=charts,
        widths={1: _LABEL_WIDTH, **dict.fromkeys(range(2, widest + 1), _VALUE_WIDTH)},
        heights=heights,
        printing=Print(area=Area(1, 1, row, max(8, widest)), landscape=False),
    )


def _table(shown: ShownTable, name: str, row: int) -> SheetTable:
    columns = [TableColumn(shown.head[0], _LABEL_WIDTH, TEXT)]
    columns += [TableColumn.of_numbers(label, _VALUE_WIDTH, _NUMBER) for label in shown.head[1:]]
    rows: list[list[Value]] = [
        [label, *(cell.text if cell.number is None else cell.number for cell in cells)]
        for label, cells in shown.rows
    ]
    whole = frozenset(place for place, (label, _) in enumerate(shown.rows) if label == shown.whole)
    return SheetTable(name, row, 1, columns, rows, bold=whole)


def _chart(section: Section, sheet: str, table: SheetTable, row: int) -> Chart:
    assert section.chart is not None  # noqa: S101 -- asked by the caller
    model = section.chart
    labels = [str(cells[0]) for cells in table.rows]
    last = len(table.columns) - 1  # the sum so far is no bar
    first = last - len(model.axis) + 1
    series = []
    for line, color in zip(model.lines, _COLORS, strict=False):
        at = table.row + 1 + labels.index(line.name)
        series.append(
            Series(
                line.name,
                f"'{sheet}'!{in_fixed_column(table.row, first)}:{in_fixed_column(table.row, last)}",
                f"'{sheet}'!{in_fixed_column(at, first)}:{in_fixed_column(at, last)}",
                list(model.axis),
                ["" if value is None else value for value in line.values],
                color,
                labels=True,
                label_format="#,##0;;",  # a text, such as *, is drawn as 0: that must not look like a value
                pattern="wide_upward_diagonal" if color is Palette.MUTED else "",
            )
        )
    legend = "bottom" if len(series) > 1 else None
    most = max(
        (value for line in model.lines for value in line.values if isinstance(value, int | float)), default=0
    )
    unit = 1 if most <= _WHOLE_STEPS else None
    return Chart("column", row, 1, model.title, series, model.alt_text, height=290, y_unit=unit, legend=legend)


def _about(edition: Edition) -> Sheet:
    said = [edition.stand, edition.legend]
    if edition.draft:
        said.insert(0, edition.wording.say("draft"))
    said += [f"{term}: {text}" for term, text, _ in edition.about]
    return Sheet(
        name=edition.wording.say("about")[:31].rsplit(" ", 1)[0]
        if len(edition.wording.say("about")) > 31
        else edition.wording.say("about"),
        notes=(Note(Area(1, 1, 1, 1), edition.title, TITLE),),
        blocks=(Block(3, 1, [[text] for text in said], Style(wrap=True, color=SUBTITLE.color)),),
        widths={1: 110},
        heights={1: 30, **{3 + place: 15 * (1 + len(text) // 110) for place, text in enumerate(said)}},
    )
