"""Facts and figures → the two sheets that an office reads: `Dashboard` and `Fakten`.

Every number on the page is a formula over the table of facts, with the value that Python added up as its cached
result: whoever changes the quarter sees it follow, and whoever prints without calculating sees the right numbers.
"""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING

from msgspec.structs import replace

from automation.dashboard import grid as p
from automation.dashboard.breakdown import LINES, add_breakdown
from automation.dashboard.closed import add_closed
from automation.dashboard.cuts import add_marks, marks_of
from automation.dashboard.fact_sheet import build_fact_sheet
from automation.dashboard.footer import add_definitions
from automation.dashboard.left_out import leave_out, stories_without_rows
from automation.dashboard.page_charts import charts_of
from automation.dashboard.page_comments import add_fields, remarks_table
from automation.dashboard.quarter_table import add_quarter_table
from automation.dashboard.target_table import add_target_table, target_cells
from automation.dashboard.target_tiles import add_target_tiles
from automation.dashboard.tiles import add_placements_tile, add_requests_tile
from automation.figures import fact_formulas as f
from automation.figures.indicators import labour_market
from automation.office.settings import Settings
from workbook import own_sheets
from workbook.cells import Area
from workbook.german import shown
from workbook.sheets import Choice, Formula, Name, Print, Sheet

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from automation.figures.adding import Moment
    from automation.figures.closing.record import Record
    from automation.figures.compiled import Figures
    from automation.figures.progress import TargetCells
    from automation.office.quarters import Quarter
    from workbook.tables import Office

QUARTERS_NAME = "lst_Quartale"
_TITLE_SIZES, _TITLE_LINE, _TITLE_HEIGHT, _LINE = (14, 12, 10, 9), 48, 36, 1.2
"""Sizes of the title's letters, how many of the largest fill a line, points of its row, and a line to a letter."""


def build_dashboard(
    office: Office,
    figures: Figures,
    today: date,
    quarter: Quarter,
    *,
    names: tuple[str, str] = (own_sheets.DASHBOARD, own_sheets.FACTS),
    closed: Record | None = None,
    remarks: Mapping[tuple[str, str], str] | None = None,
    told: str = "",
) -> tuple[Sheet, Sheet]:
    """Return the page with `quarter` chosen, and the sheet of the facts that the figures are added up from.

    `names` are what the two sheets are called, `remarks` what staff wrote on the page before,
    `closed` what is known of closed quarters, `told` what the sheet of facts says of rows that are not on it.

    Raises:
        SettingError: a threshold on `Einstellungen` is no whole number.
    """
    dashboard, fact_sheet = names
    settings, page, remarks = Settings.of(office), p.Page(), remarks or {}
    targets = target_cells(figures, p.SECOND_PAGE)
    moment = figures.sums.moment(quarter, p.SELECTOR, p.CUT_OFF)
    quarters_row = add_target_table(page, p.SECOND_PAGE, figures, moment, targets) + 1
    breakdown_row = quarters_row + len(figures.reporting.quarters) + 4
    footer_row = breakdown_row + LINES + 4
    _add_first_page(page, settings, figures, moment, targets)
    wanted = targets.get(labour_market.OWN)
    table = add_quarter_table(page, quarters_row, figures, wanted.amount if wanted else None)
    add_breakdown(page, breakdown_row, office, figures, moment)
    defined_row = last_row = add_definitions(page, footer_row, office, figures, settings)
    if closed is not None:
        last_row = add_closed(page, last_row + 1, figures, closed, moment)
    for row in (quarters_row - 1, breakdown_row - 1, footer_row - 1):
        page.heights[row] = 6
    add_fields(page, quarter, f"{shown(today)}", remarks)
    commented = {about for (code, about), said in remarks.items() if code == quarter.code and said}
    without = stories_without_rows(figures, commented)
    leave_out(page, without, quarters_row, breakdown_row)
    charts = charts_of(table, dashboard, of_city=figures.reporting.of_city)
    written = remarks_table(quarter, remarks)
    page_sheet = Sheet(
        name=dashboard,
        blocks=page.blocks,
        notes=page.notes,
        tables=[written] if written else [],
        charts=[chart for chart in charts if chart.column not in {story.first for story in without}],
        choices=[_selector()],
        highlights=page.highlights,
        names=[Name(QUARTERS_NAME, table.names(dashboard, begun=True))],
        widths=p.widths(),
        heights=page.heights,
        printing=Print(
            area=Area(1, p.FAMILIES.first, last_row, p.LAST_COLUMN),
            scale=p.SCALE,
            breaks=_breaks(page, quarters_row, breakdown_row, (defined_row, last_row)),
        ),
        zoom=110,
    )
    return page_sheet, build_fact_sheet(figures.sums.facts, today, fact_sheet, told)


