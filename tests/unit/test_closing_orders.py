"""Quarters closed in any order, reopened and closed anew: what was published is explained by what is told."""

import os
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from automation.figures.closing import record as r
from automation.figures.closing.closings import Closings
from automation.figures.closing.effects import parts_of
from automation.figures.closing.record import SINCE, Record
from automation.figures.closing.settled import settle
from automation.figures.closing.state import closed, reopened, state_of
from automation.figures.compiled import add_up
from automation.figures.deriving import derive_facts
from automation.figures.measures import BY_GENDER, Nature
from automation.office.law import LegalValues
from automation.office.quarters import Quarter
from automation.office.settings import Settings
from tests.unit.test_closing import difference, edited, erased, hold, without, worked_on
from tests.unit.test_keys_and_empty_groups import client
from workbook.schema import Client, Placement, Request
from workbook.schema.vocabulary import Employment, FollowUp, Gender, RequestStatus
from workbook.tables import office_of

TODAY = date(2019, 8, 15)
QUARTERS = (Quarter(2018, 3), Quarter(2018, 4), Quarter(2019, 1), Quarter(2019, 2))
RUNS = int(os.environ.get("LOTSE_CLOSINGS", "2"))


def asked(number, came, done=None):
    status = RequestStatus.NEW if done is None else RequestStatus.DONE
    return Request(
        row=4 + number,
        request_id=f"A-{number:05}",
        client_id=f"K-0000{number % 3 + 1}",
        received_on=came,
        done_on=done,
        status=status,
    )


def placed(number, start):
    return Placement(
        row=4 + number,
        placement_id=f"V-{number:05}",
        client_id=f"K-0000{number % 3 + 1}",
        kind=Employment("Vollzeit sv"),
        subsidy="KEINE",
        start=start,
        status_3=FollowUp.SAME_EMPLOYER,
        checked_3=start + timedelta(days=100),
    )


OFFICE = office_of(
    [
        *(
            client(n, client_id=f"K-0000{n}", first_contact=date(2018, 9, 1), gender=Gender(g))
            for n, g in ((1, "w"), (2, "m"), (3, "w"))
        ),
        asked(1, date(2018, 9, 10), date(2018, 9, 20)),
        asked(2, date(2018, 10, 10), date(2019, 2, 20)),
        asked(3, date(2019, 1, 10), date(2019, 3, 20)),
        asked(4, date(2019, 2, 10)),
        asked(5, date(2019, 4, 10), date(2019, 5, 2)),
        *(placed(n, date(2018, 9, 15) + timedelta(days=60 * n)) for n in range(1, 5)),
    ]
)


PLACED, ASKED = OFFICE[Placement].column("placement_id"), OFFICE[Request].column("request_id")
CLIENTS = OFFICE[Client].column("client_id")


def facts_of(office):
    return derive_facts(office, TODAY, Settings.of(office), LegalValues.of(office))


def state(office, record):
    return state_of(record, facts_of(office), office, TODAY, Settings.of(office), "0.2")


def seen(figures, quarter):
    """Every figure with a history, as it is seen from a quarter."""
    found = {}
    for group in figures.groups:
        for measure in (each for each in group.measures if each.history and each.id != "VMIX"):
            of_cohorts = measure.nature is Nature.COHORT
            for of in [each for each in QUARTERS if each <= quarter] if of_cohorts else [quarter]:
                moment = figures.sums.moment(of, day=figures.reporting.cut_off(quarter))
                wheres = [(), *((("gender", value),) for value in ("w", "m") if BY_GENDER in measure.splits)]
                for where in wheres:
                    numbers = parts_of(measure.adding.parts(figures.sums, moment, where))
                    found[measure.id, of.code if of_cohorts else "", where] = numbers
                if measure.since_begin is not None:
                    whole = measure.since_begin.parts(figures.sums, moment)
                    found[measure.id, SINCE, ()] = parts_of(whole)
    return found


def explained(office, now, quarter):
    """What all that has changed since the closings changes in the figures of a quarter."""
    reporting = now.figures.reporting
    late = settle(facts_of(office), Closings(now.record), office, "0.2", reporting.quarters[0]).late
    until = [each for each in late if each.closing.quarter <= quarter]
    before, after = ([fact for each in until for fact in getattr(each, name)] for name in ("before", "now"))
    old, new = (seen(add_up(facts, reporting, Settings.of(office)), quarter) for facts in (before, after))
    return difference(old, new)


