"""What is wrong in an office's workbook: every rule of the house, by family, and the function that runs them.

A family is a module, named for what its rules look at; a rule is one small function whose docstring is its German
sentence in `docs/rules.md`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from automation.checks import (
    city_reports,
    crossfield,
    disclosure_rules,
    due,
    duplicates,
    free_text,
    office_hours,
    office_settings,
    people_twice,
    placement_rules,
    possible_values,
    references,
    required,
    success,
    temporal,
)
from automation.checks.discreet import without_names
from automation.checks.implied import without_implied
from automation.checks.keys import with_free_keys
from automation.checks.once import told_once
from automation.checks.rule import Context, rules_of, run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from automation.office.law import LegalValues
    from automation.office.settings import Settings
    from workbook.findings import Finding
    from workbook.tables import Office

RULES = rules_of(
    (
        required,
        possible_values,
        crossfield,
        placement_rules,
        free_text,
        references,
        duplicates,
        people_twice,
        temporal,
        due,
        success,
        city_reports,
        disclosure_rules,
        office_hours,
        office_settings,
    )
)
"""Every rule, by code."""


class Looked(NamedTuple):
    """What the rules say: what is told, and what followed from an impossible value that is told already.

    What is `implied` is told to nobody, but its rows are no better for that: a figure believes them as little.
    """

    told: list[Finding]
    implied: list[Finding]


def check(
    office: Office,
    today: date,
    law: LegalValues,
    settings: Settings,
    format_findings: Iterable[Finding] = (),
) -> list[Finding]:
    """Return the findings of reading and of all rules, each matter once (`GivesWay` says which rule yields)."""
    return look(office, today, law, settings, format_findings).told


def look(
    office: Office,
    today: date,
    law: LegalValues,
    settings: Settings,
    format_findings: Iterable[Finding] = (),
    *,
    accepted: Callable[[Finding], bool] = lambda _: False,
) -> Looked:
    """Return the findings of reading and of all rules, each matter once; `accepted` are those that are meant so."""
    formats, context = with_free_keys(format_findings, office), Context(office, today, law, settings)
    told, implied = without_implied(told_once(run(RULES, context), formats), RULES, context, accepted)
    return Looked(without_names(formats + told, office), implied)
