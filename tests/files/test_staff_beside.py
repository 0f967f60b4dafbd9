"""What staff put onto sheets that Lotse draws as a whole goes with the next run, and the run says so."""

from datetime import timedelta

import pytest
from openpyxl import load_workbook
from openpyxl.styles import PatternFill
from openpyxl.worksheet.filters import FilterColumn, Filters

from automation import jobs
from automation.desk.looking import look_at_today
from tests.letter_office import TODAY
from tests.letter_workbook import make_workbook
from workbook.writing.changing import Safety
from workbook.writing.file_book import FileBook
from workbook.writing.saving import Backups

YELLOW = PatternFill("solid", fgColor="FFFFFF00")
PUT = {
    "Heute": {"K2": "Urlaub MKA", "I7": "ruft an", "B60": 4},
    "Dashboard": {"AG2": "für den Rat", "B120": "Quelle: Amt"},
    "Dashboard 2": {"M8": "=1+1"},
    "Fakten": {"T4": "geprüft", "T5": "ja", "K2": "stimmt"},
}


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """An office with all three pages, its facts and what is due; nobody has touched them."""
    path = make_workbook(tmp_path_factory.mktemp("Büro") / "Büro.xlsx", 3)
    jobs.compile_dashboard(FileBook(path), TODAY)
    look_at_today(FileBook(path), TODAY)
    jobs.check(FileBook(path), TODAY)
    return path


@pytest.fixture
def copy(office, tmp_path):
    path = tmp_path / "Büro.xlsx"
    path.write_bytes(office.read_bytes())
    return path


def told(path, safety=None):
    """What a run of everything that writes these sheets says of them, and the backup before each."""
    day = TODAY + timedelta(days=1)
    first = jobs.compile_dashboard(FileBook(path, safety), day).report
    second = look_at_today(FileBook(path, safety), day).report
    return [*first.warnings, *second.warnings], (first.backup, second.backup)


def test_what_goes_is_told_with_its_cells_and_the_backup_that_has_it(copy):
    book = load_workbook(copy)
    for name, cells in PUT.items():
        for cell, value in cells.items():
            book[name][cell] = value
    book.save(copy)

    said, (first, second) = told(copy)

    assert len(said) == len(PUT)
    for name, cells, backup in (
        ("Dashboard", "B120, AG2", first),
        ("Dashboard 2", "M8", first),
        ("Fakten", "K2, T4:T5", first),
        ("Heute", "I7, K2, B60", second),
    ):
        (sentence,) = (each for each in said if f"Blatt „{name}“" in each)
        places = sentence[sentence.index("(") + 1 : sentence.index(")")]
        assert sorted(places.split(", ")) == sorted(cells.split(", "))
        assert f"nur noch in der Sicherung „{backup.name}“" in sentence
        kept = load_workbook(backup)[name]
        assert {cell: kept[cell].value for cell in PUT[name]} == PUT[name]
    assert not any(str(value) in each for each in said for value in ("Urlaub", "Amt", "geprüft"))
    assert told(copy)[0] == []


def test_colours_and_filters_are_told_and_without_a_backup_that_too(copy):
    book = load_workbook(copy)
    book["Fakten"]["C5"].fill = book["Dashboard 3"]["D12"].fill = YELLOW
    facts = next(iter(book["Fakten"].tables.values()))
    facts.autoFilter.filterColumn.append(FilterColumn(colId=1, filters=Filters(filter=["x"])))
    book.save(copy)

    said, _ = told(copy, Safety(Backups(keep=0)))

    colours, filters = said
    assert "(Dashboard 3!D12, Fakten!C5)" in colours
    assert colours.endswith("sie stehen nirgends mehr, denn dieser Lauf behält keine Sicherung.")
    assert filters.startswith("Gefiltert oder sortiert war „Fakten“.")


def test_nothing_is_told_where_staff_put_nothing_though_another_program_saved_it(copy, recalculate):
    assert told(copy)[0] == []

    saved = recalculate(copy)

    assert told(saved)[0] == []
    assert jobs.check(FileBook(saved), TODAY).report.warnings == ()
