"""Letter → Word document, on the office's stationery (WordprocessingML, ECMA-376 Part 1, 17).

Word's behaviour that shapes this code:
* A table has to be followed by a paragraph, or Word adds one of its own.
* Numbered lists count on unless each has a number of its own in `numbering.xml`, with a restart.
* A tab with a leader draws the lines to write on; its stop has to be known, so text widths are estimated.
* `docProps` of a file saved in Word name the author and the company; a letter gets its own.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from automation.letters.bundle import Part, bundled, pack
from automation.letters.docx_runs import QUIET, inline_xml, label_xml, paragraph_xml, run_xml, scaled_xml, with_tabs
from automation.letters.foreign_text import in_language
from automation.letters.model import (
    Block,
    Checklist,
    Fill,
    Heading,
    InfoRow,
    Inline,
    ItemList,
    Letter,
    Paragraph,
    Run,
    Table,
    info_rows,
)
from automation.letters.properties import paragraph_with
from automation.letters.stationery import Place, Source, StationeryError, read_stationery, text_xml

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from pathlib import Path

_NUMBERING = "word/numbering.xml"
_DOCUMENT = "word/document.xml"
_BODY = re.compile(r"(<w:body>).*?((?:<w:sectPr(?: [^>]*)?>(?:(?!<w:sectPr).)*)?</w:body>)", re.DOTALL)
"""The text of a document; what stays is how its pages are, at its end (ECMA-376 Part 1, 17.6.17)."""
_FOOT = ("Fußspalte 1", "Fußspalte 2", "Fußspalte 3")
_PROPERTIES = ("docProps/core.xml", "docProps/app.xml", "docProps/custom.xml")
_TEXT_WIDTH = 9354  # 165 mm in twentieths of a point
_LABEL_WIDTH = 1985  # 35 mm, the first column of a table of two
_INDENT = 340  # 6 mm, a level of a list
_CHARACTER = 109  # mean width of a letter of Fira Sans at 10.5 pt, in twentieths of a point
"""The size of a value of the information block on the house's stationery, in half points."""
_FIRST_NUM = 9000
"""Ids of our own list instances: above those that Word gives."""

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
        writer = _Writer(letter, self._styles)
        filled = {part.name: part.filled(writer.fill) for part in self._source.prepared}
        filled[_NUMBERING] = self._with_lists(writer.restarts)
        filled["docProps/core.xml"] = core_properties(letter)
        filled["docProps/app.xml"] = APP_PROPERTIES
        return bundled(
            tuple(
                self._packed[name] if name in self._packed else self._pack(name, filled[name])
                for name in self._source.order
            )
        )

    def write_paper(self, paper: Letter) -> bytes:
        """Return what is no letter as docx: letterhead, subject as its title, text; no address, no signature."""
        writer = _Writer(paper, self._styles)
        filled = {part.name: part.filled(writer.fill) for part in self._source.prepared}
        whole = filled[_DOCUMENT].decode()
        writer.restarts.clear()
        filled[_DOCUMENT] = _BODY.sub(lambda body: body[1] + writer.paper() + body[2], whole, count=1).encode()
        filled[_NUMBERING] = self._with_lists(writer.restarts)
        filled["docProps/core.xml"] = core_properties(paper)
        filled["docProps/app.xml"] = APP_PROPERTIES
        return bundled(
            tuple(
                self._packed[name] if name in self._packed else self._pack(name, filled[name])
                for name in self._source.order
            )
        )

    def _pack(self, name: str, content: bytes) -> Part:
        """Compress a part, unless the letter before had the very same (head and foot mostly do)."""
        last = self._last.get(name)
        if last is None or last[0] != content:
            last = self._last[name] = (content, pack(name, content))
        return last[1]

    def _with_lists(self, starts: list[int]) -> bytes:
        nums = "".join(
            f'<w:num w:numId="{_FIRST_NUM + index}"><w:abstractNumId w:val="{self._ordered}"/>'
            f'<w:lvlOverride w:ilvl="0"><w:startOverride w:val="{start}"/></w:lvlOverride></w:num>'
            for index, start in enumerate(starts)
        )
        # `w:num` come last but for one optional element (17.9.17).
        return re.sub(r"(?=<w:numIdMacAtCleanup|</w:numbering>)", lambda _: nums, self._numbering, count=1).encode()


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


