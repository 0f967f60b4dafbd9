"""The main job on the demo office: what comes out holds, and what belongs to the staff is as it was."""

from __future__ import annotations

import shutil
from datetime import date

import openpyxl
import pytest
from openxml_audit import OpenXmlValidator

from automation import jobs
from automation.figures.fact import ELSEWHERE, HELD_BACK
from automation.material import check_material, read_material, report_of
from automation.report import SHEET
from workbook.creating import build_demo, create_workbook
from workbook.findings import Severity
from workbook.reading.records import read_office
from workbook.schema import Client, Referral
from workbook.writing.file_book import FileBook

TODAY = date(2019, 6, 30)


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """The demo office, before Lotse put its first sheet in."""
    path = tmp_path_factory.mktemp("demo") / "Demo.xlsx"
    office = build_demo(clients=250)
    create_workbook(path, office=office.office, today=TODAY, raw=office.raw, synthetic=True)
    return path


@pytest.fixture
def book(demo, tmp_path):
    """A copy of the demo office to work on."""
    return FileBook(shutil.copyfile(demo, tmp_path / "Demo.xlsx"))


def test_no_part_of_the_staff_changes_in_two_rounds_of_every_job(book, streams, unharmed):
    before = streams(book.path)
    for _ in range(2):
        jobs.check(book, TODAY)
        jobs.compile_dashboard(book, TODAY)
        jobs.write_letters(book, TODAY)
        jobs.run(book, TODAY)

        unharmed(before, book.path)


def test_the_same_run_on_the_same_day_writes_the_same_bytes(demo, tmp_path):
    made = []
    for name in ("eins", "zwei"):
        (tmp_path / name).mkdir()
        book = FileBook(shutil.copyfile(demo, tmp_path / name / "Demo.xlsx"))
        jobs.run(book, TODAY)
        letters = sorted((book.folder / jobs.LETTERS_FOLDER).iterdir())
        made.append([(path.name, path.read_bytes()) for path in (book.path, *letters)])

    assert made[0] == made[1]


def test_checking_without_writing_leaves_not_even_a_backup(book):
    before = book.path.read_bytes()

    checked = jobs.check(book, TODAY, write=False)

    assert checked.findings
    assert book.path.read_bytes() == before
    assert [path.name for path in book.folder.iterdir()] == ["Demo.xlsx"]


def test_what_staff_accept_stays_accepted_and_blocks_no_longer(book):
    first = jobs.check(book, TODAY)
    target = first.findings[0]
    opened = openpyxl.load_workbook(book.path)
    page = opened[SHEET]
    headers = {page.cell(6, number).value: number for number in range(1, page.max_column + 1)}
    assert page.cell(7, headers["Regel"]).value == target.rule
    page.cell(7, headers["Bewusst so (Grund)"], "=Ausnahme, mit der Leitung besprochen")
    page.cell(7, headers["Kürzel"], "MKA")
    for column in ("Bewusst so (Grund)", "Kürzel"):
        page.cell(7, headers[column]).data_type = "s"
    opened.save(book.path)

    second = jobs.check(book, TODAY)
    third = jobs.check(book, TODAY)

    for checked in (second, third):
        (same,) = [each for each in checked.findings if each.fingerprint == target.fingerprint]
        assert same.acknowledged.reason == "=Ausnahme, mit der Leitung besprochen"
        assert not same.blocks
        assert checked.findings[-1].fingerprint == target.fingerprint


def test_a_row_with_an_open_error_sends_no_letter_until_somebody_accepts_it(book):
    plan = jobs.write_letters(book, TODAY, dry_run=True)
    ready = next(each for each in plan.written if each.kind == "WOHNEN")
    opened = openpyxl.load_workbook(book.path)
    page = opened["Verweise"]
    for row in range(5, page.max_row + 1):
        if page.cell(row, 1).value == ready.key:
            day = page.cell(row, Referral.spec.position("referred_on"))
            day.value = f"{day.value:%d.%m.%Y}"  # the same day, but as text
    opened.save(book.path)

    again = jobs.write_letters(book, TODAY, dry_run=True)

    (withheld,) = [each for each in again.withheld if each.key == ready.key]
    assert "F-02" in withheld.reason
    assert ready.key not in {each.key for each in again.written}


