"""What is installed, what is missing, and what to do about it: for the people who look after the machine.

Needs nothing but Python itself: it has to speak where everything else is missing.
"""

from __future__ import annotations

import platform
import re
import sys
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from automation.resources import templates_folder
from workbook.errors import MissingToolError
from workbook.live.libreoffice.program import install_hint, own_libreoffice

if TYPE_CHECKING:
    from collections.abc import Iterable

OLDEST_PYTHON = (3, 11)
DISTRIBUTION = "quartierslotse"


class State(StrEnum):
    """How a part is."""

    FINE = "in Ordnung"
    OPTIONAL = "nicht da, muss auch nicht"
    BROKEN = "fehlt oder ist zu alt"


class Part(NamedTuple):
    """A part of the installation: what was found, and the cure where it is not fine."""

    name: str
    state: State
    found: str
    cure: str = ""


def examine() -> list[Part]:
    """Return every part of the installation, in the order in which one would mend them."""
    return [_python(), *_packages(), _templates(), _libreoffice(), _excel()]


def told(parts: Iterable[Part]) -> str:
    """Return the parts as lines for people, each cure below its part."""
    lines = []
    for part in parts:
        lines.append(f"{part.name:<26}{part.state:<26}{part.found}")
        if part.cure:
            lines.append(f"{'':<26}→ {part.cure}")
    return "\n".join(lines)


def _python() -> Part:
    found = f"{platform.python_version()} auf {platform.system()} {platform.machine()}"
    if sys.version_info >= OLDEST_PYTHON:
        return Part("Python", State.FINE, found)
    return Part("Python", State.BROKEN, found, "Bitte Python 3.11 oder neuer installieren.")


def _packages() -> list[Part]:
    """Return Lotse itself and what it is built on, compared with what its package asks for."""
    try:
        own, asked = version(DISTRIBUTION), requires(DISTRIBUTION) or []
    except PackageNotFoundError:
        cure = "Bitte im Ordner von Lotse ausführen: pip install ."
        return [Part("Lotse", State.BROKEN, "läuft aus dem Quelltext, ist nicht installiert", cure)]
    needed = [text for text in asked if "extra ==" not in text]
    publishing = [text.partition(";")[0].strip() for text in asked if re.search(r"extra == .publish\b", text)]
    known = [_package(text) for text in needed]
    return [Part("Lotse", State.FINE, own), *known, *(_optional(_package(text)) for text in publishing)]


def _optional(part: Part) -> Part:
    """Return a package that only `lotse publish` needs."""
    if part.state is State.FINE:
        return part
    return part._replace(state=State.OPTIONAL, found=f"{part.found}; nur für „lotse publish“ nötig")


def _package(requirement: str) -> Part:
    """Return one package, from its requirement as metadata write it: `lxml>=5.3`."""
    name, oldest = [*re.split(r"[<>=!~;\s]+", requirement), ""][:2]
    cure = f'Bitte ausführen: pip install --upgrade "{requirement}"'
    try:
        found = version(name)
    except PackageNotFoundError:
        return Part(name, State.BROKEN, "nicht installiert", cure)
    if _numbers(found) < _numbers(oldest):
        return Part(name, State.BROKEN, f"{found}, gebraucht wird {oldest} oder neuer", cure)
    return Part(name, State.FINE, found)


def _numbers(text: str) -> tuple[int, ...]:
    """Return a version as numbers that can be compared.

    >>> _numbers("2.012") == _numbers("2.12")
    True
    """
    return tuple(int(number) for number in re.findall(r"\d+", text))


def _templates() -> Part:
    folder = templates_folder()
    if folder.is_dir() and any(folder.iterdir()):
        return Part("Vorlagen", State.FINE, str(folder))
    return Part(
        "Vorlagen",
        State.BROKEN,
        str(folder),
        f"Bitte neu installieren: pip install --force-reinstall {DISTRIBUTION}",
    )


def _libreoffice() -> Part:
    purpose = "die Kontrollrechnung (lotse dashboard --verify)"
    try:
        with own_libreoffice(purpose) as office:
            return Part("LibreOffice", State.FINE, f"{office.version() or 'Version unbekannt'} ({office.program})")
    except MissingToolError:
        return Part("LibreOffice", State.OPTIONAL, f"nur für {purpose} nötig", install_hint())


def _excel() -> Part:
    """Return Excel as far as it can be seen from outside; every job works on the closed file without it."""
    if sys.platform == "win32":
        import winreg  # noqa: PLC0415 - exists on Windows only

        try:
            with winreg.OpenKey(winreg.HKEY_CLASSES_ROOT, r"Excel.Application\CurVer") as key:
                return Part("Excel", State.FINE, str(winreg.QueryValue(key, None)))
        except OSError:
            return Part("Excel", State.OPTIONAL, "nicht gefunden; Lotse arbeitet mit der Datei")
    application = Path("/Applications/Microsoft Excel.app")
    if application.is_dir():
        return Part("Excel", State.FINE, str(application))
    return Part("Excel", State.OPTIONAL, "auf diesem Rechner nicht gefunden; Lotse arbeitet mit der Datei")
