"""Today's figures together with what is closed, and the closing of a quarter itself."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from automation.figures.closing import closings as c
from automation.figures.closing import record as r
from automation.figures.closing.closings import Closing, Closings
from automation.figures.closing.employers import Employers
from automation.figures.closing.erased import released
from automation.figures.closing.marks import Rows
from automation.figures.closing.reports import erased_by_hand, findings_of, reports_of, with_reports
from automation.figures.closing.settled import settle, shown_facts
from automation.figures.closing.values import compared, value_rows
from automation.figures.compiled import add_up
from automation.figures.counting_version import COUNTING
from automation.figures.reporting import Reporting
from workbook.errors import FigureError
from workbook.german import shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from automation.figures.closing.record import Record
    from automation.figures.closing.reports import Report
    from automation.figures.compiled import Figures
    from automation.figures.fact import Fact
    from automation.office.quarters import Quarter
    from automation.office.settings import Settings
    from workbook.findings import Finding
    from workbook.tables import Office


class State(Struct, frozen=True):
    """The standing facts and figures, what the sheet of closings says now, and the late reports.

    `facts` stand at the rows that they were counted from, also those that are only kept: by that they are known
    again at the next closing and the next deletion. `only_new` are those that only newer rules than a closing's
    count so. `shown` is what the sheet `Fakten` says.
    """

    facts: tuple[Fact, ...]
    figures: Figures
    record: Record
    reports: tuple[Report, ...]
    version: str
    only_new: tuple[Fact, ...] = ()

    @property
    def closings(self) -> Closings:
        """The closings."""
        return Closings(self.record)

    @property
    def shown(self) -> tuple[Fact, ...]:
        """The facts for the sheet `Fakten`: what is only kept points to the closings."""
        return shown_facts(self.facts)

    def findings(self, office: Office) -> Iterator[Finding]:
        """Yield a finding (T-12) for each late report."""
        yield from findings_of(self.reports, Rows(office))


def state_of(
    record: Record,
    facts: Sequence[Fact],
    office: Office,
    today: date,
    settings: Settings,
    version: str = COUNTING,
) -> State:
    """Return the figures of today together with what is closed; `version` is that of the rules of counting.

    Raises:
        SettingError: begin or end of the project, or a threshold, cannot be read.
    """
    reporting = Reporting.of(office, today, settings)
    if not record.exists:
        return State(tuple(facts), add_up(facts, reporting, settings), record, (), version)
    record = released(record, erased_by_hand(record))
    closings = Closings(record)
    settled = settle(facts, closings, office, version, reporting.quarters[0])
    figures = add_up(shown_facts(settled.standing), reporting, settings)
    renewed = figures
    if settled.by_new_rules != settled.standing:
        renewed = add_up(settled.by_new_rules, reporting, settings)
    reports = reports_of(settled.late, reporting, closings, version)
    record = compared(with_reports(record, reports), figures, renewed, closings.closed)
    return State(settled.standing, figures, record, reports, version, settled.only_new)


def closed(state: State, quarter: Quarter, office: Office, today: date, by: str, digest: str) -> State:
    """Return the state with a quarter closed; `digest` of the workbook makes the secret of its marks.

    Raises:
        FigureError: it is closed already, or not over yet.
    """
    already = state.closings.closed.get(quarter.code)
    if already is not None:
        raise FigureError(
            f"Das {quarter.label} ist schon abgeschlossen, am {shown(already.closed_on)} "
            f"von {already.closed_by}. "
            "Soll es neu abgeschlossen werden, bitte mit „--reopen“ und einem Grund wieder öffnen."
        )
    until = state.figures.reporting.cut_off(quarter)
    if until < min(quarter.end, state.figures.reporting.end):
        raise FigureError(
            f"Das {quarter.label} läuft noch bis {shown(quarter.end)}. Bitte nach seinem Ende abschließen."
        )
    # Also what is left of a closing that somebody took out by hand: two must never have one number.
    tables = (r.CLOSINGS, r.VALUES, r.SEALS)
    known = (c.whole(row.get(r.NUMBER)) for table in tables for row in state.record.of(table))
    number = max(known, default=0) + 1
    secret = hashlib.sha256(f"{digest}{quarter.code}{number}{today}".encode()).hexdigest()[:32]
    closing = Closing(number, quarter, today, by, until, state.version, secret)
    record = c.freeze(state.record, closing, state.facts, Rows(office, secret), state.figures.reporting.quarters[0])
    employers = Employers(office, Closings(record).employers_secret)
    values = list(value_rows(state.figures, closing, employers.of))
    record = record.adding(r.VALUES, [{**row, r.NOW: row[r.FIRST]} for row in values])
    return replace(state, record=record)


def reopened(record: Record, quarter: Quarter, today: date, by: str, reason: str) -> Record:
    """Return the record with a closed quarter reopened.

    Raises:
        FigureError: it is not closed, or the reason is missing.
    """
    closing = Closings(record).closed.get(quarter.code)
    if closing is None:
        raise FigureError(f"Das {quarter.label} ist nicht abgeschlossen; es gibt nichts wieder zu öffnen.")
    if not reason.strip():
        raise FigureError(f"Bitte einen Grund nennen, warum das {quarter.label} wieder geöffnet wird.")
    return c.reopen(record, closing, today, by, reason.strip())
