"""P rules: what has to be filled in because of what stands elsewhere in the row."""

import pytest

from tests.rules.office import (
    Case,
    at,
    benefit_month,
    cells,
    check,
    client,
    consent,
    contact,
    employer,
    empty_shop,
    finished_request,
    household,
    office,
    placement,
    referral,
    request,
    vacancy,
)
from workbook.findings import Finding, Severity
from workbook.schema import (
    Client,
    Consent,
    Contact,
    Employer,
    EmptyShop,
    Household,
    Placement,
    Referral,
    Request,
    Vacancy,
)

UNREACHABLE = {"phone": None, "street": None, "postcode": None, "city": None}
REFERRED = {"clients": [client()], "requests": [request()], "consents": [consent()]}
IN_WORK = {"benefit_now": "0.00", "exit_reason": "Erwerbseinkommen"}

CASES = [
    Case(
        "an open request that is nobody's",
        breaks=office(requests=[request(owner=None)]),
        finds=at("P-02", Request, "owner"),
        holds=office(requests=[finished_request(owner=None)]),
    ),
    Case(
        "an open request without a next step",
        breaks=office(requests=[request(next_step=None)]),
        finds=at("P-03", Request, "next_step"),
        holds=office(requests=[finished_request(next_step=None)]),
    ),
    Case(
        "an open request without a date to look at it again",
        breaks=office(requests=[request(due_on=None)]),
        finds=at("P-03", Request, "due_on"),
        holds=office(requests=[finished_request(due_on=None)]),
    ),
    Case(
        "a finished request without the day",
        breaks=office(requests=[finished_request(done_on=None)]),
        finds=at("P-04", Request, "done_on"),
        holds=office(requests=[finished_request()]),
    ),
    Case(
        "a request with the day on which it was finished, but open",
        breaks=office(requests=[request(done_on="2019-06-20")]),
        finds=at("P-16", Request, "done_on"),
        holds=office(requests=[finished_request(done_on="2019-06-20", status="abgebrochen")]),
    ),
    Case(
        "a client with the day of the end, but active",
        breaks=office(clients=[client(closed_on="2019-06-20")]),
        finds=at("P-16", Client, "closed_on"),
        holds=office(clients=[client(closed_on="2019-06-20", status="abgeschlossen")]),
    ),
    Case(
        "a referral that succeeded, nobody knows when",
        breaks=office(**REFERRED, referrals=[referral(result="erfolgreich")]),
        finds=at("P-16", Referral, "replied_on"),
        holds=office(**REFERRED, referrals=[referral(result="keine Rückmeldung")]),
    ),
    Case(
        "an employer blocked, nobody knows why",
        breaks=office(employers=[employer(status="gesperrt")]),
        finds=at("P-12", Employer, "blocked_reason"),
        holds=office(employers=[employer(status="gesperrt", blocked_reason="zahlt nicht")]),
    ),
    Case(
        "a reason for a block that is none",
        breaks=office(employers=[employer(blocked_reason="zahlt nicht")]),
        finds=at("P-16", Employer, "blocked_reason"),
        holds=office(employers=[employer()]),
    ),
    Case(
        "a finished request without a result",
        breaks=office(requests=[finished_request(result=None)]),
        finds=at("P-04", Request, "result"),
        holds=office(requests=[finished_request(status="abgebrochen", result=None)]),
    ),
    Case(
        "a request handed over, but without the referral",
        breaks=office(requests=[finished_request(result="an Partner übergeben und angenommen")]),
        finds=at("P-05", Request, "referral_id"),
        holds=office(
            requests=[finished_request(result="an Partner übergeben und angenommen", referral_id="R-00001")]
        ),
    ),
    Case(
        "an open vacancy without pay",
        breaks=office(vacancies=[vacancy(pay=None)]),
        finds=at("P-06", Vacancy, "pay"),
        holds=office(vacancies=[vacancy(pay=None, kind="Praktikum/MAG")]),
    ),
    Case(
        "pay of an open vacancy that may be an hour's or a month's",
        breaks=office(vacancies=[vacancy(pay_unit=None)]),
        finds=at("P-06", Vacancy, "pay_unit"),
        holds=office(vacancies=[vacancy(pay_unit=None, status="besetzt")]),
    ),
    Case(
        "a placement without its subsidy",
        breaks=office(placements=[placement(subsidy=None)]),
        finds=at("P-07", Placement, "subsidy"),
        holds=office(placements=[placement(subsidy="KEINE")]),
    ),
    Case(
        "a household that gets nothing any more, and nobody says why",
        breaks=office(households=[household(benefit_now="0.00")]),
        finds=at("P-08", Household, "exit_reason"),
        holds=office(households=[household(benefit_now="0.01")]),
    ),
    Case(
        "the last known month decides, not the amount in the row",
        breaks=office(
            households=[household(benefit_now="450.00")],
            months=[benefit_month(month="2019-05", amount="450.00"), benefit_month(month="2019-06", amount="0.00")],
        ),
        finds=at("P-08", Household, "exit_reason"),
        holds=office(
            households=[household(benefit_now="450.00")],
            months=[benefit_month(month="2019-05", amount="0.00"), benefit_month(month="2019-06", amount="450.00")],
        ),
    ),
    Case(
        "somebody without phone, e-mail and address",
        breaks=office(clients=[client(**UNREACHABLE)]),
        finds=at("P-09", Client, "phone"),
        holds=office(clients=[client(**UNREACHABLE | {"email": "a.yildiz@example.org"})]),
    ),
    Case(
        "a child of 14 without a guardian",
        breaks=office(clients=[client(birth_date="2004-07-01")]),
        finds=at("P-10", Client, "guardian"),
        holds=office(clients=[client(birth_date="2004-06-30")]),
    ),
    Case(
        "an empty shop that was let, but since when",
        breaks=office(shops=[empty_shop(status="vermietet")]),
        finds=at("P-11", EmptyShop, "let_from"),
        holds=office(shops=[empty_shop(status="vermietet", let_from="2019-06-01")]),
    ),
    Case(
        "a client whose work is over, but since when",
        breaks=office(clients=[client(status="abgeschlossen")]),
        finds=at("P-12", Client, "closed_on"),
        holds=office(clients=[client(status="ruhend")]),
    ),
    Case(
        "a consent that names nobody",
        breaks=office(consents=[consent(partner_id=None)]),
        finds=at("P-13", Consent, "partner_id"),
        holds=office(consents=[consent(partner_id=None, recipient_category="Wohnungsunternehmen")]),
    ),
    Case(
        "a consent that was given, and nobody knows where it lies; one that is only asked for lies nowhere",
        breaks=office(consents=[consent(filed=None)]),
        finds=at("P-17", Consent, "filed"),
        holds=office(consents=[consent(filed=None, given_on=None)]),
    ),
    Case(
        "work that ended, and nobody says why",
        breaks=office(placements=[placement(actual_end="2019-06-30")]),
        finds=at("P-14", Placement, "end_reason"),
        holds=office(placements=[placement(actual_end="2019-06-30", end_reason="unbekannt")]),
    ),
    Case(
        "work that ended, and is said to go on",
        breaks=office(placements=[placement(actual_end="2019-06-30", end_reason="läuft")]),
        finds=at("P-14", Placement, "end_reason"),
        holds=office(placements=[placement(actual_end="2019-06-30", end_reason="Umzug")]),
    ),
    Case(
        "an agreed end that has come, and the work is said to go on",
        breaks=office(placements=[placement(agreed_end="2019-06-29", end_reason="läuft")]),
        finds=at("P-14", Placement, "actual_end"),
        holds=office(placements=[placement(agreed_end="2019-06-30", end_reason="läuft")]),
    ),
    Case(
        "an agreed end that has come, and nobody says what became of it",
        breaks=office(placements=[placement(agreed_end="2019-06-29")]),
        finds=at("P-14", Placement, "actual_end"),
        holds=office(
            placements=[
                placement(agreed_end="2019-06-29", actual_end="2019-06-29", end_reason="Befristung ausgelaufen")
            ]
        ),
    ),
    Case(
        "a reason for an end that is not there",
        breaks=office(placements=[placement(end_reason="AG-Kündigung")]),
        finds=at("P-14", Placement, "end_reason"),
        holds=office(placements=[placement(end_reason="läuft")]),
    ),
    Case(
        "who wants no post at home is reached in another way",
        breaks=office(clients=[client(phone=None, contact_pref="keine Post nach Hause")]),
        finds=at("P-09", Client, "phone"),
        holds=office(clients=[client(phone=None, contact_pref="Post")]),
    ),
    Case(
        "an invitation without a time",
        breaks=office(contacts=[contact(next_date="2019-07-03", invite=True)]),
        finds=at("P-15", Contact, "next_begin"),
        holds=office(contacts=[contact(next_date="2019-07-03", next_begin="10:00", invite=True)]),
    ),
    Case(
        "a child of fourteen without a guardian",
        breaks=office(clients=[client(birth_date="2004-07-01")]),
        finds=at("P-10", Client, "guardian"),
        holds=office(clients=[client(birth_date="2004-06-30")]),
    ),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_finds_the_row_that_breaks_it(case):
    assert cells(check(case.breaks, case.today)) == [case.finds]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_leaves_alone_the_row_that_just_keeps_it(case):
    assert cells(check(case.holds, case.today)) == []


def test_a_request_without_both_gets_one_finding_not_two():
    findings = check(office(requests=[request(next_step=None, due_on=None)]))

    assert [finding.message for finding in findings] == [
        "Das Anliegen ist offen, aber nächster Schritt und Wiedervorlage fehlen."
    ]


def test_a_household_in_work_says_so():
    assert check(office(households=[household(**IN_WORK)])) == []


def test_a_household_that_never_had_benefits_needs_no_reason():
    assert check(office(households=[household(benefit_intake="0.00", benefit_now="0.00")])) == []


def test_what_could_not_be_read_is_not_called_missing_too():
    unreadable = Finding(
        rule="F-14",
        severity=Severity.ERROR,
        sheet="Vermittlungen",
        cell=at("P-07", Placement, "subsidy")[2],
        table="Vermittlungen",
        column="Förderung",
        key="V-00001",
        value="??",
        message="Dieser Wert steht nicht in der Liste.",
    )

    assert check(office(placements=[placement(subsidy=None)]), format_findings=[unreadable]) == [unreadable]
