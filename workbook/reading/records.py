"""Raw workbook → typed records, and the format findings met on the way.

A table is read column by column, and in each column every distinct value once: names of streets, dates and list
values repeat, so 100,000 rows cost little more than calamine needs to hand them over.
"""

from __future__ import annotations

import re
from itertools import compress, pairwise
from typing import TYPE_CHECKING, Any, cast

from workbook.cells import Area, address, text_of
from workbook.errors import NoKnownTableError
from workbook.findings import Finding, Fix, Severity, fingerprint, masked
from workbook.reading.collector import collector_at_rest
from workbook.reading.columns import columns_of
from workbook.reading.formats import PLAIN, PLAIN_TYPES, READERS, USUAL, Typing, with_lasting_fix
from workbook.reading.layout import (
    below_finding,
    date_system_finding,
    layout_findings,
    note_finding,
    notes_among,
    rows_below,
)
from workbook.reading.locating import SEARCHED_ROWS, locate_all, plain
from workbook.schema import LISTS, LISTS_SHEET, TABLES, Column, Kind, Record
from workbook.tables import Office, Table

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from workbook.cells import CellValue
    from workbook.package.sheet_marks import SheetMarks
    from workbook.reading.columns import SheetColumns
    from workbook.reading.formats import Remark
    from workbook.reading.locating import Located
    from workbook.reading.mapping import TableMapping
    from workbook.reading.raw import RawBook


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
    with collector_at_rest():
        return _read_office(book, records, mappings)


def _read_office(
    book: RawBook, records: Sequence[type[Record]], mappings: Mapping[str, TableMapping] | None
) -> tuple[Office, tuple[Finding, ...]]:
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
        columns = _columns(book, sheet, [located for _, located in placed])
        if sheet in following:
            book.ahead(following[sheet])
        marks = book.marks(sheet)
        headers = [located.header_row for _, located in placed]
        for record, located in placed:
            below = rows_below(located, columns, headers) if located.bounded else []
            reader = _TableReader(record, located, columns, marks, lists, date_1904=book.date_1904)
            if located is placed[-1][1]:
                del columns  # the reader lets go of each column that it has read
            findings += [below_finding(located, below)] if below else []
            tables[record] = reader.table()
            findings += reader.findings
    if book.date_1904:
        findings.append(date_system_finding(found[0][1]))
    ordered = {record: tables[record] for record in records if record in tables}
    return Office(ordered, lists, book.name), tuple(findings)


