"""Raw workbook → typed records, and the format findings met on the way.

A table is read column by column, and in each column every distinct value once: names of streets, dates and list
values repeat, so 100,000 rows cost little more than calamine needs to hand them over.
"""

from __future__ import annotations

import re
from itertools import compress, pairwise
from typing import TYPE_CHECKING, Any, cast

from workbook.cells import Area, address
from workbook.errors import NoKnownTableError
from workbook.findings import Finding, Severity, fingerprint, masked
from workbook.formats import PLAIN, PLAIN_TYPES, READERS, Typing
from workbook.formats.texts import text_of
from workbook.layout import (
    below_finding,
    date_system_finding,
    layout_findings,
    note_finding,
    rows_below,
    trailing_notes,
)
from workbook.locating import SEARCHED_ROWS, locate_all, plain
from workbook.schema import LISTS, LISTS_SHEET, TABLES, Column, Kind, Record
from workbook.tables import Office, Table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workbook.cells import CellValue
    from workbook.formats import Remark
    from workbook.locating import Located
    from workbook.mapping import TableMapping
    from workbook.package.sheet_marks import SheetMarks
    from workbook.reading import Grid, RawBook


def read_office(
    book: RawBook,
    records: Sequence[type[Record]] = TABLES,
    mappings: Mapping[str, TableMapping] | None = None,
) -> tuple[Office, tuple[Finding, ...]]:
    """Return the workbook's tables as records, and the format findings met on the way.

    `mappings` stand in for what the sheet `Zuordnung` says of where the tables are.

    Raises:
        NoKnownTableError: none of the tables is in the workbook.
        MissingColumnError: a table has lost its key column.
        DuplicateHeaderError: two columns of a table carry the same known header.
        DamagedWorkbookError: a sheet cannot be read to its end.
    """
    specs = [record.spec for record in records]
    places = {located.spec.sheet: located for located in locate_all(book, specs, mappings)}
    found = [(record, places[record.spec.sheet]) for record in records if record.spec.sheet in places]
    if not found:
        raise NoKnownTableError(book.sheets)
    lists = _read_lists(book)
    tables: dict[type[Record], Table[Any]] = {}
    findings: list[Finding] = []
    by_sheet: dict[str, list[tuple[type[Record], Located]]] = {}
    for record, located in found:
        by_sheet.setdefault(located.sheet, []).append((record, located))
    following = dict(pairwise(by_sheet))
    for sheet, placed in by_sheet.items():
        grid: Grid | None = book.grid(sheet)
        if sheet in following:
            book.ahead(following[sheet])
        marks = book.marks(sheet)
        headers = [located.header_row for _, located in placed]
        for index, (record, located) in enumerate(placed, 1):
            body = _body(grid or [], located)
            below = rows_below(located, grid or [], headers) if located.bounded else []
            if index == len(placed):
                grid = None  # the columns below hold the same values; two copies of a large sheet are one too many
            reader = _TableReader(record, located, body, marks, lists, date_1904=book.date_1904)
            del body
            findings += [below_finding(located, below)] if below else []
            tables[record] = reader.table()
            findings += reader.findings
    if book.date_1904:
        findings.append(date_system_finding(found[0][1]))
    ordered = {record: tables[record] for record in records if record in tables}
    return Office(ordered, lists, book.name), tuple(findings)


def _body(grid: Grid, located: Located) -> list[tuple[CellValue, ...]]:
    """Return the table's columns from the sheet's first column on."""
    rows = grid[located.header_row : located.last_row]
    return list(zip(*rows, strict=True))


def _read_lists(book: RawBook) -> dict[str, tuple[str, ...]]:
    """Return the allowed values of each list: closed ones from the schema, open ones as the office keeps them."""
    lists = {choices.name: choices.values for choices in LISTS}
    sheet = next((name for name in book.sheets if plain(name) == plain(LISTS_SHEET)), None)
    if sheet is None:
        return lists
    grid = book.grid(sheet)
    titles = {plain(choices.title): choices for choices in LISTS if not choices.closed}
    counts = [len({plain(value) for value in row} & titles.keys()) for row in grid[:SEARCHED_ROWS]]
    if not any(counts):
        return lists
    header = counts.index(max(counts))
    for number, title in enumerate(grid[header]):
        choices = titles.get(plain(title))
        if choices is None:
            continue
        values = tuple(dict.fromkeys(text_of(row[number]).strip() for row in grid[header + 1 :]))
        lists[choices.name] = tuple(value for value in values if value) or choices.values
    return lists


