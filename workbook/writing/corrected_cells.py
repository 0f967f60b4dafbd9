"""Single cells of the staff's sheets corrected, when they have said so; nothing else in the file changes.

A cell keeps its format, but for a number format that could not show the new value. The workbook calculates anew
when it is next opened, because formulas may depend on the cells.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from workbook.cells import Area, text_of
from workbook.errors import CellNotCorrectedError
from workbook.package.longer_table import extended_ranges, extended_table
from workbook.package.obstacles import Obstacles
from workbook.package.ownership import sheet_of
from workbook.package.splicing import CannotSpliceError, splice_cells, stored_cells, style_of
from workbook.package.structure import name_entries
from workbook.reading.passwords import Keys
from workbook.reading.raw import read_book
from workbook.writing.changing import Change, Changed, Safety, change_workbook
from workbook.writing.longer_tables import growth_of
from workbook.writing.staff_cells import NO_FORMAT, TOO_EARLY, StaffCells, empty_cell

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from workbook.cells import Grid
    from workbook.findings import Extension, Fix
    from workbook.package.longer_table import Growth
    from workbook.package.parts import Package
    from workbook.package.splicing import Plain
    from workbook.writing.staff_cells import Beside

_NO_SHEET = "Dieses Blatt gibt es nicht."


def obstacles(
    path: Path, corrections: Mapping[str, Mapping[str, Fix]], keys: Keys | None = None
) -> dict[tuple[str, str], str]:
    """Return the cells, by sheet and address, that cannot be corrected, each with the reason as a German sentence.

    Raises:
        UnsupportedFormatError: the file is of a kind that Lotse reads but does not write.
        WorkbookError: it cannot be read.
    """
    keys = keys or Keys()
    with keys.open(path) as package:
        planned = _Correction(package, keys)
        return {
            (sheet, cell): reason
            for sheet, fixes in corrections.items()
            for cell, reason in planned.on_sheet(sheet, fixes).reasons.items()
        }


def extension_obstacles(
    path: Path, extensions: Collection[Extension], keys: Keys | None = None
) -> dict[Extension, str]:
    """Return the tables that cannot be made longer, each with the reason as a German sentence.

    Raises:
        UnsupportedFormatError: the file is of a kind that Lotse reads but does not write.
        WorkbookError: it cannot be read.
    """
    if not extensions:
        return {}
    with (keys or Keys()).open(path) as package:
        outcomes = {each: growth_of(package, each) for each in extensions}
        return {each: outcome for each, outcome in outcomes.items() if isinstance(outcome, str)}


def correct_cells(
    path: Path,
    corrections: Mapping[str, Mapping[str, Fix]],
    extensions: Collection[Extension] = (),
    *,
    beside: Beside | None = None,
    digest: str | None = None,
    safety: Safety | None = None,
    keys: Keys | None = None,
) -> Changed:
    """Write corrections, by sheet and address, into a workbook, and make tables longer.

    `beside` puts sheets of Lotse's into the same change.

    Raises:
        CellNotCorrectedError: one of the cells or tables cannot be corrected (see `obstacles`); none of them is.
        WorkbookError: the workbook is as it was; the class says why (see `workbook.errors`).
    """
    keys = keys or Keys()
    return change_workbook(
        path,
        lambda package: _Correction(package, keys).change(corrections, extensions, beside),
        digest=digest,
        safety=safety or Safety(),
        keys=keys,
    )


class _Planned(Struct, frozen=True):
    """What becomes of the cells of one sheet: their values, other formats, and what stands in the way of which."""

    part: str
    data: bytes
    values: Mapping[str, Plain]
    styles: Mapping[str, int | None]
    reasons: Mapping[str, str]


class _Correction:
    """The corrections of one package."""

    def __init__(self, package: Package, keys: Keys) -> None:
        self._package, self._keys = package, keys
        self._cells = StaffCells(package)
        self._names = {each.name.lower(): each.refers_to for each in name_entries(package)}
        self._grids: dict[str, Grid] = {}

    def change(
        self,
        corrections: Mapping[str, Mapping[str, Fix]],
        extensions: Collection[Extension] = (),
        beside: Beside | None = None,
    ) -> Change:
        """Return the package with the corrections, longer tables and sheets of Lotse's.

        Raises:
            CellNotCorrectedError: one of the cells or tables cannot be corrected.
        """
        spliced = {}
        parts: dict[str, bytes] = {}
        for sheet, fixes in corrections.items():
            planned = self.on_sheet(sheet, fixes)
            for cell, reason in planned.reasons.items():
                raise CellNotCorrectedError(sheet, cell, reason)
            parts[planned.part] = splice_cells(planned.data, planned.values, planned.styles)
            spliced[planned.part] = tuple(fixes)
        growths = self._extend(extensions, parts)
        draft, own = self._cells.draft(parts, beside)
        return Change(draft, sheets=(*corrections, *own), spliced=spliced, grown=growths)

    def _extend(self, extensions: Collection[Extension], parts: dict[str, bytes]) -> dict[str, tuple[Growth, ...]]:
        """Put the parts of longer tables and of their sheets into `parts`; return what grows in which part."""
        growths: dict[str, tuple[Growth, ...]] = {}
        for extension in extensions:
            outcome = growth_of(self._package, extension)
            if isinstance(outcome, str):
                raise CellNotCorrectedError(extension.table, str(extension.new_last_row), outcome)
            table, growth = outcome
            described = extended_table(b"".join(self._package.stream(table.part)), growth)
            sheet = self._cells.entries[table.sheet].part
            data = parts[sheet] if sheet in parts else b"".join(self._package.stream(sheet))
            parts[sheet] = extended_ranges(data, growth)
            parts[table.part] = described or b""
            growths[table.part] = (growth,)
            growths[sheet] = (*growths.get(sheet, ()), growth)
        return growths

    def on_sheet(self, sheet: str, fixes: Mapping[str, Fix]) -> _Planned:
        """Return what becomes of cells of a sheet."""
        entry = self._cells.entries.get(sheet)
        if entry is None:
            return _Planned("", b"", {}, {}, dict.fromkeys(fixes, _NO_SHEET))
        data = b"".join(self._package.stream(entry.part))
        try:
            there = stored_cells(data, fixes)
        except CannotSpliceError as error:
            return _Planned(entry.part, data, {}, {}, dict.fromkeys(fixes, error.reason))
        # What nobody has ever typed into has no cell in the file.
        stored = {cell: there.get(cell) or empty_cell(cell) for cell in fixes}
        against = Obstacles(
            self._package,
            entry,
            data,
            formats=self._cells.formats,
            texts=self._cells.texts,
            offered=lambda reference: self._offered(reference, sheet),
        )
        values: dict[str, Plain] = {}
        styles: dict[str, int | None] = {}
        reasons: dict[str, str] = {}
        for cell, fix in fixes.items():
            value = self._cells.plain(fix.value)
            asked = None if fix.back else value
            reason = (
                TOO_EARLY if value is None and fix.value is not None else against.first(cell, stored[cell], asked)
            )
            if reason is None:
                style = style_of(stored[cell])
                styles[cell] = self._cells.formats.fitting(style, fix.value, fix.number_format)
                reason = NO_FORMAT if styles[cell] is None else None
            if reason is not None:
                reasons[cell] = reason
            values[cell] = value
        return _Planned(entry.part, data, values, styles, reasons)

    def _offered(self, reference: str, sheet: str) -> Collection[str] | None:
        """Return what a dropdown on a sheet offers by a reference, `None` if that has to be calculated."""
        refers_to = self._names.get(reference.lower(), reference)
        area = Area.parse(refers_to.rpartition("!")[2])
        target = sheet_of(refers_to) if "!" in refers_to else sheet
        if area is None or target not in self._cells.entries or "$" not in refers_to:
            return None
        if target not in self._grids:
            with read_book(self._package.path, self._keys) as book:
                self._grids[target] = book.grid(target)
        rows = self._grids[target][area.first_row - 1 : area.last_row]
        return {text_of(value).strip() for row in rows for value in row[area.first_column - 1 : area.last_column]}
