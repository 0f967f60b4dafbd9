"""One mistake is told once, at the cell that is to be mended, and what is suggested is right for that person."""

import pytest

from automation.office.job_needs import with_included
from tests.rules.office import (
    TODAY,
    at,
    benefit_month,
    cells,
    check,
    client,
    consent,
    employer,
    external_actual,
    household,
    office,
    participation,
    placement,
    referral,
    request,
    staff_member,
    subsidy,
    target,
    vacancy,
)
from workbook.findings import Finding, Severity
from workbook.schema import (
    BenefitMonth,
    Client,
    Consent,
    ExternalActual,
    Household,
    OfficeSetting,
    Participation,
    Placement,
    Referral,
    Request,
    StaffMember,
    Target,
    Vacancy,
)

OTHERS = {"clients": [client(), client(client_id="K-00002", birth_date="1990-02-03", phone=None)]}


@pytest.mark.parametrize(
    ("workbook", "finds"),
    [
        (
            office(requests=[request(received_on="2019-06-20", due_on="2019-06-17")]),
            [at("T-01", Request, "due_on")],
        ),
        (  # the household of HH-00099's member is not told to be nobody's besides
            office(clients=[client(household_id="HH-00099")], households=[household()]),
            [at("X-01", Client, "household_id")],
        ),
        (
            office(clients=[client()], staff=[staff_member(active_until="2017-01-01")]),
            [at("R-02", StaffMember, "active_until")],
        ),
        (
            office(
                placements=[placement(start="2019-04-20", proposed_on="2019-04-23")],
                clients=[client(first_contact="2019-04-22", intake_date="2019-04-22")],
            ),
            [at("T-02", Placement, "start")],
        ),
        (
            office(clients=[client()], requests=[request()], referrals=[referral(client_id="K-77777")]),
            [at("X-01", Referral, "client_id")],
        ),
        (office(placements=[placement(gross="-2400.00")]), [at("R-03", Placement, "gross")]),
        (
            office(placements=[placement(gross="24.00", kind="Teilzeit sv", hours="30")]),
            [at("C-03", Placement, "gross")],
        ),
        (office(vacancies=[vacancy(pay="-1.00")]), [at("R-03", Vacancy, "pay")]),
        (office(placements=[placement(hours="380")]), [at("R-04", Placement, "hours")]),
        (
            office(placements=[placement(start="2019-05-02", agreed_end="2018-05-02", subsidy_until="2018-05-02")]),
            [at("T-01", Placement, "start")],
        ),
        (office(placements=[placement(agreed_end="1919-05-02")]), [at("R-02", Placement, "agreed_end")]),
        (
            office(households=[household(persons="0")], clients=[client(household_id="HH-0001")]),
            [at("R-05", Household, "persons")],
        ),
        (
            office(
                placements=[
                    placement(vacancy_id="S-00001"),
                    placement(placement_id="V-00002", start="2019-05-03", vacancy_id="S-00001"),
                ],
                vacancies=[vacancy(places="1", status="besetzt")],
            ),
            [at("D-08", Placement, "start", row=6)],
        ),
        (
            office(clients=[client(), client()]),
            [at("D-01", Client, "client_id", row=6)],
        ),
        (
            office(
                clients=[
                    client(client_id=f"K-0000{n}", last_name=name, birth_date=f"198{n}-01-02", phone=None)
                    for n, name in ((1, "Demir"), (3, "Kowalski"))
                ]
                + [client(client_id=None, last_name="Petrov", birth_date="1999-01-02")],
                participations=[participation(client_id="K-00004")],
            ),
            [],  # the row without a key has been told while reading (P-01)
        ),
        (
            office(clients=[client(household_id="HH-1", benefit_status="SGB II")], households=[household()]),
            [at("X-01", Client, "household_id")],
        ),
    ],
)
def test_one_mistake_is_one_finding(workbook, finds):
    assert cells(check(workbook)) == finds


def test_a_referral_of_the_wrong_person_is_told_at_the_person():
    workbook = office(
        **OTHERS, requests=[request()], consents=[consent()], referrals=[referral(client_id="K-00002")]
    )

    (finding,) = check(workbook)

    assert cells([finding]) == [at("X-04", Referral, "client_id")]
    assert finding.suggestion == "K-00001"


