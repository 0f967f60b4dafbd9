"""Until when whoever got a referral has time to answer: report, list of today, reminders and figures ask here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbook.schema.meanings import UNANSWERED
from workbook.schema.setting_names import SettingName

if TYPE_CHECKING:
    from datetime import date

    from automation.office.settings import Settings
    from workbook.schema.vocabulary import ReferralResult


def is_awaited(replied_on: date | None, result: ReferralResult | None) -> bool:
    """Tell whether a referral still waits for its answer: none came, and nobody has given it up."""
    return replied_on is None and result in UNANSWERED


class ReplyTime:
    """The time for an answer, as the settings of the office have it."""

    def __init__(self, settings: Settings) -> None:
        """Take the office's number of workdays.

        Raises:
            SettingError: it is no whole number.
        """
        self._settings, self._workdays = settings, settings.whole(SettingName.REPLY_WORKDAYS)

    def until(self, day: date, agreed: date | None) -> date:
        """Return the last day for an answer to what went out on `day`: the one agreed upon, else the usual one."""
        return agreed or self._settings.workdays_after(day, self._workdays)

    def until_reminded(self, day: date, agreed: date | None, chased: date | None, today: date) -> date:
        """Return the last day where staff have asked again, or will: who is reminded has the time once more."""
        last = self.until(day, agreed)
        if chased is None:
            return last
        again = chased if chased >= today else self._settings.workdays_after(max(chased, day), self._workdays)
        return max(last, again)
