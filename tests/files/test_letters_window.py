"""What shows in the window, from the cell to the letter: abroad, and by accident."""

from datetime import date

import pytest

from automation import jobs
from tests.letter_office import adviser, client, contact, office
from workbook.creating import create_workbook
from workbook.writing.file_book import FileBook

TODAY = date(2019, 6, 28)
WRITTEN = {"recorded_on": date(2019, 5, 2), "recorded_by": "MKA"}
TAIL = {"first_contact": date(2019, 5, 2), **WRITTEN}
ABROAD = {"street": "Prinsengracht", "house_no": "12 hs", "postcode": "1012 AB", "city": "Amsterdam"}


def checked(path):
    return jobs.check(FileBook(path), TODAY, write=False).findings


def book(tmp_path, **values):
    path = tmp_path / "Mappe.xlsx"
    tables = office(
        client(**values, **TAIL), adviser(may_see_social_data=True), contact(**WRITTEN, held_on=date(2019, 6, 3))
    )
    create_workbook(path, office=tables, today=TODAY)
    return path


def withheld(path):
    return jobs.write_letters(FileBook(path), TODAY, dry_run=True, kinds=["EINLADUNG"]).withheld


def rules_at(path, header):
    return {each.rule for each in checked(path) if each.table == "Klienten" and each.column == header} - {"L-01"}


def test_postcode_and_house_number_abroad_are_taken_as_they_are(tmp_path):
    path = book(tmp_path, **ABROAD, country="Niederlande")

    assert rules_at(path, "PLZ") | rules_at(path, "Hausnr.") == set()
    assert [each.reason for each in withheld(path)] == []


def test_without_the_country_the_reason_names_the_postcode_and_the_cure(tmp_path):
    path = book(tmp_path, **ABROAD)

    assert rules_at(path, "PLZ") == {"F-03"}
    (letter,) = withheld(path)
    assert "fünf Ziffern" in letter.reason
    assert "Land" in letter.suggestion


@pytest.mark.parametrize(
    ("column", "header", "value"),
    [
        ("house_no", "Hausnr.", "33304BG0012345"),
        ("house_no", "Hausnr.", "33304/0012345"),
        ("house_no", "Hausnr.", "siehe Akte"),
        ("street", "Straße", "unbekannt"),
        ("street", "Straße", "Straße"),
        ("street", "Straße", "Str."),
        ("city", "Ort", "unbekannt"),
        ("first_name", "Vorname", "k.A."),
        ("last_name", "Nachname", "Kaya?"),
        ("last_name", "Nachname", "Kaya (verstorben)"),
        ("last_name", "Nachname", "Kaya †"),
        ("first_name", "Vorname", "Elif verzogen"),
    ],
)
@pytest.mark.parametrize("country", [None, "Niederlande"])
def test_what_is_no_address_and_no_name_is_found_and_withholds(tmp_path, column, header, value, country):
    path = book(tmp_path, country=country, **{column: value})

    assert "F-13" in rules_at(path, header)
    (letter,) = withheld(path)
    assert letter.reason.count(value) <= (header == value)
