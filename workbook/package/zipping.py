"""Parts → a zip file in memory, the same bytes on every system and day for the same parts."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

FIRST_DAY = (1980, 1, 1, 0, 0, 0)
"""The earliest moment that a zip can name: what says nothing about a real day."""


def zipped(parts: Iterable[tuple[str, bytes]], *, stored: bool = False, level: int | None = None) -> BytesIO:
    """Return a file of these parts in this order, ready to be read; `stored` leaves them uncompressed."""
    compression = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    file = BytesIO()
    with zipfile.ZipFile(file, "w", compression, compresslevel=level) as archive:
        for name, content in parts:
            entry = zipfile.ZipInfo(name, FIRST_DAY)
            # Else Python writes which system it runs on.
            entry.create_system = 0
            archive.writestr(entry, content, compression, level)
    file.seek(0)
    return file
