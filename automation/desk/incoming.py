"""An intake workbook → its rows, each as an entry that is known again by intake, table and key."""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from automation.desk.own_values import located_for_intake, own_values, shown_labels
from workbook.adoption.carrying import read_kept
from workbook.cells import text_of
from workbook.creating.intake import INTAKE, identity_of
from workbook.creating.typed import typed_values
from workbook.errors import DamagedWorkbookError, LotseError, WorkbookError
from workbook.reading.mapping import read_mapping
from workbook.reading.passwords import Keys
from workbook.reading.raw import read_book
from workbook.reading.records import read_office
from workbook.schema import Client, OfficeSetting

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from workbook.adoption.own_keys import Kept
    from workbook.cells import CellValue
    from workbook.creating.intake import Identity
    from workbook.findings import Finding, FixValue
    from workbook.reading.raw import RawBook
    from workbook.schema import Record
    from workbook.tables import Table


class NotAnIntakeError(LotseError):
    """A file is no intake workbook of `lotse desk`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(
            f"„{path.name}“ ist keine Eingangsmappe: Ihre Kennung fehlt (Blatt „Start“, zweite Zeile). Eingangs"
            "mappen legt „lotse desk“ an; eine ganze Mappe übernimmt „lotse adopt“."
        )


@dataclass(frozen=True, eq=False)
class Entry:
    """A row of an intake workbook: its table, its key there, its clean values by column.

    `typed` are the values as they go into a cell, among them those that nobody can read; `cells` is where columns
    stand in the intake, by header; `remarks` is what reading found there; `own` what stands in columns that the
    office has added, by header.
    """

    file: str
    identity: Identity
    record: type[Record]
    key: str
    sheet: str
    cell: str
    values: Mapping[str, Any]
    typed: Mapping[str, CellValue]
    cells: Mapping[str, str]
    remarks: tuple[Finding, ...] = ()
    own: Mapping[str, FixValue] = field(default_factory=dict)

    @property
    def place(self) -> tuple[str, str, str]:
        """What an entry is recognised by when the same file comes again."""
        return str(self.identity), self.record.spec.sheet, self.key

    @property
    def came_from(self) -> str:
        """How the sheet `Änderungen` says where a row came from."""
        return f"{self.key} aus {self.identity}"

    @cached_property
    def digest(self) -> str:
        """What its content is recognised by; nobody can tell the content from it without the intake workbook."""
        own = [shown_labels(self.own)] if self.own else []
        told = [*self.place, *own, {name: text_of(value) for name, value in sorted(self.typed.items())}]
        return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()[:16]

    def references(self) -> Iterator[tuple[str, str, str]]:
        """Yield what the row refers to among what an intake can hold: column, sheet, key."""
        for column in self.record.spec.columns:
            if column.refers_to in _SHEETS and column.formula is None:
                value = self.values.get(column.name)
                for key in value if isinstance(value, tuple) else (value,):
                    if key:
                        yield column.name, column.refers_to, key


def living_in(home: Entry, entries: Iterable[Entry]) -> list[Entry]:
    """Return the clients of the same intake who live in a household."""
    return [
        each
        for each in entries
        if each.record is Client
        and any((str(each.identity), sheet, key) == home.place for _, sheet, key in each.references())
    ]


_RECORDS = {record.spec.sheet: record for record in INTAKE}
_SHEETS = frozenset(_RECORDS)


def read_intake(path: Path, keys: Keys | None = None) -> tuple[Entry, ...]:
    """Return the rows of an intake workbook, table by table.

    Raises:
        NotAnIntakeError: it is none.
        WorkbookError: it cannot be read.
    """
    try:
        return _read(path, keys or Keys())
    except DamagedWorkbookError as error:
        raise error.sent_by("von dort, wo sie ausgefüllt wurde,") from error


def _read(path: Path, keys: Keys) -> tuple[Entry, ...]:
    with read_book(path, keys) as book:
        identity = _identity(book, path, keys)
        records: tuple[type[Record], ...] = (*INTAKE, OfficeSetting)
        mappings = read_mapping(book)
        office, kept = read_kept(book, records, mappings)
        _, found = read_office(book, records, mappings)
        own = {
            (sheet, row): values
            for sheet, place in located_for_intake(book).items()
            for row, values in own_values(book, office[_RECORDS[sheet]], place).items()
        }
    remarks: dict[tuple[str, int], list[Finding]] = {}
    for finding in found:
        remarks.setdefault((finding.table, finding.row), []).append(finding)
    of = _Of(path.name, identity, kept, remarks, own)
    return tuple(entry for record in INTAKE for entry in _entries(of, office[record]))


def read_intakes(paths: Iterable[Path], keys: Keys | None = None) -> tuple[Entry, ...]:
    """Return the rows of several intakes; what stands the same in two files, as in a copy, comes once.

    Raises:
        NotAnIntakeError: one of them is none.
        WorkbookError: one of them cannot be read.
    """
    entries: list[Entry] = []
    for path in dict.fromkeys(each.resolve() for each in paths):
        seen = {(each.place, each.digest) for each in entries}
        entries += [each for each in read_intake(path, keys) if (each.place, each.digest) not in seen]
    return tuple(entries)


def _identity(book: RawBook, path: Path, keys: Keys) -> Identity:
    """Return which intake workbook this is: as its start sheet says, else as its properties do."""
    identity = identity_of(book)
    if identity is None:
        with suppress(WorkbookError), keys.open(path) as package:  # only an .xlsx has such properties
            identity = identity_of(book, package)
    if identity is None:
        raise NotAnIntakeError(path)
    return identity


class _Of(Struct, frozen=True):
    """What of an intake goes with its rows; `own` stands in columns of the office's own, by sheet and row."""

    file: str
    identity: Identity
    kept: Kept
    remarks: Mapping[tuple[str, int], Sequence[Finding]]
    own: Mapping[tuple[str, int], Mapping[str, FixValue]]


def _entries(of: _Of, table: Table[Any]) -> Iterator[Entry]:
    """Yield the rows of a table in which anything stands that is not calculated."""
    spec = table.spec
    columns = [column for column in spec.columns if column.formula is None and table.present(column.name)]
    typed = {column.name: typed_values(column, table.column(column.name)) for column in columns}
    for position, row in enumerate(table.rows):
        clean = {column.name: table.column(column.name)[position] for column in columns}
        stored = {
            name: of.kept.get((table.record, position, name), values[position]) for name, values in typed.items()
        }
        own = of.own.get((spec.sheet, row), {})
        if own or any(value is not None for value in stored.values()):
            yield Entry(
                file=of.file,
                identity=of.identity,
                record=table.record,
                key=table.key_at(position),
                sheet=table.sheet,
                cell=table.cell(row, spec.key or columns[0].name),
                values={name: value for name, value in clean.items() if value is not None},
                typed={name: value for name, value in stored.items() if value is not None},
                cells={column.label: table.cell(row, column.name) for column in columns},
                remarks=tuple(of.remarks.get((spec.sheet, row), ())),
                own=own,
            )
