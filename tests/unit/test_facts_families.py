"""Which families count as independent, and how the office is told why."""

from datetime import date
from decimal import Decimal

import pytest

from automation.figures.indicators import independent_families as families
from automation.figures.reporting import Reporting
from automation.figures.sources import Sources
from automation.office.families import Standing, explain_families
from automation.office.law import LegalValues
from automation.office.settings import Settings
from workbook.schema import BenefitMonth, Client, Household, Placement, Target
from workbook.schema.vocabulary import ClientStatus, Employment, ExitReason, Indicator
from workbook.tables import office_of

TODAY = date(2019, 6, 30)
WORK = ExitReason.EARNINGS


def months(*entries, household="HH-0001"):
    """Benefit by month, written `"2019-02 0"`."""
    return [
        BenefitMonth(
            row=row, household_id=household, month=date.fromisoformat(f"{month}-01"), amount=Decimal(amount)
        )
        for row, (month, amount) in enumerate((entry.split() for entry in entries), 5)
    ]


THREE_ZEROS = months("2019-01 150", "2019-02 0", "2019-03 0", "2019-04 0")


def household(**changes):
    usual = {
        "row": 5,
        "household_id": "HH-0001",
        "persons": 3,
        "district_intake": "Rotthausen",
        "intake_date": date(2018, 9, 10),
        "benefit_intake": Decimal("150.00"),
        "exit_reason": WORK,
    }
    return Household(**(usual | changes))


def member(**changes):
    return Client(**({"row": 5, "client_id": "K-00001", "household_id": "HH-0001"} | changes))


def placement(**changes):
    usual = {"row": 5, "client_id": "K-00001", "start": date(2019, 1, 15), "kind": Employment.FULL_TIME}
    return Placement(**(usual | changes))


def target(**changes):
    usual = {
        "row": 5,
        "target_id": "Z-01",
        "indicator": Indicator.Z20,
        "amount": Decimal(20),
        "begin": date(2018, 9, 1),
        "end": date(2020, 8, 31),
        "scope": "Rotthausen",
        "parameters": "GRENZE=200;N_MONATE=3;FAMILIE=2;FOERDERUNG=16E,16I",
    }
    return Target(**(usual | changes))


def verdict(*records, course=THREE_ZEROS, work=True, goal=None, today=TODAY):
    """What is said of the first household of an office with these records."""
    family = [record for record in records if isinstance(record, Household)] or [household()]
    people = [member(), placement()] if work else [member()]
    others = [record for record in records if not isinstance(record, Household)] or people
    office = office_of([*family, *others, *course, goal or target()])
    return next(explain_families(office, today, Settings.of(office)))[1]


def test_three_months_without_benefit_through_work_make_a_family_independent():
    found = verdict()

    assert found.counts
    assert found.day == date(2019, 4, 1)
    assert found.sentence == (
        "Zählt seit 01.04.2019: 3 Personen, 150,00\u00a0€ bei Aufnahme, dann 3 Monate ohne Leistung "
        "(02.2019 bis 04.2019), Abgangsgrund „Erwerbseinkommen“."
    )


@pytest.mark.parametrize(
    ("amount", "counts", "standing"),
    [
        ("-1.00", False, Standing.OUTSIDE),
        ("0.00", False, Standing.OUTSIDE),
        ("0.01", True, Standing.COUNTS),
        ("199.99", True, Standing.COUNTS),
        ("200.00", False, Standing.NEAR_MISS),
        ("200.01", False, Standing.NEAR_MISS),
        ("220.00", False, Standing.NEAR_MISS),
        ("220.01", False, Standing.OUTSIDE),
    ],
)
def test_the_amount_at_intake_lies_above_zero_and_below_the_limit(amount, counts, standing):
    found = verdict(household(benefit_intake=Decimal(amount)))

    assert (found.counts, found.standing) == (counts, standing)


@pytest.mark.parametrize("reason", [reason for reason in ExitReason if not reason.is_work])
def test_zero_for_another_reason_than_work_never_counts(reason):
    found = verdict(household(exit_reason=reason))

    assert (found.counts, found.day, found.standing) == (False, None, Standing.OTHER_EXIT)
    assert reason in found.sentence


@pytest.mark.parametrize("reason", [reason for reason in ExitReason if reason.is_work])
def test_earnings_self_employment_and_apprentice_pay_count(reason):
    assert verdict(household(exit_reason=reason)).counts


