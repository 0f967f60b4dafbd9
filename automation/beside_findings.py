"""What staff wrote around the table of findings → where it comes on the next report.

A column of their own goes with its findings, as on the log of letters; a remark keeps its place. What stood beside
a finding that is settled goes with it, and whoever writes tells in which cells.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from automation.margins import taken_in
from automation.pinned_notes import moved_rows
from workbook.cells import address, as_written, text_of
from workbook.own_columns import own_column

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from automation.margins import Remark
    from automation.pinned_notes import Known
    from workbook.cells import CellValue
    from workbook.reading.raw import RawTable
    from workbook.sheets import TableColumn, Value


class BesideFindings(Struct, frozen=True):
    """What is the staff's on a report: values by label and row, the numbers of these columns, and remarks."""

    columns: Mapping[str, Mapping[int, CellValue]] = field(default_factory=dict)
    places: Mapping[str, int] = field(default_factory=dict)
    remarks: tuple[Remark, ...] = ()

    def label_at(self, number: int) -> str:
        """Return the label of the own column with this number, `""` where there is none."""
        return next((label for label, place in self.places.items() if place == number), "")


class Moved(Struct, frozen=True):
    """The own columns on the next report, with the values of its rows, and the cells whose finding is settled."""

    columns: tuple[tuple[TableColumn, tuple[Value, ...]], ...] = ()
    gone: tuple[str, ...] = ()


NOTHING_BESIDE = BesideFindings()


def read_beside(
    table: RawTable, labels: Collection[str], lists: Collection[str], ours: Sequence[str]
) -> BesideFindings:
    """Return what is the staff's on a report.

    Lotse's are the columns with these `labels`, the hidden `lists` beside them by their headers, and texts above
    that begin like one of `ours`.
    """
    hidden = {number for (row, number), value in table.around.items() if row == table.header_row and value in lists}
    around = {
        (row, number): value
        for (row, number), value in table.around.items()
        if row < table.header_row or number not in hidden
    }
    wide, remarks = taken_in(replace(table, around=around), ours, grows=False)
    behind, lines = table.first_column + len(table.headers), range(len(table.rows) + 1)
    beside = sorted({column for row, column in around if column >= behind and row - table.header_row in lines})
    numbers = (*range(table.first_column, behind), *beside)
    columns: dict[str, Mapping[int, CellValue]] = {}
    places: dict[str, int] = {}
    for place, (label, number) in enumerate(zip(wide.headers, numbers, strict=True)):
        if label and label not in labels:
            rows = enumerate(wide.rows, table.header_row + 1)
            columns[label] = {row: line[place] for row, line in rows if text_of(line[place]).strip()}
            places[label] = number
    return BesideFindings(columns, places, remarks)


def moved_beside(
    beside: BesideFindings,
    before: Mapping[int, Known],
    now: Mapping[int, Known],
    sameness: Sequence[Callable[[Known], Known]],
    made: TableColumn,
) -> Moved:
    """Return the own columns for a report whose rows are known by `now`, each looking like the column `made`."""
    written = {row for values in beside.columns.values() for row in values}
    moved = moved_rows(written, before, now, sameness)
    columns = []
    for label, values in beside.columns.items():
        there = {moved[row]: as_written(value) for row, value in values.items() if row in moved}
        columns.append(own_column(replace(made, label=label), [there.get(row) for row in now]))
    gone = [
        address(row, beside.places[label])
        for label, values in beside.columns.items()
        for row in values
        if row not in moved
    ]
    return Moved(tuple(columns), tuple(gone))
