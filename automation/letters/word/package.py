"""A Word file → its parts, without those that must not leave the office (ECMA-376 Part 2, 9).

What stays is what the letter shows: the text with its headers, footers and notes, styles, numbering, fonts,
pictures, links to the net. What goes is what tells where the document lay and who worked on it: the data source,
the attached template, comments and their authors, variables, thumbnails, the printer, custom XML, properties. And
files within the file: of an Excel sheet or its chart the picture stays, not the workbook behind it.
"""

from __future__ import annotations

import posixpath
import zipfile
from io import BytesIO
from typing import TYPE_CHECKING

from lxml import etree
from msgspec import Struct, field

from automation.letters.frontmatter import TemplateError
from automation.letters.word.story import WT, remove
from automation.letters.word.tidying import tidy, tidy_settings
from workbook.package.part_names import relationships_part

if TYPE_CHECKING:
    from pathlib import Path

_LARGEST = 96 * 1024**2
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_OFFICE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_STRICT = b"http://purl.oclc.org/ooxml/"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_WITH_TEXT = ("header", "footer", "footnotes", "endnotes")
_STAYS = frozenset(
    {
        *(
            "styles",
            "settings",
            "fontTable",
            "font",
            "numbering",
            "theme",
            "image",
            "hyperlink",
        ),
        *_WITH_TEXT,
        *("chart", "chartUserShapes", "chartStyle", "chartColorStyle"),
        *("diagramData", "diagramLayout", "diagramQuickStyle", "diagramColors", "diagramDrawing", "themeOverride"),
    }
)
"""Kinds of relationships whose parts a letter needs."""
SETTINGS, CORE, APP = "settings", "docProps/core.xml", "docProps/app.xml"


class WordPackage(Struct):
    """The parts of a document that stay: `texts` as trees, `main` first, all others as bytes; `order` as they lay.

    `links` are the targets of links that stay, by part; they are shown to the recipient and looked through too.
    """

    file: str
    main: str
    texts: dict[str, etree._Element]
    fixed: dict[str, bytes]
    order: tuple[str, ...]
    links: tuple[str, ...] = ()
    errors: list[str] = field(default_factory=list)

    def is_outer(self, part: str) -> bool:
        """Tell whether a part with text is a header or a footer."""
        tag = self.texts[part].tag
        return tag in {f"{WT}hdr", f"{WT}ftr"}


def read_package(path: Path, content: bytes) -> WordPackage:
    """Return the parts of a Word file that may leave the office.

    Raises:
        TemplateError: it is no Word document, or one that Lotse cannot read.
    """
    return _Reader(path.name, _parts(path.name, content)).package()


def _parts(file: str, content: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            if sum(entry.file_size for entry in entries) > _LARGEST:
                raise TemplateError(file, 1, "Die Datei ist ungewöhnlich groß (über 96 MB).", place="Datei")
            return {entry.filename.lstrip("/"): archive.read(entry) for entry in entries}
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError, ValueError) as error:
        raise TemplateError(file, 1, _NO_WORD, place="Datei") from error


_NO_WORD = (
    "Das ist kein Word-Dokument (.docx), oder es hat ein Kennwort. "
    "Bitte in Word als „.docx“ ohne Kennwort speichern."
)


def parsed(file: str, part: str, content: bytes) -> etree._Element:
    """Return the tree of a part.

    Raises:
        TemplateError: it is damaged.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise TemplateError(file, 1, f"Der Teil „{part}“ ist beschädigt.", place="Datei") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise TemplateError(file, 1, f"Der Teil „{part}“ ist kein Teil eines Word-Dokuments.", place="Datei")
    return root


def as_bytes(root: etree._Element) -> bytes:
    """Return a tree as the bytes of a part."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


