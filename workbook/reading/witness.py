"""A workbook through other eyes: what openpyxl, which had no part in writing it, reads there.

Only proofs ask it (`lotse doctor MAPPE`, `dashboard --verify`): it takes 50 times as long as our own reading and
more memory, so a workbook beyond `LARGEST` is left to the other proofs.
"""

from __future__ import annotations

import math
import warnings
import zipfile
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    Reading = Mapping[str, Mapping[str, Any]]
    """The values of each sheet by their cells; formulas with the results that stand in the file."""

LARGEST = 30_000_000
"""So many bytes of sheets, unpacked, are read: half a minute on an office's machine."""

_MIDNIGHT = time(0)


def read_independently(path: Path, sheets: Collection[str] | None = None) -> Reading | None:
    """Return what openpyxl reads in a workbook, or on some of its sheets.

    `None` where it cannot say anything: the workbook is too large, encrypted, or of a kind that it does not know.
    """
    if not _is_fit(path):
        return None
    import openpyxl  # noqa: PLC0415 - only a proof needs it, and it takes a fifth of a second

    try:
        with warnings.catch_warnings():  # on what it would lose if it wrote; it never does
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(path, read_only=True, data_only=True)
            try:
                return {
                    sheet.title: _values(sheet)
                    for sheet in book.worksheets
                    if hasattr(sheet, "iter_rows") and (sheets is None or sheet.title in sheets)
                }
            finally:
                book.close()
    except Exception:  # noqa: BLE001 - whatever it stumbles over in an office's file says nothing of what was written
        return None


def _is_fit(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as package:
            parts = package.infolist()
    except (OSError, zipfile.BadZipFile):
        return False
    return sum(part.file_size for part in parts if part.filename.lower().endswith(".xml")) <= LARGEST


def _values(sheet: Any) -> dict[str, Any]:
    sheet.reset_dimensions()  # what a file says of its size may be wrong, and openpyxl would believe it
    return {
        cell.coordinate: _plain(cell.value)
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None and cell.value != ""
    }


def _plain(value: Any) -> Any:
    """Return a day without a time of day as a day."""
    return value.date() if isinstance(value, datetime) and value.time() == _MIDNIGHT else value


def first_difference(before: Reading, after: Reading) -> tuple[str, str] | None:
    """Return sheet and cell of the first value that differs afterwards; no cell for a lost sheet."""
    for name, cells in before.items():
        if name not in after:
            return name, ""
        later = after[name]
        for cell in sorted(cells.keys() | later.keys()):
            if not same_value(cells.get(cell), later.get(cell)):
                return name, cell
    return None


def same_value(one: Any, other: Any) -> bool:
    """Tell whether two readers mean the same; numbers up to binary noise.

    >>> same_value(8.289999999999999, 8.29), same_value(1, True), same_value(None, "")
    (True, False, False)
    """
    numbers = all(isinstance(each, int | float) and not isinstance(each, bool) for each in (one, other))
    if numbers:
        return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-9)
    return type(one) is type(other) and bool(one == other)
