"""Which open errors hold a row back from a figure: those in the cells that the figure reads (figures.md, R5)."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from workbook.findings import Finding
    from workbook.tables import Table

DECIDED_WHILE_COUNTING = frozenset({"C-10", "D-01", "D-09", "T-03", "T-13", "G-05"})
"""What the indicators decide themselves: the first of equal keys counts, of two amounts for a month none.

A vacancy has never more places filled than it has; who works there today says nothing of a quarter that is over.

What is overdue is what is counted: a deletion that is long due, an appointment that has been open for days. Such an
error comes with the days, and a quarter says the same whenever it is counted (figures.md, R2).
"""


class OpenErrors:
    """The errors that are open, or say what a success is („bewusst so“ makes none of them one), by sheet and row.

    A value that is certain although badly typed (*Sicher*: ja) is none: its row counts.
    """

    def __init__(self, findings: Iterable[Finding] = ()) -> None:
        self._found: defaultdict[tuple[str, int], list[Finding]] = defaultdict(list)
        for finding in findings:
            if finding.bars_success and finding.fix is None:
                self._found[finding.sheet, finding.row].append(finding)

    @property
    def rows(self) -> Mapping[tuple[str, int], list[Finding]]:
        """The errors of each row that has any."""
        return self._found

    def blocking(self, table: Table[Any], row: int, columns: Iterable[str]) -> Finding | None:
        """Return the first error of a row that stands in one of these columns (names of the schema)."""
        found = self._found.get((table.sheet, row))
        if not found:
            return None
        labels = {table.spec.column(name).label for name in columns}
        return next(
            (each for each in found if each.column in labels and each.rule not in DECIDED_WHILE_COUNTING), None
        )

    def of_key(self, table: Table[Any], key: str) -> Finding | None:
        """Return the error for which no row of a table has this key; `None` if all of its keys can be read.

        A key of another form than that of its sheet stands in no row that can be found by it.
        """
        if table.spec.key is None or key in table.positions:
            return None
        label = table.spec.column(table.spec.key).label
        lost = [
            each
            for (sheet, _), found in self._found.items()
            if sheet == table.sheet
            for each in found
            if each.column == label and each.rule not in DECIDED_WHILE_COUNTING
        ]
        return next((each for each in lost if each.value == key), lost[0] if lost else None)

    def barred(self, table: Table[Any], columns: Iterable[str]) -> Mapping[int, Finding]:
        """Return the rows of a table with an error in one of these columns, each with the first."""
        names = tuple(columns)
        rows = (row for sheet, row in self._found if sheet == table.sheet)
        return {row: error for row in rows if (error := self.blocking(table, row, names)) is not None}

    def any(self, table: Table[Any], row: int) -> bool:
        """Tell whether a row has an open error in any cell."""
        return any(each.acknowledged is None for each in self._found.get((table.sheet, row), ()))
