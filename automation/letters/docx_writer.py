"""The words of one letter → WordprocessingML, in the styles of the office's stationery."""

from __future__ import annotations

from itertools import pairwise
from textwrap import wrap
from typing import TYPE_CHECKING

from msgspec.structs import replace

from automation.letters.docx_runs import (
    KEPT,
    QUIET,
    inline_xml,
    kept_together,
    label_xml,
    paragraph_xml,
    run_xml,
    scaled_xml,
    with_tabs,
)
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
    kept_with_closing,
)
from automation.letters.properties import paragraph_with, run_with
from automation.letters.stationery import Place, text_xml

if TYPE_CHECKING:
    from collections.abc import Iterable

_FOOT = ("Fußspalte 1", "Fußspalte 2", "Fußspalte 3")
_FOOT_CHARACTERS = (32, 48, 40)
"""So many characters fit into a line of each of its columns at 8 pt."""
_FOOT_LINES, _FOOT_HEIGHT = 3, 680
"""What fits at the usual pitch into its row of 12 mm (twentieths of a point); what is lower is not seen."""
_TEXT_WIDTH = 9354  # 165 mm in twentieths of a point
_LABEL_WIDTH = 1985  # 35 mm, the first column of a table of two
_INDENT = 340  # 6 mm, a level of a list
_CHARACTER = 109  # mean width of a letter of Fira Sans at 10.5 pt, in twentieths of a point
_CLOSER = '<w:spacing w:after="60"/>'
"""What leads to a list stands closer to it than to other text, as in the PDF."""
FIRST_NUM = 9000
"""Ids of our own list instances: above those that Word gives."""


class Writer:
    """Writes the words of one letter as WordprocessingML."""

    def __init__(self, letter: Letter, styles: dict[str, str], width: int = _TEXT_WIDTH) -> None:
        """Take the letter, the ids of the styles, and the width of the text in twentieths of a point."""
        self._letter, self._styles, self._width = letter, styles, width
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

    def styled(self, key: str, content: Inline, extra: str = "", run: str = "") -> str:
        """Return a paragraph in a style, with further properties of paragraph and run."""
        return self._paragraph(self._style(key, extra), content, run)

    def text(self, blocks: Iterable[Block]) -> str:
        """Return running text in the style of the letters."""
        return self._blocks(blocks, Place("Text", paragraph=self._style("text")))

    def _line(self, name: str) -> str:
        letter = self._letter
        return {
            "Büro": letter.office.name,
            "Träger": letter.office.body,
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
            return _foot(place, columns[number] if number < len(columns) else (), _FOOT_CHARACTERS[number])
        return {
            "Vermerk": lambda: self._lines(place, letter.remarks),
            "Anschrift": lambda: self._lines(place, letter.address),
            "Informationsblock": lambda: "".join(self._info_row(place, row) for row in info_rows(letter.info)),
            "Text": lambda: self._text(place),
            "Zusammenhalt": lambda: KEPT if letter.enclosures or letter.notices else "",
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

    def _text(self, place: Place) -> str:
        """The text, whose last lines go with the closing: a signature alone on a page belongs to nothing."""
        body, count = self._letter.body, kept_with_closing(self._letter.body)
        return self._blocks(body[: len(body) - count], place) + kept_together(
            self._blocks(body[len(body) - count :], place)
        )

    def _enclosures(self, place: Place) -> str:
        enclosures = self._letter.enclosures
        if not enclosures:
            return ""
        title = "Anlage" if len(enclosures) == 1 else "Anlagen"
        rows = "".join(f"<w:r><w:br/></w:r>{run_xml(line, place.run)}" for line in enclosures)
        kept = paragraph_with(place.paragraph, "<w:keepNext/>") if self._letter.notices else place.paragraph
        return paragraph_xml(kept, run_xml(title, place.run, bold=True) + rows)

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
        for block, following in pairwise((*blocks, None)):
            match block:
                case Paragraph(content):
                    closer = isinstance(following, ItemList) and not depth
                    properties = paragraph_with(place.paragraph, _CLOSER) if closer else place.paragraph
                    written.append(self._paragraph(properties, content, place.run))
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
            number = f'<w:numId w:val="{FIRST_NUM + len(self.restarts) - 1}"/>'
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
        label = min(_LABEL_WIDTH, self._width * 2 // 5)
        widths = [label, self._width - label] if count == 2 else [self._width // count] * count
        if table.widths:
            widths = [self._width * share // sum(table.widths) for share in table.widths]
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
        free = max(self._width - start - texts * _CHARACTER, 600 * len(fills))
        stops: list[tuple[int, str]] = []
        position = float(start)
        for piece in content:
            if isinstance(piece, Run):
                position += len(piece.text) * _CHARACTER
            elif isinstance(piece, Fill):
                position += free * piece.weight / sum(fills)
                stops.append((min(round(position), self._width), "underscore"))
        if isinstance(content[-1], Fill):
            stops[-1] = (self._width, "underscore")
        return stops


def _foot(place: Place, lines: tuple[str, ...], characters: int) -> str:
    """Return a column at the foot of the first page, closer and smaller where its row would cut it off."""
    count = sum(len(wrap(line, characters)) for line in lines)
    if count <= _FOOT_LINES:
        return "".join(paragraph_xml(place.paragraph, run_xml(line, place.run)) for line in lines)
    pitch = _FOOT_HEIGHT // count
    closer = paragraph_with(place.paragraph, f'<w:spacing w:line="{pitch}" w:lineRule="exact"/>')
    size = max(8, pitch * 85 // 1000)  # half points, 85 % of the pitch
    smaller = run_with(place.run, f'<w:sz w:val="{size}"/>', f'<w:szCs w:val="{size}"/>')
    return "".join(paragraph_xml(closer, run_xml(line, smaller)) for line in lines)


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
