"""The courses (QUA): who begins, who ends how, and who is in work after three and six months."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING

from automation.figures.adding import Over
from automation.figures.fact import UNSTATED, Fact
from automation.figures.measures import PEOPLE, Group, Less, Measure, Nature, Ratio, Several, Split, Sum
from automation.figures.placed import PLACEMENTS
from automation.figures.reads import Reads
from automation.office.quarters import Quarter
from workbook.german import shown
from workbook.reading.formats.dates import months_later
from workbook.schema import Course, Participation
from workbook.schema.vocabulary import CourseResult

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from automation.figures.sources import Sources
    from workbook.findings import Finding

ENTRIES, ENDS, OVERDUE = "QUA_EINTRITTE", "QUA_BEENDET", "QUA_UEBERZOGEN"
_NOT_ENDED = frozenset((None, CourseResult.RUNNING, CourseResult.NOT_STARTED))
_AFTER = (3, 6)
READS = Reads(Participation, "participation_id", "client_id", "course_id", "entered_on", "left_on", "result")
COURSES = Reads(Course, "course_id", "end")


def derive(sources: Sources) -> Iterator[Fact]:
    """Yield the facts of each participation."""
    table, reporting = sources.once[Participation], sources.reporting
    ends = {course.course_id: course.end for course in sources.once[Course]}
    wrong = _wrong_ends(sources)
    starts, by_key = defaultdict[str, list["date"]](list), dict[tuple[str, str], "date"]()
    for placed in sources.successes:
        if placed.start is not None:
            starts[placed.client_id].append(placed.start)
            by_key.setdefault((placed.client_id, placed.key), placed.start)
    for row in table:
        entry = Fact(
            code=ENTRIES,
            day=row.entered_on,
            numerator=int(row.result is not CourseResult.NOT_STARTED),
            denominator=1,
            value=None,
            sheet=table.sheet,
            key=row.participation_id or "",
            cell=table.cell(row.row, "entered_on"),
            group=row.result or "",
            **sources.of_person(row.client_id),
        )
        entry = sources.judged(entry, table, row.row, READS.columns)
        if row.entered_on is not None and row.entered_on <= reporting.last_day and reporting.holds(row.entered_on):
            yield entry
        end = row.left_on or ends.get(row.course_id)
        if end is None or end > reporting.last_day:
            continue
        ended = entry.but(code=ENDS, day=end, cell=table.cell(row.row, "result"))
        if row.left_on is None and row.course_id in wrong and entry.denominator:
            ended = ended.held_back(wrong[row.course_id])
        if not ended.denominator:
            yield from _waiting(ended, row, sources)
            continue
        ended = ended.but(numerator=1)
        if row.result is CourseResult.RUNNING and end < reporting.last_day:
            yield ended.but(code=OVERDUE, day=end + timedelta(days=1))
        if row.result in _NOT_ENDED or not reporting.holds(end):
            continue
        yield ended
        linked = by_key.get((row.client_id or "", row.placement_id or ""))
        begins = [linked] if linked is not None else starts[row.client_id or ""]
        yield from _work(ended, row.entered_on, begins, sources)


def _wrong_ends(sources: Sources) -> Mapping[str | None, Finding]:
    """Return the courses of which nobody can say when they end, each with the error that stands there."""
    courses = sources.once[Course]
    barred = sources.errors.barred(courses, COURSES.columns)
    return {course.course_id: barred[course.row] for course in courses if course.row in barred}


def _waiting(ended: Fact, row: Participation, sources: Sources) -> Iterator[Fact]:
    """Yield the end of a participation that an error holds back, unless it is plain that it did not end."""
    if row.result is CourseResult.RUNNING and ended.day is not None and ended.day < sources.reporting.last_day:
        yield ended.but(code=OVERDUE, day=ended.day + timedelta(days=1))
    if row.result not in _NOT_ENDED - {None} and ended.day is not None and sources.reporting.holds(ended.day):
        yield ended.but(group=row.result or UNSTATED)


def _work(ended: Fact, entered: date | None, begins: Sequence[date], sources: Sources) -> Iterator[Fact]:
    """Yield whether somebody had begun to work so many months after the end, once that day is over."""
    if ended.day is None:
        return
    for months in _AFTER:
        due = months_later(ended.day, months)
        if due <= sources.reporting.last_day:
            found = entered is not None and any(entered <= begin <= due for begin in begins)
            sentence = f"Arbeit bis {shown(due)}: {'ja' if found else 'nein'}."
            cohort = Quarter.of(ended.day).code
            yield ended.but(
                code=_work_code(months), day=due, numerator=int(found), cohort=cohort, sentence=sentence
            )


def _work_code(months: int) -> str:
    return f"QUA_ARBEIT_{months}"


def _ended_as(result: CourseResult) -> Sum:
    return Sum(ENDS, where=(("group", result),))


def _after(months: int) -> tuple[Measure, Measure]:
    code = _work_code(months)
    due = Sum(code, Over.COHORT, "denominator")
    return (
        Measure(
            code,
            f"nach {months} Monaten in Arbeit",
            "Anteil",
            f"Beendete Teilnahmen, nach denen spätestens {months} Monate nach dem Ende eine Arbeit begann.",
            Ratio(Sum(code, Over.COHORT), due),
            Nature.COHORT,
        ),
        Measure(
            f"{code}_OFFEN",
            f"{months} Monate noch nicht vorbei",
            "Teilnahmen",
            f"Beendete Teilnahmen, deren Ende noch keine {months} Monate her ist.",
            Less(Sum(ENDS), (due,)),
            Nature.COHORT,
        ),
    )


GROUPS = (
    Group(
        "QUA",
        "Qualifizierung",
        60,
        derive,
        (
            Measure(
                ENTRIES,
                "Eintritte",
                "Teilnahmen",
                "Teilnahmen, die in diesem Quartal begonnen haben; nicht angetretene zählen nicht.",
                Sum(ENTRIES),
                splits=PEOPLE,
                since_begin=Sum(ENTRIES, Over.UNTIL),
            ),
            Measure(
                ENDS,
                "beendet",
                "Teilnahmen",
                "Teilnahmen, die in diesem Quartal zu Ende gingen (Austritt, sonst Ende des Kurses).",
                Sum(ENDS),
                splits=(Split("group", "Ergebnis der Teilnahme"), *PEOPLE),
                since_begin=Sum(ENDS, Over.UNTIL),
            ),
            Measure(
                "QUA_BESTANDEN",
                "bestanden",
                "Anteil",
                "Bestandene Teilnahmen, von allen, die bestanden oder nicht bestanden sind.",
                Ratio(
                    _ended_as(CourseResult.PASSED),
                    Several((_ended_as(CourseResult.PASSED), _ended_as(CourseResult.FAILED))),
                ),
            ),
            Measure(
                "QUA_ABBRUCH",
                "abgebrochen ohne Arbeit",
                "Anteil",
                "Abgebrochene Teilnahmen ohne Arbeitsaufnahme, von allen beendeten.",
                Ratio(_ended_as(CourseResult.LEFT), Sum(ENDS)),
            ),
            Measure(
                OVERDUE,
                "„laufend“ nach dem Ende",
                "Teilnahmen",
                "Teilnahmen, die noch „laufend“ heißen, obwohl sie zu Ende sind.",
                Sum(OVERDUE, Over.UNTIL),
                Nature.STOCK,
            ),
            *(measure for months in _AFTER for measure in _after(months)),
        ),
        (READS, COURSES, PLACEMENTS),
    ),
)
