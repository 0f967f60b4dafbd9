"""Neutral numbers and file names: nothing on the outside of a letter says whose it is or what it is about."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST_FILE_NAME = 120
_REFERENCE = re.compile(r"([A-ZÄÖÜ]{1,6})-(\d{4})-(\d{4,6})")
_GERMAN = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss", "ẞ": "SS", "ı": "i", "ł": "l"}
)


class ReferenceNumbers:
    """Gives out numbers `QB-2026-0042`, counting on in each year from the highest that was ever given."""

    def __init__(self, given: Iterable[str], prefix: str = "QB") -> None:
        self._prefix = prefix
        self._highest: dict[int, int] = {}
        for reference in given:
            match = _REFERENCE.fullmatch(reference.strip())
            if match:
                year, number = int(match[2]), int(match[3])
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
    parts = [ascii_word(part) for part in (reference, kind, recipient)]
    return "_".join(filter(None, parts))[: LONGEST_FILE_NAME - len(".docx")].rstrip("-_")
