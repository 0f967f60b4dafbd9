"""Keys that are numbers with a number format, in the other kinds of workbooks: read as their cells show them."""

from __future__ import annotations

import openpyxl
import pytest

from tests.ugly import binary
from workbook.reading.raw import read_book
from workbook.reading.records import read_office
from workbook.schema import Client

LABELS = ("KlientID", "Nachname", "Vorname", "PLZ", "Personen")


def read(path):
    with read_book(path) as book:
        office, findings = read_office(book)
    return office[Client], sorted((each.rule, each.cell) for each in findings if each.fixable)


@pytest.mark.libreoffice
@pytest.mark.parametrize("kind", ["ods", "xls"])
def test_a_key_saved_by_libreoffice_counts_as_shown(libreoffice, tmp_path, kind):
    book = openpyxl.Workbook()
    page = book.active
    page.title = "Klienten"
    page.append(LABELS)
    for number, postcode in ((1, 1067), (2, 45884), (7, 4103), (70000, 99998)):
        page.append([number, "Müller", "Eva", postcode, 1234])
        row = page[page.max_row]
        row[0].number_format, row[3].number_format, row[4].number_format = '"K-"00000', "00000", "#,##0"
    book.save(tmp_path / "a.xlsx")
    folder = tmp_path / "out"
    folder.mkdir()

    clients, fixable = read(libreoffice.convert(tmp_path / "a.xlsx", kind, folder))

    assert clients.column("client_id") == ["K-00001", "K-00002", "K-00007", "K-70000"]
    assert clients.column("postcode") == ["01067", "45884", "04103", "99998"]
    assert [cell for rule, cell in fixable if rule == "F-01"] == ["A2", "A3", "A4", "A5"]


def test_a_key_in_an_xlsb_counts_as_shown(tmp_path):
    rows = [LABELS, (binary.Keyed(1), "Müller", "Eva", "45884", 3), (binary.Keyed(12), "Kaya", "Can", "45884", 3)]

    clients, fixable = read(binary.save(tmp_path / "a.xlsb", {"Klienten": binary.Sheet(rows)}, keys='"K-"00000'))

    assert clients.column("client_id") == ["K-00001", "K-00012"]
    assert fixable == [("F-01", "A2"), ("F-01", "A3")]
