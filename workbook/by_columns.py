"""Rows of a large table as columns: nobody has to put half a million of them together to write them.

Whoever goes through them sees rows, as of any table; who writes them asks for the columns (`writing/donor`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, overload

from workbook.sheets import Link

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbook.sheets import Value


class ByColumns(Sequence["Sequence[Value]"]):
    """Rows of a table that are held as its `columns`, one after the other; all of them are as long."""

    def __init__(self, columns: Sequence[Sequence[Value]]) -> None:
        self.columns = columns

    def __len__(self) -> int:
        return len(self.columns[0])

    def __iter__(self) -> Iterator[Sequence[Value]]:
        return zip(*self.columns, strict=True)

    @overload
    def __getitem__(self, place: int) -> Sequence[Value]: ...
    @overload
    def __getitem__(self, place: slice) -> ByColumns: ...
    def __getitem__(self, place: Any) -> Any:
        chosen = tuple(column[place] for column in self.columns)
        return ByColumns(chosen) if isinstance(place, slice) else chosen


class CellLinks(Sequence[Link]):
    """A column of links to cells of this workbook, each called by the address it leads to."""

    def __init__(self, cells: Sequence[str], sheets: Sequence[str]) -> None:
        self.cells, self.sheets = cells, sheets

    def __len__(self) -> int:
        return len(self.cells)

    def __iter__(self) -> Iterator[Link]:
        return map(Link, self.cells, self.sheets, self.cells)

    @overload
    def __getitem__(self, place: int) -> Link: ...
    @overload
    def __getitem__(self, place: slice) -> CellLinks: ...
    def __getitem__(self, place: Any) -> Any:
        cells, sheets = self.cells[place], self.sheets[place]
        return CellLinks(cells, sheets) if isinstance(place, slice) else Link(cells, sheets, cells)
