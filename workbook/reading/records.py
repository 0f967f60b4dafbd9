"""Raw workbook → typed records, and the format findings met on the way.

Where the tables stand, in what order the sheets are read, which lists the office keeps; what a table's cells become
is `cleaning.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbook.cells import text_of
from workbook.errors import NoKnownTableError
from workbook.reading.below import below_findings, rows_below
from workbook.reading.cleaning import TableReader
from workbook.reading.collector import collector_at_rest
from workbook.reading.layout import date_system_finding
from workbook.reading.locating import SEARCHED_ROWS, locate_all, plain
from workbook.reading.sheet_columns import columns_of
from workbook.reading.staff_sheets import staff_sheets
from workbook.schema import LISTS, LISTS_SHEET, TABLES, OfficeSetting, Record
from workbook.schema.setting_names import SettingName
from workbook.tables import Office

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from workbook.findings import Finding
    from workbook.reading.excel_table import ExcelTable
    from workbook.reading.locating import Located
    from workbook.reading.mapping import TableMapping
    from workbook.reading.raw import RawBook
    from workbook.reading.sheet_columns import SheetColumns
    from workbook.tables import Table

_AT_ONCE = 2
"""So many sheets are on the way: the one whose values are read, and one that is parsed beside; more take memory."""


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
    lists, phone = _read_lists(book), _office_phone(book, places.get(OfficeSetting.spec.sheet))
    tables: dict[type[Record], Table[Any]] = {}
    told: dict[type[Record], list[Finding]] = {}
    by_sheet: dict[str, list[tuple[type[Record], Located]]] = {}
    for record, located in found:
        by_sheet.setdefault(located.sheet, []).append((record, located))
    # In the order of all sheets of the staff, in which they were begun to be parsed.
    places_ahead = {sheet: place for place, sheet in enumerate(book.soonest(staff_sheets(book.sheets, book.owned)))}
    order = sorted(by_sheet, key=lambda sheet: places_ahead.get(sheet, len(places_ahead)))
    for number, sheet in enumerate(order):
        for each in order[number : number + _AT_ONCE]:
            book.ahead(each)
        placed = by_sheet[sheet]
        columns = _columns(book, sheet, [located for _, located in placed])
        marks = book.marks(sheet)
        for record, located in placed:
            frame = _frame(book, located)
            below = rows_below(
                located,
                columns,
                lists,
                stop=_next_below(book, located, [other for _, other in placed]),
                totals=frame.totals_rows if frame is not None else 0,
                date_1904=book.date_1904,
            )
            reader = TableReader(
                record,
                below.extended(located),
                columns,
                marks,
                lists,
                date_1904=book.date_1904,
                shown=book.shown,
                left_out=below.left_out(located),
            )
            reader.office_phone = phone
            if located is placed[-1][1]:
                del columns  # the reader lets go of each column that it has read
            tables[record] = reader.table()
            told[record] = [
                *below_findings(located, below, frame.name if frame is not None else ""),
                *reader.findings,
            ]
    findings = [each for placed in by_sheet.values() for record, _ in placed for each in told[record]]
    if book.date_1904:
        findings.append(date_system_finding(found[0][1]))
    ordered = {record: tables[record] for record in records if record in tables}
    return Office(ordered, lists, book.name), tuple(findings)


def _frame(book: RawBook, located: Located) -> ExcelTable | None:
    """Return the Excel table that a located table is, `None` for a plain range."""
    columns = located.columns.values()
    return next(
        (
            table
            for table in book.tables
            if located.bounded
            and (table.sheet, table.header_row) == (located.sheet, located.header_row)
            and table.first_column <= min(columns) < table.first_column + len(table.columns)
        ),
        None,
    )


def _next_below(book: RawBook, located: Located, known: Iterable[Located]) -> int | None:
    """Return the first row of the next table below that shares a column with this one, `None` if there is none."""
    first, last = min(located.columns.values()), max(located.columns.values())
    spans = [
        (other.header_row, min(other.columns.values()), max(other.columns.values()))
        for other in known
        if other is not located
    ]
    spans += [
        (table.header_row, table.first_column, table.first_column + len(table.columns) - 1)
        for table in book.tables
        if table.sheet == located.sheet
    ]
    end = located.last_row or located.header_row
    return min((row for row, left, right in spans if row > end and left <= last and first <= right), default=None)


def _columns(book: RawBook, sheet: str, placed: Sequence[Located]) -> SheetColumns:
    """Return the columns of a sheet below its first header, counted down to the last row of its tables."""
    ends = [located.last_row for located in placed]
    last = None if None in ends else max(end for end in ends if end is not None)
    return columns_of(book.rows(sheet), min(located.header_row for located in placed), last)


def _office_phone(book: RawBook, settings: Located | None) -> str:
    """Return the office's own number as it stands on its settings, `""` where it stands nowhere."""
    if settings is None or not {"name", "value"} <= settings.columns.keys():
        return ""
    name, value = (settings.columns[column] - 1 for column in ("name", "value"))
    for row in book.grid(settings.sheet)[settings.header_row : settings.last_row]:
        if plain(row[name]) == plain(SettingName.PHONE):
            return text_of(row[value])
    return ""


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
