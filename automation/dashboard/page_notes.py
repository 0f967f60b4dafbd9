"""Notes that staff pin to cells of the pages and of `Fakten` go with what they were put on.

A cell of a page is what it says: the table that it stands in, the line, the column, and where there is one the
quarter. A quarter that moves from one column to the next takes its notes along. What is on the page no more leaves
its note at the title, with the cell where it lay.
"""

from __future__ import annotations

import re
from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct, field
from msgspec.structs import replace

from automation.dashboard import grid as p
from automation.dashboard.fact_sheet import COLUMNS
from automation.dashboard.fact_sheet import HEADER_ROW as FACTS_HEADER
from automation.figures import fact_formulas as f
from automation.pinned_notes import pin
from workbook import own_sheets
from workbook.cells import address, text_of
from workbook.package.comments import is_earlier_help
from workbook.sheets import Formula, Link

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from workbook.package.comments import CellComment
    from workbook.reading.raw import RawBook
    from workbook.sheets import Sheet, Value

Cell = tuple[int, int]
Texts = dict[Cell, str]

FACTS = own_sheets.FACTS
_PAGE = re.compile(rf"{own_sheets.DASHBOARD}( \d+)?")
_LETTER = re.compile(r"[^\W\d_]")
_QUARTER = re.compile(r"\d{4}-Q[1-4]")
_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
_FACT_IS = ((f.CODE, f.SHEET, f.KEY, f.DAY, f.SENTENCE), (f.CODE, f.SHEET, f.KEY, f.DAY), (f.CODE, f.SHEET, f.KEY))
"""By what a row of facts is the same as one of the last run, the surest first."""
_TITLE = {FACTS: (1, 1)}
_KEY = next(place for place, column in enumerate(COLUMNS, 1) if column.label == f.KEY)
_LONG = 60
_NAMES = 2
"""The column of the lines' names on the pages after the first."""


class Anchor(NamedTuple):
    """What a cell is known by: the title of its table, its line, and the head or the quarter of its column."""

    table: str
    line: str
    head: str
    column: int

    def without_numbers(self) -> Anchor:
        """Return the anchor without the numbers in its words, which are counted anew in each run."""
        return self._replace(table=_DIGITS.sub("#", self.table), line=_DIGITS.sub("#", self.line))

    def in_any_column(self) -> Anchor:
        """Return the anchor for a table whose columns stand in another order."""
        return self._replace(column=0) if self.head else self

    def of_headers(self) -> Anchor:
        """Return the anchor of a header, whichever row of its table it stands in; other anchors as they are."""
        if (self.head and not _QUARTER.fullmatch(self.line)) or self.column <= _NAMES:
            return self
        return Anchor(self.table, "", "", self.column)


class SheetNotes(Struct, frozen=True):
    """The staff's notes on a sheet as it stood, by cell, and what of the sheet says what they were put on."""

    comments: Mapping[Cell, CellComment] = field(default_factory=dict)
    texts: Mapping[Cell, str] = field(default_factory=dict)


PageNotes = dict[str, SheetNotes]
"""The notes on the pages and on the sheet of facts, by what Lotse calls the sheet."""


def read_page_notes(book: RawBook) -> PageNotes:
    """Return the staff's notes on the sheets that the dashboard's run writes anew; nothing where there are none."""
    found: PageNotes = {}
    helps = {column.help for column in COLUMNS if column.help}
    for ours, name in book.owned.items():
        if name not in book.sheets or not (ours == FACTS or _PAGE.fullmatch(ours)):
            continue
        # Lotse's own are known by their words: reading half a million rows for that would cost seconds each time.
        comments = {
            cell: each
            for cell, each in book.comments(name).items()
            if ours != FACTS or cell[0] != FACTS_HEADER or not (each.text in helps or is_earlier_help(each))
        }
        if comments:
            wanted = {row for row, _ in comments}
            texts = {
                (row, column): text_of(value)
                for row, values in enumerate(book.grid(name), 1)
                for column, value in enumerate(values, 1)
                if value not in {None, ""} and (ours != FACTS or row in wanted or row == FACTS_HEADER)
            }
            found[ours] = SheetNotes(comments, texts)
    return found


