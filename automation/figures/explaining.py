"""The rows behind a figure, and why others do not count: keys and cells, never names."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from automation.figures.adding import Over
from automation.figures.called import figure_called
from automation.figures.explaining_words import reason_of, shown_figure
from automation.figures.measures import Less, Nature, Ratio, Sum, terms
from workbook.errors import FigureError
from workbook.german import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from automation.figures.adding import Moment
    from automation.figures.compiled import Figures
    from automation.figures.fact import Fact
    from automation.figures.measures import Adding, Measure, Term
    from automation.office.quarters import Quarter
    from workbook.sheets import Scalar

_NO_HISTORY = "Von früheren Quartalen ist das nicht bekannt: Die Mappe kennt nur den Stand von heute."
_Place = tuple[str, str]
"""A row of the office: its sheet, and the row's number."""


class Explained(Struct, frozen=True):
    """A figure of a quarter: the rows that count for it, those that do not, and how many count at another time.

    Of a share that compares two kinds of rows, `whole` are those that it is a share of. `day` is the last that is
    looked at; `note` says why nothing can be known.
    """

    measure: Measure
    quarter: Quarter
    value: Scalar
    counted: tuple[Fact, ...]
    others: tuple[Fact, ...]
    elsewhere: int
    whole: tuple[Fact, ...] = ()
    day: date | None = None
    note: str = ""


class _Rows(Struct, frozen=True):
    """Facts that count for something, those that do not, and the places of those that count at another time."""

    counted: tuple[Fact, ...]
    others: tuple[Fact, ...]
    elsewhere: frozenset[_Place]


def explain(figures: Figures, code: str, quarter: Quarter) -> Explained:
    """Return the rows behind a figure.

    Raises:
        FigureError: the office keeps no figure of this code.
    """
    measure, sums = measure_of(figures, code), figures.sums
    moment = sums.moment(quarter)
    if measure.nature is Nature.COHORT:  # what became of it until today
        moment = sums.moment(quarter, day=sums.reporting.cut_off(sums.reporting.begun[-1]))
    value = measure.shown(sums, moment, figures.percent_from).said
    reporting = sums.reporting
    over = reporting.over and not measure.of_run
    if not measure.history and (over or moment.day < reporting.today):
        return Explained(measure, quarter, value, (), (), 0, note=_NO_HISTORY)
    adding: Adding = measure.adding
    whole: tuple[Fact, ...] = ()
    if isinstance(adding, Ratio) and adding.part.code != adding.whole.code:
        whole = _rows_of(adding.whole, figures, moment).counted
        adding = adding.part
    found = _rows_of(adding, figures, moment)
    others = (*found.others, *_under_another_name(measure, (*found.counted, *found.others), figures, moment))
    told = {_place(fact) for fact in (*found.counted, *others)}
    elsewhere = len(found.elsewhere - told)
    return Explained(measure, quarter, value, found.counted, _distinct(others), elsewhere, whole, day=moment.day)


def _rows_of(adding: Adding, figures: Figures, moment: Moment) -> _Rows:
    """Return the rows behind a sum; what is taken away from one does not count, and its own sentence says why."""
    if isinstance(adding, Less):
        came = _rows_of(adding.whole, figures, moment)
        gone = [fact for each in adding.gone for fact in _rows_of(each, figures, moment).counted]
        left = {_place(fact) for fact in gone}
        stay = tuple(fact for fact in came.counted if _place(fact) not in left)
        return _Rows(stay, _distinct((*came.others, *gone)), came.elsewhere)
    own = adding.whole if isinstance(adding, Ratio) else adding
    counted: dict[Fact, None] = {}
    others: dict[Fact, None] = {}
    elsewhere: set[_Place] = set()
    for term in terms(own):
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
                elsewhere.add(_place(fact))
    rest = tuple(fact for fact in others if fact not in counted)
    return _Rows(tuple(counted), rest, frozenset(elsewhere))


def _under_another_name(
    measure: Measure, found: Iterable[Fact], figures: Figures, moment: Moment
) -> Iterator[Fact]:
    """Yield what of a cohort stands under one of its other figures: „noch nicht fällig“ and the like."""
    if measure.nature is not Nature.COHORT:
        return
    told = {_place(fact) for fact in found}
    group = next(group for group in figures.groups if measure in group.measures)
    place = group.measures.index(measure)
    near = (*group.measures[place + 1 :], *group.measures[:place])  # „3 Monate noch nicht vorbei“ follows 3 months
    for other in sorted(near, key=_holds_all):
        if isinstance(other.adding, Ratio) or other.nature is not Nature.COHORT:
            continue
        for fact in _rows_of(other.adding, figures, moment).counted:
            if _place(fact) not in told:
                told.add(_place(fact))
                yield fact.but(sentence=f"Steht unter „{other.title}“. {reason_of(fact)}".rstrip())


