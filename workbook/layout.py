"""How a table lies on its sheet: what stands below it, hidden rows, merged cells, the date system.

These are findings about cells, not about values: staff see why a row is not counted, or is counted though hidden.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workbook.cells import address
from workbook.findings import Finding, Severity, fingerprint

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from workbook.cells import CellValue
    from workbook.locating import Located
    from workbook.package.sheet_marks import SheetMarks

_FEW = 2  # a note or a sum below a table fills no more cells than this


def layout_findings(located: Located, marks: SheetMarks, rows: Sequence[int]) -> Iterator[Finding]:
    """Yield findings on merged cells (F-20) and hidden rows (F-19) of a table; `rows` are those with content."""
    if not rows:
        return
    numbers = frozenset(located.columns.values())
    for area in marks.merged:
        columns = [number for number in range(area.first_column, area.last_column + 1) if number in numbers]
        if columns and area.first_row <= rows[-1] and area.last_row >= rows[0]:
            yield _finding(
                located,
                "F-20",
                Severity.ERROR,
                address(area.first_row, area.first_column),
                f"Die Zellen {area.reference} sind verbunden: Nur die erste hat einen Wert, und beim Sortieren "
                "geraten die Zeilen durcheinander.",
                "Verbindung aufheben und den Wert in jede Zeile schreiben",
                column=columns[0],
            )
    if marks.hidden_rows and (hidden := sorted(marks.hidden_rows.intersection(rows))):
        counted = "1 Zeile ist" if len(hidden) == 1 else f"{len(hidden)} Zeilen sind"
        yield _finding(
            located,
            "F-19",
            Severity.HINT,
            address(hidden[0], min(numbers)),
            f"{counted} ausgeblendet oder weggefiltert; geprüft und gezählt werden alle {len(rows)} Zeilen.",
            None,
        )


def below_finding(located: Located, rows: Sequence[int]) -> Finding:
    """Return the finding on rows below an Excel table that look like its own (F-19)."""
    if len(rows) == 1:
        message = "Unter der Tabelle steht noch 1 Zeile, die nicht zu ihr gehört und deshalb nicht mitgezählt wird."
    else:
        message = (
            f"Unter der Tabelle stehen noch {len(rows)} Zeilen, die nicht zu ihr gehören und deshalb nicht "
            "mitgezählt werden."
        )
    return _finding(
        located,
        "F-19",
        Severity.WARNING,
        address(rows[0], min(located.columns.values())),
        message,
        "Tabelle bis dorthin erweitern (Ecke unten rechts nach unten ziehen)",
    )


def note_finding(located: Located, row: int, column: int) -> Finding:
    """Return the finding on a note or sum below a plain range, which is left out of it (F-19)."""
    return _finding(
        located,
        "F-19",
        Severity.HINT,
        address(row, column),
        "Diese Zeile unter der Liste sieht nach einer Summe oder Bemerkung aus und wird nicht mitgezählt.",
        "Liste als Excel-Tabelle formatieren (Strg+T); dann ist klar, wo sie endet",
    )


def date_system_finding(located: Located) -> Finding:
    """Return the finding that the workbook counts its days from 1904 (F-21)."""
    return _finding(
        located,
        "F-21",
        Severity.WARNING,
        address(located.header_row, min(located.columns.values())),
        "Diese Mappe zählt ihre Tage ab 1904. Lotse rechnet das um; ein Datum, das man von hier in eine andere "
        "Mappe kopiert, liegt dort aber um vier Jahre und einen Tag daneben.",
        "In Excel unter „Optionen › Erweitert“ die 1904-Datumswerte abschalten und die Daten prüfen",
    )


def rows_below(located: Located, grid: Sequence[Sequence[CellValue]], taken: Sequence[int]) -> list[int]:
    """Return the rows below an Excel table that look like its own; `taken` are the header rows of others there.

    Such a row has a key of the table's form, or a key and most of the columns where keys have no form.
    """
    key = located.spec.key
    last = located.last_row
    if key is None or last is None or len(grid) <= last:
        return []
    numbers = located.columns
    pattern = located.spec.column(key).pattern
    end = min((row - 1 for row in taken if row > last), default=len(grid))
    found = []
    for row, values in enumerate(grid[last:end], last + 1):
        own = [values[number - 1] if number <= len(values) else "" for number in numbers.values()]
        value = str(values[numbers[key] - 1] if numbers[key] <= len(values) else "").strip()
        filled = sum(bool(str(cell).strip()) for cell in own if cell is not None)
        if value and (re.fullmatch(pattern, value) if pattern else filled * 2 > len(own)):
            found.append(row)
    return found


def trailing_notes(located: Located, raw: Mapping[str, Sequence[CellValue]], rows: Sequence[int]) -> int:
    """Return how many rows at the end of a plain range are notes, sums or the title of something else.

    Their key cell is empty or has not the key's form, and hardly another cell is filled.
    """
    key = located.spec.key
    if located.bounded or key is None or len(raw) <= _FEW + 1:
        return 0
    pattern = located.spec.column(key).pattern
    count = 0
    for position in range(len(rows) - 1, -1, -1):
        value = str(raw[key][position] or "").strip()
        filled = sum(bool(str(values[position]).strip()) for values in raw.values() if values[position] is not None)
        note = filled == 1 if not value else pattern is not None and not re.fullmatch(pattern, value.upper())
        if not note or filled > _FEW:
            break
        count += 1
    return count


def _finding(
    located: Located,
    rule: str,
    severity: Severity,
    cell: str,
    message: str,
    suggestion: str | None,
    *,
    column: int | None = None,
) -> Finding:
    spec = located.spec
    by_number = {number: name for name, number in located.columns.items()}
    name = by_number[column if column is not None else min(by_number)]
    return Finding(
        rule=rule,
        severity=severity,
        sheet=located.sheet,
        cell=cell,
        table=spec.sheet,
        column=spec.column(name).label,
        key="",
        value="",
        message=message,
        suggestion=suggestion,
        fingerprint=fingerprint(rule, spec.sheet, cell, name, ""),
    )
