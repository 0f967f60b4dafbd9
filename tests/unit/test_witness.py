"""The second reader: what it sees, what it leaves alone, and who asks it."""

from __future__ import annotations

import ast
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from workbook.errors import ReadOtherwiseError
from workbook.reading import witness
from workbook.trial import verdict
from workbook.trial.verdict import try_on_copy

HOUSE = Path(__file__).parents[2]


@pytest.fixture
def path(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "Liste"
    book.active.append(["Name", "Tag", "Betrag"])
    book.active.append(["Müller", date(2019, 6, 30), 8.29])
    book.save(tmp_path / "Mappe.xlsx")
    return tmp_path / "Mappe.xlsx"


def test_it_reads_values_and_finds_the_first_that_differs(path):
    before = witness.read_independently(path)
    book = openpyxl.load_workbook(path)
    book["Liste"]["C2"] = 8.3
    book.save(path)

    assert before["Liste"]["B2"] == date(2019, 6, 30)
    assert witness.first_difference(before, before) is None
    assert witness.first_difference(before, witness.read_independently(path)) == ("Liste", "C2")
    assert witness.first_difference(before, {}) == ("Liste", "")


def test_what_is_too_large_or_no_workbook_is_left_alone(path, monkeypatch):
    monkeypatch.setattr(witness, "LARGEST", 100)
    assert witness.read_independently(path) is None
    path.write_bytes(b"PK\x03\x04")
    assert witness.read_independently(path) is None


def test_a_trial_is_confirmed_by_it_and_fails_where_it_reads_something_else(path, monkeypatch):
    assert try_on_copy(path, today=date(2019, 6, 30), witness=True).confirmed

    def harmed(change):
        def written(*arguments, **named):
            report = change(*arguments, **named)
            book = openpyxl.load_workbook(arguments[0].path)
            book["Liste"]["A2"] = "Meier"
            book.save(arguments[0].path)
            return report

        return written

    monkeypatch.setattr(verdict.FileBook, "write", harmed(verdict.FileBook.write))
    monkeypatch.setattr(verdict, "check_unharmed", lambda *_: None)
    trial = try_on_copy(path, today=date(2019, 6, 30), witness=True)

    assert not trial.trusted
    assert trial.problem == str(ReadOtherwiseError(path, "Liste", "A2"))
    assert "Meier" not in trial.problem


def test_nobody_else_imports_openpyxl_but_who_attacks_a_publication():
    importing = [
        path.name
        for package in ("workbook", "automation")
        for path in sorted((HOUSE / package).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom) and "openpyxl" in ast.unparse(node).split()
    ]

    assert importing == ["witness.py", "xlsx_reading.py"]
