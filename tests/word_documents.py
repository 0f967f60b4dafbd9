"""Documents of Word made by hand: fields in every way in which Word writes them."""

from __future__ import annotations

import zipfile
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from docx import Document

if TYPE_CHECKING:
    from pathlib import Path

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_NAMES = (
    f'xmlns:w="{W}" xmlns:r="{_R}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_LETTER = (
    '<w:sectPr>{}<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1417" w:right="1134" w:bottom="1134" '
    'w:left="1417" w:header="708" w:footer="708" w:gutter="0"/></w:sectPr>'
)


def p(*content: str, form: str = "") -> str:
    """A paragraph; what begins with `<` is XML, anything else is text."""
    return f"<w:p>{form}{''.join(each if each.startswith('<') else t(each) for each in content)}</w:p>"


def t(text: str, form: str = "") -> str:
    """A run of text."""
    return f'<w:r>{form}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def char(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def instr(text: str, form: str = "") -> str:
    return f'<w:r>{form}<w:instrText xml:space="preserve">{escape(text)}</w:instrText></w:r>'


def field(*code: str, shown: str = "«…»", form: str = "") -> str:
    """A field over runs; pieces of the code that begin with `<` are XML: a field within the field."""
    written = "".join(each if each.startswith("<") else instr(each) for each in code)
    return f"{char('begin')}{written}{char('separate')}{t(shown, form)}{char('end')}"


def cut(code: str, shown: str = "«…»") -> str:
    """A field whose code stands in a run for each letter."""
    return f"{char('begin')}{''.join(map(instr, code))}{char('separate')}{t(shown)}{char('end')}"


def simple(code: str, shown: str = "«…»") -> str:
    return f"<w:fldSimple w:instr={quoteattr(code)}>{t(shown)}</w:fldSimple>"


def formula(text: str, code: str = "") -> str:
    """A formula on a line of its own text; `code` is that of a field within it."""
    inside = f'<w:fldChar w:fldCharType="begin"/><w:instrText>{code}</w:instrText>' if code else ""
    math = "http://schemas.openxmlformats.org/officeDocument/2006/math"
    return f'<m:oMath xmlns:m="{math}"><m:r>{inside}<m:t>{escape(text)}</m:t></m:r></m:oMath>'


def word_art(text: str) -> str:
    """WordArt as of old, whose text is that of a path."""
    path = f"<v:textpath string={quoteattr(text)}/>"
    return f'<w:r><w:pict><v:shape id="w1" style="width:180pt">{path}</v:shape></w:pict></w:r>'


