"""Letter → Word document, on the office's stationery (WordprocessingML, ECMA-376 Part 1, 17).

Word's behaviour that shapes this code:
* A table has to be followed by a paragraph, or Word adds one of its own.
* Numbered lists count on unless each has a number of its own in `numbering.xml`, with a restart.
* A tab with a leader draws the lines to write on; its stop has to be known, so text widths are estimated.
* `docProps` of a file saved in Word name the author and the company; a letter gets its own.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from automation.letters.bundle import Part, bundled, pack
from automation.letters.docx_card import CARD_SECTION, CARD_WIDTH, EMPTY, card_xml
from automation.letters.docx_head import STYLE, declared_size, narrowed
from automation.letters.docx_logo import belonging, first_header, has_picture, logo_parts
from automation.letters.docx_writer import FIRST_NUM, Writer
from automation.letters.stationery import Source, StationeryError, read_stationery, text_xml

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from pathlib import Path

    from automation.letters.model import Letter

_NUMBERING = "word/numbering.xml"
_DOCUMENT = "word/document.xml"
_BODY = re.compile(r"(<w:body>).*?((?:<w:sectPr(?: [^>]*)?>(?:(?!<w:sectPr).)*)?</w:body>)", re.DOTALL)
"""The text of a document; what stays is how its pages are, at its end (ECMA-376 Part 1, 17.6.17)."""
_PROPERTIES = ("docProps/core.xml", "docProps/app.xml", "docProps/custom.xml")

STYLES = {
    "text": "Brief Text",
    "heading": "Brief Zwischentitel",
    "bullet": "Brief Aufzählung",
    "number": "Brief Nummerierung",
    "cell": "Brief Tabellentext",
    "table": "Brief Tabelle",
    "gap": "Brief Abstand nach Tabelle",
    "tick": "Brief Ankreuzen",
    "slip": "Brief Titel der Rückantwort",
}


class Stationery:
    """The office's stationery, ready for any number of letters."""

    def __init__(self, source: Source, styles: dict[str, str], ordered: str) -> None:
        self._source, self._styles, self._ordered = source, styles, ordered
        self._packed = {
            name: pack(name, content)
            for name, content in source.fixed.items()
            if name not in _PROPERTIES[:2] and name != _NUMBERING
        }
        self._numbering = source.fixed[_NUMBERING].decode("utf-8-sig")
        texts = {part.name: "".join(part.texts) for part in source.prepared}
        texts |= {
            name: content.decode("utf-8-sig", "replace")
            for name, content in source.fixed.items()
            if name.endswith((".xml", ".rels"))
        }
        self._directories = {
            name: content for name, content in source.fixed.items() if name.endswith(".rels") or "[" in name
        }
        head = first_header(texts)
        self._first = head
        self._headline = source.styles.get(STYLE, "")
        self._headline_size = declared_size(texts["word/styles.xml"], self._headline) if self._headline else 0
        self._head = None if head is None or has_picture(texts[head]) else head
        self._last: dict[str, tuple[bytes, Part]] = {}

    @classmethod
    def open(cls, path: Path) -> Stationery:
        """Return the stationery of a file.

        Raises:
            StationeryError: places, styles or lists that a letter needs are missing.
        """
        source = read_stationery(path)
        styles: dict[str, str] = {}
        for key, name in STYLES.items():
            if name not in source.styles:
                raise StationeryError(path.name, f"Die Formatvorlage „{name}“ fehlt. Bitte wieder anlegen.")
            styles[key] = source.styles[name]
        return cls(source, styles, _ordered_list(path.name, source, styles["number"]))

    def write(self, letter: Letter) -> bytes:
        """Return the letter as docx; the same letter on the same stationery gives the same bytes."""
        if letter.card:
            writer = Writer(letter, self._styles, CARD_WIDTH)
            return self._written(letter, writer, lambda whole: _on_card_sheet(whole, card_xml(writer, letter)))
        return self._written(letter, Writer(letter, self._styles))

    def write_paper(self, paper: Letter) -> bytes:
        """Return what is no letter as docx: letterhead, subject as its title, text; no address, no signature."""
        writer = Writer(paper, self._styles)
        return self._written(
            paper, writer, lambda whole: _BODY.sub(lambda body: body[1] + writer.paper() + body[2], whole, count=1)
        )

    def _written(self, letter: Letter, writer: Writer, instead: Callable[[str], str] | None = None) -> bytes:
        """Return the file; `instead` gives the document another text than that of a letter."""
        filled = {part.name: part.filled(writer.fill) for part in self._source.prepared}
        if instead is not None:
            writer.restarts.clear()
            filled[_DOCUMENT] = instead(filled[_DOCUMENT].decode()).encode()
        if letter.card:  # a sheet without letterhead: what its head and foot would say is in the file neither
            filled |= {name: EMPTY[name[5:8]] for name in filled if name[5:8] in EMPTY}
        elif self._first in filled and self._headline_size:
            header = filled[self._first].decode()
            narrow = narrowed(header, letter.office.name, self._headline, self._headline_size)
            filled[self._first] = filled[self._first] if narrow == header else narrow.encode()
        logo = self._logo(letter, filled)
        filled |= logo
        filled[_NUMBERING] = self._with_lists(writer.restarts)
        filled["docProps/core.xml"] = core_properties(letter)
        filled["docProps/app.xml"] = APP_PROPERTIES
        return bundled(
            tuple(
                self._pack(name, filled[name]) if name in filled else self._packed[name]
                for name in dict.fromkeys((*self._source.order, *logo))
            )
        )

    def _logo(self, letter: Letter, filled: dict[str, bytes]) -> dict[str, bytes]:
        """Return the parts that change with the letter's logo, none where it has none or no place for it."""
        logo = letter.office.logo
        if logo is None or (self._head is None and not letter.card):
            return {}
        parts = {name: content.decode("utf-8-sig") for name, content in self._directories.items()}
        if letter.card or self._head is None:
            return belonging(logo, _DOCUMENT, parts)
        parts |= {self._head: filled.get(self._head, self._source.fixed.get(self._head, b"")).decode("utf-8-sig")}
        return logo_parts(logo, letter.office.alt, self._head, parts)

    @property
    def takes_a_logo(self) -> bool:
        """Whether the first page has a header, where a logo has its place."""
        return self._first is not None

    def _pack(self, name: str, content: bytes) -> Part:
        """Compress a part, unless the letter before had the very same (head and foot mostly do)."""
        last = self._last.get(name)
        if last is None or last[0] != content:
            last = self._last[name] = (content, pack(name, content))
        return last[1]

    def _with_lists(self, starts: list[int]) -> bytes:
        nums = "".join(
            f'<w:num w:numId="{FIRST_NUM + index}"><w:abstractNumId w:val="{self._ordered}"/>'
            f'<w:lvlOverride w:ilvl="0"><w:startOverride w:val="{start}"/></w:lvlOverride></w:num>'
            for index, start in enumerate(starts)
        )
        # `w:num` come last but for one optional element (17.9.17).
        return re.sub(r"(?=<w:numIdMacAtCleanup|</w:numbering>)", lambda _: nums, self._numbering, count=1).encode()


