"""A document of Word and what stands beside it → a kind of letter like any other."""

from __future__ import annotations

import hashlib
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import jinja2
from msgspec import Struct
from msgspec.structs import replace

from automation.letters.frontmatter import LetterheadKind, TemplateError
from automation.letters.guard import tells_of_a_benefit
from automation.letters.kind import Rendered
from automation.letters.markdown import MarkupError, Values, parse_blocks
from automation.letters.model import Paragraph, Run
from automation.letters.occasions import occasions
from automation.letters.printing import EmptyFieldError, told_in_german
from automation.letters.sandbox import SPOKEN, VALUES
from automation.letters.templates import RenderError
from automation.letters.word.filling import Filled, Filler
from automation.letters.word.marking import Marked, mark
from automation.letters.word.package import read_package
from automation.letters.word.paper import Document, Paper, document_of
from automation.letters.word.sources import Resolver
from automation.letters.word.spoken import second_page_of, shipped_texts
from automation.letters.word.word_settings import WordSettings, read_settings
from workbook.errors import LetterError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from automation.letters.disclosure import Recipient
    from automation.letters.frontmatter import Head
    from automation.letters.languages import Spoken
    from automation.letters.model import Block
    from automation.letters.templates import TextPart
    from automation.letters.word.sources import Source
    from automation.letters.word.spoken import Texts

NOTICE_FIELD = "brief.hinweise"
"""A document that shows this field says itself what the law demands; below any other it is added."""


class WordTemplate(Struct, frozen=True):
    """A kind of letter that an office writes in Word. `digest` is the SHA-256 of document and settings."""

    name: str
    head: Head
    digest: str
    document: Document
    sources: Mapping[str, Source]
    translation: TextPart | None = None

    @property
    def kind(self) -> str:
        """The code of the kind of letter."""
        return self.head.kind

    @property
    def on_own_paper(self) -> bool:
        """Yes: the document has the letterhead that the office gave it."""
        return True

    def allows(self, recipient: Recipient) -> bool:
        """Tell whether it may be used for this category of recipient."""
        return recipient in self.head.recipients

    @property
    def sentences(self) -> Mapping[str, frozenset[str]]:
        """The sentences of its second page with the places that it fills, none where it has no second page."""
        return self.translation.sentences if self.translation is not None else MappingProxyType({})

    def render(self, context: Mapping[str, Any], spoken: Spoken | None = None) -> Rendered:
        """Return the document with the context's values in their places, and what is spoken besides German.

        Raises:
            RenderError: a field is forbidden for the recipient, empty or unknown.
        """
        translation = self._translated(context, spoken) if spoken is not None else ()
        context = {**context, VALUES: Values(), SPOKEN: None}  # what expressions of templates count on
        filler = Filler(self.sources, context)
        shows_it = any(NOTICE_FIELD in source.fields for source in self.sources.values())
        try:
            filled = self._filled(filler)
            if shows_it:  # what the notice says depends on all that the letter tells
                filled = self._filled(Filler(self.sources, context))
            notice = "" if shows_it else str(context["brief"].hinweise or "")
        except EmptyFieldError as error:
            raise RenderError(self.name, 1, _left_empty(error)) from error
        except (LetterError, jinja2.TemplateError, TypeError, ArithmeticError, AttributeError) as error:
            cause = error if isinstance(error, LetterError) else LetterError(told_in_german(error))
            raise RenderError(self.name, 1, cause) from error
        paper = Paper(self.document, filled, notice)
        body = tuple(Paragraph((Run(text),)) for text in paper.texts)
        return Rendered("", body, (), (), translation, paper)

    def _translated(self, context: Mapping[str, Any], spoken: Spoken) -> tuple[Block, ...]:
        if self.translation is None:
            return ()
        values = Values()
        try:
            return parse_blocks(self.translation.text({**context, VALUES: values, SPOKEN: spoken}), values)
        except MarkupError as error:
            raise RenderError(self.translation.file, error.line, error) from error

    def _filled(self, filler: Filler) -> tuple[Filled, ...]:
        return tuple(filler.filled(each.content, may_be_empty=each.may_be_empty) for each in self.document.places)


def _left_empty(error: EmptyFieldError) -> EmptyFieldError:
    """Return the error with what an office can do in its document besides."""
    error.args = (f"{error} Darf es leer bleiben, bitte in der .toml unter „Darf leer sein“ nennen.",)
    return error


