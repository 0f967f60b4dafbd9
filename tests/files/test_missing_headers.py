"""A column that lost its header is told of once (F-18); what stands in it is not taken for missing, row by row."""

from __future__ import annotations

import openpyxl
import pytest
from msgspec.structs import replace
from openpyxl.worksheet.table import Table as OpenpyxlTable

from automation import checks
from automation.office.law import LegalValues
from automation.office.settings import Settings
from workbook.creating.demo import DEMO_DAY, build_demo
from workbook.reading.raw import read_book
from workbook.reading.records import read_office
from workbook.schema import Consent, OfficeSetting, Placement, Request
from workbook.tables import Office, Table


@pytest.fixture(scope="module")
def office():
    return build_demo().office


def without(office, record, name):
    """The office whose sheet of this table has lost one header."""
    table = office[record]
    kept = [column.name for column in record.spec.columns if column.name != name and table.present(column.name)]
    cut = Table(
        record,
        sheet=table.sheet,
        rows=table.rows,
        values={each: table.column(each) for each in kept},
        numbers={
            column.name: number for number, column in enumerate(record.spec.columns, 1) if column.name in kept
        },
    )
    return Office({each.record: cut if each is table else each for each in office}, office.lists)


def found(office):
    findings = checks.check(office, DEMO_DAY, LegalValues.of(office), Settings.of(office))
    return {(each.rule, each.sheet, each.cell) for each in findings}


def test_whatever_header_is_missing_no_rule_says_more_than_before(office):
    before = found(office)
    columns = [
        (table.record, column.name)
        for table in office
        for column in table.spec.columns
        if column.name != table.spec.key and column.formula is None and table.record is not OfficeSetting
        # Workbooks of version 0.1 never had it, and there a consent that names no partner has to be told (P-13).
        if (table.record, column.name) != (Consent, "employer_id")
    ]

    more = {
        f"{record.spec.sheet}.{name}": found(without(office, record, name)) - before for record, name in columns
    }

    assert {name: sorted(each)[:3] for name, each in more.items() if each} == {}
    assert len(columns) > 200


@pytest.mark.parametrize(
    ("record", "name", "rule"),
    [(Request, "done_on", "P-04"), (Consent, "purpose", "G-01"), (Placement, "subsidy", "P-07")],
)
def test_where_the_header_is_there_its_empty_cells_are_told(office, record, name, rule):
    table = office[record]
    values = {column.name: table.column(column.name) for column in record.spec.columns}
    emptied = Table(
        record,
        sheet=table.sheet,
        rows=table.rows,
        values=values | {name: [None] * len(table)},
        numbers={column.name: number for number, column in enumerate(record.spec.columns, 1)},
    )
    changed = Office({each.record: emptied if each is table else each for each in office}, office.lists)

    assert rule in {each for each, *_ in found(changed) - found(office)}


def test_a_renamed_header_is_one_finding(tmp_path):
    book = openpyxl.Workbook()
    page = book.active
    page.title = "Anliegen"
    labels = [column.label for column in Request.spec.columns if column.formula is None]
    page.append(["erledigt?" if label == "Erledigt am" else label for label in labels])
    given = {"Status": "erledigt", "Ergebnis": "gelöst", "Thema": "Wohnen"}
    for number in range(1, 101):
        row = {"AnliegenID": f"A-{number:05}", "KlientID": "K-00001"} | given
        page.append([row.get(label) for label in labels])
    page.add_table(OpenpyxlTable(displayName="tblAnliegen", ref=f"A1:{page.cell(101, len(labels)).coordinate}"))
    book.save(tmp_path / "a.xlsx")

    with read_book(tmp_path / "a.xlsx") as raw:
        read, formats = read_office(raw)
    findings = checks.check(read, DEMO_DAY, LegalValues.of(read), replace(Settings.of(read)), formats)

    told = [each for each in findings if "Erledigt am" in each.message or each.column == "Erledigt am"]
    assert [each.rule for each in told] == ["F-18"]
