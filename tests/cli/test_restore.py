"""`lotse restore`: backups with what differs in them, one put back, one correction taken back."""

from __future__ import annotations

import json
import shutil

import openpyxl
import pytest
from openpyxl.styles import PatternFill

from automation.cli import main
from workbook.schema import Client
from workbook.writing.backups import backups_of

DAY = ("--as-of", "2019-06-30")
POSTCODE = Client.spec.position("postcode")
BIRTH = Client.spec.position("birth_date")


def client_cell(path, row, column):
    return openpyxl.load_workbook(path)["Klienten"].cell(row, column)


def backups(path):
    """The files of the backups, oldest first; two of one second carry a number."""
    return [each.path for each in reversed(backups_of(path))]


@pytest.fixture(scope="session")
def corrected_once(office, tmp_path_factory):
    """The demo office with a slip in two cells, put right by `check --fix`; no test changes it."""
    path = tmp_path_factory.mktemp("Büro") / "Mappe.xlsx"
    book = openpyxl.load_workbook(office)
    page = book["Klienten"]
    page.cell(5, POSTCODE).value, page.cell(5, POSTCODE).number_format = 1067, "General"
    page.cell(6, BIRTH).value = " 03.02.1979"
    book.save(path)
    assert main(["check", str(path), "--fix", "--yes", *DAY]) in {0, 1}
    return path


@pytest.fixture
def workbook(corrected_once, tmp_path):
    """A copy of the corrected office with its backups."""
    return shutil.copytree(corrected_once.parent, tmp_path / "Büro") / "Mappe.xlsx"


@pytest.fixture
def corrected(workbook):
    """The numbers of the corrections by cell."""
    page = openpyxl.load_workbook(workbook)["Änderungen"]
    return {row[2].value: row[0].value for row in page[page.tables["tblBerichtigungen"].ref]}


def test_the_backups_are_listed_with_what_differs(lotse, workbook):
    lotse("today", workbook, *DAY)

    listed = json.loads(lotse("restore", workbook, "--json").out)["backups"]
    shown = lotse("restore", workbook)

    assert [each["number"] for each in listed] == [1, 2, 3]
    assert listed[0]["differs"] == listed[1]["differs"] == "nur Blätter von Lotse"
    assert "Zellen anders" in listed[2]["differs"]
    assert "0,3" in shown.out
    assert "MB" in shown.out


def test_one_is_put_back_and_the_present_one_is_kept(lotse, workbook):
    present, oldest = workbook.read_bytes(), backups(workbook)[0].read_bytes()
    number = str(len(backups(workbook)))

    asked = lotse("restore", workbook, number)
    assert "Es wurde nichts geändert" in asked.out
    assert workbook.read_bytes() == present
    done = lotse("restore", workbook, number, "--yes", "--backups", "0")

    assert done.code == 0
    assert "Änderungen: " in done.out
    assert workbook.read_bytes() == oldest
    assert {present, oldest} <= {each.read_bytes() for each in backups(workbook)}


def test_a_workbook_that_is_gone_or_damaged_comes_back(lotse, workbook):
    kept = backups(workbook)[-1].read_bytes()
    workbook.unlink()
    assert "die Mappe fehlt" in lotse("restore", workbook).out
    assert lotse("restore", workbook, "1", "--yes").code == 0
    assert workbook.read_bytes() == kept

    workbook.write_bytes(kept[:9000])
    assert "nicht lesbar" in lotse("restore", workbook).out
    assert lotse("restore", workbook, backups(workbook)[-1].name, "--yes").code == 0
    assert workbook.read_bytes() == kept


def test_the_backups_of_a_link_are_those_of_the_file_that_it_leads_to(lotse, workbook, tmp_path):
    link = tmp_path / "Verknüpfung.xlsx"
    link.symlink_to(workbook)

    assert len(json.loads(lotse("restore", link, "--json").out)["backups"]) == len(backups(workbook))
    assert lotse("restore", link, "1", "--yes").code == 0
    assert link.is_symlink()


def test_a_damaged_backup_is_not_put_back(lotse, workbook):
    newest, before = backups(workbook)[-1], workbook.read_bytes()
    newest.write_bytes(newest.read_bytes()[:7000])

    done = lotse("restore", workbook, "1", "--yes")

    assert done.code == 2
    assert "beschädigt" in done.err
    assert workbook.read_bytes() == before