def _add_first_page(
    page: p.Page, settings: Settings, figures: Figures, moment: Moment, targets: Mapping[str, TargetCells]
) -> None:
    """Put title and tiles on the page, and make room for what follows them: findings, comments, charts."""
    _add_title(page, settings, figures, moment)
    add_target_tiles(page, figures, moment, targets)
    add_placements_tile(page, figures, moment)
    add_requests_tile(page, figures, moment)
    for row in (p.ABOUT_ROW + 1, p.FINDING_ROW - 1):
        page.heights[row] = 6
    for row in range(p.TILE_ROW, p.LIGHT_ROW + 1):
        page.heights[row] = {p.TILE_ROW: 20, p.LIGHT_ROW: 25}.get(row, 16.5)
    page.heights |= {p.ERRORS_ROW: 13, p.FINDING_ROW: 37, p.COMMENT_ROW - 1: 3}
    for row in range(p.CHART_ROW, p.CHART_ROW + p.CHART_LINES):
        page.heights[row] = p.CHART_LINE_HEIGHT


def _breaks(page: p.Page, quarters_row: int, breakdown_row: int, ends: tuple[int, int]) -> tuple[int, ...]:
    """Return the rows below which a printed page ends: many targets and what does not fit have their own."""
    defined_row, last_row = ends
    many = _high(page, p.SECOND_PAGE, breakdown_row) > p.ROOM
    long = last_row > defined_row and _high(page, breakdown_row, last_row + 1) > p.ROOM
    return (
        p.SECOND_PAGE - 1,
        *((quarters_row - 1,) if many else ()),
        breakdown_row - 1,
        *((defined_row,) if long else ()),
    )


def _high(page: p.Page, first: int, until: int) -> float:
    return sum(page.heights.get(row, p.ROW) for row in range(first, until))


def _add_title(page: p.Page, settings: Settings, figures: Figures, moment: Moment) -> None:
    reporting, quarter = figures.reporting, moment.quarter
    office = settings.office_name
    title = f"{office}: Stand der Ziele, "
    chosen = f'={f.text(title)}&RIGHT({p.SELECTOR},1)&". Quartal "&LEFT({p.SELECTOR},4)'
    said = Formula(chosen, f"{title}{quarter.label}")
    style = replace(p.TITLE, size=_title_size(str(said.value)))
    page.span(p.TITLE_ROW, p.FAMILIES.first, p.PLACEMENTS.column(2), said, style)
    page.span(p.TITLE_ROW, p.PLACEMENTS.column(3), p.PLACEMENTS.last, "Quartal wählen", p.ASK)
    page.span(p.TITLE_ROW, p.REQUESTS.first, p.REQUESTS.column(1), quarter.code, p.CHOSEN)
    add_marks(page, p.TITLE_ROW, p.REQUESTS.first, figures)
    about = (
        f"Berichtszeitraum {shown(reporting.begin)} bis {shown(reporting.end)}. "
        f"„2 / 3 / 0“: dieses Quartal, das davor, das vor einem Jahr.{marks_of(figures)}"
    )
    page.span(p.ABOUT_ROW, p.FAMILIES.first, p.PLACEMENTS.column(2), about, p.ABOUT)
    page.span(p.ABOUT_ROW, p.PLACEMENTS.column(3), p.PLACEMENTS.last, "ausgewertet bis", p.ASK)
    end = reporting.end
    last = f"MIN({p.AS_OF},{p.QUARTER_END},DATE({end.year},{end.month},{end.day}))"
    cut_off = Formula(f"={last}", moment.day)
    page.span(p.ABOUT_ROW, p.REQUESTS.first, p.REQUESTS.column(1), cut_off, p.DAY)
    stand = replace(p.DAY, number_format='"Stand "dd.mm.yyyy')
    page.span(p.ABOUT_ROW, p.REQUESTS.column(2), p.REQUESTS.last, reporting.today, stand)
    page.heights |= {p.TITLE_ROW: _TITLE_HEIGHT, p.ABOUT_ROW: 26}


def _title_size(title: str) -> float:
    """Return the size of letters at which the title of an office with a long name stands whole in its row."""
    for size in _TITLE_SIZES:
        lines = wrap(title, width=round(_TITLE_LINE * _TITLE_SIZES[0] / size))
        if len(lines) * size * _LINE <= _TITLE_HEIGHT:
            return size
    return _TITLE_SIZES[-1]


def _selector() -> Choice:
    """Return the dropdown of the quarter: those that have begun, by name."""
    place = p.REQUESTS.first
    return Choice(
        Area(p.TITLE_ROW, place, p.TITLE_ROW, place),
        QUARTERS_NAME,
        title="Quartal",
        prompt="Hier das Quartal wählen. Die Zahlen folgen; die Diagramme zeigen immer alle Quartale.",
        error="Bitte ein Quartal aus der Liste wählen, z. B. 2019-Q2.",
    )
