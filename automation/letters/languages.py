"""The languages that a letter to a client may have besides German, and how a value stands in them.

A value from the workbook is set apart by the signs U+2068 and U+2069 wherever directions meet. Without them an
Arabic line turns telephone numbers and addresses round (Unicode Standard Annex 9, 2.4).
"""

from __future__ import annotations

import re
from datetime import date, time
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from unicodedata import bidirectional

from babel.dates import format_date
from msgspec import Struct

from automation.letters import wording
from workbook.errors import LetterError
from workbook.german import shown_time
from workbook.schema.letter_language import LetterLanguage

if TYPE_CHECKING:
    from collections.abc import Mapping

_ISOLATE, _END = "\u2068", "\u2069"
ISOLATED = re.compile(f"{_ISOLATE}([^{_ISOLATE}{_END}]*){_END}")
"""A value that is set apart, with its signs."""
_DIRECTING = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
_GROUPS = re.compile(r"(?<=\d) (?=\d)|\u202f")
"""Between groups of digits, and the narrow space of CLDR, which some readers leave out."""
RIGHT_TO_LEFT = frozenset({"R", "AL"})
_SLOT = re.compile(r"\{(\w+)\}")


class Language(Struct, frozen=True):
    """A language: its name in the client's column, its tag (BCP 47), its locale for dates (CLDR)."""

    name: LetterLanguage
    tag: str
    locale: str
    heading: str

    @property
    def right_to_left(self) -> bool:
        """Whether its lines begin on the right."""
        return self.tag == "ar"


_TRANSLATED = "Übersetzung ({}) – verbindlich ist der deutsche Text"
LANGUAGES: Mapping[str, Language] = MappingProxyType(
    {
        name: Language(name, tag, locale, heading)
        for name, tag, locale, heading in (
            (
                LetterLanguage.PLAIN,
                "de",
                "de_DE",
                "In Einfacher Sprache – verbindlich ist der erste Text",
            ),
            (LetterLanguage.TURKISH, "tr", "tr_TR", _TRANSLATED.format("Türkisch")),
            (LetterLanguage.ARABIC, "ar", "ar_SY", _TRANSLATED.format("Arabisch")),
            (LetterLanguage.BULGARIAN, "bg", "bg_BG", _TRANSLATED.format("Bulgarisch")),
            (LetterLanguage.ROMANIAN, "ro", "ro_RO", _TRANSLATED.format("Rumänisch")),
            (LetterLanguage.UKRAINIAN, "uk", "uk_UA", _TRANSLATED.format("Ukrainisch")),
            (LetterLanguage.ENGLISH, "en", "en_GB", _TRANSLATED.format("Englisch")),
        )
    }
)


class Said(str):
    """A sentence of the table with its values: it stands in its language already."""

    __slots__ = ()


class Spoken(Struct, frozen=True):
    """A language with the sentences that a letter says in it."""

    language: Language
    sentences: Mapping[str, str]

    def said(self, sentence: str, slots: Mapping[str, Any]) -> Said:
        """Return a sentence with its values in their places.

        Raises:
            LetterError: the table does not have the sentence.
        """
        if sentence not in self.sentences:
            raise LetterError(f"Den Satz „{sentence}“ gibt es auf {self.language.name} nicht.")
        filled = {name: self.value(value) for name, value in slots.items()}
        return Said(_SLOT.sub(lambda match: filled[match[1]], self.sentences[sentence]))

    def value(self, value: Any) -> str:
        """Return a value of the workbook as it stands in this language."""
        match value:
            case date():
                text = format_date(value, "full", self.language.locale)
            case time():
                text = wording.clock_time(value) if self.language.tag == "de" else shown_time(value)
            case _:
                text = str(value)
        return self._set_apart(text)

    def _set_apart(self, text: str) -> str:
        """Return a text that its neighbours cannot turn round, without the signs of direction it came with."""
        text = _GROUPS.sub(wording.NBSP, _DIRECTING.sub("", text))
        turns = self.language.right_to_left or any(map(RIGHT_TO_LEFT.__contains__, map(bidirectional, text)))
        return f"{_ISOLATE}{text}{_END}" if text and turns else text


def slots_of(text: str) -> frozenset[str]:
    """Return the names of the places that a sentence leaves for values: `Guten Tag {name},` has `name`."""
    return frozenset(_SLOT.findall(text))
