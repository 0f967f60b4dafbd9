"""A sheet that grew in the office → the rows that may be headers, whatever the office calls its columns.

Beside `headers.py`, which knows Lotse's words only and serves every command, this one serves `lotse adopt`: a
header is a row of texts of which many are like a name of any column.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from workbook.adoption.likeness import is_like_a_header
from workbook.cells import text_of
from workbook.reading.headers import Header, ended, runs_of
from workbook.reading.mapping import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from workbook.cells import CellValue, Grid

LOOKED_AT = 300
"""So many rows of a sheet are looked at closely; further down a header has a blank row above it."""
_LONGEST = 60
_FEWEST = 3


def grown_headers(sheet: str, grid: Grid, framed: Sequence[Header]) -> list[Header]:
    """Return the headers of a sheet from top to bottom, each with its last row: `framed` ones and plain rows.

    Headers of a row that has gaps come piece by piece.
    """
    plain_ones = []
    gap = True
    for number, row in enumerate(grid, 1):
        texts = [text_of(value).strip() for value in row]
        if any(texts) and (gap or number <= LOOKED_AT) and not _inside(number, framed) and _is_header(row, gap=gap):
            runs = runs_of([text or None for text in texts])
            # A piece without a name of a column is data of a table beside the one that begins here.
            named = [run for run in runs if any(is_like_a_header(plain(text)) for _, text in run)]
            plain_ones += [Header(sheet, number, run) for run in named]
        gap = not any(texts)
    return list(_without_crumbs(ended([*framed, *plain_ones])))


def _inside(row: int, framed: Sequence[Header]) -> bool:
    return any(header.row <= row <= (header.last_row or header.row) for header in framed)


def _is_header(row: Sequence[CellValue], *, gap: bool) -> bool:
    """Tell whether a row may be a header: short texts, and many of them like names of columns.

    In the middle of rows half of them have to be; below a blank row three are enough.
    """
    filled = [value for value in row if value is not None and value != ""]
    texts = [value for value in filled if isinstance(value, str) and len(value) < _LONGEST]
    if len(texts) < _FEWEST or len(texts) * 4 < len(filled) * 3:
        return False
    alike = sum(is_like_a_header(plain(text)) for text in texts)
    return alike >= _FEWEST and (gap or alike * 2 >= len(texts))


def _without_crumbs(headers: Sequence[Header]) -> Iterator[Header]:
    """Yield the headers without rows of which no piece could be a table."""
    for row in dict.fromkeys(header.row for header in headers):
        pieces = [header for header in headers if header.row == row]
        if sum(len(piece.numbered) for piece in pieces) >= _FEWEST:
            yield from pieces


def beside(left: Header, right: Header) -> Header | None:
    """Return two pieces of a header row as one, where a single column without a header lies between them."""
    if left.excel or right.excel or left.row != right.row or left.numbered[-1][0] + 2 != right.numbered[0][0]:
        return None
    ends = [end for end in (left.last_row, right.last_row) if end is not None]
    again = tuple(sorted({*left.repeated, *right.repeated}))
    return replace(
        left, numbered=(*left.numbered, *right.numbered), last_row=min(ends, default=None), repeated=again
    )
