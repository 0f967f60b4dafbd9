"""What a column is: one declaration serves header, width, format, dropdown, help, reading, checks and disclosure.

A table is a pydantic model below `Record`; each of its fields is one line:

    birth_date: Date = column("Geburtsdatum", required=True, shares=DataCategory.BIRTH_DATE, past=True)

The annotation gives the kind of value, `column` everything else. Adding a column to the office's workbook is adding
such a line.
"""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from enum import Enum, StrEnum, auto
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Self

from msgspec import Struct
from msgspec.structs import replace
from pydantic import BaseModel, ConfigDict, Field

from workbook.package.ownership import FIRST_VERSION
from workbook.schema.data_categories import DataCategory
from workbook.schema.key_form import KeyForm, form_of_keys

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbook.schema.expressions import Expression


HEADER_ROW = 4
"""The row of the header in a workbook that `lotse new` makes: title, introduction and an empty row above it."""


VERSION = "0.2"
"""The version of the schema: the latest `since` of a column. A new workbook carries it as a property."""


class Kind(Enum):
    """How a cell is read, shown and entered."""

    TEXT = auto()
    LONG_TEXT = auto()
    STREET = auto()
    NAME = auto()
    ID = auto()
    REFERENCE = auto()
    DATE = auto()
    MONTH = auto()
    TIME = auto()
    INTEGER = auto()
    DECIMAL = auto()
    EURO = auto()
    YES_NO = auto()
    CHOICE = auto()
    MULTIPLE = auto()
    POSTCODE = auto()
    PHONE = auto()
    EMAIL = auto()
    HOUSE_NUMBER = auto()
    HOUSEHOLD_NUMBER = auto()
    CUSTOMER_NUMBER = auto()
    SETTING = auto()


DAYS = frozenset((Kind.DATE, Kind.MONTH))
"""Kinds of which a value is a day."""

ANY_WORDS = frozenset((Kind.TEXT, Kind.LONG_TEXT, Kind.STREET, Kind.NAME))
"""Kinds of which a value may name anybody."""

Text = Annotated[str | None, Kind.TEXT]
LongText = Annotated[str | None, Kind.LONG_TEXT]
Street = Annotated[str | None, Kind.STREET]
PersonName = Annotated[str | None, Kind.NAME]
Id = Annotated[str | None, Kind.ID]
Reference = Annotated[str | None, Kind.REFERENCE]
Date = Annotated[date | None, Kind.DATE]
Month = Annotated[date | None, Kind.MONTH]
TimeOfDay = Annotated[time | None, Kind.TIME]
Integer = Annotated[int | None, Kind.INTEGER]
Number = Annotated[Decimal | None, Kind.DECIMAL]
Euro = Annotated[Decimal | None, Kind.EURO]
YesNo = Annotated[bool | None, Kind.YES_NO]
Listed = Annotated[str | None, Kind.CHOICE]
Multiple = Annotated[tuple[str, ...] | None, Kind.MULTIPLE]
Postcode = Annotated[str | None, Kind.POSTCODE]
Phone = Annotated[str | None, Kind.PHONE]
Email = Annotated[str | None, Kind.EMAIL]
HouseNumber = Annotated[str | None, Kind.HOUSE_NUMBER]
HouseholdNumber = Annotated[str | None, Kind.HOUSEHOLD_NUMBER]
CustomerNumber = Annotated[str | None, Kind.CUSTOMER_NUMBER]
Setting = Annotated[str | None, Kind.SETTING]

WIDTHS: dict[Kind, float] = {
    Kind.TEXT: 20,
    Kind.LONG_TEXT: 38,
    Kind.STREET: 20,
    Kind.NAME: 18,
    Kind.ID: 11,
    Kind.REFERENCE: 12,
    Kind.DATE: 12,
    Kind.MONTH: 11,
    Kind.TIME: 8,
    Kind.INTEGER: 9,
    Kind.DECIMAL: 10,
    Kind.EURO: 12,
    Kind.YES_NO: 9,
    Kind.CHOICE: 18,
    Kind.MULTIPLE: 24,
    Kind.POSTCODE: 8,
    Kind.PHONE: 17,
    Kind.EMAIL: 26,
    Kind.HOUSE_NUMBER: 8,
    Kind.HOUSEHOLD_NUMBER: 16,
    Kind.CUSTOMER_NUMBER: 14,
    Kind.SETTING: 30,
}

