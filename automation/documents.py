"""What a job found, as plain data: the one document that `--json` prints."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from automation.dashboard.figures import FAMILIES, LABOUR_MARKET

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from automation.jobs import Checked, Compiled, Posted, Ran
    from workbook.findings import Finding
    from workbook.trial.verdict import Trial
    from workbook.writing.book import WriteReport

Document = dict[str, Any]


def checked_document(checked: Checked, today: date) -> Document:
    """Return the findings, worst first, and how many of each severity are open."""
    open_ones = Counter(finding.severity.value for finding in checked.findings if finding.acknowledged is None)
    return {
        "as_of": today.isoformat(),
        "tables": checked.tables,
        "rows": checked.rows,
        "written": written_document(checked.report),
        "open": {severity: open_ones[severity] for severity in "FWH"},
        "findings": [_finding(finding) for finding in checked.findings],
    }


def _finding(finding: Finding) -> Document:
    accepted = finding.acknowledged
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "sheet": finding.sheet,
        "cell": finding.cell,
        "table": finding.table,
        "column": finding.column,
        "key": finding.key,
        "value": finding.value,
        "message": finding.message,
        "suggestion": finding.suggestion,
        "fixable": finding.fixable,
        "fingerprint": finding.fingerprint,
        "acknowledged": {"reason": accepted.reason, "initials": accepted.initials} if accepted else None,
    }


def posted_document(posted: Posted) -> Document:
    """Return the letters that were written and those that were withheld."""
    return {
        "folder": str(posted.folder),
        "dry_run": posted.dry_run,
        "letters": [
            {
                "reference": each.reference,
                "kind": each.kind,
                "key": each.key,
                "files": [file.name for file in each.files],
            }
            for each in posted.written
        ],
        "withheld": [
            {
                "kind": each.kind,
                "key": each.key,
                "sheet": each.sheet,
                "cell": each.cell,
                "reason": each.reason,
                "suggestion": each.suggestion,
            }
            for each in posted.withheld
        ],
        "unchanged": posted.unchanged,
        "written": written_document(posted.report),
    }


def compiled_document(compiled: Compiled) -> Document:
    """Return the figures of every quarter, how the targets stand, and what LibreOffice calculates otherwise."""
    figures, quarter = compiled.figures, compiled.quarter
    targets = {
        "Z20": figures.progress(figures.reporting.families, FAMILIES, quarter),
        "Z400": figures.progress(figures.reporting.labour_market, LABOUR_MARKET, quarter),
    }
    differences = compiled.differences
    return {
        "quarter": quarter.code,
        "targets": {code: asdict(found) if found else None for code, found in targets.items()},
        "quarters": [{**asdict(each), "quarter": each.quarter.code} for each in figures.quarters],
        "facts": compiled.facts,
        "differences": None if differences is None else [each.sentence for each in differences],
        "written": written_document(compiled.report),
    }


def ran_document(ran: Ran, today: date) -> Document:
    """Return what each of the three jobs found."""
    return {
        "check": checked_document(ran.checked, today),
        "letters": posted_document(ran.posted),
        "dashboard": compiled_document(ran.compiled),
        "written": written_document(ran.report),
    }


def written_document(report: WriteReport | None) -> Document | None:
    """Return what became of the workbook, `None` where nothing was written."""
    if report is None:
        return None
    return {
        "sheets": [*report.added, *report.replaced],
        "backup": str(report.backup) if report.backup else None,
        "warnings": list(report.warnings),
    }


def trials_document(trials: Iterable[Trial]) -> Document:
    """Return how each workbook came through its trial on a copy."""
    return {
        "trials": [
            {
                "workbook": trial.name,
                "trusted": trial.trusted,
                "verdict": trial.verdict.name.lower(),
                "problem": trial.problem,
                "seen": list(trial.seen),
                "warnings": list(trial.warnings),
                "steps": list(trial.steps),
                "parts": trial.parts,
                "kept": [str(path) for path in trial.kept],
                "seconds": round(trial.seconds, 3),
            }
            for trial in trials
        ]
    }
