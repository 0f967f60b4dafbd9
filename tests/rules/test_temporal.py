"""T rules: the order of dates, and what is due or overdue."""

from datetime import date

import pytest

from automation.checks.temporal import SPANS, STAGES, follow_up_date
from tests.rules.office import (
    Case,
    at,
    cells,
    check,
    client,
    consent,
    contact,
    course,
    finished_request,
    household,
    office,
    participation,
    placement,
    referral,
    request,
    subsidy,
    vacancy,
)
from workbook.findings import Severity
from workbook.schema import (
    Client,
    Consent,
    Contact,
    Course,
    Household,
    Participation,
    Placement,
    Referral,
    Request,
    Vacancy,
)

NO_DATA = {"consent_id": None, "legal_ground": "keine Daten übermittelt"}
OFF = {"benefit_now": "0.00", "exit_reason": "Umzug"}
EARLIER = {"start": "2019-03-30", "recorded_on": "2019-04-01"}

CASES = [
    Case(
        "an end before its beginning",
        breaks=office(placements=[placement(actual_end="2019-05-01", end_reason="AG-Kündigung")]),
        finds=at("T-01", Placement, "actual_end"),
        holds=office(placements=[placement(actual_end="2019-05-02", end_reason="AG-Kündigung")]),
    ),
    Case(
        "taken in before the first contact",
        breaks=office(clients=[client(intake_date="2018-09-30")]),
        finds=at("T-01", Client, "intake_date"),
        holds=office(clients=[client(intake_date="2018-10-01")]),
    ),
    Case(
        "an appointment that ends before it begins",
        breaks=office(contacts=[contact(end="09:59")]),
        finds=at("T-01", Contact, "end"),
        holds=office(contacts=[contact(end="10:30")]),
    ),
    Case(
        "off benefits before the household came; within the month is early enough",
        breaks=office(households=[household(off_since="2018-09", **OFF)]),
        finds=at("T-01", Household, "off_since"),
        holds=office(households=[household(off_since="2018-10", **OFF)]),
    ),
    Case(
        "a consent revoked before it was given",
        breaks=office(consents=[consent(revoked_on="2019-05-01")]),
        finds=at("T-01", Consent, "revoked_on"),
        holds=office(consents=[consent(revoked_on="2019-05-02")]),
    ),
    Case(
        "a vacancy confirmed before it was reported",
        breaks=office(vacancies=[vacancy(confirmed_on="2019-06-02")]),
        finds=at("T-01", Vacancy, "confirmed_on"),
        holds=office(vacancies=[vacancy(confirmed_on="2019-06-03")]),
    ),
    Case(
        "a course that ends before it begins",
        breaks=office(courses=[course(end="2019-03-31")]),
        finds=at("T-01", Course, "end"),
        holds=office(courses=[course(end="2019-04-01")]),
    ),
    Case(
        "work that began before we knew the client",
        breaks=office(clients=[client(first_contact="2019-05-03", intake_date=None)], placements=[placement()]),
        finds=at("T-02", Placement, "start"),
        holds=office(clients=[client(first_contact="2019-05-02", intake_date=None)], placements=[placement()]),
    ),
    Case(
        "work that began before we took the client in",
        breaks=office(clients=[client(intake_date="2019-05-03")], placements=[placement()]),
        finds=at("T-02", Placement, "start"),
        holds=office(clients=[client(intake_date="2019-05-02")], placements=[placement()]),
    ),
    Case(
        "an answer before the question is due",
        breaks=office(placements=[placement(start="2019-03-30", status_3="ja – selber AG", status_6="offen")]),
        finds=at("T-03", Placement, "status_3"),
        holds=office(placements=[placement(start="2019-03-29", status_3="ja – selber AG", status_6="offen")]),
        today=date(2019, 6, 29),
    ),
    Case(
        "nobody has asked for 31 days",
        breaks=office(placements=[placement(start="2019-02-28")]),
        finds=at("T-04", Placement, "status_3"),
        holds=office(placements=[placement(start="2019-02-28", status_3="nicht feststellbar")]),
    ),
    Case(
        "still there after the last day",
        breaks=office(
            placements=[
                placement(actual_end="2019-06-29", end_reason="AN-Kündigung", status_3="ja – selber AG", **EARLIER)
            ]
        ),
        finds=at("T-05", Placement, "status_3"),
        holds=office(
            placements=[
                placement(actual_end="2019-06-30", end_reason="AN-Kündigung", status_3="ja – selber AG", **EARLIER)
            ]
        ),
    ),
    Case(
        "gone after six months, there after twelve",
        breaks=office(
            placements=[
                placement(
                    start="2018-06-04", status_3="ja – selber AG", status_6="nein", status_12="ja – selber AG"
                )
            ]
        ),
        finds=at("T-05", Placement, "status_12"),
        holds=office(
            placements=[
                placement(
                    start="2018-06-04",
                    status_3="ja – selber AG",
                    status_6="nein",
                    status_12="ja – anderer AG sv-pflichtig",
                )
            ]
        ),
    ),
    Case(
        "a request that was to be looked at yesterday",
        breaks=office(requests=[request(due_on="2019-06-29")]),
        finds=at("T-06", Request, "due_on"),
        holds=office(requests=[request(due_on="2019-07-01")]),
    ),
    Case(
        "a request that nobody has talked about for 31 days",
        breaks=office(requests=[request(received_on="2019-05-30")]),
        finds=at("T-07", Request, "status"),
        holds=office(requests=[request(received_on="2019-05-31")]),
    ),
    Case(
        "a contact with the client counts as work on the request",
        breaks=office(requests=[request(received_on="2019-05-02")], contacts=[contact(client_id="K-00002")]),
        finds=at("T-07", Request, "status"),
        holds=office(requests=[request(received_on="2019-05-02")], contacts=[contact()]),
    ),
    Case(
        "an answer before the referral",
        breaks=office(referrals=[referral(replied_on="2019-06-19", result="abgelehnt", **NO_DATA)]),
        finds=at("T-08", Referral, "replied_on"),
        holds=office(referrals=[referral(replied_on="2019-06-20", result="abgelehnt", **NO_DATA)]),
    ),
    Case(
        "a referral before its request",
        breaks=office(
            requests=[finished_request(received_on="2019-06-20")],
            referrals=[referral(referred_on="2019-06-19", **NO_DATA)],
        ),
        finds=at("T-08", Referral, "referred_on"),
        holds=office(requests=[finished_request(received_on="2019-06-20")], referrals=[referral(**NO_DATA)]),
    ),
    Case(
        "a voucher that was no longer valid",
        breaks=office(participations=[participation(voucher_until="2019-03-31")]),
        finds=at("T-09", Participation, "voucher_until"),
        holds=office(participations=[participation(voucher_until="2019-04-01")]),
    ),
    Case(
        "a certificate that ends in 60 days",
        breaks=office(participations=[participation(certificate_until="2019-08-29")]),
        finds=at("T-10", Participation, "certificate_until"),
        holds=office(participations=[participation(certificate_until="2019-08-30")]),
    ),
    Case(
        "§ 16i before it existed",
        breaks=office(
            placements=[placement(subsidy="TEST", start="2018-12-31", status_3="nein")],
            subsidies=[subsidy(code="TEST", counts_400=False)],
        ),
        finds=at("T-11", Placement, "subsidy"),
        holds=office(
            placements=[placement(subsidy="TEST", start="2019-01-01", status_3="nein")],
            subsidies=[subsidy(code="TEST", counts_400=False)],
        ),
    ),
    Case(
        "a subsidy that has ended",
        breaks=office(
            placements=[placement(subsidy="TEST")],
            subsidies=[subsidy(code="TEST", counts_400=False, valid_to="2019-05-01")],
        ),
        finds=at("T-11", Placement, "subsidy"),
        holds=office(
            placements=[placement(subsidy="TEST")],
            subsidies=[subsidy(code="TEST", counts_400=False, valid_to="2019-05-02")],
        ),
    ),
    Case(
        "a voucher from the Jobcenter in 2025",
        breaks=office(participations=[participation(voucher_by="Jobcenter (vor 2025)", entered_on="2025-01-01")]),
        finds=at("T-11", Participation, "voucher_by"),
        holds=office(participations=[participation(voucher_by="Jobcenter (vor 2025)", entered_on="2024-12-31")]),
        today=date(2025, 2, 1),
    ),
    Case(
        "six days after the appointment nobody knows who came",
        breaks=office(contacts=[contact(held_on="2019-06-24", appeared="offen")]),
        finds=at("T-13", Contact, "appeared"),
        holds=office(contacts=[contact(held_on="2019-06-25", appeared="offen")]),
    ),
    Case(
        "an appointment of which nothing is noted",
        breaks=office(
            contacts=[
                contact(held_on="2019-06-24", appeared=None),
                contact(contact_id="KT-000002", held_on="2019-06-21"),
            ]
        ),
        finds=at("T-13", Contact, "appeared"),
        holds=office(
            contacts=[
                contact(held_on="2019-06-24", appeared=None, channel="Telefon"),
                contact(contact_id="KT-000002", held_on="2019-06-21"),
            ]
        ),
    ),
    Case(
        "a partner who was reminded and has not answered in ten workdays either",
        breaks=office(
            referrals=[
                referral(referred_on="2019-06-03", chase_on="2019-06-14", reply_until="2019-06-13", **NO_DATA)
            ]
        ),
        finds=at("T-14", Referral, "reply_until"),
        holds=office(
            referrals=[
                referral(referred_on="2019-06-03", chase_on="2019-06-17", reply_until="2019-06-13", **NO_DATA)
            ]
        ),
    ),
    Case(
        "a check that was made before it was due, looked at later",
        breaks=office(placements=[placement(start="2019-03-01", status_3="nein", checked_3="2019-05-31")]),
        finds=at("T-03", Placement, "status_3"),
        holds=office(placements=[placement(start="2019-03-01", status_3="nein", checked_3="2019-06-01")]),
    ),
    Case(
        "a partner who has not answered in time",
        breaks=office(referrals=[referral(reply_until="2019-06-29", **NO_DATA)]),
        finds=at("T-14", Referral, "reply_until"),
        holds=office(referrals=[referral(reply_until="2019-06-29", chase_on="2019-07-02", **NO_DATA)]),
    ),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_finds_the_row_that_breaks_it(case):
    assert cells(check(case.breaks, case.today)) == [case.finds]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_leaves_alone_the_row_that_just_keeps_it(case):
    assert cells(check(case.holds, case.today)) == []


@pytest.mark.parametrize("span", SPANS, ids=lambda span: f"{span.record.spec.sheet}: {span.begin} – {span.end}")
def test_every_span_names_two_columns_of_its_table(span):
    kinds = {span.record.spec.column(span.begin).kind, span.record.spec.column(span.end).kind}

    assert {kind.name for kind in kinds} <= {"DATE", "MONTH"} or {kind.name for kind in kinds} == {"TIME"}


@pytest.mark.parametrize(
    ("start", "dates"),
    [
        (date(2018, 11, 30), [date(2019, 2, 28), date(2019, 5, 30), date(2019, 11, 30)]),
        (date(2019, 11, 30), [date(2020, 2, 29), date(2020, 5, 30), date(2020, 11, 30)]),
        (date(2019, 8, 31), [date(2019, 11, 30), date(2020, 2, 29), date(2020, 8, 31)]),
    ],
)
def test_a_placement_is_looked_at_again_on_the_same_day_or_the_month_s_last(start, dates):
    row = placement(start=start).finished(5)

    assert [follow_up_date(row, stage) for stage in STAGES] == dates


def test_of_several_overdue_looks_one_finding_is_made_at_the_latest():
    (finding,) = check(office(placements=[placement(start="2018-06-01")]))

    assert cells([finding]) == [at("T-04", Placement, "status_6")]
    assert finding.message.startswith(
        "Die Prüfung des Verbleibs nach 3 und 6 Monaten steht noch aus; zuletzt fällig"
    )


def test_a_request_rests_90_days_before_the_hint_becomes_a_warning():
    def severity(received_on):
        (finding,) = check(office(requests=[request(received_on=received_on)]))
        return finding.severity

    assert severity("2019-04-01") is Severity.HINT
    assert severity("2019-03-31") is Severity.WARNING


def test_a_partner_without_a_date_has_ten_workdays():
    def findings(referred_on):
        return cells(check(office(referrals=[referral(referred_on=referred_on, reply_until=None, **NO_DATA)])))

    assert findings("2019-06-14") == [at("T-14", Referral, "reply_until")]  # a Friday: until 28 June
    assert findings("2019-06-17") == []  # a Monday: until 1 July