NUMBER_FORMATS: dict[Kind, str] = {
    Kind.DATE: "dd.mm.yyyy",
    Kind.MONTH: "mm.yyyy",
    Kind.TIME: "hh:mm",
    Kind.INTEGER: "0",
    Kind.DECIMAL: "0.0#",
    Kind.EURO: '#,##0.00\\ "€"',
    Kind.SETTING: "General",
}
"""Excel's codes in English notation; every other kind is text (`@`), so no zero is lost."""


class Choices(Struct, frozen=True):
    """The allowed values of a list column, shown as a dropdown and kept on the sheet `Listen`.

    A closed list is fixed by law or by the way of the work (`members` says what the code knows); to an open list
    staff may add values at its foot. `also` are words that people write for a value and that mean nothing else, in
    small letters.
    """

    name: str
    title: str
    values: tuple[str, ...]
    closed: bool = False
    members: type[StrEnum] | None = None
    also: tuple[tuple[str, str], ...] = ()

    @property
    def range_name(self) -> str:
        """The defined name that the dropdown refers to."""
        return f"lst_{self.name}"


def closed_list(name: str, title: str, members: type[StrEnum], **also: str) -> Choices:
    """Return the closed list of an enumeration's values, in its order; `also` are other words for them."""
    return Choices(name, title, tuple(members), closed=True, members=members, also=tuple(also.items()))


def open_list(name: str, title: str, *values: str) -> Choices:
    """Return a list that staff may extend."""
    return Choices(name, title, values)


class Column(Struct, frozen=True):
    """Everything that is known of one column. `name` is the record's attribute, `label` the header."""

    label: str
    name: str = ""
    kind: Kind = Kind.TEXT
    required: bool = False
    unless: tuple[str, ...] = ()  # not required where one of these columns of the row is filled
    choices: Choices | None = None
    refers_to: str | None = None
    pattern: str | None = None
    pattern_example: str = ""
    aliases: tuple[str, ...] = ()
    nothing: tuple[str, ...] = ()  # words, folded, that mean an empty cell
    shares: DataCategory = DataCategory.INTERNAL
    term: str = ""  # the word that templates of letters have for it; stays when the header changes
    masked: bool = False
    unique: bool = False
    past: bool = False
    dropdown: bool = True
    formula: Expression | None = None
    help: str = ""
    own_width: float | None = None
    folded: bool = False
    time_in: str = ""  # the column that a time typed into this one, a date, belongs into
    for_the_eye: bool = False  # shows what another column means; reading leaves it alone
    since: str = FIRST_VERSION  # a workbook of an earlier version lacks nothing without it

    def known_to(self, version: str) -> bool:
        """Tell whether a workbook of this version has the column unless somebody took it out."""
        return _numbers(self.since) <= _numbers(version)

    @property
    def width(self) -> float:
        """The column's width in characters, never too narrow for its longest header word."""
        longest = max(len(word) for word in self.label.replace("-", "- ").split())
        return max(self.own_width or WIDTHS[self.kind], longest + 3.5)

    @property
    def number_format(self) -> str:
        """The cells' number format in Excel's English notation."""
        return NUMBER_FORMATS.get(self.kind, "@")


def _numbers(version: str) -> tuple[int, ...]:
    """Return a version for comparison; what nobody can read is the first.

    >>> _numbers("0.10") > _numbers("0.2"), _numbers("?")
    (True, (0, 1))
    """
    parts = version.split(".")
    return tuple(map(int, parts)) if all(part.isdecimal() for part in parts) else _numbers(FIRST_VERSION)


def column(label: str, **properties: Any) -> Any:
    """Return a pydantic field that carries the column's declaration; `properties` are those of `Column`."""
    return Field(default=None, json_schema_extra={"column": Column(label, **properties)})  # type: ignore[dict-item]


