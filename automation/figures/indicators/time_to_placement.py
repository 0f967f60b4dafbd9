"""How many days it takes from intake to the first placement (TTP)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from automation.figures.measures import Group, Less, Measure, Quantile, Sum
from automation.figures.placed import PLACEMENTS
from automation.figures.reads import Reads
from workbook.schema import Client

if TYPE_CHECKING:
    from collections.abc import Iterator

    from automation.figures.fact import Fact
    from automation.figures.sources import Sources

CODE = "TTP"
INTAKES = Reads(Client, "intake_date")


def derive(sources: Sources) -> Iterator[Fact]:
    """Yield a fact for each person's first placement ever; the value is the days since the intake."""
    clients = sources.once[Client]
    columns = (clients.rows, clients.column("client_id"), clients.column("intake_date"))
    intakes = {client: (row, intake) for row, client, intake in zip(*columns, strict=True)}
    barred = sources.errors.barred(clients, INTAKES.columns)
    seen: set[str] = set()
    for placed in sorted(sources.successes, key=lambda each: (each.start or sources.today, each.row)):
        if placed.client_id in seen or placed.start is None:
            continue
        seen.add(placed.client_id)
        if not sources.reporting.holds(placed.start):
            continue
        row, intake = intakes.get(placed.client_id, (0, None))
        if row in barred:
            yield sources.of_placed(placed, CODE).held_back(barred[row])
            continue
        days = (placed.start - intake).days if intake is not None else -1
        sentence = f"{days} Tage von der Aufnahme bis zum Beginn."
        if days < 0:
            sentence = "Ohne Dauer: Die Aufnahme fehlt oder liegt nach dem Beginn."
        yield sources.of_placed(
            placed, CODE, denominator=int(days >= 0), value=days if days >= 0 else None, sentence=sentence
        )
    for placed in sources.waiting:
        if placed.client_id not in seen:
            yield sources.held_back(placed, CODE)


def _days(identity: str, title: str, share: float, definition: str) -> Measure:
    return Measure(identity, title, "Tage", definition, Quantile(CODE, share))


GROUPS = (
    Group(
        CODE,
        "Tage bis zur Vermittlung",
        58,
        derive,
        (
            _days(
                CODE,
                "Tage bis zur ersten Vermittlung (Median)",
                0.5,
                "Die mittlere Zahl der Tage von der Aufnahme "
                "bis zum Beginn, nur der ersten Vermittlung eines Menschen.",
            ),
            _days("TTP_P25", "ein Viertel braucht höchstens", 0.25, "Das untere Viertel dieser Tage."),
            _days("TTP_P75", "drei Viertel brauchen höchstens", 0.75, "Das obere Viertel dieser Tage."),
            Measure(
                "TTP_OHNE",
                "ohne Dauer",
                "Personen",
                "Erste Vermittlungen, bei denen die Aufnahme fehlt oder nach dem Beginn liegt.",
                Less(Sum(CODE), (Sum(CODE, measured="denominator"),)),
            ),
        ),
        (PLACEMENTS, INTAKES),
    ),
)
