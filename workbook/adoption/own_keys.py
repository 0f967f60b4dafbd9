"""Keys in a form of the office's own → keys as Lotse counts on; the earlier ones stay in a column beside them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from workbook.cells import text_of
from workbook.schema import Record
from workbook.tables import Office

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from workbook.tables import Table

Kept = dict[tuple[type[Record], int, str], Any]
"""Values that nobody can read, by record type, position in its table and column: they go over as they stand."""

EARLIER = "Frühere Kennung"
"""The column that keeps what stood in place of a key: paper files go by it."""


class Rekeyed(Struct, frozen=True):
    """The office's data with keys that Lotse reads, and by table the earlier one of each row that got a new one."""

    office: Office
    kept: Kept
    earlier: Mapping[type[Record], Sequence[str | None]]


def with_readable_keys(office: Office, kept: Kept) -> Rekeyed:
    """Return the data with new keys in tables most of whose keys have a form of their own, and in what names them.

    Equal keys stay equal, and a key that nobody has stays as it is, so that the check still tells of both. Where
    most keys have Lotse's form, another one is a slip, which the check knows to mend.
    """
    made: dict[type[Record], Mapping[str, str]] = {
        table.record: keys for table in office if (keys := _new_keys(table, kept))
    }
    if not made:
        return Rekeyed(office, kept, {})
    tables: dict[type[Record], Table[Any]] = {}
    earlier: dict[type[Record], Sequence[str | None]] = {}
    left = dict(kept)
    for table in office:
        values: dict[str, Sequence[Any]] = {}
        for name, new in _columns_with_keys(table, made):
            cells = [_stored(table, kept, name, place) for place in range(len(table))]
            found = [new.get(_same(cell)) for cell in cells]
            values[name] = [key or value for key, value in zip(found, table.column(name), strict=True)]
            for place, key in enumerate(found):
                if key is not None:
                    left.pop((table.record, place, name), None)
            if name == table.spec.key:
                pairs = zip(found, cells, strict=True)
                earlier[table.record] = [text_of(cell).strip() if key else None for key, cell in pairs]
        tables[table.record] = table.with_values(values) if values else table
    return Rekeyed(Office(tables, office.lists, office.name), left, earlier)


def _new_keys(table: Table[Any], kept: Kept) -> dict[str, str]:
    """Return the new key of each earlier one, none where the table has Lotse's form."""
    form, key = table.spec.key_form, table.spec.key
    if form is None or key is None or not table.exists or not table.present(key):
        return {}
    ours = re.compile(table.spec.column(key).pattern or "")
    cells = [_same(_stored(table, kept, key, place)) for place in range(len(table))]
    typed = [cell for cell in cells if cell]
    other = dict.fromkeys(cell for cell in typed if not ours.fullmatch(cell.upper()))
    if sum(cell in other for cell in typed) * 2 <= len(typed):
        return {}
    numbers = (re.search(r"\d+$", cell) for cell in typed if cell not in other)
    first = 1 + max((int(number[0]) for number in numbers if number is not None), default=0)
    return {cell: form.key(number) for number, cell in enumerate(other, first)}


def _columns_with_keys(
    table: Table[Any], made: Mapping[type[Record], Mapping[str, str]]
) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Yield the columns of a table in which keys stand that are new, its own and those of others."""
    by_sheet = {record.spec.sheet: new for record, new in made.items()}
    for column in table.spec.columns:
        if not table.present(column.name):
            continue
        if column.name == table.spec.key and table.record in made:
            yield column.name, made[table.record]
        elif column.refers_to in by_sheet:
            yield column.name, by_sheet[column.refers_to]


def _stored(table: Table[Any], kept: Kept, name: str, place: int) -> Any:
    """Return what stands in a cell, whether it could be read or not."""
    value = table.column(name)[place]
    return kept.get((table.record, place, name)) if value is None else value


def _same(cell: Any) -> str:
    """Return how a key is compared: without blanks around it, in whatever case it is typed."""
    return text_of(cell).strip().casefold() if cell is not None else ""
