"""What the terminal shows of findings."""

from dataclasses import replace

from automation.console import progress, show_findings, summary
from workbook.findings import Acknowledgement, Finding, Severity

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


def test_a_finding_is_shown_with_its_cell_and_its_suggestion(capsys):
    show_findings([MINIJOB, POSTCODE], limit=None)

    lines = capsys.readouterr().out.splitlines()
    assert lines[2].split()[:3] == ["Fehler", "C-01", "Vermittlungen!K5"]
    assert lines[3].split()[-1] == "01067"
    assert lines[-1] == "1 Fehler, 1 Warnung, 0 Hinweise."


def test_what_does_not_fit_is_counted(capsys):
    show_findings([MINIJOB] * 5, limit=3)

    assert capsys.readouterr().out.splitlines()[-2:] == ["… und 2 weitere.", "5 Fehler, 0 Warnungen, 0 Hinweise."]


def test_what_staff_settled_is_counted_but_not_shown(capsys):
    settled = replace(POSTCODE, acknowledged=Acknowledgement("Postfach", "AB"))

    show_findings([MINIJOB, settled], limit=None)

    said = capsys.readouterr().out
    assert "M17" not in said
    assert said.splitlines()[-1] == "1 Fehler, 0 Warnungen, 0 Hinweise; 1 als „bewusst so“ vermerkt."


def test_square_brackets_of_a_message_are_text_and_no_markup(capsys):
    show_findings([replace(MINIJOB, message="Spalte [bold] fehlt")], limit=None)

    assert "Spalte [bold] fehlt" in capsys.readouterr().out


def test_an_office_without_findings_reads_so():
    assert summary([]) == "Keine Befunde."


def test_a_progress_bar_is_drawn_on_a_terminal_only(capsys):
    with progress() as report:
        report("Prüfe Klienten", 1, 2)

    assert capsys.readouterr() == ("", "")
