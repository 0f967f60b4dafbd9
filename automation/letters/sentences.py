"""The table of sentences `saetze.csv` → what a letter may say in another language.

A row is one sentence in one language: its name, the language, the German sentence that it stands for, the text, and
who has proofread it and when. Nothing is translated while a letter is written. The office's own table, beside its
own templates, goes before the one that comes with Lotse.
"""

from __future__ import annotations

import csv
from difflib import get_close_matches
from io import StringIO
from typing import TYPE_CHECKING

from msgspec import Struct

from automation.letters.frontmatter import TemplateError
from automation.letters.languages import LANGUAGES, Spoken, slots_of
from workbook.reading.formats.dates import date_of_text
from workbook.schema.letter_language import LetterLanguage

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

FILE = "saetze.csv"
SENTENCE, LANGUAGE, GERMAN, TEXT, PROOFREAD_BY, PROOFREAD_ON = COLUMNS = (
    *("Satz", "Sprache", "Deutsch", "Text"),
    *("geprüft von", "am"),
)


class UntranslatedError(Exception):
    """A letter goes out in German only; the text says why."""


class Sentence(Struct, frozen=True):
    """A sentence in one language; `proofread` tells whether somebody has put name and day to it."""

    text: str
    proofread: bool


class Sentences(Struct, frozen=True):
    """The sentences of an office, by language and name."""

    by_language: Mapping[str, Mapping[str, Sentence]]

    def spoken(self, language: str, needed: Mapping[str, frozenset[str]], *, unproofread: bool) -> Spoken:
        """Return a language with the sentences that a letter needs, each named with the places it fills.

        Raises:
            UntranslatedError: a sentence is missing, has other places, or is not proofread where it has to be.
        """
        if language not in LANGUAGES:
            raise UntranslatedError(
                f"Für „{language}“ hat Lotse keine Sätze. Möglich sind: {', '.join(LANGUAGES)}."
            )
        known = self.by_language.get(language, {})
        missing = [name for name in needed if name not in known or not known[name].text]
        if missing:
            raise UntranslatedError(f"{_in(language)} fehlt in {FILE} {_counted(missing)}.")
        other = [name for name, slots in needed.items() if slots_of(known[name].text) != slots]
        if other:
            places = ", ".join(f"{{{slot}}}" for slot in sorted(needed[other[0]])) or "keine"
            what = f"Der Satz „{other[0]}“ ({language}) braucht diese Plätze in geschweiften Klammern: {places}."
            raise UntranslatedError(what)
        waiting = [name for name in needed if not known[name].proofread]
        if waiting and not unproofread:
            raise UntranslatedError(f"{_in(language)} ist in {FILE} {_counted(waiting)} noch nicht geprüft.")
        return Spoken(LANGUAGES[language], {name: known[name].text for name in needed})


def _in(language: str) -> str:
    return "In Einfacher Sprache" if language == LetterLanguage.PLAIN else f"Auf {language}"


def _twice(row: Mapping[str, str]) -> str:
    return f"Den Satz „{row[SENTENCE]}“ auf {row[LANGUAGE]} gibt es zweimal."


def _counted(names: list[str]) -> str:
    return f"ein Satz („{names[0]}“)" if len(names) == 1 else f"mancher Satz ({len(names)}, zuerst „{names[0]}“)"


def load_sentences(tables: Iterable[Path]) -> Sentences:
    """Return the sentences of tables, the first before the later ones; a table that is not there has none.

    Raises:
        TemplateError: a table cannot be read; names the file and the line.
    """
    found: dict[str, dict[str, Sentence]] = {}
    for path in tables:
        own: dict[str, dict[str, Sentence]] = {}
        for line, row in _rows(path) if path.is_file() else ():
            sentences = own.setdefault(row[LANGUAGE], {})
            if row[SENTENCE] in sentences:
                raise TemplateError(path.name, line, _twice(row))
            checked = bool(row[PROOFREAD_BY]) and date_of_text(row[PROOFREAD_ON]) is not None
            sentences[row[SENTENCE]] = Sentence(row[TEXT], checked)
        for language, sentences in own.items():
            found[language] = {**sentences, **found.get(language, {})}
    return Sentences(found)


def slips_of(table: Path) -> Iterator[TemplateError]:
    """Yield everything that is wrong in the rows of a table, each with its line.

    Raises:
        TemplateError: the table cannot be read at all.
    """
    seen: set[tuple[str, str]] = set()
    for line, row in _rows(table):
        name, language, day = row[SENTENCE], row[LANGUAGE], row[PROOFREAD_ON]
        if (name, language) in seen:
            yield TemplateError(table.name, line, _twice(row))
        seen.add((name, language))
        if language not in LANGUAGES:
            near = get_close_matches(language, LANGUAGES, n=1)
            cure = f"Gemeint ist wohl „{near[0]}“." if near else f"Es gibt: {', '.join(LANGUAGES)}."
            yield TemplateError(table.name, line, f"Die Sprache „{language}“ kennt Lotse nicht. {cure}")
        if day and date_of_text(day) is None:
            yield TemplateError(
                table.name, line, f"„{day}“ unter „{PROOFREAD_ON}“ ist kein Tag. Bitte als TT.MM.JJJJ."
            )
        if bool(day) != bool(row[PROOFREAD_BY]):
            what = f"Zu einem geprüften Satz gehören „{PROOFREAD_BY}“ und „{PROOFREAD_ON}“."
            yield TemplateError(table.name, line, what)
        if row[TEXT] and slots_of(row[TEXT]) != slots_of(row[GERMAN]):
            places = ", ".join(f"{{{slot}}}" for slot in sorted(slots_of(row[GERMAN]))) or "keine"
            what = f"Der Satz „{name}“ hat andere Plätze als der deutsche ({places})."
            yield TemplateError(table.name, line, what)


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the rows of a table with their lines; Excel writes semicolons or commas, as it is set up."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        what = "Die Datei lässt sich nicht als UTF-8 lesen. In Excel als „CSV UTF-8“ speichern."
        raise TemplateError(path.name, 1, what) from error
    header = text.partition("\n")[0]
    delimiter = ";" if header.count(";") >= header.count(",") else ","
    reader = csv.DictReader(StringIO(text, newline=""), delimiter=delimiter, restkey="…", restval="")
    missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        raise TemplateError(path.name, 1, f"In der ersten Zeile fehlt die Spalte „{missing[0]}“.")
    for row in reader:
        yield reader.line_num, {name: (row[name] or "").strip() for name in COLUMNS}
