"""A referral shows its letter and a letter its answer, by formula, however staff sort either sheet."""

from datetime import date

import openpyxl
import pytest

from automation.letters.dispatch import Dispatch, DispatchLog
from automation.letters.log_lookups import Answers, letters_in_words
from automation.letters.logbook import HEADER, SHEET, TABLE, build_log, read_log
from tests.letter_office import TODAY, office, referral
from workbook.creating import create_workbook
from workbook.reading.raw import read_book, read_own_table
from workbook.reading.records import read_office
from workbook.schema import HEADER_ROW, Referral
from workbook.trial.verdict import remove_lotse
from workbook.writing.file_book import FileBook

ANSWERED = date(2019, 6, 20)
KEYS = ("R-00003", "R-00001", "R-100000", "R-00002", "R-00009")  # as staff have sorted them


def letter(number, source, status, kind="WOHNEN"):
    return Dispatch(
        f"QB-2019-{number:04}", TODAY, kind, source, "K-00001", "Wohnungsunternehmen", "P-001", status=status
    )


LOG = DispatchLog(
    [
        letter(1, "R-00001", "ersetzt"),
        letter(2, "R-00001", "versandt"),
        letter(3, "R-00001", "storniert", "NACHFASS"),
        letter(4, "R-00003", "Entwurf"),
        letter(5, "R-100000", "storniert"),
        letter(6, "KT-000001", "Entwurf", "EINLADUNG"),
        letter(7, "R-00002", "gesperrt"),
    ]
)
SHOWN = {"R-00001": "QB-2019-0002 · versandt", "R-00003": "QB-2019-0004 · Entwurf", "R-100000": ""}
SHOWN |= {"R-00002": "QB-2019-0007 · gesperrt"}


@pytest.fixture
def workbook(tmp_path):
    """A workbook whose log Lotse wrote after it was made, as letters do."""
    answers = {"R-00001": ANSWERED}
    rows = [
        referral(row=HEADER_ROW + place, referral_id=key, replied_on=answers.get(key))
        for place, key in enumerate(KEYS, start=1)
    ]
    path, tables = tmp_path / "Mappe.xlsx", office(*rows)
    create_workbook(path, office=tables, today=TODAY, letters=letters_in_words(LOG.newest_first))
    FileBook(path).write([build_log(LOG, today=TODAY, answers=Answers(office=tables))], today=TODAY)
    return path


def shown(path, sheet, header, key, label):
    """What stands in a column, by the key of its row."""
    page = openpyxl.load_workbook(path, data_only=True)[sheet]
    labels = {cell.value: cell.column for cell in page[header]}
    rows = range(header + 1, page.max_row + 1)
    cells = {page.cell(row, labels[key]).value: page.cell(row, labels[label]).value for row in rows}
    return {name: value or "" for name, value in cells.items() if name}


def letters(path):
    return shown(path, Referral.spec.sheet, HEADER_ROW, "VerweisID", "Brief (Stand)")


def answers_in(path):
    found = shown(path, SHEET, HEADER, "Zeichen", "Rückmeldung am")
    return {number[-1]: day.date() for number, day in found.items() if day}


def test_what_stands_in_the_file_is_what_the_log_says(workbook):
    assert letters(workbook) == dict.fromkeys(KEYS, "") | SHOWN
    assert answers_in(workbook) == dict.fromkeys("123", ANSWERED)


@pytest.mark.libreoffice
def test_both_follow_what_staff_type_and_how_they_sort(workbook, recalculate):
    book = openpyxl.load_workbook(workbook)
    page = book[SHEET]
    labels = {cell.value: cell.column for cell in page[HEADER]}
    rows = list(range(HEADER + 1, HEADER + 1 + len(LOG.rows)))
    columns = [labels[label] for label in ("Zeichen", "Status", "Anlass")]
    lines = {page.cell(row, columns[0]).value[-1]: [page.cell(row, each).value for each in columns] for row in rows}
    lines["4"][1], lines["5"][1] = "Storniert", "gedruckt"
    for row, number in zip(rows, "5274163", strict=True):
        for place, value in zip(columns, lines[number], strict=True):
            page.cell(row, place).value = value
    referrals = book[Referral.spec.sheet]
    replied = Referral.spec.position("replied_on")
    referrals.cell(HEADER_ROW + 1, replied).value = date(2019, 6, 24)
    referrals.cell(HEADER_ROW + 2, replied).value = None
    book.save(workbook)

    after = recalculate(workbook)

    assert letters(after) == dict.fromkeys(KEYS, "") | SHOWN | {
        "R-00003": "",
        "R-100000": "QB-2019-0005 · gedruckt",
    }
    assert answers_in(after) == {"4": date(2019, 6, 24)}


def test_the_log_is_read_without_its_lists_and_without_the_answers(workbook):
    with read_book(workbook) as raw:
        tables, _ = read_office(raw)
        log = read_log(read_own_table(raw, SHEET, TABLE))
        answers = Answers.of(raw, tables)

    assert log.rows == LOG.rows
    assert (log.own, log.remarks) == ((), ())
    assert answers.formula("Anlass") is not None


def test_a_workbook_without_excels_table_of_referrals_shows_the_days_as_they_are(workbook):
    book = openpyxl.load_workbook(workbook)
    book[Referral.spec.sheet].tables.clear()
    book.save(workbook)
    with read_book(workbook) as raw:
        tables, _ = read_office(raw)
        answers = Answers.of(raw, tables)

    FileBook(workbook).write([build_log(LOG, today=TODAY, answers=answers)], today=TODAY)

    assert answers.formula("Anlass") is None
    assert answers_in(workbook) == dict.fromkeys("123", ANSWERED)


def test_a_workbook_that_lotse_leaves_shows_no_letters_and_no_error(workbook):
    before = openpyxl.load_workbook(workbook).defined_names["Briefe_Stand"].attr_text

    remove_lotse(workbook)

    assert SHEET in before
    assert openpyxl.load_workbook(workbook).defined_names["Briefe_Stand"].attr_text == '""'
