"""Two workbooks → the rows of a table or sheet that both have, as they were typed, in the columns that both have.

Nothing is cleaned here: what staff typed is what is compared. Columns that the workbook calculates are left out,
for they say nothing that another cell does not.
"""

from __future__ import annotations

import re
from operator import itemgetter
from typing import TYPE_CHECKING

from msgspec import Struct

from workbook.cells import Area, address, text_of
from workbook.reading.mapping import numbered
from workbook.reading.raw import FileBookReader
from workbook.schema import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from workbook.cells import CellValue
    from workbook.reading.excel_table import ExcelTable
    from workbook.reading.locating import Located
    from workbook.reading.raw import RawBook
    from workbook.schema import Column, TableSpec

Values = tuple["CellValue", ...]
_AS_KEYS = (Kind.REFERENCE, Kind.MONTH, Kind.DATE, Kind.ID, Kind.CHOICE)
_FEW = 2  # fewer filled cells below a table are a remark


class Field(Struct, frozen=True):
    """A column of both workbooks: what it is called, what the schema knows of it, and its number in this one."""

    name: str
    label: str
    column: Column | None
    number: int


class Place(Struct, frozen=True):
    """Where a table stands in one workbook: its sheet, header row, last row, and all its columns by name.

    `spec` is `None` for a sheet that the schema does not know; then its columns are their letters.
    """

    sheet: str
    header_row: int
    last_row: int | None
    stop: int | None
    fields: Mapping[str, Field]
    calculated: frozenset[str]
    spec: TableSpec | None = None
    repeated: tuple[int, ...] = ()
    formulas: frozenset[str] = frozenset()

    @property
    def first_column(self) -> int:
        """The number of its first column."""
        return min((field.number for field in self.fields.values()), default=1)


def place_of_table(book: RawBook, located: Located, others: Sequence[Located]) -> Place:
    """Return where a table of the office stands, with the staff's own columns."""
    spec = located.spec
    frame = _frame(book, located)
    if frame is not None:
        headers = list(enumerate(frame.columns, frame.first_column))
    else:
        line = book.head(located.sheet, located.header_row)[located.header_row - 1]
        headers = _own_run(line, located, others)
    known = {number: name for name, number in located.columns.items()}
    eyes = {column.label.casefold() for column in spec.columns if column.for_the_eye}
    fields: dict[str, Field] = {}
    for (number, text), told in zip(headers, numbered([text for _, text in headers]), strict=True):
        name = known.get(number)
        if name is not None:
            column = spec.column(name)
            fields[name] = Field(name, column.label, column, number)
        elif text_of(text).strip() and text_of(text).strip().casefold() not in eyes:
            fields[f"eigene: {told}"] = Field(f"eigene: {told}", text_of(text).strip(), None, number)
    ours = frame is not None and frame.name.casefold() == spec.table_name.casefold()
    calculated = {column.name for column in spec.columns if column.formula is not None and ours}
    if frame is not None:
        calculated |= {field.name for field in fields.values() if field.label in frame.calculated}
    stop = min(
        (
            other.header_row
            for other in others
            if other is not located and other.sheet == located.sheet and other.header_row > located.header_row
        ),
        default=None,
    )
    return Place(
        located.sheet,
        located.header_row,
        located.last_row,
        stop,
        fields,
        frozenset(calculated),
        spec,
        located.repeated,
    )


def width_of(book: RawBook, sheet: str) -> int:
    """Return how many columns a sheet has up to its last filled one."""
    return max((len(row) for row in book.head(sheet, 1)), default=0)


def place_of_sheet(book: RawBook, sheet: str, width: int) -> Place:
    """Return a sheet that the schema does not know as one place from its first row on, columns by their letters."""
    letters = (re.sub(r"\d", "", address(1, number)) for number in range(1, width + 1))
    fields = {letter: Field(letter, f"Spalte {letter}", None, number) for number, letter in enumerate(letters, 1)}
    formulas = book.formulas(sheet) if isinstance(book, FileBookReader) else frozenset()
    return Place(sheet, 0, None, None, fields, frozenset(), formulas=formulas)


def _frame(book: RawBook, located: Located) -> ExcelTable | None:
    return next(
        (
            table
            for table in book.tables
            if located.bounded and (table.sheet, table.header_row) == (located.sheet, located.header_row)
            if table.first_column <= min(located.columns.values()) < table.first_column + len(table.columns)
        ),
        None,
    )


def _own_run(line: Sequence[CellValue], located: Located, others: Sequence[Located]) -> list[tuple[int, str]]:
    """Return the headers of a table without a frame: all of its row but what belongs to a table beside it."""
    taken = {
        number
        for other in others
        if other is not located and (other.sheet, other.header_row) == (located.sheet, located.header_row)
        for number in other.columns.values()
    }
    return [(number, text_of(value)) for number, value in enumerate(line, 1) if number not in taken]


def read_rows(book: RawBook, place: Place, names: Sequence[str]) -> Iterator[tuple[int, Values]]:
    """Yield the rows of a place with the number of each, the values of these columns; empty rows are left out."""
    columns = [place.fields[name].number - 1 for name in names]
    pick = _picker(columns)
    widest = max(columns, default=0)
    theirs = _without_formulas(place, names)
    empty = ("",) * len(names)
    for number, row in enumerate(book.rows(place.sheet), 1):
        if number <= place.header_row or number in place.repeated:
            continue
        if place.stop is not None and number >= place.stop:
            break
        line = row if len(row) > widest else [*row, *[""] * (widest + 1 - len(row))]
        values = pick(line)
        if theirs is not None:
            values = theirs(number, values)
        if values == empty:
            continue
        below = place.last_row is not None and number > place.last_row
        if not below or sum(value != "" for value in values) >= _FEW:
            yield number, values


def _picker(columns: Sequence[int]) -> Callable[[Sequence[CellValue]], Values]:
    if len(columns) == 1:
        only = columns[0]
        return lambda row: (row[only],)
    return itemgetter(*columns) if columns else lambda _: ()


def _without_formulas(place: Place, names: Sequence[str]) -> Callable[[int, Values], Values] | None:
    """Return what empties the cells of formulas, `None` where there are none: their results are nobody's typing."""
    if not place.formulas:
        return None
    held: dict[int, set[int]] = {}
    for cell in place.formulas:
        area = Area.parse(cell)
        if area is not None:
            held.setdefault(area.first_row, set()).add(area.first_column)
    columns = [place.fields[name].number for name in names]

    def emptied(number: int, values: Values) -> Values:
        formulas = held.get(number)
        if formulas is None:
            return values
        return tuple("" if column in formulas else value for column, value in zip(columns, values, strict=True))

    return emptied


def natural_key(spec: TableSpec | None, names: Sequence[str]) -> tuple[int, ...]:
    """Return the places of the columns by which rows of a table without keys are told apart, if there are any."""
    if spec is None:
        return ()
    required = [column for column in spec.columns if column.required and column.name in names]
    found = [column for column in required if column.kind in _AS_KEYS]
    if len(found) < _FEW:
        found += [column for column in required if column.kind is Kind.TEXT]
    return tuple(names.index(column.name) for column in found)


def key_text(value: CellValue) -> str:
    """Return a key as rows are found by it: a slip in case or white space makes no other row of it."""
    return text_of(value).strip().casefold()
