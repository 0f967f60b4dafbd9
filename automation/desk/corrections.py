"""What Lotse put into the staff's sheets, one row for each cell: `tblBerichtigungen` on the sheet `Änderungen`.

Whoever writes into the staff's sheets (`check --fix`, `collect`, `restore --fix`) appends here, in the same change
of the file. A row says enough to take it back: the value before and after in its kind, and the number format.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from automation.margins import taken_in
from workbook import own_sheets
from workbook.cells import CellValue, text_of
from workbook.exact import kind_of, read_exactly
from workbook.german import shown
from workbook.reading.raw import RawTable, read_own_table

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from automation.margins import Remark
    from workbook.findings import FixValue
    from workbook.reading.raw import RawBook

SHEET = own_sheets.CHANGES
TABLE = "tblBerichtigungen"
COLLECTED = "Eingang"
"""What stands as rule at a row that came with an intake; those of `check --fix` have their rule's code."""
TAKEN_BACK = "Zurückgenommen"
"""What stands as rule where a correction was taken back; the number follows."""

EXTENDED = "(ganze Tabelle)"
"""What stands as column where a table was made longer."""
WHOLE_ROW = "(ganze Zeile)"
"""What stands as column where a row that came with an intake was taken back."""

LABELS = {
    "number": "Nr.",
    "sheet": "Blatt",
    "cell": "Zelle",
    "key": "Zeile gehört zu",
    "column": "Spalte",
    "before": "Vorher",
    "after": "Nachher",
    "rule": "Regel",
    "by": "Wer",
    "day": "Wann",
    "taken_back": "Zurückgenommen",
    "form": "Form",
}
Own = tuple[tuple[str, CellValue], ...]
"""What staff wrote into columns of their own, by their labels."""

_FORM = re.compile(r"(.)>(.) ?(.*)", re.DOTALL)


class Correction(Struct, frozen=True):
    """One cell that Lotse changed: where, of which row and column, from what to what, by which rule, who and when.

    `number` is given when it is appended. `number_format` is that of the cell before, `own` what staff wrote into
    columns of their own.
    """

    sheet: str
    cell: str
    key: str
    column: str
    before: CellValue
    after: CellValue
    rule: str
    by: str
    day: date
    number_format: str = ""
    number: int = 0
    taken_back: str = ""
    own: Own = ()


class Corrections(Struct, frozen=True):
    """All corrections of a workbook, oldest first; `own` are the labels of the staff's columns, `remarks` the rest.

    `remarks` are texts that staff wrote anywhere else on the sheet.
    """

    rows: tuple[Correction, ...] = ()
    own: tuple[str, ...] = ()
    remarks: tuple[Remark, ...] = ()

    def with_new(self, further: Iterable[Correction]) -> Corrections:
        """Return them with further ones at the end, numbered on."""
        first = max((row.number for row in self.rows), default=0) + 1
        added = tuple(replace(each, number=number) for number, each in enumerate(further, first))
        return replace(self, rows=(*self.rows, *added))

    def numbered(self, number: int) -> Correction | None:
        """Return the correction of a number, `None` where there is none."""
        return next((row for row in self.rows if row.number == number), None)

    def marked_as_taken_back(self, number: int, day: date) -> Corrections:
        """Return them with one marked as taken back on a day."""
        rows = tuple(replace(row, taken_back=shown(day)) if row.number == number else row for row in self.rows)
        return replace(self, rows=rows)

    def without(self, keys: Collection[str]) -> Corrections:
        """Return them without those of rows with these keys: what a person's erasure leaves."""
        return replace(self, rows=tuple(row for row in self.rows if row.key not in keys))


