"""Notes on the dashboard and on `Fakten` go with what they were put on, or lie at the title and say where."""

from datetime import date

import pytest

from automation.dashboard import further_pages as further
from automation.dashboard.further_pages import further_pages
from automation.dashboard.page_notes import SheetNotes, texts_of, with_notes
from automation.dashboard.sheet import build_dashboard
from automation.figures import figure_tables
from automation.figures.compiled import add_up
from automation.figures.deriving import derive_facts
from automation.figures.figure_tables import CASES, ERRORS, PERIODS
from automation.figures.reporting import Reporting
from automation.office.law import LegalValues
from automation.office.quarters import Quarter
from automation.office.settings import Settings
from workbook.creating.demo import DEMO_DAY, build_demo
from workbook.package.comments import CellComment

OFFICE = build_demo(clients=40).office
LATER = date(2019, 8, 30)


def pages(today, quarter):
    """What a run writes of the demo office: each sheet by its name."""
    settings = Settings.of(OFFICE)
    facts = derive_facts(OFFICE, today, settings, LegalValues.of(OFFICE))
    figures = add_up(facts, Reporting.of(OFFICE, today, settings), settings)
    sheets = [*build_dashboard(OFFICE, figures, today, quarter), *further_pages(figures, quarter)]
    return {sheet.name: sheet for sheet in sheets}


@pytest.fixture(scope="module")
def before():
    return pages(DEMO_DAY, Quarter(2019, 2))


@pytest.fixture(scope="module")
def after():
    return pages(LATER, Quarter(2019, 3))


def cell_of(sheet, *words):
    """The cell that holds the last of these words, below and right of the cells that hold the others."""
    texts = texts_of(sheet)
    row = column = 0
    for word in words:
        row, column = min(
            (cell for cell, text in texts.items() if text == word and cell[0] >= row and cell[1] >= column),
            key=lambda cell: (cell[0], cell[1]),
        )
    return row, column


def carried(old, new, cell, text="gilt noch?"):
    """Where a note that lay at a cell of the old sheet lies on the new one, and what it says there."""
    notes = {old.name: SheetNotes({cell: CellComment(text, "MKA")}, texts_of(old))}
    ((place, comment),) = with_notes(new, notes).comments.items()
    return place, comment.text


def test_a_note_on_a_tile_stays_at_the_tile(before, after):
    assert carried(before["Dashboard"], after["Dashboard"], (6, 6)) == ((6, 6), "gilt noch?")


def test_a_note_goes_with_its_line_and_its_column(before, after):
    old, new = before["Dashboard"], after["Dashboard"]
    line, column = cell_of(old, "Art", "Vollzeit sv"), cell_of(old, "Art", "bisher")

    place, _ = carried(old, new, (line[0], column[1]))

    assert place == (cell_of(new, "Art", "Vollzeit sv")[0], cell_of(new, "Art", "bisher")[1])


def test_a_note_goes_with_its_quarter_to_the_next_column(before, after):
    old, new = before["Dashboard 2"], after["Dashboard 2"]
    table = ("Vermittlungen nach Beschäftigungsart", "Vollzeit sv")
    (line, first), (now, _) = cell_of(old, *table), cell_of(new, *table)

    assert carried(old, new, (line, first + 1)) == ((now, first + 2), "gilt noch?")


def test_a_note_whose_quarter_is_no_longer_there_lies_at_the_title(before, after):
    old, new = before["Dashboard"], after["Dashboard"]
    line, column = cell_of(old, "Art", "Vollzeit sv"), cell_of(old, "Art", "2019-Q2")

    place, text = carried(old, new, (line[0], column[1]))

    assert place == (1, 2)
    assert text.startswith("Lag an ")
    assert text.endswith(" (Vermittlungen nach Art, Vollzeit sv, 2019-Q2):\ngilt noch?")


def test_a_definition_keeps_its_note_though_its_numbers_change(before, after):
    old, new = before["Dashboard"], after["Dashboard"]
    (said,) = (cell for cell, text in texts_of(old).items() if text.startswith("Grundlage:"))
    (now,) = (cell for cell, text in texts_of(new).items() if text.startswith("Grundlage:"))

    assert carried(old, new, said) == (now, "gilt noch?")


