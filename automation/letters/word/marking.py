"""Spots of a document → marks in its parts, and what has to be put there.

A mark is a comment of XML: what a part says becomes fixed text, a place, fixed text, and so on. A paragraph that
holds nothing but values is marked too: without any of them it is left out, as Word leaves out empty lines.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree
from msgspec import Struct, field

from automation.letters.frontmatter import TemplateError
from automation.letters.word.codes import Code
from automation.letters.word.finding import Broken, Spot, find
from automation.letters.word.nodes import Compiler, Content, Merge, has_merge, merges, tells_of_the_file
from automation.letters.word.pieces import Field
from automation.letters.word.sources import NOTHING, is_usual
from automation.letters.word.story import (
    PARAGRAPH,
    PARAGRAPH_FORMAT,
    RUN,
    RUN_FORMAT,
    WT,
    content,
    drawn_words,
    is_in_run,
    paragraphs,
    remove,
    runs,
    stories,
    unwrap,
    words_of,
    xml_of,
)

if TYPE_CHECKING:
    from automation.letters.word.package import WordPackage
    from automation.letters.word.sources import Resolver, Source

_TYPED = re.compile(r"[«<{\[]\s?([\w.-]{2,40})\s?[»>}\]]")
_HALF = re.compile(r"\{\{[^{}]{0,30}|[^{}]{0,30}\}\}|\{%|%\}")
_OF_A_FIELD = frozenset({f"{WT}fldChar", f"{WT}instrText"})
PLACE, OPEN, SHUT, NOTICE, BEHIND = "lotse:", "lotse(", "lotse)", "lotse!", "lotse+"


class Place(Struct, frozen=True):
    """What belongs at a mark. `last` is the format of the paragraph that ends there, `None` where none can."""

    content: Content
    last: str | None = None
    as_code: bool = False
    may_be_empty: bool = False


class Problem(Struct, frozen=True):
    """What is wrong at a spot, by its number among all of the document; -1 where it is nowhere in particular."""

    spot: int
    error: TemplateError


class Marked(Struct):
    """The places of a document, the sources of their values by name, what is wrong.

    `names` are the document's names with the fields that they stand for, `unknown` those that nobody knows,
    `unsound` those that stand for something that is none of our fields.
    """

    places: list[Place] = field(default_factory=list)
    sources: dict[str, Source] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    unknown: dict[str, None] = field(default_factory=dict)
    unsound: dict[str, None] = field(default_factory=dict)


def mark(package: WordPackage, resolver: Resolver) -> Marked:
    """Put marks into a document's parts and return what belongs there; the document is changed."""
    return _Marker(package, resolver).marked()


