"""Two workbooks → what is new, gone and different between them, table by table, by key and cell.

Sheets of Lotse's are left out: they follow from the rest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from automation.desk.row_matching import Side, match
from automation.desk.table_rows import key_text, natural_key, place_of_sheet, place_of_table, read_rows, width_of
from automation.desk.unmeant import Compared, notices
from workbook.cells import address, text_of
from workbook.errors import TableError
from workbook.reading.collector import collector_at_rest
from workbook.reading.locating import locate_all
from workbook.reading.mapping import plain
from workbook.reading.raw import FileBookReader
from workbook.schema import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from automation.desk.row_matching import Matched
    from automation.desk.table_rows import Field, Place
    from workbook.cells import CellValue
    from workbook.reading.locating import Located
    from workbook.reading.raw import RawBook
    from workbook.schema import Column


class CellChange(Struct, frozen=True):
    """A cell that holds something else: where it stands now, of which row and column, old and new value.

    `column` is `None` where the schema does not know it; `pattern` is the form of keys of the table, if it has one.
    `slipped` cells are those of a column that a notice tells of as a whole.
    """

    sheet: str
    cell: str
    key: str
    label: str
    before: CellValue
    after: CellValue
    column: Column | None = None
    pattern: str | None = None
    slipped: bool = False


class RowChange(Struct, frozen=True):
    """A row that is new, or `gone`: where it stands (stood), and what it holds (held) by column."""

    sheet: str
    cell: str
    key: str
    gone: bool
    values: tuple[tuple[str, Column | None, CellValue], ...]
    pattern: str | None = None


class Difference(Struct, frozen=True):
    """What differs between two workbooks: rows, cells, and sentences about what hardly anybody meant.

    `structure` are sentences about sheets, tables and columns that came or went. None of them names a value.
    """

    rows: tuple[RowChange, ...] = ()
    cells: tuple[CellChange, ...] = ()
    structure: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Tell whether anything differs."""
        return bool(self.rows or self.cells or self.structure)

    @property
    def new(self) -> int:
        """How many rows are new."""
        return sum(not row.gone for row in self.rows)

    @property
    def gone(self) -> int:
        """How many rows are gone."""
        return sum(row.gone for row in self.rows)

    @property
    def sheets(self) -> tuple[str, ...]:
        """The sheets on which rows or cells differ, in order."""
        return tuple(dict.fromkeys([*(row.sheet for row in self.rows), *(cell.sheet for cell in self.cells)]))


def differences(old: RawBook, new: RawBook) -> Difference:
    """Return what differs between two workbooks that are open for reading.

    Raises:
        DamagedWorkbookError: a sheet cannot be read to its end.
        TableError: a table can no longer be made out (its key column is gone, or a header stands twice).
    """
    with collector_at_rest():
        return _Comparing(old, new).run()


class _Comparing:
    """One comparison under way."""

    def __init__(self, old: RawBook, new: RawBook) -> None:
        self.old, self.new = old, new
        self.rows: list[RowChange] = []
        self.cells: list[CellChange] = []
        self.structure: list[str] = []
        self.notices: list[str] = []

    def run(self) -> Difference:
        before, now = _located(self.old, self.structure), _located(self.new, self.structure)
        for sheet in before.keys() & now.keys():
            self._table(before, now, sheet)
        self._tables_and_sheets(before, now)
        order = {sheet: place for place, sheet in enumerate((*self.new.sheets, *self.old.sheets))}
        places = {sheet: order[sheet] for sheet in reversed(order)}
        return Difference(
            tuple(sorted(self.rows, key=lambda each: places.get(each.sheet, len(places)))),
            tuple(sorted(self.cells, key=lambda each: places.get(each.sheet, len(places)))),
            tuple(self.structure),
            tuple(self.notices),
        )

    def _table(self, before: dict[str, Located], now: dict[str, Located], sheet: str) -> None:
        if self._same_content(before[sheet].sheet, now[sheet].sheet):
            return
        old = place_of_table(self.old, before[sheet], list(before.values()))
        new = place_of_table(self.new, now[sheet], list(now.values()))
        for place, other, what in ((old, new, "fort"), (new, old, "neu")):
            for name in place.fields.keys() - other.fields.keys() - place.calculated:
                self.structure.append(f"Blatt „{new.sheet}“: Die Spalte „{place.fields[name].label}“ ist {what}.")
        self._compare(old, new)

    def _tables_and_sheets(self, before: dict[str, Located], now: dict[str, Located]) -> None:
        ours = {*self.old.owned.values(), *self.new.owned.values()}  # an .xls does not tell
        old, new = ([sheet for sheet in book.sheets if sheet not in ours] for book in (self.old, self.new))
        both = before.keys() & now.keys()
        moved = {found[name].sheet for found in (before, now) for name in both}
        renamed = {before[name].sheet: now[name].sheet for name in both}
        for sheet in old:
            if renamed.get(sheet, sheet) not in old and sheet not in new:
                self.structure.append(f"Das Blatt „{sheet}“ heißt jetzt „{renamed[sheet]}“.")
            elif sheet not in new and sheet not in moved:
                self._notice(f"Das Blatt „{sheet}“ ist fort.")
        self.structure += (
            f"Das Blatt „{sheet}“ ist neu." for sheet in new if sheet not in old and sheet not in moved
        )
        for name in before.keys() - now.keys():
            if before[name].sheet in new:
                self._notice(f"Blatt „{before[name].sheet}“: Die Tabelle „{name}“ ist dort nicht mehr zu finden.")
        used = {located.sheet for found in (before, now) for located in found.values()}
        for sheet in old:
            if sheet in new and sheet not in used and not self._same_content(sheet, sheet):
                self._sheet(sheet)

    def _notice(self, sentence: str) -> None:
        """Take down what belongs to the structure and is hardly meant."""
        self.notices.append(sentence)
        self.structure.append(sentence)

    def _sheet(self, sheet: str) -> None:
        """Compare a sheet that the schema does not know."""
        width = max(width_of(self.old, sheet), width_of(self.new, sheet))
        places = [place_of_sheet(book, sheet, width) for book in (self.old, self.new)]
        if not all(isinstance(book, FileBookReader) for book in (self.old, self.new)):
            formulas = places[0].formulas | places[1].formulas  # the other one does not tell
            places = [replace(place, formulas=formulas) for place in places]
        self._compare(*places)

    def _same_content(self, old: str, new: str) -> bool:
        if not (isinstance(self.old, FileBookReader) and isinstance(self.new, FileBookReader)):
            return False
        before = self.old.content_of(old)
        return before is not None and before == self.new.content_of(new)

    def _compare(self, before: Place, now: Place) -> None:
        calculated = before.calculated | now.calculated
        names = [name for name in now.fields if name in before.fields and name not in calculated]
        spec = now.spec
        key = names.index(spec.key) if spec is not None and spec.key in names else None
        old, new = _sides(self.old, before, self.new, now, names, key)
        matched = match(old, new, key, natural_key(spec, names) if key is None else ())
        compared = _Table(now, before, names, key, old, new, matched)
        self.rows += compared.rows()
        changed: dict[int, list[int]] = {}
        for at, (here, there) in enumerate(matched.pairs):
            ours, theirs = old.values[here], new.values[there]
            if ours is not theirs and ours != theirs:
                for column, (one, other) in enumerate(zip(ours, theirs, strict=True)):
                    if one != other:
                        changed.setdefault(column, []).append(at)
        label = now.fields[names[key]].label if key is not None else ""
        fields = [now.fields[name] for name in names]
        found = list(notices(Compared(now.sheet, label, old, new, matched, fields, changed))) if spec else []
        self.notices += (notice.sentence for notice in found)
        self.cells += compared.cells(changed, {column for notice in found for column in notice.columns})


