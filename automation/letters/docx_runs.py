"""Words of a letter → paragraphs and runs of WordprocessingML (ECMA-376 Part 1, 17.3)."""

from __future__ import annotations

import re

from automation.letters.model import (
    Break,
    Fill,
    Inline,
    Run,
)
from automation.letters.properties import paragraph_with, run_with
from automation.letters.stationery import text_xml

_INFO_SIZE = 19

_MUTED = "5B6672"
QUIET = f'<w:rPr><w:color w:val="{_MUTED}"/></w:rPr>'


def paragraph_xml(properties: str, runs: str) -> str:
    """Return a paragraph of these runs."""
    return f"<w:p>{properties}{runs}</w:p>"


KEPT = "<w:keepNext/><w:keepLines/>"
"""On one page with what follows (ECMA-376 Part 1, 17.3.1.14 and 15)."""
_OPENED = re.compile(r"<w:p>(<w:pPr>.*?</w:pPr>|<w:pPr/>)?")


def kept_together(xml: str) -> str:
    """Return paragraphs, lists or tables that stay on one page with what follows."""
    return _OPENED.sub(
        lambda found: f"<w:p>{paragraph_with(found[1] or '', '<w:keepNext/>', '<w:keepLines/>')}", xml
    )


def inline_xml(content: Inline, properties: str) -> str:
    """Return the runs of a line's content."""
    written = []
    for piece in content:
        match piece:
            case Run(text, bold, italic):
                written.append(run_xml(text, properties, bold=bold, italic=italic))
            case Fill():
                written.append("<w:r><w:tab/></w:r>")
            case Break():
                written.append("<w:r><w:br/></w:r>")
    return "".join(written)


def run_xml(text: str, properties: str, *, bold: bool = False, italic: bool = False) -> str:
    """Return a run of text."""
    if bold or italic:
        properties = run_with(properties, *(["<w:b/>"] if bold else []), *(["<w:i/>"] if italic else []))
    words = text_xml(text).replace("E-Mail", _UNBROKEN)
    return f'<w:r>{properties}<w:t xml:space="preserve">{words}</w:t></w:r>'


_UNBROKEN = 'E</w:t><w:noBreakHyphen/><w:t xml:space="preserve">Mail'
"""A line must not end after `E-`; Word's own hyphen for that is an element (ECMA-376 Part 1, 17.3.3.18)."""


def label_xml(label: str, properties: str) -> str:
    """Return a label of the information block: smaller and quieter than its value."""
    quiet = run_with(properties, f'<w:color w:val="{_MUTED}"/>', '<w:sz w:val="16"/>', '<w:szCs w:val="16"/>')
    return f'<w:r>{quiet}<w:t xml:space="preserve">{text_xml(label)}</w:t></w:r>'


def scaled_xml(value: str, properties: str, scale: float) -> str:
    """Return a value of the information block, typed smaller where it would not fit."""
    if scale >= 1:
        return run_xml(value, properties)
    size = int(_INFO_SIZE * scale)
    return run_xml(value, run_with(properties, f'<w:sz w:val="{size}"/>', f'<w:szCs w:val="{size}"/>'))


def with_tabs(properties: str, stops: list[tuple[int, str]]) -> str:
    """Return paragraph properties with tab stops at the ends of lines to write on."""
    if not stops:
        return properties
    tabs = "".join(f'<w:tab w:val="left" w:leader="{leader}" w:pos="{position}"/>' for position, leader in stops)
    return paragraph_with(properties, f"<w:tabs>{tabs}</w:tabs>")
