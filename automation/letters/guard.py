"""The last look at a finished letter: nothing in it may betray what its recipient must not know.

The gate lets through fields; this looks at values, because staff type anything anywhere. A word of a benefit, the
number of a BG or of a customer in whatever spelling, an amount that somebody receives, a telephone number in a
wish: each may stand only where matrix, ground and field say so. What was agreed about one opens no other.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal, InvalidOperation
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from automation.letters import wording
from automation.letters.disclosure import Recipient, categories_passing
from automation.letters.letter_texts import words_of
from workbook.errors import LetterError
from workbook.reading.formats.revealing import compact, numbers_in
from workbook.schema import Kind
from workbook.schema.data_categories import DataCategory
from workbook.schema.vocabulary import BenefitStatus

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import date

    from automation.letters.gate import Gate, Sent
    from automation.letters.model import Letter
    from workbook.reading.formats.revealing import Number
    from workbook.schema import Record

_BENEFIT_WORDS = re.compile(
    r"job-?\s?cent(?:er|re)|arbeitslosengeld|bürgergeld|grundsicherung|hartz|leistungs-?\s?(?:bezug|bezieher|empf)"
    r"|\bsgb\b|\balg\b|alg\s*-?\s*(?:i|ii|1|2)\b|bedarfsgemeinschaft|\bbg[-\s]?(?:nummer|nr)|kundennummer"
    r"|arbeitsagentur|agentur\s+für\s+arbeit|arbeitsamt|\biag\b|integrations-?\s?cent(?:er|re)"
    r"|sozial(?:hilfe|leistung|amt\b|geld\b)|transferleistung|bewilligungsbescheid|leistungsbescheid"
    r"|regel(?:bedarf|satz|leistung)|kosten der unterkunft|\bkdu\b|aufstocker|wohngeld|kinderzuschlag",
    re.IGNORECASE,
)

_TELLING_FUNCTIONS = re.compile(
    r"fallmanag|vermittl|leistungs|integrationsfach|persönliche[rn]? ansprechpartner|eingliederung"
    r"|\bpap\b|case.?manag|arbeitgeber-?service",
    re.IGNORECASE,
)
"""Functions that only a Jobcenter has: below a signature they would tell a landlord where the money comes from."""

_AMOUNT = re.compile(
    r"(?<![\d.,])(\d{1,3}(?:\.\d{3})+|\d+)(?:[,.](\d{2}(?![.,]?\d)|-|–))?\s*(€|eur\b|euro\b)?"
    r"|(?:€|eur|euro)\s*(\d+)(?:[,.](\d{2}))?",
    re.IGNORECASE,
)
_NOT_TELLING = frozenset({str(BenefitStatus.NONE), str(BenefitStatus.UNKNOWN)})


class NeutralityError(LetterError):
    """A letter shows that its person receives benefits, in a place where nobody agreed to that.

    `where` is the part of the letter, `text` what it says there, `field` the field that this came from, if it was
    one.

    Source: BSG 25.01.2012, B 14 AS 65/11 R; § 35 SGB I.
    """

    def __init__(self, where: str, field: Sent | None = None, text: str = "") -> None:
        self.where, self.field, self.text = where, field, text
        cure = (
            "So geht das Schreiben nicht hinaus; bitte ändern, was in dieser Zelle steht."
            if field is not None and field.datum is not None and field.datum.row
            else "Schreiben gehen nur mit neutralem Briefkopf hinaus; bitte in Einstellungen, Partner oder Vorlage "
            "ändern."
        )
        super().__init__(
            f"{where} verrät einen Leistungsbezug (zum Beispiel „Jobcenter“ oder eine BG-Nummer). {cure}"
        )


class LeakError(LetterError):
    """A letter holds a value that its recipient must not see.

    `where` is the part, `what` the kind of value, `field` the field that it came with, if it was one.
    """

    def __init__(self, where: str, what: str, recipient: Recipient, field: Sent | None = None) -> None:
        self.where, self.what, self.field = where, what, field
        super().__init__(
            f"{where} enthält {what}. Das darf so nicht an „{recipient}“; bitte in der Mappe oder Vorlage löschen."
        )


class Secret(Struct, frozen=True):
    """A value of the person or household that a letter is looked through for."""

    category: DataCategory
    value: Any


def secrets_of(*records: Record) -> tuple[Secret, ...]:
    """Return the values of records that would be recognised wherever they stood: numbers, amounts, telephones."""
    return tuple(
        Secret(category, value)
        for record in records
        for name, category in _recognised(record.spec.record)
        if (value := getattr(record, name)) not in (None, "", ())
    )


@cache
def _recognised(table: type[Record]) -> tuple[tuple[str, DataCategory], ...]:
    return tuple((column.name, column.shares) for column in table.spec.columns if column.shares in _RECOGNISED)


_RECOGNISED = frozenset(
    {
        DataCategory.HOUSEHOLD_NUMBER,
        DataCategory.CUSTOMER_NUMBER,
        DataCategory.INSURANCE_OR_BANK,
        DataCategory.BENEFIT_AMOUNT,
        DataCategory.CONTACT,
        DataCategory.BIRTH_DATE,
    }
)
_NAMES: Mapping[DataCategory, str] = {
    DataCategory.HOUSEHOLD_NUMBER: "eine BG-Nummer",
    DataCategory.CUSTOMER_NUMBER: "eine Kundennummer",
    DataCategory.INSURANCE_OR_BANK: "eine Versicherungsnummer oder IBAN",
    DataCategory.BENEFIT_AMOUNT: "einen Betrag, den der Haushalt als Leistung bekommt",
    DataCategory.CONTACT: "eine Telefonnummer oder E-Mail-Adresse der Person",
    DataCategory.BIRTH_DATE: "das Geburtsdatum der Person",
}


def benefit_is_told(gate: Gate) -> bool:
    """Tell whether the recipient was told on purpose that the person receives a benefit."""
    return any(
        field.category is DataCategory.BENEFIT_RECEIPT and field.value not in _NOT_TELLING for field in gate.sent
    )


def neutral_function(function: str, recipient: Recipient) -> str:
    """Return what may stand below a signature: nothing that tells of the Jobcenter to the wrong ones."""
    if recipient.keeps_social_secrecy:
        return function
    return "" if _TELLING_FUNCTIONS.search(function) or _BENEFIT_WORDS.search(function) else function


@lru_cache(maxsize=1024)
def tells_of_a_benefit(text: str) -> bool:
    """Tell whether a text holds a word that only somebody with a benefit has to do with."""
    return _BENEFIT_WORDS.search(_plain(text)) is not None


def ensure_clean(letter: Letter, gate: Gate, secrets: Iterable[Secret]) -> None:
    """Look through a finished letter for words and values that its recipient must not see.

    What shows on the outside and in the letterhead is neutral in every letter; the text only has to be where the
    recipient is not bound by § 35 SGB I and was not told of the benefit on purpose. Values are looked at always.

    Raises:
        NeutralityError: words tell of a benefit.
        LeakError: a number, an amount or a telephone number stands where it must not.
    """
    office, recipient = letter.office, gate.recipient
    outside = {
        "Der Briefkopf": (
            *(office.name, office.short_name, office.street, office.city),
            *(office.email, office.website, *office.opening_hours),
        ),
        "Die Rücksendeangabe": (office.return_line,),
        "Der Vermerk über der Anschrift": letter.remarks,
        "Der Informationsblock": tuple(value for _, value in letter.info),
    }
    inside = {
        "Der Betreff": (letter.subject,),
        "Die Unterschriftszeile": letter.signature,
        "Der Text": tuple(words_of(letter)),
    }
    if office.body and not recipient.keeps_social_secrecy:
        raise NeutralityError("Der Briefkopf", text=office.body)
    wordy = dict(outside)
    wordy["Die Unterschriftszeile"] = letter.signature
    if not (recipient.keeps_social_secrecy or benefit_is_told(gate)):
        wordy |= inside
    for where, texts in wordy.items():
        for text in texts:
            if tells_of_a_benefit(text):
                raise NeutralityError(where, _typed_in(text, gate), text)
    known = _Known(gate, secrets, _own_numbers(letter))
    typed_fields = tuple(_typed_freely(gate))
    for where, texts in {"Die Anschrift": letter.address, **outside, **inside}.items():
        for text in texts:
            typed = _held_by(text, typed_fields) if typed_fields else None
            shown = where in outside or where == "Die Anschrift"
            for category in known.leaks(_plain(text), typed=typed is not None, outside=shown):
                raise LeakError(where, _NAMES[category], recipient, typed)


@lru_cache(maxsize=1024)
def _plain(text: str) -> str:
    """Return a text as a person reads it: without soft hyphens and signs of no width, in one kind of letters."""
    return _UNSEEN.sub("", unicodedata.normalize("NFKC", text)).replace("\u00a0", " ")


_UNSEEN = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")


def _typed_in(text: str, gate: Gate) -> Sent | None:
    """Return the wish or topic, typed freely by staff, that a text holds."""
    return _held_by(text, _typed_freely(gate))


def _typed_freely(gate: Gate) -> Iterator[tuple[Sent, str]]:
    """Yield the wishes and topics that a letter asked for, with their words."""
    for field in gate.sent:
        if field.category is DataCategory.REQUEST and len(field.value) >= _SHORTEST and not _counts(field):
            words = " ".join(field.value.split())
            if words:
                yield field, words


def _held_by(text: str, typed: Iterable[tuple[Sent, str]]) -> Sent | None:
    line = _on_one_line(text)
    return next((field for field, words in typed if words in line), None)


@lru_cache(maxsize=1024)
def _on_one_line(text: str) -> str:
    return " ".join(text.split())


def _own_numbers(letter: Letter) -> frozenset[str]:
    """What reaches the office itself is nobody's secret, though it may stand in a client's row too."""
    office = letter.office
    return _reached_by((office.phone, office.email, *(value for _, value in letter.info)))


@lru_cache(maxsize=64)
def _reached_by(printed: tuple[str, ...]) -> frozenset[str]:
    return frozenset(filter(None, map(_normal, printed)))


class _Known:
    """What would be a leak in this letter."""

    def __init__(self, gate: Gate, secrets: Iterable[Secret], own: frozenset[str]) -> None:
        sent = {(field.category, field.value) for field in gate.sent}
        # The person may read their own numbers, though no field has asked for them.
        open_to_all = gate.recipient is Recipient.CLIENT
        passing = categories_passing(gate.recipient, gate.grant)
        self._held: list[Secret] = []
        self._allowed: set[str] = set()
        for secret in secrets:
            if secret.category in passing and (open_to_all or (secret.category, str(secret.value)) in sent):
                self._allowed.add(compact(str(secret.value)))
            elif not (secret.category is DataCategory.CONTACT and _normal(secret.value) in own):
                self._held.append(secret)
        # Spelled once for the letter: its texts are many.
        self._spelled = tuple((*pair, secret.category) for secret in self._held for pair in _spellings(secret))
        self._forms = frozenset(form for form, _, _ in self._spelled)
        self._amounts = {secret.value for secret in self._held if secret.category is DataCategory.BENEFIT_AMOUNT}
        self._amounts -= {_decimal(field.value) for field in gate.sent if _counts(field)} | {Decimal(0)}
        self._about = {Decimal(round(amount)) for amount in self._amounts} | {
            Decimal(int(amount)) for amount in self._amounts
        }

    def leaks(self, text: str, *, typed: bool, outside: bool) -> Iterator[DataCategory]:
        """Yield the kinds of what a text holds and must not hold; `outside` nothing is allowed to anybody."""
        for number in _numbers_in(text):
            if number.category is DataCategory.INSURANCE_OR_BANK and not typed:
                continue  # the office's own account in a template
            if outside or number.compact not in self._allowed:
                yield number.category
        forms = {form: _formed(form, text) for form in self._forms}
        for form, spelling, category in self._spelled:
            if spelling in forms[form]:
                yield category
        telling = self._amounts | self._about if typed else self._amounts  # people write „etwa 512 Euro“
        if telling and not telling.isdisjoint(_amounts_in(text, bare=typed)):
            yield DataCategory.BENEFIT_AMOUNT


# Most texts of a letter are those of the one before it: what its template says in every letter.
@lru_cache(maxsize=1024)
def _numbers_in(text: str) -> tuple[Number, ...]:
    return tuple(numbers_in(text))


@lru_cache(maxsize=4096)
def _formed(form: Callable[[str], str], text: str) -> str:
    return form(text)


@lru_cache(maxsize=1024)
def _amounts_in(text: str, *, bare: bool) -> frozenset[Decimal]:
    return frozenset(_amounts(text, bare=bare))


def _spellings(secret: Secret) -> Iterator[tuple[Callable[[str], str], str]]:
    """Yield how a held value would stand in a text, and in which form of the text it is looked for."""
    value = secret.value
    match secret.category:
        case DataCategory.BENEFIT_AMOUNT:
            return
        case DataCategory.BIRTH_DATE:
            for spelling in _days(value):
                yield str, spelling
        case DataCategory.CONTACT if "@" in str(value):
            yield str.casefold, str(value).casefold()
        case DataCategory.CONTACT:
            if len(number := _dialled(str(value))) >= _SHORTEST_PHONE:
                yield _digits, number
        case _:
            yield compact, compact(str(value))


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _days(day: date) -> tuple[str, ...]:
    """How people write a day."""
    return (
        f"{day:%d.%m.%Y}",
        f"{day.day}.{day.month}.{day.year}",
        f"{day:%d.%m.%y}",
        f"{day.day}.{day.month}.{day:%y}",
        f"{day:%Y-%m-%d}",
        wording.long_date(day).replace(wording.NBSP, " "),
    )


def _normal(value: Any) -> str:
    text = str(value).casefold()
    return text if "@" in text else _dialled(text)


def _dialled(text: str) -> str:
    """A telephone number without country code, zero and what stands between its digits."""
    return re.sub(r"^(?:0049|49|0)", "", _digits(text))


def _amounts(text: str, *, bare: bool) -> Iterator[Decimal]:
    """Yield the amounts of money in a text: with a sign of the currency or two decimals; `bare` numbers too."""
    for match in _AMOUNT.finditer(text):
        whole, cents, sign, behind, behind_cents = match.groups()
        if whole is None:
            yield Decimal(f"{behind}.{behind_cents or 0}")
        elif sign or cents or (bare and len(whole) >= _SHORTEST):
            cents = cents if cents and cents.isdecimal() else "0"
            yield Decimal(f"{whole.replace('.', '')}.{cents}")


_SHORTEST = 3
_SHORTEST_PHONE = 7


def _counts(field: Sent) -> bool:
    """Tell whether a field's column holds numbers: a wished rent may be what somebody receives, a text may not."""
    return field.datum is not None and field.datum.column.kind in _NUMBERS


_NUMBERS = frozenset({Kind.INTEGER, Kind.DECIMAL, Kind.EURO})


def _decimal(value: str) -> Decimal | None:
    try:
        return Decimal(value)
    except InvalidOperation:
        return None
