"""Raw workbook → where each table of the office stands in it.

A table is found where the sheet `Zuordnung` says so, else by the name of its Excel table, by its sheet's name, or
by its headers: in any row and any column, beside or below another one, in any order and with others in between.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from msgspec import Struct

from workbook.cells import address
from workbook.errors import DuplicateHeaderError, MissingColumnError
from workbook.reading.headers import SEARCHED_ROWS, Header, excel_headers, joined, plain_headers, suits
from workbook.reading.mapping import TableMapping, numbered, plain, read_mapping

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from workbook.reading.raw import RawBook
    from workbook.schema import Column, TableSpec

__all__ = ["SEARCHED_ROWS", "Located", "locate", "locate_all", "plain"]


class Located(Struct, frozen=True):
    """Where a table stands: `columns` gives the sheet's column number (from 1) of each identifier.

    `last_row` is `None` where the rows run to the end of the sheet. `others` are headers that the schema does not
    know; `missing` are columns of the schema without a header. `bounded` says that an Excel table draws the line,
    so that what stands below belongs to somebody else. `repeated` are rows in which the header stands once more.
    """

    spec: TableSpec
    sheet: str
    header_row: int
    last_row: int | None
    columns: Mapping[str, int]
    missing: tuple[Column, ...]
    others: tuple[str, ...]
    bounded: bool = False
    repeated: tuple[int, ...] = ()


def locate(book: RawBook, spec: TableSpec) -> Located | None:
    """Return where a table of the office stands, `None` if the workbook does not have it.

    Raises:
        MissingColumnError: the table is there but has lost its key column.
        DuplicateHeaderError: two of its columns carry the header of one known column.
    """
    return next(iter(locate_all(book, (spec,))), None)


def locate_all(
    book: RawBook, specs: Sequence[TableSpec], mappings: Mapping[str, TableMapping] | None = None
) -> list[Located]:
    """Return where the tables of the office stand, in the order of `specs`; those that are absent are left out.

    `mappings` stand in for what the sheet `Zuordnung` says.

    Raises:
        MissingColumnError: a table is there but has lost its key column.
        DuplicateHeaderError: two of its columns carry the header of one known column.
    """
    mappings = read_mapping(book) if mappings is None else mappings
    labels = {spec.sheet: _labels(spec, mappings.get(spec.sheet)) for spec in specs}
    search = _Search(specs, labels, mappings)
    # None stands on a sheet of Lotse's, however alike: the log of letters has days and kinds, as holidays have.
    ours = frozenset(book.owned.values())
    frames = [frame for frame in excel_headers(book) if frame.sheet not in ours]
    search.settle(frames)
    if search.open:
        vocabulary = frozenset(label for known in labels.values() for label in known)
        whole = search.sheets(book)
        # In a workbook of `lotse new` each table has its own sheet, and looking at all of them would read it twice.
        grown = len(search.open) * 2 > len(specs)
        for sheet in (sheet for sheet in (book.sheets if grown else whole) if sheet not in ours):
            framed = [frame for frame in frames if frame.sheet == sheet]
            search.add(plain_headers(book, sheet, vocabulary, framed, near=sheet not in whole))
        search.settle(())
    found = search.found
    return [
        _assigned(spec, found[spec.sheet], labels[spec.sheet], mappings.get(spec.sheet), book.version)
        for spec in specs
        if spec.sheet in found
    ]


class _Search:
    """Gives each header to one table and each table one header, the surest pair first."""

    def __init__(
        self,
        specs: Sequence[TableSpec],
        labels: Mapping[str, Mapping[str, Column]],
        mappings: Mapping[str, TableMapping],
    ) -> None:
        self._specs, self._labels, self._mappings = specs, labels, mappings
        self._names = {
            spec.sheet: {plain(name) for name in (spec.table_name, spec.sheet, *spec.aliases)} for spec in specs
        }
        self._headers: list[Header] = []
        self.found: dict[str, Header] = {}

    @property
    def open(self) -> list[TableSpec]:
        """The tables not yet found."""
        return [spec for spec in self._specs if spec.sheet not in self.found]

    def add(self, headers: Iterable[Header]) -> None:
        """Take further headers into account."""
        self._headers += headers

    def sheets(self, book: RawBook) -> list[str]:
        """Return the sheets on which a table without a frame may stand anywhere.

        On one with an Excel table of ours, which may be long, another stands beside it or not far below its header.
        """
        taken = {plain(header.sheet) for header in self.found.values()}
        wanted = {plain(self._mappings[spec.sheet].sheet) for spec in self.open if spec.sheet in self._mappings}
        return [sheet for sheet in book.sheets if plain(sheet) not in taken or plain(sheet) in wanted]

    def settle(self, headers: Iterable[Header]) -> None:
        """Give out the headers known so far."""
        self.add(headers)
        pairs = sorted(self._pairs(), key=lambda pair: pair[:2])
        for _, _, spec, header in pairs:
            free = not any(header.overlaps(other) for other in self.found.values())
            if spec.sheet not in self.found and free:
                self.found[spec.sheet] = header

    def _pairs(self) -> Iterator[tuple[int, int, TableSpec, Header]]:
        rows: dict[tuple[str, int, bool], list[Header]] = defaultdict(list)
        for header in self._headers:
            rows[header.sheet, header.row, header.excel].append(header)
        for spec in self.open:
            known = self._labels[spec.sheet]
            for runs in rows.values():
                others = [self._labels[other.sheet] for other in self._specs if other is not spec]
                whole = runs if runs[0].excel else [joined(runs, spec, known, others)]
                for header in whole:
                    count = len({known[label].name for label in header.compared if label in known})
                    rank = self._rank(spec, header, count)
                    if rank is not None:
                        yield rank, -count, spec, header

    def _rank(self, spec: TableSpec, header: Header, count: int) -> int | None:
        """Return how sure it is that a header is the table's, surest first; `None` if it is not."""
        names, mapping = self._names[spec.sheet], self._mappings.get(spec.sheet)
        if mapping is not None:
            same_place = plain(mapping.sheet) == plain(header.sheet) and count
            return None if not same_place else 0 if mapping.header_row == header.row else 1
        if header.excel and plain(header.name) in names:
            return 2
        alike = suits(spec, header, self._labels[spec.sheet])
        if plain(header.sheet) in names and (alike or (count > 1 and not header.excel)):
            return 3
        return 4 if alike else None


