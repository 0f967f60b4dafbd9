"""Raw workbook → the rows that look like a table's header, whether an Excel table frames them or not."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from workbook.mapping import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from workbook.cells import CellValue
    from workbook.reading import Grid, RawBook
    from workbook.schema import Column, TableSpec

SEARCHED_ROWS = 60
"""So many rows of a sheet are looked at closely; further down a header has a blank row above it or known words."""


@dataclass(frozen=True, slots=True)
class Header:
    """A row of header cells: column numbers (from 1) with their texts. `last_row` as in `Located`."""

    sheet: str
    row: int
    numbered: tuple[tuple[int, str], ...]
    last_row: int | None = None
    name: str = ""
    excel: bool = False

    @property
    def compared(self) -> list[str]:
        """The texts as they are compared."""
        return [plain(text) for _, text in self.numbered]

    def overlaps(self, other: Header) -> bool:
        """Tell whether two headers share a cell."""
        return (
            (self.sheet, self.row) == (other.sheet, other.row)
            and self.numbered[0][0] <= other.numbered[-1][0]
            and other.numbered[0][0] <= self.numbered[-1][0]
        )


def excel_headers(book: RawBook) -> Iterator[Header]:
    """Yield the headers of the Excel tables."""
    for table in book.tables:
        last_row = table.body.last_row if table.body is not None else table.header_row
        numbered = tuple(enumerate(table.columns, table.first_column))
        if numbered:
            yield Header(table.sheet, table.header_row, numbered, last_row, table.name, excel=True)


def plain_headers(book: RawBook, sheet: str, vocabulary: frozenset[str]) -> list[Header]:
    """Return the header rows of a sheet, each cut where a cell is empty: tables may stand side by side.

    A table ends above the next header that shares a column with it.
    """
    rows = list(_header_rows(book.grid(sheet), vocabulary))
    found = [Header(sheet, number, run) for number, row in rows for run in runs_of(row)]
    ended = []
    for header in found:
        columns = range(header.numbered[0][0], header.numbered[-1][0] + 1)
        below = [
            other.row
            for other in found
            if other.row > header.row and any(number in columns for number, _ in other.numbered)
        ]
        ended.append(replace(header, last_row=min(below) - 1) if below else header)
    return ended


def _header_rows(grid: Grid, vocabulary: frozenset[str]) -> Iterator[tuple[int, Sequence[CellValue]]]:
    """Yield number and values of each row that holds headers: two known ones, and no less than half of its cells.

    Of a row with only two known headers more must be unknown to be left alone; that of three is a header.
    """
    gap = True
    for number, row in enumerate(grid, 1):
        filled = any(row)
        if filled and (gap or number <= SEARCHED_ROWS or _promising(row, vocabulary)):
            texts = [value for value in row if isinstance(value, str) and value.strip()]
            known = len({plain(value) for value in texts if len(value) < 80} & vocabulary)
            others = sum(not isinstance(value, str) for value in row)
            if (known > 2 or (known == 2 and len(texts) <= 6)) and others <= known:
                yield number, row
        gap = not filled


def _promising(row: Sequence[CellValue], vocabulary: frozenset[str]) -> bool:
    """Tell cheaply whether a row deep down may be a header: its first texts are known words."""
    first = [value for value in row[:12] if isinstance(value, str) and value][:3]
    return sum(value.casefold() in vocabulary for value in first) > 1


def runs_of(row: Sequence[CellValue]) -> list[tuple[tuple[int, str], ...]]:
    """Return the filled cells of a row as runs of neighbours, each with its column number."""
    runs: list[list[tuple[int, str]]] = [[]]
    for number, value in enumerate(row, 1):
        text = str(value) if value is not None else ""
        if text.strip():
            runs[-1].append((number, text))
        elif runs[-1]:
            runs.append([])
    return [tuple(run) for run in runs if run]


def joined(
    runs: Sequence[Header], spec: TableSpec, known: Mapping[str, Column], others: Sequence[Mapping[str, Column]]
) -> Header:
    """Return the part of a header row that is one table's: the run that fits best, and neighbours that go on.

    The run with the table's key fits better than any other: addresses, names and dates stand in every table.
    A neighbour with a header that is there already, or that fits another table better, belongs to that one.
    """
    fits = [(_has_key(run, spec, known), _fit(run, known)) for run in runs]
    best = fits.index(max(fits))
    chosen = runs[best]
    for step in (-1, 1):
        place = best + step
        while 0 <= place < len(runs) and _goes_on(chosen, runs[place], known, others):
            parts = sorted((*chosen.numbered, *runs[place].numbered))
            ends = [run.last_row for run in (chosen, runs[place]) if run.last_row is not None]
            chosen = replace(chosen, numbered=tuple(parts), last_row=min(ends, default=None))
            place += step
    return chosen


def _goes_on(
    header: Header, run: Header, known: Mapping[str, Column], others: Sequence[Mapping[str, Column]]
) -> bool:
    here = {known[label].name for label in header.compared if label in known}
    there = [known[label].name for label in run.compared if label in known]
    elsewhere = max((_fit(run, other) for other in others), default=0)
    # A single header that is there twice is somebody's mistake, and not the beginning of another table.
    repeated = here & set(there) and len(run.numbered) > 2
    return bool(there) and not repeated and len(there) >= elsewhere


def _fit(header: Header, known: Mapping[str, Column]) -> int:
    return len({known[label].name for label in header.compared if label in known})


def _has_key(header: Header, spec: TableSpec, known: Mapping[str, Column]) -> bool:
    return spec.key is None or any(known[label].name == spec.key for label in header.compared if label in known)


def suits(spec: TableSpec, header: Header, known: Mapping[str, Column]) -> bool:
    """Tell whether a header holds the table's key and most of its required columns."""
    names = {known[label].name for label in header.compared if label in known}
    required = [column for column in spec.columns if column.required]
    found = sum(column.name in names for column in required)
    return _has_key(header, spec, known) and found * 3 >= len(required) * 2 and len(names) > 1
