"""The placements as every group of figures reads them: once, with the verdict on each."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING

from msgspec import Struct

from automation.figures.fact import ELSEWHERE, HELD_BACK
from automation.figures.reads import Reads
from automation.office.placements import explain_placements
from workbook.schema import Client, Placement

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from automation.figures.held_back import OpenErrors
    from automation.office.placements import Person
    from automation.office.settings import Settings
    from workbook.findings import Finding
    from workbook.schema.vocabulary import Employment, FollowUp
    from workbook.tables import Office

PLACEMENTS = Reads(Placement, "placement_id", "client_id", "kind", "start", "subsidy")
MONTHS = (3, 6, 12)
"""After so many months it is asked whether somebody is still in work."""


class Placed(Struct, frozen=True):
    """A placement: what figures read of it, whether it counts (`day` is then its begin), and why (not).

    `held` is the error that holds it back, `mark` what `Fakten` says of the errors of its row. `follow_ups` has for
    each of `MONTHS` what was found and when somebody looked.
    """

    row: int
    key: str
    client_id: str
    vacancy_id: str
    kind: Employment | None
    subsidy: str
    start: date | None
    actual_end: date | None
    covers_need: str
    follow_ups: tuple[tuple[FollowUp | None, date | None], ...]
    counts: bool
    sentence: str
    held: Finding | None
    mark: str

    @property
    def day(self) -> date | None:
        """The day on which it counts, `None` if it does not."""
        return self.start if self.counts else None


def read_placed(
    office: Office, today: date, settings: Settings, errors: OpenErrors, people: Mapping[str, Person]
) -> Iterator[Placed]:
    """Yield every placement with the verdict on it, in the order of the sheet; `people` are the clients by key."""
    table = office[Placement]
    of_client = cache(partial(errors.of_key, office[Client]))
    for placement, verdict in explain_placements(office, today, settings, known=people):
        begun = placement.start is not None and placement.start <= today
        first = table.positions.get(placement.placement_id or "")
        held = None
        # Also what cannot be told for an error (whose it is, or what) is held back; what repeats a key is not.
        if verdict.counts or (begun and (first is None or table.rows[first] == placement.row)):
            held = errors.blocking(table, placement.row, PLACEMENTS.columns)
            if held is None and not verdict.counts and placement.client_id:  # their row has no key that can be read
                held = of_client(placement.client_id)
        marked = ELSEWHERE if verdict.counts and errors.any(table, placement.row) else ""
        yield Placed(
            row=placement.row,
            key=placement.placement_id or "",
            client_id=placement.client_id or "",
            vacancy_id=placement.vacancy_id or "",
            kind=placement.kind,
            subsidy=placement.subsidy or "",
            start=placement.start,
            actual_end=placement.actual_end,
            covers_need=placement.covers_need or "",
            follow_ups=(
                (placement.status_3, placement.checked_3),
                (placement.status_6, placement.checked_6),
                (placement.status_12, placement.checked_12),
            ),
            counts=verdict.counts and held is None,
            sentence=verdict.sentence,
            held=held,
            mark=HELD_BACK if held else marked,
        )
