"""T-12: what changes in a closed quarter.

The findings come from the figures (`automation/figures/closing/`), because nothing else knows what was counted;
here they are declared, so that they stand on the page of all rules.
"""

from __future__ import annotations

from workbook.findings import RuleInfo, Severity

LATE_REPORT = RuleInfo(
    "T-12",
    Severity.WARNING,
    "Was in einem abgeschlossenen Quartal nachträglich anders zählt, ist eine Nachmeldung.",
    ("Quartalsabschlüsse",),
)

CLOSED_RULES = (LATE_REPORT,)
"""Every rule on closed quarters."""