class _TableReader:
    """Reads one located table column by column."""

    def __init__(
        self,
        record: type[Record],
        located: Located,
        columns: list[tuple[CellValue, ...]],
        marks: SheetMarks,
        lists: Mapping[str, tuple[str, ...]],
        *,
        date_1904: bool,
    ) -> None:
        self.record, self.located, self.lists, self.date_1904 = record, located, lists, date_1904
        self.findings: list[Finding] = []
        self._raw: dict[str, Sequence[CellValue]] = {
            name: columns[number - 1] if number <= len(columns) else ("",) * len(columns[0] if columns else ())
            for name, number in located.columns.items()
        }
        first_row = located.header_row + 1
        count = len(columns[0]) if columns else 0
        self._rows: Sequence[int] = range(first_row, first_row + count)
        self._drop_blank_rows()
        self._drop_notes()
        key = located.spec.key
        self._key_values: Sequence[CellValue] = self._raw[key] if key else ()
        self._errors = {cell: code for cell, code in marks.errors.items() if self._covers(cell)}
        self._uncalculated = {cell: "" for cell in marks.uncalculated if self._covers(cell)}
        self.findings += layout_findings(located, marks, self._rows)

    def table(self) -> Table[Any]:
        """Return the table; `findings` then holds what was met."""
        spec, located = self.located.spec, self.located
        values: dict[str, Sequence[Any]] = {}
        self._check_headers()
        for column in spec.columns:
            if column.name in self._raw:
                values[column.name] = self._read(column, self._raw.pop(column.name))
        return Table(
            self.record,
            sheet=located.sheet,
            rows=self._rows,
            values=values,
            numbers=located.columns,
            header_row=located.header_row,
        )

    def _drop_blank_rows(self) -> None:
        """Leave out rows without any input: spare rows at the end of a table, gaps between blocks."""
        inputs = [name for name in self._raw if self.located.spec.column(name).formula is None]
        lead = self.located.spec.key or (inputs[0] if inputs else "")
        doubtful = [index for index, value in enumerate(self._raw.get(lead, ())) if _blank(value)]
        blank = {index for index in doubtful if all(_blank(self._raw[name][index]) for name in inputs)}
        if blank:
            keep = [index not in blank for index in range(len(self._rows))]
            self._raw = {name: tuple(compress(values, keep)) for name, values in self._raw.items()}
            self._rows = list(compress(self._rows, keep))

    def _drop_notes(self) -> None:
        """Leave out sums and remarks below a plain range, with a finding for each."""
        count = trailing_notes(self.located, self._raw, self._rows)
        if count:
            keep = len(self._rows) - count
            for position in range(keep, len(self._rows)):
                filled = [number for name, number in self.located.columns.items() if self._raw[name][position]]
                self.findings.append(note_finding(self.located, self._rows[position], min(filled)))
            self._raw = {name: values[:keep] for name, values in self._raw.items()}
            self._rows = self._rows[:keep]

    def _covers(self, cell: str) -> bool:
        area = Area.parse(cell)
        if area is None or not self._rows:
            return False
        return self._rows[0] <= area.first_row <= self._rows[-1] and area.first_column in self._numbers

    @property
    def _numbers(self) -> frozenset[int]:
        return frozenset(self.located.columns.values())

    def _key_at(self, position: int) -> str:
        return text_of(self._key_values[position]).strip() if self._key_values else ""

    def _check_headers(self) -> None:
        spec, located = self.located.spec, self.located
        for column in located.missing:
            others = f" Andere Überschriften dort: {', '.join(located.others[:4])}." if located.others else ""
            self._add_finding(
                "F-18",
                Severity.ERROR if column.required else Severity.HINT,
                row=located.header_row,
                number=min(located.columns.values()),
                column=column,
                key="",
                raw=column.label,
                message=f"Die Spalte „{column.label}“ fehlt in der Tabelle „{spec.sheet}“.{others}",
                suggestion=f"Spalte „{column.label}“ wieder anlegen oder so benennen",
            )

    def _read(self, column: Column, raw: Sequence[CellValue]) -> Sequence[Any]:
        """Return a column's clean values: each distinct value is read once, and plain text not at all."""
        distinct = set(raw)
        if 0 in distinct or 1 in distinct:
            raw = _without_booleans(raw)
            distinct = set(raw)
        odd = _odd(column, distinct - {"", None}) if column.nothing == () else distinct
        blanks = {value for value in odd if isinstance(value, str) and value.isspace()} | (distinct & {"", None})
        reader = READERS[column.kind]
        allowed = self.lists.get(column.choices.name, ()) if column.choices else ()
        typing = Typing(column, allowed, self.date_1904)
        changed: dict[CellValue, Any] = dict.fromkeys(blanks)
        remarks: dict[CellValue, Remark] = {}
        for value in odd - blanks:
            clean, remark = reader(value, typing)
            if clean is not value:
                changed[value] = clean
            if remark is not None and column.formula is None:
                remarks[value] = remark
        self._report(column, raw, remarks, blanks)
        if not changed:
            return raw
        if len(changed) == len(distinct):
            return [changed[value] for value in raw]
        return [changed.get(value, value) for value in raw]

    def _report(
        self,
        column: Column,
        raw: Sequence[CellValue],
        remarks: Mapping[CellValue, Remark],
        blanks: set[CellValue],
    ) -> None:
        number = self.located.columns[column.name]
        broken = self._report_formulas(column, number)
        flagged = remarks.keys() | (blanks if column.required and column.formula is None else set())
        if not flagged:
            return
        for position, value in enumerate(raw):
            if value not in flagged or position in broken:
                continue
            row, key = self._rows[position], self._key_at(position)
            remark = remarks.get(value)
            if remark is None:
                message = f"Die Pflichtangabe „{column.label}“ fehlt."
                self._add_finding("P-01", Severity.ERROR, row, number, column, key, "", message, None)
            else:
                typed = text_of(value)
                self._add_finding(
                    remark.rule, remark.severity, row, number, column, key, typed, remark.message, remark.suggestion
                )

    def _report_formulas(self, column: Column, number: int) -> set[int]:
        """Report formulas that ended in an error or were never calculated, and return their rows' positions."""
        errors = {cell: code for cell, code in self._errors.items() if _column_of(cell) == number}
        uncalculated = {cell: code for cell, code in self._uncalculated.items() if _column_of(cell) == number}
        if not errors and not uncalculated:
            return set()
        position_of = {row: position for position, row in enumerate(self._rows)}
        broken = set()
        for cell, code in (errors | uncalculated).items():
            row = int("".join(filter(str.isdigit, cell)))
            position = position_of.get(row)
            if position is None:
                continue
            broken.add(position)
            key = self._key_at(position)
            if cell in errors:
                message = f"In dieser Zelle steht der Formelfehler {_GERMAN_ERRORS.get(code, code)}."
                suggestion = "Formel berichtigen oder den Wert eintragen"
                self._add_finding("F-16", Severity.ERROR, row, number, column, key, code, message, suggestion)
            elif column.formula is None:
                message = "Die Formel in dieser Zelle wurde noch nie berechnet; Lotse sieht hier keinen Wert."
                suggestion = "Mappe in Excel öffnen und speichern"
                self._add_finding("F-17", Severity.WARNING, row, number, column, key, "", message, suggestion)
        return broken

    def _add_finding(  # noqa: PLR0913, PLR0917 -- one place that knows how a format finding is put together
        self,
        rule: str,
        severity: Severity,
        row: int,
        number: int,
        column: Column,
        key: str,
        raw: str,
        message: str,
        suggestion: str | None,
    ) -> None:
        table = self.located.spec.sheet
        self.findings.append(
            Finding(
                rule=rule,
                severity=severity,
                sheet=self.located.sheet,
                cell=address(row, number),
                table=table,
                column=column.label,
                key=key,
                value=masked(raw) if column.masked else raw,
                message=message,
                suggestion=suggestion,
                fingerprint=fingerprint(rule, table, key or str(row), column.name, raw),
            )
        )


