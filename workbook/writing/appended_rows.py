"""Rows put below the last one of a table of the staff's, when they have said so; nothing else in the file changes.

As in Excel the table grows, with its filter, its lists and its conditional formats, the new cells look like those
of the row above, and calculated columns calculate. What stands in the way is told before anybody is asked.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct, field

from workbook.cells import address
from workbook.errors import CellNotCorrectedError
from workbook.findings import Extension
from workbook.package.longer_table import extended_ranges, extended_table
from workbook.package.markup import MarkupError, is_true, parse
from workbook.package.obstacles import Obstacles
from workbook.package.sheet_looks import split
from workbook.package.splicing import (
    FORMULA,
    UNUSUAL,
    Calculated,
    CannotSpliceError,
    splice_cells,
    stored_cells,
    style_of,
)
from workbook.package.structure import number, table_entries, text_of
from workbook.reading.passwords import Keys
from workbook.writing.changing import Change, Safety, change_workbook
from workbook.writing.longer_tables import growth_of
from workbook.writing.staff_cells import NO_FORMAT, TOO_EARLY, StaffCells, empty_cell

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from workbook.findings import FixValue
    from workbook.package.longer_table import Growth
    from workbook.package.markup import Element
    from workbook.package.parts import Package
    from workbook.package.splicing import Stored
    from workbook.package.structure import SheetEntry, TableEntry
    from workbook.writing.staff_cells import Beside

_FILTERED = "In der Tabelle ist ein Filter gesetzt; bitte in Excel aufheben (Daten › Löschen)."
_IN_THE_WAY = "Unter der letzten Zeile steht etwas ({cell})."
_BELOW = "Unter der Tabelle stehen noch Zeilen. Bitte zuerst: lotse check --fix (erweitert die Tabelle)."
_HIDDEN = "Die Zeile {row} unter der Tabelle ist ausgeblendet."
_LAST_ROW = 1_048_576
_RELATIVE = re.compile(r"(?<![\w.\]\[])\$?[A-Z]{1,3}\$?\d{1,7}(?![\w(\[])")
_QUOTED = re.compile(r'"(?:[^"]|"")*"|\[[^\[\]]*\]')
_ROW = re.compile(rb'<row\b(?=[^>]*?\sr="(\d+)")[^>]*?>')
_HIDDEN_ROW = re.compile(rb'\shidden="(?:1|true)"')


class NewRows(Struct, frozen=True):
    """Rows for one table: its sheet, its header, the last row that is filled, and the new values by column number.

    `formats` are number formats by column for a cell whose own cannot show the value. `formulas` say, by column,
    how a calculated column goes on where the table itself does not know, and `results` what it will show, row by
    row; they hold where the table calculates this column in this way.
    """

    sheet: str
    header_row: int
    after_row: int
    rows: tuple[Mapping[int, FixValue], ...]
    formats: Mapping[int, str] = field(default_factory=dict)
    formulas: Mapping[int, str] = field(default_factory=dict)
    results: Mapping[int, Sequence[FixValue | None]] = field(default_factory=dict)

    @property
    def places(self) -> range:
        """The rows of the sheet that they take."""
        return range(self.after_row + 1, self.after_row + 1 + len(self.rows))


class Appended(Struct, frozen=True):
    """What was appended: the version before, and German warnings.

    `to_pull_down` are columns, as `Blatt!K`, whose formulas staff have to pull down themselves.
    """

    backup: Path | None
    warnings: tuple[str, ...]
    to_pull_down: tuple[str, ...] = ()


def append_obstacles(path: Path, wanted: Sequence[NewRows], keys: Keys | None = None) -> dict[int, str]:
    """Return which of `wanted`, by position, cannot be appended, each with the reason as a German sentence.

    Raises:
        UnsupportedFormatError: the file is of a kind that Lotse reads but does not write.
        WorkbookError: it cannot be read.
    """
    found = {}
    with (keys or Keys()).open(path) as package:
        appending = _Appending(package)
        for position, each in enumerate(wanted):
            outcome = appending.plan(each)
            if isinstance(outcome, str):
                found[position] = outcome
    return found


def append_rows(
    path: Path,
    wanted: Sequence[NewRows],
    *,
    beside: Beside | None = None,
    digest: str | None = None,
    safety: Safety | None = None,
    keys: Keys | None = None,
) -> Appended:
    """Append rows to tables of the staff's; `beside` puts sheets of Lotse's into the same change.

    Raises:
        CellNotCorrectedError: one of them cannot be appended (see `append_obstacles`); none of them is.
        WorkbookError: the workbook is as it was; the class says why (see `workbook.errors`).
    """
    by_hand: list[str] = []

    def prepare(package: Package) -> Change:
        appending = _Appending(package)
        change = appending.change(wanted, beside)
        by_hand.extend(appending.to_pull_down)
        return change

    changed = change_workbook(path, prepare, digest=digest, safety=safety or Safety(), keys=keys)
    return Appended(changed.backup, changed.warnings, tuple(by_hand))


class _Planned(Struct, frozen=True):
    """What becomes of a sheet: its part, the cells with their formats, and how its table grows."""

    part: str
    cells: Mapping[str, Stored]
    styles: Mapping[str, int | None]
    table: TableEntry | None
    growth: Growth | None


class _Appending:
    """The rows that are appended in one package."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._shared = StaffCells(package)
        self.to_pull_down: list[str] = []

    def change(self, wanted: Sequence[NewRows], beside: Beside | None) -> Change:
        """Return the package with the rows and with sheets of Lotse's.

        Raises:
            CellNotCorrectedError: one of them cannot be appended.
        """
        parts: dict[str, bytes] = {}
        spliced: dict[str, tuple[str, ...]] = {}
        grown: dict[str, tuple[Growth, ...]] = {}
        for each in wanted:
            planned = self.plan(each)
            if isinstance(planned, str):
                raise CellNotCorrectedError(each.sheet, address(each.after_row + 1, 1), planned)
            data = parts.get(planned.part) or b"".join(self._package.stream(planned.part))
            data = splice_cells(data, planned.cells, planned.styles)
            spliced[planned.part] = (*spliced.get(planned.part, ()), *planned.cells)
            if planned.growth is not None and planned.table is not None:
                described = extended_table(b"".join(self._package.stream(planned.table.part)), planned.growth)
                parts[planned.table.part] = described or b""
                data = extended_ranges(data, planned.growth)
                grown[planned.table.part] = (planned.growth,)
                grown[planned.part] = (*grown.get(planned.part, ()), planned.growth)
            parts[planned.part] = data
        draft, own = self._shared.draft(parts, beside)
        names = tuple(dict.fromkeys((*own, *(each.sheet for each in wanted))))
        return Change(draft, sheets=names, spliced=spliced, grown=grown)

    def plan(self, wanted: NewRows) -> _Planned | str:
        """Return what becomes of a sheet, or the reason why the rows cannot be appended."""
        try:
            return self._planned(wanted)
        except CannotSpliceError as error:
            return error.reason

    def _planned(self, wanted: NewRows) -> _Planned:
        entry = self._shared.entries.get(wanted.sheet)
        if entry is None:
            raise CannotSpliceError("", "Dieses Blatt gibt es nicht.")
        data = b"".join(self._package.stream(entry.part))
        try:
            root = parse(split(data)[0])
        except (MarkupError, ValueError):
            raise CannotSpliceError("", UNUSUAL) from None
        table = self._table(wanted)
        growth = self._growth(wanted, table)
        if self._is_filtered(table, root):
            raise CannotSpliceError("", _FILTERED)
        if hidden := _hidden(data, wanted.places):
            raise CannotSpliceError("", _HIDDEN.format(row=hidden))
        cells, styles = self._cells(wanted, entry, data, table)
        return _Planned(entry.part, cells, styles, table, growth)

    def _growth(self, wanted: NewRows, table: TableEntry | None) -> Growth | None:
        """Return how an Excel table grows, `None` where there is none or it has room."""
        last = wanted.places[-1]
        if last > _LAST_ROW:
            raise CannotSpliceError("", "Das Blatt ist voll.")
        body_end = table.area.last_row - table.totals_rows if table is not None else 0
        if table is None or last <= body_end:
            return None
        outcome = growth_of(self._package, Extension(table.name, table.area.last_row, last))
        if isinstance(outcome, str):
            raise CannotSpliceError("", outcome)
        if wanted.after_row > body_end:
            raise CannotSpliceError("", _BELOW)
        return outcome[1]

    def _table(self, wanted: NewRows) -> TableEntry | None:
        columns = [column for row in wanted.rows for column in row]
        return next(
            (
                each
                for each in table_entries(self._package)
                if (each.sheet, each.area.first_row) == (wanted.sheet, wanted.header_row)
                and each.header_rows
                and all(each.area.first_column <= column <= each.area.last_column for column in columns)
            ),
            None,
        )

    def _is_filtered(self, table: TableEntry | None, sheet: Element) -> bool:
        """Tell whether rows may be hidden by a filter, of the table or of the sheet."""
        roots = [sheet, *([self._package.tree(table.part)] if table is not None else [])]
        filters = (each for root in roots for each in root.iter("{*}autoFilter"))
        return any(next(each.iter("{*}filterColumn"), None) is not None for each in filters)

    def _cells(
        self, wanted: NewRows, entry: SheetEntry, data: bytes, table: TableEntry | None
    ) -> tuple[dict[str, Stored], dict[str, int | None]]:
        """Return the new cells and their formats."""
        used = sorted({column for row in wanted.rows for column in row})
        columns = range(table.area.first_column, table.area.last_column + 1) if table is not None else used
        there = stored_cells(data, [address(row, column) for row in wanted.places for column in columns])
        above = max(wanted.after_row, wanted.header_row + 1)
        found = stored_cells(data, [address(above, column) for column in columns])
        models = {column: found.get(address(above, column)) for column in columns}
        looks = {column: self._look(model, data, column) for column, model in models.items()}
        formulas = self._formulas(wanted, table, models)
        against = Obstacles(
            self._package,
            entry,
            data,
            formats=self._shared.formats,
            texts=self._shared.texts,
            offered=lambda _: None,
        )
        cells: dict[str, Stored] = {}
        styles: dict[str, int | None] = {}
        for place, row in enumerate(wanted.places):
            for column in columns:
                cell = address(row, column)
                value, stored = wanted.rows[place].get(column), there.get(cell)
                if value is None and stored is not None and FORMULA.search(stored):
                    continue  # a row that was prepared: it calculates already
                if stored is not None and _holds(stored):
                    raise CannotSpliceError(cell, _IN_THE_WAY.format(cell=cell))
                style = looks[column] if stored is None else style_of(stored)
                if value is not None:
                    plain = self._shared.plain(value)
                    reason = TOO_EARLY if plain is None else against.first(cell, stored or empty_cell(cell), plain)
                    if reason is not None:
                        raise CannotSpliceError(cell, f"{reason} ({cell})")
                    cells[cell], styles[cell] = plain, self._fitting(style, value, wanted.formats.get(column))
                elif column in formulas:
                    cells[cell] = self._calculated(formulas[column], wanted.results.get(column), place)
                    styles[cell] = style or None
                elif style and stored is None:
                    cells[cell], styles[cell] = None, style
        return cells, styles

    def _fitting(self, style: int, value: FixValue, code: str | None) -> int | None:
        fitting = self._shared.formats.fitting(style, value, code or "General")
        if fitting is None:
            raise CannotSpliceError("", NO_FORMAT)
        return fitting or None

    def _look(self, model: bytes | None, data: bytes, column: int) -> int:
        """Return the format of a column: that of the row above, else what the sheet says of the column."""
        return style_of(model) if model is not None else _column_style(data, column)

    def _formulas(
        self, wanted: NewRows, table: TableEntry | None, models: Mapping[int, bytes | None]
    ) -> dict[int, tuple[str, bool]]:
        """Return how calculated columns go on, and whether the results are known; others staff pull down."""
        if table is None:
            for column, model in models.items():
                self._by_hand(wanted, column, when=FORMULA.search(model or b"") is not None)
            return {}
        root = self._package.tree(table.part)
        found: dict[int, tuple[str, bool]] = {}
        for column, described in enumerate(root.iter("{*}tableColumn"), table.area.first_column):
            told = described.find("{*}calculatedColumnFormula")
            own = wanted.formulas.get(column)
            if told is not None and not is_true(told.get("array")):
                text = text_of(told).strip().removeprefix("=")
                known = own is not None and _same(text, own)
                if known or not _RELATIVE.search(_QUOTED.sub("", text)):
                    found[column] = text, known
                    continue
            calculates = told is not None or FORMULA.search(models.get(column) or b"") is not None
            if calculates and told is None and own is not None:
                found[column] = own, True
                continue
            self._by_hand(wanted, column, when=calculates)
        return found

    def _by_hand(self, wanted: NewRows, column: int, *, when: bool) -> None:
        place = f"{wanted.sheet}!{address(wanted.header_row, column)}"
        if when and place not in self.to_pull_down:
            self.to_pull_down.append(place)

    def _calculated(
        self, formula: tuple[str, bool], results: Sequence[FixValue | None] | None, place: int
    ) -> Calculated:
        text, known = formula
        result = self._shared.plain(results[place]) if known and results is not None else None
        return Calculated(text, result)


def _same(one: str, other: str) -> bool:
    return re.sub(r"\s", "", one) == re.sub(r"\s", "", other)


def _holds(stored: bytes) -> bool:
    """Tell whether a stored cell holds anything: a value, a text, a formula."""
    return any(mark in stored for mark in (b"<v", b"<is", b"<f"))


def _hidden(data: bytes, rows: range) -> int | None:
    """Return the first of these rows that is hidden, `None` where none is."""
    for match in _ROW.finditer(data):
        if int(match[1]) in rows and _HIDDEN_ROW.search(match[0]):
            return int(match[1])
    return None


def _column_style(data: bytes, column: int) -> int:
    """Return the format that a sheet has for the cells of a column that are not there (18.3.1.13)."""
    head = data[: data.find(b"<sheetData")]
    for match in re.finditer(rb"<col\s[^>]*>", head):
        attributes = dict(re.findall(rb'(\w+)="([^"]*)"', match[0]))
        first, last = (number(attributes.get(name, b"").decode()) for name in (b"min", b"max"))
        if first <= column <= last:
            return number(attributes.get(b"style", b"").decode())
    return 0
