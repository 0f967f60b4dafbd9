"""The visits (BES), by the hour that the office was open; one fact for each quarter, not for each row."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import TYPE_CHECKING

from automation.figures.adding import Over
from automation.figures.fact import Fact
from automation.figures.measures import Group, Measure, Ratio, Sum
from automation.figures.reads import Reads
from automation.office.quarters import Quarter
from workbook.errors import SettingError
from workbook.german import shown_number
from workbook.schema import OfficeDayOff, OfficeSetting, VisitCount
from workbook.schema.setting_names import SettingName

if TYPE_CHECKING:
    from collections.abc import Iterator

    from automation.figures.sources import Sources

CODE, FIRST, HOURS, TAKEN = "BES", "BES_ERST", "BES_STUNDEN", "STE_MITGENOMMEN"
READS = Reads(VisitCount, "day", "block", "visits", "first_visits", "jobs_taken")


def derive(sources: Sources) -> Iterator[Fact]:
    """Yield, for each quarter with a row, how many visits and jobs taken along there were, and the hours open."""
    table, reporting = sources.office[VisitCount], sources.reporting
    sums: defaultdict[Quarter, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    names = ("day", "visits", "first_visits", "jobs_taken")
    for row, day, *numbers in zip(table.rows, *map(table.column, names), strict=True):
        if day is None or day > reporting.today or not reporting.holds(day):
            continue
        error = sources.errors.blocking(table, row, READS.columns)
        if error is not None:
            yield _fact(sources, CODE, day, 0, "").but(cell=table.cell(row, "visits")).held_back(error)
            continue
        found = sums[Quarter.of(day)]
        for place, number in enumerate(numbers):
            found[place] += number or 0
        found[3] += 1
    for quarter, (visits, first, taken, rows) in sorted(sums.items()):
        day = reporting.cut_off(quarter)
        for code, number in ((CODE, visits), (FIRST, first), (TAKEN, taken)):
            yield _fact(sources, code, day, number, f"{number} in {rows} Zeilen der Strichliste.")
        hours = _hours(sources, quarter)
        if hours is not None:
            yield _fact(sources, HOURS, day, 0, f"{shown_number(hours)} Stunden geöffnet.", hours)


def _fact(sources: Sources, code: str, day: date, number: int, sentence: str, value: float | None = None) -> Fact:
    table = sources.office[VisitCount]
    cell = table.cell(table.header_row + 1, "visits")
    return Fact(code, day, number, 0, value, table.sheet, "", cell, sentence)


def _hours(sources: Sources, quarter: Quarter) -> float | None:
    """Return the hours that the office was open in a quarter, `None` where its opening hours cannot be read."""
    settings, reporting = sources.settings, sources.reporting
    begin, end = reporting.project or (reporting.begin, reporting.end)
    day = max(quarter.begin, begin, settings.day(SettingName.OFFICE_START))
    last, minutes = min(reporting.cut_off(quarter), end), 0
    try:
        blocks = [settings.opening_blocks(weekday) for weekday in range(7)]
    except SettingError:
        return None
    open_for = [
        sum((till.hour - since.hour) * 60 + till.minute - since.minute for since, till in each) for each in blocks
    ]
    while day <= last:
        if day not in settings.days_off:
            minutes += open_for[day.weekday()]
        day += timedelta(days=1)
    return minutes / 60


GROUPS = (
    Group(
        CODE,
        "Besuche",
        100,
        derive,
        (
            Measure(
                CODE,
                "Besuche",
                "Besuche",
                "Besuche nach der Strichliste, ohne Namen.",
                Sum(CODE),
                since_begin=Sum(CODE, Over.UNTIL),
                needed=CODE,
            ),
            Measure(
                FIRST,
                "davon zum ersten Mal",
                "Besuche",
                "Besuche von Menschen, die zum ersten Mal da waren.",
                Sum(FIRST),
                since_begin=Sum(FIRST, Over.UNTIL),
                needed=CODE,
                held=CODE,
            ),
            Measure(
                "BES_JE_STUNDE",
                "je Öffnungsstunde",
                "Besuche je Stunde",
                "Besuche, geteilt durch die Stunden, in denen das Büro laut „Einstellungen“ offen war.",
                Ratio(Sum(CODE), Sum(HOURS, measured="value"), percent=False),
                needed=CODE,
            ),
        ),
        (READS, Reads(OfficeSetting, "name", "value"), Reads(OfficeDayOff, "day")),
        page=3,
    ),
)
