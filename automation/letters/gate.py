"""The border between the records and one letter: what a template gets, and what is written down of it.

A template never sees a record. It sees a `View`, built for one recipient and one legal ground, which holds the
values of the allowed fields only; the others are not in it, so no trick in a template can reach them. Asking for
one raises `DisclosureError`. What was asked for is written down, field by field, for the dispatch log. Which field
may reach whom is the matrix of `disclosure.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from automation.letters.disclosure import categories_passing, refusal
from workbook.cells import in_one_text
from workbook.errors import LetterError
from workbook.schema.data_categories import DataCategory

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from automation.letters.disclosure import Grant, Recipient
    from workbook.schema import Column, Record


class DisclosureError(LetterError):
    """A template asked for a field that this recipient may not see."""

    def __init__(self, sheet: str, label: str, recipient: Recipient, reason: str) -> None:
        self.sheet, self.label, self.recipient, self.reason = sheet, label, recipient, reason
        super().__init__(f"Das Feld „{sheet}: {label}“ darf nicht an „{recipient}“: {reason}.")


class UnknownFieldError(LetterError):
    """A template asked for a field that does not exist."""

    def __init__(self, view: str, name: str, known: tuple[str, ...]) -> None:
        self.view, self.name = view, name
        near = get_close_matches(name, known, n=1)
        cure = f"Gemeint ist wohl „{view}.{near[0]}“." if near else f"Es gibt: {', '.join(sorted(known))}."
        super().__init__(f"Das Feld „{view}.{name}“ gibt es nicht. {cure}")


class Datum(NamedTuple):
    """One field of a row, which knows the cell that it came from; of the row itself it knows nothing else.

    `row` is 0 where the row stands nowhere: a household of which nothing is known.
    """

    table: type[Record]
    row: int
    column: Column
    value: Any

    def __repr__(self) -> str:  # where it stands, never what
        return f"Datum({self.sheet}, {self.row}, {self.label})"

    def __reduce__(self) -> tuple[Any, ...]:
        """Return by what another process names the field: its column is the schema's, there as here."""
        return _field, (self.table, self.row, self.column.name, self.value)

    @classmethod
    def of(cls, record: Record, name: str) -> Self:
        """Return the field of a record."""
        return cls(record.spec.record, record.row, record.spec.column(name), getattr(record, name))

    @property
    def sheet(self) -> str:
        """The sheet that it stands on."""
        return self.table.spec.sheet

    @property
    def label(self) -> str:
        """The header above it."""
        return self.column.label

    @property
    def category(self) -> DataCategory:
        """What it tells."""
        return self.column.shares


def _field(table: type[Record], row: int, name: str, value: Any) -> Datum:
    return Datum(table, row, table.spec.column(name), value)


@dataclass(frozen=True, slots=True)
class Sent:
    """A field that went into a letter; `datum` is where it came from."""

    sheet: str
    label: str
    value: str = field(repr=False)
    category: DataCategory = DataCategory.INTERNAL
    datum: Datum | None = field(default=None, repr=False, compare=False)


class Empty(str):
    """A field in which nothing stands: false in a condition; whoever prints it learns which field it was."""

    __slots__ = ("datum", "label", "sheet")
    sheet: str
    label: str
    datum: Datum | None

    def __new__(cls, sheet: str, label: str, datum: Datum | None = None) -> Self:
        """Return the empty text that knows its field, and its cell where it is a field of a row."""
        empty = super().__new__(cls, "")
        empty.sheet, empty.label, empty.datum = sheet, label, datum
        return empty


