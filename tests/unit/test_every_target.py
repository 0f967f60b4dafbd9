"""Every row of `Ziele` is measured, whatever its figure: worked out on paper."""

from datetime import date
from decimal import Decimal

import pytest

from automation.commands.dashboard import show
from automation.dashboard.sheet import build_dashboard
from automation.figures.compiled import add_up, every_target_document, measures_document
from automation.figures.deriving import derive_facts
from automation.figures.progress import Light
from automation.figures.reporting import Reporting
from automation.jobs import Compiled
from automation.office.law import LegalValues
from automation.office.quarters import Quarter
from automation.office.settings import Settings
from tests.rules.office import check, target
from tests.rules.office import office as rules_office
from tests.unit.test_keys_and_empty_groups import household
from tests.unit.test_worked_examples import client, placement
from workbook.schema import ExternalActual, OfficeSetting, Subsidy, Target
from workbook.schema.setting_names import SettingName
from workbook.schema.vocabulary import WHOLE_CITY, Indicator
from workbook.sheets import Formula
from workbook.tables import office_of

TODAY = date(2019, 6, 30)
BEGIN, END = date(2018, 9, 1), date(2020, 8, 31)


def goal(row, indicator, amount=10, begin=BEGIN, end=END, **changes):
    usual = {"target_id": f"Z-0{row}", "amount": Decimal(amount), "scope": "Rotthausen"}
    return Target(row=4 + row, indicator=indicator, begin=begin, end=end, **usual | changes)


def targets(*records, today=TODAY, back=1):
    office = office_of(records)
    settings = Settings.of(office)
    facts = derive_facts(office, today, settings, LegalValues.of(office))
    figures = add_up(facts, Reporting.of(office, today, settings), settings)
    return {row["target"]: row for row in every_target_document(figures, figures.reporting.begun[-back])}


def test_placements_and_integrations_count_in_the_time_of_their_target():
    found = targets(
        client(1),
        client(2),
        placement(1, "2018-11-05"),
        placement(2, "2019-04-01", who=2),
        placement(3, "2019-04-20", who=2),
        goal(1, Indicator.V),
        goal(2, Indicator.INT),
        goal(3, Indicator.V, begin=date(2019, 4, 1), end=date(2019, 6, 30)),
    )

    # All three begin in the first target's time, two of them in the third's; a person integrates once in a month.
    assert [found[name]["actual"] for name in ("Z-01", "Z-02", "Z-03")] == [3, 2, 2]
    assert [found[name]["in_quarter"] for name in ("Z-01", "Z-02", "Z-03")] == [2, 1, 2]
    # 303 of 731 days are over: 10 x 303 / 731; the third is over: all ten are due, and no day is left for a pace.
    assert found["Z-01"]["planned"] == pytest.approx(10 * 303 / 731)
    assert (found["Z-03"]["planned"], found["Z-03"]["pace"]) == (10, None)
    # 3 + 3 / 303 x 428; in the quarter and the one before 2 in 181 days.
    assert found["Z-01"]["forecast"] == pytest.approx(3 + 3 / 303 * 428)
    assert found["Z-01"]["recent"] == pytest.approx(3 + 2 / 181 * 428)
    assert found["Z-01"]["band"] is not None


def test_a_target_that_begins_before_the_project_counts_from_its_own_first_day():
    """What is due begins on that day too; everything else of the placements begins with the project (R1)."""
    begin, known = (
        OfficeSetting(row=5, name=SettingName.PROJECT_BEGIN, value="01.10.2018"),
        SettingName.OFFICE_START,
    )
    rows = (
        begin,
        OfficeSetting(row=6, name=known, value="08.03.2018"),
        client(1),
        client(2),
        placement(1, "2018-08-31"),
        placement(2, "2018-09-03"),
        placement(3, "2018-09-10", who=2),
        placement(4, "2018-09-20", who=2),
        placement(5, "2018-10-05"),
        goal(1, Indicator.V),
        goal(2, Indicator.INT),
        goal(3, Indicator.V, begin=date(2018, 10, 1)),
    )
    found = targets(*rows)

    assert {name: each["actual"] for name, each in found.items()} == {"Z-01": 4, "Z-02": 3, "Z-03": 1}
    assert {name: each["actual"] for name, each in targets(*rows, today=date(2018, 12, 31)).items()} == {
        "Z-01": 4,
        "Z-02": 3,
        "Z-03": 1,
    }


