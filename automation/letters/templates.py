"""Template files → templates that are known to be sound, and their text with values.

A kind of letter is one Markdown file in `templates/letters/`. It begins with a head of `Schlüssel: Wert` lines
between two lines `---`, then comes the text in jinja2, after a line `--- Rückantwort ---` the slip that comes back,
and after a line `--- Übersetzung ---` the sentences that say the same in their other language. Loading checks
everything that can be checked without a client: the head, the syntax, every name and every field, so that a slip in
a template is a message with file and line and never a letter.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import cached_property, lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING, Any, TypeVar

import jinja2
from msgspec import Struct

from automation.letters.asking import fields_of, sentences_of
from automation.letters.checking import name_errors, sentence_errors
from automation.letters.frontmatter import Head, TemplateError, read_head
from automation.letters.kind import LetterKind, Rendered
from automation.letters.markdown import MarkupError, Values, parse_blocks, parse_line
from automation.letters.model import Heading
from automation.letters.occasions import occasions
from automation.letters.printing import EmptyFieldError, environment, straight_quotes, syntax_tree, told_in_german
from automation.letters.sandbox import SPOKEN, VALUES
from workbook.errors import LetterError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from pathlib import Path
    from types import TracebackType

    from jinja2 import nodes

    from automation.letters.disclosure import Recipient
    from automation.letters.languages import Spoken
    from workbook.schema.vocabulary import ReferralKind

__all__ = ("EmptyFieldError", "TemplateError")

Kind = TypeVar("Kind", bound=LetterKind)

REPLY, TRANSLATION = "Rückantwort", "Übersetzung"
_SHEET = re.compile(rf"^---\s*({REPLY}|{TRANSLATION})\s*---\s*$", re.MULTILINE)
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ue000-\uf8ff\ufffe\uffff]")


class RenderError(LetterError):
    """A template met something that must not go out: a field that is forbidden, empty or unknown.

    `template` is the file's name, `line` its line, `cause` the error that says what it was.
    """

    def __init__(self, template: str, line: int, cause: Exception) -> None:
        self.template, self.line, self.cause = template, line, cause
        super().__init__(f"Vorlage „{template}“, Zeile {line}: {cause}")


class Template(Struct, frozen=True):
    """A kind of letter. `digest` is the SHA-256 of its file; `name` the file's name."""

    name: str
    head: Head
    digest: str
    _subject: TextPart
    _body: TextPart
    _reply: TextPart | None
    _translation: TextPart | None
    _enclosures: tuple[TextPart, ...]

    @property
    def kind(self) -> str:
        """The code of the kind of letter: `WOHNEN`."""
        return self.head.kind

    @property
    def on_own_paper(self) -> bool:
        """No: it is text on the office's letterhead."""
        return False

    def allows(self, recipient: Recipient) -> bool:
        """Tell whether the template may be used for this category of recipient."""
        return recipient in self.head.recipients

    @property
    def translation(self) -> TextPart | None:
        """The part that says the same in another language, `None` where there is none."""
        return self._translation

    @property
    def sentences(self) -> Mapping[str, frozenset[str]]:
        """The sentences of its translation with the places that it fills, none where it has no translation."""
        return self._translation.sentences if self._translation is not None else {}

    def render(self, context: Mapping[str, Any], spoken: Spoken | None = None) -> Rendered:
        """Return the template's text with the context's values in their places, and what is spoken besides German.

        Raises:
            RenderError: a field is forbidden for the recipient, empty or unknown, or nothing is left to say.
        """
        values = Values()

        def text(part: TextPart, spoken: Spoken | None = None) -> str:
            return part.text({**context, VALUES: values, SPOKEN: spoken})

        try:
            body = parse_blocks(text(self._body), values)
            reply = parse_blocks(text(self._reply), values) if self._reply else ()
            speaks = self._translation if spoken is not None else None
            translation = parse_blocks(text(speaks, spoken), values) if speaks else ()
        except MarkupError as error:
            raise RenderError(self.name, error.line, error) from error
        if not body:
            raise RenderError(self.name, 1, LetterError("Der Brief hätte keinen Text."))
        if reply and not isinstance(reply[0], Heading):
            raise RenderError(
                self.name, 1, LetterError("Die Rückantwort beginnt nicht mit einer Überschrift (## …).")
            )
        return Rendered(
            subject=parse_line(text(self._subject), values),
            body=body,
            enclosures=tuple(filter(None, (parse_line(text(part), values) for part in self._enclosures))),
            reply=reply,
            translation=translation,
        )


