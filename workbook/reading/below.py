"""Which rows below an Excel table are the office's too, though nobody has pulled the table over them.

LibreOffice does not extend a table when somebody types below it, nor does Excel everywhere. Such a row is read like
any other; only what is plainly something else stays out: sums, remarks, headers, other tables.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from workbook.cells import address, text_of
from workbook.findings import Extension, Severity
from workbook.reading.formats import READERS, Typing
from workbook.reading.layout import finding_at, is_empty, is_note, key_by_hand
from workbook.reading.mapping import plain
from workbook.schema import Kind, table_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from workbook.cells import CellValue
    from workbook.findings import Finding
    from workbook.reading.locating import Located
    from workbook.reading.sheet_columns import SheetColumns
    from workbook.schema import Column

_ANY_TEXT = frozenset((Kind.TEXT, Kind.LONG_TEXT, Kind.NAME, Kind.SETTING))
"""Kinds of columns that take any text, and so tell nothing of whether a row belongs to the table."""
_TITLE = 2
"""So many rows above another table may hold its title."""


class Below(Struct, frozen=True):
    """The rows below a table: its own, those that are plainly something else, the number of its totals."""

    own: tuple[int, ...] = ()
    others: tuple[int, ...] = ()
    totals: int = 0

    def extended(self, located: Located) -> Located:
        """Return where the table stands with the rows that are its own."""
        return replace(located, last_row=self.own[-1]) if self.own else located

    def left_out(self, located: Located) -> frozenset[int]:
        """Return the rows between the table and its last row that are not its own."""
        if not self.own or located.last_row is None:
            return frozenset()
        return frozenset(range(located.last_row + 1, self.own[-1] + 1)).difference(self.own)


def rows_below(
    located: Located,
    columns: SheetColumns,
    lists: Mapping[str, tuple[str, ...]],
    *,
    stop: int | None,
    totals: int = 0,
    date_1904: bool = False,
) -> Below:
    """Return what stands below an Excel table; `stop` is the first row of the next table there.

    `totals` rows of the table's own stand between its last row and what is below.
    """
    last = located.last_row
    if not located.bounded or last is None or columns.last_row <= last + totals:
        return Below(totals=totals)
    judge = _Judge(located, lists, date_1904=date_1904)
    own: list[int] = []
    others: list[int] = []
    directly = True
    for row, values in _filled(located, columns, last + totals, columns.last_row if stop is None else stop - 1):
        directly = directly and row == max([last + totals, *own[-1:]]) + 1
        if judge.is_own(values, directly=directly):
            own.append(row)
            directly = True
        else:
            others.append(row)
    while others and stop is not None and others[-1] >= stop - _TITLE and (not own or others[-1] > own[-1]):
        del others[-1]
    return Below(tuple(own), tuple(others), totals)


def _filled(
    located: Located, columns: SheetColumns, above: int, last: int
) -> Iterator[tuple[int, Mapping[str, CellValue]]]:
    """Yield the rows that hold anything in the table's columns, with what they hold there."""
    for row, cells in enumerate(columns.rows(above, last), above + 1):
        values = {
            name: cells[number - 1]
            for name, number in located.columns.items()
            if number <= len(cells) and not is_empty(cells[number - 1])
        }
        if values:
            yield row, values


class _Judge:
    """Tells a table's rows from what else people write below it."""

    def __init__(self, located: Located, lists: Mapping[str, tuple[str, ...]], *, date_1904: bool) -> None:
        self._located, self._lists, self._date_1904 = located, lists, date_1904
        spec = located.spec
        self._labels = {
            column.name: {plain(each) for each in (column.label, *column.aliases)} for column in spec.columns
        }
        self._required = sum(column.required for column in spec.columns if column.name in located.columns)

    def is_own(self, values: Mapping[str, CellValue], *, directly: bool) -> bool:
        """Tell whether a row looks like the table's; `directly` says that nothing stands between."""
        spec = self._located.spec
        if spec.key is not None and spec.key in values and self._is_key(spec.column(spec.key), values[spec.key]):
            return True
        typed = {name: value for name, value in values.items() if spec.column(name).formula is None}
        again = sum(plain(value) in self._labels[name] for name, value in typed.items() if isinstance(value, str))
        if len(typed) < 2 or again * 2 > len(typed) or is_note(list(values.values()), self._located):
            return False
        telling = [self._reads(spec.column(name), value) for name, value in typed.items()]
        known = [fits for fits in telling if fits is not None]
        if directly:
            return sum(known) * 2 > len(known) or not known
        return sum(known) * 2 > len(known) and len(typed) * 2 > self._required

    def _is_key(self, key: Column, value: CellValue) -> bool:
        text = text_of(value).strip()
        if key.pattern is None:
            return False
        return re.fullmatch(key.pattern, text) is not None or (
            isinstance(value, str) and bool(key.pattern_example) and key_by_hand(text, self._located)
        )

    def _reads(self, column: Column, value: CellValue) -> bool | None:
        """Tell whether a cell holds what its column is for, `None` where that could be anything."""
        if column.kind in _ANY_TEXT:
            return None
        if column.refers_to is not None and column.kind is Kind.REFERENCE:
            target = table_of(column.refers_to).spec
            pattern = target.column(target.key).pattern if target.key is not None else None
            return None if pattern is None else re.fullmatch(pattern, text_of(value).strip()) is not None
        allowed = self._lists.get(column.choices.name, ()) if column.choices else ()
        clean, remark = READERS[column.kind](value, Typing(column, allowed, self._date_1904))
        return clean is not None and (
            remark is None or remark.fix is not None or remark.severity is not Severity.ERROR
        )


def below_findings(located: Located, below: Below, table: str) -> Iterator[Finding]:
    """Yield the findings on what stands below an Excel table: its own rows, which count, and others (F-19)."""
    first = min(located.columns.values())
    if below.own:
        rows = below.own
        told = "steht noch 1 Zeile, die zu ihr passt. Sie wird"
        if len(rows) > 1:
            told = f"stehen noch {len(rows)} Zeilen, die zu ihr passen. Sie werden"
        message = (
            f"Unter der Tabelle {told} geprüft und gezählt; Filter, Auswahllisten und Formeln der Tabelle reichen "
            "aber nicht bis dorthin."
        )
        last = located.last_row or 0
        between = next((row for row in below.others if last < row < rows[-1]), None)
        yield replace(
            finding_at(
                located,
                "F-19",
                Severity.WARNING,
                address(rows[0], first),
                message,
                f"Tabelle bis Zeile {rows[-1]} erweitern (Ecke unten rechts nach unten ziehen)",
            ),
            extension=Extension(table, last, rows[-1], between),
        )
    for begin, count in _runs(below.others):
        some = "Was hier" if count == 1 else f"Was in diesen {count} Zeilen"
        message = (
            f"{some} unter der Tabelle steht, sieht nach einer Summe, Überschrift oder Bemerkung aus und wird nicht"
        )
        yield finding_at(
            located,
            "F-19",
            Severity.HINT,
            address(begin, first),
            f"{message} mitgezählt.",
            "Gehört sie doch zur Tabelle: die Tabelle bis dorthin erweitern",
        )


def _runs(rows: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the first of rows that follow each other, and how many they are."""
    begin = count = 0
    for row in rows:
        if count and row == begin + count:
            count += 1
            continue
        if count:
            yield begin, count
        begin, count = row, 1
    if count:
        yield begin, count
