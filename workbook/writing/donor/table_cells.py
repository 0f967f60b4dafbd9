"""The cells of a table as XML, column by column: what a column holds comes again and again in it.

A city's table has millions of cells, most of them empty, or a word, a day or a number that stood there before. Each
of these is made once, as the bytes that go into the file; a row is then put together from its columns, and its
number comes in last.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import count, islice, repeat
from typing import TYPE_CHECKING, cast

from msgspec import Struct

from workbook.by_columns import ByColumns, CellLinks
from workbook.cells import column_letters
from workbook.sheets import Link

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from workbook.sheets import Value
    from workbook.writing.donor.text_list import InlineTexts, SharedTexts

_ROWS_AT_ONCE = 4096
_MOST_REMEMBERED = 10_000
_SELDOM = 4
"""Texts of which each stands there fewer times are made one by one, without looking for those that were there."""
_NUMBER = b"\0"
"""Stands for the number of the row until that is whole; no text of a cell can hold it."""

_REPEATED = frozenset((type(None), int, date))
_TEXTS = {str}
_WITHOUT_TEXT = frozenset((type(None), int, float, Decimal))


class Making(Struct, frozen=True):
    """How a cell is made that is like no other.

    `cell` takes row, column, value and style; `link` begin, row, column and link; `links` the same of many, from a
    row on; `result` a value, of which it returns type and element. `texts` is where texts stand.
    """

    cell: Callable[..., str]
    link: Callable[[str, int, int, Link], str]
    links: Callable[[str, int, int, CellLinks], Sequence[bytes]]
    result: Callable[[Value], tuple[str, str]]
    texts: InlineTexts | SharedTexts


class TableColumn:
    """What all cells of a table's column have in common; a `formula` comes escaped, `""` is none."""

    def __init__(self, number: int, style: int, making: Making, *, visible: bool, formula: str) -> None:
        self.formula = formula
        self._number, self._style, self._visible, self._making = number, style, visible, making
        self._start = f'<c r="{column_letters(number)}{_NUMBER.decode()}" s="{style}"'
        self._made = _Made(self._start, making, f"{self._start}/>" if visible else "")

    def cells(self, first: int, values: Sequence[Value], kinds: Collection[type]) -> Iterable[bytes]:
        """Return the cells with these values, of these kinds, from the row `first` on."""
        if self.formula:
            start, formula = self._start, self.formula
            results = map(self._making.result, values)
            return (f"{start}{typed}><f>{formula}</f>{result}</c>".encode() for typed, result in results)
        if all(kind in _REPEATED or issubclass(kind, str) for kind in kinds):
            value = values[0]
            if value == values[-1] and values.count(value) == len(values):
                return repeat(self._made[value], len(values))
            if kinds == _TEXTS and len(distinct := set(values)) > len(values) // _SELDOM and "" not in distinct:
                return self._making.texts.cells(self._start, cast("Sequence[str]", values))
            return map(self._made.__getitem__, values)
        cells = map(self.cell, count(first), values)
        # Texts are numbered as they are made, a column's first.
        return cells if _WITHOUT_TEXT.issuperset(kinds) else list(cells)

    def links(self, first: int, links: CellLinks) -> Sequence[bytes]:
        """Return the cells with these links from the row `first` on."""
        return self._making.links(self._start, first, self._number, links)

    def cell(self, row: int, value: Value) -> bytes:
        """Return one cell."""
        if type(value) is Link:
            return self._making.link(self._start, row, self._number, value).encode()
        return self._making.cell(row, self._number, value, self._style, visible=self._visible).encode()


def table_rows(first: int, columns: Sequence[TableColumn], rows: Sequence[Sequence[Value]]) -> Iterator[bytes]:
    """Yield the cells of each row of a table whose first row is the sheet's row `first`.

    Raises:
        ValueError: a row has more or fewer values than there are columns.
    """
    for values in _at_once(rows):
        many = len(values[0])
        kinds = [*map(_kinds, values)]
        linking = [place for place, of in enumerate(kinds) if Link in of and not columns[place].formula]
        made = [
            () if place in linking else column.cells(first, values[place], kinds[place])
            for place, column in zip(range(len(values)), columns, strict=True)
        ]
        for place, cells in zip(linking, _in_order_of_rows(first, linking, columns, values), strict=True):
            made[place] = cells
        numbers = (b"%d" % row for row in range(first, first + many))
        yield from map(bytes.replace, map(b"".join, zip(*made, strict=True)), repeat(_NUMBER), numbers)
        first += many


def _at_once(rows: Sequence[Sequence[Value]]) -> Iterator[Sequence[Sequence[Value]]]:
    """Yield the columns of some rows after the other."""
    if isinstance(rows, ByColumns):
        for start in range(0, len(rows), _ROWS_AT_ONCE):
            yield rows[start : start + _ROWS_AT_ONCE].columns
        return
    left = iter(rows)
    while some := list(islice(left, _ROWS_AT_ONCE)):
        values = list(zip(*some, strict=True))
        del some  # those that are made anew lie nowhere else
        yield values


def _kinds(values: Sequence[Value]) -> set[type]:
    """Return the kinds of the values of a column; what equals a text or nothing is of its kind."""
    if isinstance(values, CellLinks):
        return {Link}
    first = values[0]
    if (first is None or isinstance(first, str)) and first is values[-1] and values.count(first) == len(values):
        return {type(first)}
    return set(map(type, values))


def _in_order_of_rows(
    first: int, places: Sequence[int], columns: Sequence[TableColumn], values: Sequence[Sequence[Value]]
) -> Iterable[Sequence[bytes]]:
    """Return the cells of each of these columns; links are counted and listed in the order of the rows."""
    if len(places) == 1 and isinstance(links := values[places[0]], CellLinks):
        return [columns[places[0]].links(first, links)]
    rows = zip(*(values[place] for place in places), strict=True)
    made = [
        [columns[place].cell(row, value) for place, value in zip(places, each, strict=True)]
        for row, each in enumerate(rows, first)
    ]
    return zip(*made, strict=True)


class _Made(dict["Value", bytes]):
    """The cells of a column by their value, each made when it is first asked for."""

    def __init__(self, start: str, making: Making, blank: str) -> None:
        self._start, self._making, self._blank = start, making, blank
        self._text = f'{start} t="{making.texts.kind}">'

    def __missing__(self, value: Value) -> bytes:
        if len(self) >= _MOST_REMEMBERED:
            self.clear()
        if value is None or value == "":
            made = self._blank
        elif isinstance(value, str):
            made = f"{self._text}{self._making.texts.content(value)}</c>"
        else:
            typed, result = self._making.result(value)
            made = f"{self._start}{typed}>{result}</c>"
        self[value] = encoded = made.encode()
        return encoded