def test_an_open_workbook_is_not_replaced(lotse, workbook, corrected):
    before = workbook.read_bytes()
    workbook.with_name(f"~${workbook.name}").write_bytes(b"\3RWE" + b"\0" * 100)

    assert lotse("restore", workbook, "1", "--yes").code == 2
    assert lotse("restore", workbook, "--fix", corrected["O5"], "--yes").code == 2
    assert workbook.read_bytes() == before


def test_a_correction_is_taken_back_in_value_and_kind(lotse, workbook, corrected):
    assert client_cell(workbook, 5, POSTCODE).value == "01067"

    done = lotse("restore", workbook, "--fix", corrected["O5"], "--yes", "--by", "MKA", *DAY)
    lotse("restore", workbook, "--fix", corrected["K6"], "--yes", *DAY)

    assert "Zurückgenommen" in done.out
    assert client_cell(workbook, 5, POSTCODE).value == 1067
    assert client_cell(workbook, 5, POSTCODE).number_format == "General"
    assert client_cell(workbook, 6, BIRTH).value == " 03.02.1979"
    page = openpyxl.load_workbook(workbook)["Änderungen"]
    rows = [[cell.value for cell in row] for row in page[page.tables["tblBerichtigungen"].ref]]
    assert rows[corrected["O5"]][10] == "30.06.2019"
    taken_back = ["01067", "1067", f"Zurückgenommen Nr. {corrected['O5']}", "MKA"]
    assert rows[-2][5:9] == taken_back
    again = lotse("restore", workbook, "--fix", corrected["O5"], "--yes")
    assert again.code == 2
    assert "schon zurückgenommen" in again.err
    assert lotse("restore", workbook, "--fix", rows[-2][0], "--yes").code == 0
    assert client_cell(workbook, 5, POSTCODE).value == "01067"


def test_it_finds_the_cell_after_sorting(lotse, workbook, corrected):
    book = openpyxl.load_workbook(workbook)
    page = book["Klienten"]
    for column in range(1, page.max_column + 1):
        one, other = page.cell(5, column), page.cell(20, column)
        one.value, other.value = other.value, one.value
        one._style, other._style = other._style, one._style
    book["Änderungen"]["B9"].fill = PatternFill("solid", fgColor="FFFFFF00")
    book.save(workbook)

    told = lotse("restore", workbook, "--fix", corrected["O5"], "--yes").out

    assert "Klienten!O20 (K-00001)" in told
    assert "Farben" in told
    assert "(Änderungen!B9)" in told
    assert client_cell(workbook, 20, POSTCODE).value == 1067


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda page: page.cell(5, POSTCODE, "45886"), "steht seitdem etwas anderes"),
        (lambda page: page.cell(5, POSTCODE, 1067), "steht seitdem etwas anderes"),
        (lambda page: page.cell(5, 1, "K-09999"), "Keine Zeile hat mehr"),
        (lambda page: page.cell(6, 1, "K-00001"), "Mehrere Zeilen haben"),
        (lambda page: setattr(page, "title", "Leute"), "gibt es nicht mehr"),
    ],
)
def test_what_has_changed_since_is_refused_with_a_sentence(lotse, workbook, corrected, change, sentence):
    book = openpyxl.load_workbook(workbook)
    change(book["Klienten"])
    book.save(workbook)
    before = workbook.read_bytes()

    done = lotse("restore", workbook, "--fix", corrected["O5"], "--yes")

    assert done.code == 2
    assert sentence in done.err
    assert "1067" not in done.err
    assert workbook.read_bytes() == before


def test_a_number_that_is_none_says_which_is_the_last(lotse, workbook, corrected):
    assert f"Die letzte ist Nr. {len(corrected) - 1}." in lotse("restore", workbook, "--fix", "999").err
    assert lotse("restore", workbook, "1", "--fix", "1").code == 2


def test_nothing_to_restore_is_a_sentence(lotse, workbook, tmp_path):
    shutil.rmtree(workbook.parent / "Sicherungen")
    assert "noch keine Sicherung" in lotse("restore", workbook).err
    assert "gibt es nicht" in lotse("restore", tmp_path / "fehlt.xlsx").err
