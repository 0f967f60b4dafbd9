"""The sheet `Veröffentlichungen`: what was published when, cell by cell, so that nothing is given away later.

What was published stays published, as it was first. What was hidden stays hidden as long as that costs nothing.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from automation.checks.closed import KEPT, LEDGER
from automation.publication.subject_tables import HIDDEN, TOTAL
from workbook.cells import Area, text_of
from workbook.reading.raw import read_own_table
from workbook.sheets import (
    DATE,
    HEADING,
    SUBTITLE,
    TEXT,
    TITLE,
    WRAPPED,
    Block,
    Note,
    Palette,
    Print,
    Sheet,
    SheetTable,
    Style,
    TableColumn,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from automation.publication.relations import Term
    from automation.publication.subject_tables import Address, Table
    from workbook.cells import CellValue
    from workbook.reading.raw import RawBook, RawTable
    from workbook.sheets import Value

SHEET = LEDGER
RELEASES, CELLS = KEPT[LEDGER]
LATE = "nachgemeldet"
"""The column of what came in after a quarter was published."""
_RELEASE = ("Nr.", "Tag", "Quartal", "Abschlüsse", "Zellen", "verdeckt", "Prüfsumme", "Notiz")
_CELL = ("Nr.", "Gegenstand", "Aufteilung", "Zeile", "Spalte", "Wert")
_WHY = "Grund"
"""Why something is hidden: for the office, and only for cells of this version; no check sum knows it."""
_NUMBER = Style(number_format="0", align="right")
_INPUT = TableColumn("Notiz", 40, Style(number_format="@", wrap=True, fill=Palette.INPUT, unlocked=True))


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """A published cell as its table shows it: `value` is `None` where it is hidden, `why` then says why."""

    subject: str
    split: str
    row: str
    column: str
    value: int | None = field(compare=False)
    why: str = field(default="", compare=False)


class Release(Struct, frozen=True):
    """A release: its number, day and quarter, the closing that each quarter was taken from, its cells."""

    number: int
    day: date
    quarter: str
    closings: Mapping[str, int]
    cells: tuple[Cell, ...]
    note: str = ""

    @property
    def mark(self) -> str:
        """The check sum of its head and its cells."""
        closings = "; ".join(f"{quarter}={number}" for quarter, number in self.closings.items())
        head = f"{self.number}|{self.day.isoformat()[:10]}|{self.quarter}|{closings}"
        return hashlib.sha256(f"{head}\n{self.said}".encode()).hexdigest()[:16]

    @property
    def mark_of_cells(self) -> str:
        """The check sum of earlier versions, which did not know the head."""
        return hashlib.sha256(self.said.encode()).hexdigest()[:16]

    @property
    def said(self) -> str:
        """What its cells say, in lines."""
        return "\n".join(f"{c.subject}|{c.split}|{c.row}|{c.column}|{c.value}" for c in self.cells)


class Ledger(Struct, frozen=True):
    """All releases, the first first; `broken` are those whose cells are not what was published."""

    releases: tuple[Release, ...] = ()
    broken: tuple[int, ...] = ()

    def closing_of(self, quarter: str) -> int | None:
        """Return the closing that a quarter was first published from."""
        return next((each.closings[quarter] for each in self.releases if quarter in each.closings), None)

    def ends_with(self, quarter: str) -> bool:
        """Tell whether the last release is one of a quarter."""
        return bool(self.releases) and self.releases[-1].quarter == quarter

    def saying(self, quarter: str, cells: tuple[Cell, ...]) -> Release | None:
        """Return the last release if it is of this quarter and says just these cells: nothing new is to be told."""
        same = self.ends_with(quarter) and replace(self.releases[-1], cells=cells).said == self.releases[-1].said
        return self.releases[-1] if same else None

    def late(self, subject: str) -> int:
        """Return what was published last of what came in late."""
        found = [c.value for each in self.releases for c in each.cells if (c.subject, c.column) == (subject, LATE)]
        return found[-1] or 0 if found else 0

    def late_to_say(self, subject: str, added: int, smallest: int) -> int:
        """Return how many late ones may be told of: fewer than `smallest` more wait, and what was told stays."""
        last = self.late(subject)
        return added if added - last >= smallest else last

    def known(self, tables: Sequence[Table]) -> dict[Address, int | None]:
        """Return what earlier releases say of cells that these tables still have; `None` is hidden.

        A row that an earlier table did not have was 0 there, for all that add it up.
        """
        found: dict[Address, int | None] = {}
        for table, rows, cells in self._earlier(tables):
            columns = tuple(dict.fromkeys(column for _, column in cells))
            for row in rows:
                for column in columns:
                    address = table.address(row, column)
                    if found.get(address) is None:
                        found[address] = cells.get((row or TOTAL, column), 0)
        return found

    def sums(self, tables: Sequence[Table]) -> Iterator[Term]:
        """Yield the sums up to earlier quarters that were published, with their parts: quarters, and rows."""
        for table, rows, cells in self._earlier(tables):
            columns = tuple(dict.fromkeys(column for _, column in cells))
            quarters = tuple(each for each in columns if not each.startswith("bis "))
            for until in (each for each in columns if each not in quarters):
                for row in rows:
                    yield tuple(table.address(row, each) for each in quarters), table.address(row, until)
                parts = tuple(row for row in rows if row and (row, until) in cells)
                if parts and len(parts) == len({row for row, _ in cells} - {TOTAL}):
                    yield tuple(table.address(row, until) for row in parts), table.address("", until)

    def _earlier(
        self, tables: Sequence[Table]
    ) -> Iterator[tuple[Table, tuple[str, ...], dict[tuple[str, str], int | None]]]:
        """Yield each earlier form of these tables: which of their rows it had, its cells by row and column.

        A subject that had no split yet had only its total.
        """
        for release in self.releases:
            for table in tables:
                for split, rows in {table.split: table.shown_rows, "": ("",)}.items():
                    mine = [c for c in release.cells if (c.subject, c.split) == (table.subject, split)]
                    cells = {(c.row, c.column): c.value for c in mine if c.column != LATE}
                    if cells:
                        yield table, rows, cells


def read_ledger(book: RawBook) -> Ledger:
    """Return what a workbook says of earlier releases; nothing where it has no such sheet."""
    heads, cells = read_own_table(book, SHEET, RELEASES), read_own_table(book, SHEET, CELLS)
    if heads is None or cells is None:
        return Ledger()
    by_number: dict[int, list[Cell]] = {}
    for row in _rows(cells):
        value = text_of(row["Wert"])
        number = None if value == HIDDEN else round(float(value or 0))
        subject, split, name, column = (text_of(row[label]) for label in _CELL[1:5])
        cell = Cell(subject, split, name, column, number, text_of(row.get(_WHY, "")))
        by_number.setdefault(_whole(row["Nr."]), []).append(cell)
    releases, broken = [], []
    for row in _rows(heads):
        day = row["Tag"]
        release = Release(
            _whole(row["Nr."]),
            day if isinstance(day, date) else date.min,
            text_of(row["Quartal"]),
            _closings(text_of(row["Abschlüsse"])),
            tuple(by_number.get(_whole(row["Nr."]), ())),
            text_of(row.get("Notiz", "")),
        )
        releases.append(release)
        known = text_of(row["Prüfsumme"]) in {release.mark, release.mark_of_cells}
        if not known or not _fits(release, len(releases)):
            broken.append(release.number or len(releases))
    broken += sorted(by_number.keys() - {each.number for each in releases})  # a release that was taken out
    return Ledger(tuple(releases), tuple(broken))


def _fits(release: Release, place: int) -> bool:
    """Tell whether a release's number and quarter, which no check sum knows, fit what stands around them."""
    last = max(release.closings, default=release.quarter)
    until = max((c.column.removeprefix("bis ") for c in release.cells if c.column != LATE), default="")
    return release.number == place and until <= release.quarter == last


