"""Records → facts: what every family of indicators has to say, in one list."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from automation.dashboard import families, labour_market, placements, plans, requests
from automation.dashboard.facts import Code, Reporting, Sources
from automation.office.families import Standing
from workbook.cells import Area

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date

    from automation.dashboard.facts import Fact
    from automation.office.law import LegalValues
    from automation.office.settings import Settings
    from workbook.findings import Finding
    from workbook.tables import Office

INDICATORS: tuple[Callable[[Sources], Iterator[Fact]], ...] = (
    families.derive,
    labour_market.derive,
    placements.derive,
    requests.derive,
)
"""One function for each family of indicators, in the order of their rows on `Fakten`."""


_NOT_WITH_ERRORS = frozenset({Code.FAMILIES, Code.LABOUR_MARKET, Code.PLACEMENTS})
"""What is reported as a success is not counted from a row that is known to be wrong (domain.md 2)."""


def derive_facts(
    office: Office,
    today: date,
    settings: Settings,
    law: LegalValues,
    errors: Mapping[tuple[str, int], Finding] | None = None,
) -> tuple[Fact, ...]:
    """Return every fact that the office's tables hold on `today`.

    `errors` are the errors by sheet and row that nobody has acknowledged: no success is counted from such a row.

    Raises:
        SettingError: begin or end of the project is no date.
    """
    sources = Sources(office, Reporting.of(office, today, settings), settings, law)
    events = [_held_back(fact, errors or {}) for derive in INDICATORS for fact in derive(sources)]
    return (*events, *plans.derive(sources, events))


def _held_back(fact: Fact, errors: Mapping[tuple[str, int], Finding]) -> Fact:
    """Return the fact, not counted and saying why if its row has an error."""
    if not fact.numerator or fact.code not in _NOT_WITH_ERRORS:
        return fact
    area = Area.parse(fact.cell)
    error = errors.get((fact.sheet, area.first_row)) if area is not None else None
    if error is None:
        return fact
    sentence = f"Zählt nicht, solange in der Zeile ein Fehler steht ({error.rule} in {error.cell}): {error.message}"
    group = Standing.UNPROVEN if fact.code is Code.FAMILIES else fact.group
    return replace(fact, numerator=0, sentence=sentence, group=group)