def told(now, quarter):
    """What the late reports of a quarter say, by row."""
    return {row["Schlüssel"]: row["Wirkung"] for row in now.record.of(r.LATE) if row["Quartal"] == quarter.code}


def reported(now, quarter):
    """What the late reports of a quarter, and they alone, change in its figures."""
    found = {}
    for report in now.reports:
        for each in report.effects if report.closing.quarter == quarter else ():
            if each.measure.id == "VMIX" or each.cohort == SINCE or (each.where and each.where[0][0] != "gender"):
                continue
            old = found.get(place := (each.measure.id, each.cohort, each.where), (0, 0, 0))
            new = (each.numerator, each.denominator, each.n)
            found[place] = tuple(one + other for one, other in zip(old, new, strict=True))
    return difference({}, found)


DAYS = st.dates(date(2018, 9, 1), TODAY)
STEPS = st.one_of(
    st.tuples(st.just("close"), st.sampled_from(QUARTERS)),
    st.tuples(st.just("close"), st.sampled_from(QUARTERS)),
    st.tuples(st.just("reopen"), st.sampled_from(QUARTERS)),
    st.tuples(st.just("edit"), st.just(Placement), st.sampled_from(PLACED), st.just("start"), DAYS),
    st.tuples(st.just("edit"), st.just(Request), st.sampled_from(ASKED), st.just("received_on"), DAYS),
    st.tuples(st.just("edit"), st.just(Request), st.sampled_from(ASKED), st.just("done_on"), DAYS),
    st.tuples(st.just("drop"), st.just(Placement), st.sampled_from(PLACED)),
    st.tuples(st.just("drop"), st.just(Request), st.sampled_from(ASKED)),
    st.tuples(st.just("erase"), st.sampled_from(CLIENTS)),
)
FIRST, SECOND, THIRD, FOURTH = QUARTERS


@settings(max_examples=RUNS, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(STEPS, min_size=3, max_size=9))
@example([("close", FOURTH), ("drop", Request, "A-00003"), ("close", THIRD), ("drop", Request, "A-00002")])
@example(
    [
        ("close", FOURTH),
        ("edit", Request, "A-00004", "received_on", date(2018, 9, 2)),
        ("erase", "K-00001"),
        ("close", FIRST),
        ("close", THIRD),
        ("erase", "K-00003"),
        ("reopen", THIRD),
        ("drop", Request, "A-00004"),
        ("close", THIRD),
    ]
)
@example([("close", FOURTH), ("edit", Request, "A-00002", "done_on", date(2019, 6, 1)), ("close", SECOND)])
@example(
    [
        ("close", THIRD),
        ("edit", Request, "A-00003", "done_on", date(2019, 4, 2)),
        ("close", FOURTH),
        ("edit", Request, "A-00003", "done_on", date(2019, 7, 2)),
        ("reopen", THIRD),
        ("drop", Request, "A-00003"),
        ("close", THIRD),
    ]
)
def test_in_whatever_order_quarters_are_closed_what_was_published_is_explained_exactly(steps):
    office, now, published = OFFICE, state(OFFICE, Record()), {}
    for step in steps:
        match step:
            case ("close", quarter) if quarter.code not in now.closings.closed:
                published[quarter] = seen(now.figures, quarter)
                now = state(office, closed(now, quarter, office, TODAY, "MKA", "digest").record)
            case ("reopen", quarter) if quarter.code in now.closings.closed:
                now = state(office, reopened(now.record, quarter, TODAY, "MKA", "Zwei Verträge fehlten"))
                del published[quarter]
            case ("edit" | "drop", *_):
                office = worked_on(office, step)
                now = state(office, now.record)
            case ("erase", client):
                rest = erased(office, client)
                after = state(rest, hold(now.record, now.facts, facts_of(rest), rest))
                for quarter in QUARTERS:
                    assert difference(seen(now.figures, quarter), seen(after.figures, quarter)) == {}
                    assert reported(after, quarter) == reported(now, quarter)
                assert client not in str([each.fact.key for each in after.closings.kept])
                office, now = rest, after
    for quarter, then in published.items():
        differs = difference(then, seen(now.figures, quarter))
        assert differs == explained(office, now, quarter), quarter.code
        of_quarter = {place: numbers for place, numbers in differs.items() if place[1] != SINCE}
        assert of_quarter == reported(now, quarter), quarter.code


