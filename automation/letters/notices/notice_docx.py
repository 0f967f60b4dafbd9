"""A sheet of the notice → Word document (WordprocessingML, ECMA-376 Part 1, 17), with the words of the PDF.

It has no stationery of its own: whoever wants another look changes the finished file, which is no letter.
"""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

from automation.letters.bundle import bundled, pack
from automation.letters.docx_logo import LOGO_ID, logo_in_line
from automation.letters.notices.notice_sheet import picture
from automation.letters.stationery import text_xml

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from automation.letters.notices.notice_sheet import NoticeSheet

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_W = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)
_TYPES = (
    f'{_HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/>'
    '<Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.styles+xml"/>'
    + "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        f'wordprocessingml.{name}+xml"/>'
        for name in ("settings", "fontTable", "header")
    )
    + '<Override PartName="/word/theme.xml" ContentType="application/vnd.openxmlformats-officedocument.theme+xml"/>'
    + '<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.'
    'core-properties+xml"/></Types>'
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELS = (
    f'{_HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
    '<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/'
    'core-properties" Target="docProps/core.xml"/></Relationships>'
)
_EMPTY = {"settings": "settings", "fontTable": "fonts"}
"""Parts that Word expects of a document and that say nothing here: file and root."""
_LOGO = '<Relationship Id="{}" Type="{}/image" Target="media/logo.{}"/>'
_RUNNING = "rIdRunning"
_EMU, _MARGIN = 36_000, 907
"""Units of a drawing in a millimetre; 16 mm in twentieths of a point."""


def notice_docx(sheet: NoticeSheet, stationery: Path) -> bytes:
    """Return the sheet as docx, with the colours of `stationery` in Word; the same gives the same bytes."""
    image = picture(sheet, "png")
    pictures = f'<Relationship Id="rId2" Type="{_OFFICE}/image" Target="media/qr.png"/>' if image else ""
    relations = (
        f'{_HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/styles" Target="styles.xml"/>{pictures}'
        + "".join(
            f'<Relationship Id="rId{number}" Type="{_OFFICE}/{name}" Target="{name}.xml"/>'
            for number, name in enumerate((*_EMPTY, "theme"), start=3)
        )
        + f'<Relationship Id="{_RUNNING}" Type="{_OFFICE}/header" Target="header.xml"/>'
        + "</Relationships>"
    )
    types, logo = _TYPES, sheet.office.logo
    if logo is not None:
        relations = relations.replace(
            "</Relationships>", f"{_LOGO.format(LOGO_ID, _OFFICE, logo.ending)}</Relationships>"
        )
        if logo.ending != "png":
            types = types.replace(
                "<Override", f'<Default Extension="{logo.ending}" ContentType="image/{logo.ending}"/><Override', 1
            )
    parts = [
        pack("[Content_Types].xml", types.encode()),
        pack("_rels/.rels", _RELS.encode()),
        pack("docProps/core.xml", _core(sheet).encode()),
        pack("word/document.xml", _document(sheet, with_picture=bool(image)).encode()),
        pack("word/header.xml", f"{_HEAD}<w:hdr {_W}>{_paragraph('Running', sheet.running)}</w:hdr>".encode()),
        pack("word/styles.xml", _styles(large=sheet.large).encode()),
        pack("word/_rels/document.xml.rels", relations.encode()),
    ]
    with zipfile.ZipFile(stationery) as letterhead:
        theme = letterhead.read(next(name for name in letterhead.namelist() if name.startswith("word/theme/")))
    parts.append(pack("word/theme.xml", theme))
    parts += [pack(f"word/{name}.xml", f"{_HEAD}<w:{root} {_W}/>".encode()) for name, root in _EMPTY.items()]
    if image:
        parts.append(pack("word/media/qr.png", image))
    if logo is not None:
        parts.append(pack(f"word/media/logo.{logo.ending}", logo.content))
    return bundled(tuple(parts))


def _core(sheet: NoticeSheet) -> str:
    moment = f"{sheet.made_on.isoformat()}T12:00:00Z"
    return (
        f'{_HEAD}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
        'core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{text_xml(sheet.title)}</dc:title><dc:creator>{text_xml(sheet.office.name)}</dc:creator>"
        f'<dc:language>de-DE</dc:language><dcterms:created xsi:type="dcterms:W3CDTF">{moment}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{moment}</dcterms:modified></cp:coreProperties>'
    )