def with_notes(sheet: Sheet, notes: Mapping[str, SheetNotes]) -> Sheet:
    """Return a sheet, under the name that Lotse has for it, with the notes that staff had put on it."""
    ours = sheet.name
    had = notes.get(ours)
    if had is None:
        return sheet
    find = _in_facts(sheet, had) if ours == FACTS else _on_page(sheet, ours, had)
    places: dict[Cell, CellComment] = dict(sheet.comments)
    for cell, comment in sorted(had.comments.items()):
        if cell in find:
            pin(places, find[cell], comment)
        else:
            about = _about(had, ours, cell)
            lay = f"Lag an {address(*cell)} ({about})" if about else f"Lag an {address(*cell)}"
            pin(places, _TITLE.get(ours, (1, 2)), replace(comment, text=f"{lay}:\n{comment.text}"))
    return replace(sheet, comments=places)


def _about(had: SheetNotes, ours: str, cell: Cell) -> str:
    """Return what a note spoke of that has no place any more, in the sheet's own words."""
    if ours == FACTS:
        words = [had.texts.get((cell[0], column), "") for column in (1, _KEY)]
    else:
        anchor = _Page(had.texts, ours).anchor(cell)
        words = [] if anchor is None else [anchor.table, anchor.line, anchor.head]
    return ", ".join(word if len(word) <= _LONG else f"{word[:_LONG]}…" for word in dict.fromkeys(words) if word)


def _on_page(sheet: Sheet, ours: str, had: SheetNotes) -> dict[Cell, Cell]:
    """Return where the noted cells of a page are now; its head with the tiles stays where it is."""
    fixed = p.SECOND_PAGE if ours == own_sheets.DASHBOARD else 3
    found = {cell: cell for cell in had.comments if cell[0] < fixed}
    old, new = _Page(had.texts, ours), _Page(texts_of(sheet), ours)
    wanted = {cell: old.anchor(cell) for cell in sorted(had.comments) if cell not in found}
    taken: set[Cell] = set()
    ways = (lambda anchor: anchor, Anchor.without_numbers)
    for same in ways if ours == own_sheets.DASHBOARD else (*ways, Anchor.in_any_column, Anchor.of_headers):
        if len(found) == len(had.comments):
            break
        there: defaultdict[Anchor, list[Cell]] = defaultdict(list)
        for cell in new.cells(fixed):
            anchor = new.anchor(cell)
            if anchor is not None:
                there[same(anchor)].append(cell)
        for cell, anchor in wanted.items():
            free = (
                [each for each in there[same(anchor)] if each not in taken] if anchor and cell not in found else []
            )
            if free:
                found[cell] = free[0]
                taken.add(free[0])
    return found


