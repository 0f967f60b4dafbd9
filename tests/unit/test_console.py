"""What the terminal shows."""

import re
from datetime import date

from msgspec.structs import replace

from automation.commands.check import show as show_checked
from automation.commands.doctor import show_trials
from automation.material import Checked
from automation.terminal.screen import working
from workbook.findings import Acknowledgement, Finding, Severity
from workbook.trial.verdict import Trial

TODAY = date(2019, 6, 30)
MINIJOB = Finding(
    rule="C-01",
    severity=Severity.ERROR,
    sheet="Vermittlungen",
    cell="K5",
    table="Vermittlungen",
    column="Brutto",
    key="V-00012",
    value="603,01",
    message="603,01 € liegt über der Grenze von 450,00 €.",
)
POSTCODE = replace(
    MINIJOB, rule="F-03", severity=Severity.WARNING, sheet="Klienten", cell="M17", suggestion="01067"
)
SUBSIDY = replace(MINIJOB, rule="F-14", cell="N5", column="Förderung", value="16 i", suggestion="16I")


def shown(capsys, *findings, limit=None):
    """The lines that the terminal shows of these findings."""
    show_checked(Checked(findings, rows=7, tables=2), TODAY, limit)
    return capsys.readouterr().out.splitlines()


def test_a_finding_is_shown_with_its_cell_and_its_suggestion(capsys):
    lines = shown(capsys, MINIJOB, replace(SUBSIDY, severity=Severity.WARNING))

    assert lines[2].split()[:3] == ["Fehler", "C-01", "Vermittlungen!K5"]
    assert lines[3].split()[-1] == "16I"
    assert "7 Zeilen geprüft · 1 Fehler, 1 Warnung" in lines[-1]


def test_a_suggestion_that_repeats_what_was_typed_about_a_person_stays_on_the_sheet(capsys):
    lines = shown(capsys, replace(POSTCODE, table="Klienten", column="PLZ"))

    assert "01067" not in lines[2]
    assert lines[2].endswith("Vorschlag auf dem Blatt „Prüfbericht“")


def test_what_does_not_fit_on_the_screen_is_counted(capsys):
    lines = shown(capsys, *[MINIJOB] * 5, limit=3)

    assert sum("C-01" in line for line in lines) == 3
    assert lines[-2] == "… und 2 weitere."


def test_what_staff_settled_is_counted_but_not_shown(capsys):
    settled = replace(POSTCODE, acknowledged=Acknowledgement("Postfach", "AB"))

    lines = shown(capsys, MINIJOB, settled)

    assert not any("M17" in line for line in lines)
    assert lines[-1].endswith("1 bewusst so")


def test_square_brackets_of_a_message_are_text_and_no_markup(capsys):
    lines = shown(capsys, replace(MINIJOB, message="Spalte [bold] fehlt"))

    assert "Spalte [bold] fehlt" in lines[2]


def test_a_workbook_that_came_through_its_trial_says_so(capsys):
    show_trials([Trial("Mappe.xlsx", trusted=True, seconds=0.26, seen=("Makros", "Notizen"), parts=23)])

    heads, _, cells, told, _ = (line.rstrip() for line in capsys.readouterr().out.split("\n", maxsplit=4))
    assert heads.split() == ["Mappe", "Urteil", "Teile", "Dauer", "Darin", "gesehen"]
    assert re.split(" {2,}", cells) == ["Mappe.xlsx", "bleibt unversehrt", "23", "0,3 s", "Makros, Notizen"]
    assert told == "1 Mappe an einer Kopie probiert: 1 × bleibt unversehrt."


def test_many_trials_are_one_table_with_the_reasons_below_and_each_warning_once(capsys):
    protected = "Die Struktur der Mappe ist geschützt."
    trials = [Trial(f"{number}.xlsx", trusted=True, warnings=(protected,)) for number in range(24)]
    signed = Trial("Akte.xlsx", trusted=False, problem="In „Akte.xlsx“ schreibt Lotse nicht: Sie ist signiert.")
    final = Trial("Ende.xlsx", trusted=False, problem="In „Ende.xlsx“ schreibt Lotse nicht.", reserved=True)

    show_trials([*trials, signed, final])

    lines = capsys.readouterr().out.splitlines()
    assert sum(line.startswith("Mappe ") for line in lines) == 1
    assert lines[28:32] == [
        signed.problem,
        final.problem,
        f"24 Mappen: {protected}",
        "26 Mappen an einer Kopie probiert: 24 × bleibt unversehrt, 1 × erst fragen, 1 × lieber nicht.",
    ]


def test_progress_is_drawn_on_a_terminal_only(capsys):
    with working("Prüfe die Mappe") as report:
        report(1, 2)

    assert capsys.readouterr() == ("", "")
