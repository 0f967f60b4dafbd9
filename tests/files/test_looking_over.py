"""The sheets of a large workbook are looked over by a process beside: what it tells is what this one would find."""

import os
from datetime import date

import pytest

from workbook.creating import build_demo, create_workbook
from workbook.package.parts import Package
from workbook.package.sheet_marks import sheet_marks
from workbook.package.structure import sheet_entries
from workbook.reading import raw
from workbook.reading.looking_over import SheetsBeside
from workbook.reading.raw import read_book
from workbook.reading.records import read_office


@pytest.fixture(scope="module")
def workbook(tmp_path_factory):
    path = tmp_path_factory.mktemp("beside") / "Büro.xlsx"
    demo = build_demo(clients=20)
    create_workbook(path, office=demo.office, raw=demo.raw, today=date(2019, 6, 30))
    return path


def parts_of(package):
    return [entry.part for entry in sheet_entries(package)]


def test_the_other_process_finds_the_marks_that_this_one_finds(workbook):
    with Package(workbook) as package:
        beside = SheetsBeside(workbook, package.archive.file, parts_of(package))
        # Asked for in another order than it was told.
        found = {part: beside.marks(part) for part in reversed(parts_of(package))}
        beside.close()

        assert found == {part: sheet_marks(package, part) for part in parts_of(package)}
        assert beside.marks("xl/worksheets/gone.xml") is None


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


def test_content_in_memory_and_an_ended_process_tell_nothing(workbook):
    with Package(workbook) as package, workbook.open("rb") as file:
        ended = SheetsBeside(workbook, file, parts_of(package))
        ended.close()

        assert ended.marks(parts_of(package)[0]) is None


@pytest.mark.parametrize("processors", [1, 2])
def test_reading_says_the_same_with_and_without_it(workbook, monkeypatch, processors):
    alone = read_all(workbook)
    monkeypatch.setattr(raw, "_APART", 0)
    monkeypatch.setattr(raw, "_QUICK", 0)
    monkeypatch.setattr(os, "cpu_count", lambda: processors)

    with read_book(workbook) as book:
        assert (book._apart is not None) == (processors > 1)
        office, findings = read_office(book)

    assert findings == alone[1]
    assert [(table.spec.sheet, list(table)) for table in office] == alone[0]


def read_all(path):
    with read_book(path) as book:
        office, findings = read_office(book)
    return [(table.spec.sheet, list(table)) for table in office], findings
