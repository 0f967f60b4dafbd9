"""A published cell: where it stands in words, and what it holds."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct

from automation.figures.closing.employers import Firms

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

HIDDEN = "*"
"""What a table shows instead of a hidden value."""
TOTAL = "insgesamt"
SO_FAR = "bisher"
WHO = "Wer"
"""The split by office and rest of the city, which says nothing of any person."""


class Kind(StrEnum):
    """What a cell is in its table; the more it says, the dearer it is to hide it."""

    INNER = "Zelle"
    ROW_TOTAL = "bisher"
    COLUMN_TOTAL = "insgesamt im Quartal"
    GRAND_TOTAL = "insgesamt bisher"
    TARGET = "Stand eines Ziels"
    EARLIER = "nur früher veröffentlicht"
    UNPUBLISHED = "nicht veröffentlicht"

    @property
    def seen(self) -> bool:
        """Whether a reader of this release sees it."""
        return self not in {Kind.EARLIER, Kind.UNPUBLISHED}


class Address(Struct, frozen=True, order=True):
    """Where a value stands, in the words of the tables: cells of one address are one value wherever they appear.

    The total of a subject has neither split nor row: each table of the subject ends with it. The column is a
    quarter's code, or `bis 2019-Q2` for the sum up to it.
    """

    subject: str
    split: str
    row: str
    column: str

    @property
    def words(self) -> str:
        """The address as a sentence names it."""
        part = f", {self.split}: {self.row}" if self.split else ""
        return f"„{self.subject}“{part}, {self.column}"


@dataclass(frozen=True, slots=True)
class Table:
    """A table to be published: rows of a split over columns of quarters, with true values.

    `values` are inner values by row and column; totals are sums. A row whose name is another table's subject is
    that subject's total. `filled`: a row is there only because it counts something, so whoever sees it knows that.
    `behind` says of counts of placements which employers have them; it is empty where nobody's employer is asked.
    """

    subject: str
    split: str
    noun: str
    rows: tuple[str, ...]
    quarters: tuple[str, ...]
    values: Mapping[tuple[str, str], int] = field(hash=False)
    subjects: Mapping[str, str] = field(default_factory=dict, hash=False)
    target: bool = False
    charted: bool = False
    filled: bool = False
    behind: Mapping[tuple[str, str], Firms] = field(default_factory=dict, hash=False)

    @property
    def until(self) -> str:
        """The column of the sum over all quarters."""
        return f"bis {self.quarters[-1]}"

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns: the quarters, and their sum where there are several."""
        return (*self.quarters, self.until)

    def value(self, row: str, column: str) -> int:
        """Return a value; the row `""` is that of the totals."""
        rows = (row,) if row else self.rows
        quarters = self.quarters if column == self.until else (column,)
        return sum(self.values.get((name, quarter), 0) for name in rows for quarter in quarters)

    def employers(self, row: str, column: str) -> Firms | None:
        """Return who stands behind a value; `None` where no employers do."""
        if not self.behind:
            return None
        rows = (row,) if row else self.rows
        quarters = self.quarters if column == self.until else (column,)
        each = (self.behind.get((name, quarter), Firms()) for name in rows for quarter in quarters)
        return sum(each, start=Firms())

    def total(self) -> Table:
        """Return the table of its total alone."""
        values = {("", code): self.value("", code) for code in self.quarters}
        behind = {("", code): each for code in self.quarters if (each := self.employers("", code)) is not None}
        return replace(
            self, split="", rows=("",), values=values, subjects={}, charted=True, filled=False, behind=behind
        )

    def address(self, row: str, column: str) -> Address:
        """Return the address of a cell; the row `""` is that of the totals."""
        if not row or not self.split:
            return Address(self.subject, "", "", column)
        if row in self.subjects:
            return Address(self.subjects[row], "", "", column)
        return Address(self.subject, self.split, row, column)

    def kind(self, row: str, column: str) -> Kind:
        """Return what a cell is in this table."""
        if self.target and column == self.until and (not row or not self.split or row in self.subjects):
            return Kind.TARGET
        total = not row or not self.split
        if column == self.until:
            return Kind.GRAND_TOTAL if total else Kind.ROW_TOTAL
        return Kind.COLUMN_TOTAL if total else Kind.INNER

    @property
    def shown_rows(self) -> tuple[str, ...]:
        """The rows as they are shown, the total (`""`) last; without a split there is one row."""
        return (*self.rows, "") if self.split else ("",)

    def cells(self) -> Iterator[tuple[Address, int, Kind]]:
        """Yield every cell with its value and what it is."""
        for row in self.shown_rows:
            for column in self.columns:
                yield self.address(row, column), self.value(row, column), self.kind(row, column)
