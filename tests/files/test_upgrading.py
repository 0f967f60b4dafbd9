"""`lotse adopt --upgrade`: a workbook of version 0.1 becomes a new one, and nothing is lost without a word."""

from __future__ import annotations

import json
import re
import shutil
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from openpyxl.chart import BarChart
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.table import Table

from automation import newer_workbook as upgrading
from automation.cli import main
from automation.dashboard.page_comments import read_remarks
from automation.newer_workbook import NotTheSameError, told, upgrade
from workbook.reading.raw import read_book, read_own_table
from workbook.reading.records import read_office
from workbook.schema import TABLES, VERSION
from workbook.sheets import DATE, Sheet, SheetTable, TableColumn
from workbook.writing.file_book import FileBook

SAID = "Mit dem Beirat besprochen"
KEPT = Path(__file__).parents[1] / "data" / "versions"
TODAY = date(2019, 6, 30)
CLOSED = Sheet(
    name="Quartalsabschlüsse",
    tables=(
        SheetTable(
            "tblQuartalsabschlüsse",
            3,
            1,
            [TableColumn("Quartal"), TableColumn("Zahl"), TableColumn("Am", 12, DATE)],
            [("2019-Q1", 17, date(2019, 4, 2)), ("2019-Q2", 4.5, None)],
        ),
    ),
)


def add_column(sheet, table, label, values):
    """Write a column at the right end of an Excel table, as staff do."""
    frame = sheet.tables[table]
    first, last = frame.ref.split(":")
    cells = sheet[frame.ref]
    column, row = cells[0][-1].column + 1, cells[0][0].row
    sheet.cell(row, column, label)
    for offset, value in enumerate(values, 1):
        sheet.cell(row + offset, column, value)
    made = openpyxl.worksheet.table.TableColumn(id=len(frame.tableColumns) + 1, name=label)
    frame.tableColumns.append(made)
    frame.ref = f"{first}:{sheet.cell(sheet[last].row, column).coordinate}"
    if frame.autoFilter:
        frame.autoFilter.ref = frame.ref


@pytest.fixture(scope="module")
def lived(tmp_path_factory):
    """The demo office of version 0.1 after its staff have worked with it."""
    path = shutil.copy(KEPT / "0.1-demo.xlsx", tmp_path_factory.mktemp("alt") / "Alt.xlsx")
    FileBook(path).write([CLOSED, Sheet("Dashboard 3")], today=TODAY)
    book = openpyxl.load_workbook(path)
    report = book["Prüfbericht"]
    labels = {cell.value: cell.column for cell in report[6]}
    for row in range(7, report.max_row + 1):
        if report.cell(row, labels["Regel"]).value in {"C-01", "R-03", "T-02", "P-01"}:
            report.cell(row, labels["Bewusst so (Grund)"], "Mit der Leitung besprochen")
            report.cell(row, labels["Kürzel"], book["Personal"]["A5"].value)
    add_column(report, "tblPrüfbericht", "Rücksprache", ["im Mai"])
    report["K2"], book["Start"]["H3"], book["Dashboard 3"]["C3"] = "bis Freitag", "Schlüssel im Büro", "für den Rat"
    add_column(book["Klienten"], "tblKlienten", "Lieblingsfarbe", ["blau", "+rot", 7, None, date(2019, 5, 1)])
    log = book["Postausgang"]
    log.cell(7, next(cell.column for cell in log[6] if cell.value == "Status"), "versandt")
    add_column(log, "tblPostausgang", "Porto", [0.8, 1.55])
    page = book["Dashboard"]
    for row, values in enumerate((("Quartal", "Kennzahl", "Kommentar"), ("2019-Q1", "Vermittlungen", SAID)), 4):
        for column, value in enumerate(values, 40):
            page.cell(row, column, value)
    page.add_table(Table(displayName="tblKommentare", ref="AN4:AP5"))
    team = book.create_sheet("Teamsitzung")
    team["A1"] = "Kaffee"
    team["A1"].comment = Comment("Wer backt?", "SY")
    pinned = book["Klienten"]
    pinned["A4"].comment = Comment("Hilfe einer früheren Version", " ")  # as LibreOffice saves it
    pinned["I6"] = '=UPPER("meier")'
    pinned["I7"].hyperlink = "https://example.org/akte"
    pinned.add_chart(BarChart(), "BA8")
    shops = book["Leerstände"]
    shops["A15"], shops.tables["tblLeerstände"].ref = "Summe", "A4:O15"
    book.defined_names["Unsere_Leute"] = DefinedName("Unsere_Leute", attr_text="Personal!$A$5")
    lists = book["Listen"]
    lists.cell(4, lists.max_column + 2, "Farben")
    lists.cell(5, lists.max_column, "rot")
    pinned["H6"].comment = Comment("Bitte nur auf Türkisch", "SY")
    pinned.cell(2, pinned.max_column + 3, "Liste der Leitung")
    pinned.cell(pinned.max_row + 3, 1, "Stand: Mai")
    book.save(path)
    letters = path.parent / "Briefe"
    letters.mkdir()
    for row in range(7, 10):
        (letters / log.cell(row, next(cell.column for cell in log[6] if cell.value == "Datei")).value).write_bytes(
            b""
        )
    return path


