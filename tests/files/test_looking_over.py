"""The sheets of a large workbook are looked over by a process beside: what it tells is what this one would find."""

import os
import sys
import zipfile
from datetime import date

import openpyxl
import pytest

from automation.jobs import check
from workbook.creating import build_demo, create_workbook
from workbook.errors import WorkbookError
from workbook.package.parts import Package
from workbook.package.sheet_marks import sheet_marks
from workbook.package.structure import sheet_entries
from workbook.reading import looking_over, raw
from workbook.reading.looking_over import SheetsBeside
from workbook.reading.raw import read_book
from workbook.reading.records import read_office
from workbook.schema import HEADER_ROW
from workbook.writing.file_book import FileBook


@pytest.fixture(scope="module")
def workbook(tmp_path_factory):
    path = tmp_path_factory.mktemp("beside") / "Büro.xlsx"
    demo = build_demo(clients=20)
    create_workbook(path, office=demo.office, raw=demo.raw, today=date(2019, 6, 30))
    return path


pytestmark = pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")


@pytest.fixture(params=["abgespalten", "neu begonnen"])
def split(request, monkeypatch):
    """Whether the other process is split off this one, or Python started anew, as where nothing can be split."""
    if request.param == "abgespalten" and sys.platform != "linux":
        pytest.skip("only Linux splits a process in two")
    for asking in (looking_over, raw):
        monkeypatch.setattr(asking, "can_share", lambda: request.param == "abgespalten")
    return request.param == "abgespalten"


def parts_of(package):
    return [entry.part for entry in sheet_entries(package)]


@pytest.mark.usefixtures("split")
def test_the_other_process_finds_the_marks_that_this_one_finds(workbook):
    with Package(workbook) as package:
        beside = SheetsBeside(workbook, package.archive.file, parts_of(package))
        # Asked for in another order than it was told.
        found = {part: beside.marks(part) for part in reversed(parts_of(package))}
        beside.close()

        assert found == {part: sheet_marks(package, part) for part in parts_of(package)}
        assert beside.marks("xl/worksheets/gone.xml") is None


@pytest.mark.usefixtures("split")
def test_a_workbook_that_was_saved_meanwhile_is_not_mixed_up(workbook, tmp_path):
    path = tmp_path / "Büro.xlsx"
    path.write_bytes(workbook.read_bytes())
    with Package(path) as package:
        newer = tmp_path / "neu.xlsx"
        newer.write_bytes(workbook.read_bytes())
        os.replace(newer, path)  # noqa: PTH105 - as Excel does it
        beside = SheetsBeside(path, package.archive.file, parts_of(package))

        assert [beside.marks(part) for part in parts_of(package)] == [None] * len(parts_of(package))
        beside.close()


@pytest.mark.usefixtures("split")
def test_content_in_memory_and_an_ended_process_tell_nothing(workbook):
    with Package(workbook) as package, workbook.open("rb") as file:
        ended = SheetsBeside(workbook, file, parts_of(package))
        ended.close()

        assert ended.marks(parts_of(package)[0]) is None


@pytest.mark.parametrize("processors", [1, 2])
def test_reading_says_the_same_with_and_without_it(workbook, monkeypatch, processors, split):
    alone = read_all(workbook)
    monkeypatch.setattr(raw, "_SPLIT", 0)
    monkeypatch.setattr(raw, "_APART", raw._APART if split else 0)
    monkeypatch.setattr(raw, "_QUICK", 0)
    monkeypatch.setattr(os, "cpu_count", lambda: processors)

    with read_book(workbook) as book:
        assert (book._apart is not None) == (processors > 1)
        office, findings = read_office(book)

    assert findings == alone[1]
    assert [(table.spec.sheet, list(table)) for table in office] == alone[0]


@pytest.mark.parametrize("room", [0, 100_000, 30_000_000])
def test_a_workbook_that_is_parsed_before_anybody_asks_says_the_same(workbook, monkeypatch, room):
    monkeypatch.setattr(raw, "_HEAD_START", room)
    book = FileBook(workbook)
    book.ahead()

    assert read_all(workbook, book.read()) == read_all(workbook)


