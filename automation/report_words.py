"""The words above the findings: how the workbook stands, what Lotse can correct itself, how the sheet is used."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from workbook import own_sheets
from workbook.findings import Severity
from workbook.german import shown, shown_count, typed_file
from workbook.reading.raw import FOREIGN

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from workbook.findings import Finding

_OVERDUE = "T-06"
INTRODUCTION = (
    "Ein Klick auf „Zelle“ springt zu der Stelle. Dort berichtigen, speichern und noch einmal prüfen – der Eintrag "
    "verschwindet dann von selbst. Ist etwas richtig so, wie es dasteht? Dann in „Bewusst so (Grund)“ kurz "
    "aufschreiben, warum, und das Kürzel daneben: Lotse fragt dann nicht wieder danach."
)
OURS = (own_sheets.REPORT, "Stand ", INTRODUCTION[:24])
"""How the texts above the table begin that are Lotse's own, in whatever version."""
_ITSELF = " sicher. Lotse trägt "


def summary(findings: Sequence[Finding], *, rows: int, today: date) -> str:
    """Return the one line that says how the workbook stands."""
    count = Counter(each.severity for each in findings if each.acknowledged is None)
    late = sum(each.rule == _OVERDUE and each.acknowledged is None for each in findings)
    overdue = f" (davon {_counted(late, 'Wiedervorlage', 'Wiedervorlagen')} überfällig)" if late else ""
    parts = [
        _counted(count[Severity.ERROR], "Fehler", "Fehler"),
        _counted(count[Severity.WARNING], "Warnung", "Warnungen") + overdue,
        _counted(count[Severity.HINT], "Hinweis", "Hinweise"),
    ]
    accepted = sum(each.acknowledged is not None for each in findings)
    if accepted:
        parts.append(f"{accepted} bewusst so")
    begun = sum(each.begun is not None for each in findings)
    if begun:
        parts.append(f"bei {begun} fehlt zu „bewusst so“ noch der Grund oder ein Kürzel aus dem Blatt Personal")
    checked = shown_count(rows)
    return f"Stand {shown(today)} · {checked} Zeilen geprüft · {', '.join(parts)}"


def fixable(findings: Sequence[Finding], book: str) -> str:
    """Return the sentence that Lotse can correct some cells itself, `""` where it can write none (.xls, .ods)."""
    count = sum(each.fixable for each in findings)
    if not count or book.lower().endswith(tuple(FOREIGN)):
        return ""
    which = "1 Vorschlag ist" if count == 1 else f"{shown_count(count)} Vorschläge sind"
    whom = "ihn" if count == 1 else "sie"
    return f"{which} sicher. Lotse trägt {whom} selbst ein: lotse check --fix {typed_file(book)}"


def is_fixable_sentence(text: str) -> bool:
    """Tell whether a text is what `fixable` says, of whatever workbook."""
    return _ITSELF in text


def _counted(number: int, one: str, many: str) -> str:
    return f"{number or 'keine'} {one if number == 1 else many}"