def test_two_targets_of_one_figure_each_count_in_their_own_time_and_by_their_own_parameters():
    subsidised = [
        placement(1, "2019-02-01", subsidy="16I"),
        placement(2, "2019-05-01", subsidy="16E", who=2),
    ]

    found = targets(
        client(1),
        client(2),
        *subsidised,
        goal(1, Indicator.Z400, parameters="FOERDERUNG=16E,16I"),
        goal(2, Indicator.Z400, begin=date(2018, 9, 2), parameters="FOERDERUNG=16E"),
    )

    assert {name: row["actual"] for name, row in found.items()} == {"Z-01": 2, "Z-02": 1}


def test_a_target_of_the_city_has_a_forecast_of_the_office_and_of_all_together_by_both_rates():
    reported = [
        ExternalActual(row=5, target_id="Z-01", quarter="2019-Q1", amount=Decimal(30)),
        ExternalActual(row=6, target_id="Z-01", quarter="2019-Q2", amount=Decimal(20)),
    ]

    found = targets(
        client(1),
        placement(1, "2019-02-01", subsidy="16I"),
        goal(1, Indicator.Z400, 400, scope=WHOLE_CITY, parameters="FOERDERUNG=16E,16I"),
        *reported,
    )["Z-01"]

    assert (found["actual"], found["others"], found["together"]) == (1, 50, 51)
    assert found["forecast"] == pytest.approx(1 + 1 / 303 * 428)
    assert found["forecast_together"] == pytest.approx(51 + 51 / 303 * 428)
    assert found["recent_together"] == pytest.approx(51 + 51 / 181 * 428)


def test_the_city_reports_for_the_quarters_of_the_targets_own_time_and_subsidies():
    late = Subsidy(row=5, code="16I", counts_400=True, valid_from=date(2019, 4, 1))
    early = Subsidy(row=6, code="16E", counts_400=True, valid_from=date(2019, 1, 1))
    city = {"scope": WHOLE_CITY, "amount": 400}

    found = targets(
        late,
        early,
        goal(1, Indicator.Z400, parameters="FOERDERUNG=16E", **city),
        goal(2, Indicator.Z400, parameters="FOERDERUNG=16I", begin=date(2018, 9, 2), **city),
        goal(3, Indicator.Z400, parameters="FOERDERUNG=16E", begin=date(2019, 5, 1), **city),
        goal(4, Indicator.Z400, parameters="FOERDERUNG=16E", begin=date(2018, 9, 3), end=date(2019, 2, 28), **city),
        *(
            ExternalActual(row=4 + number, target_id=f"Z-0{number}", quarter=quarter, amount=Decimal(30))
            for number, quarter in enumerate(("2019-Q2", "2019-Q2", "2019-Q2", "2019-Q1"), 1)
        ),
    )

    # 16E since January, 16I since April; the third begins in the second quarter, the fourth ends in the first.
    assert {name: (row["reported"], row["needed"]) for name, row in found.items()} == {
        "Z-01": (1, 2),
        "Z-02": (1, 1),
        "Z-03": (1, 1),
        "Z-04": (1, 1),
    }


def test_nothing_counts_towards_a_target_before_it_begins():
    found = targets(
        client(1),
        placement(1, "2018-11-05"),
        placement(2, "2019-02-01"),
        goal(1, Indicator.V, begin=date(2019, 4, 1)),
        goal(2, Indicator.Z400, 400, scope=WHOLE_CITY),
        ExternalActual(row=5, target_id="Z-02", quarter="2018-Q4", amount=Decimal(30)),
        back=4,  # the third quarter of 2018
    )

    assert [found["Z-01"][name] for name in ("in_quarter", "actual")] == [0, 0]
    assert found["Z-02"]["reported"] == 0


