"""Monday: the check names cells whose right value is certain, and Lotse puts it in once staff agree."""

from __future__ import annotations

import json
import shutil
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
import xlsxwriter
from msoffcrypto.format.ooxml import OOXMLFile
from openpyxl.styles import Protection

from automation import jobs
from automation.sure_corrections import OldReportError, correct, plan_corrections
from automation.terminal.session import Session
from workbook.errors import WorkbookNotWrittenError
from workbook.package.parts import Package
from workbook.writing.file_book import FileBook

DAY = ("--as-of", "2019-06-30")
LABELS = ("KlientID", "Nachname", "Geburtsdatum", "PLZ", "Status", "Aufnahme", "Bemerkung")
CLEAN = ("K-00001", "Müller", datetime(1980, 2, 29), "45884", "aktiv", datetime(2019, 1, 2), "ohne")  # noqa: DTZ001
DIRTY = ("k-00002", "MÃ¼ller", "03.02.1979 ", 1454, "Aktiv ", "31.12.2018", "zwei\u00a0Wörter")


@pytest.fixture
def page():
    """The office's sheet: a header, one clean row, one with a slip in each cell."""
    page = openpyxl.Workbook().active
    page.title = "Klienten"
    for row in (LABELS, CLEAN, DIRTY):
        page.append(row)
    return page


@pytest.fixture
def save(page, tmp_path):
    """Save the sheet as a workbook, alone in its folder."""
    folder = tmp_path / "Büro"
    folder.mkdir()

    def save(name="Mappe.xlsx"):
        page.parent.save(folder / name)
        return folder / name

    return save


def row_of(path, row, sheet="Klienten"):
    return [cell.value for cell in openpyxl.load_workbook(path)[sheet][row]]


def left_of(lotse, path, *more):
    """What is left to a person, by cell."""
    told = json.loads(lotse("check", path, "--fix", "--json", *more, *DAY).out)["fix"]
    return {each["cell"]: each["reason"] for each in told["left"]}, {each["cell"] for each in told["cells"]}


def test_without_agreement_it_is_only_shown_what_would_be_corrected(lotse, save):
    path = save()
    before = path.read_bytes()

    done = lotse("check", path, "--fix", *DAY)

    assert "berichtigen (7 Zellen)" in done.out
    assert "1 × Der Postleitzahl fehlt die führende Null.\n         Klienten: D3" in done.out
    assert f"lotse check --fix --yes {path}" in done.out
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


def test_every_corrected_cell_is_listed_with_what_stood_there_in_the_same_change(lotse, save):
    path = save()
    lotse("check", path, "--fix", "--yes", "--by", "MKA", *DAY)

    page = openpyxl.load_workbook(path)["Änderungen"]
    area = page.tables["tblBerichtigungen"].ref
    header, *rows = ([cell.value for cell in row] for row in page[area])
    listed = {row[2]: row[5:10] for row in rows}
    assert header[5:10] == ["Vorher", "Nachher", "Regel", "Wer", "Wann"]
    assert listed["D3"] == ["1454", "01454", "F-03", "MKA", datetime(2019, 6, 30)]  # noqa: DTZ001
    assert listed["B3"][:2] == ["MÃ¼ller", "Müller"]
    assert len(listed) == 7
    backups = [openpyxl.load_workbook(each).sheetnames for each in (path.parent / "Sicherungen").iterdir()]
    assert sorted("Änderungen" in each for each in backups) == [False, True]


def test_no_value_of_a_cell_is_told(lotse, save):
    done = lotse("check", save(), "--fix", *DAY)

    assert not any(value in done.out for value in ("üller", "01454", "1454", "03.02.1979", "Wörter"))


def test_once_agreed_the_cells_are_right_and_the_version_before_is_kept(lotse, save):
    path = save()
    before = path.read_bytes()

    done = lotse("check", path, "--fix", "--yes", *DAY)

    assert "Berichtigt: 7 Zellen in Mappe.xlsx" in done.out
    assert row_of(path, 3) == [
        "K-00002",
        "Müller",
        datetime(1979, 2, 3),  # noqa: DTZ001 -- cells know no time zone
        "01454",
        "aktiv",
        datetime(2018, 12, 31),  # noqa: DTZ001
        "zwei Wörter",
    ]
    assert before in [each.read_bytes() for each in (path.parent / "Sicherungen").iterdir()]
    assert "Prüfbericht" in openpyxl.load_workbook(path).sheetnames


