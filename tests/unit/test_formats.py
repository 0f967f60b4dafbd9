"""What people type is read as they meant it, and every repair is said aloud."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from workbook.cells import decimal_of
from workbook.findings import Severity
from workbook.german import euro
from workbook.reading.formats import FORMAT_RULES, READERS, Typing
from workbook.reading.formats.dates import date_of_text, read_date, read_month, read_time
from workbook.reading.formats.identifiers import (
    read_customer_number,
    read_household_number,
    read_id,
    read_reference,
)
from workbook.reading.formats.lists import read_choice, read_multiple, read_yes_no
from workbook.reading.formats.numbers import number_of_text, read_decimal, read_euro, read_integer
from workbook.reading.formats.personal import read_email, read_house_number, read_name, read_postcode, read_street
from workbook.reading.formats.phones import read_phone
from workbook.reading.formats.plain_text import read_setting, read_text, repaired
from workbook.schema import Client, Consent, Contact, Employer, Kind, Placement, Request, Vacancy
from workbook.schema.vocabulary import Employment, Gender


def typing(record, name, allowed=None, *, date_1904=False):
    column = record.spec.column(name)
    values = column.choices.values if column.choices and allowed is None else (allowed or ())
    return Typing(column, values, date_1904)


BIRTH = typing(Client, "birth_date")
APPOINTMENT = typing(Contact, "next_date")
GROSS = typing(Placement, "gross")
NAME = typing(Client, "last_name")


def rule_of(reading):
    return reading.remark.rule if reading.remark else None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("1.9.18", date(2018, 9, 1)),
        ("01.09.2018", date(2018, 9, 1)),
        (" 1. September 2018", date(2018, 9, 1)),
        ("1. Sept. 2018", date(2018, 9, 1)),
        ("12. Mrz 2019", date(2019, 3, 12)),
        ("3. März 1945", date(1945, 3, 3)),
        ("2018-09-01", date(2018, 9, 1)),
        ("2018-09-01T00:00:00", date(2018, 9, 1)),
        ("21/9/2018", date(2018, 9, 21)),
        ("9-9-2018", date(2018, 9, 9)),
        ("'1.9.2018", date(2018, 9, 1)),
        ("29.2.2020", date(2020, 2, 29)),
        ("5.5.45", date(1945, 5, 5)),
    ],
)
def test_a_date_typed_as_text_is_read_and_reported(typed, meant):
    reading = read_date(typed, BIRTH)

    assert reading.value == meant
    assert rule_of(reading) == "F-02"
    assert reading.remark.suggestion == meant.strftime("%d.%m.%Y")


@pytest.mark.parametrize(
    "typed", ["3/2/2019", "03-02-2019", "ab 3/2/2019", "Fr, 3/2/19", "'3/2/2019 00:00", "3/2/2019, 10:30 Uhr"]
)
def test_a_date_that_is_another_one_in_america_is_read_as_neither(typed):
    reading = read_date(typed, BIRTH)

    assert reading.value is None
    assert (rule_of(reading), reading.remark.fix) == ("F-02", None)
    assert reading.remark.suggestion == "03.02.2019 oder 02.03.2019"


@pytest.mark.parametrize(
    "typed", ["31.02.2026", "29.02.2019", "32.1.2020", "1.13.2020", "gestern", "12. Foo 2019", True]
)
def test_what_is_no_date_stays_empty_and_is_reported(typed):
    reading = read_date(typed, BIRTH)

    assert reading.value is None
    assert rule_of(reading) == "F-02"


def test_a_day_that_the_calendar_does_not_have_is_called_so():
    assert "Kalender" in read_date("31.02.2026", BIRTH).remark.message


def test_a_serial_number_is_the_day_that_excel_means_by_it():
    assert read_date(43344.0, BIRTH).value == date(2018, 9, 1)
    assert read_date(43344.0 - 1462, typing(Client, "birth_date", date_1904=True)).value == date(2018, 9, 1)


def test_a_number_that_is_no_day_is_not_guessed():
    assert read_date(12.0, BIRTH).value is None


def test_a_real_date_needs_no_remark_and_a_time_beside_it_gets_one():
    assert read_date(date(2018, 9, 1), BIRTH) == (date(2018, 9, 1), None)
    assert read_date(datetime(2018, 9, 1), BIRTH).remark is None  # noqa: DTZ001 -- cells know no time zone
    reading = read_date(datetime(2018, 9, 1, 12, 30), BIRTH)  # noqa: DTZ001 -- cells know no time zone
    assert (reading.value, reading.remark.severity) == (date(2018, 9, 1), Severity.WARNING)


@pytest.mark.parametrize("typed", ["März 2019", "Mrz. 2019", "03/2019", "3.2019", "2019-03", "17.03.2019"])
def test_a_month_is_read_from_any_spelling(typed):
    assert read_month(typed, BIRTH).value == date(2019, 3, 1)


def test_a_month_may_be_any_of_its_days():
    assert read_month(date(2019, 3, 17), BIRTH) == (date(2019, 3, 1), None)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (time(9, 30), time(9, 30)),
        (0.5, time(12, 0)),
        (timedelta(hours=9), time(9, 0)),
        ("9:30", time(9, 30)),
        ("9.30 Uhr", time(9, 30)),
        ("9 Uhr", time(9, 0)),
    ],
)
def test_a_time_of_day_is_read_from_what_people_type(typed, meant):
    assert read_time(typed, BIRTH).value == meant


def test_a_time_that_the_clock_does_not_have_is_reported():
    assert read_time("25:00", BIRTH) == (None, read_time("12:75", BIRTH).remark)


@given(st.dates(min_value=date(1930, 1, 1), max_value=date(2029, 12, 31)))
def test_every_day_of_a_century_survives_the_german_spelling(day):
    assert date_of_text(f"{day.day}.{day.month}.{day:%y}") == day
    assert date_of_text(day.strftime("%d.%m.%Y")) == day


@given(st.text(max_size=20))
def test_no_text_makes_a_reader_raise(text):
    for kind, reader in READERS.items():
        record, name = (Client, "gender") if kind is Kind.CHOICE else (Client, "licence")
        value, remark = reader(text or "x", typing(record, name))
        assert remark is None or remark.rule in {info.code for info in FORMAT_RULES}, (kind, value)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("180,00 €", "180.00"),
        ("180.00", "180.00"),
        ("1.234,50", "1234.50"),
        ("1.234", "1234.00"),
        ("1 234,50 EUR", "1234.50"),
        ("1,234.50", "1234.50"),
        ("180,-", "180.00"),
        ("-5", "-5.00"),
    ],
)
def test_an_amount_typed_as_text_is_read_and_reported(typed, meant):
    reading = read_euro(typed, GROSS)

    assert reading.value == Decimal(meant)
    assert rule_of(reading) == "F-12"


def test_an_amount_is_exact_whatever_the_binary_noise():
    assert read_euro(180.1 + 19.89, GROSS) == (Decimal("199.99"), None)
    assert decimal_of(0.1 + 0.2) == Decimal("0.3")


def test_a_tenth_of_a_cent_is_reported_and_rounded_away_from_zero():
    reading = read_euro(199.995, GROSS)

    assert (reading.value, rule_of(reading)) == (Decimal("200.00"), "F-12")


@pytest.mark.parametrize("typed", ["zwölf", "12 Stück", True, "1e5000", 1e300, date(2020, 1, 1)])
def test_what_is_no_amount_is_reported(typed):
    assert read_euro(typed, GROSS).value is None
    assert rule_of(read_euro(typed, GROSS)) == "F-12"


@given(st.decimals(min_value=-999999, max_value=999999, places=2))
def test_an_amount_survives_the_german_spelling(amount):
    assert number_of_text(euro(amount)) == amount


def test_a_count_is_whole():
    persons = typing(Vacancy, "places")
    assert read_integer(3.0, persons) == (3, None)
    assert read_integer("3", persons).value == 3
    assert read_integer(2.5, persons).value is None


def test_hours_may_have_a_fraction():
    assert read_decimal(19.5, typing(Placement, "hours")) == (Decimal("19.5"), None)


@pytest.mark.parametrize(
    ("typed", "clean", "rule"),
    [
        ("45884", "45884", None),
        (45884.0, "45884", "F-03"),
        (1067.0, "01067", "F-03"),
        ("1067", None, "F-03"),
        ("D-45884", "45884", "F-03"),
        ("00999", "00999", "F-04"),
        ("99999", "99999", "F-04"),
        ("458", None, "F-03"),
        ("4588A", None, "F-03"),
    ],
)
def test_a_postcode_gets_its_zero_back(typed, clean, rule):
    reading = read_postcode(typed, typing(Client, "postcode"))

    assert (reading.value, rule_of(reading)) == (clean, rule)


@pytest.mark.parametrize(
    "typed",
    ["0209 1234567", "(0209) 1234567", "0209/123 45 67", "+49 209 1234567", "0049 209 1234567", "0209-1234567"],
)
def test_a_phone_number_is_the_same_in_every_usual_spelling(typed):
    assert read_phone(typed, typing(Client, "phone")) == ("+492091234567", None)


@pytest.mark.parametrize("typed", ["4,92E+11", "4.92091E+12", 4.92091e12, 4.92e11, "keine", "12"])
def test_a_phone_number_that_lost_digits_is_an_error(typed):
    reading = read_phone(typed, typing(Client, "phone"))

    assert (reading.value, rule_of(reading)) == (None, "F-05")


@pytest.mark.parametrize("typed", ["4711147", "471 11 47", 4711147, 4711147.0, "12345678"])
def test_a_number_without_an_area_code_is_nobodys_and_gets_the_offices_as_suggestion(typed):
    known = replace(typing(Client, "phone"), office_phone="0209 998877")

    reading, nowhere = read_phone(typed, known), read_phone(typed, typing(Client, "phone"))

    assert (reading.value, rule_of(reading), reading.remark.fix) == (None, "F-05", None)
    assert reading.remark.suggestion == f"0209 {typed:.0f}" if isinstance(typed, float) else f"0209 {typed}"
    assert "Vorwahl" in reading.remark.message
    assert (nowhere.value, nowhere.remark.suggestion) == (None, None)


def test_a_short_number_of_the_offices_own_town_has_only_lost_its_zero():
    known = replace(typing(Client, "phone"), office_phone="0209 998877")

    assert read_phone(20912345, known).remark.fix == "020912345"


@pytest.mark.parametrize(
    ("typed", "clean"),
    [("O209 1234567", "0209 1234567"), ("02O9/123456l", "0209/1234561"), ("o157 87654321", "0157 87654321")],
)
def test_a_letter_for_a_digit_is_told_with_what_is_meant(typed, clean):
    reading = read_phone(typed, typing(Client, "phone"))

    assert (rule_of(reading), reading.remark.suggestion, reading.remark.fix) == ("F-05", clean, clean)
    assert reading.value == read_phone(clean, typing(Client, "phone")).value


def test_a_number_whose_zero_is_missing_gets_it_back():
    reading = read_phone("209 1234567", typing(Client, "phone"))

    assert (reading.value, reading.remark.fix) == ("+492091234567", "0209 1234567")


def test_a_phone_number_saved_as_a_number_gets_its_zero_back():
    reading = read_phone(2091234567.0, typing(Client, "phone"))

    assert (reading.value, rule_of(reading)) == ("+492091234567", "F-05")


@pytest.mark.parametrize(
    ("typed", "clean", "rule"),
    [
        ("Anna@Example.org", "anna@example.org", None),
        ("anna@example.org,", "anna@example.org", "F-06"),
        (" anna@example.org ", "anna@example.org", "F-06"),
        ("anna@example", None, "F-06"),
        ("anna.example.org", None, "F-06"),
    ],
)
def test_an_email_address_is_complete(typed, clean, rule):
    reading = read_email(typed, typing(Client, "email"))

    assert (reading.value, rule_of(reading)) == (clean, rule)


@pytest.mark.parametrize(
    ("typed", "clean", "rule"),
    [
        ("Şahin", "Şahin", None),
        ("van der Berg", "van der Berg", None),
        ("O'Neill-Müller", "O'Neill-Müller", None),
        ("Yıldız", "Yıldız", None),
        ("Mu\u0308ller", "Müller", "F-13"),
        ("MÃ¼ller", "Müller", "F-13"),
        ("Kaya\u00a0", "Kaya", "F-13"),
        ("Anna  Lena", "Anna Lena", "F-13"),
        ("MEIER", "MEIER", "F-13"),
        ("Meier2", "Meier2", "F-13"),
    ],
)
def test_a_name_keeps_its_letters_and_loses_accidents(typed, clean, rule):
    reading = read_name(typed, NAME)

    assert (reading.value, rule_of(reading)) == (clean, rule)


@given(st.text(max_size=30))
def test_repairing_twice_changes_nothing_more_in_plain_letters(text):
    once = repaired(text)
    assert repaired(" ".join(once.split())).split() == repaired(once).split()


@pytest.mark.parametrize(
    ("typed", "clean", "rule"),
    [
        ("12", "12", None),
        (12.0, "12", None),
        ("12a", "12a", None),
        ("12 a", "12a", None),
        ("12-14", "12-14", None),
        ("12 1/2", "12 1/2", None),
        ("12/1", "12/1", None),
        (date(2019, 3, 12), "12-3", "F-15"),
        ("12. Mrz", "12-3", "F-15"),
        ("Hinterhaus", "Hinterhaus", "F-15"),
    ],
)
def test_a_house_number_that_became_a_date_is_given_back(typed, clean, rule):
    reading = read_house_number(typed, typing(Client, "house_no"))

    assert (reading.value, rule_of(reading)) == (clean, rule)


@pytest.mark.parametrize("typed", ["33304//0012345", "33304/0012345", "33304BG0012345", " 33304 // 0012345 "])
def test_a_household_number_has_one_form(typed):
    assert read_household_number(typed, GROSS) == ("33304//0012345", None)


def test_another_household_number_is_an_error():
    assert rule_of(read_household_number("3330//0012345", GROSS)) == "F-07"


def test_a_customer_number_with_confused_letters_gets_a_hint():
    typed = typing(Client, "customer_no")
    assert read_customer_number("123a456789", typed) == ("123A456789", None)
    assert read_customer_number("I23A4567O9", typed).remark.suggestion == "123A456709"
    assert rule_of(read_customer_number("12345", typed)) == "F-08"


def test_a_key_has_the_form_of_its_table():
    key = typing(Client, "client_id")
    assert read_id("K-00042", key) == ("K-00042", None)
    assert read_id("k-00042", key).value == "K-00042"
    assert rule_of(read_id("K-42", key)) == "F-01"


def test_an_anonymous_request_has_no_client():
    assert read_reference("anonym", typing(Request, "client_id")) == (None, None)


def test_a_list_value_is_found_in_spite_of_its_spelling():
    kind = typing(Placement, "kind")
    assert read_choice("Minijob", kind) == (Employment.MINIJOB, None)
    assert read_choice("Vollzeit sv ", kind).value is Employment.FULL_TIME
    assert rule_of(read_choice("Vollzeit sv ", kind)) == "F-14"
    assert read_choice("w", typing(Client, "gender")).value is Gender.FEMALE


def test_a_list_value_that_is_only_like_one_is_not_taken_but_suggested():
    reading = read_choice("Teilzeit", typing(Placement, "kind"))

    assert reading.value is None
    assert reading.remark.suggestion == "Teilzeit sv"


def test_several_values_stand_in_one_cell():
    assert read_multiple("B, CE", typing(Client, "licence")) == (("B", "CE"), None)
    categories = typing(Consent, "categories")
    assert read_multiple("Name; Telefon/E-Mail", categories).value == ("Name", "Telefon/E-Mail")
    assert rule_of(read_multiple("Name; Schuhgröße", categories)) == "F-14"


@pytest.mark.parametrize(
    ("typed", "answer"), [("ja", True), ("Nein", False), ("x", True), (1.0, True), ("WAHR", True)]
)
def test_yes_is_yes_in_every_office(typed, answer):
    assert read_yes_no(typed, GROSS).value is answer


def test_maybe_is_neither_yes_nor_no():
    assert read_yes_no("vielleicht", GROSS).value is None


def test_a_text_keeps_its_lines_and_a_number_its_digits():
    street = typing(Client, "street")
    assert read_text(" Am\nHof ", street) == ("Am\nHof", None)
    assert read_text(42.0, street) == ("42", None)
    assert rule_of(read_text("Straße\u00a0des Friedens", street)) == "F-13"


def test_a_setting_is_what_staff_wrote():
    assert read_setting(9.19, GROSS).value == "9.19"
    assert read_setting(date(2018, 9, 1), GROSS).value == "01.09.2018"
    assert read_setting(time(9, 0), GROSS).value == "09:00"


def test_a_company_number_of_another_length_is_a_warning_and_no_broken_key():
    number = typing(Employer, "company_no")

    assert READERS[Kind.ID]("12345678", number).value == "12345678"
    wrong = READERS[Kind.ID]("1234567", number)
    assert (wrong.value, rule_of(wrong), wrong.remark.severity) == (None, "F-11", Severity.WARNING)


@pytest.mark.parametrize("typed", ["a@b..org", "a..b@c.de", "a.@b.de", "a@-b.de", "a@b_c.de", "a@b"])
def test_an_address_with_an_empty_part_is_none(typed):
    reading = read_email(typed, typing(Client, "email"))

    assert (reading.value, rule_of(reading)) == (None, "F-06")


@pytest.mark.parametrize("typed", ["a.b@c-d.example.org", "ümit@müller.de", "x+y@b.xn--p1ai"])
def test_an_unusual_address_is_one(typed):
    assert read_email(typed, typing(Client, "email")) == (typed, None)


@pytest.mark.parametrize(
    "typed",
    [
        "M?ller",
        "Me;er",
        "Kaya@",
        "M\ufffdller",
        "MEYER",
        "Kaya-MEYER",
        "meyer",
        "Å\x9eahin",
        "Müller  Maier",
        "M3ier",
        "Meier, Anna",
        "Frau Meier",
        "Herrn Meier",
    ],
)
def test_what_is_no_spelling_of_a_name_is_told(typed):
    assert rule_of(read_name(typed, typing(Client, "last_name"))) == "F-13"


@pytest.mark.parametrize(
    "typed",
    [
        "O'Brien",
        "von Berg",
        "Karl III",
        "Li",
        "LI",
        "გიორგი",
        "MacDonald",
        "J. Peter",
        "Đorđević",
        "Herr",
        "Herrmann",
        "Fraune",
        "Verstegen",
        "Verzog",
    ],
)
def test_what_is_a_name_somewhere_is_left_alone(typed):
    assert read_name(typed, typing(Client, "last_name")) == (typed, None)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Müller (verstorben)", "Müller"),
        ("Müller (verst. 3.6.2019)", "Müller"),
        ("Müller Verstorben", "Müller"),
        ("Müller - VERSTORBEN", "Müller"),
        ("Yıldız †", "Yıldız"),
        ("Yıldız † 3.6.2019", "Yıldız"),
        ("† Yıldız", None),
        ("Yıldız +", "Yıldız"),
        ("Yıldız + 3.6.2019", "Yıldız"),
        ("von Berg, verzogen", "von Berg"),
        ("Kaya ist nach unbekannt verzogen", "Kaya"),
        ("Kaya [umgezogen]", "Kaya"),
        ("verzogen", None),
    ],
)
def test_what_is_with_somebody_does_not_stand_in_their_name(typed, name):
    reading = read_name(typed, typing(Client, "last_name"))

    assert (reading.value, rule_of(reading), reading.remark.severity) == (typed, "F-13", Severity.ERROR)
    assert (reading.remark.suggestion, reading.remark.fix) == (name, None)


@pytest.mark.parametrize("typed", ["Ali (Sohn)", "Ali + Lea"])
def test_a_note_in_brackets_behind_a_name_is_told(typed):
    reading = read_name(typed, typing(Client, "first_name"))

    assert (reading.value, rule_of(reading), reading.remark.severity) == (typed, "F-13", Severity.WARNING)


@pytest.mark.parametrize("typed", ["45884 Gelsenkirchen", "D-45884 Gelsenkirchen", " 45884  Gelsenkirchen "])
def test_a_postcode_before_the_town_is_told_and_not_printed_twice(typed):
    reading = read_street(typed, typing(Client, "city"))

    assert (reading.value, rule_of(reading)) == ("Gelsenkirchen", "F-13")
    assert reading.remark.suggestion == "Gelsenkirchen"


@pytest.mark.parametrize("typed", ["0209 12345O", "0209 12345 AB", date(2019, 2, 9), time(9, 30)])
def test_letters_and_days_are_no_phone_number(typed):
    assert rule_of(read_phone(typed, typing(Client, "phone"))) == "F-05"


def test_where_no_word_of_the_list_was_meant_the_allowed_ones_are_named():
    reading = read_choice("Ausbildung", typing(Placement, "kind"))

    assert reading.remark.suggestion.startswith("Erlaubt: Minijob · Teilzeit sv · Vollzeit sv")
    assert read_choice("vollzeit", typing(Placement, "kind")).remark.suggestion == "Vollzeit sv"


def test_a_key_of_another_form_is_told_the_form():
    reading = READERS[Kind.ID]("K-12", typing(Client, "client_id"))
    number = READERS[Kind.ID]("123", typing(Employer, "company_no"))

    assert reading.remark.message == "„KlientID“ besteht aus „K-“ und 5 bis 6 Ziffern."
    assert number.remark.message == "„Betriebsnummer“ besteht aus 8 Ziffern."


@pytest.mark.parametrize(
    "typed",
    [
        *("05.07.2019 10:30", "5.7.2019, 10.30 Uhr", "Fr 05.07.2019 um 10:30", "2019-07-05T10:30"),
        *("2019-07-05 10:30:00", "5. Juli 2019 10:30 Uhr"),
    ],
)
def test_a_time_typed_behind_a_date_is_offered_for_its_own_column(typed):
    reading = read_date(typed, APPOINTMENT)

    assert reading.value == date(2019, 7, 5)
    assert reading.remark.suggestion == "10:30 in „um“, hier 05.07.2019"


@pytest.mark.parametrize("typed", ["05.07.2019 25:00", "5.7. 10:30", "05.07.2019 Raum 3", "05.07.2019 10"])
def test_what_is_no_time_is_not_taken_for_one(typed):
    assert read_date(typed, APPOINTMENT).value is None
