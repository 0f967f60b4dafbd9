"""A workbook that grew in the office → the proposal which range is which table and which header which column.

What is accepted is kept on the owned sheet `Zuordnung` (`mapping_sheet.py`, read by `workbook/reading/mapping.py`);
the office's sheets stay as they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from workbook.adoption.gains import column_gains, table_gains
from workbook.adoption.header_rows import beside, grown_headers
from workbook.adoption.likeness import (
    ENOUGH,
    SURE,
    TOLD,
    USUAL,
    is_number_of_the_house,
    key_pattern,
    likeness,
    name_likeness,
)
from workbook.adoption.proposed import ColumnProposal, Proposal, TableProposal
from workbook.adoption.splitting import chosen_splits, holds_more, unlike_the_others
from workbook.cells import address, text_of
from workbook.reading.formats import Typing
from workbook.reading.headers import Header, excel_headers
from workbook.reading.mapping import (
    MAPPING_SHEET,
    TableMapping,
    numbered,
    plain,
    read_mapping,
)
from workbook.schema import LISTS, LISTS_SHEET, TABLES, Client, Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from workbook.cells import CellValue, Grid
    from workbook.reading.raw import RawBook
    from workbook.schema import Column, TableSpec

_SAMPLES = 40
_FEWEST_COLUMNS = 3
_MANY_COLUMNS = 5
_PASSABLE = 45  # a table is proposed from this confidence on
_NEARLY_AS_GOOD = 0.9  # a range whose best table stands elsewhere is another one only if that fits nearly as well
_OF_THE_FIRM = "ansprech"
"""In a list of firms or partners the „Ansprechpartner“ is theirs, not the office's."""
_RECORDED = ("recorded_on", "recorded_by")
_NAMES = ("last_name", "name", "title")
_NOT_THE_OFFICES = {plain(MAPPING_SHEET), plain(LISTS_SHEET)}
_PUBLIC = {plain(value) for choices in LISTS if choices.closed for value in choices.values}
"""Statuses, kinds and reasons: none of them can be somebody's name."""


class _Candidate(Struct, frozen=True):
    """A header with the tables that it may be, the best first."""

    header: Header
    options: tuple[TableProposal, ...]

    @property
    def rank(self) -> tuple[bool, float]:
        return self.options[0].rank


def propose(book: RawBook) -> Proposal:
    """Return the proposal for a workbook; each range becomes one table at most, and each table one range.

    Raises:
        DamagedWorkbookError: a sheet cannot be read to its end.
        StrayCellError: a cell stands so far out that its sheet does not fit into memory.
    """
    candidates: list[_Candidate] = []
    own = {*book.owned.values()}
    if not own:  # a file that cannot tell, or the very first look at a workbook
        own = {sheet for sheet in book.sheets if plain(sheet) in _NOT_THE_OFFICES}
    sheets = [sheet for sheet in book.sheets if sheet not in own and plain(sheet) != plain(LISTS_SHEET)]
    framed = list(excel_headers(book))
    for sheet in sheets:
        grid = book.grid(sheet)
        headers = grown_headers(sheet, grid, [frame for frame in framed if frame.sheet == sheet])
        candidates += _candidates(headers, lambda header, grid=grid: _options(header, grid, book))  # type: ignore[misc]
    told = read_mapping(book)
    settled, further = _settled(candidates, told)
    tables = tuple(_as_told(table, told.get(table.table)) for table in settled)
    known = {table.sheet for table in (*tables, *further)}
    return Proposal(
        tables,
        tuple(sheet for sheet in sheets if sheet not in known),
        tuple(further),
        table_gains(table.table for table in tables),
        {table.table: table.mapping for table in tables if table.lacks_key is None},
    )


