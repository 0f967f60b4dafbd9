"""Sheets under other names, with every formula, link, chart and name that refers to them.

Where staff have a sheet, table or name of the same name, or have renamed a sheet of Lotse's, Lotse's own content
follows; nothing of the staff's is touched.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec.structs import replace

from workbook.cells import quoted
from workbook.package.free_names import Wanted
from workbook.sheets import Formula, Link

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from workbook.sheets import Block, Chart, Choice, Sheet, SheetTable, Value

_TOKEN = re.compile(
    r"""
    (?P<opaque> "(?:[^"]|"")*" | \[ (?: [^\[\]] | \[[^\[\]]*\] )* \] )   # a text; the columns of a table
  | (?: '(?P<quoted>(?:[^']|'')+)' | (?P<plain>[^\W\d][\w.]*) ) !        # a sheet
  | (?P<name> [^\W\d][\w.]* ) (?![\w.(])                                 # a table or a name, but no function
    """,
    re.VERBOSE,
)


def wanted(sheets: Iterable[Sheet]) -> list[Wanted]:
    """Return what the sheets bring along that needs a name."""
    return [
        Wanted(sheet.name, tuple(table.name for table in sheet.tables), tuple(name.name for name in sheet.names))
        for sheet in sheets
    ]


class Renaming:
    """Old names → new names, for sheets and for identifiers (tables and defined names)."""

    def __init__(self, sheets: Mapping[str, str], identifiers: Mapping[str, str]) -> None:
        self._sheets = {old.lower(): new for old, new in sheets.items() if old != new}
        self._identifiers = {old.lower(): new for old, new in identifiers.items() if old != new}

    def all(self, sheets: Iterable[Sheet]) -> list[Sheet]:
        """Return the sheets under their new names."""
        if not self._sheets and not self._identifiers:
            return list(sheets)
        return [self._renamed_sheet(sheet) for sheet in sheets]

    def formula(self, text: str) -> str:
        r"""Return a formula with the new names; what stands in quotation marks is text and stays.

        >>> renaming = Renaming({"Fakten": "Fakten (Lotse)"}, {"Posten": "Posten_Lotse"})
        >>> renaming.formula('=Fakten!A1&"Posten"&SUM(Posten[Neue Posten])')
        '=\'Fakten (Lotse)\'!A1&"Posten"&SUM(Posten_Lotse[Neue Posten])'
        """
        return _TOKEN.sub(self._renamed_token, text)

    def _renamed_token(self, match: re.Match[str]) -> str:
        name = match["name"]
        if name is not None:
            return self._identifiers.get(name.lower(), name)
        sheet = match["quoted"].replace("''", "'") if match["quoted"] else match["plain"]
        new = self._sheets.get(sheet.lower()) if sheet is not None else None
        return match[0] if new is None else f"{quoted(new)}!"

    def sheet(self, name: str) -> str:
        """Return the new name of a sheet."""
        return self._sheets.get(name.lower(), name)

    def identifier(self, name: str) -> str:
        """Return the new name of a table or defined name."""
        return self._identifiers.get(name.lower(), name)

    def _renamed_sheet(self, sheet: Sheet) -> Sheet:
        return replace(
            sheet,
            name=self.sheet(sheet.name),
            blocks=[self._block(block) for block in sheet.blocks],
            notes=[replace(note, text=self._value(note.text)) for note in sheet.notes],
            tables=[self._table(table) for table in sheet.tables],
            charts=[self._chart(chart) for chart in sheet.charts],
            pivots=[replace(each, table=self.identifier(each.table)) for each in sheet.pivots],
            choices=[self._choice(choice) for choice in sheet.choices],
            highlights=[replace(each, formula=self.formula(each.formula)) for each in sheet.highlights],
            names=[
                replace(each, name=self.identifier(each.name), refers_to=self.formula(each.refers_to))
                for each in sheet.names
            ],
        )

    def _block(self, block: Block) -> Block:
        return replace(block, rows=self._rows(block.rows))

    def _rows(self, rows: Sequence[Sequence[Value]]) -> list[list[Value]]:
        return [[self._value(value) for value in row] for row in rows]

    def _value(self, value: Value) -> Value:
        if isinstance(value, Formula):
            return replace(value, text=self.formula(value.text))
        if isinstance(value, Link) and value.sheet:
            return replace(value, sheet=self.sheet(value.sheet))
        return value

    def _table(self, table: SheetTable) -> SheetTable:
        return replace(
            table,
            name=self.identifier(table.name),
            columns=[
                replace(column, formula=self.formula(column.formula)) if column.formula else column
                for column in table.columns
            ],
            rows=self._rows(table.rows),
        )

    def _chart(self, chart: Chart) -> Chart:
        return replace(
            chart,
            series=[
                replace(each, categories=self.formula(each.categories), values=self.formula(each.values))
                for each in chart.series
            ],
        )

    def _choice(self, choice: Choice) -> Choice:
        if not isinstance(choice.source, str):
            return choice
        return replace(choice, source=self.formula(choice.source))
