"""The owned sheet `Zuordnung`: what was accepted of a proposal; staff correct it, `reading/mapping.py` reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbook.reading.mapping import MAPPING_COLUMNS, MAPPING_SHEET, MAPPING_TABLE
from workbook.sheets import SUBTITLE, TEXT, TITLE, Block, Sheet, SheetTable, TableColumn

if TYPE_CHECKING:
    from workbook.adoption.proposed import Proposal


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
    advice = "Stimmt eine „Spalte in Lotse“ nicht: hier berichtigen oder leeren; das gilt ab sofort."
    left_out = [f"„{table.sheet}“ ab Zeile {table.header_row} ({table.table})" for table in proposal.further]
    more = f"Nicht gelesen, weil es je Tabelle einen Bereich gibt: {', '.join(left_out)}." if left_out else ""
    return Sheet(
        name=MAPPING_SHEET,
        blocks=[
            Block(1, 1, [["Zuordnung: So versteht Lotse diese Mappe"]], TITLE),
            Block(2, 1, [[advice], *([[more]] if more else [])], SUBTITLE),
        ],
        tables=[SheetTable(MAPPING_TABLE, 4, 1, columns, rows)],
        widths=dict(enumerate(widths, 1)),
        freeze=(5, 1),
    )
