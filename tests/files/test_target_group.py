"""„Zielgruppe 20“ and „Zielerreichung 20 am“ are formulas: LibreOffice must find what Lotse found."""

from datetime import date
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from automation.jobs import compile_dashboard
from automation.office.families import Standing, explain_families
from automation.office.settings import Settings
from workbook.creating import build_demo, create_workbook
from workbook.schema import HEADER_ROW, Household, OfficeSetting, Target
from workbook.schema.setting_names import SettingName
from workbook.schema.vocabulary import Indicator
from workbook.tables import office_of
from workbook.writing.file_book import FileBook

TODAY = date(2019, 6, 30)
HOUSEHOLDS = (
    (Decimal("199.99"), 2, "Rotthausen"),
    (Decimal(200), 2, "Rotthausen"),
    (Decimal("0.01"), 2, "Rotthausen"),
    (Decimal(0), 2, "Rotthausen"),
    (Decimal(120), 1, "Rotthausen"),
    (Decimal(120), 4, "Buer"),
    (Decimal(120), 4, "außerhalb GE"),
    (None, 4, "Rotthausen"),
    (Decimal(120), None, "Rotthausen"),
    (Decimal(120), 4, None),
)


def target(parameters, scope="Rotthausen", begin=date(2018, 9, 1), end=date(2039, 8, 31)):
    return Target(
        row=5, target_id="Z-01", title="20 Familien", indicator=Indicator.Z20, amount=Decimal(20), scope=scope,
        begin=begin, end=end, parameters=parameters,
    )  # fmt: skip


# name: targets, the office's district, the cell of each household
CASES = {
    "as agreed": (
        [target("GRENZE=200;N_MONATE=3;FAMILIE=2")],
        "Rotthausen",
        ["ja", "nein", "ja", "nein", "nein", "nein", "nein", "", "", ""],
    ),
    "without parameters": (
        [target(None)],
        "Rotthausen",
        ["ja", "nein", "ja", "nein", "nein", "nein", "nein", "", "", ""],
    ),
    "other limits": (
        [target("GRENZE = 100; FAMILIE = 1")],
        "Rotthausen",
        ["nein", "nein", "ja", "nein", "nein", "nein", "nein", "", "", ""],
    ),
    "whole city": (
        [target("GRENZE=200;FAMILIE=2", scope="Stadt")],
        "Rotthausen",
        ["ja", "nein", "ja", "nein", "nein", "ja", "nein", "", "", ""],
    ),
    "words beside a number do not matter": (
        [target("GRENZE=1.200,50 Euro; FAMILIE=mind. 2 (Personen)")],
        "Rotthausen",
        ["ja", "ja", "ja", "nein", "nein", "nein", "nein", "", "", ""],
    ),
    "a parameter without a number is not guessed": ([target("FAMILIE=zwei Personen")], "Rotthausen", [""] * 10),
    "a name that only ends alike is another parameter": (
        [target("OBERGRENZE=1;GRENZE=200")],
        "Rotthausen",
        ["ja", "nein", "ja", "nein", "nein", "nein", "nein", "", "", ""],
    ),
    "of several that hold, the one that began last, wherever staff sorted it": (
        [target("GRENZE=100", begin=date(2019, 1, 1)), target("GRENZE=200", begin=date(2018, 9, 1))],
        "Rotthausen",
        ["nein", "nein", "ja", "nein", "nein", "nein", "nein", "", "", ""],
    ),
    "a target without an amount is none": (
        [target("GRENZE=200"), target("GRENZE=1").model_copy(update={"amount": None})],
        "Rotthausen",
        ["ja", "nein", "ja", "nein", "nein", "nein", "nein", "", "", ""],
    ),
    "the target that holds now": (
        [
            target("GRENZE=200", begin=date(2018, 9, 1)),
            target("GRENZE=100", begin=date(2015, 1, 1), end=date(2016, 1, 1)),
        ],
        "Rotthausen",
        ["ja", "nein", "ja", "nein", "nein", "nein", "nein", "", "", ""],
    ),
    "an office without a target and without a district": (
        [],
        None,
        ["ja", "nein", "ja", "nein", "nein", "ja", "nein", "", "", ""],
    ),
}


@pytest.mark.libreoffice
@pytest.mark.parametrize("name", CASES)
def test_libreoffice_finds_the_same_families_in_the_target_group(name, tmp_path, recalculate):
    targets, district, expected = CASES[name]
    households = [
        Household(
            row=row, household_id=f"HH-{row:04}", benefit_intake=amount, persons=persons, district_intake=where
        )
        for row, (amount, persons, where) in enumerate(HOUSEHOLDS, HEADER_ROW + 1)
    ]
    settings = [OfficeSetting(row=HEADER_ROW + 1, name=SettingName.DISTRICT, value=district)]
    path = tmp_path / "Mappe.xlsx"
    rows = [each.model_copy(update={"row": HEADER_ROW + 1 + place}) for place, each in enumerate(targets)]
    create_workbook(path, office=office_of([*households, *rows, *settings]), today=TODAY)

    assert shown(path) == expected
    assert shown(recalculate(path)) == expected
    assert counted(targets, households, settings) == [cell == "ja" for cell in expected]


def counted(targets, households, settings):
    """Whether the facts take each household for one of the group, or for one whose data are missing."""
    office = office_of([*households, *targets, *settings])
    verdicts = explain_families(office, TODAY, Settings.of(office))
    return [verdict.standing is Standing.ON_THE_WAY for _, verdict in verdicts]


def shown(path):
    return column_of(path, "target20_candidate")[: len(HOUSEHOLDS)]


def column_of(path, name):
    page = load_workbook(path, data_only=True)["Bedarfsgemeinschaften"]
    number = Household.spec.position(name)
    return [page.cell(row, number).value or "" for row in range(HEADER_ROW + 1, page.max_row + 1)]


@pytest.mark.libreoffice
def test_the_day_of_success_comes_with_the_dashboard(tmp_path, recalculate):
    path = tmp_path / "Büro.xlsx"
    made = build_demo()
    create_workbook(path, office=made.office, today=TODAY, raw=made.raw, synthetic=True)
    assert set(column_of(recalculate(path), "target20_date")) == {""}

    compile_dashboard(FileBook(path), TODAY)

    head, *facts = load_workbook(path, data_only=True)["Fakten"].iter_rows(min_row=4, values_only=True)
    key = head.index("Schlüssel")
    days = {row[key]: row[1] for row in facts if row[0] == "Z20" and row[3] == 1}
    again = recalculate(path)
    reached = dict(zip(column_of(again, "household_id"), column_of(again, "target20_date"), strict=True))
    assert len(days) > 3
    assert {key: day for key, day in reached.items() if day} == days
