"""A safe pattern → what is published: sections of finding, chart and tables, the same in all three forms."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from msgspec import Struct

from automation.figures.chart_model import ChartModel, Line, Role
from automation.publication.programme import COHORTS, MEDIAN
from automation.publication.releases import LATE, Cell
from automation.publication.subject_tables import HIDDEN, SO_FAR, TOTAL

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from datetime import date

    from automation.publication.primary import Protection
    from automation.publication.programme import Programme
    from automation.publication.subject_tables import Table
    from automation.publication.wording import Wording

NOTHING = "–"
FOR_OTHERS = "damit sich kein anderer Wert errechnen lässt"
_MOST_LINES = 3
"""Side by side so many series can be told apart; of more rows the chart shows their total."""
_MOST_QUARTERS = 8
"""So many names of quarters stand side by side below a chart; the table has all."""
_ROLES = (Role.ACTUAL, Role.OTHERS, Role.THIRD)


class ShownCell(Struct, frozen=True):
    """A cell as it is read: its number, or its text."""

    text: str
    number: float | None = None

    @property
    def hidden(self) -> bool:
        """Whether it is kept secret."""
        return self.text == HIDDEN


class ShownTable(Struct, frozen=True):
    """A table as it is read; `derived` says which rows are shares or medians."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, tuple[ShownCell, ...]], ...]
    whole: str
    derived: frozenset[str] = frozenset()


class Section(Struct, frozen=True):
    """A subject: heading, finding, chart and tables."""

    key: str
    heading: str
    finding: str
    tables: tuple[ShownTable, ...]
    chart: ChartModel | None = None


class Goal(Struct, frozen=True):
    """A target: how much of a subject until when."""

    subject: str
    amount: float
    day: date


@dataclass(frozen=True)
class Published:
    """What may be read: the programme with what is hidden of it, by subject, split, row and column as shown.

    `why` says of what is hidden for itself why; the rest is hidden for it.
    """

    programme: Programme
    hidden: Collection[tuple[str, str, str, str]]
    late: Mapping[str, int]
    held: Mapping[str, tuple[int, str]]
    why: Mapping[tuple[str, str, str, str], str] = field(default_factory=dict)

    def value(self, table: Table, row: str, column: str) -> int | None:
        """Return a value, `None` where it is hidden."""
        address = table.address(row, column)
        place = (address.subject, address.split, address.row, address.column)
        return None if place in self.hidden else table.value(row, column)

    def _reason(self, table: Table, row: str, column: str) -> str:
        address = table.address(row, column)
        place = (address.subject, address.split, address.row, address.column)
        return self.why.get(place, FOR_OTHERS) if place in self.hidden else ""

    def cells(self) -> tuple[Cell, ...]:
        """Return every cell as the ledger keeps it."""
        found = [
            Cell(
                table.subject,
                table.split,
                row or TOTAL,
                column,
                self.value(table, row, column),
                self._reason(table, row, column),
            )
            for table in self.programme.tables
            for row in table.shown_rows
            for column in table.columns
        ]
        found += [Cell(subject, "", TOTAL, LATE, number) for subject, number in self.late.items()]
        return tuple(found)


