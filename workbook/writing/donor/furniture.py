"""Everything on a sheet that is no cell, by XlsxWriter: tables, dropdowns, highlights, comments, print set-up."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Any

from workbook.package.comments import LOTSE
from workbook.writing.donor.file_formulas import stored
from workbook.writing.donor.formats import column_style
from workbook.writing.donor.native_charts import add_chart

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

    from workbook.sheets import Choice, Print, Sheet, SheetTable
    from workbook.writing.donor.formats import Formats

_A4 = 9
_SCALE = 72
"""Percent at which a sheet with page breaks of its own is printed: 150 characters of a row fit on landscape A4."""
_LEGIBLE = 8
"""Points of the smallest letters on paper."""
_WHOLE_SHEET = "A1:XFD1048576"
_MAX_LIST = 255
"""Characters of a list that stands inside a validation (ECMA-376 Part 1, 18.3.1.32); longer ones need a name."""

_COMMENT_WIDTH = 260
_COMMENT_LINE, _CHARACTERS_IN_LINE = 17, 38


def furnish(book: Workbook, sheet: Sheet, formats: Formats) -> Worksheet:
    """Add the sheet to `book` with everything but its cells, and return it."""
    page = book.add_worksheet(sheet.name)
    _set_view(page, sheet)
    _set_columns(page, sheet, formats)
    for note in sheet.notes:
        area = note.area
        if area.first_row != area.last_row or area.first_column != area.last_column:
            page.merge_range(area.reference, "", formats.cell(note.style))
    for table in sheet.tables:
        _add_table(page, table, formats)
    for (row, column), comment in sheet.comments.items():
        _add_comment(page, row, column, comment.text, comment.author)
    _add_validations(page, sheet)
    for highlight in sheet.highlights:
        page.conditional_format(
            highlight.area.reference,
            {
                "type": "formula",
                "criteria": "=" + stored(highlight.formula),
                "format": formats.highlight(highlight.style),
                "stop_if_true": highlight.stop,
            },
        )
    for chart in sheet.charts:
        add_chart(book, page, chart)
    for name in sheet.names:
        book.define_name(name.name, "=" + name.refers_to)
    _set_printing(page, sheet.printing)
    # Postcodes and keys are text on purpose; Excel would put a green corner on each of them.
    page.ignore_errors({"number_stored_as_text": _WHOLE_SHEET})
    return page


def _set_view(page: Worksheet, sheet: Sheet) -> None:
    page.set_tab_color(str(sheet.tab_color))
    if sheet.hidden:
        page.hide()
    page.set_zoom(sheet.zoom)
    if sheet.protected:
        page.protect("", {"format_columns": True, "format_rows": True})
    if not sheet.gridlines:
        page.hide_gridlines(2)
    if sheet.freeze is not None:
        page.freeze_panes(sheet.freeze[0] - 1, sheet.freeze[1] - 1)


def _set_columns(page: Worksheet, sheet: Sheet, formats: Formats) -> None:
    """Set widths, folding and, for a table's columns, the format that new rows need.

    Where two tables share a column, it is as wide as the wider one; a width of the sheet itself goes before both.
    """
    widths: dict[int, float] = {}
    styles: dict[int, Any] = {}
    options: dict[int, dict[str, Any]] = {column: {"hidden": True} for column in sheet.hidden_columns}
    for table in sheet.tables:
        for column, each in enumerate(table.columns, table.column):
            widths[column] = max(each.width, widths.get(column, 0))
            styles.setdefault(column, formats.cell(column_style(each.style)))
            if each.hidden or each.level:
                options[column] = {"hidden": each.hidden, "level": each.level}
    for column in [column for column, option in options.items() if option.get("level") and option["hidden"]]:
        if column + 1 not in options:  # the [+] stands over the column behind the folded ones
            options[column + 1] = {"collapsed": True}
    widths |= sheet.widths
    for column in sorted(widths.keys() | options.keys()):
        page.set_column(column - 1, column - 1, widths.get(column), styles.get(column), options.get(column))


def _add_table(page: Worksheet, table: SheetTable, formats: Formats) -> None:
    """Add a table of one row; `building` stretches it over all of its rows, which XlsxWriter does cell by cell."""
    columns: list[dict[str, Any]] = []
    for each in table.columns:
        column: dict[str, Any] = {"header": each.label, "header_format": formats.cell(each.header_style)}
        if each.formula:
            column["formula"] = "=" + stored(each.formula, table.name)
        columns.append(column)
    first_row, first_column = table.row - 1, table.column - 1
    page.add_table(
        first_row,
        first_column,
        first_row + 1,
        first_column + len(columns) - 1,
        {
            "name": table.name,
            "columns": columns,
            "style": table.table_style,
            "banded_rows": table.banded,
        },
    )
    for offset, each in enumerate(table.columns):
        if each.help:
            _add_comment(page, table.row, table.column + offset, each.help, LOTSE)


def _add_comment(page: Worksheet, row: int, column: int, text: str, author: str) -> None:
    lines = sum(1 + len(line) // _CHARACTERS_IN_LINE for line in text.splitlines())
    look = {"width": _COMMENT_WIDTH, "height": _COMMENT_LINE * (lines + 1), "font_size": 9}
    page.write_comment(row - 1, column - 1, text, {**look, "author": author})


def _add_validations(page: Worksheet, sheet: Sheet) -> None:
    for choice in sheet.choices:
        _add_choice(page, choice)
    for hint in sheet.hints:
        page.data_validation(
            hint.area.reference, {"validate": "any", "input_title": hint.title, "input_message": hint.text}
        )


def _add_choice(page: Worksheet, choice: Choice) -> None:
    if isinstance(choice.source, str):
        source: str | list[str] = "=" + choice.source.removeprefix("=")
    else:
        source = list(choice.source)
        if len(",".join(source)) > _MAX_LIST or any("," in text for text in source):
            raise ValueError(f"a list of this kind needs a name: {choice.area.reference}")
    page.data_validation(
        choice.area.reference,
        {
            "validate": "list",
            "source": source,
            "input_title": choice.title,
            "input_message": choice.prompt,
            "error_message": choice.error,
            "show_error": choice.strict,
        },
    )


def _set_printing(page: Worksheet, printing: Print) -> None:
    page.set_paper(_A4)
    if printing.landscape:
        page.set_landscape()
    page.set_margins(left=0.3, right=0.3, top=0.5, bottom=0.6)
    scale = printing.scale or (_SCALE if printing.breaks else None)
    if scale is not None:  # Excel keeps to breaks only where it fits nothing to pages
        page.set_h_pagebreaks(list(printing.breaks))
        page.set_print_scale(scale)
    else:
        page.fit_to_pages(printing.pages_wide, 1 if printing.one_page else 0)
    # Where only the reader knows the scale, the footer is not to follow it (ECMA-376 Part 1, 18.3.1.46).
    # LibreOffice lets every footer follow; so letters grow against a scale that is known.
    size = _LEGIBLE if scale is None else ceil(_LEGIBLE * 100 / scale)
    page.set_footer(printing.footer.format(size=size), {"scale_with_doc": scale is not None})
    if printing.repeat_rows is not None:
        page.repeat_rows(printing.repeat_rows[0] - 1, printing.repeat_rows[1] - 1)
    if printing.repeat_columns is not None:
        page.repeat_columns(printing.repeat_columns[0] - 1, printing.repeat_columns[1] - 1)
    if printing.area is not None:
        page.print_area(printing.area.reference)
