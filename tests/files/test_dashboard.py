"""The written page: other engines calculate the same, it says what it should, and it leaves the printer whole."""

import re
import subprocess
from datetime import date
from decimal import Decimal

import formualizer
import pytest
from msgspec.structs import replace
from python_calamine import CalamineWorkbook

from automation.dashboard.engines import installed
from automation.dashboard.grid import CELL
from automation.dashboard.sheet import QUARTERS_NAME, build_dashboard
from automation.dashboard.verify import same, verify
from automation.figures.compiled import add_up
from automation.figures.deriving import derive_facts
from automation.figures.fact_formulas import CELL as CELL_COLUMN
from automation.figures.reporting import Reporting
from automation.office.law import LegalValues
from automation.office.quarters import Quarter
from automation.office.settings import Settings
from workbook.cells import Area, address
from workbook.creating.demo import DEMO_DAY, build_demo
from workbook.errors import FigureError
from workbook.schema import Client, Contact, ExternalActual, Household, Placement, Request, Target
from workbook.sheets import Formula
from workbook.tables import office_of
from workbook.writing.donor import build_donor

QUARTERS = [Quarter(2018, 3), Quarter(2018, 4), Quarter(2019, 1), Quarter(2019, 2)]
DEMO = build_demo().office


def dashboard(office=DEMO, quarter=QUARTERS[-1], today=DEMO_DAY):
    settings = Settings.of(office)
    facts = derive_facts(office, today, settings, LegalValues.of(office))
    figures = add_up(facts, Reporting.of(office, today, settings), settings)
    return build_dashboard(office, figures, today, quarter)


def written(folder, *sheets, today=DEMO_DAY):
    path = folder / "Quartal.xlsx"
    path.write_bytes(build_donor(sheets, today=today))
    return path


def cells(path, sheet="Dashboard"):
    return CalamineWorkbook.from_path(str(path)).get_sheet_by_name(sheet).to_python(skip_empty_area=False)


def texts(sheet):
    """Everything that the page says, formulas by their values."""
    values = [value for block in sheet.blocks for row in block.rows for value in row]
    values += [note.text for note in sheet.notes]
    return [value.value if isinstance(value, Formula) else value for value in values]


def formulas(sheet):
    values = [value for block in sheet.blocks for row in block.rows for value in row]
    return [value for value in [*values, *(note.text for note in sheet.notes)] if isinstance(value, Formula)]


def calculated_by_formualizer(path, folder):
    """The page with the results of formualizer, which shows errors as texts."""
    other = folder / "formualizer.xlsx"
    summary = formualizer.recalculate_file(str(path), str(other))
    assert summary["status"] == "success"
    return cells(other)


@pytest.mark.libreoffice
@pytest.mark.usefixtures("libreoffice")
@pytest.mark.parametrize("quarter", QUARTERS, ids=lambda quarter: quarter.code)
def test_libreoffice_calculates_what_python_added_up(tmp_path, quarter):
    path = written(tmp_path, *dashboard(quarter=quarter))

    assert [difference.sentence for difference in verify(path)] == []


@pytest.mark.parametrize(
    ("today", "quarter"),
    [(today, quarter) for today in (DEMO_DAY, date(2019, 5, 15)) for quarter in QUARTERS]
    + [(date(2021, 1, 31), Quarter(2018, 3)), (date(2021, 1, 31), Quarter(2020, 3))],
    ids=str,
)
def test_a_second_engine_calculates_the_same(tmp_path, quarter, today):
    path = written(tmp_path, *dashboard(quarter=quarter, today=today))

    result = calculated_by_formualizer(path, tmp_path)

    differences = [
        (one, other)
        for ours, theirs in zip(cells(path), result, strict=True)
        for one, other in zip(ours, theirs, strict=True)
        if not same(one, other)
    ]
    assert differences == []


@pytest.mark.parametrize("quarter", QUARTERS, ids=lambda quarter: quarter.code)
def test_the_page_follows_the_quarter_that_is_chosen(quarter):
    chosen, latest = formulas(dashboard(quarter=quarter)[0]), formulas(dashboard()[0])

    assert [each.text for each in chosen] == [each.text for each in latest]
    assert quarter == QUARTERS[-1] or [each.value for each in chosen] != [each.value for each in latest]


@pytest.mark.parametrize("change", [{"indicator": None}, {"amount": None}, {"end": None}, {"amount": Decimal(0)}])
def test_a_row_of_targets_that_cannot_be_measured_is_named_on_the_page(change):
    goal = DEMO[Target].at(0)
    odd = goal.model_copy(update={"row": 12, "target_id": "Z-10", **change})
    nameless = goal.model_copy(update={"row": 13, "target_id": None, **change})
    page, _ = dashboard(office_of([goal, odd, nameless, *DEMO[Household]]))

    (said,) = [text for text in texts(page) if isinstance(text, str) and text.startswith("Nicht zu messen")]
    assert "Z-10, Zeile 13. " in said
    assert not [text for text in texts(dashboard()[0]) if isinstance(text, str) and "Nicht zu messen" in text]