_GERMAN_ERRORS = {
    "#N/A": "#NV",
    "#REF!": "#BEZUG!",
    "#VALUE!": "#WERT!",
    "#DIV/0!": "#DIV/0!",
    "#NUM!": "#ZAHL!",
    "#NULL!": "#NULL!",
}
"""Excel's errors as a German Excel shows them."""


def _odd(column: Column, values: set[CellValue]) -> set[CellValue]:
    """Return the values that have to be read; the rest is clean as it stands."""
    types = set(map(type, values))
    if types == {PLAIN_TYPES.get(column.kind)}:
        return set()
    plain = re.compile(column.pattern) if column.kind is Kind.ID and column.pattern else PLAIN.get(column.kind)
    if plain is None or types != {str}:
        return values
    texts = cast("set[str]", values)
    return {text for text, match in zip(texts, map(plain.fullmatch, texts), strict=True) if match is None}


def _without_booleans(values: Sequence[CellValue]) -> Sequence[CellValue]:
    """Return the values with TRUE as German Excel shows it: Python takes `True` and 1 for the same value."""
    if bool not in set(map(type, values)):
        return values
    return ["WAHR" if value is True else "FALSCH" if value is False else value for value in values]


def _blank(value: CellValue) -> bool:
    return value is None or value == "" or (isinstance(value, str) and not value.strip())


def _column_of(cell: str) -> int:
    area = Area.parse(cell)
    return area.first_column if area is not None else 0
