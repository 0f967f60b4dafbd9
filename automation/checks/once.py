"""One mistake, one finding: what another finding has told already is not told again.

Which rule gives way to which stands at the rule (`GivesWay`); here it is done for all of them alike, after every
rule has looked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbook.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from automation.checks.rule import GivesWay
    from workbook.findings import Finding

_Place = tuple[str, str | int]


def told_once(found: Sequence[tuple[Finding, GivesWay]], formats: Sequence[Finding]) -> list[Finding]:
    """Return the rules' findings without those whose mistake another finding tells; `formats` are always told."""
    cells: dict[_Place, set[str]] = {}
    rows: dict[_Place, set[str]] = {}
    wrong: set[_Place] = set()
    wrong_cells: set[tuple[str, str]] = set()
    for finding in (*formats, *(each for each, _ in found)):
        names = {finding.rule}
        if finding.severity is Severity.ERROR:
            names |= {f"{finding.rule}/F", f"{finding.rule[0]}-"}
            wrong.add((finding.sheet, finding.row))
            wrong_cells.add((finding.sheet, finding.cell))
        cells.setdefault((finding.sheet, finding.cell), set()).update(names)
        rows.setdefault((finding.sheet, finding.row), set()).update(names)
    return [
        finding
        for finding, way in found
        if not (
            cells[finding.sheet, finding.cell].intersection(way.cell)
            or rows[finding.sheet, finding.row].intersection(way.row)
            or (way.errors_in_row and (finding.sheet, finding.row) in wrong)
            or not wrong_cells.isdisjoint(way.elsewhere)
        )
    ]
