"""Columns and rows of a table."""

from __future__ import annotations

import numbers
from typing import TYPE_CHECKING, Any, Protocol, cast

from xlwings import base_classes

from workbook.live.libreoffice.faults import implements

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbook.live.libreoffice.bridge import Uno
    from workbook.live.libreoffice.ranges import Range


class GrowingTable(Protocol):
    """A table as its columns and rows see it."""

    @property
    def api(self) -> Uno:
        """LibreOffice's object of the table."""

    @property
    def memory(self) -> dict[str, Any]:
        """What LibreOffice has no place for."""

    @property
    def range(self) -> Range:
        """The whole table with header and totals."""

    @property
    def header_row_range(self) -> Range | None:
        """The header."""

    @property
    def data_body_range(self) -> Range | None:
        """The rows between header and totals."""

    @property
    def insert_row_range(self) -> Range | None:
        """The row where data goes in, of a table without data only."""

    @property
    def show_headers(self) -> bool:
        """Whether the header shows."""

    def grow(self, *, rows: int = 0, columns: int = 0) -> None:
        """Let the table end further down or right (or less far)."""


@implements(base_classes.TableColumns)
class TableColumns:
    """The columns of a table."""

    def __init__(self, table: GrowingTable) -> None:
        self.parent = table

    @property
    def api(self) -> Uno:
        """LibreOffice's object of the table."""
        return self.parent.api

    def labels(self) -> list[str]:
        """Return the headers."""
        head = self.parent.header_row_range
        if head is None:
            return [str(text) for text in self.parent.memory.get("headers", [])]
        return [str(value) for value in head.read()[0]]

    def __len__(self) -> int:
        """Return how many there are."""
        return self.parent.range.wide

    async def get_count(self) -> int:
        """Return how many there are."""
        return len(self)

    def __iter__(self) -> Iterator[TableColumn]:
        """Yield the columns from left to right."""
        return iter([TableColumn(self.parent, number) for number in range(1, len(self) + 1)])

    def __contains__(self, key: object) -> bool:
        """Tell whether there is a column with this header."""
        return str(key).lower() in (label.lower() for label in self.labels())

    def __call__(self, key: str | int) -> TableColumn:
        """Return one by its header or its number counted from 1."""
        if isinstance(key, numbers.Number):
            if 1 <= cast("int", key) <= len(self):
                return TableColumn(self.parent, cast("int", key))
            raise KeyError(key)
        for number, label in enumerate(self.labels(), 1):
            if label.lower() == str(key).lower():
                return TableColumn(self.parent, number)
        raise KeyError(key)

    def add(self, name: str, index: int | None) -> TableColumn:
        """Insert a column; cells beside the table move to the right."""
        whole = self.parent.range
        number = index or whole.wide + 1
        whole.part(0, number - 1, whole.tall, 1).insert("right")
        # LibreOffice lets a table grow by itself when cells go in between its columns, not at its end.
        self.parent.grow(columns=whole.wide + 1 - self.parent.range.wide)
        self.parent.range.part(0, number - 1, 1, 1).write([[name]])
        return TableColumn(self.parent, number)


@implements(base_classes.TableColumn)
class TableColumn:
    """A column of a table."""

    def __init__(self, table: GrowingTable, number: int) -> None:
        self.parent, self.index = table, number

    @property
    def api(self) -> Uno:
        """LibreOffice's object of the cells."""
        return self.range.api

    @property
    def name(self) -> str:
        """The header."""
        return TableColumns(self.parent).labels()[self.index - 1]

    @property
    def range(self) -> Range:
        """The whole column."""
        whole = self.parent.range
        return whole.part(0, self.index - 1, whole.tall, 1)

    async def get_range(self) -> Range:
        """Return the whole column."""
        return self.range

    @property
    def data_body_range(self) -> Range | None:
        """The column between header and totals."""
        body = self.parent.data_body_range
        return None if body is None else body.part(0, self.index - 1, body.tall, 1)

    async def get_data_body_range(self) -> Range | None:
        """Return the column between header and totals."""
        return self.data_body_range

    def delete(self) -> None:
        """Delete the column; cells beside the table move to the left."""
        wide = self.parent.range.wide
        self.range.delete("left")
        self.parent.grow(columns=wide - 1 - self.parent.range.wide)


@implements(base_classes.TableRows)
class TableRows:
    """The rows of a table between header and totals; a table without data has none."""

    def __init__(self, table: GrowingTable) -> None:
        self.parent = table

    @property
    def api(self) -> Uno:
        """LibreOffice's object of the table."""
        return self.parent.api

    @property
    def column_count(self) -> int:
        """How many columns the table has."""
        return self.parent.range.wide

    def __len__(self) -> int:
        """Return how many there are."""
        body = self.parent.data_body_range
        return 0 if body is None or self.parent.insert_row_range is not None else body.tall

    async def get_count(self) -> int:
        """Return how many there are."""
        return len(self)

    def __iter__(self) -> Iterator[TableRow]:
        """Yield the rows from the top down."""
        return iter([TableRow(self.parent, number) for number in range(1, len(self) + 1)])

    def __contains__(self, key: object) -> bool:
        """Tell whether there is a row of this number."""
        return isinstance(key, int) and 1 <= key <= len(self)

    def __call__(self, key: int) -> TableRow:
        """Return one by its number counted from 1."""
        if 1 <= key <= len(self):
            return TableRow(self.parent, key)
        raise KeyError(key)

    def add(self, values: Any, index: int | None) -> TableRow:
        """Insert a row; cells below the table move down."""
        count = len(self)
        number = index or count + 1
        whole = self.parent.range
        head = int(self.parent.show_headers)
        if count:  # else the empty row that the table has is the one
            tall = whole.tall
            whole.part(head + number - 1, 0, 1, whole.wide).insert("down")
            self.parent.grow(rows=tall + 1 - self.parent.range.tall)
        row = self.parent.range.part(head + number - 1, 0, 1, whole.wide)
        if values is not None:
            row.write([list(values)])
        return TableRow(self.parent, number)


@implements(base_classes.TableRow)
class TableRow:
    """A row of a table."""

    def __init__(self, table: GrowingTable, number: int) -> None:
        self.parent, self.index = table, number

    @property
    def api(self) -> Uno:
        """LibreOffice's object of the cells."""
        return self.range.api

    @property
    def range(self) -> Range:
        """The row within the table."""
        whole = self.parent.range
        return whole.part(int(self.parent.show_headers) + self.index - 1, 0, 1, whole.wide)

    async def get_range(self) -> Range:
        """Return the row within the table."""
        return self.range

    def delete(self) -> None:
        """Delete the row; cells below the table move up. The last one is emptied: a table has a row."""
        if len(TableRows(self.parent)) == 1:
            self.range.clear_contents()
            return
        tall = self.parent.range.tall
        self.range.delete("up")
        self.parent.grow(rows=tall - 1 - self.parent.range.tall)
