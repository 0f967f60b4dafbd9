"""The next free key stands on `Start`, and a row without a key gets it when staff agree."""

from __future__ import annotations

from datetime import date

import openpyxl
import pytest

from automation import jobs
from automation.material import check_material, read_material
from automation.sure_corrections import correct, plan_corrections
from workbook.creating import create_workbook
from workbook.live.troubles import BookUnsavedError
from workbook.reading.raw import read_book
from workbook.schema import HEADER_ROW, TABLES, Client
from workbook.tables import office_of
from workbook.writing.file_book import FileBook

TODAY = date(2019, 6, 30)
FIRST = HEADER_ROW + 1


def on_start(path):
    page = openpyxl.load_workbook(path, data_only=True)["Start"]
    return {row[1].value: row[4].value for row in page.iter_rows() if row[4].value and row[1].value}


def office(*keys):
    return office_of([Client(row=FIRST + n, client_id=key, last_name="Berg") for n, key in enumerate(keys)])


@pytest.mark.libreoffice
def test_start_shows_the_next_free_key_of_each_table(tmp_path, recalculate):
    path = tmp_path / "Mappe.xlsx"
    create_workbook(path, office=office("K-00007", None, "K-00099", "K-00012"), today=TODAY)
    numbered = {
        each.spec.sheet
        for each in TABLES
        if each.spec.key and "-0" in each.spec.column(each.spec.key).pattern_example
    }

    shown = on_start(path)
    assert shown["Klienten"] == "K-00100"
    assert shown["Anliegen"] == "A-00001"
    assert numbered <= shown.keys()
    assert on_start(recalculate(path)) == shown


@pytest.mark.libreoffice
def test_where_a_key_cannot_be_read_start_leads_to_the_report(tmp_path, recalculate):
    path = tmp_path / "Mappe.xlsx"
    create_workbook(path, office=office("K-00007", "Klient 8"), today=TODAY)

    assert on_start(path)["Klienten"] == on_start(recalculate(path))["Klienten"] == "→ Prüfbericht"


def test_rows_without_a_key_get_different_keys_also_where_the_file_has_no_cell(tmp_path):
    path = tmp_path / "Mappe.xlsx"
    create_workbook(path, office=office("K-00007", None, None, "K-00007"), today=TODAY)
    book = FileBook(path)
    found = jobs.check(book, TODAY, write=False).findings
    plan = plan_corrections(book, found, ["P-01"])

    correct(book, plan, TODAY)

    page = openpyxl.load_workbook(path)["Klienten"]
    assert [page.cell(FIRST + n, 1).value for n in range(4)] == ["K-00007", "K-00008", "K-00009", "K-00007"]
    twice = [each.suggestion for each in found if each.rule == "D-01"]
    assert twice == ["nächste freie: K-00010"]  # none that another row gets


@pytest.mark.libreoffice
def test_a_key_typed_otherwise_counts_as_it_is_typed(tmp_path, recalculate):
    path = tmp_path / "Mappe.xlsx"
    made = office("K-00007", "K-00008")
    create_workbook(path, office=made, today=TODAY, raw={(Client, 0, "client_id"): "Klient 17"})

    assert on_start(path)["Klienten"] == on_start(recalculate(path))["Klienten"] == "→ Prüfbericht"


class Unsaved(FileBook):
    """An open book that lies nowhere yet, or on a server."""

    @property
    def folder(self):
        raise BookUnsavedError("Mappe1", online=True)

    path = folder

    def read(self):
        return read_book(self._path)


def test_a_book_that_lies_nowhere_is_read_all_the_same(tmp_path):
    create_workbook(tmp_path / "Mappe.xlsx", office=office("K-00007", None), today=TODAY)

    material = read_material(Unsaved(tmp_path / "Mappe.xlsx"), TODAY)

    found = check_material(material).findings
    assert [each.suggestion for each in found if each.cell == f"A{FIRST + 1}"] == ["nächste freie: K-00008"]
