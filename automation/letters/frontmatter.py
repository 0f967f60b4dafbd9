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
from dataclasses import dataclass
from difflib import get_close_matches
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol

from automation.letters.disclosure import Recipient
from workbook.errors import LetterError
from workbook.schema.vocabulary import ReferralKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

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
    }
)
"""The keys of a head; whether each has to be there. `Zweck` is a note for people, no letter depends on it."""

_KIND = re.compile(r"[A-Z]{3,12}")
_DAYS = re.compile(r"(\d{1,2}) Arbeitstage")


class TemplateError(LetterError):
    """A template is not sound; `template` is its file's name, `line` counts from 1."""

    def __init__(self, template: str, line: int, what: str) -> None:
        self.template, self.line, self.what = template, line, what
        super().__init__(f"Vorlage „{template}“, Zeile {line}: {what}")


class Declared(Protocol):
    """What an occasion says of the templates that are written for it."""

    @property
    def recipients(self) -> frozenset[Recipient]:
        """Those that a template may name."""

    @property
    def by_referral_kind(self) -> bool:
        """Whether a template names the kinds of referral that it is for."""


@dataclass(frozen=True, slots=True)
class Head:
    """What a template says about itself.

    A kind `on_request` is written only where a row names it. `reply_days` are working days, 0 where the office's
    own setting holds; so does an empty `closing`.
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
    lines: Mapping[str, int]

    def line(self, key: str) -> int:
        """Return the line on which a key stands, 1 where it does not."""
        return self.lines.get(key, 1)


def read_head(file: str, source: str, occasions: Mapping[str, Declared]) -> tuple[Head, str, int]:
    """Return the head, the text below it, and the line on which that text begins.

    Raises:
        TemplateError: the head is missing, incomplete or says something that does not exist.
    """
    lines = source.splitlines()
    if not lines or lines[0].strip() != "---":
        raise TemplateError(file, 1, "Die Vorlage beginnt nicht mit einer Zeile „---“ und ihrem Kopf.")
    end = next((number for number, line in enumerate(lines[1:], start=1) if line.strip() == "---"), None)
    if end is None:
        raise TemplateError(file, 1, "Der Kopf hat kein Ende: Es fehlt die zweite Zeile „---“.")
    entries = _entries(file, lines[1:end])
    for key, needed in KEYS.items():
        if needed and key not in entries:
            raise TemplateError(file, 1, f"Im Kopf fehlt „{key}:“.")
    return _Reader(file, entries, occasions).head(), "\n".join(lines[end + 1 :]) + "\n", end + 2


Entries = dict[str, tuple[int, list[tuple[str, int]]]]


def _entries(file: str, lines: list[str]) -> Entries:
    """The keys with their lines and values: key → (line, [(value, line)])."""
    entries: Entries = {}
    current: list[tuple[str, int]] | None = None
    for number, line in enumerate(lines, start=2):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        if text.startswith("- ") or text == "-":
            if current is None:
                raise TemplateError(file, number, "Diese Zeile mit „-“ gehört zu keinem Schlüssel.")
            current.append((text[1:].strip(), number))
            continue
        key, colon, value = text.partition(":")
        key = key.strip()
        if not colon or key not in KEYS:
            near = get_close_matches(key, KEYS, n=1)
            cure = f"Gemeint ist wohl „{near[0]}“." if near else f"Es gibt: {', '.join(KEYS)}."
            raise TemplateError(file, number, f"Den Schlüssel „{key}“ gibt es nicht. {cure}")
        if key in entries:
            raise TemplateError(file, number, f"„{key}“ steht zweimal im Kopf.")
        current = [(value.strip(), number)] if value.strip() else []
        entries[key] = (number, current)
    return entries


class _Reader:
    """Reads the values of one head."""

    def __init__(self, file: str, entries: Entries, occasions: Mapping[str, Declared]) -> None:
        self._file, self._entries, self._occasions = file, entries, occasions

    def head(self) -> Head:
        kind = self._one("Art")
        if not _KIND.fullmatch(kind):
            raise self._wrong("Art", "Die Art besteht aus 3 bis 12 Großbuchstaben von A bis Z.")
        head = Head(
            kind=kind,
            title=self._one("Titel"),
            occasion=self._known("Anlass", self._occasions)[0],
            recipients=frozenset(map(Recipient, self._known("Empfänger", Recipient))),
            referral_kinds=tuple(map(ReferralKind, self._known("Verweisarten", ReferralKind))),
            subject=self._one("Betreff"),
            fields=self._listed("Felder"),
            enclosures=tuple(self._entries.get("Anlagen", (1, []))[1]),
            closing=self._one("Gruß") if "Gruß" in self._entries else "",
            reply_days=self._days(),
            on_request=self._on_request(),
            lines=MappingProxyType({key: line for key, (line, _) in self._entries.items()}),
        )
        occasion = self._occasions[head.occasion]
        if occasion.by_referral_kind != bool(head.referral_kinds):
            verb = "gehören" if occasion.by_referral_kind else "gehören keine"
            raise self._wrong("Anlass", f"Zum Anlass „{head.occasion}“ {verb} „Verweisarten:“.")
        if not head.recipients <= occasion.recipients:
            whom = "an „Klient“" if occasion.recipients == {Recipient.CLIENT} else "nicht an „Klient“"
            raise self._wrong("Empfänger", f"Ein Schreiben zum Anlass „{head.occasion}“ geht {whom}.")
        return head

    def _wrong(self, key: str, what: str) -> TemplateError:
        return TemplateError(self._file, self._entries.get(key, (1, []))[0], what)

    def _one(self, key: str, default: str = "") -> str:
        values = self._entries.get(key, (1, []))[1]
        if len(values) > 1:
            raise self._wrong(key, f"„{key}“ hat genau einen Wert.")
        value = values[0][0] if values else default
        if not value:
            raise self._wrong(key, f"„{key}“ ist leer.")
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
                raise self._wrong(key, f"„{name}“ gibt es unter „{key}“ nicht. {cure}")
        if not found and KEYS[key]:
            raise self._wrong(key, f"„{key}“ ist leer.")
        return tuple(found)

    @staticmethod
    def _parts(value: str) -> list[str]:
        return [part.strip() for part in value.split(",") if part.strip()]

    def _on_request(self) -> bool:
        if "Nur auf Wunsch" not in self._entries:
            return False
        said = self._one("Nur auf Wunsch")
        if said not in {"ja", "nein"}:
            raise self._wrong("Nur auf Wunsch", "„Nur auf Wunsch“ ist ja oder nein.")
        return said == "ja"

    def _days(self) -> int:
        if "Antwortfrist" not in self._entries:
            return 0
        match = _DAYS.fullmatch(self._one("Antwortfrist"))
        if match is None:
            raise self._wrong("Antwortfrist", "Die Antwortfrist lautet zum Beispiel „10 Arbeitstage“.")
        return int(match[1])
