"""Letters from an open book: the log stands in it, and nobody has saved it yet."""

from __future__ import annotations

import pytest

from automation import jobs, macros
from automation.letters.delivery.files import digest_in
from automation.letters.logbook import HEADER, SHEET, TABLE, read_log
from automation.report import SHEET as REPORT
from tests.letter_office import TODAY
from tests.letter_workbook import make_workbook
from workbook.live.open_book import LiveBook
from workbook.reading.raw import read_own_table
from workbook.writing.file_book import FileBook


@pytest.fixture
def path(app, tmp_path):
    yield make_workbook(tmp_path / "Mappe.xlsx", clients=1)
    for left in list(app.books):
        left.close()


def digests(path):
    return {file.name: digest_in(file) for file in path.with_name("Briefe").iterdir()}


def log_of(book):
    with LiveBook(book).read() as raw:
        return read_log(read_own_table(raw, SHEET, TABLE))


def press(book):
    return macros.run(macros.JOBS["letters"], book, TODAY)


def test_a_book_closed_without_saving_has_its_letters_again_and_nothing_twice(app, path):
    book = app.books.open(path)
    assert press(book).startswith("2 Briefe geschrieben")
    before, log = digests(path), log_of(book)
    assert press(book).startswith("Kein neuer Brief, 2 lagen schon da")
    book.close()

    again = app.books.open(path)
    text = press(again)

    assert text.startswith("Kein neuer Brief, 2 lagen schon da")
    assert "2 Schreiben lagen im Ordner, aber nicht im „Postausgang“, und sind jetzt eingetragen" in text
    assert digests(path) == before
    assert log_of(again).rows == log.rows
    again.save()
    again.close()
    settled = jobs.write_letters(FileBook(path), TODAY)
    assert (settled.written, settled.unchanged, settled.told) == ((), 2, ())
    assert [file.name for file in path.parent.iterdir() if file.name.startswith(".lotse")] == []


def test_notes_at_cells_of_the_open_log_stay_with_their_letter(app, path):
    book = app.books.open(path)
    press(book)
    sheet = book.sheets[SHEET]
    sheet.range((HEADER + 2, 1)).add_note("liegt bei MKA")
    reference = sheet.range((HEADER + 2, 1)).value
    helped = len(sheet.notes) - 1

    assert "Notiz" not in press(book)
    assert "Notiz" not in press(book)

    sheet = book.sheets[SHEET]
    (row,) = [row for row in (HEADER + 1, HEADER + 2) if sheet.range((row, 1)).value == reference]
    assert sheet.range((row, 1)).note.text == "liegt bei MKA"
    assert len(sheet.notes) == helped + 1


def test_a_note_beside_the_report_stays_where_it_was_pinned(app, path):
    book = app.books.open(path)
    press(book)
    book.sheets[REPORT].range("B5").add_note("geheim")

    text = press(book)

    assert "anheften" not in text
    assert book.sheets[REPORT].range("B5").note.text == "geheim"
    assert "geheim" not in text
