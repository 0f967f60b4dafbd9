"""A rule is a function, a column a line: what is declared is read, checked, explained, without another change."""

import importlib.util
from textwrap import dedent

import pytest
from openpyxl import Workbook

from automation.checks.rule import Context, rules_of, run
from automation.office.law import LegalValues
from automation.office.settings import Settings
from tests.rules.office import TODAY, office, placement
from workbook.calculating import calculate
from workbook.reading.raw import read_book
from workbook.reading.records import read_office
from workbook.schema import Placement, Record, choices
from workbook.schema.columns import Id, Listed, Number, column
from workbook.schema.expressions import Cell, Compared, yes_or_no

RULE = '''
    """What a new family looks at."""

    from automation.checks.rule import rule
    from workbook.findings import Problem, Severity
    from workbook.schema import Placement

    @rule("R-99", Severity.WARNING, Placement, "hours")
    def nobody_works_on_every_evening(placement, context):
        """Eine Woche hat höchstens 30 Stunden in dieser Probe."""
        if placement.hours > 30:
            return Problem(f"{placement.hours} Stunden sind zu viel.")
        return None
'''


@pytest.fixture
def family(tmp_path):
    """A module with one rule, as it would lie among the others."""
    path = tmp_path / "evenings.py"
    path.write_text(dedent(RULE), encoding="utf-8")
    specification = importlib.util.spec_from_file_location("evenings", path)
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def test_a_rule_is_a_function_and_is_found_at_its_cell_with_its_sentence(family):
    made = office(placements=[placement(hours="31"), placement(placement_id="V-00002", hours="30")])
    rules = rules_of([family])

    found = [each for each, _ in run(rules, Context(made, TODAY, LegalValues.of(made), Settings.of(made)))]

    assert [(each.rule, each.cell) for each in found] == [("R-99", made[Placement].cell(5, "hours"))]
    assert [each.info.sentence for each in rules] == ["Eine Woche hat höchstens 30 Stunden in dieser Probe."]


class Bench(Record, sheet="Bänke", title="Bänke", group="Quartier", key="bench_id"):
    """Bänke im Stadtteil."""

    bench_id: Id = column("BankID", required=True)
    seats: Number = column("Plätze")
    wide: Listed = column("breit", choices=choices.YES_NO, formula=yes_or_no(Compared(Cell("seats"), ">", 2)))


def test_a_column_is_a_line_and_a_calculated_one_has_formula_and_value_from_it(tmp_path):
    book = Workbook()
    book.active.title = "Bänke"
    for row in (["BankID", "Plätze", "breit"], ["B-1", "3", None], ["B-2", 2, None]):
        book.active.append(row)
    book.save(tmp_path / "m.xlsx")

    with read_book(tmp_path / "m.xlsx") as raw:
        made, findings = read_office(raw, [Bench])

    seats = [int(bench.seats) for bench in made[Bench]]
    wide = Bench.spec.column("wide")
    assert seats == [3, 2]
    assert [(each.rule, each.cell) for each in findings if each.column == "Plätze"] == [("F-12", "B2")]
    assert calculate(wide.formula, {"seats": seats}, None) == ["ja", "nein"]
    assert Bench.spec.formula(wide) == '=IF([@Plätze]>2,"ja","nein")'


def test_a_column_of_an_unknown_kind_says_so_by_its_name():
    with pytest.raises(TypeError, match=r"Stool\.legs: its type is none of columns\.py"):

        class Stool(Record, sheet="Hocker", title="Hocker", group="Quartier", key="legs"):
            """Hocker im Stadtteil."""

            legs: int | None = column("Beine")