@pytest.fixture(scope="module")
def made_before():
    """The same pages as they were before the headers stood once on a printed page, with the cases in the middle."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(further, "OVER_TIME", ())
        patch.setattr(figure_tables, "OVER_TIME", (*PERIODS, CASES, *ERRORS))
        return pages(DEMO_DAY, Quarter(2019, 2))


@pytest.mark.parametrize("name", ["Dashboard 2", "Dashboard 3"])
def test_notes_on_pages_of_an_earlier_version_stay_with_line_and_column(before, made_before, name):
    old, new = made_before[name], before[name]
    were, are = texts_of(old), texts_of(new)
    cells = [cell for cell in were if cell[0] >= 4]
    moved = 0

    for row, column in cells[:: len(cells) // 25]:
        (now, right), text = carried(old, new, (row, column))

        assert text == "gilt noch?", (row, column)
        moved += (now, right) != (row, column)
        if (row, 2) in were and column > 2 and (row + 1, 2) in were:  # a line with others below
            assert (are.get((now, 2)), are[now, right]) == (were[row, 2], were[row, column]), (row, column)
    assert moved > 8


def test_a_note_on_a_cohort_stays_with_the_months_it_was_put_on(before):
    page = before["Dashboard 2"]
    row, column = cell_of(page, "Verbleib nach 6 Monaten", "2018-Q4")

    assert carried(page, page, (row, column + 4)) == ((row, column + 4), "gilt noch?")


def test_a_note_stays_in_its_column_where_all_columns_are_of_one_quarter(before):
    page = before["Dashboard 3"]
    head = cell_of(page, "Verweise nach Partner und Ergebnis", "Termin vereinbart")
    cell = cell_of(page, "Verweise nach Partner und Ergebnis", "zusammen")[0], head[1]

    assert carried(page, page, cell) == (cell, "gilt noch?")


def test_nothing_is_lost_where_notes_meet(before, after):
    old, new = before["Dashboard"], after["Dashboard"]
    column = cell_of(old, "Art", "2019-Q2")[1]
    cells = [(cell_of(old, "Art", name)[0], column) for name in ("Vollzeit sv", "Teilzeit sv")]
    notes = {old.name: SheetNotes({cell: CellComment(f"Notiz {cell}") for cell in cells}, texts_of(old))}

    ((_, comment),) = with_notes(new, notes).comments.items()

    assert all(f"Notiz {cell}" in comment.text for cell in cells)


def test_every_note_is_where_it_was_if_nothing_changed(before):
    for sheet in before.values():
        cells = [cell for cell in texts_of(sheet) if sheet.name != "Fakten" or cell[0] < 60]
        notes = {sheet.name: SheetNotes({cell: CellComment(f"{cell}") for cell in cells}, texts_of(sheet))}

        kept = with_notes(sheet, notes).comments

        assert {cell for cell, comment in kept.items() if comment.text == f"{cell}"} == set(cells), sheet.name


def test_a_note_on_a_fact_goes_with_the_row_it_speaks_of(before, after):
    old, new = before["Fakten"], after["Fakten"]
    rows = [list(map(str, row)) for row in old.tables[0].rows]
    number = next(place for place, row in enumerate(rows) if row[0] == "V" and row[1] != "None")
    (there,) = (
        place
        for place, row in enumerate(new.tables[0].rows)
        if [row[0], row[6], row[1]] == [old.tables[0].rows[number][each] for each in (0, 6, 1)]
    )

    assert carried(old, new, (number + 5, 9)) == ((there + 5, 9), "gilt noch?")


@pytest.mark.parametrize("group", ["Verbleib nach 6 Monaten", "Ohne Leistung im dritten Monat nach dem Beginn"])
def test_beside_every_cohort_stands_how_many_rows_an_error_holds_back(before, group):
    sheet = before["Dashboard 2"]

    row, column = cell_of(sheet, group, "nicht gezählt: Fehler")
    assert texts_of(sheet)[row, 2] == "Quartal"
    assert column <= sheet.printing.area.last_column