def test_what_changes_in_an_open_earlier_quarter_is_told_of_the_closed_one_that_rests_on_it():
    now = closed(state(OFFICE, Record()), FOURTH, OFFICE, TODAY, "MKA", "x")
    office = without(OFFICE, Request, lambda values, place: values["request_id"][place] == "A-00004")

    assert told(state(office, now.record), FOURTH) == {"A-00004": "offen am Ende −1; Eingang seit Beginn −1"}


@pytest.mark.parametrize("order", [(FOURTH,), (THIRD, FOURTH), (FOURTH, THIRD)], ids=str)
def test_who_was_done_in_this_quarter_and_not_in_the_one_before_is_no_less_open_at_its_end(order):
    """It was 20.05.2019, not 20.03.2019: done in the one quarter, open at the end of neither."""
    now = state(OFFICE, Record())
    for quarter in order:
        now = state(OFFICE, closed(now, quarter, OFFICE, TODAY, "MKA", "x").record)
    now = state(edited(OFFICE, Request, "A-00003", "done_on", date(2019, 5, 20)), now.record)

    assert told(now, FOURTH) == {"A-00003": "erledigt +1; Tage bis erledigt (Median): Fälle +1"}
    expected = {"A-00003": "erledigt −1; offen am Ende +1; Tage bis erledigt (Median): Fälle −1"}
    assert told(now, THIRD) == (expected if THIRD in order else {})


def test_what_had_changed_before_a_quarter_was_closed_is_no_late_report_of_it():
    now = closed(state(OFFICE, Record()), THIRD, OFFICE, TODAY, "MKA", "x")
    office = without(OFFICE, Request, lambda values, place: values["request_id"][place] == "A-00003")
    now = state(office, now.record)

    now = state(office, closed(now, FOURTH, office, TODAY, "MKA", "x").record)

    assert told(now, FOURTH) == {}
    assert set(told(now, THIRD)) == {"A-00003"}


def test_a_quarter_that_is_closed_anew_leaves_what_changed_in_it_with_the_later_one():
    now = state(OFFICE, Record())
    for quarter in (THIRD, FOURTH):
        now = state(OFFICE, closed(now, quarter, OFFICE, TODAY, "MKA", "x").record)
    office = without(OFFICE, Request, lambda values, place: values["request_id"][place] == "A-00004")
    now = state(office, now.record)

    now = state(office, reopened(now.record, THIRD, TODAY, "MKA", "Eine Zeile zu viel"))
    now = state(office, closed(now, THIRD, office, TODAY, "MKA", "x").record)

    assert told(now, THIRD) == {}
    assert told(now, FOURTH) == {"A-00004": "offen am Ende −1; Eingang seit Beginn −1"}


def test_a_closing_of_an_earlier_version_speaks_of_its_own_quarter_alone():
    record = closed(state(OFFICE, Record()), FOURTH, OFFICE, TODAY, "MKA", "x").record
    old = record.having(r.CLOSINGS, [{**row, r.BEFORE: None} for row in record.of(r.CLOSINGS)])
    old = old.having(r.FACTS, [row for row in old.of(r.FACTS) if Quarter.of(row["Datum"]) == FOURTH])

    now = state(OFFICE, old)

    assert now.reports == ()
    assert told(state(edited(OFFICE, Request, "A-00005", "done_on", date(2019, 7, 20)), now.record), FOURTH)


def test_who_came_and_was_done_in_one_quarter_was_never_open_at_its_end():
    now = closed(state(OFFICE, Record()), THIRD, OFFICE, TODAY, "MKA", "x")
    office = without(OFFICE, Request, lambda values, place: values["request_id"][place] == "A-00003")

    changed = told(state(office, now.record), THIRD)["A-00003"]

    assert changed.startswith("Eingang −1; erledigt −1")
    assert "offen am Ende" not in changed