def _rows(table: RawTable) -> Iterator[dict[str, CellValue]]:
    for cells in table.rows:
        row = dict(zip(table.headers, cells, strict=False))
        if text_of(row.get("Nr.", "")):
            yield row


def _whole(value: object) -> int:
    return int(float(str(value))) if str(value).replace(".", "").isdigit() else 0


def _closings(text: str) -> dict[str, int]:
    pairs = (each.split("=") for each in text.split("; ") if "=" in each)
    return {quarter: int(number) for quarter, number in pairs}


def build_ledger_sheet(ledger: Ledger) -> Sheet:
    """Return the sheet."""
    heads: list[list[Value]] = [
        [
            each.number,
            each.day,
            each.quarter,
            "; ".join(f"{quarter}={number}" for quarter, number in each.closings.items()),
            len(each.cells),
            sum(cell.value is None for cell in each.cells),
            each.mark,
            each.note or None,
        ]
        for each in ledger.releases
    ]
    cells: list[list[Value]] = [
        [
            *(each.number, c.subject, c.split or None, c.row, c.column),
            *(HIDDEN if c.value is None else c.value, c.why or None),
        ]
        for each in ledger.releases
        for c in each.cells
    ]
    plain = {label: TableColumn(label, 16, TEXT) for label in (*_RELEASE, *_CELL, _WHY)}
    plain |= {label: TableColumn.of_numbers(label, 8, _NUMBER) for label in ("Nr.", "Zellen", "verdeckt", "Wert")}
    plain |= {"Tag": TableColumn("Tag", 12, DATE), "Notiz": _INPUT}
    plain["Abschlüsse"] = TableColumn("Abschlüsse", 30, WRAPPED)
    first = SheetTable(RELEASES, 6, 1, [plain[label] for label in _RELEASE], heads)
    second = SheetTable(CELLS, first.last_row + 4, 1, [plain[label] for label in (*_CELL, _WHY)], cells)
    told = (
        "Was von hier einmal veröffentlicht ist, bleibt veröffentlicht; * ist verdeckt. Bitte nichts löschen: "
        "Mit diesem Blatt prüft Lotse, dass zwei Veröffentlichungen zusammen nichts verraten."
    )
    return Sheet(
        name=SHEET,
        notes=(
            Note(Area(1, 1, 1, 6), SHEET, TITLE),
            Note(Area(2, 1, 3, 8), told, Style(wrap=True, color=SUBTITLE.color)),
        ),
        blocks=(Block(5, 1, [["Veröffentlicht"]], HEADING), Block(second.row - 1, 1, [["Zellen"]], HEADING)),
        tables=(first, second),
        widths={1: 8, 2: 34, 3: 24, 4: 30, 5: 16, 6: 10, 7: 20, 8: 40},
        heights={1: 30},
        tab_color=Palette.TEAL,
        printing=Print(area=Area(1, 1, first.last_row, 8)),
    )
