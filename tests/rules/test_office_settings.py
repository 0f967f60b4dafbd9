"""O-05: what stands on `Einstellungen` is what letters carry."""

from datetime import date, time

import pytest

from tests.rules.office import Case, at, cells, check, contact, office, partner
from workbook.schema import OfficeSetting, Partner
from workbook.schema.setting_names import SettingName

DRAFTS = SettingName.EMAIL_DRAFTS

CASES = [
    Case(
        f"{name}: {wrong}",
        breaks=office(settings={name: wrong}),
        finds=at("O-05", OfficeSetting, "value"),
        holds=office(settings={name: right}),
    )
    for name, wrong, right in (
        ("PLZ", "1454", "01454"),
        ("Telefon", "0209", "0209 1234567"),
        ("E-Mail", "buero@", "buero@example.org"),
        ("PLZ im Stadtteil", "45884; 4588", "45884; 45886"),
        ("Trägernummer der BG", "3330", "33304"),
        ("Standort Ückendorf: PLZ", "4588", "45884"),
        ("Öffnung Montag vormittags", "9-12 Uhr", "09:00–12:30"),
        ("Öffnung Freitag nachmittags", "25:00–26:00", ""),
        ("Bürostart", "Frühjahr", "08.03.2018"),
        ("Aufbewahrung (Monate)", "zwei Jahre", "24"),
        ("Antwortfrist (Arbeitstage)", "", "10"),
        ("Standort Ückendorf: Telefon", "0209", "0209 1234567"),
        ("Standort Ückendorf:E-Mail", "buero@", "buero@example.org"),
    )
]
CASES += [
    Case(
        "a row of a site that no letter reads",
        breaks=office(settings={"Standort Ückendorf: Telefn": "0209 1234567"}),
        finds=at("O-05", OfficeSetting, "value"),
        holds=office(settings={"Standort Ückendorf: Telefon": "0209 1234567"}),
    ),
    Case(
        "who can decrypt has no address, and the office wants drafts of e-mails",
        breaks=office(settings={DRAFTS: "ja"}, partners=[partner(encrypted_email=True, email=None)]),
        finds=at("O-06", Partner, "email"),
        holds=office(settings={DRAFTS: "ja"}, partners=[partner(encrypted_email=True, email="a@ggw.example")]),
    ),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_finds_the_row_that_breaks_it(case):
    assert cells(check(case.breaks, case.today)) == [case.finds]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_leaves_alone_the_row_that_just_keeps_it(case):
    assert cells(check(case.holds, case.today)) == []


def test_an_empty_setting_is_no_finding():
    assert check(office(settings={"Telefon": ""})) == []


def test_without_drafts_of_emails_nobody_needs_an_address():
    assert check(office(partners=[partner(encrypted_email=True, email=None)])) == []


def test_a_row_of_a_site_that_is_wrong_names_the_one_that_is_meant():
    (finding,) = check(office(settings={"Standort Ückendorf: Telefn": "0209 1234567"}))

    assert finding.suggestion == "„Standort Ückendorf: Telefon“?"


def test_what_does_not_need_an_unusable_setting_is_checked_all_the_same():
    """An opening hour that nobody can read: O-01 keeps silent, and every other rule has its say."""
    settings = {"Öffnung Montag vormittags": "9-12 Uhr", "Antwortfrist (Arbeitstage)": "zehn", DRAFTS: "ja"}
    visit = contact(next_date=date(2019, 7, 1), next_begin=time(7), next_end=time(8))  # a Monday
    spoiled = office(settings=settings, contacts=[visit], partners=[partner(encrypted_email=True, email=None)])

    assert sorted(found.rule for found in check(spoiled)) == ["O-05", "O-05", "O-06"]
