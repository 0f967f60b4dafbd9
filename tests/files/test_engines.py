"""No engine passes by copying: results are spoiled first, and each calculates what Lotse wrote."""

import re
import shutil

import pytest

from automation.cli import main
from automation.dashboard import engines
from automation.dashboard import verify as proof
from automation.dashboard.engines import asked, installed, missing
from workbook.package.parts import Package
from workbook.package.spoiling import SPOILED, spoiled
from workbook.reading import witness


@pytest.fixture(scope="module")
def compiled(tmp_path_factory):
    path = tmp_path_factory.mktemp("zahlen") / "Mappe.xlsx"
    assert main(["new", str(path), "--demo"]) == 0
    assert main(["dashboard", str(path), "--close", "2019-Q1", "--by", "MKA", "--as-of", "30.06.2019"]) == 0
    return path


def test_every_formula_of_the_copy_says_something_else(compiled, tmp_path):
    copy = tmp_path / "Probe.xlsx"
    with Package(compiled) as package:
        count = spoiled(package, copy)

    with Package(copy) as package:
        sheets = [b"".join(package.stream(entry.part)) for entry in proof.sheet_entries(package) if entry.part]
    value = f"<v>{SPOILED}</v></c>".encode()
    assert count > 1000
    assert sum(sheet.count(value) for sheet in sheets) == count
    assert sum(sheet.count(b"<f>") + sheet.count(b"<f ") for sheet in sheets) == count


@pytest.mark.skipif("formualizer" not in installed(), reason="formualizer ist nicht installiert.")
def test_a_library_calculates_every_figure_from_the_spoiled_copy(compiled, tmp_path):
    copy = tmp_path / "Probe.xlsx"
    with Package(compiled) as package:
        spoiled(package, copy)
        formulas = {
            entry.name: proof._formulas(package, entry.part)
            for entry in proof.sheet_entries(package)
            if entry.name.startswith("Dashboard")
        }
    made = installed()["formualizer"](copy, tmp_path, tuple(formulas))

    for sheet, cells in formulas.items():
        written, again = proof._values(compiled, sheet), proof._values(made, sheet)
        wrong = [cell for cell in cells if not proof.same(written.get(cell, ""), again.get(cell, ""))]
        assert (sheet, wrong) == (sheet, [])
    assert sum(map(len, formulas.values())) > 500


def test_an_engine_that_only_copies_is_found_out(compiled, tmp_path, monkeypatch):
    copy = tmp_path / "Probe.xlsx"
    with Package(compiled) as package:
        spoiled(package, copy)

    def copying(path, folder, _):
        return shutil.copy(path, folder / "kopiert.xlsx")

    monkeypatch.setattr(proof, "installed", lambda: {"Abschreiber": copying})
    found = proof._library_opinions(copy, tmp_path, ("Dashboard",))

    [(reader, results)] = list(found)
    assert reader == "Abschreiber rechnet"
    assert SPOILED in results["Dashboard"].values()


def test_what_is_not_installed_is_named():
    assert {*asked(), *missing()} == {"LibreOffice", "formualizer", "CellRune", "formulon"}


@pytest.fixture
def without_libreoffice(monkeypatch):
    monkeypatch.setattr(engines, "find_libreoffice", lambda: None)


@pytest.mark.usefixtures("without_libreoffice")
@pytest.mark.skipif("formualizer" not in installed(), reason="formualizer ist nicht installiert.")
def test_without_libreoffice_the_others_calculate_and_it_is_named(compiled, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(engines, "LIBRARIES", {**engines.LIBRARIES, "Rechenknecht": ("rechenknecht", None)})
    path = shutil.copy(compiled, tmp_path / "Mappe.xlsx")

    code = main(["dashboard", str(path), "--verify", "--as-of", "30.06.2019"])

    said = " ".join(capsys.readouterr().out.split())
    assert code == 0
    assert "formualizer hat jede Zahl nachgerechnet und kommt auf dasselbe." in said
    assert re.search(r"Nicht installiert, deshalb nicht gefragt: LibreOffice, .*Rechenknecht\.", said)


@pytest.mark.usefixtures("without_libreoffice")
@pytest.mark.skipif("formualizer" not in installed(), reason="formualizer ist nicht installiert.")
def test_a_workbook_that_is_too_large_for_the_second_reader_is_told(compiled, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(engines, "LIBRARIES", {"formualizer": engines.LIBRARIES["formualizer"]})
    monkeypatch.setattr(witness, "LARGEST", 1000)
    path = shutil.copy(compiled, tmp_path / "Mappe.xlsx")

    assert main(["dashboard", str(path), "--verify", "--as-of", "30.06.2019"]) == 0

    said = " ".join(capsys.readouterr().out.split())
    assert "openpyxl hat die Mappe nicht gegengelesen: Dafür ist sie zu groß" in said


@pytest.mark.usefixtures("without_libreoffice")
def test_where_nobody_can_calculate_that_is_told_before_anything_is_written(
    compiled, tmp_path, monkeypatch, capsys
):
    monkeypatch.setattr(engines, "LIBRARIES", {})
    path = shutil.copy(compiled, tmp_path / "Mappe.xlsx")
    before = path.read_bytes()

    assert main(["dashboard", str(path), "--verify"]) == 2

    assert "LibreOffice" in capsys.readouterr().err
    assert path.read_bytes() == before
