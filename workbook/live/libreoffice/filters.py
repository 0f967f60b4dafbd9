"""Filters: which rows of a range show.

LibreOffice keeps conditions, Excel's words for them it does not; so they are remembered while the document is open,
and all conditions are set anew at each change.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from workbook.live.libreoffice import bridge
from workbook.live.libreoffice.faults import NotSupportedError, implements
from workbook.live.libreoffice.values import serial

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbook.live.libreoffice.bridge import Uno
    from workbook.live.libreoffice.contents import Contents

# com.sun.star.sheet.FilterOperator2
_EMPTY, _NOT_EMPTY, _EQUAL, _NOT_EQUAL = 0, 1, 2, 3
_OPERATORS = {
    "equal_to": _EQUAL,
    "not_equal_to": _NOT_EQUAL,
    "greater_than": 4,
    "greater_than_or_equal": 5,
    "less_than": 6,
    "less_than_or_equal": 7,
}
_RANKS = {"top_items": 8, "top_percent": 9, "bottom_items": 10, "bottom_percent": 11}
_BOTH = {"between": ("greater_than_or_equal", "less_than_or_equal"), "not_between": ("less_than", "greater_than")}


@implements(base_classes.AutoFilter)
class AutoFilter:
    """The filter of a range whose first row are headers, or of a table (`database`)."""

    def __init__(self, area: Contents, database: Uno = None) -> None:
        self._area, self._database = area, database

    @property
    def api(self) -> Uno:
        """LibreOffice's object that the filter belongs to."""
        return self._database or self._area.api

    def _memory(self) -> dict[int, dict[str, Any]]:
        key = self._database.Name if self._database else f"{self._area.sheet.name}!{self._area.address}"
        memory: dict[int, dict[str, Any]] = self._area.document.memory.setdefault(("filter", key), {})
        return memory

    @property
    def criteria(self) -> list[dict[str, Any]]:
        """What each column is filtered by."""
        memory = self._memory()
        return [{"field": field, **memory.get(field, {"type": "none"})} for field in range(1, self._area.wide + 1)]

    def apply_values(self, field: int, values: Sequence[str]) -> None:
        """Show the rows with one of these values."""
        self._apply(field, type="values", values=list(values))

    def apply_comparison(self, field: int, operator: str, value1: Any, value2: Any) -> None:
        """Show the rows whose value compares so; `None` means empty cells."""
        self._apply(field, type="comparison", operator=operator, value1=value1, value2=value2)

    def apply_top_items(self, field: int, count: int) -> None:
        """Show the rows with the largest values."""
        self._apply(field, type="top_items", count=count)

    def apply_bottom_items(self, field: int, count: int) -> None:
        """Show the rows with the smallest values."""
        self._apply(field, type="bottom_items", count=count)

    def apply_top_percent(self, field: int, percent: float) -> None:
        """Show a share of the rows with the largest values."""
        self._apply(field, type="top_percent", percent=percent)

    def apply_bottom_percent(self, field: int, percent: float) -> None:
        """Show a share of the rows with the smallest values."""
        self._apply(field, type="bottom_percent", percent=percent)

    def clear(self, field: int | None) -> None:
        """Show all rows again, as far as this column hides them, or all columns."""
        memory = self._memory()
        if field is None:
            memory.clear()
        else:
            memory.pop(field, None)
        self._set()

    def _apply(self, field: int, **criterion: Any) -> None:
        self._memory()[field] = criterion
        self._set()

    def _set(self) -> None:
        fields = tuple(
            condition
            for field, criterion in self._memory().items()
            for condition in self._conditions(field - 1, criterion)
        )
        if self._database and fields:
            descriptor = self._database.getFilterDescriptor()
            descriptor.setFilterFields3(fields)
            self._database.refresh()
            return
        descriptor = self._area.api.createFilterDescriptor(True)
        descriptor.setFilterFields3(fields)
        descriptor.ContainsHeader = True
        self._area.api.filter(descriptor)

    def _conditions(self, field: int, criterion: dict[str, Any]) -> list[Uno]:
        kind = criterion["type"]
        if kind == "values":
            return [_condition(field, _EQUAL, [self._value(value) for value in criterion["values"]])]
        if kind in _RANKS:
            amount = criterion["count"] if "count" in criterion else criterion["percent"]
            return [_condition(field, _RANKS[kind], [(float(amount), "")])]
        operator, value1 = criterion["operator"], criterion["value1"]
        if value1 is None:
            return [_condition(field, _EMPTY if operator == "equal_to" else _NOT_EMPTY, [(0.0, "")])]
        if operator == "not_between":
            raise NotSupportedError("AutoFilter.apply_comparison", "'not_between' needs „or“ within a column")
        if operator in _BOTH:
            values = (value1, criterion["value2"])
            return [
                _condition(field, _OPERATORS[word], [self._value(value)])
                for word, value in zip(_BOTH[operator], values, strict=True)
            ]
        return [_condition(field, _OPERATORS[operator], [self._value(value1)])]

    def _value(self, value: Any) -> tuple[float | None, str]:
        """Return number and text of a value as xlwings hands it over: text, or a day."""
        if isinstance(value, dict):
            day = dt.datetime.fromisoformat(value["value"])
            return serial(day, self._area.document.epoch), ""
        try:
            return float(value), str(value)
        except ValueError:
            return None, str(value)


def _condition(field: int, operator: int, values: Sequence[tuple[float | None, str]]) -> Uno:
    pieces = tuple(
        bridge.struct(
            "sheet.FilterFieldValue",
            IsNumeric=number is not None,
            NumericValue=number or 0.0,
            StringValue=text,
            FilterType=0 if number is not None else 1,  # com.sun.star.sheet.FilterFieldType
        )
        for number, text in values
    )
    return bridge.struct(
        "sheet.TableFilterField3",
        Connection=bridge.enum("sheet.FilterConnection", "AND"),
        Field=field,
        Operator=operator,
        Values=pieces,
    )
