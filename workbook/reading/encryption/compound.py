"""Compound files whose tables lead in circles, or to streams larger than the file.

olefile, calamine and msoffcrypto follow them as they are told, and a file of 1 KB then asks for gigabytes.

Source: [MS-CFB] 2.2 (header), 2.3 (FAT), 2.5 (DIFAT), 2.6 (directory).
"""

from __future__ import annotations

import struct
from array import array
from typing import TYPE_CHECKING

from workbook.errors import DamagedWorkbookError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LAST = 0xFFFFFFFA  # what is greater is no sector but a mark: end of chain, free, FAT, DIFAT
_ENTRY = 128
_STREAM, _ROOT = 2, 5


def check_compound(path: Path, data: bytes) -> None:
    """Check that every chain of sectors ends, and that no stream claims to be larger than the file.

    Raises:
        DamagedWorkbookError: one does not, or the header is incomplete.
    """
    if not data.startswith(MAGIC):
        return
    try:
        _Compound(data).check()
    except (struct.error, IndexError, ValueError) as error:
        raise DamagedWorkbookError(path) from error


class _Compound:
    """The sectors of a compound file; whatever is wrong is a `ValueError`."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        shift, mini_shift = struct.unpack_from("<HH", data, 30)
        if shift not in {9, 12} or mini_shift != 6:
            raise ValueError(shift)
        self._size = 1 << shift
        self._count = max(0, (len(data) + self._size - 1) // self._size - 1)
        self._first_directory, self._cutoff = struct.unpack_from("<I4xI", data, 48)
        self._first_mini, self._first_difat = struct.unpack_from("<I4xI", data, 60)
        self._fat = array("I", b"".join(map(self._sector, self._fat_sectors())))

    def check(self) -> None:
        """Follow every chain once."""
        directory = b"".join(map(self._sector, self._chain(self._first_directory, self._fat)))
        mini = array("I", b"".join(map(self._sector, self._chain(self._first_mini, self._fat))))
        for at in range(0, len(directory) - _ENTRY + 1, _ENTRY):
            kind = directory[at + 66]
            start, size = struct.unpack_from("<II", directory, at + 116)
            if kind not in {_STREAM, _ROOT} or not size:
                continue
            if size > len(self._data):
                raise ValueError(size)
            small = kind == _STREAM and size < self._cutoff
            for _ in self._chain(start, mini if small else self._fat):
                pass

    def _sector(self, number: int) -> bytes:
        begin = (number + 1) * self._size
        return self._data[begin : begin + self._size].ljust(self._size, b"\xff")

    def _fat_sectors(self) -> Iterator[int]:
        """Yield the sectors of the FAT: 109 stand in the header, the others in a chain of their own."""
        seen: set[int] = set()
        yield from self._known(struct.unpack_from("<109I", self._data, 76), seen)
        number = self._first_difat
        while number < self._count:
            if number in seen:
                raise ValueError(number)
            seen.add(number)
            *entries, number = struct.unpack(f"<{self._size // 4}I", self._sector(number))
            yield from self._known(tuple(entries), seen)

    def _known(self, numbers: tuple[int, ...], seen: set[int]) -> Iterator[int]:
        for number in numbers:
            if number > _LAST:
                continue
            if number >= self._count or number in seen:
                raise ValueError(number)
            seen.add(number)
            yield number

    def _chain(self, start: int, fat: array[int]) -> Iterator[int]:
        """Yield the sectors from one on; a chain that leads out of the file ends there."""
        seen: set[int] = set()
        while start < len(fat) and start <= _LAST:
            if start in seen:
                raise ValueError(start)
            seen.add(start)
            yield start
            start = fat[start]
