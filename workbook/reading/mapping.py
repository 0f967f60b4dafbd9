"""What the owned sheet `Zuordnung` says: which range of a grown workbook is which table, which header which column.

`lotse adopt` writes it, staff correct it, and locating the tables honours it on every command.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct, field

from workbook import own_sheets

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from workbook.cells import CellValue
    from workbook.reading.raw import RawBook

MAPPING_SHEET = own_sheets.MAPPING
MAPPING_TABLE = "Zuordnung_Spalten"
MAPPING_COLUMNS = ("Tabelle", "Blatt", "Kopfzeile", "Überschrift in dieser Mappe", "Spalte in Lotse")
"""The columns that count; others beside them (confidence, samples) are for the eye."""


class TableMapping(Struct, frozen=True):
    """Where a table stands by the office's own word.

    `columns` gives the label of Lotse's column for each header as `numbered` tells it; `""` says: none of Lotse's.
    """

    table: str
    sheet: str
    header_row: int | None
    columns: Mapping[str, str] = field(default_factory=dict)


@lru_cache(maxsize=4096)
def plain(text: CellValue) -> str:
    r"""Return a header as it is compared: composed, folded, white space single, without trailing marks.

    >>> plain(" Straße *\u00a0"), plain("PLZ:")
    ('strasse', 'plz')
    """
    folded = unicodedata.normalize("NFKC", str(text if text is not None else "")).casefold()
    return re.sub(r"\s+", " ", folded).strip(" *:.")


def numbered(headers: Iterable[CellValue]) -> list[str]:
    """Return headers as they are compared; one that stands again, as below two groups, has its number behind it.

    >>> numbered(["Name", "Ort", "Name"])
    ['name', 'ort', 'name (2)']
    """
    seen: Counter[str] = Counter()
    told = []
    for header in map(plain, headers):
        seen[header] += 1
        told.append(header if seen[header] == 1 else f"{header} ({seen[header]})")
    return told


def read_mapping(book: RawBook) -> Mapping[str, TableMapping]:
    """Return what the sheet `Zuordnung` says by table, empty if the workbook has no such sheet."""
    own = book.owned.get(MAPPING_SHEET)  # its name, where the office has a sheet of this name itself
    sheet = own or next((name for name in book.sheets if plain(name) == plain(MAPPING_SHEET)), None)
    if sheet is None or sheet not in book.sheets:
        return {}
    grid = book.grid(sheet)
    wanted = [plain(label) for label in MAPPING_COLUMNS]
    for number, row in enumerate(grid):
        places = {plain(value): place for place, value in enumerate(row)}
        if all(label in places for label in wanted):
            return _mappings(grid[number + 1 :], [places[label] for label in wanted])
    return {}


def _mappings(rows: Sequence[Sequence[CellValue]], places: Sequence[int]) -> Mapping[str, TableMapping]:
    tables: dict[str, tuple[str, int | None, list[CellValue], list[str]]] = {}
    for row in rows:
        table, sheet, header_row, header, label = (row[place] for place in places)
        if not plain(table) or not plain(sheet):
            continue
        digits = str(header_row).removesuffix(".0")
        at = int(digits) if digits.isdigit() else None
        _, _, headers, labels = tables.setdefault(str(table).strip(), (str(sheet).strip(), at, [], []))
        if plain(header):
            headers.append(header)
            labels.append(str(label or "").strip())
    return {
        table: TableMapping(table, sheet, at, dict(zip(numbered(headers), labels, strict=True)))
        for table, (sheet, at, headers, labels) in tables.items()
    }