def _located(book: RawBook, told: list[str]) -> dict[str, Located]:
    """Return the tables of a workbook; one that can no longer be made out is told and left out."""
    specs = [record.spec for record in TABLES]
    while True:
        try:
            return {located.spec.sheet: located for located in locate_all(book, specs)}
        except TableError as error:
            rest = [spec for spec in specs if plain(error.sheet) not in {plain(spec.sheet), plain(spec.table_name)}]
            if len(rest) == len(specs):
                raise
            specs = rest
            told.append(str(error))


def _sides(
    old_book: RawBook, before: Place, new_book: RawBook, now: Place, names: Sequence[str], key: int | None
) -> tuple[Side, Side]:
    """Return the rows of both; a row that is the same in both is held once."""
    old, new = Side(), Side()
    first: dict[str, int] = {}
    for number, values in read_rows(old_book, before, names):
        text = key_text(values[key]) if key is not None else ""
        first.setdefault(text, old.add(number, values, text))
    for number, values in read_rows(new_book, now, names):
        text = key_text(values[key]) if key is not None else ""
        at = first.get(text, -1)
        new.add(number, old.values[at] if at >= 0 and old.values[at] == values else values, text)
    return old, new


class _Table(Struct, frozen=True):
    """A table that was compared, as rows and cells tell of it."""

    now: Place
    before: Place
    names: Sequence[str]
    key: int | None
    old: Side
    new: Side
    matched: Matched

    def rows(self) -> Iterator[RowChange]:
        for gone, places, side, place in (
            (True, self.matched.gone, self.old, self.before),
            (False, self.matched.new, self.new, self.now),
        ):
            first = self._field(place, self.key).number if self.key is not None else place.first_column
            for at in places:
                values = side.values[at]
                held = tuple(
                    (place.fields[name].label, place.fields[name].column, value)
                    for name, value in zip(self.names, values, strict=True)
                    if value != ""
                )
                cell = address(side.numbers[at], first)
                yield RowChange(self.now.sheet, cell, self._key(values), gone, held, self._pattern)

    def cells(self, changed: dict[int, list[int]], slipped: set[int]) -> Iterator[CellChange]:
        found = sorted((at, column) for column, rows in changed.items() for at in rows)
        for at, column in found:
            here, there = self.matched.pairs[at]
            field = self._field(self.now, column)
            values = self.new.values[there]
            yield CellChange(
                self.now.sheet,
                address(self.new.numbers[there], field.number),
                self._key(values),
                field.label,
                self.old.values[here][column],
                values[column],
                field.column,
                self._pattern,
                column in slipped,
            )

    def _field(self, place: Place, column: int) -> Field:
        return place.fields[self.names[column]]

    def _key(self, values: Sequence[CellValue]) -> str:
        return text_of(values[self.key]).strip() if self.key is not None else ""

    @property
    def _pattern(self) -> str | None:
        spec = self.now.spec
        return spec.column(spec.key).pattern if spec is not None and spec.key is not None else None