def test_a_request_that_names_another_s_referral_is_found():
    workbook = office(
        **OTHERS,
        requests=[request(), request(request_id="A-00002", client_id="K-00002", referral_id="R-00001")],
        consents=[consent()],
        referrals=[referral(legal_ground="keine Daten übermittelt", consent_id=None)],
    )

    assert cells(check(workbook)) == [at("X-04", Request, "referral_id", row=6)]


@pytest.mark.parametrize(
    ("first", "second", "finds"),
    [
        (("Simon", "m"), ("Simone", "w"), []),
        (("Simone", "w"), ("Simone", "w"), [at("D-03", Client, "last_name", row=6)]),
        (("Simone", "w"), ("Simone", "m"), [at("D-03", Client, "last_name", row=6)]),
        (("Simon", "o"), ("Simone", "w"), [at("D-03", Client, "last_name", row=6)]),
    ],
)
def test_twins_of_different_sex_are_two(first, second, finds):
    people = [
        client(client_id=f"K-0000{n}", first_name=name, gender=gender, phone=None, email=f"{n}@example.org")
        for n, (name, gender) in enumerate((first, second), 1)
    ]

    assert cells(check(office(clients=people))) == finds


@pytest.mark.parametrize(
    ("held", "needed"),
    [
        ("CE", "B"),
        ("CE", "BE"),
        ("CE", "C"),
        ("CE", "T"),
        ("CE", "L"),
        ("BE", "B"),
        ("C", "B"),
        ("D", "B"),
        ("B", "L"),
        ("T", "L"),
    ],
)
def test_a_class_of_licence_includes_others(held, needed):
    assert needed in with_included([held])
    assert held not in with_included([needed])


@pytest.mark.parametrize(
    ("wrong", "finds"),
    [
        ({"partner_id": None}, ("P-13", "partner_id")),
        ({"valid_until": "2019-05-01"}, ("T-01", "valid_until")),
        ({"health_data": True, "categories": "Name; Gesundheit", "form": "mündlich – begründet"}, ("G-02", "form")),
    ],
)
def test_what_is_wrong_with_a_consent_is_told_at_the_consent(wrong, finds):
    wish = {"equipment": "stufenlos"} if "health_data" not in wrong else {}
    workbook = office(
        clients=[client()], requests=[request()], consents=[consent(**wrong)], referrals=[referral(**wish)]
    )

    code, column = finds
    assert cells(check(workbook)) == [at(code, Consent, column)]


def test_two_mistakes_in_a_consent_and_its_referral_are_two():
    workbook = office(
        clients=[client()],
        requests=[request()],
        consents=[consent(partner_id="P-001", purpose="Pflege", valid_until="2019-05-01")],
        referrals=[referral()],
    )

    assert cells(check(workbook)) == [at("T-01", Consent, "valid_until")]  # the purpose is asked for next


def test_a_missing_key_and_a_double_one_are_offered_the_next_free_ones():
    workbook = office(
        employers=[employer(employer_id="AG-0007"), employer(employer_id="AG-0007", postcode="45879")]
    )

    (finding,) = check(workbook)

    assert finding.suggestion == "nächste freie: AG-0008"


def test_health_data_by_word_of_mouth_are_not_to_be_ticked_as_written():
    (finding,) = check(
        office(clients=[client()], consents=[consent(health_data="ja", form="mündlich – begründet")])
    )

    assert cells([finding]) == [at("G-02", Consent, "form")]
    assert "einholen" in finding.suggestion


