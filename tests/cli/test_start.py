"""`lotse live start`, behind the shortcut: a dropped workbook is checked, without one it asks."""

import subprocess
import sys
from pathlib import Path

HOUSE = Path(__file__).parents[2]


def start(*files, typed="\n"):
    words = [sys.executable, "-m", "automation", "live", "start", *map(str, files)]
    return subprocess.run(
        words, input=typed, capture_output=True, text=True, encoding="utf-8", cwd=HOUSE, check=False
    )


def test_what_is_dropped_is_checked_and_the_window_waits(workbook):
    done = start(workbook)

    assert done.returncode == 1
    assert "Mappe.xlsx" in done.stdout
    assert "Geschrieben: „Prüfbericht“" in done.stdout
    assert done.stdout.rstrip().endswith("Eingabetaste schließt dieses Fenster.")


def test_without_a_workbook_it_asks_for_the_job_and_takes_a_path_in_quotes(workbook):
    done = start(typed=f'9\n2\n"{workbook}"\n\n')

    assert done.returncode == 0
    assert "Bitte eine Zahl von 1 bis 5" in done.stdout
    assert "Geschrieben: „Heute“" in done.stdout


def test_whoever_wants_nothing_gets_nothing_and_a_mistake_keeps_the_window(workbook):
    assert start(typed="\n\n").returncode == 0

    done = start(workbook.with_name("fort.xlsx"))
    assert done.returncode == 2
    assert "fort.xlsx" in done.stderr
    assert "schließt dieses Fenster" in done.stdout
