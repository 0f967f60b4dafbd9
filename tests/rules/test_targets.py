"""B rules: what counts for the targets and what is missing for it, and what § 16e and § 16i demand."""

import pytest

from tests.rules.office import (
    Case,
    at,
    benefit_month,
    cells,
    check,
    client,
    external_actual,
    household,
    office,
    placement,
    target,
)
from workbook.findings import Severity
from workbook.schema import ExternalActual, Household, Placement, Target

MONTHS = ("2018-12", "2019-01", "2019-02", "2019-03")
FAMILY = {"benefit_intake": "150.00", "exit_reason": "Erwerbseinkommen", "intake_date": "2018-11-12"}
WORKER = {"household_id": "HH-0001", "status": "vermittelt"}
SECOND = {
    "client_id": "K-00002",
    "first_name": "Kim",
    "last_name": "Berg",
    "birth_date": "1990-02-03",
    "phone": None,
}
LONG_TERM = {"subsidy": "16I", "coaching": "ja"}
TWO_YEARS = {"subsidy": "16E", "coaching": "ja", "agreed_end": "2021-05-01"}
RECIPIENT = {"benefit_since": "2013-05-02", "birth_date": "1984-05-17"}

CITY = target(indicator="Z400", amount="400", scope="Stadt")


def months(*amounts):
    return [benefit_month(month=month, amount=amount) for month, amount in zip(MONTHS, amounts, strict=True)]


def family(amounts=("150.00", "0.00", "0.00", "0.00"), members=None, **given):
    return office(
        households=[household(**FAMILY | given)],
        months=months(*amounts),
        clients=[client(**WORKER)] if members is None else members,
        targets=[target()],
    )


