"""Many rows in little room: what every office brings stays small until somebody adds it up."""

from __future__ import annotations

import json
import zlib
from collections.abc import Collection, Iterator
from dataclasses import fields
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable

Row = TypeVar("Row")


class Packed(Collection[Row]):
    """Rows of one dataclass, compressed; they are unpacked each time somebody goes through them."""

    __slots__ = ("_count", "_data", "_kind")

    def __init__(self, kind: type[Row], rows: Iterable[Row]) -> None:
        names = [part.name for part in fields(kind)]  # type: ignore[arg-type]
        plain = [[getattr(row, name) for name in names] for row in rows]
        self._kind, self._count = kind, len(plain)
        self._data = zlib.compress(json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode(), 1)

    def __len__(self) -> int:
        return self._count

    def __contains__(self, row: object) -> bool:
        return any(each == row for each in self)

    def __iter__(self) -> Iterator[Row]:
        for row in json.loads(zlib.decompress(self._data)):
            yield self._kind(*map(_frozen, row))


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