def _as_told(table: TableProposal, mapping: TableMapping | None) -> TableProposal:
    """Return a proposal with what the office has put right before: its word is not proposed away."""
    if mapping is None or plain(mapping.sheet) != plain(table.sheet):
        return table
    columns = tuple(
        replace(column, label=mapping.columns[header], confidence=SURE if mapping.columns[header] else 0)
        if header in mapping.columns
        else column
        for header, column in zip(numbered(column.header for column in table.columns), table.columns, strict=True)
    )
    return replace(table, columns=columns)


def _candidates(
    headers: Sequence[Header], rate: Callable[[Header], tuple[TableProposal, ...]]
) -> Iterator[_Candidate]:
    """Yield the headers that may be tables, pieces of one header row put together where only one of them could be.

    A column without a header stands in the middle of many a table; between two tables with a key it divides them.
    """
    rated = cache(rate)
    whole: list[Header] = []
    for piece in headers:
        both = beside(whole[-1], piece) if whole else None
        if both is not None and not (_stands_alone(rated(whole[-1])) and _stands_alone(rated(piece))):
            whole[-1] = both
        else:
            whole.append(piece)
    for header in whole:
        if options := rated(header):
            yield _Candidate(header, options)


def _stands_alone(options: Sequence[TableProposal]) -> bool:
    return any(option.lacks_key is None for option in options)


def _settled(
    candidates: Sequence[_Candidate], told: Mapping[str, TableMapping]
) -> tuple[list[TableProposal], list[TableProposal]]:
    """Return the surest proposals, each table and each range once, and what is left over."""
    taken: list[Header] = []
    tables: dict[str, TableProposal] = {}
    further: list[TableProposal] = []
    for candidate in sorted(candidates, key=lambda each: (not _is_told(each, told), *each.rank)):
        header, best = candidate.header, candidate.options[0]
        if any(
            other.sheet == header.sheet and (other.overlaps(header) or _crosses(header, other)) for other in taken
        ):
            continue
        free = [
            option
            for option in candidate.options
            if option.table not in tables and option.weight >= _NEARLY_AS_GOOD * best.weight
        ]
        taken.append(header)
        if free:
            tables[free[0].table] = free[0]
        else:
            further.append(best)
    # As staff meet them: tab by tab, from top to bottom.
    at = {id(option): number for number, each in enumerate(candidates) for option in each.options}
    return sorted(tables.values(), key=lambda table: at[id(table)]), sorted(further, key=lambda each: at[id(each)])


def _is_told(candidate: _Candidate, told: Mapping[str, TableMapping]) -> bool:
    """Tell whether the office has said before that this is the range of its best table."""
    mapping = told.get(candidate.options[0].table)
    header = candidate.header
    return mapping is not None and (plain(mapping.sheet), mapping.header_row) == (plain(header.sheet), header.row)


def _crosses(header: Header, other: Header) -> bool:
    """Tell whether one of two headers stands among the rows of the other: a row of data that looks like one."""
    columns = {number for number, _ in header.numbered} & {number for number, _ in other.numbered}
    upper, lower = sorted((header, other), key=lambda each: each.row)
    return bool(columns) and (upper.last_row is None or lower.row <= upper.last_row)


def _options(header: Header, grid: Grid, book: RawBook) -> tuple[TableProposal, ...]:
    """Return the tables that a header may be, the best first."""
    if len(header.numbered) < _FEWEST_COLUMNS:
        return ()
    body = [
        (number, row)
        for number, row in enumerate(grid[header.row : header.last_row], header.row + 1)
        if number not in header.repeated
    ]
    places = [number - 1 for number, _ in header.numbered]
    rows = sum(sum(row[place] not in {"", None} for place in places) >= _FEWEST_COLUMNS for _, row in body)
    below = _values_below(header, [row for _, row in body])
    whole = {
        number: {place: row[number - 1] for place, row in body if text_of(row[number - 1]).strip()}
        for number in below
    }
    found = (_table(record.spec, header, (below, whole), rows, date_1904=book.date_1904) for record in TABLES)
    named = plain(header.sheet)  # „Anliegen“ with a column „Klient“ are no clients
    return tuple(sorted(filter(None, found), key=lambda each: (plain(each.table) != named, each.rank)))


