"""Meet a workbook that grew in the office: propose, keep what was accepted, carry the data over if wished."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from automation.report import SHEET as REPORT_SHEET
from automation.report import build_report
from workbook.adopting import Proposal, mapping_sheet, propose
from workbook.cells import Area
from workbook.creating import create_workbook
from workbook.creating.seeds import empty_office
from workbook.errors import NoKnownTableError
from workbook.highlighting import Highlighted, highlight
from workbook.locating import locate_all
from workbook.mapping import MAPPING_SHEET, TableMapping, plain, read_mapping
from workbook.records import read_office
from workbook.schema import TABLES
from workbook.tables import Office

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

    from workbook.book import Book, FileBook, WriteReport
    from workbook.changing import Changed, Safety
    from workbook.reading import RawBook
    from workbook.schema import Record

_SPARE_ROWS = 500
"""So far below the last row the highlight reaches: a list grows."""

Kept = dict[tuple[type["Record"], int, str], Any]


@dataclass(frozen=True, slots=True)
class Adopted:
    """What became of a proposal: where it was kept, and the rows of each table that were carried over."""

    proposal: Proposal
    report: WriteReport | None = None
    exported: Mapping[str, int] | None = None


def look_at(book: Book) -> Proposal:
    """Return what Lotse makes of a workbook; nothing is written.

    Raises:
        WorkbookError: the workbook cannot be read.
        NoKnownTableError: nothing in it looks like a table of the office.
    """
    with book.read() as raw:
        proposal = propose(raw)
        if not proposal.tables:
            raise NoKnownTableError(raw.sheets)
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


def carry_over(book: Book, proposal: Proposal, target: Path, *, today: date) -> Adopted:
    """Write a new workbook of Lotse with the data of a grown one, which stays untouched.

    What the office has put right on its sheet `Zuordnung` counts before the proposal. A value that nobody can read
    is carried over as it stands, so that the check finds it again in its new place.

    Raises:
        WorkbookError: the one cannot be read, or the other cannot be written.
    """
    with book.read() as raw:
        mappings = {**proposal.mappings, **read_mapping(raw)}
        office, kept = _office(raw, mappings)
    seeds = empty_office(today)
    tables = {record: office[record] if office[record].exists else seeds[record] for record in TABLES}
    whole = Office(tables, office.lists, target.name)
    report = build_report((), rows=0, today=today)
    create_workbook(target, office=whole, today=today, owned=[report], raw=kept)
    return Adopted(proposal, exported={table.spec.sheet: len(table) for table in office})


def _office(raw: RawBook, mappings: Mapping[str, TableMapping]) -> tuple[Office, Kept]:
    """Return the office, and by place in it the values that are no clean ones."""
    office, findings = read_office(raw, mappings=mappings)
    unread: dict[str, list[tuple[str, Any]]] = {}
    for finding in findings:
        if finding.value:
            unread.setdefault(finding.sheet, []).append((finding.cell, finding))
    kept: Kept = {}
    records = {record.spec.sheet: record for record in TABLES}
    for sheet, cells in unread.items():
        grid = raw.grid(sheet)
        for cell, finding in cells:
            record, area = records[finding.table], Area.parse(cell)
            table = office[record]
            name = next(column.name for column in record.spec.columns if column.label == finding.column)
            if area is None or area.first_row not in table.rows or not table.present(name):
                continue
            position = table.rows.index(area.first_row)
            if table.column(name)[position] is None:
                kept[record, position, name] = grid[area.first_row - 1][area.first_column - 1]
    return office, kept


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
                "lacks_key": table.lacks_key,
                "columns": [
                    {
                        "header": column.header,
                        "cell": column.cell,
                        "column": column.label or None,
                        "confidence": column.confidence,
                        "samples": list(column.samples),
                    }
                    for column in table.columns
                ],
                "gains": [{"column": label, "gain": gain} for label, gain in table.gains],
            }
            for table in proposal.tables
        ],
        "unknown_sheets": list(proposal.unknown),
        "written": adopted.report is not None,
        "exported": dict(adopted.exported) if adopted.exported is not None else None,
    }


def told(proposal: Proposal) -> str:
    """Return a proposal in German sentences for staff."""
    lines = []
    for table in proposal.tables:
        head = f"Blatt „{table.sheet}“, Zeile {table.header_row}: {table.table} (Sicherheit {table.confidence} %)"
        lines += ["", head, "-" * len(head)]
        for column in table.columns:
            if column.label:
                samples = f"   {', '.join(column.samples)}" if column.samples else ""
                lines.append(f"  {column.header} → {column.label} ({column.confidence} %){samples}")
        if table.unmapped:
            lines.append(f"  Nicht zugeordnet: {', '.join(table.unmapped)}")
        if table.lacks_key is not None:
            lines.append(
                f"  So nicht zu gebrauchen: Die Spalte „{table.lacks_key}“ fehlt. Bitte anlegen und jede Zeile "
                "durchnummerieren."
            )
        required = [(label, gain) for label, gain in table.gains if gain.startswith("Pflichtangabe")]
        others = [(label, gain) for label, gain in table.gains if not gain.startswith("Pflichtangabe")]
        if required:
            lines.append(f"  Es fehlen Pflichtangaben: {', '.join(label for label, _ in required)}")
        lines += [f"  Gewinn durch „{label}“: {gain}" for label, gain in others[:3]]
    if proposal.unknown:
        lines += ["", f"Ohne erkennbare Tabelle: {', '.join(f'„{sheet}“' for sheet in proposal.unknown)}"]
    return "\n".join(lines).strip()


def outcome(adopted: Adopted, file: Path, target: Path | None) -> str:
    """Return the last sentence: what was written where, or what to do so that it is."""
    if adopted.exported is not None and target is not None:
        rows = sum(adopted.exported.values())
        return f"{rows} Zeilen nach „{target.name}“ übertragen; „{file.name}“ ist unverändert."
    if adopted.report is not None:
        sheet = adopted.report.renamed.get(MAPPING_SHEET, MAPPING_SHEET)
        return (
            f"Die Zuordnung steht auf dem Blatt „{sheet}“ und gilt, wie sie dort steht. Weiter: lotse check {file}"
        )
    if not adopted.proposal.mappings:
        return "So lässt sich nichts zuordnen; bitte zuerst die genannten Spalten anlegen."
    return f"Es wurde nichts geschrieben. Zum Übernehmen: lotse adopt {file} --yes"


def question(proposal: Proposal) -> str:
    """Return what to ask before a proposal is kept."""
    many = len(proposal.mappings)
    tables = "1 Tabelle" if many == 1 else f"{many} Tabellen"
    return f"Diese Zuordnung ({tables}) als Blatt „{MAPPING_SHEET}“ in die Mappe schreiben?"
