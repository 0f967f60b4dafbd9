"""The logo in Word: a picture in the header of a letter's first page, at a place of the page, or in a line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from automation.letters.model import LOGO_LEFT, LOGO_TOP
from automation.letters.stationery import text_xml

if TYPE_CHECKING:
    from collections.abc import Mapping

    from automation.letters.model import Logo

_EMU = 36_000  # in a millimetre
_TYPES = "[Content_Types].xml"
LOGO_ID = "rIdLotseLogo"
_HEADERS = re.compile(r"<w:headerReference [^>]*>")
_FIRST_PARAGRAPH = re.compile(r"<w:p(?: [^>]*)?(?<!/)>(?:<w:pPr>.*?</w:pPr>|<w:pPr/>)?", re.DOTALL)


def first_header(parts: Mapping[str, str]) -> str | None:
    """Return the name of the part that is the first page's header, `None` where there is none."""
    document, relations = parts["word/document.xml"], parts.get("word/_rels/document.xml.rels", "")
    wanted = "first" if "<w:titlePg" in document else "default"
    for found in _HEADERS.findall(document):
        if f'w:type="{wanted}"' in found and (identifier := re.search(r'r:id="([^"]*)"', found)):
            target = re.search(
                rf'<Relationship (?=[^>]*\bId="{re.escape(identifier[1])}")[^>]*\bTarget="([^"]*)"', relations
            )
            name = f"word/{target[1].removeprefix('/word/')}" if target else ""
            return name if name in parts and _FIRST_PARAGRAPH.search(parts[name]) else None
    return None


def has_picture(header: str) -> bool:
    """Tell whether the office has put a picture there itself."""
    return "<a:blip" in header or "<v:imagedata" in header


def logo_parts(logo: Logo, alt: str, name: str, parts: Mapping[str, str]) -> dict[str, bytes]:
    """Return the parts that change or come with a logo in the header `name`."""
    header = _FIRST_PARAGRAPH.sub(lambda found: found[0] + _run(logo, alt), parts[name], count=1)
    return {name: header.encode(), **belonging(logo, name, parts)}


def belonging(logo: Logo, name: str, parts: Mapping[str, str]) -> dict[str, bytes]:
    """Return what belongs to a part `name` that shows the logo: the picture, and where it says so."""
    media = f"media/lotse-logo.{logo.ending}"
    beside = name.replace("word/", "word/_rels/") + ".rels"
    return {
        beside: _related(parts.get(beside, ""), media).encode(),
        _TYPES: _typed(parts[_TYPES], logo.ending).encode(),
        f"word/{media}": logo.content,
    }


def _related(relations: str, media: str) -> str:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
    added = f'<Relationship Id="{LOGO_ID}" Type="{kind}" Target="{media}"/>'
    if "</Relationships>" in relations:
        return relations.replace("</Relationships>", f"{added}</Relationships>")
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{added}</Relationships>'
    )


def _typed(types: str, ending: str) -> str:
    if re.search(rf'<Default [^>]*Extension="{ending}"', types, re.IGNORECASE):
        return types
    added = f'<Default Extension="{ending}" ContentType="image/{ending}"/>'
    return re.sub(r"<Types [^>]*>", lambda found: found[0] + added, types, count=1)


_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"


def logo_in_line(alt: str, size: tuple[float, float]) -> str:
    """Return a run with the logo as a letter of its line, `size` in millimetres (20.4.2.8)."""
    extent = _extent(size)
    return (
        f'<w:r><w:drawing><wp:inline xmlns:wp="{_DRAWING}/wordprocessingDrawing" distT="0" distB="0" distL="0" '
        f'distR="0"><wp:extent {extent}/><wp:docPr id="9001" name="Logo" descr="{text_xml(alt)}"/>'
        f"{_picture(extent, text_xml(alt))}</wp:inline></w:drawing></w:r>"
    )


def _extent(size: tuple[float, float]) -> str:
    width, height = (round(side * _EMU) for side in size)
    return f'cx="{width}" cy="{height}"'


def _run(logo: Logo, alt: str) -> str:
    """Return the run with the picture (ECMA-376 Part 1, 20.4.2.3)."""
    extent, described, drawing = _extent(logo.printed), text_xml(alt), _DRAWING
    return (
        f'<w:r><w:drawing><wp:anchor xmlns:wp="{drawing}/wordprocessingDrawing" distT="0" distB="0" distL="0" '
        'distR="0" simplePos="0" relativeHeight="2" behindDoc="0" locked="0" layoutInCell="0" allowOverlap="1">'
        '<wp:simplePos x="0" y="0"/>'
        f'<wp:positionH relativeFrom="page"><wp:posOffset>{round(LOGO_LEFT * _EMU)}</wp:posOffset></wp:positionH>'
        f'<wp:positionV relativeFrom="page"><wp:posOffset>{round(LOGO_TOP * _EMU)}</wp:posOffset></wp:positionV>'
        f'<wp:extent {extent}/><wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapNone/>'
        f'<wp:docPr id="9001" name="Logo" descr="{described}"/><wp:cNvGraphicFramePr/>'
        f"{_picture(extent, described)}</wp:anchor></w:drawing></w:r>"
    )


def _picture(extent: str, described: str) -> str:
    drawing = _DRAWING
    return (
        f'<a:graphic xmlns:a="{drawing}/main"><a:graphicData uri="{drawing}/picture">'
        f'<pic:pic xmlns:pic="{drawing}/picture"><pic:nvPicPr>'
        f'<pic:cNvPr id="9001" name="Logo" descr="{described}"/>'
        "<pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>"
        '<a:blip xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
        f'r:embed="{LOGO_ID}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {extent}/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>'
        "</a:graphicData></a:graphic>"
    )
