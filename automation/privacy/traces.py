"""What somebody is recognised by in any text: key, name, telephone, e-mail, numbers; in whatever spelling.

The same traces say where else somebody is mentioned, and prove afterwards that nothing of them is left.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

KEY, ROW_KEY, NAME, PHONE, NUMBER = "Kennung", "Kennung einer Zeile", "Name", "Telefon", "Nummer"
_BETWEEN = r"[\s/().\-\u2010-\u2015]*"
"""What people put between the digits of a number."""
_SHORTEST_PHONE, _SHORTEST_NUMBER = 6, 5
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "æ": "ae"})
_BARE = str.maketrans(
    {"ı": "i", "ł": "l", "đ": "d", "ø": "o", "æ": "ae", "œ": "oe", "\u00ad": None}
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-")
)
"""Letters that do not come apart into a letter and its mark, hyphens of every kind, and the one not seen."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What is known of a person that somebody could look for; empty texts are left out.

    `names` are pairs of first and last name, also with a former last name; `row_keys` the keys of their rows.
    """

    key: str
    names: tuple[tuple[str, str], ...] = ()
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    row_keys: tuple[str, ...] = ()


class Traces:
    """Finds a person in texts, and says by what; never repeats the text."""

    def __init__(self, identity: Identity) -> None:
        self.identity = identity
        self._single = tuple(_patterns(identity))
        self._names = tuple(
            tuple(re.compile(_word(part)) for part in pair) for pair in identity.names if all(map(str.strip, pair))
        )
        words = [spelled for _, last in identity.names for spelled in _spellings(last)]
        words += [bare(email) for email in identity.emails]
        self._anchors = tuple(dict.fromkeys(word.split()[0] for word in words if word.strip()))
        bodies = [body for _, _, body, _ in _bodies(identity)]
        self._bodies = re.compile("|".join(bodies)) if bodies else None

    def may_be_in(self, text: str) -> bool:
        """Tell quickly whether it is worth looking closer at a text: a large workbook has millions of them."""
        return self._may_be_in(_both(text))

    def touches(self, text: str) -> bool:
        """Tell whether a text alone holds anything of the person, be it half of their name."""
        text = _both(text)
        return self._may_be_in(text) or any(first.search(text) for first, _ in self._names)

    def in_text(self, text: str) -> tuple[str, ...]:
        """Return what of the person stands in a text, in German words; `()` for nothing."""
        text = _both(text)
        if not self._may_be_in(text):
            return ()
        found = [what for what, pattern in self._single if pattern.search(text)]
        found += [NAME for first, last in self._names if first.search(text) and last.search(text)]
        return tuple(dict.fromkeys(found))

    def _may_be_in(self, text: str) -> bool:
        return any(anchor in text for anchor in self._anchors) or (
            self._bodies is not None and self._bodies.search(text) is not None
        )


def bare(text: str) -> str:
    """Return a text in small letters without the marks on them: a list in capitals or without ş and ı has the same.

    >>> bare("YILDIZ, Ayşe"), bare("Yıldız, AYSE"), bare("İbrahim Groß")
    ('yildiz, ayse', 'yildiz, ayse', 'ibrahim gross')
    """
    text = text.casefold()
    if text.isascii():
        return text
    apart = unicodedata.normalize("NFD", text)
    return "".join(each for each in apart if not unicodedata.combining(each)).translate(_BARE)


def _both(text: str) -> str:
    """Return a text without marks, and where it has umlauts once more with them spelled out."""
    plain = bare(text)
    spelled = plain if text.isascii() else _spelled_out(text)
    return plain if spelled == plain else f"{plain}\n{spelled}"


def _spelled_out(text: str) -> str:
    return bare(unicodedata.normalize("NFC", text.casefold()).translate(_UMLAUTS))


def _patterns(identity: Identity) -> Iterator[tuple[str, re.Pattern[str]]]:
    for email in identity.emails:
        yield "E-Mail", re.compile(rf"(?<![\w.+-]){re.escape(bare(email))}(?![\w-])")
    for what, before, body, after in _bodies(identity):
        yield what, re.compile(before + body + after)


def _bodies(identity: Identity) -> Iterator[tuple[str, str, str, str]]:
    """Yield patterns of keys, telephones, numbers: what it is, what stands before, itself, what stands behind."""
    for what, key in ((KEY, identity.key), *((ROW_KEY, each) for each in identity.row_keys)):
        if parts := re.split(r"[\s-]+", bare(key.strip())):
            yield what, r"(?<![a-z\d])", r"[\s-]*".join(map(re.escape, parts)), r"(?!\d)"
    for phone in identity.phones:
        digits = re.sub(r"^(?:\+?49|0049|0)", "", re.sub(r"[^\d+]", "", phone))
        if len(digits) >= _SHORTEST_PHONE:
            yield PHONE, r"(?:(?<![1-9])|(?<=49))", _BETWEEN.join(digits), r"(?!\d)"
    for number in identity.numbers:
        parts = re.findall(r"[a-z]+|\d+", bare(number))
        if len("".join(parts)) >= _SHORTEST_NUMBER:
            yield NUMBER, r"(?<![a-z\d])", r"(?:[\s/.\-]|bg)*".join(parts), r"(?![a-z\d])"


def _word(text: str) -> str:
    """Return the pattern of a name standing for itself, also without its umlauts."""
    return rf"(?<![\w-])(?:{'|'.join(_spaced(each) for each in _spellings(text))})(?![\w-])"


def _spellings(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((bare(text), _spelled_out(text))))


def _spaced(text: str) -> str:
    return r"\s+".join(map(re.escape, text.split()))
