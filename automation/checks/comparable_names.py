"""Names made comparable: one spelling for ü, ue and u, for ş and s, without hyphens; and how they sound."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import cologne_phonetics

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "oe", "œ": "oe"})
# Letters that do not come apart into a letter and a mark.
_WHOLE = str.maketrans({"ı": "i", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ħ": "h"})
_NO_LETTER = re.compile(r"[^a-z0-9]")


@lru_cache(maxsize=50_000)
def plain(name: str) -> str:
    """Return a name in small plain letters: umlauts as two letters, other marks gone, no spaces and signs.

    >>> plain("Anna-Lena"), plain("Şahin"), plain("Müller"), plain("Yıldız")
    ('annalena', 'sahin', 'mueller', 'yildiz')
    """
    folded = unicodedata.normalize("NFC", name).casefold().translate(_UMLAUTS).translate(_WHOLE)
    return _NO_LETTER.sub("", unicodedata.normalize("NFKD", folded))


@lru_cache(maxsize=50_000)
def sound(name: str) -> str:
    """Return how a name sounds (Kölner Phonetik), alike for Müller, Mueller and Muller.

    Source: H. J. Postel, Die Kölner Phonetik, IBM-Nachrichten 19 (1969), 925–931.

    >>> sound("Müller") == sound("Muller") and sound("Kowalski") == sound("Kowalsky")
    True
    """
    return "".join(code for _, code in cologne_phonetics.encode(plain(name)))
