"""A document → the spots in it where a value belongs: fields, `{{ … }}`, content controls.

Nothing is replaced here; runs are only cut so that each spot begins and ends with one. The same document gives the
same spots in the same order, so a number finds a spot again in a copy.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree
from msgspec import Struct

from automation.letters.word.pieces import Field, Mark, NewParagraph, Text
from automation.letters.word.story import (
    PARAGRAPH_FORMAT,
    RUN,
    RUN_FORMAT,
    STORIES,
    WT,
    content,
    is_fallback,
    is_text,
    paragraphs,
    remove,
    runs,
    single,
    split,
    stories,
    walk,
    words_of,
    xml_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from automation.letters.word.package import WordPackage

CURLY = re.compile(r"\{\{\s*(.*?)\s*\}\}|\{%.*?%\}", re.DOTALL)
_STORY = {
    f"{WT}body": "",
    f"{WT}hdr": "Kopfzeile, ",
    f"{WT}ftr": "Fußzeile, ",
    f"{WT}footnote": "Fußnote, ",
    f"{WT}endnote": "Endnote, ",
    f"{WT}txbxContent": "Textfeld, ",
}
_OPTIONAL_VALUE = f"{WT}val"


class Spot(Struct):
    """A place for a value: where it stands, how a person would name it, and what it takes of the document.

    Either a `field`, or an `expression` in braces, or a `control` by its tag. `runs` are the whole of it.
    """

    place: str
    shown: str
    runs: list[etree._Element]
    field: Field | None = None
    expression: str = ""
    control: etree._Element | None = None
    name: str = ""
    fallback: bool = False


class Broken(Struct, frozen=True):
    """A field that cannot be read: where it stands, and why."""

    place: str
    what: str


def find(package: WordPackage) -> Iterator[tuple[str, Spot | Broken]]:
    """Yield every spot of a document with the part that it stands in."""
    for part, root in package.texts.items():
        for story in stories(root):
            for spot in _in_story(story):
                yield part, spot


def _in_story(story: etree._Element) -> Iterator[Spot | Broken]:
    _unfold_simple_fields(story)
    for paragraph in paragraphs(story):
        single(paragraph)
    label, fallback = _STORY[str(story.tag)], is_fallback(story)
    covered: set[etree._Element] = set()
    for found in _fields(story):
        place = f"{label}Absatz {found.paragraph + 1}"
        covered.update(found.runs)
        if found.end is None:
            yield Broken(place, "Ein Feld hat kein Ende. Bitte in Word löschen und neu einfügen.")
        else:
            shown = "".join(words_of(content(run)) for run in found.runs)
            yield Spot(place, _short(shown), found.runs, field=found, fallback=fallback)
    for number, paragraph in enumerate(paragraphs(story)):
        for spot in _curly(paragraph, covered):
            spot.place, spot.fallback = f"{label}Absatz {number + 1}", fallback
            yield spot
    for spot in _controls(story):
        spot.place, spot.fallback = f"{label}{spot.place}", fallback
        yield spot


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) < 60 else f"{words[:57]}…"


# ── Fields ───────────────────────────────────────────────────────────────────
def _unfold_simple_fields(story: etree._Element) -> None:
    """Write each `w:fldSimple` as a field over runs, so that there is only one sort of field."""
    for simple in list(story.iter(f"{WT}fldSimple"))[::-1]:
        if next(simple.iterancestors(str(story.tag)), None) is not story:
            continue
        form = next((run.find(RUN_FORMAT) for run in simple.iter(RUN)), None)
        before = [_char("begin", form), _instruction(simple.get(f"{WT}instr", ""), form), _char("separate", form)]
        for run in before:
            simple.addprevious(run)
        for child in list(simple):
            if child.tag != f"{WT}fldData":
                simple.addprevious(child)
        simple.addprevious(_char("end", form))
        remove(simple)


def _run(form: etree._Element | None) -> etree._Element:
    run = etree.Element(RUN, nsmap={"w": WT[1:-1]})
    if form is not None:
        run.append(etree.fromstring(etree.tostring(form, with_tail=False)))
    return run


def _char(kind: str, form: etree._Element | None) -> etree._Element:
    run = _run(form)
    etree.SubElement(run, f"{WT}fldChar").set(f"{WT}fldCharType", kind)
    return run


def _instruction(text: str, form: etree._Element | None) -> etree._Element:
    run = _run(form)
    etree.SubElement(run, f"{WT}instrText").text = text
    return run


def _fields(story: etree._Element) -> Iterator[Field]:
    """Yield the outermost fields of a story; one that has no end comes last and without one."""
    stack: list[Field] = []
    formats = [paragraph.find(PARAGRAPH_FORMAT) for paragraph in paragraphs(story)]
    before = 0
    for number, run in walk(story):
        for form in formats[before:number] if stack else ():
            stack[-1].add(NewParagraph("" if form is None else xml_of(form)))
        before = number
        if (done := _next(stack, number, run)) is not None:
            yield done
    if stack:
        yield stack[0]


def _next(stack: list[Field], number: int, run: etree._Element) -> Field | None:
    """Take the next run into the fields that are open; return the outermost where it ends with it."""
    kind = _kind(run)
    if kind == "begin":
        stack.append(Field(run, number))
    for opened in stack:
        opened.runs.append(run)
    if kind == "separate" and stack:
        stack[-1].separated = True
    elif kind == "end" and stack:
        done = stack.pop()
        done.end = run
        if not stack:
            return done
        stack[-1].add(done)
    elif not kind and stack:
        _take(stack[-1], run)
    return None


def _kind(run: etree._Element) -> str:
    """Return whether a run begins, parts or ends a field; `""` for any other."""
    held = content(run)
    return held.get(f"{WT}fldCharType", "") if held is not None and held.tag == f"{WT}fldChar" else ""


def _take(into: Field, run: etree._Element) -> None:
    held = content(run)
    form = run.find(RUN_FORMAT)
    if held is None:
        return
    if is_text(held):
        into.add(Text(held.text or "", "" if form is None else xml_of(form)))
    else:
        into.add(Mark(xml_of(run), words_of(held)))


# ── {{ … }} ──────────────────────────────────────────────────────────────────
def _curly(paragraph: etree._Element, covered: set[etree._Element]) -> list[Spot]:
    """Return the expressions in braces that a paragraph's text holds, however Word has cut it into runs."""
    texts = [run for run in runs(paragraph) if run not in covered]
    whole = "".join(words_of(content(run)) for run in texts)
    if "{{" not in whole and "{%" not in whole:
        return []
    found: list[Spot] = []
    for match in reversed(list(CURLY.finditer(whole))):
        taken = _cut(paragraph, covered, match.start(), match.end())
        found.append(Spot("", _short(match[0]), taken, expression=match[1] or match[0]))
    return found[::-1]


