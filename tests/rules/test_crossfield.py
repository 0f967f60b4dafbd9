"""C rules: what stands in one row, or in a row and the one it refers to, fits together."""

import pytest

from automation.checks.words import what_is_in
from tests.rules.office import (
    TODAY,
    Case,
    at,
    cells,
    check,
    client,
    contact,
    household,
    legal_value,
    office,
    placement,
    subsidy,
    vacancy,
)
from workbook.findings import Severity
from workbook.reading.formats.revealing import is_insurance_number
from workbook.schema import Client, Contact, Household, LegalValue, Placement, Vacancy

MINIJOB = {"kind": "Minijob", "hours": "10"}
PART_TIME = {"kind": "Teilzeit sv", "hours": "20"}
SINGLE = {"household_type": "Single", "employable": "1", "children_6_to_14": None}

CASES = [
    Case(
        "a Minijob of one cent too much",
        breaks=office(placements=[placement(gross="450.01", **MINIJOB)]),
        finds=at("C-01", Placement, "gross"),
        holds=office(placements=[placement(gross="450.00", **MINIJOB)]),
    ),
    Case(
        "insured work that pays no more than a Minijob",
        breaks=office(placements=[placement(kind="Teilzeit sv", hours="10", gross="450.00")]),
        finds=at("C-02", Placement, "gross"),
        holds=office(placements=[placement(kind="Teilzeit sv", hours="10", gross="450.01")]),
    ),
    Case(
        "20 hours a week for less than the minimum wage of 9.19",
        breaks=office(placements=[placement(gross="780.00", **PART_TIME)]),
        finds=at("C-03", Placement, "gross"),
        holds=office(placements=[placement(gross="796.47", **PART_TIME)]),
    ),
    Case(
        "a cent a month below the minimum wage",
        breaks=office(placements=[placement(gross="796.46", **PART_TIME)]),
        finds=at("C-03", Placement, "gross"),
        holds=office(placements=[placement(gross="796.47", **PART_TIME)]),
    ),
    Case(
        "an apprentice is not paid by the hour",
        breaks=office(placements=[placement(gross="800.00")]),
        finds=at("C-03", Placement, "gross"),
        holds=office(placements=[placement(gross="800.00", kind="Ausbildung dual")]),
    ),
    Case(
        "a vacancy that pays 9.18 an hour",
        breaks=office(vacancies=[vacancy(pay="9.18", pay_unit="Stunde")]),
        finds=at("C-03", Vacancy, "pay"),
        holds=office(vacancies=[vacancy(pay="9.19", pay_unit="Stunde")]),
    ),
    Case(
        "a vacancy that pays too little a month",
        breaks=office(vacancies=[vacancy(pay="1300.00")]),
        finds=at("C-03", Vacancy, "pay"),
        holds=office(vacancies=[vacancy(pay="1300.00", status="zurückgezogen")]),
    ),
    Case(
        "a single parent of another kind",
        breaks=office(households=[household(single_parent="ja")]),
        finds=at("C-04", Household, "single_parent"),
        holds=office(households=[household(single_parent="nein")]),
    ),
    Case(
        "single parents who are none",
        breaks=office(households=[household(household_type="Alleinerziehende", single_parent="nein")]),
        finds=at("C-04", Household, "single_parent"),
        holds=office(households=[household(household_type="Alleinerziehende", single_parent="ja")]),
    ),
    Case(
        "children by themselves",
        breaks=office(households=[household(children_under_3="2")]),
        finds=at("C-04", Household, "persons"),
        holds=office(households=[household(children_under_3="1")]),
    ),
    Case(
        "a single of two persons",
        breaks=office(households=[household(persons="2", **SINGLE)]),
        finds=at("C-04", Household, "household_type"),
        holds=office(households=[household(persons="1", **SINGLE)]),
    ),
    Case(
        "parts that are two cents more than the whole",
        breaks=office(households=[household(need_intake="250.00", housing_intake="200.02")]),
        finds=at("C-05", Household, "benefit_intake"),
        holds=office(households=[household(need_intake="250.00", housing_intake="200.01")]),
    ),
    Case(
        "a fixed term without its end",
        breaks=office(vacancies=[vacancy(term="befristet")]),
        finds=at("C-06", Vacancy, "until"),
        holds=office(vacancies=[vacancy(term="befristet", until="2020-06-30")]),
    ),
    Case(
        "a postcode that is not the district's",
        breaks=office(clients=[client(postcode="45879")]),
        finds=at("C-07", Client, "district"),
        holds=office(clients=[client(postcode="45879", district="Altstadt")]),
    ),
    Case(
        "work without a permit",
        breaks=office(clients=[client(work_permit="keine")], placements=[placement()]),
        finds=at("C-08", Placement, "client_id"),
        holds=office(clients=[client(work_permit="beschränkt")], placements=[placement()]),
    ),
    Case(
        "a permit that ends before the contract",
        breaks=office(
            clients=[client(work_permit="beschränkt", work_permit_until="2020-04-29")],
            placements=[placement(agreed_end="2020-04-30")],
        ),
        finds=at("C-08", Placement, "agreed_end"),
        holds=office(
            clients=[client(work_permit="beschränkt", work_permit_until="2020-04-30")],
            placements=[placement(agreed_end="2020-04-30")],
        ),
    ),
    Case(
        "a permit that has ended while work without an end goes on",
        breaks=office(
            clients=[client(work_permit="beschränkt", work_permit_until="2019-06-29")],
            placements=[placement()],
        ),
        finds=at("C-08", Placement, "client_id"),
        holds=office(
            clients=[client(work_permit="beschränkt", work_permit_until="2019-06-30")],
            placements=[placement()],
        ),
    ),
    Case(
        "a permit that ended before the work began, also where the work is over",
        breaks=office(
            clients=[client(work_permit="beschränkt", work_permit_until="2019-05-01")],
            placements=[placement(actual_end="2019-06-20", end_reason="AN-Kündigung")],
        ),
        finds=at("C-08", Placement, "start"),
        holds=office(
            clients=[client(work_permit="beschränkt", work_permit_until="2019-05-02")],
            placements=[placement(actual_end="2019-06-20", end_reason="AN-Kündigung")],
        ),
    ),
    Case(
        "a licence for cars is none for a lorry, but one for a lorry with trailer is one for a car",
        breaks=office(
            clients=[client(licence="BE; T")],
            vacancies=[vacancy(licence="C")],
            placements=[placement(vacancy_id="S-00001")],
        ),
        finds=at("C-09", Placement, "vacancy_id"),
        holds=office(
            clients=[client(licence="CE")],
            vacancies=[vacancy(licence="B")],
            placements=[placement(vacancy_id="S-00001")],
        ),
    ),
    Case(
        "a vacancy that asks for more German",
        breaks=office(
            clients=[client(german_level="A2")],
            vacancies=[vacancy(german_level="B1")],
            placements=[placement(vacancy_id="S-00001")],
        ),
        finds=at("C-09", Placement, "vacancy_id"),
        holds=office(
            clients=[client(german_level="B1")],
            vacancies=[vacancy(german_level="B1")],
            placements=[placement(vacancy_id="S-00001")],
        ),
    ),
    Case(
        "a vacancy that asks for a driving licence",
        breaks=office(
            clients=[client(licence="keiner")],
            vacancies=[vacancy(licence="B")],
            placements=[placement(vacancy_id="S-00001")],
        ),
        finds=at("C-09", Placement, "vacancy_id"),
        holds=office(
            clients=[client(licence="B; L")],
            vacancies=[vacancy(licence="B")],
            placements=[placement(vacancy_id="S-00001")],
        ),
    ),
    Case(
        "three people on two places",
        breaks=office(
            vacancies=[vacancy(status="besetzt")],
            placements=[
                placement(placement_id=f"V-0000{n}", client_id=f"K-0000{n}", vacancy_id="S-00001")
                for n in (1, 2, 3)
            ],
        ),
        finds=at("C-10", Vacancy, "places"),
        holds=office(
            vacancies=[vacancy(status="besetzt")],
            placements=[
                placement(placement_id=f"V-0000{n}", client_id=f"K-0000{n}", vacancy_id="S-00001") for n in (1, 2)
            ],
        ),
    ),
    Case(
        "a vacancy that is open though everybody has begun",
        breaks=office(vacancies=[vacancy(places="1")], placements=[placement(vacancy_id="S-00001")]),
        finds=at("C-10", Vacancy, "status"),
        holds=office(
            vacancies=[vacancy(places="1")],
            placements=[placement(vacancy_id="S-00001", actual_end="2019-06-28", end_reason="AG-Kündigung")],
        ),
    ),
    Case(
        "a Minijob with § 16i",
        breaks=office(
            placements=[placement(subsidy="16I", gross="450.00", coaching="ja", **MINIJOB)],
            clients=[client(benefit_since="2012-01-01")],
        ),
        finds=at("C-11", Placement, "kind"),
        holds=office(
            placements=[placement(subsidy="16I", gross="900.00", coaching="ja", **PART_TIME)],
            clients=[client(benefit_since="2012-01-01")],
        ),
    ),
    Case(
        "a work opportunity among the placements",
        breaks=office(placements=[placement(subsidy="16D")]),
        finds=at("C-12", Placement, "subsidy"),
        holds=office(placements=[placement(subsidy="EGZ")]),
    ),
    Case(
        "an invitation to somebody who wants no letters home",
        breaks=office(
            clients=[client(contact_pref="keine Post nach Hause")],
            contacts=[contact(next_date=TODAY, invite="ja", outside_hours="ja")],
        ),
        finds=at("C-13", Contact, "invite"),
        holds=office(
            clients=[client(contact_pref="Post")],
            contacts=[contact(next_date=TODAY, invite="ja", outside_hours="ja")],
        ),
    ),
    Case(
        "a remark on somebody's health",
        breaks=office(clients=[client(remark="seit März krankgeschrieben")]),
        finds=at("C-14", Client, "remark"),
        holds=office(clients=[client(remark="sucht Arbeit im Krankenhaus, hat Mietschulden beglichen")]),
    ),
    Case(
        "a house number behind the street and in its own column",
        breaks=office(clients=[client(street="Feldmarkstr. 50", house_no="50")]),
        finds=at("F-15", Client, "street"),
        holds=office(clients=[client(street="Straße 12", house_no="50")]),
    ),
    Case(
        "no minimum wage for the day on which somebody began",
        breaks=office(placements=[placement(start="2018-12-03")], values=[legal_value()]),
        finds=at("C-15", LegalValue, "value"),
        holds=office(placements=[placement()], values=[legal_value()]),
    ),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_finds_the_row_that_breaks_it(case):
    assert cells(only_this(case, case.breaks)) == [case.finds]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_leaves_alone_the_row_that_just_keeps_it(case):
    assert cells(only_this(case, case.holds)) == []


def only_this(case, workbook):
    """Work has many rules; that § 16i is not for Minijobs (C-11) also means that it does not count (B-04)."""
    code = case.finds[0]
    return [
        finding
        for finding in check(workbook, case.today)
        if finding.rule == code or not finding.rule.startswith(("B-", "T-04"))
    ]


def test_a_minijob_is_measured_against_the_limit_of_its_first_day():
    workbook = office(
        placements=[
            placement(placement_id="V-00001", gross="603.01", start="2026-01-01", **MINIJOB),
            placement(placement_id="V-00002", gross="603.01", start="2027-01-01", client_id="K-00002", **MINIJOB),
            placement(placement_id="V-00003", gross="603.00", start="2026-01-01", client_id="K-00003", **MINIJOB),
        ]
    )

    findings = [finding for finding in check(workbook, TODAY.replace(year=2027)) if finding.rule == "C-01"]

    assert cells(findings) == [at("C-01", Placement, "gross", row=5)]
    assert findings[0].message == "603,01\u00a0€ liegen über der Grenze von 603,00\u00a0€, die am Beginn galt."


def test_an_employer_who_reckons_with_4_33_weeks_is_warned_of_not_accused():
    (finding,) = check(office(placements=[placement(kind="Teilzeit sv", hours="30", gross="1193.78")]))

    assert (finding.rule, finding.severity) == ("C-03", Severity.WARNING)
    assert finding.message == (
        "1.193,78\u00a0€ liegen unter dem Mindestlohn: Bei 30 Wochenstunden zu 9,19\u00a0€ sind es mindestens "
        "1.194,70\u00a0€ im Monat."
    )
    assert severity_of(placement(kind="Teilzeit sv", hours="30", gross="1193.77")) is Severity.ERROR


def test_half_an_hour_is_written_with_a_comma():
    (finding,) = check(office(placements=[placement(kind="Teilzeit sv", hours="30.5", gross="600")]))

    assert "Bei 30,5 Wochenstunden zu 9,19\u00a0€" in finding.message


def severity_of(row):
    (finding,) = check(office(placements=[row]))
    return finding.severity


def test_a_family_remark_is_not_repeated_in_the_report():
    (finding,) = check(office(clients=[client(remark="Versicherungsnummer 15070649C103")]))

    assert finding.rule == "C-14"
    assert "15070649" not in finding.value + finding.message


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Termin verschoben, ruft zurück", None),
        ("sucht eine Wohnung", None),
        ("will in die Krankenpflege", None),
        ("leidet an einer Depression", "etwas über die Gesundheit"),
        ("Alkoholsucht", "etwas über die Gesundheit"),
        ("hat Schulden", "etwas über Leistungen, Schulden oder Strafen"),
        ("ALG II abgelehnt", "etwas über Leistungen, Schulden oder Strafen"),
        ("Konto DE89 3704 0044 0532 0130 00", "eine IBAN"),
        ("Kd.-Nr. 123A456789", "eine Kundennummer"),
        ("BG 33304//0012345", "eine BG-Nummer"),
        ("15 070649 C 103", "eine Versicherungsnummer"),
        ("15 070649 C 104", None),
    ],
)
def test_what_a_remark_should_not_tell_is_recognised(text, kind):
    assert what_is_in(text) == kind


@pytest.mark.parametrize("number", ["15070649C103", "65170839J003", "10010490A443", "39241270H014", "65180539W001"])
def test_the_check_digit_of_a_versicherungsnummer(number):
    assert is_insurance_number(number)
    assert not is_insurance_number(number[:-1] + str((int(number[-1]) + 1) % 10))


def test_the_office_s_own_rows_say_what_may_be_subsidised():
    own = [subsidy(code="TEST", counts_400=True)]
    workbook = office(
        placements=[placement(subsidy="TEST", gross="450.00", **MINIJOB)], subsidies=own, clients=[client()]
    )

    assert at("C-11", Placement, "kind") in cells(check(workbook))
