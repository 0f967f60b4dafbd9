"""Which placements count, and who counts for the social labour market."""

from datetime import date
from decimal import Decimal

import pytest

from automation.checks import check
from automation.figures.held_back import OpenErrors
from automation.figures.indicators import labour_market
from automation.figures.indicators import placement_counts as placements
from automation.figures.reporting import Reporting
from automation.figures.sources import Sources
from automation.office.law import LegalValues
from automation.office.placements import explain_labour_market
from automation.office.settings import Settings
from workbook.schema import Client, ExternalActual, OfficeSetting, Placement, Subsidy, Target
from workbook.schema.vocabulary import Employment, Gender, Indicator
from workbook.tables import office_of

TODAY = date(2019, 6, 30)
CODES = (
    Subsidy(row=5, code="KEINE", label="ungefördert", counts_400=False),
    Subsidy(row=6, code="16E", label="Eingliederung", counts_400=True, valid_from=date(2019, 1, 1)),
    Subsidy(row=7, code="16I", label="Teilhabe", counts_400=True, valid_from=date(2019, 1, 1)),
)


def person(**changes):
    usual = {
        "row": 5,
        "client_id": "K-00001",
        "first_contact": date(2018, 9, 3),
        "district": "Rotthausen",
        "gender": Gender.FEMALE,
    }
    return Client(**(usual | changes))


def placement(**changes):
    usual = {
        "row": 5,
        "placement_id": "V-00001",
        "client_id": "K-00001",
        "kind": Employment.FULL_TIME,
        "start": date(2019, 4, 1),
        "subsidy": "16I",
    }
    return Placement(**(usual | changes))


def target(**changes):
    usual = {
        "row": 6,
        "target_id": "Z-02",
        "indicator": Indicator.Z400,
        "amount": Decimal(400),
        "begin": date(2018, 9, 1),
        "end": date(2020, 8, 31),
        "scope": "Stadt",
        "parameters": "FOERDERUNG=16E,16I",
    }
    return Target(**(usual | changes))


def sources(*records, today=TODAY):
    office = office_of(records)
    settings = Settings.of(office)
    return Sources(office, Reporting.of(office, today, settings), settings, LegalValues.of(office))


def counted(*records, goal=None):
    """The keys and verdicts for the social labour market, in the order in which they are counted."""
    office = office_of([*CODES, person(), goal or target(), *records])
    return [
        (each.placement_id, verdict) for each, verdict in explain_labour_market(office, TODAY, Settings.of(office))
    ]


def test_a_person_counts_once_however_many_jobs_they_have():
    later = placement(row=6, placement_id="V-00002", start=date(2019, 6, 1))

    found = counted(later, placement())

    assert [(key, verdict.counts, verdict.day) for key, verdict in found] == [
        ("V-00001", True, date(2019, 4, 1)),
        ("V-00002", False, None),
    ]
    assert found[1][1].sentence == "Zählt nicht noch einmal: Diese Person zählt schon seit 01.04.2019 (V-00001)."


def test_a_person_counts_with_the_first_job_that_fulfils_the_rule():
    minijob = placement(row=6, placement_id="V-00002", kind=Employment.MINIJOB, start=date(2019, 2, 1))

    found = dict(counted(minijob, placement()))

    assert "sozialversicherungspflichtig" in found["V-00002"].sentence
    assert found["V-00001"].counts


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"start": date(2018, 12, 31)}, "gilt erst ab 01.01.2019"),
        ({"start": date(2019, 7, 1)}, "beginnt erst am 01.07.2019"),
        ({"start": None}, "Datum des Beginns fehlt"),
        ({"client_id": None}, "KlientID fehlt"),
        ({"client_id": "K-99999"}, "KlientID fehlt oder steht nicht"),
        ({"kind": Employment.SELF_EMPLOYED}, "sozialversicherungspflichtig"),
    ],
)
def test_what_does_not_count_for_the_social_labour_market_is_explained(changes, said):
    ((_, verdict),) = counted(placement(**changes))

    assert not verdict.counts
    assert said in verdict.sentence


@pytest.mark.parametrize(("start", "counts"), [(date(2018, 12, 31), False), (date(2019, 1, 1), True)])
def test_the_turn_of_the_year_decides_when_the_target_begins_with_it(start, counts):
    goal = target(begin=date(2019, 1, 1))
    other = placement(start=start, subsidy="16E")

    ((_, verdict),) = counted(other, goal=goal)

    assert verdict.counts is counts


def test_other_subsidies_are_not_looked_at():
    assert counted(placement(subsidy="KEINE"), placement(row=6, subsidy=None)) == []


