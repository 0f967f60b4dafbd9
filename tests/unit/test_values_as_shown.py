"""What a cell shows is what is read: numbers by their format, formulas without a result, yes in other words."""

from __future__ import annotations

import json
import re
import zipfile

import openpyxl
import pytest
import xlsxwriter

from automation import checks
from automation.cli import main
from automation.office.law import LegalValues
from automation.office.settings import Settings
from workbook.creating.demo import DEMO_DAY
from workbook.findings import Severity
from workbook.reading.raw import read_book
from workbook.reading.records import read_office
from workbook.schema import BenefitMonth, Partner, table_of

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


SHOWN = [
    # record, label, number, format, rule, what the cell shows
    ("Klienten", "KlientID", 1, '"K-"00000', "F-01", "K-00001"),
    ("Klienten", "PLZ", 1067, "00000", "F-03", "01067"),
    ("Klienten", "Telefon", 4920947110, "\\+0", "F-05", "+4920947110"),
    ("Klienten", "Hausnr.", 12, '0"a"', "F-15", "12a"),
    ("Arbeitgeber", "Betriebsnummer", 1234567, "00000000", "F-11", "01234567"),
    ("Bedarfsgemeinschaften", "BG-Nummer", 333040012345, '00000"//"0000000', "F-07", "33304//0012345"),
]


def two_sheets(path, label="KlientID", number=1, code='"K-"00000', sheet="Klienten"):
    """A sheet with one number shown as something else, and requests of the client K-00001."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = sheet
    spec = table_of(sheet).spec
    first = {column.label: "" for column in spec.columns if column.required or column.name == spec.key}
    key = spec.column(spec.key)
    first |= {key.label: key.pattern_example or "AG-0001", "Nachname": "Müller", label: number}
    page.append(list(first))
    page.append(list(first.values()))
    page.cell(2, list(first).index(label) + 1).number_format = code
    requests = book.create_sheet("Anliegen")
    requests.append(["AnliegenID", "KlientID", "Thema"])
    requests.append(["A-00001", "K-00001", "Wohnen"])
    book.save(path)
    return path


@pytest.mark.parametrize("case", SHOWN)
def test_a_number_is_read_as_its_cell_shows_it(tmp_path, case):
    sheet, label, number, code, rule, shown = case
    office, findings = read(two_sheets(tmp_path / "a.xlsx", label, number, code, sheet))

    (finding,) = [each for each in findings if each.column == label and each.rule != "P-01"]
    assert (finding.rule, finding.severity, finding.suggestion) == (rule, Severity.WARNING, shown)
    assert finding.fixable
    column = next(each for each in table_of(sheet).spec.columns if each.label == label)
    assert office[table_of(sheet)].column(column.name) == [shown.replace(" ", "")]


def test_whoever_names_a_key_shown_by_a_format_means_this_row(tmp_path):
    office, formats = read(two_sheets(tmp_path / "a.xlsx"))

    findings = checks.check(office, DEMO_DAY, LegalValues.of(office), Settings.of(office), formats)

    assert found(findings, "X-01", "F-01") == [("F-01", "A2")]


@pytest.mark.parametrize(
    ("code", "number"), [("General", 4711), ("0", 4711), ("#,##0", 4711), ("dd/mm/yyyy", 4711)]
)
def test_other_formats_show_the_number_itself(tmp_path, code, number):
    _, findings = read(two_sheets(tmp_path / "a.xlsx", code=code, number=number))

    assert [each.suggestion for each in findings if each.cell == "A2" and each.fixable] == []


def test_what_is_shown_is_put_in_as_text(tmp_path, capsys):
    path = two_sheets(tmp_path / "a.xlsx")

    main(["check", str(path), "--fix", "--yes", "--json", "--rule", "F-01", "--as-of", "2019-06-30"])

    cell = openpyxl.load_workbook(path)["Klienten"]["A2"]
    assert json.loads(capsys.readouterr().out)["fix"]["corrected"] == 1
    assert (cell.value, cell.data_type) == ("K-00001", "s")
    assert found(read(path)[1], "F-01") == []
