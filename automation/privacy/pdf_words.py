"""A PDF → every word in it: its pages, its properties, its bookmarks, and what is attached to it."""

from __future__ import annotations

import html
import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject, TextStringObject

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_BROKEN = re.compile(r"[-\u00ad\u2010]\r?\n")
"""A word that goes on in the next line."""
_IN_WORDS = ("/Metadata", "/EmbeddedFile")
"""Streams that hold words of their own (ISO 32000-1, 14.3.2 and 7.11.4); those of pages are read as pages."""


def words_of_pdf(file: Path) -> str | None:
    """Return all words of a PDF, `None` where a page has none, as a scan, or where it cannot be read.

    A word that a line's end cuts in two is there cut, joined, and joined with its hyphen.
    """
    with suppress(Exception):  # a damaged file makes the library raise whatever it likes
        reader = PdfReader(file)
        pages = [page.extract_text() for page in reader.pages]
        if pages and all(page.strip() for page in pages):
            text = "\n".join((*pages, *_beside(reader)))
            return "\n".join((text, _BROKEN.sub("", text), _BROKEN.sub("-", text)))
    return None


def _beside(reader: PdfReader) -> Iterator[str]:
    """Yield the texts of all objects that a reader of the file can reach."""
    waiting: list[Any] = [reader.trailer]
    seen: set[tuple[int, int]] = set()
    while waiting:
        each = waiting.pop()
        if isinstance(each, IndirectObject):
            if (place := (each.idnum, each.generation)) in seen:
                continue
            seen.add(place)
            waiting.append(each.get_object())
        elif isinstance(each, TextStringObject):
            yield str(each)
        elif isinstance(each, ArrayObject):
            waiting += each
        elif isinstance(each, DictionaryObject):
            if isinstance(each, StreamObject) and each.get("/Type") in _IN_WORDS:
                yield html.unescape(each.get_data().decode("utf-8", "replace"))
            waiting += [each.raw_get(name) for name in each]
