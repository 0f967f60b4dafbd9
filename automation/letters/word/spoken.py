"""The other language of a document of Word: sentences in its `.toml`, or those of a kind that has them already."""

from __future__ import annotations

from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from msgspec import Struct

from automation.letters.asking import filtered
from automation.letters.checking import name_errors, sentence_errors
from automation.letters.disclosure import Recipient
from automation.letters.frontmatter import KIND, TemplateError
from automation.letters.occasions import occasions
from automation.letters.templates import TextPart, load_template
from automation.resources import templates_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from automation.letters.templates import Template
    from automation.letters.word.word_settings import WordSettings

    Texts = Callable[[], Mapping[str, Template]]
    """Asked for the templates of text by kind, only where a document takes its sentences from one."""


class SecondPage(Struct, frozen=True):
    """The sentences behind a document, `None` where it has none; what is wrong with them.

    `proofread_only` as in the head of the kind that they come from.
    """

    part: TextPart | None = None
    errors: tuple[TemplateError, ...] = ()
    proofread_only: bool = False

    def fields(self, settings: WordSettings) -> tuple[str, ...]:
        """Return the fields of records that the sentences ask for."""
        views = filtered(occasions()[settings.head.occasion])
        return self.part.fields(tuple(views)) if self.part is not None else ()


def second_page_of(file: str, settings: WordSettings, texts: Texts) -> SecondPage:
    """Return what a document says in another language; `file` is the name of its `.toml`."""
    source, line = settings.translation, settings.translated_from
    if not source:
        return SecondPage()
    if Recipient.CLIENT not in settings.head.recipients:
        what = "Eine zweite Sprache haben nur Schreiben an Klienten. Bitte „Übersetzung“ löschen."
        return SecondPage(errors=(TemplateError(file, line, what),))
    if KIND.fullmatch(source):
        return _of_a_kind(file, settings, texts())
    errors = [
        *name_errors(file, settings.head, [(source, line)], every_name=settings.occasion_known, declared=False),
    ]
    errors += () if errors else sentence_errors(file, source, line, translation=True)
    return SecondPage(None if errors else TextPart(file, source, line), tuple(errors))


def _of_a_kind(file: str, settings: WordSettings, texts: Mapping[str, Template]) -> SecondPage:
    occasion = settings.head.occasion
    fitting = {
        kind: each
        for kind, each in texts.items()
        if each.translation is not None and each.head.occasion == occasion
    }
    like = fitting.get(settings.translation)
    if like is not None:
        return SecondPage(like.translation, proofread_only=like.head.proofread_only)
    cure = (
        f"Möglich: {', '.join(sorted(fitting))}." if fitting else 'Bitte eigene Sätze: {{ satz("guten_tag", …) }}.'
    )
    what = f"Beim Anlass „{occasion}“ gibt es keine zweite Sprache von „{settings.translation}“. {cure}"
    return SecondPage(errors=(TemplateError(file, settings.translated_from, what),))


@lru_cache(maxsize=1)
def shipped_texts() -> Mapping[str, Template]:
    """Return the templates of text that come with Lotse, by kind."""
    found = (load_template(path) for path in sorted((templates_folder() / "letters").glob("*.md")))
    return MappingProxyType({each.kind: each for each in found})
