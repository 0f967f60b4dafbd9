"""What staff see when Lotse itself fails, when they press Ctrl+C, and when nobody reads the output."""

import subprocess
import sys
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2]


@pytest.fixture
def broken(monkeypatch):
    """Make `lotse doctor` fail with this exception."""

    def fail_with(error):
        def fail():
            raise error

        monkeypatch.setattr("automation.installation.installed.examine", fail)

    return fail_with


def test_a_defect_is_owned_up_to_in_one_sentence_without_what_was_in_the_cell(lotse, broken, monkeypatch):
    monkeypatch.delenv("LOTSE_DEBUG", raising=False)
    broken(KeyError("Erika Mustermann"))

    done = lotse("doctor")

    assert done.code == 2
    assert done.err.startswith("Das ist ein Fehler in Lotse selbst (KeyError in automation.commands.doctor, Zeile ")
    assert "Mustermann" not in done.err
    assert "LOTSE_DEBUG=1" in done.err


def test_whoever_mends_lotse_can_ask_for_the_whole_story(lotse, broken, monkeypatch):
    monkeypatch.setenv("LOTSE_DEBUG", "1")
    broken(KeyError("Erika Mustermann"))

    with pytest.raises(KeyError):
        lotse("doctor")


def test_ctrl_c_ends_with_a_sentence(lotse, broken):
    broken(KeyboardInterrupt())

    done = lotse("doctor")

    assert (done.code, done.err) == (2, "Abgebrochen. Die Mappe ist unverändert.\n")


def test_ctrl_c_while_a_workbook_is_made_does_not_speak_of_one_that_is_unchanged(lotse, monkeypatch, tmp_path):
    def stop(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("workbook.creating.create_workbook", stop)

    done = lotse("new", tmp_path / "Neu.xlsx")

    assert (done.code, done.err) == (2, "Abgebrochen. Es ist keine Mappe angelegt.\n")


def test_an_output_that_nobody_reads_to_its_end_makes_no_noise():
    program = "import sys; from automation.cli import main; sys.exit(main(['doctor', '--json'] ))"
    with subprocess.Popen(
        [sys.executable, "-c", program], cwd=HOUSE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        process.stdout.close()
        complaint = process.stderr.read()

    assert complaint == b""
