"""What staff ask for in the column „Schreiben“ of a row."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbook.tables import Table

COLUMN = "letter"
"""The column „Schreiben“, by the name that the schema has for it in every table that has one."""

_BETWEEN = re.compile(r"[^\w]+")


def kinds_in(text: str | None) -> tuple[str, ...]:
    """Return the kinds of letter that a cell names, in capitals.

    >>> kinds_in("foerder; Nachfass"), kinds_in(None)
    (('FOERDER', 'NACHFASS'), ())
    """
    return tuple(dict.fromkeys(filter(None, _BETWEEN.split((text or "").upper()))))


def rows_with_wishes(table: Table[Any]) -> Iterator[tuple[Any, tuple[str, ...]]]:
    """Yield each row of a table that asks for letters, with their kinds; few do, and only they become records."""
    if all(column.name != COLUMN for column in table.spec.columns):
        return
    for position, text in enumerate(table.column(COLUMN)):
        if text and (kinds := kinds_in(text)):
            yield table.at(position), kinds
