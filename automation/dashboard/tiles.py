"""The tiles of placements and requests, and what all four tiles are made of: a number, lines, a light in words."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from automation.dashboard import page as p
from automation.figures.indicators import placements, requests
from automation.figures.pairs import Pair, either, joined, words
from automation.figures.tables import name_back, quarter_back
from workbook.cells import Area
from workbook.sheets import Highlight

if TYPE_CHECKING:
    from collections.abc import Mapping

    from automation.figures.adding import Moment
    from automation.figures.compiled import Figures
    from workbook.sheets import Style

Line = tuple[str, Pair]
"""A line of a tile: label and figure."""


def add_placements_tile(page: p.Page, figures: Figures, moment: Moment) -> None:
    """Put the placements of the quarter on the page, by kind, and how many of them are full work or training."""
    story, sums, every = p.PLACEMENTS, figures.sums, placements.ALL
    big = big_number(page, story, every.title, every.pair(sums, moment), "im Quartal", 2)
    before = sums.moment(quarter_back(moment.quarter, 1), name_back(p.SELECTOR, 1))
    lines: list[Line] = [
        ("im Quartal davor", every.pair(sums, before)),
        *((part.title, part.pair(sums, moment)) for part in placements.PARTS),
    ]
    until = every.until(sums, moment)
    if until is not None:
        lines.insert(0, ("seit Beginn", until))
    put_lines(page, story, 2, lines, [p.WHOLE] * len(lines))
    said = joined(placements.FULL_WORK.pair(sums, moment), words(" von "), big, words(_FULL_WORK))
    page.span(p.LIGHT_ROW, story.first, story.last, said.cell, p.LIGHT)


_FULL_WORK = " sv-pflichtig oder in Ausbildung"


def add_requests_tile(page: p.Page, figures: Figures, moment: Moment) -> None:
    """Put the requests on the page: open at the end of the quarter, and whether each is somebody's."""
    story, sums = p.REQUESTS, figures.sums
    big_number(page, story, "Anliegen", requests.STILL_OPEN.pair(sums, moment), "offen", 1)
    flows = (requests.RECEIVED, requests.FINISHED, requests.BROKEN_OFF)
    lines: list[Line] = [
        *((f"{measure.title} im Quartal", measure.pair(sums, moment)) for measure in flows),
        *((measure.title, measure.pair(sums, moment)) for measure in (requests.DAYS, requests.LATE, requests.AGE)),
    ]
    put_lines(page, story, 1, lines, [p.WHOLE, p.WHOLE, p.WHOLE, p.ONE_DIGIT, p.WHOLE, p.ONE_DIGIT])
    nobodys = requests.NOBODYS.pair(sums, moment)
    everybody = words("Jedes offene Anliegen hat Zuständige")
    said = either(nobodys.is_zero(), everybody, joined(words("ohne Zuständige: "), nobodys))
    cell = page.span(p.LIGHT_ROW, story.first, story.last, said.cell, p.LIGHT)
    color_light(page, story, cell, {"ohne": p.RED_LIGHT, "Jedes": p.GREEN_LIGHT})


def big_number(page: p.Page, story: p.Story, title: str, value: Pair, caption: str, columns: int) -> Pair:
    """Put a tile's title, its one big number and the caption below it; return the pair that refers to it."""
    page.span(p.TILE_ROW, story.first, story.last, title, p.STORY)
    last = story.column(columns - 1)
    cell = page.span(p.TILE_ROW + 1, story.first, last, value.cell, p.BIG, rows=3)
    page.span(p.TILE_ROW + 4, story.first, last, caption, p.CAPTION, rows=3)
    return Pair(cell, value.value)


def put_lines(page: p.Page, story: p.Story, first: int, lines: list[Line], formats: list[str]) -> None:
    """Put the lines at the right of a tile, label and number."""
    for row, ((label, pair), code) in enumerate(zip(lines, formats, strict=True), p.TILE_ROW + 1):
        page.span(row, story.column(first), story.last - 1, label, p.LABEL)
        page.pair(row, story.last, pair, replace(p.NUMBER, number_format=code))


def color_light(page: p.Page, story: p.Story, cell: str, colors: Mapping[str, Style]) -> None:
    """Colour the light of a tile by the word that its text begins with; the colour only repeats the word."""
    area = Area(p.LIGHT_ROW, story.first, p.LIGHT_ROW, story.last)
    for word, style in colors.items():
        page.highlights.append(Highlight(area, f"=LEFT({cell},{len(word)})={words(word).text}", style))
