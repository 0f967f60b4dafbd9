"""More facts than a sheet has rows: alike ones are drawn together, no figure changes, and somebody is told."""

import pytest

from automation.dashboard.fact_sheet import build_fact_sheet
from automation.dashboard.fitted_facts import FittedFacts, fitted
from automation.dashboard.further_pages import further_pages
from automation.dashboard.sheet import build_dashboard
from automation.figures.adding import Sums
from automation.figures.compiled import Figures, add_up, measures_document
from automation.figures.deriving import derive_facts
from automation.figures.fact import Fact
from automation.figures.reporting import Reporting
from automation.office.law import LegalValues
from automation.office.quarters import Quarter
from automation.office.settings import Settings
from workbook.creating.demo import DEMO_DAY, build_demo
from workbook.errors import FigureError
from workbook.sheets import Formula

OFFICE = build_demo().office
SETTINGS = Settings.of(OFFICE)
FACTS = derive_facts(OFFICE, DEMO_DAY, SETTINGS, LegalValues.of(OFFICE))
FIGURES = add_up(FACTS, Reporting.of(OFFICE, DEMO_DAY, SETTINGS), SETTINGS)
QUARTER = Quarter(2019, 2)
SMALLEST = fitted(FACTS, 1)


def figures_of(facts):
    return Figures(Sums(facts, FIGURES.reporting), FIGURES.yellow_from, FIGURES.percent_from)


def values(figures):
    """Every formula of all pages of the dashboard, with the value beside it."""
    page, _ = build_dashboard(OFFICE, figures, DEMO_DAY, QUARTER)
    pages = [page, *further_pages(figures, QUARTER)]
    cells = [value for each in pages for block in each.blocks for row in block.rows for value in row]
    cells += [note.text for each in pages for note in each.notes]
    return [(each.text, each.value) for each in cells if isinstance(each, Formula)]


def test_no_figure_of_any_page_becomes_another_one_but_the_number_of_rows_itself():
    assert len(SMALLEST.facts) < len(FACTS)

    both = zip(values(FIGURES), values(figures_of(SMALLEST.facts)), strict=True)
    changed = [one for one, other in both if one != other]

    assert len(changed) == 1
    assert "COUNTA(tblFakten[Kennzahl])" in changed[0][0]


def test_no_measure_in_json_becomes_another_one():
    assert measures_document(figures_of(SMALLEST.facts), QUARTER) == measures_document(FIGURES, QUARTER)


def test_what_only_explains_is_drawn_together_first_and_nothing_as_long_as_it_fits():
    explaining, counting = (
        tuple(Fact("REF", DEMO_DAY, numerator, 0, None, "Verweise", f"R-{number}", "A5") for number in range(4))
        for numerator in (0, 1)
    )
    both = (*counting, *explaining)

    assert fitted(both, 8) == FittedFacts(both)
    assert fitted(both, 7).facts[1:] == counting
    assert [each.numerator for each in fitted(both, 4).facts] == [4, 0]


def test_an_end_and_a_begin_of_one_day_do_not_cancel_each_other():
    begin, end = (Fact("LEE", DEMO_DAY, number, 0, None, "Leerstände", "L-1", "A5") for number in (1, -1))

    assert [each.numerator for each in fitted((begin, begin, end, end), 1).facts] == [2, -2]


def test_what_is_told_counts_the_rows_that_do_not_stand_alone():
    drawn = [each for each in SMALLEST.facts if each.cell == "A1"]
    gone = len(FACTS) - len(SMALLEST.facts) + len(drawn)

    assert f" {gone} Zeilen stehen dort nicht einzeln" in SMALLEST.told
    assert sum(int(each.sentence.split()[0].replace(".", "")) for each in drawn) == gone


def test_the_head_of_the_sheet_tells_what_is_not_on_it():
    sheet = build_fact_sheet(SMALLEST.facts, DEMO_DAY, told=SMALLEST.told)
    assert sheet.notes[0].text.endswith(SMALLEST.told)
    assert sheet.heights[2] > build_fact_sheet(FACTS, DEMO_DAY).heights[2]


def test_more_facts_with_a_value_than_a_sheet_has_rows_make_no_dashboard():
    """A median needs each of them, so none can be drawn together, and a page without some would be wrong."""
    measured = tuple(
        Fact("TTP", DEMO_DAY, 0, 1, float(days), "Vermittlungen", f"V-{days}", "A5") for days in range(6)
    )

    assert fitted(measured, 5, 6).facts == measured
    with pytest.raises(FigureError, match=r"bräuchte 6 Zeilen.*Platz ist für 5\..*lotse rollup"):
        fitted(measured, 5, 5)
