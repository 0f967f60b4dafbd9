"""What a workbook that grew in the office seems to hold: tables, their columns, and what is missing there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from workbook.reading.mapping import (
    TableMapping,
    numbered,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbook.adoption.splitting import Split


class ColumnProposal(Struct, frozen=True):
    """A header and the column that it seems to be: `label` is `""` where none is like it. Samples are masked.

    `parts` are the labels of the columns into which its cells can be taken apart, by `split`; `unclear` are
    the cells for whose sake that cannot be done.
    """

    header: str
    cell: str
    label: str
    confidence: int
    samples: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    split: Split | None = None
    unclear: tuple[str, ...] = ()


class TableProposal(Struct, frozen=True):
    """A range and the table that it seems to be, with its number of rows that hold something.

    `gains` says which column would bring the office what. `other_keys` is how keys have to look, where most of
    these look otherwise.
    """

    table: str
    sheet: str
    header_row: int
    rows: int
    confidence: int
    columns: tuple[ColumnProposal, ...]
    gains: tuple[tuple[str, str], ...] = ()
    lacks_key: str | None = None
    other_keys: str | None = None
    last_row: int | None = None

    @property
    def unmapped(self) -> tuple[str, ...]:
        """Headers that are like no column."""
        return tuple(column.header for column in self.columns if not column.label and not column.parts)

    @property
    def split(self) -> tuple[ColumnProposal, ...]:
        """Columns that hold what Lotse keeps in several."""
        return tuple(column for column in self.columns if column.parts)

    @property
    def unclear(self) -> tuple[ColumnProposal, ...]:
        """Columns that could be taken apart but for a few of their cells."""
        return tuple(column for column in self.columns if column.unclear)

    @property
    def weight(self) -> float:
        """How much speaks for it, to be compared with others."""
        return self.confidence + 2 * sum(bool(column.label) or len(column.parts) for column in self.columns)

    @property
    def rank(self) -> tuple[bool, float]:
        """Where it stands among others, the best first."""
        return self.lacks_key is not None, -self.weight

    @property
    def mapping(self) -> TableMapping:
        """What the sheet `Zuordnung` says of it once it is accepted."""
        headers = numbered(column.header for column in self.columns)
        labels = (column.label for column in self.columns)
        return TableMapping(self.table, self.sheet, self.header_row, dict(zip(headers, labels, strict=True)))


class Proposal(Struct, frozen=True):
    """What was found in a workbook.

    `further` are ranges that look like a table which stands elsewhere already, such as the clients of other years:
    every command reads one range for each table. `unknown` are sheets on which no table of the office was
    recognised; `gains` says which table would bring the office what.
    """

    tables: tuple[TableProposal, ...]
    unknown: tuple[str, ...]
    further: tuple[TableProposal, ...] = ()
    gains: tuple[tuple[str, str], ...] = ()
    mappings: Mapping[str, TableMapping] = field(default_factory=dict)
