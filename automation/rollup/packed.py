"""Many rows in little room: what every office brings stays small until somebody adds it up."""

from __future__ import annotations

import json
import zlib
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import fields
from functools import lru_cache
from sys import intern
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Any, TypeVar
from weakref import finalize

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Row = TypeVar("Row")


class Aside:
    """Sums of offices on the disk, for as long as somebody has them.

    The file has no name that anybody could open, or the system deletes it as it closes it (Windows): however a run
    ends, nothing is left of it. Only sums go there, nothing of a person.
    """

    def __init__(self) -> None:
        self._file: IO[bytes] | None = None
        self._end = 0
        with suppress(OSError):
            self._file = TemporaryFile()  # noqa: SIM115 -- it is closed with the last that has something in it
            finalize(self, self._file.close)

    def put(self, data: bytes) -> range | None:
        """Return where the data lie from now on, `None` where there is no room for them."""
        if self._file is None:
            return None
        try:
            self._file.seek(self._end)
            self._file.write(data)
            self._file.flush()
        except OSError:
            return None
        place = range(self._end, self._end + len(data))
        self._end = place.stop
        return place

    def get(self, place: range) -> bytes:
        """Return what was put at a place."""
        assert self._file is not None  # noqa: S101 -- else nothing was put there
        self._file.seek(place.start)
        return self._file.read(len(place))


class Packed(Collection[Row]):
    """Rows of one dataclass, compressed; they are unpacked each time somebody goes through them."""

    __slots__ = ("_aside", "_count", "_data", "_kind")

    def __init__(self, kind: type[Row], rows: Iterable[Sequence[Any]], aside: Aside | None = None) -> None:
        """Pack rows that are plain: the values of the fields in their order, as `plain_rows` gives them.

        They lie `aside`, or here where there is no room for them.
        """
        plain = list(rows)
        data = zlib.compress(json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode(), 1)
        place = aside.put(data) if aside is not None else None
        self._kind, self._count, self._aside = kind, len(plain), aside
        self._data: bytes | range = data if place is None else place

    def plain(self) -> list[list[Any]]:
        """Return the values of every row in the order of its fields."""
        data = self._data
        if isinstance(data, range):
            assert self._aside is not None  # noqa: S101 -- it gave the place
            data = self._aside.get(data)
        rows: list[list[Any]] = json.loads(zlib.decompress(data))
        return rows

    def __len__(self) -> int:
        return self._count

    def __contains__(self, row: object) -> bool:
        return any(each == row for each in self)

    def __iter__(self) -> Iterator[Row]:
        for row in self.plain():
            yield self._kind(*map(_frozen, row))


class Numbers(Mapping[str, "float | None"]):
    """The figures of an office by their ids; offices that keep the same figures share the ids."""

    __slots__ = ("_numbers", "_places")

    def __init__(self, numbers: Mapping[str, float | None]) -> None:
        self._places, self._numbers = _places(tuple(numbers)), tuple(numbers.values())

    def __getitem__(self, name: str) -> float | None:
        return self._numbers[self._places[name]]

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._numbers)


@lru_cache(maxsize=32)
def _places(names: tuple[str, ...]) -> Mapping[str, int]:
    return {intern(name): place for place, name in enumerate(names)}


def plain_rows(rows: Iterable[Any]) -> list[list[Any]]:
    """Return the values of dataclasses of one kind, each in the order of its fields."""
    if isinstance(rows, Packed):
        return rows.plain()
    found = list(rows)
    names = [part.name for part in fields(found[0])] if found else []
    return [[getattr(row, name) for name in names] for row in found]


def shared(value: Any) -> Any:
    """Return plain data in which texts that others have too are there once."""
    match value:
        case str():
            return intern(value)
        case dict():
            return {shared(key): shared(each) for key, each in value.items()}
        case list() | tuple():
            return type(value)(map(shared, value))
        case _:
            return value


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
