"""A quarter says the same whether it is looked at on its last day or long after (figures.md, R2)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from automation.checks import check
from automation.figures.compiled import add_up, measures_document
from automation.figures.deriving import derive_facts
from automation.figures.indicators import groups
from automation.figures.reporting import Reporting
from automation.office.law import LegalValues
from automation.office.quarters import Quarter
from automation.office.settings import Settings
from tests.unit.test_keys_and_empty_groups import client, household
from workbook.creating.demo import DEMO_DAY, build_demo
from workbook.schema import BenefitMonth, Course, OfficeSetting, Participation
from workbook.schema.setting_names import SettingName
from workbook.schema.vocabulary import CourseResult, ExitReason
from workbook.tables import office_of

OFFICE = build_demo().office
PAST = (Quarter(2018, 3), Quarter(2018, 4), Quarter(2019, 1))
FIELDS = ("value", "numerator", "denominator", "n", "errors", "with_errors")


def seen(today, quarter, office=OFFICE):
    """What is said of a quarter and those before it, as far as the workbook knows former states."""
    known = {measure.id for group in groups() for measure in group.measures if measure.history}
    office_settings = Settings.of(office)
    facts = derive_facts(office, today, office_settings, LegalValues.of(office))
    figures = add_up(facts, Reporting.of(office, today, office_settings), office_settings)
    rows = measures_document(figures, quarter)
    return {
        (row["id"], row["quarter"], str(row["split"])): tuple(row[name] for name in FIELDS)
        for row in rows
        # A value of a dimension that occurs only later is no row of an earlier look.
        if row["id"] in known and any(row[name] for name in FIELDS) and (row["split"] is None or row["numerator"])
    }


@pytest.mark.parametrize("quarter", PAST, ids=lambda quarter: quarter.code)
def test_the_last_day_of_a_quarter_and_a_later_look_at_it_say_the_same(quarter):
    assert seen(quarter.end, quarter) == seen(DEMO_DAY, quarter)


def ending(day):
    """The demo's office with a project that ends on a day while its targets go on."""
    table, last = OFFICE[OfficeSetting], {"value": f"{day:%d.%m.%Y}"}
    rows = [row.model_copy(update=last if row.name == SettingName.PROJECT_END else {}) for row in table]
    return office_of([*rows, *(row for each in OFFICE if each is not table for row in each)])


@pytest.mark.parametrize("end", [date(2019, 5, 15), date(2019, 3, 31), date(2019, 2, 20)], ids=str)
def test_a_project_that_ends_inside_a_quarter_leaves_its_stocks_as_they_were_on_that_day(end):
    """What counts towards a target goes on with the target, everything else ends with the project (R1)."""
    office, quarter = ending(end), Quarter.of(end)

    first, later = seen(end, quarter, office), seen(date(2019, 8, 15), quarter, office)

    assert unlike(first, later) == {}
    assert any(place[0] == "ANL_OFFEN" for place in first)


def unlike(first, later):
    return {
        place: (first.get(place), later.get(place))
        for place in first.keys() | later.keys()
        if first.get(place) != later.get(place) and not place[0].startswith(("Z20", "Z400"))
    }


def test_after_the_project_nothing_of_today_stands_under_its_last_quarter():
    office = ending(date(2019, 5, 15))
    office_settings, today = Settings.of(office), date(2019, 6, 20)
    facts = derive_facts(office, today, office_settings, LegalValues.of(office))
    figures = add_up(facts, Reporting.of(office, today, office_settings), office_settings)
    rows = measures_document(figures, Quarter(2019, 2))
    now = {row["id"]: row["value"] for row in rows if row["quarter"] == "2019-Q2" and row["split"] is None}

    assert now["ANL_UEBERFAELLIG"] is None
    assert now["ANL_OFFEN"] > 0


def test_a_course_is_not_overdue_on_its_last_day_whenever_one_looks():
    course = Course(row=5, course_id="KU-1", end=date(2019, 3, 31))
    part = Participation(
        row=5,
        participation_id="T-1",
        client_id="K-00001",
        course_id="KU-1",
        entered_on=date(2019, 1, 10),
        result=CourseResult.RUNNING,
    )
    office, quarter = office_of([client(), course, part]), Quarter(2019, 1)

    first, later = seen(quarter.end, quarter, office), seen(date(2019, 8, 15), quarter, office)

    assert first == later
    assert ("QUA_UEBERZOGEN", "2019-Q1", "None") not in later
    assert seen(date(2019, 8, 15), Quarter(2019, 2), office)["QUA_UEBERZOGEN", "2019-Q2", "None"][0] == 1


@settings(max_examples=2, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(PAST), st.integers(1, 400))
def test_any_later_day_says_the_same_of_a_quarter_that_is_over(quarter, days):
    later = min(quarter.end + timedelta(days=days), date(2020, 8, 31))

    assert seen(later, quarter) == seen(quarter.end, quarter)


@pytest.mark.parametrize("reason", [None, ExitReason.EARNINGS])
def test_a_reason_that_only_later_months_ask_for_is_no_error_of_an_earlier_quarter(reason):
    months = [
        BenefitMonth(row=4 + number, household_id="HH-1", month=date(2019, number, 1), amount=Decimal(amount))
        for number, amount in enumerate((150, 150, 150, 0, 0), 1)
    ]
    home = household(1, exit_reason=reason)
    office = office_of([client(household_id="HH-1"), home, *months])
    office_settings, law = Settings.of(office), LegalValues.of(office)
    found = []
    for today in (date(2019, 3, 31), date(2019, 5, 31)):
        findings = check(office, today, law, office_settings)
        facts = derive_facts(office, today, office_settings, law, findings)
        figures = add_up(facts, Reporting.of(office, today, office_settings), office_settings)
        rows = measures_document(figures, figures.reporting.begun[-1])
        found.append({row["quarter"]: row["value"] for row in rows if row["id"] == "Z20P" and row["split"] is None})

    assert found[0]["2019-Q1"] == found[1]["2019-Q1"] == 1
    assert found[1]["2019-Q2"] == (0 if reason is None else 1)
