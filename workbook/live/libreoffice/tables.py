"""Excel tables, which LibreOffice keeps as database ranges.

LibreOffice 7.4 imports name, area, header and filter of a table, but has no place for its style; what xlwings
sets there is remembered as long as the document is open.
"""

from __future__ import annotations

import numbers
from typing import TYPE_CHECKING, Any, cast

from xlwings import base_classes

from workbook.live.libreoffice.faults import implements
from workbook.live.libreoffice.filters import AutoFilter
from workbook.live.libreoffice.places import corner
from workbook.live.libreoffice.ranges import Range
from workbook.live.libreoffice.tableparts import TableColumns, TableRows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbook.live.libreoffice.bridge import Uno
    from workbook.live.libreoffice.kinds import BookKind, SheetKind

_DEFAULT_STYLE = "TableStyleMedium2"


def every_table(book: BookKind) -> list[Table]:
    """Return the tables of all sheets of a workbook, sheet by sheet in reading order."""
    sheets = list(book.sheets)
    found = []
    for name in book.api.DatabaseRanges.ElementNames:
        if is_table(name):
            api = book.api.DatabaseRanges.getByName(name)
            area = api.DataArea
            found.append(((area.Sheet, area.StartRow, area.StartColumn), Table(sheets[area.Sheet], api)))
    return [table for _, table in sorted(found, key=lambda item: item[0])]


def is_table(name: str) -> bool:
    """Tell whether a database range is a table: filters without a name of their own are database ranges too."""
    return not name.startswith(("__", "_xlnm"))


@implements(base_classes.Tables)
class Tables:
    """The tables of a sheet, in reading order."""

    def __init__(self, sheet: SheetKind) -> None:
        self.parent = sheet

    @property
    def api(self) -> Uno:
        """LibreOffice's collection of the whole document (XDatabaseRanges)."""
        return self.parent.book.api.DatabaseRanges

    def _all(self) -> list[Table]:
        index, collection, found = self.parent.index - 1, self.api, []
        for name in collection.ElementNames:
            if not is_table(name):
                continue
            api = collection.getByName(name)
            area = api.DataArea
            if area.Sheet == index:
                found.append((area.StartRow, area.StartColumn, Table(self.parent, api)))
        return [table for _, _, table in sorted(found, key=lambda item: item[:2])]

    def __iter__(self) -> Iterator[Table]:
        """Yield the tables."""
        return iter(self._all())

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._all())

    def __contains__(self, key: object) -> bool:
        """Tell whether there is a table of this name."""
        return any(table.name.lower() == str(key).lower() for table in self._all())

    def __call__(self, key: str | int) -> Table:
        """Return one by its name or its number counted from 1."""
        tables = self._all()
        if isinstance(key, numbers.Number):
            if 1 <= cast("int", key) <= len(tables):
                return tables[cast("int", key) - 1]
            raise KeyError(key)
        for table in tables:
            if table.name.lower() == str(key).lower():
                return table
        raise KeyError(key)

    def add(
        self,
        source_type: Any = None,
        source: Any = None,
        link_source: Any = None,
        has_headers: Any = None,
        **more: Any,
    ) -> Table:
        """Make a table of a range, with `name`, `table_style_name`; without headers, a row of them is put above."""
        del source_type, link_source
        name, table_style_name = more.get("name"), more.get("table_style_name")
        collection = self.api
        area: Range = source.impl
        if len(area) == 1 and has_headers:
            region = area.current_region
            area = region if len(region) > 1 else area.part(0, 0, 2, 1)
        elif area.tall == 1 and has_headers:
            area = area.part(0, 0, 2, area.wide)
        if not has_headers:  # Excel shifts the rows down and writes headers above them
            area.part(0, 0, 1, area.wide).insert("down")
            area = area.part(0, 0, area.tall + 1, area.wide)
        name = name or self._free_name()
        collection.addNewByName(name, area.bounds)
        api = collection.getByName(name)
        api.ContainsHeader, api.AutoFilter = True, True
        headers = area.part(0, 0, 1, area.wide)
        texts = headers.read()[0]
        if any(text is None for text in texts):  # a header without text would be lost in the file
            headers.write([[f"Column{number}" if text is None else text for number, text in enumerate(texts, 1)]])
        table = Table(self.parent, api)
        table.table_style = table_style_name or _DEFAULT_STYLE
        return table

    def _free_name(self) -> str:
        number = 1
        while self.api.hasByName(f"Table{number}"):
            number += 1
        return f"Table{number}"


def _remembered(key: str, usual: Any) -> Any:
    """Return a property that LibreOffice has no place for."""

    def get(self: Table) -> Any:
        return self.memory.get(key, usual)

    def put(self: Table, value: Any) -> None:
        self.memory[key] = value

    return property(get, put, None, f"`{key}`, remembered while the document is open.")


