"""The job behind `lotse person --erase`: the next step, and the papers that go with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from automation.office.settings import Settings
from automation.privacy.answering import FOLDER
from automation.privacy.erasing import Erased, ToErase, erase
from automation.privacy.erasure_page import erasure_list, proof
from automation.privacy.paper import Printer, put_files
from workbook.reading.records import read_office

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from workbook.writing.file_book import FileBook


class Taken(Struct, frozen=True):
    """What the step came to, and the papers about it."""

    step: ToErase | Erased
    files: tuple[Path, ...]


def take_away(book: FileBook, key: str, today: date, *, out: Path | None = None) -> Taken:
    """Take the next step of erasing a person, and write the list of it or, at the end, the proof.

    Raises:
        PersonUnknownError: nothing is about this key, and nobody has ordered its erasure.
        WorkbookError: the workbook cannot be read, or cannot be written while somebody has it open.
    """
    folder = out or book.folder / FOLDER
    step = erase(book, key, today, folder)
    if isinstance(step, ToErase):
        page, stem = erasure_list(step), f"Löschliste_{step.access.key}_{today:%Y-%m-%d}"
    elif step.done:
        with book.read() as raw:
            settings = Settings.of(read_office(raw)[0])
        page, stem = proof(step, settings), f"Löschnachweis_{today:%Y-%m-%d}"
    else:
        return Taken(step, ())
    printer = Printer()
    return Taken(step, put_files(folder, stem, {".docx": printer.word(page), ".pdf": printer.pdf(page)}, book.path))
