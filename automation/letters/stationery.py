"""`letterhead.docx`, prepared once: what of it is always the same, and the places where a letter puts its words.

An office changes this file in Word, so nothing here relies on how the file was first built. Places are found by
what is written (`{{ Anschrift }}`), also where Word has cut the text into runs; styles are found by their names.
"""

from __future__ import annotations

import re
import zipfile
from difflib import get_close_matches
from typing import TYPE_CHECKING

from lxml import etree
from markupsafe import escape
from msgspec import Struct

from automation.letters.guard import tells_of_a_benefit
from automation.letters.properties import W, without_namespaces
from workbook.errors import LetterError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

_TAG = f"{{{W}}}"
_PLACE = re.compile(r"\{\{\s*([^{}]+?)\s*\}\}")
_MARK = re.compile(r"<!--lotse:(\d+)-->|⟦lotse:(\d+)⟧")

LINES = ("Büro", "Träger", "Zeichen", "Datum", "Betreff", "Anrede", "Rücksendeangabe", "Gruß", "Name", "Funktion")
"""Places for a few words, wherever they stand in a paragraph."""
BLOCKS = (
    "Vermerk",
    "Anschrift",
    "Informationsblock",
    "Text",
    "Anlagen",
    "Hinweise",
    "Rückantwort",
    "Fußspalte 1",
    "Fußspalte 2",
    "Fußspalte 3",
)
"""Places that become any number of paragraphs; each stands alone in a paragraph, whose format they take on."""
_SIGNED = ("Gruß", "Name", "Funktion")
"""Places of the closing: their paragraphs stay on one page, with what is enclosed below them."""
_TOGETHER = "Zusammenhalt"
"""The place in the properties of the last of these paragraphs; nobody writes it into a file."""
NEEDED = (
    "Rücksendeangabe",
    "Anschrift",
    "Informationsblock",
    "Betreff",
    "Anrede",
    "Text",
    "Gruß",
    "Name",
    "Anlagen",
    "Hinweise",
    "Rückantwort",
)
"""Places without which a letter would lose words."""


class StationeryError(LetterError):
    """The office's `letterhead.docx` cannot be used; `file` is its name."""

    def __init__(self, file: str, what: str) -> None:
        self.file, self.what = file, what
        super().__init__(f"Briefbogen „{file}“: {what}")


class Place(Struct, frozen=True):
    """A place in a part: what goes there and in which format, as XML of paragraph and run properties.

    `alone` means that its table cell holds nothing else, so a paragraph has to stay (ECMA-376 Part 1, 17.4.65).
    """

    name: str
    paragraph: str = ""
    run: str = ""
    alone: bool = False

    @property
    def is_block(self) -> bool:
        """Whether whole paragraphs go there."""
        return self.name in BLOCKS or self.name == _TOGETHER


class PreparedPart(Struct, frozen=True):
    """A part with places: fixed text, place, fixed text, and so on."""

    name: str
    texts: tuple[str, ...]
    places: tuple[Place, ...]

    def filled(self, fill: Callable[[Place], str]) -> bytes:
        """Return the part's bytes with each place filled by XML."""
        pieces = [self.texts[0]]
        for place, text in zip(self.places, self.texts[1:], strict=True):
            pieces += [fill(place), text]
        return "".join(pieces).encode()


class Source(Struct, frozen=True):
    """What was read of a stationery file: parts with places, all other parts, the ids of its styles by name."""

    prepared: tuple[PreparedPart, ...]
    fixed: Mapping[str, bytes]
    order: tuple[str, ...]
    styles: Mapping[str, str]


