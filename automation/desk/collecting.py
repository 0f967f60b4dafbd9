"""Intakes → new rows in the office's workbook, each once, and what stands about it on the sheet `Änderungen`.

The rows and the record of them are one change of the file: whoever is interrupted has both or neither.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from automation.desk.arrivals import Arranging, Taken
from automation.desk.changes_sheet import changes_sheet
from automation.desk.corrections import COLLECTED, Correction, read_corrections
from automation.desk.elsewhere import one_at_a_time
from automation.desk.own_values import format_for, located_for_intake, own_places
from automation.desk.row_told import row_told
from workbook.cells import address, text_of
from workbook.creating.derived import Derivation
from workbook.creating.intake import INTAKE
from workbook.reading.mapping import plain
from workbook.reading.records import read_office
from workbook.writing.appended_rows import NewRows
from workbook.writing.donor.file_formulas import stored
from workbook.writing.erased_keys import gone_from

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from automation.desk.arrivals import Arrival, Arrivals, Said
    from automation.desk.corrections import Corrections
    from automation.desk.incoming import Entry
    from workbook.reading.locating import Located
    from workbook.reading.raw import RawBook
    from workbook.schema import Record
    from workbook.sheets import Sheet
    from workbook.tables import Office
    from workbook.writing.appended_rows import Appended
    from workbook.writing.file_book import FileBook

_Own = Mapping[str, Mapping[str, int]]
"""Columns that the office has added: by sheet of the schema and plain header, where they stand."""
_FROM = re.compile(r"(?P<key>\S+) aus (?P<identity>E-\S+)")


@dataclass(frozen=True)
class Collecting:
    """What a run would do: which entries come, the rows for the workbook, the record of them, and what is lost.

    `left` are German sentences on values for which the workbook has no column.
    """

    arrivals: Arrivals
    rows: tuple[NewRows, ...]
    record: Sheet | None
    left: tuple[str, ...] = ()


def plan_collecting(book: FileBook, entries: Sequence[Entry], said: Said, today: date) -> Collecting:
    """Return what would come into the workbook; nothing is written.

    Raises:
        UnknownEntryError: staff speak of an entry that is not there.
        UnknownPersonError: an entry shall be a row that the workbook does not have.
        ErasedListError: the list of erased people cannot be read.
        WorkbookError: the workbook cannot be read.
    """
    with book.read() as raw:
        office = read_office(raw)[0].knowing(gone_from(book.path))
        located = located_for_intake(raw)
        own = {sheet: own_places(raw, place) for sheet, place in located.items()}
        arranging = Arranging(office, today, taken_before(read_corrections(raw)), said)
        arrivals = arranging.arrange(entries)
        rows: tuple[NewRows, ...] = ()
        refused: dict[str, str] = {}
        while arrivals.coming:
            merged = arranging.merged(arrivals.coming)
            rows = tuple(_rows(raw, merged, located, own, arrivals, today))
            against = book.append_obstacles(rows)
            if not against:
                break
            refused |= {rows[position].sheet: reason for position, reason in against.items()}
            arrivals = arranging.arrange(entries, refused)
        if not arrivals.coming:
            return Collecting(arrivals, (), None)
        record = changes_sheet(raw, corrections=_record(arrivals, office, located, _told(raw, rows), today))
    return Collecting(arrivals, rows, record, tuple(_left(arrivals, office, own)))


@one_at_a_time
def collect(book: FileBook, planned: Collecting, today: date) -> Appended:
    """Append the rows and the record of them.

    Raises:
        CellNotCorrectedError: something stands in the way; nothing was written.
        WorkbookError: the workbook is as it was; the class says why.
    """
    return book.append(planned.rows, [planned.record] if planned.record is not None else [], today=today)


def taken_before(corrections: Corrections) -> dict[tuple[str, str, str], Taken]:
    """Return what came in before, by intake, table and key in the intake."""
    found: dict[tuple[str, str, str], Taken] = {}
    tables = {_key_label(record): record.spec.sheet for record in INTAKE}
    for each in corrections.rows:
        told = _FROM.fullmatch(str(each.before or ""))
        if each.rule == COLLECTED and told is not None and not each.taken_back:
            sheet = tables.get(each.column, "")
            found[told["identity"], sheet, told["key"]] = Taken(
                str(each.after or ""), each.number_format.partition(" ")[0]
            )
    return found


def _key_label(record: type[Record]) -> str:
    """Return the header of a table's key, by which a line tells the table: sheets can be renamed."""
    return record.spec.column(record.spec.key or "").label


def _record(
    arrivals: Arrivals,
    office: Office,
    located: Mapping[str, Located],
    told: Mapping[tuple[str, int], str],
    today: date,
) -> Iterator[Correction]:
    """Yield a line for each row: where it came from, which key it got, and what it is known again by."""
    for each in arrivals.coming:
        spec = each.entry.record.spec
        column = located[spec.sheet].columns[spec.key or ""]
        yield Correction(
            sheet=office[each.entry.record].sheet,
            cell=address(each.row, column),
            key=each.key,
            column=_key_label(each.entry.record),
            before=each.entry.came_from,
            after=each.key,
            rule=COLLECTED,
            by=each.entry.identity.initials,
            day=today,
            number_format=f"{each.entry.digest} {told[office[each.entry.record].sheet, each.row]}",
        )


