"""`lotse doctor`: what is installed, what is missing; and whether a workbook may be trusted to Lotse."""

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import xlsxwriter

from automation.installation.installed import Part, State, examine

HOUSE = Path(__file__).parents[2]


def test_the_doctor_names_every_part_with_its_state(lotse):
    done = lotse("doctor", "--json")

    parts = {part["name"]: part for part in json.loads(done.out)["parts"]}
    assert parts["Python"]["state"] == "fine"
    assert {"Lotse", "Vorlagen", "LibreOffice", "Excel"} <= set(parts)


def test_a_machine_without_libreoffice_is_not_broken_but_hears_how_to_get_it(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))

    (office,) = (part for part in examine() if part.name == "LibreOffice")

    assert office.state is State.OPTIONAL
    assert office.cure.startswith("Bitte")


def test_a_broken_part_ends_with_1_and_its_cure(lotse, monkeypatch):
    broken = Part("lxml", State.BROKEN, "nicht installiert", 'Bitte ausführen: pip install --upgrade "lxml>=5.3"')
    monkeypatch.setattr("automation.installation.installed.examine", lambda: [broken])

    done = lotse("doctor")

    assert done.code == 1
    assert broken.cure in done.out


def test_the_doctor_speaks_where_everything_else_is_missing():
    program = """
import sys
for name in ("rich", "pydantic", "lxml", "xlsxwriter", "python_calamine", "jinja2", "typst"):
    sys.modules[name] = None
from automation.cli import main
sys.exit(main(["doctor"]))
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=HOUSE, capture_output=True, text=True, check=False)

    assert done.stderr == ""
    assert done.stdout.startswith("Python ")


def test_another_command_then_says_whom_to_ask(lotse, monkeypatch):
    monkeypatch.setitem(sys.modules, "workbook.writing.file_book", None)

    done = lotse("check", "Mappe.xlsx")

    assert done.code == 2
    assert done.err.endswith("Bitte „lotse doctor“ starten; es sagt, was zu tun ist.\n")


def test_one_table_says_of_every_workbook_whether_lotse_may_be_trusted_with_it(lotse, workbook, tmp_path):
    text = tmp_path / "Liste.xlsx"
    text.write_text("Name;Ort")

    done = lotse("doctor", workbook, text)

    lines = done.out.splitlines()
    assert done.code == 1
    assert [line.split("  ")[0] for line in lines[:4]] == ["Mappe", lines[1], "Mappe.xlsx", "Liste.xlsx"]
    assert "bleibt unversehrt" in lines[2]
    assert "Notizen" in lines[2]
    assert "lieber nicht" in lines[3]
    assert "„Liste.xlsx“ ist keine Excel-Mappe" in done.out


def test_a_program_gets_the_trials_as_one_document(lotse, workbook):
    done = lotse("doctor", workbook, "fehlt.xlsx", "--json")

    trial, missing = json.loads(done.out)["trials"]
    assert done.code == 1
    assert (trial["workbook"], trial["trusted"], trial["verdict"]) == ("Mappe.xlsx", True, "unharmed")
    assert trial["steps"] == ["eingefügt", "erneuert", "entfernt"]
    assert trial["seconds"] > 0
    assert trial["confirmed"]
    assert not missing["confirmed"]
    assert (missing["verdict"], missing["parts"]) == ("leave", 0)


def test_a_workbook_that_is_not_there_could_not_be_tried(lotse):
    done = lotse("doctor", "fehlt.xlsx")

    assert done.code == 2
    assert done.err.count("fehlt.xlsx") == 1


def test_the_copies_of_a_trial_are_kept_also_of_two_workbooks_with_one_name(lotse, workbook, tmp_path):
    other = tmp_path / workbook.name
    shutil.copy(workbook, other)
    kept = tmp_path / "Proben"

    done = lotse("doctor", workbook, other, "--keep", kept, "--json")

    assert done.code == 0
    assert len(list(kept.rglob("*.xlsx"))) == 6
    assert [trial["workbook"] for trial in json.loads(done.out)["trials"]] == [str(workbook), str(other)]


def test_no_file_stays_open_and_no_copy_lies_about_after_many_trials(lotse, tmp_path, monkeypatch):
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    book = tmp_path / "Mappe.xlsx"
    with xlsxwriter.Workbook(book) as made:
        made.add_worksheet().write("A1", "Wert")
    opened = Path("/proc/self/fd")
    before = len(list(opened.iterdir())) if opened.exists() else 0

    assert lotse("doctor", *[book] * 12).code == 0

    assert (len(list(opened.iterdir())) if opened.exists() else 0) == before
    assert list(temporary.iterdir()) == []
