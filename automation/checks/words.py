"""What free text should not hold: of health, benefits, debts, punishment, family, origin and conviction.

German builds words: „Bandscheibenvorfall“, „Diabetikerin“, „schwerbehindert“. So each word is looked into. Names,
places and services do not count: Herr Krebs is not ill, and the Behindertenfahrdienst tells of nobody.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from automation.checks.protected_words import ANCHORS, HARMLESS, HEALTH, PHRASES, WORDS
from workbook.reading.formats.revealing import numbers_in
from workbook.schema.data_categories import DataCategory

if TYPE_CHECKING:
    from collections.abc import MutableMapping

_NAMES = re.compile(
    r"\b(?:Herrn?|Frau|Familie|Fam\.|Eheleute|Dr\.|Prof\.|Firma|Fa\.)"
    r"(?:\s+(?:Dr\.|Prof\.|med\.|von|van|der|de|zu))*\s+[A-ZÄÖÜ][\w'’.-]*(?:\s+(?:Krebs|Krank|Blind|Sucht|Schwanger)\b)?"
)
_SCLEROSIS = re.compile(
    r"\bMS\b(?![\s-]*(?:Office|Word|Excel|Teams|Project|Access|Outlook|Power|Windows|SQL|365|\d))"
)
"""Two capital letters that are a disease unless Microsoft or a ship is meant."""

_NUMBERS = {
    DataCategory.HOUSEHOLD_NUMBER: "eine BG-Nummer",
    DataCategory.CUSTOMER_NUMBER: "eine Kundennummer",
}
KEY_NUMBERS = frozenset(_NUMBERS.values())
"""What is said of numbers that a letter to others never holds, whoever confirms the text."""
_WORD = re.compile(r"[^\W_][\w.'’-]*")
_ASK_AGAIN = "?"


def _any_of(words: str) -> re.Pattern[str]:
    return re.compile("|".join(words.split()))


_HARMLESS, _ANCHORS = _any_of(HARMLESS), _any_of(ANCHORS)
_TELLING = {kind: _any_of(words) for kind, words in WORDS.items()}
_TOGETHER = {kind: re.compile("|".join(phrases)) for kind, phrases in PHRASES.items()}


def what_is_in(text: str, known: MutableMapping[str, str] | None = None) -> str | None:
    """Return what kind of thing a text tells that it should not, `None` if nothing was recognised.

    `known` keeps what single words tell: whoever asks for many texts hands in one mapping for all of them.
    """
    known = {} if known is None else known
    # Names are taken out only where something was found at all; nearly every text ends here.
    kind = _told(text, known) and _told(_NAMES.sub(" ", text), known)
    if kind or not any(map(str.isdigit, text)):
        return kind or None
    number = next(numbers_in(text), None)
    if number is None:
        return None
    return _NUMBERS.get(number.category) or ("eine IBAN" if number.is_account else "eine Versicherungsnummer")


def _told(text: str, known: MutableMapping[str, str]) -> str:
    folded = text.casefold()
    asked = False
    for word in _WORD.findall(folded):
        kind = known.get(word)
        if kind is None:
            kind = known[word] = _kind_of(word.rstrip(".'’-") if not word.endswith("str.") else word)
        if kind == _ASK_AGAIN:
            asked = True
        elif kind:
            return kind
    if not asked:
        return ""
    if _SCLEROSIS.search(text):
        return HEALTH
    return next((kind for kind, phrase in _TOGETHER.items() if phrase.search(folded)), "")


def _kind_of(word: str) -> str:
    """Return what a word tells, `?` where it depends on its neighbours, "" if it tells nothing."""
    if _HARMLESS.search(word):
        return ""
    parts = (word, *word.split("-")) if "-" in word else (word,)
    kind = next((kind for kind, telling in _TELLING.items() if any(map(telling.search, parts))), "")
    return kind or (_ASK_AGAIN if word.startswith("ms") or _ANCHORS.search(word) else "")
