"""Open workbooks."""

from __future__ import annotations

import numbers
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from xlwings import base_classes

from workbook.live.libreoffice import bridge
from workbook.live.libreoffice.faults import NotSupportedError, implements
from workbook.live.libreoffice.names import Names
from workbook.live.libreoffice.sheets import Sheets

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbook.live.libreoffice.bridge import Uno
    from workbook.live.libreoffice.documents import Document
    from workbook.live.libreoffice.kinds import AppKind

# LibreOffice's names of file formats (`soffice --convert-to`). It writes no .xlsb and no add-ins.
_FILTERS = {
    ".xlsx": "Calc MS Excel 2007 XML",
    ".xlsm": "Calc MS Excel 2007 VBA XML",
    ".xltx": "Calc MS Excel 2007 XML Template",
    ".xls": "MS Excel 97",
    ".xlt": "MS Excel 97 Vorlage/Template",
    ".ods": "calc8",
    ".ots": "calc8_template",
    ".csv": "Text - txt - csv (StarCalc)",
    ".html": "HTML (StarCalc)",
}
_AS_SET, _WITH_MACROS = 3, 4  # com.sun.star.document.MacroExecMode: USE_CONFIG, ALWAYS_EXECUTE_NO_WARN


@implements(base_classes.Books)
class Books:
    """The spreadsheets that are open in a LibreOffice."""

    def __init__(self, app: AppKind) -> None:
        self.app = app

    @property
    def api(self) -> Uno:
        """LibreOffice's desktop."""
        return self.app.office.desktop

    @property
    def active(self) -> Book | None:
        """The workbook in front."""
        document = self.app.office.active()
        return None if document is None else Book(document, self.app)

    def __iter__(self) -> Iterator[Book]:
        """Yield the workbooks in the order in which they were opened."""
        return iter([Book(document, self.app) for document in self.app.office.documents()])

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.app.office.documents())

    def __contains__(self, name: object) -> bool:
        """Tell whether a workbook of this name is open."""
        return any(book.name.lower() == str(name).lower() for book in self)

    def __call__(self, name_or_index: str | int) -> Book:
        """Return one by its name or its number counted from 1."""
        books = list(self)
        if isinstance(name_or_index, numbers.Number):
            index = cast("int", name_or_index)
            if 1 <= index <= len(books):
                return books[index - 1]
            raise KeyError(name_or_index)
        for book in books:
            if book.name.lower() == str(name_or_index).lower():
                return book
        raise KeyError(name_or_index)

    def add(self) -> Book:
        """Make a new workbook."""
        office = self.app.office
        return Book(office.load("private:factory/scalc", Hidden=not office.visible), self.app)

    def open(
        self,
        fullname: str,
        update_links: bool | None = None,
        read_only: bool | None = None,
        format: Any = None,  # noqa: A002 - xlwings' name
        password: str | None = None,
        *_others: Any,
        **_named: Any,
    ) -> Book:
        """Open a file; links to other files stay as they are unless `update_links`.

        In a LibreOffice of our own its macros may run, as they may in an Excel that xlwings starts; in one that
        somebody has open that user's settings decide. What is left of xlwings' arguments belongs to Excel.
        """
        del format
        office = self.app.office
        options: dict[str, Any] = {
            "Hidden": not office.visible,
            "ReadOnly": bool(read_only),
            "MacroExecutionMode": _WITH_MACROS if office.process else _AS_SET,
            "UpdateDocMode": 3 if update_links else 1,  # com.sun.star.document.UpdateDocMode
        }
        if password:
            options["Password"] = password
        return Book(office.load(bridge.url_of(fullname), **options), self.app)


@implements(base_classes.Book)
class Book:
    """An open workbook."""

    def __init__(self, document: Document, app: AppKind) -> None:
        self.document, self.app = document, app

    @property
    def api(self) -> Uno:
        """LibreOffice's model of the document."""
        return self.document.model

    @property
    def name(self) -> str:
        """The file's name, or the title of a workbook never saved."""
        url = self.api.URL
        return Path(bridge.path_of(url)).name if url else str(self.api.Title)

    @property
    def fullname(self) -> str:
        """The file's path, or the title of a workbook never saved."""
        url = self.api.URL
        return bridge.path_of(url) if url else str(self.api.Title)

    @property
    def sheets(self) -> Sheets:
        """The sheets."""
        return Sheets(self)

    @property
    def names(self) -> Names:
        """The names of the workbook, sheets' own included."""
        return Names(self, None)

    def close(self) -> None:
        """Close without saving."""
        self.app.office.forget(self.document)
        self.api.close(True)

    def save(self, path: str | None = None, password: str | None = None) -> None:
        """Save under the present name, or under another in the format of its ending.

        Raises:
            NotSupportedError: LibreOffice does not write this format.
        """
        if path is None and self.api.URL and not password:
            self.api.store()
            return
        if path is None:
            path = self.fullname if self.api.URL else str(Path.cwd() / f"{self.name}.xlsx")
        target = Path(path).resolve()
        if target.suffix.lower() not in _FILTERS:
            raise NotSupportedError("Book.save", f"LibreOffice writes no {target.suffix} files")
        options: dict[str, Any] = {"FilterName": _FILTERS[target.suffix.lower()], "Overwrite": True}
        if password:
            options["Password"] = password
        self.api.storeAsURL(bridge.url_of(target), bridge.properties(**options))

    def activate(self) -> None:
        """Bring the workbook to the front."""
        office = self.app.office
        office.activate(self.document)
        if office.visible:
            frame = self.document.controller.Frame
            frame.activate()
            frame.ContainerWindow.toFront()

    def export(self, path: str, filter_name: str, options: dict[str, Any] | None = None) -> None:
        """Write the workbook in another format; it stays what and where it is."""
        values: dict[str, Any] = {"FilterName": filter_name, "Overwrite": True}
        if options:
            values["FilterData"] = bridge.typed("[]com.sun.star.beans.PropertyValue", bridge.properties(**options))
        self.api.storeToURL(bridge.url_of(path), bridge.properties(**values))

    def to_pdf(self, path: str, quality: str, selection: Uno = None) -> None:
        """Print into a PDF: everything, or a selection."""
        options: dict[str, Any] = {"Quality": 90 if quality == "standard" else 50}
        if selection is not None:
            options["Selection"] = selection
        self.export(path, "calc_pdf_Export", options)