class _Page:
    """A page as its texts: what each cell is known by."""

    def __init__(self, texts: Mapping[Cell, str], ours: str) -> None:
        self._texts, self._stories = texts, p.STORIES if ours == own_sheets.DASHBOARD else ()
        self._rows: defaultdict[int, dict[int, str]] = defaultdict(dict)
        for (row, column), text in sorted(texts.items()):
            self._rows[row][column] = text

    def cells(self, first: int) -> Iterator[Cell]:
        """Yield the cells from a row on: those of a line from its first text to the page's last column."""
        last = max((column for _, column in self._texts), default=1)
        for row in sorted(row for row in self._rows if row >= first):
            yield from ((row, column) for column in range(min(self._rows[row]), last + 1))

    def anchor(self, cell: Cell) -> Anchor | None:
        """Return what a cell is known by; `None` where its row says nothing."""
        row, column = cell
        if row not in self._rows:
            return None
        top = self._top(row)
        heads = self._heads(top, row, column)
        quarter = next((text for above, text in heads if self._is_quarter(above, text)), None)
        line, at = self._named(row, column)
        table = self._named(top, column)[0]
        if at == column:  # the name of the line itself
            return Anchor(table, line, "", column)
        if quarter is not None:
            return Anchor(table, line, quarter, 0)
        if not heads and self._names_quarters(top, row):
            heads = self._heads_above(top, column)
        return Anchor(table, line, heads[0][1] if heads else "", column)

    def _top(self, row: int) -> int:
        """Return the first row of a table; between headers and quarters as lines there is a row without words."""
        while row - 1 in self._rows:
            row -= 1
        if not self._stories and row - 2 in self._rows and _QUARTER.fullmatch(self._named(row, 0)[0]):
            return self._top(row - 2)
        return row

    def _heads(self, top: int, row: int, column: int) -> list[tuple[int, str]]:
        """Return the words above a cell in its column, with their rows."""
        return [
            (above, text)
            for above in range(top, row)
            if above in self._rows and (text := self._rows[above].get(column)) and _LETTER.search(text)
        ]

    def _heads_above(self, top: int, column: int) -> list[tuple[int, str]]:
        """Return the words of a column in the next table above that has some: its headers stand there."""
        bottom = max((row for row in self._rows if row < top), default=None)
        while bottom is not None:
            top = self._top(bottom)
            if heads := self._heads(top, bottom, column):
                return heads
            bottom = max((row for row in self._rows if row < top), default=None)
        return []

    def _is_quarter(self, row: int, text: str) -> bool:
        """Tell whether a word names a column's quarter: where all columns have the same one, it names none."""
        alone = self._stories or list(self._rows[row].values()).count(text) == 1
        return bool(alone and _QUARTER.fullmatch(text))

    def _names_quarters(self, top: int, row: int) -> bool:
        """Tell whether a row above has a name and beside it quarters: the other headers stand further up then."""
        rows = ([*self._rows[above].values()] for above in range(top, row) if above in self._rows)
        return not self._stories and any(
            not _QUARTER.fullmatch(name) and any(map(_QUARTER.fullmatch, others)) for name, *others in rows
        )

    def _named(self, row: int, column: int) -> tuple[str, int]:
        """Return the first words of a row in the column's story, else those of the whole row, and their column."""
        words = {place: text for place, text in self._rows[row].items() if _LETTER.search(text)}
        first = next((story.first for story in self._stories if story.first <= column <= story.last + 1), None)
        own = [place for place in words if first is not None and first <= place <= column]
        place = min(own or words, default=None)
        return ("", 0) if place is None else (words[place], place)


def _in_facts(sheet: Sheet, had: SheetNotes) -> dict[Cell, Cell]:
    """Return where the noted cells of the sheet of facts are now."""
    (table,) = sheet.tables
    labels = [column.label for column in table.columns]
    heads = {column: text for (row, column), text in had.texts.items() if row == FACTS_HEADER}
    found = {cell: cell for cell in had.comments if cell[0] <= FACTS_HEADER}
    for same in _FACT_IS:
        wanted: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
        for row in sorted({row for row, _ in had.comments.keys() - found.keys()}):
            said = {label: had.texts.get((row, column), "") for column, label in heads.items()}
            if said.get(f.CODE):
                wanted[tuple(said.get(label, "") for label in same)].append(row)
        places = [labels.index(label) for label in same]
        for row, values in enumerate(table.rows if wanted else (), table.row + 1):
            waiting = wanted.get(tuple(_text(values[place]) for place in places))
            if waiting:
                old = waiting.pop(0)
                for cell in had.comments:
                    if cell[0] == old:
                        head = heads.get(cell[1])
                        found[cell] = (row, table.column + labels.index(head) if head in labels else cell[1])
    return found


def texts_of(sheet: Sheet) -> Texts:
    """Return what a sheet that is to be written shows in its cells."""
    found = {(note.area.first_row, note.area.first_column): _text(note.text) for note in sheet.notes}
    for block in sheet.blocks:
        found |= _laid_out(block.row, block.column, block.rows)
    for table in sheet.tables:
        found |= _laid_out(table.row, table.column, [[column.label for column in table.columns], *table.rows])
    return {cell: text for cell, text in found.items() if text}


def _laid_out(row: int, column: int, lines: Iterable[Sequence[Value]]) -> Texts:
    return {
        (down, right): _text(value)
        for down, values in enumerate(lines, row)
        for right, value in enumerate(values, column)
    }


def _text(value: Value) -> str:
    shown = value.value if isinstance(value, Formula) else value.text if isinstance(value, Link) else value
    return str(shown) if isinstance(shown, Decimal) else text_of(shown)
