"""What a cell shows is what is read: formulas without a result, yes and no in other words."""

from __future__ import annotations

import json
import re
import zipfile

import openpyxl
import pytest
import xlsxwriter

from automation.cli import main
from workbook.reading.raw import read_book
from workbook.reading.records import read_office
from workbook.schema import BenefitMonth, Partner

ENGINES_OF_SCRIPTS = ['calcId="124519" fullCalcOnLoad="1"', 'calcId="0" fullCalcOnLoad="true"']
ENGINES_THAT_CALCULATED = [
    'calcId="124519"',
    'calcId="191029"',
    'calcId="191029" fullCalcOnLoad="1"',  # Excel's, and corrected by Lotse
    'iterateCount="100" refMode="A1" iterate="false" iterateDelta="0.001" fullCalcOnLoad="1"',  # LibreOffice's
]


def read(path):
    with read_book(path) as book:
        return read_office(book)


def found(findings, *rules):
    return sorted((each.rule, each.cell) for each in findings if each.rule in rules)


def with_calculation(path, attributes):
    """Exchange what the workbook says of its calculation."""
    with zipfile.ZipFile(path) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    parts["xl/workbook.xml"], count = re.subn(
        rb"<calcPr[^>]*/>", f"<calcPr {attributes}/>".encode(), parts["xl/workbook.xml"]
    )
    assert count == 1
    with zipfile.ZipFile(path, "w") as file:
        for name, data in parts.items():
            file.writestr(name, data)
    return path


@pytest.fixture
def benefits(tmp_path):
    """Three months as an export script writes them: two never calculated, one given with its value."""
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet("Leistungsverlauf")
        page.write_row(0, 0, ["BGID", "Monat", "Betrag"])
        for row, month in enumerate(("01.2019", "02.2019", "03.2019"), 1):
            page.write_row(row, 0, ["HH-0001", month])
            page.write_formula(row, 2, "=ROUND(158.58,2)", None, 158.58 if row == 2 else 0)
    return path


@pytest.mark.parametrize("attributes", ENGINES_OF_SCRIPTS)
def test_a_zero_that_nobody_calculated_is_no_amount(benefits, attributes):
    office, findings = read(with_calculation(benefits, attributes))

    assert found(findings, "F-17", "P-01") == [("F-17", "C2"), ("F-17", "C4")]
    assert [str(amount) for amount in office[BenefitMonth].column("amount")] == ["None", "158.58", "None"]


@pytest.mark.parametrize("attributes", ENGINES_THAT_CALCULATED)
def test_a_zero_that_was_calculated_is_an_amount(benefits, attributes):
    office, findings = read(with_calculation(benefits, attributes))

    assert found(findings, "F-17") == []
    assert [str(amount) for amount in office[BenefitMonth].column("amount")] == ["0.00", "158.58", "0.00"]


def test_a_new_workbook_of_lotse_has_no_formula_without_result(tmp_path):
    assert main(["new", str(tmp_path / "a.xlsx"), "--demo"]) == 0

    with read_book(tmp_path / "a.xlsx") as book:
        assert found(read_office(book)[1], "F-17") == []


@pytest.fixture
def answers(tmp_path):
    """A column of check boxes, one of crosses with a stray word, one with a single cross."""
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    page = book.active
    page.title = "Partner"
    yes_no = [column.label for column in Partner.spec.columns if column.kind.name == "YES_NO"][:3]
    assert len(yes_no) == 3
    page.append(["PartnerID", "Name", *yes_no])
    for number in range(1, 6):
        page.append(
            [
                f"P-{number:03}",
                "ggw",
                number % 2 == 0,
                "x" if number < 4 else "weiß nicht",
                None if number > 1 else "x",
            ]
        )
    book.save(path)
    return path


def test_another_word_for_yes_is_told_once_for_the_column(answers):
    _, findings = read(answers)

    assert found(findings, "F-14") == [
        ("F-14", "C2"),
        ("F-14", "D2"),
        ("F-14", "D5"),
        ("F-14", "D6"),
        ("F-14", "E2"),
    ]
    first = next(each for each in findings if each.cell == "C2")
    assert first.message == "In 5 Zeilen dieser Spalte steht „FALSCH“ und „WAHR“; gelesen wird „ja“ oder „nein“."


def test_all_cells_of_such_a_column_are_corrected(answers, capsys):
    main(["check", str(answers), "--fix", "--yes", "--json", "--rule", "F-14", "--as-of", "2019-06-30"])

    fix = json.loads(capsys.readouterr().out)["fix"]
    page = openpyxl.load_workbook(answers)["Partner"]
    assert fix["corrected"] == 9
    assert [cell.value for cell in page["C"][1:]] == ["nein", "ja", "nein", "ja", "nein"]
    assert [cell.value for cell in page["D"][1:]] == ["ja", "ja", "ja", "weiß nicht", "weiß nicht"]
