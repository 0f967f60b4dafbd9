"""The four tiles at the head of the page: one number each, what to hold it against, and a light in words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from automation.dashboard import formulas as f
from automation.dashboard import page as p
from automation.dashboard.facts import Code
from automation.dashboard.figures import DAYS_OF_A_QUARTER, FAMILIES, LABOUR_MARKET, MIX, Light, half_up
from automation.dashboard.forecast import EARLIEST
from automation.targets import WHOLE_CITY
from workbook.cells import Area
from workbook.sheets import Formula, Highlight

if TYPE_CHECKING:
    from automation.dashboard.figures import Figures, Progress, TargetCodes
    from automation.quarters import Quarter
    from workbook.schema import Target
    from workbook.schema.vocabulary import Employment
    from workbook.sheets import Value

_Line = tuple[str, str, float | str | None]
"""A line of a tile: label, formula without `=`, value (`None` where nothing can be said)."""

_NO_LIGHT = "Ziel der ganzen Stadt, deshalb ohne Ampel"
_NO_TARGET = "Kein Ziel auf dem Blatt „Ziele“"
_IN_QUARTER = f.sum_of(Code.PLACEMENTS, quarter=p.SELECTOR)


@dataclass(frozen=True, slots=True)
class TargetCells:
    """Where amount, begin and end of a target stand on the page."""

    amount: str
    begin: str
    end: str


def add_tiles(page: p.Page, figures: Figures, quarter: Quarter, cells: dict[TargetCodes, TargetCells]) -> None:
    """Put the four tiles on the page."""
    reporting = figures.reporting
    for row in range(p.TILE_ROW, p.LIGHT_ROW + 1):
        page.heights[row] = 20 if row in {p.TILE_ROW, p.LIGHT_ROW} else 16.5
    _target_tile(page, p.FAMILIES, "Familien unabhängig", reporting.families, FAMILIES, figures, quarter, cells)
    _target_tile(
        page,
        p.LABOUR_MARKET,
        "Sozialer Arbeitsmarkt",
        reporting.labour_market,
        LABOUR_MARKET,
        figures,
        quarter,
        cells,
    )
    _placements_tile(page, figures, quarter)
    _requests_tile(page, figures, quarter)


def _target_tile(  # noqa: PLR0917 -- the parts of one tile, called twice just above
    page: p.Page,
    story: p.Story,
    title: str,
    target: Target | None,
    codes: TargetCodes,
    figures: Figures,
    quarter: Quarter,
    cells: dict[TargetCodes, TargetCells],
) -> None:
    progress = figures.progress(target, codes, quarter)
    count = f.sum_of(codes.counted, day=p.UNTIL)
    if target is None or progress is None:
        total = figures.count(codes.counted, *figures.until(quarter))
        _big(page, story, title, Formula(f"={count}", total), "bisher", 2)
        page.span(p.LIGHT_ROW, story.first, story.last, _NO_TARGET, p.LIGHT)
        return
    of_city = target.scope == WHOLE_CITY
    unit = target.unit or ""
    wanted = f"{half_up(progress.amount):d}"
    caption = f"{unit}, eigener Beitrag zu {wanted} in der Stadt" if of_city else f"von {wanted} {unit}"
    actual = _big(page, story, title, Formula(f"={count}", progress.actual), caption, 2)
    place = cells[codes]
    due = f.sum_of(codes.plan, f.VALUE, day=p.UNTIL)
    in_quarter = ("im Quartal", f.sum_of(codes.counted, quarter=p.SELECTOR), progress.in_quarter)
    share = ("Anteil am Ziel der Stadt", f"{actual}/{place.amount}", progress.actual / progress.amount)
    elapsed = f"MAX(0,MIN({p.CUT_OFF},{place.end})-{place.begin}+1)"
    remaining = f"({place.end}-{place.begin}+1-{elapsed})"
    pace = f"MAX(0,{place.amount}-{actual})/{remaining}*{DAYS_OF_A_QUARTER}"
    needed = ("nötig je Quartal ab jetzt", f"IF({remaining}=0,{f.text(p.NOTHING)},{pace})", progress.pace)
    planned = ("Soll der Stadt bisher" if of_city else "Soll bisher", due, progress.planned)
    lines = [planned, share if of_city else needed, in_quarter, *_ahead(place, actual, codes, progress)]
    formats = [p.ONE_DIGIT, p.PERCENT if of_city else p.ONE_DIGIT, p.WHOLE, p.ONE_DIGIT, p.ONE_DIGIT, p.TEXT]
    at = _list(page, story, 2, lines, formats)
    if of_city:
        page.span(p.LIGHT_ROW, story.first, story.last, _NO_LIGHT, p.LIGHT)
    else:
        _light(page, story, actual, at[0], progress, figures.yellow_from)


def _ahead(place: TargetCells, actual: str, codes: TargetCodes, progress: Progress) -> list[_Line]:
    """Return the lines that look ahead to the target's end: at the pace so far, at the last pace, and how sure."""
    elapsed = f"MAX(0,MIN({p.CUT_OFF},{place.end})-{place.begin}+1)"
    remaining = f"({place.end}-{place.begin}+1-{elapsed})"
    none = f.text(p.NOTHING)
    too_early = f"OR({elapsed}<{EARLIEST},{actual}=0)"
    since = f"MAX({p.PREVIOUS_BEGIN},{place.begin})"
    days = f"(MIN({p.CUT_OFF},{place.end})-{since}+1)"
    lately = f.sum_of(codes.counted, day=f'">="&{since}', until=p.UNTIL)
    band = f"{progress.band.low}–{progress.band.high}" if progress.band else None
    low, high = (f.sum_of(code, f.VALUE, quarter=p.SELECTOR) for code in (codes.low, codes.high))
    seen = f.count_of(codes.low, quarter=p.SELECTOR)
    return [
        (
            "Prognose, Tempo bisher",
            f"IF({too_early},{none},{actual}+{actual}/{elapsed}*{remaining})",
            progress.forecast,
        ),
        (
            "Prognose, 2 Quartale",
            f"IF(OR({too_early},{days}<{EARLIEST}),{none},{actual}+{lately}/{days}*{remaining})",
            progress.recent,
        ),
        ("Spanne (80 %)", f"IF({seen}=0,{none},{low}&{f.text('–')}&{high})", band),
    ]