def _document(sheet: NoticeSheet, *, with_picture: bool) -> str:
    headline, *lines = sheet.head
    top = [_logo(sheet), _paragraph("Title", headline), *(_paragraph("Normal", line) for line in lines)]
    text, side = 7370, 2600
    cell = _drawing(sheet) if with_picture else "<w:p/>"
    head = (
        f'<w:tbl><w:tblPr><w:tblW w:w="{text + side}" w:type="dxa"/><w:tblLayout w:type="fixed"/></w:tblPr>'
        f'<w:tblGrid><w:gridCol w:w="{text}"/><w:gridCol w:w="{side}"/></w:tblGrid><w:tr>'
        f'<w:tc><w:tcPr><w:tcW w:w="{text}" w:type="dxa"/></w:tcPr>{"".join(top)}</w:tc>'
        f'<w:tc><w:tcPr><w:tcW w:w="{side}" w:type="dxa"/></w:tcPr>{cell}</w:tc></w:tr></w:tbl>'
    )
    rule = (
        '<w:p><w:pPr><w:pBdr><w:bottom w:val="single" w:sz="8" w:space="1" w:color="0B4F6C"/></w:pBdr>'
        f"{_section(1, new=False)}</w:pPr></w:p>"
    )
    body = "".join((head, rule, *_offers(sheet), *(_paragraph("Small", line) for line in sheet.foot)))
    return f"{_HEAD}<w:document {_W}><w:body>{body}{_section(2, new=True)}</w:body></w:document>"


def _offers(sheet: NoticeSheet) -> Iterator[str]:
    for offer in sheet.offers:
        yield _paragraph("Heading2", offer.title, together=True)
        yield from (_paragraph("Normal", line, together=True) for line in offer.lines)
        yield _paragraph("Number", f"Nummer {offer.number}")


def _paragraph(style: str, text: str, *, together: bool = False) -> str:
    keep = "<w:keepNext/><w:keepLines/>" if together else ""
    run = f'<w:r><w:t xml:space="preserve">{text_xml(text)}</w:t></w:r>'
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{keep}</w:pPr>{run}</w:p>'


def _section(columns: int, *, new: bool) -> str:
    """A section's properties; the second one goes on below the first, on the same page (17.6.22).

    The first page of each has no line at its top (17.10.6): it carries the headline itself.
    """
    kind = '<w:type w:val="continuous"/>' if new else ""
    return (
        f'<w:sectPr><w:headerReference w:type="default" r:id="{_RUNNING}"/>{kind}'
        f'<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="794" w:right="{_MARGIN}" '
        f'w:bottom="794" w:left="{_MARGIN}" w:header="397" w:footer="397" w:gutter="0"/>'
        f'<w:cols w:num="{columns}" w:space="454"/><w:titlePg/></w:sectPr>'
    )


def _logo(sheet: NoticeSheet) -> str:
    if sheet.office.logo is None:
        return ""
    picture = logo_in_line(sheet.office.alt, sheet.logo_size)
    return f'<w:p><w:pPr><w:spacing w:after="200"/></w:pPr>{picture}</w:p>'


def _drawing(sheet: NoticeSheet) -> str:
    side = (36 if sheet.large else 28) * _EMU
    name = text_xml(sheet.picture_text)
    return (
        '<w:p><w:pPr><w:jc w:val="right"/></w:pPr><w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" '
        f'distR="0"><wp:extent cx="{side}" cy="{side}"/><wp:docPr id="1" name="QR" descr="{name}"/>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
        f'<pic:nvPicPr><pic:cNvPr id="1" name="QR" descr="{name}"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>'
        '<a:blip r:embed="rId2"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm>'
        f'<a:off x="0" y="0"/><a:ext cx="{side}" cy="{side}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/>'
        "</a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"
    )


def _styles(*, large: bool) -> str:
    small, usual, title, headline = (24, 28, 38, 60) if large else (19, 22, 26, 44)

    def style(key: str, name: str, size: int, *, more: str = "", based: str = "Normal", after: int = 40) -> str:
        base = f'<w:basedOn w:val="{based}"/>' if key != "Normal" else ""
        default = ' w:default="1"' if key == "Normal" else ""
        return (
            f'<w:style w:type="paragraph"{default} w:styleId="{key}"><w:name w:val="{name}"/>{base}'
            f'<w:pPr><w:spacing w:after="{after}"/>'
            f"{'<w:outlineLvl w:val=' + chr(34) + '1' + chr(34) + '/>' if key == 'Heading2' else ''}</w:pPr>"
            f'<w:rPr>{more}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr></w:style>'
        )

    harbour = '<w:b/><w:color w:val="0B4F6C"/>'
    return (
        f"{_HEAD}<w:styles {_W}><w:docDefaults><w:rPrDefault><w:rPr>"
        '<w:rFonts w:ascii="Fira Sans" w:hAnsi="Fira Sans" w:cs="Fira Sans" w:eastAsia="Fira Sans"/>'
        '<w:lang w:val="de-DE"/></w:rPr></w:rPrDefault></w:docDefaults>'
        + style("Normal", "Normal", usual)
        + style("Title", "Title", headline, more=harbour, after=120)
        + style("Heading2", "heading 2", title, more="<w:b/>")
        + style("Number", "Nummer", small, more=harbour, after=320 if large else 200)
        + style("Running", "Kopf der Folgeseite", small, more=harbour)
        + style("Small", "Kleingedrucktes", small, more='<w:color w:val="5B6672"/>')
        + "</w:styles>"
    )
