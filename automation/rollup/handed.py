"""A hand-in: what an office says of a quarter to its city, as plain data with a mark of its content.

It holds sums of facts, never a fact: no key, no cell, no sentence, no amount of one household. A sum says for which
quarter and which dimensions it stands; the city adds up sums of many offices exactly as an office adds up its facts
(`counting.py`).
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any, Self

from automation.rollup.packed import Packed, plain_rows, shared
from workbook.errors import FigureError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from automation.rollup.packed import Aside

FORM = 2
"""The form of a hand-in; a later one that cannot be read as this one gets another number."""


class HandInError(FigureError):
    """A file is no hand-in, was changed after it was written, or comes from a newer Lotse."""


@dataclass(frozen=True, slots=True, order=True)
class HandedSum:
    """The facts of a code that share quarter and dimensions: `rows` of them, added up.

    `late` are those after the day up to which the quarter is counted. `value` is there where the figure is a median
    or a largest value (days, months): then there is a sum for each value, which makes a histogram.
    """

    code: str
    quarter: str
    late: bool
    kind: str
    subsidy: str
    district: str
    gender: str
    group: str
    detail: str
    cohort: str
    error: str
    value: float | None
    numerator: int
    denominator: int
    rows: int

    @property
    def order(self) -> tuple[Any, ...]:
        """By what sums are sorted."""
        return (*(str(getattr(self, each.name)) for each in fields(self)),)


@dataclass(frozen=True, slots=True)
class HandedTarget:
    """A row of `Ziele` as it stands: amount and time, what was reached and what was due."""

    target: str
    title: str
    indicator: str
    scope: str
    amount: float
    begin: str
    end: str
    actual: float
    planned: float


@dataclass(frozen=True, slots=True)
class HandIn:
    """All that an office hands in. Days are ISO texts.

    `closed_on` is "" for a draft; `past` tells whether the day up to which is counted was over: what keeps only
    today's value is then unknown. `late` is the number of late reports to the quarter. `settings` are those that
    counting depends on; `kept` are the sheets that hold a row; the staff's have `rows`, `clean` of them without an
    open error; `findings` are the open ones by weight.
    """

    office: str
    quarter: str
    closed_on: str
    until: str
    begin: str
    end: str
    version: str
    late: int
    adopted: bool
    past: bool
    settings: Mapping[str, str]
    kept: tuple[str, ...]
    rows: int
    clean: int
    findings: Mapping[str, int]
    targets: tuple[HandedTarget, ...]
    sums: Collection[HandedSum] = field(repr=False)
    form: int = FORM

    @property
    def draft(self) -> bool:
        """Whether the quarter is not closed."""
        return not self.closed_on

    def as_data(self) -> dict[str, Any]:
        """Return it as lists, texts and numbers."""
        names = [part.name for part in fields(HandedSum)]
        sums = [{name: getattr(each, name) for name in names} for each in self.sums]
        return {**asdict(replace(self, sums=())), "sums": sums}

    def packed(self, aside: Aside) -> Self:
        """Return it as a city keeps it, in little room: it has many offices. Sums lie `aside`."""
        plain = shared(asdict(replace(self, sums=())))
        sums = Packed(HandedSum, plain_rows(self.sums), aside)
        return replace(self.of_data(plain), sums=sums)

    @classmethod
    def of_data(cls, data: Mapping[str, Any]) -> Self:
        """Return a hand-in from its plain data."""
        plain = dict(data)
        plain["targets"] = tuple(HandedTarget(**each) for each in plain["targets"])
        plain["sums"] = tuple(HandedSum(**each) for each in plain["sums"])
        plain["kept"] = tuple(plain["kept"])
        return cls(**plain)

    @property
    def mark(self) -> str:
        """The SHA-256 of its content; whoever changes a number changes it.

        Programs that save a workbook again keep fifteen digits of a number; twelve of them count.
        """
        text = json.dumps(_steady(self.as_data()), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


def _steady(value: Any) -> Any:
    """Return plain data with its decimal numbers as texts of twelve digits."""
    match value:
        case float():
            return f"{value:.12g}"
        case dict():
            return {key: _steady(each) for key, each in value.items()}
        case list() | tuple():
            return [_steady(each) for each in value]
        case _:
            return value
