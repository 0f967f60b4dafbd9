"""Notes at cells (Excel's notes, LibreOffice's annotations)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlwings import base_classes

from workbook.live.libreoffice.faults import implements

if TYPE_CHECKING:
    from workbook.live.libreoffice.bridge import Uno
    from workbook.live.libreoffice.places import Place


@implements(base_classes.Note)
class Note:
    """The note at a cell."""

    def __init__(self, location: Place) -> None:
        self.location = location

    @property
    def api(self) -> Uno:
        """LibreOffice's annotation."""
        return self.location.cell.getAnnotation()

    @property
    def text(self) -> str:
        """The text of the note."""
        return str(self.api.String)

    @text.setter
    def text(self, value: str) -> None:
        self.api.String = value

    @property
    def author(self) -> str:
        """Who wrote it, empty if LibreOffice does not know."""
        return str(self.api.Author)

    def delete(self) -> None:
        """Remove the note."""
        notes = self.location.sheet.api.Annotations
        place = (self.location.row - 1, self.location.column - 1)
        for index in range(notes.Count):
            position = notes.getByIndex(index).Position
            if (position.Row, position.Column) == place:
                notes.removeByIndex(index)
                return
