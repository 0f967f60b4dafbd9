"""Defined names: of the workbook, or of one sheet."""

from __future__ import annotations

import numbers
from typing import TYPE_CHECKING, cast

from xlwings import NoSuchObjectError, base_classes

from workbook.cells import quoted
from workbook.live.libreoffice import bridge
from workbook.live.libreoffice.faults import OfficeError, implements
from workbook.live.libreoffice.ranges import Range
from workbook.live.libreoffice.translate import from_office, to_office

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbook.live.libreoffice.bridge import Uno
    from workbook.live.libreoffice.kinds import BookKind, SheetKind


@implements(base_classes.Names)
class Names:
    """The names of a sheet; those of the whole workbook where `sheet` is `None`, sheets' own included."""

    def __init__(self, book: BookKind, sheet: SheetKind | None) -> None:
        self.book, self.sheet = book, sheet

    @property
    def api(self) -> Uno:
        """LibreOffice's collection (XNamedRanges)."""
        return (self.sheet.api if self.sheet else self.book.api).NamedRanges

    def own(self) -> list[Name]:
        """Return those that belong to the sheet, or to the workbook as a whole."""
        named = self.api
        return [Name(self.book, named, name, self.sheet) for name in named.ElementNames]

    def _all(self) -> list[Name]:
        found = self.own()
        if self.sheet is None:
            for sheet in self.book.sheets:
                own = sheet.api.NamedRanges
                found += [Name(self.book, own, name, sheet) for name in own.ElementNames]
        return sorted(found, key=lambda name: name.name.lower())

    def __iter__(self) -> Iterator[Name]:
        """Yield the names in alphabetical order."""
        return iter(self._all())

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._all())

    def snapshot(self) -> list[tuple[str, Name]]:
        """Return all with their names, read at once."""
        return [(name.name, name) for name in self._all()]

    def __call__(self, name_or_index: str | int) -> Name:
        """Return one by its name or its number counted from 1."""
        if isinstance(name_or_index, numbers.Number):
            return self._all()[cast("int", name_or_index) - 1]
        wanted = str(name_or_index).lower()
        for name in self._all():
            if wanted in {name.name.lower(), name.plain.lower()}:
                return name
        raise KeyError(name_or_index)

    def contains(self, name_or_index: str | int) -> bool:
        """Tell whether there is such a name."""
        names = self._all()
        if isinstance(name_or_index, numbers.Number):
            return 1 <= cast("int", name_or_index) <= len(names)
        wanted = str(name_or_index).lower()
        return any(wanted in {name.name.lower(), name.plain.lower()} for name in names)

    def add(self, name: str, refers_to: str) -> Name:
        """Define a name; `Blatt!name` belongs to that sheet. One that exists is redefined."""
        sheet = self.sheet
        if "!" in name:
            owner, _, name = name.rpartition("!")
            sheet = self.book.sheets(owner.strip("'").replace("''", "'"))
        collection = (sheet.api if sheet else self.book.api).NamedRanges
        content = to_office(refers_to.removeprefix("="))
        if collection.hasByName(name):
            collection.getByName(name).setContent(content)
        else:
            index = sheet.index - 1 if sheet else 0
            origin = bridge.struct("table.CellAddress", Sheet=index, Column=0, Row=0)
            collection.addNewByName(name, content, origin, 0)
        return Name(self.book, collection, name, sheet)


@implements(base_classes.Name)
class Name:
    """A defined name; `plain` is it without its sheet."""

    def __init__(self, book: BookKind, collection: Uno, plain: str, sheet: SheetKind | None) -> None:
        self.book, self.sheet, self.plain, self._collection = book, sheet, plain, collection

    @property
    def api(self) -> Uno:
        """LibreOffice's object (XNamedRange)."""
        return self._collection.getByName(self.plain)

    def delete(self) -> None:
        """Remove the name."""
        self._collection.removeByName(self.plain)

    @property
    def name(self) -> str:
        """The name, with its sheet before it if it belongs to one."""
        if self.sheet is None:
            return self.plain
        sheet = self.sheet.name
        return f"{sheet if sheet.isidentifier() else quoted(sheet)}!{self.plain}"

    @name.setter
    def name(self, value: str) -> None:
        self.api.setName(value)
        self.plain = value

    @property
    def refers_to(self) -> str:
        """What it means, as a formula."""
        return from_office(f"={self.api.Content}")

    @refers_to.setter
    def refers_to(self, value: str) -> None:
        self.api.setContent(to_office(value.removeprefix("=")))

    @property
    def refers_to_range(self) -> Range:
        """The range that it means.

        Raises:
            NoSuchObjectError: it means something else, such as a constant.
        """
        cells = self.api.ReferredCells
        if cells is None:
            raise _NoRangeError(f"The name {self.plain!r} does not refer to a range.")
        return Range.at(cells.RangeAddress, self.book.sheets(cells.Spreadsheet.Name))


class _NoRangeError(OfficeError, NoSuchObjectError):
    """A name that means no range."""
