"""Late reports as staff read them: a line on the sheet and a finding in `Prüfbericht` for each row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from automation.checks.closed import LATE_REPORT
from automation.figures.closing import record as r
from automation.figures.closing.effects import Effect, effects_of, said
from automation.figures.closing.relevance import measures_of, reaches_on
from automation.figures.closing.settled import ADDED, CHANGED, GONE, OTHER_RULES
from automation.figures.fact import DIMENSIONS, UNSTATED
from workbook.findings import Finding, Problem, fingerprint
from workbook.german import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from automation.figures.closing.closings import Closing, Closings
    from automation.figures.closing.marks import Rows
    from automation.figures.closing.record import Record, Row
    from automation.figures.closing.settled import Late
    from automation.figures.fact import Fact
    from automation.figures.reporting import Reporting

ERASED = "Löschung"
"""The reason that staff choose where a row went because a person was deleted."""
REASONS = ("Korrektur", "Nachtrag", ERASED)
TAKEN_BACK = "zurückgenommen"


class Report(Struct, frozen=True):
    """A row that is counted otherwise than at the closing of a quarter, with everything that this changes.

    `late` is what has changed in the quarter itself, or before it where only its stocks are others.
    """

    closing: Closing
    sheet: str
    key: str
    late: tuple[Late, ...]
    effects: tuple[Effect, ...]

    @property
    def by_rules(self) -> bool:
        """Whether only the way of counting has changed."""
        return self.late[0].by_rules

    @property
    def kind(self) -> str:
        """What has happened, in a word."""
        kinds = {each.kind for each in self.late}
        if len(kinds) == 1:
            return kinds.pop()
        return OTHER_RULES if self.by_rules else CHANGED if CHANGED in kinds else GONE

    @property
    def id(self) -> str:
        """By what it is known again."""
        return fingerprint("T-12", str(self.closing.number), self.sheet, self.key, str(self.by_rules))

    @property
    def effect(self) -> str:
        """What it changes, in a line."""
        text = said(self.effects)
        if not self.by_rules:
            return text
        stays = "" if all(each.earlier for each in self.late) else "Der Abschluss bleibt. "
        return f"{stays}Nach heutigen Zählregeln (nicht mehr {self.late[0].closing.version}): {text}"

    def cells(self, *, old: bool) -> str:
        """Return the cells that differ, as they were or are; where none is known, the numbers, or what splits them.

        What splits a figure may stand on another sheet: the gender of a request is that of its client.
        """
        found = {label: text for each in self.late for label, text in (each.old if old else each.new).items()}
        if found:
            return "; ".join(f"{label}: {text or 'leer oder nicht lesbar'}" for label, text in found.items())
        before = [fact for each in self.late for fact in each.before]
        now = [fact for each in self.late for fact in each.now]
        mine, other = (before, now) if old else (now, before)
        if (numbers := _numbers(mine)) != _numbers(other):
            return numbers
        return "; ".join(sorted(_parts(mine) - _parts(other))) or numbers


def _numbers(facts: Sequence[Fact]) -> str:
    return "; ".join(
        dict.fromkeys(
            f"{_title(fact.code)} am {shown(fact.day)}: {fact.numerator}"
            + (f" von {fact.denominator}" if fact.denominator not in {0, 1} else "")
            for fact in facts
            if fact.day
        )
    )


def _parts(facts: Sequence[Fact]) -> set[str]:
    """Return what facts are split by, as it stands on the sheet."""
    return {
        f"{label}: {getattr(fact, name) or UNSTATED}"
        for fact in facts
        for name, label in DIMENSIONS.items()
        if name != "error"
    }


def _title(code: str) -> str:
    """Return what staff call the first figure that facts of this code go into."""
    return next((measure.title for measure in measures_of(code)), code)


def reports_of(late: Iterable[Late], reporting: Reporting, closings: Closings, version: str) -> tuple[Report, ...]:
    """Return the late reports, one for each row and closing, in the order of quarters, sheets and keys.

    What has changed in one quarter also changes the stocks at the end of those after it: each of these that is
    closed has a report of its own, also where no fact of the row lies in it. `version` is that of the rules of
    counting.
    """
    rows: dict[tuple[str, str, bool], list[Late]] = {}
    for each in late:
        rows.setdefault((each.sheet, each.key, each.by_rules), []).append(each)
    reports = []
    for (sheet, key, _), row in rows.items():
        for code, closing in closings.closed.items():
            own = tuple(each for each in row if each.closing.quarter.code == code)
            until = [each for each in row if each.closing.quarter.code <= code]
            if not own:
                until = [each for each in until if _reaches(each, closing, closings, version)]
            changed = effects_of(until, reporting, closing.quarter)
            if not own:
                # „Seit Beginn“ is the quarters added up: it is told of the one whose fact has changed.
                changed = tuple(each for each in changed if each.cohort != r.SINCE)
            # What had changed before this quarter was closed is in what was published of it.
            if changed or not all(each.earlier for each in own):
                reports.append(Report(closing, sheet, key, own or tuple(until), changed))
    return tuple(sorted(reports, key=lambda each: (each.closing.quarter.code, each.sheet, each.key, each.by_rules)))


def _reaches(late: Late, closing: Closing, closings: Closings, version: str) -> bool:
    """Tell whether what has changed in a quarter can change what was published of a later one by itself."""
    published = closings.published_figure(closing.quarter.code, late.code, version)
    return closing.whole and published and reaches_on(late.code)


def with_reports(record: Record, reports: Sequence[Report]) -> Record:
    """Return the record with these late reports; what staff wrote beside one stays, whatever becomes of it."""
    known = {str(row.get(r.KEY)): row for row in record.of(r.LATE)}
    rows = [{**known.pop(each.id, {}), **_row(each)} for each in reports]
    own = {*r.LATE.inputs, *record.own.get(r.LATE.name, ())}
    left = [
        {**row, "Art": TAKEN_BACK, "Wirkung": "keine mehr"}
        for row in known.values()
        if any(row.get(label) for label in own)
    ]
    return record.having(r.LATE, (*rows, *left))


def _row(report: Report) -> Row:
    return {
        "Quartal": report.closing.quarter.code,
        "Blatt": report.sheet,
        "Schlüssel": report.key,
        "Kennzahl": ", ".join(dict.fromkeys(each.measure.id for each in report.effects)) or report.late[0].code,
        "Art": report.kind,
        "vorher": None if report.kind == ADDED else report.cells(old=True),
        "jetzt": None if report.kind == GONE else report.cells(old=False),
        "Wirkung": report.effect,
        r.KEY: report.id,
    }


def erased_by_hand(record: Record) -> list[tuple[str, str]]:
    """Return the rows of which staff say that they have gone because a person was deleted."""
    return [
        (str(row.get("Blatt")), str(row.get("Schlüssel")))
        for row in record.of(r.LATE)
        if str(row.get(r.REASON) or "").strip().casefold() == ERASED.casefold() and row.get("Art") == GONE
    ]


def findings_of(reports: Iterable[Report], rows: Rows) -> Iterator[Finding]:
    """Yield a finding (T-12) for each late report: at the cell that has changed, or on the sheet of closings."""
    for report in reports:
        if report.by_rules:
            continue
        quarter = report.closing.quarter
        problem = Problem(
            f"Das {quarter.label} ist abgeschlossen, und die Zeile zählt seither anders ({report.kind}). "
            f"Wirkung: {report.effect}.",
            "Stimmt es so, bleibt es als Nachmeldung stehen; sonst bitte zurücknehmen.",
            about=f"{report.closing.number} {report.cells(old=False)}",
        )
        label = next((label for each in report.late for label in each.new), "")
        place = rows.cell(report.sheet, report.key, label)
        if place is not None:
            table, row, column = place
            yield table.finding(LATE_REPORT.code, LATE_REPORT.severity, row, column, problem)
            continue
        yield Finding(
            rule=LATE_REPORT.code,
            severity=LATE_REPORT.severity,
            sheet=r.SHEET,
            cell="A1",
            table=r.SHEET,
            column="Schlüssel",
            key=report.key,
            value="",
            message=problem.message,
            suggestion=problem.suggestion,
            fingerprint=report.id,
        )
