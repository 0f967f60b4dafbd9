"""Which members of xlwings the engine has: the table of `docs/live.md`."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

from workbook.live.libreoffice import (
    apps,
    books,
    borders,
    chartparts,
    charts,
    conditions,
    filters,
    fonts,
    names,
    notes,
    ranges,
    shapes,
    sheets,
    sheetviews,
    tableparts,
    tables,
    validation,
)
from workbook.live.libreoffice.faults import supported

if TYPE_CHECKING:
    from types import ModuleType

_MODULES: tuple[ModuleType, ...] = (
    apps,
    books,
    sheets,
    sheetviews,
    ranges,
    fonts,
    borders,
    notes,
    validation,
    conditions,
    filters,
    tables,
    tableparts,
    names,
    charts,
    chartparts,
    shapes,
)
_NEVER = "PivotTable, PivotTables, PivotField, PivotFields, PivotValueField, PivotValueFields, Comment, Characters"


def engine_classes() -> list[type]:
    """Return the classes of the engine that stand for one of xlwings, in the order of the page."""
    found: dict[type, None] = {}
    for module in _MODULES:
        for each in vars(module).values():
            if inspect.isclass(each) and each.__module__ == module.__name__ and hasattr(each, "stands_for"):
                found[each] = None
    return list(found)


def members_table() -> str:
    """Return the table as Markdown: each class with what it has, and what raises `NotSupportedError`."""
    lines = ["| class | supported | not supported |", "| --- | --- | --- |"]
    for each in engine_classes():
        members = supported(each)
        has = ", ".join(f"`{name}`" for name, yes in members.items() if yes)
        lacks = ", ".join(f"`{name}`" for name, yes in members.items() if not yes)
        lines.append(f"| {each.__name__} | {has or '–'} | {lacks or '–'} |")
    lines.append(f"| {_NEVER} | – | all |")
    return "\n".join(lines)
