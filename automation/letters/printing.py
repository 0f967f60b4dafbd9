"""What a template may do with a value, and how a value is printed.

A template prints through a sandbox of jinja2: what it prints is put aside as a value (`markdown.py`), and an empty
field is an error that names it.
"""

from __future__ import annotations

import re
from datetime import date, time
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import jinja2
from jinja2 import nodes, pass_context

from automation.letters import wording
from automation.letters.asking import SAY
from automation.letters.gate import Empty, Facts, View
from automation.letters.languages import Said
from automation.letters.sandbox import SPOKEN, VALUES, Sandbox
from workbook.errors import LetterError
from workbook.german import euro, shown, shown_time

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from jinja2.runtime import Context

    from automation.letters.languages import Spoken
    from automation.letters.markdown import Values

_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_SMART = str.maketrans({**dict.fromkeys("„“”‟«»", '"'), **dict.fromkeys("‚‘’‛", "'"), "\u00a0": " "})


class EmptyFieldError(LetterError):
    """A template prints a field in which nothing stands."""

    def __init__(self, field: Empty) -> None:
        self.sheet, self.label, self.datum = field.sheet, field.label, field.datum
        super().__init__(
            f"Das Feld „{field.sheet}: {field.label}“ ist leer, wird hier aber gedruckt. Bitte im Blatt ergänzen."
        )


@lru_cache(maxsize=1)
def environment() -> Sandbox:
    """Return the sandbox that templates are compiled in."""
    made = Sandbox(
        undefined=jinja2.StrictUndefined,
        autoescape=True,
        finalize=_printed,
        trim_blocks=True,
        lstrip_blocks=True,
        optimized=False,  # it looks for constants, of which a letter has none; compiling takes a tenth less
    )
    made.globals.clear()
    made.globals["darf"] = _may
    made.globals[SAY] = _said
    made.filters.update(FILTERS)
    return made


@lru_cache(maxsize=256)
def syntax_tree(source: str, file: str) -> nodes.Template:
    """Return the syntax of a template's text: checked when it is loaded, compiled when it is first rendered.

    Raises:
        jinja2.TemplateSyntaxError: it has none.
    """
    return environment().parse(source, file)


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
    spoken: Spoken | None = context[SPOKEN]
    if spoken is None or isinstance(value, Said):
        return values.token(as_text(value))
    return values.token(spoken.value(_speakable(value)))


def as_text(value: Any) -> str:
    """Return a value as running text has it.

    Raises:
        EmptyFieldError: it is none.
    """
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


@pass_context
def _said(context: Context, sentence: str, **slots: Any) -> Said:
    """Say a sentence in the letter's other language: `{{ satz("guten_tag", name=klient.name) }}`."""
    spoken: Spoken | None = context[SPOKEN]
    if spoken is None:
        raise LetterError(f"„{SAY}“ gibt es nur im Teil „Übersetzung“.")
    empty = next((value for value in slots.values() if isinstance(value, Empty)), None)
    if empty is not None:
        raise EmptyFieldError(empty)
    return spoken.said(sentence, {name: _speakable(value) for name, value in slots.items()})


def _speakable(value: Any) -> Any:
    """Days and times are written in the other language, all else as it stands."""
    return value if isinstance(value, date | time) else as_text(value)


def _counted(count: int | Decimal, one: str, many: str) -> str:
    """Return a number with its noun: `{{ 1 | einzahl_mehrzahl("Person", "Personen") }}` is `1 Person`."""
    return f"{as_text(count)} {one if count == 1 else many}"


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


FILTERS: Mapping[str, Callable[..., str]] = MappingProxyType(
    {
        "datum": _filter(wording.long_date),
        "tag": _filter(wording.date_with_weekday),
        "kurz": _filter(shown),
        "uhr": _filter(wording.clock_time),
        "zeit": _filter(shown_time),
        "euro": _filter(euro),
        "telefon": _filter(wording.telephone),
        "einzahl_mehrzahl": _filter(_counted),
    }
)
"""What a template may do with a value, besides what jinja2 brings along."""


def straight_quotes(source: str) -> str:
    """Return the source with straight quotes inside its tags: a word processor turns them into „ “ and ’."""
    return _TAG.sub(lambda match: match[0].translate(_SMART), source)


def told_in_german(error: Exception) -> str:
    """Return what an error of jinja2 means for who writes templates."""
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
    "no filter": f"Diesen Filter gibt es nicht. Es gibt: {', '.join(FILTERS)}.",
}
