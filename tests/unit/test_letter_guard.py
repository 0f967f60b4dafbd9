"""The last look at a finished letter: values in whatever spelling, words of benefits, wherever staff typed them."""

from datetime import date
from decimal import Decimal

import pytest

from tests.letter_office import AGREED, TODAY, adviser, client, consent, contact, household, letter, plan, referral
from workbook.schema import BenefitMonth, Referral
from workbook.schema.data_categories import DataCategory as Data
from workbook.schema.setting_names import SettingName
from workbook.tables import office_of

TOLD = {"categories": tuple(map(str, (*AGREED, Data.BENEFIT_RECEIPT))), "disclose_benefit": True}


def why(planned):
    assert planned.letters == ()
    (withheld,) = planned.withheld
    return withheld


LEAKS = [
    "33304//0012345",
    "33304/0012345",
    "33304BG0012345",
    "33304 BG 0012345",
    "BG 33304 0012345",
    "33304-0012345",
    "3 3304 // 00 12 345",
    "123A456789",
    "123 A 456 789",
    "123-a-456789",
    "444B123456",  # somebody else's is no better
    "bis 187,65 € im Monat",
    "187,65",
    "rund 187 Euro und 65 Cent, genau 187,65 EUR",
    "Tel. 0209 1234599",
    "(0209) 12 34 599",
    "+49 209 1234599",
    "geb. 03.04.1985",
    "geb. 3.4.85",
    "1985-04-03",
    "3. April 1985",
    "IBAN DE02 1203 0000 0000 2020 51",
    "VSNR 15070649C103",
    "12345",  # the amount of another month, see below
]


@pytest.mark.parametrize("told", [{}, TOLD], ids=["neutral", "told of the benefit"])
@pytest.mark.parametrize("wish", LEAKS)
def test_a_number_or_amount_in_a_wish_never_reaches_a_landlord(wish, told):
    months = BenefitMonth(row=5, household_id="HH-0001", month=date(2019, 5, 1), amount=Decimal(12345))

    withheld = why(plan(referral(floor=f"Rotthausen, {wish}"), consent(**told), months, kinds=["WOHNEN"]))

    column = office_of([referral()])[Referral].cell(5, "floor")
    assert (withheld.sheet, withheld.cell) == ("Verweise", column)
    assert wish not in withheld.reason


@pytest.mark.parametrize(
    "wish",
    [
        "höchstens 780 € warm",  # the wish for the rent, not the benefit
        "Nähe 45884",
        "Haltestelle 02041/1234567",
        "3 Zimmer, 100 m zur Schule",
        "Darler Heide 100, Eingang D",
        "ab 01.09.2019",
    ],
)
def test_what_only_looks_like_a_number_goes_out(wish):
    assert wish in repr(letter("WOHNEN", referral(floor=wish))).replace("\\xa0", " ")


def test_an_amount_that_is_also_the_wished_rent_may_be_written():
    assert letter("WOHNEN", household(benefit_intake=Decimal(780)))


@pytest.mark.parametrize(
    "words",
    ["nahe am Jobcenter", "Job-Center zahlt", "bekommt ALG II", "KdU geklärt", "Bürgergeld", "Jobcenter", "SGB"],
)
def test_words_of_a_benefit_stand_in_no_neutral_letter(words):
    withheld = why(plan(referral(floor=words), kinds=["WOHNEN"]))

    assert "verrät einen Leistungsbezug" in withheld.reason


def test_letters_of_no_width_hide_nothing():
    assert "Leistungsbezug" in why(plan(referral(floor="nahe am Job\u00adcen\u200bter"), kinds=["WOHNEN"])).reason


def test_the_tick_for_the_benefit_lets_its_words_pass_and_nothing_else():
    text = repr(letter("WOHNEN", referral(floor="Miete zahlt das Jobcenter"), consent(**TOLD)))
    assert "Miete zahlt das Jobcenter" in text

    assert why(plan(adviser(name="Miriam Kaya, Jobcenter"), consent(**TOLD), kinds=["WOHNEN"]))


