"""Is anything left of a person? Every sheet, every part of the workbook, and every file of Lotse's beside it."""

from __future__ import annotations

import html
import re
import unicodedata
import zipfile
from contextlib import suppress
from typing import TYPE_CHECKING

from msgspec import Struct

from automation.privacy.pdf_words import words_of_pdf
from workbook.cells import Area, address, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from automation.privacy.traces import Traces
    from workbook.package.parts import Package
    from workbook.reading.raw import RawBook

_ZIPPED = frozenset({".docx", ".xlsx", ".xlsm", ".dotx", ".odt", ".ods"})
_PLAIN = frozenset({".ics", ".json", ".html", ".htm", ".md", ".txt", ".csv", ".eml", ".xml"})
_PIECES = re.compile(r"</(?:\w+:)?(?:si|row|comment|p|text|threadedComment|Relationship|property)>")
_TAG = re.compile(r"<[^>]*>")
_ATTRIBUTE = re.compile(r'="([^"]*)"')
_FOLDED = re.compile(r"\r?\n[ \t]")
"""Where a calendar breaks a line that goes on (RFC 5545, 3.1)."""
_MOST_PLACES = 200


class Left(Struct, frozen=True):
    """A place where something of the person is left: a cell, a part of the workbook, a file; and what."""

    where: str
    what: str
    sheet: str = ""
    file: Path | None = None


class Hunted(Struct, frozen=True):
    """What was looked through, what was found, and which files nobody but a reader can look into."""

    left: tuple[Left, ...]
    sheets: int
    parts: int
    files: int
    unread: tuple[Path, ...] = ()


def hunt(book: RawBook, package: Package | None, files: Iterable[Path], traces: Traces) -> Hunted:
    """Return what is left of a person in a workbook and in these files."""
    left = list(_in_sheets(book, traces))
    parts = 0
    for name, text in _texts_of(package) if package is not None else ():
        parts += 1
        if not left and (what := in_markup(text, traces)):  # a cell that is told already stands in a part too
            left.append(Left(f"Teil {name} der Mappe", ", ".join(what)))
    looked, unread = 0, []
    for file in files:
        looked += 1
        found = _in_file(file, traces)
        if found is None:
            unread.append(file)
        elif found:
            left.append(Left(file.name, ", ".join(found), file=file))
    return Hunted(tuple(left[:_MOST_PLACES]), len(book.sheets), parts, looked, tuple(unread))


def in_markup(text: str, traces: Traces) -> tuple[str, ...]:
    """Return what of a person stands in XML: in the words between its marks, and in the values of its marks."""
    found: dict[str, None] = {}
    if traces.may_be_in(unicodedata.normalize("NFC", html.unescape(_TAG.sub("\n", text)))):
        for piece in _PIECES.split(text):
            # Word cuts a name into runs wherever it likes: once with the marks as breaks, once without.
            for joint in ("\n", ""):
                found |= dict.fromkeys(traces.in_text(html.unescape(_TAG.sub(joint, piece))))
    for value in _ATTRIBUTE.findall(text):
        if len(value) > 5:
            found |= dict.fromkeys(traces.in_text(html.unescape(value)))
    return tuple(found)


def _in_sheets(book: RawBook, traces: Traces) -> Iterator[Left]:
    for sheet in book.sheets:
        if what := traces.in_text(sheet):
            yield Left(f"Name des Blatts „{sheet}“", ", ".join(what), sheet)
        for number, values in enumerate(book.rows(sheet), 1):
            texts = [text_of(value) if value not in (None, "") else "" for value in values]
            if what := traces.in_text("\n".join(texts)):
                cells = [column for column, text in enumerate(texts, 1) if text and traces.touches(text)]
                area = Area(number, min(cells), number, max(cells)).reference if cells else f"Zeile {number}"
                yield Left(f"{sheet}!{area}", ", ".join(what), sheet)
        for (row, column), note in book.comments(sheet).items():
            if what := traces.in_text(note.text):
                yield Left(f"{sheet}!{address(row, column)} (Notiz)", ", ".join(what), sheet)


def _texts_of(package: Package) -> Iterator[tuple[str, str]]:
    for name in package.names():
        if name.lower().endswith((".xml", ".rels", ".vml")):
            yield name, package.read(name).decode("utf-8", "replace")


def _in_file(file: Path, traces: Traces) -> tuple[str, ...] | None:
    """Return what of a person is in a file's name or content; `None` where the content cannot be read."""
    if named := traces.in_text(file.name):
        return named
    kind = file.suffix.lower()
    try:
        if kind in _ZIPPED and zipfile.is_zipfile(file):
            return _in_zip(file, traces)
        if kind == ".pdf":
            text = words_of_pdf(file)
        elif kind in _PLAIN or file.name.startswith("."):
            text = file.read_text(encoding="utf-8", errors="replace")
            text = _FOLDED.sub("", text) if kind == ".ics" else text
        else:
            text = None
    except FileNotFoundError:
        return ()
    except (OSError, zipfile.BadZipFile):
        return None
    return None if text is None else traces.in_text(text)


def _in_zip(file: Path, traces: Traces) -> tuple[str, ...]:
    found: dict[str, None] = {}
    with zipfile.ZipFile(file) as opened:
        for name in opened.namelist():
            if name.lower().endswith((".xml", ".rels", ".vml")):
                found |= dict.fromkeys(in_markup(opened.read(name).decode("utf-8", "replace"), traces))
    return tuple(found)


def files_beside(book: Path, folders: Sequence[Path]) -> list[Path]:
    """Return every file that Lotse may have written for a workbook: in these folders, beside it, calendars."""
    found: set[Path] = set()
    for folder in folders:
        with suppress(OSError):
            found |= {each for each in folder.rglob("*") if each.is_file()}
    with suppress(OSError):
        for each in book.parent.iterdir():
            own = each.name.startswith(".lotse-") or each.suffix.lower() in {".ics", ".xlsx", ".xlsm"}
            if each.is_file() and own and each.name != book.name and not each.name.startswith("~$"):
                found.add(each)
            elif each.is_dir():
                found |= {every for every in each.glob("*.ics") if every.is_file()}
    return sorted(found)
