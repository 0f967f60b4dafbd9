"""What a field consists of: pieces of text and marks, fields within fields, as Word keeps them in runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

if TYPE_CHECKING:
    from lxml import etree


class Text(Struct, frozen=True):
    """Some text in one format; `format` is the XML of its run properties."""

    text: str
    format: str = ""


class Mark(Struct, frozen=True):
    """What is no text: a tab, a line break, a picture. `xml` is a whole run, `text` what a reader sees of it."""

    xml: str
    text: str = ""


class NewParagraph(Struct, frozen=True):
    """The end of a paragraph within a field; `format` is the XML of that paragraph's properties."""

    format: str = ""


class Field(Struct):
    """A field as it stands in the document: its code, its last result, and the runs that it takes."""

    begin: etree._Element
    paragraph: int
    code: list[Piece] = field(default_factory=list)
    result: list[Piece] = field(default_factory=list)
    runs: list[etree._Element] = field(default_factory=list)
    end: etree._Element | None = None
    separated: bool = False
    simple: bool = False

    def add(self, piece: Piece) -> None:
        """Add a piece to the code, or behind the separator to the result."""
        (self.result if self.separated else self.code).append(piece)


Piece = Text | Mark | NewParagraph | Field


def format_of(pieces: list[Piece]) -> str | None:
    """Return the format of the first text among pieces, `None` where there is none."""
    for piece in pieces:
        if isinstance(piece, Text) and piece.text.strip():
            return piece.format
        if isinstance(piece, Field):
            found = format_of(piece.result or piece.code)
            if found is not None:
                return found
    return None
