"""The tiles of the two targets: what was reached, what was due, where it will end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from automation.dashboard import formulas as f
from automation.dashboard import page as p
from automation.dashboard.facts import Code
from automation.dashboard.figures import DAYS_OF_A_QUARTER, FAMILIES, LABOUR_MARKET, Light, half_up
from automation.dashboard.forecast import EARLIEST
from automation.dashboard.quarter_table import OTHERS
from automation.dashboard.tiles import big_number, color_light, put_lines
from workbook.cells import column_letters
from workbook.sheets import Formula

if TYPE_CHECKING:
    from automation.dashboard.figures import Figures, Progress, TargetCodes
    from automation.dashboard.tiles import Line
    from automation.office.quarters import Quarter

_NO_TARGET = "Kein Ziel auf dem Blatt „Ziele“"
_COLORS = {"grün": p.GREEN_LIGHT, "gelb": p.YELLOW_LIGHT, "rot": p.RED_LIGHT}


@dataclass(frozen=True, slots=True)
class TargetCells:
    """Where amount, begin and end of a target stand on the page."""

    amount: str
    begin: str
    end: str

    @property
    def elapsed(self) -> str:
        """The days of the target's time that are over at the end of the chosen quarter."""
        return f"MAX(0,MIN({p.CUT_OFF},{self.end})-{self.begin}+1)"

    @property
    def remaining(self) -> str:
        """The days that are left."""
        return f"({self.end}-{self.begin}+1-{self.elapsed})"


def add_target_tiles(
    page: p.Page, figures: Figures, quarter: Quarter, cells: dict[TargetCodes, TargetCells]
) -> None:
    """Put the tiles of the families and of the social labour market on the page."""
    reporting = figures.reporting
    for story, title, target, codes in (
        (p.FAMILIES, "Familien unabhängig", reporting.families, FAMILIES),
        (p.LABOUR_MARKET, "Sozialer Arbeitsmarkt", reporting.labour_market, LABOUR_MARKET),
    ):
        progress = figures.progress(target, codes, quarter)
        count = f"={f.sum_of(codes.counted, day=p.UNTIL)}"
        if target is None or progress is None:
            total = figures.count(codes.counted, *figures.until(quarter))
            big_number(page, story, title, Formula(count, total), "bisher", 2)
            page.span(p.LIGHT_ROW, story.first, story.last, _NO_TARGET, p.LIGHT)
            continue
        unit, wanted = target.unit or "", half_up(progress.amount)
        of_city = story is p.LABOUR_MARKET and reporting.of_city
        caption = f"{unit}, eigener Beitrag zu {wanted} in der Stadt" if of_city else f"von {wanted} {unit}"
        actual = big_number(page, story, title, Formula(count, progress.actual), caption, 2)
        if of_city:
            _city_lines(page, actual, cells[codes], progress, figures)
        else:
            _office_lines(page, story, actual, codes, cells[codes], progress, figures.yellow_from)


def _office_lines(  # noqa: PLR0917 -- what a tile knows of its target
    page: p.Page,
    story: p.Story,
    actual: str,
    codes: TargetCodes,
    cells: TargetCells,
    progress: Progress,
    yellow_from: int,
) -> None:
    """Put the lines of a target that is the office's alone, and its light."""
    pace = f"MAX(0,{cells.amount}-{actual})/{cells.remaining}*{DAYS_OF_A_QUARTER}"
    lines: list[Line] = [
        ("Soll bisher", f.sum_of(codes.plan, f.VALUE, day=p.UNTIL), progress.planned),
        ("nötig je Quartal ab jetzt", f"IF({cells.remaining}=0,{f.text(p.NOTHING)},{pace})", progress.pace),
        ("im Quartal", f.sum_of(codes.counted, quarter=p.SELECTOR), progress.in_quarter),
        *_ahead(cells, actual, codes, progress),
    ]
    due, *_ = put_lines(
        page, story, 2, lines, [p.ONE_DIGIT, p.ONE_DIGIT, p.WHOLE, p.ONE_DIGIT, p.ONE_DIGIT, p.TEXT]
    )
    formula, said = _light(actual, due, progress, progress.actual, yellow_from)
    cell = page.span(p.LIGHT_ROW, story.first, story.last, Formula(f"={formula}", said), p.LIGHT)
    color_light(page, story, cell, _COLORS)


