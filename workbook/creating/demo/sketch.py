"""The demo office in the making: rows that refer to each other, put in order and given their keys at the end."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from random import Random
from typing import TYPE_CHECKING, Any, TypeVar

from workbook.creating.demo.addresses import phone_numbers
from workbook.creating.seeds import day_off_rows, table_of_rows
from workbook.schema import (
    LISTS,
    TABLES,
    BenefitMonth,
    Kind,
    Record,
    StaffMember,
)
from workbook.tables import Office

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from workbook.schema.key_form import KeyForm
    from workbook.sheets import Value

T = TypeVar("T")

OFFICE_START = date(2018, 3, 8)
"""The office in Karl-Meyer-Straße opened on this day."""


@dataclass(eq=False, slots=True)
class Draft:
    """A row in the making. `when` puts it in order; a value may be another draft, whose key it will become.

    `raw` holds what is really typed into a cell where that is not the clean value.
    """

    when: date
    values: dict[str, Any]
    raw: dict[str, Any] = field(default_factory=dict)
    key: str = ""

    def __getitem__(self, name: str) -> Any:
        """Return the value of an attribute, `None` if it has none."""
        return self.values.get(name)

    def set(self, **values: Any) -> None:
        """Put further values in."""
        self.values.update(values)


class Sketch:
    """Everything that the parts of the demo share: the lots, the calendar, the rows so far."""

    def __init__(self, *, clients: int, seed: int, as_of: date) -> None:
        self.size, self.as_of = clients, as_of
        self.rng = Random(f"{seed} {clients}")  # noqa: S311 -- repeatable on purpose
        self.drafts: dict[type[Record], list[Draft]] = {}
        self.phones: Iterator[str] = phone_numbers()
        years = (OFFICE_START.year, max(2028, as_of.year + 2))
        self.days_off = day_off_rows(*years)
        closed = {row["day"] for row in self.days_off}
        span = (as_of - OFFICE_START).days + 400
        every = (OFFICE_START + timedelta(days=number) for number in range(span))
        self.workdays = [day for day in every if day.weekday() < 5 and day not in closed]

    def add(self, record: type[Record], when: date, raw: Mapping[str, Any] | None = None, **values: Any) -> Draft:
        """Put a row into a table and return it."""
        draft = Draft(when, values, dict(raw or {}))
        self.drafts.setdefault(record, []).append(draft)
        return draft

    def of(self, record: type[Record]) -> list[Draft]:
        """Return the rows of a table so far."""
        return self.drafts.setdefault(record, [])

    def pick(self, options: Sequence[T]) -> T:
        """Return one of the options by lot."""
        return options[int(self.rng.random() * len(options))]

    def chance(self, percent: float) -> bool:
        """Return whether something happens that happens to so many in a hundred."""
        return self.rng.random() * 100 < percent

    def workday(self, first: date, last: date, *, rising: float = 0.0) -> date:
        """Return an opening day between two days by lot; the next one if there is none in between.

        `rising` makes later days likelier, for the office becomes known: 0 not at all, 1 in proportion to the time.
        """
        low, high = bisect_left(self.workdays, first), bisect_right(self.workdays, last)
        if high <= low:
            return self.workdays[min(low, len(self.workdays) - 1)]
        share = self.rng.random() ** (1 / (1 + rising))
        return self.workdays[low + int(share * (high - low))]

    def workday_after(self, day: date, count: int) -> date:
        """Return the `count`-th opening day after a day."""
        return self.workdays[min(bisect_right(self.workdays, day) + count - 1, len(self.workdays) - 1)]

    @cached_property
    def advisers(self) -> list[str]:
        """The initials of those who work here now and may see social data."""
        return [draft["initials"] for draft in self._present if draft["may_see_social_data"]]

    @cached_property
    def staff(self) -> list[str]:
        """The initials of everybody who works here now."""
        return [draft["initials"] for draft in self._present]

    @cached_property
    def organisations(self) -> dict[str, str]:
        """Whom everybody works for, by initials."""
        return {draft["initials"]: draft["organisation"] for draft in self.of(StaffMember)}

    @property
    def _present(self) -> list[Draft]:
        return [draft for draft in self.of(StaffMember) if draft["active_until"] is None]

    def past(self, day: date) -> date:
        """Return the day, or the as-of date if it lies after that."""
        return min(day, self.as_of)

    def finish(self, fixed: Mapping[type[Record], list[dict[str, Any]]]) -> tuple[Office, Mapping[Place, Value]]:
        """Return the office with all keys given, and the cells that hold something else than their clean value.

        `fixed` are tables whose rows are ready.
        """
        for record, drafts in self.drafts.items():
            if (form := record.spec.key_form) is not None:
                drafts.sort(key=lambda draft: draft.when)
                _number(record.spec.key or "", form, drafts)
        self.of(BenefitMonth).sort(key=lambda draft: (_key(draft["household_id"]), draft.when))
        tables = {record: table_of_rows(record, rows) for record, rows in fixed.items()}
        raw: dict[Place, Value] = {}
        for record, drafts in self.drafts.items():
            references = [column.name for column in record.spec.columns if column.kind is Kind.REFERENCE]
            for position, draft in enumerate(drafts):
                values = draft.values
                for name in references:
                    value = values.get(name)
                    if isinstance(value, Draft):
                        values[name] = value.key
                for name, typed in draft.raw.items():
                    raw[record, position, name] = _key(typed)
            tables[record] = table_of_rows(record, [draft.values for draft in drafts])
        ordered = {record: tables[record] for record in TABLES if record in tables}
        return Office(ordered, {choices.name: choices.values for choices in LISTS}), raw


Place = tuple[type[Record], int, str]
"""A cell of a table: the record type, the row's position counted from 0, the attribute."""


def _number(name: str, form: KeyForm, drafts: list[Draft]) -> None:
    wide = form._replace(width=max(form.width, len(str(len(drafts)))))  # all of them as long as the last one
    for number, draft in enumerate(drafts, 1):
        draft.key = wide.key(number)
        draft.values[name] = draft.key


def _key(value: Any) -> Any:
    return value.key if isinstance(value, Draft) else value
