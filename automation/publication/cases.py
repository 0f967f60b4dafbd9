"""The rows that closed quarters were counted from → who stands behind the published cells.

A closing keeps which rows it counted, and not whose they are: that is asked of the workbook. Of a row that went
with a deleted person nobody can say so any more.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from automation.figures.closing.closings import GONE
from automation.figures.closing.marks import Rows
from automation.figures.indicators import groups
from automation.figures.measures import terms
from automation.publication.people import ERASED, Case
from automation.publication.programme import COHORTS, DURATION, KNOWN_RESULT, TOPICS, row_name

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from automation.figures.closing.state import State
    from automation.figures.fact import Fact
    from automation.figures.measures import Measure
    from automation.publication.programme import Topic
    from workbook.tables import Office

_OWNERS = ("client_id", "household_id")
"""The columns that say whose a row is; a row of neither is of nobody else."""


def cases_of(state: State, office: Office, closings: Mapping[str, int], district: str) -> Iterator[Case]:
    """Yield what is counted once, and whose it is; `closings` says which closing a quarter is taken from."""
    kept, frozen = _kept(state, closings)
    open_ones = (fact for fact in state.facts if fact.quarter not in frozen)
    return _cases((*kept, *open_ones), Rows(office), district)


def late_people(
    state: State, office: Office, closings: Mapping[str, int], codes: Collection[str]
) -> dict[str, Counter[str]]:
    """Return by subject how many cases of whom these quarters count today and did not when they were closed.

    Of a quarter whose rows are not kept, as it was closed anew, each case may be one.
    """
    rows, (kept, _) = Rows(office), _kept(state, closings)
    found: dict[str, Counter[str]] = {}
    for factor, facts in ((1, state.facts), (-1, kept)):
        known = [fact for fact in facts if fact.key and fact.quarter in codes]
        for case in _cases(known, rows, ""):
            found.setdefault(case.subject, Counter())[case.person] += factor
    return {subject: +people for subject, people in found.items()}


def _cases(facts: Iterable[Fact], rows: Rows, district: str) -> Iterator[Case]:
    measures = {measure.id: measure for group in groups() for measure in group.measures}
    counted: dict[str, list[tuple[Topic, Measure]]] = {}
    for topic in TOPICS:
        measure = measures[topic.measure]
        for code in {term.code for term in terms(measure.adding)}:
            counted.setdefault(code, []).append((topic, measure))
    cohorts = {each.measure: each for each in COHORTS}
    for number, fact in enumerate(facts):
        if fact.code in counted and fact.numerator:
            person = _whose(fact, rows, number)
            for topic, measure in counted[fact.code]:
                dimensions = {split.title: split for split in measure.splits}
                said = {
                    title: row_name(title, split.label(getattr(fact, split.dimension)), district)
                    for title, split in dimensions.items()
                    if title in topic.splits
                }
                yield Case(person, topic.subject, fact.quarter, said)
        elif fact.code in cohorts and fact.denominator:
            cohort = cohorts[fact.code]
            said = {KNOWN_RESULT: cohort.yes if fact.numerator else cohort.no}
            yield Case(_whose(fact, rows, number), cohort.subject, fact.cohort, said)
        elif fact.code == "TTP" and fact.denominator:
            yield Case(_whose(fact, rows, number), DURATION, fact.quarter, {})


def _kept(state: State, closings: Mapping[str, int]) -> tuple[list[Fact], set[str]]:
    """Return the facts of the closings that keep theirs, and the quarters of these."""
    kept = [each for each in state.closings.published if each.number in closings.values()]
    there = {each.number for each in kept}
    return [each.fact for each in kept], {code for code, number in closings.items() if number in there}


def _whose(fact: Fact, rows: Rows, number: int) -> str:
    """Return whose a fact is; whom nobody names is somebody else each time."""
    if fact.key.startswith(GONE):
        return ERASED
    table = rows.sheets.get(fact.sheet)
    position = None if table is None or not fact.key else table.positions.get(fact.key)
    if table is not None and position is not None:
        names = {column.name for column in table.spec.columns}
        for name in _OWNERS:
            if name in names and (value := table.column(name)[position]):
                return f"{name} {value}"
    return f"{fact.sheet} {fact.key or number}"