def box(*paragraphs: str) -> str:
    """A text box as Word writes it: once for today's Word, once for that of 2007."""
    inside = "".join(paragraphs)
    return (
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor distT="0" distB="0" distL="0" '
        'distR="0" simplePos="0" relativeHeight="1" behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1">'
        '<wp:simplePos x="0" y="0"/><wp:positionH relativeFrom="page"><wp:posOffset>4500000</wp:posOffset>'
        '</wp:positionH><wp:positionV relativeFrom="page"><wp:posOffset>1800000</wp:posOffset></wp:positionV>'
        '<wp:extent cx="2340000" cy="1440000"/><wp:wrapNone/><wp:docPr id="7" name="Textfeld 7"/>'
        "<wp:cNvGraphicFramePr/><a:graphic><a:graphicData "
        'uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:cNvSpPr txBox="1"/>'
        '<wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="2340000" cy="1440000"/></a:xfrm><a:prstGeom prst="rect">'
        f"<a:avLst/></a:prstGeom></wps:spPr><wps:txbx><w:txbxContent>{inside}</w:txbxContent></wps:txbx>"
        "<wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice><mc:Fallback><w:pict>"
        f'<v:shape id="b7" style="width:180pt"><v:textbox><w:txbxContent>{inside}</w:txbxContent></v:textbox>'
        "</v:shape>"
        "</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


def control(tag: str, shown: str = "Klicken Sie hier", *, empty: bool = True) -> str:
    """A content control in running text."""
    hint = "<w:showingPlcHdr/>" if empty else ""
    settings = f'<w:sdtPr><w:tag w:val="{tag}"/>{hint}<w:text/></w:sdtPr>'
    return f"<w:sdt>{settings}<w:sdtContent>{t(shown)}</w:sdtContent></w:sdt>"


def by_hand(
    path: Path,
    *body: str,
    header: str = "",
    footer: str = "",
    footnote: str = "",
    settings: str = "",
    links: str = "",
    related: str = "",
    extra: dict[str, bytes] | None = None,
) -> Path:
    """Write a document with these paragraphs; `settings` and `links` go into its settings and their links.

    `related` are further relationships of its text, `extra` further parts.
    """
    kinds = {"header1": ("header", header, "hdr"), "footer1": ("footer", footer, "ftr")}
    parts: dict[str, bytes] = {}
    relations = []
    types = [f'<Override PartName="/word/document.xml" ContentType="{_WORD}.document.main+xml"/>']
    marks = ""
    for name, (kind, text, tag) in kinds.items():
        if text:
            parts[f"word/{name}.xml"] = f"<w:{tag} {_NAMES}>{text}</w:{tag}>".encode()
            relations.append((name, kind, f"{name}.xml"))
            marks += f'<w:{kind}Reference w:type="default" r:id="{name}"/>'
            types.append(f'<Override PartName="/word/{name}.xml" ContentType="{_WORD}.{kind}+xml"/>')
    if footnote:
        parts["word/footnotes.xml"] = (
            f'<w:footnotes {_NAMES}><w:footnote w:id="2"><w:p>{footnote}</w:p></w:footnote></w:footnotes>'.encode()
        )
        relations.append(("notes", "footnotes", "footnotes.xml"))
        types.append(f'<Override PartName="/word/footnotes.xml" ContentType="{_WORD}.footnotes+xml"/>')
    parts["word/settings.xml"] = f"<w:settings {_NAMES}>{settings}</w:settings>".encode()
    relations.append(("settings", "settings", "settings.xml"))
    types.append(f'<Override PartName="/word/settings.xml" ContentType="{_WORD}.settings+xml"/>')
    if links:
        parts["word/_rels/settings.xml.rels"] = _relations(links)
    parts["word/styles.xml"] = (
        f'<w:styles {_NAMES}><w:style w:type="paragraph" w:default="1" w:styleId="Standard">'
        '<w:name w:val="Normal"/></w:style></w:styles>'.encode()
    )
    parts["word/fontTable.xml"] = f'<w:fonts {_NAMES}><w:font w:name="Arial"/></w:fonts>'.encode()
    parts["word/theme1.xml"] = _theme()
    relations.append(("theme", "theme", "theme1.xml"))
    theme = "application/vnd.openxmlformats-officedocument.theme+xml"
    types.append(f'<Override PartName="/word/theme1.xml" ContentType="{theme}"/>')
    for name in ("styles", "fontTable"):
        relations.append((name, name, f"{name}.xml"))
        types.append(f'<Override PartName="/word/{name}.xml" ContentType="{_WORD}.{name}+xml"/>')
    parts["word/document.xml"] = (
        f"<w:document {_NAMES}><w:body>{''.join(body)}{_LETTER.format(marks)}</w:body></w:document>".encode()
    )
    parts["word/_rels/document.xml.rels"] = _relations(
        "".join(
            f'<Relationship Id="{key}" Type="{_R}/{kind}" Target="{target}"/>' for key, kind, target in relations
        )
        + related
    )
    parts["_rels/.rels"] = _relations(
        f'<Relationship Id="a" Type="{_R}/officeDocument" Target="word/document.xml"/>'
    )
    parts["[Content_Types].xml"] = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
        f'ContentType="application/xml"/>{"".join(types)}</Types>'.encode()
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**parts, **(extra or {})}.items():
            archive.writestr(name, content)
    return path


@lru_cache(maxsize=1)
def _theme() -> bytes:
    """The theme of python-docx's own template."""
    target = BytesIO()
    Document().save(target)
    with zipfile.ZipFile(target) as file:
        return file.read("word/theme/theme1.xml")


def _relations(inside: str) -> bytes:
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inside}</Relationships>'
    ).encode()


def seen(docx: bytes | Path) -> list[str]:
    """The paragraphs of a letter as python-docx reads them, also of tables and text boxes, without empty ones."""
    document = Document(BytesIO(docx) if isinstance(docx, bytes) else str(docx))
    found = []
    for paragraph in document.element.body.iter(f"{{{W}}}p"):
        runs = [run for run in paragraph.iter(f"{{{W}}}r") if next(run.iterancestors(f"{{{W}}}p")) is paragraph]
        text = "".join(
            {"t": each.text or "", "tab": "\t", "br": "\n"}.get(each.tag.rpartition("}")[2], "")
            for run in runs
            for each in run
        )
        found += [text] if text.strip() else []
    return found