def _light(page: p.Page, story: p.Story, actual: str, due: str, progress: Progress, yellow_from: int) -> None:
    """Put the light under a tile: a word, the share of what is due, and a colour that only repeats it."""
    share = f"ROUND({actual}/{due}*100,6)"
    word = (
        f"IF({share}>=100,{f.text(Light.GREEN)},IF({share}>={yellow_from},{f.text(Light.YELLOW)},"
        f"{f.text(Light.RED)}))"
    )
    formula = f'=IF(ROUND({due},6)<=0,{f.text(Light.NONE)},{word}&" ("&ROUND({actual}/{due}*100,0)&" %)")'
    said = str(progress.light)
    if progress.light is not Light.NONE:
        said += f" ({half_up(progress.actual / progress.planned * 100)} %)"
    cell = page.span(p.LIGHT_ROW, story.first, story.last, Formula(formula, said), p.LIGHT)
    area = Area(p.LIGHT_ROW, story.first, p.LIGHT_ROW, story.last)
    for word_of, style in (("grün", p.GREEN_LIGHT), ("gelb", p.YELLOW_LIGHT), ("rot", p.RED_LIGHT)):
        page.highlights.append(Highlight(area, f"=LEFT({cell},{len(word_of)})={f.text(word_of)}", style))


def _placements_tile(page: p.Page, figures: Figures, quarter: Quarter) -> None:
    story, code = p.PLACEMENTS, Code.PLACEMENTS
    begin, cut = quarter.begin, figures.cut_off(quarter)
    total = figures.count(code, begin, cut)
    big = _big(page, story, "Vermittlungen", Formula(f"={_IN_QUARTER}", total), "im Quartal", 2)

    def kinds(chosen: tuple[Employment, ...]) -> tuple[str, int]:
        terms = (f.sum_of(code, quarter=p.SELECTOR, kind=f.exactly(kind)) for kind in chosen)
        return "+".join(terms), sum(figures.count(code, begin, cut, by="kind", equal=kind) for kind in chosen)

    before = f.sum_of(code, day=f'">="&{p.PREVIOUS_BEGIN}', until=f'"<"&{p.QUARTER_BEGIN}')
    lines: list[_Line] = [
        ("seit Beginn", f.sum_of(code, day=p.UNTIL), figures.count(code, *figures.until(quarter))),
        ("im Quartal davor", before, figures.count(code, *figures.quarter_before(quarter))),
        *((label, *kinds(chosen)) for label, chosen in MIX.items()),
    ]
    at = _list(page, story, 2, lines, [p.WHOLE] * len(lines))
    formula = f'={at[2]}+{at[3]}+{at[4]}&" von "&{big}&" sv-pflichtig oder in Ausbildung"'
    mix = figures.mix(begin, cut)
    said = f"{mix['Vollzeit'] + mix['Teilzeit'] + mix['Ausbildung']} von {total} sv-pflichtig oder in Ausbildung"
    page.span(p.LIGHT_ROW, story.first, story.last, Formula(formula, said), p.LIGHT)


