"""What a form can ask for: every figure of a quarter by its code and its time, as „Z20 im Quartal“.

Of a closed quarter a field gives what was published; „mit Nachmeldungen“ gives what it is today.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from automation.figures.called import figure_called
from automation.figures.closing import record as r
from automation.figures.closing.values import of_quarter, value_key
from automation.figures.indicators import groups
from automation.figures.measures import Nature
from automation.figures.pairs import NOTHING
from workbook.german import shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from automation.figures.closing.state import State
    from automation.figures.measures import Measure
    from automation.office.quarters import Quarter

    Said = str | int | float

IN_QUARTER, BEFORE, YEAR_BEFORE = "im Quartal", "im Quartal davor", "ein Jahr davor"
SINCE, LATE = r.SINCE, r.NOW
_TIMES = (BEFORE, YEAR_BEFORE, IN_QUARTER, SINCE)
_BACK = {BEFORE: 1, YEAR_BEFORE: 4}
_ALSO = {"bisher": SINCE, "insgesamt": SINCE, "im Vorquartal": BEFORE, "im Vorjahr": YEAR_BEFORE}
"""How staff say the same times."""


def plain(field: str) -> str:
    """Return a field as it is compared: „V_SV_im_Quartal“ is „v sv im quartal“."""
    return " ".join(field.replace("_", " ").replace("|", " ").replace(":", " ").casefold().split())


def field_values(state: State, quarter: Quarter) -> dict[str, tuple[str, Said]]:
    """Return every field of a quarter as it is compared, each with how it is written and its value."""
    found: dict[str, tuple[str, Said]] = {}
    for field, value in _fields(state, quarter):
        found.setdefault(plain(field), (field, NOTHING if value is None else value))
    return found


def quarter_meant(field: str, quarter: Quarter) -> Quarter:
    """Return the quarter that a field speaks of: „V im Quartal davor“ of the one before."""
    said = plain(field).removesuffix(f" {plain(LATE)}")
    return quarter.later(-next((back for time, back in _BACK.items() if said.endswith(plain(time))), 0))


def nearest(asked: str, known: Mapping[str, tuple[str, Said]]) -> str:
    """Return the field that is meant or most like another one, `""` if none is.

    A figure may be called by its code or in words; without a time the quarter is meant.
    """
    if slip := get_close_matches(plain(asked), known, n=1, cutoff=0.9):
        return known[slip[0]][0]
    late = f" {plain(LATE)}" if plain(asked).endswith(plain(LATE)) else ""
    said, time = plain(asked).removesuffix(late), IN_QUARTER
    for name in (*_TIMES, *_ALSO):
        if said.endswith(f" {name.casefold()}"):
            said, time = said.removesuffix(f" {name.casefold()}"), _ALSO.get(name, name)
            break
    if code := figure_called(said, groups()):
        whole = plain(f"{code} {time}{late}")
        fields = [whole] if whole in known else [each for each in known if each.startswith(f"{plain(code)} ")]
        if fields:
            return known[fields[0]][0]
    near = get_close_matches(plain(asked), known, n=1, cutoff=0.5)
    return known[near[0]][0] if near else ""


def _fields(state: State, quarter: Quarter) -> Iterator[tuple[str, Said | None]]:
    yield "Quartal", quarter.code
    yield "Quartal in Worten", quarter.label
    yield "Stand", shown(state.figures.reporting.cut_off(quarter))
    for group in state.figures.groups:
        for measure in group.measures:
            if measure.nature is Nature.COHORT:
                yield from _cohort(state, measure, quarter)
                continue
            yield from _whole(state, measure, quarter)
            yield from _split(state, measure, quarter)


def _whole(state: State, measure: Measure, quarter: Quarter) -> Iterator[tuple[str, Said | None]]:
    for name, back in ((IN_QUARTER, 0), *_BACK.items()):
        of = quarter.later(-back)
        known = of >= state.figures.reporting.begun[0]
        now = _now(state, measure, of) if known else NOTHING
        published = of_quarter(state.record, of).get(value_key(of.code, measure.id), {}).get(r.FIRST)
        yield f"{measure.id} {name}", _said(published) if published is not None else now
        yield f"{measure.id} {name} {LATE}", now
    until = measure.until(state.figures.sums, state.figures.sums.moment(quarter))
    if until is not None:
        row = of_quarter(state.record, quarter).get(value_key(quarter.code, measure.id), {})
        published = row.get(SINCE)
        yield f"{measure.id} {SINCE}", _said(published) if published is not None else _said(until.said)
        yield f"{measure.id} {SINCE} {LATE}", _said(until.said)


def _split(state: State, measure: Measure, quarter: Quarter) -> Iterator[tuple[str, Said | None]]:
    rows = of_quarter(state.record, quarter)
    for split in measure.splits:
        for value in split.occurring(state.figures.sums, measure.adding):
            label, where = split.label(value), ((split.dimension, value),)
            now = _now(state, measure, quarter, where)
            published = rows.get(value_key(quarter.code, measure.id, split.title, label), {}).get(r.FIRST)
            if published is None:
                published = 0 if rows else now
            if split.internal_below:
                published, now = (_outside(each, split.internal_below) for each in (published, now))
            yield f"{measure.id} {IN_QUARTER} {split.title}: {label}", _said(published)
            yield f"{measure.id} {IN_QUARTER} {split.title}: {label} {LATE}", now


def _outside(count: object, least: int) -> Said | None:
    """Return a count as it may leave the office: a small one says only that it is small."""
    return f"unter {least}" if isinstance(count, int | float) and 0 < count < least else _said(count)


def _cohort(state: State, measure: Measure, quarter: Quarter) -> Iterator[tuple[str, Said | None]]:
    """Yield what became of the cases of each quarter, as seen at the end of the chosen one."""
    sums, rows = state.figures.sums, of_quarter(state.record, quarter)
    day = state.figures.reporting.cut_off(quarter)
    for cohort in (each for each in state.figures.reporting.begun if each <= quarter):
        shown = measure.shown(sums, sums.moment(cohort, day=day), state.figures.percent_from)
        key = value_key(quarter.code, measure.id, "Quartal der Fälle", cohort.code)
        published = rows.get(key, {}).get(r.FIRST)
        yield f"{measure.id} {cohort.code}", _said(shown.said if published is None else published)
        yield f"{measure.id} {cohort.code} {LATE}", _said(shown.said)


def _now(state: State, measure: Measure, quarter: Quarter, where: Sequence[tuple[str, str]] = ()) -> Said | None:
    sums = state.figures.sums
    return _said(measure.shown(sums, sums.moment(quarter), state.figures.percent_from, tuple(where)).said)


def _said(value: object) -> Said | None:
    return value if isinstance(value, str | int | float) else None
