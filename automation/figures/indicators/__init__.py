"""A module for each group of figures: what it counts, and the measures that come of it. The folder is the list."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from automation.figures.measures import Group


def groups() -> tuple[Group, ...]:
    """Return the groups of figures, in the order of the page."""
    found: list[Group] = []
    for module in pkgutil.iter_modules(__path__):
        found += import_module(f"{__name__}.{module.name}").GROUPS
    return tuple(sorted(found, key=lambda group: (group.place, group.code)))
