"""A letter's other language → WordprocessingML for the end of a document that has none of our styles.

Everything is said at the paragraph itself: which styles an office's document has, and how they look, nobody knows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from automation.letters.docx_runs import QUIET, inline_xml, paragraph_xml
from automation.letters.foreign_text import in_language
from automation.letters.model import Checklist, Heading, ItemList, Paragraph, Run, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from automation.letters.model import Block, Inline, Translation

_INDENT = 340  # 6 mm, in twentieths of a point
_WHOLE, _LABEL = 5000, 1300
"""The text's width, and that of the first column of a table of two, in fiftieths of a per cent (17.18.90)."""
_NOMINAL = 9000
_FLUSH = '<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="113" w:type="dxa"/></w:tblCellMar>'
_RULE = '<w:{} w:val="single" w:sz="4" w:space="0" w:color="C9CFD6"/>'


def second_page(other: Translation) -> str:
    """Return a new page with the text in another language, below a German heading that says which it is."""
    form = '<w:pPr><w:keepNext/><w:pageBreakBefore/><w:spacing w:before="0" w:after="240"/></w:pPr>'
    german = '<w:rPr><w:sz w:val="26"/><w:szCs w:val="26"/><w:lang w:val="de-DE"/></w:rPr>'
    heading = paragraph_xml(form, inline_xml((Run(other.heading, bold=True),), german))
    return heading + in_language(_blocks(other.body), other.tag, right_to_left=other.right_to_left)


def _blocks(blocks: Iterable[Block], depth: int = 0) -> str:
    return "".join(_block(block, depth) for block in blocks)


def _block(block: Block, depth: int) -> str:
    match block:
        case Paragraph(content):
            indent = f'<w:ind w:left="{_INDENT * depth}"/>' if depth else ""
            return _paragraph(content, indent=indent)
        case Heading(content):
            bold = tuple(replace(piece, bold=True) if isinstance(piece, Run) else piece for piece in content)
            return _paragraph(bold, kept="<w:keepNext/>")
        case ItemList():
            return "".join(_items(block, depth)) + ("" if depth else _GAP)
        case Checklist(items):
            return "".join(_marked("☐", content, depth) for content in items)
        case Table():
            return _table(block)


def _paragraph(content: Inline, *, kept: str = "", indent: str = "") -> str:
    form = f'<w:pPr>{kept}<w:spacing w:before="0" w:after="160"/>{indent}</w:pPr>'
    return paragraph_xml(form, inline_xml(content, ""))


_GAP = '<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="160" w:lineRule="exact"/></w:pPr></w:p>'


def _items(block: ItemList, depth: int) -> Iterator[str]:
    for number, item in enumerate(block.items, block.start):
        first, *rest = item or (Paragraph(()),)
        taken = isinstance(first, Paragraph | Heading)
        yield _marked(
            f"{number}." if block.ordered else "•",
            first.content if isinstance(first, Paragraph | Heading) else (),
            depth,
        )
        yield _blocks(rest if taken else item, depth + 1)


def _marked(mark: str, content: Inline, depth: int) -> str:
    indent = f'<w:ind w:left="{_INDENT * (depth + 1)}" w:hanging="{_INDENT}"/>'
    spaced = f'<w:pPr><w:spacing w:before="0" w:after="60"/>{indent}</w:pPr>'
    return paragraph_xml(spaced, inline_xml((Run(mark),), "") + "<w:r><w:tab/></w:r>" + inline_xml(content, ""))


def _table(table: Table) -> str:
    count = len(table.header)
    widths = [_LABEL, _WHOLE - _LABEL] if count == 2 else [_WHOLE // count] * count
    if table.widths:
        widths = [_WHOLE * share // sum(table.widths) for share in table.widths]
    grid = "".join(f'<w:gridCol w:w="{_NOMINAL * width // _WHOLE}"/>' for width in widths)
    rows = [_row(table, table.header, widths, first=True), *(_row(table, row, widths) for row in table.rows)]
    borders = f"<w:tblBorders>{_RULE.format('top')}{_RULE.format('bottom')}</w:tblBorders>{_FLUSH}"
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{_WHOLE}" w:type="pct"/>{borders}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>'
        f"{''.join(rows)}</w:tbl>{_GAP}"
    )


def _row(table: Table, cells: tuple[Inline, ...], widths: list[int], *, first: bool = False) -> str:
    written = []
    for column, (content, width, align) in enumerate(zip(cells, widths, table.aligns, strict=True)):
        side = "" if align == "left" else f'<w:jc w:val="{align}"/>'
        quiet = QUIET if column == 0 and len(widths) == 2 and not first else ""
        bold = tuple(replace(piece, bold=True) if first and isinstance(piece, Run) else piece for piece in content)
        properties = f'<w:pPr><w:spacing w:before="20" w:after="20"/>{side}</w:pPr>'
        written.append(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="pct"/></w:tcPr>'
            f"{paragraph_xml(properties, inline_xml(bold, quiet))}</w:tc>"
        )
    return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(written)}</w:tr>"
