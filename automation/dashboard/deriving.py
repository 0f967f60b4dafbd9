"""Records → facts: what every family of indicators has to say, in one list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from automation.dashboard import families, labour_market, placements, plans, requests
from automation.dashboard.facts import Reporting, Sources

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from automation.dashboard.facts import Fact
    from automation.law import LegalValues
    from automation.settings import Settings
    from workbook.tables import Office

INDICATORS: tuple[Callable[[Sources], Iterator[Fact]], ...] = (
    families.derive,
    labour_market.derive,
    placements.derive,
    requests.derive,
)
"""One function for each family of indicators, in the order of their rows on `Fakten`."""


def derive_facts(office: Office, today: date, settings: Settings, law: LegalValues) -> tuple[Fact, ...]:
    """Return every fact that the office's tables hold on `today`.

    Raises:
        SettingError: begin or end of the project is no date.
    """
    sources = Sources(office, Reporting.of(office, today, settings), settings, law)
    events = [fact for derive in INDICATORS for fact in derive(sources)]
    return (*events, *plans.derive(sources, events))