def test_a_second_time_there_is_nothing_to_do(lotse, save):
    path = save()
    lotse("check", path, "--fix", "--yes", *DAY)
    once = path.read_bytes()

    done = lotse("check", path, "--fix", "--yes", *DAY)

    assert "nichts, was Lotse mit Sicherheit berichtigen kann" in done.out
    assert path.read_bytes() == once


def test_somebody_at_the_keyboard_is_asked(lotse, save, monkeypatch):
    path, asked = save(), []
    monkeypatch.setattr(Session, "agreed", lambda _, sentence, question: asked.append((sentence, question)) or True)

    lotse("check", path, "--fix", *DAY)

    assert asked == [
        ("\n7 Zellen in Ihren Blättern berichtigen? Vorher legt Lotse eine Sicherung an.", "Berichtigen?")
    ]
    assert row_of(path, 3)[3] == "01454"


def test_what_staff_have_accepted_stays_as_it_is(lotse, save):
    path = save()
    lotse("check", path, *DAY)
    book = openpyxl.load_workbook(path)
    report = book["Prüfbericht"]
    header = next(row for row in report.iter_rows() if row[0].value == "Schwere")
    at = {cell.value: cell.column for cell in header}
    for row in report.iter_rows(min_row=header[0].row + 1):
        if row[at["Zelle"] - 1].value == "D3":
            row[at["Bewusst so (Grund)"] - 1].value = "so im Bescheid"
            row[at["Kürzel"] - 1].value = "MKA"
    book.save(path)

    lotse("check", path, "--fix", "--yes", *DAY)

    assert row_of(path, 3)[1:4:2] == ["Müller", 1454]


def test_the_choice_can_be_narrowed_to_a_rule(lotse, save):
    path = save()

    lotse("check", path, "--fix", "--yes", "--rule", "F-03", *DAY)

    assert row_of(path, 3) == [*DIRTY[:3], "01454", *DIRTY[4:]]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--fix", "--rule", "f-03"), "Ist F-03 gemeint?"),
        (("--fix", "--rule", "X-99"), "nichts, was Lotse berichtigen kann"),
        (("--yes",), "--fix"),
        (("--rule", "F-03"), "--fix"),
    ],
)
def test_switches_that_make_no_sense_are_refused_with_the_cure(lotse, save, words, told):
    done = lotse("check", save(), *words, *DAY)

    assert done.code == 2
    assert told in done.err


def test_the_check_says_how_much_of_it_lotse_can_do_itself(lotse, save):
    path = save()

    assert (
        f"7 Vorschläge sind sicher. Lotse trägt sie selbst ein: lotse check --fix {path}"
        in lotse("check", path, *DAY).out
    )


def test_on_a_protected_sheet_only_unlocked_cells_are_corrected(lotse, save, page):
    page["C3"].protection = Protection(locked=False)
    page.protection.enable()

    left, certain = left_of(lotse, save())

    assert certain == {"C3"}
    assert set(left.values()) == {"Das Blatt ist geschützt."}


def test_a_cell_that_is_hidden_in_a_merged_one_is_left_to_a_person(lotse, tmp_path):
    path = tmp_path / "Mappe.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet("Klienten")
        page.write_row(0, 0, LABELS)
        page.merge_range("D2:D3", 1454)
        for row in (1, 2):
            page.write_row(row, 0, (f"K-0000{row}", "Müller", "", 1454, "aktiv"))

    assert left_of(lotse, path) == ({"D3": "Die Zelle ist mit anderen verbunden."}, {"D2"})


def test_a_formula_stays_whatever_it_yields(lotse, tmp_path):
    path = tmp_path / "Mappe.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet("Klienten")
        page.write_row(0, 0, LABELS)
        page.write_row(1, 0, ("K-00001", "", "", "", "aktiv"))
        page.write_formula("B2", '="MÃ¼"&"ller"', value="MÃ¼ller")
        page.write_array_formula("C2:D2", "{=A9:B9}", value=1454)
        page.write_number("D2", 1454)

    left, certain = left_of(lotse, path)

    assert certain == set()
    assert left == {
        "B2": "In der Zelle steht eine Formel.",
        "D2": "Die Zelle gehört zu einer Formel, die mehrere Zellen füllt.",
    }


