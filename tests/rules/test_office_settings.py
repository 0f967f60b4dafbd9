"""O-05: what stands on `Einstellungen` is what letters carry."""

import pytest

from tests.rules.office import Case, at, cells, check, office
from workbook.schema import OfficeSetting

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
    )
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_finds_the_row_that_breaks_it(case):
    assert cells(check(case.breaks, case.today)) == [case.finds]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_leaves_alone_the_row_that_just_keeps_it(case):
    assert cells(check(case.holds, case.today)) == []


def test_an_empty_setting_is_no_finding():
    assert check(office(settings={"Telefon": ""})) == []
