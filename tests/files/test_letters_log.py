"""`Postausgang` in a workbook: written, read back, and free of anything about a person but keys."""

from dataclasses import replace
from datetime import date

import openpyxl
import pytest
from openxml_audit import OpenXmlValidator

from automation.letters.delivery.transaction import Delivery
from automation.letters.dispatch import DispatchLog
from automation.letters.logbook import SHEET, TABLE, build_log, read_log
from automation.letters.template_folders import TemplateFolders
from automation.letters.writing import write_letters
from automation.resources import templates_folder
from tests.letter_office import TODAY, plan
from workbook.reading.raw import read_book, read_table
from workbook.writing.donor import build_donor


@pytest.fixture
def workbook(tmp_path):
    path = tmp_path / "Mappe.xlsx"
    path.touch()
    with Delivery.of(path, saves=True) as delivery:
        written = write_letters(
            plan(), tmp_path / "Schreiben", TemplateFolders(templates_folder()), delivery, pdf=False
        )
        delivery.commit(lambda: path.write_bytes(build_donor([build_log(written.log, today=TODAY)], today=TODAY)))
    return path, written.log


def test_the_log_comes_back_from_the_workbook_as_it_went_in(workbook):
    path, log = workbook

    with read_book(path) as book:
        again = read_log(read_table(book, TABLE))
        assert tuple(book.sheets) == (SHEET,)

    assert again.rows == log.rows


@pytest.mark.parametrize(
    ("noted", "shown"),
    [((date(2019, 6, 3), None), "dd.mm.yyyy"), ((date(2019, 6, 3), "bald"), "General"), ((3.5, "drei"), "General")],
)
def test_what_staff_note_in_a_column_of_their_own_can_still_be_read_after_the_next_run(tmp_path, noted, shown):
    """Was: a day had become 43619, and was a number from then on."""
    path, label = tmp_path / "Mappe.xlsx", "Nachgefragt am"
    log = DispatchLog(own=(("status", label),))
    for value in noted:
        log.add(replace(plan().letters[0].row, reference=f"QB-2019-{len(log.rows) + 1:04d}", own=((label, value),)))

    for _ in range(2):
        path.write_bytes(build_donor([build_log(log, today=TODAY)], today=TODAY))
        with read_book(path) as book:
            log = read_log(read_table(book, TABLE))

    readable = [f"{each:%d.%m.%Y}" if "bald" in noted and isinstance(each, date) else each for each in noted]
    assert [dict(row.own).get(label) or None for row in log.rows] == readable
    page = openpyxl.load_workbook(path)[SHEET]
    column = next(cell.column for cell in page[6] if cell.value == label)
    assert {page.cell(row, column).number_format.casefold() for row in (7, 8)} == {shown.casefold()}


def test_the_sheet_has_no_error_in_openxml_audit(workbook):
    path, _ = workbook

    assert [str(error) for error in OpenXmlValidator().validate(path).errors] == []


def test_no_value_of_a_client_stands_on_it(workbook):
    path, _ = workbook

    with read_book(path) as book:
        text = repr(book.grid(SHEET))

    assert "K-00001" in text
    for secret in ("Yıldız", "Ayşe", "Beethoven", "780", "Erdgeschoss", "Bewerbung"):
        assert secret not in text


def test_a_row_is_as_high_as_its_wrapped_texts_and_no_higher():
    long = "Verweise: Zimmer, Lage, Warmmiete bis, Einzug ab, Anliegen im Schreiben; " * 4
    log = DispatchLog()
    for number, told in enumerate(({}, {"fields": long}, {"blocked_because": long}), start=1):
        log.add(replace(plan().letters[0].row, reference=f"QB-2019-{number:04d}", **told))

    heights = build_log(log, today=TODAY).heights
    blocked, telling, plain = (heights[row] for row in sorted(heights)[-3:])

    assert telling == plain  # the printed page ends before that column: a high row would be a gap on it
    assert blocked > plain
