"""Only what can be read in one way is corrected; what is merely likely stays a suggestion."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbook.reading.formats import READERS, Typing, with_lasting_fix
from workbook.schema import Client, Consent, Contact, Placement, Vacancy

BIRTH = (Client, "birth_date")
FIRST = (Client, "first_contact")
NAME = (Client, "last_name")
POSTCODE = (Client, "postcode")
PHONE = (Client, "phone")
GROSS = (Placement, "gross")
HOURS = (Placement, "hours")
BEGIN = (Contact, "begin")
KIND = (Placement, "kind")


def fix_of(typed, record, name, allowed=None):
    """What the cell is corrected to, `None` where it is left alone."""
    column = record.spec.column(name)
    values = allowed if allowed is not None else column.choices.values if column.choices else ()
    typing, reader = Typing(column, values), READERS[column.kind]
    clean, remark = reader(typed, typing)
    return None if remark is None else with_lasting_fix(remark, clean, reader, typing).fix


@pytest.mark.parametrize(
    ("typed", "place", "right"),
    [
        ("03.02.2019 ", FIRST, date(2019, 2, 3)),
        ("1.2.19", FIRST, date(2019, 2, 1)),
        ("'1. März 2019", FIRST, date(2019, 3, 1)),
        ("2019-02-03", FIRST, date(2019, 2, 3)),
        ("31/12/2018", FIRST, date(2018, 12, 31)),
        ("3/3/2019", FIRST, date(2019, 3, 3)),
        ("5.5.1980", BIRTH, date(1980, 5, 5)),
        ("5.5.80", BIRTH, date(1980, 5, 5)),
        ("9.30 Uhr", BEGIN, time(9, 30)),
        (1454, POSTCODE, "01454"),
        (45884.0, POSTCODE, "45884"),
        ("D-45884", POSTCODE, "45884"),
        (2091234567, PHONE, "02091234567"),
        ("anna@example.org;", (Client, "email"), "anna@example.org"),
        ("Mu\u0308ller", NAME, "Müller"),
        ("MÃ¼ller", NAME, "Müller"),
        ("Meyer\u00a0Schulz ", NAME, "Meyer Schulz"),
        ("k – 00042", (Client, "client_id"), "K-00042"),
        ("1.234,50", GROSS, Decimal("1234.50")),
        ("1.234", GROSS, Decimal("1234.00")),
        ("180,00 €", GROSS, Decimal("180.00")),
        ("19,5", HOURS, Decimal("19.5")),
        (" vollzeit sv", KIND, "Vollzeit sv"),
        ("Frau", (Client, "gender"), "w"),
        ("MÄNNLICH", (Client, "gender"), "m"),
        ("x", (Contact, "invite"), "ja"),
        ("gefördert\u200bneu", (Client, "remark"), "gefördertneu"),
    ],
)
def test_what_has_one_reading_is_corrected(typed, place, right):
    assert fix_of(typed, *place) == right


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("3/2/2019", FIRST),  # the second of March in America
        ("03-02-2019", FIRST),
        ("ab 3.2.2019", FIRST),  # says more than a date
        ("Mo, 3.2.2019", FIRST),  # was a Sunday
        ("5.5.18", BIRTH),  # a child, or somebody of a hundred
        (43499, FIRST),  # a day, or a number in the wrong column
        (datetime(2019, 2, 3, 14, 30), FIRST),  # noqa: DTZ001 -- the time would be lost
        ("9", BEGIN),  # an hour of the day, or a number of hours
        ("12. Mrz", (Client, "house_no")),  # 12-3, or 12/3
        (4921123456789, PHONE),  # +49 211, or 04921 in Emden
        ("4,92E+11", PHONE),
        ("45 884", POSTCODE),  # or abroad, as 114 55 Stockholm
        ("MÜLLER", NAME),  # or MacDonald
        ("Mu\u0308ller2", NAME),  # another finding would be left
        ("1,234", GROSS),
        ("1.234", HOURS),  # a thousand, or one and a quarter
        (1800.555, GROSS),  # rounding may cross a limit
        ("Vollzeitstelle", KIND),
        ("I23A456789", (Client, "customer_no")),
        ("alt", FIRST),
    ],
)
def test_what_is_only_likely_is_left_to_a_person(typed, place):
    assert fix_of(typed, *place) is None


def test_of_two_values_that_differ_in_their_capitals_only_none_is_chosen():
    assert fix_of("TELEFON", Client, "contact_pref", ("Telefon", "Post")) == "Telefon"
    assert fix_of("TELEFON", Client, "contact_pref", ("Telefon", "telefon")) is None


def test_several_values_in_a_cell_are_corrected_together_or_not_at_all():
    values = Consent.spec.column("categories").choices.values

    assert fix_of(f"{values[0].upper()}; {values[1]}", Consent, "categories") == f"{values[0]}; {values[1]}"
    assert fix_of(f"{values[0].upper()}; Schuhgröße", Consent, "categories") is None


@given(
    st.text(max_size=12) | st.integers(0, 10**13) | st.floats(0, 10**6),
    st.sampled_from((Client, Placement, Vacancy)),
)
def test_what_is_corrected_is_read_without_another_remark(typed, record):
    for column in record.spec.columns:
        right = fix_of(typed, record, column.name) if typed else None
        stored = float(right) if isinstance(right, Decimal) else right
        assert right is None or fix_of(stored, record, column.name) is None
