"""Data validations of a sheet: would Excel let a person type this value into this cell?

Excel asks at typing only, never for what a file holds; but a value that staff could not enter themselves should not
be put there for them. What cannot be decided without calculating (`INDIRECT`, formulas) counts as allowed.

Source: ECMA-376 Part 1, 18.3.1.32 and 18.18.20; [MS-XLSX] 2.6.9 for those that Excel keeps in the extension list.
"""

from __future__ import annotations

import operator
import re
from typing import TYPE_CHECKING

from msgspec import Struct

from workbook.cells import Area
from workbook.package.markup import elements, local_name
from workbook.package.structure import text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from workbook.package.markup import Element

_LITERAL_LIST = re.compile(r'"((?:[^"]|"")*)"')
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")
_COMPARED: dict[str, Callable[[float, float], bool]] = {
    "equal": operator.eq,
    "notEqual": operator.ne,
    "greaterThan": operator.gt,
    "lessThan": operator.lt,
    "greaterThanOrEqual": operator.ge,
    "lessThanOrEqual": operator.le,
}
_NUMBERS = {"whole", "decimal", "date", "time"}


class Validation(Struct, frozen=True):
    """What may be typed into the cells of `areas`."""

    areas: tuple[Area, ...]
    kind: str
    comparison: str
    formulas: tuple[str, ...]

    def covers(self, cell: Area) -> bool:
        """Tell whether it speaks of a cell."""
        return any(area.overlaps(cell) for area in self.areas)

    def refuses(self, value: str | float, offered: Callable[[str], Collection[str] | None]) -> bool:
        """Tell whether it certainly forbids a value; `offered` returns what a reference leads to."""
        if self.kind == "list":
            allowed = _literal(self.formulas[0]) if self.formulas else None
            allowed = allowed if allowed is not None or not self.formulas else offered(self.formulas[0])
            return allowed is not None and str(value).casefold() not in {each.casefold() for each in allowed}
        if self.kind == "textLength":
            return not self._fits(len(str(value)))
        if self.kind not in _NUMBERS:
            return False
        if isinstance(value, str):
            return True
        return (self.kind == "whole" and not float(value).is_integer()) or not self._fits(value)

    def _fits(self, value: float) -> bool:
        if not self.formulas or not all(_NUMBER.fullmatch(formula) for formula in self.formulas):
            return True
        limits = [float(formula) for formula in self.formulas]
        if self.comparison in {"between", "notBetween"}:
            inside = limits[0] <= value <= limits[-1]
            return inside == (self.comparison == "between")
        compared = _COMPARED.get(self.comparison)
        return compared is None or compared(float(value), limits[0])


def validations(worksheet: Element) -> Sequence[Validation]:
    """Return the validations of a worksheet that stop whoever types something else."""
    found = []
    for element in worksheet.iter():
        if not isinstance(element.tag, str) or local_name(element) != "dataValidation":
            continue
        # A warning or a hint can be clicked away.
        if element.get("errorStyle", "stop") != "stop" or element.get("showErrorMessage") not in {"1", "true"}:
            continue
        inner = {local_name(each): text_of(each).strip() for each in elements(element)}
        references = (element.get("sqref") or inner.get("sqref", "")).split()
        areas = tuple(area for area in map(Area.parse, references) if area is not None)
        formulas = tuple(inner[name] for name in ("formula1", "formula2") if inner.get(name))
        kind, comparison = element.get("type", "none"), element.get("operator", "between")
        found.append(Validation(areas, kind, comparison, formulas))
    return found


def _literal(formula: str) -> Collection[str] | None:
    match = _LITERAL_LIST.fullmatch(formula)
    return None if match is None else [each.strip() for each in match[1].replace('""', '"').split(",")]
