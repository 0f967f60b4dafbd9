"""A fact: one countable event, with what it counts for, when, and the cell that it stands in.

Deriving facts from records is the work of the modules in `indicators/`; their measures say how they are added up.
"""

from __future__ import annotations

from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, NamedTuple

from automation.office.quarters import Quarter
from workbook.schema import fact_table as names
from workbook.schema.vocabulary import Gender

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from workbook.findings import Finding

UNSTATED = "ohne Angabe"
"""What a dimension says where the office's table says nothing."""

NO_GENDER = str(Gender.UNSTATED)
"""The table has a word of its own for that: who said nothing, and of whom nothing is written, are one entry."""

HELD_BACK = "zählt deshalb nicht"
"""In the column of errors: the row would count, but for an open error in a cell that the figure reads."""

ELSEWHERE = "an anderer Stelle"
"""In the column of errors: the row counts; its open error stands in a cell that the figure does not read."""

DIMENSIONS: Mapping[str, str] = {
    "kind": "Beschäftigungsart",
    "subsidy": "Förderung",
    "district": "Stadtteil",
    "gender": "Geschlecht",
    "group": "Gruppe",
    "detail": "Merkmal",
    "cohort": "Kohorte",
    "error": "Fehler",
}
"""What facts can be split by, with the column that it stands in."""

MEASURED: Mapping[str, str] = {"numerator": names.NUMERATOR, "denominator": "Nenner", "value": "Wert"}
"""What of facts can be added up, with its column."""


class Fact(NamedTuple):
    """A row of the sheet `Fakten`; a tuple is made in a quarter of the time, and a city has a million of them.

    `numerator` is 1 where it counts, `denominator` 1 where it belongs to what is counted from; of what is counted
    by the thousand one row stands for many, and both are numbers. An end is -1: what is there on a day is then the
    sum up to it. `value` is a number of its own, in the unit of the code: days, months, a share of the target.
    `day` is `None` for what has not happened. `sheet`, `key` and `cell` say which row of the office's tables it was
    read from; `sentence` says in German why it counts or not. `cohort` is the code of a quarter that something
    belongs to although it became known later. `rows` is more than 1 where an office hands in what is known of
    many: numbers are those of all, a value of a histogram is that of each.
    """

    code: str
    day: date | None
    numerator: int
    denominator: int
    value: float | None
    sheet: str
    key: str
    cell: str
    sentence: str = ""
    kind: str = ""
    subsidy: str = ""
    district: str = ""
    gender: str = ""
    group: str = ""
    detail: str = ""
    cohort: str = ""
    error: str = ""
    rows: int = 1

    @property
    def quarter(self) -> str:
        """The code of the calendar quarter (`2019-Q2`), `""` without a day."""
        return quarter_code(self.day) if self.day is not None else ""

    def but(self, **changes: Any) -> Fact:
        """Return the fact with other values in these fields; `_replace` takes half as long again."""
        if not _FIELDS.issuperset(changes):
            raise TypeError(f"a fact has no {', '.join(changes.keys() - _FIELDS)}")
        return made_of(map(changes.get, Fact._fields, self))

    def held_back(self, error: Finding) -> Fact:
        """Return the fact not counted, because of an error in a cell that the figure reads.

        An error that says what a success is stands in the way although it is meant so.
        """
        until = "solange ein Fehler offen ist" if error.acknowledged is None else "auch wenn es „bewusst so“ ist"
        place = error.cell if error.sheet in {"", self.sheet} else f"{error.sheet}!{error.cell}"
        sentence = f"Zählt nicht, {until} ({error.rule} in {place}): {error.message}"
        if error.implied:
            until = "solange ein Wert, von dem das abhängt, im Prüfbericht als Fehler steht"
            sentence = f"Zählt nicht, {until} ({place}): {error.message}"
        return self.but(numerator=0, denominator=0, value=None, sentence=sentence, error=HELD_BACK)


_FIELDS = frozenset(Fact._fields)
made_of = partial(tuple.__new__, Fact)
"""Return the fact of these values, one for each field, which nobody counts; `_make` takes four times as long."""


@lru_cache(maxsize=4096)
def quarter_code(day: date) -> str:
    """Return the code of a day's quarter; 100,000 facts lie on a few hundred days."""
    return Quarter.of(day).code