def _values_below(header: Header, body: Grid) -> dict[int, list[CellValue]]:
    """Return up to forty filled cells below each header cell."""
    rows = body[: 10 * _SAMPLES]
    return {
        number: [row[number - 1] for row in rows if text_of(row[number - 1]).strip()][:_SAMPLES]
        for number, _ in header.numbered
    }


_Values = Mapping[int, list["CellValue"]]
_Cells = Mapping[int, Mapping[int, "CellValue"]]


def _table(
    spec: TableSpec, header: Header, values: tuple[_Values, _Cells], rows: int, *, date_1904: bool
) -> TableProposal | None:
    """Return a header as a proposal for a table, `None` where too little speaks for it.

    `values` are some of the filled cells below each header, and all of them by row.
    """
    below, cells = values
    whole = {number: list(each.values()) for number, each in cells.items()}
    assigned = _assigned(spec, header, below, date_1904=date_1904)
    if len(assigned) < min(_FEWEST_COLUMNS, len(spec.columns)):
        return None
    headers = dict(header.numbered)
    splits = chosen_splits(spec, headers, whole, {number: column.name for number, (column, _) in assigned.items()})
    for number, (column, _) in list(assigned.items()):
        if number in splits or holds_more(spec, column.name, whole[number]):
            del assigned[number]
    names = {column.name for column, _ in assigned.values()}
    names |= {name for split in splits.values() for name in split.names}
    lacks_key = spec.column(spec.key).label if spec.key is not None and spec.key not in names else None
    if _is_of_others(spec, names, headers.values(), lacks_key=lacks_key is not None):
        return None
    scores = {number: score for number, (_, score) in assigned.items()}
    scores |= {number: split.confidence for number, split in splits.items()}
    confidence = _confidence(spec, header, names, scores.values())
    if confidence < _PASSABLE or (lacks_key and confidence < _PASSABLE + 10):
        return None
    columns = tuple(
        ColumnProposal(
            header=text,
            cell=address(header.row, number),
            label=assigned[number][0].label if number in assigned else "",
            confidence=round(scores.get(number, 0)),
            samples=_samples(below[number]),
            parts=tuple(spec.column(name).label for name in splits[number].names) if number in splits else (),
            split=splits.get(number),
            unclear=_unclear(spec, text, number, cells) if number not in splits and number not in assigned else (),
        )
        for number, text in header.numbered
    )
    return TableProposal(
        table=spec.sheet,
        sheet=header.sheet,
        header_row=header.row,
        rows=rows,
        confidence=confidence,
        columns=columns,
        gains=column_gains(spec, names),
        lacks_key=lacks_key,
        other_keys=_other_keys(spec, assigned, below),
        last_row=header.last_row,
    )


def _is_of_others(spec: TableSpec, names: Collection[str], headers: Iterable[str], *, lacks_key: bool) -> bool:
    """Tell whether a list is of something else than the table, however many of its columns fit."""
    naming = _naming(spec)
    if lacks_key and not set(names).issuperset(naming):
        return True  # without key and name nobody knows of whom a row is
    if naming and set(names).isdisjoint({*naming, "first_name"}):
        return True  # keys of people or firms and nothing that names one: another list that refers to them
    # People, however their names are written: no partner and no firm has a birthday.
    return lacks_key and "name" in naming and _tells_births(headers)


def _unclear(spec: TableSpec, header: str, number: int, cells: _Cells) -> tuple[str, ...]:
    """Return the cells that do not say plainly how the others of their column could be taken apart."""
    return tuple(address(row, number) for row in unlike_the_others(spec, header, cells[number]))


def _assigned(
    spec: TableSpec, header: Header, below: _Values, *, date_1904: bool
) -> dict[int, tuple[Column, float]]:
    """Return by column number what it is most like, each column of the table once."""
    assigned: dict[int, tuple[Column, float]] = {}
    for score, number, column in sorted(
        _scores(spec, header, below, date_1904=date_1904), key=lambda entry: -entry[0]
    ):
        if number not in assigned and all(other.name != column.name for other, _ in assigned.values()):
            assigned[number] = (column, score)
    return assigned


