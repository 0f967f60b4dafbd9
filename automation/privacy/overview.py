"""Workbook → the office's papers on data protection: who is due, the record of processing, two drafts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from automation.letters.templates import load_templates
from automation.office.settings import Settings
from automation.privacy import paper as p
from automation.privacy.activities import own_columns, record_of_processing
from automation.privacy.drafts import arrangement, assessment
from automation.privacy.due import due_for_privacy
from automation.resources import templates_folder
from workbook.german import shown
from workbook.reading.records import read_office

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from automation.letters.model import Letter
    from automation.privacy.due import DueForPrivacy
    from workbook.writing.file_book import Book

FOLDER = "Datenschutz"
"""Where these papers lie unless told otherwise: a folder beside the workbook."""


class Overview(Struct, frozen=True):
    """Who is due, and the papers that were written."""

    due: tuple[DueForPrivacy, ...]
    files: tuple[Path, ...]


def privacy_overview(book: Book, today: date, *, out: Path | None = None) -> Overview:
    """Write the papers on data protection as Word files; the workbook stays as it is.

    Raises:
        SettingError: a deadline in the settings is no number.
        WorkbookError: the workbook cannot be read, or the folder does not take the files.
    """
    with book.read() as raw:
        office, _ = read_office(raw)
        own = own_columns(raw)
    settings = Settings.of(office)
    due = due_for_privacy(office, settings, today)
    kinds = load_templates(templates_folder() / "letters")
    folder, printer = out or book.folder / FOLDER, p.Printer()
    papers = {
        "Faellig": _due_list(due, settings, today),
        "Verzeichnis_Art30": record_of_processing(kinds, settings, today, own),
        "Entwurf_Art26": arrangement(office, settings, today),
        "Entwurf_Art35": assessment(settings, today),
    }
    files = [
        file
        for name, each in papers.items()
        for file in p.put_files(folder, f"{name}_{today:%Y-%m-%d}", {".docx": printer.word(each)}, book.path)
    ]
    return Overview(due, tuple(files))


def _due_list(due: tuple[DueForPrivacy, ...], settings: Settings, today: date) -> Letter:
    body = [
        p.paragraph(
            "Bei wem über die Daten zu entscheiden ist. Löschen: „lotse person MAPPE KENNUNG --erase“. Noch nötig? "
            "Dann die Begleitung weiterführen oder den Grund in der Akte festhalten."
        ),
        p.table(
            ("Kennung", "Stelle", "Seit", "Warum", "Entscheidung und Kürzel"),
            ((each.key, f"{each.sheet}!{each.cell}", shown(each.since), each.why, "") for each in due),
            (3, 4, 3, 5, 5),
        )
        if due
        else p.paragraph("Zurzeit ist niemand fällig."),
    ]
    return p.paper("Fällig", "Datenschutz: zu entscheiden", body, settings, today)
