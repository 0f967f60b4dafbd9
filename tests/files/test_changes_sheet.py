"""The sheet `Änderungen`: what was corrected is never lost, whoever writes it, and can be read back exactly."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal

import openpyxl
import pytest

from automation.desk.changes_sheet import COMPARISON, Comparison, Line, changes_sheet, read_comparison
from automation.desk.corrections import SHEET, TABLE, Correction, read_corrections, stored_as
from workbook.creating import create_workbook
from workbook.reading.raw import read_book
from workbook.schema import Client
from workbook.tables import office_of
from workbook.writing.changing import Safety
from workbook.writing.file_book import FileBook
from workbook.writing.saving import Backups

TODAY = date(2019, 6, 30)
VALUES = (
    None,
    "",
    "01454",
    "=1+1",
    " zwei\nZeilen ",
    "bis 30.06.2019",
    45884,
    -0.1,
    180.1 + 19.89,
    1e22,
    True,
    False,
    date(2019, 6, 30),
    datetime(2019, 6, 30, 8, 41, 7),  # noqa: DTZ001 - cells know no time zone
    time(9, 30, 5),
)


@pytest.fixture
def book(tmp_path):
    path = tmp_path / "Mappe.xlsx"
    office = office_of([Client(row=5, client_id="K-00001", last_name="Adler")])
    create_workbook(path, office=office, today=TODAY)
    return FileBook(path, Safety(Backups(keep=0)))


def correction(before="1454", after="01454", **more):
    given = {"sheet": "Klienten", "cell": "O5", "key": "K-00001", "column": "PLZ", "rule": "F-03", "by": "MKA"}
    return Correction(before=before, after=after, day=TODAY, **given | more)


def append(book, *corrections, comparison=None):
    with book.read() as raw:
        sheet = changes_sheet(raw, corrections=corrections, comparison=comparison)
    return book.write([sheet], today=TODAY)


def corrections(book):
    with read_book(book.path) as raw:
        return read_corrections(raw)


def comparison(book):
    with read_book(book.path) as raw:
        return read_comparison(raw)


def test_every_kind_of_value_comes_back_as_it_was(book):
    append(book, *(correction(before, after) for before in VALUES for after in VALUES[:5]))

    known = corrections(book).rows
    same = [each or None if each == "" else each for each in VALUES]
    assert [type(each.before) for each in known[::5]] == [type(each if each != 45884 else 1.0) for each in same]
    assert [each.before for each in known[::5]] == same
    assert [each.number for each in known] == [*range(1, len(known) + 1)]
    assert stored_as(Decimal("0.1")) == 0.1


def test_further_corrections_come_below_and_a_comparison_takes_none_away(book):
    append(book, correction(number_format="dd.mm.yyyy"), correction(key=""))
    first = corrections(book).rows
    lines = (Line("Klienten", "O5", "K-00001", "PLZ", "1", "2", "geändert"),)
    append(book, comparison=Comparison("Vergleich 1", ("Auffällig", "Noch etwas"), lines))
    append(book, correction(rule="Eingang"))
    append(book, comparison=Comparison("Vergleich 2", (), lines * 3))

    assert corrections(book).rows[:2] == first
    assert [each.rule for each in corrections(book).rows] == ["F-03", "F-03", "Eingang"]
    assert comparison(book) == Comparison("Vergleich 2", (), lines * 3)
    append(book, correction())
    assert comparison(book).lines == lines * 3
    assert len(corrections(book).rows) == 4


def test_the_notices_of_a_comparison_stay_when_something_is_corrected(book):
    told = Comparison("Vergleich", ("Eine Spalte ist verrutscht.", "Ein Blatt fehlt."), ())
    append(book, comparison=told)
    append(book, correction())

    assert comparison(book) == told


def test_what_staff_write_on_the_sheet_survives(book):
    append(book, correction(), correction())
    written = openpyxl.load_workbook(book.path)
    page = written[SHEET]
    kept = page.tables[TABLE]
    header, last = (int("".join(filter(str.isdigit, part))) for part in kept.ref.split(":"))
    page.cell(header, 14, "Besprochen")
    page.cell(last, 14, "mit Anna")
    page.cell(header, 15, "Besprochen am")
    page.cell(last, 15, date(2019, 6, 28))
    page.cell(last + 4, 2, "Am Montag alles durchgehen")
    page.cell(1, 13, "Oben rechts")
    page.cell(6, 10, "neben dem Vergleich")
    written.save(book.path)

    for _ in range(3):
        append(book, correction())

    known = corrections(book)
    assert dict(known.rows[1].own)["Besprochen"] == "mit Anna"
    assert dict(known.rows[1].own)["Besprochen am"] == date(2019, 6, 28)
    everything = [
        value for row in openpyxl.load_workbook(book.path)[SHEET].iter_rows(values_only=True) for value in row
    ]
    for text in ("Am Montag alles durchgehen", "Oben rechts", "neben dem Vergleich", "Ihre Notizen"):
        assert everything.count(text) == 1
    assert len(known.rows) == 5


@pytest.mark.parametrize("lost", [TABLE, COMPARISON])
def test_a_table_that_somebody_made_a_plain_range_of_loses_no_row(book, lost):
    append(book, correction(), correction())
    written = openpyxl.load_workbook(book.path)
    del written[SHEET].tables[lost]
    written.save(book.path)

    append(book, correction())

    assert [each.number for each in corrections(book).rows] == [1, 2, 3]


def test_a_persons_rows_can_be_taken_out(book):
    append(book, correction(), correction(key="K-00002"))

    assert [each.key for each in corrections(book).without({"K-00001"}).rows] == ["K-00002"]