def read_stationery(path: Path) -> Source:
    """Return the prepared stationery.

    Raises:
        StationeryError: the file is missing or no Word document, or its places are not what a letter needs.
    """
    try:
        with zipfile.ZipFile(path) as file:
            parts = {info.filename: file.read(info) for info in file.infolist()}
    except (OSError, zipfile.BadZipFile) as error:
        raise StationeryError(path.name, "Die Datei fehlt oder ist kein Word-Dokument (.docx).") from error
    if "word/document.xml" not in parts or "word/styles.xml" not in parts:
        raise StationeryError(path.name, "Die Datei ist kein Word-Dokument (.docx).")
    with_text = [name for name in parts if re.fullmatch(r"word/(document|header\d*|footer\d*)\.xml", name)]
    prepared = [part for name in with_text if (part := _prepared(path.name, name, parts[name])) is not None]
    found = {place.name for part in prepared for place in part.places}
    for name in NEEDED:
        if name not in found:
            raise StationeryError(path.name, f"Der Platz {{{{ {name} }}}} fehlt. Bitte wieder einfügen.")
    done = {part.name for part in prepared}
    for name in with_text:
        ensure_neutral(path.name, _fixed_words(parts[name]))
    return Source(
        prepared=tuple(prepared),
        fixed={name: content for name, content in parts.items() if name not in done},
        order=tuple(parts),
        styles=_styles(path.name, parts["word/styles.xml"]),
    )


def ensure_neutral(file: str, words: str) -> None:
    """Check what a letterhead says in every letter, whoever gets it.

    Raises:
        StationeryError: it tells of a benefit. Source: BSG 25.01.2012, B 14 AS 65/11 R; § 35 SGB I.
    """
    if tells_of_a_benefit(words):
        raise StationeryError(
            file,
            "Er verrät einen Leistungsbezug (zum Beispiel „Jobcenter“) und ginge so auch an Vermieter. "
            "Bitte nur das Büro nennen.",
        )


def _fixed_words(content: bytes) -> str:
    """Return the words of a part, a line for each paragraph."""
    paragraphs = content.decode("utf-8-sig", "replace").split("</w:p>")
    return "\n".join("".join(map("".join, _WORDS.findall(paragraph))) for paragraph in paragraphs)


# Text, that of a formula, and that of WordArt.
_WORDS = re.compile(r"""<[wm]:t(?: [^>]*)?>([^<]*)</[wm]:t>|<v:textpath [^>]*?string=["']([^"']*)""")


def _parsed(file: str, part: str, content: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True)
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise StationeryError(file, f"Der Teil „{part}“ ist beschädigt.") from error


def _styles(file: str, content: bytes) -> dict[str, str]:
    """Style ids by name: Word translates ids of its own styles, but names of ours stay."""
    root = _parsed(file, "word/styles.xml", content)
    found: dict[str, str] = {}
    for style in root.iter(f"{_TAG}style"):
        name = style.find(f"{_TAG}name")
        if name is not None:
            found[name.get(f"{_TAG}val", "")] = style.get(f"{_TAG}styleId", "")
    return found


def _prepared(file: str, part: str, content: bytes) -> PreparedPart | None:
    root = _parsed(file, part, content)
    places: list[Place] = []
    for paragraph in list(root.iter(f"{_TAG}p")):
        _prepare_paragraph(file, paragraph, places)
    if not places:
        return None
    text = etree.tostring(root, encoding="unicode")
    pieces = _MARK.split(text)  # text, comment's number, mark's number, text, …
    numbers = [int(pieces[i] or pieces[i + 1]) for i in range(1, len(pieces), 3)]
    declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    return PreparedPart(part, (declaration + pieces[0], *pieces[3::3]), tuple(places[number] for number in numbers))