def load_template(path: Path, sound: Collection[str] = ()) -> Template:
    """Return the template of a file; one whose digest is among the `sound` ones is not checked again.

    Raises:
        TemplateError: the file cannot be read or something in it cannot be right; names file and line.
    """
    try:
        source = unicodedata.normalize("NFC", path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise TemplateError(path.name, 1, "Die Datei lässt sich nicht als Text in UTF-8 lesen.") from error
    digest = hashlib.sha256(source.encode()).hexdigest()
    return _template(path.name, source, digest, sound=digest in sound)


@lru_cache(maxsize=256)
def _template(name: str, source: str, digest: str, *, sound: bool) -> Template:
    """Return the template of a text; the same text is read and compiled once, however often a process checks."""
    if sign := _UNPRINTABLE.search(source):
        line = 1 + source.count("\n", 0, sign.start())
        raise TemplateError(name, line, f"Hier steht ein Steuerzeichen (U+{ord(sign[0]):04X}). Bitte löschen.")
    read = read_head(name, source, occasions())
    head, errors = read.head, list(read.errors)
    # Each part is padded with empty lines, so that a line number in it is the file's.
    text = "\n" * (read.first_line - 1) + straight_quotes(read.text)
    body, sheets = _sheets(text)
    errors += [
        TemplateError(name, line, f"Die Zeile „--- {sheet} ---“ steht zweimal.")
        for (sheet, _, line), (before, _, _) in zip(sheets[1:], sheets, strict=False)
        if sheet == before
    ]
    sources = [(head.subject, head.line("Betreff")), (body, 1), *((item, row) for item, row in head.enclosures)]
    checked = errors or not sound
    if checked:
        errors += name_errors(
            name, head, (*sources, *(sheet[1:] for sheet in sheets)), every_name=read.occasion_known
        )
    parts = {sheet: TextPart(name, words, line) for sheet, words, line in sheets}
    spoken = {(words, line) for sheet, words, line in sheets if sheet == TRANSLATION}
    for words, line in (*sources, *(sheet[1:] for sheet in sheets)) if checked and not errors else ():
        errors += sentence_errors(name, words, line, translation=(words, line) in spoken)
    if errors:
        raise TemplateError(name, errors[0].line, errors[0].what, others=tuple(errors[1:]))
    return Template(
        name=name,
        head=head,
        digest=digest,
        _subject=TextPart(name, head.subject, head.line("Betreff")),
        _body=TextPart(name, body, 1),
        _reply=parts.get(REPLY),
        _translation=parts.get(TRANSLATION),
        _enclosures=tuple(TextPart(name, item, row) for item, row in head.enclosures),
    )


def _sheets(text: str) -> tuple[str, list[tuple[str, str, int]]]:
    """Return the letter's text and the sheets behind it, by name: each with its text and the line it begins on."""
    body, *rest = _SHEET.split(text)
    line = 1 + body.count("\n")
    sheets = []
    for name, source in zip(rest[::2], rest[1::2], strict=True):
        sheets.append((name, source, line))
        line += source.count("\n")
    return body, sorted(sheets, key=itemgetter(0))


def load_templates(folder: Path, sound: Collection[str] = ()) -> dict[str, Template]:
    """Return the templates of a folder by kind, in the order of their files' names; `sound` as `load_template`.

    Raises:
        TemplateError: a template is not sound, two have the same kind, or there is none.
    """
    paths = (path for path in sorted(folder.glob("*.md")) if not path.name.startswith(("~$", ".")))
    found, doubled = collected(load_template(path, sound) for path in paths)
    if doubled:
        raise doubled[0]
    if not found:
        raise TemplateError(folder.name, 1, "In diesem Ordner liegt keine Vorlage (*.md).")
    return found


def collected(templates: Iterable[Kind]) -> tuple[dict[str, Kind], tuple[TemplateError, ...]]:
    """Return templates by kind, and what stands in the way where two of them are for the same."""
    found: dict[str, Kind] = {}
    kinds: dict[tuple[ReferralKind, Recipient], str] = {}
    errors: list[TemplateError] = []
    for template in templates:
        name, head = template.name, template.head
        if template.kind in found:
            what = f"Die Art „{template.kind}“ hat schon die Vorlage „{found[template.kind].name}“."
            errors.append(TemplateError(name, head.line("Art"), what))
        for kind in () if head.on_request else head.referral_kinds:
            there = next((kinds[kind, each] for each in head.recipients if (kind, each) in kinds), None)
            if there is not None:
                what = f"Für „{kind}“ gibt es schon die Vorlage „{there}“. Bitte dort oder hier streichen."
                errors.append(TemplateError(name, head.line("Verweisarten"), what))
            for each in head.recipients:
                kinds.setdefault((kind, each), name)
        found.setdefault(template.kind, template)
    return found, tuple(errors)


class TextPart:
    """A part of a file, checked, and compiled when it is first rendered: most kinds are not asked for in a run."""

    def __init__(self, file: str, source: str, line: int) -> None:
        self.file, self._source, self._line = file, source, line

    def text(self, context: Mapping[str, Any]) -> str:
        """Return the part with the context's values in their places.

        Raises:
            RenderError: a field is forbidden for the recipient, empty or unknown.
        """
        try:
            return self.template.render(context)
        except (LetterError, jinja2.TemplateError, TypeError, ArithmeticError, RecursionError) as error:
            cause = error if isinstance(error, LetterError) else LetterError(told_in_german(error))
            raise RenderError(self.file, _line_of(error.__traceback__, self.file), cause) from error

    @cached_property
    def template(self) -> jinja2.Template:
        """The compiled part; line numbers are the file's."""
        sandbox = environment()
        padded = "\n" * (self._line - 1) + straight_quotes(self._source)
        code = sandbox.compile(syntax_tree(padded, self.file), self.file, self.file)
        return jinja2.Template.from_code(sandbox, code, sandbox.globals)

    @cached_property
    def sentences(self) -> Mapping[str, frozenset[str]]:
        """The sentences that the part says in another language, with the places that it fills."""
        return {each.name: each.slots for each in sentences_of(self._tree)}

    def fields(self, records: Collection[str]) -> tuple[str, ...]:
        """Return the fields of `records` that the part asks for, by the names that templates have for them."""
        return tuple(dict.fromkeys(name for name, _ in fields_of(self._tree, records)))

    @property
    def _tree(self) -> nodes.Template:
        return syntax_tree(straight_quotes(self._source), self.file)


def _line_of(traceback: TracebackType | None, filename: str | None) -> int:
    """The template's line in a traceback that jinja has mapped back to the source."""
    line = 1
    while traceback is not None:
        if traceback.tb_frame.f_code.co_filename == filename:
            line = traceback.tb_lineno
        traceback = traceback.tb_next
    return line
