"""What a workbook holds besides cells, in the words of staff; and what of it lies on a sheet of Lotse's."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

    from workbook.package.parts import Package

_WORDS = {
    "pivotTable": "Pivot-Tabelle",
    "slicer": "Datenschnitt",
    "timeline": "Zeitachse",
    "image": "Bild",
    "oleObject": "eingebettetes Objekt",
    "package": "eingebettetes Objekt",
    "control": "Steuerelement",
    "ctrlProp": "Steuerelement",
    "threadedComment": "Kommentar mit Antworten",
    "queryTable": "Abfrage",
    "chartEx": "Diagramm neuer Art",
    "diagramData": "SmartArt",
}
"""Kinds of relationships that no sheet of Lotse's has, under the last word of their type."""


def foreign_content(package: Package, own: Collection[str]) -> list[str]:
    """Return what lies on a sheet of Lotse's, with the parts `own`, that Lotse never puts there."""
    found: dict[str, None] = {}
    for part in [package.spelling(key) for key in sorted(own) if package.has(key)]:
        for relationship in package.relationships(part):
            word = _WORDS.get(relationship.kind)
            if word is not None:
                found[word] = None
    return list(found)
