"""Rows below a table that nobody pulled it over are read like any other; only what is something else stays out."""

from __future__ import annotations

from datetime import datetime

import openpyxl
import pytest
from openpyxl.worksheet.table import Table

from workbook.findings import Severity
from workbook.reading.raw import read_book
from workbook.reading.records import read_office
from workbook.schema import BenefitMonth, Client, Household

DAY = datetime(2018, 9, 3)  # noqa: DTZ001 -- cells know no time zone
PLAIN = ("KlientID", "Nachname", "Vorname", "Geburtsdatum", "PLZ", "Status")


def client(key, name="Müller", *, born=DAY, postcode="45884", status="aktiv"):
    return (key, name, "Eva", born, postcode, status)


def sheet(path, below, *, body=2, at=4, labels=PLAIN, title="Klienten", more=None):
    """A table of two rows with these rows below it; `None` is a blank row."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = title
    rows = [labels, *[client(f"K-{number:05}") for number in range(1, body + 1)], *below]
    for number, row in enumerate(rows, at):
        for column, value in enumerate(row or (), 1):
            page.cell(number, column, value)
    last = page.cell(at + body, len(labels)).coordinate
    page.add_table(Table(displayName="tblKlienten", ref=f"A{at}:{last}"))
    if more is not None:
        more(page)
    book.save(path)
    return path


def read(path):
    with read_book(path) as book:
        return read_office(book)


def told(findings):
    return sorted((each.severity.value, each.cell) for each in findings if each.rule == "F-19")


def test_a_row_typed_below_the_table_is_a_client(tmp_path):
    office, findings = read(sheet(tmp_path / "a.xlsx", [client("K-00003", postcode=1067)]))

    assert [each.client_id for each in office[Client]] == ["K-00001", "K-00002", "K-00003"]
    assert told(findings) == [("W", "A7")]
    assert [(each.rule, each.cell) for each in findings if each.rule == "F-03"] == [("F-03", "E7")]


@pytest.mark.parametrize(
    ("below", "rows", "others"),
    [
        ([client(None)], [5, 6, 7], []),  # no key yet: its absence is a finding of its own (P-01)
        ([client("K-00003"), client("K-00004")], [5, 6, 7, 8], []),
        ([None, client("K-00003")], [5, 6, 8], []),
        ([None, None, client(None)], [5, 6, 9], []),
        ([("k 3", "Kaya")], [5, 6, 7], []),
        ([(None, "Kaya", "Can")], [5, 6, 7], []),  # somebody has just begun to type
        ([("Summe", None, None, None, 2)], [5, 6], ["A7"]),
        ([("Anzahl: 2",)], [5, 6], ["A7"]),
        ([None, ("Stand: 30.06.2019",)], [5, 6], ["A8"]),
        ([("Stand:", DAY)], [5, 6], ["A7"]),
        ([None, ("Legende", "bitte so lassen"), ("rot", "dringend")], [5, 6], ["A8"]),
        ([("Summe", None, None, None, 2), client("K-00003")], [5, 6, 8], ["A7"]),
        ([None, PLAIN, client("K-00003")], [5, 6, 9], ["A8"]),
    ],
)
def test_what_counts_and_what_is_told_to_be_something_else(tmp_path, below, rows, others):
    office, findings = read(sheet(tmp_path / "a.xlsx", below))

    assert list(office[Client].rows) == rows
    hints = [each.cell for each in findings if each.rule == "F-19" and each.severity is Severity.HINT]
    assert hints == others
    warned = [each for each in findings if each.rule == "F-19" and each.severity is Severity.WARNING]
    assert len(warned) == (1 if len(rows) > 2 else 0)


def test_a_row_of_totals_is_none_of_the_rows(tmp_path):
    def with_totals(page):
        table = page.tables["tblKlienten"]
        table.ref, table.totalsRowCount = "A4:F7", 1

    below = [("Ergebnis", None, None, None, None, 2), client("K-00003")]
    office, findings = read(sheet(tmp_path / "a.xlsx", below, more=with_totals))

    assert list(office[Client].rows) == [5, 6, 8]
    assert told(findings) == [("W", "A8")]


def test_a_second_table_below_is_not_the_first_ones(tmp_path):
    def households(page):
        page["A9"] = "Haushalte"
        for column, label in enumerate(("BGID", "BG-Typ", "Personen"), 1):
            page.cell(10, column, label)
        page.append(["HH-0001", "Single", 1])
        page.add_table(Table(displayName="tblBedarfsgemeinschaften", ref="A10:C11"))

    office, findings = read(sheet(tmp_path / "a.xlsx", [client("K-00003")], more=households))

    assert list(office[Client].rows) == [5, 6, 7]
    assert [each.household_id for each in office[Household]] == ["HH-0001"]
    assert told(findings) == [("W", "A7")]


def test_a_table_that_lotse_does_not_know_is_left_to_whoever_made_it(tmp_path):
    def own(page):
        for row in (("Raum", "Schlüssel"), ("101", "Eva"), ("102", "Can")):
            page.append(row)
        page.add_table(Table(displayName="Schluessel", ref="A7:B9"))

    office, findings = read(sheet(tmp_path / "a.xlsx", [], more=own))

    assert list(office[Client].rows) == [5, 6]
    assert told(findings) == []


@pytest.mark.parametrize("filled", [True, False])
def test_a_table_without_keys_has_rows_below_it_too(tmp_path, filled):
    book = openpyxl.Workbook()
    page = book.active
    page.title = "Leistungsverlauf"
    rows = [("BGID", "Monat", "Betrag"), ("HH-0001", DAY, 100), ("HH-0001", "10.2018", 90.5)]
    rows.append(("HH-0001", "11.2018", 80) if filled else (None, None, 270.5))
    for row in rows:
        page.append(row)
    page.add_table(Table(displayName="tblLeistungsverlauf", ref="A1:C3"))
    book.save(tmp_path / "a.xlsx")

    office, findings = read(tmp_path / "a.xlsx")

    assert len(office[BenefitMonth]) == (3 if filled else 2)
    assert told(findings) == [("W", "A4") if filled else ("H", "A4")]
