"""What Excel will show in calculated columns, so that it stands in the file before anything calculates."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from workbook.calculating import NotCalculableError, calculate
from workbook.cells import as_compared
from workbook.creating.parameters import parameter_values
from workbook.creating.typed import typed_values
from workbook.schema import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from workbook.schema import Column, Record
    from workbook.schema.expressions import Expression
    from workbook.sheets import Value
    from workbook.tables import Office

    Cells = Mapping[str, Sequence[Value]]

_BY_SHEET = {record.spec.sheet: record for record in TABLES}


class Derivation:
    """What calculated columns of an office show on a day: they look into its other tables, settings and targets.

    `reached` are the days on which households count for the „20 Familien“, for a workbook that has facts; `letters`
    is what the log says of the letter of each referral, for one that has a log; `raw` is what is typed instead of
    clean values, by table, position and attribute.
    """

    def __init__(
        self,
        office: Office,
        today: date,
        reached: Mapping[str, date] | None = None,
        raw: Mapping[type[Record], Mapping[tuple[int, str], Value]] | None = None,
        letters: Mapping[str, str] | None = None,
    ) -> None:
        self.today, self._raw = today, raw or {}
        self._office, self._reached, self._letters = office, reached or {}, letters or {}
        self.names = parameter_values(office, today)
        self._columns: dict[tuple[str, str], Sequence[Value]] = {}
        self._rows: dict[tuple[str, str], Mapping[str, int]] = {}
        self._counts: dict[tuple[str, str], Counter[str]] = {}

    def values(self, expression: Expression, cells: Cells) -> list[Value]:
        """Return what a calculated column shows in each row, from the typed cells of the table's columns."""
        return calculate(expression, cells, self)

    def named(self, name: str) -> Value:
        """Return what a defined name means."""
        return self.names[name]

    def found(self, sheet: str, key: str, value: str, wanted: str) -> Value:
        """Return a cell of the first row of another table with this key.

        Raises:
            NotCalculableError: no row has it.
        """
        if (sheet, key) not in self._rows:
            keys = self._column(sheet, key)
            self._rows[sheet, key] = {as_compared(str(each)): row for row, each in reversed(list(enumerate(keys)))}
        row = self._rows[sheet, key].get(as_compared(value))
        if row is None:
            raise NotCalculableError
        return self._column(sheet, wanted)[row]

    def how_many(self, sheet: str, column: str, value: str) -> int:
        """Return how many rows of another table have a value in a column."""
        if (sheet, column) not in self._counts:
            self._counts[sheet, column] = Counter(map(as_compared, map(str, self._column(sheet, column))))
        return self._counts[sheet, column][as_compared(value)]

    def from_facts(self, key: str) -> Value:
        """Return the day on which the row with this key counts; an empty text where it does not, or not yet."""
        return self._reached.get(key, "")

    def from_letters(self, key: str) -> Value:
        """Return number and status of the letter of the row with this key; empty where it has none."""
        return self._letters.get(key, "")

    def _column(self, sheet: str, label: str) -> Sequence[Value]:
        if (sheet, label) not in self._columns:
            record = _BY_SHEET[sheet]
            column = next(column for column in record.spec.columns if column.label == label)
            cells = self._cells(record, record.spec.columns if column.formula else (column,))
            formula = column.formula
            self._columns[sheet, label] = cells[column.name] if formula is None else self.values(formula, cells)
        return self._columns[sheet, label]

    def _cells(self, record: type[Record], columns: Iterable[Column]) -> dict[str, Sequence[Value]]:
        """Return what is typed into columns of a table."""
        table = self._office[record]
        cells = {each.name: list(typed_values(each, table.column(each.name))) for each in columns}
        for (position, name), value in self._raw.get(record, {}).items():
            if name in cells:
                cells[name][position] = value
        return dict(cells)