def _requests_tile(page: p.Page, figures: Figures, quarter: Quarter) -> None:
    story = p.REQUESTS
    begin, cut = quarter.begin, figures.cut_off(quarter)
    ended = "-".join(f.count_of(code, day=p.UNTIL) for code in (Code.REQUESTS_DONE, Code.REQUESTS_CANCELLED))
    stock = f"{f.sum_of(Code.REQUESTS_IN, f.DENOMINATOR, day=p.UNTIL)}-{ended}"
    _big(page, story, "Anliegen", Formula(f"={stock}", figures.open_requests(cut)), "offen", 1)
    done = f.median_of(Code.REQUESTS_DONE, quarter=p.SELECTOR)
    lines: list[_Line] = [
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
    _list(page, story, 1, lines, [p.WHOLE, p.WHOLE, p.WHOLE, p.ONE_DIGIT, p.WHOLE, p.ONE_DIGIT])
    nobodys = figures.number(Code.REQUESTS_UNOWNED)
    count = f.count_of(Code.REQUESTS_UNOWNED)
    everybody = "Jedes offene Anliegen hat jemanden, der sich kümmert"
    formula = f'=IF({count}=0,{f.text(everybody)},"ohne Zuständige: "&{count})'
    said = everybody if nobodys == 0 else f"ohne Zuständige: {nobodys}"
    cell = page.span(p.LIGHT_ROW, story.first, story.last, Formula(formula, said), p.LIGHT)
    area = Area(p.LIGHT_ROW, story.first, p.LIGHT_ROW, story.last)
    page.highlights.append(Highlight(area, f'=LEFT({cell},4)="ohne"', p.RED_LIGHT))
    page.highlights.append(Highlight(area, f'=LEFT({cell},5)="Jedes"', p.GREEN_LIGHT))


def _big(page: p.Page, story: p.Story, title: str, value: Value, caption: str, columns: int) -> str:
    """Put a tile's title, its one big number and the caption below it; return the number's address."""
    page.span(p.TILE_ROW, story.first, story.last, title, p.STORY)
    last = story.column(columns - 1)
    cell = page.span(p.TILE_ROW + 1, story.first, last, value, p.BIG, rows=3)
    page.span(p.TILE_ROW + 4, story.first, last, caption, p.CAPTION, rows=3)
    return cell


def _list(
    page: p.Page,
    story: p.Story,
    first: int,
    lines: list[_Line],
    formats: list[str],
) -> list[str]:
    """Put the lines at the right of a tile, label and number; return the numbers' addresses."""
    cells = []
    for row, ((label, formula, value), code) in enumerate(zip(lines, formats, strict=True), p.TILE_ROW + 1):
        page.span(row, story.column(first), story.last - 1, label, p.LABEL)
        style = replace(p.NUMBER, number_format=code)
        cells.append(page.put(row, story.last, p.or_nothing(formula, value), style))
    return cells
