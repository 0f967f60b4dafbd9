"""The head of a template file → what kind of letter it is.

    ---
    Art: WOHNEN
    Titel: Bitte um ein Wohnungsangebot
    Anlass: Verweis
    Verweisarten: Wohnungssuche, Wohnungssicherung
    Empfänger: Wohnungsunternehmen
    Betreff: Wohnungssuche für {{ klient.nennung }}
    Felder:
      - klient.nennung
    ---

It looks like YAML so that editors colour it, and is simpler: a value is the rest of its line, or the `- ` lines
below.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol, TypeVar

from msgspec import Struct

from automation.letters.disclosure import Recipient
from workbook.errors import LetterError
from workbook.schema.vocabulary import ReferralKind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

KEYS: Mapping[str, bool] = MappingProxyType(
    {
        "Art": True,
        "Titel": True,
        "Anlass": True,
        "Empfänger": True,
        "Verweisarten": False,
        "Zweck": False,
        "Betreff": True,
        "Felder": True,
        "Anlagen": False,
        "Gruß": False,
        "Antwortfrist": False,
        "Nur auf Wunsch": False,
        "Übergabe": False,
        "Form": False,
        "Briefkopf": False,
        "Nach dem Abschluss": False,
        "Übersetzung nur geprüft": False,
    }
)
"""The keys of a head; whether each has to be there. `Zweck` is a note for people, no letter depends on it."""

KIND = re.compile(r"[A-Z]{3,12}")
_DAYS = re.compile(r"(\d{1,2}) Arbeitstage")


class TemplateError(LetterError):
    """A template is not sound; `template` is its file's name, `line` counts from 1.

    `place` says where that is, unless it is a line of the text; `others` are the errors besides this one.
    """

    def __init__(
        self, template: str, line: int, what: str, *, place: str = "", others: tuple[TemplateError, ...] = ()
    ) -> None:
        self.template, self.line, self.what = template, line, what
        self.place, self.others = place or f"Zeile {line}", others
        super().__init__(f"Vorlage „{template}“, {self.place}: {what}")

    @property
    def all(self) -> tuple[TemplateError, ...]:
        """This error and those besides it."""
        return (self, *self.others)


class Handover(StrEnum):
    """Whether a letter to a person is handed over instead of posted: then no address stands in it."""

    NEVER = "nein"
    WHERE_NO_POST = "bei Bedarf"
    ALWAYS = "ja"


class Shape(StrEnum):
    """What a letter looks like on paper."""

    LETTER = "Brief"
    CARD = "Karte"


class LetterheadKind(StrEnum):
    """Whether the letterhead names the body that runs the office, or the office alone."""

    NEUTRAL = "neutral"
    JOBCENTER = "Jobcenter"


class Declared(Protocol):
    """What an occasion says of the templates that are written for it."""

    @property
    def recipients(self) -> frozenset[Recipient]:
        """Those that a template may name."""

    @property
    def by_referral_kind(self) -> bool:
        """Whether a template names the kinds of referral that it is for."""


class Head(Struct, frozen=True):
    """What a template says about itself.

    A kind `on_request` is written only where a row names it; one for `after_the_end` also to people whose file is
    closed. `reply_days` are working days, 0 where the office's own setting holds; so does an empty `closing`. The
    translation of a kind that is `proofread_only` goes along only proofread, whatever the office has set.
    """

    kind: str
    title: str
    occasion: str
    recipients: frozenset[Recipient]
    referral_kinds: tuple[ReferralKind, ...]
    subject: str
    fields: tuple[str, ...]
    enclosures: tuple[tuple[str, int], ...]
    closing: str
    reply_days: int
    on_request: bool
    handover: Handover
    shape: Shape
    letterhead: LetterheadKind
    after_the_end: bool
    proofread_only: bool
    lines: Mapping[str, int]

    def line(self, key: str) -> int:
        """Return the line on which a key stands, 1 where it does not."""
        return self.lines.get(key, 1)


class ReadHead(Struct, frozen=True):
    """A head as far as it could be read, the text below it and that text's first line, and what is wrong with it.

    `occasion_known` tells whether the occasion is one: if not, nobody can say what the text may ask.
    """

    head: Head
    text: str
    first_line: int
    errors: tuple[TemplateError, ...]
    occasion_known: bool


def read_head(file: str, source: str, occasions: Mapping[str, Declared]) -> ReadHead:
    """Return the head of a template.

    Raises:
        TemplateError: there is none.
    """
    lines = source.splitlines()
    if not lines or lines[0].strip() != "---":
        raise TemplateError(file, 1, "Die Vorlage beginnt nicht mit einer Zeile „---“ und ihrem Kopf.")
    end = next((number for number, line in enumerate(lines[1:], start=1) if line.strip() == "---"), None)
    if end is None:
        raise TemplateError(file, 1, "Der Kopf hat kein Ende: Es fehlt die zweite Zeile „---“.")
    entries, errors = _entries(file, lines[1:end])
    head, wrong, known = head_of(file, entries, occasions)
    text = "\n".join(lines[end + 1 :]) + "\n"
    return ReadHead(head, text, end + 2, (*errors, *wrong), known)


def head_of(
    file: str, entries: Entries, occasions: Mapping[str, Declared], without: Collection[str] = ()
) -> tuple[Head, tuple[TemplateError, ...], bool]:
    """Return the head that its entries say, what is wrong with it, and whether its occasion is known.

    `without` are keys that a head of this sort does not have.
    """
    missing = [key for key, needed in KEYS.items() if needed and key not in entries and key not in without]
    reader = _Reader(file, entries, occasions)
    head = reader.head()
    absent = (TemplateError(file, 1, f"Im Kopf fehlt „{key}:“.") for key in missing)
    return head, (*absent, *reader.errors), reader.occasion_known


Entries = dict[str, tuple[int, list[tuple[str, int]]]]


def _entries(file: str, lines: list[str]) -> tuple[Entries, list[TemplateError]]:
    """The keys with their lines and values (key → (line, [(value, line)])), and the lines that are none."""
    entries: Entries = {}
    errors: list[TemplateError] = []
    current: list[tuple[str, int]] | None = None
    for number, line in enumerate(lines, start=2):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        if text.startswith("- ") or text == "-":
            if current is None:
                errors.append(TemplateError(file, number, "Diese Zeile mit „-“ gehört zu keinem Schlüssel."))
            else:
                current.append((text[1:].strip(), number))
            continue
        key, colon, value = text.partition(":")
        key = key.strip()
        if not colon or key not in KEYS:
            near = get_close_matches(key, KEYS, n=1)
            cure = f"Gemeint ist wohl „{near[0]}“." if near else f"Es gibt: {', '.join(KEYS)}."
            errors.append(TemplateError(file, number, f"Den Schlüssel „{key}“ gibt es nicht. {cure}"))
            current = []  # what is listed below it
            continue
        if key in entries:
            errors.append(TemplateError(file, number, f"„{key}“ steht zweimal im Kopf."))
        current = [(value.strip(), number)] if value.strip() else []
        entries[key] = (number, current)
    return entries, errors


_Chosen = TypeVar("_Chosen", Handover, Shape, LetterheadKind)


class _Reader:
    """Reads the values of one head; what is wrong is noted, and something that is not takes its place."""

    def __init__(self, file: str, entries: Entries, occasions: Mapping[str, Declared]) -> None:
        self._file, self._entries, self._occasions = file, entries, occasions
        self.errors: list[TemplateError] = []
        self.occasion_known = True

    def head(self) -> Head:
        kind = self._one("Art")
        if kind and not KIND.fullmatch(kind):
            self._note("Art", "Die Art besteht aus 3 bis 12 Großbuchstaben von A bis Z.")
        occasion = next(iter(self._known("Anlass", self._occasions)), "")
        self.occasion_known = bool(occasion)
        head = Head(
            kind=kind,
            title=self._one("Titel"),
            occasion=occasion or next(iter(self._occasions)),
            recipients=frozenset(map(Recipient, self._known("Empfänger", Recipient))),
            referral_kinds=tuple(map(ReferralKind, self._known("Verweisarten", ReferralKind))),
            subject=self._one("Betreff"),
            fields=self._listed("Felder"),
            enclosures=tuple(self._entries.get("Anlagen", (1, []))[1]),
            closing=self._one("Gruß") if "Gruß" in self._entries else "",
            reply_days=self._days(),
            on_request=self._yes("Nur auf Wunsch"),
            handover=self._choice("Übergabe", Handover.NEVER),
            shape=self._choice("Form", Shape.LETTER),
            letterhead=self._choice("Briefkopf", LetterheadKind.NEUTRAL),
            after_the_end=self._yes("Nach dem Abschluss"),
            proofread_only=self._yes("Übersetzung nur geprüft"),
            lines=MappingProxyType({key: line for key, (line, _) in self._entries.items()}),
        )
        if self.occasion_known:
            self._look_at_occasion(head)
        self._look_at_letterhead(head)
        return head

    def _look_at_letterhead(self, head: Head) -> None:
        """Note a letterhead that tells of the Jobcenter though not everybody who gets the letter knows of it.

        Source: BSG 25.01.2012, B 14 AS 65/11 R; § 35 SGB I.
        """
        outsiders = sorted(each for each in head.recipients if not each.keeps_social_secrecy)
        if head.letterhead is LetterheadKind.JOBCENTER and outsiders:
            what = (
                f"An „{outsiders[0]}“ geht nur ein neutraler Briefkopf hinaus: Schon „Jobcenter“ verrät eine "
                "Leistung (BSG, B 14 AS 65/11 R). Bitte „neutral“ eintragen."
            )
            self._note("Briefkopf", what)

    def _look_at_occasion(self, head: Head) -> None:
        occasion = self._occasions[head.occasion]
        if occasion.by_referral_kind != bool(head.referral_kinds) and not self._wrong("Verweisarten"):
            verb = "gehören" if occasion.by_referral_kind else "gehören keine"
            self._note("Anlass", f"Zum Anlass „{head.occasion}“ {verb} „Verweisarten:“.")
        if not head.recipients <= occasion.recipients:
            whom = "an „Klient“" if occasion.recipients == {Recipient.CLIENT} else "nicht an „Klient“"
            self._note("Empfänger", f"Ein Schreiben zum Anlass „{head.occasion}“ geht {whom}.")

    def _wrong(self, key: str) -> bool:
        line = self._entries.get(key, (0, []))[0]
        return any(error.line == line for error in self.errors)

    def _note(self, key: str, what: str) -> None:
        self.errors.append(TemplateError(self._file, self._entries.get(key, (1, []))[0], what))

    def _one(self, key: str) -> str:
        values = self._entries.get(key, (1, []))[1]
        if len(values) > 1:
            self._note(key, f"„{key}“ hat genau einen Wert.")
        value = values[0][0] if values else ""
        if not value and key in self._entries:
            self._note(key, f"„{key}“ ist leer.")
        return value

    def _listed(self, key: str) -> tuple[str, ...]:
        values = self._entries.get(key, (1, []))[1]
        return tuple(part.strip() for value, _ in values for part in value.split(",") if part.strip())

    def _known(self, key: str, members: Iterable[str]) -> tuple[str, ...]:
        names = [str(member) for member in members]
        values = [value for value, _ in self._entries.get(key, (1, []))[1]]
        # Names of categories hold commas themselves („Verein/Netzwerk, Presse/Post“): a whole line is tried first.
        found = [part for value in values for part in ([value] if value in names else self._parts(value))]
        for name in found:
            if name not in names:
                near = get_close_matches(name, names, n=1)
                cure = f"Gemeint ist wohl „{near[0]}“." if near else f"Es gibt: {'; '.join(names)}."
                self._note(key, f"„{name}“ gibt es unter „{key}“ nicht. {cure}")
        if not found and KEYS[key] and key in self._entries:
            self._note(key, f"„{key}“ ist leer.")
        return tuple(name for name in found if name in names)

    @staticmethod
    def _parts(value: str) -> list[str]:
        return [part.strip() for part in value.split(",") if part.strip()]

    def _yes(self, key: str) -> bool:
        said = self._one(key) if key in self._entries else "nein"
        if said not in {"ja", "nein", ""}:
            self._note(key, f"„{key}“ ist ja oder nein.")
        return said == "ja"

    def _choice(self, key: str, usual: _Chosen) -> _Chosen:
        said = self._one(key) if key in self._entries else usual
        members = type(usual)
        if said in set(members):
            return members(said)
        if said:
            self._note(key, f"„{key}“ ist {', '.join(members)}.")
        return usual

    def _days(self) -> int:
        if "Antwortfrist" not in self._entries:
            return 0
        said = self._one("Antwortfrist")
        match = _DAYS.fullmatch(said)
        if match is None and said:
            self._note("Antwortfrist", "Die Antwortfrist lautet zum Beispiel „10 Arbeitstage“.")
        return int(match[1]) if match else 0
