"""The tiles of the two targets: what was reached, what was due, where it will end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from automation.dashboard import grid as p
from automation.dashboard.tiles import (
    COMPARED,
    big_number,
    color_light,
    compared,
    put_errors,
    put_finding,
    put_lines,
)
from automation.figures.adding import Over
from automation.figures.indicators import independent_families as families
from automation.figures.indicators import labour_market
from automation.figures.pairs import joined, rounded, words
from automation.figures.progress import progress_of
from workbook.german import shown_number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from automation.figures.adding import Moment
    from automation.figures.compiled import Figures
    from automation.figures.pairs import Pair
    from automation.figures.progress import Progress, TargetCells

_NO_TARGET = "Kein Ziel auf dem Blatt „Ziele“"
_COLORS = {"grün": p.GREEN_LIGHT, "gelb": p.YELLOW_LIGHT, "rot": p.RED_LIGHT}


def add_target_tiles(page: p.Page, figures: Figures, moment: Moment, cells: Mapping[str, TargetCells]) -> None:
    """Put the tiles of the families and of the social labour market on the page."""
    for story, measure in ((p.FAMILIES, families.FAMILIES), (p.LABOUR_MARKET, labour_market.OWN_PART)):
        code, target = measure.id, figures.targets.get(measure.id)
        progress = None
        if target is not None:
            own = cells.get(code)
            progress = progress_of(figures.sums, target, moment, figures.yellow_from, own)
        if target is None or progress is None:
            total = figures.sums.pair(code, Over.UNTIL, moment)
            big_number(page, story, measure.title, total, "bisher")
            put_errors(page, story, measure, figures, moment)
            page.span(p.LIGHT_ROW, story.first, story.last, _NO_TARGET, p.LIGHT)
            continue
        unit, wanted = target.target.unit or "", shown_number(progress.amount.number)
        caption = f"eigene, Ziel der Stadt: {wanted}" if progress.of_city else f"von {wanted} {unit}"
        big_number(page, story, measure.title + figures.which(code), progress.actual, caption)
        lines = _of_city(progress) if progress.of_city else _of_office(progress)
        lines.insert(0, (COMPARED, compared(measure, figures, moment), p.TEXT))
        put_lines(page, story, [line[:2] for line in lines], [line[2] for line in lines])
        put_errors(page, story, measure, figures, moment)
        put_finding(page, story, _finding(progress, unit))
        cell = page.span(p.LIGHT_ROW, story.first, story.last, progress.said.cell, p.LIGHT)
        color_light(page, story, cell, _COLORS)


def _finding(progress: Progress, unit: str) -> Pair:
    """Return what the chart says, in a sentence."""
    wanted, due = rounded(progress.amount), rounded(progress.planned)
    if progress.amount.number % 1:
        wanted = words(shown_number(progress.amount.number))
    if progress.of_city:
        own, others, together = progress.actual, progress.others, progress.together
        parts = (own, words(" durch das Büro, "), others, words(" durch andere: zusammen "), together)
        return joined(*parts, words(" von "), wanted, words("; im Soll wären "), due, words("."))
    reached = joined(progress.actual, words(" von "), wanted, words(f" {unit}; im Soll wären "), due)
    return joined(reached, words(". Erwartet am Ende: "), progress.band, words("."))


def _of_office(progress: Progress) -> list[tuple[str, Pair, str]]:
    return [
        ("Soll bisher", progress.planned, p.ONE_DIGIT),
        ("nötig je Quartal", progress.pace, p.ONE_DIGIT),
        ("Prognose", progress.forecast, p.ONE_DIGIT),
        ("aus 2 Quartalen", progress.recent, p.ONE_DIGIT),
        ("Spanne", progress.band, p.TEXT),
    ]


def _of_city(progress: Progress) -> list[tuple[str, Pair, str]]:
    """Return the lines of a target of the whole city: the light is the city's, once all have reported."""
    return [
        ("Stadt zusammen", progress.together, p.WHOLE),
        ("Soll der Stadt", progress.planned, p.ONE_DIGIT),
        ("nötig je Quartal", progress.pace, p.ONE_DIGIT),
        ("Prognose Büro", progress.forecast, p.ONE_DIGIT),
        ("Prognose Stadt", progress.forecast_together, p.ONE_DIGIT),
    ]
