"""Whatever stands in the office's sheets: what Lotse corrects is right then, and everything else as it was."""

from __future__ import annotations

import tempfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from automation import jobs
from automation.sure_corrections import correct, plan_corrections
from workbook.writing.changing import Safety
from workbook.writing.file_book import FileBook
from workbook.writing.saving import Backups

TODAY = date(2019, 6, 30)
COLUMNS = {
    "KlientID": ("K-00001", "k-00002", "K – 00003", "00004"),
    "Anrede/Geschlecht": ("w", "W ", "m", "Frau"),
    "Nachname": ("Müller", "Mu\u0308ller", "MÃ¼ller", "Şahin\u00a0", "Meyer  Schulz", "MÜLLER", "Mu\u0308ller2"),
    "Geburtsdatum": (
        date(1980, 2, 29),
        "03.02.1979 ",
        "3/2/1979",
        "31/12/1979",
        "Mo, 3.2.1979",
        "5.5.18",
        29252,
        "alt",
    ),
    "PLZ": ("45884", 1454, 45884, "D-45884", "1454", "  45884"),
    "Telefon": ("0209 1234567", 2091234567, 4921123456789, "4,92E+11"),
    "E-Mail": ("anna@example.org", "anna@example.org;", " Anna@Example.org", "anna@"),
    "Hausnr.": ("12", "12 a", date(2019, 5, 12), "12. Mrz", "hinten"),
    "Erstkontakt": (date(2019, 1, 2), "1.9.18", "2019-01-02", datetime(2019, 1, 2, 14, 30)),  # noqa: DTZ001
    "Bemerkung": ("ganz gewöhnlich", "ge\u00adteilt", "mit\u200bStrich", "zwei\u00a0Wörter", "a\tb"),
    "Arbeitserlaubnis bis": (None, "31.12.2019", "Ende 2019"),
    "spricht Türkisch": ("x", None),
}
GROSS = ("1.234,50", "1.234", "1,234", "180,00 €", 1800, 1800.555, "viel")
FORMATS = ("General", "@", "dd.mm.yyyy", "0.00", '#,##0.00 "€"', "0%")
LOOKS = st.tuples(st.sampled_from(FORMATS), st.booleans(), st.booleans())


@st.composite
def sheets(draw):
    rows = draw(st.integers(1, 5))
    cells = {}
    for number, (label, values) in enumerate(COLUMNS.items(), 2):
        cells[3, number] = (label, ("General", True, False))
        for row in range(4, 4 + rows):
            cells[row, number] = (draw(st.sampled_from(values)), draw(LOOKS))
    placements = {
        (1, n): (label, ("General", False, False)) for n, label in enumerate(("VermittlungID", "Brutto/Monat"), 1)
    }
    for row in range(2, 2 + rows):
        placements[row, 1] = (f"V-{row:05}", ("@", False, False))
        placements[row, 2] = (draw(st.sampled_from(GROSS)), draw(LOOKS))
    return {"Klienten": cells, "Vermittlungen": placements}


def by_openpyxl(book, path):
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, cells in book.items():
        page = made.create_sheet(name)
        for (row, column), (value, (form, bold, yellow)) in cells.items():
            cell = page.cell(row, column, value)
            # openpyxl cannot read back a phone number that is dressed as a date.
            cell.number_format = "0" if isinstance(value, int) else form
            cell.font = openpyxl.styles.Font(bold=bold)
            if yellow:
                cell.fill = openpyxl.styles.PatternFill("solid", fgColor="FFFF00")
    made.save(path)


def by_xlsxwriter(book, path):
    with xlsxwriter.Workbook(str(path), {"default_date_format": "dd.mm.yyyy"}) as made:
        for name, cells in book.items():
            page = made.add_worksheet(name)
            for (row, column), (value, (form, bold, yellow)) in cells.items():
                if value is not None:
                    shown = "dd.mm.yyyy" if isinstance(value, date) else "0" if isinstance(value, int) else form
                    look = {"num_format": shown, "bold": bold} | ({"bg_color": "yellow"} if yellow else {})
                    page.write(row - 1, column - 1, value, made.add_format(look))


def looked_at(path):
    """Every cell with its value and how it looks, read by somebody else."""
    return {
        (page.title, cell.coordinate): (
            cell.value,
            cell.number_format,
            (cell.font.b, cell.fill.fgColor.rgb, cell.alignment.horizontal),
        )
        for page in openpyxl.load_workbook(path)
        if page.title not in {"Prüfbericht", "Änderungen"}
        for row in page.iter_rows()
        for cell in row
    }


def stored(value):
    """A value as another program reads it; a date is one only where the cell shows it as one."""
    if isinstance(value, datetime):
        return value.date()
    return float(value) if isinstance(value, int | Decimal) else value


def places(findings):
    return {(each.rule, each.sheet, each.cell, each.message) for each in findings}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(sheets(), st.sampled_from((by_openpyxl, by_xlsxwriter)))
def test_what_is_corrected_is_right_then_and_everything_else_as_it_was(content, write):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "Mappe.xlsx"
        write(content, path)
        book = FileBook(path, Safety(Backups(keep=0)))
        before, seen = jobs.check(book, TODAY, write=False).findings, looked_at(path)
        plan = plan_corrections(book, before)
        corrected = {(each.sheet, each.cell) for each in plan.findings}
        if not corrected:
            return

        after = correct(book, plan, TODAY).checked.findings

        now = looked_at(path)
        assert places(after) == places(before) - places(plan.findings)
        assert {place: cell for place, cell in now.items() if place not in corrected} == {
            place: cell for place, cell in seen.items() if place not in corrected
        }
        assert all(now[place][2] == seen[place][2] for place in corrected)
        assert all(stored(now[each.sheet, each.cell][0]) == stored(each.fix.value) for each in plan.findings)
        assert plan_corrections(book, after).findings == ()
