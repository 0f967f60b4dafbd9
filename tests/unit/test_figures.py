"""The figures: every sum over quarters is the sum over the whole time."""

import tracemalloc
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from automation.figures.adding import Over, Sums
from automation.figures.compiled import Figures, add_up, quarters_document
from automation.figures.deriving import derive_facts
from automation.figures.fact import Fact
from automation.figures.indicators import groups
from automation.figures.measured import MeasuredTarget
from automation.figures.measures import Split, Sum, terms
from automation.figures.measures import _rows as looked_at
from automation.figures.plans import PLAN
from automation.figures.progress import Light
from automation.figures.reporting import Reporting
from automation.office.law import LegalValues
from automation.office.quarters import Quarter
from automation.office.settings import Settings
from workbook.creating.demo import DEMO_DAY, build_demo
from workbook.findings import Finding, Severity
from workbook.schema import Target
from workbook.schema.vocabulary import Employment, Indicator

BEGIN, END, TODAY = date(2018, 9, 1), date(2020, 8, 31), date(2019, 6, 30)
GOAL = Target(row=5, indicator=Indicator.Z20, amount=Decimal(20), begin=BEGIN, end=END)
MEASURED = (MeasuredTarget(GOAL, Indicator.Z20, "Z20", "Z20"),)
REPORTING = Reporting(BEGIN, END, TODAY, GOAL, None, targets=MEASURED)
SECOND = Quarter(2019, 2)
AN_ERROR = Finding("X-01", Severity.ERROR, "Blatt", "P5", "Blatt", "Förderung", "K", "16i", "Fehlt.")

days = st.dates(BEGIN, TODAY)
kinds = st.sampled_from([*Employment, "ohne Angabe"])


def figures_of(facts, reporting=REPORTING):
    return Figures(Sums(facts, reporting), 80, 20)


def fact(code, day, numerator=1, **properties):
    return Fact(code, day, numerator, 1, properties.pop("value", None), "Blatt", "K", "A1", **properties)


@pytest.fixture(scope="module")
def demo():
    office = build_demo().office
    settings = Settings.of(office)
    facts = derive_facts(office, DEMO_DAY, settings, LegalValues.of(office))
    return add_up(facts, Reporting.of(office, DEMO_DAY, settings), settings)


def test_what_is_kept_of_a_sum_grows_with_the_days_and_not_with_the_facts():
    many = [fact("ANL_TAGE", day, value=7.5) for day in (BEGIN, TODAY) for _ in range(20_000)]
    sums = Sums(many, REPORTING)
    assert sums.total("ANL_TAGE", BEGIN, TODAY) == 40_000
    tracemalloc.start()
    try:
        found = [
            sums.total("ANL_TAGE", BEGIN, day, measured) for measured in ("rows", "value") for day in (BEGIN, END)
        ]
        kept, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert found == [20_000, 40_000, 150_000, 300_000]
    assert kept < 20_000


def test_values_that_differ_in_capitals_alone_are_one_as_they_are_to_the_formulas():
    """`SUMIFS` counts 16I where 16i is asked for: in a line of its own the slip showed all of them once more."""
    facts = [fact("V", BEGIN, subsidy="16i").held_back(AN_ERROR)]
    facts += [fact("V", day, subsidy="16I", kind=Employment.FULL_TIME) for day in (BEGIN, TODAY)]
    facts += [fact("V", TODAY, subsidy="16i", kind=Employment.FULL_TIME)]
    sums = Sums(facts, REPORTING)
    moment = sums.moment(SECOND)

    assert sums.occurring([("V", "numerator")], "subsidy") == ["16I"]
    assert Split("subsidy", "Förderung", ("16i",)).occurring(sums, Sum("V")) == ["16i"]
    for written in ("16I", "16i"):
        where = (("subsidy", written),)
        assert sums.pair("V", Over.UNTIL, moment, where=where).value == 3
        assert sums.pair("V", Over.QUARTER, moment, where=(*where, ("kind", "vollzeit SV"))).value == 2
        assert sums.rows("V", where).value == 4
        assert [each.day for each in sums.chosen("V", Over.UNTIL, moment, where)] == [BEGIN, BEGIN, TODAY, TODAY]


@given(st.lists(st.tuples(st.sampled_from(["Z20", "V"]), days, st.integers(0, 1), kinds)))
def test_the_sum_of_the_quarters_is_what_is_cumulated(events):
    figures = figures_of([fact(code, day, numerator, kind=kind) for code, day, numerator, kind in events])

    quarters = quarters_document(figures)

    assert sum(each["families"] for each in quarters) == quarters[-1]["families_cumulated"]
    counted = sum(numerator for code, _, numerator, _ in events if code == "V")
    assert sum(each["placements"] for each in quarters) == counted
    assert all(sum(each["mix"].values()) == each["placements"] for each in quarters)
    assert all(number >= 0 for each in quarters for number in each["mix"].values())


