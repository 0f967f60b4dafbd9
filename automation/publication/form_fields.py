"""What a form for others may be filled with: published values, and `*` for what is hidden."""

from __future__ import annotations

from typing import TYPE_CHECKING

from automation.figures.fields import BEFORE, IN_QUARTER, SINCE, YEAR_BEFORE, plain
from automation.publication.programme import TOPICS
from automation.publication.subject_tables import HIDDEN, TOTAL
from workbook.errors import FigureError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from automation.figures.fields import Said
    from automation.office.quarters import Quarter
    from automation.publication.releases import Ledger

_ALWAYS = ("Quartal", "Quartal in Worten", "Stand")


def public_fields(
    known: dict[str, tuple[str, Said]], ledger: Ledger, quarter: Quarter
) -> dict[str, tuple[str, Said]]:
    """Return the fields of a quarter that were published, each with how it is written and its published value.

    `known` are all fields of the quarter; of these, what is no figure is kept.

    Raises:
        FigureError: the quarter was not published.
    """
    if all(each.quarter != quarter.code for each in ledger.releases):
        raise FigureError(
            f"Das {quarter.label} ist nicht veröffentlicht. Bitte erst „lotse publish MAPPE --quarter "
            f"{quarter.code}“; mit „--public“ stehen im Formular nur veröffentlichte Werte."
        )
    found = {plain(name): known[plain(name)] for name in _ALWAYS if plain(name) in known}
    for field, value in _published(ledger, quarter):
        found[plain(field)] = field, HIDDEN if value is None else value
    return found


def _published(ledger: Ledger, quarter: Quarter) -> Iterator[tuple[str, int | None]]:
    measures = {topic.subject: topic.measure for topic in TOPICS}
    times = {quarter.code: IN_QUARTER, f"bis {quarter.code}": SINCE}
    times |= {quarter.later(-back).code: name for back, name in ((1, BEFORE), (4, YEAR_BEFORE))}
    for release in ledger.releases:
        for cell in release.cells:
            measure, time = measures.get(cell.subject), times.get(cell.column)
            if measure is None or time is None:
                continue
            if cell.row == TOTAL:
                yield f"{measure} {time}", cell.value
            elif time == IN_QUARTER:
                yield f"{measure} {time} {cell.split}: {cell.row}", cell.value
