"""What changes the shape or order of cells: insert, delete, copy, move, merge, sort, fill, search."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbook.cells import MAX_ROW
from workbook.live.libreoffice import bridge
from workbook.live.libreoffice.contents import Contents
from workbook.live.libreoffice.faults import NotSupportedError
from workbook.live.libreoffice.places import CONTENT, Place, corner

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbook.live.libreoffice.bridge import Uno

# com.sun.star.sheet.CellFlags
_HARD, _STYLES, _OBJECTS, _EDIT, _FORMATTED = 32, 64, 128, 256, 512
FORMATS = _HARD | _STYLES | _EDIT | _FORMATTED
EVERYTHING = 1023 & ~_OBJECTS

_FILLS = {"fill_default": 0, "fill_series": 0, "fill_copy": 1, "fill_values": 1}


class Edits(Contents):
    """The changes that can be made to a range as a whole."""

    def clear_contents(self) -> None:
        """Empty the cells, formats stay."""
        if self.api is not None:
            self.api.clearContents(CONTENT)

    def clear_formats(self) -> None:
        """Take formats away, values stay."""
        if self.api is not None:
            self.api.clearContents(FORMATS)

    def clear(self) -> None:
        """Empty the cells and take formats and notes away."""
        if self.api is not None:
            self.api.clearContents(EVERYTHING)

    def insert(self, shift: str | None = None, copy_origin: str | None = None) -> None:
        """Insert cells, or whole rows or columns; new cells look like those above or to the left."""
        del copy_origin
        mode = self._mode({"down": "DOWN", "right": "RIGHT"}, shift, "RIGHT" if self.tall > self.wide else "DOWN")
        self.sheet.api.insertCells(self.bounds, bridge.enum("sheet.CellInsertMode", mode))
        self.document.shape += 1

    def delete(self, shift: str | None = None) -> None:
        """Delete cells, or whole rows or columns."""
        mode = self._mode({"up": "UP", "left": "LEFT"}, shift, "LEFT" if self.tall >= self.wide else "UP")
        self.sheet.api.removeRange(self.bounds, bridge.enum("sheet.CellDeleteMode", mode))
        self.document.shape += 1

    def _mode(self, words: dict[str, str], shift: str | None, usual: str) -> str:
        if self.whole_rows:
            return "ROWS"
        return "COLUMNS" if self.whole_columns else words.get(shift or "", usual)

    def copy(self, destination: Any = None) -> None:
        """Copy to another place; without one, remember the range for `paste`."""
        if destination is None:
            self.document.office.clipboard = self
            return
        target: Contents = destination.impl
        if target.document is self.document or target.document.uid == self.document.uid:
            target.sheet.api.copyRange(target.first, self.bounds)
        else:
            Contents(target.sheet, target.row, target.column, self.tall, self.wide).raw_value = self.raw_value

    def copy_from(
        self, source_range: Any, copy_type: str = "all", skip_blanks: bool = False, transpose: bool = False
    ) -> None:
        """Copy from another place: everything, or only values or formulas."""
        self._take(source_range.impl, copy_type, skip_blanks=skip_blanks, transpose=transpose)

    def paste(
        self,
        paste: str | None = None,
        operation: str | None = None,
        skip_blanks: bool = False,
        transpose: bool = False,
    ) -> None:
        """Put here what `copy` remembered."""
        source = self.document.office.clipboard
        if source is None or operation is not None:
            raise NotSupportedError("Range.paste", "without a copied range, or with an operation")
        self._take(source, paste or "all", skip_blanks=skip_blanks, transpose=transpose)

    def _take(self, source: Contents, what: str, *, skip_blanks: bool, transpose: bool) -> None:
        if skip_blanks or what not in {"all", "values", "formulas"} or (transpose and what == "all"):
            raise NotSupportedError("Range.paste", f"{what!r} with these options")
        if what == "all":
            if source.document.uid != self.document.uid:
                raise NotSupportedError("Range.paste", "between two documents")
            self.sheet.api.copyRange(self.first, source.bounds)
            return
        grid = source.read() if what == "values" else source.formula
        rows = [list(row) for row in grid] if isinstance(grid, list | tuple) else [[grid]]
        rows = [list(column) for column in zip(*rows, strict=True)] if transpose else rows
        Contents(self.sheet, self.row, self.column, len(rows), len(rows[0])).write(rows)

    def move(self, destination: Any) -> None:
        """Move cells; formulas that refer to them follow."""
        self.sheet.api.moveRange(destination.impl.first, self.bounds)
        self.document.shape += 1

    def merge(self, across: bool) -> None:
        """Make one cell of many, or one of each row."""
        self.api.merge(False)
        lines = [(row, 1) for row in range(self.row, self.row + self.tall)] if across else [(self.row, self.tall)]
        for row, tall in lines:
            Place(self.sheet, row, self.column, tall, self.wide).api.merge(True)

    def unmerge(self) -> None:
        """Make single cells again."""
        self.api.merge(False)

    def autofill(self, destination: Any, type_: str) -> None:
        """Continue this range over a larger one that begins with it."""
        if type_ not in _FILLS:
            raise NotSupportedError("Range.autofill", repr(type_))
        target: Place = destination.impl
        down = target.tall > self.tall
        direction = bridge.enum("sheet.FillDirection", "TO_BOTTOM" if down else "TO_RIGHT")
        if _FILLS[type_]:
            simple = bridge.enum("sheet.FillMode", "SIMPLE")
            day = bridge.enum("sheet.FillDateMode", "FILL_DATE_DAY")
            target.api.fillSeries(direction, simple, day, 0, 0)
        else:
            target.api.fillAuto(direction, self.tall if down else self.wide)

    def sort(self, keys: Sequence[int], ascending: Sequence[bool], has_headers: bool) -> None:
        """Sort the rows by columns counted from 1."""
        fields = tuple(
            bridge.struct("table.TableSortField", Field=key - 1, IsAscending=up)
            for key, up in zip(keys, ascending, strict=True)
        )
        self.api.sort(
            bridge.properties(
                SortFields=bridge.typed("[]com.sun.star.table.TableSortField", fields),
                ContainsHeader=has_headers,
                IsSortColumns=False,
                BindFormatsToContent=True,
            )
        )

    def remove_duplicates(self, columns: Sequence[int], has_headers: bool) -> None:
        """Keep the first of rows that are alike in these columns (counted from 1); rows below move up within it."""
        head = 1 if has_headers else 0
        for index in reversed(_repeated(self.read()[head:], columns)):
            Edits(self.sheet, self.row + head + index, self.column, 1, self.wide).delete("up")

    def _search(self, kind: str, text: str, *, whole: bool, match_case: bool) -> Uno:
        search = getattr(self.api, kind)()
        search.SearchString, search.SearchWords, search.SearchCaseSensitive = text, whole, match_case
        return search

    def find(self, text: str, whole: bool, direction: str, order: str, match_case: bool) -> Any:
        """Return the first cell that shows the text, `None` if none does."""
        search = self._search("createSearchDescriptor", text, whole=whole, match_case=match_case)
        search.SearchByRow, search.SearchBackwards, search.SearchType = (
            order == "rows",
            direction == "backward",
            1,
        )
        found = self.api.findFirst(search)
        if found is None:
            return None
        row, column, _, _ = corner(found.RangeAddress)
        return self.sheet.area(row, column, 1, 1)

    def replace_all(self, old: str, new: str, whole: bool, match_case: bool) -> None:
        """Replace a text in all cells."""
        search = self._search("createReplaceDescriptor", old, whole=whole, match_case=match_case)
        search.ReplaceString = new
        self.api.replaceAll(search)

    def get_special_cells(self, cell_type: str, value_type: str | None) -> list[Any]:
        """Return the blocks of cells that are blank, visible, formulas or constants."""
        if cell_type == "blanks":
            found = self.api.queryEmptyCells()
        elif cell_type == "visible":
            found = self.api.queryVisibleCells()
        elif cell_type == "formulas":
            found = self.api.queryFormulaCells({None: 7, "numbers": 1, "text": 2, "errors": 4}[value_type])
        else:
            found = self.api.queryContentCells({None: 7, "numbers": 3, "text": 4}[value_type])
        return [self.sheet.area(*corner(address)) for address in found.RangeAddresses]

    def end(self, direction: str) -> Any:
        """Return the cell that Ctrl and an arrow would lead to."""
        way = {"d": "down", "u": "up", "l": "left", "r": "right"}.get(direction, direction)
        upright, forward = way in {"down", "up"}, way in {"down", "right"}
        at = self.row if upright else self.column
        edge = (MAX_ROW if upright else self.sheet.widest) if forward else 1
        if upright:
            line = Place(self.sheet, min(at, edge), self.column, abs(edge - at) + 1, 1)
        else:
            line = Place(self.sheet, self.row, min(at, edge), 1, abs(edge - at) + 1)
        blocks = []
        for address in line.api.queryContentCells(CONTENT).RangeAddresses:
            row, column, tall, wide = corner(address)
            blocks.append((row, row + tall - 1) if upright else (column, column + wide - 1))
        target = _jump(_joined(blocks), at, edge, forward=forward)
        return self.sheet.area(target, self.column, 1, 1) if upright else self.sheet.area(self.row, target, 1, 1)


def _repeated(rows: Sequence[Sequence[Any]], columns: Sequence[int]) -> list[int]:
    """Return the positions of rows that are alike to an earlier one in these columns, as Excel compares."""
    seen: set[tuple[Any, ...]] = set()
    repeated = []
    for index, row in enumerate(rows):
        key = tuple(value.casefold() if isinstance(value := row[column - 1], str) else value for column in columns)
        if key in seen:
            repeated.append(index)
        seen.add(key)
    return repeated


def _joined(blocks: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return blocks of filled cells with neighbours made one."""
    joined: list[tuple[int, int]] = []
    for first, last in sorted(blocks):
        if joined and first <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return joined


def _jump(blocks: list[tuple[int, int]], at: int, edge: int, *, forward: bool) -> int:
    """Return where a jump leads: the end of the block, else the next one's beginning, else the sheet's edge.

    >>> _jump([(1, 5), (9, 9)], 1, 100, forward=True), _jump([(1, 5), (9, 9)], 5, 100, forward=True)
    (5, 9)
    """
    if not forward:
        return -_jump([(-last, -first) for first, last in reversed(blocks)], -at, -edge, forward=True)
    inside = next((last for first, last in blocks if first <= at < last), None)
    if inside is not None:
        return inside
    return next((first for first, _ in blocks if first > at), edge)
