"""LibreOffice as an independent engine."""

import signal
import subprocess
import sys
from decimal import Decimal

import pytest
from openpyxl import load_workbook
from xlsxwriter import Workbook

from workbook.errors import MissingToolError, WorkbookError
from workbook.live.libreoffice.program import end_group, own_libreoffice

pytestmark = pytest.mark.libreoffice


def test_a_wrong_cached_result_does_not_survive_recalculation(tmp_path, recalculate):
    path = tmp_path / "Mappe.xlsx"
    with Workbook(path) as book:
        sheet = book.add_worksheet("Blatt")
        sheet.write("A1", 20)
        sheet.write_formula("A2", "=A1*2", value=7)

    result = load_workbook(recalculate(path), data_only=True)["Blatt"]["A2"].value

    assert Decimal(result) == 40


def test_a_workbook_can_be_printed(tmp_path, to_pdf):
    path = tmp_path / "Mappe.xlsx"
    with Workbook(path) as book:
        book.add_worksheet("Blatt").write("A1", "Guten Tag")

    assert to_pdf(path).read_bytes().startswith(b"%PDF-")


def test_what_libreoffice_cannot_read_is_said_with_the_cure(tmp_path, libreoffice):
    with pytest.raises(WorkbookError, match="Bitte die Datei einmal in LibreOffice öffnen"):
        libreoffice.convert(tmp_path / "gibt_es_nicht.xlsx", "pdf", tmp_path)


def test_a_conversion_that_takes_too_long_is_ended(tmp_path, libreoffice):
    path = tmp_path / "Mappe.xlsx"
    with Workbook(path) as book:
        book.add_worksheet("Blatt")

    with pytest.raises(WorkbookError, match="nicht fertig"):
        libreoffice.convert(path, "pdf", tmp_path, seconds=0.05)


def test_a_machine_without_libreoffice_hears_how_to_install_it(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))

    with (
        pytest.raises(MissingToolError, match="Für die Kontrollrechnung fehlt LibreOffice"),
        own_libreoffice("die Kontrollrechnung"),
    ):
        pass


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no groups of processes.")
def test_who_started_it_and_its_children_end_and_a_second_time_is_no_error():
    started = subprocess.Popen(
        ["sh", "-c", "sleep 600 & echo da; wait"], start_new_session=True, stdout=subprocess.PIPE
    )
    started.stdout.readline()

    end_group(started.pid)

    assert started.communicate()[0] == b""  # ends when the last that could write is gone
    assert started.returncode == -signal.SIGKILL
    end_group(started.pid)