def _prepare_paragraph(file: str, paragraph: etree._Element, places: list[Place]) -> None:
    """Put marks where the paragraph has places, and note the places."""
    texts = [text for run in _runs(paragraph) for text in run.iter(f"{_TAG}t")]
    whole = "".join(text.text or "" for text in texts)
    matches = list(_PLACE.finditer(whole))
    for match in matches:
        _check_name(file, match[1])
    if not matches:
        return
    if matches[0][1] in BLOCKS:
        if len(matches) > 1 or whole.strip() != matches[0][0]:
            raise StationeryError(
                file, f"{{{{ {matches[0][1]} }}}} muss allein in einem Absatz stehen; daneben steht noch Text."
            )
        places.append(_block_place(matches[0][1], paragraph, texts[0]))
        _replace_by_mark(paragraph, len(places) - 1)
        return
    for match in reversed(matches):
        if match[1] in BLOCKS:
            raise StationeryError(file, f"{{{{ {match[1]} }}}} muss allein in einem Absatz stehen.")
        places.append(Place(match[1]))
        _write_over(texts, match.start(), match.end(), f"⟦lotse:{len(places) - 1}⟧")
    if signed := {match[1] for match in matches} & {*_SIGNED}:
        _keep_together(paragraph, places, last="Funktion" in signed)


def _keep_together(paragraph: etree._Element, places: list[Place], *, last: bool) -> None:
    """Keep a paragraph of the closing with the next; the last one only where something is enclosed or noted."""
    properties = paragraph.find(f"{_TAG}pPr")
    if properties is None:
        properties = etree.Element(f"{_TAG}pPr")
        paragraph.insert(0, properties)
    for name in ("keepNext", "keepLines"):
        for old in properties.findall(f"{_TAG}{name}"):
            properties.remove(old)
    position = 0 if properties.find(f"{_TAG}pStyle") is None else 1
    if last:
        places.append(Place(_TOGETHER))
        properties.insert(position, etree.Comment(f"lotse:{len(places) - 1}"))
        return
    properties.insert(position, etree.Element(f"{_TAG}keepNext"))
    properties.insert(position + 1, etree.Element(f"{_TAG}keepLines"))


def _runs(paragraph: etree._Element) -> Iterator[etree._Element]:
    """The runs of a paragraph, without those of text boxes in it, which have paragraphs of their own."""
    for run in paragraph.iter(f"{_TAG}r"):
        if next(run.iterancestors(f"{_TAG}p")) is paragraph:
            yield run


def _check_name(file: str, name: str) -> None:
    if name in LINES or name in BLOCKS:
        return
    near = get_close_matches(name, (*LINES, *BLOCKS), n=1)
    cure = f"Gemeint ist wohl {{{{ {near[0]} }}}}." if near else f"Es gibt: {', '.join((*LINES, *BLOCKS))}."
    raise StationeryError(file, f"Den Platz {{{{ {name} }}}} gibt es nicht. {cure}")


def _block_place(name: str, paragraph: etree._Element, text: etree._Element) -> Place:
    run = next(text.iterancestors(f"{_TAG}r"))
    cell = paragraph.getparent()
    alone = cell is not None and cell.tag == f"{_TAG}tc" and len(cell.findall(f"{_TAG}p")) == 1
    paragraph_format, run_format = paragraph.find(f"{_TAG}pPr"), run.find(f"{_TAG}rPr")
    return Place(
        name,
        paragraph="" if paragraph_format is None else without_namespaces(paragraph_format),
        run="" if run_format is None else without_namespaces(run_format),
        alone=alone,
    )


def _replace_by_mark(paragraph: etree._Element, number: int) -> None:
    parent = paragraph.getparent()
    if parent is not None:
        mark = etree.Comment(f"lotse:{number}")
        mark.tail = paragraph.tail
        parent.replace(paragraph, mark)


def _write_over(texts: list[etree._Element], start: int, end: int, mark: str) -> None:
    """Replace the characters from `start` to `end`, counted over all texts of a paragraph, by a mark."""
    position = 0
    for text in texts:
        content = text.text or ""
        first, last = max(start - position, 0), min(end - position, len(content))
        if first < last:
            text.text = content[:first] + mark + content[last:]
            text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            mark = ""
        position += len(content)


def text_xml(text: str) -> str:
    """Return text as it stands in XML."""
    return str(escape(text))
