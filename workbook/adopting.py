"""A workbook that grew in the office → the proposal which range is which table and which header which column.

What is accepted is kept on the owned sheet `Zuordnung` (see `mapping.py`); the office's sheets stay as they are.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from workbook.cells import address
from workbook.findings import masked
from workbook.formats import Typing
from workbook.formats.texts import text_of
from workbook.headers import Header, excel_headers, runs_of
from workbook.likeness import ENOUGH, SURE, likeness, name_likeness
from workbook.mapping import MAPPING_COLUMNS, MAPPING_SHEET, MAPPING_TABLE, TableMapping, plain, read_mapping
from workbook.schema import LISTS, LISTS_SHEET, TABLES, Kind
from workbook.sheets import SUBTITLE, TEXT, TITLE, Block, Sheet, Table, TableColumn

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from workbook.cells import CellValue
    from workbook.reading import Grid, RawBook
    from workbook.schema import Column, TableSpec

_SAMPLES = 40
_LOOKED_AT = 300  # rows of a sheet in which a header may stand
_FEWEST_COLUMNS = 3
_PASSABLE = 45  # a table is proposed from this confidence on
_NOT_THE_OFFICES = {
    plain(name) for name in (MAPPING_SHEET, LISTS_SHEET, "Prüfbericht", "Dashboard", "Fakten", "Start")
}


@dataclass(frozen=True, slots=True)
class ColumnProposal:
    """A header and the column that it seems to be: `label` is `""` where none is like it. Samples are masked."""

    header: str
    cell: str
    label: str
    confidence: int
    samples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TableProposal:
    """A range and the table that it seems to be. `gains` says which column would bring the office what."""

    table: str
    sheet: str
    header_row: int
    confidence: int
    columns: tuple[ColumnProposal, ...]
    gains: tuple[tuple[str, str], ...] = ()
    lacks_key: str | None = None

    @property
    def unmapped(self) -> tuple[str, ...]:
        """Headers that are like no column."""
        return tuple(column.header for column in self.columns if not column.label)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What was found in a workbook. `unknown` are sheets on which no table of the office was recognised."""

    tables: tuple[TableProposal, ...]
    unknown: tuple[str, ...]
    mappings: Mapping[str, TableMapping] = field(default_factory=dict)


def propose(book: RawBook) -> Proposal:
    """Return the proposal for a workbook; each range becomes one table at most, and each table one range.

    Raises:
        DamagedWorkbookError: a sheet cannot be read to its end.
        StrayCellError: a cell stands so far out that its sheet does not fit into memory.
    """
    candidates: list[tuple[TableProposal, Header]] = []
    sheets = [sheet for sheet in book.sheets if plain(sheet) not in _NOT_THE_OFFICES]
    framed = list(excel_headers(book))
    for sheet in sheets:
        grid = book.grid(sheet)
        for header in _headers(sheet, grid, [frame for frame in framed if frame.sheet == sheet]):
            below = _values_below(header, grid)
            for record in TABLES:
                proposed = _table(record.spec, header, below, date_1904=book.date_1904)
                if proposed is not None:
                    candidates.append((proposed, header))
    told = read_mapping(book)
    tables = tuple(_as_told(table, told.get(table.table)) for table in _settled(candidates))
    known = {table.sheet for table in tables}
    return Proposal(
        tables,
        tuple(sheet for sheet in sheets if sheet not in known),
        {table.table: _mapping(table) for table in tables if table.lacks_key is None},
    )


def _as_told(table: TableProposal, mapping: TableMapping | None) -> TableProposal:
    """Return a proposal with what the office has put right before: its word is not proposed away."""
    if mapping is None or plain(mapping.sheet) != plain(table.sheet):
        return table
    columns = tuple(
        replace(column, label=mapping.columns[header], confidence=SURE if mapping.columns[header] else 0)
        if (header := plain(column.header)) in mapping.columns
        else column
        for column in table.columns
    )
    return replace(table, columns=columns)


