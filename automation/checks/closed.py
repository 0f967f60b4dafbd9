"""T-12, T-15, T-16: what changes in a closed quarter, and what somebody changes in what Lotse keeps of it.

The findings of the first two come from the figures (`automation/figures/closing/`), because nothing else knows what
was counted; here they are declared, so that they stand on the page of all rules.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbook import own_sheets
from workbook.findings import Finding, RuleInfo, Severity, fingerprint
from workbook.reading.raw import has_own_table
from workbook.schema import OfficeSetting

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from workbook.reading.raw import RawBook
    from workbook.tables import Office

CLOSINGS, LEDGER = own_sheets.CLOSINGS, own_sheets.LEDGER
"""The sheets of which nothing else in the workbook knows what stands on them."""
KEPT = {
    CLOSINGS: (own_sheets.CLOSINGS_TABLE,),
    LEDGER: ("tblVeröffentlichungen", "tblVeröffentlichteZellen"),
}
"""The tables without which each of them says nothing."""
_WITHOUT = {
    CLOSINGS: "welche Quartale abgeschlossen sind und was davon veröffentlicht wurde",
    LEDGER: "was schon veröffentlicht ist; eine neue Veröffentlichung könnte zusammen damit etwas verraten",
}

LATE_REPORT = RuleInfo(
    "T-12",
    Severity.WARNING,
    "Was in einem abgeschlossenen Quartal nachträglich anders zählt, ist eine Nachmeldung.",
    (CLOSINGS,),
)
CHANGED_CLOSING = RuleInfo(
    "T-15",
    Severity.ERROR,
    "Was ein Abschluss festhält, steht noch so da, wie Lotse es geschrieben hat.",
    (CLOSINGS,),
)
LOST_SHEET = RuleInfo(
    "T-16",
    Severity.ERROR,
    "Ein Blatt, das Abschlüsse oder Veröffentlichungen festhält, ist nicht gelöscht.",
    (CLOSINGS, LEDGER),
)

CLOSED_RULES = (LATE_REPORT, CHANGED_CLOSING, LOST_SHEET)
"""Every rule on closed quarters."""


def lost_of(book: RawBook) -> tuple[str, ...]:
    """Return what Lotse calls the sheets of which only the mark is left, or whose tables have gone."""
    return tuple(
        sheet
        for sheet, tables in KEPT.items()
        if sheet in book.lost or sheet in book.owned
        if not all(has_own_table(book, sheet, table) for table in tables)
    )


def lost_findings(lost: Iterable[str], office: Office) -> Iterator[Finding]:
    """Yield a finding (T-16) for each sheet that has gone: at the settings, for it is nowhere itself."""
    settings = office[OfficeSetting]
    for sheet in lost:
        yield Finding(
            rule=LOST_SHEET.code,
            severity=LOST_SHEET.severity,
            sheet=settings.sheet,
            cell=settings.cell(settings.header_row, "value"),
            table=settings.spec.sheet,
            column=settings.spec.column("value").label,
            key=sheet,
            value="",
            message=(
                f"Das Blatt „{sheet}“ fehlt, oder eine Tabelle darauf, und die Mappe hatte es schon. Ohne es weiß "
                f"Lotse nicht mehr, {_WITHOUT[sheet]}."
            ),
            suggestion=(
                "Bitte holen Sie eine Fassung mit dem Blatt zurück; „lotse restore“ zeigt sie. Soll es weg, "
                "schreiben Sie im Prüfbericht den Grund und Ihr Kürzel daneben."
            ),
            fingerprint=fingerprint(LOST_SHEET.code, sheet),
        )
