"""Records → facts: what every group of figures has to say, in one list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from automation.figures import plans
from automation.figures.errors import OpenErrors
from automation.figures.indicators import groups
from automation.figures.reporting import Reporting, Sources

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from automation.figures.facts import Fact
    from automation.office.law import LegalValues
    from automation.office.settings import Settings
    from workbook.findings import Finding
    from workbook.tables import Office


def derive_facts(
    office: Office,
    today: date,
    settings: Settings,
    law: LegalValues,
    findings: Iterable[Finding] = (),
) -> tuple[Fact, ...]:
    """Return every fact that the office's tables hold on `today`.

    `findings` are those of the check: a row with an open error in a cell that a figure reads does not count for it.

    Raises:
        SettingError: begin or end of the project is no date.
    """
    found = tuple(findings)
    sources = Sources(office, Reporting.of(office, today, settings), settings, law, OpenErrors(found), found)
    events = [fact for group in groups() for fact in group.derive(sources)]
    return (*events, *plans.derive(sources, events))
