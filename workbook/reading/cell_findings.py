"""How what reading met in a table's cells and headers is told: the F findings and P-01, tied to their cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbook.cells import address
from workbook.findings import Finding, Fix, Severity, fingerprint, masked
from workbook.schema import Kind
from workbook.tables import NOT_REPEATED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbook.reading.locating import Located
    from workbook.schema import Column

NAMED = 6
"""So many columns or words are named where there are more."""

_CLEANED = "Der Text ohne diese Zeichen"
"""What is suggested for a note, which is not repeated."""

_GERMAN_ERRORS = {
    "#N/A": "#NV",
    "#REF!": "#BEZUG!",
    "#VALUE!": "#WERT!",
    "#DIV/0!": "#DIV/0!",
    "#NUM!": "#ZAHL!",
    "#NULL!": "#NULL!",
}
"""Excel's errors as a German Excel shows them."""


class CellFindings:
    """Makes findings of a located table."""

    def __init__(self, located: Located) -> None:
        self._located = located

    def of_headers(self) -> Iterator[Finding]:
        """Yield a finding for each required column that is missing, and one for all those that are not needed."""
        spec, located = self._located.spec, self._located
        others = f" Andere Überschriften dort: {', '.join(located.others[:4])}." if located.others else ""
        spare = [column for column in located.missing if not column.required]
        for column in located.missing:
            if column.required or len(spare) == 1:
                message = f"Die Spalte „{column.label}“ fehlt in der Tabelle „{spec.sheet}“.{others}"
                yield self._missing(column, message, f"Spalte „{column.label}“ wieder anlegen oder so benennen")
        if len(spare) > 1:
            named = ", ".join(f"„{column.label}“" for column in spare[:NAMED])
            more = f" und {len(spare) - NAMED} weitere" if len(spare) > NAMED else ""
            message = f"Der Tabelle „{spec.sheet}“ fehlen {len(spare)} Spalten, die Lotse kennt: {named}{more}."
            yield self._missing(spare[0], message, "Nur bei Bedarf anlegen; was sie brächten, sagt „lotse adopt“")

    def _missing(self, column: Column, message: str, suggestion: str) -> Finding:
        severity = Severity.ERROR if column.required else Severity.HINT
        row, number = self._located.header_row, min(self._located.columns.values())
        return self.of_cell("F-18", severity, row, number, column, "", column.label, message, suggestion)

    def of_formula(self, code: str, row: int, number: int, column: Column, key: str) -> Finding | None:
        """Return what to say of a formula that ended in this error, or with `""` was never calculated."""
        if code:
            message = f"In dieser Zelle steht der Formelfehler {_GERMAN_ERRORS.get(code, code)}."
            suggestion = "Formel berichtigen oder den Wert eintragen"
            return self.of_cell("F-16", Severity.ERROR, row, number, column, key, code, message, suggestion)
        if column.formula is None:
            message = "Die Formel in dieser Zelle wurde noch nie berechnet; Lotse sieht hier keinen Wert."
            suggestion = "Mappe in Excel öffnen und speichern"
            return self.of_cell("F-17", Severity.WARNING, row, number, column, key, "", message, suggestion)
        return None

    def of_cell(  # noqa: PLR0913, PLR0917 -- one place that knows how a format finding is put together
        self,
        rule: str,
        severity: Severity,
        row: int,
        number: int,
        column: Column,
        key: str,
        raw: str,
        message: str,
        suggestion: str | None,
        fix: Fix | None = None,
    ) -> Finding:
        """Return the finding at a cell; what is typed there is told as far as its column allows."""
        table = self._located.spec.sheet
        hidden = column.kind is Kind.LONG_TEXT and rule != "P-01"  # a note may hold what C-14 does not repeat
        return Finding(
            rule=rule,
            severity=severity,
            sheet=self._located.sheet,
            cell=address(row, number),
            table=table,
            column=column.label,
            key=key,
            value=NOT_REPEATED if hidden else masked(raw) if column.masked else raw,
            message=message,
            suggestion=_CLEANED if hidden and suggestion else suggestion,
            fingerprint=fingerprint(rule, table, key or str(row), column.name, raw),
            fix=fix,
        )