def _assigned(
    spec: TableSpec, header: Header, labels: Mapping[str, Column], mapping: TableMapping | None, version: str
) -> Located:
    places: dict[str, list[int]] = defaultdict(list)
    others = []
    told = mapping.columns if mapping is not None else {}
    texts = [text for _, text in header.numbered]
    ranks: dict[int, int] = {}
    for (number, text), counted in zip(header.numbered, numbered(texts), strict=True):
        # Of equal headers the office's word says which is meant; without it they are somebody's mistake.
        column = labels.get(counted if counted in told else plain(text))
        if column is not None and column.for_the_eye:
            if not column.known_to(version):  # somebody's own column of that name
                others.append(text)
        elif column is not None:
            places[column.name].append(number)
            ranks[number] = 0 if counted in told else _rank_of(column, text)
        elif text.strip():
            others.append(text)
    by_number = dict(header.numbered)
    for name, numbers in places.items():
        best = min(ranks[number] for number in numbers)
        meant = [number for number in numbers if ranks[number] == best]
        if len(meant) > 1:
            cells = [address(header.row, number) for number in meant]
            raise DuplicateHeaderError(header.sheet, header.row, by_number[meant[0]].strip(), cells)
        # Under another word for what stands there already the office keeps something of its own.
        others += [by_number[number] for number in numbers if number not in meant]
        places[name] = meant
    if spec.key is not None and not places[spec.key]:
        raise MissingColumnError(header.sheet, header.row, spec.column(spec.key).label, others)
    return Located(
        spec=spec,
        sheet=header.sheet,
        header_row=header.row,
        last_row=header.last_row,
        columns={name: numbers[0] for name, numbers in places.items() if numbers},
        missing=tuple(
            column
            for column in spec.columns
            if not places[column.name] and column.formula is None and column.known_to(version)
        ),
        others=tuple(others),
        bounded=header.excel,
        repeated=header.repeated,
    )


def _rank_of(column: Column, text: str) -> int:
    """Return how surely a header means the column: its own label first, then its aliases in their order."""
    # `casefold` makes „Strasse“ of „Straße“, and one is an alias of the other.
    if " ".join(text.lower().split()).strip(" *:.") == column.label.lower().strip(" *:."):
        return 1
    words = [plain(word) for word in (column.label, *column.aliases)]
    return 2 + (words.index(plain(text)) if plain(text) in words else len(words))


def _labels(spec: TableSpec, mapping: TableMapping | None) -> dict[str, Column]:
    """Return the columns by their compared label and aliases; the office's word wins, a label over an alias."""
    aliases = {plain(alias): column for column in spec.columns for alias in column.aliases}
    known = aliases | {plain(column.label): column for column in spec.columns}
    if mapping is None:
        return known
    told = {header: known[plain(label)] for header, label in mapping.columns.items() if plain(label) in known}
    meant = {column.name for column in told.values()}
    rest = {
        header: column
        for header, column in known.items()
        if header not in mapping.columns and column.name not in meant
    }
    return rest | told
