"""The letters of a post as one PDF to print, in the order of their numbers; its name says which it may hold.

Whoever erases somebody finds by the name each of these files that a letter may be in.
"""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError

from automation.letters.delivery.files import digest_in
from automation.letters.reference import ascii_word, year_and_number

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from automation.letters.delivery.letter_folders import Places
    from automation.letters.dispatch import Dispatch

PRINT, INDEX = "Druck", "Druckliste"
_NAME = re.compile(rf"{PRINT}_.*?(\d{{4}})-(\d{{4,}})_bis_.*?(\d{{4}})-(\d{{4,}})_.*\.pdf")


def print_stem(rows: Sequence[Dispatch], today: date) -> str:
    """Return what comes behind `Druck_` in the file's name: the first and the last number, and the day."""
    first, last = (ascii_word(row.reference) for row in (rows[0], rows[-1]))
    return f"{first}_bis_{last}_{today.isoformat()}"


def may_hold(file: Path, row: Dispatch) -> bool:
    """Tell whether a letter may be in a file of this name."""
    match, number = _NAME.fullmatch(file.name), year_and_number(row.reference)
    if match is None or number is None:
        return False
    first, last = ((int(match[at]), int(match[at + 1])) for at in (1, 3))
    return first <= number <= last


def prints_with(folder: Path, rows: Sequence[Dispatch]) -> list[Path]:
    """Return the files of a folder that one of these letters may be in."""
    if not folder.is_dir():
        return []
    return sorted(file for file in folder.glob(f"{PRINT}_*.pdf") if any(may_hold(file, row) for row in rows))


class Bundle:
    """The pages of letters, one after another."""

    def __init__(self) -> None:
        self._writer = PdfWriter()

    def add(self, row: Dispatch, places: Places) -> int | str:
        """Take in a letter and return the number of its pages, or why it is not in."""
        files = {file.suffix: file for file in places.files(row)}
        if ".pdf" not in files:
            return "Es liegt kein PDF dazu im Ordner. Bitte die Word-Datei einzeln drucken."
        if row.digest and ".docx" in files and digest_in(files[".docx"]) != row.digest:
            return "Die Word-Datei hat jemand geändert, das PDF nicht. Bitte die Word-Datei einzeln drucken."
        try:
            reader = PdfReader(files[".pdf"])
            pages = len(reader.pages)
            self._writer.append(reader, import_outline=False)
        except (PyPdfError, OSError, ValueError):
            return "Das PDF lässt sich nicht lesen. Bitte die Word-Datei einzeln drucken."
        return pages

    def content(self, title: str) -> bytes:
        """Return all pages as one PDF."""
        self._writer.add_metadata({"/Title": title})
        made = io.BytesIO()
        self._writer.write(made)
        return made.getvalue()
