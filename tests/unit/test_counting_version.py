"""Whoever changes what is counted says so: a kept workbook is counted as its version of the rules counted it.

A closed quarter compares today's count with its own. Where both know themselves by the same version, a row that
counts otherwise is told as a late report, and somebody in the office looks for a change that nobody made.
"""

import json
import os
from hashlib import sha256
from pathlib import Path

from automation.figures.compiled import add_up, every_target_document, measures_document
from automation.figures.counting_version import COUNTING
from automation.figures.deriving import derive_facts
from automation.figures.reporting import Reporting
from automation.office.law import LegalValues
from automation.office.settings import Settings
from workbook.creating.demo import DEMO_DAY
from workbook.findings import Problem, Severity
from workbook.reading.records import read_office
from workbook.writing.file_book import FileBook

NEW = (
    "There are other figures than this version notes. One that is new changes none that a closed quarter kept: "
    "run this test once with LOTSE_COUNTING=1 to note its counts."
)
KEPT = Path(__file__).parents[1] / "data"
COUNTED = KEPT / "counting.json"
HINT = (
    "A figure counts otherwise than this version. Raise COUNTING in automation/figures/counting_version.py, "
    "say so in CHANGELOG.md, and run this test once with LOTSE_COUNTING=1 to note the new counts."
)


def counts():
    """What every figure makes of the kept workbook with an error in each column, each as a short digest."""
    with FileBook(KEPT / "versions" / "0.1-demo.xlsx").read() as raw:
        office, _ = read_office(raw)
    settings = Settings.of(office)
    # What the check finds is its own business: which cell holds which row back is not. A column that the kept
    # workbook does not have moves no other's error to another row.
    errors = [
        table.finding("F-00", Severity.ERROR, table.rows[-1 - place], name, Problem("Das stimmt nicht."))
        for table in office
        for place, name in enumerate(column.name for column in table.spec.columns if table.present(column.name))
        if place < len(table)
    ]
    facts = derive_facts(office, DEMO_DAY, settings, LegalValues.of(office), errors)
    figures = add_up(facts, Reporting.of(office, DEMO_DAY, settings), settings)
    last = figures.reporting.begun[-1]
    found: dict[str, list[object]] = {}
    for row in measures_document(figures, last):
        if row["id"].startswith("DQ"):  # counts findings, not rows of the office
            continue
        numbers = plain(row, "value", "numerator", "denominator", "n")
        errors = plain(row, "errors", "with_errors") if row["split"] is None else []
        if any(numbers) or any(errors):
            found.setdefault(row["id"], []).append([row["quarter"], row["split"], numbers, errors])
    for quarter in figures.reporting.begun:
        for target in every_target_document(figures, quarter):
            numbers = plain(target, "actual", "planned", "pace", "forecast", "recent", "band")
            found.setdefault(f"Ziel {target['code']}", []).append([quarter.code, numbers])
    # In which order parts are shown, and whether one is shown of which nothing is counted, is no way of counting.
    said = {name: "".join(sorted(map(json.dumps, rows))) for name, rows in sorted(found.items())}
    return {name: sha256(text.encode()).hexdigest()[:12] for name, text in said.items()}


def plain(row, *names):
    return [round(number, 6) if isinstance(number := row[name], float) else number for name in names]


def test_what_is_counted_otherwise_has_a_new_version_of_the_rules():
    noted, now = json.loads(COUNTED.read_text(encoding="utf-8")), counts()
    before = noted.get(COUNTING, {})
    changed = sorted(name for name, digest in before.items() if now.get(name) != digest)
    if os.environ.get("LOTSE_COUNTING") and not changed:
        noted[COUNTING] = now
        COUNTED.write_text(json.dumps(noted, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        before = now

    assert changed == [], HINT
    assert sorted(before) == sorted(now), NEW
    assert list(noted)[-1] == COUNTING