@pytest.fixture(scope="module")
def upgraded(lived, tmp_path_factory):
    target = tmp_path_factory.mktemp("neu") / "Neu.xlsx"
    before = lived.read_bytes()
    done = upgrade(FileBook(lived), target, today=TODAY)
    assert lived.read_bytes() == before
    return done


def office_of(path):
    with read_book(path) as raw:
        return read_office(raw)[0]


def rows_of(path, sheet, table):
    with read_book(path) as raw:
        read = read_own_table(raw, sheet, table)
        return [dict(zip(read.headers, row, strict=True)) for row in read.rows]


def test_every_value_of_the_old_workbook_stands_in_the_new_one_and_every_new_column_is_there(lived, upgraded):
    old, new = office_of(lived), office_of(upgraded.workbook)

    for record in TABLES:
        assert new[record].exists
        assert all(new[record].present(column.name) for column in record.spec.columns if not column.for_the_eye)
        for column in record.spec.columns:
            if column.formula is None and old[record].present(column.name):
                before = list(old[record].column(column.name))
                assert list(new[record].column(column.name))[: len(before)] == before, column.label
    assert sum(upgraded.rows.values()) > 2500
    with read_book(upgraded.workbook) as raw:
        assert raw.version == VERSION


def test_what_staff_decided_holds_in_the_new_workbook(lived, upgraded):
    def settled(path):
        rows = rows_of(path, "Prüfbericht", "tblPrüfbericht")
        return {(row["Kennung"], row["Bewusst so (Grund)"]) for row in rows if row["Kürzel"]}

    assert settled(lived)
    assert settled(upgraded.workbook)
    assert upgraded.acknowledged == len(settled(upgraded.workbook))
    assert settled(upgraded.workbook) <= settled(lived)


def test_the_log_comes_along_with_what_staff_wrote_and_its_letters_are_found(lived, upgraded):
    old, new = (rows_of(path, "Postausgang", "tblPostausgang") for path in (lived, upgraded.workbook))

    assert len(new) == len(old) == upgraded.letters == 14
    assert not any(row["Antwort am"] for row in old)  # nobody typed there: „Rückmeldung am“ stands for it now
    shared = old[0].keys() - {"Ordner", "Antwort am"}
    assert [{name: row[name] for name in shared} for row in new] == [
        {name: row[name] for name in shared} for row in old
    ]
    assert new[0]["Status"] == "versandt"
    assert [row["Porto"] for row in new[:3]] == [0.8, 1.55, ""]
    found = upgraded.workbook.parent / new[0]["Ordner"] / new[0]["Datei"]
    assert found.resolve() == lived.parent / "Briefe" / old[0]["Datei"]
    assert new[-1]["Ordner"] == ""


def test_columns_of_the_office_and_closed_quarters_come_along(upgraded):
    clients = openpyxl.load_workbook(upgraded.workbook)["Klienten"]
    header = next(cell for cell in clients[4] if cell.value == "Lieblingsfarbe")
    below = [clients.cell(row, header.column) for row in range(5, 10)]

    assert [cell.value for cell in below[:4]] == ["blau", "+rot", 7, None]
    assert below[4].value == "01.05.2019"
    closed = rows_of(upgraded.workbook, "Quartalsabschlüsse", "tblQuartalsabschlüsse")
    assert [(row["Quartal"], row["Zahl"], row["Am"]) for row in closed] == [
        ("2019-Q1", 17, date(2019, 4, 2)),
        ("2019-Q2", 4.5, ""),
    ]


