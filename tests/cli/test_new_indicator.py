"""A group of figures is one module: once it lies in the folder, it is on the page, in the JSON and in the docs."""

import json

import formualizer
import pytest
from python_calamine import CalamineWorkbook

from automation.dashboard.verify import same, verify
from automation.figures import indicators
from automation.figures.figures_page import figures_page

MODULE = '''
"""How many people look for a shop (LAD)."""

from automation.figures.adding import Over
from automation.figures.fact import Fact
from automation.figures.measures import Group, Measure, Split, Sum
from automation.figures.reads import Reads
from workbook.schema import ShopInterest

READS = Reads(ShopInterest, "recorded_on", "status")


def derive(sources):
    """Yield a fact for each row, dated on the day of entry."""
    table = sources.office[ShopInterest]
    for row in table:
        cell = table.cell(row.row, "recorded_on")
        fact = Fact("LAD", row.recorded_on, 1, 1, None, table.sheet, row.interest_id, cell, group=row.status or "")
        yield sources.judged(fact, table, row.row, READS.columns)


LOOKING = Measure(
    "LAD",
    "Wer einen Laden sucht",
    "Anfragen",
    "Menschen und Firmen, die im Quartal nach einem Laden gefragt haben.",
    Sum("LAD"),
    splits=(Split("group", "Stand der Suche"),),
    since_begin=Sum("LAD", Over.UNTIL),
)
GROUPS = (Group("LAD", "Ladensuche", 500, derive, (LOOKING,), (READS,)),)
'''


@pytest.fixture
def shops(tmp_path, monkeypatch):
    """The folder of indicators with one module more."""
    folder = tmp_path / "more"
    folder.mkdir()
    (folder / "shops_wanted.py").write_text(MODULE, encoding="utf-8")
    monkeypatch.setattr(indicators, "__path__", [*indicators.__path__, str(folder)])


def cells(path, sheet="Dashboard 2"):
    return CalamineWorkbook.from_path(str(path)).get_sheet_by_name(sheet).to_python(skip_empty_area=False)


def row_of(title, path):
    (row,) = (row for row in cells(path) if row[1] == title)
    return row[2:6]


def dashboard(lotse, workbook, quarter):
    done = lotse("dashboard", workbook, "--as-of", "30.06.2019", "--quarter", quarter, "--json")
    assert (done.code, done.err) == (0, "")
    return json.loads(done.out)["measures"]


@pytest.mark.usefixtures("shops")
def test_a_module_of_fewer_than_40_lines_is_a_figure_everywhere(lotse, workbook, tmp_path):
    assert MODULE.count("\n") < 40

    measures = dashboard(lotse, workbook, "2019-Q1")

    found = [each for each in measures if each["id"] == "LAD"]
    assert [(each["quarter"], each["value"]) for each in found if each["split"] is None] == [
        ("2018-Q3", 0),
        ("2018-Q4", 7),
        ("2019-Q1", 0),
    ]
    contracts = {"Stand der Suche": "Vertrag"}
    assert [each["value"] for each in found if each["split"] == contracts] == [0, 2, 0]
    # The quarter, the one before, the one a year before, and all since the beginning.
    assert row_of("Wer einen Laden sucht", workbook) == [0, 7, "–", 7]
    assert row_of("Vertrag", workbook) == [0, 2, "–", 2]
    assert "| Wer einen Laden sucht | Menschen und Firmen, die im Quartal nach einem Laden" in figures_page()

    other = tmp_path / "formualizer.xlsx"
    # The staff's own sheets use functions that formualizer has not; Lotse's do not.
    formualizer.recalculate_file(str(workbook), str(other))
    pairs = (pair for rows in zip(cells(workbook), cells(other), strict=True) for pair in zip(*rows, strict=True))
    assert [pair for pair in pairs if not same(*pair)] == []


@pytest.mark.libreoffice
@pytest.mark.usefixtures("libreoffice", "shops")
def test_libreoffice_calculates_the_new_figure_too(lotse, workbook):
    dashboard(lotse, workbook, "2018-Q4")

    assert [difference.sentence for difference in verify(workbook)] == []


def test_no_page_shows_a_code_without_its_title(lotse, workbook):
    dashboard(lotse, workbook, "2019-Q2")
    codes = {measure.id for group in indicators.groups() for measure in group.measures}

    shown = {
        cell
        for sheet in ("Dashboard", "Dashboard 2", "Dashboard 3")
        for row in cells(workbook, sheet)
        for cell in row
    }

    assert shown & codes == set()