class _Marker:
    def __init__(self, package: WordPackage, resolver: Resolver) -> None:
        self._package, self._resolver = package, resolver
        self._marked = Marked()
        self._number, self._place, self._quiet = -1, "Datei", False
        self._values: set[etree._Element] = set()
        self._compiler = Compiler(self._refuse)

    def marked(self) -> Marked:
        for what in self._package.errors:
            self._note(what)
        # All are found before the first is replaced: what is put in must not be found again.
        for number, (_, spot) in enumerate(list(find(self._package))):
            self._number, self._place = number, spot.place
            self._quiet = isinstance(spot, Spot) and spot.fallback
            if isinstance(spot, Broken):
                self._note(spot.what)
            elif spot.field is not None:
                self._field(spot.field)
            elif spot.control is not None:
                self._control(spot)
            else:
                self._curly(spot)
        self._number, self._quiet = -1, False
        for root in self._package.texts.values():
            for story in stories(root):
                for number, paragraph in enumerate(paragraphs(story)):
                    self._place = f"Absatz {number + 1}"
                    self._look_for_typed_names(paragraph)
                    self._look_for_fields_out_of_reach(paragraph)
                    self._mark_optional(paragraph, story)
        return self._marked

    # ── What is wrong ────────────────────────────────────────────────────────
    def _note(self, what: str) -> None:
        if self._quiet:  # the same text box once more, for programs that know no newer one
            return
        line = int("".join(filter(str.isdigit, self._place)) or 1)
        error = TemplateError(self._package.file, line, what, place=self._place)
        self._marked.problems.append(Problem(self._number, error))

    def _refuse(self, name: str, what: str) -> None:
        self._note(f"Feld „{name}“: {what}")

    def _source(self, name: str, expression: str | None = None) -> None:
        """Look up where a name's value comes from, once."""
        if name in self._marked.sources or name in self._marked.unsound:
            return
        target = expression if expression is not None else self._resolver.target(name)
        if target is None:
            self._marked.unknown[name] = None
            self._note(self._resolver.unknown(name))
            return
        source, errors = self._resolver.source(name, target)
        shown = f"„{name}“" if target == name or expression is not None else f"„{name}“ = „{target}“"
        for what in errors:
            self._note(f"{shown}: {what}")
        if source is None:
            self._marked.unsound[name] = None
        else:
            self._marked.sources[name] = source
            self._marked.names[name] = target

    # ── Fields ───────────────────────────────────────────────────────────────
    def _field(self, found: Field, *, as_code: bool = False) -> None:
        if not self._compiler.is_live(found):
            if tells_of_the_file(found):
                _keep_result(found)
            elif has_merge(found):  # Word calculates it; the values in it come from us
                for piece in found.code:
                    if isinstance(piece, Field):
                        self._field(piece, as_code=True)
                for piece in found.result:
                    if isinstance(piece, Field):
                        self._field(piece, as_code=as_code)
            return
        node = self._compiler.node(found)
        for merge in merges((node,)):
            self._source(merge.name)
        if any(run.find(f".//{WT}txbxContent//{WT}fldChar") is not None for run in found.runs):
            self._note(
                "Ein Textfeld mit Feldern steht in einem WENN-Feld. Bitte das WENN-Feld in das Textfeld setzen."
            )
        last = self._take_out(found)
        self._put(found, Place((node,), last, as_code, may_be_empty=False), solitary=isinstance(node, Merge))

    def _put(self, found: Field, place: Place, *, solitary: bool) -> None:
        """Put the mark before a field's first run, and take its runs out."""
        mark = self._new_mark(place)
        found.begin.addprevious(mark)
        for run in found.runs:
            remove(run)
        if solitary:
            self._values.add(mark)

    def _new_mark(self, place: Place) -> etree._Element:
        self._marked.places.append(place)
        return etree.Comment(f"{PLACE}{len(self._marked.places) - 1}")

    def _take_out(self, found: Field) -> str | None:
        """Join the paragraphs that a field spans; return the format of the last, `None` where none can end."""
        end = found.end if found.end is not None else found.begin
        first, last = (next(run.iterancestors(PARAGRAPH)) for run in (found.begin, end))
        direct = found.begin.getparent() is first
        form = last.find(PARAGRAPH_FORMAT)
        if first is last:
            return ("" if form is None else xml_of(form)) if direct else None
        between = []
        sibling = first.getnext()
        while sibling is not None and sibling is not last:
            between.append(sibling)
            sibling = sibling.getnext()
        if sibling is None or any(each.tag != PARAGRAPH for each in between):
            self._note(
                "Ein Feld reicht über eine Tabelle oder ihren Rand. Bitte die Tabelle nicht in das Feld setzen."
            )
            return None
        after = [*end.itersiblings()] if end.getparent() is last else []
        for child in after:
            first.append(child)
        for paragraph in (*between, last):
            remove(paragraph)
        return "" if form is None else xml_of(form)

    # ── {{ … }} and content controls ─────────────────────────────────────────
    def _curly(self, spot: Spot) -> None:
        if spot.expression.startswith("{%"):
            self._note(f"„{spot.shown}“ geht in Word nicht. Bitte ein WENN-Feld einfügen (Sendungen > Regeln).")
            return
        name = f"{{{{ {spot.expression} }}}}"
        # What stands between the braces may be a name of the document, or an expression of templates.
        target = self._resolver.target(spot.expression)
        self._source(name, target or spot.expression)
        first = spot.runs[0]
        form = first.find(RUN_FORMAT)
        code = Code("MERGEFIELD", format="" if form is None else xml_of(form))
        place = Place((Merge(name, code),))
        mark = self._new_mark(place)
        first.addprevious(mark)
        self._values.add(mark)
        for run in spot.runs:
            remove(run)

    def _control(self, spot: Spot) -> None:
        control = spot.control
        if control is None or control.getparent() is None:
            return
        target = self._resolver.target(spot.name)
        settings, inner = control.find(f"{WT}sdtPr"), control.find(f"{WT}sdtContent")
        if settings is None or inner is None or target == NOTHING:
            return
        if target is None:
            if settings.find(f"{WT}showingPlcHdr") is not None:
                self._marked.unknown[spot.name] = None
                self._note(f'Inhaltssteuerelement: {self._resolver.unknown(spot.name)} ("-" lässt es leer stehen)')
            return
        self._source(spot.name, target)
        self._fill_control(spot, inner, settings)

    def _fill_control(self, spot: Spot, inner: etree._Element, settings: etree._Element) -> None:
        """Put a mark into the place of a control's first text, and take out the control around it."""
        first = next(inner.iter(RUN), None)
        paragraph = next(inner.iter(PARAGRAPH), None)
        form = settings.find(RUN_FORMAT)
        if form is None and first is not None and settings.find(f"{WT}showingPlcHdr") is None:
            form = first.find(RUN_FORMAT)
        code = Code("MERGEFIELD", format="" if form is None else xml_of(form))
        mark = self._new_mark(Place((Merge(spot.name, code),)))
        if first is not None:
            first.addprevious(mark)
        elif paragraph is not None:
            paragraph.append(mark)
        else:
            inner.append(mark)
        for run in list(inner.iter(RUN)):
            remove(run)
        for extra in list(inner.iter(PARAGRAPH))[1:]:
            remove(extra)
        control = spot.control
        if control is not None:
            unwrap(inner)
            for child in list(control):
                if child.tag in {f"{WT}sdtPr", f"{WT}sdtEndPr"}:
                    remove(child)
            unwrap(control)
        self._values.add(mark)

    def _look_for_fields_out_of_reach(self, paragraph: etree._Element) -> None:
        """Refuse a field in a formula or in WordArt: no value gets there, and it would be printed as it stands."""
        own = [each for each in paragraph.iter() if next(each.iterancestors(PARAGRAPH), None) is paragraph]
        text = "".join(map(drawn_words, own))
        typed = _HALF.search(text) or next((each for each in _TYPED.finditer(text) if self._is_name(each[1])), None)
        field = any(each.tag in _OF_A_FIELD and not is_in_run(each) for each in own)
        if typed or field:
            shown = f"„{typed[0].strip()}“" if typed else "ein Feld"
            self._note(
                f"In einer Formel oder in WordArt steht {shown}. Dort setzt Lotse nichts ein, und es würde so "
                "gedruckt. Bitte dort löschen und das Feld in den Text setzen."
            )

    def _is_name(self, typed: str) -> bool:
        return self._resolver.target(typed) is not None or is_usual(typed)

    def _look_for_typed_names(self, paragraph: etree._Element) -> None:
        """Refuse what only looks like a field: a name between its signs that somebody typed or pasted as text."""
        texts = [content(run) for run in runs(paragraph)]
        text = "".join(words_of(held) for held in texts if held is not None and held.tag == f"{WT}t")
        if half := _HALF.search(text):
            self._note(
                f"„{half[0].strip()}“ ist nur ein Teil eines Felds und würde so gedruckt. Bitte ganz in einen "
                "Absatz schreiben: {{ klient.nachname }}."
            )
            return
        for match in _TYPED.finditer(text):
            if self._is_name(match[1]):
                self._note(
                    f"„{match[0]}“ steht hier als bloßer Text und würde so gedruckt. Bitte mit „Seriendruckfeld "
                    f"einfügen“ neu setzen, oder {{{{ {match[1]} }}}} schreiben."
                )

    # ── Empty lines ──────────────────────────────────────────────────────────
    def _mark_optional(self, paragraph: etree._Element, story: etree._Element) -> None:
        """Mark a paragraph that holds nothing but values, so that it can be left out."""
        marks = [each for each in paragraph.iter(etree.Comment) if (each.text or "").startswith(PLACE)]
        if not marks or any(each not in self._values for each in marks) or not _may_go(paragraph, story):
            return
        if any(words_of(content(run)).strip() or not _is_word(run) for run in runs(paragraph)):
            return
        numbers = [int((each.text or "")[len(PLACE) :]) for each in marks]
        for number in numbers:
            place = self._marked.places[number]
            self._marked.places[number] = Place(place.content, place.last, place.as_code, may_be_empty=True)
        said = ",".join(map(str, numbers))
        paragraph.addprevious(etree.Comment(f"{OPEN}{said}"))
        paragraph.addnext(etree.Comment(SHUT))


def _keep_result(found: Field) -> None:
    """Take out of a field its code, and leave what it shows."""
    depth, shown = 0, False
    for run in found.runs:
        held = content(run)
        kind = held.get(f"{WT}fldCharType", "") if held is not None and held.tag == f"{WT}fldChar" else ""
        depth += kind == "begin"
        if not shown or (depth == 1 and kind):
            remove(run)
        shown = shown or (depth == 1 and kind == "separate")
        depth -= kind == "end"


def _is_word(run: etree._Element) -> bool:
    held = content(run)
    return held is None or bool(words_of(held))


def _may_go(paragraph: etree._Element, story: etree._Element) -> bool:
    """Tell whether a document is still one without this paragraph (a cell and a story end with one)."""
    form = paragraph.find(PARAGRAPH_FORMAT)
    if form is not None and form.find(f"{WT}sectPr") is not None:
        return False
    parent = paragraph.getparent()
    if parent is None:
        return False
    if parent.tag == f"{WT}tc":
        return paragraph.getnext() is not None and len(parent.findall(PARAGRAPH)) > 1
    return len(paragraphs(story)) > 1
