"""A fact: one countable event, with what it counts for, when, and the cell that it stands in.

Deriving facts from records is the work of one module for each family of indicators (`families`, `labour_market`,
`placements`, `requests`, `plans`); adding them up is done twice, in `figures.py` and by the formulas of the sheet.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from automation.office.placements import people
from automation.office.quarters import Quarter, quarters_between
from automation.office.targets import WHOLE_CITY, current_target
from workbook.schema.settings import SettingName
from workbook.schema.vocabulary import Indicator

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from automation.office.law import LegalValues
    from automation.office.placements import Person
    from automation.office.settings import Settings
    from workbook.schema import Target
    from workbook.tables import Office

UNSTATED = "ohne Angabe"
"""What a dimension says where the office's table says nothing."""


class Code(StrEnum):
    """What a fact counts for: the column „Kennzahl“ (domain.md 4.1)."""

    FAMILIES = "Z20"
    FAMILIES_PLAN = "Z20_SOLL"
    FAMILIES_LOW = "Z20_VON"
    FAMILIES_HIGH = "Z20_BIS"
    LABOUR_MARKET = "Z400"
    LABOUR_MARKET_OTHERS = "Z400_EXTERN"
    LABOUR_MARKET_PLAN = "Z400_SOLL"
    LABOUR_MARKET_LOW = "Z400_VON"
    LABOUR_MARKET_HIGH = "Z400_BIS"
    PLACEMENTS = "V"
    REQUESTS_IN = "ANL_EINGANG"
    REQUESTS_DONE = "ANL_ERLEDIGT"
    REQUESTS_CANCELLED = "ANL_ABGEBROCHEN"
    REQUESTS_OPEN = "ANL_OFFEN"
    REQUESTS_OVERDUE = "ANL_UEBERFAELLIG"
    REQUESTS_UNOWNED = "ANL_OHNE_EIGNER"


@dataclass(frozen=True, slots=True)
class Fact:
    """A row of the sheet `Fakten`.

    `numerator` is 1 where it counts, `denominator` 1 where it belongs to what is counted from. `value` is a number
    of its own, in the unit of the code: days, months, or a share of the target. `day` is `None` for what has not
    happened. `sheet`, `key` and `cell` say which row of the office's tables it was read from; `sentence` says in
    German why it counts or not.
    """

    code: Code
    day: date | None
    numerator: int
    denominator: int
    value: float | None
    sheet: str
    key: str
    cell: str
    sentence: str = ""
    kind: str = ""
    subsidy: str = ""
    district: str = ""
    gender: str = ""
    group: str = ""

    @property
    def quarter(self) -> str:
        """The code of the calendar quarter (`2019-Q2`), `""` without a day."""
        return _quarter_code(self.day) if self.day is not None else ""


@dataclass(frozen=True, slots=True)
class Reporting:
    """The time that is reported on, and the targets that are measured in it."""

    begin: date
    end: date
    today: date
    families: Target | None
    labour_market: Target | None

    @classmethod
    def of(cls, office: Office, today: date, settings: Settings) -> Reporting:
        """Return the project's time, stretched to hold that of its targets.

        Raises:
            SettingError: begin or end of the project is no date.
        """
        families = current_target(office, Indicator.Z20, today)
        labour_market = current_target(office, Indicator.Z400, today)
        targets = [target for target in (families, labour_market) if target is not None]
        begins = [settings.day(SettingName.PROJECT_BEGIN), *(target.begin for target in targets if target.begin)]
        ends = [settings.day(SettingName.PROJECT_END), *(target.end for target in targets if target.end)]
        return cls(min(begins), max(ends), today, families, labour_market)

    @property
    def quarters(self) -> tuple[Quarter, ...]:
        """The calendar quarters of the time; the first and the last may lie in it only in part."""
        return quarters_between(self.begin, self.end)

    @property
    def begun(self) -> tuple[Quarter, ...]:
        """The quarters of which at least one day is over, or the first one."""
        return tuple(quarter for quarter in self.quarters if quarter.begin <= self.today) or self.quarters[:1]

    def cut_off(self, quarter: Quarter) -> date:
        """Return the day up to which a quarter can be counted."""
        return min(quarter.end, self.today)

    @property
    def of_city(self) -> bool:
        """Whether the labour market's target is the whole city's, to which the office only contributes."""
        return self.labour_market is not None and self.labour_market.scope == WHOLE_CITY

    def holds(self, day: date) -> bool:
        """Tell whether a day lies in the time that is reported on."""
        return self.begin <= day <= self.end


@dataclass(frozen=True)
class Sources:
    """Everything that facts are derived from."""

    office: Office
    reporting: Reporting
    settings: Settings
    law: LegalValues

    @property
    def today(self) -> date:
        """The day on which everything is looked at."""
        return self.reporting.today

    @cached_property
    def people(self) -> Mapping[str, Person]:
        """The clients by their key."""
        return people(self.office)


@lru_cache(maxsize=4096)
def _quarter_code(day: date) -> str:
    """Return the code of a day's quarter; 100,000 facts lie on a few hundred days."""
    return Quarter.of(day).code
