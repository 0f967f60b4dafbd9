"""What can go wrong with an open book, each with its sentence for staff."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from workbook.errors import LotseError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

# What Excel answers while somebody types into a cell or a dialog is open: RPC_E_CALL_REJECTED,
# RPC_E_SERVERCALL_RETRYLATER (winerror.h) and its own VBA_E_IGNORE (0x800AC472).
_BUSY = {-2147418111, -2147417846, -2146777998}


class LiveError(LotseError):
    """Something about the book that is open in a spreadsheet program."""


class BookGoneError(LiveError):
    """The book, or the whole program, was closed during the run."""

    def __init__(self) -> None:
        super().__init__(
            "Die Mappe wurde geschlossen, während Lotse arbeitete. Bitte wieder öffnen und noch einmal starten; "
            "gespeichert ist, was Sie zuletzt selbst gespeichert haben."
        )


class SheetGoneError(LiveError):
    """The book is open, but a sheet of it was deleted during the run."""

    def __init__(self) -> None:
        super().__init__(
            "Während Lotse las, wurde in der Mappe ein Blatt gelöscht oder ersetzt. Bitte noch einmal starten."
        )


class ProgramBusyError(LiveError):
    """The program does not listen: a cell is being edited, or a dialog is open."""

    def __init__(self) -> None:
        super().__init__(
            "Die Tabelle ist gerade beschäftigt. Bitte die Eingabe in der Zelle mit der Eingabetaste "
            "abschließen, offene Fenster schließen und noch einmal starten."
        )


class BookUnsavedError(LiveError):
    """The book has no folder on this machine: never saved, or opened from a server."""

    def __init__(self, name: str, *, online: bool) -> None:
        self.name, self.online = name, online
        cure = (
            "Sie liegt in OneDrive oder SharePoint. Bitte den Ordner mit diesem Rechner synchronisieren und die "
            "Mappe von dort öffnen."
            if online
            else "Bitte zuerst in einem Ordner speichern, dann noch einmal starten."
        )
        super().__init__(f"„{name}“ hat noch keinen Ordner für die Briefe. {cure}")


class BookNotWritableError(LiveError):
    """Lotse's sheets cannot be written: opened for reading only, or protected."""

    def __init__(self, name: str, reason: str) -> None:
        self.name, self.reason = name, reason
        super().__init__(
            f"In „{name}“ kann Lotse nicht schreiben. {reason} Bitte aufheben oder die Mappe zum Bearbeiten "
            "öffnen, dann noch einmal starten."
        )


class NothingOpenError(LiveError):
    """No spreadsheet program, or no book in it, is open."""

    def __init__(self, program: str) -> None:
        super().__init__(f"In {program} ist keine Mappe geöffnet. Bitte die Mappe öffnen und noch einmal starten.")


class NothingSelectedError(LiveError):
    """The selection holds no row of a table that the job could work on."""

    def __init__(self, tables: str) -> None:
        super().__init__(
            f"Es ist keine Zeile ausgewählt, mit der das geht. Bitte auf dem Blatt {tables} die Zeilen markieren "
            "und noch einmal starten."
        )


class NoPlaceError(LotseError):
    """No folder is the user's alone; `folders` are those that were tried."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self.folders = tuple(folders)
        tried = " und ".join(str(folder) for folder in folders)
        super().__init__(
            "Lotse braucht einen Ordner, in den nur Sie schreiben dürfen, und kann weder anlegen noch nutzen: "
            f"{tried}. Bitte die Rechte dort prüfen lassen."
        )


class AlreadyRunningError(LiveError):
    """Another run of Lotse works in this book."""

    def __init__(self) -> None:
        super().__init__("Lotse arbeitet gerade noch in dieser Mappe. Bitte warten, bis die Meldung erscheint.")


def com_errors() -> tuple[type[BaseException], ...]:
    """Return the class of what Excel raises on Windows; nothing elsewhere."""
    module = sys.modules.get("pywintypes")
    return (module.com_error,) if module is not None else ()


def is_busy(error: BaseException) -> bool:
    """Tell whether an exception is Excel's way to say that it is busy (`pywintypes.com_error`)."""
    number = getattr(error, "hresult", None)
    return number in _BUSY