@pytest.mark.parametrize(
    ("keys", "named", "told"),
    [
        (["K-00001", "K-00002", "K-00002"], "K-00003", False),  # the last row's own, before it was doubled
        (["K-00001", "K-00002", "K-00002"], "K-00999", True),
        (["K-00002", "K-00002", "K-00003"], "K-00001", True),
        (["K-99999", "K-99999", "K-100001"], "K-100000", False),  # as numbers, not as texts
        (["K-00001", "K-99999", "K-99999"], "K-100000", False),
        (["K-00001", "K-99999", "K-99999"], "K-100042", True),
    ],
)
def test_a_lost_key_is_the_one_between_its_neighbours_and_no_other(keys, named, told):
    people = [client(client_id=key, last_name=f"Kaya{'abc'[number]}") for number, key in enumerate(keys)]

    taking_part = [participation(client_id=named)]

    findings = check(office(clients=people, participations=taking_part, staff=[staff_member()]))

    assert (at("X-01", Participation, "client_id") in cells(findings)) is told


def test_a_key_that_does_not_exist_is_not_taken_for_a_neighbour_s():
    workbook = office(
        clients=[client()], participations=[participation(client_id="K-00002")], staff=[staff_member()]
    )

    (finding,) = check(workbook)

    assert cells([finding]) == [at("X-01", Participation, "client_id")]
    assert finding.suggestion == "Im Blatt „Klienten“ nachsehen, welche Kennung gemeint ist"


def test_where_there_are_few_words_they_are_named():
    (finding,) = check(office(clients=[client(owner="XYZ")], staff=[staff_member(), staff_member(initials="RWE")]))

    assert finding.suggestion == "Eines von dort: MKA, RWE"


def test_an_overdue_reminder_is_a_warning():
    (finding,) = check(office(requests=[request(due_on="2019-06-28")]), TODAY)

    assert finding.severity is Severity.WARNING


@pytest.mark.parametrize(
    ("parameters", "effect"),
    [
        ("GRENZE=250;MONATE=3", "bleibt ohne Wirkung"),
        ("GRENZE=viel", "zählt für dieses Ziel keine Familie"),
        ("N_MONATE=0", "zählt für dieses Ziel keine Familie"),
        ("N_MONATE=2,5", "zählt für dieses Ziel keine Familie"),
        ("FOERDERUNG=16X", "steht bei diesem Ziel „–“"),
        ("FOERDERUNG=", "steht bei diesem Ziel „–“"),
        ("200", "bleibt ohne Wirkung"),
    ],
)
def test_a_parameter_that_nobody_understands_is_an_error_and_says_what_comes_of_it(parameters, effect):
    codes = [subsidy(), subsidy(code="16E")]

    findings = check(office(targets=[target(parameters=parameters)], subsidies=codes))

    assert cells(findings) == [at("B-10", Target, "parameters")]
    assert effect in findings[0].message


def test_parameters_may_have_blanks_and_words():
    parameters = " GRENZE = 250 ; n_monate=3; FAMILIE = mind. 2 Personen;FOERDERUNG= 16E , 16I;"

    assert check(office(targets=[target(parameters=parameters)], subsidies=[subsidy(), subsidy(code="16E")])) == []


def test_nothing_in_the_month_of_intake_contradicts_the_amount_at_intake():
    def findings(month):
        people = [client(household_id="HH-0001")]
        return cells(
            check(
                office(
                    clients=people,
                    households=[household(intake_date="2019-03-08", exit_reason="Erwerbseinkommen")],
                    benefit_months=[benefit_month(month=month, amount="0.00")],
                )
            )
        )

    assert findings("2019-03") == [at("B-11", BenefitMonth, "amount")]
    assert findings("2019-04") == []


def test_a_quarter_of_the_city_is_reported_once():
    rows = [external_actual(), external_actual(quarter="2019-Q2"), external_actual(amount="9")]
    city = target(indicator="Z400", amount="400", scope="Stadt")

    assert cells(check(office(targets=[city], externals=rows))) == [at("D-10", ExternalActual, "quarter", row=7)]


def test_a_household_number_of_another_body_is_a_hint():
    households = [
        household(household_id=f"HH-000{n}", household_no=f"{head}//000000{n}")
        for n, head in enumerate(("33304", "33304", "12345"), 1)
    ]
    people = [
        client(client_id=f"K-0000{n}", household_id=f"HH-000{n}", birth_date=f"198{n}-01-02", phone=None)
        for n in (1, 2, 3)
    ]

    (finding,) = check(office(clients=people, households=households, settings={"Trägernummer der BG": "33304"}))

    assert cells([finding]) == [at("F-07", Household, "household_no", row=7)]
    assert finding.severity is Severity.HINT