def _settled(candidates: list[tuple[TableProposal, Header]]) -> Iterator[TableProposal]:
    """Yield the surest proposals that do not want the same range or table as a surer one."""
    taken: list[Header] = []
    tables: set[str] = set()
    candidates.sort(key=lambda pair: (pair[0].lacks_key is not None, -_weight(pair[0])))
    for proposed, header in candidates:
        same_block = any(
            other.sheet == header.sheet and (other.overlaps(header) or _crosses(header, other)) for other in taken
        )
        if proposed.table not in tables and not same_block:
            tables.add(proposed.table)
            taken.append(header)
            yield proposed


def _weight(table: TableProposal) -> float:
    return table.confidence + 2 * sum(bool(column.label) for column in table.columns)


def _crosses(header: Header, other: Header) -> bool:
    """Tell whether one of two headers stands among the rows of the other: a row of data that looks like one."""
    columns = {number for number, _ in header.numbered} & {number for number, _ in other.numbered}
    upper, lower = sorted((header, other), key=lambda each: each.row)
    return bool(columns) and lower.row <= (upper.last_row or upper.row)


def _headers(sheet: str, grid: Grid, framed: Sequence[Header]) -> Iterator[Header]:
    """Yield the headers of Excel tables, and rows of nothing but different texts with something below them."""
    yield from framed
    rows = {header.row for header in framed}
    for number, row in enumerate(grid[:_LOOKED_AT], 1):
        filled = [value for value in row if value not in {"", None}]
        texts = [value for value in filled if isinstance(value, str) and len(value) < 60]
        inside = any(header.row <= number <= (header.last_row or 0) for header in framed)
        if len(texts) < _FEWEST_COLUMNS or len(texts) < len(filled) or inside or number in rows:
            continue
        for run in runs_of(row):
            if len(run) >= _FEWEST_COLUMNS and len({text for _, text in run}) == len(run):
                yield Header(sheet, number, run, _last_row(grid, number, run))


def _last_row(grid: Grid, header_row: int, run: Sequence[tuple[int, str]]) -> int:
    """Return the last row before a gap below a header."""
    first, last = run[0][0] - 1, run[-1][0]
    end = header_row
    while end < len(grid) and any(text_of(value).strip() for value in grid[end][first:last]):
        end += 1
    return end


def _values_below(header: Header, grid: Grid) -> dict[int, list[CellValue]]:
    """Return up to forty filled cells below each header cell."""
    last = header.last_row or len(grid)
    rows = grid[header.row : min(last, header.row + 10 * _SAMPLES)]
    return {
        number: [row[number - 1] for row in rows if number <= len(row) and text_of(row[number - 1]).strip()][
            :_SAMPLES
        ]
        for number, _ in header.numbered
    }


def _table(
    spec: TableSpec, header: Header, below: Mapping[int, list[CellValue]], *, date_1904: bool
) -> TableProposal | None:
    """Return a header as a proposal for a table, `None` where too little speaks for it."""
    scores = _scores(spec, header, below, date_1904=date_1904)
    assigned: dict[int, tuple[Column, float]] = {}
    for score, number, column in sorted(scores, key=lambda entry: -entry[0]):
        if number not in assigned and all(other.name != column.name for other, _ in assigned.values()):
            assigned[number] = (column, score)
    if len(assigned) < min(_FEWEST_COLUMNS, len(spec.columns)):
        return None
    names = {column.name for column, _ in assigned.values()}
    required = [column for column in spec.columns if column.required]
    share = sum(column.name in names for column in required) / max(1, len(required))
    mean = sum(score for _, score in assigned.values()) / len(assigned)
    sheet = max(name_likeness(plain(header.sheet), "", name, ()) for name in (spec.sheet, *spec.aliases))
    named = header.name and plain(header.name) in {plain(spec.table_name), plain(spec.sheet)}
    bonus = 20 if sheet >= 85 or named else 0
    confidence = round(min(100, mean * (0.4 + 0.6 * share) + bonus))
    lacks_key = spec.column(spec.key).label if spec.key is not None and spec.key not in names else None
    if confidence < _PASSABLE or (lacks_key and confidence < _PASSABLE + 10):
        return None
    return TableProposal(
        table=spec.sheet,
        sheet=header.sheet,
        header_row=header.row,
        confidence=confidence,
        columns=tuple(
            ColumnProposal(
                header=text,
                cell=address(header.row, number),
                label=assigned[number][0].label if number in assigned else "",
                confidence=round(assigned[number][1]) if number in assigned else 0,
                samples=tuple(masked(text_of(value)) for value in below[number][:2]),
            )
            for number, text in header.numbered
        ),
        gains=tuple(
            (column.label, _gain(column))
            for column in spec.columns
            if column.name not in names and not column.formula
        ),
        lacks_key=lacks_key,
    )


