"""The rows behind a figure, and why others do not count: keys and cells, never names."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from automation.figures.adding import Over
from automation.figures.called import figure_called
from automation.figures.measures import Nature, Sum, terms
from workbook.errors import FigureError
from workbook.german import shown

if TYPE_CHECKING:
    from automation.figures.adding import Moment
    from automation.figures.compiled import Figures
    from automation.figures.fact import Fact
    from automation.figures.measures import Measure, Term
    from automation.office.quarters import Quarter
    from workbook.sheets import Scalar


@dataclass(frozen=True, slots=True)
class Explained:
    """A figure of a quarter: the rows that count for it, those that do not, and how many count at another time."""

    measure: Measure
    quarter: Quarter
    value: Scalar
    counted: tuple[Fact, ...]
    others: tuple[Fact, ...]
    elsewhere: int


def explain(figures: Figures, code: str, quarter: Quarter) -> Explained:
    """Return the rows behind a figure.

    Raises:
        FigureError: the office keeps no figure of this code.
    """
    measure = measure_of(figures, code)
    moment = figures.sums.moment(quarter)
    counted: dict[Fact, None] = {}
    others: dict[Fact, None] = {}
    elsewhere = 0
    for term in terms(measure.adding):
        where = getattr(term, "where", ())
        for fact in figures.sums.of(term.code):
            if not all(getattr(fact, name) == value for name, value in where):
                continue
            counts = bool(_measured(term, fact))
            if counts and _within(term, fact, moment):
                counted[fact] = None
            elif not counts and (fact.day is None or _within(term, fact, moment)):
                others[fact] = None
            else:
                elsewhere += 1
    rest = tuple(fact for fact in others if fact not in counted)
    shown = measure.shown(figures.sums, moment, figures.percent_from).said
    return Explained(measure, quarter, shown, tuple(counted), rest, elsewhere)


def measure_of(figures: Figures, code: str) -> Measure:
    """Return the figure of a code, however it is spelled.

    Raises:
        FigureError: the office keeps no such figure.
    """
    known = {measure.id.casefold(): measure for group in figures.groups for measure in group.measures}
    found = known.get(code.strip().casefold())
    if found is not None:
        return found
    called = figure_called(code, figures.groups).casefold()
    near = [called] if called else get_close_matches(code.casefold(), known, n=1, cutoff=0.4)
    every = ", ".join(measure.id for measure in known.values())
    cure = f"Ist „{known[near[0]].id}“ gemeint?" if near else f"Es gibt: {every}."
    raise FigureError(f"Eine Kennzahl „{code}“ gibt es in dieser Mappe nicht. {cure}")


def _measured(term: Term, fact: Fact) -> float:
    if isinstance(term, Sum) and term.measured != "rows":
        return getattr(fact, term.measured) or 0
    return fact.denominator


def _within(term: Term, fact: Fact, moment: Moment) -> bool:
    if fact.day is None:
        return False
    over = getattr(term, "over", Over.QUARTER)
    if over is Over.QUARTER:
        return fact.quarter == moment.quarter.code
    return fact.day <= moment.day and (over is Over.UNTIL or fact.cohort == moment.quarter.code)


def explained_document(found: Explained) -> dict[str, Any]:
    """Return the rows behind a figure as plain data."""
    return {
        "id": found.measure.id,
        "title": found.measure.title,
        "quarter": found.quarter.code,
        "value": found.value,
        "counted": [_row(fact) for fact in found.counted],
        "not_counted": [_row(fact) for fact in found.others],
        "at_another_time": found.elsewhere,
    }


def _row(fact: Fact) -> dict[str, Any]:
    return {
        "code": fact.code,
        "key": fact.key,
        "sheet": fact.sheet,
        "cell": fact.cell,
        "day": fact.day,
        "numerator": fact.numerator,
        "denominator": fact.denominator,
        "number": fact.value,
        "error": fact.error or None,
        "sentence": fact.sentence,
    }


def told(found: Explained) -> list[str]:
    """Return the lines that the console prints."""
    kind = " (Jahrgang des Quartals)" if found.measure.nature is Nature.COHORT else ""
    lines = [f"{found.measure.title}, {found.quarter.label}{kind}: {found.value}", ""]
    lines += [f"Es zählen {len(found.counted)} Zeilen:"] if found.counted else ["Es zählt keine Zeile."]
    lines += [_line(fact) for fact in found.counted]
    if found.others:
        lines += ["", f"Es zählen nicht {len(found.others)} Zeilen:", *(_line(fact) for fact in found.others)]
    if found.elsewhere:
        lines += ["", f"Weitere {found.elsewhere} Zeilen gehören zu anderen Quartalen."]
    return lines


def _line(fact: Fact) -> str:
    day = f", {shown(fact.day)}" if fact.day else ""
    number = f" [{fact.numerator} von {fact.denominator}]" if fact.denominator > 1 or fact.numerator > 1 else ""
    return f"  {fact.key or 'ohne Schlüssel'} ({fact.sheet}!{fact.cell}{day}){number} {fact.sentence}".rstrip()
