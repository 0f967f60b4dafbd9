"""Template files → templates that are known to be sound, and their text with values.

A kind of letter is one Markdown file in `templates/letters/`. It begins with a head of `Schlüssel: Wert` lines
between two lines `---`, then comes the text in jinja2, and after a line `--- Rückantwort ---` the slip that comes
back. Loading checks everything that can be checked without a client: the head, the syntax, every name and every
field, so that a slip in a template is a message with file and line and never a letter.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from difflib import get_close_matches
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import jinja2
from jinja2 import meta, nodes, pass_context

from automation.letters import wording
from automation.letters.asking import PLAIN, example, fields_of, filtered, known_fields, whole_records
from automation.letters.disclosure import Empty, Facts, Recipient, UnknownFieldError, View
from automation.letters.frontmatter import Head, TemplateError, read_head
from automation.letters.kind import Rendered
from automation.letters.markdown import MarkupError, Values, parse_blocks, parse_line
from automation.letters.model import Heading
from automation.letters.occasions import occasions
from automation.letters.sandbox import VALUES, Sandbox
from automation.letters.views import terms_of
from workbook.errors import LetterError
from workbook.german import euro, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path
    from types import TracebackType

    from jinja2.runtime import Context

    from workbook.schema import Record
    from workbook.schema.vocabulary import ReferralKind

_REPLY = re.compile(r"^---\s*Rückantwort\s*---\s*$", re.MULTILINE)
_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ue000-\uf8ff\ufffe\uffff]")
_SMART = str.maketrans({**dict.fromkeys("„“”‟«»", '"'), **dict.fromkeys("‚‘’‛", "'"), "\u00a0": " "})


class RenderError(LetterError):
    """A template met something that must not go out: a field that is forbidden, empty or unknown.

    `template` is the file's name, `line` its line, `cause` the error that says what it was.
    """

    def __init__(self, template: str, line: int, cause: Exception) -> None:
        self.template, self.line, self.cause = template, line, cause
        super().__init__(f"Vorlage „{template}“, Zeile {line}: {cause}")


class EmptyFieldError(LetterError):
    """A template prints a field in which nothing stands."""

    def __init__(self, field: Empty) -> None:
        self.sheet, self.label, self.datum = field.sheet, field.label, field.datum
        super().__init__(
            f"Das Feld „{field.sheet}: {field.label}“ ist leer, wird hier aber gedruckt. Bitte im Blatt ergänzen."
        )


@dataclass(frozen=True, slots=True)
class Template:
    """A kind of letter. `digest` is the SHA-256 of its file; `name` the file's name."""

    name: str
    head: Head
    digest: str
    _subject: _Part
    _body: _Part
    _reply: _Part | None
    _enclosures: tuple[_Part, ...]

    @property
    def kind(self) -> str:
        """The code of the kind of letter: `WOHNEN`."""
        return self.head.kind

    def allows(self, recipient: Recipient) -> bool:
        """Tell whether the template may be used for this category of recipient."""
        return recipient in self.head.recipients

    def render(self, context: Mapping[str, Any]) -> Rendered:
        """Return the template's text with the context's values in their places.

        Raises:
            RenderError: a field is forbidden for the recipient, empty or unknown, or nothing is left to say.
        """
        values = Values()

        def text(part: _Part) -> str:
            return self._text(part, {**context, VALUES: values})

        try:
            body = parse_blocks(text(self._body), values)
            reply = parse_blocks(text(self._reply), values) if self._reply else ()
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
        )

    def _text(self, part: _Part, context: Mapping[str, Any]) -> str:
        try:
            return part.template.render(context)
        except (LetterError, jinja2.TemplateError, TypeError, ArithmeticError, RecursionError) as error:
            cause = error if isinstance(error, LetterError) else LetterError(_german(error))
            raise RenderError(self.name, _line_of(error.__traceback__, part.file), cause) from error


