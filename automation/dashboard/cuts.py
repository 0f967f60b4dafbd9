"""Which quarters are not whole: the first and the last may be cut by the project's time, one may still run."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from automation.dashboard import grid as p
from automation.figures.fact_formulas import text
from workbook.cells import Area
from workbook.sheets import Highlight, Style

if TYPE_CHECKING:
    from automation.figures.compiled import Figures


def marks_of(figures: Figures) -> str:
    """Return the footnote of the quarters that are not whole, `""` where all are (figures.md, R1)."""
    found = []
    for mark, quarters in groupby(figures.reporting.begun, figures.reporting.mark):
        first, *others = (quarter.code for quarter in quarters)
        if mark:
            found.append(f"{first} bis {others[-1]} {mark}" if others else f"{first} {mark}")
    return f" * {'; '.join(found)}." if found else ""


def add_marks(page: p.Page, row: int, column: int, figures: Figures) -> None:
    """Let a cell show its quarter with `*` where that is not whole; its value stays what formulas read."""
    cell = p.fixed(row, column)
    cut = [quarter.code for quarter in figures.reporting.begun if figures.reporting.mark(quarter)]
    if cut:
        tests = ",".join(f"{cell}={text(code)}" for code in cut)
        area = Area(row, column, row, column)
        page.highlights.append(Highlight(area, f"=OR({tests})", Style(number_format=p.CUT)))
