"""Who stands behind what is published: as it was frozen, or as the workbook says for what was closed without it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from automation.figures.closing import record as r
from automation.figures.closing.closings import whole
from automation.figures.closing.employers import EMPLOYED, Employers, Firms, as_counted, read_behind
from automation.figures.closing.values import behind_rows, value_key
from automation.figures.compiled import add_up

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from automation.figures.closing.record import Row
    from automation.figures.closing.state import State
    from automation.material import Material
    from automation.publication.primary import Protection
    from workbook.tables import Office


def with_employers(
    rows: Mapping[str, Row], state: State, material: Material, closings: Mapping[str, int]
) -> tuple[dict[str, Row], tuple[tuple[str, int], ...]]:
    """Return the frozen values with who stands behind them, and the quarters that did not keep it.

    With each of these, how many of its placements nobody can tell the employer of.
    """
    missing = {
        str(row.get("Quartal"))
        for row in rows.values()
        if row.get("Kennzahl") in EMPLOYED and not row.get(r.BEHIND) and (row.get("Zähler") or row.get("n"))
    }
    if not missing:
        return dict(rows), ()
    facts, employer_of = as_counted(state.closings, material.office, state.closings.employers_secret)
    figures = add_up(facts, state.figures.reporting, material.settings)
    closed = {each.number: each for each in state.closings.every}
    found: dict[str, str] = {}
    for code in missing:
        closing = closed.get(closings.get(code, 0))
        if closing is not None and not closing.reopened:  # whose rows are gone
            found |= behind_rows(figures, closing, employer_of)
    made = {
        key: {**row, r.BEHIND: found.get(key)} if row.get("Quartal") in missing and not row.get(r.BEHIND) else row
        for key, row in rows.items()
    }
    return made, tuple((code, _unknown(made, code)) for code in sorted(missing))


def _unknown(rows: Mapping[str, Row], code: str) -> int:
    row = rows.get(value_key(code, "V"), {})
    return read_behind(row.get(r.BEHIND))[1].of(whole(row.get("Zähler"))).unknown


def late_of_few(
    measure: str, codes: Sequence[str], rows: Mapping[str, Row], state: State, office: Office, rules: Protection
) -> bool:
    """Tell whether too few employers stand behind what was reported late of a figure."""
    if measure not in EMPLOYED or not rules.asks:
        return False
    employers = Employers(office, state.closings.employers_secret)
    late = Firms()
    for code in codes:
        closing = state.closings.closed.get(code)
        if closing is None:
            continue
        key = value_key(code, measure)
        now = read_behind(behind_rows(state.figures, closing, employers.of).get(key))[1]
        late += now.without(read_behind(rows.get(key, {}).get(r.BEHIND))[1])
    return rules.forbids(late)
