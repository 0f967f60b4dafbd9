"""An office with several sites: who signs decides which of them a letter comes from."""

import pytest

from tests.letter_office import SETTINGS, adviser, plan
from workbook.schema.setting_names import SettingName, of_site

SITE = "Ückendorf"
OWN = {
    of_site(SITE, SettingName.STREET): "Bochumer Straße 9",
    of_site(SITE, SettingName.POSTCODE): "45886",
    of_site(SITE, SettingName.PHONE): "0209 7654321",
    of_site(SITE, SettingName.MONDAY_AFTERNOON): "",
    SettingName.RETURN_LINE: "Quartiersbüro · Karl-Meyer-Straße 23 · 45884 Gelsenkirchen",
}


def test_a_letter_names_the_site_of_who_signs_it_and_returns_there():
    for planned in plan(adviser(site=f" {SITE}"), settings=OWN).letters:
        office = planned.letter.office
        assert (office.name, office.street, office.town) == (
            SETTINGS[SettingName.OFFICE_NAME],
            "Bochumer Straße 9",
            "45886 Gelsenkirchen",
        )
        assert office.phone == "0209 7654321"
        assert office.opening_hours[0] == "Mo 9:00–12:30 Uhr"
        assert office.return_line == "Quartiersbüro · Bochumer Straße 9 · 45886 Gelsenkirchen"


@pytest.mark.parametrize("site", [None, "", " "])
def test_without_a_site_the_office_itself_writes(site):
    first, *_ = plan(adviser(site=site), settings=OWN).letters

    assert first.letter.office.street == SETTINGS[SettingName.STREET]
    assert first.letter.office.return_line == OWN[SettingName.RETURN_LINE]


def test_a_site_without_an_address_is_told_at_its_cell():
    found = plan(adviser(site="Neustadt"))

    assert found.letters == ()
    assert {(each.sheet, each.finding.column) for each in found.withheld} == {("Personal", "Standort")}
    assert "Standort Neustadt: Straße und Hausnummer" in found.withheld[0].suggestion


@pytest.mark.parametrize("name", [SettingName.POSTCODE, SettingName.MONDAY_MORNING])
def test_a_site_of_which_something_cannot_be_read_is_told_at_its_cell(name):
    found = plan(adviser(site=SITE), settings=OWN | {of_site(SITE, name): "oben"})

    assert {(each.sheet, each.finding.column) for each in found.withheld} == {("Personal", "Standort")}


def test_a_site_stays_as_neutral_as_the_office():
    telling = OWN | {of_site(SITE, SettingName.EMAIL): "jobcenter@example.org"}

    assert plan(adviser(site=SITE), settings=telling).letters == ()