def test_the_parameter_of_the_target_decides_which_subsidies_count():
    ((_, verdict),) = counted(placement(subsidy="16E"), goal=target(parameters="FOERDERUNG=16I"))

    assert verdict.sentence == "Zählt nicht: 16E steht nicht unter FOERDERUNG in den Parametern des Ziels."


def test_without_a_parameter_the_sheet_of_subsidies_decides():
    ((_, verdict),) = counted(placement(subsidy="16E"), goal=target(parameters=None))

    assert verdict.counts


def test_every_placement_is_a_fact_with_what_figures_are_split_by():
    (fact,) = placements.derive(sources(person(), placement(kind=Employment.MINIJOB, subsidy="KEINE"), target()))

    assert (fact.quarter, fact.numerator, fact.kind, fact.subsidy) == ("2019-Q2", 1, "Minijob", "KEINE")
    assert (fact.district, fact.gender) == ("Rotthausen", "w")
    assert (fact.sheet, fact.cell) == ("Vermittlungen", "J5")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"start": date(2018, 8, 31)}, "Erstkontakt erst am 03.09.2018"),
        ({"start": date(2019, 7, 1)}, "beginnt erst am"),
    ],
)
def test_a_placement_counts_from_its_first_day_for_somebody_who_had_come_before(changes, said):
    (fact,) = placements.derive(sources(person(), placement(**changes), target()))

    assert (fact.numerator, fact.quarter) == (0, "")
    assert said in fact.sentence


def test_a_placement_outside_the_reported_time_is_shown_and_not_counted():
    begin = OfficeSetting(row=5, name="Projektbeginn", value="01.01.2019")
    known = person(first_contact=date(2018, 4, 1))

    found = list(
        placements.derive(
            sources(
                known,
                begin,
                placement(start=date(2018, 12, 31)),
                placement(row=6, placement_id="V-2", start=date(2019, 1, 1)),
            )
        )
    )

    assert [(fact.numerator, fact.quarter) for fact in found] == [(0, "2018-Q4"), (1, "2019-Q1")]
    assert "außerhalb des Berichtszeitraums 01.01.2019 bis 31.08.2020" in found[0].sentence


def test_a_placement_that_stands_there_twice_counts_once():
    found = list(placements.derive(sources(person(), placement(), placement(row=9), target())))

    assert [fact.numerator for fact in found] == [1, 0]
    assert "Zeile 5" in found[1].sentence


def test_a_job_of_the_social_labour_market_is_a_placement_too():
    both = sources(*CODES, person(), placement(), target())

    assert [fact.numerator for derive in (placements.derive, labour_market.derive) for fact in derive(both)] == [
        1,
        1,
    ]


def others(quarter, amount="31", **changes):
    return ExternalActual(
        **({"row": 5, "target_id": "Z-02", "quarter": quarter, "amount": Decimal(amount)} | changes)
    )


def test_what_the_rest_of_the_city_reports_stays_apart_from_the_offices_own():
    rows = [others("2019-Q1"), others("2019-Q2", "48", row=6), others("2019-Q2", "5", row=7, target_id="Z-01")]

    found = list(labour_market.derive(sources(*CODES, person(), placement(), target(), *rows)))

    assert [(fact.code, fact.numerator, fact.value, fact.quarter) for fact in found] == [
        ("Z400", 1, None, "2019-Q2"),
        ("Z400_EXTERN", 1, 31, "2019-Q1"),
        ("Z400_EXTERN", 1, 48, "2019-Q2"),
    ]


@pytest.mark.parametrize("quarter", ["2018-Q2", "2019-Q3", "Frühjahr", None])
def test_a_report_for_a_quarter_that_is_none_or_not_yet_counts_nowhere(quarter):
    (fact,) = labour_market.derive(sources(target(), others(quarter)))

    assert (fact.day, fact.denominator) == (None, 0)
    assert fact.sentence


def test_a_report_with_an_error_in_a_cell_that_is_read_waits_for_it():
    rows = (target(), others("2019-Q1", "-3"), others("2019-Q2", "48", row=6))
    office = office_of(rows)
    settings, law = Settings.of(office), LegalValues.of(office)
    errors = OpenErrors(check(office, TODAY, law, settings))

    found = list(
        labour_market.derive(Sources(office, Reporting.of(office, TODAY, settings), settings, law, errors))
    )

    assert [(fact.quarter, fact.numerator, fact.value) for fact in found] == [
        ("2019-Q1", 0, None),
        ("2019-Q2", 1, 48),
    ]


def test_reports_of_others_do_not_matter_for_a_target_of_the_office_alone():
    assert list(labour_market.derive(sources(target(scope="Rotthausen"), others("2019-Q1")))) == []