def test_words_in_a_format_of_their_own_and_forbidden_values_are_left_to_a_person(lotse, tmp_path):
    path = tmp_path / "Mappe.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        page, bold = book.add_worksheet("Klienten"), book.add_format({"bold": True})
        page.write_row(0, 0, LABELS)
        page.write_row(1, 0, ("K-00001", "", "03.02.1979", 1454, "Aktiv "))
        page.write_rich_string("B2", "von ", bold, "MÃ¼ller")
        page.data_validation("C2", {"validate": "date", "criteria": ">", "value": datetime(2019, 1, 1)})  # noqa: DTZ001
        page.data_validation("D2", {"validate": "integer", "criteria": "between", "minimum": 1, "maximum": 99999})
        page.data_validation("E2", {"validate": "list", "source": "=$J$1:$J$2"})
        page.write_column("J1", ["läuft", "ruht"])

    left, certain = left_of(lotse, path)

    assert certain == set()
    assert left == {
        "B2": "Wörter in der Zelle sind einzeln formatiert, und das ginge verloren.",
        **dict.fromkeys(("C2", "D2", "E2"), "Die Datenüberprüfung der Zelle lässt den Wert nicht zu."),
    }


def test_a_dropdown_that_offers_the_value_does_not_stand_in_the_way(lotse, tmp_path):
    path = tmp_path / "Mappe.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet("Klienten")
        page.write_row(0, 0, LABELS)
        page.write_row(1, 0, ("K-00001", "Müller", "", "45884", "Aktiv "))
        page.data_validation("E2", {"validate": "list", "source": "=Stand"})
        page.write_column("J1", ["aktiv", "ruht"])
        book.define_name("Stand", "=Klienten!$J$1:$J$2")

    assert left_of(lotse, path)[1] == {"E2"}


def test_a_workbook_with_a_password_is_corrected_and_keeps_it(lotse, save, monkeypatch):
    monkeypatch.setenv("LOTSE_PASSWORD", "geheim")
    path = save()
    plain = path.with_name("offen.xlsx")
    shutil.move(path, plain)
    with plain.open("rb") as source, path.open("wb") as target:
        OOXMLFile(source).encrypt("geheim", target)
    plain.unlink()

    done = lotse("check", path, "--fix", "--yes", "--backups", "0", *DAY)

    assert "Berichtigt: 7 Zellen" in done.out
    assert not zipfile.is_zipfile(path)
    assert left_of(lotse, path) == ({}, set())


def test_a_workbook_with_macros_is_corrected_too(lotse, corpus, tmp_path):
    """The VBA project comes from a real one; nothing of it is touched."""
    macros = next((each for each in sorted(corpus.glob("*.xlsm"))), None)
    if macros is None:
        pytest.skip("In der Sammlung ist keine Mappe mit Makros.")
    with zipfile.ZipFile(macros) as archive:
        project = archive.read("xl/vbaProject.bin")
    (tmp_path / "vba.bin").write_bytes(project)
    path = tmp_path / "Mappe.xlsm"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_vba_project(str(tmp_path / "vba.bin"))
        book.add_worksheet("Klienten").write_row(0, 0, LABELS)
        book.worksheets()[0].write_row(1, 0, ("K-00001", "MÃ¼ller", "", 1454, "aktiv"))

    lotse("check", path, "--fix", "--yes", "--backups", "0", *DAY)

    assert left_of(lotse, path) == ({}, set())
    with Package(path) as package:
        assert package.read("xl/vbaProject.bin") == project


def test_other_kinds_of_files_are_told_what_to_do_instead(lotse, save, libreoffice, tmp_path):
    ods = libreoffice.convert(save(), "ods", tmp_path)

    done = lotse("check", ods, "--fix", "--yes", *DAY)

    assert done.code == 2
    assert "als „Excel-Arbeitsmappe (.xlsx)“ speichern" in done.err


class Stopped(FileBook):
    """A workbook whose drive is full once the cells are corrected."""

    def write(self, sheets, *, today):  # noqa: ARG002 -- the names are those of the book
        raise WorkbookNotWrittenError(self.path, "Das Laufwerk ist voll.", "Bitte Platz schaffen.")


def test_where_the_report_cannot_be_renewed_it_is_told_that_the_cells_are_corrected(save):
    book = Stopped(save())
    plan = plan_corrections(book, jobs.check(book, date(2019, 6, 30), write=False).findings)

    with pytest.raises(
        OldReportError, match=r"7 Zellen in der Mappe sind berichtigt.*Das Laufwerk ist voll"
    ) as told:
        correct(book, plan, date(2019, 6, 30))

    assert row_of(book.path, 3)[3] == "01454"
    assert row_of(told.value.backup, 3)[3] == 1454
