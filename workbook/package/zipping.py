"""Parts → a zip file, the same bytes on every system and day for the same parts."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import IO

FIRST_DAY = (1980, 1, 1, 0, 0, 0)
"""The earliest moment that a zip can name: what says nothing about a real day."""


def zipped(parts: Iterable[tuple[str, bytes]], *, stored: bool = False, level: int | None = None) -> BytesIO:
    """Return a file of these parts in this order, ready to be read; `stored` leaves them uncompressed."""
    compression = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    file = BytesIO()
    with zipfile.ZipFile(file, "w", compression, compresslevel=level) as archive:
        for name, content in parts:
            archive.writestr(_entry(name, compression), content, compression, level)
    file.seek(0)
    return file


def zip_into(file: IO[bytes], parts: Iterable[tuple[str, Iterable[bytes]]]) -> None:
    """Write a zip file of parts that come in pieces: each is compressed as it comes, and no part is there whole.

    The bytes are those of `zipped`, however a part is cut. The file must be one in which the head of a part can be
    mended once its size is known.
    """
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, pieces in parts:
            with archive.open(_entry(name, zipfile.ZIP_DEFLATED), "w") as member:
                for piece in pieces:
                    member.write(piece)


def _entry(name: str, compression: int) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, FIRST_DAY)
    entry.compress_type = compression
    # Else Python writes which system it runs on.
    entry.create_system = 0
    return entry
