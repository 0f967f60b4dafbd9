"""`lotse remove`, the backups, and workbooks that somebody marked as final."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.packaging.custom import BoolProperty

DAY = ("--as-of", "30.06.2019")


@pytest.fixture
def final(workbook):
    """The workbook, marked as final in Excel's way."""
    book = load_workbook(workbook)
    book.custom_doc_props.append(BoolProperty(name="_MarkAsFinal", value=True))
    book.save(workbook)
    return workbook


def test_what_lotse_put_in_is_taken_out_again(lotse, workbook):
    lotse("letters", workbook, *DAY)
    lotse("dashboard", workbook, *DAY)

    done = lotse("remove", workbook)

    assert (done.code, done.err) == (0, "")
    assert "„Prüfbericht“" in done.out
    assert "Was auf „Postausgang“ festgehalten ist, steht nur noch dort." in done.out
    assert not {"Prüfbericht", "Dashboard", "Fakten", "Postausgang"} & set(load_workbook(workbook).sheetnames)


def test_a_program_reads_what_was_taken_out_and_where_the_version_before_lies(lotse, workbook):
    lotse("check", workbook, *DAY)

    done = lotse("remove", workbook, "--json")

    document = json.loads(done.out)
    assert (done.code, done.err) == (0, "")
    assert document["removed"] == ["Prüfbericht"]
    assert Path(document["backup"]).is_file()


def test_where_nothing_of_lotse_is_nothing_is_written(lotse, workbook):
    lotse("remove", workbook)
    before = workbook.read_bytes()

    done = lotse("remove", workbook)

    assert done.out.strip() == "In dieser Mappe ist kein Blatt von Lotse."
    assert workbook.read_bytes() == before


def test_backups_lie_beside_the_workbook_as_many_as_wanted(lotse, workbook):
    folder = workbook.parent / "Sicherungen"

    lotse("check", workbook, *DAY, "--backups", "0")
    assert not folder.exists()

    for day in range(27, 31):
        lotse("check", workbook, "--as-of", f"{day}.06.2019", "--backups", "2")
    assert len(list(folder.iterdir())) == 2


def test_a_workbook_marked_as_final_is_written_only_when_somebody_says_so(lotse, final):
    before = final.read_bytes()

    refused = lotse("check", final, *DAY)

    assert refused.code == 2
    assert "abgeschlossen" in refused.err
    assert final.read_bytes() == before

    done = lotse("check", final, *DAY, "--despite-reservation")

    assert done.code == 1
    assert final.read_bytes() != before