class _Reader:
    def __init__(self, file: str, parts: dict[str, bytes]) -> None:
        self._file, self._parts = file, parts
        self._names = {name.casefold(): name for name in parts}
        self._kept: dict[str, bytes] = {}
        self._texts: dict[str, etree._Element] = {}
        self._links: list[str] = []
        self._errors: list[str] = []

    def main(self) -> str:
        """Return the name of the part with the text."""
        for relation in self._relations(""):
            if relation.get("Type", "").endswith("/officeDocument"):
                main = self._target("", relation)
                if main is not None and b"wordprocessingml" in self._parts[main][:4096]:
                    return main
                if main is not None and _STRICT in self._parts[main][:4096]:
                    raise TemplateError(self._file, 1, _IN_STRICT, place="Datei")
        raise TemplateError(self._file, 1, _NO_WORD, place="Datei")

    def package(self) -> WordPackage:
        main = self.main()
        self._keep(main, "text")
        order = tuple(name for name in self._parts if name in self._kept or name in self._texts)
        types = self._content_types(main, {*order})
        root = _ROOT.format(main=main).encode()
        fixed = {"[Content_Types].xml": types, "_rels/.rels": root, **self._kept, CORE: b"", APP: b""}
        texts = {main: self._texts[main], **self._texts}
        whole = ("[Content_Types].xml", "_rels/.rels", *order, CORE, APP)
        return WordPackage(
            self._file, main, texts, fixed, tuple(dict.fromkeys(whole)), tuple(self._links), self._errors
        )

    def _relations(self, part: str) -> list[etree._Element]:
        name = self._names.get(relationships_part(part).casefold())
        return list(parsed(self._file, name, self._parts[name]).iter(_RELATIONSHIP)) if name else []

    def _target(self, part: str, relation: etree._Element) -> str | None:
        target = relation.get("Target", "")
        whole = target.lstrip("/") if target.startswith("/") else posixpath.join(posixpath.dirname(part), target)
        return self._names.get(posixpath.normpath(whole).casefold())

    def _keep(self, part: str, kind: str) -> None:
        """Keep a part and what it needs, and take out of it what points to parts that go."""
        if part in self._kept or part in self._texts:
            return
        holds_text = kind in {"text", *_WITH_TEXT}
        content = self._parts[part]
        if holds_text:
            self._texts[part] = parsed(self._file, part, content)
        else:
            if part.endswith(".xml"):
                parsed(self._file, part, content)  # Word would not open the letters either
            self._kept[part] = content
        gone = self._keep_relations(part)
        if holds_text:
            root = self._texts[part]
            tidy(root)
            if _without(root, gone):
                self._errors.append(_LINKED_PICTURE)
        elif kind == SETTINGS:
            root = parsed(self._file, part, content)
            tidy_settings(root)
            _without(root, gone)
            self._kept[part] = as_bytes(root)
        elif gone and part.endswith(".xml"):
            root = parsed(self._file, part, content)
            _without(root, gone)
            self._kept[part] = as_bytes(root)

    def _keep_relations(self, part: str) -> set[str]:
        """Keep a part's relationships as far as they may stay; return the ids of the others."""
        name = self._names.get(relationships_part(part).casefold())
        if name is None:
            return set()
        root = parsed(self._file, name, self._parts[name])
        gone: set[str] = set()
        for relation in list(root.iter(_RELATIONSHIP)):
            if not self._stays(part, relation):
                gone.add(relation.get("Id", ""))
                remove(relation)
        if len(root):
            self._kept[name] = as_bytes(root)
        return gone

    def _stays(self, part: str, relation: etree._Element) -> bool:
        kind = relation.get("Type", "").rsplit("/", 1)[-1]
        if relation.get("TargetMode") == "External":
            target = relation.get("Target", "")
            if kind == "hyperlink" and not target.lower().startswith(("file:", "\\\\")):
                self._links.append(target)
                return True
            return False
        target_part = self._target(part, relation)
        if kind not in _STAYS or target_part is None:
            return False
        self._keep(target_part, kind)
        return True

    def _content_types(self, main: str, stay: set[str]) -> bytes:
        name = self._names.get("[content_types].xml")
        if name is None:
            raise TemplateError(self._file, 1, _NO_WORD, place="Datei")
        root = parsed(self._file, name, self._parts[name])
        folded = {part.casefold() for part in stay}
        for override in list(root.iter(f"{_TYPES}Override")):
            part = override.get("PartName", "").lstrip("/")
            if part.casefold() not in folded:
                remove(override)
            elif part.casefold() == main.casefold():
                override.set("ContentType", _MAIN)
        for part, kind in ((CORE, _CORE_TYPE), (APP, _APP_TYPE)):
            override = etree.SubElement(root, f"{_TYPES}Override")
            override.set("PartName", f"/{part}")
            override.set("ContentType", kind)
        return as_bytes(root)


def _without(root: etree._Element, gone: set[str]) -> bool:
    """Take out what points to a part that went, and tell whether a picture is lost by that.

    A picture that is linked and there as well stays.
    """
    lost = False
    for element in list(root.iter()):
        names = [name for name, value in element.attrib.items() if str(name).startswith(_OFFICE) and value in gone]
        if not names:
            continue
        there = [name for name in element.attrib if str(name).startswith(_OFFICE) and name not in names]
        if there or element.tag == f"{WT}hyperlink":
            for name in names:
                del element.attrib[name]
        elif element.getparent() is not None:
            lost = lost or etree.QName(element).localname in {"blip", "imagedata", "altChunk", "subDoc"}
            remove(element)
    return lost


_IN_STRICT = (
    "Das Dokument ist als „Strict Open XML“ gespeichert. Bitte in Word „Speichern unter“ und dort „Word-Dokument "
    "(.docx)“ wählen."
)
_LINKED_PICTURE = (
    "Ein Bild oder Textteil ist nur verknüpft und käme beim Empfänger nicht an. Bitte in Word löschen und neu "
    "einfügen („Einfügen > Bilder“)."
)
_CORE_TYPE = "application/vnd.openxmlformats-package.core-properties+xml"
_APP_TYPE = "application/vnd.openxmlformats-officedocument.extended-properties+xml"
_ROOT = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"'
    ' Target="{main}"/>'
    '<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/'
    'core-properties" Target="docProps/core.xml"/>'
    '<Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
    'extended-properties" Target="docProps/app.xml"/></Relationships>'
)
