"""Letters that were asked for by kind or key: a choice that the workbook cannot know is refused."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from workbook.errors import LetterError

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from workbook.schema import Record

_FEW = 20  # so many choices can be told in one sentence


def ensure_known(noun: str, wanted: Collection[str], known: Collection[str]) -> None:
    """Refuse a choice of letters that the workbook cannot know, before anything is written.

    Raises:
        LetterError: one of `wanted` is not among the `known`; it says what may be meant.
    """
    for each in wanted:
        if each not in known:
            near = get_close_matches(each, known, n=1)
            cure = "Bitte in der Mappe nachsehen."
            if near:
                cure = f"Ist „{near[0]}“ gemeint?"
            elif len(known) <= _FEW:
                cure = f"Zur Wahl stehen: {', '.join(known)}."
            raise LetterError(f"Die {noun} „{each}“ gibt es nicht. {cure}")


def listed_keys(tables: Sequence[type[Record]]) -> str:
    """Return the names of the keys as a sentence has them: „Verweis- oder KontaktID“."""
    *others, last = (table.spec.column(table.spec.key or "").label for table in dict.fromkeys(tables))
    first = ", ".join(f"{label.removesuffix('ID')}-" for label in others)
    return f"{first} oder {last}" if first else last
