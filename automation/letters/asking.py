"""What a template asks for: the names it knows, the fields it uses, read from its syntax tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinja2 import nodes

if TYPE_CHECKING:
    from collections.abc import Iterator

FILTERED = ("klient", "haushalt", "verweis", "termin")
"""The names of the records in a template; what they hold passes the gate of `disclosure.py`."""
PLAIN = ("partner", "büro", "berater", "brief")
"""Names that tell nothing about a client."""

EXAMPLES = {
    "klient": "nennung",
    "haushalt": "personen",
    "verweis": "wunsch_zimmer",
    "termin": "um",
    "partner": "name",
    "büro": "name",
    "berater": "name",
    "brief": "zeichen",
}
"""Of each record a field, for the sentence that a whole record is none."""


def whole_records(tree: nodes.Template) -> Iterator[tuple[str, int]]:
    """Yield each use of a record as a whole, with its line: `{{ klient }}`, `{% set k = klient %}`."""
    asked = {id(node.node) for node in tree.find_all(nodes.Getattr)}
    asked |= {id(node.node) for node in tree.find_all(nodes.Getitem)}
    for name in tree.find_all(nodes.Name):
        if name.ctx == "load" and name.name in EXAMPLES and id(name) not in asked:
            yield name.name, name.lineno


def fields_of(tree: nodes.Template) -> Iterator[tuple[str, int]]:
    """Yield each field of a record that the tree asks for, with its line."""
    for attribute in tree.find_all(nodes.Getattr):
        if isinstance(attribute.node, nodes.Name) and attribute.node.name in FILTERED:
            yield f"{attribute.node.name}.{attribute.attr}", attribute.lineno
    for item in tree.find_all(nodes.Getitem):
        if isinstance(item.node, nodes.Name) and item.node.name in FILTERED:
            key = item.arg.value if isinstance(item.arg, nodes.Const) else "[…]"
            yield f"{item.node.name}.{key}", item.lineno
