"""What is drawn on a sheet: shapes, pictures."""

from __future__ import annotations

import numbers
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from xlwings import base_classes

from workbook.live.libreoffice import bridge
from workbook.live.libreoffice.colors import hundredths, points
from workbook.live.libreoffice.faults import implements
from workbook.live.libreoffice.fonts import Font

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbook.live.libreoffice.bridge import Uno
    from workbook.live.libreoffice.kinds import SheetKind

_PICTURE = "com.sun.star.drawing.GraphicObjectShape"
_CHART = "com.sun.star.drawing.OLE2Shape"
_CONTROL = "com.sun.star.drawing.ControlShape"
_NOTE = "com.sun.star.drawing.CaptionShape"


class Drawn:
    """Position, size and name of something drawn."""

    def __init__(self, sheet: SheetKind, api: Uno) -> None:
        self.parent, self.api = sheet, api

    @property
    def name(self) -> str:
        """The name."""
        return str(self.api.Name)

    @name.setter
    def name(self, value: str) -> None:
        self.api.Name = value

    @property
    def left(self) -> float:
        """The distance from the sheet's left edge in points."""
        return points(self.api.Position.X)

    @left.setter
    def left(self, value: float) -> None:
        self._move(X=hundredths(value))

    @property
    def top(self) -> float:
        """The distance from the sheet's upper edge in points."""
        return points(self.api.Position.Y)

    @top.setter
    def top(self, value: float) -> None:
        self._move(Y=hundredths(value))

    @property
    def width(self) -> float:
        """The width in points."""
        return points(self.api.Size.Width)

    @width.setter
    def width(self, value: float) -> None:
        self._resize(Width=hundredths(value))

    @property
    def height(self) -> float:
        """The height in points."""
        return points(self.api.Size.Height)

    @height.setter
    def height(self, value: float) -> None:
        self._resize(Height=hundredths(value))

    def _move(self, **fields: int) -> None:
        position = self.api.Position
        for name, value in fields.items():
            setattr(position, name, value)
        self.api.Position = position

    def _resize(self, **fields: int) -> None:
        size = self.api.Size
        for name, value in fields.items():
            setattr(size, name, value)
        self.api.Size = size

    def delete(self) -> None:
        """Remove it."""
        self.parent.api.DrawPage.remove(self.api)


class _Drawing:
    """A collection of what is drawn on a sheet; notes at cells are drawn too, but are not counted."""

    kinds: tuple[str, ...] = ()

    def __init__(self, sheet: SheetKind) -> None:
        self.parent = sheet

    @property
    def api(self) -> Uno:
        """LibreOffice's page of the sheet."""
        return self.parent.api.DrawPage

    def found(self) -> list[Uno]:
        """Return LibreOffice's objects of the kinds of this collection."""
        page = self.api
        shapes = [page.getByIndex(index) for index in range(page.Count)]
        return [shape for shape in shapes if self.wanted(shape.ShapeType)]

    def wanted(self, kind: str) -> bool:
        """Tell whether something of this kind belongs here."""
        return kind in self.kinds if self.kinds else kind != _NOTE

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.found())

    def __contains__(self, key: object) -> bool:
        """Tell whether there is one of this name."""
        return any(shape.Name == key for shape in self.found())

    def pick(self, key: str | int) -> Uno:
        """Return LibreOffice's object of a name or number counted from 1."""
        shapes = self.found()
        if isinstance(key, numbers.Number):
            if 1 <= cast("int", key) <= len(shapes):
                return shapes[cast("int", key) - 1]
        else:
            for shape in shapes:
                if shape.Name == key:
                    return shape
        raise KeyError(key)


@implements(base_classes.Shape)
class Shape(Drawn):
    """Something drawn on a sheet."""

    @property
    def type(self) -> str:
        """What it is, in xlwings' words."""
        kind = self.api.ShapeType
        return {_PICTURE: "picture", _CHART: "chart", _CONTROL: "form_control"}.get(kind, "auto_shape")

    @property
    def index(self) -> int:
        """Its number on the sheet counted from 1."""
        return [shape.ZOrder for shape in Shapes(self.parent).found()].index(self.api.ZOrder) + 1

    def activate(self) -> None:
        """Select it."""
        self.parent.activate()
        self.parent.book.document.controller.select(self.api)

    def scale_height(self, factor: float, relative_to_original_size: bool, scale: str) -> None:
        """Make it so many times as high."""
        del relative_to_original_size, scale
        self.height = self.height * factor

    def scale_width(self, factor: float, relative_to_original_size: bool, scale: str) -> None:
        """Make it so many times as wide."""
        del relative_to_original_size, scale
        self.width = self.width * factor

    @property
    def text(self) -> str | None:
        """The text in it."""
        return str(self.api.String) if hasattr(self.api, "String") else None

    @text.setter
    def text(self, value: str) -> None:
        self.api.String = value

    @property
    def font(self) -> Font:
        """The font of the text in it."""
        # The text is formatted itself: what a shape says of its font counts for text that has nothing of its own.
        text = self.api.getText()
        cursor = text.createTextCursor()
        cursor.gotoStart(False)
        cursor.gotoEnd(True)
        return Font(cursor)


@implements(base_classes.Collection)
class Shapes(_Drawing):
    """Everything drawn on a sheet."""

    def __iter__(self) -> Iterator[Shape]:
        """Yield them from back to front."""
        return iter([Shape(self.parent, api) for api in self.found()])

    def __call__(self, key: str | int) -> Shape:
        """Return one by its name or its number counted from 1."""
        return Shape(self.parent, self.pick(key))


@implements(base_classes.Picture)
class Picture(Drawn):
    """A picture."""

    @property
    def lock_aspect_ratio(self) -> bool:
        """Whether width and height change together."""
        return bool(self.api.SizeProtect)

    @lock_aspect_ratio.setter
    def lock_aspect_ratio(self, value: bool) -> None:
        self.api.SizeProtect = value

    @property
    def index(self) -> int:
        """Its number among the pictures counted from 1."""
        return [shape.ZOrder for shape in Pictures(self.parent).found()].index(self.api.ZOrder) + 1


@implements(base_classes.Pictures)
class Pictures(_Drawing):
    """The pictures on a sheet."""

    kinds = (_PICTURE,)

    def __iter__(self) -> Iterator[Picture]:
        """Yield them from back to front."""
        return iter([Picture(self.parent, api) for api in self.found()])

    def __call__(self, key: str | int) -> Picture:
        """Return one by its name or its number counted from 1."""
        return Picture(self.parent, self.pick(key))

    def add(
        self,
        filename: str,
        link_to_file: Any,
        save_with_document: Any,
        left: float | None,
        top: float | None,
        *,
        width: float | None = None,
        height: float | None = None,
        anchor: Any = None,
    ) -> Picture:
        """Put a picture from a file on the sheet; it becomes part of the document."""
        del link_to_file, save_with_document
        office = self.parent.book.document.office
        source = bridge.properties(URL=bridge.url_of(Path(filename)))
        graphic = office.create("graphic.GraphicProvider").queryGraphic(source)
        shape = self.parent.book.api.createInstance(_PICTURE)
        self.api.add(shape)
        shape.Graphic = graphic
        size = graphic.Size100thMM
        shape.Size = bridge.struct(
            "awt.Size",
            Width=hundredths(width) if width and width > 0 else size.Width,
            Height=hundredths(height) if height and height > 0 else size.Height,
        )
        if anchor is not None:
            left, top = anchor.left, anchor.top
        shape.Position = bridge.struct("awt.Point", X=hundredths(left or 0), Y=hundredths(top or 0))
        return Picture(self.parent, shape)
