"""The time that is reported on, and the targets that are measured in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from automation.figures.measured import MeasuredTarget, measured_targets
from automation.office.quarters import Quarter, quarters_between
from automation.office.targets import current_target
from workbook.german import shown
from workbook.schema import Target
from workbook.schema.setting_names import SettingName
from workbook.schema.vocabulary import WHOLE_CITY, Indicator

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from automation.office.settings import Settings
    from workbook.schema import Record
    from workbook.tables import Office


class Reporting(Struct, frozen=True):
    """The time that is reported on, and the targets that are measured in it.

    `project` is the time of the project where it is shorter: a target that goes on longer stretches what is shown,
    not what is counted. `kept` are the tables that hold a row, `unmeasured` the rows of `Ziele` that no target is
    made of: without a figure that is known, an amount or a time.
    """

    begin: date
    end: date
    today: date
    families: Target | None
    labour_market: Target | None
    project: tuple[date, date] | None = None
    targets: tuple[MeasuredTarget, ...] = ()
    kept: frozenset[type[Record]] = frozenset()
    unmeasured: tuple[Target, ...] = ()

    @classmethod
    def of(cls, office: Office, today: date, settings: Settings) -> Reporting:
        """Return the project's time, stretched to hold that of its targets.

        Raises:
            SettingError: begin or end of the project is no date.
        """
        families = current_target(office, Indicator.Z20, today)
        labour_market = current_target(office, Indicator.Z400, today)
        holding = [target for each in Indicator if (target := current_target(office, each, today)) is not None]
        begin, end = settings.day(SettingName.PROJECT_BEGIN), settings.day(SettingName.PROJECT_END)
        measured = tuple(measured_targets(office, holding, begin))
        targets = [each.target for each in measured if each.target in (families, labour_market)]
        begins = [begin, *(target.begin for target in targets if target.begin)]
        ends = [end, *(target.end for target in targets if target.end)]
        kept = frozenset(table.record for table in office if len(table))
        rows = {each.target.row for each in measured}
        unmeasured = tuple(target for target in office[Target] if target.row not in rows)
        project = (begin, end)
        return cls(min(begins), max(ends), today, families, labour_market, project, measured, kept, unmeasured)

    def measured_by(self, indicator: Indicator) -> tuple[MeasuredTarget, ...]:
        """Return the targets of an indicator that are measured."""
        return tuple(each for each in self.targets if each.indicator is indicator)

    def counted_apart(self, indicator: Indicator) -> Iterator[MeasuredTarget]:
        """Yield the targets of an indicator that count what the project does not: they begin before it."""
        return (each for each in self.measured_by(indicator) if each.counted != indicator)

    @property
    def quarters(self) -> tuple[Quarter, ...]:
        """The calendar quarters of the time; the first and the last may lie in it only in part."""
        return quarters_between(self.begin, self.end)

    @property
    def begun(self) -> tuple[Quarter, ...]:
        """The quarters of which at least one day is over, or the first one."""
        return tuple(quarter for quarter in self.quarters if quarter.begin <= self.today) or self.quarters[:1]

    def first_day(self, quarter: Quarter) -> date:
        """Return the first day of a quarter that lies in the time."""
        return max(quarter.begin, self.begin)

    def cut_off(self, quarter: Quarter) -> date:
        """Return the day up to which a quarter can be counted (figures.md, R1)."""
        return min(quarter.end, self.end, self.today)

    @property
    def last_day(self) -> date:
        """The last day of which anything but a target knows: today, and none after the project (figures.md, R1)."""
        return min(self.today, self.project[1]) if self.project else self.today

    @property
    def over(self) -> bool:
        """Whether the project is over, so that what the workbook only knows of today says nothing of it."""
        return self.last_day < self.today

    def seen_from(self, quarter: Quarter) -> date:
        """Return the day at whose end a quarter's stocks are taken, the end of the project where that is earlier.

        It may lie before the quarter: of a target that goes on longer than the project.
        """
        return min(self.cut_off(quarter), self.last_day)

    def mark(self, quarter: Quarter) -> str:
        """Return the footnote of a quarter that is not whole, `""` of one that is.

        Where a target goes on longer than the project, what is counted in a quarter still ends with the project.
        """
        first, last = self.first_day(quarter), self.cut_off(quarter)
        if last < min(quarter.end, self.end):
            return f"bis {shown(last)}"
        begin, end = self.project or (first, last)
        if last < begin or first > end:
            return f"{'vor' if last < begin else 'nach'} der Projektzeit, nur Ziele zählen"
        first = begin if first < begin <= last else first
        last = end if first <= end < last else last
        if (first, last) == (quarter.begin, quarter.end):
            return ""
        return f"angeschnitten: {(last - first).days + 1} Tage"

    @property
    def of_city(self) -> bool:
        """Whether the labour market's target is the whole city's, to which the office only contributes."""
        return self.labour_market is not None and self.labour_market.scope == WHOLE_CITY

    def holds(self, day: date) -> bool:
        """Tell whether a day lies in the time of the project."""
        begin, end = self.project or (self.begin, self.end)
        return begin <= day <= end
