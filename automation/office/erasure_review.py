"""When it is asked whether a client's data are still needed: report, list of today, figures and privacy ask here.

The day of „Abschluss am“ decides, whatever the status says (domain.md 1.1; figures.md, DS), as in the calculated
column „Löschprüfung am“ of every workbook. That status and day contradict each other is told by P-16.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbook.reading.formats.dates import months_later
from workbook.schema.setting_names import SettingName

if TYPE_CHECKING:
    from datetime import date

    from automation.office.settings import Settings


class ErasureReview:
    """The review after the time for which the settings keep the data of who has left (§ 84 SGB X, Art. 17 GDPR)."""

    def __init__(self, settings: Settings) -> None:
        """Take the office's number of months.

        Raises:
            SettingError: it is no whole number.
        """
        self.months = settings.whole(SettingName.RETENTION)

    def day(self, closed_on: date) -> date:
        """Return the day of the review of somebody whose accompaniment ended on a day."""
        return months_later(closed_on, self.months)
