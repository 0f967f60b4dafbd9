"""The languages that letters to a client may have besides German."""

from __future__ import annotations

from enum import StrEnum


class LetterLanguage(StrEnum):
    """A second language, as it stands in a client's row."""

    PLAIN = "Einfache Sprache"
    TURKISH = "Türkisch"
    ARABIC = "Arabisch"
    BULGARIAN = "Bulgarisch"
    ROMANIAN = "Rumänisch"
    UKRAINIAN = "Ukrainisch"
    ENGLISH = "Englisch"
