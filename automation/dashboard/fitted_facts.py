"""Facts → as many rows as the sheet `Fakten` can hold, and a sentence that says what was drawn together.

Only the sheet and its formulas live with fewer rows. What closes a quarter, publishes or explains a figure has
every fact with its key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from automation.dashboard.fact_sheet import HEADER_ROW
from automation.figures.indicators import independent_families as families
from automation.figures.indicators import placement_counts as placements
from automation.figures.indicators import requests
from workbook.cells import MAX_ROW
from workbook.errors import FigureError
from workbook.german import shown_count

if TYPE_CHECKING:
    from automation.figures.fact import Fact

MOST = 1_000_000
"""From so many rows on, alike ones are drawn together."""
ROOM = MAX_ROW - HEADER_ROW
"""So many rows a sheet has below the header of the facts."""
COUNTED_BY_ROWS = frozenset({families.CODE, placements.CODE, requests.IN})
"""The dashboard counts the rows of these codes themselves: where households stand, what it rests on."""


class FittedFacts(Struct, frozen=True):
    """The facts for the sheet; `told` says what is not on it row by row, empty where everything is."""

    facts: tuple[Fact, ...]
    told: str = ""


def fitted(facts: tuple[Fact, ...], most: int = MOST, room: int = ROOM) -> FittedFacts:
    """Return the facts as far as the sheet has room; no figure of the dashboard becomes another one.

    Of more than `most`, all of one code, day and dimensions become one row: first those that count nowhere and only
    explain, then, if that is not enough, those that count. What has a value of its own stays single, a median needs
    it; so does what an error stands at, and what is counted by rows.

    Raises:
        FigureError: even then there are more than `room`.
    """
    drawn, gone = facts, 0
    for counting in (False, True):
        if len(drawn) > most:
            drawn, together = _drawn_together(drawn, counting=counting)
            gone += together
    if len(drawn) > room:
        raise FigureError(
            f"Das Blatt „Fakten“ bräuchte {shown_count(len(drawn))} Zeilen, auch wenn man gleiche zusammenfasst; "
            f"Platz ist für {shown_count(room)}. Das Dashboard wurde deshalb nicht geschrieben, an der Mappe ist "
            "nichts geändert. Bitte die Mappe teilen, zum Beispiel nach Standorten; „lotse rollup“ zählt sie "
            "zusammen. „lotse check“ und „lotse letters“ arbeiten auch mit dieser Mappe."
        )
    if not gone:
        return FittedFacts(facts)
    return FittedFacts(
        drawn,
        f"Mehr als {shown_count(most)} Zeilen wären zu viele für das Blatt „Fakten“: {shown_count(gone)} Zeilen "
        "stehen dort nicht einzeln, sondern mit gleichen zusammengefasst. Die Zahlen des Dashboards ändert das "
        "nicht; „lotse dashboard MAPPE --explain KENNZAHL“ nennt jede Zeile.",
    )


def _drawn_together(facts: tuple[Fact, ...], *, counting: bool) -> tuple[tuple[Fact, ...], int]:
    """Return the facts with alike ones in one row, and how many of them stand in such rows."""
    alike: dict[tuple[Fact, bool, bool], list[Fact]] = {}
    single: list[Fact] = []
    for fact in facts:
        own = fact.value is not None or fact.error or fact.code in COUNTED_BY_ROWS
        if own or bool(fact.numerator or fact.denominator) != counting:
            single.append(fact)
        else:
            like = fact.but(numerator=0, denominator=0, key="", cell="", sentence="")
            # An end (-1) never meets a begin in one row: how often a value occurs is counted without the sign.
            alike.setdefault((like, fact.numerator < 0, fact.denominator < 0), []).append(fact)
    together = (
        like.but(
            numerator=sum(fact.numerator for fact in same),
            denominator=sum(fact.denominator for fact in same),
            cell="A1",
            sentence=f"{shown_count(len(same))} Zeilen zusammengefasst.",
        )
        if len(same) > 1
        else same[0]
        for (like, *_), same in alike.items()
    )
    return (*together, *single), sum(len(same) for same in alike.values() if len(same) > 1)
