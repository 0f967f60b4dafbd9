"""Facts → everything that can be said of a quarter: sums, targets, and every measure as data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from automation.figures.adding import ALWAYS, Sums
from automation.figures.fact import ELSEWHERE, HELD_BACK
from automation.figures.indicators import groups, labour_market, on_the_way, requests
from automation.figures.indicators import placement_counts as placements
from automation.figures.measures import Nature, Quantile, Ratio
from automation.figures.plans import PLAN
from automation.figures.progress import progress_of
from workbook.schema.setting_names import SettingName

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from automation.figures.adding import Moment, Where
    from automation.figures.fact import Fact
    from automation.figures.measured import MeasuredTarget
    from automation.figures.measures import Group, Measure
    from automation.figures.pairs import Pair
    from automation.figures.progress import Progress
    from automation.figures.reporting import Reporting
    from automation.office.quarters import Quarter
    from automation.office.settings import Settings


_SHORT = 8
"""So many letters of a target's key have room beside the title of its tile."""


@dataclass(frozen=True)
class Figures:
    """The facts and how they are added up; made by `add_up`."""

    sums: Sums
    yellow_from: int
    percent_from: int

    @property
    def reporting(self) -> Reporting:
        """The time that is reported on."""
        return self.sums.reporting

    @property
    def groups(self) -> tuple[Group, ...]:
        """The groups of figures that the office keeps, in the order of the pages."""
        return tuple(group for group in groups() if group.kept(self.sums))

    @property
    def targets(self) -> Mapping[str, MeasuredTarget]:
        """The targets that are measured, by the code of their facts."""
        return {each.code: each for each in self.reporting.targets}

    def which(self, code: str) -> str:
        """Return which of several targets of an indicator is shown: „ · Z-03“; `""` of a single one."""
        target = self.targets.get(code)
        if target is None or len(self.reporting.measured_by(target.indicator)) == 1:
            return ""
        name = target.target.target_id or ""
        return f" · {name if 0 < len(name) <= _SHORT else f'Zeile {target.target.row}'}"

    def progress(self, code: str, quarter: Quarter) -> Progress | None:
        """Return how a target stands at the end of a quarter; `None` without a target."""
        target = self.targets.get(code)
        if target is None:
            return None
        return progress_of(self.sums, target, self.sums.moment(quarter), self.yellow_from)

    def number(self, measure: Measure, quarter: Quarter, where: Where = ()) -> float | None:
        """Return the value of a measure in a quarter, `None` where it cannot be known."""
        value = measure.pair(self.sums, self.sums.moment(quarter), where).value
        return value if isinstance(value, int | float) else None


def add_up(facts: Sequence[Fact], reporting: Reporting, settings: Settings, adding: type[Sums] = Sums) -> Figures:
    """Return the figures of these facts, added up in a way of their own where one of them stands for many.

    Raises:
        SettingError: a threshold on `Einstellungen` is no whole number.
    """
    return Figures(
        adding(facts, reporting), settings.whole(SettingName.YELLOW_FROM), settings.whole(SettingName.PERCENT_FROM)
    )


def measures_document(figures: Figures, chosen: Quarter) -> list[dict[str, Any]]:
    """Return every measure of every quarter up to the chosen one, whole and split, as plain data.

    A cohort is seen from the end of the chosen quarter, everything else from the end of its own. `value` is `None`
    where nothing can be known, and where R8 of figures.md allows no percentage or median; `values` then lists the
    few of them.
    """
    sums, rows = figures.sums, []
    seen_from = figures.reporting.cut_off(chosen)
    for quarter in figures.reporting.begun:
        if quarter > chosen:
            break
        for group in figures.groups:
            for measure in group.measures:
                day = seen_from if measure.nature is Nature.COHORT else None
                moment = sums.moment(quarter, day=day)
                splits = _splits(sums, measure, chosen)
                rows += [_row(figures, measure, moment, where, split) for where, split in splits]
    return rows


def _splits(sums: Sums, measure: Measure, until: Quarter) -> Iterator[tuple[Where, dict[str, str] | None]]:
    yield (), None
    for split in measure.splits:
        for value in split.occurring(sums, measure.adding, until):
            yield ((split.dimension, value),), {split.title: value}
    for one, other in measure.crossed:
        for first in one.occurring(sums, measure.adding, until):
            for second in other.occurring(sums, measure.adding, until):
                yield ((one.dimension, first), (other.dimension, second)), {one.title: first, other.title: second}