@given(st.lists(st.tuples(days, st.integers(0, 400))))
def test_what_is_open_is_what_came_less_what_ended(requests):
    facts = []
    for received, length in requests:
        ended = received + timedelta(days=length)
        facts.append(fact("ANL_EINGANG", received))
        if ended <= TODAY:
            facts.append(fact("ANL_ERLEDIGT", ended, value=length))
    figures = figures_of(facts)

    found = quarters_document(figures)[-1]["requests_open"]

    assert found == sum(received + timedelta(days=length) > TODAY for received, length in requests)


@pytest.mark.parametrize(
    ("actual", "due", "light"),
    [
        (8, 8.0, Light.GREEN),
        (9, 8.0, Light.GREEN),
        (799, 1000, Light.RED),
        (800, 1000, Light.YELLOW),
        (999, 1000, Light.YELLOW),
        (0, 8.0, Light.RED),
        (0, 0, Light.NONE),
        (3, 0, Light.NONE),
        (3, 0.1 + 0.2 + 2.7, Light.GREEN),
    ],
)
def test_the_light_is_green_from_all_and_yellow_from_four_fifths_of_what_is_due(actual, due, light):
    plan = fact("Z20_SOLL", TODAY, 0, value=due)
    figures = figures_of([plan, *(fact("Z20", TODAY) for _ in range(actual))])

    assert figures.progress("Z20", SECOND).light.value == light


def test_the_demo_office_has_seven_families_after_three_quarters(demo):
    progress = demo.progress("Z20", SECOND)

    assert (progress.amount.value, progress.actual.value) == (20, 7)
    assert progress.planned.value == pytest.approx(20 * 303 / 731)
    assert (progress.light.value, progress.said.value) == (Light.YELLOW, f"{Light.YELLOW} (84 %)")
    assert progress.pace.value == pytest.approx(13 / 428 * 365.25 / 4)
    assert progress.forecast.value == pytest.approx(7 * 731 / 303)
    assert progress.low.value < progress.forecast.value < progress.high.value


def test_an_earlier_quarter_is_seen_as_it_was(demo):
    before = demo.progress("Z20", Quarter(2019, 1))

    assert before.actual.value == sum(each["families"] for each in quarters_document(demo)[:3])
    assert before.planned.value == pytest.approx(20 * 212 / 731)


def test_what_was_planned_adds_up_to_the_target(demo):
    for code, amount in (("Z20", 20), ("Z400", 400)):
        assert sum(fact.value for fact in demo.sums.of(code + PLAN)) == pytest.approx(amount)


def test_what_is_due_today_is_known_to_the_day():
    office = build_demo(as_of=date(2019, 5, 15)).office
    settings = Settings.of(office)
    today = date(2019, 5, 15)
    facts = derive_facts(office, today, settings, LegalValues.of(office))
    figures = add_up(facts, Reporting.of(office, today, settings), settings)

    progress = figures.progress("Z20", SECOND)

    assert progress.planned.value == pytest.approx(20 * 257 / 731)


def test_every_fact_that_does_not_count_says_why(demo):
    for code in ("Z20", "Z400", "V"):
        assert all(fact.sentence.endswith(".") for fact in demo.sums.of(code))
    assert all(fact.sentence for fact in demo.sums.facts if not fact.numerator and not fact.denominator)


def test_every_counted_fact_names_the_cell_it_was_read_from(demo):
    assert all(fact.sheet and fact.cell for fact in demo.sums.facts)


def test_before_the_project_begins_everything_is_nothing():
    figures = figures_of([], Reporting(BEGIN, END, date(2018, 8, 1), GOAL, None, targets=MEASURED))

    (only,) = quarters_document(figures)
    progress = figures.progress("Z20", Quarter(2018, 3))

    assert (only["families"], only["placements"], only["requests_open"]) == (0, 0, 0)
    assert (progress.forecast.value, progress.band.value, progress.light.value) == (None, None, Light.NONE)


def test_after_the_project_no_pace_is_needed_any_more():
    figures = figures_of(
        [fact("Z20", BEGIN)], Reporting(BEGIN, END, date(2021, 3, 1), GOAL, None, targets=MEASURED)
    )

    progress = figures.progress("Z20", Quarter(2020, 3))

    assert progress.pace.value is None
    assert progress.forecast.value == 1


def test_towards_a_target_of_the_whole_city_the_office_only_contributes(demo):
    progress = demo.progress("Z400", SECOND)

    assert progress.amount.value == 400
    assert progress.pace.value == pytest.approx((400 - progress.together.value) / 428 * 365.25 / 4)
    assert progress.actual.value == quarters_document(demo)[-1]["labour_market_cumulated"]
    # Before 2019 no subsidy of the social labour market could be had: the two quarters since are what is needed.
    assert (progress.reported.value, progress.needed.value) == (2, 2)
    assert progress.light.value == Light.RED


def test_what_an_error_holds_back_is_looked_for_where_the_values_of_a_split_come_from():
    """Else an office had no line for a district of which every row waits for an error, and the city had one."""
    measures = [measure for group in groups() for measure in group.measures if measure.splits]
    assert len(measures) > 20
    for measure in measures:
        own = {term.code for term in terms(measure.adding) if term.code == measure.adding.code}
        assert {measure.held} - {""} <= own, measure.id
        assert {code for code, *_ in looked_at(measure.adding)} <= own, measure.id
