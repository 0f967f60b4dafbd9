"""How a range looks: colours, number formats, widths, alignment, notes, links."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbook.live.libreoffice import bridge
from workbook.live.libreoffice.borders import Borders
from workbook.live.libreoffice.colors import (
    NONE,
    Color,
    characters,
    column_hundredths,
    hundredths,
    office_color,
    points,
    rgb,
)
from workbook.live.libreoffice.faults import NotSupportedError
from workbook.live.libreoffice.fonts import Font
from workbook.live.libreoffice.places import Place
from workbook.live.libreoffice.values import runs

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from workbook.live.libreoffice.bridge import Uno

_HORIZONTAL = {
    "general": "STANDARD",
    "left": "LEFT",
    "center": "CENTER",
    "right": "RIGHT",
    "justify": "BLOCK",
    "fill": "REPEAT",
}
_HORIZONTAL_NAMES = {office: name for name, office in _HORIZONTAL.items()}
# com.sun.star.table.CellVertJustify2; 0 is „standard“, which shows at the bottom.
_VERTICAL = {"top": 1, "center": 2, "bottom": 3, "justify": 4}
_VERTICAL_NAMES = {0: "bottom"} | {office: name for name, office in _VERTICAL.items()}

# How many columns or rows are looked at to tell whether they are alike: LibreOffice has no answer „mixed“.
_SAMPLE = 64


class Looks(Place):
    """The appearance of a range."""

    @property
    def font(self) -> Font:
        """The font."""
        return Font(self.api)

    @property
    def borders(self) -> Borders:
        """The borders."""
        return Borders(self.api, self.shape)

    @property
    def color(self) -> tuple[int, int, int] | None:
        """The fill colour, `None` without; black where cells differ, as Excel says it."""
        if self.api is None:
            return None
        number = self.api.CellBackColor
        if number is None:
            return (0, 0, 0)
        return None if number == NONE else rgb(number)

    @color.setter
    def color(self, value: Color) -> None:
        if self.api is not None:
            self.api.CellBackColor = office_color(value)

    def set_colors(self, colors: Sequence[Sequence[Any]]) -> None:
        """Fill each cell with its colour of a grid, one call for each colour; `...` leaves a cell alone."""
        by_color: dict[int, list[tuple[int, int]]] = {}
        for row, line in enumerate(colors):
            for column, value in enumerate(line):
                if value is not ...:
                    by_color.setdefault(office_color(value), []).append((row, column))
        for number, cells in by_color.items():
            self.strips(runs(cells)).CellBackColor = number

    @property
    def number_format(self) -> str | None:
        """Excel's code of the number format; `None` where cells differ."""
        if self.api is None:
            return ""
        key = self.format_key()
        return None if key is None else self.document.format_of(key)[1]

    @number_format.setter
    def number_format(self, value: str) -> None:
        if self.api is not None:
            self.api.NumberFormat = self.document.format_key(value)

    def _alike(self, lines: Uno, attribute: str, count: int, convert: Callable[[float], float]) -> float | None:
        found = {convert(getattr(lines.getByIndex(index), attribute)) for index in range(min(count, _SAMPLE))}
        return found.pop() if len(found) == 1 else None

    @property
    def column_width(self) -> float | None:
        """The width in characters; `None` where columns differ."""
        return 0 if self.api is None else self._alike(self.api.Columns, "Width", self.wide, characters)

    @column_width.setter
    def column_width(self, value: float) -> None:
        if self.api is not None:
            self.api.Columns.Width = column_hundredths(value)

    @property
    def row_height(self) -> float | None:
        """The height in points; `None` where rows differ."""
        return 0 if self.api is None else self._alike(self.api.Rows, "Height", self.tall, points)

    @row_height.setter
    def row_height(self, value: float) -> None:
        if self.api is not None:
            self.api.Rows.Height = hundredths(value)

    @property
    def width(self) -> float:
        """The width of the range in points."""
        return 0 if self.api is None else points(self.api.Size.Width)

    @property
    def height(self) -> float:
        """The height of the range in points."""
        return 0 if self.api is None else points(self.api.Size.Height)

    @property
    def left(self) -> float:
        """The distance from the sheet's left edge in points."""
        return 0 if self.api is None else points(self.api.Position.X)

    @property
    def top(self) -> float:
        """The distance from the sheet's upper edge in points."""
        return 0 if self.api is None else points(self.api.Position.Y)

    def autofit(self, axis: str | None = None) -> None:
        """Make columns, rows (`"c"`, `"r"`) or both as large as their content."""
        row, column, tall, wide = self.used()
        used = Place(self.sheet, row, column, tall, wide)
        if axis in {None, "columns", "c"}:
            used.api.Columns.OptimalWidth = True
        if axis in {None, "rows", "r"}:
            used.api.Rows.OptimalHeight = True

    @property
    def wrap_text(self) -> bool | None:
        """Whether long text is broken into lines; `None` where cells differ."""
        wrapped: bool | None = self.api.IsTextWrapped
        return wrapped

    @wrap_text.setter
    def wrap_text(self, value: bool) -> None:
        self.api.IsTextWrapped = value

    @property
    def horizontal_alignment(self) -> str | None:
        """The alignment across; `None` where cells differ."""
        found = self.api.HoriJustify
        return None if found is None else _HORIZONTAL_NAMES.get(found.value)

    @horizontal_alignment.setter
    def horizontal_alignment(self, value: str) -> None:
        if value not in _HORIZONTAL:
            raise NotSupportedError(f"Range.horizontal_alignment = {value!r}")
        self.api.HoriJustify = bridge.enum("table.CellHoriJustify", _HORIZONTAL[value])

    @property
    def vertical_alignment(self) -> str | None:
        """The alignment upright; `None` where cells differ."""
        return _VERTICAL_NAMES.get(self.api.VertJustify)

    @vertical_alignment.setter
    def vertical_alignment(self, value: str) -> None:
        if value not in _VERTICAL:
            raise NotSupportedError(f"Range.vertical_alignment = {value!r}")
        self.api.VertJustify = _VERTICAL[value]

    def adjust_indent(self, amount: int) -> None:
        """Indent by so many steps more (one step is about a millimetre and a half, as Calc imports Excel's)."""
        if self.api.HoriJustify is None or self.api.HoriJustify.value == "STANDARD":
            self.horizontal_alignment = "left"
        self.api.ParaIndent = max(0, (self.api.ParaIndent or 0) + amount * 353)

    @property
    def row_hidden(self) -> bool | None:
        """Whether the rows are hidden; `None` where they differ."""
        return self._hidden(self.api.Rows, self.tall)

    @row_hidden.setter
    def row_hidden(self, value: bool) -> None:
        self.api.Rows.IsVisible = not value

    @property
    def column_hidden(self) -> bool | None:
        """Whether the columns are hidden; `None` where they differ."""
        return self._hidden(self.api.Columns, self.wide)

    @column_hidden.setter
    def column_hidden(self, value: bool) -> None:
        self.api.Columns.IsVisible = not value

    def _hidden(self, lines: Uno, count: int) -> bool | None:
        found = {not lines.getByIndex(index).IsVisible for index in range(min(count, _SAMPLE))}
        return found.pop() if len(found) == 1 else None

    def group(self, by: str | None) -> None:
        """Make an outline of the rows or columns."""
        self.sheet.api.group(self.bounds, self._outline(by))

    def ungroup(self, by: str | None) -> None:
        """Dissolve an outline of the rows or columns."""
        self.sheet.api.ungroup(self.bounds, self._outline(by))

    def _outline(self, by: str | None) -> Uno:
        rows = by == "rows" if by else self.whole_rows
        return bridge.enum("table.TableOrientation", "ROWS" if rows else "COLUMNS")

    def select(self) -> None:
        """Select the range, which brings its sheet to the front."""
        self.document.controller.setActiveSheet(self.sheet.api)
        self.document.controller.select(self.api)

    def to_pdf(self, path: str, quality: str) -> None:
        """Print the range into a PDF."""
        self.sheet.book.to_pdf(path, quality, selection=self.api)

    def add_hyperlink(
        self, address: str, text_to_display: str | None = None, screen_tip: str | None = None
    ) -> None:
        """Put a link into the first cell; LibreOffice has no tip of its own for links."""
        del screen_tip
        field = self.document.model.createInstance("com.sun.star.text.TextField.URL")
        field.URL = address if ":" in address or address.startswith("#") else f"http://{address}"
        field.Representation = text_to_display or address
        self.cell.String = ""
        text = self.cell.getText()
        text.insertTextContent(text.createTextCursor(), field, False)

    @property
    def hyperlink(self) -> str:
        """The address that the first cell links to.

        Raises:
            KeyError: it links to nothing (by xlwings' custom a bare exception; this one can be told from others).
        """
        formula = self.cell.Formula
        if formula.upper().startswith('=HYPERLINK("'):
            return str(formula.split('"')[1])
        fields = self.cell.getTextFields()
        if fields.Count:
            return str(fields.getByIndex(0).URL)
        raise KeyError("The cell doesn't seem to contain a hyperlink!")