def _on_card_sheet(whole: str, card: str) -> str:
    """Return a document whose text is a card, on a sheet without letterhead."""
    return _BODY.sub(lambda body: f"{body[1]}{card}{CARD_SECTION}</w:body>", whole, count=1)


def _ordered_list(file: str, source: Source, style: str) -> str:
    """The id of the list definition that the style of numbered items refers to."""
    numbering = source.fixed.get(_NUMBERING, b"").decode("utf-8-sig")
    styles = source.fixed["word/styles.xml"].decode("utf-8-sig")
    declared = re.search(rf'<w:style [^>]*w:styleId="{re.escape(style)}".*?</w:style>', styles, re.DOTALL)
    num = re.search(r'<w:numId w:val="(\d+)"', declared[0]) if declared else None
    listed = num and re.search(
        rf'<w:num [^>]*w:numId="{num[1]}".*?<w:abstractNumId w:val="(\d+)"', numbering, re.DOTALL
    )
    if not listed:
        raise StationeryError(file, f"Die Formatvorlage „{STYLES['number']}“ hat keine Nummerierung mehr.")
    return listed[1]


APP_PROPERTIES = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    b"<Application>Lotse</Application></Properties>"
)


def core_properties(letter: Letter) -> bytes:
    """Return the file's properties: its title, the office, the letter's own day, and nobody's name."""
    return properties_of(f"{letter.title} – {letter.reference}", letter.office.name, letter.written)


def properties_of(title: str, creator: str, day: date) -> bytes:
    """Return the properties of a file: what it is, who made it, and when."""
    moment = f"{day.isoformat()}T12:00:00Z"
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{text_xml(title)}</dc:title>"
        f"<dc:creator>{text_xml(creator)}</dc:creator><dc:language>de-DE</dc:language>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{moment}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{moment}</dcterms:modified></cp:coreProperties>'
    ).encode()
