"""The tiles of placements and requests, and what all four tiles are made of: a number, lines, a light in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from automation.dashboard import grid as p
from automation.figures.closing.record import SINCE
from automation.figures.fact import ELSEWHERE, HELD_BACK
from automation.figures.fact_formulas import quarter_end
from automation.figures.figure_tables import QUARTERS_OF_A_YEAR, name_back
from automation.figures.indicators import placement_counts as placements
from automation.figures.indicators import requests
from automation.figures.pairs import NONE, Pair, either, joined, words
from workbook.cells import Area
from workbook.sheets import Highlight

if TYPE_CHECKING:
    from collections.abc import Mapping

    from automation.figures.adding import Moment
    from automation.figures.compiled import Figures
    from automation.figures.measures import Measure
    from workbook.sheets import Style

Line = tuple[str, Pair]
"""A line of a tile: label and figure."""


def add_placements_tile(page: p.Page, figures: Figures, moment: Moment) -> None:
    """Put the placements of the quarter on the page, by kind, and how many of them are full work or training."""
    story, sums, every = p.PLACEMENTS, figures.sums, placements.ALL
    big = big_number(page, story, every.title, every.pair(sums, moment), "im Quartal")
    lines: list[Line] = [
        (COMPARED, compared(every, figures, moment)),
        *((part.title, part.pair(sums, moment)) for part in placements.PARTS),
    ]
    until = every.until(sums, moment)
    if until is not None:
        lines.insert(0, (SINCE, until))
    put_lines(page, story, lines, [p.TEXT if label == COMPARED else p.WHOLE for label, _ in lines])
    said = joined(placements.FULL_WORK.pair(sums, moment), words(" von "), big, words(_FULL_WORK))
    page.span(p.LIGHT_ROW, story.first, story.last, said.cell, p.LIGHT)
    put_errors(page, story, every, figures, moment)
    before = every.pair(sums, _back(figures, moment, 1))
    more = joined(big - before, words(" mehr als im Quartal davor."))
    fewer = joined(before - big, words(" weniger als im Quartal davor."))
    put_finding(page, story, joined(big, words(" Vermittlungen im Quartal, "), either(before <= big, more, fewer)))


COMPARED = "im Quartal"
"""The line of a tile that holds the quarter, the one before and that of the year before: „2 / 3 / 0“."""


def compared(measure: Measure, figures: Figures, moment: Moment) -> Pair:
    """Return a figure of the quarter, the one before and that of the year before: „2 / 3 / 0“."""
    first = words(figures.reporting.begun[0].code)
    parts = []
    for back in (0, 1, QUARTERS_OF_A_YEAR):
        at = _back(figures, moment, back)
        unknown = Pair(f"{at.code.text}<{first.text}", str(at.code.value) < str(first.value))
        pair = measure.pair(figures.sums, at)
        parts.append(either(unknown, NONE, pair) if back else pair)
    now, before, year = parts
    return joined(now, words(" / "), before, words(" / "), year)


def _back(figures: Figures, moment: Moment, back: int) -> Moment:
    if not back:
        return moment
    quarter, name = moment.quarter.later(-back), name_back(p.SELECTOR, back)
    return replace(figures.sums.moment(quarter, name, quarter_end(name)), day=quarter.end)


def put_errors(page: p.Page, story: p.Story, measure: Measure, figures: Figures, moment: Moment) -> None:
    """Put below a tile how many rows of the quarter an open error holds back, and how many count with one."""
    back, marked = (measure.errors(figures.sums, moment, mark) for mark in (HELD_BACK, ELSEWHERE))
    said = joined(words("mit Fehler: "), back, words(" nicht gezählt, "), marked, words(" gezählt"))
    page.span(p.ERRORS_ROW, story.first, story.last, said.cell, p.ERRORS)


def put_finding(page: p.Page, story: p.Story, said: Pair) -> None:
    """Put over a chart the sentence that it is there for."""
    page.span(p.FINDING_ROW, story.first, story.last, said.cell, p.FINDING)


_FULL_WORK = " sv-pflichtig oder in Ausbildung"


def add_requests_tile(page: p.Page, figures: Figures, moment: Moment) -> None:
    """Put the requests on the page: open at the end of the quarter, and whether each is somebody's."""
    story, sums = p.REQUESTS, figures.sums
    big_number(page, story, "Anliegen", requests.STILL_OPEN.pair(sums, moment), "offen")
    lines: list[Line] = [
        *((title, compared(each, figures, moment)) for each, title in _FLOWS),
        (requests.BROKEN_OFF.title, requests.BROKEN_OFF.pair(sums, moment)),
        *((title, measure.pair(sums, moment)) for measure, title in _AT_THE_END),
    ]
    put_lines(page, story, lines, [p.TEXT, p.TEXT, p.WHOLE, p.ONE_DIGIT, p.WHOLE, p.ONE_DIGIT])
    nobodys = requests.NOBODYS.pair(sums, moment)
    everybody = words("Jedes offene Anliegen hat Zuständige")
    some = either(nobodys.is_zero(), everybody, joined(words("ohne Zuständige: "), nobodys))
    said = either(nobodys.is_unknown(), words("Zuständige: nur von heute bekannt"), some)
    cell = page.span(p.LIGHT_ROW, story.first, story.last, said.cell, p.LIGHT)
    color_light(page, story, cell, {"ohne": p.RED_LIGHT, "Jedes": p.GREEN_LIGHT})
    put_errors(page, story, requests.RECEIVED, figures, moment)
    came, done, left = (
        measure.pair(sums, moment) for measure in (requests.RECEIVED, requests.FINISHED, requests.STILL_OPEN)
    )
    parts = (came, words(" Anliegen kamen, "), done, words(" wurden erledigt; "), left, words(" sind offen."))
    put_finding(page, story, joined(*parts))


_AT_THE_END = (
    (requests.DAYS, "Dauer (Median)"),
    (requests.LATE, requests.LATE.title),
    (requests.AGE, "Alter (Median)"),
)
_FLOWS = ((requests.RECEIVED, "Eingang"), (requests.FINISHED, "erledigt"))


def big_number(page: p.Page, story: p.Story, title: str, value: Pair, caption: str) -> Pair:
    """Put a tile's title, its one big number and the caption below it; return the pair that refers to it."""
    page.span(p.TILE_ROW, story.first, story.last, title, p.STORY)
    cell = page.span(p.TILE_ROW + 1, story.first, story.first, value.cell, p.BIG, rows=3)
    page.span(p.TILE_ROW + 4, story.first, story.first, caption, p.CAPTION, rows=3)
    return Pair(cell, value.value)


def put_lines(page: p.Page, story: p.Story, lines: list[Line], formats: list[str]) -> None:
    """Put the lines at the right of a tile, label and number."""
    for row, ((label, pair), code) in enumerate(zip(lines, formats, strict=True), p.TILE_ROW + 1):
        number = story.column(story.number - (code == p.TEXT))
        page.span(row, story.column(1), number - 1, label, p.LABEL)
        page.span(row, number, story.last, pair.cell, replace(p.NUMBER, number_format=code))


def color_light(page: p.Page, story: p.Story, cell: str, colors: Mapping[str, Style]) -> None:
    """Colour the light of a tile by the word that its text begins with; the colour only repeats the word."""
    area = Area(p.LIGHT_ROW, story.first, p.LIGHT_ROW, story.last)
    for word, style in colors.items():
        page.highlights.append(Highlight(area, f"=LEFT({cell},{len(word)})={words(word).text}", style))
