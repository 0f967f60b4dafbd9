"""What the office decided for itself (`Einstellungen`, `Feiertage`), ready to use."""

from __future__ import annotations

import re
from datetime import date, time, timedelta
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from workbook.errors import SettingError
from workbook.reading.formats.dates import date_of_text
from workbook.reading.formats.lists import YES
from workbook.reading.formats.numbers import number_of_text
from workbook.schema import OfficeDayOff, OfficeSetting
from workbook.schema.setting_names import OPENING_HOURS, SETTINGS, SettingName, of_site, site_and_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbook.tables import Office

_SPAN = re.compile(r"(\d{1,2})[:.](\d{2})\s*(?:–|-|bis)\s*(\d{1,2})[:.](\d{2})(?:\s*Uhr)?")
_SATURDAY = 5


class Settings(Struct, frozen=True):
    """The settings of an office; what a missing row means, its declaration says."""

    values: Mapping[str, str]
    days_off: Mapping[date, str] = field(default_factory=dict)

    @classmethod
    def of(cls, office: Office) -> Settings:
        """Return the settings of an office."""
        defaults = {row.name.value: row.without for row in SETTINGS}
        own = {row.name: row.value or "" for row in office[OfficeSetting] if row.name}
        days_off = {row.day: row.name or "" for row in office[OfficeDayOff] if row.day}
        return cls(defaults | own, days_off)

    def text(self, name: SettingName) -> str:
        """Return a setting as staff wrote it, `""` if it is empty."""
        return self.values.get(name, "").strip()

    def day(self, name: SettingName) -> date:
        """Return a setting that is a date.

        Raises:
            SettingError: it is none.
        """
        day = date_of_text(self.text(name))
        if day is None:
            raise SettingError(OfficeSetting.spec.sheet, name, "Bitte als Datum TT.MM.JJJJ eintragen.")
        return day

    def whole(self, name: SettingName) -> int:
        """Return a setting that is a whole number.

        Raises:
            SettingError: it is none.
        """
        number = number_of_text(self.text(name))
        if number is None or number != number.to_integral_value():
            raise SettingError(OfficeSetting.spec.sheet, name, "Bitte eine ganze Zahl eintragen.")
        return int(number)

    @property
    def office_name(self) -> str:
        """What the office calls itself, at full length where it says so, `""` where it does not say."""
        return self.text(SettingName.OFFICE_NAME) or self.text(SettingName.SHORT_NAME)

    def yes(self, name: SettingName) -> bool:
        """Tell whether a setting says yes."""
        return self.text(name).casefold() in YES

    @property
    def sites(self) -> tuple[str, ...]:
        """The sites of the office that have an address of their own, as they are called there."""
        named = (site_and_name(row) for row, text in self.values.items() if text.strip())
        return tuple(site for site, name in named if site and name == SettingName.STREET)

    def at(self, site: str) -> Settings | None:
        """Return the settings with what this site of the office says of itself; `None` where it names no street.

        The line above the address is made from the site's own street unless the site has a line of its own.
        """
        rows = {
            name: self.values[key].strip() for name in SettingName if (key := of_site(site, name)) in self.values
        }
        hours = {name for day in OPENING_HOURS for name in day}  # an empty one is closed
        own = {name.value: text for name, text in rows.items() if text or name in hours}
        if SettingName.STREET.value not in own:
            return None
        return replace(self, values={**self.values, SettingName.RETURN_LINE.value: "", **own})

    @property
    def days_of_backups(self) -> int | None:
        """For how many days backups are kept; `None` where only their number counts, or the days are no number."""
        number = number_of_text(self.text(SettingName.KEEP_BACKUPS))
        whole = number is not None and number == number.to_integral_value() and number > 0
        return int(number) if number is not None and whole else None

    def several(self, name: SettingName) -> tuple[str, ...]:
        """Return a setting that holds several values separated by semicolons."""
        return tuple(part.strip() for part in re.split(r"[;,]", self.text(name)) if part.strip())

    def opening_blocks(self, weekday: int) -> tuple[tuple[time, time], ...]:
        """Return the blocks in which the office is open on a weekday (Monday is 0).

        Raises:
            SettingError: a block is not written as `09:00–12:30`.
        """
        names = OPENING_HOURS[weekday] if weekday < _SATURDAY else ()
        return tuple(self.opening_hours(name) for name in names if self.text(name))

    def is_workday(self, day: date) -> bool:
        """Tell whether the office works on a day: no weekend, no holiday, no day off."""
        return day.weekday() < _SATURDAY and day not in self.days_off

    def workdays_after(self, day: date, count: int) -> date:
        """Return the day that lies a number of workdays after a day."""
        while count > 0:
            day += timedelta(days=1)
            count -= self.is_workday(day)
        return day

    def opening_hours(self, name: SettingName) -> tuple[time, time]:
        """Return from when to when the office is open in the block that a setting names.

        Raises:
            SettingError: it is not written as `09:00–12:30`.
        """
        match = _SPAN.fullmatch(self.text(name))
        if match is None:
            raise SettingError(OfficeSetting.spec.sheet, name, "Bitte als 09:00–12:30 eintragen oder leer lassen.")
        first, last = (int(match[1]), int(match[2])), (int(match[3]), int(match[4]))
        try:
            return time(*first), time(*last)
        except ValueError as error:
            cure = "Diese Uhrzeit gibt es nicht; bitte als 09:00–12:30 eintragen."
            raise SettingError(OfficeSetting.spec.sheet, name, cure) from error