def test_where_no_household_number_begins_as_the_setting_says_the_setting_is_wrong():
    households = [household(household_id=f"HH-000{n}", household_no=f"33304//000000{n}") for n in (1, 2, 3)]
    people = [
        client(client_id=f"K-0000{n}", household_id=f"HH-000{n}", birth_date=f"198{n}-01-02", phone=None)
        for n in (1, 2, 3)
    ]

    findings = check(office(clients=people, households=households, settings={"Trägernummer der BG": "99999"}))

    assert cells(findings) == [at("F-07", OfficeSetting, "value")]


@pytest.mark.parametrize(
    ("tables", "finds"),
    [
        (
            {"requests": [request(client_id="K-77777")], "consents": [consent()], "referrals": [referral()]},
            at("X-01", Request, "client_id"),
        ),
        (
            {"requests": [request()], "consents": [consent(client_id="K-77777")], "referrals": [referral()]},
            at("X-01", Consent, "client_id"),
        ),
        (
            {
                "employers": [employer()],
                "vacancies": [vacancy(status="besetzt")],
                "placements": [placement(vacancy_id="S-00001", employer_id="AG-7777")],
            },
            at("X-01", Placement, "employer_id"),
        ),
        (
            {
                "employers": [employer()],
                "vacancies": [vacancy(status="besetzt", employer_id="AG-7777")],
                "placements": [placement(vacancy_id="S-00001")],
            },
            at("X-01", Vacancy, "employer_id"),
        ),
        (
            {
                "placements": [placement()],
                "participations": [participation(client_id="K-77777", placement_id="V-00001")],
            },
            at("X-01", Participation, "client_id"),
        ),
    ],
)
def test_a_key_that_leads_nowhere_belongs_to_nobody_else(tables, finds):
    assert cells(check(office(clients=[client()], **tables))) == [finds]


@pytest.mark.parametrize(
    ("rule", "record", "column", "unread", "tables"),
    [
        ("C-06", Vacancy, "until", "until", {"vacancies": [vacancy(term="befristet", until=None)]}),
        ("G-02", Consent, "form", "form", {"consents": [consent(health_data="ja", form=None)]}),
        ("P-13", Consent, "partner_id", "recipient_category", {"consents": [consent(partner_id=None)]}),
        ("T-04", Placement, "status_3", "status_3", {"placements": [placement(start="2019-01-02", status_3=None)]}),
        ("B-08", Placement, "coaching", "coaching", {"placements": [placement(subsidy="16I", coaching=None)]}),
        (
            "G-08",
            Client,
            "informed_on",
            "informed_on",
            {
                "clients": [
                    client(informed_on=None),
                    client(client_id="K-00002", informed_on="2018-04-01", phone=None),
                ]
            },
        ),
    ],
)
def test_a_cell_that_nobody_can_read_is_not_empty(rule, record, column, unread, tables):
    workbook = office(**tables)
    told = Finding(
        rule="F-14",
        severity=Severity.ERROR,
        sheet=record.spec.sheet,
        cell=at("F-14", record, unread)[2],
        table=record.spec.sheet,
        column=record.spec.column(unread).label,
        key="",
        value="??",
        message="Das ist nicht zu lesen.",
    )

    assert at(rule, record, column) in cells(check(workbook))
    assert at(rule, record, column) not in cells(check(workbook, format_findings=[told]))


@pytest.mark.parametrize(
    ("wish", "says"),
    [
        ("ruhig wegen Bandscheibenvorfall", "„bewusst so“ bestätigt ist."),
        ("BG 33304/0012345", "geändert ist; bestätigen lässt sich das nicht."),
    ],
)
def test_only_what_can_be_confirmed_is_offered_to_be(wish, says):
    findings = check(
        office(clients=[client()], requests=[request()], consents=[consent()], referrals=[referral(floor=wish)])
    )

    assert cells(findings) == [at("C-14", Referral, "floor")]
    assert findings[0].message.endswith(says)