def _columns(book: RawBook, sheet: str, placed: Sequence[Located]) -> SheetColumns:
    """Return the columns of a sheet below its first header, counted down to the last row of its tables."""
    ends = [located.last_row for located in placed]
    last = None if None in ends else max(end for end in ends if end is not None)
    return columns_of(book.rows(sheet), min(located.header_row for located in placed), last)


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
        columns: SheetColumns,
        marks: SheetMarks,
        lists: Mapping[str, tuple[str, ...]],
        *,
        date_1904: bool,
    ) -> None:
        self.record, self.located, self.lists, self.date_1904 = record, located, lists, date_1904
        self.findings: list[Finding] = []
        body, distinct = columns.body(located.header_row, located.last_row)
        count = len(body[0]) if body else 0
        self._raw: dict[str, Sequence[CellValue]] = {}
        self._distinct: dict[str, set[CellValue]] = {}
        for name, number in located.columns.items():
            known = number <= len(body)  # a table may be wider than what is filled of its sheet
            self._raw[name] = body[number - 1] if known else [""] * count
            self._distinct[name] = distinct[number - 1] if known else {""}
        first_row = located.header_row + 1
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
                name = column.name
                values[name] = self._read(column, self._raw.pop(name), self._distinct.pop(name))
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
        blanks = {value for value in self._distinct.get(lead, ()) if _blank(value)}
        doubtful = _positions(self._raw.get(lead, ()), blanks)
        blank = {index for index in doubtful if all(_blank(self._raw[name][index]) for name in inputs)}
        if blank:
            keep = [index not in blank for index in range(len(self._rows))]
            self._raw = {name: tuple(compress(values, keep)) for name, values in self._raw.items()}
            self._rows = list(compress(self._rows, keep))

    def _drop_notes(self) -> None:
        """Leave out headers that stand again, sums and remarks of a plain range, with a finding for each."""
        notes = frozenset(notes_among(self.located, self._raw, self._rows))
        if notes:
            for position in sorted(notes):
                filled = [number for name, number in self.located.columns.items() if self._raw[name][position]]
                self.findings.append(note_finding(self.located, self._rows[position], min(filled)))
            keep = [position not in notes for position in range(len(self._rows))]
            self._raw = {name: tuple(compress(values, keep)) for name, values in self._raw.items()}
            self._rows = list(compress(self._rows, keep))

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
        """Report each required column that is missing, and in one finding all those that are not needed."""
        spec, located = self.located.spec, self.located
        others = f" Andere Überschriften dort: {', '.join(located.others[:4])}." if located.others else ""
        spare = [column for column in located.missing if not column.required]
        for column in located.missing:
            if column.required or len(spare) == 1:
                message = f"Die Spalte „{column.label}“ fehlt in der Tabelle „{spec.sheet}“.{others}"
                self._report_missing(column, message, f"Spalte „{column.label}“ wieder anlegen oder so benennen")
        if len(spare) > 1:
            named = ", ".join(f"„{column.label}“" for column in spare[:_NAMED])
            more = f" und {len(spare) - _NAMED} weitere" if len(spare) > _NAMED else ""
            message = f"Der Tabelle „{spec.sheet}“ fehlen {len(spare)} Spalten, die Lotse kennt: {named}{more}."
            self._report_missing(spare[0], message, "Nur bei Bedarf anlegen; was sie brächten, sagt „lotse adopt“")

    def _report_missing(self, column: Column, message: str, suggestion: str) -> None:
        self._add_finding(
            "F-18",
            Severity.ERROR if column.required else Severity.HINT,
            row=self.located.header_row,
            number=min(self.located.columns.values()),
            column=column,
            key="",
            raw=column.label,
            message=message,
            suggestion=suggestion,
        )

    def _read(self, column: Column, raw: Sequence[CellValue], distinct: set[CellValue]) -> Sequence[Any]:
        """Return a column's clean values: each distinct value is read once, and plain text not at all."""
        if 0 in distinct or 1 in distinct:
            raw = _without_booleans(raw)
            distinct = set(raw)
        odd = _odd(column, distinct - {"", None}) if column.nothing == () else distinct
        blanks = {value for value in odd if isinstance(value, str) and value.isspace()} | (distinct & {"", None})
        reader = READERS[column.kind]
        allowed = self.lists.get(column.choices.name, ()) if column.choices else ()
        typing = Typing(column, allowed, self.date_1904)
        changed: dict[CellValue, Any] = dict.fromkeys(blanks)
        if column.kind in USUAL:
            changed |= USUAL[column.kind](odd)
        remarks: dict[CellValue, Remark] = {}
        for value in odd - changed.keys():
            clean, remark = reader(value, typing)
            if clean is not value:
                changed[value] = clean
            if remark is not None and column.formula is None:
                remarks[value] = with_lasting_fix(remark, clean, reader, typing)
        self._report(column, raw, remarks, blanks)
        if not changed:
            return raw
        return list(map(changed.get, raw, raw))

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
        for position in _positions(raw, flagged):
            if position in broken:
                continue
            value = raw[position]
            row, key = self._rows[position], self._key_at(position)
            remark = remarks.get(value)
            if remark is None:
                message = f"Die Pflichtangabe „{column.label}“ fehlt."
                self._add_finding("P-01", Severity.ERROR, row, number, column, key, "", message, None)
            else:
                typed = text_of(value)
                rule, severity, told, hint = remark.rule, remark.severity, remark.message, remark.suggestion
                fix = None if remark.fix is None else Fix(remark.fix, column.number_format)
                self._add_finding(rule, severity, row, number, column, key, typed, told, hint, fix)

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
        fix: Fix | None = None,
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
                fix=fix,
            )
        )


_NAMED = 6
"""So many columns are named where more are missing."""

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


def _positions(values: Sequence[CellValue], wanted: Collection[CellValue]) -> list[int]:
    """Return where in a column the wanted values stand."""
    return list(compress(range(len(values)), map(wanted.__contains__, values))) if wanted else []


def _blank(value: CellValue) -> bool:
    return value is None or value == "" or (isinstance(value, str) and not value.strip())


def _column_of(cell: str) -> int:
    area = Area.parse(cell)
    return area.first_column if area is not None else 0
