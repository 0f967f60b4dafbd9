"""Named styles of a document: made once for each look.

As long as any sheet is protected, LibreOffice 7.4 refuses to change styles, even those that nobody uses yet; but it
takes them over from another document. So there they are made if need be.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbook.live.libreoffice import bridge

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbook.live.libreoffice.bridge import Uno
    from workbook.live.libreoffice.documents import Document

_SERVICES = {"CellStyles": "CellStyle", "PageStyles": "PageStyle"}


def ensure_style(document: Document, family: str, name: str, looks: Mapping[str, object]) -> str:
    """Return `name` once the document has a style of this name (`CellStyles` or `PageStyles`) with these looks."""
    if not document.model.StyleFamilies.getByName(family).hasByName(name):
        try:
            _make(document.model, family, name, looks)
        except bridge.exceptions():
            document.model.StyleFamilies.getByName(family).removeByName(name)
            _take_over(document, family, name, looks)
    return name


def _make(model: Uno, family: str, name: str, looks: Mapping[str, object]) -> None:
    styles = model.StyleFamilies.getByName(family)
    styles.insertByName(name, model.createInstance(f"com.sun.star.style.{_SERVICES[family]}"))
    style = styles.getByName(name)
    for attribute, value in looks.items():
        setattr(style, attribute, value)


def _take_over(document: Document, family: str, name: str, looks: Mapping[str, object]) -> None:
    """Make the style in a new document and let the protected one load it from there.

    The new one has no window, not even a hidden one: closing such a window at once may end LibreOffice 7.4.
    """
    source = document.office.create("sheet.SpreadsheetDocument")
    source.initNew()
    try:
        _make(source, family, name, looks)
        options = {f"Load{each}": each == family for each in _SERVICES}
        document.model.StyleFamilies.loadStylesFromDocument(
            source, bridge.properties(OverwriteStyles=False, **options)
        )
    finally:
        source.close(True)
