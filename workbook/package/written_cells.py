"""Which cells of a sheet Lotse wrote, remembered in the workbook: whatever else is filled later is the staff's.

A hidden name for each sheet (`_LotseZellen_Heute`) holds the cells as a constant text, which every program keeps:
for runs of rows that are alike, how many there are and which columns of them Lotse filled.
"""

from __future__ import annotations

import base64
import binascii
import re
import zlib
from itertools import groupby, repeat
from typing import TYPE_CHECKING

from msgspec import Struct

from workbook.cells import Area, column_number
from workbook.package.ownership import MARKER, marker
from workbook.package.structure import name_entries

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from workbook.package.parts import Package

CELLS = "_LotseZellen_"
_LONGEST = 250
"""Excel takes 255 characters in a constant text of a formula."""
_MOST_ROWS = 1_100_000
_DIMENSION = re.compile(rb'<dimension\s[^<>]*?ref="([A-Z0-9:$]+)"')
_ROW = re.compile(rb'<row\s[^<>]*?\br="(\d{1,7})"')
_CELL = re.compile(rb'<c\s[^<>]*?\br="([A-Z]{1,3})(\d{1,7})"[^<>]*(?<!/)>(?!</c>)(.*?)</c>', re.DOTALL)
_VALUE = re.compile(rb"<(?:v|t)(?:\s[^<>]*)?>[^<]|<f[\s/>]")


class WrittenCells(Struct, frozen=True):
    """Cells of a sheet: runs of rows from the first on, each with its columns as bits, column A the lowest."""

    runs: tuple[tuple[int, int], ...]

    @classmethod
    def of_rows(cls, runs: Iterable[tuple[int, int]]) -> WrittenCells:
        """Return the cells of these runs, in as few as there can be."""
        alike = ((columns, [count for count, _ in some]) for columns, some in groupby(runs, key=lambda run: run[1]))
        return cls(tuple((sum(counts), columns) for columns, counts in alike))

    def constant(self) -> str:
        """Return what the name refers to: a text between quotation marks, coarser where it would be too long."""
        for some in (self, self._filled(), self._one()):
            text = ";".join(f"{count}*{columns:x}" for count, columns in some.runs)
            packed = base64.b64encode(zlib.compress(text.encode(), 9)).decode()
            if len(packed) <= _LONGEST:
                break
        return f'"{packed}"'

    def _filled(self) -> WrittenCells:
        """Return the cells with whatever lies left of them."""
        return self.of_rows((count, (1 << columns.bit_length()) - 1) for count, columns in self.runs)

    def _one(self) -> WrittenCells:
        """Return the rectangle that holds the cells."""
        last = max((columns.bit_length() for _, columns in self.runs), default=0)
        return WrittenCells(((sum(count for count, _ in self.runs), (1 << last) - 1),))

    def last_free(self, used: Area) -> int | None:
        """Return the last row of a used area in which Lotse left a cell free, `None` where it goes on below."""
        whole = (1 << used.last_column) - (1 << (used.first_column - 1))
        if used.last_row > sum(count for count, _ in self.runs):
            return None
        return max((rows.stop - 1 for rows, columns in self.rows() if whole & ~columns), default=0)

    def beside(self, grid: Iterable[Sequence[object]]) -> list[tuple[int, int]]:
        """Return the cells of a sheet, given from A1 on, that hold something and are not among these."""
        found = []
        lines = iter(enumerate(grid, 1))
        for rows, columns in (*self.rows(), (repeat(0), 0)):
            for _, (row, values) in zip(rows, lines, strict=False):
                found += [
                    (row, column)
                    for column, value in enumerate(values, 1)
                    if value is not None and value != "" and not columns >> (column - 1) & 1
                ]
        return found

    def rows(self) -> Iterator[tuple[range, int]]:
        """Yield the runs as the numbers of their rows."""
        first = 1
        for count, columns in self.runs:
            yield range(first, first + count), columns
            first += count


def read_constant(refers_to: str) -> WrittenCells | None:
    """Return the cells that a name's constant holds, `None` where it is none of ours or somebody changed it."""
    text = refers_to.removeprefix("=").strip()
    if len(text) < 2 or text[0] != '"' or text[-1] != '"':
        return None
    try:
        inflated = zlib.decompressobj()
        told = inflated.decompress(base64.b64decode(text[1:-1], validate=True), 1_000_000).decode("ascii")
        pairs = (run.partition("*") for run in told.split(";") if run)
        runs = tuple((int(count), int(columns, 16)) for count, _, columns in pairs)
    except (ValueError, binascii.Error, zlib.error):
        return None
    if not all(count > 0 for count, _ in runs) or sum(count for count, _ in runs) > _MOST_ROWS:
        return None
    return WrittenCells(runs)


def name_of_cells(key: str) -> str:
    """Return the hidden name that remembers what Lotse wrote on a sheet.

    >>> name_of_cells("Dashboard 2")
    '_LotseZellen_Dashboard__2'
    """
    return CELLS + marker(key).removeprefix(MARKER)


def written_cells(package: Package, key: str) -> WrittenCells | None:
    """Return what Lotse wrote on a sheet when it last did, `None` where the file does not tell."""
    name = name_of_cells(key).lower()
    found = (each for each in name_entries(package) if each.sheet is None and each.name.lower() == name)
    return next((read_constant(each.refers_to) for each in found), None)


def filled_beside(package: Package, part: str, written: WrittenCells) -> list[tuple[int, int]]:
    """Return the cells of a worksheet that hold something and are not among the written ones, row by row.

    Rows that Lotse fills from edge to edge are not even inflated where only such rows come below.
    """
    runs = [*written.rows()]
    found: list[tuple[int, int]] = []
    rest, last, place = b"", None, 0
    for number, chunk in enumerate(package.stream(part)):
        text = rest + chunk
        if number == 0:
            last = _last_free(text, written)
        end = -1 if last is None else _begin_behind(text, last)
        cut = end if end >= 0 else max(text.rfind(b"<row "), 0)
        place = _look(text[:cut], runs, place, found)
        if end >= 0:
            return found
        rest = text[cut:]
    _look(rest, runs, place, found)
    return found


def _begin_behind(text: bytes, last: int) -> int:
    """Return where the first row behind the `last` begins, -1 where there is none yet."""
    return next((match.start() for match in _ROW.finditer(text) if int(match[1]) > last), -1)


def _look(text: bytes, runs: Sequence[tuple[range, int]], place: int, found: list[tuple[int, int]]) -> int:
    """Take in the cells of some rows; return the run that the last of them belongs to."""
    for match in _CELL.finditer(text):
        row = int(match[2])
        while place < len(runs) and row >= runs[place][0].stop:
            place += 1
        columns = runs[place][1] if place < len(runs) else 0
        column = column_number(match[1].decode())
        if not columns >> (column - 1) & 1 and _VALUE.search(match[3]):
            found.append((row, column))
    return place


def _last_free(head: bytes, written: WrittenCells) -> int | None:
    """Return the last row that has cells which Lotse left free, as far as the sheet says how large it is."""
    told = _DIMENSION.search(head)
    area = Area.parse(told[1].decode()) if told is not None else None
    return None if area is None else written.last_free(area)
