"""Beside a key stands whom it means: for the eye, calculated, and read by nothing."""

from __future__ import annotations

from datetime import date

import openpyxl
import pytest

from automation import jobs
from workbook.creating import create_workbook
from workbook.reading.locating import locate_all
from workbook.reading.raw import read_book
from workbook.reading.records import read_office
from workbook.schema import HEADER_ROW, TABLES, Client, Contact, Request
from workbook.tables import office_of
from workbook.writing.file_book import FileBook

TODAY = date(2019, 6, 30)
PEOPLE = (("K-00007", "Zoe", "Adler"), ("K-00002", "Ali", "Zander"), ("K-00005", "Kim", "Berg"))
FIRST = HEADER_ROW + 1


def client(number, key, first, last, prefix=None):
    return Client(row=FIRST + number, client_id=key, first_name=first, name_prefix=prefix, last_name=last)


def contacts(*keys):
    return [
        Contact(row=FIRST + number, contact_id=f"KT-{number:06}", client_id=key, request_id="A-00001")
        for number, key in enumerate(keys)
    ]


def named(path, name="person_named", count=6):
    page, number = openpyxl.load_workbook(path, data_only=True)["Kontakte"], Contact.spec.position(name)
    return [page.cell(FIRST + row, number).value or "" for row in range(count)]


@pytest.mark.libreoffice
@pytest.mark.parametrize("order", [sorted(PEOPLE), PEOPLE], ids=["in the order of keys", "sorted by name"])
def test_the_name_is_right_in_whatever_order_the_clients_stand(tmp_path, recalculate, order):
    people = [client(number, *each) for number, each in enumerate(order)]
    people.append(client(3, "K-00009", "Ida", "Berg", "van der"))
    rows = contacts("K-00002", "K-00007", None, "K-00001", "K-00099", "K-00009")
    asked = Request(row=FIRST, request_id="A-00001", summary="sucht eine Wohnung")
    path = tmp_path / "Mappe.xlsx"
    create_workbook(path, office=office_of([*people, *rows, asked]), today=TODAY)
    expected = ["Ali Zander", "Zoe Adler", "", "", "", "Ida van der Berg"]

    assert named(path) == expected
    assert named(recalculate(path)) == expected
    assert named(path, "request_named") == ["sucht eine Wohnung"] * 6


def test_nothing_reads_what_stands_beside_and_nothing_misses_it(tmp_path):
    path, without = tmp_path / "Mappe.xlsx", tmp_path / "ohne.xlsx"
    people = [client(number, *each) for number, each in enumerate(PEOPLE)]
    create_workbook(path, office=office_of([*people, *contacts("K-00002")]), today=TODAY)
    book = openpyxl.load_workbook(path)
    for record in TABLES:
        for column in record.spec.columns:
            if column.for_the_eye:
                book[record.spec.sheet].cell(
                    HEADER_ROW, record.spec.position(column.name)
                ).value = f"x{column.name}"
    for page in book.worksheets:
        page.tables.clear()
    book.save(without)

    with read_book(path) as raw:
        office, _ = read_office(raw)
    told = [
        [(each.rule, each.cell, each.message) for each in jobs.check(FileBook(each), TODAY, write=False).findings]
        for each in (path, without)
    ]

    assert not any(office[each].present(c.name) for each in TABLES for c in each.spec.columns if c.for_the_eye)
    assert told[0] == told[1]
    assert not any("Zander" in message for *_, message in told[0])


def test_a_column_of_that_name_in_an_earlier_workbook_is_the_offices_own(tmp_path):
    book = openpyxl.Workbook()
    page = book.active
    page.title = "Kontakte"
    page.append(["KontaktID", "Datum", "KlientID", "Person (Name)", "Beraten von"])
    page.append(["KT-000001", date(2019, 1, 2), "K-00001", "von Hand", "MKA"])
    book.save(tmp_path / "alt.xlsx")

    with read_book(tmp_path / "alt.xlsx") as raw:
        (place,) = locate_all(raw, [Contact.spec], {})

    assert place.others == ("Person (Name)",)