def _scores(
    spec: TableSpec, header: Header, below: Mapping[int, list[CellValue]], *, date_1904: bool
) -> Iterator[tuple[float, int, Column]]:
    lists = {choices.name: choices.values for choices in LISTS}
    for column in spec.columns:
        allowed = lists.get(column.choices.name, ()) if column.choices else ()
        typing = Typing(column, allowed, date_1904)
        for number, text in header.numbered:
            score = likeness(text, below[number], column, typing)
            if score >= ENOUGH:
                yield score, number, column


def _gain(column: Column) -> str:
    """Return what the office gains by a column that it does not keep yet."""
    if column.required:
        return "Pflichtangabe: Ohne sie gilt jede Zeile als unvollständig."
    by_kind = {
        Kind.DATE: "Fristen und Zeiträume können geprüft werden.",
        Kind.MONTH: "Fristen und Zeiträume können geprüft werden.",
        Kind.EURO: "Beträge können geprüft und ausgewertet werden.",
        Kind.REFERENCE: "Der Bezug zu einem anderen Blatt kann geprüft werden.",
        Kind.CHOICE: "Danach kann ausgewertet werden.",
        Kind.YES_NO: "Danach kann ausgewertet werden.",
        Kind.PHONE: "Die Angabe steht dann in Einladungen und Schreiben.",
        Kind.EMAIL: "Die Angabe steht dann in Einladungen und Schreiben.",
    }
    return by_kind.get(column.kind, "Die Angabe steht dann für Schreiben und Prüfung bereit.")


def _mapping(table: TableProposal) -> TableMapping:
    columns = {plain(column.header): column.label for column in table.columns}
    return TableMapping(table.table, table.sheet, table.header_row, columns)


def mapping_sheet(proposal: Proposal) -> Sheet:
    """Return the owned sheet `Zuordnung`: a row for each header, its column empty where none is like it."""
    rows = [
        [
            table.table,
            table.sheet,
            str(table.header_row),
            column.header,
            column.label,
            f"{column.confidence} %" if column.label else "",
            column.cell,
            " · ".join(column.samples),
        ]
        for table in proposal.tables
        if table.lacks_key is None
        for column in table.columns
    ]
    widths = (22, 22, 11, 32, 32, 12, 9, 34)
    labels = (*MAPPING_COLUMNS, "Sicherheit", "Zelle", "Beispiele (verdeckt)")
    columns = [TableColumn(label, width, TEXT) for label, width in zip(labels, widths, strict=True)]
    return Sheet(
        name=MAPPING_SHEET,
        blocks=[
            Block(1, 1, [["Zuordnung: So versteht Lotse diese Mappe"]], TITLE),
            Block(
                2,
                1,
                [["Stimmt eine „Spalte in Lotse“ nicht: hier berichtigen oder leeren; das gilt ab sofort."]],
                SUBTITLE,
            ),
        ],
        tables=[Table(MAPPING_TABLE, 4, 1, columns, rows)],
        widths=dict(enumerate(widths, 1)),
        freeze=(5, 1),
    )
