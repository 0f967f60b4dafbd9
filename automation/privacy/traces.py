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
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


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
            tuple(re.compile(_word(part), re.IGNORECASE) for part in pair) for pair in identity.names if all(pair)
        )
        words = [identity.key, *identity.row_keys, *identity.emails]
        words += [spelled for _, last in identity.names for spelled in _spellings(last)]
        self._anchors = tuple(dict.fromkeys(word.casefold().split()[0] for word in words if word.strip()))
        numbers = [body for _, _, body, _ in _bodies(identity)]
        self._numbers = re.compile("|".join(numbers).casefold()) if numbers else None

    def may_be_in(self, text: str) -> bool:
        """Tell quickly whether it is worth looking closer at a text: a large workbook has millions of them."""
        folded = text.casefold()
        return any(anchor in folded for anchor in self._anchors) or (
            self._numbers is not None and self._numbers.search(folded) is not None
        )

    def touches(self, text: str) -> bool:
        """Tell whether a text alone holds anything of the person, be it half of their name."""
        text = unicodedata.normalize("NFC", text)
        return self.may_be_in(text) or any(first.search(text) for first, _ in self._names)

    def in_text(self, text: str) -> tuple[str, ...]:
        """Return what of the person stands in a text, in German words; `()` for nothing."""
        text = unicodedata.normalize("NFC", text)
        if not self.may_be_in(text):
            return ()
        found = [what for what, pattern in self._single if pattern.search(text)]
        found += [NAME for first, last in self._names if first.search(text) and last.search(text)]
        return tuple(dict.fromkeys(found))


def _patterns(identity: Identity) -> Iterator[tuple[str, re.Pattern[str]]]:
    yield KEY, _key(identity.key)
    for key in identity.row_keys:
        yield ROW_KEY, _key(key)
    for email in identity.emails:
        yield "E-Mail", re.compile(rf"(?<![\w.+-]){re.escape(email)}(?![\w-])", re.IGNORECASE)
    for what, before, body, after in _bodies(identity):
        yield what, re.compile(before + body + after, re.IGNORECASE)


def _bodies(identity: Identity) -> Iterator[tuple[str, str, str, str]]:
    """Yield the patterns of telephones and numbers: what it is, what stands before, itself, what stands behind."""
    for phone in identity.phones:
        digits = re.sub(r"^(?:\+?49|0049|0)", "", re.sub(r"[^\d+]", "", phone))
        if len(digits) >= _SHORTEST_PHONE:
            yield PHONE, r"(?:(?<![1-9])|(?<=49))", _BETWEEN.join(digits), r"(?!\d)"
    for number in identity.numbers:
        parts = re.findall(r"[A-Za-z]+|\d+", number)
        if len("".join(parts)) >= _SHORTEST_NUMBER:
            yield NUMBER, r"(?<![A-Za-z\d])", r"(?:[\s/.\-]|BG)*".join(parts), r"(?![A-Za-z\d])"


def _key(key: str) -> re.Pattern[str]:
    """Return the pattern of a key, also inside a file's name."""
    return re.compile(rf"(?<![A-Za-z\d]){re.escape(key)}(?!\d)", re.IGNORECASE)


def _word(text: str) -> str:
    """Return the pattern of a word or key standing for itself, also without its umlauts."""
    return rf"(?<![\w-])(?:{'|'.join(_spaced(each) for each in _spellings(text))})(?![\w-])"


def _spellings(text: str) -> tuple[str, ...]:
    folded = text.casefold().translate(_UMLAUTS)
    return (text,) if folded == text.casefold() else (text, folded)


def _spaced(text: str) -> str:
    return r"\s+".join(map(re.escape, text.split()))