def _confidence(spec: TableSpec, header: Header, names: Collection[str], scores: Collection[float]) -> int:
    """Return how sure it is that a header is the table's: by its name, or because nearly all it says is known."""
    # A list that an office kept for itself has neither keys of its own nor a column for who recorded a row when.
    own = {spec.key, *(_RECORDED if spec.key not in names else ())}.difference(names)
    required = [column for column in spec.columns if column.required and column.name not in own]
    there = sum(column.name in names for column in required)
    mean = sum(scores) / max(1, len(scores))
    sheet = max(name_likeness(plain(header.sheet), "", name, ()) for name in (spec.sheet, *spec.aliases))
    named = header.name and plain(header.name) in {plain(spec.table_name), plain(spec.sheet)}
    bonus = 20 if sheet >= 85 or named else 0
    by_required = min(100, mean * (0.4 + 0.6 * there / max(1, len(required))) + bonus)
    if len(scores) < _MANY_COLUMNS or there < min(_FEWEST_COLUMNS, len(required)):
        return round(by_required)
    return round(max(by_required, 0.8 * mean * len(scores) / len(header.numbered)))


def _naming(spec: TableSpec) -> set[str]:
    """Return the columns that say of whom or what a row is, where the table has such."""
    return {column.name for column in spec.columns if column.name in _NAMES and column.required}


def _tells_births(headers: Iterable[str]) -> bool:
    """Tell whether a list has a column for birth dates."""
    column = Client.spec.column("birth_date")
    likeness = (name_likeness(plain(text), column.name, column.label, column.aliases) for text in headers)
    return any(likely >= USUAL for likely in likeness)


def _other_keys(
    spec: TableSpec, assigned: Mapping[int, tuple[Column, float]], below: Mapping[int, list[CellValue]]
) -> str | None:
    """Return an example of how a table's keys look where most of those in it look otherwise."""
    place = next((number for number, (column, _) in assigned.items() if column.name == spec.key), None)
    pattern = key_pattern(assigned[place][0]) if place is not None else None
    if place is None or pattern is None:
        return None
    right = sum(pattern.fullmatch(text_of(value).strip().upper()) is not None for value in below[place])
    return None if right * 2 >= len(below[place]) else assigned[place][0].pattern_example


def _samples(values: Sequence[CellValue]) -> tuple[str, ...]:
    """Return two different values, covered but for their shape; a status says nothing of anybody and is shown."""
    texts = dict.fromkeys(" ".join(text_of(value).split()) for value in values)
    return tuple(text if plain(text) in _PUBLIC else _covered(text) for text in list(texts)[:2])


def _covered(text: str) -> str:
    """Return a text of which only the marks between letters and digits can be read: two letters may be a name."""
    return "".join("•" if character.isalnum() else character for character in text)[:24]


def _scores(
    spec: TableSpec, header: Header, below: Mapping[int, list[CellValue]], *, date_1904: bool
) -> Iterator[tuple[float, int, Column]]:
    lists = {choices.name: choices.values for choices in LISTS}
    of_others = any(column.name == "contact_last_name" for column in spec.columns)
    for column in (column for column in spec.columns if not column.for_the_eye):
        allowed = lists.get(column.choices.name, ()) if column.choices else ()
        typing = Typing(column, allowed, date_1904)
        before = ""
        for number, text in header.numbered:
            if of_others and column.name == "owner" and plain(text).startswith(_OF_THE_FIRM):
                continue
            score = likeness(text, below[number], column, typing)
            if column.kind is Kind.HOUSE_NUMBER and is_number_of_the_house(before, text, below[number]):
                score = max(score, TOLD)
            if score >= ENOUGH:
                yield score, number, column
            before = text
