"""One person's data, looked up and put on paper: the jobs that `lotse person` calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from automation.desk.elsewhere import Elsewhere, who_has_it
from automation.privacy.access import look_up
from automation.privacy.access_page import access_document, access_page
from automation.privacy.paper import Printer, json_bytes, put_files

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from automation.privacy.access import Access
    from workbook.writing.file_book import Book

FOLDER = "Auskunft"
"""Where answers lie unless told otherwise: a folder beside the workbook."""


class Answered(Struct, frozen=True):
    """The answer to a request for access, the files that hold it, and who has the workbook open meanwhile."""

    access: Access
    files: tuple[Path, ...]
    elsewhere: Elsewhere | None = None


def answer(
    book: Book, key: str, today: date, *, out: Path | None = None, received_on: date | None = None
) -> Answered:
    """Look a person up and write the draft of the answer as Word, PDF and JSON; the workbook stays as it is.

    Raises:
        PersonUnknownError: nothing in the workbook is about this key.
        WorkbookError: it cannot be read, or the folder does not take the files.
    """
    elsewhere = who_has_it(book)
    access = look_up(book, key, today, received_on=received_on).access
    page, printer = access_page(access), Printer()
    contents = {
        ".docx": printer.word(page),
        ".pdf": printer.pdf(page),
        ".json": json_bytes(access_document(access)),
    }
    stem = f"Auskunft_{access.key}_{today:%Y-%m-%d}"
    return Answered(access, put_files(out or book.folder / FOLDER, stem, contents, book.path), elsewhere)
