"""What is counted of requests: what came in, what was done, what is open, late or nobody's."""

from collections import Counter
from datetime import date

from automation.figures.adding import Over
from automation.figures.compiled import add_up, quarters_document
from automation.figures.deriving import derive_facts
from automation.figures.indicators import requests
from automation.figures.reporting import Reporting
from automation.office.law import LegalValues
from automation.office.quarters import Quarter
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


def days_until_done(figures, quarter):
    return figures.sums.values(requests.DONE, Over.QUARTER, figures.sums.moment(quarter))


def figures_of(*records):
    office = office_of(records)
    settings = Settings.of(office)
    facts = derive_facts(office, TODAY, settings, LegalValues.of(office))
    return add_up(facts, Reporting.of(office, TODAY, settings), settings)


def test_a_request_that_is_done_has_come_in_and_taken_its_days():
    figures = figures_of(done(1, "2019-04-01", "2019-04-22"))

    facts = [fact for fact in figures.sums.facts if fact.sheet == "Anliegen" and fact.code != "DQ"]
    assert [(fact.code, fact.quarter, fact.value) for fact in facts] == [
        ("ANL_EINGANG", "2019-Q2", None),
        ("ANL_ERLEDIGT", "2019-Q2", 21),
    ]


def test_what_is_open_at_the_end_of_a_quarter_had_come_and_not_ended():
    figures = figures_of(
        done(1, "2018-08-20", "2018-11-05"),
        done(2, "2019-01-10", "2019-04-02", RequestStatus.CANCELLED),
        request(3, "2019-02-01"),
        request(4, "2019-06-30"),
    )

    assert [each["requests_open"] for each in quarters_document(figures)] == [1, 0, 2, 2]
    assert [each["requests_in"] for each in quarters_document(figures)] == [0, 0, 2, 1]
    assert [each["requests_done"] for each in quarters_document(figures)] == [0, 1, 0, 0]


def test_a_request_that_ended_without_a_date_is_neither_done_nor_open():
    figures = figures_of(done(1, "2019-02-01", None), done(2, "2019-02-01", None))

    assert [each["requests_open"] for each in quarters_document(figures)] == [0, 0, 0, 0]
    assert sum(each["requests_in"] for each in quarters_document(figures)) == 2
    assert sum(each["requests_done"] for each in quarters_document(figures)) == 0
    assert figures.number(requests.WITHOUT_END, Quarter(2019, 2)) == 2
    assert "ohne gültiges Datum" in figures.sums.of(requests.UNDATED)[0].sentence


def test_what_ends_after_the_day_is_still_open_on_it():
    figures = figures_of(done(1, "2019-02-01", "2019-07-01"))

    assert [each["requests_open"] for each in quarters_document(figures)] == [0, 0, 1, 1]
    assert figures.number(requests.LATE, Quarter(2019, 2)) == 0


def test_an_old_closing_of_a_request_that_is_open_again_does_not_count():
    figures = figures_of(request(1, "2019-02-01", done_on=date(2019, 3, 1)))

    assert [each["requests_open"] for each in quarters_document(figures)] == [0, 0, 1, 1]
    assert [each["requests_done"] for each in quarters_document(figures)] == [0, 0, 0, 0]


def test_what_ended_after_the_project_is_not_open_and_not_counted():
    figures = figures_of(done(1, "2018-05-01", "2018-08-15"), done(2, "2018-08-01", "2018-09-10"))

    # September is all that the project has of its first quarter: of the two only the second was done in it.
    assert figures.number(requests.FINISHED, Quarter(2018, 3)) == 1
    assert figures.number(requests.STILL_OPEN, Quarter(2018, 3)) == 0
    assert days_until_done(figures, Quarter(2018, 3)) == [40]


def test_a_request_without_the_day_it_came_counts_in_no_figure():
    figures = figures_of(done(1, None, "2019-04-22"), request(2, None, due_on=date(2019, 1, 1), owner=None))

    assert {fact.code for fact in figures.sums.facts if fact.code.startswith("ANL")} == {requests.IN}

    assert [each["requests_open"] for each in quarters_document(figures)] == [0, 0, 0, 0]


def test_a_request_done_before_it_came_has_no_days():
    figures = figures_of(done(1, "2019-05-01", "2019-04-01"), done(2, "2019-05-01", "2019-05-09"))

    assert days_until_done(figures, Quarter(2019, 2)) == [8]
    assert [each["requests_open"] for each in quarters_document(figures)] == [0, 0, 0, 0]


def test_open_requests_are_late_after_their_day_and_somebodys():
    figures = figures_of(
        request(1, "2019-06-01", due_on=date(2019, 6, 29)),
        request(2, "2019-06-11", due_on=date(2019, 6, 30)),
        request(3, "2019-06-21", owner=None),
        request(4, "2019-06-25", status=None),
        done(5, "2019-06-01", "2019-06-02"),
    )

    numbers = Counter(fact.code for fact in figures.sums.facts)
    assert (numbers["ANL_OFFEN"], numbers["ANL_UEBERFAELLIG"], numbers["ANL_OHNE_EIGNER"]) == (
        4,
        1,
        1,
    )
    assert [fact.value for fact in figures.sums.of("ANL_OFFEN")] == [29, 19, 9, 5]
    # Fewer than five are listed, not summed up.
    moment = figures.sums.moment(Quarter(2019, 2))
    assert requests.AGE.pair(figures.sums, moment).value == "5; 9; 19; 29"
    assert figures.number(requests.OLDEST, Quarter(2019, 2)) == 29
    # What the sheet keeps only of today is not said of a quarter that is over (figures.md, R3).
    assert figures.number(requests.LATE, Quarter(2019, 1)) is None


def test_of_five_values_the_middle_one_is_the_median():
    figures = figures_of(
        *(done(number, "2019-05-01", f"2019-05-{day:02}") for number, day in enumerate((2, 3, 11, 21, 31), 1))
    )

    assert figures.number(requests.DAYS, Quarter(2019, 2)) == 10
