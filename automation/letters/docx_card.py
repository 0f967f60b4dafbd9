"""A letter that is a card → WordprocessingML: the upper half of a sheet, to be cut off and folded.

The card is a quarter of A4, so two cuts along the dashed lines are enough. What it says in another language stands
beside it: then only the lower half is cut off, and the rest folds to the same size.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from automation.letters.docx_logo import logo_in_line
from automation.letters.foreign_text import in_language
from automation.letters.model import CARD_LOGO, Run
from automation.letters.properties import W

if TYPE_CHECKING:
    from automation.letters.docx_writer import Writer
    from automation.letters.model import Letter

_EDGE = 454  # 8 mm in twentieths of a point: what every printer leaves white
_HALF, _QUARTER = 5953, 8419  # 105 mm and 148.5 mm
CARD_WIDTH = _HALF - 2 * _EDGE
"""The width of a card's text in twentieths of a point."""
CARD_SECTION = (
    f'<w:sectPr><w:pgSz w:w="{2 * _HALF}" w:h="16838"/><w:pgMar w:top="{_EDGE}" w:right="{_EDGE}" '
    f'w:bottom="{_EDGE}" w:left="{_EDGE}" w:header="{_EDGE}" w:footer="{_EDGE}" w:gutter="0"/></w:sectPr>'
)
"""A sheet of A4 without letterhead."""
EMPTY = {
    part[
        :3
    ]: f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:{tag} xmlns:w="{W}"><w:p/></w:{tag}>'.encode()
    for part, tag in (("header", "hdr"), ("footer", "ftr"))
}
"""A header and a footer that say nothing, by how the names of such parts begin."""
_HARBOUR, _MUTED = "0B4F6C", "5B6672"
_CUT = '<w:{} w:val="dashed" w:sz="6" w:space="0" w:color="5B6672"/>'
_LAST = '<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/></w:pPr></w:p>'
"""What has to follow a table, too small to be seen."""


def card_xml(writer: Writer, letter: Letter) -> str:
    """Return the XML of a sheet with the card and, where there is one, its translation."""
    faces = [_face(writer, letter)]
    if letter.translation is not None:
        other = letter.translation
        heading = writer.styled("slip", (Run(other.heading),), _NO_BREAK, _typed(9, _MUTED))
        text = in_language(writer.text(other.body), other.tag, right_to_left=other.right_to_left)
        faces.append(heading + text)
    grid = f'<w:gridCol w:w="{_HALF - _EDGE}"/>' * len(faces)
    cells = "".join(_cell(face, first=number == 0) for number, face in enumerate(faces))
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{(_HALF - _EDGE) * len(faces)}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid><w:tr><w:trPr>'
        f'<w:trHeight w:val="{_QUARTER - _EDGE}" w:hRule="atLeast"/></w:trPr>{cells}</w:tr></w:tbl>{_LAST}'
    )


_END = "</w:p>"
_NO_BREAK = '<w:pageBreakBefore w:val="0"/><w:spacing w:after="120" w:line="260" w:lineRule="atLeast"/>'


def _face(writer: Writer, letter: Letter) -> str:
    ruled = (
        f'<w:pBdr><w:bottom w:val="single" w:sz="6" w:space="3" w:color="{_HARBOUR}"/></w:pBdr>'
        f'<w:tabs><w:tab w:val="right" w:pos="{CARD_WIDTH}"/></w:tabs><w:spacing w:after="160"/>'
    )
    head = writer.styled("text", (Run(letter.office.name, bold=True),), ruled, _typed(11.5, _HARBOUR))
    if (logo := letter.office.logo) is not None:
        picture = logo_in_line(letter.office.alt, logo.within(*CARD_LOGO))
        head = f"{head.removesuffix(_END)}<w:r><w:tab/></w:r>{picture}{_END}"
    small = _typed(9, _MUTED)
    name, *below = letter.signature
    return "".join(
        (
            head,
            writer.styled("slip", (Run(letter.subject),), _NO_BREAK),
            writer.styled("text", (Run(" ".join(letter.address)),), '<w:spacing w:after="0"/>', small),
            writer.styled("text", (Run(letter.salutation),), '<w:spacing w:before="120"/>'),
            writer.text(letter.body),
            writer.styled("text", (Run(letter.closing),), '<w:spacing w:before="60" w:after="0"/>'),
            writer.styled("text", (Run(name),), '<w:spacing w:after="60"/>'),
            *(writer.styled("text", (Run(line),), '<w:spacing w:after="0"/>', small) for line in below),
            writer.styled("text", (Run(letter.reference),), '<w:spacing w:after="0"/>', small),
        )
    )


def _cell(content: str, *, first: bool) -> str:
    sides = _CUT.format("bottom") + _CUT.format("right") if first else _CUT.format("bottom")
    left = 0 if first else _EDGE
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{_HALF - _EDGE}" w:type="dxa"/><w:tcBorders>{sides}</w:tcBorders>'
        f'<w:tcMar><w:left w:w="{left}" w:type="dxa"/><w:right w:w="{_EDGE}" w:type="dxa"/></w:tcMar></w:tcPr>'
        f"{content}</w:tc>"
    )


def _typed(size: float, color: str) -> str:
    half = round(size * 2)
    return f'<w:rPr><w:color w:val="{color}"/><w:sz w:val="{half}"/><w:szCs w:val="{half}"/></w:rPr>'