class Gate:
    """The border between the records and one letter: lets fields through and writes down which.

    What is named in `without`, by sheet and label, is taken for empty: so it shows what a field adds to a letter.
    """

    def __init__(
        self, recipient: Recipient, grant: Grant, without: frozenset[tuple[str, str]] = frozenset()
    ) -> None:
        self.recipient, self.grant = recipient, grant
        self._without = without
        self._sent: dict[tuple[str, str], Sent] = {}
        self._beside: dict[tuple[str, str], Sent] = {}

    @property
    def sent(self) -> tuple[Sent, ...]:
        """The fields with a value that were asked for so far, in the order of asking."""
        return tuple(self._sent.values())

    @property
    def beside(self) -> tuple[Sent, ...]:
        """The fields that the letter may print though no template asks for them."""
        return tuple(self._beside.values())

    def printed(self, record: Record, name: str) -> Any:
        """Return a value that a letter prints whatever its template asks for, and write the field down.

        That is who receives it instead of a child, and the day of the consent. `None` if there is no value.
        """
        datum = Datum.of(record, name)
        place = (datum.sheet, datum.label)
        if datum.value is None or place in self._without:
            return None
        self._beside.setdefault(place, Sent(*place, str(datum.value), datum=datum))
        return datum.value

    def view(
        self,
        name: str,
        row: tuple[type[Record], int],
        fields: Iterable[tuple[Column, Any]],
        derived: Mapping[str, Callable[[Any], Any]] | None = None,
        terms: Mapping[str, str] | None = None,
    ) -> View:
        """Return what a template may know of a `row` of a table; values that may not pass are left behind.

        `derived` are values made from others (`mention` from title, name and gender); they ask the view for them,
        so the same rules hold. `terms` are the words that templates have for the names of the `fields`.
        """
        return View(name, self, row, fields, derived or {}, terms or {})

    def refusal(self, category: DataCategory) -> str | None:
        """Return why a category may not reach the recipient, `None` if it may."""
        return refusal(category, self.recipient, self.grant)

    def pass_on(self, datum: Datum) -> Any:
        """Return a value that may pass and write the field down; an empty one tells nobody anything."""
        place = datum.sheet, datum.label
        if datum.value in (None, "", ()) or place in self._without:
            return Empty(*place, datum)
        if place not in self._sent:
            self._sent[place] = Sent(*place, in_one_text(datum.value), datum.category, datum)
        return datum.value


class View:
    """What a template may know of one record. Attributes are the allowed fields; any other raises.

    A field goes by the name that the schema has for it, and by the words that templates have.
    """

    __slots__ = ("_derived", "_gate", "_name", "_passed", "_refused", "_row", "_terms")

    def __init__(
        self,
        name: str,
        gate: Gate,
        row: tuple[type[Record], int],
        fields: Iterable[tuple[Column, Any]],
        derived: Mapping[str, Callable[[Any], Any]],
        terms: Mapping[str, str],
    ) -> None:
        self._name, self._gate, self._row = name, gate, row
        self._derived, self._terms = derived, terms
        self._passed: dict[str, tuple[Column, Any]] = {}
        self._refused: dict[str, Column] = {}
        passing = categories_passing(gate.recipient, gate.grant)
        for column, value in fields:
            if column.shares in passing:
                self._passed[column.name] = column, value
            else:
                self._refused[column.name] = column

    def __getattr__(self, name: str) -> Any:
        """Return the value of an allowed field.

        Raises:
            DisclosureError: the recipient may not see the field.
            UnknownFieldError: there is no such field.
        """
        if name.startswith("_"):  # what Python asks for itself, when copying or inspecting
            raise AttributeError(name)
        if name in self._derived:
            return self._derived[name](self) or Empty(self._name.capitalize(), name)
        key = self._terms.get(name, name)
        if key in self._passed:
            return self._gate.pass_on(Datum(*self._row, *self._passed[key]))
        if key in self._refused:
            table, column = self._row[0], self._refused[key]
            reason = self._gate.refusal(column.shares) or ""
            raise DisclosureError(table.spec.sheet, column.label, self._gate.recipient, reason)
        raise UnknownFieldError(self._name, name, (*self._known, *self._derived))

    @property
    def _known(self) -> tuple[str, ...]:
        """The words that a sentence offers for a field."""
        return tuple(self._terms) or (*self._passed, *self._refused)

    def may(self, name: str) -> bool:
        """Tell whether the recipient may see a field, without asking for it.

        Raises:
            UnknownFieldError: there is no such field.
        """
        key = self._terms.get(name, name)
        if key not in self._passed and key not in self._refused:
            raise UnknownFieldError(self._name, name, self._known)
        return key in self._passed


class Facts:
    """Values that tell nothing about a client: the partner, the office, the adviser, the letter itself."""

    __slots__ = ("_name", "_values")

    def __init__(self, name: str, values: Mapping[str, Any]) -> None:
        self._name, self._values = name, dict(values)

    def __getattr__(self, name: str) -> Any:
        """Return a value; an empty one is false and cannot be printed.

        Raises:
            UnknownFieldError: there is no such value.
        """
        if name.startswith("_"):
            raise AttributeError(name)
        if name not in self._values:
            raise UnknownFieldError(self._name, name, tuple(self._values))
        value = self._values[name]
        if callable(value):  # what depends on the fields that were asked for until now
            value = value()
        if isinstance(value, Empty):
            return value
        return Empty(self._name.capitalize(), name) if value in (None, "", ()) else value
