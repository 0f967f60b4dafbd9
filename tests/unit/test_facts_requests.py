"""What is counted of requests: what came in, what was done, what is open, late or nobody's."""

from collections import Counter
from datetime import date

from automation.dashboard.deriving import derive_facts
from automation.dashboard.facts import Code, Reporting
from automation.dashboard.figures import add_up
from automation.office.law import LegalValues
from automation.office.settings import Settings
from workbook.schema import Request
from workbook.schema.vocabulary import RequestStatus
from workbook.tables import office_of

TODAY = date(2019, 6, 30)


def request(number, received, status=RequestStatus.WORKING, **changes):
    usual = {
        "row": 4 + number,
        "request_id": f"A-{number:05}",
        "received_on": received and date.fromisoformat(received),
        "category": "Wohnen",
        "owner": "MKA",
        "status": status,
    }
    return Request(**(usual | changes))


def done(number, received, ended, status=RequestStatus.DONE):
    return request(number, received, status, done_on=ended and date.fromisoformat(ended))


def figures_of(*records):
    office = office_of(records)
    settings = Settings.of(office)
    facts = derive_facts(office, TODAY, settings, LegalValues.of(office))
    return add_up(facts, Reporting.of(office, TODAY, settings), settings)


def test_a_request_that_is_done_has_come_in_and_taken_its_days():
    figures = figures_of(done(1, "2019-04-01", "2019-04-22"))

    assert [(fact.code, fact.quarter, fact.value) for fact in figures.facts] == [
        (Code.REQUESTS_IN, "2019-Q2", None),
        (Code.REQUESTS_DONE, "2019-Q2", 21),
    ]


def test_what_is_open_at_the_end_of_a_quarter_had_come_and_not_ended():
    figures = figures_of(
        done(1, "2018-08-20", "2018-11-05"),
        done(2, "2019-01-10", "2019-04-02", RequestStatus.CANCELLED),
        request(3, "2019-02-01"),
        request(4, "2019-06-30"),
    )

    assert [each.requests_open for each in figures.quarters] == [1, 0, 2, 2]
    assert [each.requests_in for each in figures.quarters] == [0, 0, 2, 1]
    assert [each.requests_done for each in figures.quarters] == [0, 1, 0, 0]


def test_a_request_that_ended_without_a_date_is_neither_done_nor_open():
    figures = figures_of(done(1, "2019-02-01", None), done(2, "2019-02-01", "2019-07-01"))

    assert [each.requests_open for each in figures.quarters] == [0, 0, 0, 0]
    assert sum(each.requests_in for each in figures.quarters) == 2
    assert sum(each.requests_done for each in figures.quarters) == 0
    assert "ohne gültiges Datum" in figures.of(Code.REQUESTS_DONE)[0].sentence


def test_a_request_without_the_day_it_came_counts_in_no_quarter():
    figures = figures_of(done(1, None, "2019-04-22"), request(2, None))

    assert {fact.day for fact in figures.facts} == {None}
    assert [each.requests_open for each in figures.quarters] == [0, 0, 0, 0]


def test_a_request_done_before_it_came_has_no_days():
    figures = figures_of(done(1, "2019-05-01", "2019-04-01"), done(2, "2019-05-01", "2019-05-09"))

    assert figures.median(Code.REQUESTS_DONE) == 8


def test_open_requests_are_late_after_their_day_and_somebodys():
    figures = figures_of(
        request(1, "2019-06-01", due_on=date(2019, 6, 29)),
        request(2, "2019-06-11", due_on=date(2019, 6, 30)),
        request(3, "2019-06-21", owner=None),
        request(4, "2019-06-25", status=None),
        done(5, "2019-06-01", "2019-06-02"),
    )

    numbers = Counter(fact.code for fact in figures.facts)
    assert (numbers[Code.REQUESTS_OPEN], numbers[Code.REQUESTS_OVERDUE], numbers[Code.REQUESTS_UNOWNED]) == (
        4,
        1,
        1,
    )
    assert [fact.value for fact in figures.of(Code.REQUESTS_OPEN)] == [29, 19, 9, 5]
    assert figures.median(Code.REQUESTS_OPEN) == 14
