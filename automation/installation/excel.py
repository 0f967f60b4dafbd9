"""The buttons for Excel: put the add-in in place for this user, or into a folder from which IT distributes it.

`lotse live install-excel` calls `install_excel` and shows `Installed.told`.
"""

from __future__ import annotations

import hashlib
import os
import sys
from contextlib import suppress
from importlib import resources
from pathlib import Path, PureWindowsPath
from typing import TYPE_CHECKING

from msgspec import Struct

from automation.installation.shortcut import SHORTCUT, build_shortcut, desktop
from workbook.errors import LotseError
from workbook.live.addin.package import build_addin

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workbook.live.extension import Button

ADDIN, SCRIPT = "Lotse.xlam", "Lotse.applescript"
POINTER = Path("Lotse", "Python.txt")
"""Tells the macros on Windows where Python is; in a folder of its own, for Excel opens whatever lies in XLSTART."""

DEFENDER_RULE = "d4f940ab-401b-4efc-aadc-ad5f3c50688a"
"""„Block all Office applications from creating child processes“, from Microsoft's reference of Defender's rules."""

_XLSTART = r"%APPDATA%\Microsoft\Excel\XLSTART"
_STARTUP = "Library/Group Containers/UBF8T346G9.Office/User Content.localized/Startup.localized/Excel"
_SCRIPTS = "Library/Application Scripts/com.microsoft.Excel"


class NoExcelHereError(LotseError):
    """There is no Excel for this kind of machine."""

    def __init__(self) -> None:
        super().__init__(
            "Auf diesem Rechner gibt es kein Excel. Für andere Rechner legt „lotse live install-excel --folder "
            "ORDNER“ das Add-in in einen Ordner; für LibreOffice gibt es „lotse live install-libreoffice“."
        )


class AddinHeldError(LotseError):
    """The add-in could not be written or removed where it belongs."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(
            f"„{path.name}“ lässt sich in {path.parent} nicht ersetzen oder entfernen. Ist Excel geöffnet? Bitte "
            "ganz schließen und noch einmal aufrufen. Sonst fehlt das Recht, in diesen Ordner zu schreiben."
        )


class Places(Struct, frozen=True):
    """Where the add-in goes, and what tells it where Python is: on Windows a text, on macOS a script.

    On Windows the desktop gets a shortcut too.
    """

    addin: Path
    pointer: Path | None = None
    script: Path | None = None
    shortcut: Path | None = None

    def all(self) -> tuple[Path, ...]:
        """Return every place that there is."""
        return tuple(path for path in (self.addin, self.pointer, self.script, self.shortcut) if path is not None)


class Installed(Struct, frozen=True):
    """What was put where."""

    placed: tuple[Path, ...]
    python: str | None
    """What the buttons start; `None` where the files do not say it yet."""
    digest: str
    """The add-in's SHA-256 in hexadecimal, by which IT may allow it."""
    next_step: str
    allow: tuple[str, ...]
    """What IT has to allow, a sentence or two for each point."""

    @property
    def told(self) -> str:
        """What is shown after the installation."""
        lines = ["Abgelegt:", *(f"  {path}" for path in self.placed), "", self.next_step]
        lines += ["", "Was die IT erlauben muss (mehr in docs/it.md, „Die Knöpfe in Excel“):"]
        lines += [f"  {number}. {text}" for number, text in enumerate(self.allow, 1)]
        lines += ["", f"SHA-256 von {ADDIN}: {self.digest}"]
        return "\n".join(lines)


def install_excel(
    buttons: Sequence[Button], *, folder: Path | None = None, python: Path | None = None
) -> Installed:
    """Put the add-in in place for this user, or with `folder` there, and return what was put where.

    Its buttons start `python`, by default the one that runs this. Into a folder on Linux nothing but the add-in
    goes unless `python` is given: the path on the staff's machines is not known here.

    Raises:
        NoExcelHereError: neither Windows nor macOS, and no folder given.
        AddinHeldError: the files could not be written, for instance because Excel is open.
    """
    if python is None and sys.platform in {"win32", "darwin"}:
        python = _this_python()
    if folder is not None:
        return put(buttons, folder_places(folder, python), python, distributed=True)
    return put(buttons, excel_places(sys.platform, os.environ, Path.home(), desktop(Path.home())), python)


def remove_excel(*, folder: Path | None = None) -> tuple[Path, ...]:
    """Remove what `install_excel` put in place and return it; empty if nothing was there.

    Raises:
        NoExcelHereError: neither Windows nor macOS, and no folder given.
        AddinHeldError: a file could not be removed, for instance because Excel is open.
    """
    if folder is not None:
        places = Places(folder / ADDIN, folder / POINTER, folder / SCRIPT, folder / SHORTCUT)
    else:
        places = excel_places(sys.platform, os.environ, Path.home(), desktop(Path.home()))
    found = tuple(path for path in places.all() if path.is_file())
    for path in found:
        try:
            path.unlink()
        except OSError as error:
            raise AddinHeldError(path) from error
    if places.pointer is not None:
        with suppress(OSError):  # something of somebody else's lies in it
            places.pointer.parent.rmdir()
    return found


