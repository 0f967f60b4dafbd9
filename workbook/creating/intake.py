"""An office → a small workbook in which one person enters what is new: lists and checks, no data about anybody.

It has the sheets of new entries, all empty, and those that dropdowns, formulas and checks look up. Whose it is and
which one it is stands in it twice, as a property and on `Start`: programs keep different things.
"""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from workbook.creating.derived import Derivation
from workbook.creating.free_keys import next_free_key
from workbook.creating.lists_sheet import build_lists_sheet
from workbook.creating.staff_sheets import START, build_staff_sheet
from workbook.creating.start_sheet import build_intake_start
from workbook.own_columns import with_own_columns
from workbook.package.ownership import VERSION_PROPERTY, custom_properties
from workbook.package.parts import Package
from workbook.schema import (
    HEADER_ROW,
    TABLES,
    VERSION,
    Client,
    Consent,
    Contact,
    Household,
    LegalValue,
    OfficeDayOff,
    OfficeSetting,
    Partner,
    Request,
    StaffMember,
    Target,
)
from workbook.tables import Office, Table
from workbook.writing.donor import build_donor
from workbook.writing.file_book import put_in

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from workbook.own_columns import OwnColumn
    from workbook.package.parts import Package as OpenPackage
    from workbook.reading.raw import RawBook
    from workbook.schema import Record
    from workbook.sheets import Sheet

INTAKE: tuple[type[Record], ...] = (Client, Household, Consent, Request, Contact)
"""What can be new: the sheets that an intake workbook has to be filled in."""

IDENTITY_PROPERTY = "Eingang für Lotse"
"""The property that says whose intake workbook this is and which one."""

_IDENTITY = re.compile(r"\bE-([A-ZÄÖÜ]{2,4})-([0-9a-f]{16})\b")

_LOOKED_UP: Mapping[type[Record], Collection[str] | None] = {
    Partner: ("partner_id", "name", "short_name", "category", "benefit_body", "active"),
    Target: None,
    StaffMember: ("initials", "name", "function", "organisation", "active_from", "active_until"),
    OfficeSetting: None,
    LegalValue: None,
    OfficeDayOff: None,
}
"""What lists, formulas and checks need of the office's other sheets, and which of their columns; `None` for all."""

_FOR_LOTSE = (Target, OfficeSetting, LegalValue, OfficeDayOff)
"""What only formulas and checks look up. Partners and staff are there to be looked up by people too."""

_COLLEAGUE = "(im Büro)"
"""What stands in place of the names of colleagues."""


class Identity(Struct, frozen=True):
    """Which intake workbook this is: the initials of whom it was made for, and a number that no other one has."""

    initials: str
    number: str

    def __str__(self) -> str:
        """Return how it stands in the workbook."""
        return f"E-{self.initials}-{self.number}"

    @classmethod
    def parse(cls, text: str) -> Identity | None:
        """Return the identity that a text holds, `None` if there is none in it.

        >>> Identity.parse("Kennung: E-RWE-00ff00ff00ff00ff")
        Identity(initials='RWE', number='00ff00ff00ff00ff')
        """
        found = _IDENTITY.search(text)
        return None if found is None else cls(found[1], found[2])


def build_intake(
    path: Path,
    office: Office,
    identity: Identity,
    *,
    today: date,
    taken: Mapping[type[Record], int],
    owned: Sequence[Sheet],
    own: Mapping[type[Record], Sequence[OwnColumn]] | None = None,
) -> bytes:
    """Return the content of an intake workbook; `path` only names it in errors.

    `taken` are the highest numbers of keys that the office's workbook has, so that new ones begin above them.
    `own` are columns that the office has added.
    """
    small = Office({record: _looked_up(office, record, identity) for record in _LOOKED_UP}, office.lists)
    derivation = Derivation(small, today)
    records = [each for each in TABLES if each in INTAKE or each in _LOOKED_UP]
    further = own or {}
    sheets = [
        _to_fill_in(
            each, with_own_columns(build_staff_sheet(each.spec, small[each], derivation), further.get(each, ()))
        )
        for each in records
    ]
    free = {
        each.spec.sheet: formula
        for each in INTAKE
        if (formula := next_free_key(each.spec, (), above=taken.get(each, 0))) is not None
    }
    known = {name.name for sheet in sheets for name in sheet.names}
    whole = [
        build_intake_start(str(identity), identity.initials, today, free, [each.spec for each in INTAKE]),
        *(_without_lost_lists(sheet, known) for sheet in sheets),
        build_lists_sheet(office.lists),
    ]
    properties = {VERSION_PROPERTY: VERSION, IDENTITY_PROPERTY: str(identity)}
    title = f"Lotse: Eingang von {identity.initials}"
    content = build_donor(whole, today=today, title=title, properties=properties)
    with Package(path, BytesIO(content)) as package:
        grafted, _ = put_in(package, owned, today)
        made = BytesIO()
        grafted.draft.write(made)
    return made.getvalue()


def identity_of(book: RawBook, package: OpenPackage | None = None) -> Identity | None:
    """Return which intake workbook this is, `None` where it is none."""
    if package is not None:
        found = Identity.parse(custom_properties(package).get(IDENTITY_PROPERTY, ""))
        if found is not None:
            return found
    if START not in book.sheets:
        return None
    texts = (str(cell) for row in book.grid(START) for cell in row if isinstance(cell, str))
    return next(filter(None, map(Identity.parse, texts)), None)


def _looked_up(office: Office, record: type[Record], identity: Identity) -> Table[Any]:
    """Return what the intake workbook has of one of the office's other tables."""
    table: Table[Any] = office[record]
    names = _LOOKED_UP[record]
    kept = [
        column.name
        for column in record.spec.columns
        if column.formula is None and (not names or column.name in names)
    ]
    values = {name: list(table.column(name)) for name in kept}
    if record is StaffMember:
        own = [initials == identity.initials for initials in values["initials"]]
        for name, instead in (("name", _COLLEAGUE), ("function", None)):
            values[name] = [text if mine else instead for text, mine in zip(values[name], own, strict=True)]
    return Table(
        record,
        sheet=record.spec.sheet,
        rows=range(HEADER_ROW + 1, HEADER_ROW + 1 + len(table)),
        values=values,
        numbers={column.name: number for number, column in enumerate(record.spec.columns, 1)},
    )


def _to_fill_in(record: type[Record], sheet: Sheet) -> Sheet:
    """Return a sheet as who fills in the intake needs it: what is only looked up is out of the way."""
    if record in _LOOKED_UP:
        return replace(sheet, hidden=record in _FOR_LOTSE, printing=replace(sheet.printing, pages_wide=1))
    return sheet


def _without_lost_lists(sheet: Sheet, known: Collection[str]) -> Sheet:
    """Return a sheet without the dropdowns of keys whose sheet an intake workbook does not have."""
    return replace(
        sheet,
        choices=[
            each
            for each in sheet.choices
            if not (isinstance(each.source, str) and each.source.startswith("schl_") and each.source not in known)
        ],
    )
