"""How old somebody is, is counted in one place; who was born on 29 February is a year older from 1 March on."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from automation.office.ages import age_on, reaches

YEARS = (15, 18, 25, 67)


@given(born=st.dates(date(1900, 1, 1), date(2030, 12, 31)), years=st.sampled_from(YEARS))
def test_the_first_day_of_an_age_is_the_first_on_which_somebody_is_that_old(born, years):
    day = reaches(born, years)

    assert age_on(born, day) == years
    assert age_on(born, day - timedelta(days=1)) == years - 1


@pytest.mark.parametrize("years", YEARS)
def test_born_on_29_february(years):
    assert reaches(date(2004, 2, 29), years) == date(2004 + years, 3, 1)
    assert reaches(date(1996, 2, 29), 24) == date(2020, 2, 29)


def test_a_mistyped_year_of_birth_is_no_error():
    assert reaches(date(9990, 5, 1), 15) == date.max
