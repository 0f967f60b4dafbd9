"""LibreOffice as the application that xlwings speaks to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from workbook.live.libreoffice import bridge
from workbook.live.libreoffice.books import Books
from workbook.live.libreoffice.faults import NotSupportedError, OfficeError, implements
from workbook.live.libreoffice.office import Office, has_screen
from workbook.live.libreoffice.sheets import Sheet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbook.live.libreoffice.books import Book
    from workbook.live.libreoffice.bridge import Uno
    from workbook.live.libreoffice.kinds import EngineKind
    from workbook.live.libreoffice.ranges import Range

_BUTTONS = {None: 1, "ok": 1, "ok_cancel": 2, "yes_no": 3, "yes_no_cancel": 4}
_ANSWERS = {0: "cancel", 1: "ok", 2: "yes", 3: "no"}
_MACRO = re.compile(r"'(.*)'!(.*)")


@implements(base_classes.Apps)
class Apps:
    """The LibreOffices that Python speaks to, the active one first."""

    def __init__(self, engine: EngineKind) -> None:
        self._engine = engine

    def keys(self) -> list[int]:
        """Return the numbers of their processes."""
        return [office.pid for office in self._engine.offices]

    def add(self, spec: Any = None, add_book: Any = None, xl: Any = None, visible: bool | None = None) -> App:
        """Start a LibreOffice of our own, with windows unless there is no screen or they are not wanted."""
        del spec, xl
        office = Office.launch(window=has_screen() and visible is not False)
        self._engine.offices.insert(0, office)
        app = App(office, self._engine)
        if add_book:
            app.books.add()
        return app

    @staticmethod
    def cleanup() -> None:
        """Do nothing: what was started is stopped by `quit` and `kill`, or when Python ends."""

    def __iter__(self) -> Iterator[App]:
        """Yield them, the active one first."""
        return iter([App(office, self._engine) for office in list(self._engine.offices)])

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._engine.offices)

    def __getitem__(self, pid: int) -> App:
        """Return one by the number of its process."""
        for office in self._engine.offices:
            if office.pid == pid:
                return App(office, self._engine)
        raise KeyError(pid)


def _flag(name: str) -> Any:
    """Return a property that LibreOffice has nothing like; it is remembered, so that it can be put back."""

    def get(self: App) -> Any:
        return getattr(self.office, name)

    def put(self: App, value: Any) -> None:
        setattr(self.office, name, value)

    return property(get, put, None, f"`{name}`, remembered without effect.")


@implements(base_classes.App)
class App:
    """A LibreOffice."""

    def __init__(self, office: Office, engine: EngineKind) -> None:
        self.office, self.engine = office, engine

    @property
    def api(self) -> Uno:
        """LibreOffice's desktop."""
        return self.office.desktop

    @property
    def xl(self) -> Uno:
        """LibreOffice's desktop."""
        return self.office.desktop

    @property
    def books(self) -> Books:
        """The open workbooks."""
        return Books(self)

    def _active(self) -> Book:
        book = self.books.active
        if book is None:
            raise OfficeError("No spreadsheet is open in LibreOffice.")
        return book

    @property
    def selection(self) -> Range | None:
        """The selected range of the workbook in front; `None` if something else is selected."""
        book = self.books.active
        selected = None if book is None else book.api.CurrentSelection
        if book is None or selected is None or not hasattr(selected, "RangeAddress"):
            return None
        sheet = Sheet(selected.Spreadsheet, book)
        address = selected.RangeAddress
        return sheet.area(
            address.StartRow + 1,
            address.StartColumn + 1,
            address.EndRow - address.StartRow + 1,
            address.EndColumn - address.StartColumn + 1,
        )

    def activate(self, steal_focus: bool = False) -> None:
        """Make this the active application."""
        del steal_focus
        self._forget()
        self.engine.offices.insert(0, self.office)

    def _forget(self) -> None:
        if self.office in self.engine.offices:
            self.engine.offices.remove(self.office)

    visible = _flag("visible")
    display_alerts = _flag("display_alerts")
    enable_events = _flag("enable_events")
    interactive = _flag("interactive")
    hwnd = None

    def quit(self) -> None:
        """Close everything without saving and end LibreOffice, if Python started it."""
        self._forget()
        self.office.stop()

    def kill(self) -> None:
        """End LibreOffice at once, if Python started it."""
        self._forget()
        self.office.stop(kill=True)

    @property
    def screen_updating(self) -> bool:
        """Whether windows follow the changes."""
        return self.office.screen_updating

    @screen_updating.setter
    def screen_updating(self, value: bool) -> None:
        if value == self.office.screen_updating:
            return
        self.office.screen_updating = value
        for document in self.office.documents():
            if not value:
                document.model.lockControllers()
            elif document.model.hasControllersLocked():
                document.model.unlockControllers()

    @property
    def status_bar(self) -> str | bool:
        """The text in the status line, `False` if LibreOffice has it."""
        return self.office.status

    @status_bar.setter
    def status_bar(self, value: str | bool) -> None:
        self.office.status = value
        book = self.books.active
        controller = None if book is None else book.document.controller
        if controller is None:
            return
        indicator = controller.StatusIndicator
        if value is False:
            indicator.end()
        else:
            indicator.start(str(value), 100)

    @property
    def calculation(self) -> str:
        """When formulas are calculated; LibreOffice knows „semiautomatic“ only as „automatic“, the word is kept."""
        return self.office.calculation

    @calculation.setter
    def calculation(self, value: str) -> None:
        self.office.calculation = value
        for document in self.office.documents():
            document.model.enableAutomaticCalculation(value != "manual")

    def calculate(self) -> None:
        """Calculate what has to be calculated in all workbooks."""
        for document in self.office.documents():
            document.model.calculate()

    @property
    def version(self) -> str:
        """LibreOffice's version, such as `7.4.7.2`."""
        provider = self.office.create("configuration.ConfigurationProvider")
        access = provider.createInstanceWithArguments(
            "com.sun.star.configuration.ConfigurationAccess",
            bridge.properties(nodepath="/org.openoffice.Setup/Product"),
        )
        return str(access.ooSetupVersionAboutBox)

    @property
    def pid(self) -> int:
        """The number of the process; a number made of the address for a LibreOffice that somebody else started."""
        return self.office.pid

    @property
    def path(self) -> str:
        """The folder of the program."""
        expander = self.office.context.getValueByName("/singletons/com.sun.star.util.theMacroExpander")
        return bridge.path_of(expander.expandMacros("$BRAND_BASE_DIR/program"))

    @property
    def startup_path(self) -> str:
        """The folder of the program: LibreOffice has none whose files it opens at its start."""
        return self.path

    @property
    def cut_copy_mode(self) -> str | None:
        """`copy` while a copied range waits to be pasted."""
        return "copy" if self.office.clipboard is not None else None

    @cut_copy_mode.setter
    def cut_copy_mode(self, value: bool) -> None:
        del value
        self.office.clipboard = None

    def run(self, macro: str, args: Any) -> Any:
        """Run a macro of a workbook and return its result; what VBA calls empty is `None`.

        Raises:
            KeyError: there is no such macro.
        """
        match = _MACRO.fullmatch(macro)
        book = self.books(match[1]) if match else self._active()
        *module, name = (match[2] if match else macro).split(".")
        libraries = book.api.BasicLibraries
        begins = re.compile(rf"(?im)^\s*(?:public\s+|private\s+)?(sub|function)\s+{re.escape(name)}\b")
        for library in libraries.ElementNames:
            libraries.loadLibrary(library)
            modules = libraries.getByName(library)
            for found in modules.ElementNames:
                if module and found.lower() != module[-1].lower():
                    continue
                if kind := begins.search(modules.getByName(found)):
                    where = f"vnd.sun.star.script:{library}.{found}.{name}?language=Basic&location=document"
                    script = book.api.getScriptProvider().getScript(where)
                    result, _, _ = script.invoke(tuple(args), (), ())
                    # A Sub answers with an empty text.
                    return None if kind[1].lower() == "sub" or result == "" else result
        raise KeyError(macro)

    def alert(self, prompt: str, title: str | None, buttons: str | None, mode: str | None, callback: Any) -> str:
        """Show a message over the workbook in front, or what else is, and return the button that was pressed.

        Raises:
            NotSupportedError: LibreOffice runs without windows, where nobody could answer.
        """
        del callback
        book = self.books.active
        controller = None if book is None else book.document.controller
        frame = self.office.desktop.CurrentFrame if controller is None else controller.Frame
        window = None if frame is None else frame.ContainerWindow
        if window is None or not window.isVisible():
            raise NotSupportedError("App.alert", "LibreOffice runs without windows")
        number = _BUTTONS[buttons]
        kind = "ERRORBOX" if mode == "critical" else "INFOBOX" if number == 1 else "QUERYBOX"
        box = self.office.create("awt.Toolkit").createMessageBox(
            window, bridge.enum("awt.MessageBoxType", kind), number, title or "", prompt or ""
        )
        return _ANSWERS[self.office.on_main_thread(box.execute)]