def excel_places(
    platform: str, environment: Mapping[str, str], home: Path, desktop_folder: Path | None = None
) -> Places:
    """Return where Excel looks by itself when it starts: no entry in the registry is needed, or left behind.

    The shortcut goes into the folder of the desktop, where one is given.

    The pointer to Python does not travel with a roaming profile to a machine on which this Python is not.

    Raises:
        NoExcelHereError: there is no Excel for this platform.
    """
    if platform == "win32":
        start = Path(environment["APPDATA"], "Microsoft", "Excel", "XLSTART")
        pointer = Path(environment["LOCALAPPDATA"]) / POINTER
        return Places(start / ADDIN, pointer, shortcut=desktop_folder / SHORTCUT if desktop_folder else None)
    if platform == "darwin":
        return Places(home / _STARTUP / ADDIN, script=home / _SCRIPTS / SCRIPT)
    raise NoExcelHereError


def folder_places(folder: Path, python: Path | None) -> Places:
    """Return the places in a folder; the path of Python shows for which kind of machine it is."""
    if python is None:
        return Places(folder / ADDIN)
    if PureWindowsPath(python).drive:
        return Places(folder / ADDIN, pointer=folder / POINTER, shortcut=folder / SHORTCUT)
    return Places(folder / ADDIN, script=folder / SCRIPT)


def put(buttons: Sequence[Button], places: Places, python: Path | None, *, distributed: bool = False) -> Installed:
    """Write the add-in and what tells it where Python is; return what was put where.

    Raises:
        AddinHeldError: a file could not be written.
    """
    content = build_addin(buttons)
    files = {places.addin: content}
    if python is not None and places.pointer is not None:
        files[places.pointer] = f"{python}\r\n".encode("utf-16")  # as the macro reads it, with a byte order mark
    if python is not None and places.shortcut is not None:
        files[places.shortcut] = build_shortcut(PureWindowsPath(python))
    if python is not None and places.script is not None:
        files[places.script] = _script(str(python))
    for path, data in files.items():
        _write(path, data)
    return Installed(
        placed=tuple(files),
        python=None if python is None else str(python),
        digest=hashlib.sha256(content).hexdigest(),
        next_step=_next_step(places, python, distributed=distributed),
        allow=_for_macos()
        if places.script is not None
        else _for_windows(_XLSTART if distributed else str(places.addin.parent), python),
    )


def _this_python() -> Path:
    """Return the Python that runs this, on Windows the one without a console window."""
    python = Path(sys.executable)
    silent = python.with_name("pythonw.exe")
    return silent if silent.is_file() else python


def _script(python: str) -> bytes:
    """Return the AppleScript that starts `python`."""
    text = (resources.files("workbook.live.addin") / SCRIPT).read_text(encoding="utf-8")
    return text.replace("{python}", python.replace("\\", "\\\\").replace('"', '\\"')).encode()


def _write(path: Path, data: bytes) -> None:
    fresh = path.with_name(f"{path.name}.neu")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_bytes(data)
        fresh.replace(path)
    except OSError as error:
        with suppress(OSError):  # it may never have come into being
            fresh.unlink()
        raise AddinHeldError(path) from error


def _next_step(places: Places, python: Path | None, *, distributed: bool) -> str:
    if not distributed:
        shortcut = (
            f"\nAuf dem Schreibtisch liegt „{SHORTCUT}“: Eine Mappe darauf ziehen prüft sie, ein Doppelklick "
            "fragt, was zu tun ist."
        )
        return "Bitte Excel ganz schließen und neu starten. Im Menüband steht dann „Lotse“." + (
            shortcut if places.shortcut is not None else ""
        )
    if places.script is not None:
        return (
            f"Auf den Macs gehört {ADDIN} nach ~/{_STARTUP} und {SCRIPT} nach ~/{_SCRIPTS}, bei jedem angemeldeten "
            "Menschen."
        )
    where = f"Der Inhalt dieses Ordners gehört auf den Rechnern nach {_XLSTART}."
    if places.shortcut is not None:
        where += f" „{SHORTCUT}“ gehört auf den Schreibtisch."
    if python is not None:
        return where
    pointer = PureWindowsPath(POINTER)
    return f"{where} Welches Python die Knöpfe starten, fehlt noch: „--python PFAD“ schreibt es nach {pointer}."


def _for_windows(folder: str, python: Path | None) -> tuple[str, ...]:
    started = str(python or "pythonw.exe in der Umgebung von Lotse")
    trusted = (
        f"Vertrauenswürdiger Speicherort: {folder}. Excels eigener Startordner ist einer, solange keine Richtlinie "
        "das ändert."
    )
    unsigned = (
        "Makros: Das Add-in ist nicht signiert. Am vertrauenswürdigen Speicherort läuft es trotzdem. Sind solche "
        "Speicherorte abgeschaltet, bleibt „lotse live attach“, ganz ohne Makro."
    )
    defender = (
        "Microsoft Defender: Ist die Regel „Office-Anwendungen am Erstellen untergeordneter Prozesse hindern“ "
        f"({DEFENDER_RULE}) eingeschaltet, braucht sie eine Ausnahme für {started}."
    )
    control = f"AppLocker oder App Control: Excel muss {started} starten dürfen."
    origin = (
        f"Herkunft: Kommt {ADDIN} per Mail oder Browser auf den Rechner, sperrt Excel die Makros. Bitte mit diesem "
        "Befehl oder der Softwareverteilung ablegen, oder in den Eigenschaften der Datei „Zulassen“ wählen."
    )
    return trusted, unsigned, defender, control, origin


def _for_macos() -> tuple[str, ...]:
    enabled = "Makros: In Excel unter „Einstellungen“, „Sicherheit“ müssen sie erlaubt sein."
    automation = (
        "Automation: Beim ersten Klick fragt macOS, ob Excel gesteuert werden darf. Bitte erlauben; später steht "
        "es in den Systemeinstellungen unter „Datenschutz & Sicherheit“, „Automation“."
    )
    return enabled, automation
