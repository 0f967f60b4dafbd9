"""What a template asks for: the names it knows, the fields it uses, read from its syntax tree."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from jinja2 import nodes
from msgspec import Struct

from automation.letters.reaching import may_reach
from automation.letters.views import DERIVED, terms_of
from workbook.schema import Client, Household

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from automation.letters.disclosure import Recipient
    from automation.letters.occasion import Occasion
    from workbook.schema import Record

ABOUT_THE_PERSON: Mapping[str, type[Record]] = MappingProxyType({"klient": Client, "haushalt": Household})
"""What every template may ask, whatever its occasion; what it holds passes the gate of `disclosure.py`."""
PLAIN = ("partner", "büro", "berater", "brief")
"""Names that tell nothing about a client."""

SAY = "satz"
"""What a template calls to say a sentence of the table."""

FACTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "partner": ("name", "kurzname", "abteilung", "ort"),
        "büro": ("name", "anschrift", "telefon", "e_mail"),
        "berater": ("name", "telefon"),
        "brief": (
            *("zeichen", "datum", "antwort_bis", "verweisart", "an_vertretung"),
            *("anschrift", "anrede", "gruß", "unterschrift", "funktion", "hinweise"),
        ),
        "stelle": ("titel", "nummer", "arbeitsort", "art"),
    }
)
"""The words for what those names hold, as far as every letter has them."""

_EXAMPLES = {"klient": "nennung", "brief": "zeichen"}


def filtered(occasion: Occasion[Any]) -> Mapping[str, type[Record]]:
    """Return the records that templates of an occasion may ask, by their names there."""
    return {**ABOUT_THE_PERSON, **occasion.views}


def known_fields(view: str, table: type[Record]) -> tuple[str, ...]:
    """Return the words for the fields of a record that may leave the office, and for what is made of them."""
    by_term = terms_of(table)
    leaving = {column.name for column in table.spec.columns if column.shares.leaves_the_office}
    return (*DERIVED.get(view, ()), *(term for term, name in by_term.items() if name in leaving))


def example(name: str, views: Mapping[str, type[Record]], recipients: Collection[Recipient] = ()) -> str:
    """Return a field of a record that all recipients may get, for the sentence that a whole record is none."""
    if name in _EXAMPLES or name not in views:
        return _EXAMPLES.get(name, "name")
    terms = (column.term for column in views[name].spec.columns if column.term)
    return next((term for term in terms if may_reach(f"{name}.{term}", views, recipients)), "…")


def whole_records(tree: nodes.Template, names: Collection[str]) -> Iterator[tuple[str, int]]:
    """Yield each use of a record as a whole, with its line: `{{ klient }}`, `{% set k = klient %}`."""
    found = list(tree.find_all((nodes.Getattr, nodes.Getitem, nodes.Name)))
    asked = {id(node.node) for node in found if isinstance(node, nodes.Getattr | nodes.Getitem)}
    for name in found:
        if isinstance(name, nodes.Name) and name.ctx == "load" and name.name in names and id(name) not in asked:
            yield name.name, name.lineno


def fields_of(tree: nodes.Template, views: Collection[str]) -> Iterator[tuple[str, int]]:
    """Yield each field of a record that the tree asks for, with its line."""
    for asked in tree.find_all((nodes.Getattr, nodes.Getitem)):
        record = asked.node if isinstance(asked, nodes.Getattr | nodes.Getitem) else None
        if not isinstance(record, nodes.Name) or record.name not in views:
            continue
        if isinstance(asked, nodes.Getattr):
            yield f"{record.name}.{asked.attr}", asked.lineno
        elif isinstance(asked, nodes.Getitem):
            key = asked.arg.value if isinstance(asked.arg, nodes.Const) else "[…]"
            yield f"{record.name}.{key}", asked.lineno


class SaidSentence(Struct, frozen=True):
    """A sentence that a template says in another language: its name ("" where it is none), its places, its line."""

    name: str
    slots: frozenset[str]
    line: int


def sentences_of(tree: nodes.Template) -> Iterator[SaidSentence]:
    """Yield each sentence that the tree says: `{{ satz("guten_tag", name=klient.name) }}`."""
    for call in tree.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == SAY:
            first = call.args[0] if len(call.args) == 1 else None
            name = first.value if isinstance(first, nodes.Const) and isinstance(first.value, str) else ""
            yield SaidSentence(name, frozenset(each.key for each in call.kwargs), call.lineno)
