"""Python's bridge to LibreOffice (PyUNO), loaded without letting anything else in.

PyUNO belongs to LibreOffice: it lies in a folder of the system's packages, of which only `uno.py` is taken by its
file location, for the rest must not leak into this environment. Its compiled part is made for one minor version
of Python, the one that LibreOffice was built with.

Loading it has side effects that are undone here: it replaces the built-in `__import__` and appends a folder to
`sys.path`.
"""

from __future__ import annotations

import atexit
import builtins
import importlib.util
import os
import sys
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbook.errors import MissingToolError
from workbook.live.libreoffice.program import find_libreoffice, install_hint

if TYPE_CHECKING:
    from collections.abc import Callable

_PURPOSE = "das Arbeiten in der geöffneten LibreOffice-Tabelle"

Uno = Any
"""A UNO object: its members are LibreOffice's, found at run time."""


def _folders() -> list[Path]:
    """Return where `uno.py` may lie: beside the program, or where distributions put it."""
    folders = [Path(os.environ["LOTSE_UNO"])] if "LOTSE_UNO" in os.environ else []
    if program := find_libreoffice():
        beside = program.resolve().parent
        folders += [beside, beside.parent / "Resources", beside.parent / "Frameworks"]
    folders += [
        Path("/usr/lib/python3/dist-packages"),
        Path("/usr/lib/libreoffice/program"),
        Path("/usr/lib64/libreoffice/program"),
        Path("/opt/libreoffice/program"),
        *sorted(Path("/usr/lib").glob("python3.*/site-packages")),
        *sorted(Path("/usr/lib64").glob("python3.*/site-packages")),
        *sorted(Path("/opt").glob("libreoffice*/program")),
    ]
    return folders


@lru_cache(maxsize=1)
def uno() -> Uno:
    """Return LibreOffice's module `uno`.

    Raises:
        MissingToolError: LibreOffice or its bridge is not installed, or made for another Python.
    """
    if "uno" in sys.modules:
        return sys.modules["uno"]
    source = next((folder / "uno.py" for folder in _folders() if (folder / "uno.py").is_file()), None)
    if source is None:
        cure = f"{install_hint()} Unter Debian und Ubuntu zusätzlich: sudo apt-get install python3-uno"
        raise MissingToolError("LibreOffices Brücke zu Python (PyUNO)", _PURPOSE, cure)
    importing, path = builtins.__import__, list(sys.path)
    spec = importlib.util.spec_from_file_location("uno", source)
    if spec is None or spec.loader is None:
        raise ImportError(str(source))
    module = importlib.util.module_from_spec(spec)
    sys.modules["uno"] = module
    # `pyuno` may lie beside `uno.py` without being a module of this environment.
    sys.path.append(str(source.parent)) if (source.parent / "pyuno.so").exists() else None
    try:
        spec.loader.exec_module(module)
    except ImportError:
        del sys.modules["uno"]
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise MissingToolError(
            "eine passende Brücke zu Python (PyUNO)",
            _PURPOSE,
            f"LibreOffices Brücke wurde für eine andere Python-Version gebaut als diese ({version}). Bitte Lotse "
            "mit der Python-Version einrichten, die LibreOffice mitbringt.",
        ) from None
    finally:
        builtins.__import__ = importing
        sys.path[:] = path
    atexit.register(_hang_up)
    return module


def _hang_up() -> None:
    """End all connections before Python ends: their threads would fall over what it has tidied away by then."""
    local = uno().getComponentContext()
    factory = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.BridgeFactory", local)
    for connection in factory.getExistingBridges():
        with suppress(*exceptions()):  # it may be gone already
            connection.dispose()


@lru_cache(maxsize=1)
def _unohelper() -> Uno:
    """Return LibreOffice's module `unohelper`, from beside `uno.py`."""
    module = uno()
    spec = importlib.util.spec_from_file_location("unohelper", Path(module.__file__).with_name("unohelper.py"))
    if spec is None or spec.loader is None:
        raise ImportError("unohelper")
    helper = importlib.util.module_from_spec(spec)
    importing = builtins.__import__
    builtins.__import__ = module._uno_import  # noqa: SLF001 - it imports UNO's own names
    try:
        spec.loader.exec_module(helper)
    finally:
        builtins.__import__ = importing
    return helper


def implementing(*interfaces: str, **methods: Callable[..., Any]) -> Uno:
    """Return an object that LibreOffice may call: with the methods of these interfaces `com.sun.star.<name>`."""
    bases = (_unohelper().Base, *(uno().getClass(f"com.sun.star.{name}") for name in interfaces))
    return type("Implementing", bases, methods)()


def approving() -> Uno:
    """Return a command environment for LibreOffice that says yes to what it is asked (XCommandEnvironment)."""

    def handle(_self: Uno, request: Uno) -> None:
        request.getContinuations()[0].select()  # the first one approves, the second aborts

    return implementing(
        "ucb.XCommandEnvironment",
        "task.XInteractionHandler",
        "ucb.XProgressHandler",
        getInteractionHandler=lambda self: self,
        getProgressHandler=lambda self: self,
        handle=handle,
        push=lambda _self, _status: None,
        update=lambda _self, _status: None,
        pop=lambda _self: None,
    )


@lru_cache(maxsize=1)
def _base_exception() -> type[Exception]:
    base: type[Exception] = uno().getClass("com.sun.star.uno.Exception")
    return base


def exceptions() -> tuple[type[Exception], ...]:
    """Return the class of UNO's exceptions; nothing as long as the bridge is not loaded, for then none can come."""
    return (_base_exception(),) if "uno" in sys.modules else ()


def struct(name: str, **fields: object) -> Uno:
    """Return a structure `com.sun.star.<name>` with these fields set."""
    made = uno().createUnoStruct(f"com.sun.star.{name}")
    for field, value in fields.items():
        setattr(made, field, value)
    return made


def enum(name: str, value: str) -> Uno:
    """Return a value of the enumeration `com.sun.star.<name>`."""
    return uno().Enum(f"com.sun.star.{name}", value)


def properties(**values: object) -> tuple[Uno, ...]:
    """Return named values as LibreOffice takes them."""
    return tuple(struct("beans.PropertyValue", Name=name, Value=value) for name, value in values.items())


def typed(kind: str, value: object) -> Uno:
    """Return a value with its UNO type said aloud, for lists that may be empty; goes only through `invoke`."""
    return uno().Any(kind, value)


def url_of(path: str | Path) -> str:
    """Return a file's address as LibreOffice writes it."""
    url: str = uno().systemPathToFileUrl(str(Path(path).resolve()))
    return url


def path_of(url: str) -> str:
    """Return the path of a file's address; other addresses (`https://…`) stay as they are."""
    if not url.startswith("file:"):
        return url
    path: str = uno().fileUrlToSystemPath(url)
    return path