def test_people_may_read_their_own_number_and_nobody_else_s():
    assert letter("EINLADUNG", contact(next_topic="Ihr Bescheid zu 33304//0012345"))

    assert why(plan(contact(next_topic="Bescheid zu 33304//0099999"), kinds=["EINLADUNG"])).sheet == "Kontakte"


@pytest.mark.parametrize(
    "name",
    ["IAG Rotthausen", "Integrationscenter Rotthausen", "Integrations-Center", "Agentur für Arbeit Rotthausen"],
)
def test_names_of_an_office_that_tell_of_the_jobcenter_are_not_neutral(name):
    for each in plan(settings={SettingName.OFFICE_NAME: name}).withheld:
        assert "Der Briefkopf" in each.reason
    assert plan(settings={SettingName.OFFICE_NAME: name}).letters == ()


@pytest.mark.parametrize("address", ["kaya@arbeitsagentur.de", "info@iag-ge.example", "buero@jobcenter-ge.example"])
def test_addresses_of_an_office_that_tell_of_the_jobcenter_are_not_neutral(address):
    planned = plan(settings={SettingName.EMAIL: address})

    assert planned.letters == ()
    assert {each.sheet for each in planned.withheld} == {"Einstellungen"}  # where it is to be changed, for all
    assert len({each.cell for each in planned.withheld}) == 1


@pytest.mark.parametrize(
    ("function", "below"),
    [
        ("Beratung Wohnen und Arbeit", "Beratung Wohnen und Arbeit · Quartiersbüro Rotthausen"),
        ("Fallmanagerin", "Quartiersbüro Rotthausen"),
        ("Arbeitsvermittlerin", "Quartiersbüro Rotthausen"),
        ("Leistungssachbearbeitung", "Quartiersbüro Rotthausen"),
        ("Integrationsfachkraft", "Quartiersbüro Rotthausen"),
        ("persönliche Ansprechpartnerin", "Quartiersbüro Rotthausen"),
        ("Team Eingliederung", "Quartiersbüro Rotthausen"),
        ("Teamleitung Jobcenter", "Quartiersbüro Rotthausen"),
        ("Beratung SGB II", "Quartiersbüro Rotthausen"),
    ],
)
def test_the_signature_is_neutral_where_the_recipient_need_not_know(function, below):
    assert letter("WOHNEN", adviser(function=function)).signature[1] == below
    if "Jobcenter" not in function and "SGB" not in function:
        assert function in letter("EINLADUNG", adviser(function=function)).signature[1]


def test_a_telling_signature_keeps_even_a_letter_to_the_person_back():
    withheld = why(plan(adviser(function="Teamleitung Jobcenter"), kinds=["EINLADUNG"]))

    assert "Die Unterschriftszeile" in withheld.reason


def test_the_office_s_own_number_is_no_secret_though_a_client_s_row_has_it():
    assert letter("WOHNEN", client(phone="+492091234567"))


@pytest.mark.parametrize(
    "days", [{"active_until": date(2019, 6, 27)}, {"active_from": date(2019, 6, 29)}], ids=["gone", "not yet"]
)
@pytest.mark.parametrize("kind", ["WOHNEN", "EINLADUNG"])
def test_who_is_not_there_signs_nothing(days, kind):
    withheld = why(plan(adviser(**days), kinds=[kind]))

    assert "unterschreibt nichts" in withheld.reason


def test_who_is_there_today_signs():
    assert letter("WOHNEN", adviser(active_from=TODAY, active_until=TODAY))


def test_an_invitation_without_a_time_is_withheld_at_the_time():
    withheld = why(plan(contact(next_begin=None), kinds=["EINLADUNG"]))

    assert (withheld.reason, withheld.suggestion) == ("Zum Termin fehlt die Uhrzeit.", "In „um“ eintragen")


@pytest.mark.parametrize("wish", ["etwa 180 Euro", "180", "180.40", "um 180 € im Monat"])
def test_what_a_household_receives_is_recognised_rounded_and_alone_in_a_cell(wish):
    received = household(benefit_now=Decimal("180.40"), benefit_intake=None)

    withheld = why(plan(referral(floor=wish), consent(**TOLD), received, kinds=["WOHNEN"]))

    assert "einen Betrag" in withheld.reason
