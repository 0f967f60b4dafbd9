"""A part of a document as Word reads it: stories, their paragraphs, their runs; every run with one content.

A story is what reads on: the body, a header, a footnote, a text box. A field never leaves its story, and a text box
within a field's paragraph is a story of its own.
"""

from __future__ import annotations

import re
from copy import deepcopy
from typing import TYPE_CHECKING

from lxml import etree

from automation.letters.properties import W

if TYPE_CHECKING:
    from collections.abc import Iterator

WT = f"{{{W}}}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_FORMULA_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_WORD_ART = "{urn:schemas-microsoft-com:vml}textpath"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
STORIES = frozenset(f"{WT}{name}" for name in ("body", "hdr", "ftr", "footnote", "endnote", "txbxContent"))
RUN, PARAGRAPH = f"{WT}r", f"{WT}p"
RUN_FORMAT, PARAGRAPH_FORMAT = f"{WT}rPr", f"{WT}pPr"

_DECLARED = re.compile(r'\sxmlns:(\w+)="([^"]*)"')
_TEXTS = frozenset({f"{WT}t", f"{WT}instrText", f"{WT}delText", f"{WT}delInstrText"})
_WORDS = {f"{WT}tab": "\t", f"{WT}br": "\n", f"{WT}cr": "\n", f"{WT}noBreakHyphen": "-", f"{WT}softHyphen": ""}
"""What a reader sees of marks that are no text."""


def stories(root: etree._Element) -> list[etree._Element]:
    """Return the stories of a part, those within others first."""
    return list(root.iter(*STORIES))[::-1]


def paragraphs(story: etree._Element) -> list[etree._Element]:
    """Return the paragraphs of a story, without those of stories within it."""
    return [each for each in story.iter(PARAGRAPH) if next(each.iterancestors(*STORIES), None) is story]


def runs(paragraph: etree._Element) -> list[etree._Element]:
    """Return the runs of a paragraph, however they are wrapped, without those of text boxes in it."""
    return [each for each in paragraph.iter(RUN) if next(each.iterancestors(PARAGRAPH)) is paragraph]


def content(run: etree._Element) -> etree._Element | None:
    """Return the one content of a run, `None` where it has none."""
    return next((child for child in run if child.tag != RUN_FORMAT), None)


def single(paragraph: etree._Element) -> None:
    """Give each run of a paragraph one content only, so that a field ends where a run does."""
    for run in runs(paragraph):
        contents = [child for child in run if child.tag != RUN_FORMAT]
        form = run.find(RUN_FORMAT)
        for child in reversed(contents[1:]):
            follower = etree.Element(RUN, nsmap={"w": W})
            if form is not None:
                follower.append(_copy(form))
            follower.append(child)
            run.addnext(follower)


def is_text(element: etree._Element | None) -> bool:
    """Tell whether a run's content is text."""
    return element is not None and element.tag in _TEXTS


def words_of(element: etree._Element | None) -> str:
    """Return what a reader sees of a run's content, `""` of a picture."""
    if element is None:
        return ""
    if element.tag in _TEXTS:
        return element.text or ""
    return _WORDS.get(str(element.tag), "")


def drawn_words(element: etree._Element) -> str:
    """Return what a reader sees of a piece of a formula or of WordArt, which is no text of a run; `""` else."""
    if element.tag == _FORMULA_TEXT:
        return element.text or ""
    return element.get("string", "") if element.tag == _WORD_ART else ""


def is_fallback(element: etree._Element) -> bool:
    """Tell whether an element is the second copy of a text box, for programs that know no newer one."""
    return next(element.iterancestors(f"{MC}Fallback"), None) is not None


def is_in_run(element: etree._Element) -> bool:
    """Tell whether an element is the content of a run."""
    parent = element.getparent()
    return parent is not None and parent.tag == RUN


def split(run: etree._Element, position: int) -> etree._Element:
    """Cut a run of text in two at a position of its text, and return the second."""
    first = content(run)
    assert first is not None  # noqa: S101 - only runs of text are cut
    second = _copy(run)
    rest = content(second)
    assert rest is not None  # noqa: S101
    text = first.text or ""
    set_text(first, text[:position])
    set_text(rest, text[position:])
    run.addnext(second)
    return second


def set_text(element: etree._Element, text: str) -> None:
    """Put a text into a run's content; its spaces count."""
    element.text = text
    element.set(SPACE, "preserve")


def remove(element: etree._Element) -> None:
    """Take an element out of its parent; what is written behind it stays."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def unwrap(element: etree._Element) -> None:
    """Put an element's children into its place."""
    for child in list(element):
        element.addprevious(child)
    remove(element)


def _copy(element: etree._Element) -> etree._Element:
    copied = deepcopy(element)
    copied.tail = None
    return copied


def xml_of(element: etree._Element) -> str:
    """Return an element's XML without the declarations of namespaces that its part's root has."""
    text = etree.tostring(element, encoding="unicode", with_tail=False)
    declared = element.getroottree().getroot().nsmap
    return _DECLARED.sub(lambda match: "" if declared.get(match[1]) == match[2] else match[0], text)


def walk(story: etree._Element) -> Iterator[tuple[int, etree._Element]]:
    """Yield each run of a story with the number of its paragraph."""
    for number, paragraph in enumerate(paragraphs(story)):
        for run in runs(paragraph):
            yield number, run
