"""What a calculated column shows, declared once.

    age: Integer = column("Alter", formula=If(IsDate("birth_date"), FullYears("birth_date"), ""))

From the declaration comes the formula that Excel calculates (`excel`), and, by `workbook/calculating.py`,
the value that stands in the file before anything calculates. Columns are named by their identifier; an expression
given as plain text is that text, except where a column is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from workbook.schema.fact_table import day_that_counts
from workbook.schema.letter_table import letter_that_stands
from workbook.schema.lookups import place_of

if TYPE_CHECKING:
    from collections.abc import Mapping


class Expression(Struct, frozen=True):
    """A part of a formula."""

    def excel(self, labels: Mapping[str, str]) -> str:
        """Return it as Excel reads it in a row of the table, in English notation; `labels` are the headers."""
        raise NotImplementedError


def excel_of(part: Expression | str | int, labels: Mapping[str, str]) -> str:
    """Return an expression, a text or a number as Excel reads it.

    >>> excel_of("ja", {}), excel_of(21, {}), excel_of(Today(), {})
    ('"ja"', '21', 'TODAY()')
    """
    if isinstance(part, Expression):
        return part.excel(labels)
    return f'"{part.replace(chr(34), chr(34) * 2)}"' if isinstance(part, str) else str(part)


def _column(label: str) -> str:
    """Return a column of the formula's own row; one with more than letters in its header needs a second bracket."""
    return f"[@{label}]" if label.replace("_", "").isalnum() else f"[@[{label}]]"


class Cell(Expression, frozen=True):
    """The cell of a column in the same row."""

    name: str

    def excel(self, labels: Mapping[str, str]) -> str:  # noqa: D102 - as the base class says
        return _column(labels[self.name])


class Named(Expression, frozen=True):
    """What a defined name of the workbook means."""

    name: str

    def excel(self, labels: Mapping[str, str]) -> str:  # noqa: ARG002, D102 - as the base class says
        return self.name


class Today(Expression, frozen=True):
    """Today."""

    def excel(self, labels: Mapping[str, str]) -> str:  # noqa: ARG002, D102 - as the base class says
        return "TODAY()"


class IsNumber(Expression, frozen=True):
    """Whether a column's cell, or a value, is a number, a day or a time: what was typed as text is none."""

    part: Expression | str

    def excel(self, labels: Mapping[str, str]) -> str:  # noqa: D102 - as the base class says
        part = _column(labels[self.part]) if isinstance(self.part, str) else self.part.excel(labels)
        return f"ISNUMBER({part})"


class Compared(Expression, frozen=True):
    """Two values held against each other: `=`, `<>`, `<`, `<=`, `>`, `>=`; Excel takes `a` and `A` for equal."""

    left: Expression
    operator: str
    right: Expression | str | int

    def excel(self, labels: Mapping[str, str]) -> str:  # noqa: D102 - as the base class says
        return f"{self.left.excel(labels)}{self.operator}{excel_of(self.right, labels)}"


class AllOf(Expression, frozen=True):
    """Whether all parts are true; each is looked at, also after one that is not."""

    parts: tuple[Expression, ...]

    def excel(self, labels: Mapping[str, str]) -> str:  # noqa: D102 - as the base class says
        return f"AND({','.join(part.excel(labels) for part in self.parts)})"


class AnyOf(Expression, frozen=True):
    """Whether at least one part is true; each is looked at, also after one that is."""

    parts: tuple[Expression, ...]

    def excel(self, labels: Mapping[str, str]) -> str:  # noqa: D102 - as the base class says
        return f"OR({','.join(part.excel(labels) for part in self.parts)})"


class Not(Expression, frozen=True):
    """Whether a part is not true."""

    part: Expression

    def excel(self, labels: Mapping[str, str]) -> str:  # noqa: D102 - as the base class says
        return f"NOT({self.part.excel(labels)})"


class If(Expression, frozen=True):
    """One of two values."""

    condition: Expression
    then: Expression | str | int
    otherwise: Expression | str | int

    def excel(self, labels: Mapping[str, str]) -> str:  # noqa: D102 - as the base class says
        condition, then = self.condition.excel(labels), excel_of(self.then, labels)
        return f"IF({condition},{then},{excel_of(self.otherwise, labels)})"


class OnError(Expression, frozen=True):
    """A value, or another where it cannot be calculated."""

    value: Expression
    otherwise: Expression | str | int

    def excel(self, labels: Mapping[str, str]) -> str:  # noqa: D102 - as the base class says
        return f"IFERROR({self.value.excel(labels)},{excel_of(self.otherwise, labels)})"


class MonthsLater(Expression, frozen=True):
    """The same day so many months later, or that month's last day (EDATE)."""

    name: str
    months: Expression | int

    def excel(self, labels: Mapping[str, str]) -> str:  # noqa: D102 - as the base class says
        return f"EDATE({_column(labels[self.name])},{excel_of(self.months, labels)})"


class FullYears(Expression, frozen=True):
    """How many whole years have gone since a day until today."""

    name: str

    def excel(self, labels: Mapping[str, str]) -> str:  # noqa: D102 - as the base class says
        return f'DATEDIF({_column(labels[self.name])},TODAY(),"Y")'


