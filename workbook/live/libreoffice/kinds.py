"""What the parts of an open book know of the whole that they stand in.

An application has books, a book sheets, a sheet ranges, tables and charts; each of them also knows its owner.
Imports point only downwards here, from the application to the cell. What a part asks of its owner stands here as a
protocol, so that the way back up needs no import and is still checked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from workbook.live.libreoffice.bridge import Uno

T = TypeVar("T")


class OfficeKind(Protocol):
    """The LibreOffice that a document is open in."""

    clipboard: Any
    """The copied range, `None` without."""

    def create(self, service: str) -> Uno:
        """Return a new service `com.sun.star.<service>`."""

    def on_main_thread(self, act: Callable[[], T], *, seconds: float = 30) -> T:
        """Return what `act` returns when LibreOffice's main thread does it."""


class RectangleKind(Protocol):
    """Cells of a sheet; rows and columns count from 1."""

    def holds(self, row: int, column: int) -> bool:
        """Tell whether a cell of the sheet is part of it."""


class TableKind(Protocol):
    """A table as a range sees it."""

    @property
    def name(self) -> str:
        """The name."""

    @property
    def range(self) -> RectangleKind:
        """The whole table with header and totals."""


class NameKind(Protocol):
    """A defined name as a range sees it."""

    @property
    def api(self) -> Uno:
        """LibreOffice's object (XNamedRange)."""


class NamesKind(Protocol):
    """The names of a book as a range sees them."""

    def __iter__(self) -> Iterator[NameKind]:
        """Yield the names."""

    def add(self, name: str, refers_to: str) -> NameKind:
        """Define a name."""


class BookKind(Protocol):
    """The book that a sheet belongs to."""

    @property
    def document(self) -> Any:
        """The `Document` behind it."""

    @property
    def api(self) -> Uno:
        """LibreOffice's model of the document."""

    @property
    def name(self) -> str:
        """The file's name."""

    @property
    def names(self) -> NamesKind:
        """The names of the book, sheets' own included."""

    @property
    def sheets(self) -> SheetsKind:
        """The sheets."""

    def export(self, path: str, filter_name: str, options: dict[str, Any] | None = None) -> None:
        """Write the book in another format."""

    def to_pdf(self, path: str, quality: str, selection: Uno = None) -> None:
        """Print into a PDF: everything, or a selection."""


class SheetsKind(Protocol):
    """The sheets of a book as their parts see them."""

    def __iter__(self) -> Iterator[SheetKind]:
        """Yield the sheets in their order."""

    def __call__(self, name_or_index: str | int) -> SheetKind:
        """Return one by its name or its number counted from 1."""


class SheetKind(Protocol):
    """The sheet that a range, a table or a chart stands on."""

    @property
    def book(self) -> BookKind:
        """The book that it belongs to."""

    @property
    def api(self) -> Uno:
        """LibreOffice's object of the sheet (XSpreadsheet)."""

    @property
    def name(self) -> str:
        """The name on its tab."""

    @property
    def index(self) -> int:
        """Its number counted from 1."""

    @property
    def widest(self) -> int:
        """How many columns it has."""

    @property
    def tables(self) -> Iterable[TableKind]:
        """The tables."""

    def area(self, row: int, column: int, tall: int, wide: int) -> Any:
        """Return a `Range` by its position and size."""

    def range(self, arg1: Any, arg2: Any = None) -> Any:
        """Return the `Range` of an address, a name, a table, or between two of them."""

    def used_corner(self) -> tuple[int, int, int, int]:
        """Return first row and column, rows and columns of what is in use."""

    def activate(self) -> None:
        """Bring the sheet to the front."""


class EngineKind(Protocol):
    """The engine that an application belongs to."""

    offices: list[Any]
    """Each `Office` that Python speaks to, the active one first."""


class AppKind(Protocol):
    """The application that a book is open in."""

    @property
    def office(self) -> Any:
        """The `Office` behind it."""


class ChartKind(Protocol):
    """A chart as its parts see it."""

    @property
    def office(self) -> OfficeKind:
        """The LibreOffice that draws it."""

    @property
    def document(self) -> Uno:
        """LibreOffice's document of the chart, with its diagram."""