class TableSpec(Struct, frozen=True):
    """A table of the office: where it stands, what it is called, which columns it has."""

    sheet: str
    title: str
    group: str
    key: str | None
    columns: tuple[Column, ...]
    record: type[Record]
    aliases: tuple[str, ...] = ()
    intro: str = ""
    printed_to: str | None = None
    """The last column that a new workbook prints, where more than matters on paper would make it unreadable."""

    @property
    def table_name(self) -> str:
        """The name of the Excel table."""
        return "tbl" + self.sheet.replace(" ", "")

    @property
    def findings_name(self) -> str:
        """The defined name of the list of this sheet's cells with findings, which the highlight rule looks up."""
        return "Befunde_" + self.sheet.replace(" ", "")

    @property
    def key_range_name(self) -> str:
        """The defined name of the key column's cells, for dropdowns of references."""
        return "schl_" + self.sheet.replace(" ", "")

    @property
    def key_form(self) -> KeyForm | None:
        """How the table's keys are counted, `None` where it has none or they are no numbers."""
        return form_of_keys(self.column(self.key).pattern_example) if self.key is not None else None

    def column(self, name: str) -> Column:
        """Return the column with this identifier.

        Raises:
            KeyError: the table has no such column.
        """
        for candidate in self.columns:
            if candidate.name == name:
                return candidate
        raise KeyError(f"{self.sheet}.{name}")

    def formula(self, column: Column) -> str | None:
        """Return a calculated column's formula as Excel reads it, `None` for one that is typed."""
        labels = {each.name: each.label for each in self.columns}
        return None if column.formula is None else f"={column.formula.excel(labels)}"

    def position(self, name: str) -> int:
        """Return the column's number counted from 1, as `lotse new` lays the table out."""
        return self.columns.index(self.column(name)) + 1


_set = object.__setattr__  # a record is frozen


class Record(BaseModel):
    """A row of a table with clean values; what could not be read is `None` and has a finding.

    `row` is the row of the sheet that it came from.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)
    spec: ClassVar[TableSpec]
    row: int

    @classmethod
    def of_clean(cls, fields: dict[str, Any]) -> Self:
        """Return the record with these fields, all that it has, whose values reading has made clean.

        What pydantic's `model_construct` does for such values, without a look at each field; and before pydantic
        validates the first row of a table it builds a validator, which costs a small office more than its rules.
        """
        made = cls.__new__(cls)
        _set(made, "__dict__", fields)
        _set(made, "__pydantic_fields_set__", set(fields))
        _set(made, "__pydantic_extra__", None)
        _set(made, "__pydantic_private__", None)
        return made

    def __init_subclass__(cls, **_: Any) -> None:
        """Leave the class's arguments to `__pydantic_init_subclass__`, which sees the finished fields."""
        super().__init_subclass__()

    @classmethod
    def __pydantic_init_subclass__(
        cls,
        *,
        sheet: str = "",
        group: str = "",
        key: str | None = None,
        aliases: Sequence[str] = (),
        printed_to: str | None = None,
        **kwargs: Any,
    ) -> None:
        """Collect the declared columns into `spec`."""
        super().__pydantic_init_subclass__(**kwargs)
        if not sheet:
            return
        columns = []
        own = [name for name in cls.model_fields if name in cls.__annotations__]
        inherited = [name for name in cls.model_fields if name not in cls.__annotations__]
        for name in own + inherited:  # what a table has in common with others stands at its end
            field = cls.model_fields[name]

            extra = field.json_schema_extra
            if not isinstance(extra, dict) or "column" not in extra:
                continue
            declared: Any = extra["column"]
            kind = next((item for item in field.metadata if isinstance(item, Kind)), None)
            if kind is None:
                message = f"{cls.__name__}.{name}: its type is none of columns.py, or is not imported."
                raise TypeError(message)
            columns.append(replace(declared, name=name, kind=kind))
        cls.spec = TableSpec(
            sheet=sheet,
            # pydantic takes a class's `title` for its own configuration and does not hand it on.
            title=cls.model_config.get("title") or sheet,
            group=group,
            key=key,
            columns=tuple(columns),
            record=cls,
            aliases=tuple(aliases),
            intro=(cls.__doc__ or "").strip(),
            printed_to=printed_to,
        )
