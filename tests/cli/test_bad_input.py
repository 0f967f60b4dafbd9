"""Whatever is given instead of a good workbook: one German sentence with the cure, exit code 2, nothing changed."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import msoffcrypto.format.ooxml
import openpyxl
import pytest
from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from xlsxwriter import Workbook

from workbook.schema import HEADER_ROW

HOUSE = Path(__file__).parents[2]
WRITING = ("run", "check", "letters", "dashboard")


def contents(folder):
    """Every file below a folder with its bytes."""
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def refused(lotse):
    """Run a command on a path, hold it to the manners of a refusal, and return its sentence."""

    def run(path, command="check", *switches):
        before = contents(path.parent)

        done = lotse(command, path, *switches)

        assert done.code == 2
        assert done.out == ""
        assert done.err.count("\n") == 1
        assert "Bitte" in done.err or "bitte" in done.err
        assert "Traceback" not in done.err
        assert "Fehler in Lotse" not in done.err
        assert contents(path.parent) == before
        return done.err.strip()

    return run


def edited(path, change):
    """Change a workbook in openpyxl, as somebody would in Excel."""
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)
    return path


@pytest.mark.parametrize("command", WRITING)
def test_a_name_that_does_not_exist(refused, tmp_path, command):
    sentence = refused(tmp_path / "Mapppe.xlsx", command)

    assert sentence.startswith("„Mapppe.xlsx“ gibt es nicht. Bitte Namen und Ordner prüfen")


@pytest.mark.parametrize("command", WRITING)
def test_a_folder(refused, tmp_path, command):
    folder = tmp_path / "Mappe.xlsx"
    folder.mkdir()

    assert "ist ein Ordner. Bitte die Excel-Mappe darin angeben." in refused(folder, command)


@pytest.mark.parametrize("content", [b"", b"Name;Ort\n", b"<html>Bitte anmelden</html>"])
def test_something_else_that_is_named_like_a_workbook(refused, tmp_path, content):
    path = tmp_path / "Mappe.xlsx"
    path.write_bytes(content)

    assert "ist keine Excel-Mappe, auch wenn der Name so endet." in refused(path)


@pytest.mark.parametrize("share", [0.0001, 0.3, 0.9, 0.999])
def test_a_workbook_that_was_cut_off_while_copying(refused, workbook, share):
    whole = workbook.read_bytes()
    workbook.write_bytes(whole[: int(len(whole) * share)])

    assert "ist beschädigt oder unvollständig" in refused(workbook)


@pytest.mark.parametrize("command", WRITING)
def test_a_workbook_with_a_password(refused, workbook, tmp_path, command):
    locked = tmp_path / "Geheim.xlsx"
    with workbook.open("rb") as plain, locked.open("wb") as out:
        msoffcrypto.format.ooxml.OOXMLFile(plain).encrypt("geheim", out)

    assert "mit einem Kennwort verschlüsselt" in refused(locked, command)


@pytest.mark.parametrize("lock", ["~$Mappe.xlsx", ".~lock.Mappe.xlsx#"])
@pytest.mark.parametrize("command", ["run", "letters", "dashboard"])
def test_a_workbook_that_is_open_in_excel_or_libreoffice(refused, workbook, lock, command):
    workbook.with_name(lock).write_text(",anna,PC7,22.11.2026 09:00,file:///", encoding="utf-8")

    assert "geöffnet. Bitte dort speichern und schließen" in refused(workbook, command)


def test_an_open_workbook_can_still_be_looked_at(lotse, workbook):
    workbook.with_name("~$Mappe.xlsx").write_bytes(b"")
    before = contents(workbook.parent)

    for switches in ([], ["--no-write"]):
        done = lotse("check", workbook, *switches)
        assert done.code in {0, 1}
        assert re.search(r"Stand \d{1,2}:\d\d, geöffnet\. Das ist der zuletzt gespeicherte Stand", done.out)
        assert ("„Prüfbericht“ wird erneuert, sobald" in done.out) is not bool(switches)
        assert contents(workbook.parent) == before
    assert json.loads(lotse("check", workbook, "--json").out)["open_elsewhere"]


def test_cells_of_an_open_workbook_are_not_corrected(lotse, workbook):
    workbook.with_name("~$Mappe.xlsx").write_bytes(b"")
    book = openpyxl.load_workbook(workbook)
    book["Klienten"]["K5"] = 45884
    book.save(workbook)

    before = contents(workbook.parent)

    done = lotse("check", workbook, "--fix", "--yes")

    assert done.code == 2
    assert "geöffnet. Bitte dort speichern und schließen" in done.err
    assert contents(workbook.parent) == before


def start(*words):
    """Start `lotse` as a process of its own that may not write where the rights forbid it, even for root."""
    command = [sys.executable, "-m", "automation", *words]
    if os.geteuid() == 0:
        if shutil.which("setpriv") is None:
            pytest.skip("Root darf überall schreiben, und setpriv, das ihn daran hindert, fehlt.")
        command = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search", *command]
    return subprocess.run(command, cwd=HOUSE, capture_output=True, encoding="utf-8", check=False)


@pytest.mark.skipif(os.name == "nt", reason="Windows kennt diese Rechte nicht.")
@pytest.mark.parametrize("command", ["run", "check"])
def test_a_folder_in_which_one_may_only_read(workbook, command):
    before = contents(workbook.parent)
    workbook.parent.chmod(0o555)

    done = start(command, workbook)
    workbook.parent.chmod(0o755)

    assert done.returncode == 2
    assert "konnte nicht gespeichert werden: In diesen Ordner darf nicht geschrieben werden. Bitte" in done.stderr
    assert done.stderr.count("\n") == 1
    assert contents(workbook.parent) == before


@pytest.mark.skipif(os.name == "nt", reason="Windows kennt diese Rechte nicht.")
@pytest.mark.parametrize("command", ["run", "check"])
def test_a_workbook_that_is_write_protected(workbook, command):
    before = contents(workbook.parent)
    workbook.chmod(0o444)

    done = start(command, workbook)

    assert done.returncode == 2
    assert "Die Datei ist schreibgeschützt. Bitte den Schreibschutz" in done.stderr
    assert contents(workbook.parent) == before


def test_a_disk_that_is_full(office, tmp_path):
    """A disk of its own, one block larger than the workbook; mounting it takes root's rights."""
    disk = tmp_path / "disk"
    disk.mkdir()
    size = office.stat().st_size // 4096 * 4096 + 3 * 4096
    script = """
        mount -t tmpfs -o size="$2" none "$1" && cp "$3" "$1/Mappe.xlsx" && echo mounted || exit
        "$4" -m automation check "$1/Mappe.xlsx"
        code=$?
        cmp "$3" "$1/Mappe.xlsx" && ls -A "$1"
        exit $code
    """
    if shutil.which("unshare") is None:
        pytest.skip("Eine volle Platte lässt sich hier nicht nachstellen.")
    done = subprocess.run(
        ["unshare", "--mount", "sh", "-c", script, "sh", disk, str(size), office, sys.executable],
        cwd=HOUSE,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if not done.stdout.startswith("mounted"):
        pytest.skip("Eine volle Platte lässt sich hier nicht nachstellen.")

    assert done.returncode == 2
    assert "konnte nicht gespeichert werden" in done.stderr
    assert done.stdout.split() == ["mounted", "Mappe.xlsx"]


def test_a_workbook_of_something_else(refused, tmp_path):
    path = tmp_path / "Haushaltsbuch.xlsx"
    with Workbook(path) as book:
        book.add_worksheet("Ausgaben").write_row("A1", ["Datum", "Betrag"])

    sentence = refused(path)

    assert "keine Tabelle, die Lotse kennt (Blätter: „Ausgaben“)" in sentence


def rename(book, sheet, old, new):
    """Rename a column in the header and in the Excel table, as Excel does both at once."""
    cells = [cell for cell in book[sheet][HEADER_ROW] if cell.value == old]
    cells[0].value = new
    for table in book[sheet].tables.values():
        for column in table.tableColumns:
            if column.name == old:
                column.name = new


def test_a_key_column_that_was_renamed(refused, workbook):
    edited(workbook, lambda book: rename(book, "Klienten", "KlientID", "KlientIDs"))

    sentence = refused(workbook)

    assert sentence.startswith("Blatt „Klienten“, Zeile 4: Die Spalte „KlientID“ fehlt.")
    assert "Heißt sie dort „KlientIDs“? Dann bitte umbenennen." in sentence


def test_a_header_that_stands_twice(refused, workbook):
    def change(book):
        sheet = book["Klienten"]
        sheet.tables.clear()
        sheet.cell(HEADER_ROW, sheet.max_column + 1).value = "Nachname"

    edited(workbook, change)

    assert "Blatt „Klienten“: Die Überschrift „Nachname“ steht zweimal" in refused(workbook)


def findings(lotse, path):
    """The findings of a workbook by rule and cell."""
    done = lotse("check", path, "--no-write", "--json", "--as-of", "2019-06-30")
    assert done.code in {0, 1}, done.err
    return {(found["rule"], found["sheet"], found["cell"]) for found in json.loads(done.out)["findings"]}


def test_a_table_that_was_moved_is_found_with_its_new_addresses(lotse, workbook):
    sheet = "Vermittlungen"
    before = {(rule, cell) for rule, where, cell in findings(lotse, workbook) if where == sheet}

    def move(book):
        book[sheet].tables.clear()
        book[sheet].insert_rows(1, 3)
        book[sheet].insert_cols(1, 2)

    after = {(rule, cell) for rule, where, cell in findings(lotse, edited(workbook, move)) if where == sheet}

    places = [(rule, *coordinate_to_tuple(cell)) for rule, cell in before]
    assert places
    assert {(rule, *coordinate_to_tuple(cell)) for rule, cell in after} == {
        (rule, row + 3, column + 2) for rule, row, column in places
    }


def test_a_workbook_from_an_old_mac_that_counts_days_from_1904_reads_the_same(lotse, workbook):
    # openpyxl drops the results of formulas, so both are saved by it.
    before = findings(lotse, edited(workbook, lambda _: None))

    def change(book):
        book.epoch = CALENDAR_MAC_1904

    assert before
    assert findings(lotse, edited(workbook, change)) == before | {("F-21", "Klienten", "A4")}


def test_a_formula_that_went_wrong_is_a_finding_at_its_cell(lotse, workbook):
    def change(book):
        sheet = book["Klienten"]
        (column,) = (cell.column for cell in sheet[HEADER_ROW] if cell.value == "Geburtsdatum")
        sheet.cell(HEADER_ROW + 1, column).value = "#N/A"
        nonlocal address
        address = sheet.cell(HEADER_ROW + 1, column).coordinate

    address = ""
    found = findings(lotse, edited(workbook, change))

    assert ("Klienten", address) in {(sheet, cell) for _, sheet, cell in found}
