"""A value that cannot be is told at its cell, once: what other rules would conclude from it is told to nobody."""

from dataclasses import replace

import pytest

from automation import checks
from automation.office.law import LegalValues
from automation.office.settings import Settings
from tests.rules.office import (
    TODAY,
    at,
    benefit_month,
    cells,
    check,
    client,
    consent,
    contact,
    course,
    employer,
    empty_shop,
    household,
    office,
    participation,
    partner,
    placement,
    referral,
    request,
    shop_interest,
    staff_member,
    subsidy,
    target,
    vacancy,
    visit_count,
)
from workbook.schema import (
    Client,
    EmptyShop,
    Household,
    Kind,
    Placement,
    Referral,
    ShopInterest,
    Vacancy,
    VisitCount,
)

GUIDED = {
    "clients": client(
        household_id="HH-0001", benefit_status="SGB II", benefit_since="2010-01-01", unemployed_since="2015-01-01"
    ),
    "households": household(exit_reason="Erwerbseinkommen", off_since="2019-06"),
    "months": benefit_month(),
    "requests": request(referral_id="R-00001"),
    "contacts": contact(request_id="A-00001", next_date="2019-07-02", next_begin="10:00", next_end="10:30"),
    "consents": consent(),
    "partners": partner(contract_until="2020-05-01"),
    "referrals": referral(),
    "employers": employer(),
    "vacancies": vacancy(),
    "placements": placement(
        subsidy="16I",
        vacancy_id="S-00001",
        coaching="ja",
        proposed_on="2019-04-20",
        interview_on="2019-04-24",
        agreed_end="2021-05-01",
        subsidy_until="2021-05-01",
    ),
    "courses": course(),
    "participations": participation(),
    "subsidies": [subsidy(), subsidy(code="KEINE", counts_400=False)],
    "targets": target(),
    "staff": staff_member(active_from="2018-03-08"),
    "visits": visit_count(),
    "shops": empty_shop(empty_since="2018-05-01"),
    "interests": shop_interest(area_from="40", area_to="80"),
}
"""An office in which one of everything hangs together and nothing is wrong."""


def guided(**others):
    return office(**{name: rows if isinstance(rows, list) else [rows] for name, rows in (GUIDED | others).items()})


def changed(row, **values):
    return replace(row, values=row.values | values)


OF_A_KIND = {Kind.DATE: ("1919-05-02", "2119-05-02"), Kind.MONTH: ("1919-05", "2119-05"), Kind.EURO: ("-1.00",)}
OF_A_COLUMN = {
    (Placement, "hours"): ("380", "0"),
    (Vacancy, "hours"): ("380", "0"),
    (Vacancy, "places"): ("0",),
    (Household, "persons"): ("0",),
    (Household, "employable"): ("0", "9"),
    (EmptyShop, "area"): ("0",),
    (ShopInterest, "area_from"): ("0",),
    (VisitCount, "visits"): ("-3",),
    (VisitCount, "first_visits"): ("-3",),
}


def impossible(record, column):
    """Values that cannot be in a column, as the tests of rules write them."""
    if column.formula is not None:
        return ()
    return OF_A_KIND.get(column.kind, ()) or OF_A_COLUMN.get((record, column.name), ())


MAY_BE = {
    ("Klienten", "Arbeitserlaubnis bis", "21"),
    ("Leistungsverlauf", "Monat", "19"),
    ("Einwilligungen", "gültig bis", "21"),
    ("Partner", "AV-/Kooperationsvertrag bis", "21"),
    ("Arbeitgeber", "seit", "19"),
    ("Stellen", "befristet bis", "21"),
    ("Vermittlungen", "Ende vereinbart", "21"),
    ("Qualifizierungen", "Ende", "21"),
    ("Teilnahmen", "Austritt", "21"),
    ("Teilnahmen", "Zertifikat gültig bis", "21"),
    ("Förderarten", "gültig ab", "19"),
    ("Förderarten", "gültig bis", "21"),
    ("Ziele", "Ende", "21"),
    ("Personal", "aktiv von", "19"),
    ("Personal", "aktiv bis", "21"),
    ("Leerstände", "leer seit", "19"),
}
"""What may lie before the office began (1919), or far ahead (2119)."""

SPOILT = [
    pytest.param(name, column, value, id=f"{row.record.spec.sheet}-{column.label}-{value}")
    for name, rows in GUIDED.items()
    for row in (rows if isinstance(rows, list) else [rows])[:1]
    for column in row.record.spec.columns
    for value in impossible(row.record, column)
]


def test_nothing_is_wrong_with_the_office():
    assert cells(check(guided())) == []


@pytest.mark.parametrize(("name", "column", "value"), SPOILT)
def test_an_impossible_value_is_one_finding(name, column, value):
    rows = GUIDED[name]
    first, *rest = rows if isinstance(rows, list) else [rows]

    findings = check(guided(**{name: [changed(first, **{column.name: value}), *rest]}))

    assert len(findings) == ((first.record.spec.sheet, column.label, value[0:2]) not in MAY_BE), cells(findings)


@pytest.mark.parametrize("birth", ["2119-05-02", "2020-01-01", "1901-01-01"])
def test_nobody_knows_how_old_somebody_is_whose_birth_date_cannot_be(birth):
    workbook = guided(clients=changed(GUIDED["clients"], birth_date=birth))

    assert cells(check(workbook)) == [at("R-01", Client, "birth_date")]


def test_what_follows_from_a_birth_date_that_cannot_be_is_still_known_to_the_figures():
    workbook = guided(clients=changed(GUIDED["clients"], birth_date="2020-01-01"))

    looked = checks.look(workbook, TODAY, LegalValues.of(workbook), Settings.of(workbook))

    assert cells(looked.implied) == [at("B-05", Placement, "subsidy"), at("G-01", Referral, "consent_id")]


def test_what_staff_have_confirmed_is_believed():
    workbook = guided(clients=changed(GUIDED["clients"], birth_date="2020-01-01"))

    looked = checks.look(
        workbook, TODAY, LegalValues.of(workbook), Settings.of(workbook), accepted=lambda each: each.rule == "R-01"
    )

    assert {each.rule for each in looked.told} >= {"R-01", "B-05", "G-01"}
    assert looked.implied == []


def test_another_mistake_beside_an_impossible_value_is_told():
    workbook = guided(
        clients=changed(GUIDED["clients"], birth_date="2020-01-01", benefit_since="2018-01-01"),
        consents=changed(GUIDED["consents"], purpose="Pflege"),
    )

    assert cells(check(workbook)) == sorted(
        (
            at("R-01", Client, "birth_date"),
            at("B-05", Placement, "subsidy"),
            at("G-01", Referral, "consent_id"),
        )
    )
