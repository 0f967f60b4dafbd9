"""Letters that were asked for by kind or key: a choice that the workbook cannot know is refused."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from automation.letters.occasions import occasions
from workbook.errors import LetterError

if TYPE_CHECKING:
    from collections.abc import Collection

    from automation.letters.desk import Desk

_FEW = 20  # so many choices can be told in one sentence


def ensure_known_choice(desk: Desk, kinds: Collection[str], keys: Collection[str]) -> None:
    """Refuse a choice of letters that the workbook cannot know, before anything is written.

    Raises:
        LetterError: there is no such kind of letter, or no row with such a key; it says what may be meant.
    """
    _ensure_known("Art", kinds, desk.templates)
    tables = [each.table for each in occasions().values()]
    _ensure_known("Nummer", keys, {key for table in tables for key in desk.office[table].positions})


def _ensure_known(noun: str, wanted: Collection[str], known: Collection[str]) -> None:
    for each in wanted:
        if each not in known:
            near = get_close_matches(each, known, n=1)
            cure = "Bitte in der Mappe nachsehen."
            if near:
                cure = f"Ist „{near[0]}“ gemeint?"
            elif len(known) <= _FEW:
                cure = f"Zur Wahl stehen: {', '.join(known)}."
            raise LetterError(f"Die {noun} „{each}“ gibt es nicht. {cure}")
