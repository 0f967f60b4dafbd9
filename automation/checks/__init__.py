"""What is wrong in an office's workbook: every rule of the house, by family, and the function that runs them.

A family is a module, named for what its rules look at; a rule is one small function whose docstring is its German
sentence in `docs/rules.md`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from automation.checks import (
    crossfield,
    duplicates,
    notes,
    office_hours,
    office_settings,
    people_twice,
    privacy,
    ranges,
    references,
    required,
    targets,
    temporal,
    work,
)
from automation.checks.engine import Context, rules_of, run
from workbook.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from automation.office.law import LegalValues
    from automation.office.settings import Settings
    from workbook.findings import Finding
    from workbook.tables import Office

RULES = rules_of(
    (
        required,
        ranges,
        crossfield,
        work,
        notes,
        references,
        duplicates,
        people_twice,
        temporal,
        targets,
        privacy,
        office_hours,
        office_settings,
    )
)
"""Every rule, by code."""


def check(
    office: Office,
    today: date,
    law: LegalValues,
    settings: Settings,
    format_findings: Iterable[Finding] = (),
) -> list[Finding]:
    """Return the findings of reading and of all rules, each matter once.

    A cell that could not be read is empty for the rules; that they then miss it is no second finding. Nor is that a
    row does not count for a target (B-04), where an error in this row is the reason.
    """
    formats = list(format_findings)
    found = run(RULES, Context(office, today, law, settings))
    unread = {(finding.sheet, finding.cell) for finding in formats if finding.severity is Severity.ERROR}
    wrong = {_row(finding) for finding in found if finding.severity is Severity.ERROR}
    return formats + [
        finding
        for finding in found
        if not (finding.rule.startswith("P-") and (finding.sheet, finding.cell) in unread)
        and not (finding.rule == "B-04" and _row(finding) in wrong)
    ]


def _row(finding: Finding) -> tuple[str, str]:
    return finding.sheet, finding.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
