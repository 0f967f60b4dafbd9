"""What staff write on the page themselves: a comment under each tile, and who made and who approved it.

Each belongs to a quarter and a figure, and is kept across every rewrite; those of other quarters stand in a table
right of what is printed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from automation.dashboard import grid as p
from workbook import own_sheets
from workbook.cells import text_of
from workbook.reading.raw import read_own_table
from workbook.sheets import TEXT, SheetTable, TableColumn, row_height

if TYPE_CHECKING:
    from collections.abc import Mapping

    from automation.office.quarters import Quarter
    from workbook.reading.raw import RawBook

SHEET, TABLE = own_sheets.DASHBOARD, "tblKommentare"
MADE, APPROVED = "erstellt von", "freigegeben von"
_FIELD = re.compile(
    r"(?P<what>Kommentar|erstellt von|freigegeben von), (?P<quarter>\d{4}-Q[1-4])(?: · (?P<of>.+))?"
)
_FIGURES = (
    ("Familien unabhängig", p.FAMILIES),
    ("Sozialer Arbeitsmarkt", p.LABOUR_MARKET),
    ("Vermittlungen", p.PLACEMENTS),
    ("Anliegen", p.REQUESTS),
)
_COLUMNS = ("Quartal", "Kennzahl", "Kommentar")
_DIGIT = 7
"""In pixels, how wide a digit of Excel's usual font is."""
_HIGHEST = 400
"""In points, how high a row may be (Excel's limit is 409)."""

Remarks = dict[tuple[str, str], str]
"""What was written, by the code of the quarter and what it is about."""


def read_remarks(book: RawBook) -> Remarks:
    """Return what staff wrote on the page of the last run."""
    found: Remarks = {}
    table = read_own_table(book, SHEET, TABLE)
    if table is not None and table.headers[:3] == _COLUMNS:
        for row in table.rows:
            quarter, about, said = (text_of(value).strip() for value in row[:3])
            if said:
                found[quarter, about] = said
    sheet = book.owned.get(SHEET)
    if sheet is None or sheet not in book.sheets:
        return found
    above: dict[int, tuple[str, str]] = {}
    for row in book.grid(sheet):
        for column, key in above.items():
            said = text_of(row[column]).strip() if column < len(row) else ""
            if said:
                found[key] = said
            else:
                found.pop(key, None)
        above = {}
        for column, value in enumerate(row):
            field = _FIELD.fullmatch(value) if isinstance(value, str) else None
            if field is not None:
                above[column] = (field["quarter"], field["of"] or field["what"])
    return found


def add_fields(page: p.Page, quarter: Quarter, stand: str, remarks: Mapping[tuple[str, str], str]) -> None:
    """Put the yellow fields on the page: a comment under each tile, below them who made and who approved it."""
    for title, story in _FIGURES:
        head = f"Kommentar, {quarter.code} · {title}"
        _field(page, p.COMMENT_ROW, story, head, remarks.get((quarter.code, title)))
    page.span(p.SIGN_ROW, p.FAMILIES.first, p.FAMILIES.last, "Stand", p.FIELD_HEAD)
    page.span(p.SIGN_ROW + 1, p.FAMILIES.first, p.FAMILIES.last, stand, p.ABOUT)
    for said, story in ((MADE, p.LABOUR_MARKET), (APPROVED, p.PLACEMENTS)):
        _field(page, p.SIGN_ROW, story, f"{said}, {quarter.code}", remarks.get((quarter.code, said)))
    written = [(remarks.get((quarter.code, title)) or "", story.width / _DIGIT) for title, story in _FIGURES]
    high = min(_HIGHEST, max(38, row_height(written)))
    page.heights |= {p.COMMENT_ROW: 23, p.COMMENT_ROW + 1: high, p.COMMENT_ROW + 2: 4}
    page.heights |= {p.SIGN_ROW: 13, p.SIGN_ROW + 1: 20, p.SIGN_ROW + 2: 6}


def _field(page: p.Page, row: int, story: p.Story, head: str, said: str | None) -> None:
    page.span(row, story.first, story.last, head, p.FIELD_HEAD)
    page.span(row + 1, story.first, story.last, said, p.FIELD)


def remarks_table(quarter: Quarter, remarks: Mapping[tuple[str, str], str]) -> SheetTable | None:
    """Return the table of what was written to other quarters, right of what is printed; `None` without any."""
    others = sorted((key, said) for key, said in remarks.items() if key[0] != quarter.code)
    if not others:
        return None
    columns = [TableColumn(label, width, TEXT) for label, width in zip(_COLUMNS, (10, 16, 60), strict=True)]
    return SheetTable(TABLE, p.TILE_ROW, p.HELPERS.last + 2, columns, [[*key, said] for key, said in others])
