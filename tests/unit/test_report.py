"""The report shows every finding at its cell, and remembers what staff decided."""

from __future__ import annotations

from datetime import date

import pytest
import xlsxwriter
from msgspec.structs import replace

from automation.report import SHEET, TABLE, LastReport, build_report, read_last_report, since_last
from automation.report_words import fixable, summary
from workbook.findings import (
    Acknowledgement,
    Finding,
    Fix,
    Severity,
    acknowledge,
    fingerprint,
    masked,
    sorted_findings,
)
from workbook.reading.raw import read_book
from workbook.sheets import Link

TODAY = date(2019, 6, 30)


def finding(cell="K5", rule="C-01", severity=Severity.ERROR, *, table="Vermittlungen", accepted=None, mark=None):
    return Finding(
        rule=rule,
        severity=severity,
        sheet=table,
        cell=cell,
        table=table,
        column="Brutto/Monat",
        key="V-00001",
        value="603,01",
        message="Der Betrag liegt über der Grenze.",
        suggestion=None,
        fingerprint=mark or fingerprint(rule, cell),
        acknowledged=accepted,
    )


def test_the_worst_comes_first_and_what_staff_accepted_last():
    accepted = finding("A1", accepted=Acknowledgement("Ausnahme", "MKA"))
    hint, warning, error = (
        finding("A2", severity=severity) for severity in (Severity.HINT, Severity.WARNING, Severity.ERROR)
    )

    assert sorted_findings([accepted, hint, warning, error]) == [error, warning, hint, accepted]


@pytest.mark.parametrize(("book", "offered"), [("Büro.xlsx", True), ("Büro.ods", False), ("Büro.XLS", False)])
def test_sure_values_are_offered_where_they_can_be_written(book, offered):
    sure = replace(finding(), fix=Fix("603,00"))

    assert fixable([sure], book).endswith(f"lotse check --fix {book}") == offered


def test_rows_are_sorted_as_numbers():
    assert [f.cell for f in sorted_findings([finding("K10"), finding("K9")])] == ["K9", "K10"]


def test_each_finding_links_to_its_cell():
    sheet = build_report([finding("K5")], rows=1, today=TODAY)

    (row,) = sheet.tables[0].rows
    assert Link("K5", "Vermittlungen", "K5") in row


def test_the_highlight_list_of_a_table_holds_its_open_findings_once():
    findings = [finding("K5"), finding("K5", "C-02"), finding("L6", accepted=Acknowledgement("x", "MKA"))]
    sheet = build_report(findings, rows=1, today=TODAY)

    (block,) = [block for block in sheet.blocks if block.rows[0][0] == "Befunde_Vermittlungen"]
    assert [row[0] for row in block.rows[1:]] == ["K5"]
    (name,) = [name for name in sheet.names if name.name == "Befunde_Vermittlungen"]
    assert name.refers_to.endswith("$7:$" + name.refers_to.split("$")[-2] + "$7")


def test_every_table_has_its_list_even_without_findings():
    names = {name.name for name in build_report([], rows=0, today=TODAY).names}

    assert {"Befunde_Klienten", "Befunde_Verweise", "Befunde_Personal"} <= names


@pytest.mark.parametrize(
    ("findings", "words"),
    [
        ([], "keine Fehler, keine Warnungen, keine Hinweise"),
        ([finding()], "1 Fehler, keine Warnungen"),
        ([finding(accepted=Acknowledgement("x", "y"))], "1 bewusst so"),
    ],
)
def test_the_summary_says_how_the_workbook_stands(findings, words):
    line = summary(findings, rows=1234, today=TODAY)

    assert words in line
    assert "30.06.2019" in line
    assert "1.234 Zeilen" in line


def write_report(path, sheet, *, reason="", initials=""):
    """Write the report's table as a staff member would leave it: reason and initials beside the first finding."""
    table = sheet.tables[0]
    labels = [column.label for column in table.columns]
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet(SHEET)
        for number, row in enumerate(table.rows):
            values = [value.text if isinstance(value, Link) else value for value in row]
            if number == 0:
                values[labels.index("Bewusst so (Grund)")] = reason
                values[labels.index("Kürzel")] = initials
            page.write_row(table.row + number, 0, values)
        last = table.row + max(1, len(table.rows)) - 1
        columns = [{"header": label} for label in labels]
        page.add_table(table.row - 1, 0, last, len(labels) - 1, {"name": TABLE, "columns": columns})