@pytest.mark.libreoffice
@pytest.mark.usefixtures("libreoffice")
def test_a_figure_that_does_not_hold_is_found(tmp_path):
    page, facts = dashboard()
    right = next(block for block in page.blocks if isinstance(block.rows[0][0], Formula) and block.style == CELL)
    formula = right.rows[0][0]
    wrong = replace(right, rows=[[replace(formula, value=4711)]])
    blocks = [wrong if block is right else block for block in page.blocks]

    found = verify(written(tmp_path, replace(page, blocks=blocks), facts))

    assert [(each.written, each.calculated) for each in found] == [(4711, formula.value)] * (1 + len(installed()))
    cell = address(right.row, right.column)
    assert found[0].sentence == f"Dashboard!{cell}: Lotse zählt 4711, LibreOffice rechnet {formula.value}."


def test_a_workbook_without_a_dashboard_cannot_be_verified(tmp_path):
    path = written(tmp_path, dashboard()[1])

    with pytest.raises(FigureError, match="zuerst „lotse dashboard“"):
        verify(path)


def test_every_number_on_the_page_is_a_formula_but_the_targets_themselves():
    page, _ = dashboard()

    typed = [
        value
        for block in page.blocks
        for row in block.rows
        for value in row
        if isinstance(value, int | float) and not isinstance(value, bool)
    ]

    assert typed == [20.0, 400.0]


def test_the_formulas_use_only_what_every_spreadsheet_since_2016_knows():
    known = {
        *("SUMIFS", "COUNTIFS", "COUNTA", "SUMPRODUCT", "LARGE", "SUM", "IF", "OR", "MIN", "MAX", "INT", "ROUND"),
        *("DATE", "LEFT", "RIGHT", "MOD"),
    }

    used = {name for each in formulas(dashboard()[0]) for name in re.findall(r"([A-Z][A-Z.]+)\(", each.text)}

    assert used <= known


def test_the_page_says_in_words_how_the_families_stand():
    said = texts(dashboard()[0])

    assert "gelb: etwas unter dem Soll (84 %)" in said
    assert "rot: deutlich unter dem Soll (71 %)" in said
    assert any(str(text).startswith("ohne Zuständige: ") for text in said)
    assert "Quartiersbüro Rotthausen: Stand der Ziele, 2. Quartal 2019" in said


def test_only_quarters_that_have_begun_can_be_chosen(tmp_path):
    page, _ = dashboard()
    (choice,) = page.choices
    (name,) = page.names

    assert (choice.source, name.name) == (QUARTERS_NAME, QUARTERS_NAME)
    first, last = re.findall(r"\$B\$(\d+)", name.refers_to)
    column = [row[1] for row in cells(written(tmp_path, *dashboard()))]
    assert column[int(first) - 1 : int(last)] == [quarter.code for quarter in QUARTERS]


def test_the_charts_are_drawn_from_cells_of_the_page_and_can_be_read_aloud(tmp_path):
    page, facts = dashboard()
    grid = cells(written(tmp_path, page, facts))

    assert len(page.charts) == 4
    for chart in page.charts:
        assert chart.alt_text.endswith(".")
        for series in chart.series:
            area = Area.parse(series.values.rpartition("!")[2].replace("$", ""))
            shown = [grid[row - 1][area.first_column - 1] for row in range(area.first_row, area.last_row + 1)]
            assert series.values.startswith("'Dashboard'!")
            for there, cached in zip(shown, series.cached_values, strict=True):
                assert there == (pytest.approx(cached) if isinstance(cached, float) else cached)


def test_another_name_for_the_page_is_used_everywhere():
    settings = Settings.of(DEMO)
    facts = derive_facts(DEMO, DEMO_DAY, settings, LegalValues.of(DEMO))
    figures = add_up(facts, Reporting.of(DEMO, DEMO_DAY, settings), settings)

    page, fact_sheet = build_dashboard(
        DEMO, figures, DEMO_DAY, QUARTERS[-1], names=("Dashboard (Lotse)", "Fakten (Lotse)")
    )

    assert (page.name, fact_sheet.name) == ("Dashboard (Lotse)", "Fakten (Lotse)")
    assert page.names[0].refers_to.startswith("'Dashboard (Lotse)'!")
    assert all(series.values.startswith("'Dashboard (Lotse)'!") for chart in page.charts for series in chart.series)


def test_an_office_without_targets_gets_its_counts_and_is_told(tmp_path):
    office = office_of([record for table in DEMO if table.record is not Target for record in table])

    page, facts = dashboard(office)
    path = written(tmp_path, page, facts)

    assert texts(page).count("Kein Ziel auf dem Blatt „Ziele“") == 3
    result = calculated_by_formualizer(path, tmp_path)
    assert all(same(*pair) for rows in zip(cells(path), result, strict=True) for pair in zip(*rows, strict=True))


