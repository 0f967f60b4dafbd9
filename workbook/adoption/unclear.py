"""Why a list is taken for none: the few cells in which a name is written otherwise than in all the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbook.adoption.header_rows import grown_headers
from workbook.adoption.splitting import unlike_the_others
from workbook.cells import address, text_of
from workbook.schema import Client

if TYPE_CHECKING:
    from workbook.reading.raw import RawBook

MOST = 5


def cells_that_are_unclear(book: RawBook) -> tuple[str, ...]:
    """Return the first of these cells, each with its sheet, of a workbook in which no list was recognised."""
    found = []
    for sheet in book.sheets:
        grid = book.grid(sheet)
        for header in grown_headers(sheet, grid, ()):
            for number, text in header.numbered:
                below = enumerate(grid[header.row : header.last_row], header.row + 1)
                cells = {row: values[number - 1] for row, values in below if text_of(values[number - 1]).strip()}
                rows = unlike_the_others(Client.spec, text, cells)
                found += [f"„{sheet}“!{address(row, number)}" for row in rows]
    return tuple(found[:MOST])
