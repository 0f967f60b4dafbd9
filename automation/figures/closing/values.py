"""The values of every figure of a quarter, as they are published, and what they are with late reports."""

from __future__ import annotations

from math import isclose
from typing import TYPE_CHECKING

from automation.figures.closing import record as r
from automation.figures.closing.closings import whole
from automation.figures.closing.employers import EMPLOYED, written_behind
from automation.figures.measures import Nature

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from automation.figures.adding import Moment, Where
    from automation.figures.closing.closings import Closing
    from automation.figures.closing.employers import EmployerOf
    from automation.figures.closing.record import Record, Row
    from automation.figures.compiled import Figures
    from automation.figures.measures import Measure
    from automation.figures.pairs import Pair
    from automation.office.quarters import Quarter
    from workbook.sheets import Scalar

    Part = tuple[Where, str, str]

COHORT = "Quartal der Fälle"


def value_key(quarter: str, measure: str, split: str = "", value: str = "") -> str:
    """Return by what a published value is found: also the dashboard's formulas look for it.

    >>> value_key("2019-Q2", "Z20")
    '2019-Q2|Z20||'
    """
    return f"{quarter}|{measure}|{split}|{value}"


def value_rows(figures: Figures, closing: Closing, employer_of: EmployerOf | None = None) -> Iterator[Row]:
    """Yield every figure of a quarter, whole and split, as it stands on the sheet.

    With `employer_of`, those of placements say who stands behind them.
    """
    for measure, moment, part in _parts(figures, closing):
        row = _row(figures, closing, measure, moment, part)
        if employer_of is not None and measure.id in EMPLOYED:
            row[r.BEHIND] = written_behind(measure.adding, figures.sums, moment, part[0], employer_of) or None
        yield row


def behind_rows(figures: Figures, closing: Closing, employer_of: EmployerOf) -> dict[str, str]:
    """Return who stands behind the figures of placements of a quarter, by the key of the value."""
    found = {}
    for measure, moment, (where, split, value) in _parts(figures, closing):
        if measure.id in EMPLOYED:
            key = value_key(closing.quarter.code, measure.id, split, value)
            found[key] = written_behind(measure.adding, figures.sums, moment, where, employer_of)
    return found


def _parts(figures: Figures, closing: Closing) -> Iterator[tuple[Measure, Moment, Part]]:
    quarter, sums = closing.quarter, figures.sums
    for group in figures.groups:
        for measure in group.measures:
            if measure.nature is Nature.COHORT:
                day = figures.reporting.cut_off(quarter)
                for cohort in figures.reporting.begun:
                    if cohort <= quarter:
                        yield measure, sums.moment(cohort, day=day), ((), COHORT, cohort.code)
                continue
            moment = sums.moment(quarter)
            yield measure, moment, ((), "", "")
            for split in measure.splits:
                for value in split.occurring(sums, measure.adding):
                    yield measure, moment, (((split.dimension, value),), split.title, split.label(value))


def _row(figures: Figures, closing: Closing, measure: Measure, moment: Moment, part: Part) -> Row:
    where, split, value = part
    parts = measure.adding.parts(figures.sums, moment, where)
    return {
        r.NUMBER: closing.number,
        "Quartal": closing.quarter.code,
        "Kennzahl": measure.id,
        "Bezeichnung": measure.title,
        "aufgeteilt nach": split or None,
        "Ausprägung": value or None,
        r.FIRST: measure.shown(figures.sums, moment, figures.percent_from, where).said,
        "Zähler": _number(parts.numerator),
        "Nenner": _number(parts.denominator),
        "n": _number(parts.n),
        r.SINCE: _number(None if split == COHORT else measure.until(figures.sums, moment, where)),
        r.KEY: value_key(closing.quarter.code, measure.id, split, value),
    }


def _number(pair: Pair | None) -> float | None:
    return pair.value if pair is not None and isinstance(pair.value, int | float) else None


def compared(record: Record, figures: Figures, by_new_rules: Figures, closed: Mapping[str, Closing]) -> Record:
    """Return the record with what each published value is today, and by today's rules where that is another."""
    now: dict[str, Scalar] = {}
    new: dict[str, Scalar] = {}
    for closing in closed.values():
        now |= {str(row[r.KEY]): row[r.FIRST] for row in value_rows(figures, closing)}
        if by_new_rules is not figures:
            new |= {str(row[r.KEY]): row[r.FIRST] for row in value_rows(by_new_rules, closing)}
    numbers = {each.number for each in closed.values()}
    timeless = {each.id for group in figures.groups for each in group.measures if not each.history}
    rows = []
    for row in record.of(r.VALUES):
        key = str(row.get(r.KEY))
        if whole(row.get(r.NUMBER)) not in numbers:
            rows.append(row)
            continue
        # What has no history shows „–“ later; that is no change of the published value.
        first = row.get(r.FIRST)
        standing = first if row.get("Kennzahl") in timeless else _unless_same(now.get(key, 0), first)
        other = standing if row.get("Kennzahl") in timeless else _unless_same(new.get(key, standing), standing)
        rows.append({**row, r.NOW: standing, r.BY_NEW_RULES: None if other == standing else other})
    return record.having(r.VALUES, rows)


def _unless_same(value: Scalar, known: Scalar) -> Scalar:
    """Return a value, or the one that is known where they differ only as a file rounds numbers."""
    if isinstance(value, int | float) and isinstance(known, int | float) and isclose(value, known, rel_tol=1e-12):
        return known
    return value


def of_quarter(record: Record, quarter: Quarter) -> dict[str, Row]:
    """Return the published values of a closed quarter by their key."""
    begin = f"{quarter.code}|"
    return {key: row for row in record.of(r.VALUES) if (key := str(row.get(r.KEY))).startswith(begin)}
