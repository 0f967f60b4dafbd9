"""A grown workbook and what it was taken for → the office's data, to be written into a new workbook of Lotse.

Here a table may come from several ranges (the clients of each year), and rows without a key are numbered.
"""

from __future__ import annotations

from itertools import chain, islice
from typing import TYPE_CHECKING, Any, Self

from msgspec import Struct, field
from msgspec.structs import replace

from workbook.cells import Area, text_of
from workbook.reading.mapping import TableMapping, plain
from workbook.reading.records import read_office
from workbook.schema import TABLES, Record, table_of
from workbook.tables import Office, Table

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from workbook.adoption.own_keys import Kept
    from workbook.adoption.proposed import ColumnProposal, Proposal, TableProposal
    from workbook.cells import CellValue, Grid
    from workbook.package.comments import CellComment
    from workbook.package.sheet_marks import SheetMarks
    from workbook.reading.excel_table import ExcelTable
    from workbook.reading.raw import RawBook

_FEWEST = 3  # so many cells of a row are filled before it gets a number


class Left(Struct, frozen=True):
    """Rows of a range that are not carried over: sums, headings, single words, or a table without any key."""

    sheet: str
    table: str
    rows: int


class _Parts(Struct):
    """A table in one or more ranges, in the order in which they were read."""

    tables: list[Table[Any]] = field(default_factory=list)
    kept: Kept = field(default_factory=dict)

    def __len__(self) -> int:
        return sum(map(len, self.tables))

    def add(self, table: Table[Any], kept: Kept) -> None:
        offset = len(self)
        self.tables.append(table)
        self.kept |= {
            (record, position + offset, name): value
            for (record, position, name), value in kept.items()
            if record is table.record
        }

    def together(self) -> Table[Any]:
        """Return the ranges as one table, laid out like the first of them."""
        first = self.tables[0]
        if len(self.tables) == 1:
            return first
        names = [column.name for column in first.spec.columns if any(t.present(column.name) for t in self.tables)]
        return Table(
            first.record,
            sheet=first.sheet,
            rows=range(1, len(self) + 1),
            values={name: list(chain(*(table.column(name) for table in self.tables))) for name in names},
            numbers={name: number for number, name in enumerate(names, 1)},
        )


def carried_office(
    book: RawBook, proposal: Proposal, mappings: Mapping[str, TableMapping]
) -> tuple[Office, Kept, tuple[Left, ...]]:
    """Return the data of all ranges of a proposal, by place the values that are no clean ones, and what stays.

    `mappings` are those of the tables that have a key.

    Raises:
        WorkbookError: the workbook cannot be read.
    """
    parts: dict[type[Record], _Parts] = {}
    lists: Mapping[str, tuple[str, ...]] = {}
    widened = {table.table for table in proposal.tables if table.split}
    whole = {table: mapping for table, mapping in mappings.items() if table not in widened}
    if whole:
        office, kept = read_kept(book, TABLES, whole)
        lists = office.lists
        for table in office:
            parts.setdefault(table.record, _Parts()).add(table, kept)
    left = []
    told = [*(mappings.get(table.table) for table in proposal.tables), *[None] * len(proposal.further)]
    for proposed, mapping in zip((*proposal.tables, *proposal.further), told, strict=True):
        record = table_of(proposed.table)
        known = parts.setdefault(record, _Parts())
        before = len(known)
        if proposed.table in whole and proposed not in proposal.further:
            before = 0
        elif proposed.lacks_key is None or record.spec.key_form is not None:
            source = WidenedBook(book, proposed, len(known) + 1, mapping)
            office, kept = read_kept(source, (record,), {proposed.table: source.mapping})
            lists = lists or office.lists
            known.add(office[record], kept)
        rows = _filled_rows(book, proposed) - (len(known) - before)
        if rows > 0:
            left.append(Left(proposed.sheet, proposed.table, rows))
    tables = {record: each.together() for record, each in parts.items() if each.tables}
    return (
        Office(tables, lists, book.name),
        {place: value for each in parts.values() for place, value in each.kept.items()},
        tuple(left),
    )


def _filled_rows(book: RawBook, table: TableProposal) -> int:
    """Return the number of rows below a header, up to the end of its range, in which anything stands."""
    places = _places(table)
    rows = book.grid(table.sheet)[table.header_row : table.last_row]
    return sum(any(text_of(row[place]).strip() for place in places if place < len(row)) for row in rows)


def _places(table: TableProposal) -> list[int]:
    """Return where the columns of a proposal stand in a row, from 0."""
    areas = [Area.parse(column.cell) for column in table.columns if column.label or column.parts]
    return [area.first_column - 1 for area in areas if area is not None]