def _told(raw: RawBook, rows: Iterable[NewRows]) -> dict[tuple[str, int], str]:
    """Return what each new row is known again by, by sheet and row."""
    found = {}
    for each in rows:
        header = raw.head(each.sheet, each.header_row)[-1]
        for place, values in zip(each.places, each.rows, strict=True):
            labels = {text_of(header[column - 1]).strip(): value for column, value in values.items()}
            found[each.sheet, place] = row_told(labels)
    return found


def _rows(
    raw: RawBook, merged: Office, located: Mapping[str, Located], own: _Own, arrivals: Arrivals, today: date
) -> Iterator[NewRows]:
    derivation = Derivation(merged, today)
    for record in INTAKE:
        coming = arrivals.of(record)
        if coming:
            sheet = record.spec.sheet
            yield _with_own(_rows_of(raw, record, located[sheet], coming, derivation), coming, own.get(sheet, {}))


def _rows_of(
    raw: RawBook, record: type[Record], place: Located, coming: Sequence[Arrival], derivation: Derivation
) -> NewRows:
    """Return the rows of a table, with what calculated columns say and will show."""
    spec = record.spec
    tables = (each for each in raw.tables if (each.sheet, each.header_row) == (place.sheet, place.header_row))
    name = next((each.name for each in tables), "")
    headers = [text_of(text).strip() for text in raw.head(place.sheet, place.header_row)[-1]]
    # Reading leaves alone what is only for the eye; here it comes with the row.
    beside = {each.name: headers.index(each.label) + 1 for each in spec.columns if each.label in headers}
    columns = {**beside, **place.columns}
    labels = {each.name: headers[columns[each.name] - 1] for each in spec.columns if each.name in columns}
    labels = {each.name: labels.get(each.name, each.label) for each in spec.columns}
    cells = {column.name: [each.typed.get(column.name) for each in coming] for column in spec.columns}
    formulas: dict[int, str] = {}
    results: dict[int, Sequence[Any]] = {}
    for column in spec.columns:
        if column.formula is not None and column.name in columns:
            number = columns[column.name]
            results[number] = derivation.values(column.formula, cells)
            formulas[number] = stored(f"={column.formula.excel(labels)}", name)
    typed = [column for column in spec.columns if column.formula is None and column.name in columns]
    return NewRows(
        sheet=place.sheet,
        header_row=place.header_row,
        after_row=coming[0].row - 1,
        rows=tuple(
            {columns[c.name]: each.typed[c.name] for c in typed if each.typed.get(c.name) is not None}
            for each in coming
        ),
        formats={columns[c.name]: c.number_format for c in typed},
        formulas=formulas,
        results=results,
    )


def _with_own(rows: NewRows, coming: Sequence[Arrival], places: Mapping[str, int]) -> NewRows:
    """Return rows with what stands in columns that the office has added; `places` are those of the workbook."""
    values = [
        {places[plain(label)]: value for label, value in each.entry.own.items() if plain(label) in places}
        for each in coming
    ]
    formats = {number: format_for(value) for row in values for number, value in row.items()}
    both = tuple({**row, **more} for row, more in zip(rows.rows, values, strict=True))
    return replace(rows, rows=both, formats={**formats, **rows.formats})


def _left(arrivals: Arrivals, office: Office, own: _Own) -> Iterator[str]:
    """Yield the columns that the workbook does not have, and how many values stay in the intake for that."""
    counts: Counter[tuple[str, str]] = Counter()
    for each in arrivals.coming:
        table = office[each.entry.record]
        for name in each.typed:
            if not table.present(name):
                counts[table.sheet, table.spec.column(name).label] += 1
        for label in each.entry.own:
            if plain(label) not in own.get(table.spec.sheet, {}):
                counts[table.sheet, label] += 1
    yield from _unlisted(arrivals, office)
    for (sheet, label), count in counts.items():
        values = "1 Wert bleibt" if count == 1 else f"{count} Werte bleiben"
        yield f"Das Blatt „{sheet}“ der Mappe hat keine Spalte „{label}“; {values} im Eingang."


def _unlisted(arrivals: Arrivals, office: Office) -> Iterator[str]:
    """Yield where a list goes on in the intake alone: what comes from it is in no list of the workbook."""
    for each in arrivals.coming:
        for column in each.entry.record.spec.columns:
            choices, value = column.choices, each.entry.values.get(column.name)
            if choices is None or choices.closed or value is None or choices.name not in office.lists:
                continue
            if not set(value if isinstance(value, tuple) else (value,)) <= set(office.lists[choices.name]):
                place = f"{each.entry.file}, {each.entry.sheet}!{each.entry.cells[column.label]}"
                yield (
                    f"{place}: Diesen Wert kennt nur der Eingang. Bitte auf „Listen“ der Mappe unter "
                    f"„{choices.title}“ ergänzen."
                )
