"""A PDF → its words in reading order, what its pictures are called, and what lies in it besides."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from automation.publication.attacker.findings import FoundFile, Prose, UnreadableError

if TYPE_CHECKING:
    from pathlib import Path

logging.getLogger("pypdf").addHandler(logging.NullHandler())  # it would speak English of every damaged file
_DEEPEST = 60
_DAMAGED = (PyPdfError, OSError, KeyError, ValueError, TypeError)
"""What pypdf raises where a file is no whole PDF; a missing object is a KeyError, a wrong one a TypeError."""


def read_pdf(path: Path) -> FoundFile:
    """Return what a PDF says.

    Raises:
        UnreadableError: it is none, is damaged, or has a password.
    """
    try:
        return _read(path)
    except _DAMAGED as error:
        raise UnreadableError from error


def _read(path: Path) -> FoundFile:
    found = FoundFile(path.name)
    reader = PdfReader(path)
    count = len(reader.pages)
    texts = (page.extract_text().replace(f"{n} / {count}", "", 1) for n, page in enumerate(reader.pages, 1))
    found.words = " ".join(" ".join(texts).split())  # without the numbers of the pages
    for name, value in (reader.metadata or {}).items():
        if name not in {"/CreationDate", "/ModDate", "/Creator", "/Producer"}:
            found.proses.append(Prose(f"Eigenschaft {name.strip('/')}", str(value)))
    if reader.attachments:
        found.faults.append("In dem PDF liegen angehängte Dateien")
    root: Any = reader.trailer["/Root"]
    found.proses += [Prose("Alternativtext", text) for text in _alternatives(root.get("/StructTreeRoot"), 0)]
    return found


def _alternatives(node: Any, depth: int) -> list[str]:
    """Return the alternative texts below a node of the tree of tags."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if depth > _DEEPEST or node is None:
        return []
    if isinstance(node, list):
        return [text for each in node for text in _alternatives(each, depth + 1)]
    if not isinstance(node, dict):
        return []
    own = [str(node[name]) for name in ("/Alt", "/ActualText") if name in node]
    return own + _alternatives(node.get("/K"), depth + 1)
