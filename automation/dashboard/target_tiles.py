"""The tiles of the two targets: what was reached, what was due, where it will end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from automation.dashboard import page as p
from automation.dashboard.tiles import big_number, color_light, put_lines
from automation.figures.adding import Over
from automation.figures.indicators import families, labour_market
from automation.figures.pairs import half_up
from automation.figures.progress import progress_of

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
            progress = progress_of(figures.sums, code, target, moment, figures.yellow_from, own)
        if target is None or progress is None:
            total = figures.sums.pair(code, Over.UNTIL, moment)
            big_number(page, story, measure.title, total, "bisher", 2)
            page.span(p.LIGHT_ROW, story.first, story.last, _NO_TARGET, p.LIGHT)
            continue
        unit, wanted = target.unit or "", half_up(progress.amount.number)
        caption = f"von {wanted} {unit}"
        if progress.of_city:
            caption = f"{unit}, eigener Beitrag zu {wanted} in der Stadt"
        big_number(page, story, measure.title, progress.actual, caption, 2)
        lines = _of_city(progress) if progress.of_city else _of_office(progress)
        put_lines(page, story, 2, [line[:2] for line in lines], [line[2] for line in lines])
        cell = page.span(p.LIGHT_ROW, story.first, story.last, progress.said.cell, p.LIGHT)
        color_light(page, story, cell, _COLORS)


def _of_office(progress: Progress) -> list[tuple[str, Pair, str]]:
    return [
        ("Soll bisher", progress.planned, p.ONE_DIGIT),
        ("nötig je Quartal ab jetzt", progress.pace, p.ONE_DIGIT),
        ("im Quartal", progress.in_quarter, p.WHOLE),
        ("Prognose, Tempo bisher", progress.forecast, p.ONE_DIGIT),
        ("Prognose, 2 Quartale", progress.recent, p.ONE_DIGIT),
        ("Spanne (80 %)", progress.band, p.TEXT),
    ]


def _of_city(progress: Progress) -> list[tuple[str, Pair, str]]:
    """Return the lines of a target of the whole city: the light is the city's, once all have reported."""
    return [
        ("Anteil am Ziel der Stadt", progress.actual / progress.amount, p.PERCENT),
        ("Prognose, Tempo bisher", progress.forecast, p.ONE_DIGIT),
        ("Spanne (80 %)", progress.band, p.TEXT),
        ("Soll der Stadt bisher", progress.planned, p.ONE_DIGIT),
        ("Rest der Stadt, gemeldet", progress.others, p.WHOLE),
        ("Stadt zusammen", progress.together, p.WHOLE),
    ]