@implements(base_classes.Table)
class Table:
    """A table."""

    def __init__(self, sheet: SheetKind, api: Uno) -> None:
        self.parent, self.api = sheet, api

    @property
    def memory(self) -> dict[str, Any]:
        """What LibreOffice has no place for."""
        memory: dict[str, Any] = self.parent.book.document.memory.setdefault(("table", self.api.Name), {})
        return memory

    @property
    def name(self) -> str:
        """The name."""
        return str(self.api.Name)

    @name.setter
    def name(self, value: str) -> None:
        memory = self.parent.book.document.memory
        memory["table", value] = memory.pop(("table", self.api.Name), {})
        self.api.Name = value

    @property
    def display_name(self) -> str:
        """The name: LibreOffice knows no second one."""
        return self.name

    @display_name.setter
    def display_name(self, value: str) -> None:
        self.name = value

    @property
    def range(self) -> Range:
        """The whole table with header and totals."""
        return Range.at(self.api.DataArea, self.parent)

    def _parts(self) -> tuple[Range, int, int]:
        """Return the whole range and the numbers of header and totals rows."""
        return self.range, int(self.api.ContainsHeader), int(self.api.TotalsRow)

    @property
    def data_body_range(self) -> Range | None:
        """The rows between header and totals."""
        whole, head, foot = self._parts()
        tall = whole.tall - head - foot
        return whole.part(head, 0, tall, whole.wide) if tall > 0 else None

    @property
    def header_row_range(self) -> Range | None:
        """The header."""
        whole, head, _ = self._parts()
        return whole.part(0, 0, 1, whole.wide) if head else None

    @property
    def totals_row_range(self) -> Range | None:
        """The totals row, `None` without."""
        whole, _, foot = self._parts()
        return whole.part(whole.tall - 1, 0, 1, whole.wide) if foot else None

    @property
    def insert_row_range(self) -> Range | None:
        """The row where data goes in, of a table without data only."""
        body = self.data_body_range
        if body is not None and body.tall == 1 and all(value is None for value in body.read()[0]):
            return body
        return None

    @property
    def show_headers(self) -> bool:
        """Whether the header shows."""
        return bool(self.api.ContainsHeader)

    @show_headers.setter
    def show_headers(self, value: bool) -> None:
        if value == self.show_headers:
            return
        area = self.api.DataArea
        if value:
            area.StartRow -= 1
            self.api.DataArea, self.api.ContainsHeader = area, True
            if "headers" in self.memory:
                self.range.part(0, 0, 1, self.range.wide).write([self.memory["headers"]])
        else:
            headers = self.range.part(0, 0, 1, self.range.wide)
            self.memory["headers"] = headers.read()[0]
            # The area first: a column's name is kept as long as its header belongs to the table.
            area.StartRow += 1
            self.api.ContainsHeader, self.api.DataArea = False, area
            headers.clear_contents()

    @property
    def show_totals(self) -> bool:
        """Whether there is a totals row."""
        return bool(self.api.TotalsRow)

    @show_totals.setter
    def show_totals(self, value: bool) -> None:
        if value == self.show_totals:
            return
        area = self.api.DataArea
        area.EndRow += 1 if value else -1
        if not value and (totals := self.totals_row_range) is not None:
            totals.clear_contents()
        self.api.DataArea, self.api.TotalsRow = area, value
        if value:
            self._write_totals()

    def _write_totals(self) -> None:
        """Write what Excel writes into a new totals row: its word, and the sum of the last column."""
        whole, head, _ = self._parts()
        body = self.data_body_range
        if body is None or whole.wide < 2:
            return
        last = body.part(0, whole.wide - 1, body.tall, 1)
        numeric = any(isinstance(row[0], float) for row in last.read())
        row = whole.tall - 1
        whole.part(row, 0, 1, 1).write([["Total"]])
        if numeric and head:
            # 109 leaves filtered rows out (ECMA-376 Part 1, 18.17.7.313 SUBTOTAL).
            reference = last.get_address(False, False, False)
            whole.part(row, whole.wide - 1, 1, 1).write([[f"=SUBTOTAL(109,{reference})"]])

    @property
    def show_autofilter(self) -> bool:
        """Whether the header has buttons to filter by."""
        return bool(self.api.AutoFilter)

    @show_autofilter.setter
    def show_autofilter(self, value: bool) -> None:
        self.api.AutoFilter = value

    show_table_style_column_stripes = _remembered("column_stripes", usual=False)
    show_table_style_first_column = _remembered("first_column", usual=False)
    show_table_style_last_column = _remembered("last_column", usual=False)
    show_table_style_row_stripes = _remembered("row_stripes", usual=True)
    table_style = _remembered("style", usual=_DEFAULT_STYLE)

    @property
    def autofilter(self) -> AutoFilter:
        """The filter of the table."""
        whole, _, foot = self._parts()
        return AutoFilter(whole.part(0, 0, whole.tall - foot, whole.wide), self.api)

    def resize(self, range: Any) -> None:  # noqa: A002 - xlwings' name
        """Let the table be another range."""
        self.api.DataArea = range.impl.bounds

    def sort(self, keys: Any, ascending: Any) -> None:
        """Sort the rows between header and totals."""
        body = self.data_body_range
        if body is not None:
            body.sort(keys, ascending, has_headers=False)

    @property
    def columns(self) -> TableColumns:
        """The columns."""
        return TableColumns(self)

    @property
    def rows(self) -> TableRows:
        """The rows between header and totals."""
        return TableRows(self)

    def grow(self, *, rows: int = 0, columns: int = 0) -> None:
        """Let the table end further down or right (or less far)."""
        area = self.api.DataArea
        area.EndRow += rows
        area.EndColumn += columns
        self.api.DataArea = area

    def corner(self) -> tuple[int, int, int, int]:
        """Return where the table is."""
        return corner(self.api.DataArea)