def reported(*quarters):
    """The demo office where the rest of the city has reported 40 persons for each of these quarters."""
    others = [
        ExternalActual(row=row, target_id="Z-02", quarter=quarter, amount=Decimal(40))
        for row, quarter in enumerate(quarters, 5)
    ]
    return office_of([record for table in DEMO if table.record is not ExternalActual for record in table] + others)


@pytest.mark.parametrize(
    ("quarters", "said"),
    [
        ([], "Ziel der ganzen Stadt, deshalb ohne Ampel"),
        (["2018-Q3", "2018-Q4", "2019-Q1", "2019-Q1"], "Rest der Stadt: 1 von 2 Quartalen gemeldet"),
        (["2019-Q1", "2019-Q2"], "rot: deutlich unter dem Soll (72 %)"),
        (["2018-Q3", "2018-Q4", "2019-Q1", "2019-Q2"], "grün: im Soll ("),
    ],
)
def test_the_city_gets_a_light_when_all_quarters_are_reported(tmp_path, quarters, said):
    page, facts = dashboard(reported(*quarters))
    path = written(tmp_path, page, facts)

    assert any(str(text).startswith(said) for text in texts(page))
    result = calculated_by_formualizer(path, tmp_path)
    assert all(same(*pair) for rows in zip(cells(path), result, strict=True) for pair in zip(*rows, strict=True))


def test_a_target_of_the_office_alone_gets_its_light_without_the_city(tmp_path):
    kept = [record for table in DEMO if table.record is not Target for record in table]
    own = [record.model_copy(update={"scope": "Rotthausen"}) for record in DEMO[Target]]

    page, facts = dashboard(office_of([*kept, *own]))
    path = written(tmp_path, page, facts)

    assert sum(str(text).startswith(("grün", "gelb", "rot")) for text in texts(page)) == 4
    result = calculated_by_formualizer(path, tmp_path)
    assert all(same(*pair) for rows in zip(cells(path), result, strict=True) for pair in zip(*rows, strict=True))


TILES = {Household: "Familien unabhängig", Placement: "Vermittlungen", Request: "Anliegen"}


@pytest.mark.parametrize("kept", [(), (Client,), (Contact,), (Household,), (Placement,), (Request, Client)])
def test_a_group_without_a_row_has_neither_tile_nor_chart_nor_sentence(tmp_path, kept):
    page, facts = dashboard(office_of([record for table in DEMO if table.record in kept for record in table]))
    path = written(tmp_path, page, facts)

    shown = {text for text in texts(page) if text in TILES.values()}
    assert shown == {TILES[record] for record in kept if record in TILES}
    assert len(page.charts) == len(shown) + (Placement in kept)
    assert any("sobald es" in str(text) for text in texts(page)) == (not shown)

    result = calculated_by_formualizer(path, tmp_path)
    assert all(same(*pair) for rows in zip(cells(path), result, strict=True) for pair in zip(*rows, strict=True))


def test_a_target_without_any_row_is_told_all_the_same():
    page, _ = dashboard(office_of([record for table in DEMO if table.record is Target for record in table]))

    assert {"Familien unabhängig", "Sozialer Arbeitsmarkt"} <= set(texts(page))
    assert len(page.charts) == 2


def test_a_parameter_that_nobody_can_read_is_named_on_the_page():
    (first, *others) = DEMO[Target]
    broken = first.model_copy(update={"parameters": "GRENZE=zweihundert;N_MONATE=3"})
    kept = [record for table in DEMO if table.record is not Target for record in table]

    page, _ = dashboard(office_of([*kept, broken, *others]))

    assert any("„GRENZE=zweihundert“" in str(text) for text in texts(page))


def test_each_fact_leads_to_the_cell_it_was_read_from():
    _, facts = dashboard()
    (table,) = facts.tables
    links = [row[[each.label for each in table.columns].index(CELL_COLUMN)] for row in table.rows]

    read = (Household, Placement, Request, ExternalActual, Target)
    assert {each.spec.sheet for each in read} <= {link.sheet for link in links} <= {each.sheet for each in DEMO}
    assert all(re.fullmatch(r"[A-Z]+\d+", link.cell) for link in links)


@pytest.mark.libreoffice
def test_the_page_is_printed_on_three_sheets_of_paper(to_pdf, pdftoppm, tmp_path):
    page, _ = dashboard()
    pdf = to_pdf(written(tmp_path, page))

    subprocess.run([str(pdftoppm), "-r", "40", "-gray", str(pdf), str(tmp_path / "page")], check=True)

    assert len(list(tmp_path.glob("page*.pgm"))) == 3
