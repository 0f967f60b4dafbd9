"""Raw workbook → the rows that look like a table's header, whether an Excel table frames them or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from workbook.reading.mapping import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from workbook.cells import CellValue
    from workbook.reading.raw import RawBook
    from workbook.schema import Column, TableSpec

SEARCHED_ROWS = 60
"""So many rows of a sheet are looked at closely; further down a header has a blank row above it or known words."""


class Header(Struct, frozen=True):
    """A row of header cells: column numbers (from 1) with texts. `last_row` and `repeated` as in `Located`."""

    sheet: str
    row: int
    numbered: tuple[tuple[int, str], ...]
    last_row: int | None = None
    name: str = ""
    excel: bool = False
    repeated: tuple[int, ...] = ()

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

    def repeats(self, other: Header) -> bool:
        """Tell whether this is another table's header once more, as on the next page of a printed list."""
        theirs = {number: plain(text) for number, text in other.numbered}
        same = sum(theirs.get(number) == plain(text) for number, text in self.numbered)
        most = max(len(self.numbered), len(other.numbered))
        return (self.sheet, self.row) > (other.sheet, other.row) and same > 1 and same * 4 >= most * 3


def excel_headers(book: RawBook) -> Iterator[Header]:
    """Yield the headers of the Excel tables."""
    for table in book.tables:
        last_row = table.body.last_row if table.body is not None else table.header_row
        numbered = tuple(enumerate(table.columns, table.first_column))
        if numbered:
            yield Header(table.sheet, table.header_row, numbered, last_row, table.name, excel=True)


def plain_headers(
    book: RawBook, sheet: str, vocabulary: frozenset[str], frames: Sequence[Header], *, near: bool = False
) -> list[Header]:
    """Return the header rows of a sheet, each cut where a cell is empty: tables may stand side by side.

    A table ends above the next header that shares a column with it, unless that is its own header once more. What
    an Excel table frames is left out; `near` looks only above it and some rows further.
    """
    depth = max((frame.row for frame in frames), default=0) + SEARCHED_ROWS
    rows = book.head(sheet, depth) if near else book.rows(sheet, again=True)
    found = [
        Header(sheet, number, run)
        for number, row in _header_rows(_outside(rows, frames), vocabulary)
        for run in runs_of(row)
        if _names_columns(run, vocabulary)
    ]
    return [header for header in ended([*found, *frames]) if not header.excel]


def _names_columns(run: Sequence[tuple[int, str]], vocabulary: frozenset[str]) -> bool:
    """Tell whether a piece of a header row is one: it may also be the data of a table beside it."""
    return sum(plain(text) in vocabulary for _, text in run) * 3 >= len(run)


def _outside(rows: Iterable[Sequence[CellValue]], frames: Sequence[Header]) -> Iterator[Sequence[CellValue]]:
    """Yield the rows of a sheet without the cells that Excel tables frame."""
    for number, row in enumerate(rows, 1):
        here = [frame for frame in frames if frame.row <= number <= (frame.last_row or frame.row)]
        if not here:
            yield row
            continue
        left = list(row)
        for frame in here:
            first, last = frame.numbered[0][0] - 1, frame.numbered[-1][0]
            left[first:last] = [""] * (last - first)
        yield left


def ended(headers: Iterable[Header]) -> list[Header]:
    """Return the headers of a sheet, from top to bottom, each with its last row and the rows that repeat it."""
    first: list[Header] = []
    repeated: dict[Header, list[int]] = {}
    for header in sorted(headers, key=lambda each: (each.row, each.numbered)):
        own = next((other for other in first if not header.excel and header.repeats(other)), None)
        if own is None:
            first.append(header)
        else:
            repeated.setdefault(own, []).append(header.row)
    found = []
    for header in first:
        columns = range(header.numbered[0][0], header.numbered[-1][0] + 1)
        below = [
            other.row
            for other in first
            if other.row > header.row and any(number in columns for number, _ in other.numbered)
        ]
        last = header.last_row if header.excel else min(below) - 1 if below else None
        again = tuple(row for row in repeated.get(header, ()) if last is None or row <= last)
        found.append(replace(header, last_row=last, repeated=again))
    return found


def _header_rows(
    grid: Iterable[Sequence[CellValue]], vocabulary: frozenset[str]
) -> Iterator[tuple[int, Sequence[CellValue]]]:
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
            again = tuple(sorted({*chosen.repeated, *runs[place].repeated}))
            chosen = replace(chosen, numbered=tuple(parts), last_row=min(ends, default=None), repeated=again)
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