@pytest.mark.parametrize("readable", [True, False])
@pytest.mark.parametrize(
    ("indicator", "parameters"),
    [(Indicator.Z20, "GRENZE=abc"), (Indicator.Z20, "N_MONATE=drei;FAMILIE=2"), (Indicator.Z400, "FOERDERUNG=99Z")],
)
def test_of_a_target_whose_parameters_cannot_be_read_nobody_says_that_it_is_missed(indicator, parameters, readable):
    told = "GRENZE=200;FOERDERUNG=16I" if readable else parameters
    subsidy = Subsidy(row=5, code="16I")

    found = targets(client(1), subsidy, goal(1, indicator, parameters=told))["Z-01"]

    assert (found["light"] == Light.UNREADABLE) is not readable
    assert found["light"].startswith("rot") is readable
    # Nobody knows what counts: that is not nothing.
    known = (found["actual"], found["in_quarter"], found["together"], found["pace"] is not None)
    assert known == ((0, 0, 0, True) if readable else (None, None, None, False))
    if indicator is Indicator.Z20:
        assert (found["on_the_way"] is not None) is readable


@pytest.mark.parametrize("parameters", ["GRENZE=200", "GRENZE=abc"])
def test_families_of_a_target_that_cannot_be_read_are_unknown_on_every_page(parameters):
    office = office_of([client(1), household(1), goal(1, Indicator.Z20, parameters=parameters)])
    settings = Settings.of(office)
    facts = derive_facts(office, TODAY, settings, LegalValues.of(office))
    figures = add_up(facts, Reporting.of(office, TODAY, settings), settings)
    rows = measures_document(figures, Quarter(2019, 2))
    said = {row["id"]: row["value"] for row in rows if (row["split"], row["quarter"]) == (None, "2019-Q2")}

    assert (said["Z20"], said["Z20P"]) == ((0, 0) if parameters == "GRENZE=200" else (None, None))


@pytest.mark.parametrize("changes", [{"indicator": None}, {"amount": "0"}, {"end": "2017-01-01"}])
def test_a_target_that_is_not_shown_is_a_finding(changes):
    findings = check(rules_office(targets=[target(**changes)]))

    assert any(each.table == "Ziele" and each.blocks for each in findings)


def test_half_a_target_is_a_half_on_the_page_too():
    """Was: 13 in the table, the tile and its sentence, while the light was measured against 12.5."""
    families = goal(1, Indicator.Z20, amount="12.5", unit="Familien")
    office = office_of([families, goal(2, Indicator.V, amount="7.5"), goal(3, Indicator.V)])
    settings = Settings.of(office)
    figures = add_up((), Reporting.of(office, TODAY, settings), settings)

    page, _ = build_dashboard(office, figures, TODAY, Quarter(2019, 2))

    amounts = {
        block.rows[0][0]: block.style.number_format for block in page.blocks if block.rows[0][0] in {12.5, 7.5, 10}
    }
    assert (amounts[12.5], amounts[7.5]) == ("General", "General")
    assert amounts[10] not in {"General", None}
    said = [note.text.value if isinstance(note.text, Formula) else note.text for note in page.notes]
    assert any(str(text).startswith("von 12,5 Familien") for text in said)
    assert any("0 von 12,5 Familien" in str(text) for text in said)
    assert not any("13" in str(text) for text in said if "Familien" in str(text))


def test_half_a_target_is_told_as_a_half_on_the_screen(capsys):
    office = office_of([goal(1, Indicator.V, amount="12.5"), goal(2, Indicator.V)])
    settings = Settings.of(office)
    figures = add_up((), Reporting.of(office, TODAY, settings), settings)

    show(Compiled(Quarter(2019, 2), figures, facts=0))

    told = [line.split() for line in capsys.readouterr().out.splitlines() if "Z-0" in line]
    assert ["12,5" in told[0], "10" in told[1]] == [True, True]
