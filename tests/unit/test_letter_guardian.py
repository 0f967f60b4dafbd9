"""Letters to guardians, letters abroad, and what shows in the window of an envelope."""

from datetime import date

import pytest

from automation.letters.views import guardian
from automation.office.consent import age_on
from tests.letter_office import TODAY, client, consent, letter, plan
from workbook.reading.formats import PLAIN, READERS, Typing
from workbook.schema import Client

CHILD = {"birth_date": date(2008, 1, 1), "guardian": "Frau Fatma Yıldız (Mutter)"}
ELSEWHERE = {
    "guardian_street": "Hauptstraße",
    "guardian_house_no": "3",
    "guardian_postcode": "45879",
    "guardian_city": "Gelsenkirchen",
}


def told(written):
    return repr(written).replace("\\xa0", " ")


def test_a_guardian_s_letter_goes_to_their_own_address():
    written = letter("EINLADUNG", client(**CHILD, **ELSEWHERE))

    assert written.address == ("Frau", "Fatma Yıldız", "Hauptstraße 3", "45879 Gelsenkirchen")
    assert "Beethoven" not in told(written)


def test_a_guardian_s_letter_speaks_of_the_person_and_not_to_them():
    text = told(letter("EINLADUNG", client(**CHILD)))

    assert "wir haben einen Termin für Ayşe Yıldız" in text
    assert "Termin für Sie" not in text
    assert "Termin für Sie" in told(letter("EINLADUNG"))


def test_half_an_address_of_a_guardian_is_told_at_its_cell():
    (withheld,) = plan(client(**CHILD, guardian_street="Hauptstraße"), kinds=["EINLADUNG"]).withheld

    assert "Postleitzahl und Ort" in withheld.reason


def test_the_log_says_that_the_guardian_is_named():
    row = plan(client(**CHILD, **ELSEWHERE), kinds=["EINLADUNG"]).letters[0].row

    assert "gesetzl. Vertretung" in row.fields
    assert "Vertretung: Straße" in row.fields


@pytest.mark.parametrize(
    ("born", "named"),
    [
        (date(2004, 6, 29), True),  # fifteen tomorrow
        (date(2004, 6, 28), False),  # fifteen today
        (date(2001, 6, 29), False),  # eighteen tomorrow
        (date(2001, 6, 28), True),  # of age, and under care
        (None, True),
    ],
)
def test_guardians_speak_for_children_and_for_adults_under_care(born, named):
    assert (guardian(client(birth_date=born, guardian="Frau Fatma Yıldız"), TODAY) is not None) is named


def test_ages_change_on_the_birthday():
    assert age_on(date(2004, 2, 29), date(2019, 2, 28)) == 14
    assert age_on(date(2004, 2, 29), date(2019, 3, 1)) == 15


@pytest.mark.parametrize(
    ("born", "given_by", "goes_out"),
    [
        (date(2004, 6, 4), "selbst", False),  # fourteen on the day of the consent, 3 June 2019
        (date(2004, 6, 3), "selbst", True),
        (date(2004, 6, 4), "gesetzl. Vertretung", True),
        (date(2010, 1, 1), "gesetzl. Vertretung", True),
        (None, "selbst", True),
    ],
)
def test_a_child_does_not_consent_alone(born, given_by, goes_out):
    planned = plan(
        client(birth_date=born, guardian="Frau Fatma Yıldız"), consent(given_by=given_by), kinds=["WOHNEN"]
    )

    assert bool(planned.letters) is goes_out
    if not goes_out:
        assert "noch nicht 15" in planned.withheld[0].reason


def test_a_letter_abroad_has_town_and_country_in_capitals():
    abroad = client(street="Gracht", house_no="12 hs", postcode="1012 AB", city="Amsterdam", country="Niederlande")

    assert letter("EINLADUNG", abroad).address[2:] == ("Gracht 12 hs", "1012 AB AMSTERDAM", "NIEDERLANDE")


