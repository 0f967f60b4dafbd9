"""What is due by when, and where a target will end."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import exp
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from automation.figures.forecast import Band, band, forecast, predictive_quantile
from automation.office.quarters import Quarter, quarters_between
from automation.office.targets import current_target, planned, read_parameters
from workbook.schema import Target
from workbook.schema.vocabulary import Indicator, Spread
from workbook.tables import office_of

BEGIN, END = date(2018, 9, 1), date(2020, 8, 31)


def target(**changes):
    usual = {"row": 5, "indicator": Indicator.Z20, "amount": Decimal(20), "begin": BEGIN, "end": END}
    return Target(**(usual | changes))


def test_seven_families_after_303_of_731_days_end_between_12_and_24():
    assert forecast(7, 303, 428) == pytest.approx(16.9, abs=0.05)
    assert band(7, 303, 428) == Band(12, 24)


def held(expected, elapsed, runs=800):
    """How often does the end lie in the band that was told, where so many come in 731 days, again and again?"""
    chance, within, told = Random(2019), 0, 0  # noqa: S311 - a simulation, the same each time
    for _ in range(runs):
        seen = _poisson(expected * elapsed / 731, chance)
        end = seen + _poisson(expected * (731 - elapsed) / 731, chance)
        found = band(seen, elapsed, 731 - elapsed)
        if found is not None:
            told += 1
            within += found.low <= end <= found.high
    return within / told


@pytest.mark.parametrize("elapsed", [60, 90, 303, 600])
@pytest.mark.parametrize("expected", [12, 20, 60, 400])
def test_the_band_holds_about_eight_of_ten_ends(expected, elapsed):
    assert 0.76 <= held(expected, elapsed) <= 0.94


def test_of_very_few_it_is_a_hint_as_the_page_says():
    # Who has seen one of three after sixty days expects twelve; from half of the time on it is wide enough.
    assert held(3, 60) < 0.6
    assert held(3, 366) > 0.85


def _poisson(mean, chance):
    count, product = 0, chance.random()
    while product > exp(-mean):
        count, product = count + 1, product * chance.random()
    return count


def test_nothing_is_forecast_in_the_first_sixty_days_or_of_nothing():
    assert forecast(3, 59, 600) is None
    assert forecast(3, 60, 600) == 33
    assert forecast(0, 300, 400) is None
    assert band(0, 300, 400) is None


def test_at_the_end_nothing_is_left_to_chance():
    assert band(20, 731, 0) == Band(20, 20)


@given(st.floats(0.1, 0.9), st.floats(0.5, 200), st.floats(0.05, 1))
def test_the_more_has_happened_the_more_is_to_come(share, events, over):
    count = predictive_quantile(share, events, over)

    assert count >= 0
    assert predictive_quantile(share, events + 5, over) >= count


@pytest.mark.parametrize(
    ("day", "due"),
    [
        (date(2018, 8, 31), 0),
        (date(2018, 9, 1), Fraction(20, 731)),
        (date(2018, 9, 30), Fraction(20 * 30, 731)),
        (date(2019, 6, 30), Fraction(20 * 303, 731)),
        (date(2020, 8, 30), Fraction(20 * 730, 731)),
        (END, 20),
        (date(2021, 1, 1), 20),
    ],
)
def test_by_days_every_day_has_the_same_share(day, due):
    assert planned(target(), day) == due


def test_with_values_for_quarters_the_first_begins_with_the_target():
    goal = target(spread=Spread.BY_QUARTER, q1=Decimal(1), q2=Decimal(2), q3=Decimal(17))

    assert planned(goal, date(2018, 11, 30)) == 1
    assert planned(goal, date(2018, 12, 31)) == 1 + Fraction(2 * 31, 90)
    assert planned(goal, date(2019, 5, 31)) == 20


@given(st.dates(date(2018, 1, 1), date(2021, 1, 1)), st.integers(0, 200), st.sampled_from(Spread))
def test_what_is_due_never_shrinks(day, further, spread):
    goal = target(spread=spread, **{f"q{number}": Decimal("2.5") for number in range(1, 9)})

    assert 0 <= planned(goal, day) <= planned(goal, day + timedelta(days=further)) <= 20


def test_the_target_of_today_is_the_one_whose_time_holds_it():
    first = target(target_id="Z-01")
    second = target(row=6, target_id="Z-03", begin=date(2020, 9, 1), end=date(2022, 8, 31))
    useless = [{"amount": None}, {"amount": Decimal(0)}, {"end": None}, {"end": date(2018, 8, 31)}]
    office = office_of([first, second, *(target(row=7, target_id="Z-09", **each) for each in useless)])

    found = [current_target(office, Indicator.Z20, day) for day in (BEGIN, date(2021, 1, 1), date(2030, 1, 1))]

    assert [each and each.target_id for each in found] == ["Z-01", "Z-03", "Z-03"]
    assert current_target(office, Indicator.Z400, BEGIN) is None


def test_parameters_are_read_as_people_write_them_and_the_rest_is_named():
    goal = target(parameters="grenze = 1.200,50 ; FAMILIE=mind. 2 Personen; N_MONATE=drei; irgendwas; NEU=1")

    found = read_parameters(goal, {"GRENZE", "FAMILIE", "N_MONATE"}, {"FOERDERUNG"})

    assert found.numbers == {"GRENZE": Decimal("1200.50"), "FAMILIE": 2}
    assert found.unreadable == ("N_MONATE=drei", "irgendwas")


@pytest.mark.parametrize("part", ["N_MONATE=0", "N_MONATE=2,5", "GRENZE=0", "FAMILIE=0"])
def test_a_number_that_says_nothing_is_no_parameter(part):
    found = read_parameters(target(parameters=part), {"GRENZE", "FAMILIE", "N_MONATE"}, set())

    assert (found.numbers, found.unreadable) == ({}, (part,))


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)))
def test_every_day_lies_in_exactly_one_quarter(day):
    quarter = Quarter.of(day)

    assert quarter.begin <= day <= quarter.end
    assert quarter.following.begin == quarter.end + timedelta(days=1)
    assert Quarter.parse(quarter.code) == quarter


def test_the_time_of_the_targets_touches_nine_calendar_quarters():
    found = quarters_between(BEGIN, END)

    assert (found[0].code, found[-1].code, len(found)) == ("2018-Q3", "2020-Q3", 9)
    assert quarters_between(END, BEGIN) == ()
