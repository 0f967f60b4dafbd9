"""`NAME.toml` beside `NAME.docx` → what kind of letter it is.

    Art = "HAUS"
    Titel = "Bitte um ein Wohnungsangebot"
    Anlass = "Verweis"
    Verweisarten = ["Wohnungssuche"]
    Empfaenger = ["Wohnungsunternehmen"]
    Briefkopf = "neutral"

    [felder]
    "Vorname" = "klient.vorname"

The keys are those of a Markdown template's head; ä may be typed as ae, and capitals do not matter.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from difflib import get_close_matches
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from automation.letters.disclosure import Recipient
from automation.letters.frontmatter import KEYS, TemplateError, head_of
from automation.letters.occasions import occasions
from workbook.schema.vocabulary import ReferralKind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from automation.letters.frontmatter import Entries, Head

_NOT_IN_WORD = ("Betreff", "Felder", "Anlagen")
_TRANSLATION = "Übersetzung"
_OWN = ("Darf leer sein", _TRANSLATION, "felder")
_KNOWN = (*(key for key in KEYS if key not in _NOT_IN_WORD), *_OWN)


class WordSettings(Struct, frozen=True):
    """What stands beside a document: its head, its names → our fields, names that may be empty.

    `translation` are the sentences in another language, or the kind of letter that has them; "" where it has none.
    Its first line stands in `translated_from`.
    """

    head: Head
    mapping: Mapping[str, str]
    optional: tuple[str, ...]
    errors: tuple[TemplateError, ...]
    occasion_known: bool
    translation: str = ""
    translated_from: int = 1


def read_settings(path: Path) -> WordSettings:
    """Return what stands in a `.toml`, with everything that is wrong in it.

    Raises:
        TemplateError: it is no TOML.
    """
    try:
        source = unicodedata.normalize("NFC", path.read_text(encoding="utf-8-sig"))
        typed = tomllib.loads(source)
    except (OSError, UnicodeDecodeError) as error:
        raise TemplateError(path.name, 1, "Die Datei lässt sich nicht als Text in UTF-8 lesen.") from error
    except tomllib.TOMLDecodeError as error:
        match = re.search(r"line (\d+)", str(error))
        line = int(match[1]) if match else 1
        raise TemplateError(path.name, line, _NO_TOML) from error
    return _Reader(path.name, source.splitlines(), typed).settings()


def settings_of(file: str, occasion: str) -> WordSettings:
    """Return what a document without a `.toml` is taken for, as long as nobody has said."""
    declared = occasions()[occasion]
    typed: dict[str, Any] = {"Art": "EIGEN", "Titel": file, "Anlass": occasion}
    typed["Empfänger"] = [next(str(each) for each in Recipient if each in declared.recipients)]
    if declared.by_referral_kind:
        typed["Verweisarten"] = [str(next(iter(ReferralKind)))]
    return _Reader(file, [], typed).settings()


_NO_TOML = (
    'Diese Zeile lässt sich nicht lesen. Sie lautet zum Beispiel: Art = "HAUS", oder unter [felder]: "Vor Name" = '
    '"klient.vorname". Text steht in Anführungszeichen "…", ein Name mit ä, ö, ü, ß oder Leerzeichen auch.'
)


class _Reader:
    def __init__(self, file: str, lines: list[str], typed: dict[str, Any]) -> None:
        self._file, self._lines = file, lines
        self._errors: list[TemplateError] = []
        self._values: dict[str, tuple[int, Any]] = {}
        for key, value in typed.items():
            self._sort_in(key, value)

    def settings(self) -> WordSettings:
        entries: Entries = {
            key: (line, [(text, line) for text in self._texts(key, value, line)])
            for key, (line, value) in self._values.items()
            if key not in _OWN
        }
        if "Titel" not in entries:
            entries["Titel"] = (1, [(self._file.removesuffix(".toml"), 1)])
        head, errors, known = head_of(self._file, entries, occasions(), without=_NOT_IN_WORD)
        self._errors += errors
        translation, first = self._translation()
        return WordSettings(
            head,
            MappingProxyType(self._mapping()),
            tuple(self._texts("Darf leer sein", *self._value("Darf leer sein"))),
            tuple(self._errors),
            known,
            translation,
            first,
        )

    def _translation(self) -> tuple[str, int]:
        """Return the sentences in another language, and the line on which they begin."""
        value, line = self._value(_TRANSLATION)
        if not value:
            return "", line
        if not isinstance(value, str):
            self._note(line, f'„{_TRANSLATION}“ ist Text in Anführungszeichen, zum Beispiel "EINLADUNG".')
            return "", line
        opened = self._lines[line - 1].rstrip().endswith(("'''", '"""')) if self._lines else False
        return (value, line + 1) if opened else (value.strip(), line)

    def _value(self, key: str) -> tuple[Any, int]:
        line, value = self._values.get(key, (1, []))
        return value, line

    def _sort_in(self, key: str, value: Any) -> None:
        known = {_plain(each): each for each in _KNOWN}
        line = self._line_of(key)
        if _plain(key) in known:
            self._values[known[_plain(key)]] = (line, value)
            return
        near = get_close_matches(_plain(key), known, n=1)
        cure = f"Gemeint ist wohl „{known[near[0]]}“." if near else f"Es gibt: {', '.join(_KNOWN)}."
        self._note(line, f"Den Schlüssel „{key}“ gibt es nicht. {cure}")

    def _line_of(self, key: str) -> int:
        pattern = re.compile(rf"\s*\[?\s*[\"']?{re.escape(key)}[\"']?\s*[=\]]")
        return next((number for number, line in enumerate(self._lines, 1) if pattern.match(line)), 1)

    def _texts(self, key: str, value: Any, line: int) -> list[str]:
        match value:
            case bool():
                return ["ja" if value else "nein"]
            case int() if key == "Antwortfrist":
                return [f"{value} Arbeitstage"]
            case str():
                return [value.strip()] if value.strip() else []
            case list() if all(isinstance(each, str) for each in value):
                return [each.strip() for each in value]
        self._note(line, f'„{key}“ ist Text in Anführungszeichen oder eine Liste davon: ["…", "…"].')
        return []

    def _mapping(self) -> dict[str, str]:
        value, line = self._value("felder")
        if not value:
            return {}
        if not isinstance(value, dict):
            self._note(line, "Die Zuordnung beginnt mit einer Zeile [felder].")
            return {}
        mapping: dict[str, str] = {}
        for name, target in value.items():
            if _plain(name) == _plain(_TRANSLATION):
                self._note(self._line_of(name), f"„{name}“ gehört über die Zeile [felder].")
            elif isinstance(target, str) and target.strip():
                mapping[unicodedata.normalize("NFC", name)] = target.strip()
            elif target != "":  # what is still open is told where it stands in the document
                what = f'Hinter „{name}“ steht ein Feld in Anführungszeichen: "{name}" = "klient.nachname"'
                self._note(self._line_of(name), what)
        return mapping

    def _note(self, line: int, what: str) -> None:
        self._errors.append(TemplateError(self._file, line, what))


def _plain(key: str) -> str:
    """Return a key as it may be typed: without capitals, ä as ae, words parted in any way."""
    text = unicodedata.normalize("NFC", key).lower()
    for umlaut, typed in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        text = text.replace(umlaut, typed)
    return re.sub(r"[\W_]+", "", text)
