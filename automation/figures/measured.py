"""The rows of `Ziele` as they are measured: each with the codes of its own facts."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct

from automation.office.placements import LabourMarketTerms
from automation.office.targets import unusable_parameters
from workbook.schema import Subsidy, Target
from workbook.schema.target_tables import SUBSIDIES, USUAL, is_measurable, parts_of
from workbook.schema.vocabulary import WHOLE_CITY, Indicator

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from workbook.tables import Office

_PLAIN = re.compile(r"[\w-]+")
_BY_TARGET = frozenset((Indicator.Z20, Indicator.Z400))
"""What counts towards these depends on the target itself; the others what is counted in the project anyway."""


class MeasuredTarget(Struct, frozen=True):
    """A target that is measured: `counted` is the code of what counts towards it, `code` begins its own facts'.

    Of several targets of an indicator the one that holds today has the plain code („Z20“), others „Z20:Z-05“.
    """

    target: Target
    indicator: Indicator
    code: str
    counted: str
    unreadable: bool = False
    """Whether its parameters say not for sure what counts: then nobody can say how it stands."""
    reports_from: date = date.min
    """When one of its subsidies could be had first: before, the rest of the city has nothing to report."""

    @property
    def of_city(self) -> bool:
        """Whether the target is the whole city's, to which the office only contributes."""
        return self.indicator is Indicator.Z400 and self.target.scope == WHOLE_CITY

    def holds(self, day: date | None) -> bool:
        """Tell whether a day lies in the time of the target."""
        begin, end = self.target.begin or date.min, self.target.end or date.max
        return day is not None and begin <= day <= end

    def leaves_unknown(self, code: str) -> bool:
        """Tell whether nobody can say what facts of this code come to, because the parameters cannot be read."""
        of_families = self.indicator is Indicator.Z20 and self.counted == self.indicator
        return self.unreadable and (code == self.counted or (of_families and code.startswith(self.indicator)))

    @property
    def others(self) -> str:
        """The code of what the rest of the city has reported."""
        return self.code.replace("Z400", "Z400_EXTERN", 1)

    @property
    def name(self) -> str:
        """What staff call it: „Z-01 20 Familien leben ohne SGB II“."""
        return f"{self.target.target_id or ''} {self.target.title or ''}".strip() or f"Ziel {self.indicator}"


def named_rows(targets: Iterable[Target]) -> str:
    """Return what staff find rows of `Ziele` by: „Z-10, Zeile 12“."""
    return ", ".join(target.target_id or f"Zeile {target.row}" for target in targets)


def measured_targets(office: Office, holding: Collection[Target], begin: date) -> Iterator[MeasuredTarget]:
    """Yield every target that can be measured, in the order of the sheet; `holding` are those that hold today.

    One that starts before the `begin` of the project counts from its own first day on, what it counts is its own.
    """
    seen: set[str] = set()
    for target in office[Target]:
        if target.indicator is None or not is_measurable(target):
            continue
        name = target.target_id or ""
        if not _PLAIN.fullmatch(name) or name in seen:
            name = f"Zeile {target.row}"
        seen.add(name)
        code = own = f"{target.indicator}:{name}"
        if any(target.row == other.row for other in holding):
            code = str(target.indicator)
        counted = code if target.indicator in _BY_TARGET else str(target.indicator)
        if target.indicator not in _BY_TARGET and target.begin is not None and target.begin < begin:
            counted = own
        read = {SUBSIDIES} if target.indicator is Indicator.Z400 else USUAL.keys()
        unusable = unusable_parameters(target, office[Subsidy].positions) if target.indicator in _BY_TARGET else ()
        unreadable = any(name in read for entry in unusable for name in parts_of(entry))
        since = _first_subsidy(office, target) if target.indicator is Indicator.Z400 else date.min
        yield MeasuredTarget(target, target.indicator, code, counted, unreadable, since)


def _first_subsidy(office: Office, target: Target) -> date:
    codes = LabourMarketTerms.of(office, target).codes
    return min((row.valid_from or date.min for row in office[Subsidy] if row.code in codes), default=date.min)
