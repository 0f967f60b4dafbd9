"""`lotse doctor`: what is installed, what is missing, what to do."""

import json
import subprocess
import sys
from pathlib import Path

from automation.doctor import Part, State, examine

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
    monkeypatch.setattr("automation.doctor.examine", lambda: [broken])

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
    monkeypatch.setitem(sys.modules, "workbook.book", None)

    done = lotse("check", "Mappe.xlsx")

    assert done.code == 2
    assert done.err.endswith("Bitte „lotse doctor“ starten; es sagt, was zu tun ist.\n")
