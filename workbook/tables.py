"""The office's tables as records.

A table is kept as columns of clean values and hands out its rows as records (pydantic, frozen) when asked for:
100,000 clients with 43 columns would not fit into twice a bare reader's memory otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from workbook.cells import Area, address, in_one_text, text_of
from workbook.findings import Finding, Problem, Severity, fingerprint, masked
from workbook.german import shown_number
from workbook.schema import HEADER_ROW, LISTS, Kind, Record

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from workbook.cells import CellValue

R = TypeVar("R", bound=Record)

NOT_REPEATED = "(wird hier nicht wiederholt)"
"""What a finding shows in place of a value that should not stand in the sheet at all."""

_MOST_AT_HAND = 32
"""So many records a table keeps that were asked for last: a letter asks for the same few again and again."""


class Table(Generic[R]):
    """The rows of one table. `sheet` is where it stands; `exists` is false if the workbook has no such table.

    `typed` are columns as staff wrote them, where a finding has to show that instead of the clean value.
    """

    def __init__(
        self,
        record: type[R],
        *,
        sheet: str,
        rows: Sequence[int],
        values: Mapping[str, Sequence[Any]],
        numbers: Mapping[str, int],
        header_row: int = HEADER_ROW,
        exists: bool = True,
        typed: Mapping[str, Sequence[CellValue]] | None = None,
    ) -> None:
        self.record, self.spec = record, record.spec
        self._typed = typed or {}
        self.sheet, self.exists, self.header_row = sheet, exists, header_row
        self.rows = rows
        self._values, self._numbers = values, numbers
        self._at_hand: dict[int, R] = {}

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.rows)

    def __iter__(self) -> Iterator[R]:
        """Yield the rows as records, made when asked for."""
        names, make, missing = ("row", *self._values), self.record.of_clean, self._missing
        for cells in zip(self.rows, *self._values.values(), strict=True):
            yield make({**dict(zip(names, cells, strict=True)), **missing})

    @cached_property
    def _missing(self) -> dict[str, None]:
        """What a record says of the columns that the workbook has not."""
        return dict.fromkeys(
            name for name in self.record.model_fields if name not in self._values and name != "row"
        )

    @cached_property
    def _in_order(self) -> tuple[tuple[str, ...], tuple[Sequence[Any], ...]]:
        """The names of the columns and the columns, as a record takes its values from them."""
        return tuple(self._values), tuple(self._values.values())

    def at(self, position: int) -> R:
        """Return the record at a position counted from 0."""
        if position < 0:
            position += len(self.rows)
        made = self._at_hand.get(position)
        if made is None:
            names, columns = self._in_order
            values = dict(zip(names, map(itemgetter(position), columns), strict=True))
            made = self.record.of_clean({"row": self.rows[position], **values, **self._missing})
            if len(self._at_hand) >= _MOST_AT_HAND:
                self._at_hand.clear()
            self._at_hand[position] = made
        return made

    def present(self, column: str) -> bool:
        """Tell whether the workbook has this column."""
        return column in self._values

    def column(self, name: str) -> Sequence[Any]:
        """Return the clean values of a column, one for each row; `None` throughout if the workbook has it not."""
        values = self._values.get(name)
        if values is None:
            self.spec.column(
                name
            )  # a column that the schema has not is our mistake, one that the workbook has not is not
            return [None] * len(self.rows)
        return values

    def cell(self, row: int, name: str) -> str:
        """Return the address of a column's cell in a row; that of the row's first cell if the column is missing."""
        number = self._numbers.get(name) or min(self._numbers.values(), default=1)
        return address(row, number)

    def area(self, name: str) -> Area:
        """Return the cells of a column, header excluded."""
        number = self._numbers[name]
        return Area(self.header_row + 1, number, max(self.rows, default=self.header_row + 1), number)

    @cached_property
    def positions(self) -> Mapping[str, int]:
        """The position of each key; of equal keys the first."""
        if self.spec.key is None:
            return {}
        keys = self.column(self.spec.key)
        found: dict[str, int] = dict(zip(keys, range(len(keys)), strict=True))
        if len(found) == len(keys):  # as nearly always: no key stands twice
            found.pop(None, None)  # type: ignore[call-overload]
            return found
        found.clear()
        for position, key in enumerate(keys):
            if key is not None:
                found.setdefault(key, position)
        return found

    @cached_property
    def once(self) -> Table[R]:
        """The table without the rows whose key stands in an earlier row; what has no key stays."""
        keys, first = () if self.spec.key is None else self.column(self.spec.key), self.positions
        kept = [place for place, key in enumerate(keys) if key is None or first[key] == place]
        return self if len(kept) == len(keys) else self._only(kept)

    def without(self, positions: Collection[int]) -> Table[R]:
        """Return the table without the rows at these positions; the others keep their place on the sheet."""
        return self._only([position for position in range(len(self.rows)) if position not in positions])

    def emptied(self, cells: Mapping[str, Collection[int]]) -> Table[R]:
        """Return the table with nothing in the cells at these positions of these columns."""
        values = {
            name: [None if place in cells[name] else value for place, value in enumerate(column)]
            if name in cells
            else column
            for name, column in self._values.items()
        }
        return self._with(self.rows, values, self._typed)

    def with_values(self, values: Mapping[str, Sequence[Any]]) -> Table[R]:
        """Return the table with other values in these columns, one for each row."""
        typed = {name: column for name, column in self._typed.items() if name not in values}
        return self._with(self.rows, {**self._values, **values}, typed)

    def _only(self, kept: Sequence[int]) -> Table[R]:
        rows = [self.rows[place] for place in kept]
        return self._with(rows, _Chosen(self._values, kept), _Chosen(self._typed, kept))

    def _with(
        self,
        rows: Sequence[int],
        values: Mapping[str, Sequence[Any]],
        typed: Mapping[str, Sequence[CellValue]],
    ) -> Table[R]:
        return Table(
            self.record,
            sheet=self.sheet,
            rows=rows,
            values=values,
            numbers=self._numbers,
            header_row=self.header_row,
            exists=self.exists,
            typed=typed,
        )

    def get(self, key: str | None) -> R | None:
        """Return the record with this key, `None` if there is none."""
        position = self.positions.get(key) if key is not None else None
        return None if position is None else self.at(position)

    def key_at(self, position: int) -> str:
        """Return the key of the row at a position, `""` if it has none."""
        return "" if self.spec.key is None else str(self.column(self.spec.key)[position] or "")

    def has_row(self, row: int) -> bool:
        """Tell whether a row of the sheet is one of the table's."""
        return row in (self.rows if isinstance(self.rows, range) else self._position_of_row)

    def position_of(self, row: int) -> int:
        """Return the position of a row of the sheet."""
        return self.rows.index(row) if isinstance(self.rows, range) else self._position_of_row[row]

    @cached_property
    def _position_of_row(self) -> Mapping[int, int]:
        return {row: position for position, row in enumerate(self.rows)}

    def typed_at(self, name: str, position: int) -> str:
        """Return the text in the cell of a column as it was typed, where reading kept it; else what it means."""
        return (
            text_of(self._typed[name][position])
            if name in self._typed
            else shown_value(self.column(name)[position])
        )

    def finding(self, rule: str, severity: Severity, row: int, column: str, problem: Problem) -> Finding:
        """Return a problem tied to a cell of this table."""
        position = self.position_of(row)
        name = problem.column or column
        declared = self.spec.column(name)
        value = shown_value(self.column(name)[position])
        written = (
            text_of(self._typed[name][position]) if declared.kind is Kind.PHONE and name in self._typed else value
        )
        about = value if problem.about is None else problem.about
        key = self.key_at(position)
        return Finding(
            rule=rule,
            severity=problem.severity or severity,
            sheet=self.sheet,
            cell=self.cell(row, name),
            table=self.spec.sheet,
            column=declared.label,
            key=key,
            value=NOT_REPEATED if problem.private else masked(written) if declared.masked else written,
            message=problem.message,
            suggestion=problem.suggestion,
            fingerprint=fingerprint(rule, self.spec.sheet, key or str(row), name, about),
        )


