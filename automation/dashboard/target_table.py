"""Every row of `Ziele` side by side: what was reached, what was due, where it will end, and how it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from automation.dashboard import grid as p
from automation.figures.measured import named_rows
from automation.figures.pairs import NONE, Pair, joined, rounded, words
from automation.figures.progress import TargetCells, progress_of
from workbook.german import shown
from workbook.sheets import row_height

if TYPE_CHECKING:
    from automation.figures.adding import Moment
    from automation.figures.compiled import Figures
    from automation.figures.measured import MeasuredTarget
    from automation.figures.progress import Progress
    from workbook.sheets import Style

_NAME = replace(p.CELL_TEXT, wrap=True)
_TEXT = replace(p.CELL, number_format=p.TEXT)
_SAID = replace(p.CELL_TEXT, wrap=True, bold=True)
_LONG = 36
_NAME_WIDTH = p.FAMILIES.width / 7
"""In digits of Excel's usual font, how wide the name of a target may be."""
_UNMEASURED = "Nicht zu messen und deshalb nicht dabei:"
_DIGIT = replace(p.CELL, number_format=p.ONE_DIGIT)

_WHOLE_OR_NOT = {True: p.CELL, False: replace(p.CELL, number_format="General")}
"""How an amount is shown: half a target is a half."""

_F, _L, _P, _R = p.STORIES
_HEADS = (
    (_F.first, _F.last, "Ziel"),
    (_L.first, _L.first, "Sollwert"),
    (_L.column(1), _L.column(2), "im Quartal"),
    (_L.column(3), _L.column(3), "Ist"),
    (_L.column(4), _L.last, "Soll bisher"),
    (_P.first, _P.column(1), "nötig je Quartal"),
    (_P.column(2), _P.column(3), "Prognose, ganze Zeit"),
    (_P.column(4), _P.last, "Prognose, 2 Quartale"),
    (_R.first, _R.first, "Spanne"),
    (_R.column(1), _R.last, "Stand"),
)


def target_cells(figures: Figures, row: int) -> dict[str, TargetCells]:
    """Return amount, begin and end of each target, the amount as it stands in a table that begins in `row`."""
    cells, line = {}, row + 2
    for code, measured in figures.targets.items():
        own = TargetCells.of(measured.target)
        if own is not None:
            cells[code] = replace(own, amount=Pair(p.fixed(line, _L.first), own.amount.value))
        line += 1 + measured.of_city
    return cells


def add_target_table(
    page: p.Page, row: int, figures: Figures, moment: Moment, cells: dict[str, TargetCells]
) -> int:
    """Put the table on the page from `row` on; return the first free row below."""
    title = joined(words("Alle Ziele des Blatts „Ziele“, "), moment.code)
    page.span(row, p.FAMILIES.first, p.LAST_COLUMN, title.cell, p.SECTION)
    page.heights |= {row: 20, row + 1: 36}
    for first, last, head in _HEADS:
        page.span(row + 1, first, last, head, p.HEAD_LEFT if head in {"Ziel", "Stand"} else p.HEAD)
    line = row + 2
    for code, measured in figures.targets.items():
        progress = progress_of(figures.sums, measured, moment, figures.yellow_from, cells.get(code))
        if progress is not None:
            line = _add_target(page, line, measured, progress)
    without = figures.reporting.unmeasured
    if not figures.targets and not without:
        page.span(line, p.FAMILIES.first, p.LAST_COLUMN, "Kein Ziel auf dem Blatt „Ziele“", p.CELL_TEXT)
        line += 1
    if without:
        said = f"{_UNMEASURED} {named_rows(without)}. Was fehlt, sagt der „Prüfbericht“ zum Blatt „Ziele“."
        page.span(line, p.FAMILIES.first, p.LAST_COLUMN, said, _NAME)
        page.heights[line] = row_height([(said, sum(story.width for story in p.STORIES) / 7)])
        line += 1
    return line


def _add_target(page: p.Page, line: int, measured: MeasuredTarget, progress: Progress) -> int:
    target, of_city = measured.target, progress.of_city
    time = f"{shown(target.begin)}–{shown(target.end)}" if target.begin and target.end else ""
    name = f"{measured.name}\n{time}"
    page.span(line, _F.first, _F.last, name, _NAME)
    page.put(line, _L.first, progress.amount.value, _WHOLE_OR_NOT[progress.amount.number % 1 == 0])
    share = joined(words("eigener Beitrag: "), rounded(_hundred(progress.actual) / progress.amount), words(" %"))
    if measured.unreadable:
        share = progress.said
    own = (
        progress.in_quarter,
        progress.actual,
        NONE if of_city else progress.planned,
        NONE if of_city else progress.pace,
        progress.forecast,
        progress.recent,
        progress.band,
        share if of_city else progress.said,
    )
    _add_figures(page, line, own)
    page.heights[line] = max(page.heights[line], row_height([(name, _NAME_WIDTH)]))
    if not of_city:
        return line + 1
    page.span(line + 1, _F.first, _F.last, "mit dem, was andere gemeldet haben: die ganze Stadt", _NAME)
    page.put(line + 1, _L.first, None, p.CELL)
    together = (
        NONE,
        progress.together,
        progress.planned,
        progress.pace,
        progress.forecast_together,
        progress.recent_together,
        NONE,
        progress.said,
    )
    _add_figures(page, line + 1, together)
    return line + 2


def _add_figures(page: p.Page, line: int, figures: tuple[Pair, ...]) -> None:
    styles: tuple[Style, ...] = (p.CELL, p.CELL, _DIGIT, _DIGIT, _DIGIT, _DIGIT, _TEXT, _SAID)
    for (first, last, _), pair, style in zip(_HEADS[2:], figures, styles, strict=True):
        page.span(line, first, last, pair.cell, style)
    page.heights[line] = 36 if len(str(figures[-1].value)) > _LONG else 26


def _hundred(pair: Pair) -> Pair:
    return Pair("100", 100) * pair