def _city_lines(page: p.Page, actual: str, cells: TargetCells, progress: Progress, figures: Figures) -> None:
    """Put the lines of a target of the whole city: the light is the city's, once all have reported."""
    story, codes = p.LABOUR_MARKET, LABOUR_MARKET
    ahead, _, band = _ahead(cells, actual, codes, progress)
    others = f.sum_of(Code.LABOUR_MARKET_OTHERS, f.VALUE, day=p.UNTIL)
    lines: list[Line] = [
        ("Anteil am Ziel der Stadt", f"{actual}/{cells.amount}", progress.actual / progress.amount),
        ahead,
        band,
        ("Soll der Stadt bisher", f.sum_of(codes.plan, f.VALUE, day=p.UNTIL), progress.planned),
        ("Rest der Stadt, gemeldet", others, progress.others),
        ("Stadt zusammen", f"{actual}+{others}", progress.together),
    ]
    formats = [p.PERCENT, p.ONE_DIGIT, p.TEXT, p.ONE_DIGIT, p.WHOLE, p.WHOLE]
    *_, due, _, together = put_lines(page, story, 2, lines, formats)
    first = p.QUARTERS_ROW + 2
    last = first + len(figures.reporting.quarters) - 1
    names, rest = column_letters(p.FAMILIES.first), column_letters(story.column(OTHERS))
    begun = f"MATCH({p.SELECTOR},${names}${first}:${names}${last},0)"
    reported = f"COUNT(${rest}${first}:INDEX(${rest}${first}:${rest}${last},{begun}))"
    light, said = _light(together, due, progress, progress.together, figures.yellow_from)
    some = f'"Rest der Stadt: "&{reported}&" von "&{begun}&" Quartalen gemeldet"'
    formula = f"=IF({reported}=0,{f.text(Light.OF_CITY)},IF({reported}<{begun},{some},{light}))"
    if progress.reported == 0:
        said = Light.OF_CITY
    elif progress.reported < progress.begun:
        said = f"Rest der Stadt: {progress.reported} von {progress.begun} Quartalen gemeldet"
    cell = page.span(p.LIGHT_ROW, story.first, story.last, Formula(formula, said), p.LIGHT)
    color_light(page, story, cell, _COLORS)


def _ahead(cells: TargetCells, actual: str, codes: TargetCodes, progress: Progress) -> list[Line]:
    """Return the lines that look ahead to the target's end: at the pace so far, at the last pace, and how sure."""
    none = f.text(p.NOTHING)
    too_early = f"OR({cells.elapsed}<{EARLIEST},{actual}=0)"
    since = f"MAX({p.PREVIOUS_BEGIN},{cells.begin})"
    days = f"(MIN({p.CUT_OFF},{cells.end})-{since}+1)"
    lately = f.sum_of(codes.counted, day=f'">="&{since}', until=p.UNTIL)
    band = f"{progress.band.low}–{progress.band.high}" if progress.band else None
    low, high = (f.sum_of(code, f.VALUE, quarter=p.SELECTOR) for code in (codes.low, codes.high))
    seen = f.count_of(codes.low, quarter=p.SELECTOR)
    return [
        (
            "Prognose, Tempo bisher",
            f"IF({too_early},{none},{actual}+{actual}/{cells.elapsed}*{cells.remaining})",
            progress.forecast,
        ),
        (
            "Prognose, 2 Quartale",
            f"IF(OR({too_early},{days}<{EARLIEST}),{none},{actual}+{lately}/{days}*{cells.remaining})",
            progress.recent,
        ),
        ("Spanne (80 %)", f"IF({seen}=0,{none},{low}&{f.text('–')}&{high})", band),
    ]


def _light(reached: str, due: str, progress: Progress, number: float, yellow_from: int) -> tuple[str, str]:
    """Return the formula and the words of a light: the word, and the share of what is due."""
    share = f"ROUND({reached}/{due}*100,6)"
    red_or_yellow = f"IF({share}>={yellow_from},{f.text(Light.YELLOW)},{f.text(Light.RED)})"
    word = f"IF({share}>=100,{f.text(Light.GREEN)},{red_or_yellow})"
    formula = f'IF(ROUND({due},6)<=0,{f.text(Light.NONE)},{word}&" ("&ROUND({reached}/{due}*100,0)&" %)")'
    if progress.light in {Light.NONE, Light.OF_CITY}:
        return formula, progress.light
    return formula, f"{progress.light} ({half_up(number / progress.planned * 100)} %)"
