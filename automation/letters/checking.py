"""Is a template sound? Its names and fields, held against what there is: every error, not the first."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING

import jinja2
from jinja2 import meta, nodes

from automation.letters.asking import (
    PLAIN,
    SAY,
    example,
    fields_of,
    filtered,
    known_fields,
    sentences_of,
    whole_records,
)
from automation.letters.frontmatter import TemplateError
from automation.letters.gate import UnknownFieldError
from automation.letters.occasions import occasions
from automation.letters.printing import environment, straight_quotes, syntax_tree, told_in_german
from automation.letters.reaching import may_reach
from automation.letters.views import terms_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from automation.letters.disclosure import Recipient
    from automation.letters.frontmatter import Head
    from workbook.schema import Record

_TAGS = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_SAID = f'{{{{ {SAY}("guten_tag", name=klient.name) }}}}'
_WORD = re.compile(r"[^\W\d_]+")
_PRINTED = re.compile(r"\{\{.*?\}\}", re.DOTALL)


def name_errors(
    file: str,
    head: Head,
    sources: Iterable[tuple[str, int]],
    *,
    every_name: bool = True,
    declared: bool = True,
) -> Iterator[TemplateError]:
    """Yield what is wrong with the names and fields of a template's parts, each a text and its first line.

    Names are held against what there is and what the head declares; without `every_name` only the syntax counts.
    Where nothing is `declared`, the head need not list the fields.
    """
    parsed = [_parsed(file, source, line) for source, line in sources]
    wrong = [error for _, errors in parsed for error in errors]
    yield from wrong
    if not every_name:
        return
    views = filtered(occasions()[head.occasion])
    used: dict[str, int] = {}
    for tree, outside in (part for part, _ in parsed if part is not None):
        yield from _strange_names(file, head, tree, outside)
        for name, row in fields_of(tree, views):
            used.setdefault(name, row)
    for name, row in used.items():
        # A slip of the pen belongs nowhere, least of all into the head.
        if what := unknown_field(name, views, head.recipients):
            yield TemplateError(file, row, what)
        elif declared and name not in head.fields:
            yield TemplateError(file, row, f"„{name}“ steht nicht unter „Felder“ im Kopf. Bitte dort ergänzen.")
    for name in head.fields if declared and not wrong else ():
        if name not in used:
            what = f"„{name}“ steht unter „Felder“, wird aber nicht benutzt."
            yield TemplateError(file, head.line("Felder"), what)


def _strange_names(file: str, head: Head, tree: nodes.Template, outside: set[str]) -> Iterator[TemplateError]:
    """Yield the names that nothing has, and the records that are used as a whole."""
    occasion = occasions()[head.occasion]
    views = filtered(occasion)
    records = {*views, *PLAIN, *occasion.plain}
    known = {*records, *environment().globals}
    for name in sorted(outside - known):
        yield TemplateError(file, _line_of_name(tree, name), unknown_name(name, known))
    for name, row in whole_records(tree, records):
        yield TemplateError(file, row, whole_record(name, views, head.recipients))


def sentence_errors(file: str, source: str, line: int, *, translation: bool) -> Iterator[TemplateError]:
    """Yield what is wrong with the sentences of a part in another language: words of its own, slips in a call."""
    if not translation and SAY not in source:
        return
    padded = "\n" * (line - 1) + straight_quotes(source)
    slots: dict[str, frozenset[str]] = {}
    for said in sentences_of(syntax_tree(padded, file)):
        if not translation:
            yield TemplateError(file, said.line, f"„{SAY}“ gibt es nur im Teil „Übersetzung“.")
        elif not said.name:
            what = f"Der Name des Satzes steht als Erstes, in Anführungszeichen: {_SAID}."
            yield TemplateError(file, said.line, what)
        elif slots.setdefault(said.name, said.slots) != said.slots:
            what = f"Der Satz „{said.name}“ wird hier mit anderen Plätzen gebraucht als weiter oben."
            yield TemplateError(file, said.line, what)
    if translation and (word := _WORD.search(_TAGS.sub(lambda tag: "\n" * tag[0].count("\n"), padded))):
        first = 1 + word.string.count("\n", 0, word.start())
        what = f"„{word[0]}“ gehört zu keiner Sprache. Hier stehen nur Sätze aus saetze.csv: {_SAID}."
        yield TemplateError(file, first, what)


def unknown_name(name: str, known: Iterable[str]) -> str:
    """Return what is said of a name that no template has."""
    known = sorted(known)
    near = get_close_matches(name, known, n=1)
    cure = f"Gemeint ist wohl „{near[0]}“." if near else f"Es gibt: {', '.join(known)}."
    return f"„{name}“ gibt es nicht. {cure}"


def whole_record(name: str, views: Mapping[str, type[Record]], recipients: Collection[Recipient] = ()) -> str:
    """Return what is said of a record that is used as a whole."""
    cure = f"Bitte ein Feld nennen, zum Beispiel „{name}.{example(name, views, recipients)}“."
    return f"„{name}“ ist ein ganzer Datensatz und wird nie gedruckt. {cure}"


def unknown_field(
    name: str, views: Mapping[str, type[Record]], recipients: Collection[Recipient] = ()
) -> str | None:
    """Return what is said of a field that its record does not have; `None` for one that it has.

    No field is advised that one of the `recipients` never gets.
    """
    view, _, field = name.partition(".")
    known = known_fields(view, views[view])
    columns = {*terms_of(views[view]), *(column.name for column in views[view].spec.columns)}
    if field in known or field in columns:
        return None
    meant = tuple(each for each in known if may_reach(f"{view}.{each}", views, recipients))
    if not meant:
        return f"Das Feld „{name}“ gibt es nicht, und von „{view}“ bekommt der Empfänger nichts. Bitte löschen."
    return str(UnknownFieldError(view, field, meant))


def _parsed(file: str, source: str, line: int) -> tuple[_Syntax | None, list[TemplateError]]:
    """Return a part's syntax, where it has one, and what is wrong with it.

    The parser stops at the first slip, so each `{{ … }}` is parsed alone then, and one that is wrong is left out.
    """
    padded = "\n" * (line - 1) + straight_quotes(source)
    syntax = _syntax(file, padded)
    if not isinstance(syntax, TemplateError):
        return syntax, []
    errors: list[TemplateError] = []

    def sound(match: re.Match[str]) -> str:
        first = padded.count("\n", 0, match.start())
        wrong = _syntax(file, "\n" * first + match[0])
        if not isinstance(wrong, TemplateError):
            return match[0]
        errors.append(wrong)
        return "\n" * match[0].count("\n")

    syntax = _syntax(file, _PRINTED.sub(sound, padded))
    return (None, [*errors, syntax]) if isinstance(syntax, TemplateError) else (syntax, errors)


_Syntax = tuple[nodes.Template, set[str]]
"""A syntax tree, and the names that it takes from outside."""


def _syntax(file: str, source: str) -> _Syntax | TemplateError:
    try:
        tree = syntax_tree(source, file)
        return tree, meta.find_undeclared_variables(tree)
    except jinja2.TemplateSyntaxError as error:
        return TemplateError(file, error.lineno, told_in_german(error))
    except RecursionError:
        return TemplateError(file, 1 + source.count("\n"), "Die Vorlage ist zu tief verschachtelt.")


def _line_of_name(tree: nodes.Template, name: str) -> int:
    return next((node.lineno for node in tree.find_all(nodes.Name) if node.name == name), 1)
