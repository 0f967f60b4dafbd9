"""The commands of `lotse`, a module each: what it takes, the job it calls, how it shows, how it ends.

A module here is a command of its name and declares it as `COMMAND`; a folder is a group, as in `lotse live watch`.
`lotse --help` imports them all, so a module imports what its command needs inside the functions that need it.
"""

from __future__ import annotations

import os
from importlib import import_module

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from automation.terminal.declaring import Button, Command


def commands(only: str | None = None) -> dict[str, Command]:
    """Return every command by its name as it is typed, in the order of the help; a group before what it holds.

    With `only` the one of that name, or a group with what it holds; nothing where there is none.
    """
    return _found(__path__, __name__, "", only)


def buttons() -> tuple[Button, ...]:
    """Return the buttons of all commands in the order in which they stand in ribbon, menu and toolbar."""
    return tuple(button for command in commands().values() for button in command.buttons)


def _found(folders: Iterable[str], package: str, group: str, only: str | None = None) -> dict[str, Command]:
    """Return the commands of these folders; `pkgutil` or `pathlib` would take longer than all of this."""
    names = {
        entry.removesuffix(".py")
        for folder in folders
        for entry in os.listdir(folder)  # noqa: PTH208 - see above
        if entry.endswith(".py") or os.path.exists(f"{folder}/{entry}/__init__.py")  # noqa: PTH110
    }
    names = names - {"__init__"} if only is None else names & {only.replace("-", "_")} - {"__init__"}
    modules = {name: import_module(f"{package}.{name}") for name in names}
    found: dict[str, Command] = {}
    for name in sorted(modules, key=lambda name: (modules[name].COMMAND.place, name)):
        module, typed = modules[name], group + name.replace("_", "-")
        found[typed] = module.COMMAND
        if module.COMMAND.group:
            found |= _found(module.__path__, module.__name__, f"{typed} ")
    return found
