"""Facts of the target „20 Familien“ (Z20): one for each household, with the sentence why it counts or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from automation.dashboard.facts import UNSTATED, Code, Fact
from automation.office.families import explain_families
from workbook.schema import Household

if TYPE_CHECKING:
    from collections.abc import Iterator

    from automation.dashboard.facts import Sources


def derive(sources: Sources) -> Iterator[Fact]:
    """Yield a fact for each household; its value is the longest run of months without benefit."""
    table = sources.office[Household]
    for household, verdict in explain_families(sources.office, sources.today, sources.settings):
        yield Fact(
            code=Code.FAMILIES,
            day=verdict.day,
            numerator=int(verdict.counts),
            denominator=1,
            value=verdict.zero_months,
            sheet=table.sheet,
            key=household.household_id or "",
            cell=table.cell(household.row, "benefit_intake"),
            sentence=verdict.sentence,
            district=household.district_intake or UNSTATED,
            group=verdict.standing,
        )