class MinutesBetween(Expression, frozen=True):
    """The minutes from one time of day to another."""

    begin: str
    end: str

    def excel(self, labels: Mapping[str, str]) -> str:  # noqa: D102 - as the base class says
        return f"ROUND(({_column(labels[self.end])}-{_column(labels[self.begin])})*1440,0)"


class Found(Expression, frozen=True):
    """A cell of another table, in the first row with this key; an error where no row has it.

    `sheet`, `key` and `wanted` name the other table and its columns as staff read them: that table may be declared
    later than this one.
    """

    name: str
    sheet: str
    key: str
    wanted: str

    def excel(self, labels: Mapping[str, str]) -> str:  # noqa: D102 - as the base class says
        place = f"MATCH({_column(labels[self.name])},tbl{self.sheet}[{self.key}],0)"
        return f"INDEX(tbl{self.sheet}[{self.wanted}],{place})"


class FoundText(Expression, frozen=True):
    """As `Found`, as text: an empty cell is an empty text, and so is a key that no row has."""

    found: Found

    def excel(self, labels: Mapping[str, str]) -> str:  # noqa: D102 - as the base class says
        return f'IFERROR({self.found.excel(labels)}&"","")'


class Meant(Expression, frozen=True):
    """As `FoundText`, made for many rows: what a key means in words, beside the key.

    A search from the first row on takes minutes for 100,000 keys in 100,000 rows. Keys mostly stand in their order,
    so they are looked for by halves first; where that leads to another row, as in a table that staff have sorted by
    name, the search from the first row on answers. Of two rows with the key either may be shown.
    """

    found: Found

    def excel(self, labels: Mapping[str, str]) -> str:  # noqa: D102 - as the base class says
        key, cell = _by_halves(self.found, labels)
        return f'IF({key}="","",IFERROR({cell}&"",""))'


class MeantDay(Expression, frozen=True):
    """As `Meant`, as a day: what stands there as text is shown as it is, an empty cell as an empty text."""

    found: Found

    def excel(self, labels: Mapping[str, str]) -> str:  # noqa: D102 - as the base class says
        key, cell = _by_halves(self.found, labels)
        return f'IF({key}="","",IFERROR(IF({cell}="","",{cell}),""))'


def _by_halves(there: Found, labels: Mapping[str, str]) -> tuple[str, str]:
    """Return the cell of the key, and the cell that is found for it, as Excel reads them."""
    key, keys = _column(labels[there.name]), f"tbl{there.sheet}[{there.key}]"
    return key, f"INDEX(tbl{there.sheet}[{there.wanted}],{place_of(key, keys)})"


class Words(Expression, frozen=True):
    """Cells of the same row with a space between them; what is empty leaves none."""

    names: tuple[str, ...]

    def excel(self, labels: Mapping[str, str]) -> str:  # noqa: D102 - as the base class says
        joined = '&" "&'.join(_column(labels[name]) for name in self.names)
        return f"TRIM({joined})"


class HowMany(Expression, frozen=True):
    """How many rows of another table have this row's key in a column."""

    name: str
    sheet: str
    wanted: str

    def excel(self, labels: Mapping[str, str]) -> str:  # noqa: D102 - as the base class says
        return f"COUNTIFS(tbl{self.sheet}[{self.wanted}],{_column(labels[self.name])})"


class InList(Expression, frozen=True):
    """Whether a cell's text is one of those that a text names, separated by commas."""

    name: str
    listed: Expression

    def excel(self, labels: Mapping[str, str]) -> str:  # noqa: D102 - as the base class says
        wanted, listed = _column(labels[self.name]), self.listed.excel(labels)
        return f'ISNUMBER(SEARCH(","&{wanted}&",",","&{listed}&","))'


class FromFacts(Expression, frozen=True):
    """What Lotse's sheet of facts says of the row with this key; nothing before there is one."""

    name: str

    def excel(self, labels: Mapping[str, str]) -> str:  # noqa: D102 - as the base class says
        return day_that_counts(labels[self.name])


class FromLetters(Expression, frozen=True):
    """What Lotse's log says of the letter of the row with this key; nothing before there is one."""

    name: str

    def excel(self, labels: Mapping[str, str]) -> str:  # noqa: D102 - as the base class says
        return letter_that_stands(_column(labels[self.name]))


def all_of(*parts: Expression) -> AllOf:
    """Return whether all of these are true."""
    return AllOf(parts)


def any_of(*parts: Expression) -> AnyOf:
    """Return whether at least one of these is true."""
    return AnyOf(parts)


def words(*names: str) -> Words:
    """Return cells of the same row with a space between them."""
    return Words(names)


def one_of(name: str, *values: str) -> AnyOf:
    """Return whether a cell holds one of these texts."""
    return any_of(*(Compared(Cell(name), "=", str(value)) for value in values))


def yes_or_no(condition: Expression) -> If:
    """Return ja where a condition holds, else nein."""
    return If(condition, "ja", "nein")


def is_filled(name: str) -> Compared:
    """Return whether a cell is not empty."""
    return Compared(Cell(name), "<>", "")
