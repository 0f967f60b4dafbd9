"""Cell values: as Python has them ↔ as LibreOffice takes and gives them in bulk.

LibreOffice's `setDataArray` takes only texts and floating-point numbers, and an empty text for an empty cell;
`None` would become `#N/A`, truth values and large integers are refused. `getDataArray` gives the same back, with
`None` for a cell in error; whether a number is a day, a time or a truth value is the cell's number format's
affair. Everything here is pure.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

Wire = str | float
"""What `setDataArray` takes for one cell."""

DAY = dt.timedelta(days=1)
EPOCH_1900 = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - a cell knows no time zone
EPOCH_1904 = dt.datetime(1904, 1, 1)  # noqa: DTZ001

# LibreOffice's numbers of errors (formula/errorcodes.hxx) and Excel's words for them; what Excel lacks is #VALUE!.
_ERRORS = {
    502: "#VALUE!",
    503: "#NUM!",
    504: "#REF!",
    508: "#NAME?",
    519: "#VALUE!",
    521: "#NULL!",
    522: "#REF!",
    523: "#NUM!",
    524: "#REF!",
    525: "#NAME?",
    532: "#DIV/0!",
    32767: "#N/A",
}


class CellError(str):
    """The error that a cell shows (`#N/A`), which is something else than this text typed into it."""

    __slots__ = ()


class Kind(Enum):
    """What a number stands for, by the number format of its cell."""

    NUMBER = "number"
    DAY = "day"
    MOMENT = "moment"
    TIME = "time"
    TRUTH = "truth"


@dataclass(frozen=True, slots=True)
class Patch:
    """A rectangle of cells, counted from 0 within a larger one, both corners included."""

    top: int
    left: int
    bottom: int
    right: int

    def cells(self) -> Iterator[tuple[int, int]]:
        """Yield row and column of each cell."""
        for row in range(self.top, self.bottom + 1):
            for column in range(self.left, self.right + 1):
                yield row, column


@dataclass(slots=True)
class Outgoing:
    """A grid made ready for LibreOffice, and what has to be said apart from the values."""

    rows: list[tuple[Wire, ...]] = field(default_factory=list)
    formulas: dict[tuple[int, int], str] = field(default_factory=dict)
    days: list[tuple[int, int]] = field(default_factory=list)
    moments: list[tuple[int, int]] = field(default_factory=list)
    truths: list[tuple[int, int]] = field(default_factory=list)


def error_text(code: int) -> CellError:
    """Return Excel's word for LibreOffice's number of an error.

    >>> error_text(532)
    '#DIV/0!'
    """
    return CellError(_ERRORS.get(code, "#VALUE!"))


def serial(value: dt.datetime | dt.date, epoch: dt.datetime) -> float:
    """Return the number of days since the epoch of the workbook; a time zone is dropped, as xlwings does.

    >>> serial(dt.date(2019, 6, 30), EPOCH_1900)
    43646.0
    """
    if isinstance(value, dt.datetime):
        return (value.replace(tzinfo=None) - epoch) / DAY
    return float((value - epoch.date()).days)


def moment(number: float, epoch: dt.datetime) -> dt.datetime | float:
    """Return the moment that a number of days stands for, to the millisecond; the number where there is none.

    >>> moment(43646.75, EPOCH_1900)
    datetime.datetime(2019, 6, 30, 18, 0)
    """
    try:
        return epoch + dt.timedelta(milliseconds=round(number * 86_400_000))
    except (OverflowError, ValueError):
        return number


def outgoing(rows: Iterable[Sequence[Any]], epoch: dt.datetime) -> Outgoing:
    """Return a grid of values as LibreOffice takes it.

    A text that begins with `=` is a formula. A leading apostrophe says „this is text“ and is dropped, as in Excel.
    Any other text stays text, also one that looks like a number.
    """
    ready = Outgoing()
    for number, row in enumerate(rows):
        ready.rows.append(tuple(_wire(value, (number, column), ready, epoch) for column, value in enumerate(row)))
    return ready


def _wire(value: Any, cell: tuple[int, int], ready: Outgoing, epoch: dt.datetime) -> Wire:
    if isinstance(value, str):
        if value.startswith("=") and len(value) > 1:
            ready.formulas[cell] = value
            return ""
        return value.removeprefix("'")
    if value is None:
        return ""
    if isinstance(value, bool):
        ready.truths.append(cell)
    elif isinstance(value, dt.datetime):
        (ready.moments if value.time() != dt.time() else ready.days).append(cell)
    elif isinstance(value, dt.date):
        ready.days.append(cell)
    return _number(value, epoch)


def _number(value: Any, epoch: dt.datetime) -> Wire:
    if isinstance(value, int | float | Decimal):
        # A cell holds no infinity and no „not a number“.
        number = float(value)
        return number if math.isfinite(number) else ""
    if isinstance(value, dt.date):
        return serial(value, epoch)
    if isinstance(value, dt.time):
        return dt.timedelta(hours=value.hour, minutes=value.minute, seconds=value.second) / DAY
    return value / DAY if isinstance(value, dt.timedelta) else str(value)


def incoming(
    data: Sequence[Sequence[Any]],
    kinds: Sequence[tuple[Patch, Kind]],
    errors: Mapping[tuple[int, int], CellError],
    epoch: dt.datetime,
) -> list[list[Any]]:
    """Return what `getDataArray` gave as xlwings expects it: `None` for empty, moments, truth values, `CellError`.

    A time of day stays the fraction of a day that it is, as in Excel.
    """
    rows: list[list[Any]] = [[None if value == "" else value for value in row] for row in data]
    for patch, kind in kinds:
        if kind is Kind.TIME:
            continue
        for row, column in patch.cells():
            value = rows[row][column]
            if isinstance(value, float):
                rows[row][column] = _truth(value) if kind is Kind.TRUTH else moment(value, epoch)
    for (row, column), error in errors.items():
        rows[row][column] = error
    return rows


def as_in_a_file(
    data: Sequence[Sequence[Any]], kinds: Sequence[tuple[Patch, Kind]], epoch: dt.datetime
) -> list[list[Any]]:
    """Return what `getDataArray` gave as calamine reads a file: `""` for empty and errors, days, times, moments.

    Column by column, and each day is looked up once: most cells pass through untouched, a column holds few days.
    """
    columns: list[Sequence[Any]] = list(zip(*data, strict=True))
    for patch, kind in kinds:
        shown = _Shown(kind, epoch)
        column = list(columns[patch.left])
        part = column[patch.top : patch.bottom + 1]
        column[patch.top : patch.bottom + 1] = [shown[value] if type(value) is float else value for value in part]
        columns[patch.left] = column
    for number, values in enumerate(columns):
        if None in values:
            columns[number] = ["" if value is None else value for value in values]
    return [list(row) for row in zip(*columns, strict=True)]


class _Shown(dict[float, Any]):
    """What a number shows as in a cell of a kind, worked out when first asked for."""

    def __init__(self, kind: Kind, epoch: dt.datetime) -> None:
        super().__init__()
        self._kind, self._epoch = kind, epoch

    def __missing__(self, number: float) -> Any:
        self[number] = shown = self._show(number)
        return shown

    def _show(self, number: float) -> Any:
        if self._kind is Kind.TRUTH:
            return _truth(number)
        if self._kind is Kind.TIME:
            return (EPOCH_1900 + number * DAY).time() if 0 <= number < 1 else number
        found = moment(number, self._epoch)
        return found.date() if isinstance(found, dt.datetime) and found.time() == dt.time() else found


def _truth(number: float) -> bool | float:
    return bool(number) if number in {0.0, 1.0} else number


def runs(cells: Iterable[tuple[int, int]]) -> list[Patch]:
    """Return the fewest upright strips that cover these cells, so that each strip is one call.

    >>> runs([(0, 1), (1, 1), (3, 1), (0, 2)])
    [Patch(top=0, left=1, bottom=1, right=1), Patch(top=3, left=1, bottom=3, right=1), \
Patch(top=0, left=2, bottom=0, right=2)]
    """
    columns: dict[int, list[int]] = {}
    for row, column in cells:
        columns.setdefault(column, []).append(row)
    strips = []
    for column, rows in columns.items():
        rows.sort()
        starts = [rows[0]] + [after for before, after in pairwise(rows) if after != before + 1]
        ends = [before for before, after in pairwise(rows) if after != before + 1] + [rows[-1]]
        strips += [Patch(top, column, bottom, column) for top, bottom in zip(starts, ends, strict=True)]
    return strips
