"""Everything that facts are derived from: the office, the time that is reported on, settings, law, open errors."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from automation.figures.fact import ELSEWHERE, NO_GENDER, UNSTATED, Fact
from automation.figures.held_back import OpenErrors
from automation.figures.placed import read_placed
from automation.office.benefit_courses import courses_of
from automation.office.families import Standing, explain_families
from automation.office.placements import people
from workbook.schema import BenefitMonth, Placement

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date
    from decimal import Decimal

    from automation.figures.measured import MeasuredTarget
    from automation.figures.placed import Placed
    from automation.figures.reporting import Reporting
    from automation.office.families import FamilyVerdict
    from automation.office.law import LegalValues
    from automation.office.placements import Person
    from automation.office.settings import Settings
    from workbook.findings import Finding
    from workbook.reading.raw import RawTable
    from workbook.schema import Household, Record
    from workbook.tables import Office, Table

_PROOFS: Mapping[type[Record], tuple[str, ...]] = {
    BenefitMonth: ("household_id", "month", "amount"),
    Placement: ("client_id", "start"),
}
"""What is read of rows that prove something for a household."""


@dataclass(frozen=True)
class Sources:
    """Everything that facts are derived from."""

    office: Office
    reporting: Reporting
    settings: Settings
    law: LegalValues
    errors: OpenErrors = field(default_factory=OpenErrors)
    findings: Sequence[Finding] = ()

    dispatch: RawTable | None = None
    _candidates: dict[str, list[tuple[Household, FamilyVerdict]]] = field(default_factory=dict, compare=False)

    @property
    def once(self) -> Office:
        """The office without rows whose key stands in an earlier row: a key that stands twice counts once."""
        return self.office.once

    def families(self, measured: MeasuredTarget | None) -> Iterator[tuple[Household, FamilyVerdict]]:
        """Yield every household with its verdict for a target; who may belong to its group is remembered."""
        found = []
        for household, verdict in explain_families(
            self.office,
            self.today,
            self.settings,
            unknown=self.unknown,
            target=None if measured is None else measured.target,
            courses=self.courses,
        ):
            if verdict.standing not in {Standing.OUTSIDE, Standing.NEAR_MISS}:
                found.append((household, verdict))
            yield household, verdict
        self._candidates["" if measured is None else measured.code] = found

    def candidates(self, measured: MeasuredTarget | None) -> Sequence[tuple[Household, FamilyVerdict]]:
        """Return the households that may belong to the group of a target, with their verdicts."""
        code = "" if measured is None else measured.code
        if code not in self._candidates:
            deque(self.families(measured), maxlen=0)
        return self._candidates[code]

    def unknown(self, record: type[Record], row: int) -> bool:
        """Tell whether a row of another table proves nothing: an open error stands in a cell that is read."""
        return row in self._unproven[record]

    @cached_property
    def _unproven(self) -> Mapping[type[Record], Mapping[int, Finding]]:
        """The rows of other tables that prove nothing."""
        return {record: self.errors.barred(self.office[record], names) for record, names in _PROOFS.items()}

    @cached_property
    def courses(self) -> Mapping[str, Mapping[date, Decimal | None]]:
        """What each household received month by month."""
        return courses_of(self.office, None, self.unknown)

    @cached_property
    def placed(self) -> tuple[Placed, ...]:
        """The placements, each with the verdict on it."""
        return tuple(read_placed(self.office, self.today, self.settings, self.errors, self.people))

    @cached_property
    def successes(self) -> tuple[Placed, ...]:
        """The placements that count, ever."""
        return tuple(placed for placed in self.placed if placed.counts)

    def remember_placements(self) -> int:
        """Return how many placements count, and remember them: processes that part now need not each read them."""
        return len(self.successes)

    @cached_property
    def waiting(self) -> tuple[Placed, ...]:
        """The placements of the project that an error holds back."""
        return tuple(
            placed
            for placed in self.placed
            if placed.held is not None and placed.start is not None and self.reporting.holds(placed.start)
        )

    def held_back(self, placed: Placed, code: str, **changes: Any) -> Fact:
        """Return a placement as a fact that waits for the error that holds it back."""
        fact = self.of_placed(placed, code, **{"day": placed.start, **changes})
        return fact if placed.held is None else fact.held_back(placed.held)

    def of_placed(self, placed: Placed, code: str, **changes: Any) -> Fact:
        """Return a counting fact of a placement, with everything that it can be split by."""
        table = self.office[Placement]
        usual: dict[str, Any] = {
            "code": code,
            "day": placed.day,
            "numerator": 1,
            "denominator": 1,
            "value": None,
            "sheet": table.sheet,
            "key": placed.key,
            "cell": table.cell(placed.row, "start"),
            "sentence": placed.sentence,
            "kind": placed.kind or UNSTATED,
            "subsidy": placed.subsidy or UNSTATED,
            "error": placed.mark,
            **self.of_person(placed.client_id),
        }
        return Fact(**(usual | changes))

    @property
    def today(self) -> date:
        """The day on which everything is looked at."""
        return self.reporting.today

    @cached_property
    def people(self) -> Mapping[str, Person]:
        """The clients by their key."""
        return people(self.once)

    def of_person(self, client_id: str | None) -> dict[str, Any]:
        """Return what figures are split by of a client: district and gender."""
        person = self.people.get(client_id or "")
        return {
            "district": (person.district if person else None) or UNSTATED,
            "gender": (person.gender if person else None) or NO_GENDER,
        }

    def judged(self, fact: Fact, table: Table[Any], row: int, reads: Sequence[str]) -> Fact:
        """Return the fact held back where an open error stands in a cell that is read, else with its mark."""
        if not (fact.numerator or fact.denominator):
            return fact
        error = self.errors.blocking(table, row, reads)
        if error is not None:
            return fact.held_back(error)
        if self.errors.any(table, row):
            return fact.but(error=ELSEWHERE)
        return fact
