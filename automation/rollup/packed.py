"""Many rows in little room: what every office brings stays small until somebody adds it up."""

from __future__ import annotations

import json
import zlib
from collections.abc import Collection, Iterator
from dataclasses import fields
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Row = TypeVar("Row")


class Packed(Collection[Row]):
    """Rows of one dataclass, compressed; they are unpacked each time somebody goes through them."""

    __slots__ = ("_count", "_data", "_kind")

    def __init__(self, kind: type[Row], rows: Iterable[Sequence[Any]]) -> None:
        """Pack rows that are plain: the values of the fields in their order, as `plain_rows` gives them."""
        plain = list(rows)
        self._kind, self._count = kind, len(plain)
        self._data = zlib.compress(json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode(), 1)

    def plain(self) -> list[list[Any]]:
        """Return the values of every row in the order of its fields."""
        rows: list[list[Any]] = json.loads(zlib.decompress(self._data))
        return rows

    def __len__(self) -> int:
        return self._count

    def __contains__(self, row: object) -> bool:
        return any(each == row for each in self)

    def __iter__(self) -> Iterator[Row]:
        for row in self.plain():
            yield self._kind(*map(_frozen, row))


def plain_rows(rows: Iterable[Any]) -> list[list[Any]]:
    """Return the values of dataclasses of one kind, each in the order of its fields."""
    if isinstance(rows, Packed):
        return rows.plain()
    found = list(rows)
    names = [part.name for part in fields(found[0])] if found else []
    return [[getattr(row, name) for name in names] for row in found]


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
