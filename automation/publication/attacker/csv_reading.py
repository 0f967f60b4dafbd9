"""A table of plain text (.csv) → what it says, whatever parts its cells."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from automation.publication.attacker.findings import FoundFile, UnreadableError
from automation.publication.attacker.html_reading import text_of
from automation.publication.attacker.tables import tables_in

if TYPE_CHECKING:
    from pathlib import Path


def read_csv(path: Path) -> FoundFile:
    """Return what a table of plain text says; its cells are parted by what its lines have most of.

    Raises:
        UnreadableError: it is no text.
    """
    try:
        text = text_of(path.read_bytes())
        if "\0" in text:
            raise UnreadableError
        between = max(";,\t", key=text.count)
        rows = [[cell.strip() or None for cell in row] for row in csv.reader(text.splitlines(), delimiter=between)]
    except (UnicodeDecodeError, OSError, csv.Error) as error:
        raise UnreadableError from error
    found = FoundFile(path.name)
    found.tables += [table for table, *_ in tables_in(path.name, path.stem, rows)]
    return found
