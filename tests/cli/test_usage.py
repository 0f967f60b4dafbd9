"""Slips of the finger: one German sentence with the cure, exit code 2."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2]

ENGLISH = ("usage", "argument", "invalid", "required", "expected", "error", "optional", "positional", "show this")


def start(*words, **environment):
    """Start `lotse` as a process of its own."""
    return subprocess.run(
        [sys.executable, "-c", "import sys; from automation.cli import main; sys.exit(main())", *words],
        cwd=HOUSE,
        env={**os.environ, **environment},
        capture_output=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("chek Mappe.xlsx", "Den Befehl „chek“ gibt es nicht. Gemeint war vielleicht „check“. Hilfe: lotse --help"),
        ("check", "Es fehlt: MAPPE. Hilfe: lotse check --help"),
        ("--json", "Welcher Befehl? Hilfe: lotse --help"),
        ("check a.xlsx --no-wirte", "„lotse check“ kennt „--no-wirte“ nicht. Hilfe: lotse check --help"),
        ("letters a.xlsx --kind", "Nach --kind fehlt der Wert. Hilfe: lotse letters --help"),
        ("check a.xlsx --json=3", "--json nimmt keinen Wert. Hilfe: lotse check --help"),
        (
            "run a.xlsx --as-of x",
            "--as-of: „x“ ist kein Datum. Bitte so schreiben: 2019-06-30 oder 30.06.2019. Hilfe: lotse run --help",
        ),
        ("check --as-of", "Nach --as-of fehlt der Wert. Hilfe: lotse check --help"),
        (
            "dashboard a.xlsx --quarter 2019-Q5",
            "--quarter: „2019-Q5“ ist kein Quartal. Bitte so schreiben: 2019-Q2. Hilfe: lotse dashboard --help",
        ),
        (
            "new a.xlsx --demo --rows 100001",
            "--rows: „100001“ ist keine ganze Zahl von 1 bis 100000. Hilfe: lotse new --help",
        ),
    ],
)
def test_a_slip_of_the_finger_is_answered_with_one_german_sentence(lotse, typed, sentence):
    done = lotse(*typed.split())

    assert (done.code, done.err) == (2, f"{sentence}\n")


def test_whoever_types_nothing_is_shown_what_there_is(lotse):
    done = lotse()

    assert done.code == 2
    assert "Prüft die Excel-Mappe des Büros" in done.err


@pytest.mark.parametrize("command", ["", "new", "demo", "run", "check", "letters", "dashboard", "doctor"])
def test_the_help_is_german_throughout(lotse, command):
    done = lotse(*command.split(), "--help")

    assert (done.code, done.err) == (0, "")
    assert [word for word in ENGLISH if word in done.out.lower()] == []


def test_a_program_that_asked_for_json_gets_its_failure_as_json_too(lotse):
    done = lotse("check", "--json")

    assert done.code == 2
    assert json.loads(done.out) == {"error": done.err.strip()}


def test_umlauts_arrive_whatever_code_page_the_console_has():
    done = start("--help", PYTHONIOENCODING="cp1252", PYTHONUTF8="0", LC_ALL="C")

    assert "prüft die Mappe".encode() in done.stdout


def test_help_loads_nothing_that_reads_or_writes_a_workbook():
    listed = "import sys; from automation.cli import main; main(['--help']); print(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", listed], cwd=HOUSE, capture_output=True, text=True, check=True)

    heavy = {"rich", "pydantic", "openpyxl", "lxml", "xlsxwriter", "python_calamine", "jinja2", "typst", "json"}
    assert heavy & set(done.stderr.split()) == set()