def load_template(path: Path) -> Template:
    """Return the template of a file.

    Raises:
        TemplateError: the file cannot be read or something in it cannot be right; names file and line.
    """
    try:
        source = unicodedata.normalize("NFC", path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise TemplateError(path.name, 1, "Die Datei lässt sich nicht als Text in UTF-8 lesen.") from error
    if sign := _UNPRINTABLE.search(source):
        line = 1 + source.count("\n", 0, sign.start())
        raise TemplateError(path.name, line, f"Hier steht ein Steuerzeichen (U+{ord(sign[0]):04X}). Bitte löschen.")
    digest = hashlib.sha256(source.encode()).hexdigest()
    head, text, first_line = read_head(path.name, source, occasions())
    # Each part is padded with empty lines, so that a line number in it is the file's.
    text = "\n" * (first_line - 1) + _straight_quotes(text)
    parts = _REPLY.split(text)
    if len(parts) > 2:
        raise TemplateError(path.name, 1, "Die Zeile „--- Rückantwort ---“ steht zweimal.")
    body, reply = parts[0], parts[1] if len(parts) == 2 else None
    line = 1 + body.count("\n")
    sources = [(head.subject, head.line("Betreff")), (body, 1), *((item, row) for item, row in head.enclosures)]
    if reply is not None:
        sources.append((reply, line))
    _check_names(path.name, head, sources)
    return Template(
        name=path.name,
        head=head,
        digest=digest,
        _subject=_Part(path.name, head.subject, head.line("Betreff")),
        _body=_Part(path.name, body, 1),
        _reply=_Part(path.name, reply, line) if reply is not None else None,
        _enclosures=tuple(_Part(path.name, item, row) for item, row in head.enclosures),
    )


def load_templates(folder: Path) -> dict[str, Template]:
    """Return the templates of a folder by kind, in the order of their files' names.

    Raises:
        TemplateError: a template is not sound, two have the same kind, or there is none.
    """
    found: dict[str, Template] = {}
    kinds: dict[ReferralKind, str] = {}
    for path in sorted(folder.glob("*.md")):
        if path.name.startswith(("~$", ".")):  # what a word processor keeps beside a file that is open
            continue
        template = load_template(path)
        if template.kind in found:
            raise TemplateError(
                path.name,
                template.head.line("Art"),
                f"Die Art „{template.kind}“ hat schon die Vorlage „{found[template.kind].name}“.",
            )
        for kind in () if template.head.on_request else template.head.referral_kinds:
            if kind in kinds:
                what = f"Für „{kind}“ gibt es schon die Vorlage „{kinds[kind]}“. Bitte dort oder hier streichen."
                raise TemplateError(path.name, template.head.line("Verweisarten"), what)
            kinds[kind] = path.name
        found[template.kind] = template
    if not found:
        raise TemplateError(folder.name, 1, "In diesem Ordner liegt keine Vorlage (*.md).")
    return found


class _Part:
    """A part of a file, checked, and compiled when it is first rendered: most kinds are not asked for in a run."""

    def __init__(self, file: str, source: str, line: int) -> None:
        self.file, self._source, self._line = file, source, line

    @cached_property
    def template(self) -> jinja2.Template:
        """The compiled part; line numbers are the file's."""
        environment = _environment()
        padded = "\n" * (self._line - 1) + _straight_quotes(self._source)
        code = environment.compile(padded, self.file, self.file)
        return jinja2.Template.from_code(environment, code, environment.globals)


@lru_cache(maxsize=1)
def _environment() -> Sandbox:
    environment = Sandbox(
        undefined=jinja2.StrictUndefined,
        autoescape=True,
        finalize=_printed,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.clear()
    environment.globals["darf"] = _may
    environment.filters.update(_FILTERS)
    return environment


@pass_context  # also keeps jinja from evaluating constants while compiling, when there are no values yet
def _printed(context: Context, value: Any) -> str:
    """Put a printed value aside and return the token that stands for it.

    Raises:
        EmptyFieldError: there is nothing to print.
    """
    values: Values = context[VALUES]
    if isinstance(value, Empty):
        raise EmptyFieldError(value)
    if hasattr(value, "__html__") and values.holds_tokens(value):  # a {% set %} block: its values are aside already
        return str(value)
    return values.token(_as_text(value))


def _as_text(value: Any) -> str:
    match value:
        case bool():
            return "ja" if value else "nein"
        case date():
            return wording.long_date(value)
        case time():
            return wording.clock_time(value)
        case Decimal():
            return wording.number(value)
        case tuple() | list():
            return ", ".join(map(str, value))
        case None:
            raise EmptyFieldError(Empty("Vorlage", "ohne Namen"))
        case View() | Facts():
            raise LetterError("Hier würde ein ganzer Datensatz gedruckt. Bitte ein Feld nennen.")
        case _:
            return str(value)


@pass_context
def _may(context: Context, path: str) -> bool:
    """Tell a template whether the recipient may see a field: `{% if darf("klient.telefon") %}`."""
    view, _, name = path.partition(".")
    record = context.get(view)
    return bool(record) and record.may(name)


def _counted(count: int | Decimal, one: str, many: str) -> str:
    """Return a number with its noun: `{{ 1 | einzahl_mehrzahl("Person", "Personen") }}` is `1 Person`."""
    return f"{_as_text(count)} {one if count == 1 else many}"


def _filter(function: Callable[..., str]) -> Callable[..., str]:
    """Return a filter that names an empty field and takes a value of the wrong kind for a slip of the template."""

    def applied(value: Any, *arguments: Any) -> str:
        if isinstance(value, Empty):
            raise EmptyFieldError(value)
        try:
            return function(value, *arguments)
        except (TypeError, ValueError, AttributeError, AssertionError, ArithmeticError) as error:
            raise jinja2.TemplateRuntimeError(function.__name__) from error

    return applied


_FILTERS: Mapping[str, Callable[..., str]] = MappingProxyType(
    {
        "datum": _filter(wording.long_date),
        "tag": _filter(wording.date_with_weekday),
        "kurz": _filter(shown),
        "uhr": _filter(wording.clock_time),
        "euro": _filter(euro),
        "telefon": _filter(wording.telephone),
        "einzahl_mehrzahl": _filter(_counted),
    }
)
"""What a template may do with a value, besides what jinja2 brings along."""


def _check_names(file: str, head: Head, sources: Iterable[tuple[str, int]]) -> None:
    """Check every name and field that the template's parts use against what there is and what the head declares."""
    used: dict[str, int] = {}
    occasion = occasions()[head.occasion]
    views = filtered(occasion)
    records = {*views, *PLAIN, *occasion.plain}
    for source, line in sources:
        tree, names = _parsed(file, source, line)
        known = {*records, *_environment().globals}
        for name in sorted(names - known):
            near = get_close_matches(name, known, n=1)
            cure = f"Gemeint ist wohl „{near[0]}“." if near else f"Es gibt: {', '.join(sorted(known))}."
            raise TemplateError(file, _line_of_name(tree, name), f"„{name}“ gibt es nicht. {cure}")
        for name, row in whole_records(tree, records):
            cure = f"Bitte ein Feld nennen, zum Beispiel „{name}.{example(name, views)}“."
            raise TemplateError(file, row, f"„{name}“ ist ein ganzer Datensatz und wird nie gedruckt. {cure}")
        for name, row in fields_of(tree, views):
            used.setdefault(name, row)
    for name, row in used.items():
        if name not in head.fields:
            raise TemplateError(file, row, f"„{name}“ steht nicht unter „Felder“ im Kopf. Bitte dort ergänzen.")
        _check_field(file, name, row, views)
    for name in head.fields:
        if name not in used:
            raise TemplateError(
                file, head.line("Felder"), f"„{name}“ steht unter „Felder“, wird aber nicht benutzt."
            )


def _check_field(file: str, name: str, line: int, views: Mapping[str, type[Record]]) -> None:
    """Check that a record has a field: one that may reach somebody, or that at least exists."""
    view, _, field = name.partition(".")
    known = known_fields(view, views[view])
    columns = {*terms_of(views[view]), *(column.name for column in views[view].spec.columns)}
    if field not in known and field not in columns:
        raise TemplateError(file, line, str(UnknownFieldError(view, field, known)))


def _parsed(file: str, source: str, line: int) -> tuple[nodes.Template, set[str]]:
    """Return a part's syntax tree and the names that it takes from outside."""
    try:
        tree = _environment().parse("\n" * (line - 1) + _straight_quotes(source), file)
        return tree, meta.find_undeclared_variables(tree)
    except jinja2.TemplateSyntaxError as error:
        raise TemplateError(file, error.lineno, _german(error)) from error
    except RecursionError as error:
        raise TemplateError(file, line, "Die Vorlage ist zu tief verschachtelt.") from error


def _line_of_name(tree: nodes.Template, name: str) -> int:
    return next((node.lineno for node in tree.find_all(nodes.Name) if node.name == name), 1)


def _straight_quotes(source: str) -> str:
    """Return the source with straight quotes inside its tags: a word processor turns them into „ “ and ’."""
    return _TAG.sub(lambda match: match[0].translate(_SMART), source)


def _line_of(traceback: TracebackType | None, filename: str | None) -> int:
    """The template's line in a traceback that jinja has mapped back to the source."""
    line = 1
    while traceback is not None:
        if traceback.tb_frame.f_code.co_filename == filename:
            line = traceback.tb_lineno
        traceback = traceback.tb_next
    return line


def _german(error: Exception) -> str:
    """What an error of jinja2 means for who writes templates."""
    if isinstance(error, jinja2.TemplateSyntaxError):
        words = str(error).lower()
        told = (what for part, what in _SYNTAX.items() if part in words)
        return next(told, "Die Angabe in {{ … }} oder {% … %} ist falsch geschrieben.")
    if isinstance(error, RecursionError):
        return "Ein {% macro %} ruft sich selbst auf und nimmt kein Ende."
    if isinstance(error, jinja2.exceptions.SecurityError):
        return "Das ist in Vorlagen nicht erlaubt."
    if isinstance(error, jinja2.UndefinedError):
        return "Diese Angabe gibt es hier nicht."
    return "Mit dieser Angabe lässt sich hier nicht rechnen."


_SYNTAX = {
    "unknown tag": "Dieser Befehl in {% … %} ist unbekannt, oder sein Anfang fehlt.",
    "end of template": "Ein {% if %} oder {% for %} hat kein Ende ({% endif %}, {% endfor %}).",
    "no filter": f"Diesen Filter gibt es nicht. Es gibt: {', '.join(_FILTERS)}.",
}