def read_kept(
    book: RawBook, records: Sequence[type[Record]], mappings: Mapping[str, TableMapping]
) -> tuple[Office, Kept]:
    """Return the office, and by place in it the values that are no clean ones."""
    office, findings = read_office(book, records, mappings)
    unread: dict[str, list[tuple[str, Any]]] = {}
    for finding in findings:
        if finding.value:
            unread.setdefault(finding.sheet, []).append((finding.cell, finding))
    kept: Kept = {}
    by_name = {record.spec.sheet: record for record in TABLES}
    for sheet, cells in unread.items():
        grid = book.grid(sheet)
        for cell, finding in cells:
            record, area = by_name[finding.table], Area.parse(cell)
            table = office[record]
            name = next(column.name for column in record.spec.columns if column.label == finding.column)
            if area is None or area.first_row not in table.rows or not table.present(name):
                continue
            position = table.rows.index(area.first_row)
            if table.column(name)[position] is None:
                kept[record, position, name] = grid[area.first_row - 1][area.first_column - 1]
    return office, kept


class WidenedBook:
    """A workbook in which a range has further columns to the right of everything else.

    These are keys where it has none, and the pieces of columns that hold what Lotse keeps in several.
    """

    def __init__(self, book: RawBook, table: TableProposal, first: int, told: TableMapping | None = None) -> None:
        self._form = table_of(table.table).spec.key_form if table.lacks_key is not None else None
        self._book, self._table, self._first = book, table, first
        self._places = _places(table)
        self._splits = [
            (area.first_column - 1, column)
            for column in table.columns
            if column.split is not None and (area := Area.parse(column.cell)) is not None
        ]
        self._headers: list[CellValue] = [
            f"{label} (aus {column.header})" for _, column in self._splits for label in column.parts
        ]
        meant = [label for _, column in self._splits for label in column.parts]
        if table.lacks_key is not None:
            self._headers.append(table.lacks_key)
            meant.append(table.lacks_key)
        mapping = told or table.mapping
        columns = {**mapping.columns, **dict(zip(map(plain, self._headers), meant, strict=True))}
        self.mapping = replace(mapping, columns=columns)
        self.name, self.digest, self.date_1904, self.sheets = book.name, book.digest, book.date_1904, book.sheets
        self.owned, self.lost, self.version = book.owned, book.lost, book.version

    @property
    def tables(self) -> Sequence[ExcelTable]:
        """The Excel tables, without one that frames the range: the keys stand outside of it."""
        at = (self._table.sheet, self._table.header_row)
        return [table for table in self._book.tables if (table.sheet, table.header_row) != at]

    def rows(self, sheet: str, *, again: bool = False) -> Iterator[Sequence[CellValue]]:
        """Yield the rows of a sheet, those of the range with their further columns."""
        rows = self._book.rows(sheet, again=again)
        return rows if sheet != self._table.sheet else self._widened(rows)

    def _widened(self, rows: Iterator[Sequence[CellValue]]) -> Iterator[Sequence[CellValue]]:
        count = self._first
        last = self._table.last_row
        for number, row in enumerate(rows, 1):
            more: list[CellValue] = [""] * len(self._headers)
            if number == self._table.header_row:
                more = self._headers
            elif number > self._table.header_row and (last is None or number <= last) and self._is_record(row):
                more = [piece for place, column in self._splits for piece in self._pieces(column, row[place])]
                if self._table.lacks_key is not None and self._form is not None:
                    more.append(self._form.key(count))
                    count += 1
            yield [*row, *more]

    @staticmethod
    def _pieces(column: ColumnProposal, value: CellValue) -> Sequence[CellValue]:
        blank = column.split is None or not text_of(value).strip()
        return [""] * len(column.parts) if blank or column.split is None else column.split.pieces(value)

    def _is_record(self, row: Sequence[CellValue]) -> bool:
        filled = sum(row[place] not in {"", None} for place in self._places if place < len(row))
        filled += sum(len(column.parts) - 1 for place, column in self._splits if row[place] not in {"", None})
        headers = [plain(column.header) for column in self._table.columns]
        return filled >= _FEWEST and sum(plain(value) in headers for value in row if value) * 2 < filled

    def grid(self, sheet: str) -> Grid:
        """Return the values of a sheet, those of the range with their further columns."""
        return [list(row) for row in self.rows(sheet)]

    def head(self, sheet: str, rows: int) -> Grid:
        """Return the first rows of a sheet, those of the range with their further columns."""
        return [list(row) for row in islice(self.rows(sheet), rows)]

    def soonest(self, sheets: Collection[str]) -> Sequence[str]:
        """Return the sheets in the order in which all of them are read soonest."""
        return self._book.soonest(sheets)

    def ahead(self, sheet: str) -> None:
        """Begin to read a sheet that is asked for next."""
        self._book.ahead(sheet)

    def marks(self, sheet: str) -> SheetMarks:
        """Return what a sheet says beside its values."""
        return self._book.marks(sheet)

    def comments(self, sheet: str) -> Mapping[tuple[int, int], CellComment]:
        """Return the notes at cells by row and column."""
        return self._book.comments(sheet)

    def shown(self, sheet: str, numbers: Mapping[str, float]) -> Mapping[str, str]:
        """Return what cells with these numbers show."""
        return self._book.shown(sheet, numbers)

    def __enter__(self) -> Self:
        """Begin to read."""
        return self

    def __exit__(self, *_: object) -> None:
        """Leave the workbook to who opened it."""