CASES = [
    Case(
        "a target without a figure is not shown, and said so",
        breaks=office(targets=[target(indicator=None)]),
        finds=at("B-12", Target, "indicator"),
        holds=office(targets=[target()]),
    ),
    Case(
        "three months without benefit, but nobody in work",
        breaks=family(members=[client(household_id="HH-0001")]),
        finds=at("B-01", Household, "off_since"),
        holds=family(),
    ),
    Case(
        "three months without benefit, then it came back, and the reason is missing",
        breaks=office(
            households=[household(**FAMILY | {"exit_reason": None})],
            months=[*months("150.00", "0.00", "0.00", "0.00"), benefit_month(month="2019-04", amount="90.00")],
            clients=[client(**WORKER)],
            targets=[target()],
        ),
        finds=at("B-01", Household, "exit_reason"),
        holds=family(amounts=("150.00", "0.00", "0.00", "90.00")),
    ),
    Case(
        "independent, but outside the target's time",
        breaks=office(
            households=[household(**FAMILY)],
            months=months("150.00", "0.00", "0.00", "0.00"),
            clients=[client(**WORKER)],
            targets=[target(end="2019-02-28")],
        ),
        finds=at("B-01", Household, "off_since"),
        holds=family(exit_reason="Umzug"),
    ),
    Case(
        "200 Euro at intake are not below 200",
        breaks=family(benefit_intake="200.00", exit_reason=None, amounts=("200.00",) * 4),
        finds=at("B-02", Household, "benefit_intake"),
        holds=family(benefit_intake="199.99", exit_reason=None, amounts=("199.99",) * 4),
    ),
    Case(
        "220 Euro are near, 220.01 are not",
        breaks=family(benefit_intake="220.00", exit_reason=None, amounts=("220.00",) * 4),
        finds=at("B-02", Household, "benefit_intake"),
        holds=family(benefit_intake="220.01", exit_reason=None, amounts=("220.01",) * 4),
    ),
    Case(
        "nothing left after a sanction is no success",
        breaks=family(exit_reason="Minderung/Versagung/Nichterreichbarkeit"),
        finds=at("B-03", Household, "exit_reason"),
        holds=family(
            exit_reason="Minderung/Versagung/Nichterreichbarkeit", members=[client(household_id="HH-0001")]
        ),
    ),
    Case(
        "one person counts once for the 400",
        breaks=office(
            clients=[client(**RECIPIENT | {"benefit_since": "2012-01-02"})],
            placements=[
                placement(
                    start="2019-01-15",
                    actual_end="2019-04-30",
                    end_reason="Aufhebung",
                    status_3="nein",
                    **LONG_TERM,
                ),
                placement(placement_id="V-00002", **LONG_TERM),
            ],
            targets=[target(indicator="Z400", amount="400", scope="Stadt")],
        ),
        finds=at("B-04", Placement, "subsidy", row=6),
        holds=office(
            clients=[client(**RECIPIENT), client(**SECOND | {"benefit_since": "2013-05-02"})],
            placements=[
                placement(start="2019-05-02", **LONG_TERM),
                placement(placement_id="V-00002", client_id="K-00002", **LONG_TERM),
            ],
            targets=[target(indicator="Z400", amount="400", scope="Stadt")],
        ),
    ),
    Case(
        "§ 16i one day before the 25th birthday",
        breaks=office(
            clients=[client(**RECIPIENT | {"birth_date": "1994-05-03"})], placements=[placement(**LONG_TERM)]
        ),
        finds=at("B-05", Placement, "subsidy"),
        holds=office(
            clients=[client(**RECIPIENT | {"birth_date": "1994-05-02"})], placements=[placement(**LONG_TERM)]
        ),
    ),
    Case(
        "born on 29 February: 25 from 1 March on (§ 188 BGB)",
        breaks=office(
            clients=[client(**RECIPIENT | {"birth_date": "1996-02-29"})],
            placements=[placement(**LONG_TERM | {"start": "2021-02-28"})],
        ),
        finds=at("B-05", Placement, "subsidy"),
        holds=office(
            clients=[client(**RECIPIENT | {"birth_date": "1996-02-29"})],
            placements=[placement(**LONG_TERM | {"start": "2021-03-01"})],
        ),
    ),
    Case(
        "§ 16i one day before six years of benefits",
        breaks=office(
            clients=[client(**RECIPIENT | {"benefit_since": "2013-05-03"})], placements=[placement(**LONG_TERM)]
        ),
        finds=at("B-05", Placement, "subsidy"),
        holds=office(clients=[client(**RECIPIENT)], placements=[placement(**LONG_TERM)]),
    ),
    Case(
        "with a child at home five years are enough for § 16i",
        breaks=office(
            clients=[client(household_id="HH-0001", **RECIPIENT | {"benefit_since": "2014-05-03"})],
            households=[household()],
            placements=[placement(**LONG_TERM)],
        ),
        finds=at("B-05", Placement, "subsidy"),
        holds=office(
            clients=[client(household_id="HH-0001", **RECIPIENT | {"benefit_since": "2014-05-02"})],
            households=[household()],
            placements=[placement(**LONG_TERM)],
        ),
    ),
    Case(
        "§ 16e one day before two years without work",
        breaks=office(clients=[client(unemployed_since="2017-05-03")], placements=[placement(**TWO_YEARS)]),
        finds=at("B-06", Placement, "subsidy"),
        holds=office(clients=[client(unemployed_since="2017-05-02")], placements=[placement(**TWO_YEARS)]),
    ),
    Case(
        "§ 16e with a contract of one day less than two years",
        breaks=office(
            clients=[client(unemployed_since="2017-05-02")],
            placements=[placement(**TWO_YEARS | {"agreed_end": "2021-04-30"})],
        ),
        finds=at("B-06", Placement, "agreed_end"),
        holds=office(
            clients=[client(unemployed_since="2017-05-02")],
            placements=[placement(**TWO_YEARS | {"agreed_end": None})],
        ),
    ),
    Case(
        "§ 16i for more than five years",
        breaks=office(
            clients=[client(**RECIPIENT)], placements=[placement(subsidy_until="2024-05-03", **LONG_TERM)]
        ),
        finds=at("B-07", Placement, "subsidy_until"),
        holds=office(
            clients=[client(**RECIPIENT)], placements=[placement(subsidy_until="2024-05-01", **LONG_TERM)]
        ),
    ),
    Case(
        "§ 16i without coaching",
        breaks=office(clients=[client(**RECIPIENT)], placements=[placement(**LONG_TERM | {"coaching": None})]),
        finds=at("B-08", Placement, "coaching"),
        holds=office(clients=[client(**RECIPIENT)], placements=[placement(subsidy="EGZ")]),
    ),
    Case(
        "quarters that do not make up the target",
        breaks=office(targets=[target(spread="Quartalswerte", q1="5", q2="5", q3="9")]),
        finds=at("B-09", Target, "amount"),
        holds=office(targets=[target(spread="Quartalswerte", q1="5", q2="5", q3="10")]),
    ),
    Case(
        "a report of the city for a target that is not the city's",
        breaks=office(targets=[target()], externals=[external_actual()]),
        finds=at("B-13", ExternalActual, "target_id"),
        holds=office(targets=[CITY], externals=[external_actual()]),
    ),
    Case(
        "a report of the city that is below nothing",
        breaks=office(targets=[CITY], externals=[external_actual(amount="-1")]),
        finds=at("B-13", ExternalActual, "amount"),
        holds=office(targets=[CITY], externals=[external_actual(amount="0")]),
    ),
    Case(
        "a report of the city of half a person",
        breaks=office(targets=[CITY], externals=[external_actual(amount="2.5")]),
        finds=at("B-13", ExternalActual, "amount"),
        holds=office(targets=[CITY], externals=[external_actual(amount="2.00")]),
    ),
    Case(
        "a report of the city of more people in a quarter than its whole target",
        breaks=office(targets=[CITY], externals=[external_actual(amount="1000000000")]),
        finds=at("B-13", ExternalActual, "amount"),
        holds=office(targets=[CITY], externals=[external_actual(amount="400")]),
    ),
    Case(
        "a report of the city for a quarter that has not begun",
        breaks=office(targets=[CITY], externals=[external_actual(quarter="2019-Q3")]),
        finds=at("B-13", ExternalActual, "quarter"),
        holds=office(targets=[CITY], externals=[external_actual(quarter="2019-Q2")]),
    ),
    Case(
        "a report of the city for a quarter before the target's time",
        breaks=office(targets=[CITY], externals=[external_actual(quarter="2018-Q2")]),
        finds=at("B-13", ExternalActual, "quarter"),
        holds=office(targets=[CITY], externals=[external_actual(quarter="2018-Q3")]),
    ),
    Case(
        "a parameter that stands there again with another value",
        breaks=office(targets=[target(parameters="GRENZE=200;GRENZE=300")]),
        finds=at("B-10", Target, "parameters"),
        holds=office(targets=[target(parameters="GRENZE=200;grenze = 200")]),
    ),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_finds_the_row_that_breaks_it(case):
    assert cells(check(case.breaks, case.today)) == [case.finds]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_leaves_alone_the_row_that_just_keeps_it(case):
    assert cells(check(case.holds, case.today)) == []


def test_a_family_that_misses_something_is_told_what():
    (finding,) = check(family(members=[client(household_id="HH-0001")]))

    assert finding.severity is Severity.WARNING
    assert "3 Monate ohne Leistung (01.2019 bis 03.2019)" in finding.message
    assert "steht bis dahin eine Vermittlung" in finding.message


def test_a_family_whose_reason_is_missing_now_hears_it_once():
    findings = check(family(exit_reason=None))

    assert cells(findings) == [at("P-08", Household, "exit_reason")]


def test_what_another_rule_calls_an_error_is_not_explained_again():
    workbook = office(
        clients=[client(**RECIPIENT)],
        placements=[placement(kind="Minijob", hours="10", gross="450.00", **LONG_TERM)],
    )

    assert cells(check(workbook)) == [at("C-11", Placement, "kind")]


def test_two_terms_of_subsidy_are_added_up_for_one_person():
    workbook = office(
        clients=[client(**RECIPIENT)],
        placements=[
            placement(
                start="2019-01-02",
                subsidy_until="2021-12-31",
                kind="Teilzeit sv",
                hours="20",
                status_3="ja – selber AG",
                gross="1200.00",
                **LONG_TERM,
            ),
            placement(
                placement_id="V-00002",
                employer_id="AG-0002",
                start="2019-06-03",
                subsidy_until="2021-12-31",
                kind="Teilzeit sv",
                hours="15",
                gross="900.00",
                **LONG_TERM,
            ),
        ],
    )

    assert at("B-07", Placement, "subsidy_until", row=6) in cells(check(workbook))


def test_a_target_of_nothing_is_told_although_something_else_in_its_row_is_odd_too():
    odd = {"targets": [target(amount="0", begin="2009-09-01")], "settings": {"Bürostart": "2018-03-08"}}

    assert cells(check(office(**odd))) == [at("B-12", Target, "amount"), at("R-02", Target, "begin")]
