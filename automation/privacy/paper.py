"""What is no letter on the house's paper: title and text → Word, PDF and their files beside the workbook."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass, replace
from itertools import count
from typing import TYPE_CHECKING, Any

from msgspec import Struct, structs

from automation.letters.delivery.files import half_of, make_folder, put_in_place, remove_quietly, write_halves
from automation.letters.docx import Stationery
from automation.letters.glyphs import missing_character
from automation.letters.model import (
    Block,
    Break,
    Heading,
    Inline,
    ItemList,
    Letter,
    Letterhead,
    Paragraph,
    Run,
    Table,
)
from automation.letters.pdf import PdfPress
from automation.letters.wording import long_date
from automation.resources import templates_folder
from workbook.errors import WorkbookNotWrittenError
from workbook.german import shown
from workbook.schema.setting_names import SettingName
from workbook.writing.disk import writing_error

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from automation.office.settings import Settings

NOTHING_YET = "[bitte ergänzen]"


def paper(title: str, subject: str, body: Sequence[Block], settings: Settings, today: date) -> Letter:
    """Return a paper of the office; what its settings leave empty is left out."""
    text = settings.text
    office = Letterhead(
        name=settings.office_name or "Büro",
        street=text(SettingName.STREET),
        postcode=text(SettingName.POSTCODE),
        city=text(SettingName.CITY),
        phone=text(SettingName.PHONE),
        email=text(SettingName.EMAIL),
        website=text(SettingName.WEBSITE),
    )
    return Letter(
        kind="",
        title=title,
        office=office,
        reference=f"Stand {shown(today)}",
        written=today,
        address=(),
        info=(("Datum", long_date(today)),),
        subject=subject,
        salutation="",
        body=tuple(body),
        closing="",
        signature=("",),
    )


class Printer:
    """Prints papers; a sign that no font has is named by its number, so that nothing is lost."""

    def __init__(self) -> None:
        self._templates = templates_folder()
        self._stationery = Stationery.open(self._templates / "letterhead.docx")
        self._press: PdfPress | None = None

    def word(self, each: Letter) -> bytes:
        """Return a paper as docx."""
        return self._stationery.write_paper(each)

    def pdf(self, each: Letter) -> bytes:
        """Return a paper as PDF/A-2a and PDF/UA-1.

        Raises:
            PdfError: Typst cannot set it.
        """
        self._press = self._press or PdfPress(self._templates, "paper.typ")
        return self._press.print(_printable(each, self._templates))


def put_files(folder: Path, stem: str, contents: Mapping[str, bytes], like: Path) -> tuple[Path, ...]:
    """Write files of one name with these endings into a folder, and return them; no file is ever overwritten.

    They get the rights of the workbook `like`.

    Raises:
        WorkbookNotWrittenError: folder or disk do not take them.
    """
    if folder.exists() and not folder.is_dir():
        raise WorkbookNotWrittenError(folder, "Das ist kein Ordner.", "Bitte einen Ordner nennen.")
    make_folder(folder, like)
    for number in count(1):
        name = stem if number == 1 else f"{stem}-{number}"
        files = {folder / f"{name}{ending}": content for ending, content in contents.items()}
        if any(file.exists() for file in files):
            continue
        run = "neu"
        try:
            write_halves(files, run, like)
            for file in files:
                put_in_place(half_of(file, run), file)
        except FileExistsError:
            continue
        except OSError as error:
            raise writing_error(folder, error) from error
        finally:
            for file in files:
                remove_quietly(half_of(file, run))
        return tuple(files)
    raise AssertionError("counting never ends")


def json_bytes(document: Mapping[str, Any]) -> bytes:
    """Return a document as JSON for people who look into it."""
    return (json.dumps(document, ensure_ascii=False, indent=2, default=str) + "\n").encode()


def heading(text: str) -> Heading:
    """Return a heading."""
    return Heading((Run(text),))


def paragraph(*texts: str, bold: bool = False) -> Paragraph:
    """Return a paragraph of lines."""
    return Paragraph(_lines(texts, bold=bold))


def listed(texts: Iterable[str]) -> ItemList:
    """Return a list of sentences."""
    return ItemList(tuple((paragraph(text),) for text in texts))


def table(header: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[int]) -> Table:
    """Return a table; widths are shares of the page."""
    return Table(
        tuple((Run(text),) for text in header),
        tuple(tuple(_lines(text.split("\n")) for text in row) for row in rows),
        ("left",) * len(header),
        tuple(widths),
    )


def _lines(texts: Sequence[str], *, bold: bool = False) -> Inline:
    pieces: list[Run | Break] = []
    for text in texts:
        if pieces:
            pieces.append(Break())
        pieces.append(Run(text, bold=bold))
    return tuple(pieces)


def _printable(each: Any, templates: Path) -> Any:
    """Return a paper whose every text can be set: a sign that no font has becomes its number."""
    if isinstance(each, str):
        text = "".join(sign for sign in each if sign == "\t" or sign.isprintable() or sign == "\u00ad")
        while (sign := missing_character((text,), templates)) is not None:
            text = text.replace(sign, f"[U+{ord(sign):04X}]")
        return text
    if isinstance(each, tuple):
        return tuple(_printable(one, templates) for one in each)
    if isinstance(each, Struct):
        names = each.__struct_fields__
        return structs.replace(each, **{name: _printable(getattr(each, name), templates) for name in names})
    if is_dataclass(each) and not isinstance(each, type):
        return replace(each, **{one.name: _printable(getattr(each, one.name), templates) for one in fields(each)})
    return each
