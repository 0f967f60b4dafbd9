"""Letter → PDF, through Typst and `templates/letter.typ`.

The files conform to PDF/A-2a (they last) and PDF/UA-1 (they can be read aloud) at once. Fonts come with the
installation and never from the machine, so a letter looks the same everywhere; data goes in as JSON and is never
read as code; the clock is the letter's own date, so the same letter has the same bytes.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any

import typst

from automation.letters.glyphs import font_folders
from automation.letters.logo import drawn
from automation.letters.model import (
    LOGO_LEFT,
    LOGO_TOP,
    Block,
    Break,
    Checklist,
    Fill,
    Heading,
    Inline,
    ItemList,
    Letter,
    Paragraph,
    Run,
    Table,
    info_rows,
    kept_with_closing,
)
from automation.resources import PDF_STANDARDS
from workbook.errors import LetterError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


class PdfError(LetterError):
    """Typst could not set a letter; `reason` is what it says."""

    def __init__(self, reference: str, reason: str) -> None:
        self.reference, self.reason = reference, reason
        if "could not be displayed" in reason or "font" in reason:
            super().__init__(
                f"Brief {reference}: Ein Schriftzeichen kommt in keiner Schrift des PDF vor. "
                "Bitte den Namen oder Text in lateinischer Schrift eintragen."
            )
        else:
            super().__init__(f"Brief {reference}: Das PDF lässt sich nicht setzen (Typst: {reason}).")


class PdfPress:
    """Sets letters one after another; the compiler and its fonts are kept from letter to letter."""

    def __init__(self, folder: Path, template: str | Path = "letter.typ", card: str | Path = "card.typ") -> None:
        """Take the fonts from this folder, and the templates: `letter.typ`, `paper.typ`, or an own one."""
        self._template, self._card = (folder / template).absolute(), (folder / card).absolute()
        self._fonts = typst.Fonts(
            include_system_fonts=False,
            include_embedded_fonts=False,
            font_paths=list(font_folders(folder)),
        )
        self._compilers: dict[Path, typst.Compiler] = {}

    def _compiler(self, path: Path) -> typst.Compiler:
        if path not in self._compilers:
            self._compilers[path] = typst.Compiler(input=path, root=path.parent, font_paths=self._fonts)
        return self._compilers[path]

    def print(self, letter: Letter) -> bytes:
        """Return the letter as PDF/A-2a and PDF/UA-1; the same letter gives the same bytes.

        Raises:
            PdfError: a character is in no font, or the office's own template is broken.
        """
        moment = datetime.combine(letter.written, time(12), tzinfo=UTC)
        try:
            pdf = self._compiler(self._card if letter.card else self._template).compile(
                format="pdf",
                sys_inputs={
                    "letter": json.dumps(as_data(letter), ensure_ascii=False),
                    "logo": drawn(letter.office.logo) if letter.office.logo is not None else "",
                },
                pdf_standards=PDF_STANDARDS,
                timestamp=moment,
            )
        except typst.TypstError as error:
            raise PdfError(letter.reference, error.message) from error
        if not isinstance(pdf, bytes):  # several pages come as a list only in other formats
            raise PdfError(letter.reference, "kein PDF")
        return pdf


def as_data(letter: Letter) -> dict[str, Any]:
    """Return the letter as what `letter.typ` reads: texts, lists and numbers only."""
    return {
        "title": letter.title,
        "reference": letter.reference,
        "office": {
            "name": letter.office.name,
            "body": letter.office.body,
            "logo": _logo(letter),
            "columns": [list(map(_words, lines)) for lines in letter.office.columns],
        },
        "return_line": letter.office.return_line,
        "remarks": list(letter.remarks),
        "address": list(letter.address),
        "info": [
            {"label": row.label, "value": _words(row.value), "wide": row.wide, "scale": row.scale}
            for row in info_rows(letter.info)
        ],
        "subject": letter.subject,
        "salutation": letter.salutation,
        "body": _blocks(letter.body),
        "kept": kept_with_closing(letter.body),
        "closing": letter.closing,
        "signature": list(letter.signature),
        "enclosures": list(letter.enclosures),
        "notices": list(letter.notices),
        "reply": _blocks(letter.reply),
        "translation": None
        if letter.translation is None
        else {
            "lang": letter.translation.tag,
            "dir": "rtl" if letter.translation.right_to_left else "ltr",
            "heading": letter.translation.heading,
            "body": _blocks(letter.translation.body),
        },
    }


def _logo(letter: Letter) -> dict[str, Any] | None:
    logo = letter.office.logo
    if logo is None:
        return None
    width, height = logo.printed
    return {"left": LOGO_LEFT, "top": LOGO_TOP, "width": width, "height": height, "alt": letter.office.alt}


_KEPT = re.compile(r"(?P<mail>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)|(?P<page>www\.[\w-]+(?:\.[\w-]+)+)|E-Mail\w*")


def _words(text: str) -> str | list[str | dict[str, str]]:
    """A text; in pieces where it has addresses of the net or an `E-Mail`, which a line's end must not part."""
    pieces: list[str | dict[str, str]] = []
    position = 0
    for match in _KEPT.finditer(text):
        pieces.append(text[position : match.start()])
        kept = {"keep": match[0]}
        if match.lastgroup:
            kept["url"] = f"mailto:{match[0]}" if match.lastgroup == "mail" else f"https://{match[0]}"
        pieces.append(kept)
        position = match.end()
    return [*pieces, text[position:]] if pieces else text


def _blocks(blocks: Iterable[Block]) -> list[dict[str, Any]]:
    return [_block(block) for block in blocks]


def _block(block: Block) -> dict[str, Any]:
    match block:
        case Paragraph(content):
            return {"kind": "paragraph", "content": _inline(content)}
        case Heading(content):
            return {"kind": "heading", "content": _inline(content)}
        case ItemList(items, ordered, start):
            return {"kind": "list", "items": [_blocks(item) for item in items], "ordered": ordered, "start": start}
        case Checklist(answers):
            return {"kind": "checklist", "items": [_inline(answer) for answer in answers]}
        case Table(header, rows, aligns, widths):
            return {
                "kind": "table",
                "header": [_inline(cell) for cell in header],
                "rows": [[_inline(cell) for cell in row] for row in rows],
                "aligns": list(aligns),
                "widths": list(widths),
            }


def _inline(content: Inline) -> list[dict[str, Any]]:
    pieces: list[dict[str, Any]] = []
    for piece in content:
        match piece:
            case Run(text, bold, italic):
                pieces.append({"kind": "run", "text": _words(text), "bold": bold, "italic": italic})
            case Fill(weight):
                pieces.append({"kind": "fill", "weight": weight})
            case Break():
                pieces.append({"kind": "break"})
    return pieces