def read_corrections(book: RawBook, ours: Sequence[str] = ()) -> Corrections:
    """Return what stands in `tblBerichtigungen`, also where it is no Excel table any more; else nothing.

    Texts on the sheet that begin like one of `ours` are Lotse's own.
    """
    table = read_own_table(book, SHEET, TABLE) or _plain_range(book)
    if table is None:
        return Corrections()
    table = replace(table, around=_around(book, table))
    table, remarks = taken_in(table, ours)
    known = {label: name for name, label in LABELS.items()}
    names = [known.get(header, "") for header in table.headers]
    own = tuple(header for header in table.headers if header not in known)
    rows = tuple(
        _correction(dict(zip(names, line, strict=True)), _own(table.headers, names, line))
        for line in table.rows
        if any(text_of(value).strip() for value in line)
    )
    return Corrections(_all_numbered(rows), own, remarks)


def _own(
    headers: Sequence[str], names: Sequence[str], line: Sequence[CellValue]
) -> tuple[tuple[str, CellValue], ...]:
    return tuple((header, value) for header, name, value in zip(headers, names, line, strict=True) if not name)


def _all_numbered(rows: Sequence[Correction]) -> tuple[Correction, ...]:
    """Return rows that staff added by hand with a number of their own, too."""
    last = max((row.number for row in rows), default=0)
    numbered = []
    for row in rows:
        last += not row.number
        numbered.append(row if row.number else replace(row, number=last))
    return tuple(numbered)


def _around(book: RawBook, table: RawTable) -> Mapping[tuple[int, int], CellValue]:
    """Return what stands around a table, without other tables of its sheet and the titles above them."""
    others = [
        each
        for each in book.tables
        if each.sheet == table.sheet and each.header_row != table.header_row and each.body
    ]
    below = 1 + max((each.header_row for each in others if each.header_row < table.header_row), default=0)
    areas = [each.body for each in others if each.body is not None]

    def is_theirs(row: int, column: int) -> bool:
        return any(
            area.first_row - 1 <= row <= area.last_row and area.first_column <= column <= area.last_column
            for area in areas
        )

    return {
        (row, column): value
        for (row, column), value in table.around.items()
        if (row >= below or column > 1) and not is_theirs(row, column)
    }


def _plain_range(book: RawBook) -> RawTable | None:
    """Return the corrections below their header where somebody has made a plain range of the table."""
    sheet = book.owned.get(SHEET)
    if sheet is None:
        return None
    needed = {LABELS[name] for name in ("number", "sheet", "cell", "before", "after", "rule", "by", "day")}
    grid = book.grid(sheet)
    for number, line in enumerate(grid, 1):
        texts = [text_of(value).strip() for value in line]
        if needed <= set(texts):
            width = max(place for place, text in enumerate(texts, 1) if text)
            rows = []
            for below in grid[number:]:
                if not any(text_of(value).strip() for value in below[:width]):
                    break
                rows.append(tuple(below[:width]))
            return RawTable(TABLE, sheet, number, 1, tuple(texts[:width]), rows)
    return None


def _correction(values: Mapping[str, CellValue], own: Own) -> Correction:
    told = {name: text_of(values.get(name)) for name in LABELS}
    form = _FORM.fullmatch(told["form"])
    kinds = (form[1], form[2], form[3]) if form else ("T", "T", "")
    day = values.get("day")
    number = told["number"].strip().removesuffix(".0")
    return Correction(
        sheet=told["sheet"],
        cell=told["cell"],
        key=told["key"],
        column=told["column"],
        before=read_exactly(told["before"], kinds[0]),
        after=read_exactly(told["after"], kinds[1]),
        rule=told["rule"],
        by=told["by"],
        day=day.date() if isinstance(day, datetime) else day if isinstance(day, date) else date.min,
        number_format=kinds[2],
        number=int(number) if number.isdecimal() else 0,
        taken_back=told["taken_back"],
        own=own,
    )


def stored_as(value: FixValue) -> CellValue:
    """Return a value that Lotse puts into a cell as it is read again."""
    return float(value) if isinstance(value, Decimal) else value


def form_of(correction: Correction) -> str:
    """Return what the hidden column keeps: the kinds of both values, and the number format before."""
    return f"{kind_of(correction.before)}>{kind_of(correction.after)} {correction.number_format}".rstrip()
