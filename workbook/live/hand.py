"""The hand that writes into an open book: what a cell, a style or a chart is for the program that has it open.

`Hand` does everything through xlwings' public members, so that it works in any program that xlwings drives. What
xlwings has no member for (underlining, the colour of a tab, charts of several kinds) is left out here and added by
`OfficeHand` for LibreOffice and `ExcelHand` for Excel, which also do in one call what takes xlwings many.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from workbook.sheets import Palette

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import xlwings as xw

    from workbook.cells import Area
    from workbook.sheets import Chart, Choice, Highlight, Print, Style

T = TypeVar("T")

_VERTICAL = {"top": "top", "middle": "center", "bottom": "bottom"}


class Hand:
    """Writes through xlwings alone."""

    def __init__(self, book: xw.Book) -> None:
        self.book = book

    def area(self, sheet: xw.Sheet, area: Area) -> xw.Range:
        """Return the range of an area."""
        return sheet.range((area.first_row, area.first_column), (area.last_row, area.last_column))

    def precautions(self) -> tuple[str, ...]:
        """Take precautions before anything is written; return what staff should know."""
        return ()

    def exchange(self, act: Callable[[], T]) -> T:
        """Return what `act` returns; where the program can do so, nobody sees or disturbs half of it."""
        return act()

    def begin(self) -> None:
        """Prepare for writing; `end` always follows."""

    def end(self) -> None:
        """Put back what `begin` changed."""

    def dress(self, sheet: xw.Sheet, areas: Sequence[Area], style: Style) -> None:
        """Give all cells of these areas a look."""
        for area in areas:
            cells = self.area(sheet, area)
            cells.font.set(bold=style.bold, italic=style.italic, size=style.size, color=str(style.color))
            cells.color = style.fill and str(style.fill)
            cells.number_format = style.number_format
            self.align(cells, style)
            cells.wrap_text = style.wrap
            if style.indent:
                cells.adjust_indent(style.indent)
            if style.border:
                cells.borders.set("all", line_style="continuous", weight="thin", color=str(Palette.LINE))

    def align(self, cells: Any, style: Style) -> None:
        """Set where the text stands in its cells."""
        cells.horizontal_alignment = style.align or "general"
        cells.vertical_alignment = _VERTICAL[style.vertical]

    def clean(self, sheet: xw.Sheet) -> None:
        """Take looks, merged cells, rules and notes off the sheet; values and tables' frames stay.

        The values go only when the new ones come, in the same call: what staff wrote beside them is never in memory
        alone. Charts stay, since xlwings alone could not draw them again; they follow their cells.
        """
        used = sheet.used_range
        used.unmerge()
        used.data_validation.delete()
        used.conditional_formats.clear()
        for note in list(sheet.notes):
            note.delete()
        used.clear_formats()

    def write(self, sheet: xw.Sheet, grid: Sequence[Sequence[Any]]) -> None:
        """Write values and formulas from A1 on, in one piece."""
        sheet.range((1, 1), (len(grid), len(grid[0]))).value = grid

    def choose(self, sheet: xw.Sheet, choice: Choice) -> None:
        """Put a dropdown into cells."""
        source = choice.source
        cells = self.area(sheet, choice.area)
        cells.data_validation.set_list(self.book.names[source] if isinstance(source, str) else list(source))

    def highlight(self, sheet: xw.Sheet, highlight: Highlight) -> None:
        """Let cells change their look where a formula holds."""
        style = highlight.style
        formula = highlight.formula if highlight.formula.startswith("=") else f"={highlight.formula}"
        self.area(sheet, highlight.area).conditional_formats.add_custom(
            formula,
            fill_color=style.fill and str(style.fill),
            font_color=str(style.color),
            font_bold=style.bold or None,
            stop_if_true=highlight.stop,
        )

    def draw(self, sheet: xw.Sheet, chart: Chart) -> None:
        """Draw a chart; with xlwings alone there is none."""

    def outline(self, sheet: xw.Sheet, columns: Sequence[int]) -> None:
        """Let columns be folded away."""

    def look(self, sheet: xw.Sheet, *, tab_color: str, zoom: int, gridlines: bool) -> None:
        """Set what a new sheet looks like as a whole."""

    def tab_color(self, sheet: xw.Sheet) -> str | None:
        """Return the colour of the sheet's tab, `None` if it has none or this cannot be known."""
        del sheet
        return None

    def set_tab_color(self, sheet: xw.Sheet, color: str) -> None:
        """Set the colour of the sheet's tab."""

    def print_setup(self, sheet: xw.Sheet, printing: Print) -> None:
        """Set how the sheet is printed."""
        if printing.area is not None:
            sheet.page_setup.print_area = self.area(sheet, printing.area).address

    def mark(self, sheet: xw.Sheet, name: str) -> None:
        """Give the whole sheet a name by which Lotse knows it again."""
        self.book.names.add(name, f"={sheet.range('A1').get_address(include_sheetname=True)}")

    def remember(self, name: str, constant: str) -> None:
        """Let a name of the book hold a constant text, given between quotation marks."""
        self.book.names.add(name, f"={constant}")

    def selected(self) -> tuple[str, frozenset[int]]:
        """Return the sheet in front and the rows that are selected on it, of all areas of the selection."""
        selection = self.book.selection
        if selection is None:
            return self.book.sheets.active.name, frozenset()
        return selection.sheet.name, frozenset(range(selection.row, selection.row + selection.shape[0]))

    def say(self, text: str) -> None:
        """Show a message and wait until it is read."""
        self.book.app.alert(text, "Lotse")

    @property
    def protected(self) -> Sequence[str]:
        """The names of sheets that are protected."""
        return ()

    @property
    def fixed(self) -> bool:
        """Whether no sheet can be added, because the structure of the book is protected."""
        return False

    @property
    def read_only(self) -> bool:
        """Whether the book was opened for reading only."""
        return False