class _Chosen(Mapping[str, "Sequence[Any]"]):
    """Some rows of columns; each column is chosen from when it is first asked for."""

    def __init__(self, columns: Mapping[str, Sequence[Any]], places: Sequence[int]) -> None:
        self._columns, self._places = columns, places
        self._found: dict[str, Sequence[Any]] = {}

    def __getitem__(self, name: str) -> Sequence[Any]:
        if name not in self._found:
            self._found[name] = list(map(self._columns[name].__getitem__, self._places))
        return self._found[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)


class Office:
    """All tables of a workbook: `office[Client]` are its clients. `lists` are the allowed values by list.

    `gone` tells of a key whether it was somebody's who was erased: nobody may get it again.
    """

    def __init__(
        self,
        tables: Mapping[type[Record], Table[Any]],
        lists: Mapping[str, tuple[str, ...]],
        name: str = "",
        gone: Callable[[str], bool] = lambda _: False,
    ) -> None:
        self._tables, self.lists, self.name, self.gone = tables, lists, name, gone

    def __getitem__(self, record: type[R]) -> Table[R]:
        """Return the table of a record type; an empty one if the workbook has it not."""
        return self._tables.get(record) or _absent(record)

    def __iter__(self) -> Iterator[Table[Any]]:
        """Yield the tables that the workbook has."""
        return iter(self._tables.values())

    @cached_property
    def once(self) -> Office:
        """The office without rows whose key stands in an earlier row of their table (figures.md, R6)."""
        return self.with_tables({record: table.once for record, table in self._tables.items()})

    def with_tables(self, tables: Mapping[type[Record], Table[Any]]) -> Office:
        """Return the office with these tables in place of its own."""
        return Office(tables, self.lists, self.name, self.gone)

    def knowing(self, gone: Callable[[str], bool]) -> Office:
        """Return the office that knows whose keys are `gone`."""
        return Office(self._tables, self.lists, self.name, gone)

    def without(self, rows: Mapping[type[Record], Collection[int]]) -> Office:
        """Return the office without the rows at these positions of these tables."""
        tables = {
            record: table.without(rows[record]) if rows.get(record) else table
            for record, table in self._tables.items()
        }
        return self.with_tables(tables)

    def emptied(self, cells: Mapping[type[Record], Mapping[str, Collection[int]]]) -> Office:
        """Return the office with nothing in the cells at these positions of these columns of these tables."""
        tables = {
            record: table.emptied(cells[record]) if cells.get(record) else table
            for record, table in self._tables.items()
        }
        return self.with_tables(tables)


def office_of(records: Iterable[Record], *, lists: Mapping[str, tuple[str, ...]] | None = None) -> Office:
    """Return an office of the given records, laid out as `lotse new` would: for tests and for the demo."""
    grouped: dict[type[Record], list[Record]] = {}
    for record in records:
        grouped.setdefault(type(record), []).append(record)
    tables = {
        kind: Table(
            kind,
            sheet=kind.spec.sheet,
            rows=[record.row for record in group],
            values={
                column.name: [getattr(record, column.name) for record in group] for column in kind.spec.columns
            },
            numbers={column.name: number for number, column in enumerate(kind.spec.columns, 1)},
        )
        for kind, group in grouped.items()
    }
    return Office(tables, lists or {choices.name: choices.values for choices in LISTS})


def shown_value(value: Any) -> str:
    """Return a clean value as a finding shows it."""
    if isinstance(value, tuple):
        return in_one_text(value)
    if isinstance(value, Decimal):
        return shown_number(value)
    return text_of(value)


def _absent(record: type[R]) -> Table[R]:
    return Table(record, sheet=record.spec.sheet, rows=(), values={}, numbers={}, exists=False)
