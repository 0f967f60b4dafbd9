"""What a text must not tell in the wrong place: numbers in every spelling, and words that stand for nothing.

Checks look for them in notes, the letters in what is about to leave the office. What is found is named by its kind,
never repeated.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from workbook.schema.data_categories import DataCategory

if TYPE_CHECKING:
    from collections.abc import Iterator

_HOUSEHOLD = re.compile(r"(?<!\d)(\d{5})\s*(//|/|\\|\bbg\b|bg|[-–.]|\s)\s*(?:bg\s*)?(\d{7})(?!\d)", re.IGNORECASE)
_CUSTOMER = re.compile(
    r"(?<![0-9a-z])(\d{3})[\s./-]{0,2}([a-z])[\s./-]{0,2}(\d{3})[\s./-]?(\d{3})(?![0-9a-z])", re.IGNORECASE
)
_BANK = re.compile(
    r"(?<![0-9a-z])[a-z]{2}\d{2}(?:\s?[0-9a-z]{4}){2,7}(?:\s?[0-9a-z]{1,4})?(?![0-9a-z])", re.IGNORECASE
)
_INSURANCE = re.compile(r"(?<![0-9a-z])(\d{2})\s?(\d{6})\s?([a-z])\s?(\d{2})\s?(\d)(?![0-9a-z])", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_WEIGHTS = (2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1)
_SEPARATORS = re.compile(r"[\s./\\–-]+|(?<=\d)bg(?=\d)", re.IGNORECASE)


class Number(NamedTuple):
    """A number that was recognised: what it tells, and its characters without what people put between them."""

    category: DataCategory
    compact: str

    @property
    def is_account(self) -> bool:
        """Whether it is that of a bank account."""
        return self.compact[:2].isalpha()


def compact(text: str) -> str:
    """Return a text in small letters without what people put between the digits of a number.

    >>> compact("33304//0012345"), compact("33304 BG 0012345"), compact("123 A 456 789")
    ('333040012345', '333040012345', '123a456789')
    """
    joined = _SEPARATORS.sub("", text.casefold())
    return _SEPARATORS.sub("", joined) if "bg" in joined else joined  # digits may stand beside it only now


def numbers_in(text: str) -> Iterator[Number]:
    """Yield the numbers of authorities and banks in a text, whatever their spelling."""
    if not _DIGIT.search(text):
        return
    for match in _HOUSEHOLD.finditer(text):
        if _is_household(match[1], match[2].casefold(), match[3]):
            yield Number(DataCategory.HOUSEHOLD_NUMBER, match[1] + match[3])
    for match in _CUSTOMER.finditer(text):
        yield Number(DataCategory.CUSTOMER_NUMBER, "".join(match.groups()).casefold())
    for match in _BANK.finditer(text):
        if is_bank_account(match[0]):
            yield Number(DataCategory.INSURANCE_OR_BANK, compact(match[0]))
    for match in _INSURANCE.finditer(text):
        if is_insurance_number("".join(match.groups())):
            yield Number(DataCategory.INSURANCE_OR_BANK, "".join(match.groups()).casefold())


def _is_household(first: str, between: str, second: str) -> bool:
    """Tell a BG-Nummer from a telephone number: `33304/0012345` is one, `02041/1234567` is none."""
    if between in {"//", "bg"}:
        return True
    if between in {"/", "\\"}:
        return not (first.startswith("0") and not second.startswith("0"))
    return second.startswith("0")


def is_bank_account(text: str) -> bool:
    """Tell whether a text is an IBAN: the check digits agree (ISO 13616).

    >>> is_bank_account("DE02 1203 0000 0000 2020 51"), is_bank_account("DE03 1203 0000 0000 2020 51")
    (True, False)
    """
    plain = re.sub(r"\s", "", text).upper()
    digits = "".join(str(int(character, 36)) for character in plain[4:] + plain[:4])
    return int(digits) % 97 == 1


def is_insurance_number(text: str) -> bool:
    """Tell whether twelve characters are a Versicherungsnummer: the check digit agrees.

    The letter counts as its place in the alphabet in two digits; each digit times its weight, of each product the
    sum of its digits, all of them modulo ten.

    Source: § 147 SGB VI, § 4 VKVV.

    >>> is_insurance_number("15070649C103"), is_insurance_number("15070649C104")
    (True, False)
    """
    letter = ord(text[8].upper()) - ord("A") + 1
    digits = f"{text[:8]}{letter:02d}{text[9:11]}"
    products = (int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=True))
    return sum(product // 10 + product % 10 for product in products) % 10 == int(text[11])


_NOTHING = re.compile(
    r"[\W_]*"  # a dash, dots, a question mark
    r"|x+|k\s?[./]\s?a\s?\.?|n\s?[./]\s?[an]\s?\.?|nn|n\.?\s?bek\.?|s\s?\.\s?o\s?\.?"
    r"|(?:noch )?(?:unbekannt\w*|unbek\.?|nicht bekannt|unklar|anonym|entfällt|fehlt|folgt|leer|offen)"
    r"|keine?r?s?|ohne|(?:keine|ohne) angaben?|wie (?:oben|bisher|vorher|bg|eltern|mutter|vater|partner\w*)|dito|0+"
    r"|(?:.*\bsiehe|s\.) ?(?:akte|oben|bemerkung|notiz|bg|bescheid|fachverfahren)\b.*"
    r"|siehe\b.*|tbd|tba|dummy|platzhalter",
    re.IGNORECASE,
)
_NOWHERE = re.compile(
    r"(?:ohne|kein(?:en?)?)\s+(?:festen\s+)?wohnsitz.*|o\s?\.?\s?f\s?\.?\s?w\s?\.?|obdachlos\w*|wohnungslos\w*",
    re.IGNORECASE,
)
KIND_OF_ADDRESS = (
    r"(?i:(?:stra(?:ß|ss)e|str|weg|platz|adresse|anschrift|wohnort|ort|stadt|plz|postleitzahl|haus(?:nummer|nr)|name)"
    r"(?:n?name)?\s?[.:]?)"
)
"""What only says what should stand there. Places may be called Ring, Markt, Wall, Graben, Allee or Damm."""
PLACEHOLDER_WORDS = (
    "Unbekannt",
    "Unbekannte",
    "Unbekannter",
    "Nicht",
    "Noch",
    "Unklar",
    "Anonym",
    "Entfällt",
    "Fehlt",
    "Folgt",
    "Leer",
    "Offen",
    "Kein",
    "Keine",
    "Keinen",
    "Keiner",
    "Ohne",
    "Wie",
    "Dito",
    "Siehe",
    "Dummy",
    "Platzhalter",
    "Obdachlos",
    "OfW",
    "Wohnungslos",
)
"""What begins with one of these may look like a name or a street and be none; it is worth a second look."""


def is_placeholder(text: str) -> bool:
    """Tell whether a text says nothing: `k.A.`, `-`, `x`, `unbekannt`, `siehe Akte`.

    >>> [is_placeholder(text) for text in ("k.A.", "–", "unbekannt", "siehe Akte", "Ka", "Xaver")]
    [True, True, True, True, False, False]
    """
    return _NOTHING.fullmatch(text.strip()) is not None


def is_no_address(text: str) -> bool:
    """Tell whether a text cannot stand in the window of an envelope: it says nothing, or something else.

    >>> [is_no_address(text) for text in ("33304BG0012345", "ohne festen Wohnsitz", "Straße des 17. Juni")]
    [True, True, False]
    >>> [is_no_address(text) for text in ("Straße", "Str.", "Markt")]
    [True, True, False]
    """
    return (
        is_placeholder(text)
        or re.fullmatch(KIND_OF_ADDRESS, text.strip()) is not None
        or _NOWHERE.fullmatch(text.strip()) is not None
        or "@" in text
        or re.search(r"\d{6}", text) is not None
        or next(numbers_in(text), None) is not None
    )
