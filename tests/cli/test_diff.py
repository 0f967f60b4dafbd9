"""`lotse diff`: what changed, on the screen without a value about anybody, on the sheet `Änderungen` with all."""

from __future__ import annotations

import json
import re
import shutil

import openpyxl
import pytest

from workbook.schema import Client

DAY = ("--as-of", "2019-06-30")
HEADER = 4


def column(name):
    return Client.spec.position(name)


def names_of(path):
    page = openpyxl.load_workbook(path, data_only=True)["Klienten"]
    wanted = ("first_name", "last_name", "street", "phone", "email")
    return {
        str(page.cell(row, column(name)).value)
        for row in range(HEADER + 1, page.max_row + 1)
        for name in wanted
        if page.cell(row, column(name)).value
    }


@pytest.fixture
def edit(workbook):
    """Change cells of the clients' sheet, by row and column's name; the workbook of before is kept as Alt.xlsx."""
    old = workbook.with_name("Alt.xlsx")
    shutil.copyfile(workbook, old)

    def edit(change):
        book = openpyxl.load_workbook(workbook)
        change(book["Klienten"])
        book.save(workbook)
        return old

    return edit


def up_by_one(page):
    """Move street and house number up by one row, as after sorting only these columns (a report of somebody)."""
    for name in ("street", "house_no"):
        for row in range(HEADER + 1, page.max_row):
            page.cell(row, column(name)).value = page.cell(row + 1, column(name)).value


def test_a_street_that_slipped_by_one_row_is_noticed(lotse, workbook, edit):
    old = edit(up_by_one)

    done = lotse("diff", old, workbook, "--all")
    told = json.loads(lotse("diff", old, workbook, "--json").out)

    assert done.code == 1
    said = " ".join(done.out.split())
    assert "Auffällig: Blatt „Klienten“: „Straße“ und „Hausnr.“ sind in" in said
    assert "um 1 Zeile nach oben verrutscht" in said
    assert len(told["unmeant"]) == 1
    assert {each["column"] for each in told["changes"]} == {"Straße", "Hausnr."}


def test_nothing_about_anybody_is_told_outside_of_the_workbook(lotse, workbook, edit):
    def change(page):
        up_by_one(page)
        page.cell(5, column("last_name")).value = "Planted"
        page.cell(6, column("client_id")).value = "Frau Planted"
        page.cell(7, column("status")).value = "wie Planted"
        page.insert_rows(9)
        page.cell(9, column("last_name")).value = "Planted"
        page.cell(9, column("first_name")).value = "Planted"
        page.cell(9, column("client_id")).value = "Planted"

    old = edit(change)
    before = names_of(old)

    outside = "".join(
        f"{done.out}{done.err}"
        for done in (lotse("diff", old, workbook, "--all"), lotse("diff", old, workbook, "--json", "--sheet"))
    )

    assert "Planted" not in outside
    words = set(re.findall(r"[\w@.-]+", outside))
    assert {name for name in before if name in words and len(name) > 3} == set()
    page = openpyxl.load_workbook(workbook)["Änderungen"]
    inside = " ".join(str(cell.value) for row in page.iter_rows() for cell in row if cell.value)
    assert "Planted" in inside


def test_the_sheet_holds_old_and_new_and_the_next_comparison_replaces_it(lotse, workbook, edit):
    def change(page):
        page.cell(5, column("postcode")).value = "99999"

    old = edit(change)
    first = lotse("diff", old, workbook, "--sheet", *DAY)
    lotse("diff", old, workbook, "--sheet", *DAY)
    again = workbook.read_bytes()
    assert first.code == 0
    page = openpyxl.load_workbook(workbook)["Änderungen"]
    header, *lines = ([cell.value for cell in row] for row in page[page.tables["tblVergleich"].ref])
    assert header == ["Nr.", "Blatt", "Zelle", "Zeile gehört zu", "Spalte", "Vorher", "Nachher", "Was"]
    (line,) = lines
    assert line[1:5] == ["Klienten", f"O{HEADER + 1}", "K-00001", "PLZ"]
    assert line[6:] == ["99999", "geändert"]

    lotse("diff", old, workbook, "--sheet", *DAY)
    assert workbook.read_bytes() == again
    lotse("diff", workbook, workbook, "--sheet", *DAY)
    page = openpyxl.load_workbook(workbook)["Änderungen"]
    assert "Es ist nichts anders" in page["A2"].value


def test_without_another_file_the_last_backup_with_other_sheets_counts(lotse, workbook, edit):
    nothing = lotse("diff", workbook)
    assert nothing.code == 2
    assert "noch keine Sicherung" in nothing.err
    lotse("check", workbook, *DAY)

    def change(page):
        page.cell(5, column("city")).value = "Herne"

    edit(change)
    lotse("check", workbook, *DAY)
    lotse("today", workbook, *DAY)

    told = json.loads(lotse("diff", workbook, "--json").out)
    assert len(list((workbook.parent / "Sicherungen").iterdir())) == 3
    assert [(each["key"], each["column"]) for each in told["changes"]] == [("K-00001", "Ort")]
    by_number = json.loads(lotse("diff", "1", workbook, "--json").out)
    assert by_number["changes"] == []
    assert "lotse restore" in lotse("diff", "77", workbook).err


def test_an_open_workbook_is_compared_and_the_sheet_waits(lotse, workbook, edit):
    old = edit(lambda page: page.cell(5, column("city"), "Herne"))
    before = workbook.read_bytes()
    workbook.with_name(f"~${workbook.name}").write_bytes(b"\3RWE" + b"\0" * 100)

    done = lotse("diff", old, workbook, "--sheet")

    assert done.code == 0
    assert "1 Zelle anders" in done.out
    assert re.search(r"Stand \d{1,2}:\d\d, geöffnet von RWE", done.out)
    assert workbook.read_bytes() == before


def test_a_file_that_is_not_there_and_a_broken_one_are_sentences(lotse, workbook, tmp_path):
    broken = tmp_path / "kaputt.xlsx"
    broken.write_bytes(workbook.read_bytes()[:5000])

    missing = lotse("diff", tmp_path / "fehlt.xlsx", workbook)
    damaged = lotse("diff", broken, workbook)

    assert (missing.code, damaged.code) == (2, 2)
    assert "fehlt.xlsx" in missing.err
    assert "beschädigt" in damaged.err


def test_a_sheet_under_another_name_is_the_same_table(lotse, workbook, edit):
    def change(page):
        page.title = "Leute"
        page.cell(5, column("city")).value = "Herne"

    told = json.loads(lotse("diff", edit(change), workbook, "--json").out)

    assert told["structure"] == ["Das Blatt „Klienten“ heißt jetzt „Leute“."]
    assert [(each["sheet"], each["key"]) for each in told["changes"]] == [("Leute", "K-00001")]
    assert told["unmeant"] == []


def test_a_table_without_its_key_column_is_told_and_the_rest_compared(lotse, workbook, edit):
    def change(page):
        page.cell(HEADER, column("client_id")).value = "Ganz anders"
        page.tables.clear()

    old = edit(change)

    done = lotse("diff", old, workbook)

    assert done.code in {0, 1}
    assert "KlientID" in done.out
