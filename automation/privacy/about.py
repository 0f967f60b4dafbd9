"""Office and sheets → every row and cell about one person, as it stands there and in words.

A row is about somebody where it names their key, or names no key at all and belongs to a row that is about them.
The rows of the household are about all who live in it. Whatever else mentions somebody, on any sheet, is told too.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from automation.privacy.decoding import Decoder, shown_cell
from automation.privacy.traces import Identity, Traces
from workbook.cells import Area, address, column_letters, text_of
from workbook.schema import (
    TABLES,
    BenefitMonth,
    Client,
    Course,
    Employer,
    EmptyShop,
    ExternalActual,
    Household,
    LegalValue,
    OfficeDayOff,
    OfficeSetting,
    Partner,
    Record,
    StaffMember,
    Subsidy,
    Target,
    Vacancy,
    VisitCount,
)
from workbook.tables import shown_value

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from workbook.cells import CellValue
    from workbook.reading.raw import RawBook
    from workbook.schema import Column
    from workbook.tables import Office, Table

CLIENT = "client_id"
_HOUSEHOLD = "household_id"

NOT_ABOUT: Mapping[type[Record], str] = MappingProxyType(
    {
        VisitCount: "zählt Besuche ohne Person",
        Partner: "beschreibt Organisationen; wer die Person nennt, wird als Stelle genannt",
        Employer: "beschreibt Betriebe; wer die Person nennt, wird als Stelle genannt",
        Vacancy: "beschreibt Stellen, nicht wer sie bekam",
        Course: "beschreibt Kurse, nicht wer teilnahm",
        EmptyShop: "beschreibt Ladenlokale",
        Target: "beschreibt Ziele",
        ExternalActual: "nennt Summen der Stadt",
        StaffMember: "nennt Menschen aus dem Büro",
        OfficeSetting: "beschreibt das Büro",
        LegalValue: "nennt Beträge eines Gesetzes",
        Subsidy: "beschreibt Förderungen",
        OfficeDayOff: "nennt Feiertage",
    }
)
"""Tables whose rows are about no client, each with the reason: an answer names those that name the person."""


class CellAbout(Struct, frozen=True):
    """A cell: its address, the header above it, what it says in words. `column` where the schema knows it."""

    cell: str
    label: str
    text: str
    column: Column | None = None


class RowAbout(Struct, frozen=True):
    """A row about the person; `because` says why, where it does not name the person itself.

    `source` says when and from whom the row is. `shared` rows are about others of the household too.
    """

    record: type[Record]
    sheet: str
    row: int
    key: str
    cells: tuple[CellAbout, ...]
    source: str
    because: str = ""
    shared: bool = False

    @property
    def place(self) -> str:
        """The cells that the row takes, as `Klienten!A5:AX5`."""
        first, last = self.cells[0].cell, self.cells[-1].cell
        return f"{self.sheet}!{first}" if first == last else f"{self.sheet}!{first}:{last}"


class MentionedAt(Struct, frozen=True):
    """A place beside those rows that names the person: what by, and what stands there.

    `owned` says that the sheet is Lotse's, `whole` that all of a row is shown and not one cell.
    """

    sheet: str
    cell: str
    by: tuple[str, ...]
    text: str
    owned: str = ""
    whole: bool = False


def rows_about(office: Office, book: RawBook, key: str) -> tuple[RowAbout, ...]:
    """Return the rows about a person, in the order of the tables; none where nothing names the key."""
    chosen = _chosen(office, key)
    decoder = Decoder(office)
    return tuple(
        row
        for record in TABLES
        if record in chosen
        for row in _rows(office[record], book, chosen[record], decoder, office)
    )


def identity_of(office: Office, rows: Sequence[RowAbout], key: str, *, household: bool = True) -> Identity:
    """Return what the person of these rows can be recognised by; with the numbers of their `household` or not."""
    clients = [office[Client].at(office[Client].position_of(row.row)) for row in rows if row.record is Client]
    numbers = [number for each in clients for number in (each.customer_no, each.former_customer_no)]
    names = [(each.first_name, name) for each in clients for name in (each.last_name, each.birth_name)]
    homes = [row for row in rows if row.record is Household]
    if household:
        numbers += [office[Household].at(office[Household].position_of(row.row)).household_no for row in homes]
    own = [row.key for row in rows if row.key and row.record is not Client and (household or not row.shared)]
    return Identity(
        key,
        names=tuple(dict.fromkeys((first, last) for first, last in names if first and last)),
        phones=_filled(each.phone for each in clients),
        emails=_filled(each.email for each in clients),
        numbers=_filled(numbers),
        row_keys=tuple(dict.fromkeys(own)),
    )


def mentions(book: RawBook, rows: Sequence[RowAbout], traces: Traces, office: Office) -> Iterator[MentionedAt]:
    """Yield where else the person is named: cells and notes of every sheet that are not in these rows."""
    taken = {(row.sheet, each.cell) for row in rows for each in row.cells}
    rows_taken = {(row.sheet, row.row) for row in rows}
    known = {table.sheet for table in office}
    owned = {sheet: key for key, sheet in book.owned.items()}
    for sheet in book.sheets:
        header: Sequence[CellValue] = ()
        for number, values in enumerate(book.rows(sheet), 1):
            texts = [text_of(value) if value not in (None, "") else "" for value in values]
            if header == () and sum(map(bool, texts)) > 2:
                header = texts
            if (sheet, number) in rows_taken:
                places = enumerate(texts, 1)
                texts = ["" if (sheet, address(number, column)) in taken else text for column, text in places]
            if not traces.may_be_in(joined := "\n".join(texts)):
                continue
            if by := traces.in_text(joined):
                yield from _mentioned(
                    sheet, number, texts, traces, by, owned.get(sheet, ""), whole=sheet not in known
                )
        for (row, column), note in book.comments(sheet).items():
            if (sheet, row) not in rows_taken and (by := traces.in_text(note.text)):
                yield MentionedAt(sheet, address(row, column), by, f"Notiz: {note.text}", owned.get(sheet, ""))


def _mentioned(
    sheet: str, number: int, texts: Sequence[str], traces: Traces, by: tuple[str, ...], owned: str, *, whole: bool
) -> Iterator[MentionedAt]:
    """Yield one place for a row of a sheet that no table of the office is on, else one for each cell."""
    filled = [(column, text) for column, text in enumerate(texts, 1) if text]
    if whole:
        area = Area(number, filled[0][0], number, filled[-1][0]).reference
        yield MentionedAt(sheet, area, by, " · ".join(text for _, text in filled), owned, whole=True)
        return
    single = [(column, text, found) for column, text in filled if (found := traces.in_text(text))]
    for column, text, found in single:
        yield MentionedAt(sheet, address(number, column), found, text, owned)
    if not single:  # first and last name in two cells
        cells = [(column, text) for column, text in filled if traces.may_be_in(text)]
        yield MentionedAt(sheet, address(number, cells[0][0]), by, "In dieser Zeile steht derselbe Name.", owned)


def _chosen(office: Office, key: str) -> dict[type[Record], dict[int, str]]:
    """Return the positions of the rows about a person by table, each with the reason where it is not the key."""
    chosen: dict[type[Record], dict[int, str]] = {}
    clients = office[Client]
    mine = [position for position, each in enumerate(clients.column(CLIENT)) if each == key]
    if mine:
        chosen[Client] = dict.fromkeys(mine, "")
    homes = {clients.column(_HOUSEHOLD)[position] for position in mine} - {None}
    of_home: tuple[type[Record], ...] = (Household, BenefitMonth)
    for record in of_home:
        found = [position for position, each in enumerate(office[record].column(_HOUSEHOLD)) if each in homes]
        if found:
            chosen[record] = dict.fromkeys(found, "Haushalt der Person")
    personal = [record for record in TABLES if record is not Client and _refers(record, "Klienten")]
    for record in personal:
        found = [position for position, each in enumerate(office[record].column(CLIENT)) if each == key]
        if found:
            chosen[record] = dict.fromkeys(found, "")
    while sum(_follow(office, record, personal, chosen) for record in personal):
        pass
    return chosen


def _follow(
    office: Office,
    record: type[Record],
    personal: Sequence[type[Record]],
    chosen: dict[type[Record], dict[int, str]],
) -> bool:
    """Add rows that name nobody and belong to a row about the person; tell whether there were any."""
    table, added = office[record], False
    for column in record.spec.columns:
        target = next((each for each in personal if each.spec.sheet == column.refers_to), None)
        if target is None or target not in chosen or target.spec.key is None or not table.present(column.name):
            continue
        keys = {office[target].key_at(position): position for position in chosen[target]}
        clients = table.column(CLIENT)
        for position, value in enumerate(table.column(column.name)):
            if value and value in keys and clients[position] is None and position not in chosen.get(record, {}):
                chosen.setdefault(record, {})[position] = f"gehört zu {value} ({column.label})"
                added = True
    return added


def _refers(record: type[Record], sheet: str) -> bool:
    return any(column.refers_to == sheet and column.name == CLIENT for column in record.spec.columns)


def _rows(
    table: Table[Any], book: RawBook, chosen: Mapping[int, str], decoder: Decoder, office: Office
) -> Iterator[RowAbout]:
    grid, notes = book.grid(table.sheet), book.comments(table.sheet)
    columns = _columns(table)
    others = {
        number for each in office if each is not table and each.sheet == table.sheet for number in _columns(each)
    }
    own = range(min(columns), max(columns) + 1) if others else range(1, max(map(len, grid), default=0) + 1)
    header = grid[table.header_row - 1] if table.header_row <= len(grid) else []
    for position in sorted(chosen):
        row = table.rows[position]
        values = grid[row - 1] if row <= len(grid) else []
        cells = list(_cells(table, position, values, header, [n for n in own if n not in others], decoder))
        cells += [
            CellAbout(address(row, number), "Notiz an der Zelle", note.text)
            for (line, number), note in sorted(notes.items())
            if line == row and number not in others
        ]
        if cells:
            shared = table.record in {Household, BenefitMonth}
            key = table.key_at(position)
            yield RowAbout(
                table.record,
                table.sheet,
                row,
                key,
                tuple(cells),
                _source(table, position),
                chosen[position],
                shared,
            )


def _columns(table: Table[Any]) -> dict[int, Column]:
    present = (column for column in table.spec.columns if table.present(column.name))
    return {table.area(column.name).first_column: column for column in present}


def _cells(
    table: Table[Any],
    position: int,
    values: Sequence[CellValue],
    header: Sequence[CellValue],
    numbers: Sequence[int],
    decoder: Decoder,
) -> Iterator[CellAbout]:
    columns, row = _columns(table), table.rows[position]
    for number in numbers:
        typed = values[number - 1] if number <= len(values) else None
        column = columns.get(number)
        clean = table.column(column.name)[position] if column is not None else None
        if typed in (None, "") and clean is None:
            continue
        label = text_of(header[number - 1]).strip() if number <= len(header) else ""
        label = column.label if column is not None else label or f"Spalte {column_letters(number)}"
        text = shown_cell(typed) if column is None else decoder.words(column, clean, typed)
        yield CellAbout(address(row, number), label, text, column)


def _source(table: Table[Any], position: int) -> str:
    """Return when a row was written, by whom, and what it rests on."""

    def value(name: str) -> str:
        known = any(column.name == name for column in table.spec.columns)
        return shown_value(table.column(name)[position]) if known and table.column(name)[position] else ""

    pieces = [
        f"erfasst am {value('recorded_on')}" if value("recorded_on") else "",
        f"von {value('recorded_by')}" if value("recorded_by") else "",
        f"geändert am {value('changed_on')}" if value("changed_on") else "",
        f"Quelle: {value('source')}" if value("source") else "",
        f"Nachweis: {value('evidence')}" if value("evidence") else "",
    ]
    return ", ".join(filter(None, pieces)) or "ohne Vermerk"


def _filled(texts: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))
