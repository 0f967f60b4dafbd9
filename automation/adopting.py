"""Meet a workbook that grew in the office: propose, keep what was accepted, carry the data over if wished."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct, field
from msgspec.structs import replace

from automation.report import SHEET as REPORT_SHEET
from automation.report import build_report
from workbook.adoption.carrying import carried_office
from workbook.adoption.gains import REQUIRED
from workbook.adoption.mapping_sheet import mapping_sheet
from workbook.adoption.own_keys import EARLIER, with_readable_keys
from workbook.adoption.proposal import propose
from workbook.adoption.unclear import cells_that_are_unclear
from workbook.cells import Area
from workbook.creating import create_workbook
from workbook.creating.seeds import empty_office
from workbook.errors import NoKnownTableError
from workbook.german import counted, shown_count, typed_file
from workbook.own_columns import OwnColumn
from workbook.reading.locating import locate_all
from workbook.reading.mapping import MAPPING_SHEET, plain, read_mapping
from workbook.schema import TABLES, table_of
from workbook.tables import Office
from workbook.writing.highlighting import Highlighted, highlight

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date
    from pathlib import Path

    from workbook.adoption.carrying import Left
    from workbook.adoption.proposed import Proposal, TableProposal
    from workbook.writing.changing import Changed, Safety
    from workbook.writing.file_book import Book, FileBook, WriteReport

_GAINS_TOLD = 4
_CELLS_TOLD = 5
SURE_ENOUGH = 80
"""From here on, in percent, a column is carried over unasked."""
_SPARE_ROWS = 500
"""So far below the last row the highlight reaches: a list grows."""


class Adopted(Struct, frozen=True):
    """What became of a proposal: where it was kept, and the rows of each table that were carried over.

    `left` are rows that were not, `not_taken` the headers that were too unsure to be carried over unasked.
    `rekeyed` says how many rows of which table got a key in Lotse's form instead of the office's own.
    """

    proposal: Proposal
    report: WriteReport | None = None
    exported: Mapping[str, int] | None = None
    left: tuple[Left, ...] = ()
    not_taken: tuple[str, ...] = ()
    rekeyed: Mapping[str, int] = field(default_factory=dict)


def look_at(book: Book) -> Proposal:
    """Return what Lotse makes of a workbook; nothing is written.

    Raises:
        WorkbookError: the workbook cannot be read.
        NoKnownTableError: nothing in it looks like a table of the office.
    """
    with book.read() as raw:
        proposal = propose(raw)
        if not proposal.tables:
            raise NoKnownTableError(raw.sheets, looked_closely=True, unclear=cells_that_are_unclear(raw))
    return proposal


def accept(book: Book, proposal: Proposal, *, today: date) -> Adopted:
    """Keep a proposal as the owned sheet `Zuordnung`; every command honours it from then on.

    Raises:
        WorkbookError: the workbook cannot be written; it is as it was.
    """
    return Adopted(proposal, book.write([mapping_sheet(proposal)], today=today))


def highlight_findings(
    book: FileBook, proposal: Proposal, *, today: date, safety: Safety | None = None
) -> Changed | None:
    """Put the highlight of findings into the office's own sheets, on its wish; `None` where it is there already.

    Raises:
        RefusedWorkbookError: a sheet is saved in a way in which this cannot be done with certainty.
        WorkbookError: the workbook cannot be written; it is as it was.
    """
    with book.read() as raw:
        reported = any(plain(sheet) == plain(REPORT_SHEET) for sheet in raw.sheets)
        located = locate_all(raw, [record.spec for record in TABLES], {**proposal.mappings, **read_mapping(raw)})
        lengths = {each.sheet: len(raw.grid(each.sheet)) for each in located}
    if not reported:  # the highlight looks up lists on the report, which have to exist
        book.write([build_report((), rows=0, today=today)], today=today)
    wanted = [
        Highlighted(
            each.sheet,
            Area(
                each.header_row + 1,
                min(each.columns.values()),
                (each.last_row or lengths[each.sheet]) + _SPARE_ROWS,
                max(each.columns.values()),
            ),
            each.spec.findings_name,
        )
        for each in located
    ]
    return highlight(book.path, wanted, safety=safety, keys=book.keys)


def doubtful(proposal: Proposal) -> tuple[str, ...]:
    """Return what is not sure enough to be carried over unasked: header, column and confidence in words."""
    return tuple(
        f"{_one_line(column.header)} → {column.label or ' + '.join(column.parts)} ({column.confidence} %)"
        for table in (*proposal.tables, *proposal.further)
        for column in table.columns
        if (column.label or column.parts) and column.confidence < SURE_ENOUGH
    )


def _sure_part(proposal: Proposal) -> Proposal:
    """Return a proposal without its doubtful columns; without its key a table gets new ones."""

    def sure(table: TableProposal) -> TableProposal:
        columns = tuple(
            replace(column, label="", parts=(), split=None, confidence=0)
            if column.confidence < SURE_ENOUGH
            else column
            for column in table.columns
        )
        spec = table_of(table.table).spec
        key = spec.column(spec.key).label if spec.key is not None else None
        lacks = key is not None and all(column.label != key for column in columns)
        return replace(table, columns=columns, lacks_key=key if lacks else None)

    tables = tuple(map(sure, proposal.tables))
    return replace(
        proposal,
        tables=tables,
        further=tuple(map(sure, proposal.further)),
        mappings={table.table: table.mapping for table in tables if table.lacks_key is None},
    )


def carry_over(book: Book, proposal: Proposal, target: Path, *, today: date, confirmed: bool = False) -> Adopted:
    """Write a new workbook of Lotse with the data of a grown one, which stays untouched.

    A table that stands in several ranges comes together; rows without a key are numbered, and keys in a form of the
    office's own are replaced wherever they stand, the earlier ones in a column beside. What the office has put
    right on its sheet `Zuordnung` counts before the proposal, and columns that are doubtful
    are taken only where somebody `confirmed` them. A value that nobody can read
    is carried over as it stands, so that the check finds it again in its new place.

    Raises:
        WorkbookError: the one cannot be read, or the other cannot be written.
    """
    not_taken = () if confirmed else doubtful(proposal)
    proposal = _sure_part(proposal) if not_taken else proposal
    with book.read() as raw:
        told = {table: mapping for table, mapping in read_mapping(raw).items() if mapping.columns}
        office, kept, left = carried_office(raw, proposal, {**proposal.mappings, **told})
    seeds = empty_office(today)
    rekeyed = with_readable_keys(office, kept)
    office, kept = rekeyed.office, rekeyed.kept
    own = {record: (OwnColumn(EARLIER, tuple(keys)),) for record, keys in rekeyed.earlier.items()}
    tables = {record: office[record] if office[record].exists else seeds[record] for record in TABLES}
    whole = Office(tables, office.lists, target.name)
    report = build_report((), rows=0, today=today)
    create_workbook(target, office=whole, today=today, owned=[report], raw=kept, like=book.path, own=own)
    exported = {table.spec.sheet: len(table) for table in office}
    changed = {record.spec.sheet: len(keys) - keys.count(None) for record, keys in rekeyed.earlier.items()}
    return Adopted(proposal, exported=exported, left=left, not_taken=not_taken, rekeyed=changed)


def adopted_document(adopted: Adopted) -> dict[str, Any]:
    """Return the outcome as plain data for JSON."""
    proposal = adopted.proposal
    return {
        "tables": [
            {
                "table": table.table,
                "sheet": table.sheet,
                "header_row": table.header_row,
                "confidence": table.confidence,
                "rows": table.rows,
                "lacks_key": table.lacks_key,
                "keys_should_look_like": table.other_keys,
                "columns": [
                    {
                        "header": column.header,
                        "cell": column.cell,
                        "column": column.label or None,
                        "parts": list(column.parts),
                        "confidence": column.confidence,
                        "samples": list(column.samples),
                        "unclear_cells": list(column.unclear),
                    }
                    for column in table.columns
                ],
                "gains": [{"column": label, "gain": gain} for label, gain in table.gains],
            }
            for table in proposal.tables
        ],
        "further": [
            {"table": table.table, "sheet": table.sheet, "header_row": table.header_row, "rows": table.rows}
            for table in proposal.further
        ],
        "unknown_sheets": list(proposal.unknown),
        "missing_tables": [{"table": table, "gain": gain} for table, gain in proposal.gains],
        "written": adopted.report is not None,
        "exported": dict(adopted.exported) if adopted.exported is not None else None,
        "left": [{"sheet": left.sheet, "table": left.table, "rows": left.rows} for left in adopted.left],
        "not_taken": list(adopted.not_taken),
        "new_keys": dict(adopted.rekeyed),
        "warnings": list(adopted.report.warnings) if adopted.report is not None else [],
    }


def told(proposal: Proposal) -> str:
    """Return a proposal in German sentences for staff."""
    lines = []
    for table in proposal.tables:
        lines += ["", *_told_table(table)]
    for table in proposal.further:
        lines += [
            "",
            f"{_place(table)}: sieht auch nach „{table.table}“ aus, {counted(table.rows, 'Zeile', 'Zeilen')}.",
            "  Lotse liest je Tabelle einen Bereich; dieser bleibt ungeprüft und ungezählt. Bitte die Zeilen in",
            "  einer Liste zusammenführen; „--export NEU.xlsx“ tut das in einer neuen Mappe.",
        ]
    if proposal.unknown:
        lines += ["", f"Ohne erkennbare Tabelle: {', '.join(f'„{sheet}“' for sheet in proposal.unknown)}"]
    if proposal.gains:
        lines += ["", "Was die Mappe noch nicht hat (eine neue Mappe mit „--export NEU.xlsx“ hat es):"]
        width = max(len(table) for table, _ in proposal.gains)
        lines += [f"  {table:<{width}}  {gain}" for table, gain in proposal.gains]
    return "\n".join(lines).strip()


def _told_table(table: TableProposal) -> Iterator[str]:
    """Yield the lines on one table: its columns, what is missing, what the office would gain."""
    rows = counted(table.rows, "Zeile", "Zeilen")
    head = f"{_place(table)}: {table.table}, {rows} (Sicherheit {table.confidence} %)"
    yield head
    yield "-" * len(head)
    mapped = [column for column in table.columns if column.label or column.parts]
    wide = max(len(_one_line(column.header)) for column in mapped)
    meant = {column.cell: column.label or " + ".join(column.parts) for column in mapped}
    label = max(map(len, meant.values()))
    for column in mapped:
        samples = f"   {', '.join(column.samples)}" if column.samples else ""
        to = meant[column.cell]
        yield f"  {_one_line(column.header):<{wide}} → {to:<{label}} {column.confidence:>3} %{samples}"
    if table.split:
        names = ", ".join(f"„{_one_line(column.header)}“" for column in table.split)
        yield (
            f"  Mehrere Angaben in einer Spalte: {names}. „--export NEU.xlsx“ trennt sie; in Ihrer eigenen Mappe "
            "liest Lotse sie erst, wenn jede in einer Spalte für sich steht."
        )
    if any(column.confidence < SURE_ENOUGH for column in table.split):
        yield (
            "  In manchen Zeilen stehen mehr als zwei Namen. Lotse nähme den letzten als Nachnamen, mit „von“, "
            "„el“ und dergleichen davor; „--export“ fragt deshalb erst, und „--yes“ sagt ja."
        )
    for column in table.unclear:
        cells = f"{', '.join(column.unclear[:_CELLS_TOLD])}{' …' if len(column.unclear) > _CELLS_TOLD else ''}"
        yield (
            f"  „{_one_line(column.header)}“ hält mehrere Angaben; auf Blatt „{table.sheet}“ ist nicht eindeutig: "
            f"{cells}. Bitte dort wie in den anderen Zeilen schreiben, dann trennt „--export NEU.xlsx“ die Spalte."
        )
    if table.unmapped:
        yield f"  Nicht zugeordnet: {', '.join(map(_one_line, table.unmapped))}"
    if table.lacks_key is not None:
        yield (
            f"  Die Spalte „{table.lacks_key}“ fehlt. „--export NEU.xlsx“ vergibt in einer neuen Mappe "
            "die Kennungen selbst; hier liest Lotse die Liste, sobald Sie die Spalte anlegen und durchnummerieren."
        )
    if table.other_keys is not None:
        yield (
            f"  Die Kennungen hier sehen anders aus als {table.other_keys}; die Prüfung meldet jede von ihnen. "
            f"„--export NEU.xlsx“ vergibt in einer neuen Mappe neue und behält diese daneben als „{EARLIER}“."
        )
    required = [column for column, gain in table.gains if gain == REQUIRED]
    if required:
        yield f"  Es fehlen Pflichtangaben: {', '.join(required)}"
    others = [(column, gain) for column, gain in table.gains if gain != REQUIRED]
    for label_of_gain, gain in others[:_GAINS_TOLD]:
        yield f"  Gewinn durch „{label_of_gain}“: {gain}"


def _place(table: TableProposal) -> str:
    return f"Blatt „{table.sheet}“, Zeile {table.header_row}"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def outcome(adopted: Adopted, file: Path, target: Path | None) -> str:
    """Return the last sentence: what was written where, or what to do so that it is."""
    if adopted.exported is not None and target is not None:
        carried = shown_count(sum(adopted.exported.values()))
        lines = [f"{carried} Zeilen nach „{target.name}“ übertragen; „{file.name}“ ist unverändert."]
        if adopted.left:
            places = ", ".join(f"„{left.sheet}“ ({left.rows})" for left in adopted.left)
            rows = counted(sum(left.rows for left in adopted.left), "Zeile", "Zeilen")
            lines.append(f"Nicht übertragen: {rows} ohne genug Angaben, Summen oder Zwischentitel, auf {places}.")
        if adopted.rekeyed:
            tables = ", ".join(f"{sheet} ({rows})" for sheet, rows in adopted.rekeyed.items())
            lines.append(
                f"Neue Kennungen: {tables}. Die bisherigen stehen daneben in der Spalte „{EARLIER}“; wo andere "
                "Tabellen sie nannten, steht jetzt die neue."
            )
        if adopted.not_taken:
            lines.append(
                f"Zu unsicher und deshalb nicht übertragen: {'; '.join(adopted.not_taken)}. Stimmt die Zuordnung, "
                "bitte noch einmal mit --yes und einem neuen Namen."
            )
        return "\n".join(lines)
    if adopted.report is not None:
        sheet = adopted.report.renamed.get(MAPPING_SHEET, MAPPING_SHEET)
        stands = f"Die Zuordnung steht auf dem Blatt „{sheet}“ und gilt, wie sie dort steht."
        return "\n".join((f"{stands} Weiter: lotse check {typed_file(file)}", *adopted.report.warnings))
    if not adopted.proposal.mappings:
        return (
            "In Ihrer eigenen Mappe liest Lotse diese Listen erst mit einer Spalte für die Kennung. In einer neuen "
            f"Mappe vergibt Lotse die Kennungen selbst: lotse adopt {typed_file(file)} --export NEU.xlsx"
        )
    return f"Es wurde nichts geschrieben. Zum Übernehmen: lotse adopt {typed_file(file)} --yes"


def question(proposal: Proposal) -> str:
    """Return what to ask before a proposal is kept."""
    tables = counted(len(proposal.mappings), "Tabelle", "Tabellen")
    return f"Diese Zuordnung ({tables}) als Blatt „{MAPPING_SHEET}“ in die Mappe schreiben?"