def _holds_all(measure: Measure) -> bool:
    """Tell whether a figure of a cohort is all that began in it: a row that stands there stands elsewhere too."""
    return isinstance(measure.adding, Sum) and measure.adding.over is Over.QUARTER


def _place(fact: Fact) -> _Place:
    return fact.sheet, "".join(filter(str.isdigit, fact.cell))


def _distinct(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """Return the facts, of several about one row that say the same only the first."""
    return tuple({(_place(fact), reason_of(fact)): fact for fact in reversed(tuple(facts))}.values())[::-1]


def measure_of(figures: Figures, code: str) -> Measure:
    """Return the figure of a code, however it is spelled.

    Raises:
        FigureError: the office keeps no such figure.
    """
    known = {measure.id.casefold(): measure for group in figures.groups for measure in group.measures}
    found = known.get(code.strip().casefold())
    if found is not None:
        return found
    if family := _family(code, known):
        raise FigureError(
            f"„{code}“ sind in dieser Mappe mehrere Kennzahlen. Bitte eine davon nennen: {', '.join(family)}."
        )
    called = figure_called(code, figures.groups).casefold()
    near = [called] if called else get_close_matches(code.casefold(), known, n=1, cutoff=0.4)
    every = ", ".join(measure.id for measure in known.values())
    cure = f"Ist „{known[near[0]].id}“ gemeint?" if near else f"Es gibt: {every}."
    raise FigureError(f"Eine Kennzahl „{code}“ gibt es in dieser Mappe nicht. {cure}")


def _family(code: str, known: Mapping[str, Measure]) -> tuple[str, ...]:
    """Return the codes that one stands before: of „VB“ VB3, VB6 and VB12, of „ANL“ those that go on with „_“."""
    begin = re.escape(code.strip().casefold())
    for rest in (r"\d+", r"_\w+"):
        if found := tuple(each.id for name, each in known.items() if re.fullmatch(begin + rest, name)):
            return found
    return ()


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
    document: dict[str, Any] = {
        "id": found.measure.id,
        "title": found.measure.title,
        "quarter": found.quarter.code,
        "value": found.value,
        "counted": [_row(fact) for fact in found.counted],
        "not_counted": [_row(fact) for fact in found.others],
        "at_another_time": found.elsewhere,
    }
    if found.whole:
        document["whole"] = [_row(fact) for fact in found.whole]
    return document | ({"note": found.note} if found.note else {})


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
        "sentence": reason_of(fact),
    }


def told(found: Explained) -> list[str]:
    """Return the lines that the console prints."""
    kind = ""
    if found.measure.nature is Nature.COHORT and found.day is not None:
        kind = f" (Jahrgang des Quartals, Stand {shown(found.day)})"
    lines = [f"{found.measure.title}, {found.quarter.label}{kind}: {shown_figure(found.value)}", ""]
    if found.note:
        return [*lines, found.note]
    if len(found.counted) == 1:
        lines.append("Es zählt 1 Zeile:")
    else:
        lines.append(f"Es zählen {len(found.counted)} Zeilen:" if found.counted else "Es zählt keine Zeile.")
    lines += map(_line, found.counted)
    if found.whole:
        lines += ["", "Geteilt wird durch:", *map(_line, found.whole)]
    if found.others:
        head = "1 Zeile zählt" if len(found.others) == 1 else f"{len(found.others)} Zeilen zählen"
        lines += ["", f"{head} nicht:", *map(_line, found.others)]
    if found.elsewhere == 1:
        lines += ["", "1 weitere Zeile gehört zu einem anderen Quartal."]
    elif found.elsewhere:
        lines += ["", f"{found.elsewhere} weitere Zeilen gehören zu anderen Quartalen."]
    return lines


def _line(fact: Fact) -> str:
    day = f", {shown(fact.day)}" if fact.day else ""
    key = f"{fact.key} " if fact.key else ""
    return f"  {key}({fact.sheet}!{fact.cell}{day}) {reason_of(fact)}".rstrip()
