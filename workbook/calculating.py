"""Declared expression → what Excel will show, so that it stands in the file before anything calculates.

The second reading of `workbook/schema/expressions.py`: each kind of part does here what Excel does with it, on the
cells as they are typed. A test lets LibreOffice calculate every calculated column and compares.
"""

from __future__ import annotations

import operator
from datetime import date, datetime, time
from decimal import Decimal
from functools import singledispatchmethod
from typing import TYPE_CHECKING, Any, Protocol

from msgspec import Struct, field

from workbook.cells import as_compared
from workbook.reading.formats.dates import full_years, months_later
from workbook.schema.expressions import (
    AllOf,
    AnyOf,
    Cell,
    Compared,
    Expression,
    Found,
    FoundText,
    FromFacts,
    FromLetters,
    FullYears,
    HowMany,
    If,
    InList,
    IsNumber,
    Meant,
    MeantDay,
    MinutesBetween,
    MonthsLater,
    Named,
    Not,
    OnError,
    Today,
    Words,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from workbook.sheets import Value

    Row = Sequence[Value]
    Step = Callable[[Row], Value]

_OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_NUMBERS = frozenset((Decimal, int))
_EPOCH = date(1899, 12, 30)


class NotCalculableError(Exception):
    """What Excel would show as an error, such as a key that is not found."""


class Surroundings(Protocol):
    """What an expression asks of the rest of the workbook."""

    @property
    def today(self) -> date:
        """The day that the workbook is calculated on."""

    def named(self, name: str) -> Value:
        """Return what a defined name means."""

    def found(self, sheet: str, key: str, value: str, wanted: str) -> Value:
        """Return a cell of the first row with this key; raises `NotCalculableError` where no row has it."""

    def how_many(self, sheet: str, column: str, value: str) -> int:
        """Return how many rows have a value in a column."""

    def from_facts(self, key: str) -> Value:
        """Return what the facts say of the row with this key."""

    def from_letters(self, key: str) -> Value:
        """Return what the log says of the letter of the row with this key."""


def calculate(expression: Expression, cells: Mapping[str, Sequence[Value]], around: Surroundings) -> list[Value]:
    """Return what a calculated column shows in each row of a table, from the cells typed in the others."""
    names = list(cells)
    step = _Reader({name: place for place, name in enumerate(names)}, around).step(expression)
    return [step(row) for row in zip(*cells.values(), strict=True)]


def condition(
    expression: Expression, columns: Sequence[str], names: Mapping[str, Value]
) -> Callable[[Sequence[Value]], bool]:
    """Return whether an expression holds of values in these columns; it may ask for these names only."""
    step = _Reader({name: place for place, name in enumerate(columns)}, Alone(names)).step(expression)
    return lambda row: bool(step(row))


class Alone(Struct, frozen=True):
    """A row by itself: nothing is known but what some names mean."""

    names: Mapping[str, Value] = field(default_factory=dict)
    today: date = date.min

    def named(self, name: str) -> Value:
        """Return what a name means."""
        return self.names[name]

    def found(self, sheet: str, key: str, value: str, wanted: str) -> Value:
        """Find nothing."""
        raise NotCalculableError(sheet, key, value, wanted)

    def how_many(self, sheet: str, column: str, value: str) -> int:
        """Count nothing."""
        raise NotCalculableError(sheet, column, value)

    def from_facts(self, key: str) -> Value:
        """Know no facts."""
        raise NotCalculableError(key)

    def from_letters(self, key: str) -> Value:
        """Know no letters."""
        raise NotCalculableError(key)


class _Reader:
    """Turns expressions into functions of a row."""

    def __init__(self, places: Mapping[str, int], around: Surroundings) -> None:
        self._places, self._around = places, around

    def step(self, part: Expression | str | int) -> Step:
        """Return the function that gives a part's value in a row."""
        if isinstance(part, Expression):
            return self._step(part)
        return lambda _: part

    def _cell(self, name: str) -> Callable[[Row], Value]:
        return operator.itemgetter(self._places[name])

    @singledispatchmethod
    def _step(self, part: Expression) -> Step:
        raise TypeError(part)

    @_step.register(Cell)
    def _(self, part: Cell) -> Step:
        return self._cell(part.name)

    @_step.register(Named)
    def _(self, part: Named) -> Step:
        return lambda _: self._around.named(part.name)

    @_step.register(Today)
    def _(self, part: Today) -> Step:  # noqa: ARG002 - the kind is all there is to know
        return lambda _: self._around.today

    @_step.register(IsNumber)
    def _(self, part: IsNumber) -> Step:
        step = self._cell(part.part) if isinstance(part.part, str) else self.step(part.part)
        return lambda row: _is_number(step(row))

    @_step.register(Compared)
    def _(self, part: Compared) -> Step:
        left, right, compare = self.step(part.left), self.step(part.right), _OPERATORS[part.operator]
        return lambda row: compare(*_alike(left(row), right(row)))

    @_step.register(AllOf)
    def _(self, part: AllOf) -> Step:
        steps = [self.step(each) for each in part.parts]
        return lambda row: min([bool(step(row)) for step in steps])

    @_step.register(AnyOf)
    def _(self, part: AnyOf) -> Step:
        steps = [self.step(each) for each in part.parts]
        return lambda row: max([bool(step(row)) for step in steps])

    @_step.register(Not)
    def _(self, part: Not) -> Step:
        step = self.step(part.part)
        return lambda row: not step(row)

    @_step.register(If)
    def _(self, part: If) -> Step:
        condition, then, otherwise = (self.step(each) for each in (part.condition, part.then, part.otherwise))
        return lambda row: then(row) if condition(row) else otherwise(row)

    @_step.register(OnError)
    def _(self, part: OnError) -> Step:
        value, otherwise = self.step(part.value), self.step(part.otherwise)

        def step(row: Row) -> Value:
            try:
                return value(row)
            except NotCalculableError:
                return otherwise(row)

        return step

    @_step.register(MonthsLater)
    def _(self, part: MonthsLater) -> Step:
        cell, months = self._cell(part.name), self.step(part.months)
        return lambda row: months_later(_day(cell(row)), int(_number(months(row))))

    @_step.register(FullYears)
    def _(self, part: FullYears) -> Step:
        cell, today = self._cell(part.name), self._around.today
        return lambda row: _full_years(_day(cell(row)), today)

    @_step.register(MinutesBetween)
    def _(self, part: MinutesBetween) -> Step:
        begin, end = self._cell(part.begin), self._cell(part.end)
        return lambda row: _minutes(end(row)) - _minutes(begin(row))

    @_step.register(Found)
    def _(self, part: Found) -> Step:
        cell, found = self._cell(part.name), self._around.found
        return lambda row: found(part.sheet, part.key, _key(cell(row)), part.wanted)

    @_step.register(FoundText)
    def _(self, part: FoundText) -> Step:
        step = self.step(OnError(part.found, ""))
        return lambda row: str(step(row) or "")

    @_step.register(Meant)
    def _(self, part: Meant) -> Step:
        return self._step(FoundText(part.found))

    @_step.register(MeantDay)
    def _(self, part: MeantDay) -> Step:
        step = self.step(OnError(part.found, ""))
        return lambda row: "" if (value := step(row)) is None else value

    @_step.register(Words)
    def _(self, part: Words) -> Step:
        cells = [self._cell(name) for name in part.names]
        # TRIM knows one kind of white space, the space; `split` without it would know all.
        return lambda row: " ".join(filter(None, " ".join(_key(cell(row)) for cell in cells).split(" ")))

    @_step.register(HowMany)
    def _(self, part: HowMany) -> Step:
        cell = self._cell(part.name)
        return lambda row: self._around.how_many(part.sheet, part.wanted, _key(cell(row)))

    @_step.register(InList)
    def _(self, part: InList) -> Step:
        cell, listed = self._cell(part.name), self.step(part.listed)
        return lambda row: as_compared(f",{_key(cell(row))},") in as_compared(f",{listed(row)},")

    @_step.register(FromFacts)
    def _(self, part: FromFacts) -> Step:
        cell = self._cell(part.name)
        return lambda row: self._around.from_facts(_key(cell(row)))

    @_step.register(FromLetters)
    def _(self, part: FromLetters) -> Step:
        cell = self._cell(part.name)
        return lambda row: self._around.from_letters(_key(cell(row)))


def _is_number(value: Value) -> bool:
    return isinstance(value, Decimal | int | float | date | time) and not isinstance(value, bool)


def _alike(left: Value, right: Value) -> tuple[object, object]:
    """Return two values as Excel compares them: an empty cell is an empty text or 0, numbers come before texts."""
    if type(left) in _NUMBERS and type(right) in _NUMBERS:  # as nearly always
        return left, right
    if left is None:
        left = "" if isinstance(right, str) or right is None else 0
    if right is None:
        right = "" if isinstance(left, str) else 0
    if isinstance(left, str) and isinstance(right, str):
        return as_compared(left), as_compared(right)
    if isinstance(left, str) or isinstance(right, str):
        return int(isinstance(left, str)), int(isinstance(right, str))
    return _number(left), _number(right)


def _number(value: Value) -> Decimal | int:
    """Return a number, or a day as Excel counts it."""
    if isinstance(value, bool) or not isinstance(value, Decimal | int | float | date):
        raise NotCalculableError
    if isinstance(value, date):
        return (value - _EPOCH).days
    return Decimal(str(value)) if isinstance(value, float) else value


def _day(value: Value) -> date:
    if not isinstance(value, date):
        raise NotCalculableError
    return value.date() if isinstance(value, datetime) else value


def _full_years(born: date, today: date) -> int:
    if born > today:
        raise NotCalculableError
    return full_years(born, today)


def _minutes(value: Value) -> int:
    if not isinstance(value, time):
        raise NotCalculableError
    return value.hour * 60 + value.minute


def _key(value: Value) -> str:
    return "" if value is None else str(value)
