"""Ribbon and macros → `Lotse.xlam`, the file that Excel loads as an add-in.

XlsxWriter makes the workbook around the macros; the ribbons go in beside it. Nothing in the file is compressed and
its days are fixed, so equal buttons give equal bytes and IT can allow the file by its sum.
"""

from __future__ import annotations

import zipfile
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING

import xlsxwriter
from lxml import etree

from workbook.live.addin.project import kept_project
from workbook.live.addin.ribbon import NAMESPACE_2006, NAMESPACE_2009, build_ribbon
from workbook.live.icons import png
from workbook.package.markup import CONTENT_TYPES, RELATIONSHIPS, parse, serialize
from workbook.package.zipping import FIRST_DAY, zipped

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from workbook.live.extension import Button
    from workbook.package.markup import Element

_IMAGE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
_NO_RELATIONSHIPS = f'<Relationships xmlns="{RELATIONSHIPS}"/>'.encode()
_ADDIN = "application/vnd.ms-excel.addin.macroEnabled.main+xml"

# Each ribbon with its namespace and the type of the relationship by which Excel finds it ([MS-OI29500] 2.2.5,
# [MS-CUSTOMUI2] 2.1).
_RIBBONS = (
    (
        "customUI/customUI.xml",
        NAMESPACE_2006,
        "http://schemas.microsoft.com/office/2006/relationships/ui/extensibility",
    ),
    (
        "customUI/customUI14.xml",
        NAMESPACE_2009,
        "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility",
    ),
)


def build_addin(buttons: Sequence[Button], project: bytes | None = None) -> bytes:
    """Return the add-in with these buttons; its macros are `project`, by default those of the repository."""
    parts = _workbook(kept_project() if project is None else project)
    parts["[Content_Types].xml"] = _with_types(parts["[Content_Types].xml"])
    ribbons = ((f"lotse{number}", kind, part) for number, (part, _, kind) in enumerate(_RIBBONS))
    parts["_rels/.rels"] = _related(parse(parts["_rels/.rels"]), ribbons)
    icons = sorted({button.icon for button in buttons})
    for part, namespace, _ in _RIBBONS:
        folder, _, name = part.partition("/")
        parts[part] = build_ribbon(buttons, namespace)
        pictures = ((icon, _IMAGE, f"images/{icon}.png") for icon in icons)
        parts[f"{folder}/_rels/{name}.rels"] = _related(parse(_NO_RELATIONSHIPS), pictures)
    parts |= {f"customUI/images/{icon}.png": png(icon, 2) for icon in icons}
    return zipped(parts.items(), stored=True).getvalue()


def _workbook(project: bytes) -> dict[str, bytes]:
    """Return the parts of an empty workbook with macros; Excel's list of add-ins shows its title."""
    packed = BytesIO()
    book = xlsxwriter.Workbook(packed, {"in_memory": True})
    book.add_worksheet("Lotse")
    book.add_vba_project(BytesIO(project), is_stream=True)
    book.set_properties(
        {
            "title": "Lotse",
            "comments": "Prüfen, Briefe und Dashboard in der offenen Mappe.",
            "created": datetime(*FIRST_DAY[:3]),  # noqa: DTZ001 - a fixed day, no moment
        }
    )
    book.close()
    with zipfile.ZipFile(packed) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _with_types(types: bytes) -> bytes:
    """Return the content types with those of an add-in and of pictures."""
    root = parse(types)
    for told in root.iter(f"{{{CONTENT_TYPES}}}Override"):
        if told.get("PartName") == "/xl/workbook.xml":
            told.set("ContentType", _ADDIN)
    root.insert(0, etree.Element(f"{{{CONTENT_TYPES}}}Default", Extension="png", ContentType="image/png"))
    return serialize(root)


def _related(root: Element, found: Iterable[tuple[str, str, str]]) -> bytes:
    """Return a part of relationships with these added: id, type and target of each."""
    for key, kind, target in found:
        etree.SubElement(root, f"{{{RELATIONSHIPS}}}Relationship", Id=key, Type=kind, Target=target)
    return serialize(root)
