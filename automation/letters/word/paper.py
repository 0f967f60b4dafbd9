"""A marked document → letters: fixed text, places, and for each letter a file that looks as the office's does."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lxml import etree
from msgspec import Struct

from automation.letters.bundle import Part, bundled, pack
from automation.letters.docx import APP_PROPERTIES, core_properties, properties_of
from automation.letters.stationery import text_xml
from automation.letters.word.filling import Filled, code_of_text, runs_of, text_of
from automation.letters.word.marking import BEHIND, NOTICE, OPEN, PLACE, SHUT, Place
from automation.letters.word.package import APP, CORE
from automation.letters.word.second_page import second_page
from automation.letters.word.story import PARAGRAPH, WT, drawn_words, is_fallback, is_in_run, paragraphs, stories

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from automation.letters.model import Letter
    from automation.letters.word.package import WordPackage

_MARK = re.compile(r"<!--(lotse[:()!+][\d,]*)-->")
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_NOTICE_FORMAT = '<w:pPr><w:spacing w:before="240" w:after="0"/></w:pPr>'
_NOTICE_RUN = '<w:rPr><w:sz w:val="16"/><w:szCs w:val="16"/></w:rPr>'


class _Optional(Struct, frozen=True):
    """What is left out where none of its places says anything."""

    places: tuple[int, ...]
    pieces: tuple[str | int, ...]


_Piece = str | int | _Optional
_AT_NOTICE, _BEHIND = -1, -2


class Document(Struct, frozen=True):
    """A document ready for any number of letters. `lines` are its paragraphs in reading order: texts and places."""

    places: tuple[Place, ...]
    parts: dict[str, tuple[_Piece, ...]]
    packed: dict[str, Part]
    order: tuple[str, ...]
    lines: tuple[tuple[str | int, ...], ...]
    outer: tuple[str, ...]
    links: tuple[str, ...]

    @property
    def fixed_words(self) -> str:
        """What every letter says, whatever its values."""
        return "\n".join("".join(piece for piece in line if isinstance(piece, str)) for line in self.lines)


def document_of(package: WordPackage, places: Sequence[Place], *, with_notice: bool, spoken: bool) -> Document:
    """Return the document of a marked package.

    `with_notice` puts the law's notice below its text; of one that is `spoken` the other language comes last.
    """
    marks = [*((NOTICE,) if with_notice else ()), *((BEHIND,) if spoken else ())]
    for body in list(package.texts[package.main].iter(f"{WT}body"))[:1]:
        last = body.find(f"{WT}sectPr")
        for mark in map(etree.Comment, marks):
            body.append(mark) if last is None else last.addprevious(mark)
    lines: list[tuple[str | int, ...]] = []
    outer: list[str] = []
    for part, root in package.texts.items():
        found = [
            _line(each) for story in stories(root)[::-1] for each in paragraphs(story) if not is_fallback(each)
        ]
        lines += found
        if package.is_outer(part):
            outer += ["".join(piece for piece in line if isinstance(piece, str)) for line in found]
    return Document(
        tuple(places),
        {part: _cut(root) for part, root in package.texts.items()},
        {name: pack(name, content) for name, content in package.fixed.items() if name not in {CORE, APP}},
        package.order,
        tuple(lines),
        tuple(outer),
        package.links,
    )


def _line(paragraph: etree._Element) -> tuple[str | int, ...]:
    """Return a paragraph's text with its places, without that of text boxes in it."""
    pieces: list[str | int] = []
    for element in paragraph.iter():
        if next(element.iterancestors(PARAGRAPH), None) is not paragraph:
            continue
        if isinstance(element, etree._Comment):  # noqa: SLF001 - lxml has no other name for it
            text = element.text or ""
            if text.startswith(PLACE):
                pieces.append(int(text[len(PLACE) :]))
        elif element.tag == f"{WT}t":
            pieces.append(element.text or "")
        elif element.tag in {f"{WT}tab", f"{WT}br", f"{WT}cr"} and is_in_run(element):  # no stop of the ruler
            pieces.append(" ")
        elif element.tag == f"{WT}noBreakHyphen":
            pieces.append("-")
        elif drawn := drawn_words(element):
            pieces.append(drawn)
    return tuple(pieces)


def _cut(root: etree._Element) -> tuple[_Piece, ...]:
    """Cut a part at its marks."""
    text = _DECLARATION + etree.tostring(root, encoding="unicode")
    pieces: list[_Piece] = []
    inside: list[str | int] | None = None
    numbers: tuple[int, ...] = ()
    for position, piece in enumerate(_MARK.split(text)):
        into = pieces if inside is None else inside
        if position % 2 == 0:
            into.append(piece)
        elif piece.startswith(PLACE):
            into.append(int(piece[len(PLACE) :]))
        elif piece.startswith(OPEN):
            inside, numbers = [], tuple(map(int, piece[len(OPEN) :].split(",")))
        elif piece.startswith(SHUT):
            pieces.append(_Optional(numbers, tuple(inside or ())))
            inside = None
        else:
            into.append(_BEHIND if piece == BEHIND else _AT_NOTICE)
    return tuple(pieces)


@dataclass(frozen=True, slots=True)
class Paper:
    """A letter on its own document: what stands at each place, and the notice below."""

    document: Document
    filled: tuple[Filled, ...]
    notice: str = ""
    _xml: dict[int, str] = field(default_factory=dict, repr=False, compare=False)

    @property
    def texts(self) -> tuple[str, ...]:
        """The paragraphs as they are read, headers and footers behind the text."""
        said = [text_of(each) for each in self.filled]
        lines = (
            "".join(piece if isinstance(piece, str) else said[piece] for piece in x) for x in self.document.lines
        )
        return (*(line for line in lines if line.strip()), *((self.notice,) if self.notice else ()))

    def docx(self, letter: Letter) -> bytes:
        """Return the letter as docx, its other language behind it; the same letter gives the same bytes."""
        behind = second_page(letter.translation) if letter.translation is not None else ""
        return self._bundled(core_properties(letter), behind)

    def sample(self, title: str, day: date) -> bytes:
        """Return the letter as docx for somebody who looks at an example of it."""
        return self._bundled(properties_of(title, "Lotse", day))

    def _bundled(self, core: bytes, behind: str = "") -> bytes:
        document = self.document
        made = {CORE: core, APP: APP_PROPERTIES}
        for name, pieces in document.parts.items():
            made[name] = "".join(behind if piece == _BEHIND else self._written(piece) for piece in pieces).encode()
        return bundled(
            tuple(
                document.packed[name] if name in document.packed else pack(name, made[name])
                for name in document.order
            )
        )

    def _written(self, piece: _Piece) -> str:
        if isinstance(piece, str):
            return piece
        if isinstance(piece, _Optional):
            if not any(text_of(self.filled[number]).strip() for number in piece.places):
                return ""
            return "".join(map(self._written, piece.pieces))
        if piece == _AT_NOTICE:
            return self._notice()
        if piece not in self._xml:
            place, filled = self.document.places[piece], self.filled[piece]
            self._xml[piece] = code_of_text(filled) if place.as_code else runs_of(filled, last=place.last)
        return self._xml[piece]

    def _notice(self) -> str:
        if not self.notice:
            return ""
        said = text_xml(self.notice)
        return f'<w:p>{_NOTICE_FORMAT}<w:r>{_NOTICE_RUN}<w:t xml:space="preserve">{said}</w:t></w:r></w:p>'
