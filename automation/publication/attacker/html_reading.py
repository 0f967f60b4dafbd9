"""An HTML page → what it says, by Python's own parser: tables, texts, attributes, and the bars of its charts."""

from __future__ import annotations

import codecs
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from automation.publication.attacker.findings import FoundFile, Mark, Prose, UnreadableError
from automation.publication.attacker.tables import table_of, value_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_Cell = tuple[str, int, int, bool]
"""A cell's text, over how many rows and columns it stands, and whether it is a heading."""
_WIDEST = 1000
_VOID = frozenset({"meta", "link", "br", "hr", "img", "input", "rect", "line", "path", "circle", "use", "col"})
_SAID = ("alt", "title", "aria-label", "content", "placeholder", "value", "summary")
_LOUD = ("src", "srcset", "action", "data", "poster", "background")
_UNSAFE = frozenset({"script", "iframe", "object", "embed", "link", "form", "img", "audio", "video", "base"})


class _Reader(HTMLParser):
    """Collects what stands where."""

    def __init__(self, found: FoundFile) -> None:
        super().__init__(convert_charrefs=True)
        self.found, self.open = found, [""]
        self.sections = 0
        self.said: list[tuple[str, str, int]] = []
        self.tables: list[tuple[str, list[list[_Cell]], int]] = []
        self.bars: list[tuple[dict[str, str], int]] = []
        self.ticks: list[tuple[dict[str, str], str, int]] = []
        self._cell: list[str] | None = None
        self._caption: list[str] | None = None
        self._spans = (1, 1, False)
        self._silent = 0
        self._attributes: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        self._attributes = said
        if tag in _UNSAFE:
            self.found.faults.append(f"<{tag}> steht in der Seite")
        for name, value in said.items():
            if name.startswith("on") or (name in _LOUD and value):
                self.found.faults.append(f"Die Seite holt oder startet etwas: {tag}, {name}")
            if name.startswith("data-") or (name in _SAID and said.get("name") != "viewport"):
                self.said.append((f"{tag}, Angabe {name}", value, self.sections))
        self._begin(tag, said.get("class", "").split(), said)
        if tag not in _VOID:
            self.open.append(tag)
            if "vh" in said.get("class", "").split() and self._cell is not None:
                self._silent = len(self.open)

    def _begin(self, tag: str, classes: list[str], said: dict[str, str]) -> None:
        """Note where sections, tables, rows and cells begin, and the bars of charts."""
        if tag == "section":
            self.sections += 1
        elif tag == "table":
            self.tables.append(("", [], self.sections))
        elif tag == "caption":
            self._caption = []
        elif tag == "tr" and self.tables:
            self._end_cell()
            self.tables[-1][1].append([])
        elif tag in {"td", "th"}:
            self._end_cell()
            self._cell = []
            self._spans = _span(said.get("rowspan")), _span(said.get("colspan")), tag == "th"
        elif tag == "rect" and "bar" in classes:
            self.bars.append((said, self.sections))

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            while self.open.pop() != tag:
                pass
            if len(self.open) < self._silent:
                self._silent = 0
        if tag == "caption" and self._caption is not None and self.tables:
            _, rows, section = self.tables.pop()
            self.tables.append((" ".join("".join(self._caption).split()), rows, section))
            self._caption = None
        elif tag in {"td", "th", "tr", "table"}:
            self._end_cell()

    def _end_cell(self) -> None:
        """End a cell: its end may be left out (HTML, 13.1.2.4)."""
        if self._cell is not None and self.tables and self.tables[-1][1]:
            self.tables[-1][1][-1].append((" ".join("".join(self._cell).split()), *self._spans))
        self._cell = None

    def handle_data(self, data: str) -> None:
        if self.open[-1] == "style":
            return
        if self._cell is not None:
            if not self._silent:
                self._cell.append(data)
            elif any(character.isdigit() for character in data):
                self.said.append(("verborgener Text einer Zelle", data, self.sections))
        elif self._caption is not None:
            self._caption.append(data)
        elif self.open[-1] == "text" and "tick" in self._attributes.get("class", "").split():
            self.ticks.append((self._attributes, data, self.sections))
        elif data.strip():
            self.said.append((self.open[-1], data, self.sections))

    def handle_comment(self, data: str) -> None:
        self.found.faults.append(f"Ein Kommentar steht in der Seite ({len(data)} Zeichen)")


def _span(said: str | None) -> int:
    return max(1, min(int(said), _WIDEST)) if said and said.isdigit() else 1


def _grid(rows: Sequence[Sequence[_Cell]]) -> list[list[str]]:
    """Return the cells of a table by row and column: what spans several says its name in each, its number once."""
    found: dict[tuple[int, int], str] = {}
    for number, row in enumerate(rows):
        column = 0
        for text, height, width, head in row:
            while (number, column) in found:
                column += 1
            counted = not head and (value_of(text).number is not None or value_of(text).hidden)
            for down in range(min(height, len(rows) - number)):
                for right in range(width):
                    again = (down or right) and counted
                    found[number + down, column + right] = "" if again else text
    width = 1 + max((column for _, column in found), default=-1)
    return [[found.get((row, column), "") for column in range(width)] for row in range(len(rows)) if rows[row]]


def text_of(content: bytes) -> str:
    """Return what a file says as text: in Unicode, or as older programs of an office write it."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252")


def read_html(path: Path) -> FoundFile:
    """Return what a page says.

    Raises:
        UnreadableError: it is no text.
    """
    found = FoundFile(path.name)
    reader = _Reader(found)
    try:
        reader.feed(text_of(path.read_bytes()))
    except (UnicodeDecodeError, OSError) as error:
        raise UnreadableError from error
    reader.close()
    sections: dict[int, list[int]] = {}
    for caption, cells, section in reader.tables:
        rows = _grid(cells)
        table = table_of(path.name, caption, rows[0], rows[1:]) if len(rows) > 1 else None
        if table is not None:
            sections.setdefault(section, []).append(len(found.tables))
            found.tables.append(table)
    for place, text, section in reader.said:
        found.proses.append(Prose(place, text, tuple(sections.get(section, ()))))
    _measure(reader, found, sections)
    return found


def _measure(reader: _Reader, found: FoundFile, sections: dict[int, list[int]]) -> None:
    """Turn the bars of each section into values, by the ticks of its axis."""
    for section in sorted({section for _, section in reader.bars}):
        ticks = [
            (float(said["y"]), float(re.sub(r"[^\d]", "", text)))
            for said, text, where in reader.ticks
            if where == section and "y" in said and re.search(r"\d", text)
        ]
        (top, most), (bottom, least) = min(ticks, default=(0, 0)), max(ticks, default=(0, 0))
        if most == least or top == bottom:
            found.faults.append("Ein Diagramm hat keine Achse, an der seine Säulen zu messen sind")
            continue
        unit = (most - least) / (bottom - top)
        for said, where in reader.bars:
            if where == section:
                value = float(said.get("height", 0)) * unit
                row, column = said.get("data-row", ""), said.get("data-column", "")
                place = sections.get(section, [-1])[0]
                found.marks.append(Mark(f"Säule „{row}“, {column}", row, column, value, place))
