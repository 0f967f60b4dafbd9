"""Errors that somebody else typed into a demo workbook are found, each once, and nothing else is.

`LOTSE_PLANTS=2000` plants so many; without it every way to go wrong is planted once.
"""

import os
from collections import Counter

import pytest

from automation import checks
from automation.checks.closed import CLOSED_RULES
from automation.checks.rules_page import all_rules
from automation.office.law import LegalValues
from automation.office.settings import Settings
from tests.planted import plants_of_form, plants_of_time, plants_of_work, right_rows
from tests.planted.office_file import TODAY, OfficeFile
from tests.planted.planting import CLEAN, PLANTS, expected
from workbook.creating import create_workbook
from workbook.creating.demo import build_demo
from workbook.reading.raw import read_book
from workbook.reading.records import read_office

assert all((plants_of_form, plants_of_work, plants_of_time, right_rows))  # they fill `PLANTS` and `CLEAN`

TOGETHER = [each for each in PLANTS if not each.alone]
ALONE = [each for each in PLANTS if each.alone]
WANTED = int(os.environ.get("LOTSE_PLANTS", "0"))
ROUNDS = max(1, -(-WANTED // len(PLANTS)))


@pytest.fixture(scope="module")
def blank(tmp_path_factory):
    """An office in which nothing is wrong."""
    path = tmp_path_factory.mktemp("office") / "Büro.xlsx"
    demo = build_demo(clients=20, as_of=TODAY)
    create_workbook(path, office=demo.office, raw=demo.raw, today=TODAY)
    return path


def found_in(path):
    with read_book(path) as raw:
        office, formats = read_office(raw)
        findings = checks.check(office, TODAY, LegalValues.of(office), Settings.of(office), formats)
    return {(finding.rule, finding.sheet, finding.cell): finding for finding in findings}


def planted(blank, path, plants, seed):
    """Plant, save, check: what was expected, by its plant, and what was found."""
    office = OfficeFile(blank, seed)
    wanted = {}
    for each in plants:
        wanted |= dict.fromkeys(expected(each, each.spoil(office)), each)
    office.save(path)
    return wanted, found_in(path)


def test_every_rule_has_a_plant():
    # L rules speak of letters, others of closed quarters: both have tests of their own.
    codes = {info.code for info in all_rules() if info.family != "L"} - {each.code for each in CLOSED_RULES}

    assert codes - {each.rule for each in PLANTS} == set()


def test_what_is_right_is_left_alone(blank, tmp_path):
    office = OfficeFile(blank, seed=1)
    for _ in range(2):
        for each in CLEAN:
            each.spoil(office)
    office.save(tmp_path / "richtig.xlsx")

    assert [
        f"{rule} {sheet}!{cell}: {each.message}"
        for (rule, sheet, cell), each in found_in(tmp_path / "richtig.xlsx").items()
    ] == []


def test_nearly_all_planted_errors_are_found_and_nothing_else(blank, tmp_path):
    missed, false, count = Counter(), [], 0
    for number in range(ROUNDS):
        batches = [[*TOGETHER, *CLEAN], *([each] for each in ALONE)]
        for place, batch in enumerate(batches):
            spoiling = [each for each in batch if each.rule]
            office_seed = 1_000 * number + place
            wanted, found = planted(blank, tmp_path / f"{number}-{place}.xlsx", _mixed(batch), office_seed)
            count += len(spoiling)
            missed.update(f"{each.rule} {each.name}" for spot, each in wanted.items() if spot not in found)
            false += [
                f"{found[spot].rule} {spot[1]}!{spot[2]}: {found[spot].message}"
                for spot in found
                if spot not in wanted
            ]
            (tmp_path / f"{number}-{place}.xlsx").unlink()

    print(f"planted {count}, missed {missed.total()}, false alarms {len(false)}")  # noqa: T201
    assert false == []
    assert missed.total() <= count // 100, missed


def _mixed(batch):
    """Right rows are typed too; they promise nothing."""
    return [each if each.rule else _Silent(each) for each in batch]


class _Silent:
    rule = ""

    def __init__(self, right):
        self._right = right

    def spoil(self, office):
        self._right.spoil(office)
        return []