class Composer:
    """Puts a publication into the words of a language."""

    def __init__(
        self, published: Published, rules: Protection, wording: Wording, goals: Sequence[Goal] = ()
    ) -> None:
        self._published, self._rules, self._say, self._goals = published, rules, wording, goals

    def sections(self) -> tuple[Section, ...]:
        """Return the sections, a subject each."""
        by_subject: dict[str, list[Table]] = {}
        for table in self._published.programme.tables:
            by_subject.setdefault(table.subject, []).append(table)
        return tuple(self._section(f"s{n}", tables) for n, tables in enumerate(by_subject.values(), 1))

    def _section(self, key: str, tables: Sequence[Table]) -> Section:
        say, first = self._say, tables[0]
        return Section(
            key,
            say.term(first.subject),
            self._finding(first),
            tuple(self._table(table) for table in tables),
            self._chart(key, first) if first.charted or not first.split else None,
        )

    def _finding(self, table: Table) -> str:
        say, published = self._say, self._published
        last = table.quarters[-1]
        now, until = published.value(table, "", last), published.value(table, "", table.until)
        quarter, noun = say.quarter(last), say.noun(table.noun)
        if now is None:
            sentence = say.say("in_quarter_secret", quarter=quarter)
        else:
            sentence = say.say("in_quarter", quarter=quarter, count=say.count(now), noun=noun)
        if until is not None:
            sentence += f"; {say.say('so_far', count=say.count(until))}"
        else:
            sentence += f"; {say.say('so_far_secret' if now is None else 'so_far_only_secret')}"
        parts = [f"{sentence}."]
        if until is None and table.subject in published.held:
            count, code = published.held[table.subject]
            parts.append(say.say("held", count=say.count(count), quarter=say.quarter(code)))
        parts += [
            say.say("goal", goal=say.amount(goal.amount), day=say.day(goal.day))
            for goal in self._goals
            if goal.subject == table.subject
        ]
        if table.subject in published.late:
            parts.append(say.say("late", count=say.count(published.late[table.subject])))
        return " ".join(parts)

    def _table(self, table: Table) -> ShownTable:
        say = self._say
        subject, split = say.term(table.subject), say.term(table.split)
        caption = say.say("by", subject=subject, split=split) if split else subject
        head = (split or say.term("Kennzahl"), *table.quarters, say.term(SO_FAR))
        rows = [
            (say.term(row or TOTAL), tuple(self._cell(table, row, column) for column in table.columns))
            for row in table.shown_rows
        ]
        derived = list(self._derived(table))
        return ShownTable(caption, head, (*rows, *derived), say.term(TOTAL), frozenset(name for name, _ in derived))

    def _cell(self, table: Table, row: str, column: str) -> ShownCell:
        value = self._published.value(table, row, column)
        return ShownCell(HIDDEN) if value is None else ShownCell(self._say.count(value), float(value))

    def _derived(self, table: Table) -> Iterator[tuple[str, tuple[ShownCell, ...]]]:
        """Yield the rows of shares and medians, as far as their cases are many and may be read."""
        say = self._say
        for topic in COHORTS:
            if topic.subject == table.subject:
                name = say.say("share_of", row=say.term(topic.yes))
                yield name, tuple(self._share(table, topic.yes, column) for column in table.columns)
        medians = self._published.programme.medians
        if any(subject == table.subject for subject, _ in medians):
            yield say.term(MEDIAN), tuple(self._median(table, column) for column in table.columns)

    def _share(self, table: Table, row: str, column: str) -> ShownCell:
        part, whole = (self._published.value(table, name, column) for name in (row, ""))
        if part is None or whole is None or whole < self._rules.percent_from:
            return ShownCell(NOTHING)
        return ShownCell(f"{(200 * part + whole) // (2 * whole)} %")

    def _median(self, table: Table, column: str) -> ShownCell:
        median = self._published.programme.medians.get((table.subject, column))
        number = self._published.value(table, "", column)
        if median is None or number is None or number < self._rules.median_from:
            return ShownCell(NOTHING)
        return ShownCell(self._say.decimal(median), median)

    def _chart(self, key: str, table: Table) -> ChartModel | None:
        """Return the chart of a table, `None` where every bar that it could draw is hidden or 0."""
        say = self._say
        quarters = table.quarters[-_MOST_QUARTERS:]
        rows = table.rows if table.split and len(table.rows) <= _MOST_LINES else ("",)
        inner = [self._published.value(table, row, quarter) for row in rows for quarter in quarters]
        if sum(value is None for value in inner) * 2 > len(inner) or not any(inner):
            rows = ("",)  # a chart of stars says nothing
            if not any(self._published.value(table, "", quarter) for quarter in quarters):
                return None
        lines = tuple(
            Line(
                say.term(row or TOTAL),
                say.term(row or TOTAL),
                [self._published.value(table, row, quarter) for quarter in quarters],
                role,
            )
            for row, role in zip(rows, _ROLES, strict=False)
        )
        bars = "bars" if quarters == table.quarters else "bars_newest"
        alt = f"{say.say(bars, subject=say.term(table.subject))} {say.say('table_has')}"
        return ChartModel(key, say.term(table.subject), alt, quarters, lines)
