"""What stands in a range: values and formulas, always as whole grids."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbook.live.libreoffice import bridge
from workbook.live.libreoffice.places import Place, corner
from workbook.live.libreoffice.translate import from_office, to_office
from workbook.live.libreoffice.values import (
    CellError,
    Kind,
    Patch,
    as_in_a_file,
    error_text,
    incoming,
    outgoing,
    runs,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from workbook.live.libreoffice.values import Outgoing

# Formulas go in from the bottom up, in chunks: from the top down Calc regroups the column at each cell
# (10,000 rows: 5.3 s against 0.65 s).
_CHUNK = 1000

_DAY_FORMAT = "yyyy-mm-dd"
_MOMENT_FORMAT = "yyyy-mm-dd hh:mm:ss"


class Contents(Place):
    """The values and formulas of a range."""

    @property
    def max_cells_per_read(self) -> None:
        """No limit: a sheet comes in one call."""
        return

    @property
    def max_cells_per_write(self) -> None:
        """No limit: a grid goes in one call."""
        return

    def kinds(self, columns: Mapping[int, tuple[int, int]]) -> list[tuple[Patch, Kind]]:
        """Return where numbers are days, moments, times or truth values, by their number formats.

        Looks at these columns only, each from a first to a last row, all counted from 0. A column of one format
        costs two calls; only one of several formats is taken apart (each object that LibreOffice makes for us
        costs a millisecond, so one for each format of the whole range would be dear).
        """
        found: list[tuple[Patch, Kind]] = []
        for column, (top, bottom) in columns.items():
            part = self._part(self.row + top, self.column + column, bottom - top + 1, 1)
            key = part.format_key()
            formats = part.formats() if key is None else [(Patch(0, 0, bottom - top, 0), key)]
            for patch, number in formats:
                kind = self.document.format_of(number)[0] if number else Kind.NUMBER  # 0 is „General“
                if kind is not Kind.NUMBER:
                    found.append((Patch(patch.top + top, column, patch.bottom + top, column), kind))
        return found

    def formats(self) -> list[tuple[Patch, int]]:
        """Return LibreOffice's numbers of the number formats and where they apply, counted from 0."""
        found: list[tuple[Patch, int]] = []
        groups = self.api.getUniqueCellFormatRanges()
        for number in range(groups.Count):
            group = groups.getByIndex(number)
            key = group.NumberFormat
            for address in group.RangeAddresses:
                row, column, tall, wide = corner(address)
                top, left = row - self.row, column - self.column
                found.append((Patch(top, left, top + tall - 1, left + wide - 1), key))
        return found

    def read(self) -> list[list[Any]]:
        """Return the grid: texts, numbers, truth values, moments, `CellError`, `None` for empty."""
        used = self._part(*self.used())
        data = used.api.getDataArray()
        errors = used.errors() if any(None in row for row in data) else {}
        return incoming(data, used.kinds(_spans(data)), errors, self.document.epoch)

    def read_like_a_file(self) -> tuple[list[list[Any]], dict[tuple[int, int], CellError]]:
        """Return the grid as a file's reader gives it, and its errors by row and column counted from 0."""
        data = self.api.getDataArray()
        errors = self.errors() if any(None in row for row in data) else {}
        return as_in_a_file(data, self.kinds(_spans(data)), self.document.epoch), errors

    def errors(self) -> dict[tuple[int, int], CellError]:
        """Return the errors that cells show, by row and column counted from 0.

        LibreOffice tells an error only cell by cell; so each kind is asked for once, and the cells that show the
        same are searched for.
        """
        found: dict[tuple[int, int], CellError] = {}
        # 4: com.sun.star.sheet.FormulaResult.ERROR. Errors written as values are formulas for LibreOffice too.
        left = dict.fromkeys(self._cells(self.api.queryFormulaCells(4)))
        while left:
            row, column = next(iter(left))
            cell = self.sheet.api.getCellByPosition(self.column - 1 + column, self.row - 1 + row)
            error, alike = error_text(cell.getError()), [(row, column)]
            if len(left) > 1:
                search = self.api.createSearchDescriptor()
                search.SearchString, search.SearchType, search.SearchWords = cell.String, 1, True
                alike += self._cells(self.api.findAll(search))
            for position in alike:
                if position in left:
                    del left[position]
                    found[position] = error
        if "#REF!" in found.values():
            self._tell_nothing_in_common(found)
        return found

    def _tell_nothing_in_common(self, found: dict[tuple[int, int], CellError]) -> None:
        """Correct the errors of intersections without a cell: LibreOffice has one number for them and #REF!."""
        formulas = self.api.getFormulaArray()
        for (row, column), error in found.items():
            if error == "#REF!" and "!" in formulas[row][column].replace("#REF!", ""):
                found[row, column] = CellError("#NULL!")

    def _cells(self, ranges: Any) -> Iterator[tuple[int, int]]:
        """Yield the cells of several rectangles, counted from 0 within this one."""
        for address in ranges.RangeAddresses if ranges is not None else ():
            top, left, tall, wide = corner(address)
            for row in range(top - self.row, top - self.row + tall):
                for column in range(left - self.column, left - self.column + wide):
                    yield row, column

    @property
    def raw_value(self) -> Any:
        """The grid as lists of rows; the value itself for a single cell."""
        if self.api is None:
            return None
        grid = self.read()
        return grid[0][0] if len(self) == 1 else grid

    @raw_value.setter
    def raw_value(self, value: Any) -> None:
        if self.api is None:
            return
        if not isinstance(value, list | tuple):
            _, _, tall, wide = self.used()
            self._part(self.row, self.column, tall, wide).write([[value] * wide] * tall)
        elif value:
            rows = value if isinstance(value[0], list | tuple) else [value]
            self._part(self.row, self.column, len(rows), len(rows[0])).write(rows)

    def write(self, rows: Sequence[Sequence[Any]]) -> None:
        """Write a grid of the size of this range."""
        ready = outgoing(rows, self.document.epoch)
        formulas = self._translated(ready.formulas)  # what fails does so before anything is changed
        if len(formulas) < len(self):
            self.api.setDataArray(tuple(ready.rows))
        if ready.days or ready.moments:
            self._mark_days(ready)
        if ready.truths:
            self.strips(runs(ready.truths)).NumberFormat = self.document.format_key("BOOLEAN")
        if formulas:
            self._write_formulas(formulas)

    def _mark_days(self, ready: Outgoing) -> None:
        """Give days a format that shows them as such, unless the cell has one already."""
        spans: dict[int, tuple[int, int]] = {}
        for row, column in sorted(ready.days + ready.moments):
            spans[column] = (spans.get(column, (row, row))[0], row)
        dated = {
            cell
            for patch, kind in self.kinds(spans)
            if kind in {Kind.DAY, Kind.MOMENT, Kind.TIME}
            for cell in patch.cells()
        }
        for cells, code in ((ready.days, _DAY_FORMAT), (ready.moments, _MOMENT_FORMAT)):
            bare = [cell for cell in cells if cell not in dated]
            if bare:
                self.strips(runs(bare)).NumberFormat = self.document.format_key(code)

    def _translated(self, formulas: dict[tuple[int, int], str]) -> dict[tuple[int, int], str]:
        translate = self._translator(formulas.values())
        return {cell: translate(cell, formula) for cell, formula in formulas.items()}

    def _write_formulas(self, formulas: dict[tuple[int, int], str]) -> None:
        for strip in runs(formulas):
            for bottom in range(strip.bottom, strip.top - 1, -_CHUNK):
                top = max(strip.top, bottom - _CHUNK + 1)
                part = self._part(self.row + top, self.column + strip.left, bottom - top + 1, 1)
                part.api.setFormulaArray(tuple((formulas[row, strip.left],) for row in range(top, bottom + 1)))

    def _translator(self, formulas: Any) -> Callable[[tuple[int, int], str], str]:
        """Return the translation of a formula at a cell; `[@Spalte]` needs the table that the cell stands in."""
        short = any("[@" in formula or "=[" in formula or "([" in formula for formula in formulas)
        around = [(table.name, table.range) for table in self.sheet.tables] if short else []

        def translate(cell: tuple[int, int], formula: str) -> str:
            row, column = self.row + cell[0], self.column + cell[1]
            name = next((name for name, area in around if area.holds(row, column)), None)
            return to_office(formula, name)

        return translate

    def _part(self, row: int, column: int, tall: int, wide: int) -> Contents:
        """Return another rectangle of the same sheet, or this one if it is the same."""
        if (row, column, tall, wide) == (self.row, self.column, self.tall, self.wide):
            return self
        return Contents(self.sheet, row, column, tall, wide)

    @property
    def formula(self) -> Any:
        """The formulas as a tuple of rows, constants as text; a text for a single cell."""
        if self.api is None:
            return None
        used = self._part(*self.used())
        data: tuple[tuple[str, ...], ...] = used.api.getFormulaArray()
        if any(text.startswith("'") for row in data for text in row):
            # LibreOffice marks text that looks like a number or a formula with an apostrophe.
            values = used.api.getDataArray()
            data = tuple(
                tuple(
                    value if isinstance(value, str) and text == f"'{value}" else text
                    for text, value in zip(texts, row, strict=True)
                )
                for texts, row in zip(data, values, strict=True)
            )
        texts = tuple(tuple(from_office(text) if text.startswith("=") else text for text in row) for row in data)
        return texts[0][0] if len(self) == 1 else texts

    @formula.setter
    def formula(self, value: Any) -> None:
        if self.api is None:
            return
        if isinstance(value, str) and value.startswith("=") and len(self) > 1:
            # As in Excel, one formula for many cells is meant for the first and moves along.
            self._part(self.row, self.column, 1, 1).write([[value]])
            if self.tall > 1:
                down = bridge.enum("sheet.FillDirection", "TO_BOTTOM")
                self._part(self.row, self.column, self.tall, 1).api.fillAuto(down, 1)
            if self.wide > 1:
                self.api.fillAuto(bridge.enum("sheet.FillDirection", "TO_RIGHT"), 1)
        else:
            self.raw_value = value

    @property
    def formula2(self) -> Any:
        """The same as `formula`: LibreOffice 7.4 has no dynamic arrays."""
        return self.formula

    @formula2.setter
    def formula2(self, value: Any) -> None:
        self.formula = value

    @property
    def formula_array(self) -> Any:
        """The formula of the array that the range is, else that of its first cell."""
        if self.api is None:
            return None
        text = self.api.getArrayFormula()
        if text:
            return from_office(text.removeprefix("{").removesuffix("}"))
        return self._part(self.row, self.column, 1, 1).formula

    @formula_array.setter
    def formula_array(self, value: str) -> None:
        formula = value if value.startswith("=") else f"={value}"
        self.api.setArrayFormula(self._translator([formula])((0, 0), formula))

    @property
    def has_array(self) -> bool:
        """Whether the range is one array formula."""
        return self.api is not None and bool(self.api.getArrayFormula())


def _spans(data: Sequence[Sequence[Any]]) -> dict[int, tuple[int, int]]:
    """Return the columns with numbers in them, each with its first and last row that holds one."""
    spans: dict[int, tuple[int, int]] = {}
    for number, column in enumerate(zip(*data, strict=True)):
        kinds = list(map(type, column))
        if float in kinds:
            spans[number] = (kinds.index(float), len(kinds) - 1 - kinds[::-1].index(float))
    return spans