def _cut(paragraph: etree._Element, covered: set[etree._Element], start: int, end: int) -> list[etree._Element]:
    """Cut the runs of a paragraph at two positions of its text, and return those between them."""
    taken: list[etree._Element] = []
    position = 0
    queue = [run for run in runs(paragraph) if run not in covered]
    while queue:
        run = queue.pop(0)
        length = len(words_of(content(run)))
        for edge in (start, end):
            if position < edge < position + length and is_text(content(run)):
                queue.insert(0, split(run, edge - position))
                length = edge - position
                break
        if start <= position and position + length <= end and length:
            taken.append(run)
        position += length
    return taken


# ── Content controls ─────────────────────────────────────────────────────────
def _controls(story: etree._Element) -> Iterator[Spot]:
    numbers = {paragraph: number for number, paragraph in enumerate(paragraphs(story))}
    for control in list(story.iter(f"{WT}sdt")):
        settings, inner = control.find(f"{WT}sdtPr"), control.find(f"{WT}sdtContent")
        if settings is None or inner is None or not _belongs(control, story):
            continue
        named = settings.find(f"{WT}tag")
        if named is None or not named.get(_OPTIONAL_VALUE, "").strip():
            named = settings.find(f"{WT}alias")
        name = named.get(_OPTIONAL_VALUE, "").strip() if named is not None else ""
        if not name or _is_list_or_tick(settings):
            continue
        above = next(control.iterancestors(f"{WT}p"), None)
        first = above if above is not None else next(inner.iter(f"{WT}p"), None)
        number = numbers.get(first, 0) if first is not None else 0
        shown = "".join(words_of(content(run)) for run in inner.iter(RUN))
        yield Spot(f"Absatz {number + 1}", _short(shown), list(inner.iter(RUN)), control=control, name=name)


def _belongs(element: etree._Element, story: etree._Element) -> bool:
    return next(element.iterancestors(*STORIES), None) is story


def _is_list_or_tick(settings: etree._Element) -> bool:
    """Tell whether a control is something to choose or to tick, which no value is put into."""
    names = {etree.QName(child).localname for child in settings}
    return bool(names & {"checkbox", "dropDownList", "comboBox", "picture", "docPartObj", "docPartList", "group"})
