"""Staff have a sheet and a table of the same name: what they write on Lotse's is found where it stands."""

from __future__ import annotations

import json

import openpyxl
import pytest
import xlsxwriter

DAY = ("--as-of", "2019-06-30")


@pytest.fixture
def workbook(tmp_path):
    """A workbook whose staff keep a sheet `Prüfbericht` with a table `tblPrüfbericht` of their own."""
    path = tmp_path / "Mappe.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        own = book.add_worksheet("Prüfbericht")
        own.add_table("A1:B2", {"name": "tblPrüfbericht", "columns": [{"header": "TÜV"}, {"header": "Kürzel"}]})
        page = book.add_worksheet("Klienten")
        page.write_row(0, 0, ("KlientID", "Nachname", "PLZ"))
        page.write_row(1, 0, ("K-00001", "Müller", "458"))
    return path


def test_what_staff_accept_on_the_renamed_report_is_accepted_in_the_next_run(lotse, workbook):
    lotse("check", workbook, *DAY)
    book = openpyxl.load_workbook(workbook)
    report = book["Prüfbericht (Lotse)"]
    header = next(row for row in report.iter_rows() if row[0].value == "Schwere")
    at = {cell.value: cell.column - 1 for cell in header}
    (row,) = (row for row in report.iter_rows(min_row=header[0].row) if row[at["Zelle"]].value == "C2")
    row[at["Bewusst so (Grund)"]].value, row[at["Kürzel"]].value = "so gewollt", "MKA"
    book.save(workbook)

    found = json.loads(lotse("check", workbook, "--json", *DAY).out)["findings"]

    assert [each["acknowledged"] for each in found if each["cell"] == "C2"] == [
        {"reason": "so gewollt", "initials": "MKA"}
    ]
