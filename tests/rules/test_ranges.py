"""R rules: values that cannot be, and values that hardly can."""

from datetime import date

import pytest

from automation.office.working_age import retirement
from tests.rules.office import (
    Case,
    at,
    benefit_month,
    cells,
    check,
    client,
    consent,
    contact,
    empty_shop,
    finished_request,
    household,
    office,
    placement,
    shop_interest,
    vacancy,
    visit_count,
)
from workbook.schema import (
    BenefitMonth,
    Client,
    Consent,
    Contact,
    EmptyShop,
    Household,
    Placement,
    Request,
    ShopInterest,
    Vacancy,
    VisitCount,
)

SGB_II = {"benefit_status": "SGB II", "household_id": "HH-0001"}

CASES = [
    Case(
        "born tomorrow",
        breaks=office(clients=[client(birth_date="2019-07-01", guardian="die Mutter")]),
        finds=at("R-01", Client, "birth_date"),
        holds=office(
            clients=[
                client(birth_date="2019-06-30", guardian="die Mutter", first_contact="2019-06-30", intake_date=None)
            ]
        ),
    ),
    Case(
        "older than 110 years",
        breaks=office(clients=[client(birth_date="1909-06-29")]),
        finds=at("R-01", Client, "birth_date"),
        holds=office(clients=[client(birth_date="1909-06-30")]),
    ),
    Case(
        "a child that receives SGB II itself",
        breaks=office(clients=[client(birth_date="2004-07-01", guardian="die Mutter", **SGB_II)]),
        finds=at("R-01", Client, "birth_date"),
        holds=office(clients=[client(birth_date="2004-06-30", guardian="die Mutter", **SGB_II)]),
    ),
    Case(
        "SGB II past the age limit: born in October 1953, 65 years and 7 months, from June 2019",
        breaks=office(clients=[client(birth_date="1953-10-31", **SGB_II)]),
        finds=at("R-01", Client, "birth_date"),
        holds=office(clients=[client(birth_date="1953-11-30", **SGB_II)]),
    ),
    Case(
        "a date before the office opened",
        breaks=office(requests=[finished_request(received_on="2018-03-07")]),
        finds=at("R-02", Request, "received_on"),
        holds=office(requests=[finished_request(received_on="2018-03-08")]),
    ),
    Case(
        "a date more than two years ahead",
        breaks=office(contacts=[contact(next_date="2021-07-01")]),
        finds=at("R-02", Contact, "next_date"),
        holds=office(contacts=[contact(next_date="2021-06-30")]),
    ),
    Case(
        "the month in which the benefit ended lies before the office opened",
        breaks=office(households=[household(intake_date=None, off_since="2018-02", exit_reason="Umzug")]),
        finds=at("R-02", Household, "off_since"),
        holds=office(households=[household(intake_date=None, off_since="2018-03", exit_reason="Umzug")]),
    ),
    Case(
        "a consent may last for ever, but it was not given before the office opened",
        breaks=office(consents=[consent(given_on="2018-03-07")]),
        finds=at("R-02", Consent, "given_on"),
        holds=office(consents=[consent(valid_until="2029-12-31")]),
    ),
    Case(
        "a request finished tomorrow",
        breaks=office(requests=[finished_request(done_on="2019-07-01")]),
        finds=at("R-10", Request, "done_on"),
        holds=office(requests=[finished_request(done_on="2019-06-30")]),
    ),
    Case(
        "a request that comes in tomorrow: said once, also where its end lies before it",
        breaks=office(requests=[finished_request(received_on="2019-07-01", done_on="2019-06-30")]),
        finds=at("R-10", Request, "received_on"),
        holds=office(requests=[finished_request(received_on="2019-06-30", done_on="2019-06-30")]),
    ),
    Case(
        "benefit that somebody will have received",
        breaks=office(clients=[client(benefit_since="2019-07-01")]),
        finds=at("R-10", Client, "benefit_since"),
        holds=office(clients=[client(benefit_since="1999-06-30")]),
    ),
    Case(
        "work that has ended tomorrow",
        breaks=office(placements=[placement(actual_end="2019-07-01")]),
        finds=at("R-10", Placement, "actual_end"),
        holds=office(placements=[placement(actual_end="2019-06-30", end_reason="Umzug")]),
    ),
    Case(
        "an amount as it will stand tomorrow",
        breaks=office(households=[household(benefit_now="450.00", benefit_as_of="2019-07-01")]),
        finds=at("R-10", Household, "benefit_as_of"),
        holds=office(households=[household(benefit_now="450.00", benefit_as_of="2019-06-30")]),
    ),
    Case(
        "what was paid next month, seen on a statement of account",
        breaks=office(
            households=[household()], months=[benefit_month(month="2019-07", source="Kontoauszug gesehen")]
        ),
        finds=at("R-10", BenefitMonth, "month"),
        holds=office(households=[household()], months=[benefit_month(month="2019-07", source="Bescheid")]),
    ),
    Case(
        "0 Euro now, and an amount in the same month",
        breaks=office(
            households=[household(benefit_now="0.00", exit_reason="Umzug")],
            months=[benefit_month(month="2019-06", amount="450.00")],
        ),
        finds=at("B-11", Household, "benefit_now"),
        holds=office(households=[household(benefit_now="300.00")], months=[benefit_month(amount="450.00")]),
    ),
    Case(
        "another amount of the same month",
        breaks=office(
            households=[household(benefit_now="300.00", benefit_as_of="2019-03-20")], months=[benefit_month()]
        ),
        finds=at("B-11", Household, "benefit_now"),
        holds=office(
            households=[household(benefit_now="300.00", benefit_as_of="2019-02-20")], months=[benefit_month()]
        ),
    ),
    Case(
        "0 Euro in a month that the table of months lacks; figures believe the months",
        breaks=office(
            households=[household(benefit_now="0.00", benefit_as_of="2019-05-20", exit_reason="Umzug")],
            months=[benefit_month()],
        ),
        finds=at("B-11", Household, "benefit_now"),
        holds=office(
            households=[household(benefit_now="300.00", benefit_as_of="2019-05-20")], months=[benefit_month()]
        ),
    ),
    Case(
        "a negative benefit",
        breaks=office(months=[benefit_month(amount="-0.01")]),
        finds=at("R-03", BenefitMonth, "amount"),
        holds=office(months=[benefit_month(amount="0.00", month="2018-01")]),
    ),
    Case(
        "a benefit of more than 6,000 Euro",
        breaks=office(households=[household(benefit_now="6000.01")]),
        finds=at("R-03", Household, "benefit_now"),
        holds=office(households=[household(benefit_now="6000.00")]),
    ),
    Case(
        "a placement of no hours",
        breaks=office(placements=[placement(hours="0")]),
        finds=at("R-04", Placement, "hours"),
        holds=office(placements=[placement(hours="48")]),
    ),
    Case(
        "more hours than a week may have",
        breaks=office(placements=[placement(hours="48.1")]),
        finds=at("R-04", Placement, "hours"),
        holds=office(placements=[placement(hours="0.5", kind="Minijob", gross="30.00")]),
    ),
    Case(
        "full time that is none",
        breaks=office(placements=[placement(hours="34.9")]),
        finds=at("R-04", Placement, "hours"),
        holds=office(placements=[placement(hours="35")]),
    ),
    Case(
        "part time that is none",
        breaks=office(vacancies=[vacancy(kind="Teilzeit", hours="35")]),
        finds=at("R-04", Vacancy, "hours"),
        holds=office(vacancies=[vacancy(kind="Teilzeit", hours="34.9")]),
    ),
    Case(
        "a household of nobody",
        breaks=office(households=[household(persons="0", employable=None, children_6_to_14=None)]),
        finds=at("R-05", Household, "persons"),
        holds=office(
            households=[household(household_type="Single", persons="1", employable="1", children_6_to_14=None)]
        ),
    ),
    Case(
        "nobody able to work",
        breaks=office(households=[household(employable="0")]),
        finds=at("R-05", Household, "employable"),
        holds=office(households=[household(employable="1")]),
    ),
    Case(
        "more people able to work than people",
        breaks=office(households=[household(employable="5")]),
        finds=at("R-05", Household, "employable"),
        holds=office(households=[household(employable="4")]),
    ),
    Case(
        "a shop without room",
        breaks=office(shops=[empty_shop(area="0")]),
        finds=at("R-06", EmptyShop, "area"),
        holds=office(shops=[empty_shop(area="0.5")]),
    ),
    Case(
        "somebody who looks for 80 to 60 square metres",
        breaks=office(interests=[shop_interest(area_from="80", area_to="60")]),
        finds=at("R-06", ShopInterest, "area_to"),
        holds=office(interests=[shop_interest(area_from="60", area_to="60")]),
    ),
    Case(
        "a talk of four minutes",
        breaks=office(contacts=[contact(end="10:04")]),
        finds=at("R-07", Contact, "end"),
        holds=office(contacts=[contact(end="10:05")]),
    ),
    Case(
        "a talk of more than three hours",
        breaks=office(contacts=[contact(begin="09:00", end="12:01")]),
        finds=at("R-07", Contact, "end"),
        holds=office(contacts=[contact(begin="09:00", end="12:00")]),
    ),
    Case(
        "more first visits than visits",
        breaks=office(visits=[visit_count(first_visits="10")]),
        finds=at("R-08", VisitCount, "first_visits"),
        holds=office(visits=[visit_count(first_visits="9")]),
    ),
    Case(
        "more jobs taken along than visits",
        breaks=office(visits=[visit_count(jobs_taken="10")]),
        finds=at("R-08", VisitCount, "jobs_taken"),
        holds=office(visits=[visit_count(jobs_taken="9")]),
    ),
    Case(
        "fewer than no visits",
        breaks=office(visits=[visit_count(visits="-1", first_visits=None, jobs_taken=None)]),
        finds=at("R-08", VisitCount, "visits"),
        holds=office(visits=[visit_count(visits="0", first_visits=None, jobs_taken="0")]),
    ),
    Case(
        "a vacancy without a place",
        breaks=office(vacancies=[vacancy(places="0")]),
        finds=at("R-09", Vacancy, "places"),
        holds=office(vacancies=[vacancy(places="1")]),
    ),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_finds_the_row_that_breaks_it(case):
    assert cells(check(case.breaks, case.today)) == [case.finds]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_leaves_alone_the_row_that_just_keeps_it(case):
    assert cells(check(case.holds, case.today)) == []


def test_whoever_was_closed_long_ago_may_grow_old():
    old = client(birth_date="1950-01-01", status="abgeschlossen", closed_on="2019-01-31", **SGB_II)

    assert check(office(clients=[old])) == []


@pytest.mark.parametrize(
    ("birth", "too_old_from"),
    [
        (date(1946, 12, 31), date(2012, 1, 1)),
        (date(1947, 1, 1), date(2012, 2, 1)),  # 65 years and one month, completed on 31 January
        (date(1953, 10, 31), date(2019, 6, 1)),
        (date(1958, 3, 15), date(2024, 4, 1)),
        (date(1959, 3, 15), date(2025, 6, 1)),
        (date(1963, 12, 31), date(2030, 11, 1)),
        (date(1964, 6, 2), date(2031, 7, 1)),
    ],
)
def test_the_age_limit_follows_the_table_of_the_law(birth, too_old_from):
    assert retirement(birth) == too_old_from


def test_a_date_before_the_office_opened_is_measured_against_the_office_s_own_setting():
    workbook = office(requests=[finished_request(received_on="2017-05-02")], settings={"Bürostart": "01.05.2017"})

    assert check(workbook) == []
