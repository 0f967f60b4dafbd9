"""Whatever is given instead of a good workbook: one German sentence with the cure, exit code 2, nothing changed."""

import os
import resource
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import msoffcrypto.format.ooxml
import openpyxl
import pytest
from xlsxwriter import Workbook

HOUSE = Path(__file__).parents[2]
NOBODY = 65534
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


@pytest.mark.parametrize("content", [b"", b"Name;Ort\n", b"<html>Bitte anmelden</html>", b"PK"])
def test_something_else_that_is_named_like_a_workbook(refused, tmp_path, content):
    path = tmp_path / "Mappe.xlsx"
    path.write_bytes(content)

    assert "ist keine Excel-Mappe, auch wenn der Name so endet." in refused(path)


@pytest.mark.parametrize("share", [0.3, 0.9, 0.999])
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
@pytest.mark.parametrize("command", WRITING)
def test_a_workbook_that_is_open_in_excel_or_libreoffice(refused, workbook, lock, command):
    workbook.with_name(lock).write_text(",anna,PC7,22.11.2026 09:00,file:///", encoding="utf-8")

    assert "geöffnet. Bitte dort speichern und schließen" in refused(workbook, command)


def test_an_open_workbook_can_still_be_looked_at(lotse, workbook):
    workbook.with_name("~$Mappe.xlsx").write_bytes(b"")
    before = contents(workbook.parent)

    done = lotse("check", workbook, "--no-write")

    assert done.code in {0, 1}
    assert contents(workbook.parent) == before


def lotse_as(workbook, command, prepare, *, user=None):
    """Run `lotse` as a process of its own that `prepare` has put under a limit."""
    return subprocess.run(
        [sys.executable, "-c", "import sys; from automation.cli import main; sys.exit(main())", command, workbook],
        cwd=HOUSE,
        preexec_fn=prepare,
        user=user,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.skipif(os.name == "nt", reason="Windows kennt diese Rechte nicht")
@pytest.mark.parametrize("command", WRITING)
def test_a_folder_in_which_nobody_may_write(refused, workbook, command):
    workbook.chmod(0o444)
    workbook.parent.chmod(0o555)
    mask = _without_root(workbook)
    try:
        sentence = refused(workbook, command)
    finally:
        mask()
        workbook.parent.chmod(0o755)

    assert "konnte nicht gespeichert werden" in sentence


def _without_root(path):
    """Drop root's right to write everywhere; return what gives it back."""
    if os.geteuid():
        return lambda: None
    for folder in path.parents[:3]:
        folder.chmod(folder.stat().st_mode | 0o555)
    os.seteuid(NOBODY)
    return lambda: os.seteuid(0)
