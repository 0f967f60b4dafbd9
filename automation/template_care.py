"""What staff do with the templates of letters besides writing with them: copy ours, check their own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from automation.letters.sentences import FILE as SENTENCES
from automation.letters.template_folders import OWN_FOLDER, TemplateFolders, copy_shipped, own_folder
from automation.letters.word.data_source import fields_workbook
from automation.letters.word.marked_copies import marked_copies
from automation.letters.word.notes import ENDING
from automation.letters.word.probing import (
    ProbedField,
    first_settings,
    fitting_occasion,
    missed_by_din,
    probed_fields,
    samples,
)
from automation.letters.word.template import Examined, examine
from automation.letters.word.word_settings import read_settings, settings_of
from automation.office.settings import Settings
from automation.resources import templates_folder
from workbook.errors import FileMissingError, LetterError
from workbook.reading.records import read_office
from workbook.writing.disk import writing_error

if TYPE_CHECKING:
    from datetime import date

    from workbook.writing.file_book import Book


SAMPLE = " – Muster "
"""Between a document's name and the number of a letter with invented data."""


class Care(Struct, frozen=True):
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
    folders = TemplateFolders(templates_folder(), folder)
    errors = folders.errors()
    marked, hints = marked_copies(folder), (*folders.logos().told, *_hints(folder))
    rows = tuple((each.template, each.place, each.what) for each in errors)
    sentence = f"Alle Vorlagen in {folder} sind in Ordnung."
    if errors:
        meanwhile = "Was davon betroffen ist, geht solange nur auf Deutsch hinaus."
        if any(each.template != SENTENCES for each in errors):
            meanwhile = "Solange schreibt Lotse kein Schreiben."
        sentence = f"{len(errors)} Fehler in {folder}. {meanwhile}"
    return Care(
        (sentence, *(f"Mit Anmerkungen an den Feldern: {path.name}" for path in marked), *hints),
        {
            "folder": str(folder),
            "errors": [
                {"template": each.template, "line": each.line, "place": each.place, "message": each.what}
                for each in errors
            ],
            "marked": [path.name for path in marked],
            "hints": list(hints),
        },
        header=("Vorlage", "Wo", "Was nicht stimmt"),
        rows=rows,
        found=bool(errors),
        files=marked,
    )


def _hints(folder: Path) -> tuple[str, ...]:
    """Return what lies in the folder and is no template yet."""
    hints = []
    for path in sorted(folder.iterdir()):
        if (
            SAMPLE in path.name
            or path.name.startswith(("~$", "."))
            or path.name.endswith(ENDING)
            or path.name == "letterhead.docx"
        ):
            continue
        if path.suffix.lower() == ".docx" and not path.with_suffix(".toml").exists():
            hints.append(
                f"„{path.name}“ ist noch keine Vorlage: Daneben fehlt „{path.stem}.toml“. "
                f"„lotse letters --probe {path.name}“ schreibt eine erste."
            )
        elif path.suffix.lower() in {".doc", ".dotx", ".docm", ".dot", ".odt", ".rtf"}:
            hints.append(f"„{path.name}“ bitte in Word als „Word-Dokument (.docx)“ speichern.")
    return tuple(hints)


FIELDS_FILE = "Felder für Word.xlsx"


def write_fields(book: Book | None) -> Care:
    """Write a list for Word's „Empfänger auswählen“: every field of a letter, with one invented person.

    Raises:
        WorkbookNotWrittenError: the folder does not take it.
    """
    folder = _folder_for(book)
    target = folder / FIELDS_FILE
    try:
        folder.mkdir(parents=True, exist_ok=True)
        target.write_bytes(fields_workbook())
    except OSError as error:
        raise writing_error(target, error) from error
    what = f"In {target} steht für jeden Anlass ein Blatt mit allen Feldern und einer erfundenen Person."
    how = (
        "In Word: Sendungen > Empfänger auswählen > Vorhandene Liste verwenden, das Blatt des Anlasses wählen und "
        "die Felder mit „Seriendruckfeld einfügen“ in den Brief setzen."
    )
    return Care((what, how), {"file": str(target)}, files=(target,))


def probe(path: Path, today: date) -> Care:
    """Look through a document of Word: its fields, who may have them, three samples, what DIN 5008 misses.

    A first `.toml` is written where there is none.

    Raises:
        FileMissingError: there is no such file.
        TemplateError: it is no document of Word.
        WorkbookNotWrittenError: the folder does not take the samples.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise FileMissingError(path) from error
    except OSError as error:
        raise LetterError(
            f"„{path}“ lässt sich nicht lesen. Bitte den Namen prüfen und die Datei schließen."
        ) from error
    beside = path.with_suffix(".toml")
    occasion = fitting_occasion(path, content)
    settings = read_settings(beside) if beside.is_file() else settings_of(path.name, occasion)
    examined = examine(path, content, settings)
    fields = probed_fields(examined)
    files: list[Path] = []
    try:
        for number, (_, paper) in enumerate(samples(examined, today), 1):
            sample = path.with_name(f"{path.stem}{SAMPLE}{number}.docx")
            sample.write_bytes(paper.sample(path.stem, today))
            files.append(sample)
        if not beside.is_file():
            beside.write_text(first_settings(path, occasion, fields), encoding="utf-8")
            files.append(beside)
    except OSError as error:
        raise writing_error(path, error) from error
    return _probed(path, examined, fields, missed_by_din(path, content, examined), tuple(files))


def _probed(
    path: Path,
    examined: Examined,
    fields: tuple[ProbedField, ...],
    missed: tuple[str, ...],
    files: tuple[Path, ...],
) -> Care:
    rows = tuple((each.name, each.ours if each.certain else f"{each.ours}?", each.readers) for each in fields)
    unknown = {_unknown_sentence(examined, name) for name in examined.marked.unknown}
    wrong = tuple(f"{error.place}: {error.what}" for error in examined.errors if error.what not in unknown)
    use = (
        f"Zum Benutzen gehören „{path.name}“ und „{path.stem}.toml“ in den Ordner „{OWN_FOLDER}“. "
        "Was mit „?“ steht, bitte vorher in der .toml prüfen."
    )
    told = (
        f"Anlass „{examined.settings.head.occasion}“. Geschrieben: {', '.join(each.name for each in files)}.",
        *(f"DIN 5008: {each}" for each in missed),
        *wrong,
        use,
    )
    document = {
        "file": str(path),
        "occasion": examined.settings.head.occasion,
        "fields": [
            {"name": each.name, "ours": each.ours, "certain": each.certain, "readers": each.readers}
            for each in fields
        ],
        "din": list(missed),
        "errors": list(wrong),
        "written": [str(each) for each in files],
    }
    header = ("Feld im Brief", "Feld von Lotse", "Wer es bekommen darf")
    return Care(told, document, header=header, rows=rows, files=files)


def _unknown_sentence(examined: Examined, name: str) -> str:
    return examined.resolver.unknown(name)


def _folder_for(book: Book | None) -> Path:
    """Return the office's folder: as the workbook's settings say, without one here."""
    if book is None:
        return Path(OWN_FOLDER).absolute()
    with book.read() as raw:
        office, _ = read_office(raw)
    return own_folder(Settings.of(office), book.folder.absolute()) or Path(OWN_FOLDER).absolute()


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
