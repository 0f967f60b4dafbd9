"""Errors of the LibreOffice engine, and how its classes are made fit for xlwings.

The messages are for who writes macros (English, as xlwings' own); `open_book.py` makes sentences of them.
"""

from __future__ import annotations

import functools
import inspect
from typing import TYPE_CHECKING, Any, TypeVar, cast

from xlwings import XlwingsError

from workbook.live.libreoffice import bridge

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


class OfficeError(XlwingsError):
    """LibreOffice refused; the message is its own."""


class OfficeGoneError(OfficeError):
    """LibreOffice, or the document, was closed while it was spoken to."""


class OfficeBusyError(OfficeError):
    """LibreOffice does not come to what it was asked for: it calculates, saves, or waits for somebody."""


class OfficeInputError(OfficeError, OSError):
    """LibreOffice could not read or write a file."""


class NotSupportedError(XlwingsError, NotImplementedError):
    """LibreOffice has nothing like this member of xlwings, or the engine does not reach it (`docs/live.md`)."""

    def __init__(self, member: str, reason: str = "") -> None:
        self.member = member
        because = f": {reason}" if reason else ""
        super().__init__(f"{member} is not supported by the LibreOffice engine{because} (see docs/live.md)")


def _told(error: Exception) -> OfficeError:
    """Return our error for one of UNO's."""
    kind = type(error).__name__.rpartition(".")[2]
    message = str(getattr(error, "Message", "") or kind)
    # A dead bridge answers with these of its own layers, not with the exception made for it.
    signs = ("illegal object given", "cannot get value", "bridge disposed")
    dead = any(sign in message for sign in signs)
    if kind in {"DisposedException", "NoConnectException"} or dead:
        return OfficeGoneError("LibreOffice or the document was closed meanwhile")
    if kind in {"IOException", "ErrorCodeIOException", "CannotLoadException"}:
        return OfficeInputError(f"LibreOffice: {kind}: {message}")
    return OfficeError(f"LibreOffice: {kind}: {message}")


def translated(function: Callable[..., T]) -> Callable[..., T]:
    """Return the function with UNO's exceptions translated.

    They refuse the attribute `__traceback__`, so that whatever handles exceptions in Python (`contextlib`, pytest)
    breaks on them: none may get out, not even as the context of ours.
    """

    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> T:
        told: OfficeError
        try:
            return function(*args, **kwargs)
        except bridge.exceptions() as error:
            told = _told(error)
        raise told

    return call


def implements(base: type) -> Callable[[type[T]], type[T]]:
    """Decorate a class of the engine that stands for one of `xlwings.base_classes`.

    Its methods and properties no longer let UNO's exceptions out, and each member of xlwings that it lacks raises
    `NotSupportedError`.
    """

    def decorate(cls: type[T]) -> type[T]:
        speaks_python(cls)
        own = _attributes(cls)
        for name, member in vars(base).items():
            if not name.startswith("_") and name not in own and not hasattr(cls, name):
                setattr(cls, name, _missing(f"{base.__name__}.{name}", member))
        cast("Any", cls).stands_for = base
        return cls

    return decorate


def speaks_python(cls: type[T]) -> type[T]:
    """Decorate a class whose methods and properties must not let UNO's exceptions out."""
    members = {name: member for part in reversed(cls.__mro__[:-1]) for name, member in vars(part).items()}
    for name, member in members.items():
        if isinstance(member, property):
            setattr(cls, name, _translated_property(member))
        elif isinstance(member, functools.cached_property):
            cached = functools.cached_property(translated(member.func))
            cached.__set_name__(cls, name)
            setattr(cls, name, cached)
        elif inspect.isfunction(member):
            setattr(cls, name, translated(member))
    return cls


def _attributes(cls: type) -> set[str]:
    """Return the names that the class's `__init__` sets on its objects: they must not be hidden by a property."""
    makers = [vars(part).get("__init__") for part in cls.__mro__[:-1]]
    codes = [inspect.unwrap(maker).__code__ for maker in makers if inspect.isfunction(maker)]
    return {name for code in codes for name in code.co_names}


def _translated_property(member: property) -> property:
    return property(
        translated(member.fget) if member.fget else None,
        translated(member.fset) if member.fset else None,
        None,
        member.__doc__,
    )


def _missing(label: str, member: object) -> Any:
    """Return what stands in for a member that the engine does not have; `unsupported` marks it."""
    if isinstance(member, property):

        def refuse_property(_self: object, *_value: object) -> Any:
            raise NotSupportedError(label)

        refuse_property.__dict__["unsupported"] = True
        return property(refuse_property, refuse_property if member.fset else None)

    def refuse(_self: object, *_args: object, **_kwargs: object) -> Any:
        raise NotSupportedError(label)

    refuse.__dict__["unsupported"] = True
    if inspect.iscoroutinefunction(member):

        async def refuse_later(_self: object, *_args: object, **_kwargs: object) -> Any:
            raise NotSupportedError(label, "asynchronous members belong to xlwings Lite")

        refuse_later.__dict__["unsupported"] = True
        return refuse_later
    return refuse


def supported(cls: type) -> dict[str, bool]:
    """Return, for each member of the xlwings class that `cls` stands for, whether the engine has it."""
    found = {}
    for name, member in vars(cast("Any", cls).stands_for).items():
        if name.startswith("_") or inspect.iscoroutinefunction(member):
            continue
        own = inspect.getattr_static(cls, name, None)
        function = own.fget if isinstance(own, property) else own
        found[name] = "unsupported" not in getattr(function, "__dict__", {})
    return found