def test_every_finding_of_the_demo_points_at_a_cell_that_exists_and_speaks_german(book):
    checked = jobs.check(book, TODAY)
    opened = openpyxl.load_workbook(book.path, read_only=False)

    assert {each.severity for each in checked.findings} == set(Severity)
    for finding in checked.findings:
        assert finding.sheet in opened.sheetnames
        assert opened[finding.sheet][finding.cell].coordinate == finding.cell
        assert finding.message.endswith((".", "?", ")", "“"))


def test_no_finding_says_a_persons_name(book):
    checked = jobs.check(book, TODAY, write=False)
    with book.read() as raw:
        office, _ = read_office(raw)
    names = {client.last_name for client in office[Client] if client.last_name}

    for finding in checked.findings:
        said = f"{finding.message} {finding.suggestion or ''}".replace(".", " ").replace(",", " ").split()
        if finding.rule != "F-13":  # the clean spelling is what staff are to type
            assert not names & set(said), finding.rule


def test_the_sheets_of_the_demo_can_be_put_into_every_workbook_of_the_corpus(
    corpus, book, tmp_path, streams, unharmed
):
    material = read_material(book, TODAY)
    checked = check_material(material)
    report = report_of(checked, material)
    _, dashboard = jobs._compile(material, checked, None)
    for path in sorted(corpus.glob("*.xls[xm]")):
        if path.name.startswith("refuse-"):
            continue
        copy = FileBook(shutil.copyfile(path, tmp_path / path.name))
        before = streams(copy.path)
        for _ in range(2):
            copy.write([*dashboard, report], today=TODAY)
            unharmed(before, copy.path)


def test_what_lotse_generates_has_no_schema_error(book):
    jobs.run(book, TODAY)

    for made in (book.path, *sorted((book.folder / jobs.LETTERS_FOLDER).glob("*.docx"))):
        assert [str(error) for error in OpenXmlValidator().validate(made).errors] == [], made.name


def test_letters_that_could_not_be_entered_in_the_log_are_taken_back(book, monkeypatch):
    def stopped(*_args, **_kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr(book, "write", stopped)

    with pytest.raises(KeyboardInterrupt):
        jobs.write_letters(book, TODAY)

    assert list((book.folder / jobs.LETTERS_FOLDER).iterdir()) == []


@pytest.mark.parametrize(
    ("column", "wrong", "counts", "mark"),
    [("Std./Woche", 160, 1, ELSEWHERE), ("VermittlungID", "Vermittlung 7", 0, HELD_BACK)],
)
def test_only_an_open_error_in_a_cell_that_is_read_holds_a_success_back(book, column, wrong, counts, mark):
    before = jobs.compile_dashboard(book, TODAY).figures.sums
    opened = openpyxl.load_workbook(book.path)
    page = opened["Vermittlungen"]
    headers = {page.cell(4, number).value: number for number in range(1, page.max_column + 1)}
    counted = next(fact for fact in before.of("V") if fact.numerator and fact.quarter == "2019-Q2")
    row = int("".join(filter(str.isdigit, counted.cell)))
    page.cell(row, headers[column], wrong)
    opened.save(book.path)

    after = jobs.compile_dashboard(book, TODAY).figures.sums

    (judged,) = [fact for fact in after.of("V") if fact.cell == counted.cell]
    assert (judged.numerator, judged.error) == (counts, mark)
    assert ("ein Fehler offen" in judged.sentence) is (mark == HELD_BACK)
    lost = sum(fact.numerator for fact in before.of("V")) - sum(fact.numerator for fact in after.of("V"))
    assert lost == 1 - counts
