"""What the figures read of a row, as words that can be compared later, and a keyed hash of it (a mark).

The mark of a fact covers its own row and those of the tables that its figure reads and that name the same client,
household or placement. So a difference without a changed mark comes from another way of counting.
"""

from __future__ import annotations

import hashlib
import hmac
from functools import cached_property
from typing import TYPE_CHECKING, Any

from automation.figures.closing.relevance import relevant
from automation.figures.reads import Reads
from workbook.schema import Client, Household, Placement, Record
from workbook.tables import shown_value

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from automation.figures.fact import Fact
    from workbook.tables import Office, Table

_LENGTH = 16
_LINKS = ("client_id", "household_id", "placement_id", "course_id", "vacancy_id")
"""By these columns the rows of one table lead to those of another."""
_BESIDE: Mapping[type[Record], tuple[Reads, ...]] = {
    Household: (
        Reads(Client, "household_id", "status", "closed_on"),
        Reads(Placement, "client_id", "kind", "subsidy", "start", "actual_end"),
    )
}
"""What is read for a row of a table beside that in which its figure holds rows back."""


class Rows:
    """The rows of an office as figures read them; `key` is the secret of the marks."""

    def __init__(self, office: Office, key: str = "") -> None:
        self._office, self._key = office, key.encode()
        self._linked: dict[tuple[type[Record], str], dict[str, list[int]]] = {}
        self._texts: dict[Reads, dict[int, str]] = {}

    @cached_property
    def sheets(self) -> Mapping[str, Table[Any]]:
        """The tables by the sheet's name in this workbook, and by the name that Lotse gives it."""
        tables = list(self._office)
        return {table.spec.sheet: table for table in tables} | {table.sheet: table for table in tables}

    def canonical(self, sheet: str) -> str:
        """Return the name that Lotse gives a sheet, whatever staff call it."""
        table = self.sheets.get(sheet)
        return sheet if table is None else table.spec.sheet

    def cells(self, sheet: str, key: str) -> dict[str, str]:
        """Return the cells of a row that any figure reads, by their header; of no such row nothing."""
        table = self.sheets.get(sheet)
        position = None if table is None or not key else table.positions.get(key)
        if table is None or position is None:
            return {}
        names = dict.fromkeys(
            name
            for said in relevant().values()
            for reads in said.reads
            if reads.record is table.record
            for name in reads.columns
        )
        return {
            table.spec.column(name).label: shown_value(table.column(name)[position])
            for name in names
            if name != table.spec.key
        }

    def cell(self, sheet: str, key: str, label: str = "") -> tuple[Table[Any], int, str] | None:
        """Return table, row on the sheet and column of a key's row; of a label of that row where there is one."""
        table = self.sheets.get(sheet)
        position = None if table is None else table.positions.get(key)
        if table is None or position is None or table.spec.key is None:
            return None
        names = {column.label: column.name for column in table.spec.columns}
        return table, table.rows[position], names.get(label, table.spec.key)

    def mark(self, fact: Fact) -> str:
        """Return the keyed hash of everything that the figures of a fact read of its row and those beside it."""
        said = relevant().get(fact.code)
        lines = [fact.code, self.canonical(fact.sheet), fact.key]
        if said is not None:
            lines += self._around(fact, said.reads)
        return hmac.new(self._key, "\x1f".join(lines).encode(), hashlib.sha256).hexdigest()[:_LENGTH]

    def _around(self, fact: Fact, reads: Sequence[Reads]) -> Iterator[str]:
        table = self.sheets.get(fact.sheet)
        position = table.positions.get(fact.key) if table is not None and fact.key else None
        if table is None or position is None:
            return
        known: dict[str, set[str]] = {}
        self._learn(table, position, known)
        seen: set[tuple[Reads, int]] = set()
        reads = (*reads, *_BESIDE.get(table.record, ()))
        seen |= {(each, position) for each in reads if each.record is table.record}
        for _ in range(2):  # a household leads to its people, and they to their placements
            for each in reads:
                beside = self._office[each.record]
                for name in _LINKS:
                    for value in tuple(known.get(name, ())):
                        for place in self._positions(beside, name).get(value, ()):
                            seen.add((each, place))
                            if each.record is Client:
                                self._learn(beside, place, known)
        yield from sorted(self._text(each, place) for each, place in seen)

    @staticmethod
    def _learn(table: Table[Any], position: int, known: dict[str, set[str]]) -> None:
        names = {column.name for column in table.spec.columns}
        for name in _LINKS:
            if name in names and (value := table.column(name)[position]):
                known.setdefault(name, set()).add(value)

    def _positions(self, table: Table[Any], name: str) -> Mapping[str, list[int]]:
        place = (table.record, name)
        if place not in self._linked:
            found: dict[str, list[int]] = {}
            if any(column.name == name for column in table.spec.columns):
                for position, value in enumerate(table.column(name)):
                    if value:
                        found.setdefault(value, []).append(position)
            self._linked[place] = found
        return self._linked[place]

    def _text(self, reads: Reads, position: int) -> str:
        known = self._texts.setdefault(reads, {})
        if position not in known:
            table = self._office[reads.record]
            values = (shown_value(table.column(name)[position]) for name in reads.columns)
            known[position] = f"{reads.record.spec.sheet}:{'|'.join(values)}"
        return known[position]
