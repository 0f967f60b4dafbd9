"""What the buttons call, in Excel and in LibreOffice: functions over `xlwings.Book.caller()`.

The buttons are those that the commands declare (`automation.commands`); each is here a function of its name without
arguments, `automation.macros:check`, also for buttons that were installed long ago.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import xlwings as xw

from automation.commands import buttons
from automation.pressing import drawn
from automation.pressing import press as run
from workbook.reading.collector import collect_seldom

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["BUTTONS", "JOBS", "run"]

BUTTONS = drawn(buttons())
"""The buttons in the order in which they stand in ribbon, menu and toolbar."""

JOBS = {button.name: button.job for button in buttons()}
"""What each button does with a book, by its name."""


def __getattr__(name: str) -> Callable[[], None]:
    """Return the function of a button.

    Raises:
        AttributeError: there is no such button.
    """
    if name not in JOBS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

    def press() -> None:
        collect_seldom()
        run(JOBS[name], xw.Book.caller(), date.today())  # noqa: DTZ011 - the day on the wall of the office

    press.__name__, press.__doc__ = name, JOBS[name].__doc__
    return press
