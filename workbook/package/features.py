"""What a workbook holds besides cells, in the words of staff."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbook.errors import DamagedWorkbookError
from workbook.package.structure import sheet_entries, uses_1904_dates

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from workbook.package.parts import Package, Relationship

_WORDS = {
    "vbaProject": "Makros",
    "wordVbaData": "Makros",
    "xlMacrosheet": "Makroblätter",
    "dialogsheet": "Dialogblätter",
    "chartsheet": "Diagrammblätter",
    "chart": "Diagramme",
    "chartEx": "Diagramme neuer Art",
    "pivotTable": "Pivot-Tabellen",
    "slicer": "Datenschnitte",
    "timeline": "Zeitachsen",
    "comments": "Notizen",
    "threadedComment": "Kommentare mit Antworten",
    "image": "Bilder",
    "diagramData": "SmartArt",
    "oleObject": "eingebettete Objekte",
    "package": "eingebettete Objekte",
    "control": "Steuerelemente",
    "ctrlProp": "Steuerelemente",
    "queryTable": "Abfragen",
    "connections": "Datenverbindungen",
    "xmlMaps": "XML-Zuordnungen",
    "customXml": "eigene XML-Daten",
    "externalLink": "Verknüpfungen mit anderen Mappen",
    "powerPivotData": "Datenmodell",
    "extensibility": "eigenes Menüband",
    "customProperty": "Blatteigenschaften",
    "classificationlabels": "Vertraulichkeitsstufe",
    "origin": "digitale Signatur",
    "vbaProjectSignature": "signierte Makros",
    "revisionHeaders": "Freigabe mit Änderungsprotokoll",
    "table": "Tabellen",
    "webextensiontaskpanes": "Office-Add-ins",
    "sheetMetadata": "dynamische Arrays",
    "printerSettings": "Druckereinstellungen",
    "person": "Namen von Kommentierenden",
}
"""Kinds of relationships, under the last word of their type."""

_DRAWN = frozenset(("chart", "chartEx", "image", "diagramData"))

_MARKS = {
    b"sparklineGroup": "Sparklines",
    b"extLst": "Erweiterungen neuerer Excel-Versionen",
    b"conditionalFormatting": "bedingte Formate",
    b"dataValidation": "Dropdowns und Eingaberegeln",
    b"sheetProtection": "Blattschutz",
}
"""What can be seen only in the sheets themselves."""

OWN_PIVOT = "pvtLotse"
"""What the names of Lotse's own pivot tables begin with."""

_NEVER_ON_OURS = {
    "pivotTable",
    "slicer",
    "timeline",
    "image",
    "oleObject",
    "package",
    "control",
    "ctrlProp",
    "queryTable",
    "chartEx",
    "diagramData",
}


def features(package: Package) -> tuple[str, ...]:
    """Return what the workbook holds that a careless program would lose, each word once."""
    found: dict[str, None] = {}
    for source in ["", *package.names()]:
        for relationship in package.links(source):
            if relationship.kind in _WORDS:
                found[_WORDS[relationship.kind]] = None
    for sheet in sheet_entries(package):
        if sheet.part:
            missing = {mark: word for mark, word in _MARKS.items() if word not in found}
            try:
                found.update((missing[mark], None) for mark in _marks_in(package.stream(sheet.part), missing))
            except DamagedWorkbookError:
                found["beschädigte Blätter"] = None  # they are copied as they are, like all others
    if uses_1904_dates(package):
        found["Datumswerte ab 1904"] = None
    return tuple(found)


def drawn_on(package: Package, part: str) -> tuple[str, ...]:
    """Return what is drawn on a sheet with this part: charts, pictures, or else just drawings; notes are none."""
    drawings = [link.target for link in package.links(part) if link.kind == "drawing" and not link.external]
    kinds = [link.kind for drawing in drawings for link in package.links(drawing)]
    return tuple(dict.fromkeys(_WORDS[kind] for kind in kinds if kind in _DRAWN)) or ("Zeichnungen",) * bool(
        drawings
    )


def _marks_in(chunks: Iterable[bytes], marks: Collection[bytes]) -> set[bytes]:
    found: set[bytes] = set()
    rest = b""
    for chunk in chunks:
        text = rest + chunk
        found |= {mark for mark in marks if mark not in found and mark in text}
        rest = text[-32:]
    return found


def _is_ours(package: Package, relationship: Relationship) -> bool:
    """Tell whether it leads to a pivot table of Lotse's, which its name says."""
    if relationship.kind != "pivotTable" or not package.has(relationship.target):
        return False
    try:
        return package.tree(relationship.target).get("name", "").startswith(OWN_PIVOT)
    except DamagedWorkbookError:
        return False


def foreign_content(package: Package, own: Collection[str]) -> list[str]:
    """Return what lies on a sheet of Lotse's, with the parts `own`, that Lotse never puts there.

    Notes and comments are told by how many of them are lost (`comments.py`).
    """
    found: dict[str, None] = {}
    for part in [package.spelling(key) for key in sorted(own) if package.has(key)]:
        for relationship in package.links(part):
            if relationship.kind in _NEVER_ON_OURS and not _is_ours(package, relationship):
                found[_WORDS[relationship.kind]] = None
    return list(found)
