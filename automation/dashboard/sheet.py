"""Facts and figures → the two sheets that an office reads: `Dashboard` and `Fakten`.

Every number on the page is a formula over the table of facts, with the value that Python added up as its cached
result: whoever changes the quarter sees it follow, and whoever prints without calculating sees the right numbers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from automation.dashboard import formulas as f
from automation.dashboard import page as p
from automation.dashboard.breakdown import LINES, add_breakdown
from automation.dashboard.charts import charts_of
from automation.dashboard.fact_sheet import build_fact_sheet
from automation.dashboard.figures import LABOUR_MARKET
from automation.dashboard.footer import add_definitions, add_targets
from automation.dashboard.quarter_table import add_quarter_table
from automation.dashboard.target_tiles import add_target_tiles
from automation.dashboard.tiles import add_placements_tile, add_requests_tile
from automation.office.settings import Settings
from workbook.cells import Area
from workbook.reading.formats.dates import shown
from workbook.schema.settings import SettingName
from workbook.sheets import Choice, Formula, Name, Print, Sheet

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from automation.dashboard.facts import Fact
    from automation.dashboard.figures import Figures
    from automation.office.quarters import Quarter
    from workbook.tables import Office

QUARTERS_NAME = "lst_Quartale"


def build_dashboard(
    office: Office,
    facts: Sequence[Fact],
    figures: Figures,
    today: date,
    quarter: Quarter,
    *,
    names: tuple[str, str] = ("Dashboard", "Fakten"),
) -> tuple[Sheet, Sheet]:
    """Return the page with `quarter` chosen, and the sheet of facts; `names` are what the two sheets are called.

    Raises:
        SettingError: a threshold on `Einstellungen` is no whole number.
    """
    dashboard, fact_sheet = names
    settings, page = Settings.of(office), p.Page()
    breakdown_row = p.QUARTERS_ROW + len(figures.reporting.quarters) + 4
    footer_row = breakdown_row + LINES + 4
    targets = add_targets(page, footer_row, figures)
    wanted = targets[LABOUR_MARKET].amount if LABOUR_MARKET in targets else None
    _add_title(page, settings, figures, quarter)
    add_target_tiles(page, figures, quarter, targets)
    add_placements_tile(page, figures, quarter)
    add_requests_tile(page, figures, quarter)
    table = add_quarter_table(page, figures, wanted)
    add_breakdown(page, breakdown_row, office, figures, quarter, settings.whole(SettingName.PERCENT_FROM))
    last_row = add_definitions(page, footer_row, office, figures, settings)
    for row in (p.ABOUT_ROW + 1, p.LIGHT_ROW + 1, breakdown_row - 1, footer_row - 1):
        page.heights[row] = 6
    for row in range(p.TILE_ROW, p.LIGHT_ROW + 1):
        page.heights[row] = 20 if row in {p.TILE_ROW, p.LIGHT_ROW} else 16.5
    for row in range(p.CHART_ROW, p.CHART_ROW + p.CHART_LINES):
        page.heights[row] = p.CHART_LINE_HEIGHT
    page_sheet = Sheet(
        name=dashboard,
        blocks=page.blocks,
        notes=page.notes,
        charts=charts_of(table, dashboard, of_city=figures.reporting.of_city),
        choices=[_selector()],
        highlights=page.highlights,
        names=[Name(QUARTERS_NAME, table.names(dashboard, begun=True))],
        widths=p.widths(),
        heights=page.heights,
        printing=Print(area=Area(1, p.FAMILIES.first, last_row, p.LAST_COLUMN), one_page=True),
        zoom=80,
    )
    return page_sheet, build_fact_sheet(facts, today, fact_sheet)


def _add_title(page: p.Page, settings: Settings, figures: Figures, quarter: Quarter) -> None:
    reporting = figures.reporting
    office = settings.text(SettingName.OFFICE_NAME) or settings.text(SettingName.SHORT_NAME)
    title = f"{office}: Stand der Ziele, "
    chosen = f'={f.text(title)}&RIGHT({p.SELECTOR},1)&". Quartal "&LEFT({p.SELECTOR},4)'
    said = Formula(chosen, f"{title}{quarter.label}")
    page.span(p.TITLE_ROW, p.FAMILIES.first, p.LABOUR_MARKET.last + 1, said, p.TITLE)
    page.span(p.TITLE_ROW, p.PLACEMENTS.first, p.PLACEMENTS.last, "Quartal wählen", p.ASK)
    page.put(p.TITLE_ROW, p.REQUESTS.first, quarter.code, p.CHOSEN)
    about = (
        f"Berichtszeitraum {shown(reporting.begin)} bis {shown(reporting.end)}. "
        "Gezählt wird in Kalenderquartalen; das erste und das letzte können angeschnitten sein."
    )
    page.span(p.ABOUT_ROW, p.FAMILIES.first, p.LABOUR_MARKET.last + 1, about, p.ABOUT)
    page.span(p.ABOUT_ROW, p.PLACEMENTS.first, p.PLACEMENTS.last, "ausgewertet bis", p.ASK)
    cut_off = Formula(f"=MIN({p.AS_OF},{p.QUARTER_END})", figures.cut_off(quarter))
    page.put(p.ABOUT_ROW, p.REQUESTS.first, cut_off, p.DAY)
    page.span(p.ABOUT_ROW, p.REQUESTS.column(1), p.REQUESTS.column(2), "Stand der Daten", p.ASK)
    page.put(p.ABOUT_ROW, p.REQUESTS.last, reporting.today, p.DAY)
    page.heights |= {p.TITLE_ROW: 30, p.ABOUT_ROW: 18}


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
