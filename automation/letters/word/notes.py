"""What is wrong with a document → a copy of it with comments of Word where that is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from automation.letters.bundle import bundled, pack
from automation.letters.properties import W
from automation.letters.stationery import text_xml
from automation.letters.word.finding import Spot, find
from automation.letters.word.package import APP, CORE, as_bytes, parsed, read_package
from automation.letters.word.story import PARAGRAPH, RUN, STORIES, WT
from workbook.package.part_names import relationships_part

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from automation.letters.word.marking import Problem
    from automation.letters.word.package import WordPackage

ENDING = " – Anmerkungen.docx"
"""How the name of such a copy ends; it is no template."""
_COMMENTS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_PART = "word/comments.xml"
_EMPTY = {
    CORE: b'<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>',
    APP: b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>',
}


def annotated(path: Path, content: bytes, problems: Sequence[Problem]) -> bytes:
    """Return a copy of a document with a comment at each spot that has a problem.

    Word has comments in the running text only; what is wrong elsewhere is told at the beginning.

    Raises:
        TemplateError: it is no Word document.
    """
    package = read_package(path, content)
    spots = [spot for _, spot in find(package)]
    first = next(package.texts[package.main].iter(PARAGRAPH), None)
    comments: list[str] = []
    for problem in problems:
        spot = spots[problem.spot] if problem.spot >= 0 else None
        runs = spot.runs if isinstance(spot, Spot) and _in_running_text(spot) else []
        error, number = problem.error, len(comments)
        if runs:
            _comment_on(runs[0], runs[-1], number)
        elif first is not None:
            _comment_at(first, number)
        said = error.what if runs else f"{error.place}: {error.what}"
        comments.append(_comment(number, said))
    return _packed(package, comments)


def _in_running_text(spot: Spot) -> bool:
    if not spot.runs:
        return False
    story = next(spot.runs[0].iterancestors(*STORIES), None)
    return story is not None and story.tag == f"{WT}body"


def _comment_on(first: etree._Element, last: etree._Element, number: int) -> None:
    begin, end = _anchor("commentRangeStart", number), _anchor("commentRangeEnd", number)
    first.addprevious(begin)
    last.addnext(end)
    end.addnext(_reference(number))


def _comment_at(paragraph: etree._Element, number: int) -> None:
    for element in (_anchor("commentRangeStart", number), _anchor("commentRangeEnd", number), _reference(number)):
        paragraph.append(element)


def _anchor(name: str, number: int) -> etree._Element:
    element = etree.Element(f"{WT}{name}", nsmap={"w": W})
    element.set(f"{WT}id", str(number))
    return element


def _reference(number: int) -> etree._Element:
    run = etree.Element(RUN, nsmap={"w": W})
    etree.SubElement(run, f"{WT}commentReference").set(f"{WT}id", str(number))
    return run


def _comment(number: int, said: str) -> str:
    return (
        f'<w:comment w:id="{number}" w:author="Lotse" w:initials="L"><w:p><w:r><w:t xml:space="preserve">'
        f"{text_xml(said)}</w:t></w:r></w:p></w:comment>"
    )


def _packed(package: WordPackage, comments: list[str]) -> bytes:
    parts = {**_EMPTY, **{name: content for name, content in package.fixed.items() if content}}
    parts |= {name: as_bytes(root) for name, root in package.texts.items()}
    parts[_PART] = f'<w:comments xmlns:w="{W}">{"".join(comments)}</w:comments>'.encode()
    types = parsed(package.file, "[Content_Types].xml", parts["[Content_Types].xml"])
    override = etree.SubElement(types, f"{{{types.nsmap[None]}}}Override")
    override.set("PartName", f"/{_PART}")
    override.set("ContentType", _COMMENTS_TYPE)
    parts["[Content_Types].xml"] = as_bytes(types)
    name = relationships_part(package.main)
    links = parsed(package.file, name, parts.get(name, _NO_LINKS))
    link = etree.SubElement(links, f"{{{links.nsmap[None]}}}Relationship")
    link.set("Id", "lotseComments")
    link.set("Type", _COMMENTS)
    link.set("Target", f"/{_PART}")
    parts[name] = as_bytes(links)
    return bundled(tuple(pack(part, content) for part, content in parts.items()))


_NO_LINKS = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>'
