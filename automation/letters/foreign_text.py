"""Paragraphs of Word in German → the same in another language, right to left where it is written so.

Word keeps apart what looks like one thing (ECMA-376 Part 1): the direction of a paragraph (`w:bidi`, 17.3.1.6), of
a run (`w:rtl`, 17.3.2.30) and of a table (`w:bidiVisual`, 17.4.1), and fonts, sizes and weights of letters that run
to the left (`w:cs`, `w:szCs`, `w:bCs`). A value that is set apart is a run of its own, so that a number stays one.
"""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING
from unicodedata import bidirectional

from lxml import etree

from automation.letters.languages import ISOLATED, RIGHT_TO_LEFT
from automation.letters.properties import W, paragraph_with, run_with, without_namespaces

if TYPE_CHECKING:
    from collections.abc import Iterator

_ARABIC_FONT = "Arial"
"""On every Windows and Mac; Word takes it for complex scripts only."""
_REGIONS = {"de": "de-DE", "en": "en-GB", "ar": "ar-SA", "tr": "tr-TR", "bg": "bg-BG", "ro": "ro-RO", "uk": "uk-UA"}


def in_language(xml: str, tag: str, *, right_to_left: bool) -> str:
    """Return paragraphs and tables (WordprocessingML without declarations) marked as being in a language."""
    root = etree.fromstring(f'<root xmlns:w="{W}">{xml}</root>')
    for table in root.iter(_name("tbl")):
        if right_to_left:
            _turn_table(table)
    for paragraph in root.iter(_name("p")):
        if right_to_left:
            _replace(paragraph, "pPr", paragraph_with(_own(paragraph, "pPr"), "<w:bidi/>"))
        for run in list(paragraph.iter(_name("r"))):
            _mark_run(run, _REGIONS[tag], right_to_left=right_to_left)
    return "".join(without_namespaces(each) for each in root)


def _mark_run(run: etree._Element, region: str, *, right_to_left: bool) -> None:
    """Give a run its language; where directions meet, part it first, so that each piece has one direction."""
    properties = _own(run, "rPr")
    if not right_to_left:
        _replace(run, "rPr", run_with(properties, f'<w:lang w:val="{region}"/>'))
        return
    for piece in _parted(run):
        words = "".join(text.text or "" for text in piece.iter(_name("t")))
        if any(bidirectional(sign) in RIGHT_TO_LEFT for sign in words):
            added = [
                f'<w:rFonts w:cs="{_ARABIC_FONT}"/>' if "<w:rFonts" not in properties else "",
                "<w:rtl/>",
                f'<w:lang w:bidi="{region}"/>',
                *(["<w:bCs/>"] if "<w:b/>" in properties else []),
                *(["<w:iCs/>"] if "<w:i/>" in properties else []),
            ]
            _replace(piece, "rPr", run_with(properties, *filter(None, added)))


def _parted(run: etree._Element) -> Iterator[etree._Element]:
    """Yield the runs that a run becomes: what is set apart stands alone, its signs with the words around it."""
    texts = run.findall(_name("t"))
    if len(texts) != 1 or not ISOLATED.search(texts[0].text or ""):
        yield run
        return
    whole = texts[0].text or ""
    pieces: list[str] = []
    position = 0
    for match in ISOLATED.finditer(whole):
        pieces += [whole[position : match.start(1)], match[1]]
        position = match.end(1)
    pieces.append(whole[position:])
    for words in filter(None, pieces):
        piece = deepcopy(run)
        text = piece.find(_name("t"))
        assert text is not None  # noqa: S101 -- it is a copy of a run with a text
        text.text = words
        run.addprevious(piece)
        yield piece
    parent = run.getparent()
    assert parent is not None  # noqa: S101 -- a run stands in a paragraph
    parent.remove(run)


def _turn_table(table: etree._Element) -> None:
    """Let a table's first column stand on the right (its place in `w:tblPr`: after the style, 17.4.59)."""
    properties = table.find(_name("tblPr"))
    if properties is not None:
        style = properties.find(_name("tblStyle"))
        properties.insert(0 if style is None else 1, etree.Element(_name("bidiVisual")))


def _own(element: etree._Element, name: str) -> str:
    found = element.find(_name(name))
    return "" if found is None else without_namespaces(found)


def _replace(element: etree._Element, name: str, properties: str) -> None:
    new = etree.fromstring(f'<root xmlns:w="{W}">{properties}</root>')[0]
    old = element.find(_name(name))
    if old is not None:
        element.remove(old)
    element.insert(0, new)


def _name(local: str) -> str:
    return f"{{{W}}}{local}"