class _Writer:
    """Writes the words of one letter as WordprocessingML."""

    def __init__(self, letter: Letter, styles: dict[str, str]) -> None:
        self._letter, self._styles = letter, styles
        self.restarts: list[int] = []

    def fill(self, place: Place) -> str:
        """Return the XML for a place of the stationery."""
        if not place.is_block:
            return text_xml(self._line(place.name))
        paragraphs = self._block(place)
        return paragraphs or (f"<w:p>{place.paragraph}</w:p>" if place.alone else "")

    def paper(self) -> str:
        """Return the XML of title and text."""
        title = (Run(self._letter.subject),)
        place = Place("Text", paragraph=self._style("text"))
        return self._paragraph(self._style("slip", '<w:pageBreakBefore w:val="0"/>'), title) + self._blocks(
            self._letter.body, place
        )

    def _line(self, name: str) -> str:
        letter = self._letter
        return {
            "Büro": letter.office.name,
            "Zeichen": letter.reference,
            "Datum": dict(letter.info).get("Datum", ""),
            "Betreff": letter.subject,
            "Anrede": letter.salutation,
            "Rücksendeangabe": letter.office.return_line,
            "Gruß": letter.closing,
            "Name": letter.signature[0],
            "Funktion": " ".join(letter.signature[1:]),
        }[name]

    def _block(self, place: Place) -> str:
        letter = self._letter
        if place.name in _FOOT:
            columns, number = letter.office.columns, _FOOT.index(place.name)
            return self._lines(place, columns[number] if number < len(columns) else ())
        return {
            "Vermerk": lambda: self._lines(place, letter.remarks),
            "Anschrift": lambda: self._lines(place, letter.address),
            "Informationsblock": lambda: "".join(self._info_row(place, row) for row in info_rows(letter.info)),
            "Text": lambda: self._blocks(letter.body, place),
            "Anlagen": lambda: self._enclosures(place),
            "Hinweise": lambda: self._lines(place, (" ".join(letter.notices),) if letter.notices else ()),
            "Rückantwort": lambda: self._sheets(place),
        }[place.name]()

    @staticmethod
    def _info_row(place: Place, row: InfoRow) -> str:
        value = scaled_xml(row.value, place.run, row.scale)
        if row.wide:
            return paragraph_xml(paragraph_with(place.paragraph, '<w:ind w:left="0" w:firstLine="0"/>'), value)
        return paragraph_xml(place.paragraph, f"{label_xml(row.label, place.run)}<w:r><w:tab/></w:r>{value}")

    @staticmethod
    def _lines(place: Place, lines: Iterable[str]) -> str:
        return "".join(paragraph_xml(place.paragraph, run_xml(line, place.run)) for line in lines)

    def _enclosures(self, place: Place) -> str:
        enclosures = self._letter.enclosures
        if not enclosures:
            return ""
        title = "Anlage" if len(enclosures) == 1 else "Anlagen"
        rows = "".join(f"<w:r><w:br/></w:r>{run_xml(line, place.run)}" for line in enclosures)
        return paragraph_xml(place.paragraph, run_xml(title, place.run, bold=True) + rows)

    def _sheets(self, place: Place) -> str:
        """The slip that comes back and the translation: each a sheet of its own, for the letter stays."""
        letter, written = self._letter, ""
        if letter.reply:
            title, *rest = letter.reply
            content = title.content if isinstance(title, Heading | Paragraph) else ()
            written = self._paragraph(self._style("slip"), content) + self._blocks(rest, place)
        if letter.translation is None:
            return written
        other = letter.translation
        heading = self._paragraph(self._style("slip"), (Run(other.heading),))
        blocks = in_language(self._blocks(other.body, place), other.tag, right_to_left=other.right_to_left)
        return written + heading + blocks

    def _style(self, key: str, extra: str = "") -> str:
        return f'<w:pPr><w:pStyle w:val="{self._styles[key]}"/>{extra}</w:pPr>'

    def _blocks(self, blocks: Iterable[Block], place: Place, depth: int = 0) -> str:
        written = []
        for block in blocks:
            match block:
                case Paragraph(content):
                    written.append(self._paragraph(place.paragraph, content, place.run))
                case Heading(content):
                    written.append(self._paragraph(self._style("heading"), content))
                case ItemList():
                    written.append(self._list(block, place, depth))
                    if not depth:
                        written.append(paragraph_xml(self._style("gap"), ""))
                case Checklist(items):
                    written += [self._tick(item) for item in items]
                case Table():
                    written.append(self._table(block))
        return "".join(written)

    def _paragraph(self, properties: str, content: Inline, run: str = "", start: int = 0) -> str:
        stops = self._stops(content, start)
        return paragraph_xml(with_tabs(properties, stops), inline_xml(content, run))

    def _list(self, block: ItemList, place: Place, depth: int) -> str:
        if block.ordered:
            self.restarts.append(block.start)
            number = f'<w:numId w:val="{_FIRST_NUM + len(self.restarts) - 1}"/>'
        key = "number" if block.ordered else "bullet"
        written = []
        for item in block.items:
            first, *rest = item or (Paragraph(()),)
            level = min(depth, 2)
            own = f'<w:numPr><w:ilvl w:val="{level}"/>{number}</w:numPr>' if block.ordered else ""
            if depth and not block.ordered:
                own = f'<w:numPr><w:ilvl w:val="{level}"/></w:numPr>'
            indent = _INDENT * (level + 1)
            own += f'<w:ind w:left="{indent}" w:hanging="{_INDENT}"/>' if depth else ""
            content = first.content if isinstance(first, Paragraph | Heading) else ()
            written.append(self._paragraph(self._style(key, own), content, start=indent))
            remaining = rest if isinstance(first, Paragraph | Heading) else item
            follow = self._style("text", f'<w:ind w:left="{indent}"/>')
            written.append(self._blocks(remaining, replace(place, paragraph=follow, run=""), depth + 1))
        return "".join(written)

    def _tick(self, content: Inline) -> str:
        # U+2610 is in no common text font; Segoe UI Symbol has it on Windows, others fall back by themselves.
        box = (
            '<w:r><w:rPr><w:rFonts w:ascii="Segoe UI Symbol" w:hAnsi="Segoe UI Symbol" '
            'w:eastAsia="Segoe UI Symbol"/></w:rPr><w:t>☐</w:t></w:r><w:r><w:tab/></w:r>'
        )
        properties = with_tabs(self._style("tick"), [(_INDENT, "none"), *self._stops(content, _INDENT)])
        return paragraph_xml(properties, box + inline_xml(content, ""))

    def _table(self, table: Table) -> str:
        count = len(table.header)
        widths = [_LABEL_WIDTH, _TEXT_WIDTH - _LABEL_WIDTH] if count == 2 else [_TEXT_WIDTH // count] * count
        if table.widths:
            widths = [_TEXT_WIDTH * share // sum(table.widths) for share in table.widths]
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        rows = [_row(table, table.header, widths, self._styles["cell"], first=True)]
        rows += [_row(table, row, widths, self._styles["cell"]) for row in table.rows]
        return (
            f'<w:tbl><w:tblPr><w:tblStyle w:val="{self._styles["table"]}"/>'
            f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
            '<w:tblLayout w:type="fixed"/><w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" '
            f'w:lastColumn="0" w:noHBand="1" w:noVBand="1"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{"".join(rows)}'
            f"</w:tbl>{paragraph_xml(self._style('gap'), '')}"
        )

    def _stops(self, content: Inline, start: int) -> list[tuple[int, str]]:
        """Where the lines to write on end: the free space of the line, shared by their weights."""
        fills = [piece.weight for piece in content if isinstance(piece, Fill)]
        if not fills:
            return []
        texts = sum(len(piece.text) for piece in content if isinstance(piece, Run))
        free = max(_TEXT_WIDTH - start - texts * _CHARACTER, 600 * len(fills))
        stops: list[tuple[int, str]] = []
        position = float(start)
        for piece in content:
            if isinstance(piece, Run):
                position += len(piece.text) * _CHARACTER
            elif isinstance(piece, Fill):
                position += free * piece.weight / sum(fills)
                stops.append((min(round(position), _TEXT_WIDTH), "underscore"))
        if isinstance(content[-1], Fill):
            stops[-1] = (_TEXT_WIDTH, "underscore")
        return stops


def _row(table: Table, cells: tuple[Inline, ...], widths: list[int], style: str, *, first: bool = False) -> str:
    head = "<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>" if first else "<w:trPr><w:cantSplit/></w:trPr>"
    written = []
    for column, (content, width, align) in enumerate(zip(cells, widths, table.aligns, strict=True)):
        side = "" if align == "left" else f'<w:jc w:val="{align}"/>'
        properties = f'<w:pPr><w:pStyle w:val="{style}"/>{side}</w:pPr>'
        quiet = QUIET if column == 0 and len(widths) == 2 and not first else ""
        bold = tuple(replace(piece, bold=True) if first and isinstance(piece, Run) else piece for piece in content)
        written.append(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>'
            f"{paragraph_xml(properties, inline_xml(bold, quiet))}</w:tc>"
        )
    return f"<w:tr>{head}{''.join(written)}</w:tr>"