@pytest.mark.parametrize(
    ("course", "standing", "said"),
    [
        (months("2019-02 0", "2019-03 12"), Standing.ON_THE_WAY, "ab 03.2019 wieder Leistung"),
        (
            months("2019-05 0", "2019-06 0"),
            Standing.ON_THE_WAY,
            "2 von 3 Monaten ohne Leistung (05.2019 bis 06.2019)",
        ),
        (months("2019-02 0", "2019-03 0", "2019-05 0"), Standing.UNPROVEN, "fehlt der Betrag für 04.2019"),
        (
            months("2019-02 0", "2019-03 0", "2019-04 0", "2019-04 80"),
            Standing.UNPROVEN,
            "stehen zwei verschiedene Beträge für 04.2019",
        ),
        (months("2019-02 0", "2019-03 0.01", "2019-04 0", "2019-05 0"), Standing.ON_THE_WAY, "2 von 3"),
        (months("2019-05 0", "2019-06 0", "2019-07 0"), Standing.ON_THE_WAY, "2 von 3"),
        (months("2018-08 0", "2018-09 0", "2018-10 0"), Standing.ON_THE_WAY, "1 von 3"),
        ((), Standing.ON_THE_WAY, "bezieht noch Leistung"),
    ],
    ids=[
        "one zero, then 12 Euro",
        "two zeros",
        "a gap",
        "two amounts for one month",
        "a cent",
        "a month to come",
        "zeros before intake",
        "no course at all",
    ],
)
def test_fewer_than_three_months_in_a_row_do_not_count_yet(course, standing, said):
    found = verdict(course=course)

    assert (found.counts, found.standing) == (False, standing)
    assert said in found.sentence


def test_the_same_month_entered_twice_with_the_same_amount_is_no_gap():
    assert verdict(course=[*THREE_ZEROS, *months("2019-03 0")]).counts


def test_two_cells_that_say_no_benefit_prove_nothing_without_months():
    found = verdict(household(benefit_now=Decimal(0), off_since=date(2019, 1, 1)), course=())

    assert found.standing is Standing.UNPROVEN
    assert "im Leistungsverlauf fehlen die Monate" in found.sentence


def test_a_single_person_is_no_family():
    found = verdict(household(persons=1))

    assert found.standing is Standing.OUTSIDE
    assert "mindestens 2 Personen" in found.sentence


def test_every_reason_against_a_household_is_named():
    found = verdict(household(persons=1, district_intake="Buer", benefit_intake=Decimal(900)))

    assert found.sentence.count(";") >= 2


def test_a_family_from_another_district_does_not_count_unless_the_target_is_the_citys():
    elsewhere = household(district_intake="Ückendorf")

    assert not verdict(elsewhere).counts
    assert verdict(elsewhere, goal=target(scope="Stadt")).counts
    assert not verdict(household(district_intake="außerhalb GE"), goal=target(scope="Stadt")).counts


@pytest.mark.parametrize("column", ["persons", "district_intake", "benefit_intake"])
def test_missing_details_are_asked_for(column):
    found = verdict(household(**{column: None}))

    assert found.standing is Standing.UNPROVEN
    assert "fehlt" in found.sentence


def test_without_a_reason_or_work_three_zeros_are_not_yet_proved():
    assert "Abgangsgrund fehlt" in verdict(household(exit_reason=None)).sentence
    assert verdict(work=False).standing is Standing.UNPROVEN


def test_work_of_ones_own_is_work_too():
    assert verdict(member(status=ClientStatus.PLACED)).counts
    assert not verdict(member(status=ClientStatus.ACTIVE)).counts


def test_work_that_began_after_the_third_month_explains_nothing():
    assert verdict(member(), placement(start=date(2019, 4, 30))).counts
    assert not verdict(member(), placement(start=date(2019, 5, 1))).counts


def test_who_finds_work_while_nothing_is_paid_counts_from_that_month_on():
    course = months("2019-02 0", "2019-03 0", "2019-04 0", "2019-05 0")

    # April is the third month without benefit, in May the work is there too.
    found = verdict(member(), placement(start=date(2019, 5, 31)), course=course)

    assert (found.counts, found.day) == (True, date(2019, 5, 1))