class Examined(Struct, frozen=True):
    """A document that was looked through: what stands beside it, its places, and what is wrong with it."""

    settings: WordSettings
    marked: Marked
    document: Document
    errors: tuple[TemplateError, ...]
    resolver: Resolver


def load_word_template(path: Path, texts: Texts = shipped_texts) -> WordTemplate:
    """Return the kind of letter of a `.docx` and the `.toml` beside it; `texts` are the templates of text.

    Raises:
        TemplateError: something in one of them cannot be right; its `others` are all that is wrong.
    """
    content, beside = _read(path), path.with_suffix(".toml")
    examined = examine(path, content, read_settings(beside))
    second = second_page_of(beside.name, examined.settings, texts)
    errors = (*examined.settings.errors, *second.errors, *examined.errors)
    if errors:
        raise replace_others(errors)
    digest = hashlib.sha256(content + beside.read_bytes()).hexdigest()
    head = examined.settings.head
    head = replace(
        head,
        fields=tuple(dict.fromkeys((*_fields(examined.marked), *second.fields(examined.settings)))),
        proofread_only=head.proofread_only or second.proofread_only,
    )
    return WordTemplate(path.name, head, digest, examined.document, examined.marked.sources, second.part)


def replace_others(errors: tuple[TemplateError, ...]) -> TemplateError:
    """Return the first of some errors, which knows the others."""
    first, *others = errors
    return TemplateError(first.template, first.line, first.what, place=first.place, others=tuple(others))


def examine(path: Path, content: bytes, settings: WordSettings) -> Examined:
    """Return a document's places, and everything that is wrong with it for whom it is meant.

    Raises:
        TemplateError: it is no Word document.
    """
    try:
        return _examined(path, content, settings)
    except RecursionError as error:
        what = "Die Felder sind zu tief ineinander verschachtelt. Bitte einfacher schreiben."
        raise TemplateError(path.name, 1, what, place="Datei") from error


def _examined(path: Path, content: bytes, settings: WordSettings) -> Examined:
    package = read_package(path, content)
    head = settings.head
    resolver = Resolver(occasions()[head.occasion], head.recipients, settings.mapping, settings.optional)
    marked = mark(package, resolver)
    with_notice = not all(recipient.keeps_social_secrecy for recipient in head.recipients)
    document = document_of(package, marked.places, with_notice=with_notice, spoken=bool(settings.translation))
    errors = [problem.error for problem in marked.problems]
    errors += _letterhead_errors(path.name, settings, document)
    if not document.fixed_words.strip() and not marked.places:
        errors.append(TemplateError(path.name, 1, "Das Dokument hat keinen Text.", place="Datei"))
    return Examined(settings, marked, document, tuple(errors), resolver)


def _letterhead_errors(file: str, settings: WordSettings, document: Document) -> list[TemplateError]:
    """Return what is wrong with head and foot of a document that is said to be neutral."""
    if settings.head.letterhead is LetterheadKind.JOBCENTER:
        return []  # whom it may go to, its settings have said
    outsiders = [each for each in settings.head.recipients if not each.keeps_social_secrecy]
    telling = [text for text in document.outer if tells_of_a_benefit(text)]
    if not telling:
        return []
    what = (
        "Kopf- oder Fußzeile verraten einen Leistungsbezug (zum Beispiel „Jobcenter“). Bitte ändern"
        + (". " if outsiders else ', oder in der .toml Briefkopf = "Jobcenter" eintragen. ')
        + "Ein neutraler Briefkopf nennt nur das Büro."
    )
    return [TemplateError(file, 1, what, place="Kopf- und Fußzeile")]


def _fields(marked: Marked) -> tuple[str, ...]:
    return tuple(dict.fromkeys(field for source in marked.sources.values() for field in source.fields))


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        what = f"Daneben fehlt „{path.name}“. Bitte das Dokument dazulegen oder die .toml löschen."
        raise TemplateError(path.with_suffix(".toml").name, 1, what) from error
    except OSError as error:
        what = "Die Datei lässt sich nicht lesen. Ist sie in Word geöffnet, bitte schließen."
        raise TemplateError(path.name, 1, what, place="Datei") from error
