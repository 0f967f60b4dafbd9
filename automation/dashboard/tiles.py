"""The tiles of placements and requests, and what all four tiles are made of: a number, lines, a light in words."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from automation.dashboard import formulas as f
from automation.dashboard import page as p
from automation.dashboard.facts import Code
from automation.dashboard.figures import MIX
from workbook.cells import Area
from workbook.sheets import Formula, Highlight

if TYPE_CHECKING:
    from collections.abc import Mapping

    from automation.dashboard.figures import Figures
    from automation.office.quarters import Quarter
    from workbook.schema.vocabulary import Employment
    from workbook.sheets import Style, Value

Line = tuple[str, str, float | str | None]
"""A line of a tile: label, formula without `=`, value (`None` where nothing can be said)."""

_IN_QUARTER = f.sum_of(Code.PLACEMENTS, quarter=p.SELECTOR)


def add_placements_tile(page: p.Page, figures: Figures, quarter: Quarter) -> None:
    """Put the placements of the quarter on the page, by kind, and how many of them are full work or training."""
    story, code = p.PLACEMENTS, Code.PLACEMENTS
    begin, cut = quarter.begin, figures.cut_off(quarter)
    total = figures.count(code, begin, cut)
    big = big_number(page, story, "Vermittlungen", Formula(f"={_IN_QUARTER}", total), "im Quartal", 2)

    def kinds(chosen: tuple[Employment, ...]) -> tuple[str, int]:
        terms = (f.sum_of(code, quarter=p.SELECTOR, kind=f.exactly(kind)) for kind in chosen)
        return "+".join(terms), sum(figures.count(code, begin, cut, by="kind", equal=kind) for kind in chosen)

    before = f.sum_of(code, day=f'">="&{p.PREVIOUS_BEGIN}', until=f'"<"&{p.QUARTER_BEGIN}')
    lines: list[Line] = [
        ("seit Beginn", f.sum_of(code, day=p.UNTIL), figures.count(code, *figures.until(quarter))),
        ("im Quartal davor", before, figures.count(code, *figures.quarter_before(quarter))),
        *((label, *kinds(chosen)) for label, chosen in MIX.items()),
    ]
    at = put_lines(page, story, 2, lines, [p.WHOLE] * len(lines))
    formula = f'={at[2]}+{at[3]}+{at[4]}&" von "&{big}&" sv-pflichtig oder in Ausbildung"'
    mix = figures.mix(begin, cut)
    said = f"{mix['Vollzeit'] + mix['Teilzeit'] + mix['Ausbildung']} von {total} sv-pflichtig oder in Ausbildung"
    page.span(p.LIGHT_ROW, story.first, story.last, Formula(formula, said), p.LIGHT)


def add_requests_tile(page: p.Page, figures: Figures, quarter: Quarter) -> None:
    """Put the requests on the page: open at the end of the quarter, and whether each is somebody's."""
    story = p.REQUESTS
    begin, cut = quarter.begin, figures.cut_off(quarter)
    ended = "-".join(f.count_of(code, day=p.UNTIL) for code in (Code.REQUESTS_DONE, Code.REQUESTS_CANCELLED))
    stock = f"{f.sum_of(Code.REQUESTS_IN, f.DENOMINATOR, day=p.UNTIL)}-{ended}"
    big_number(page, story, "Anliegen", Formula(f"={stock}", figures.open_requests(cut)), "offen", 1)
    done = f.median_of(Code.REQUESTS_DONE, quarter=p.SELECTOR)
    lines: list[Line] = [
        (
            "Eingang im Quartal",
            f.sum_of(Code.REQUESTS_IN, quarter=p.SELECTOR),
            figures.count(Code.REQUESTS_IN, begin, cut),
        ),
        (
            "erledigt im Quartal",
            f.sum_of(Code.REQUESTS_DONE, quarter=p.SELECTOR),
            figures.count(Code.REQUESTS_DONE, begin, cut),
        ),
        (
            "abgebrochen im Quartal",
            f.sum_of(Code.REQUESTS_CANCELLED, quarter=p.SELECTOR),
            figures.count(Code.REQUESTS_CANCELLED, begin, cut),
        ),
        ("Tage bis erledigt (Median)", done, figures.median(Code.REQUESTS_DONE, begin, cut)),
        ("überfällig am Stand", f.count_of(Code.REQUESTS_OVERDUE), figures.number(Code.REQUESTS_OVERDUE)),
        ("Alter am Stand (Median)", f.median_of(Code.REQUESTS_OPEN), figures.median(Code.REQUESTS_OPEN)),
    ]
    put_lines(page, story, 1, lines, [p.WHOLE, p.WHOLE, p.WHOLE, p.ONE_DIGIT, p.WHOLE, p.ONE_DIGIT])
    nobodys = figures.number(Code.REQUESTS_UNOWNED)
    count = f.count_of(Code.REQUESTS_UNOWNED)
    everybody = "Jedes offene Anliegen hat Zuständige"
    formula = f'=IF({count}=0,{f.text(everybody)},"ohne Zuständige: "&{count})'
    said = everybody if nobodys == 0 else f"ohne Zuständige: {nobodys}"
    cell = page.span(p.LIGHT_ROW, story.first, story.last, Formula(formula, said), p.LIGHT)
    color_light(page, story, cell, {"ohne": p.RED_LIGHT, "Jedes": p.GREEN_LIGHT})


def big_number(page: p.Page, story: p.Story, title: str, value: Value, caption: str, columns: int) -> str:
    """Put a tile's title, its one big number and the caption below it; return the number's address."""
    page.span(p.TILE_ROW, story.first, story.last, title, p.STORY)
    last = story.column(columns - 1)
    cell = page.span(p.TILE_ROW + 1, story.first, last, value, p.BIG, rows=3)
    page.span(p.TILE_ROW + 4, story.first, last, caption, p.CAPTION, rows=3)
    return cell


def put_lines(
    page: p.Page,
    story: p.Story,
    first: int,
    lines: list[Line],
    formats: list[str],
) -> list[str]:
    """Put the lines at the right of a tile, label and number; return the numbers' addresses."""
    cells = []
    for row, ((label, formula, value), code) in enumerate(zip(lines, formats, strict=True), p.TILE_ROW + 1):
        page.span(row, story.column(first), story.last - 1, label, p.LABEL)
        style = replace(p.NUMBER, number_format=code)
        cells.append(page.put(row, story.last, p.or_nothing(formula, value), style))
    return cells


def color_light(page: p.Page, story: p.Story, cell: str, colors: Mapping[str, Style]) -> None:
    """Colour the light of a tile by the word that its text begins with; the colour only repeats the word."""
    area = Area(p.LIGHT_ROW, story.first, p.LIGHT_ROW, story.last)
    for word, style in colors.items():
        page.highlights.append(Highlight(area, f"=LEFT({cell},{len(word)})={f.text(word)}", style))
