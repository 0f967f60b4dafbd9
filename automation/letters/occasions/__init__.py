"""What letters can be written from, a module each, which holds it as `OCCASION`. The folder is the list."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from automation.letters.occasion import Occasion


def occasions() -> Mapping[str, Occasion[Any]]:
    """Return every occasion by the name that templates have for it, in the order in which letters are planned."""
    found = [import_module(f"{__name__}.{module.name}").OCCASION for module in pkgutil.iter_modules(__path__)]
    return {each.name: each for each in sorted(found, key=lambda each: (each.place, each.name))}
