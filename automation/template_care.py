"""What staff do with the templates of letters besides writing with them: copy ours, check their own."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from automation.letters.template_folders import OWN_FOLDER, TemplateFolders, copy_shipped, own_folder
from automation.office.settings import Settings
from automation.resources import templates_folder
from workbook.reading.records import read_office

if TYPE_CHECKING:
    from workbook.writing.file_book import Book


@dataclass(frozen=True, slots=True)
class Care:
    """What was done: sentences for people, a table where there is one, the same as a document for programs."""

    told: tuple[str, ...]
    document: dict[str, Any]
    header: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    found: bool = False
    files: tuple[Path, ...] = field(default=())


def copy_templates(book: Book | None) -> Care:
    """Copy our templates into the office's folder, never over what lies there."""
    folder = _folder_for(book)
    copied, kept = copy_shipped(folder)
    told = [f"{_count(len(copied), 'Vorlage', 'Vorlagen')} liegen jetzt zum Ändern in {folder}."] if copied else []
    if kept:
        told.append(f"Dort lagen schon und blieben, wie sie sind: {', '.join(kept)}.")
    told.append("Was Sie dort löschen, kommt wieder aus Lotse. Geprüft wird mit „lotse letters --check-templates“.")
    return Care(tuple(told), {"folder": str(folder), "copied": list(copied), "kept": list(kept)})


def check_templates(book: Book | None) -> Care:
    """Return every error in the office's own templates."""
    folder = _folder_for(book)
    if not folder.is_dir():
        sentence = (
            f"Den Ordner {folder} gibt es nicht; geschrieben wird mit den Vorlagen von Lotse. "
            "„lotse letters --own-templates“ legt ihn an."
        )
        return Care((sentence,), {"folder": str(folder), "errors": []})
    errors = TemplateFolders(templates_folder(), folder).errors()
    rows = tuple((each.template, each.place, each.what) for each in errors)
    count = _count(len(errors), "Fehler", "Fehler")
    sentence = f"{count} in {folder}. Solange wird kein Schreiben geschrieben." if errors else ""
    return Care(
        (sentence or f"Alle Vorlagen in {folder} sind in Ordnung.",),
        {
            "folder": str(folder),
            "errors": [
                {"template": each.template, "line": each.line, "place": each.place, "message": each.what}
                for each in errors
            ],
        },
        header=("Vorlage", "Wo", "Was nicht stimmt"),
        rows=rows,
        found=bool(errors),
    )


def _folder_for(book: Book | None) -> Path:
    """Return the office's folder: as the workbook's settings say, without one here."""
    if book is None:
        return Path(OWN_FOLDER).absolute()
    with book.read() as raw:
        office, _ = read_office(raw)
    return own_folder(Settings.of(office), book.folder.absolute()) or Path(OWN_FOLDER).absolute()


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
