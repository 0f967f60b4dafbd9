"""Neutral numbers and file names: nothing on the outside of a letter says whose it is or what it is about."""

from __future__ import annotations

import os
import re
import unicodedata
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST_FILE_NAME = 120
LONGEST_PREFIX = 24
"""Characters of „Zeichen der Schreiben“ that a number takes; the rest of a longer one is not printed."""

_LONGEST_NUMBER = 60
_REFERENCE = re.compile(r"(?:.*-)?(\d{4})-(\d{4,9})", re.ASCII | re.DOTALL)
_IN_FILE_NAME = re.compile(r"[.~$]*(?:[^_]*-)?(\d{4})-(\d{4,9})(?!\d)", re.ASCII)
_GERMAN = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss", "ẞ": "SS", "ı": "i", "ł": "l"}
)


def year_and_number(reference: str) -> tuple[int, int] | None:
    """Return what a reference number ends with, whatever staff let it begin with; `None` if it is none.

    >>> year_and_number("QB-2026-0042"), year_and_number("R 2-2026-0007"), year_and_number("2019-2026-0001")
    ((2026, 42), (2026, 7), (2026, 1))
    """
    match = _REFERENCE.fullmatch(reference.strip())
    return (int(match[1]), int(match[2])) if match else None


def numbers_in(folder: Path) -> tuple[tuple[int, int], ...]:
    """Return year and number of the letters that lie in a folder or one below it, whether or not a log knows them.

    Copies, files that staff renamed behind the number, and letters whose Word file is gone count as well.
    """
    places = (folder, *_folders_in(folder))
    return tuple(sorted({number for place in places for number, _ in numbered_files(place)}))


def numbered_files(folder: Path) -> list[tuple[tuple[int, int], str]]:
    """Return of each file of a letter in a folder its year and number, and its name."""
    with suppress(OSError), os.scandir(folder) as entries:
        found = ((_IN_FILE_NAME.match(entry.name), entry.name) for entry in entries)
        return sorted(((int(match[1]), int(match[2])), name) for match, name in found if match)
    return []


def _folders_in(folder: Path) -> list[Path]:
    with suppress(OSError), os.scandir(folder) as entries:
        return [Path(entry.path) for entry in entries if entry.is_dir(follow_symlinks=False)]
    return []


class ReferenceNumbers:
    """Gives out numbers `QB-2026-0042`, counting on in each year from the highest that was ever given.

    The prefix does not matter for that: after it was changed, numbers go on, so no two letters of a year share one.
    """

    def __init__(self, given: Iterable[str], prefix: str = "QB", taken: Iterable[tuple[int, int]] = ()) -> None:
        """Count on from the numbers `given` and those `taken`, each a year and a number."""
        self._prefix = " ".join(prefix.split())[:LONGEST_PREFIX].strip() or "QB"
        self._highest: dict[int, int] = {}
        for year, number in (*filter(None, map(year_and_number, given)), *taken):
            self._highest[year] = max(self._highest.get(year, 0), number)

    def coming(self, year: int) -> str:
        """Return the number that a year's next letter will have."""
        return f"{self._prefix}-{year:04d}-{self._highest.get(year, 0) + 1:04d}"

    def next(self, year: int) -> str:
        """Return the next number of a year; it counts as given."""
        reference = self.coming(year)
        self._highest[year] = self._highest.get(year, 0) + 1
        return reference


def ascii_word(text: str) -> str:
    """Return a text as one word of a file name: letters, digits and hyphens that every system takes.

    >>> ascii_word("Gelsenkirchener Wohnbau „Süd“ & Co. KG")
    'Gelsenkirchener-Wohnbau-Sued-Co-KG'
    """
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFC", text).translate(_GERMAN))
    return re.sub(r"[^A-Za-z0-9]+", "-", plain.encode("ascii", "ignore").decode()).strip("-")


def file_stem(reference: str, kind: str, recipient: str) -> str:
    """Return a letter's file name without its ending: number, kind, and a partner's short name.

    The name of a client never belongs there: folders are shared and file names travel.

    >>> file_stem("QB-2026-0042", "WOHNEN", "ggw")
    'QB-2026-0042_WOHNEN_ggw'
    """
    number = ascii_word(reference)
    if len(number) > _LONGEST_NUMBER:  # the end of it tells it from others
        number = number[-_LONGEST_NUMBER:].lstrip("-")
    parts = [number, *(ascii_word(part) for part in (kind, recipient))]
    return "_".join(filter(None, parts))[: LONGEST_FILE_NAME - len(".docx")].rstrip("-_")
