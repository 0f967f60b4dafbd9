"""The sandbox that templates run in: nothing takes for ever, nothing fills the memory.

jinja2 bounds what a template may reach, not how long it takes. So every turn of a loop and every call counts, and
what makes a text as long as one likes is not there.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import jinja2
from jinja2 import nodes, pass_context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from automation.letters.gate import Facts, View
from workbook.errors import LetterError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from jinja2.runtime import Context

    from automation.letters.markdown import Values

VALUES = "werte des briefs"
"""Under this name, which no template can write, a letter's values lie in its context."""

SPOKEN = "sprache des briefs"
"""Under this name lies the other language while a translation is rendered, `None` while German is."""

_COUNTED = "gezählt"
_MOST_TURNS = 10_000
"""So many turns and calls may one letter take in all."""
_LENGTHENING = frozenset(
    ("center", "ljust", "rjust", "zfill", "expandtabs", "format", "format_map", "join", "replace")
)
_LEFT_OUT = ("center", "format", "indent", "pprint", "random", "wordwrap", "xmlattr", "batch", "slice")


class Sandbox(ImmutableSandboxedEnvironment):
    """jinja's sandbox, with an end."""

    intercepted_binops = frozenset({"*", "**"})

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        for name in _LEFT_OUT:
            del self.filters[name]
        self.filters[_COUNTED] = _counted

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Multiply numbers, never texts; raise nothing to a power."""
        if operator == "**" or not all(isinstance(side, int | Decimal) for side in (left, right)):
            raise jinja2.exceptions.SecurityError(operator)
        return super().call_binop(context, operator, left, right)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Allow what jinja's sandbox does, without the methods that make a text as long as one likes."""
        if attr in _LENGTHENING:
            return False
        if isinstance(obj, View | Facts):  # they let nothing through that must not be seen
            return not attr.startswith("_")
        return super().is_safe_attribute(obj, attr, value)

    def call(self, context: Context, function: Any, *arguments: Any, **named: Any) -> Any:
        """Call a macro or method, which takes a turn."""
        _take_turn(context)
        return super().call(context, function, *arguments, **named)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """Return the tree of a template, the turns of its loops counted."""
        tree = super()._parse(source, name, filename)
        for loop in list(tree.find_all(nodes.For)):
            loop.iter = nodes.Filter(loop.iter, _COUNTED, [], [], None, None, lineno=loop.lineno)
        return tree


@pass_context
def _counted(context: Context, items: Iterable[Any]) -> Iterator[Any]:
    """Yield the items of a loop as long as the letter has turns left."""
    for item in items:
        _take_turn(context)
        yield item


def _take_turn(context: Context) -> None:
    values: Values = context[VALUES]
    values.turns += 1
    if values.turns > _MOST_TURNS:
        raise LetterError("Die Vorlage nimmt kein Ende. Bitte {% for %} und {% macro %} darin prüfen.")