def test_what_is_missing_of_an_address_is_named_at_its_cell():
    (withheld,) = plan(client(postcode=None), kinds=["EINLADUNG"]).withheld

    assert withheld.finding.column == "PLZ"
    assert withheld.reason == ("Kein Schreiben zu KT-000001: In der Anschrift fehlt: Postleitzahl. Bitte ergänzen.")


def read(name, value):
    column = Client.spec.column(name)
    plain = PLAIN.get(column.kind)
    if plain is not None and isinstance(value, str) and plain.fullmatch(value):
        return value, None
    reading = READERS[column.kind](value, Typing(column))
    return reading.value, reading.remark and (reading.remark.rule, reading.remark.severity.value)


NO_NAMES = (
    "k.A.",
    "k. A.",
    "-",
    "–",
    ".",
    "x",
    "xxx",
    "unbekannt",
    "Unbekannt",
    "n.n.",
    "siehe Akte",
    "keine Angabe",
    "keine",
    "wie BG",
    "7 siehe Akte",
    "0",
)


@pytest.mark.parametrize("value", NO_NAMES)
@pytest.mark.parametrize("name", ["first_name", "last_name", "street", "city", "house_no"])
def test_what_stands_for_nothing_is_no_name_and_no_address(name, value):
    assert read(name, value) == (None, ("F-13", "F"))


@pytest.mark.parametrize("value", ["33304//0012345", "33304/0012345", "33304BG0012345", "123A456789"])
@pytest.mark.parametrize("name", ["street", "city", "house_no", "last_name"])
def test_a_number_shows_in_no_window(name, value):
    assert read(name, value) == (None, ("F-13", "F"))


@pytest.mark.parametrize("value", ["ohne festen Wohnsitz", "OfW", "obdachlos"])
def test_to_have_no_home_is_not_printed_on_an_envelope(value):
    assert read("street", value) == (None, ("F-13", "F"))


@pytest.mark.parametrize("value", ["M?ller", "Kaya;", "a@b", "Mü\ufffdller"])
def test_a_name_holds_no_signs_that_are_none_of_a_name(value):
    assert read("last_name", value)[1] == ("F-13", "F")


@pytest.mark.parametrize("value", ["Na", "Xaver", "O'Neil", "Ohnesorg", "Keine-Meier", "Yıldız", "von der Heide"])
def test_short_and_rare_names_are_names(value):
    assert read("last_name", value) == (value, None)


@pytest.mark.parametrize("value", ["Straße des 17. Juni", "Am Offenen Feld", "Unter den Linden", "Ohmstraße"])
def test_streets_are_streets(value):
    assert read("street", value) == (value, None)


@pytest.mark.parametrize(("value", "clean"), [("12a", "12a"), ("12 a", "12a"), ("12 1/2", "12 1/2")])
def test_house_numbers_stay_what_they_are(value, clean):
    assert read("house_no", value)[0] == clean


@pytest.mark.parametrize(
    "typed", ["Frau Fatma Yıldız (verstorben)", "Frau Fatma Yıldız †", "Frau Fatma Yıldız verzogen"]
)
def test_nothing_goes_to_a_guardian_of_whom_it_is_noted_that_it_reaches_nobody(typed):
    (withheld,) = plan(client(**CHILD | {"guardian": typed}), kinds=["EINLADUNG"]).withheld

    assert (withheld.sheet, withheld.finding.column) == ("Klienten", "gesetzl. Vertretung")
    assert "Fatma" not in withheld.reason
    grown = client(guardian=typed, birth_date=date(2003, 1, 1))
    assert not plan(grown, kinds=["EINLADUNG"]).withheld  # it goes to the person, who is old enough


def test_a_wished_salutation_says_nothing_of_what_is_with_somebody():
    (withheld,) = plan(client(salutation_override="Guten Tag Kim Berg (verzogen)"), kinds=["EINLADUNG"]).withheld

    assert withheld.finding.column == "Anrede-Wunsch"
