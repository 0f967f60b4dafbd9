"""Rows below a table and numbers shown as something else are read in the open book as they are in its file."""

from __future__ import annotations

import pytest

from tests.unit.test_rows_below import client, sheet
from workbook.live.opened import OpenBookReader
from workbook.reading.raw import read_book
from workbook.reading.records import read_office
from workbook.schema import Client


@pytest.fixture
def both(app):
    """Read a workbook as a file and open in LibreOffice: path → what each gives."""
    opened = []

    def both(path):
        with read_book(path) as book:
            file = read_office(book)
        opened.append(app.books.open(path))
        with OpenBookReader(opened[-1]) as book:
            return file, read_office(book)

    yield both
    for book in opened:
        book.close()


def told(findings):
    return [(each.rule, each.cell, each.message) for each in findings]


def test_rows_below_a_table_count_in_the_open_book_too(both, tmp_path):
    below = [client("K-00003"), None, client(None), ("Summe", None, None, None, 3)]

    (file, by_file), (live, by_hand) = both(sheet(tmp_path / "a.xlsx", below))

    assert list(live[Client].rows) == list(file[Client].rows) == [5, 6, 7, 9]
    assert told(by_hand) == told(by_file)


def test_a_number_counts_as_the_open_cell_shows_it(both, tmp_path):
    def shown(page):
        for number, row in enumerate((5, 6, 7), 1):
            page.cell(row, 1).value, page.cell(row, 1).number_format = number, '"K-"00000'
        page["E6"], page["E6"].number_format = 1067, "00000"

    (file, by_file), (live, by_hand) = both(sheet(tmp_path / "a.xlsx", [], body=3, more=shown))

    keys = [each.client_id for each in live[Client]]
    assert keys == [each.client_id for each in file[Client]] == ["K-00001", "K-00002", "K-00003"]
    assert [each.postcode for each in live[Client]] == ["45884", "01067", "45884"]
    assert told(by_hand) == told(by_file)
