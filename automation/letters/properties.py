"""Paragraph and run properties of Word, which have to stand in the order of their schema."""

from __future__ import annotations

import re
from functools import lru_cache

from lxml import etree

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_DECLARED = re.compile(r'\sxmlns:\w+="[^"]*"')
_PARAGRAPH = """
pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs
suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd
snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment
textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange
"""
"""The order of a paragraph's properties (ECMA-376 Part 1, 17.3.1.26 with Annex A, CT_PPr)."""
_RUN = """
rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid vanish
webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em lang
eastAsianLayout specVanish oMath
"""
"""The order of a run's properties (ECMA-376 Part 1, 17.3.2.28 with Annex A, CT_RPr)."""
_ORDERS = {"pPr": tuple(_PARAGRAPH.split()), "rPr": tuple(_RUN.split())}


def without_namespaces(element: etree._Element) -> str:
    """Return an element's XML without declarations of namespaces, which the part's root has."""
    return _DECLARED.sub("", etree.tostring(element, encoding="unicode", with_tail=False))


def paragraph_with(properties: str, *added: str) -> str:
    """Return paragraph properties (`<w:pPr>…` or nothing) with others put in; of equal ones the new one stays."""
    return _with(properties, "pPr", added)


def run_with(properties: str, *added: str) -> str:
    """Return run properties (`<w:rPr>…` or nothing) with others put in; of equal ones the new one stays."""
    return _with(properties, "rPr", added)


@lru_cache(maxsize=2048)
def _with(properties: str, kind: str, added: tuple[str, ...]) -> str:
    order = _ORDERS[kind]
    declared = f'<root xmlns:w="{W}">{properties or f"<w:{kind}/>"}{"".join(added)}</root>'
    # Extensions of later versions of Word keep their prefixes; parsing needs to know them no more than as names.
    parent, *new = etree.fromstring(declared, etree.XMLParser(recover=True, resolve_entities=False))
    for element in new:
        name = etree.QName(element).localname
        for old in parent.findall(f"{{{W}}}{name}"):
            parent.remove(old)
        place = order.index(name)
        later = (each for each in parent if _rank(each, order) > place)
        follower = next(later, None)
        if follower is None:
            parent.append(element)
        else:
            follower.addprevious(element)
    return without_namespaces(parent)


def _rank(element: etree._Element, order: tuple[str, ...]) -> int:
    name = etree.QName(element).localname
    return order.index(name) if name in order else len(order)