def test_comments_under_the_tiles_come_along(upgraded):
    with read_book(upgraded.workbook) as raw:
        assert read_remarks(raw) == {("2019-Q1", "Vermittlungen"): SAID}
    assert upgraded.comments == 1
    assert "1 Kommentar der Auswertung" in told(upgraded)


def test_what_stood_beside_the_findings_comes_along(lived, upgraded):
    old, new = (
        {row["Kennung"]: row["Rücksprache"] for row in rows_of(path, "Prüfbericht", "tblPrüfbericht")}
        for path in (lived, upgraded.workbook)
    )

    assert {mark: text for mark, text in old.items() if text} == {mark: text for mark, text in new.items() if text}
    assert "im Mai" in new.values()
    assert openpyxl.load_workbook(upgraded.workbook)["Prüfbericht"]["K2"].value == "bis Freitag"


def test_what_a_run_makes_again_is_not_carried_over_as_if_nothing_could(upgraded):
    assert upgraded.sheets == ("Quartalsabschlüsse",)


def test_what_does_not_come_along_is_told(upgraded):
    left = "\n".join(upgraded.left)

    assert "Blatt „Teamsitzung“" in left
    assert "Spalte „Lieblingsfarbe“ auf „Klienten“" in left
    assert re.search(r"Blatt „Klienten“: Was neben der Tabelle steht \([A-Z]+2, A\d+\)\.", left)
    assert "Notizen auf „Klienten“ (H6)" in left
    assert "Blatt „Klienten“: Formeln in Eingabespalten (I6, P207)." in left  # the second was an error all along
    assert re.search(r"Blatt „Listen“: Eigene Listen und Einträge in festen Listen \([A-Z]+4, [A-Z]+5\)\.", left)
    assert "Hyperlinks auf „Klienten“" in left
    assert "Blatt „Start“: Was Sie dort geschrieben haben (H3)." in left
    assert "Blatt „Dashboard 3“: Was von Ihnen dort steht (C3)." in left
    assert "Blatt „Leerstände“: Was nach Summe, Überschrift oder Bemerkung aussieht (Zeile 15)." in left
    assert "Namen im Namens-Manager: Unsere_Leute." in left
    assert "Diagramme auf „Klienten“: Bitte in Excel in die neue Mappe kopieren." in left
    assert len(upgraded.left) == 12
    assert "Teamsitzung" not in openpyxl.load_workbook(upgraded.workbook, read_only=True).sheetnames


def test_a_workbook_that_would_not_hold_the_same_is_thrown_away(lived, tmp_path, monkeypatch):
    create = upgrading.create_workbook

    def forgetful(path, **named):
        values = dict(named["raw"])
        record = next(record for record in TABLES if record.spec.sheet == "Klienten")
        values[record, 0, "last_name"] = "Falsch"
        create(path, **{**named, "raw": values})

    monkeypatch.setattr(upgrading, "create_workbook", forgetful)
    with pytest.raises(NotTheSameError, match=r"„Klienten“ die Spalte „Nachname“") as caught:
        upgrade(FileBook(lived), tmp_path / "Neu.xlsx", today=TODAY)

    assert "Falsch" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_the_command_says_it_to_people_and_to_programs_and_refuses_half_of_it(tmp_path, capsys):
    old = shutil.copy(KEPT / "0.1-leer.xlsx", tmp_path / "Alt.xlsx")

    assert main(["adopt", "--upgrade", str(old), "-o", str(tmp_path / "A.xlsx"), "--as-of", "2019-06-30"]) == 0
    assert "aus einer Mappe vom Stand 0.1" in capsys.readouterr().out
    assert main(["adopt", "--upgrade", str(old), "-o", str(tmp_path / "B.xlsx"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["version"] == {"before": "0.1", "now": VERSION}
    assert main(["adopt", "--upgrade", str(old), "-o", str(tmp_path / "B.xlsx")]) == 2
    assert "gibt es schon" in capsys.readouterr().err
    assert main(["adopt", "--upgrade", str(old)]) == 2
    assert "-o NEU.xlsx" in capsys.readouterr().err
