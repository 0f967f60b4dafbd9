"""G rules: nothing goes out without a ground, and nothing stays longer than needed."""

from datetime import date

import pytest

from automation.letters.disclosure import MATRIX, RECIPIENT_OF, Rule
from automation.office.consent import (
    PURPOSES,
    STATUTORY,
    Basis,
    ConsentsByClient,
    Withheld,
    disclosed_categories,
    legal_basis,
)
from tests.rules.office import (
    Case,
    at,
    cells,
    check,
    client,
    consent,
    office,
    partner,
    referral,
)
from workbook.schema import Client, Consent, DataCategory, Partner, Referral
from workbook.schema.choices import PURPOSE
from workbook.schema.vocabulary import LegalGround, PartnerCategory, ReferralKind
from workbook.tables import office_of

DAY = date(2019, 6, 20)
CLOSED = {"status": "abgeschlossen"}


def refer(consents=None, partners=None, **given):
    return office(
        referrals=[referral(**given)],
        partners=[partner()] if partners is None else partners,
        consents=[consent()] if consents is None else consents,
    )


CASES = [
    Case(
        "no consent and no other ground",
        breaks=refer(consent_id=None, legal_ground=None),
        finds=at("G-01", Referral, "consent_id"),
        holds=refer(consent_id=None, legal_ground="keine Daten übermittelt"),
    ),
    Case(
        "given one day after the referral",
        breaks=refer([consent(given_on="2019-06-21")]),
        finds=at("G-01", Referral, "consent_id"),
        holds=refer([consent(given_on="2019-06-20")]),
    ),
    Case(
        "expired one day before the referral",
        breaks=refer([consent(valid_until="2019-06-19")], replied_on="2019-06-25", result="angenommen"),
        finds=at("G-01", Referral, "consent_id"),
        holds=refer([consent(valid_until="2019-06-20")], replied_on="2019-06-25", result="angenommen"),
    ),
    Case(
        "revoked on the day of the referral",
        breaks=refer([consent(revoked_on="2019-06-20")], replied_on="2019-06-25", result="angenommen"),
        finds=at("G-01", Referral, "consent_id"),
        holds=refer([consent(revoked_on="2019-06-21")], replied_on="2019-06-25", result="angenommen"),
    ),
    Case(
        "given for another company",
        breaks=refer([consent(partner_id="P-002")], [partner(), partner(partner_id="P-002", name="GfW")]),
        finds=at("G-01", Referral, "consent_id"),
        holds=refer([consent(partner_id=None, recipient_category="Wohnungsunternehmen")]),
    ),
    Case(
        "given for another kind of recipient",
        breaks=refer([consent(partner_id=None, recipient_category="Arbeitgeber")]),
        finds=at("G-01", Referral, "consent_id"),
        holds=refer([consent(partner_id=None, recipient_category="Wohnungsunternehmen")]),
    ),
    Case(
        "given for another purpose",
        breaks=refer([consent(purpose="Beratung")]),
        finds=at("G-01", Referral, "consent_id"),
        holds=refer([consent(purpose="Wohnungssicherung")], kind="Wohnungssicherung"),
    ),
    Case(
        "the wishes were not part of it",
        breaks=refer([consent(categories="Name; Telefon/E-Mail")], rooms="3"),
        finds=at("G-01", Referral, "consent_id"),
        holds=refer([consent(categories="Name; Anliegen/Wunsch")], rooms="3"),
    ),
    Case(
        "§ 69 SGB X is no ground for writing to a landlord",
        breaks=refer(consent_id=None, legal_ground="§ 69 (1) Nr. 1 SGB X"),
        finds=at("G-01", Referral, "legal_ground"),
        holds=refer(
            partners=[partner(category="Stadt – Leistungsträger (§ 35 SGB I)")],
            kind="Wohngeld",
            consent_id=None,
            legal_ground="§ 69 (1) Nr. 1 SGB X",
        ),
    ),
    Case(
        "health data on somebody's word",
        breaks=office(consents=[consent(health_data="ja", form="mündlich – begründet")]),
        finds=at("G-02", Consent, "form"),
        holds=office(consents=[consent(health_data="ja", form="elektronisch")]),
    ),
    Case(
        "health among the categories counts as well",
        breaks=office(consents=[consent(categories="Name; Gesundheit", form=None)]),
        finds=at("G-02", Consent, "form"),
        holds=office(consents=[consent(categories="Name", form=None)]),
    ),
    Case(
        "a housing company that would see the Jobcenter's letterhead",
        breaks=office(partners=[partner(neutral_letterhead=False)]),
        finds=at("G-04", Partner, "neutral_letterhead"),
        holds=office(partners=[partner(neutral_letterhead=False, category="Jobcenter")]),
    ),
    Case(
        "24 months after the end the data are looked at",
        breaks=office(clients=[client(closed_on="2019-03-15", **CLOSED)]),
        finds=at("G-05", Client, "closed_on"),
        holds=office(clients=[client(closed_on="2019-03-16", **CLOSED)]),
        today=date(2021, 3, 15),
    ),
    Case(
        "a consent that ends in 30 days while the partner has not answered",
        breaks=refer([consent(valid_until="2019-07-30")]),
        finds=at("G-06", Consent, "valid_until"),
        holds=refer([consent(valid_until="2019-07-31")]),
    ),
    Case(
        "somebody taken in whom nobody has told what happens with their data, in an office that notes it",
        breaks=office(
            clients=[
                client(),
                client(
                    client_id="K-00002",
                    last_name="Berg",
                    birth_date="1990-01-02",
                    phone=None,
                    informed_on="2018-10-01",
                ),
            ]
        ),
        finds=at("G-08", Client, "informed_on"),
        holds=office(clients=[client()]),
    ),
    Case(
        "somebody who came lately to an office that has never entered such a day",
        breaks=office(clients=[client(intake_date="2019-06-10", recorded_on="2019-06-10")]),
        finds=at("G-08", Client, "informed_on"),
        holds=office(clients=[client(intake_date="2019-05-10", recorded_on="2019-05-10")]),
    ),
    Case(
        "a consent that was revoked while the partner has not answered",
        breaks=refer([consent(revoked_on="2019-06-21")]),
        finds=at("G-06", Consent, "revoked_on"),
        holds=refer([consent(revoked_on="2019-06-21")], result="abgelehnt", replied_on="2019-06-25"),
    ),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_finds_the_row_that_breaks_it(case):
    assert cells(check(case.breaks, case.today)) == [case.finds]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_leaves_alone_the_row_that_just_keeps_it(case):
    assert cells(check(case.holds, case.today)) == []


def test_a_deletion_that_waits_for_three_months_is_an_error():
    workbook = office(clients=[client(closed_on="2019-03-15", **CLOSED)])

    assert [finding.severity for finding in check(workbook, date(2021, 6, 14))] == ["W"]
    assert [finding.severity for finding in check(workbook, date(2021, 6, 15))] == ["F"]


def test_the_office_decides_how_long_data_are_kept():
    workbook = office(clients=[client(closed_on="2019-03-15", **CLOSED)], settings={"Aufbewahrung (Monate)": "36"})

    assert check(workbook, date(2022, 3, 14)) == []


def asked(*, consents=(), categories=(DataCategory.NAME,), day=DAY, company=None, **given):
    row = referral(**given).finished(5)
    known = [entry.finished(number) for number, entry in enumerate(consents, 5)]
    return legal_basis(row, (company or partner()).finished(5), known, categories, day)


def test_a_valid_consent_is_the_ground():
    answer = asked(consents=[consent()])

    assert isinstance(answer, Basis)
    assert (answer.ground, answer.consent.consent_id) == (LegalGround.CONSENT, "E-00001")


def test_without_a_recorded_ground_a_valid_consent_is_one():
    assert asked(consents=[consent()], legal_ground=None).ground is LegalGround.CONSENT


def test_a_consent_that_would_do_is_offered():
    answer = asked(consents=[consent(consent_id="E-00007")], consent_id=None)

    assert answer == Withheld("Es fehlt die Einwilligung.", "consent_id", "E-00007 eintragen")


def test_for_a_body_of_section_35_the_statutory_ground_is_offered():
    answer = asked(company=partner(category="Jobcenter"), consent_id=None, legal_ground=None)

    assert answer.suggestion == "Einwilligung einholen oder „§ 69 (1) Nr. 1 SGB X“ eintragen und begründen"


def test_somebody_else_s_consent_is_none():
    row = referral().finished(5)
    consents = ConsentsByClient(office_of([consent(client_id="K-00002").finished(5)])[Consent])

    answer = legal_basis(row, partner().finished(5), consents[row.client_id], (), DAY)

    assert answer.reason == "Die Einwilligung E-00001 gibt es nicht, oder sie ist von einer anderen Person."


def test_a_partner_of_no_category_gets_nothing():
    assert asked(consents=[consent()], company=partner(category=None)).column == "partner_id"


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({}, "erlaubt keine Gesundheitsdaten (eigenes Kreuz)"),
        ({"health_data": "ja", "form": "mündlich – begründet"}, "nicht schriftlich oder elektronisch"),
    ],
)
def test_health_data_need_their_own_tick_and_a_form(given, reason):
    answer = asked(
        consents=[consent(categories="Name; Gesundheit", **given)],
        categories=(DataCategory.NAME, DataCategory.HEALTH),
    )

    assert reason in answer.reason