def test_in_whatever_order_sheets_are_read_findings_come_in_that_of_the_tables(workbook, monkeypatch, tmp_path):
    path = tmp_path / "Büro.xlsx"
    book = openpyxl.load_workbook(workbook)
    for sheet in ("Klienten", "Anliegen", "Kontakte"):
        labels = [cell.value for cell in book[sheet][HEADER_ROW]]
        book[sheet].cell(HEADER_ROW + 1, labels.index("Erfasst am") + 1, "irgendwann")
    book.save(path)
    alone = read_all(path)
    monkeypatch.setattr(raw.FileBookReader, "soonest", lambda _, sheets: tuple(reversed(sheets)))

    assert list(dict.fromkeys(finding.sheet for finding in alone[1])) == ["Klienten", "Anliegen", "Kontakte"]
    assert read_all(path) == alone


def test_small_sheets_come_before_the_largest_and_the_rest_after_it(workbook, monkeypatch):
    sizes = {"groß": 100, "a": 20, "b": 90, "c": 30, "d": 60}
    with read_book(workbook) as book:
        monkeypatch.setattr(book, "_size", sizes.get)

        assert book.soonest(list(sizes)) == ("a", "c", "groß", "b", "d")
        assert book.soonest([]) == ()


def test_what_was_begun_is_read_once_and_then_what_lies_there(workbook, tmp_path):
    path = tmp_path / "Büro.xlsx"
    path.write_bytes(workbook.read_bytes())
    book = FileBook(path)
    book.ahead()
    with book.read() as first:
        digest = first.digest
    create_workbook(tmp_path / "neu.xlsx", today=date(2019, 6, 30))
    (tmp_path / "neu.xlsx").replace(path)

    with book.read() as second:
        assert second.digest != digest


def test_what_was_begun_before_another_run_wrote_is_read_anew_and_can_be_written(workbook, tmp_path):
    path = tmp_path / "Büro.xlsx"
    path.write_bytes(workbook.read_bytes())
    book = FileBook(path)
    book.ahead()
    check(FileBook(path), date(2019, 6, 30))  # a colleague's run, for which this one waits

    assert check(book, date(2019, 6, 30)).report is not None


def test_a_damaged_workbook_is_told_as_such_by_who_asks_for_it(workbook, tmp_path):
    path = tmp_path / "Büro.xlsx"
    with zipfile.ZipFile(workbook) as whole, zipfile.ZipFile(path, "w") as broken:
        for name in whole.namelist():
            broken.writestr(name, b"<sst><si>" if name == "xl/sharedStrings.xml" else whole.read(name))
    book = FileBook(path)
    book.ahead()

    with pytest.raises(WorkbookError) as begun:
        book.read()
    with pytest.raises(WorkbookError) as at_once:
        read_book(path)
    assert str(begun.value) == str(at_once.value)


def read_all(path, book=None):
    with book or read_book(path) as reader:
        office, findings = read_office(reader)
    return [(table.spec.sheet, list(table)) for table in office], findings


def test_a_sheet_is_parsed_once_and_in_the_order_in_which_it_is_asked_for(workbook, monkeypatch):
    parsed, asked = [], []
    parse, wanted = raw.FileBookReader._parse, raw.FileBookReader.rows
    monkeypatch.setattr(
        raw.FileBookReader, "_parse", lambda book, sheet: parsed.append(sheet) or parse(book, sheet)
    )
    monkeypatch.setattr(
        raw.FileBookReader, "rows", lambda book, sheet, **how: asked.append(sheet) or wanted(book, sheet, **how)
    )

    with raw.begin_to_read(workbook) as book:
        book.ahead_of_all()
        read_office(book)
        assert book.grid("Einstellungen") == book.grid("Einstellungen")  # asked for the telephone before, and now

    assert len(parsed) == len(set(parsed))
    assert [sheet for sheet in parsed if sheet in asked] == asked
    assert asked[-1] != "Klienten"  # the largest sheet is read while others are still on their way