def _row(
    figures: Figures, measure: Measure, moment: Moment, where: Where, split: dict[str, str] | None
) -> dict[str, Any]:
    sums = figures.sums
    value, parts = measure.pair(sums, moment, where).value, measure.adding.parts(sums, moment, where)
    n = _data(parts.n)
    row: dict[str, Any] = {
        "id": measure.id,
        "quarter": moment.quarter.code,
        "split": split,
        "value": value if isinstance(value, int | float) else None,
        "numerator": _data(parts.numerator),
        "denominator": _data(parts.denominator),
        "n": n,
        "errors": _data(measure.errors(sums, moment, HELD_BACK, where)),
        "with_errors": _data(measure.errors(sums, moment, ELSEWHERE, where)),
    }
    if isinstance(measure.adding, Ratio) and measure.adding.percent and (n or 0) < figures.percent_from:
        row["value"] = None
    if isinstance(measure.adding, Quantile) and isinstance(value, str):
        adding = measure.adding
        row["values"] = sums.values(adding.code, adding.over, moment, (*adding.where, *where))
    return row


def _data(pair: Pair | None) -> float | None:
    return None if pair is None or not isinstance(pair.value, int | float) else pair.value


def quarters_document(figures: Figures) -> list[dict[str, Any]]:
    """Return the figures of every quarter that has begun as version 0.1 printed them."""
    return [_quarter(figures, quarter) for quarter in figures.reporting.begun]


def _quarter(figures: Figures, quarter: Quarter) -> dict[str, Any]:
    sums = figures.sums
    moment = sums.moment(quarter)
    row: dict[str, Any] = {"quarter": quarter.code}
    for name, code in (("families", "Z20"), ("labour_market", labour_market.OWN)):
        planned = sums.moment(quarter, day=quarter.end)
        row |= {
            name: _count(sums, code, quarter),
            f"{name}_cumulated": round(sums.total(code, ALWAYS, moment.day)),
            f"{name}_planned": sums.total(code + PLAN, quarter.begin, quarter.end, "value"),
            f"{name}_planned_cumulated": sums.total(code + PLAN, ALWAYS, planned.day, "value"),
        }
    mix = {part.title: figures.number(part, quarter) for part in placements.PARTS}
    every = figures.number(placements.ALL, quarter)
    rest = (every or 0) - sum(number or 0 for number in mix.values())
    return row | {
        "placements": every,
        "mix": {**mix, "übrige": rest},
        "requests_in": figures.number(requests.RECEIVED, quarter),
        "requests_done": figures.number(requests.FINISHED, quarter),
        "requests_open": figures.number(requests.STILL_OPEN, quarter),
    }


def _count(sums: Sums, code: str, quarter: Quarter) -> int:
    return round(sums.total(code, quarter.begin, sums.reporting.cut_off(quarter)))


def targets_document(figures: Figures, quarter: Quarter) -> dict[str, dict[str, Any] | None]:
    """Return how the targets stand at the end of a quarter."""
    found: dict[str, dict[str, Any] | None] = {}
    for code in ("Z20", "Z400"):
        progress = figures.progress(code, quarter)
        found[code] = None if progress is None else _progress(progress, figures.reporting.begun.index(quarter) + 1)
    return found


def every_target_document(figures: Figures, quarter: Quarter) -> list[dict[str, Any]]:
    """Return how every row of `Ziele` that can be measured stands at the end of a quarter."""
    begun, found = figures.reporting.begun.index(quarter) + 1, []
    for code, measured in figures.targets.items():
        progress = figures.progress(code, quarter)
        if progress is not None:
            about = {"target": measured.target.target_id, "indicator": measured.indicator, "code": code}
            families: dict[str, Any] = {}
            if code.startswith("Z20"):
                way = None if measured.unreadable else _on_the_way(figures, measured, quarter)
                families = {"on_the_way": way}
            found.append(about | _progress(progress, begun) | families)
    return found


def _on_the_way(figures: Figures, measured: MeasuredTarget, quarter: Quarter) -> dict[str, int]:
    stages = {
        "families": on_the_way.CODE,
        "first_months": on_the_way.MONTHS,
        "working": on_the_way.WORKING,
        "course_missing": on_the_way.UNKNOWN,
    }
    own = {name: on_the_way.code_of(code, measured) for name, code in stages.items()}
    return {name: _count(figures.sums, code, quarter) for name, code in own.items()}


def _progress(progress: Progress, begun: int) -> dict[str, Any]:
    names = ("amount", "actual", "in_quarter", "planned", "light", "pace", "forecast", "recent")
    document = {name: getattr(progress, name).value for name in names}
    band = [progress.low.value, progress.high.value] if progress.band.value is not None else None
    return document | {
        "band": band,
        "others": progress.others.value,
        "together": progress.together.value,
        "forecast_together": progress.forecast_together.value,
        "recent_together": progress.recent_together.value,
        "reported": progress.reported.value,
        "needed": progress.needed.value,
        "begun": begun,
    }
