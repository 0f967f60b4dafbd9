"""All rules together: declared once, described, tested, and unharmed by whatever stands in a cell."""

import re
from datetime import date, time
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest

from automation.checks import RULES
from automation.checks.rule import RowRule
from automation.checks.rules_page import all_rules, rules_page
from tests.rules import office as offices
from tests.rules.office import TODAY, at, cells, check, office
from workbook.creating import create_workbook
from workbook.creating.demo import DEMO_DAY, build_demo
from workbook.findings import FAMILIES, Severity
from workbook.reading.raw import read_book
from workbook.reading.records import read_office
from workbook.schema import TABLES, Kind, Placement
from workbook.tables import office_of

HERE = Path(__file__).parent
BUILDERS = {
    row.record: row
    for name, build in vars(offices).items()
    if callable(build) and getattr(build, "__name__", "") == "build" and name != "finished_request"
    for row in [build()]
}

DAYS = [date(1, 1, 1), date(1899, 12, 31), date(1984, 2, 29), date(2018, 3, 7), TODAY, date(2019, 12, 31), date.max]
NUMBERS = [Decimal(text) for text in ("-1", "0", "0.01", "199.99", "450.01", "99999999999.99")]
WORDS = ["", "KEINE", "16E", "16I", "16D", "K-00001", "HH-0001", "V-00001", "P-001", "MKA", "x", "Şahin", "🙂"]
OF_KIND = {
    Kind.DATE: DAYS,
    Kind.MONTH: DAYS,
    Kind.TIME: [time(0), time(12, 15), time(23, 59)],
    Kind.EURO: NUMBERS,
    Kind.DECIMAL: NUMBERS,
    Kind.INTEGER: [-1, 0, 1, 7, 10**9],
    Kind.YES_NO: [True, False],
    Kind.MULTIPLE: [("16I",), ("B", "L"), ("Name", "Gesundheit"), ("",)],
}


def anything(column, chance):
    if chance.random() < 0.25:
        return None
    if column.kind is Kind.CHOICE:
        return chance.choice(
            [*column.choices.members] if column.choices.members else [*column.choices.values, *WORDS]
        )
    return chance.choice(OF_KIND.get(column.kind, WORDS))


@pytest.mark.parametrize("seed", range(60))
def test_no_rule_breaks_over_what_stands_in_a_cell(seed):
    chance = Random(seed)  # noqa: S311 -- the same rows in every run
    workbook = office_of(
        record(row=row, **{column.name: anything(column, chance) for column in record.spec.columns})
        for record in TABLES
        if record.spec.sheet not in {"Einstellungen", "Feiertage"}
        for row in range(5, 5 + chance.randrange(12))
    )

    for finding in check(workbook):
        assert finding.cell
        assert finding.message.endswith((".", "?"))


def test_every_rule_has_a_german_sentence_and_a_family():
    for info in all_rules():
        assert info.family in FAMILIES
        assert re.fullmatch(r"[A-Z]-\d{2}", info.code)
        assert info.sentence.endswith(".")


def test_every_rule_is_tested():
    text = "\n".join(path.read_text(encoding="utf-8") for path in HERE.glob("test_*.py"))

    assert [rule.info.code for rule in RULES if f'"{rule.info.code}"' not in text] == []


def test_the_rules_of_the_domain_that_these_sheets_allow_are_there():
    codes = {info.code for info in all_rules()}
    demanded = {
        *(f"P-{number:02}" for number in range(1, 12)),
        *(f"R-{number:02}" for number in range(1, 9)),
        *(f"C-{number:02}" for number in range(1, 15)),
        *(f"X-{number:02}" for number in range(1, 11)),
        *(f"D-{number:02}" for number in range(1, 10)),
        *(f"T-{number:02}" for number in range(1, 14) if number != 12),
        *(f"B-{number:02}" for number in range(1, 10)),
        *("G-01", "G-02", "G-04", "G-05", "G-06", "O-01", "O-02", "O-03", "O-04", "O-05"),
    }

    assert demanded - codes == set()


def test_a_finding_points_at_the_cell_that_lotse_new_has_there(tmp_path):
    path = tmp_path / "Büro.xlsx"
    demo = build_demo(clients=250)
    create_workbook(path, office=demo.office, raw=demo.raw, today=DEMO_DAY)
    with read_book(path) as raw:
        read, _ = read_office(raw)

    meant = {found for found in cells(check(demo.office, DEMO_DAY)) if found[0] in {"C-01", "T-06", "X-01"}}
    assert len(meant) > 3
    assert meant <= set(cells(check(read, DEMO_DAY)))


def test_the_page_of_rules_is_up_to_date():
    written = (HERE.parents[1] / "docs" / "rules.md").read_text(encoding="utf-8")

    assert written.endswith(rules_page()), "make docs"


def test_a_page_lists_every_rule():
    page = rules_page()

    for info in all_rules():
        assert f"| {info.code} | {info.severity} |" in page
        assert info.sentence in page


def test_an_ordinary_office_has_nothing_to_hear():
    demo = build_demo(clients=150)  # below 200 nobody has a story, and nothing is wrong

    assert check(demo.office, DEMO_DAY) == []


def test_a_message_names_nobody():
    demo = build_demo(clients=250).office
    people = {name for column in ("first_name", "last_name") for name in demo[offices.Client].column(column)}
    long_names = {name for name in people if name and len(name) > 4}

    for finding in check(demo, DEMO_DAY):
        assert not [name for name in long_names if re.search(rf"\b{re.escape(name)}\b", finding.message)]


def test_an_acknowledgement_holds_as_long_as_what_was_looked_at_stays():
    def fingerprint(**given):
        workbook = office(placements=[offices.placement(kind="Minijob", hours="10", gross="450.01", **given)])
        (finding,) = check(workbook)
        return finding.fingerprint

    assert fingerprint() == fingerprint(agreed_end="2020-01-31")
    assert fingerprint() != fingerprint(start="2019-05-03")


@pytest.mark.parametrize(
    "rule", [rule for rule in RULES if isinstance(rule, RowRule)], ids=lambda rule: rule.info.code
)
def test_a_rule_on_rows_looks_at_no_row_of_an_empty_table(rule):
    assert list(rule.where.positions(office()[rule.record], None)) == []


def test_what_the_usual_rows_of_these_tests_say_is_right():
    assert BUILDERS.keys() <= set(TABLES)
    for row in BUILDERS.values():
        assert check(office(rows=[row])) == [], row.record.spec.sheet


def test_the_worst_comes_with_its_cure():
    (finding,) = check(office(placements=[offices.placement(subsidy=None)]))

    assert finding.severity is Severity.ERROR
    assert cells([finding]) == [at("P-07", Placement, "subsidy")]
    assert finding.suggestion == "KEINE, wenn ungefördert"