def test_receiving_benefits_needs_its_own_tick():
    categories = (DataCategory.NAME, DataCategory.BENEFIT_RECEIPT)
    agreed = {"categories": "Name; Leistungsbezug"}

    assert "Leistungsbezug offenzulegen" in asked(consents=[consent(**agreed)], categories=categories).reason
    assert isinstance(asked(consents=[consent(disclose_benefit="ja", **agreed)], categories=categories), Basis)


def test_a_referral_tells_the_name_and_the_wishes_that_were_filled_in():
    assert disclosed_categories(referral().finished(5)) == {DataCategory.NAME}
    assert disclosed_categories(referral(rooms="3").finished(5)) == {DataCategory.NAME, DataCategory.REQUEST}


@pytest.mark.parametrize("category", PartnerCategory)
def test_the_statutory_grounds_are_those_of_the_matrix(category):
    rule = MATRIX[DataCategory.NAME][RECIPIENT_OF[category]]

    assert (category in STATUTORY[LegalGround.TASK]) == (rule in {Rule.ALLOWED, Rule.CONSENT_OR_TASK})
    assert (category in STATUTORY[LegalGround.DUTY]) == (rule in {Rule.ALLOWED, Rule.CONSENT_OR_COMMISSION})


@pytest.mark.parametrize("kind", ReferralKind)
def test_every_kind_of_referral_has_its_purposes_from_the_list(kind):
    assert set(PURPOSES[kind]) <= set(PURPOSE.values)