def test_a_run_without_work_does_not_bar_a_later_one():
    early = months("2018-10 0", "2018-11 0", "2018-12 0", "2019-01 150")
    course = [*early, *months("2019-02 0", "2019-03 0", "2019-04 0")]

    assert verdict(member(), placement(start=date(2019, 2, 1)), course=course).day == date(2019, 4, 1)


def test_a_run_whose_third_month_was_before_the_time_never_counts_however_long_it_goes_on():
    course = months(*(f"2018-{month:02} 0" for month in range(6, 13)))

    found = verdict(
        household(intake_date=date(2018, 5, 1)), member(), placement(start=date(2018, 7, 1)), course=course
    )

    assert (found.counts, found.standing) == (False, Standing.OTHER_TIME)


def test_the_month_of_the_intake_is_no_month_without_benefit():
    course = months("2019-02 0", "2019-03 0", "2019-04 0")
    people = (member(), placement(start=date(2019, 2, 20)))

    assert not verdict(household(intake_date=date(2019, 2, 28)), *people, course=course).counts
    assert verdict(household(intake_date=date(2019, 1, 31)), *people, course=course).counts


def test_work_before_the_first_contact_explains_nothing():
    assert not verdict(member(first_contact=date(2019, 1, 16)), placement()).counts
    assert verdict(member(first_contact=date(2019, 1, 15)), placement()).counts


def test_work_that_only_the_status_tells_of_is_said_and_explains_earnings_only():
    found = verdict(member(status=ClientStatus.AFTERCARE))

    assert (found.counts, found.by_status) == (True, True)
    assert "Arbeit laut Status, ohne Vermittlung." in found.sentence
    apprentice = household(exit_reason=ExitReason.APPRENTICE_PAY)
    assert not verdict(apprentice, member(status=ClientStatus.PLACED)).counts


def test_the_third_month_lies_within_the_time_of_the_target():
    assert verdict(goal=target(end=date(2019, 4, 1))).counts
    late = verdict(goal=target(end=date(2019, 3, 31)))

    assert (late.counts, late.standing) == (False, Standing.OTHER_TIME)
    assert "01.04.2019" in late.sentence


def test_a_second_success_counts_where_the_first_was_before_the_time():
    course = months("2018-05 0", "2018-06 0", "2018-07 0", "2018-08 90", "2019-01 0", "2019-02 0", "2019-03 0")
    found = verdict(household(intake_date=date(2018, 4, 1)), course=course)

    assert found.day == date(2019, 3, 1)


def test_coming_back_is_reported_and_does_not_delete_the_success():
    found = verdict(household(return_date=date(2019, 6, 12)), course=[*THREE_ZEROS, *months("2019-06 320")])

    assert found.counts
    assert found.sentence.endswith("Wiedereintritt am 12.06.2019 ist vermerkt; der Erfolg bleibt gezählt.")


def test_the_target_says_how_many_months_persons_and_euro():
    goal = target(parameters="GRENZE=160,00; N_MONATE=2; FAMILIE=mind. 4 Personen")

    assert not verdict(goal=goal).counts
    assert verdict(household(persons=4), goal=goal).day == date(2019, 3, 1)
    assert not verdict(household(persons=4, benefit_intake=Decimal(160)), goal=goal).counts


def test_a_household_that_stands_there_twice_counts_once():
    office = office_of([household(), household(row=6), member(), placement(), *THREE_ZEROS, target()])

    found = [each for _, each in explain_families(office, TODAY, Settings.of(office))]

    assert [each.counts for each in found] == [True, False]
    assert "Zeile 5" in found[1].sentence


def test_each_household_is_a_fact_with_its_cell_and_its_sentence():
    office = office_of([household(), member(), placement(), *THREE_ZEROS, target()])
    settings = Settings.of(office)

    (fact,) = families.derive(
        Sources(office, Reporting.of(office, TODAY, settings), settings, LegalValues.of(office))
    )

    assert (fact.code, fact.quarter, fact.numerator, fact.denominator) == ("Z20", "2019-Q2", 1, 1)
    column = Household.spec.position("benefit_intake")
    assert (fact.sheet, fact.key, fact.cell) == ("Bedarfsgemeinschaften", "HH-0001", f"{chr(64 + column)}5")
    assert fact.sentence.startswith("Zählt seit 01.04.2019")
