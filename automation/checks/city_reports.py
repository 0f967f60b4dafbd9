"""B-13: what the rest of the city has reported for a target of the whole city."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from automation.checks.rule import Context, GivesWay, Place, office_rule
from automation.office.quarters import Quarter
from workbook.findings import Problem, Severity
from workbook.german import shown_number
from workbook.schema import ExternalActual, Target
from workbook.schema.target_tables import is_measurable
from workbook.schema.vocabulary import WHOLE_CITY, Indicator

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal


@office_rule(
    "B-13",
    Severity.WARNING,
    ExternalActual,
    Target,
    needs=((Target, "indicator"), (Target, "scope")),
    yields=GivesWay(cell=("F-", "G-", "P-", "D-10")),
)
def every_report_of_the_city_is_counted(context: Context) -> Iterator[Place]:
    """Eine Meldung der übrigen Stadt passt zu einem Ziel der ganzen Stadt: Zeit, ganze Zahl, nie unter 0."""
    table, targets = context.office[ExternalActual], context.office[Target]
    for row in table:
        target = targets.get(row.target_id)
        if target is None:
            continue
        if row.amount is not None and row.amount < 0:
            message = f"{shown_number(row.amount)} liegt unter 0; diese Meldung zählt nicht."
            suggestion = "Eine Berichtigung gehört in die Zeile des Quartals, das sie berichtigt"
            yield Place(table, row.row, "amount", Problem(message, suggestion, severity=Severity.ERROR))
        elif row.amount is not None and (odd := _odd_report(row.amount, target)) is not None:
            yield Place(table, row.row, "amount", odd)
        if is_measurable(target) and not (target.indicator is Indicator.Z400 and target.scope == WHOLE_CITY):
            message = f"{row.target_id} ist kein Ziel der ganzen Stadt (Z400, Bezug Stadt); das zählt nicht."
            yield Place(table, row.row, "target_id", Problem(message, "ZielID prüfen oder die Zeile löschen"))
        elif (quarter := Quarter.parse(row.quarter or "")) is not None:
            if quarter.begin > context.today:
                message = f"{quarter.code} hat noch nicht begonnen; bis dahin zählt diese Meldung nicht."
                yield Place(table, row.row, "quarter", Problem(message, "Quartal prüfen"))
            elif quarter.end < (target.begin or date.min) or quarter.begin > (target.end or date.max):
                message = f"{quarter.code} liegt nicht in der Zeit von {row.target_id}."
                yield Place(table, row.row, "quarter", Problem(message, "Quartal und ZielID prüfen"))


def _odd_report(amount: Decimal, target: Target) -> Problem | None:
    """Return what can hardly be right about a number of people that the city reports for a quarter."""
    if amount % 1:
        said = f"{shown_number(amount)} Personen kann es nicht geben; so zählt diese Meldung mit."
        return Problem(said, "Bitte die ganze Zahl aus der Meldung eintragen")
    if target.amount is not None and amount > target.amount:
        said = (
            f"{shown_number(amount)} in einem Quartal ist mehr als das ganze Ziel ({shown_number(target.amount)})."
        )
        return Problem(said, "Ist es die Summe seit Beginn? Gemeint ist nur, was in diesem Quartal dazukam")
    return None