def test_what_staff_accepted_is_accepted_in_the_next_run(tmp_path):
    findings = [finding("K5"), finding("K6")]
    write_report(
        tmp_path / "a.xlsx", build_report(findings, rows=2, today=TODAY), reason="Ausnahme", initials="MKA"
    )
    with read_book(tmp_path / "a.xlsx") as book:
        known = read_last_report(book).acknowledgements

    again = acknowledge(findings, known)

    assert [each.acknowledged for each in again] == [Acknowledgement("Ausnahme", "MKA"), None]
    assert [each.blocks for each in again] == [False, True]


@pytest.mark.parametrize("typed", [{"initials": "MKA"}, {"reason": "Ausnahme"}])
def test_a_reason_or_initials_alone_accept_nothing_and_are_kept(tmp_path, typed):
    write_report(tmp_path / "a.xlsx", build_report([finding()], rows=1, today=TODAY), **typed)
    with read_book(tmp_path / "a.xlsx") as book:
        known = read_last_report(book).acknowledgements

    again = acknowledge([finding()], known)
    write_report(tmp_path / "b.xlsx", build_report(again, rows=1, today=TODAY), **typed)

    assert [each.blocks for each in again] == [True]
    assert "fehlt zu „bewusst so“ noch der Grund oder ein Kürzel" in summary(again, rows=1, today=TODAY)
    with read_book(tmp_path / "b.xlsx") as book:
        assert read_last_report(book).acknowledgements == known


def test_the_next_run_knows_which_findings_are_new_and_which_are_settled(tmp_path):
    settled, stays, moved = finding("K5"), replace(finding("K6"), key="V-00002"), replace(finding("K7"), key="")
    accepted = finding("K8", accepted=Acknowledgement("Ausnahme", "MKA"))
    before = build_report([settled, stays, moved, accepted], rows=2, today=TODAY)
    write_report(tmp_path / "a.xlsx", before)
    with read_book(tmp_path / "a.xlsx") as book:
        last = read_last_report(book)

    changed_in_vain = replace(stays, cell="K9", value="604", fingerprint="another")
    below = replace(moved, cell="K8", fingerprint="by its row")
    now = [changed_in_vain, below, accepted, finding("L5", "C-02"), finding("L6", "C-02")]

    since = since_last(last, now)
    assert (since.new, since.solved) == (2, 1)
    again = since_last(last, [settled, stays, moved, accepted])
    assert (again.new, again.solved) == (0, 0)
    assert since_last(LastReport(), now) is None


def test_only_somebody_of_the_staff_can_accept_a_finding():
    known = {finding().fingerprint: Acknowledgement("Ausnahme", "mka")}

    (accepted,) = acknowledge([finding()], known, staff=["MKA", "RWE"])
    (open_one,) = acknowledge(
        [finding()], {finding().fingerprint: Acknowledgement("Ausnahme", "XY")}, staff=["MKA"]
    )

    assert not accepted.blocks
    assert open_one.blocks
    assert open_one.begun == Acknowledgement("Ausnahme", "XY")


def test_initials_of_nobody_are_red_until_they_are_changed():
    known = {finding().fingerprint: Acknowledgement("Ausnahme", 'X"Y')}

    sheet = build_report(acknowledge([finding()], known, staff=["MKA"]), rows=1, today=TODAY)

    assert sheet.highlights[-1].formula == '$M7="X""Y"'
    assert sheet.highlights[-1].area.first_row == 7


def test_a_definition_can_be_accepted_but_makes_no_success():
    known = {finding().fingerprint: Acknowledgement("Ausnahme", "MKA")}

    (plain,) = acknowledge([finding()], known)
    (defined,) = acknowledge([replace(finding(), definition=True)], known)

    assert (plain.blocks, plain.bars_success) == (False, False)
    assert (defined.blocks, defined.bars_success) == (False, True)


def test_the_report_says_which_suggestions_lotse_can_put_in_itself():
    certain = replace(finding("K5"), suggestion="01454", fix=Fix("01454", "@"))
    accepted = replace(certain, cell="K6", acknowledged=Acknowledgement("so im Bescheid", "MKA"))
    sheet = build_report([certain, accepted, finding("K7")], rows=3, today=TODAY)

    sure = [column.label for column in sheet.tables[0].columns].index("Sicher")
    assert [row[sure] for row in sheet.tables[0].rows] == ["ja", "", ""]
    assert "1 Vorschlag ist sicher" in next(note.text for note in sheet.notes if note.area.first_row == 5)
    assert not any(note.area.first_row == 5 for note in build_report([], rows=0, today=TODAY).notes)


def test_a_masked_value_shows_its_end_only():
    assert masked("123A456789") == "••••••••89"
    assert masked("12") == "••"
