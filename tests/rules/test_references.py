"""X rules: what one sheet says of another's rows is there, is in use, and agrees."""

import pytest

from automation.checks.keys import spelled
from tests.rules.office import (
    TODAY,
    Case,
    at,
    cells,
    check,
    client,
    consent,
    contact,
    course,
    employer,
    finished_request,
    household,
    office,
    participation,
    partner,
    placement,
    referral,
    request,
    staff_member,
    subsidy,
    vacancy,
)
from workbook.schema import (
    Client,
    Contact,
    Course,
    Household,
    Participation,
    Placement,
    Referral,
    Request,
    Vacancy,
)

SECOND = {
    "client_id": "K-00002",
    "first_name": "Kim",
    "last_name": "Berg",
    "birth_date": "1990-02-03",
    "phone": None,
}
GONE = {"active_until": "2019-06-29"}
APPOINTMENT = {"next_date": "2019-07-02", "next_begin": "10:00", "next_end": "10:30"}

BLOCKED = {"status": "gesperrt", "blocked_reason": "zahlt nicht"}

CASES = [
    Case(
        "a household that is nowhere",
        breaks=office(
            clients=[client(household_id="HH-0001"), client(household_id="HH-0002", **SECOND)],
            households=[household()],
        ),
        finds=at("X-01", Client, "household_id", row=6),
        holds=office(
            clients=[client(household_id="HH-0001"), client(household_id="HH-0001", **SECOND)],
            households=[household()],
        ),
    ),
    Case(
        "one subsidy of two that does not exist",
        breaks=office(vacancies=[vacancy(subsidy_possible="16I; 16X")], subsidies=[subsidy()]),
        finds=at("X-01", Vacancy, "subsidy_possible"),
        holds=office(vacancies=[vacancy(subsidy_possible="16I")], subsidies=[subsidy()]),
    ),
    Case(
        "an open referral to a partner who is not active any more",
        breaks=office(
            referrals=[referral(consent_id=None, legal_ground="keine Daten übermittelt")],
            partners=[partner(active=False)],
        ),
        finds=at("X-02", Referral, "partner_id"),
        holds=office(
            referrals=[
                referral(
                    consent_id=None,
                    legal_ground="keine Daten übermittelt",
                    result="angenommen",
                    replied_on="2019-06-25",
                )
            ],
            partners=[partner(active=False)],
        ),
    ),
    Case(
        "a client of somebody who left yesterday",
        breaks=office(clients=[client()], staff=[staff_member(**GONE)]),
        finds=at("X-02", Client, "owner"),
        holds=office(clients=[client()], staff=[staff_member(active_until=TODAY)]),
    ),
    Case(
        "an open request of somebody who left yesterday",
        breaks=office(requests=[request()], staff=[staff_member(**GONE)]),
        finds=at("X-02", Request, "owner"),
        holds=office(requests=[finished_request()], staff=[staff_member(**GONE)]),
    ),
    Case(
        "an appointment with somebody who will not be there any more",
        breaks=office(contacts=[contact(**APPOINTMENT)], staff=[staff_member(active_until="2019-07-01")]),
        finds=at("X-02", Contact, "adviser"),
        holds=office(contacts=[contact(**APPOINTMENT)], staff=[staff_member(active_until="2019-07-02")]),
    ),
    Case(
        "an open vacancy of an employer who is blocked",
        breaks=office(vacancies=[vacancy()], employers=[employer(**BLOCKED)]),
        finds=at("X-02", Vacancy, "status"),
        holds=office(vacancies=[vacancy(status="zurückgezogen")], employers=[employer(**BLOCKED)]),
    ),
    Case(
        "work that begins at an employer who is blocked",
        breaks=office(placements=[placement()], employers=[employer(**BLOCKED, since="2019-05-02")]),
        finds=at("X-02", Placement, "employer_id"),
        holds=office(placements=[placement()], employers=[employer(**BLOCKED, since="2019-05-03")]),
    ),
    Case(
        "a vacancy of another employer",
        breaks=office(
            placements=[placement(vacancy_id="S-00001", employer_id="AG-0002")],
            vacancies=[vacancy()],
        ),
        finds=at("X-03", Placement, "employer_id"),
        holds=office(placements=[placement(vacancy_id="S-00001")], vacancies=[vacancy()]),
    ),
    Case(
        "a referral from another person's request",
        breaks=office(
            referrals=[referral(consent_id=None, legal_ground="keine Daten übermittelt")],
            requests=[request(client_id="K-00002")],
        ),
        finds=at("X-04", Referral, "request_id"),
        holds=office(
            referrals=[referral(consent_id=None, legal_ground="keine Daten übermittelt")],
            requests=[request(client_id=None)],
        ),
    ),
    Case(
        "a referral with another person's consent",
        breaks=office(referrals=[referral()], consents=[consent(client_id="K-00002")], partners=[partner()]),
        finds=at("X-04", Referral, "consent_id"),
        holds=office(referrals=[referral()], consents=[consent()], partners=[partner()]),
    ),
    Case(
        "SGB II, but no household",
        breaks=office(
            clients=[client(household_id="HH-0001"), client(benefit_status="SGB II", **SECOND)],
            households=[household()],
        ),
        finds=at("X-05", Client, "household_id", row=6),
        holds=office(
            clients=[client(household_id="HH-0001"), client(benefit_status="keine", **SECOND)],
            households=[household()],
        ),
    ),
    Case(
        "a household that nobody belongs to",
        breaks=office(clients=[client()], households=[household()]),
        finds=at("X-05", Household, "household_id"),
        holds=office(clients=[client(household_id="HH-0001")], households=[household()]),
    ),
    Case(
        "five people in a course for four",
        breaks=office(
            courses=[course()],
            participations=[
                participation(participation_id=f"T-0000{n}", client_id=f"K-0000{n}") for n in range(1, 6)
            ],
        ),
        finds=at("X-06", Course, "places"),
        holds=office(
            courses=[course()],
            participations=[
                participation(
                    participation_id=f"T-0000{n}",
                    client_id=f"K-0000{n}",
                    result="nicht angetreten" if n == 1 else "laufend",
                )
                for n in range(1, 6)
            ],
        ),
    ),
    Case(
        "passed, then placed, but nobody linked the two",
        breaks=office(participations=[participation(result="bestanden")], placements=[placement()]),
        finds=at("X-07", Participation, "placement_id"),
        holds=office(
            participations=[participation(result="bestanden")],
            placements=[placement(start="2019-03-29", status_3="nein")],
        ),
    ),
    Case(
        "a participation linked to another person's placement",
        breaks=office(
            participations=[participation(result="bestanden", placement_id="V-00001")],
            placements=[placement(client_id="K-00002")],
        ),
        finds=at("X-07", Participation, "placement_id"),
        holds=office(
            participations=[participation(result="bestanden", placement_id="V-00001")], placements=[placement()]
        ),
    ),
    Case(
        "part time in a vacancy for full time",
        breaks=office(
            placements=[placement(vacancy_id="S-00001", kind="Teilzeit sv", hours="20")], vacancies=[vacancy()]
        ),
        finds=at("X-08", Placement, "kind"),
        holds=office(placements=[placement(vacancy_id="S-00001")], vacancies=[vacancy()]),
    ),
    Case(
        "an adviser who may not see what the client receives",
        breaks=office(
            contacts=[contact()],
            clients=[client(benefit_status="SGB II")],
            staff=[staff_member(may_see_social_data=False)],
        ),
        finds=at("X-09", Contact, "adviser"),
        holds=office(
            contacts=[contact()],
            clients=[client(benefit_status="keine")],
            staff=[staff_member(may_see_social_data=False)],
        ),
    ),
    Case(
        "a notice that nobody has confirmed for 31 days",
        breaks=office(vacancies=[vacancy(reported_on="2019-03-01", confirmed_on="2019-05-30", take_away="ja")]),
        finds=at("X-10", Vacancy, "confirmed_on"),
        holds=office(vacancies=[vacancy(reported_on="2019-03-01", confirmed_on="2019-05-31", take_away="ja")]),
    ),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_finds_the_row_that_breaks_it(case):
    assert cells(check(case.breaks, case.today)) == [case.finds]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_leaves_alone_the_row_that_just_keeps_it(case):
    assert cells(check(case.holds, case.today)) == []


def test_a_sheet_that_the_workbook_has_not_is_no_reason_to_call_every_row_wrong():
    assert check(office(contacts=[contact(request_id="A-00001")])) == []


def test_a_dangling_reference_names_the_sheet_and_the_key_that_was_meant():
    workbook = office(vacancies=[vacancy(employer_id="AG-1")], employers=[employer()])

    (finding,) = check(workbook)

    assert finding.message == "AG-1 gibt es im Blatt „Arbeitgeber“ nicht."
    assert finding.suggestion == "AG-0001"


@pytest.mark.parametrize(
    ("typed", "keys", "meant"),
    [
        ("k-00042", ["K-00042"], "K-00042"),
        ("K-42", ["K-00042"], "K-00042"),
        ("K 00042", ["K-00042"], "K-00042"),
        ("K-OOO42", ["K-00042"], "K-00042"),
        ("16l", ["16I", "16E"], "16I"),
        ("MKB", ["MKA", "RWE"], None),  # a letter or digit more makes it somebody else
        ("K-00043", ["K-00042"], None),
        ("K-77777", ["K-00042"], None),
    ],
)
def test_the_key_that_was_meant_is_offered_only_where_it_is_plain(typed, keys, meant):
    assert spelled(typed, dict.fromkeys(keys, 0)) == meant
