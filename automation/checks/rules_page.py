"""The rules → `docs/rules.md`, the page on which staff and IT read what is checked.

`make docs` writes the page; a test says whether it is up to date.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from automation.checks import RULES
from automation.checks.closed import CLOSED_RULES
from automation.checks.letter_findings import LETTER_RULES
from workbook.findings import FAMILIES, RuleInfo, Severity
from workbook.reading.formats import FORMAT_RULES

if TYPE_CHECKING:
    from collections.abc import Sequence

_MANY = 4
_INTRODUCTION = (
    """Lotse prüft {count} Regeln. Jeder Befund nennt die Zelle, in der etwas zu ändern ist, und wo möglich einen
Vorschlag. Was so gewollt ist, bekommt im Prüfbericht einen Grund und ein Kürzel; es bleibt dann erledigt, solange
sich die Zelle nicht ändert.""",
    """**F** ist ein Fehler: Für diese Zeile gibt es keinen Brief, oder sie zählt falsch. **W** ist eine Warnung:
vermutlich falsch, bitte nachsehen. **H** ist ein Hinweis. Die Spalte „Schwere“ nennt das Höchste; ein einzelner
Befund kann milder sein.""",
)


def rules_page() -> str:
    """Return the page of all rules in Markdown, by family."""
    infos = all_rules()
    codes = {info.code for info in infos}
    parts = ["# Die Prüfregeln", *(text.format(count=len(codes)) for text in _INTRODUCTION)]
    for family, group in groupby(infos, key=lambda info: info.family):
        parts.append(f"## {family}: {FAMILIES[family]}")
        rows = [f"| {info.code} | {info.severity} | {info.sentence} | {_where(info)} |" for info in group]
        parts.append("\n".join(("| Regel | Schwere | Was gilt | Blatt |", "|:--|:--|:--|:--|", *rows)))
    return "\n\n".join(parts) + "\n"


def all_rules() -> Sequence[RuleInfo]:
    """Return what is known of every rule, in the order of families and codes; a rule on two tables comes twice."""
    order = list(FAMILIES)
    infos = [*FORMAT_RULES, *(rule.info for rule in RULES), *CLOSED_RULES, *LETTER_RULES]
    return sorted(
        infos, key=lambda info: (order.index(info.family), info.code, list(Severity).index(info.severity))
    )


def _where(info: RuleInfo) -> str:
    """Return the sheets that a rule looks at; one on many sheets looks wherever there is such a column."""
    if not info.tables or len(info.tables) > _MANY:
        return "alle"
    return ", ".join(info.tables)
